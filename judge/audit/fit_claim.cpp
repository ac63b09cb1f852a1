#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "judge/audit/judges.hpp"
#include "judge/audit/model_bytes.hpp"
#include "model/units.hpp"

namespace tokroof::judge {
namespace {

constexpr double kUsualContext = 4096;

std::string gb(double bytes) { return fmt::format("{:.4g}", bytes / model::kGb); }

/// "141 GB of weights in 103 GB (96 GiB)".
std::string balance(const model::MemoryNeed& need, const NamedMachine& m) {
  return fmt::format("{} GB of weights + {} KV + {} overhead = {} GB; {}: {} GB ({:.4g} GiB)",
                     gb(need.weights_bytes),
                     gb(need.kv_bytes),
                     gb(need.overhead_bytes),
                     gb(need.needed_bytes()),
                     machine_text(m),
                     gb(need.available_bytes),
                     need.available_bytes / model::kGib);
}

/// A claim that something runs out of memory while nothing says what: what the same lines state of memory.
Judgement without_model(const AuditContext& context, const Claim& claim, const NamedMachine& m) {
  const auto sizes = context.beside(claim, [](const Claim& other) {
    return other.kind == "capacity" && other.unit == "GB" && other.has_number();
  });
  if (sizes.empty() || m.part == nullptr) {
    return unverifiable("neither a model nor a size is named: what is to fit is not known");
  }
  const double room = capacity_bytes(m);
  const Claim& size = *sizes.front();
  const std::string why = fmt::format("{} GB are needed by the guide; {}: {} GB ({:.4g} GiB)",
                                      claimed_text(size),
                                      machine_text(m),
                                      gb(room),
                                      room / model::kGib);
  const bool fits = size.low * model::kGb <= room;
  if (claim.word == "FITS") {
    return fits ? plausible(why, model::kUnknown, room / model::kGb)
                : impossible(why, model::kUnknown, room / model::kGb);
  }
  return fits ? wrong_spec(why, model::kUnknown, room / model::kGb)
              : plausible(why, model::kUnknown, room / model::kGb);
}

/// A storage type that is not named: any that people use.
bool some_type_fits(const AuditContext& context, const Claim& claim, std::string& name) {
  for (const char* type : {"FP16", "Q8_0", "Q4_K_M"}) {
    const auto need = need_of(context, claim, type, kUsualContext);
    if (need && need->fits()) {
      name = type;
      return true;
    }
  }
  return false;
}

/// A run on which the guide also gives hours trains: 16-bit weights and gradients are the least.
bool trains(const AuditContext& context, const Claim& claim) {
  return claim.quant.empty() && !context
                                     .others(claim,
                                             [&](const Claim& other) {
                                               return other.unit == "h" && other.device == claim.device &&
                                                      lines_apart(claim, other) <= 3;
                                             })
                                     .empty();
}

Judgement judge_oom(const AuditContext& context,
                    const Claim& claim,
                    const NamedMachine& m,
                    const model::Architecture& model) {
  const std::string quant = claim.quant.empty() ? "FP16" : claim.quant;
  if (trains(context, claim)) {
    const double least = 4 * model.parameters;
    const double room = capacity_bytes(m);
    const std::string why =
        fmt::format("training: 16-bit weights and gradients are {:.3g} G x 4 B = {} GB; {}: {} GB",
                    model.parameters / 1e9,
                    gb(least),
                    machine_text(m),
                    gb(room));
    return least > room ? plausible(why, least / model::kGb, room / model::kGb)
                        : suspect(why, least / model::kGb, room / model::kGb);
  }
  const auto need = need_of(context, claim, quant, claim.context > 0 ? claim.context : kUsualContext);
  if (!need) {
    return unverifiable("what it needs cannot be counted");
  }
  const double tight = 0.9;
  const std::string why = balance(*need, m);
  const double limit = need->available_bytes / model::kGb;
  if (need->needed_bytes() > tight * need->available_bytes) {
    return plausible(why, need->needed_bytes() / model::kGb, limit);
  }
  constexpr double kLeastShare =
      0.1;  // chips with unified memory are sold with a tenth of their most, or more
  if (model::unified_memory(*m.part) && need->needed_bytes() > kLeastShare * need->available_bytes) {
    return plausible(
        "not where it has less memory than its most: " + why, need->needed_bytes() / model::kGb, limit);
  }
  return wrong_spec("it fits: " + why, need->needed_bytes() / model::kGb, limit);
}

}  // namespace

Judgement judge_fit(const AuditContext& context, const Claim& claim) {
  const NamedMachine m = context.machine(claim);
  const model::Architecture* model = context.model(claim.model);
  if (model == nullptr || m.part == nullptr) {
    return without_model(context, claim, m);
  }
  if (claim.word == "OOM") {
    return judge_oom(context, claim, m, *model);
  }
  if (claim.quant.empty()) {
    std::string type;
    if (some_type_fits(context, claim, type)) {
      return plausible(fmt::format("{} at {} fits {}", model->slug, type, machine_text(m)));
    }
    const double least = weight_size(*model, "Q4").least_bytes, room = capacity_bytes(m);
    const std::string why =
        fmt::format("at 4 bits {} GB of weights; {}: {} GB", gb(least), machine_text(m), gb(room));
    return least > room ? impossible("even " + why)
                        : suspect(fmt::format(
                              "only without {:.0f} tokens of cache and buffers: {}", kUsualContext, why));
  }
  const double tokens = claim.context > 0 ? claim.context : kUsualContext;
  const auto need = need_of(context, claim, claim.quant, tokens);
  if (!need) {
    return unverifiable("what it needs cannot be counted");
  }
  const double weights = std::fmin(weight_size(*model, claim.quant).least_bytes, need->weights_bytes);
  const std::string why = balance(*need, m);
  const double limit = need->available_bytes / model::kGb;
  if (weights > need->available_bytes) {
    return impossible(
        "the weights alone exceed the memory: " + why, need->needed_bytes() / model::kGb, limit);
  }
  if (!need->fits()) {
    return suspect(fmt::format("only without {:.0f} tokens of cache and buffers: {}", tokens, why),
                   need->needed_bytes() / model::kGb,
                   limit);
  }
  return plausible(why, need->needed_bytes() / model::kGb, limit);
}

Judgement judge_context_limit(const AuditContext& context, const Claim& claim) {
  const NamedMachine m = context.machine(claim);
  const model::Architecture* model = context.model(claim.model);
  if (model == nullptr) {
    constexpr double kLongest = 262144;
    const std::string why = "a setting, not a property; models of today take 2048 to 262144 tokens";
    return claim.high <= kLongest ? plausible(why, model::kUnknown, kLongest)
                                  : suspect(why, model::kUnknown, kLongest);
  }
  const double native = model->max_context;
  constexpr double kStretch = 4.1;  // YaRN as vendors document it
  if (native > 0 && claim.high > kStretch * native) {
    return wrong_spec(fmt::format("{} takes {:.0f} tokens", model->slug, native), native, native);
  }
  if (m.part == nullptr) {
    const std::string why = fmt::format("{} takes {:.0f} tokens", model->slug, native);
    return native > 0 ? plausible(why, native, native) : unverifiable("its longest context is not known");
  }
  const auto typed = context.beside(
      claim, [&](const Claim& other) { return other.model == claim.model && !other.quant.empty(); });
  const std::string quant = !claim.quant.empty() ? claim.quant : typed.empty() ? "Q4" : typed.front()->quant;
  const auto need = need_of(context, claim, quant, claim.high);
  if (!need) {
    return unverifiable("what it needs cannot be counted");
  }
  const double weights = weight_size(*model, quant).least_bytes;
  const double per_token = cache_bytes(*model, claim.high) / claim.high;
  const double room = need->available_bytes - weights - need->overhead_bytes;
  const double most = std::max(room, 0.0) / per_token;
  const std::string why = fmt::format("{} at {}: {}; {:.4g} kB of KV a token leave room for {:.0f} tokens",
                                      model->slug,
                                      quant,
                                      balance(*need, m),
                                      per_token / 1e3,
                                      most);
  if (weights > need->available_bytes) {
    return impossible("the weights alone exceed the memory: " + why, model::kUnknown, 0);
  }
  if (claim.high > most) {
    return claim.high > 4 * most ? impossible(why, most, most)
                                 : suspect("with a 16-bit cache: " + why, most, most);
  }
  const std::string stretched =
      claim.high > native ? fmt::format(" (beyond its {:.0f}, by YaRN)", native) : "";
  return plausible(why + stretched, most, most);
}

}  // namespace tokroof::judge
