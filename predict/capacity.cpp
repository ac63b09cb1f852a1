#include "predict/capacity.hpp"

#include <algorithm>
#include <cmath>

#include "catalog/resolve.hpp"
#include "model/count.hpp"
#include "model/names.hpp"

namespace tokroof {
namespace {

struct Counted {
  Scenario scenario;
  Step step;
  MemoryNeed memory;
  bool fits = false;
};

std::optional<Counted> counted(const Catalog& catalog, const Run& run, Refusal* refusal = nullptr) {
  const auto scenario = resolve(catalog, run);
  const auto step = scenario ? count(*scenario, WeightCheck::leave) : Result<Step>(scenario.refusal());
  if (!step) {
    if (refusal != nullptr) {
      *refusal = step.refusal();
    }
    return std::nullopt;
  }
  Counted c{*scenario, *step, memory_need(*scenario, *step)};
  c.fits = place_beyond_memory(c.scenario, c.memory, c.step);
  return c;
}

bool fits_with(const Catalog& catalog, const Run& asked, double Run::*quantity, double value) {
  Run run = asked;
  run.*quantity = value;
  const auto c = counted(catalog, run);
  return c && c->fits;
}

/// The largest whole value in [low, high] that fits, where low does.
double largest(const Catalog& catalog, const Run& run, double Run::*quantity, double low, double high) {
  if (fits_with(catalog, run, quantity, high)) {
    return high;
  }
  while (high - low > 1) {
    const double middle = std::floor((low + high) / 2);
    (fits_with(catalog, run, quantity, middle) ? low : high) = middle;
  }
  return low;
}

/// A question's answer for one model and type; nothing where they do not go together.
std::optional<Capacity> answer_for(const Catalog& catalog, const Fitted& fitted, Question question) {
  try {
    const Request request = complete(catalog, fitted, std::move(question));
    return capacity_of(catalog, request.run).capacity;
  } catch (const InputError&) {
    return std::nullopt;
  }
}

}  // namespace

CapacityOutcome capacity_of(const Catalog& catalog, const Run& run) {
  constexpr double kMostStreams = 65536;
  Refusal refusal;
  auto c = counted(catalog, run, &refusal);
  if (!c) {
    return {.refusal = refusal};
  }
  Capacity out;
  out.parameters = c->scenario.model->parameters;
  out.file_bytes = c->step.work.file_bytes;
  out.memory = c->memory;
  out.fits = c->fits;
  if (fits_with(catalog, run, &Run::depth, 0)) {
    const double context = c->scenario.model->max_context;
    const double longest = std::max((context > 0 ? context : 1048576) - run.n_gen, 0.0);
    out.most_depth = largest(catalog, run, &Run::depth, 0, longest);
    out.depth_is_models = *out.most_depth == longest;
  }
  if (fits_with(catalog, run, &Run::concurrency, 1)) {
    out.most_streams = largest(catalog, run, &Run::concurrency, 1, kMostStreams);
  }
  out.scenario = std::move(c->scenario);
  return {.capacity = std::move(out)};
}

std::vector<std::string> usual_quants(std::string_view engine) {
  if (ggml_engine(engine_family(engine))) {
    return {"Q2_K", "Q3_K_M", "Q4_K_M", "Q5_K_M", "Q6_K", "Q8_0", "F16"};
  }
  if (engine_family(engine) == "mlx") {
    return {"4bit", "8bit", "BF16"};
  }
  return {"AWQ", "FP8", "BF16"};
}

std::vector<Capacity> largest_models(const Catalog& catalog,
                                     const Fitted& fitted,
                                     const Question& question,
                                     const std::vector<std::string>& quants) {
  std::vector<const Architecture*> largest_first;
  for (const Architecture& model : catalog.models()) {
    if (model.alias_of.empty()) {
      largest_first.push_back(&model);
    }
  }
  std::stable_sort(largest_first.begin(), largest_first.end(), [](const auto* a, const auto* b) {
    return a->parameters > b->parameters;
  });
  std::vector<Capacity> out;
  for (const std::string& quant : quants) {
    for (const Architecture* model : largest_first) {
      Question one = question;
      one.run.model = model->slug;
      one.run.quant = quant;
      if (auto capacity = answer_for(catalog, fitted, std::move(one)); capacity && capacity->fits) {
        out.push_back(std::move(*capacity));
        break;
      }
    }
  }
  return out;
}

std::vector<Capacity> by_quant(const Catalog& catalog,
                               const Fitted& fitted,
                               const Question& question,
                               const std::vector<std::string>& quants) {
  std::vector<Capacity> out;
  for (const std::string& quant : quants) {
    Question one = question;
    one.run.quant = quant;
    if (auto capacity = answer_for(catalog, fitted, std::move(one))) {
      out.push_back(std::move(*capacity));
    }
  }
  return out;
}

}  // namespace tokroof
