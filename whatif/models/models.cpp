#include "whatif/models/models.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "catalog/engines.hpp"
#include "catalog/input_error.hpp"
#include "catalog/names.hpp"
#include "catalog/placement.hpp"
#include "catalog/resolve.hpp"
#include "catalog/text.hpp"
#include "model/count/memory.hpp"
#include "model/names.hpp"
#include "predict/capacity.hpp"
#include "predict/engine_limits.hpp"
#include "predict/placement_name.hpp"
#include "whatif/models/distinct_models.hpp"
#include "whatif/placement/engine_placement.hpp"
#include "whatif/placement/placement.hpp"

namespace tokroof::whatif {
namespace {

/// A question of one model and file type: its prediction, or why there is none.
struct Attempt {
  std::optional<predict::Request> request;
  std::optional<predict::Prediction> prediction;
  std::string options;                      ///< of its placement
  std::optional<model::MemoryNeed> memory;  ///< where it does not fit
  std::string why_not;

  /// Streams that wait for others to end, as memory has no room for them.
  [[nodiscard]] double waiting() const {
    return prediction ? std::ceil(prediction->scenario.concurrency - predict::streams_in_flight(*prediction))
                      : 0;
  }
  [[nodiscard]] double tps() const { return prediction ? prediction->decode.tps() : model::kUnknown; }
};

class Search {
 public:
  Search(const catalog::Catalog& catalog,
         const predict::Fitted& fitted,
         const catalog::Question& question,
         ModelsFilter filter)
      : catalog_(catalog), fitted_(fitted), question_(question), filter_(std::move(filter)) {
    catalog::Run& run = question_.run;
    stated_length_ = run.details.max_model_len;
    take(run.n_gen, kUsualAnswer, "n_gen");
    const double stated = std::isnan(run.depth) ? 0 : run.depth + run.n_gen;
    take(filter_.min_tps, kUsualMinTps, "min_tps");
    age_is_stated_ = !std::isnan(filter_.max_age_months);
    take(filter_.max_age_months, kUsualMaxAge, "max_age_months");
    out_.released_since = month_before_newest(filter_.max_age_months);
    take(filter_.context, std::fmax(kUsualContext, stated), "context");
    if (std::isnan(run.depth)) {
      take(run.depth, std::fmax(filter_.context - run.n_gen, 0), "n_depth");
    } else {
      run.details.max_model_len = std::fmax(filter_.context, stated);
    }
  }

  RunnableModels all() {
    const std::vector<DistinctModel> models = distinct_models(wanted_entries(), catalog_);
    out_.machine = any_request(models);
    for (const DistinctModel& model : models) {
      add(model);
    }
    order_models(out_.rows, filter_.by);
    out_.filter = filter_;
    out_.next = next_size();
    return std::move(out_);
  }

 private:
  static constexpr double kUsualAnswer = 128;

  void take(double& value, double otherwise, const char* name) {
    if (std::isnan(value)) {
      value = otherwise;
      assumed_.push_back({name, otherwise});
    }
  }

  /// Empty: any month.
  std::string month_before_newest(double months) const {
    std::string_view newest;
    for (const model::Architecture& model : catalog_.models()) {
      newest = std::max(newest, model.released);
    }
    if (newest.empty() || std::isinf(months)) {
      return "";
    }
    constexpr double kYear = 12;
    const double count = kYear * catalog::leading_number(newest) + catalog::leading_number(newest.substr(5)) -
                         1 - std::floor(months);
    return count < 0
               ? ""
               : fmt::format("{:04.0f}-{:02.0f}", std::floor(count / kYear), std::fmod(count, kYear) + 1);
  }

  /// The entries of the families that are asked for.
  std::vector<const model::Architecture*> wanted_entries() const {
    const std::string family = catalog::lower_case(filter_.family);
    std::vector<const model::Architecture*> out;
    std::set<std::string_view> families;
    for (const model::Architecture& model : catalog_.models()) {
      families.insert(model.family);
      if (catalog::lower_case(model.family).starts_with(family) ||
          catalog::lower_case(model.slug).starts_with(family)) {
        out.push_back(&model);
      }
    }
    if (out.empty()) {
      const std::vector<std::string_view> known(families.begin(), families.end());
      throw catalog::InputError("unknown-name",
                                fmt::format("no model's family or name begins with '{}'", filter_.family),
                                "--family",
                                catalog::nearest_names(filter_.family, known));
    }
    return out;
  }

  /// The usual file types under the question's engine, the largest first.
  std::vector<std::string> file_types_of(const model::Architecture& model) const {
    if (!question_.run.quant.empty()) {
      return {question_.run.quant};
    }
    const catalog::EngineFileTypes* known =
        catalog::file_types(catalog_, out_.machine.run.engine, model.family);
    std::vector<std::string> out;
    for (const std::string_view type : catalog::split_at(known != nullptr ? known->usual : "BF16", '|')) {
      out.insert(out.begin(), std::string(type));
    }
    return out;
  }

