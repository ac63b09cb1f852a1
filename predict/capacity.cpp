#include "predict/capacity.hpp"

#include <algorithm>
#include <cmath>

#include "catalog/engines.hpp"
#include "catalog/resolve.hpp"
#include "catalog/text.hpp"
#include "model/count.hpp"
#include "model/names.hpp"
#include "predict/counted.hpp"

namespace tokroof::predict {
namespace {

/// None of the streams waits for its turn.
bool all_run(const model::Scenario& s, const model::Step& step) {
  return step.work.sequences >= s.concurrency / s.replicas;
}

/// All streams fit and run at once.
bool run_at_once(const catalog::Catalog& catalog, const catalog::Run& run) {
  const auto c = counted(catalog, run);
  return c && c->fits && all_run(c->scenario, c->step);
}

/// Streams that a stated limit does not let run need no room.
bool fits_at(const catalog::Catalog& catalog, const catalog::Run& asked, double depth) {
  catalog::Run run = asked;
  run.depth = depth;
  run.concurrency = std::fmin(run.concurrency, run.details.max_num_seqs * run.replicas);
  return run_at_once(catalog, run);
}

/// The largest whole value in [low, high) that fits, where low does.
template <class Fits>
double largest(double low, double high, const Fits& fits) {
  while (high - low > 1) {
    const double middle = std::floor((low + high) / 2);
    (fits(middle) ? low : high) = middle;
  }
  return low;
}

/// None: not even one, or memory is without end (its size is not known).
std::optional<double> most_streams(const catalog::Catalog& catalog, const catalog::Run& run) {
  constexpr double kEndless = 1e12;
  const auto fits = [&](double streams) {
    catalog::Run with = run;
    with.concurrency = streams;
    return run_at_once(catalog, with);
  };
  double high = 1;
  while (high < kEndless && fits(high)) {
    high *= 2;
  }
  return high == 1 || high >= kEndless ? std::nullopt : std::optional(largest(high / 2, high, fits));
}

/// What the model or a stated limit allows.
double longest_depth(const model::Architecture& model, const catalog::Run& run) {
  constexpr double kLongest = 1048576;
  const double context =
      std::fmin(model.max_context > 0 ? model.max_context : kLongest, run.details.max_model_len);
  return std::max(context - run.n_gen, 0.0);
}

/// A question's answer for one model and type; nothing where they do not go together.
std::optional<Capacity> answer_for(const catalog::Catalog& catalog,
                                   const Fitted& fitted,
                                   catalog::Question question) {
  try {
    const Request request = complete(catalog, fitted, std::move(question));
    return capacity_of(catalog, request.run).capacity;
  } catch (const catalog::InputError&) {
    return std::nullopt;
  }
}

}  // namespace

std::optional<double> most_depth(const catalog::Catalog& catalog, const catalog::Run& run) {
  const model::Architecture* model = catalog.find_model(run.model);
  const auto fits = [&](double depth) { return fits_at(catalog, run, depth); };
  if (model == nullptr || !fits(0)) {
    return std::nullopt;
  }
  const double longest = longest_depth(*model, run);
  return fits(longest) ? longest : largest(0, longest, fits);
}

std::optional<double> longest_sequence(const catalog::Catalog& catalog, const catalog::Run& run) {
  const model::Architecture* model = catalog.find_model(run.model);
  if (model == nullptr || !(model->max_context > 0)) {
    return std::nullopt;
  }
  catalog::Run alone = run;
  alone.concurrency = run.replicas;
  alone.depth = 0;
  alone.n_prompt = alone.n_gen = alone.details.max_model_len = 1;
  auto scenario = catalog::resolve(catalog, alone);
  if (!scenario) {
    return std::nullopt;
  }
  auto step = model::count(*scenario, model::WeightCheck::leave);
  if (!step || !all_run(*scenario, *step)) {
    return std::nullopt;
  }
  const model::Conditions how = step->how;
  const auto fits = [&](double tokens) {  // what there must be room for says no more of a step
    (*scenario).reserved_context = tokens;
    model::MemoryNeed memory = model::memory_need(*scenario, *step);
    const bool placed = model::place_beyond_memory(*scenario, memory, *step);
    (*step).how = how;
    return placed;
  };
  if (!fits(1)) {
    return std::nullopt;
  }
  return fits(model->max_context) ? model->max_context : largest(1, model->max_context, fits);
}

CapacityOutcome capacity_of(const catalog::Catalog& catalog, const catalog::Run& run) {
  const auto c = counted(catalog, run);
  if (!c) {
    return {.refusal = c.refusal()};
  }
  Capacity out;
  out.parameters = c->scenario.model->parameters;
  out.file_bytes = c->step.work.file_bytes;
  out.memory = c->memory;
  out.fits = c->fits;
  out.most_depth = most_depth(catalog, run);
  out.depth_is_models = out.most_depth && *out.most_depth == longest_depth(*c->scenario.model, run);
  out.most_streams = most_streams(catalog, run);
  out.scenario = c->scenario;
  return {.capacity = std::move(out)};
}

std::vector<std::string> usual_quants(const catalog::Catalog& catalog, std::string_view engine) {
  const catalog::EngineFileTypes* known = catalog::file_types(catalog, engine);
  std::vector<std::string> out;
  for (const std::string_view type : catalog::split_at(known != nullptr ? known->types : "BF16", '|')) {
    out.emplace_back(type);
  }
  return out;
}

std::vector<Capacity> largest_models(const catalog::Catalog& catalog,
                                     const Fitted& fitted,
                                     const catalog::Question& question,
                                     const std::vector<std::string>& quants) {
  std::vector<const model::Architecture*> largest_first;
  for (const model::Architecture& model : catalog.models()) {
    if (model.alias_of.empty()) {
      largest_first.push_back(&model);
    }
  }
  std::stable_sort(largest_first.begin(), largest_first.end(), [](const auto* a, const auto* b) {
    return a->parameters > b->parameters;
  });
  std::vector<Capacity> out;
  for (const std::string& quant : quants) {
    for (const model::Architecture* model : largest_first) {
      catalog::Question one = question;
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

std::vector<Capacity> by_quant(const catalog::Catalog& catalog,
                               const Fitted& fitted,
                               const catalog::Question& question,
                               const std::vector<std::string>& quants) {
  std::vector<Capacity> out;
  for (const std::string& quant : quants) {
    catalog::Question one = question;
    one.run.quant = quant;
    if (auto capacity = answer_for(catalog, fitted, std::move(one))) {
      out.push_back(std::move(*capacity));
    }
  }
  return out;
}

}  // namespace tokroof::predict
