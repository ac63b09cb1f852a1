#include "judge/score/evaluation.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "predict/estimate.hpp"
#include "predict/student.hpp"

namespace tokroof::judge {
namespace {

using nlohmann::json;
using Group = std::vector<const Scored*>;

double half_width(const Scored& s, double level) {
  return s.scales.published * predict::student_quantile(s.scales.published_nu, 0.5 + level / 2);
}

/// The narrowest central interval that holds the figure: an interval of level p holds it exactly if p is not less.
double level_needed(const Scored& s) {
  return 1 -
         predict::student_two_sided_tail(s.scales.published_nu, std::fabs(s.error()) / s.scales.published);
}

/// Shares of the members inside, each of `parts` counted once: a part's share is over its figures.
LevelShares coverage(const std::map<std::string, Group>& parts) {
  LevelShares out{};
  for (const auto& [name, members] : parts) {
    LevelShares inside{};
    for (const Scored* s : members) {
      const double needed = level_needed(*s);
      for (std::size_t i = 0; i < kLevels.size(); ++i) {
        inside[i] += needed <= kLevels[i] ? 1 : 0;
      }
    }
    for (std::size_t i = 0; i < kLevels.size(); ++i) {
      out[i] += inside[i] / static_cast<double>(members.size());
    }
  }
  for (double& share : out) {  // once, at the end: a sum of shares 1/n may come out above 1
    share = parts.empty() ? 0 : share / static_cast<double>(parts.size());
  }
  return out;
}

json by_level(const LevelShares& shares) {
  json out = json::object();
  for (std::size_t i = 0; i < kLevels.size(); ++i) {
    out[fmt::format("{}", kLevels[i])] = shares[i];
  }
  return out;
}

json quantiles(const std::vector<double>& errors) {
  return {{"median", quantile(errors, 0.5)}, {"p75", quantile(errors, 0.75)}, {"p90", quantile(errors, 0.9)}};
}

json by(const Group& group, const std::function<std::string(const Scored&)>& key) {
  std::map<std::string, Group> parts;
  for (const Scored* s : group) {
    parts[key(*s)].push_back(s);
  }
  json out = json::object();
  for (const auto& [name, members] : parts) {
    out[name] = accuracy_json(accuracy(members));
  }
  return out;
}

/// Quantiles of the error with each device counted once, with its median.
json device_errors(const Group& group) {
  std::map<std::string, std::vector<double>> devices;
  for (const Scored* s : group) {
    devices[s->device].push_back(std::fabs(s->error()));
  }
  std::vector<double> medians;
  medians.reserve(devices.size());
  for (const auto& [device, errors] : devices) {
    medians.push_back(quantile(errors, 0.5));
  }
  return quantiles(medians);
}

json run_errors(const Group& group) {
  std::vector<double> absolute, signed_errors;
  double sum = 0;
  for (const Scored* s : group) {
    signed_errors.push_back(s->error());
    absolute.push_back(std::fabs(s->error()));
    sum += absolute.back();
  }
  json out = quantiles(absolute);
  out["mean"] = group.empty() ? 0 : sum / static_cast<double>(group.size());
  out["bias"] = quantile(signed_errors, 0.5);
  return out;
}

json not_evaluated(std::span<const predict::NotModelled> refused) {
  std::map<std::string, std::size_t> reasons;
  for (const predict::NotModelled& r : refused) {
    reasons[r.reason] += 1;
  }
  json out = json::array();
  for (const auto& [reason, runs] : reasons) {
    out.push_back({{"reason", reason}, {"runs", runs}});
  }
  return out;
}

std::string class_of(const Scored& s) { return s.run_class; }

}  // namespace

double Scored::error() const { return std::log(predicted_tps / measured_tps); }

double quantile(std::vector<double> values, double p) {
  if (values.empty()) {
    return 0;
  }
  std::sort(values.begin(), values.end());
  const double at = p * static_cast<double>(values.size() - 1);
  const auto low = static_cast<std::size_t>(at);
  const std::size_t high = std::min(low + 1, values.size() - 1);
  return values[low] + (at - static_cast<double>(low)) * (values[high] - values[low]);
}

Scored scored_identity(const predict::Observation& o) {
  Scored s;
  s.run = o.run;
  s.figure = o.figure;
  s.run_class = o.run_class;
  s.cell = o.cell;
  s.source = o.source;
  s.device = o.device;
  s.engine = o.step.labels[model::Scope::engine];
  s.split = model::split_name(o.step.how.split);
  s.measured_tps = std::exp(-o.ln_seconds);
  return s;
}

std::vector<Scored> score(const predict::Fitted& fitted, std::span<const predict::Observation> observations) {
  std::vector<Scored> out;
  for (const predict::Observation& o : observations) {
    const predict::Estimate e = predict::estimate(fitted, o.step, o.figure, o.run_class);
    Scored s = scored_identity(o);
    s.predicted_tps = e.tps();
    s.scales = e.scales;
    out.push_back(std::move(s));
  }
  return out;
}

Accuracy accuracy(std::span<const Scored* const> group) {
  std::map<std::string, Group> cells, devices;
  for (const Scored* s : group) {
    cells[s->cell].push_back(s);
    devices[s->device].push_back(s);
  }
  Accuracy a;
  a.runs = group.size();
  a.cells = cells.size();
  a.devices = devices.size();
  std::vector<double> medians, signed_medians, widths50, widths90;
  for (const auto& [name, members] : cells) {
    std::vector<double> errors, signed_errors, wide50, wide90;
    for (const Scored* s : members) {
      errors.push_back(std::fabs(s->error()));
      signed_errors.push_back(s->error());
      wide50.push_back(2 * half_width(*s, 0.5));
      wide90.push_back(2 * half_width(*s, 0.9));
    }
    medians.push_back(quantile(errors, 0.5));
    signed_medians.push_back(quantile(signed_errors, 0.5));
    widths50.push_back(quantile(wide50, 0.5));
    widths90.push_back(quantile(wide90, 0.5));
  }
  a.cover = coverage(cells);
  a.device_cover = coverage(devices);
  a.median = quantile(medians, 0.5);
  a.p75 = quantile(medians, 0.75);
  a.p90 = quantile(medians, 0.9);
  a.bias = quantile(signed_medians, 0.5);
  constexpr double kWidest = 50;  // ln: e^50 is still a number
  a.sharp50 = std::exp(std::min(quantile(widths50, 0.5), kWidest));
  a.sharp90 = std::exp(std::min(quantile(widths90, 0.5), kWidest));
  return a;
}

json accuracy_json(const Accuracy& a) {
  return {{"runs", a.runs},
          {"cells", a.cells},
          {"devices", a.devices},
          {"median", a.median},
          {"p75", a.p75},
          {"p90", a.p90},
          {"bias", a.bias},
          {"coverage", by_level(a.cover)},
          {"device_coverage", by_level(a.device_cover)},
          {"sharpness", {{"0.5", a.sharp50}, {"0.9", a.sharp90}}}};
}

json evaluation_report(std::size_t rows,
                       std::span<const Scored> scored,
                       std::span<const predict::NotModelled> refused) {
  Group decode, prefill;
  for (const Scored& s : scored) {
    (s.figure == model::FigureKind::decode ? decode : prefill).push_back(&s);
  }
  const Accuracy all = accuracy(decode);
  json report = {{"runs", rows},
                 {"evaluated", rows - refused.size()},
                 {"not_evaluated", not_evaluated(refused)},
                 {"error", run_errors(decode)},
                 {"device_error", device_errors(decode)},
                 {"coverage", by_level(all.cover)},
                 {"device_coverage", by_level(all.device_cover)},
                 {"sharpness", {{"0.5", all.sharp50}, {"0.9", all.sharp90}}},
                 {"cells", accuracy_json(all)}};
  report["by"] = {{"class", by(decode, class_of)},
                  {"source", by(decode, [](const Scored& s) { return s.source; })},
                  {"device", by(decode, [](const Scored& s) { return s.device; })},
                  {"engine", by(decode, [](const Scored& s) { return s.engine; })},
                  {"split", by(decode, [](const Scored& s) { return s.split; })}};
  const Accuracy prompts = accuracy(prefill);
  report["prefill"] = {
      {"runs", prefill.size()},
      {"cells", prompts.cells},
      {"error", run_errors(prefill)},
      {"cell_error", {{"median", prompts.median}, {"p75", prompts.p75}, {"p90", prompts.p90}}},
      {"devices", prompts.devices},
      {"coverage", by_level(prompts.cover)},
      {"device_coverage", by_level(prompts.device_cover)},
      {"sharpness", {{"0.5", prompts.sharp50}, {"0.9", prompts.sharp90}}},
      {"by", {{"class", by(prefill, class_of)}}}};
  return report;
}

json class_figures(const json& report) {
  json out = {{"all decode", report["cells"]}};
  for (const auto& [name, figures] : report["by"]["class"].items()) {
    out[name] = figures;
  }
  const json& prefill = report["prefill"];
  for (const auto& [name, figures] : prefill["by"]["class"].items()) {
    out["prefill: " + name] = figures;
  }
  json all = prefill["cell_error"];
  for (const char* key : {"runs", "cells", "devices", "coverage", "device_coverage", "sharpness"}) {
    all[key] = prefill[key];
  }
  out["all prefill"] = all;
  return out;
}

}  // namespace tokroof::judge
