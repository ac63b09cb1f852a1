#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "catalog/number.hpp"
#include "judge/audit/judges.hpp"
#include "judge/audit/model_bytes.hpp"
#include "judge/audit/readings.hpp"
#include "model/count/layer_counts.hpp"
#include "model/names.hpp"
#include "model/rates.hpp"
#include "model/units.hpp"

namespace tokroof::judge {
namespace {

double unit_bytes(const Claim& claim) {
  if (claim.unit == "GiB") return model::kGib;
  return claim.unit == "TB" ? 1e12 : claim.unit == "MB" ? 1e6 : model::kGb;
}

/// GB as guides write it may be 10^9 or 2^30 bytes, MB alike: both ends in claimed units.
std::pair<double, double> either_unit(const Claim& claim, double bytes) {
  const double most = claim.unit == "GB" ? model::kGib : claim.unit == "MB" ? model::kMib : unit_bytes(claim);
  return {bytes / most, bytes / unit_bytes(claim)};
}

/// Of all that a model takes while it runs, or that a machine for it should have.
bool is_of_run(const Claim& claim) { return model::is_one_of(claim.method, {"run", "needed"}); }

Judgement judge_weights(const AuditContext& context, const Claim& claim, const model::Architecture& model) {
  const WeightSize size = weight_size(model, claim.quant);
  // A size of the whole run counts the cache of the context that the same line gives.
  double tokens = claim.context > 0 ? claim.context : 0;
  for (const Claim* other :
       context.beside(claim, [&](const Claim& c) { return c.model == claim.model && c.context > 0; })) {
    tokens = std::max(tokens, other->context);
  }
  const double cache = tokens > 0 ? cache_bytes(model, tokens) : 0;
  constexpr double kBuffers = 0.8e9;  // on a card: what a short run takes beside the weights
  constexpr double kShortRun = 2048;
  const double beside = claim.device.empty() && !is_of_run(claim)
                            ? 0
                            : kBuffers + (tokens > 0 ? 0 : cache_bytes(model, kShortRun));
  // Hubs print 10^9 bytes of any type, llama.cpp 2^30 of its own.
  const double low =
      std::min(either_unit(claim, size.least_bytes).first, either_unit(claim, size.least_file_bytes).second);
  const double high = either_unit(claim, size.usual_bytes + cache + beside).second;
  const double usual = either_unit(claim, size.usual_bytes).second;
  const std::string with_cache =
      cache > 0 ? fmt::format(" (+ {:.3g} GB of KV at {:.0f} tokens)", cache / model::kGb, tokens) : "";
  const std::string why =
      fmt::format("{:.4g} G parameters x {:.3g} to {:.3g} bits / 8 = {:.4g} to {:.4g} GB{}",
                  model.parameters / 1e9,
                  size.bits,
                  size.usual_bytes * 8 / model.parameters,
                  size.least_bytes / model::kGb,
                  size.usual_bytes / model::kGb,
                  with_cache);
  if (claim.method == "room") {
    return claim.high < 0.97 * low ? impossible("the weights alone exceed it: " + why, usual, low)
           : claim.high < usual    ? suspect("less than the usual file: " + why, usual, low)
                                   : plausible("the weights are no larger: " + why, usual, low);
  }
  const double bits = claim.middle() * unit_bytes(claim) * 8 / model.parameters;
  constexpr double kRounded = 0.955, kSizeClass = 0.93;  // "7B" is 6.7 to 7.6 G
  const bool classed = claim.model.starts_with("generic-");
  if (claim.middle() >= (classed ? kSizeClass : kRounded) * low && claim.low <= high * 1.15) {
    return plausible(why, usual);
  }
  if (claim.method == "needed" && claim.low > usual) {
    return plausible("more than it takes: " + why, usual, low);
  }
  if (claim.method == "run" && claim.low > usual && !(tokens > 0)) {  // the context that it has is not said
    constexpr double kLongest = 131072;
    const double most_tokens = std::min(model::known_or(model.max_context, kLongest), kLongest);
    const double with_most =
        either_unit(claim, size.usual_bytes + beside + cache_bytes(model, most_tokens)).second;
    if (claim.high <= with_most) {
      return plausible(fmt::format("{}; with a cache of up to {:.0f} tokens up to {} {}",
                                   why,
                                   most_tokens,
                                   catalog::significant(with_most),
                                   claim.unit),
                       usual,
                       low);
    }
  }
  const std::string claimed =
      fmt::format("{}; claimed {} {} is {:.3g} bits a parameter", why, claimed_text(claim), claim.unit, bits);
  return touches(claim, low * 0.85, high * 1.5, 0) ? suspect(claimed, usual) : wrong_spec(claimed, usual);
}

Judgement judge_cache(const Claim& claim, const model::Architecture& model) {
  const double bytes = cache_bytes(model, claim.context);
  const auto [low, high] = either_unit(claim, bytes);
  const std::string why =
      fmt::format("KV of {:.0f} tokens: {:.4g} kB a token at 16 bit = {:.3g} GB; claimed {} is {:.2g} x that",
                  claim.context,
                  bytes / claim.context / 1e3,
                  bytes / model::kGb,
                  claimed_text(claim),
                  claim.middle() / high);
  // Half of it: an 8-bit cache.
  if (touches(claim, low / 2 * 0.9, high * 1.25, 0)) {
    return plausible(why, high);
  }
  return touches(claim, low / 4, high * 1.5, 0) ? suspect(why, high) : wrong_spec(why, high);
}

bool near(double a, double b, double tolerance) { return std::fabs(a / b - 1) <= tolerance; }

/// What the operating system shows of modules that are sold in round sizes.
Judgement judge_host_memory(const Claim& claim, const model::Device& d) {
  constexpr double kModules[] = {4,   8,   16,  24,  32,   48,   64,   96,   128,  192,
                                 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096, 6144};
  if (d.memory_gib > 0 && near(claim.middle(), d.memory_gib, 0.1)) {
    return plausible(fmt::format("{:.0f} GiB installed", d.memory_gib), d.memory_gib);
  }
  constexpr double kLargestModuleGib = 256;
  const double most = d.memory_channels > 0
                          ? d.memory_channels * 2 * kLargestModuleGib * std::max(d.part_count, 1.0)
                          : model::kUnknown;
  if (claim.middle() > most) {
    return impossible(fmt::format("{:.0f} channels take {:.0f} GiB at most", d.memory_channels, most),
                      model::kUnknown,
                      most);
  }
  for (const double size : kModules) {
    if (claim.middle() <= 1.01 * size && claim.middle() >= 0.92 * size) {
      return plausible(
          fmt::format("modules of {:.0f} GiB together, as the system shows them", size), size, most);
    }
  }
  constexpr double kModuleGib[] = {8, 16, 24, 32, 48, 64, 96, 128};
  const double slots = std::fmax(d.memory_channels, 1) * std::fmax(d.part_count, 1);
  for (const double module : kModuleGib) {
    for (const double all : {slots * module, 2 * slots * module}) {
      if (near(claim.middle(), all, 0.01)) {
        return plausible(fmt::format("{:.0f} modules of {:.0f} GiB", all / module, module), all, most);
      }
    }
  }
  return suspect("no usual set of modules has this size", model::kUnknown, most);
}

/// "rtx-3090 has 24 GiB", "2 x rtx-3090 have 48 GiB"
std::string memory_text(const NamedMachine& m, double gib) {
  return fmt::format("{} {} {:.4g} GiB", machine_text(m), m.parts > 1 ? "have" : "has", gib);
}

Judgement judge_device_memory(const AuditContext& context, const Claim& claim, const NamedMachine& m) {
  const model::Device& d = *m.part;
  if (const std::string fault = link_fault(context, claim); !fault.empty()) {
    return impossible(fmt::format("{}; {}, each its own", fault, memory_text(m, d.memory_gib * m.parts)));
  }
  if (d.kind == model::DeviceKind::storage) {
    const double gb = d.memory_gib * model::kGib / unit_bytes(claim);
    return near(claim.middle(), gb, 0.03) ? plausible(fmt::format("sold as {:.4g} {}", gb, claim.unit), gb)
                                          : wrong_spec(fmt::format("sold as {:.4g} {}", gb, claim.unit), gb);
  }
  if (d.kind == model::DeviceKind::cpu) {
    return judge_host_memory(claim, d);
  }
  const double scale = claim.unit == "TB" ? 1e3 : claim.unit == "MB" ? 1e-3 : 1;
  const double low = claim.low * scale;
  const double high = claim.high * scale;
  const double each = d.memory_gib;
  const double all = each * m.parts;
  constexpr double kShown = 0.025;  // drivers keep some; vendors round
  for (const double size : {each, all}) {
    // Of a chip with memory of its own choice a range may leave out the largest: "16-24 GB" of one that is sold with 32 too.
    const bool unified_range = model::unified_memory(d) && low < high && high <= (1 + kShown) * size;
    if (unified_range || (near(low, size, kShown) && near(high, size, kShown))) {
      return plausible(fmt::format("{}{}", memory_text(m, size), size == each && m.parts > 1 ? " each" : ""),
                       size / scale);
    }
    if (low == high && near(low, size * model::kGib / model::kGb, 0.008)) {
      const std::string why = fmt::format("{:.4g} GiB are {:.4g} GB", size, size * model::kGib / model::kGb);
      return claim.unit == "GiB" ? wrong_spec(why + ", not GiB: the units are confused", size)
                                 : plausible(why, size / scale);
    }
  }
  if (says_at_least(claim) && all >= low) {
    return plausible("no less than that: " + memory_text(m, all), all / scale);
  }
  // One figure below what is installed: a smaller configuration, or the share that the system lets the GPU use. A range
  // says which configurations there are.
  if (model::unified_memory(d) && low == high && high <= all) {
    constexpr double kLeastShare =
        0.1;  // Macs of one chip are sold with a twelfth to all of its most: 96 of 512 GB
    const std::string why = fmt::format("{:.0f} % of {:.4g} GiB of unified memory", 100 * high / all, all);
    return high >= kLeastShare * all ? plausible(why, all / scale, all / scale)
                                     : suspect(why, all / scale, all / scale);
  }
  const bool of_one = m.parts > 1 && near((low + high) / 2, each, 0.5);
  const double size = of_one ? each : all;
  return wrong_spec(fmt::format("{}{}, claimed {} ({:+.0f} %)",
                                memory_text(m, size),
                                of_one ? " each" : "",
                                claimed_text(claim),
                                100 * ((low + high) / 2 / size - 1)),
                    size / scale);
}

}  // namespace

Judgement judge_unsaid_storage(const Claim& claim, const model::Architecture& model) {
  const double per_parameter = claim.middle() * model::kGb / model.parameters;
  const std::string why = fmt::format(
      "{:.2g} B a parameter of {:.4g} G; what is stored is not said", per_parameter, model.parameters / 1e9);
  constexpr double kLeast = 0.19;  // IQ1_S has 1.56 bits
  constexpr double kMost = 24;     // a training keeps no more
  const bool too_much = per_parameter > kMost && !model::is_one_of(claim.method, {"needed", "room"});
  return per_parameter < kLeast || too_much ? suspect(why) : unverifiable(why);
}

Judgement judge_size(const AuditContext& context, const Claim& claim) {
  if (claim.unit == "MiB") {
    constexpr double kMebi = 1024;
    Claim in_gib = claim;
    in_gib.unit = "GiB";
    in_gib.low /= kMebi;
    in_gib.high /= kMebi;
    Judgement out = judge_size(context, in_gib);
    out.predicted *= kMebi;
    out.limit *= kMebi;
    return out;
  }
  const NamedMachine m = context.machine(claim);
  const model::Architecture* model = context.model(claim.model);
  const bool trains = model::is_one_of(claim.method, {"full", "lora", "lora-8bit", "qlora"});
  if (claim.unit == "MB" && model != nullptr && (trains || claim.quant.empty())) {
    return judge_adapter_size(context, claim);
  }
  if (trains) {
    return judge_training_memory(context, claim);
  }
  if (model != nullptr && !claim.quant.empty()) {
    return judge_weights(context, claim, *model);
  }
  if (model != nullptr && model::is_one_of(claim.method, {"run", "needed", "room"})) {
    return judge_unsaid_storage(claim, *model);
  }
  if (model != nullptr && claim.context > 0) {
    return judge_cache(claim, *model);
  }
  if (model != nullptr || m.part == nullptr) {
    return judge_training_memory(context, claim);
  }
  if (!claim.quant.empty()) {  // files of a storage type, of no model in particular
    const double room = capacity_bytes(m) / model::kGb;
    const std::string why = fmt::format("{}: {:.4g} GB", machine_text(m), room);
    return claim.high <= room ? plausible(why, model::kUnknown, room)
                              : impossible(why, model::kUnknown, room);
  }
  return judge_device_memory(context, claim, m);
}

}  // namespace tokroof::judge
