#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "catalog/number.hpp"
#include "judge/audit/judges.hpp"
#include "judge/audit/model_bytes.hpp"
#include "judge/audit/readings.hpp"
#include "judge/audit/storage_bits.hpp"
#include "judge/check/expected_rate.hpp"
#include "model/ceiling.hpp"
#include "model/count/architecture_parameters.hpp"
#include "model/rates.hpp"

namespace tokroof::judge {
namespace {

constexpr double kAboveCeiling = 1.005;         // rounding of published bandwidths
constexpr double kAboveUnstatedCeiling = 1.02;  // and of bits that are not stated
// Of published figures; slow ones have more honest causes (builds, hosts, limits) than fast ones.
constexpr double kLevelAbove = 0.9;
constexpr double kLevelBelow = 0.95;
constexpr double kNobodyReaches = 0.95;  // of the specified bandwidth, one stream
constexpr double kShortContext = 4096;   // beyond, a cache that fills up counts

struct Band {
  double predicted = 0, low = 0, high = 0, limit = 0;
  double limit_of_one = 0;           ///< of one stream
  const Reading* fastest = nullptr;  ///< the reading whose limit is the highest
};

/// All readings together: the widest interval, the highest limit. The prediction is that of the first.
Band band_of(const Readings& readings, bool aggregate) {
  Band band;
  for (const Reading& r : readings.all) {
    const double streams = aggregate ? r.streams : 1;
    const double low = r.prediction.decode.published(kLevelBelow).first;
    const double high = r.prediction.decode.published(kLevelAbove).second;
    band.low = band.fastest == nullptr ? low * streams : std::min(band.low, low * streams);
    band.high = std::max(band.high, high * streams);
    if (band.fastest == nullptr) {
      band.predicted = r.prediction.decode.tps() * streams;
    }
    band.limit_of_one = r.streams <= 1 ? std::max(band.limit_of_one, r.ceiling_tps) : band.limit_of_one;
    if (r.ceiling_tps * streams > band.limit) {
      band.limit = r.ceiling_tps * streams;
      band.fastest = &r;
    }
  }
  return band;
}

std::string arithmetic(const Claim& claim, const Band& band) {
  const model::Step& step = band.fastest->prediction.step;
  const double streams = band.fastest->streams;
  if (streams > 1) {
    return fmt::format("{:.0f} streams: at most {} tok/s {}",
                       streams,
                       catalog::significant(band.limit),
                       may_be_of_several(claim) ? "together" : "each");
  }
  const double bandwidth =
      step.how.cpu ? step.rates.host_bandwidth_bytes_per_s : step.rates.bandwidth_bytes_per_s;
  const double bytes = bandwidth / band.limit * (1 + step.work.drafted * std::max(step.work.acceptance, 0.0));
  return fmt::format("{:.0f} GB/s / {:.3g} GB a token{}{} = {} tok/s at most",
                     bandwidth / 1e9,
                     bytes / 1e9,
                     claim.quant.empty() ? " at " + band.fastest->quant : "",
                     step.how.devices > 1 && step.how.split != model::Split::layer ? " and device" : "",
                     catalog::significant(band.limit));
}

/// Whether a file of the usual type is too large for the device, where its type is not said.
bool spills(const AuditContext& context, const Claim& claim) {
  const model::Architecture* model = context.model(claim.model);
  return claim.quant.empty() && model != nullptr &&
         weight_size(*model, "Q4_K_M").usual_bytes > capacity_bytes(context.machine(claim));
}

/// What makes a rate slow and is not said: how much of a long context is full; how much of the time of several streams goes
/// to their prompts; a file of the usual type that is too large for the device, so that a part of it lies in the host's
/// memory.
bool may_be_slower(const AuditContext& context, const Claim& claim) {
  return spills(context, claim) || claim.context > kShortContext || may_be_of_several(claim) ||
         claim.concurrency > 1;
}

Judgement judge(const AuditContext& context,
                const Claim& claim,
                const Band& band,
                const Readings& readings,
                double per_claimed) {
  const double limit = band.limit / per_claimed;
  const double predicted = band.predicted / per_claimed;
  const std::string at_most = arithmetic(claim, band);
  const auto verdict = [&](auto make, const std::string& why) {
    return make(fmt::format("{}: {}; predicted {} ({} to {})",
                            why,
                            at_most,
                            catalog::significant(band.predicted),
                            catalog::significant(band.low),
                            catalog::significant(band.high)),
                predicted,
                limit);
  };
  if (claim.method == "ceiling") {  // of weights alone, without scales where whole bits are said
    const StorageReading bits = storage_reading(claim.quant);
    const double whole =
        bits.least_file_bits > 0 && bits.least_bits > 0 ? bits.least_bits / bits.least_file_bits : 1;
    if (claim.middle() <= kAboveUnstatedCeiling * whole * limit) {
      return verdict(plausible, "no more than a ceiling");
    }
  }
  if (claim.method == "drafted") {  // a step yields what was accepted of its drafts, and one token more
    constexpr double kMostATime = 16;
    return claim.middle() > kMostATime * limit
               ? verdict(impossible, fmt::format("{:.0f} x the limit without drafts", claim.middle() / limit))
               : unverifiable(
                     fmt::format("how many drafts are accepted is not said; without them {} ({} to {})",
                                 catalog::significant(band.predicted),
                                 catalog::significant(band.low),
                                 catalog::significant(band.high)));
  }
  const double above = storage_reading(claim.quant).types.size() > 1 ? kAboveUnstatedCeiling : kAboveCeiling;
  if (claim.middle() > above * limit) {
    return verdict(impossible, fmt::format("{:.2f} x the limit", claim.middle() / limit));
  }
  if (claim.high > above * limit && claim.low < limit) {
    return verdict(suspect, "only the top of the range is above the limit");
  }
  const bool one_stream = band.fastest->streams <= 1 && !may_be_of_several(claim);
  if (one_stream && claim.middle() > kNobodyReaches * limit) {
    return verdict(
        suspect,
        fmt::format("{:.0f} % of the limit, which no machine reaches", 100 * claim.middle() / limit));
  }
  const bool any_fits = std::any_of(
      readings.all.begin(), readings.all.end(), [](const Reading& r) { return r.prediction.memory.fits(); });
  if (!any_fits) {
    return suspect(
        "no room for cache and buffers: " + model::memory_sentence(readings.all.front().prediction.memory),
        predicted,
        limit);
  }
  if (claim.middle() * per_claimed > band.high) {
    return verdict(suspect, fmt::format("{:.1f} x what is usual", claim.middle() / predicted));
  }
  const bool whole_days = per_claimed < 1;  // a machine that is not used all day makes fewer
  if (claim.high * per_claimed < band.low && !whole_days && !may_be_slower(context, claim)) {
    return verdict(suspect, fmt::format("{:.1f} x slower than usual", predicted / claim.middle()));
  }
  if (claim.phase == "throughput" && claim.middle() > band.limit_of_one) {
    return verdict(plausible,
                   fmt::format("of several streams together: one has at most {} tok/s",
                               catalog::significant(band.limit_of_one)));
  }
  return verdict(plausible, "within what such machines do");
}

/// A part of a chip that works in the machine's own memory: modules of whatever size.
bool takes_modules(const model::Device* device) {
  return device != nullptr && device->kind == model::DeviceKind::apu &&
         device->memory_type.starts_with("DDR");
}

/// A rate of what does not fit may be that of a run with a part in the host's memory, as check() takes it. Nothing: no engine
/// that may be meant keeps one there.
std::optional<Judgement> judge_spilled(const AuditContext& context, const Claim& claim, double per_claimed) {
  const std::string quant = storage_reading(claim.quant).types.front();
  const ExpectedRate expected = expected_rate(
      context.catalog(), context.fitted(), run_of(context, claim, quant), model::FigureKind::decode);
  if (!(expected.tps > 0)) {
    return std::nullopt;
  }
  const double tps = claim.middle() * per_claimed;
  const std::string why = fmt::format("it does not fit; with a part in the host's memory {} to {}",
                                      catalog::significant(expected.low_tps),
                                      catalog::significant(expected.high_tps));
  const auto verdict = [&](auto make) {
    return make(why, expected.tps / per_claimed, expected.ceiling_tps / per_claimed);
  };
  return tps > kAboveCeiling * expected.ceiling_tps ? verdict(impossible)
         : tps > expected.high_tps                  ? verdict(suspect)
                                                    : verdict(plausible);
}

/// With a part on a host that is not named: bounded by a run of which as good as nothing is there.
Judgement judge_offloaded(const AuditContext& context, const Claim& claim, double per_claimed) {
  if (may_be_of_several(claim)) {
    return unverifiable("neither the host nor how many streams there are is said");
  }
  ExpectedRate any;
  for (const std::string& type : storage_reading(claim.quant).types) {
    catalog::Run run = run_of(context, claim, type);
    run.placement = catalog::StatedPlacement::part_on_host;
    const ExpectedRate one =
        expected_rate(context.catalog(), context.fitted(), run, model::FigureKind::decode);
    const double ceiling = std::max(any.ceiling_tps, one.ceiling_tps);
    any.tps > 0 ? any.widen(one) : void(any = one);
    any.ceiling_tps = ceiling;
  }
  if (!(any.tps > 0)) {
    return unverifiable("the host, and how much of the model is there, is not said");
  }
  const double tps = claim.middle() * per_claimed;
  const std::string why = fmt::format("with a part on a host that is not named: {} to {}, {} at most",
                                      catalog::significant(any.low_tps),
                                      catalog::significant(any.high_tps),
                                      catalog::significant(any.ceiling_tps));
  const auto verdict = [&](auto make) {
    return make(why, any.tps / per_claimed, any.ceiling_tps / per_claimed);
  };
  constexpr double kServer = 3;  // over the usual host
  return tps > kAboveUnstatedCeiling * any.ceiling_tps ? verdict(impossible)
         : tps > kServer * any.high_tps                ? verdict(suspect)
                                                       : verdict(plausible);
}

/// A stated ceiling is bandwidth over bytes, whether the weights have room or not.
std::optional<Judgement> judge_ceiling(const AuditContext& context, const Claim& claim, double per_claimed) {
  const NamedMachine m = context.machine(claim);
  const model::Architecture* model = context.model(claim.model);
  if (m.part == nullptr || model == nullptr || claim.quant.empty()) {
    return std::nullopt;
  }
  const double share = model::parameters_read(*model) / model->parameters;
  const double bytes = weight_size(*model, claim.quant).least_bytes * share;
  const double bandwidth = m.part->bandwidth_bytes_per_s * m.parts;
  const double limit = bandwidth / bytes / per_claimed;
  if (!(limit > 0)) {
    return std::nullopt;
  }
  const std::string why = fmt::format("{:.0f} GB/s / {:.3g} GB a token = {} tok/s at most; it would not fit",
                                      bandwidth / 1e9,
                                      bytes / 1e9,
                                      catalog::significant(limit));
  constexpr double kRoundedBytes = 1.1;  // "70B at Q4 is 40 GB"
  return claim.middle() <= kRoundedBytes * limit
             ? plausible("a ceiling: " + why, model::kUnknown, limit)
             : impossible(fmt::format("{:.2f} x the limit: {}", claim.middle() / limit, why),
                          model::kUnknown,
                          limit);
}

/// What is plausible with an empty cache may be too fast for a stated context that is full, or slower than even that explains.
/// The cache may be stored in four bits where nothing else is said.
Judgement with_full_context(const AuditContext& context,
                            const Claim& claim,
                            double per_claimed,
                            Judgement empty) {
  const bool asks = claim.context > kShortContext && !(claim.depth > 0) && claim.method != "ceiling" &&
                    empty.verdict == ClaimVerdict::plausible && !may_be_of_several(claim) &&
                    !(claim.concurrency > 1);
  if (!asks) {
    return empty;
  }
  Claim full = claim;
  full.depth = claim.context;
  const Readings readings = read_rate(context, full);
  if (readings.all.empty()) {
    return empty;
  }
  constexpr double kFourBits = 4.5 / 16;
  const Band band = band_of(readings, false);
  double limit = 0;
  for (const Reading& r : readings.all) {
    const model::Work& w = r.prediction.step.work;
    limit = std::max(
        limit, model::most_tokens(w) / model::least_step(r.prediction.step).seconds(kFourBits * w.kv_bytes));
  }
  const double tps = claim.middle() * per_claimed;
  const std::string in_use = fmt::format(
      "with {:.0f} tokens in the cache {} ({} to {}), and {} at most with "
      "values of four bits",
      claim.context,
      catalog::significant(band.predicted),
      catalog::significant(band.low),
      catalog::significant(band.high),
      catalog::significant(limit));
  if (tps > kAboveCeiling * limit) {
    return suspect("too fast for a context in use: " + in_use, empty.predicted, empty.limit);
  }
  if (claim.high * per_claimed < band.low && !spills(context, claim)) {
    return suspect(fmt::format("{:.1f} x slower than usual: {}", band.predicted / tps, in_use),
                   empty.predicted,
                   empty.limit);
  }
  return empty;
}

/// `per_claimed`: tokens per second that one of the claimed unit is.
Judgement judge_rate(const AuditContext& context, const Claim& claim, double per_claimed) {
  const NamedMachine m = context.machine(claim);
  if (m.part == nullptr && !claim.names_set()) {
    return unverifiable("no device is named: a rate needs one");
  }
  if (claim.model.empty()) {
    return unverifiable("no model is named: the bytes of a token are not known");
  }
  if (claim.method == "offloaded") {
    return judge_offloaded(context, claim, per_claimed);
  }
  const Readings readings = read_rate(context, claim);
  if (!readings.link_fault.empty()) {
    const std::string beside =
        readings.all.empty()
            ? ""
            : fmt::format("; over PCIe {:.4g} tok/s", band_of(readings, may_be_of_several(claim)).predicted);
    return impossible(readings.link_fault + beside);
  }
  if (readings.all.empty() && claim.method == "drafted") {
    return unverifiable("how many drafts are accepted is not said; " +
                        (readings.does_not_fit.empty() ? readings.refusal : readings.does_not_fit));
  }
  if (readings.all.empty() && !readings.does_not_fit.empty()) {
    if (const auto ceiling =
            claim.method == "ceiling" ? judge_ceiling(context, claim, per_claimed) : std::nullopt) {
      return *ceiling;
    }
    const auto spilled = judge_spilled(context, claim, per_claimed);
    if (spilled && spilled->verdict == ClaimVerdict::plausible) {
      return *spilled;
    }
    const auto several =
        context.others(claim, [&](const Claim& o) { return o.device == claim.device && o.n_devices > 1; });
    // "8x H200", and then "the H200 gave 4176 tok/s"; "B200: 5857 tok/s per GPU"
    const bool share = may_be_of_several(claim) && m.part != nullptr && model::stacked_memory(*m.part);
    if (!(claim.n_devices > 0) && (share || !several.empty())) {
      return unverifiable("of how many devices is not said; of one: " + readings.does_not_fit);
    }
    if (spilled) {
      return *spilled;
    }
    if (takes_modules(context.catalog().find_device(claim.device))) {
      return unverifiable("how much memory the machine has is not said; " + readings.does_not_fit);
    }
    return impossible("does not fit: " + readings.does_not_fit);
  }
  if (readings.all.empty()) {
    return unverifiable(readings.refusal);
  }
  const Band band = band_of(readings, may_be_of_several(claim));
  Judgement judged =
      with_full_context(context, claim, per_claimed, judge(context, claim, band, readings, per_claimed));
  if (claim.phase == "throughput" && claim.middle() <= kNobodyReaches * band.limit_of_one) {
    Claim one = claim;  // it needs no more than one stream
    one.phase = "decode";
    one.concurrency = model::kUnknown;
    const Judgement alone = judge_rate(context, one, per_claimed);
    return alone.verdict == ClaimVerdict::plausible || judged.verdict != ClaimVerdict::plausible ? alone
                                                                                                 : judged;
  }
  return judged;
}

}  // namespace

Judgement judge_decode_rate(const AuditContext& context, const Claim& claim) {
  return judge_rate(context, claim, 1);
}

Judgement judge_token_volume(const AuditContext& context, const Claim& claim) {
  constexpr double kDay_s = 86400;
  constexpr double kDaysAYear = 365;
  const bool yearly = claim.unit == "Gtokens/year";
  const double per_claimed = yearly ? 1e9 / (kDaysAYear * kDay_s) : 1 / kDay_s;
  if (yearly) {
    const auto daily = context.others(claim, [&](const Claim& other) {
      return other.unit == "tokens/day" && other.device == claim.device;
    });
    Judgement judged;
    for (const Claim* day : daily) {
      constexpr double kWorkDays = 250;
      const double low = day->low * kWorkDays / 1e9;
      const double high = day->high * kDaysAYear / 1e9;
      const std::string why = fmt::format(
          "{} tokens a day x 250 to 365 days = {:.3g} to {:.3g} Gtokens", claimed_text(*day), low, high);
      if (touches(claim, low, high, 0.02)) {
        return plausible(why, low);
      }
      if (touches(claim, 1e3 * low, 1e3 * high, 0.02)) {
        judged = wrong_spec("million taken for billion: " + why, low);
      } else if (judged.verdict != ClaimVerdict::wrong_spec) {
        judged = suspect(why, low);
      }
    }
    if (!daily.empty()) {
      return judged;
    }
  }
  Claim whole_day = claim;
  whole_day.phase = "aggregate";
  Judgement verdict = judge_rate(context, whole_day, per_claimed);
  verdict.reason += fmt::format(
      "; {:.4g} {} are {:.4g} tok/s day and night", claim.middle(), claim.unit, claim.middle() * per_claimed);
  return verdict;
}

}  // namespace tokroof::judge
