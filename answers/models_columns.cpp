#include <algorithm>
#include <cmath>
#include <span>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "answers/columns.hpp"
#include "answers/json_number.hpp"
#include "answers/models_output.hpp"
#include "answers/prediction_json.hpp"
#include "answers/prediction_text.hpp"
#include "catalog/number.hpp"
#include "model/names.hpp"

namespace tokroof::answers {
namespace {

using nlohmann::json;

using whatif::RunnableModel;

json slugs(const std::vector<const model::Architecture*>& models) {
  json out = json::array();
  for (const model::Architecture* model : models) {
    out.push_back(model->slug);
  }
  return out;
}

std::string seconds(double value) {
  return !std::isfinite(value) ? "-"
         : value < 10          ? fmt::format("{:.2g} s", value)
                               : fmt::format("{:.0f} s", value);
}

/// Where the weights are; the options say how much of them.
const char* placement_words(const whatif::RunnableModel& row) {
  return row.prediction.scenario.cpu_only ? "cpu" : row.prediction.memory.host_bytes > 0 ? "gpu+host" : "gpu";
}

/// `rows`: those that are shown.
Columns<RunnableModel> models_columns(std::span<const RunnableModel> rows, double level) {
  Columns<RunnableModel> c;
  c.figure("model", [](const RunnableModel& r) { return json(r.model->slug); });
  c.member("name", [](const RunnableModel& r) { return json(r.model->name); });
  c.member("same_shape", [](const RunnableModel& r) { return slugs(r.same_shape); });
  c.shown(
      "model",
      [](const RunnableModel& r) {
        const std::size_t others = r.same_shape.size();
        return fmt::format("{}{}", r.model->slug, others > 0 ? fmt::format(" +{}", others) : "");
      },
      Column::left);
  c.figure("quant", [](const RunnableModel& r) { return json(r.request.run.quant); });
  c.shown(
      "type", [](const RunnableModel& r) { return r.request.run.quant; }, Column::left);
  c.figure("placement", [](const RunnableModel& r) { return json(r.placement); });
  c.shown("placement", placement_words, Column::left);
  c.figure("options", [](const RunnableModel& r) { return json(r.options); });
  c.figure("tps", [](const RunnableModel& r) { return json(r.prediction.decode.tps()); });
  c.shown(
      "tok/s",
      [](const RunnableModel& r) { return catalog::significant(r.prediction.decode.tps()); },
      Column::right);
  c.figure("low_tps",
           [level](const RunnableModel& r) { return json(r.prediction.decode.published(level).first); });
  c.figure("high_tps",
           [level](const RunnableModel& r) { return json(r.prediction.decode.published(level).second); });
  c.member("known", [level](const RunnableModel& r) { return json(r.prediction.decode.known(level)); });
  c.shown(
      fmt::format("{:.3g} %", 100 * level),
      [level](const RunnableModel& r) { return range_text(r.prediction.decode.published(level)); },
      Column::right);
  c.figure("prefill_tps", [](const RunnableModel& r) {
    return r.prediction.prefill ? json(r.prediction.prefill->tps()) : json(nullptr);
  });
  c.figure("ttft_s", [](const RunnableModel& r) { return number(r.prediction.ttft_s); });
  c.shown(
      "first", [](const RunnableModel& r) { return seconds(r.prediction.ttft_s); }, Column::right);
  c.figure("context", [](const RunnableModel& r) { return whole_number(r.most_context); });
  c.shown(
      "context", [](const RunnableModel& r) { return fmt::format("{:.0f}", r.most_context); }, Column::right);
  c.figure("needed_bytes",
           [](const RunnableModel& r) { return whole_number(r.prediction.memory.needed_bytes()); });
  c.figure("available_bytes",
           [](const RunnableModel& r) { return whole_number(r.prediction.memory.available_bytes); });
  c.figure("host_bytes", [](const RunnableModel& r) { return whole_number(r.prediction.memory.host_bytes); });
  c.shown(
      "GB",
      [](const RunnableModel& r) {
        const model::MemoryNeed& m = r.prediction.memory;
        return fmt::format("{:.1f}", (m.needed_bytes() + m.host_bytes) / 1e9);
      },
      Column::right);
  c.figure("parameters", [](const RunnableModel& r) { return whole_number(r.model->parameters); });
  c.figure("active_parameters",
           [](const RunnableModel& r) { return whole_number(r.model->active_parameters); });
  c.figure("family", [](const RunnableModel& r) { return json(r.model->family); });
  c.figure("released", [](const RunnableModel& r) { return text_or_null(r.model->released); });
  c.shown(
      "released",
      [](const RunnableModel& r) { return r.model->released.empty() ? "-" : std::string(r.model->released); },
      Column::left);
  c.figure("device_measured",
           [](const RunnableModel& r) { return json(r.prediction.basis.device_runs > 0); });
  if (model::any_of(rows, [](const RunnableModel& r) { return !r.options.empty(); })) {
    c.shown(
        "options", [](const RunnableModel& r) { return r.options; }, Column::left);
  }
  return c;
}

json machine_of(const whatif::RunnableModels& models) {
  const catalog::Run& run = models.machine.run;
  return {{"device", run.device},
          {"n_devices", whole_number(run.n_devices)},
          {"split", text_or_null(run.split.text())},
          {"link", text_or_null(run.interconnect)},
          {"host", text_or_null(run.host_device)},
          {"engine", run.engine},
          {"backend", run.backend}};
}

json next_json(const whatif::NextSize& next) {
  return {{"model", next.model.model->slug},
          {"quant", next.model.quant},
          {"needed_bytes", whole_number(next.model.needed_bytes)},
          {"available_bytes", whole_number(next.available_bytes)},
          {"n_devices", whole_number(next.n_devices)},
          {"tps", number(next.tps)}};
}

}  // namespace

json models_json(const whatif::RunnableModels& models, double level) {
  json excluded = json::array();
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
          {"models", models_columns(models.rows, level).objects(models.rows)},
          {"next_size", models.next ? next_json(*models.next) : json(nullptr)},
          {"excluded", excluded}};
}

Table models_figures(const whatif::RunnableModels& models, double level) {
  return models_columns(models.rows, level).figures(models.rows);
}

Table models_table(const whatif::RunnableModels& models, double level, std::size_t top) {
  const auto rows = std::span(models.rows).first(shown_models(models, top));
  return models_columns(rows, level).table(rows);
}

Table excluded_models_table(const whatif::RunnableModels& models) {
  Table table{{"model", "reason"}, {}};
  for (const whatif::ExcludedModel& e : models.excluded) {
    table.rows.push_back({std::string(e.model->slug), e.reason});
  }
  return table;
}

}  // namespace tokroof::answers