  catalog::Question question_of(const model::Architecture& model, const std::string& quant) const {
    catalog::Question one = question_;
    one.run.model = model.slug;
    one.run.quant = quant;
    return one;
  }

  /// The machine, completed with the first model that goes with it; its error where none of the first few does.
  predict::Request any_request(const std::vector<DistinctModel>& models) {
    constexpr std::size_t kTried = 8;
    std::optional<catalog::InputError> first;
    for (std::size_t i = 0; i < models.size() && i < kTried; ++i) {
      try {
        predict::Request machine =
            predict::complete(catalog_, fitted_, question_of(*models[i].shown, question_.run.quant));
        const auto of_the_model = [](const catalog::Assumption& a) {
          return model::is_one_of(a.name, {"model", "quant", "size_gib"});
        };
        machine.assumed.erase(std::remove_if(machine.assumed.begin(), machine.assumed.end(), of_the_model),
                              machine.assumed.end());
        machine.assumed.insert(machine.assumed.begin(), assumed_.begin(), assumed_.end());
        return machine;
      } catch (const catalog::InputError& error) {
        first = first ? first : std::optional(error);
      }
    }
    throw catalog::InputError(*first);
  }

  Attempt attempt(catalog::Question one) const {
    Attempt out;
    try {
      out.request = predict::complete(catalog_, fitted_, std::move(one));
    } catch (const catalog::InputError& error) {
      out.why_not = error.message;
      return out;
    }
    if (question_.run.engine.empty()) {
      out.why_not = predict::does_not_run(catalog_, out.request->run);
      if (!out.why_not.empty()) {
        return out;
      }
    }
    predict::PredictionOutcome outcome =
        predict::predict(catalog_, fitted_, out.request->run, {.rate_only = true});
    if (outcome.memory && !catalog::states_placement(question_.run)) {
      if (const auto placed = best_placement(catalog_, fitted_, out.request->run)) {
        out.request->run = placed->run;
        out.options = placement_options(engine_placement(catalog_, placed->run.engine), placed->placement);
        outcome = predict::predict(catalog_, fitted_, placed->run, {.rate_only = true});
      }
    }
    out.prediction = std::move(outcome.prediction);
    out.memory = outcome.memory;
    out.why_not = outcome.refusal ? outcome.refusal->message : "";
    return out;
  }

  void exclude(const DistinctModel& model, std::string code, std::string reason) {
    out_.excluded.push_back(
        {model.shown, model.others, std::move(code), std::move(reason), "", model::kUnknown});
  }

  /// Whether the entry itself is asked for; else it is excluded.
  bool passes(const DistinctModel& model) {
    const model::Architecture& m = *model.shown;
    const bool moe = m.experts > 1;
    if (m.variant == "pruned" || m.variant == "synthetic") {
      exclude(model,
              "variant",
              m.variant == "pruned" ? "a pruned or merged copy of another model"
                                    : "random weights to measure with");
      return false;
    }
    if (filter_.kind != ModelKind::any && moe != (filter_.kind == ModelKind::moe)) {
      exclude(model, "other-kind", moe ? "a mixture of experts" : "dense");
      return false;
    }
    if (m.max_context < filter_.context) {
      exclude(model,
              "short-context",
              fmt::format(
                  "its context ends at {:.0f} tokens, {:.0f} are asked for", m.max_context, filter_.context));
      return false;
    }
    const std::string& since = out_.released_since;
    if (m.released < since && (age_is_stated_ || !m.released.empty())) {
      m.released.empty()
          ? exclude(model, "no-date", "its release date is not known")
          : exclude(model, "older", fmt::format("released in {}, before {}", m.released, since));
      return false;
    }
    return true;
  }

  void add(const DistinctModel& model) {
    if (!passes(model)) {
      return;
    }
    Attempt last;
    std::string quant;
    for (const std::string& type : file_types_of(*model.shown)) {
      Attempt one = attempt(question_of(*model.shown, type));
      if (one.tps() >= filter_.min_tps && !(one.waiting() > 0)) {
        add_row(model, std::move(one));
        return;
      }
      if (one.prediction || one.memory || last.why_not.empty()) {
        last = std::move(one);
        quant = type;
      }
    }
    add_failure(model, last, quant);
  }

  void add_row(const DistinctModel& model, Attempt one) {
    RunnableModel row;
    row.model = model.shown;
    row.same_shape = model.others;
    row.prediction = std::move(*predict::predict(catalog_, fitted_, one.request->run).prediction);
    row.placement = predict::placement_name(row.prediction.scenario);
    row.options = std::move(one.options);
    catalog::Run run = one.request->run;
    run.details.max_model_len = stated_length_;
    row.most_context = predict::most_depth(catalog_, run).value_or(0) + run.n_gen;
    row.request = std::move(*one.request);
    out_.rows.push_back(std::move(row));
  }

  /// Of the devices, and of a host of which one knows how much it has, or can have.
  double memory_there(const model::MemoryNeed& need) const {
    const bool host = !question_.run.host_device.empty() && std::isfinite(need.host_available_bytes);
    return need.available_bytes + (host ? need.host_available_bytes : 0);
  }

