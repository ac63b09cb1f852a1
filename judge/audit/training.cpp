#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "judge/audit/judges.hpp"
#include "model/units.hpp"

namespace tokroof::judge {
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
                          const model::Architecture& model,
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
  const double per_parameter = claim.middle() * model::kGb / model.parameters;
  const std::string why =
      fmt::format("{:.2g} B a parameter of {:.4g} G; {}", per_parameter, model.parameters / 1e9, sum);
  if (!holds) {
    return wrong_spec(why);
  }
  // A part is one of so many bytes a parameter, or of something that the parameters do not tell: activations.
  constexpr double kBytes[] = {0.5, 1, 2, 4, 8, 12};
  const bool of_parameters =
      claim.low == claim.high && std::any_of(std::begin(kBytes), std::end(kBytes), [&](double bytes) {
        return std::fabs(per_parameter / bytes - 1) < 0.08;
      });
  const bool told = &claim == total || of_parameters;
  return told ? plausible(why, &claim == total ? (low + high) / 2 : model::kUnknown)
              : unverifiable(why + "; what this part is, does not follow from the model");
}

/// What a way of training keeps on the device, in bytes a parameter of the model. `least`: nothing runs below it; `lean`:
/// without what is usual; `most` and a fixed part: with long sequences and large batches.
///
///     full       16-bit weights 2, gradients 2, optimizer 2 (8-bit states) to 12 (Adam with 32-bit copies);
///                gradients that are used up layer by layer and states on the host leave 2
///     lora       16-bit base 2; a base at 8 bit 1, at 4 bit 0.5, which is QLoRA but often called LoRA too
///     qlora      NF4 has 4.13 bits with doubly quantized scales (Dettmers et al. 2023): 0.52
struct TrainingMethod {
  std::string_view name;
  double least, lean, most;
  std::string_view what;
};
constexpr TrainingMethod kTraining[] = {
    {"full",
     2,
     6 * 0.97,
     24,
     "full fine-tuning needs 2 B for 16-bit weights, 4 B with their gradients, 6 B with an 8-bit optimizer, "
     "16 B with Adam"},
    {"lora",
     0.5,
     2,
     6,
     "LoRA keeps the base model: 2 B at 16 bit, 1 B at 8 bit, 0.5 B at 4 bit (QLoRA), and activations"},
    {"lora-8bit", 1, 1.02, 4, "an 8-bit base has 1 B; adapters and activations come on top"},
    {"qlora", 0.5, 0.52, 3, "a 4-bit base has 0.52 B (NF4); adapters and activations come on top"},
};
/// Adapters are trained on any base where nothing is said of it.
constexpr TrainingMethod kAdapter = {
    "", 0.5, 0.525, 6, "adapters need 0.5 B a parameter (4-bit base) to 2 B (16-bit) and activations"};

Judgement judge_run(const Claim& claim, const model::Architecture& model, const TrainingMethod& method) {
  constexpr double kActivations = 16e9;  // of long sequences, whatever the model's size
  const double in_unit = model::kGib;    // of GB the more generous meaning
  const double least = method.least * model.parameters / in_unit;
  const double lean = method.lean * model.parameters / in_unit;
  const double most = (method.most * model.parameters + kActivations) / in_unit;
  const std::string why = fmt::format("{:.2g} B a parameter of {:.4g} G; {}; {:.4g} {} at least",
                                      claim.middle() * in_unit / model.parameters,
                                      model.parameters / 1e9,
                                      method.what,
                                      least,
                                      claim.unit);
  if (claim.high < least) {
    return impossible(why, lean, least);
  }
  return claim.high < lean || claim.low > most ? suspect(why, lean, least) : plausible(why, lean, least);
}

const TrainingMethod& method_named(std::string_view name) {
  const auto* const found = std::find_if(
      std::begin(kTraining), std::end(kTraining), [&](const TrainingMethod& m) { return m.name == name; });
  return found != std::end(kTraining) ? *found : kAdapter;
}

/// Without a model: that of a claim on the same line.
const model::Architecture* model_beside(const AuditContext& context, const Claim& claim) {
  const auto named = context.beside(claim, [](const Claim& other) { return !other.model.empty(); });
  return named.empty() ? nullptr : context.model(named.front()->model);
}

double peak_flops(const NamedMachine& m) {
  return m.part == nullptr ? model::kUnknown : std::fmax(m.part->fp16_flops, m.part->fp32_flops) * m.parts;
}

}  // namespace

Judgement judge_training_memory(const AuditContext& context, const Claim& claim) {
  const model::Architecture* model = context.model(claim.model);
  if (model == nullptr) {
    model = model_beside(context, claim);
    if (model == nullptr) {
      return unverifiable(
          fmt::format("no model is named; at 16 B a parameter (Adam) {} {} train {:.3g} G parameters",
                      claimed_text(claim),
                      claim.unit,
                      claim.middle() * model::kGb / 16 / 1e9));
    }
    return judge_run(claim, *model, claim.method.empty() ? kAdapter : method_named(claim.method));
  }
  if (!claim.method.empty()) {
    return judge_run(claim, *model, method_named(claim.method));
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
    return judge_run(claim, *model, adapter ? kAdapter : method_named("full"));
  }
  return judge_unsaid_storage(claim, *model);
}

Judgement judge_adapter_size(const AuditContext& context, const Claim& claim) {
  const model::Architecture* model = context.model(claim.model);
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
  const model::Architecture* model = context.model(claim.model);
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
  return tokens < kSmallSet ? suspect(why) : unverifiable(why);
}

}  // namespace tokroof::judge
