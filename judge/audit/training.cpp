#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "judge/audit/judges.hpp"
#include "judge/audit/model_bytes.hpp"
#include "model/units.hpp"

namespace tokroof {
namespace {

bool related(const Claim& claim, const Claim& other) {
  return other.model == claim.model && other.device == claim.device;
}

/// A list of parts and their sum: sizes of one model on lines that follow each other, without a count of devices.
std::vector<const Claim*> breakdown(const AuditContext& context, const Claim& claim) {
  std::vector<const Claim*> rows = context.others(claim, [&](const Claim& other) {
    return related(claim, other) && other.unit == claim.unit && other.has_number() && other.quant.empty() &&
           std::isnan(other.n_devices) && std::isnan(claim.n_devices) && lines_apart(claim, other) <= 5;
  });
  rows.push_back(&claim);
  return rows.size() >= 3 ? rows : std::vector<const Claim*>{};
}

Judgement judge_breakdown(const Claim& claim,
                          const Architecture& model,
                          const std::vector<const Claim*>& rows) {
  const Claim* total = *std::max_element(
      rows.begin(), rows.end(), [](const Claim* a, const Claim* b) { return a->middle() < b->middle(); });
  double low = 0;
  double high = 0;
  for (const Claim* row : rows) {
    low += row == total ? 0 : row->low;
    high += row == total ? 0 : row->high;
  }
  const std::string sum =
      fmt::format("the parts sum to {:.4g} to {:.4g} GB, the total is {}", low, high, claimed_text(*total));
  const bool holds = touches(*total, low, high, 0.03);
  const double per_parameter = claim.middle() * kGb / model.parameters;
  const std::string why =
      fmt::format("{:.2g} B a parameter of {:.4g} G; {}", per_parameter, model.parameters / 1e9, sum);
  return holds ? plausible(why, &claim == total ? (low + high) / 2 : kUnknown) : wrong_spec(why);
}

/// Full fine-tuning keeps weights and gradients at 16 bit (4 B a parameter) and the optimizer: 2 B with 8-bit states, 12
/// with Adam in mixed precision. Adapters keep only the base model: half a byte a parameter at 4 bit, 2 at 16.
Judgement judge_run(const Claim& claim, const Architecture& model, bool adapter) {
  const double per_parameter = claim.middle() * kGb / model.parameters;
  constexpr double kAdapterLeast = 0.5;
  constexpr double kAdapterMost = 6;
  constexpr double kFullLeast = 4;
  constexpr double kFullLean = 6;
  constexpr double kFullMost = 24;
  const double least = (adapter ? kAdapterLeast : kFullLeast) * model.parameters / kGb;
  const double lean = (adapter ? 1.05 * kAdapterLeast : 0.97 * kFullLean) * model.parameters / kGb;
  const double most = (adapter ? kAdapterMost : kFullMost) * model.parameters / kGb;
  const std::string why = adapter
                              ? fmt::format(
                                    "{:.2g} B a parameter; adapters need 0.5 B a parameter (4-bit base) to 2 "
                                    "B (16-bit) and activations: {:.4g} GB at least",
                                    per_parameter,
                                    least)
                              : fmt::format(
                                    "{:.2g} B a parameter; full fine-tuning needs 4 B for 16-bit weights and "
                                    "gradients ({:.4g} GB), 6 B with an 8-bit optimizer, 16 B with Adam",
                                    per_parameter,
                                    least);
  if (claim.high < least) {
    return impossible(why, lean, least);
  }
  return claim.high < lean || claim.low > most ? suspect(why, lean, least) : plausible(why, lean, least);
}

/// Without a model: that of a claim on the same line.
const Architecture* model_beside(const AuditContext& context, const Claim& claim) {
  const auto named = context.beside(claim, [](const Claim& other) { return !other.model.empty(); });
  return named.empty() ? nullptr : context.model(named.front()->model);
}

double peak_flops(const NamedMachine& m) {
  return m.part == nullptr ? kUnknown : std::fmax(m.part->fp16_flops, m.part->fp32_flops) * m.parts;
}

}  // namespace

Judgement judge_training_memory(const AuditContext& context, const Claim& claim) {
  const Architecture* model = context.model(claim.model);
  if (model == nullptr) {
    model = model_beside(context, claim);
    if (model == nullptr) {
      return unverifiable(
          fmt::format("no model is named; at 16 B a parameter (Adam) {} {} train {:.3g} G parameters",
                      claimed_text(claim),
                      claim.unit,
                      claim.middle() * kGb / 16 / 1e9));
    }
    return judge_run(claim, *model, true);
  }
  const auto rows = breakdown(context, claim);
  if (!rows.empty()) {
    return judge_breakdown(claim, *model, rows);
  }
  const bool adapter =
      !context.beside(claim, [&](const Claim& o) { return related(claim, o) && o.unit == "MB"; }).empty();
  const bool trains =
      adapter ||
      !context.beside(claim, [&](const Claim& o) { return related(claim, o) && o.unit == "h"; }).empty();
  if (trains) {
    return judge_run(claim, *model, adapter);
  }
  const double per_parameter = claim.middle() * kGb / model->parameters;
  const std::string why = fmt::format(
      "{:.2g} B a parameter of {:.4g} G; what is stored is not said", per_parameter, model->parameters / 1e9);
  constexpr double kLeast = 0.25;
  constexpr double kMost = 24;
  return per_parameter < kLeast || per_parameter > kMost ? suspect(why) : plausible(why);
}

Judgement judge_adapter_size(const AuditContext& context, const Claim& claim) {
  const Architecture* model = context.model(claim.model);
  const double attention = model->d_model + model->heads * model->head_dim;
  const double value = model->d_model + model->kv_heads * model->head_dim;
  const double per_rank = model->layers * (2 * attention + 2 * value + 3 * (model->d_model + model->d_ff));
  const double smallest = 4 * model->layers * (attention + value) * 2 / 1e6;
  const double usual = 16 * per_rank * 2 / 1e6;
  const double largest = 256 * per_rank * 4 / 1e6;
  const std::string why = fmt::format(
      "rank r on all matrices: r x {:.3g} M x 2 B = {:.4g} MB at rank 16; rank 4 on queries and values: "
      "{:.3g} MB",
      per_rank / 1e6,
      usual,
      smallest);
  return touches(claim, smallest, largest, 0) ? plausible(why, usual, smallest)
                                              : suspect(why, usual, smallest);
}

Judgement judge_training_time(const AuditContext& context, const Claim& claim) {
  const NamedMachine m = context.machine(claim);
  const Architecture* model = context.model(claim.model);
  const double peak = peak_flops(m);
  if (m.part == nullptr || model == nullptr || !(peak > 0)) {
    return unverifiable("hours of work without a model: how much work that is, is not said");
  }
  const double per_token = 6 * model->active_parameters;  // forward 2, backward 4 a weight
  if (claim.unit == "samples/h") {
    const double tokens = peak * 3600 / per_token / claim.middle();
    const std::string why =
        fmt::format("{:.4g} TFLOPS / (6 x {:.3g} G a token): at most {:.4g} tokens in each of {} samples",
                    peak / 1e12,
                    model->active_parameters / 1e9,
                    tokens,
                    claimed_text(claim));
    return tokens < 1 ? impossible(why) : tokens < 64 ? suspect(why) : plausible(why);
  }
  const double tokens = peak * claim.middle() * 3600 / per_token;
  const std::string why = fmt::format(
      "in {} h {:.4g} TFLOPS train at most {:.4g} M tokens (6 x {:.3g} G a token); their number is not said",
      claimed_text(claim),
      peak / 1e12,
      tokens / 1e6,
      model->active_parameters / 1e9);
  constexpr double kSmallSet = 5e5;
  return tokens < kSmallSet ? suspect(why) : plausible(why);
}

}  // namespace tokroof
