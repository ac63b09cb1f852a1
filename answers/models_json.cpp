#include <cmath>

#include <nlohmann/json.hpp>

#include "answers/json_number.hpp"
#include "answers/models_output.hpp"
#include "answers/prediction_json.hpp"

namespace tokroof::answers {
namespace {

using nlohmann::json;

json whole_or_null(double value) { return std::isfinite(value) ? json(std::llround(value)) : json(nullptr); }

json slugs(const std::vector<const model::Architecture*>& models) {
  json out = json::array();
  for (const model::Architecture* model : models) {
    out.push_back(model->slug);
  }
  return out;
}

json model_row(const whatif::RunnableModel& row, double level) {
  const predict::Prediction& p = row.prediction;
  const auto [low, high] = p.decode.published(level);
  return {{"model", row.model->slug},
          {"name", row.model->name},
          {"family", row.model->family},
          {"same_shape", slugs(row.same_shape)},
          {"quant", row.request.run.quant},
          {"placement", row.placement},
          {"options", row.options},
          {"tps", p.decode.tps()},
          {"low_tps", low},
          {"high_tps", high},
          {"known", p.decode.known(level)},
          {"prefill_tps", p.prefill ? json(p.prefill->tps()) : json(nullptr)},
          {"ttft_s", number(p.ttft_s)},
          {"context", whole_or_null(row.most_context)},
          {"needed_bytes", whole_or_null(p.memory.needed_bytes())},
          {"available_bytes", whole_or_null(p.memory.available_bytes)},
          {"host_bytes", whole_or_null(p.memory.host_bytes)},
          {"parameters", whole_or_null(row.model->parameters)},
          {"active_parameters", whole_or_null(row.model->active_parameters)},
          {"released", text_or_null(row.model->released)},
          {"device_measured", p.basis.device_runs > 0}};
}

json machine_of(const whatif::RunnableModels& models) {
  const catalog::Run& run = models.machine.run;
  return {{"device", run.device},
          {"n_devices", whole_or_null(run.n_devices)},
          {"split", text_or_null(run.split.text())},
          {"link", text_or_null(run.interconnect)},
          {"host", text_or_null(run.host_device)},
          {"engine", run.engine},
          {"backend", run.backend}};
}

json next_json(const whatif::NextSize& next) {
  return {{"model", next.model.model->slug},
          {"quant", next.model.quant},
          {"needed_bytes", whole_or_null(next.model.needed_bytes)},
          {"available_bytes", whole_or_null(next.available_bytes)},
          {"n_devices", whole_or_null(next.n_devices)},
          {"tps", number(next.tps)}};
}

constexpr const char* kModelFigures[] = {"model",
                                         "quant",
                                         "placement",
                                         "options",
                                         "tps",
                                         "low_tps",
                                         "high_tps",
                                         "prefill_tps",
                                         "ttft_s",
                                         "context",
                                         "needed_bytes",
                                         "available_bytes",
                                         "host_bytes",
                                         "parameters",
                                         "active_parameters",
                                         "family",
                                         "released",
                                         "device_measured"};

}  // namespace

json models_json(const whatif::RunnableModels& models, double level) {
  json rows = json::array(), excluded = json::array();
  for (const whatif::RunnableModel& row : models.rows) {
    rows.push_back(model_row(row, level));
  }
  for (const whatif::ExcludedModel& e : models.excluded) {
    excluded.push_back({{"model", e.model->slug},
                        {"same_shape", slugs(e.same_shape)},
                        {"code", e.code},
                        {"reason", e.reason}});
  }
  const whatif::ModelsFilter& f = models.filter;
  return {{"machine", machine_of(models)},
          {"by", whatif::kModelsByNames[static_cast<std::size_t>(f.by)]},
          {"level", level},
          {"min_tps", f.min_tps},
          {"context", f.context},
          {"n_depth", models.machine.run.depth},
          {"released_since", text_or_null(models.released_since)},
          {"assumed", assumed_json(models.machine)},
          {"models", rows},
          {"next_size", models.next ? next_json(*models.next) : json(nullptr)},
          {"excluded", excluded}};
}

Table models_figures(const whatif::RunnableModels& models, double level) {
  return members_table(kModelFigures, models_json(models, level)["models"]);
}

}  // namespace tokroof::answers
