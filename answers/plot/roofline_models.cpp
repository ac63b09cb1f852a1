#include "answers/plot/roofline_models.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "answers/plot/setup_text.hpp"
#include "catalog/input_error.hpp"
#include "model/ceiling.hpp"
#include "model/names.hpp"
#include "model/time/weight_read.hpp"
#include "predict/observation.hpp"

namespace tokroof::plot {
namespace {

constexpr std::size_t kMostModels = 14;
constexpr double kApart = 0.12;  ///< ln of the bytes: models closer than that are one point
constexpr double kTops =
    1.02;  ///< above it a row is not of this roof: tables state bandwidths to three digits

/// One stream, everything on devices: the step that a roofline is about.
bool below_roof(const model::Step& step) {
  return !step.how.experts_on_host && step.how.host_layer_share == 0 && step.how.host_tensor_share == 0 &&
         step.work.sequences == 1 && step.work.drafted == 0;
}

double bandwidth(const model::Step& step) {
  return step.how.cpu ? step.rates.host_bandwidth_bytes_per_s : step.rates.bandwidth_bytes_per_s;
}

/// What the hard limit of a step divides by the bandwidth.
double bytes_per_token(const model::Step& step) { return model::least_step_s(step) * bandwidth(step); }

RooflineRow row_of(const predict::Prediction& p, double level, const std::string& name) {
  const auto ends = p.decode.published(level);
  return {.name = name,
          .bytes_per_token = bytes_per_token(p.step),
          .tps = p.decode.tps(),
          .low_tps = ends.first,
          .high_tps = ends.second,
          .fields = {{"bound by", p.bound_by}}};
}

/// Models by how many runs there are of them, most first.
std::vector<std::string> known_models(const catalog::Catalog& catalog, std::span<const catalog::Run> runs) {
  std::map<std::string, std::size_t> count;
  for (const catalog::Run& run : runs) {
    if (const model::Architecture* model = catalog.find_model(run.model)) {
      ++count[std::string(model->slug)];
    }
  }
  std::vector<std::string> out;
  out.reserve(count.size());
  for (const auto& entry : count) {
    out.push_back(entry.first);
  }
  std::stable_sort(out.begin(), out.end(), [&](const std::string& a, const std::string& b) {
    return count[a] > count[b];
  });
  return out;
}

std::vector<RooflineRow> other_models(const catalog::Catalog& catalog,
                                      const predict::Fitted& fitted,
                                      const predict::Prediction& asked,
                                      const catalog::Run& asked_run,
                                      std::span<const catalog::Run> runs,
                                      double level) {
  std::vector<RooflineRow> out;
  catalog::Run run = asked_run;
  run.size_gib = model::kUnknown;
  run.params_b = model::kUnknown;
  const double own = std::log(bytes_per_token(asked.step));
  for (const std::string& model : known_models(catalog, runs)) {
    if (out.size() == kMostModels || model == asked.scenario.model->slug) {
      continue;
    }
    run.model = model;
    const predict::PredictionOutcome outcome = predict::predict(catalog, fitted, run);
    if (!outcome.prediction || !below_roof(outcome.prediction->step)) {
      continue;
    }
    const double ln_bytes = std::log(bytes_per_token(outcome.prediction->step));
    const auto close = [&](const RooflineRow& row) {
      return std::fabs(std::log(row.bytes_per_token) - ln_bytes) < kApart;
    };
    if (std::fabs(own - ln_bytes) >= kApart && model::none_of(out, close)) {
      out.push_back(row_of(*outcome.prediction, level, model));
    }
  }
  return out;
}

/// The runs of the same devices in the same number; rows that no machine could reach are errors of their tables, a
/// saturated reading only says that it was faster.
std::vector<RooflineRow> measured(const catalog::Catalog& catalog,
                                  const predict::Prediction& asked,
                                  std::span<const catalog::Run> runs) {
  std::vector<catalog::Run> own;
  for (const catalog::Run& run : runs) {
    const model::Device* device = catalog.find_device(run.device);
    const double devices = run.n_devices > 0 ? run.n_devices : 1;
    if (device != nullptr && device->slug == asked.scenario.device_name &&
        devices == asked.scenario.n_devices && !catalog::saturated_reading(run)) {
      own.push_back(run);
    }
  }
  std::vector<RooflineRow> out;
  for (const predict::Observation& o : predict::observe(catalog, own).all) {
    const catalog::Run& run = own[o.run];
    const double tps = std::exp(-o.ln_seconds);
    if (o.figure != model::FigureKind::decode || !below_roof(o.step) ||
        o.step.how.split != asked.step.how.split || o.step.how.cpu != asked.step.how.cpu ||
        tps > kTops * model::ceiling_tps(o.step)) {
      continue;
    }
    out.push_back({.name = "",
                   .bytes_per_token = bytes_per_token(o.step),
                   .tps = tps,
                   .fields = {{"model", run.model + " " + run.quant},
                              {"engine", run.engine + " " + run.backend},
                              {"depth", run.depth > 0 ? fmt::format("{:.0f} tokens", run.depth) : "0 tokens"},
                              {"row", fmt::format("{}:{}", run.table, run.line)}}});
  }
  return out;
}

}  // namespace

Chart roofline(const catalog::Catalog& catalog,
               const predict::Fitted& fitted,
               const predict::Prediction& asked,
               const catalog::Run& asked_run,
               std::span<const catalog::Run> runs,
               double level) {
  if (!below_roof(asked.step)) {
    throw catalog::InputError(
        "usage",
        "a roofline shows one stream without drafts whose weights are all on the devices; "
        "--plot parts shows any set-up",
        "--plot");
  }
  const model::Scenario& s = asked.scenario;
  RooflineQuestion q;
  q.title = fmt::format("The roofline of {}", machine_name(s));
  q.subtitle = fmt::format(
      "Decoding one stream with {}: predictions with {:.3g} % intervals for {}, all models as {}.",
      s.depth > 0 ? fmt::format("{:.0f} tokens in the cache", s.depth) : "an empty cache",
      100 * level,
      s.engine,
      s.quant);
  q.source = source_text(fitted);
  q.bandwidth_bytes_per_s = bandwidth(asked.step);
  if (!asked.step.how.cpu) {
    const predict::Binding binding = predict::bind(fitted, asked.step, model::FigureKind::decode);
    q.reached_bytes_per_s = model::device_share(asked.step).weight_bytes /
                            model::weight_limits(asked.step, binding.coefficients).memory;
  }
  q.asked = row_of(asked, level, std::string(s.model->slug) + " " + s.quant);
  q.models = other_models(catalog, fitted, asked, asked_run, runs, level);
  q.measured = measured(catalog, asked, runs);
  return roofline(q);
}

}  // namespace tokroof::plot