  void add_failure(const DistinctModel& model, const Attempt& last, const std::string& quant) {
    if (last.memory) {
      exclude(model,
              "does-not-fit",
              fmt::format("does not fit at {}: {}", quant, model::memory_sentence(*last.memory)));
      out_.excluded.back().needed_bytes = last.memory->needed_bytes();
    } else if (last.waiting() > 0) {
      exclude(model,
              "does-not-fit",
              fmt::format("does not fit: room for {:.0f} of {:.0f} streams at {}",
                          last.prediction->scenario.concurrency - last.waiting(),
                          last.prediction->scenario.concurrency,
                          quant));
    } else if (last.prediction) {
      exclude(model,
              "too-slow",
              fmt::format("{:.2g} tok/s at {}, {:g} are asked for", last.tps(), quant, filter_.min_tps));
      out_.excluded.back().needed_bytes = last.prediction->memory.needed_bytes();
    } else {
      exclude(model, "cannot-model", last.why_not);
    }
    out_.excluded.back().quant = quant;
  }

  /// The smallest model beyond all rows.
  const ExcludedModel* next_larger() const {
    double largest = 0;
    for (const RunnableModel& row : out_.rows) {
      largest = std::fmax(largest, row.model->parameters);
    }
    const ExcludedModel* best = nullptr;
    for (const ExcludedModel& e : out_.excluded) {
      const bool larger = e.needed_bytes > 0 && e.model->parameters > largest;
      if (larger && (best == nullptr || e.model->parameters < best->model->parameters)) {
        best = &e;
      }
    }
    return best;
  }

  std::optional<NextSize> next_size() const {
    const ExcludedModel* larger = next_larger();
    if (larger == nullptr) {
      return std::nullopt;
    }
    NextSize next{*larger, model::kUnknown, model::kUnknown, model::kUnknown};
    catalog::Question one = question_of(*larger->model, larger->quant);
    const Attempt here = attempt(one);
    if (here.prediction) {
      next.tps = here.tps();
      return next;
    }
    next.available_bytes = here.memory ? memory_there(*here.memory) : model::kUnknown;
    const model::Device* device = catalog_.find_device(out_.machine.run.device);
    const bool cards = device != nullptr && is_card(device->kind);
    const double now = out_.machine.run.n_devices > 1 ? out_.machine.run.n_devices : 1;
    for (double n = now + 1; cards && n <= 8; ++n) {
      one.run.device = out_.machine.run.device;  // "2x3090" names how many there are now
      one.run.n_devices = n;
      one.run.interconnect.clear();
      const Attempt more = attempt(one);
      if (more.tps() >= filter_.min_tps) {
        next.n_devices = n;
        next.tps = more.tps();
        break;
      }
    }
    return next;
  }

  static bool is_card(model::DeviceKind kind) {
    return kind == model::DeviceKind::gpu || kind == model::DeviceKind::accelerator;
  }

  const catalog::Catalog& catalog_;
  const predict::Fitted& fitted_;
  catalog::Question question_;
  ModelsFilter filter_;
  std::vector<catalog::Assumption> assumed_;
  bool age_is_stated_ = false;
  double stated_length_ = model::kUnknown;  ///< --max-model-len, where the user states it
  RunnableModels out_;
};

}  // namespace

void order_models(std::vector<RunnableModel>& rows, ModelsBy by) {
  const auto better = [by](const RunnableModel& a, const RunnableModel& b) {
    const double a_tps = a.prediction.decode.tps(), b_tps = b.prediction.decode.tps();
    const double a_size = a.model->parameters, b_size = b.model->parameters;
    switch (by) {
      case ModelsBy::size: return std::pair(a_size, a_tps) > std::pair(b_size, b_tps);
      case ModelsBy::tps: return std::pair(a_tps, a_size) > std::pair(b_tps, b_size);
      case ModelsBy::context: return std::pair(a.most_context, a_size) > std::pair(b.most_context, b_size);
      case ModelsBy::date: return std::pair(a.model->released, a_size) > std::pair(b.model->released, b_size);
    }
    return false;
  };
  std::stable_sort(rows.begin(), rows.end(), better);
}

RunnableModels runnable_models(const catalog::Catalog& catalog,
                               const predict::Fitted& fitted,
                               const catalog::Question& question,
                               const ModelsFilter& filter) {
  if (!question.run.model.empty()) {
    throw catalog::InputError(
        "usage", "which models run is the question: no model is stated (predict takes one)", "--model");
  }
  const model::Device* device = catalog.find_device(question.run.device);
  if (device != nullptr && device->never_released) {
    throw catalog::InputError("cannot-model", catalog::never_released_text(*device), "--device");
  }
  return Search(catalog, fitted, question, filter).all();
}

std::optional<ModelsBy> models_by(std::string_view name) {
  const auto found = std::find(kModelsByNames.begin(), kModelsByNames.end(), name);
  return found == kModelsByNames.end() ? std::nullopt
                                       : std::optional(static_cast<ModelsBy>(found - kModelsByNames.begin()));
}

}  // namespace tokroof::whatif
