#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <unordered_set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "fit/fit.hpp"
#include "fit/posterior.hpp"
#include "predict/fitted_text.hpp"

namespace tokroof::fit {
namespace {

using nlohmann::json;

/// One below it changes no interval's width by 1 %; all that are not stored change some by 8 (left_out_test.cpp).
constexpr double kLeastStoredCorrelation = 0.0085;
/// Half of it is far less than what is not stored at all.
constexpr double kCorrelationStep = 0.002;

/// Where a parameter of the layout goes in the file: sorted by coefficient, then label.
struct Entry {
  std::size_t coefficient;
  std::string label;
  std::size_t parameter;
};

std::vector<Entry> sorted_entries(const Layout& layout) {
  std::vector<Entry> out;
  for (const Block& block : layout.blocks()) {
    for (std::size_t i = 0; i < block.coefficients.size(); ++i) {
      const std::size_t c = block.coefficients[i];
      out.push_back({c, block.label, block.offset + i});
    }
  }
  std::sort(out.begin(), out.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.coefficient, a.label) < std::tie(b.coefficient, b.label);
  });
  return out;
}

/// Which correlations are of use: a source's effect is only ever predicted with what the source's own runs use.
class UsedTogether {
 public:
  explicit UsedTogether(const Regression& regression) : with_(regression.layout().parameters()) {
    for (std::size_t i = 0; i < regression.observations().size(); ++i) {
      const std::span<const Use> uses = regression.layout().uses_of(i);
      for (const Use& use : uses) {
        const model::Scope scope = model::kCoefficients[use.coefficient].scope;
        if (scope == model::Scope::source_engine || scope == model::Scope::source_device) {
          for (const Use& other : uses) {
            with_[use.parameter].insert(other.parameter);
          }
        }
      }
    }
  }

  bool operator()(std::size_t a, std::size_t b) const {
    const auto may = [&](std::size_t one, std::size_t other) {
      return with_[one].empty() || with_[one].count(other) > 0;
    };
    return may(a, b) && may(b, a);
  }

 private:
  std::vector<std::unordered_set<std::size_t>> with_;  // of an effect of a source; of others empty
};

/// A line a parameter and, from `posterior`, [i, [j, r], ...] for the correlations with earlier ones.
void parameter_lines(const Fit& fit,
                     std::vector<std::string>& values,
                     std::vector<std::string>& correlations) {
  const std::vector<Entry> entries = sorted_entries(fit.regression->layout());
  const Posterior posterior = posterior_of(fit);
  const UsedTogether used_together(*fit.regression);
  std::vector<double> sd;
  for (const Entry& e : entries) {
    sd.push_back(std::sqrt(posterior.variance({{e.parameter, 1.0}})));
    values.push_back(
        predict::parameter_line(e.coefficient, e.label, fit.solution.parameters[e.parameter], sd.back()));
  }
  for (std::size_t a = 0; a < entries.size(); ++a) {
    const Eigen::VectorXd column = posterior.column(entries[a].parameter);
    std::string line = fmt::format("[{}", a);
    bool any = false;
    for (std::size_t b = 0; b < a; ++b) {
      const double r = column(static_cast<Eigen::Index>(entries[b].parameter)) / (sd[a] * sd[b]);
      if (std::fabs(r) >= kLeastStoredCorrelation &&
          used_together(entries[a].parameter, entries[b].parameter)) {
        line += fmt::format(", [{}, {:.3f}]", b, kCorrelationStep * std::round(r / kCorrelationStep));
        any = true;
      }
    }
    if (any) {
      correlations.push_back(line + "]");
    }
  }
}

json interval_terms(const predict::IntervalModel& m) {
  json out = {{"one", m.one},
              {"ln_sd", m.ln_sd},
              {"new_family", m.new_family},
              {"extrapolation", m.extrapolation},
              {"nu", m.nu},
              {"correct_ratio", m.correct_ratio},
              {"p_wrong", m.p_wrong}};
  for (const auto& [name, shift] : m.shifts) {
    out[name] = shift;
  }
  return out;
}

/// Backends' bandwidth ranges, and runs behind devices, families and engines.
void coverage(const Fit& fit, json& out) {
  std::map<std::string, std::pair<double, double>> range;
  std::map<std::string, std::map<std::string, int>> behind;
  std::string newest;
  for (const predict::Observation& o : fit.observations.all) {
    const model::Labels& labels = o.step.labels;
    const double x = std::log(o.step.rates.bandwidth_bytes_per_s);
    auto [it, added] = range.try_emplace(std::string(labels[model::Scope::backend]), x, x);
    it->second = {std::min(it->second.first, x), std::max(it->second.second, x)};
    for (const model::Scope scope : {model::Scope::device, model::Scope::family, model::Scope::engine}) {
      behind[std::string(model::kScopeNames[model::index(scope)])][std::string(labels[scope])] += 1;
    }
    newest = std::max(newest, fit.runs[o.run].engine_date);
  }
  out["newest_engine_date"] = newest;
  out["ln_bandwidth"] = json::object();
  for (const auto& [backend, ends] : range) {
    out["ln_bandwidth"][backend] = {ends.first, ends.second};
  }
  out["behind"] = behind;
}

/// Numbers of `value` with five significant digits: an error is not known better, and the page carries them.
void shorten(json& value) {
  if (value.is_number_float()) {
    value = std::stod(fmt::format("{:.5g}", value.get<double>()));
  } else if (value.is_structured()) {
    std::for_each(value.begin(), value.end(), shorten);
  }
}

json by_class(std::span<const judge::Scored> scored, const Fit& fit, bool intervals) {
  json out =
      judge::class_figures(judge::evaluation_report(fit.runs.size(), scored, fit.observations.refused));
  for (auto& [name, figures] : out.items()) {
    for (const char* key : {"coverage", "device_coverage", "sharpness"}) {
      if (!intervals) {
        figures.erase(key);
      }
    }
  }
  return out;
}

}  // namespace

std::string coefficients_json(const Fit& fit,
                              const LeftOutEvaluation& left_out,
                              std::string_view data_fingerprint) {
  std::vector<std::string> values, correlations;
  parameter_lines(fit, values, correlations);
  json head = {
      {"about",
       "Fitted coefficients; written by `tokroof fit`. parameters: name, label, value before its "
       "transform, standard deviation; correlations: row, [earlier row, correlation], ..."},
      {"format", 1},
      {"fingerprint", data_fingerprint},
      {"widths", fit.widths},
      {"interval",
       {{"decode", interval_terms(left_out.decode)}, {"prefill", interval_terms(left_out.prefill)}}}};
  coverage(fit, head);
  const std::vector<judge::Scored> same = in_sample(fit);
  json reasons = json::object();
  for (const predict::NotModelled& r : fit.observations.refused) {
    reasons[r.reason] = reasons.value(r.reason, 0) + 1;
  }
  head["figures"] = {{"rows", fit.runs.size()},
                     {"figures_fitted", fit.observations.all.size()},
                     {"parameters", fit.solution.parameters.size()},
                     {"not_modelled", reasons},
                     {"in_sample", by_class(same, fit, false)},
                     {"device_left_out", by_class(left_out.scored, fit, true)}};
  shorten(head["figures"]);
  return predict::fitted_text(head, values, correlations);
}

}  // namespace tokroof::fit
