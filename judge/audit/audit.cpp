#include "judge/audit/audit.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "catalog/names.hpp"
#include "catalog/text.hpp"
#include "judge/audit/judges.hpp"
#include "model/names.hpp"

namespace tokroof::judge {
namespace {

using Judge = Judgement (*)(const AuditContext&, const Claim&);

/// What a unit means; a kind narrows it where the unit alone does not say. First match wins.
struct Meaning {
  std::string_view units;  ///< "a|b|c"
  std::string_view kind;   ///< empty: any
  Judge judge;
};

/// Inputs of such sums: a setting or a count of work is what its writer chose.
Judgement judge_setting(const AuditContext&, const Claim&) {
  return unverifiable("a figure that others of its passage are reckoned with");
}

Judgement judge_rate_by_phase(const AuditContext& context, const Claim& claim) {
  if (claim.phase.empty() && !std::isnan(claim.passage)) {
    return judge_setting(context, claim);
  }
  if (claim.device.empty() && claim.model.empty()) {
    return judge_reading_speed(context, claim);
  }
  return claim.phase == "prefill" ? judge_prefill_rate(context, claim) : judge_decode_rate(context, claim);
}

/// Seconds: of a drive, a difference of two times on the line, to the first token, or of work that is not described.
Judgement judge_duration(const AuditContext& context, const Claim& claim) {
  if (claim.phase == "ttft") {
    return judge_first_token(context, claim);
  }
  if (claim.kind == "scaling") {
    const auto times =
        context.beside(claim, [&](const Claim& o) { return o.unit == claim.unit && o.has_number(); });
    for (const Claim* a : times) {
      for (const Claim* b : times) {
        if (a->middle() > b->middle()) {
          const double saved = a->middle() - b->middle();
          const std::string why =
              fmt::format("{} - {} = {:.3g} {}", claimed_text(*a), claimed_text(*b), saved, claim.unit);
          return touches(claim, saved, saved, 0.05) ? plausible(why, saved) : suspect(why, saved);
        }
      }
    }
  }
  const model::Device* d = context.device(claim.device);
  if (d != nullptr && d->kind == model::DeviceKind::storage) {
    return judge_load_time(context, claim);
  }
  return unverifiable("a time of work that is not described: nothing to compute it from");
}

Judgement judge_benchmark(const AuditContext&, const Claim& claim) {
  return unverifiable(
      fmt::format("'{}' of a benchmark that is not named: no arithmetic leads to it", claim.unit));
}

Judgement judge_quality(const AuditContext&, const Claim&) {
  return unverifiable("a share of a quality or of a time that is not named: no arithmetic leads to it");
}

Judgement judge_models_held(const AuditContext& context, const Claim& claim) {
  const NamedMachine m = context.machine(claim);
  if (m.part == nullptr) {
    return unverifiable("no device is named");
  }
  constexpr double kSmallModel_gib = 1;
  const double most = m.part->memory_gib * m.parts / kSmallModel_gib;
  const std::string why = fmt::format("{}: {:.4g} GiB: {:.3g} GiB for each of {}",
                                      machine_text(m),
                                      m.part->memory_gib * m.parts,
                                      m.part->memory_gib * m.parts / claim.high,
                                      claimed_text(claim));
  return claim.high <= most ? plausible(why, model::kUnknown, most) : impossible(why, model::kUnknown, most);
}

Judgement judge_hours_a_day(const AuditContext&, const Claim& claim) {
  constexpr double kDay = 24;
  return claim.high <= kDay ? plausible("a daily duration; judged with the bill below", model::kUnknown, kDay)
                            : impossible("a day has 24 hours", model::kUnknown, kDay);
}

constexpr Meaning kMeanings[] = {
    {"tok/s", "", judge_rate_by_phase},
    {"words/s", "", judge_reading_speed},
    {"tokens/day|Gtokens/year", "", judge_token_volume},
    {"ms", "", judge_first_token},
    {"ns", "", judge_latency},
    {"GB/s|TB/s", "", judge_bandwidth},
    {"TFLOPS|TOPS|PFLOPS", "", judge_arithmetic_rate},
    {"cores", "", judge_cores},
    {"GHz|MHz", "", judge_clock},
    {"count", "", judge_count},
    {"B params", "", judge_parameters},
    {"tokens", "", judge_context_limit},
    {"models", "", judge_models_held},
    {"GB|GiB|MiB|TB|MB", "", judge_size},
    {"W|kW", "", judge_power},
    {"A", "", judge_current},
    {"h/day", "", judge_hours_a_day},
    {"USD|EUR", "", judge_price},
    {"Mtokens|Gbit/s|steps|samples|images|EUR/day|EUR/month|EUR/year", "", judge_setting},
    {"EUR/kWh", "", judge_energy_price},
    {"USD/h|USD/day|USD/month|USD/year", "", judge_running_cost},
    {"USD/kWh", "", judge_energy_price},
    {"USD per tok/s|TFLOPS/USD", "", judge_price_of_rate},
    {"USD/Gtoken|USD/Mtoken", "", judge_price_of_tokens},
    {"EUR/Mtoken", "", judge_setting},
    {"years|months", "cost", judge_payback},
    {"x", "", judge_ratio},
    {"%", "power", judge_power_share},
    {"%", "scaling", judge_ratio},
    {"%", "cost", judge_ratio},
    {"%", "", judge_quality},
    {"s|min", "", judge_duration},
    {"h|samples/h", "", judge_training_time},
    {"samples/s|queries/s|img/s|it/s|score", "", judge_benchmark},
};

Judgement judge_by_unit(const AuditContext& context, const Claim& claim) {
  if (const auto sum = from_own_sum(context, claim)) {
    return *sum;
  }
  std::vector<std::string_view> units;
  for (const Meaning& meaning : kMeanings) {
    const std::vector<std::string_view> alike = catalog::split_at(meaning.units, '|');
    units.insert(units.end(), alike.begin(), alike.end());
    if (model::holds(alike, claim.unit) && (meaning.kind.empty() || meaning.kind == claim.kind)) {
      return meaning.judge(context, claim);
    }
  }
  const auto near = catalog::nearest_names(claim.unit, units, 1);
  return unverifiable(fmt::format("the unit '{}' is not known (nearest: {})", claim.unit, near.front()));
}

/// What a reader of the contract relies on: numbers, or nothing.
Judgement finite(Judgement j) {
  for (double* value : {&j.predicted, &j.limit}) {
    *value = std::isfinite(*value) ? *value : model::kUnknown;
  }
  std::replace(j.reason.begin(), j.reason.end(), '\n', ' ');
  return j;
}

}  // namespace

Judgement judge_claim(const AuditContext& context, const Claim& claim) {
  if (const std::string unknown = unknown_names(context, claim); !unknown.empty()) {
    return unverifiable(unknown);
  }
  if (const NamedMachine m = context.machine(claim); m.part != nullptr && m.part->never_released) {
    const bool works = claim.unit == "tok/s" || !claim.phase.empty();
    const std::string why = catalog::never_released_text(*m.part);
    return works ? impossible(why) : wrong_spec(why);
  }
  if (claim.word == "FITS" || claim.word == "OOM") {
    return finite(judge_fit(context, claim));
  }
  if (!claim.word.empty()) {
    return finite(judge_topology(context, claim));
  }
  return finite(claim.has_number() ? judge_by_unit(context, claim) : judge_statement(context, claim));
}

std::vector<Judgement> audit(const AuditContext& context) {
  std::vector<Judgement> out;
  out.reserve(context.claims().size());
  for (const Claim& claim : context.claims()) {
    out.push_back(judge_claim(context, claim));
  }
  return out;
}

}  // namespace tokroof::judge
