#include "fit/ablation.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "catalog/input_error.hpp"
#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "fit/posterior.hpp"
#include "fit/solve_near.hpp"
#include "fit/widths.hpp"

namespace tokroof::fit {
namespace {

constexpr std::string_view kHeavyTails = "heavy_tails";

catalog::InputError wrong_value(std::string_view what, std::string_view value) {
  return {"usage", "'" + std::string(value) + "' is no value of " + std::string(what), "--hold"};
}

std::size_t coefficient_of(std::string_view name) {
  std::vector<std::string_view> known{kHeavyTails};
  for (std::size_t c = 0; c < model::kCoefficientCount; ++c) {
    if (model::kCoefficients[c].name == name) {
      return c;
    }
    known.push_back(model::kCoefficients[c].name);
  }
  throw catalog::InputError("unknown-name",
                            "unknown coefficient '" + std::string(name) + "'",
                            "--hold",
                            catalog::nearest_names(name, known));
}

void add(std::string_view what, std::string_view value, Ablation& out) {
  if (what.starts_with('@') || what.starts_with('|')) {
    out.same_labels.emplace_back(what, value);
    return;
  }
  const double number = catalog::parse_number(value).value_or(std::nan(""));
  if (what == kHeavyTails) {
    if (number != 0 && number != 1) {
      throw wrong_value(what, value);
    }
    out.held.normal_priors = number == 0;
    return;
  }
  const std::size_t c = coefficient_of(what);
  const double parameter = model::parameter_of(model::kCoefficients[c].transform, number);
  if (!std::isfinite(parameter)) {
    throw wrong_value(what, value);
  }
  out.held.parameters[c] = parameter;
}

/// The base's solution where a label exists in both, prior means (and held values) elsewhere.
std::vector<double> carried_over(const Layout& from,
                                 const std::vector<double>& solution,
                                 const Layout& to,
                                 const Held& held) {
  std::map<std::pair<std::size_t, std::string>, double> known;
  for (const Block& block : from.blocks()) {
    for (std::size_t i = 0; i < block.coefficients.size(); ++i) {
      known[{block.coefficients[i], block.label}] = solution[block.offset + i];
    }
  }
  std::vector<double> out = to.prior_means();
  for (const Block& block : to.blocks()) {
    for (std::size_t i = 0; i < block.coefficients.size(); ++i) {
      const auto value = known.find({block.coefficients[i], block.label});
      if (value != known.end() && !held.parameters.contains(block.coefficients[i])) {
        out[block.offset + i] = value->second;
      }
    }
  }
  return out;
}

}  // namespace

Ablation ablation_of(std::string_view text) {
  Ablation out;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::string_view one = text.substr(begin, text.find(',', begin) - begin);
    const std::size_t equals = one.find('=');
    if (equals == std::string_view::npos) {
      throw catalog::InputError(
          "usage", "'" + std::string(one) + "' names no value: COEFFICIENT=VALUE", "--hold");
    }
    add(one.substr(0, equals), one.substr(equals + 1), out);
    begin += one.size() + 1;
  }
  return out;
}

predict::Observations without_labels(const predict::Observations& observations, const Ablation& ablation) {
  predict::Observations out = observations;
  for (predict::Observation& o : out.all) {
    for (std::size_t i = 0; i < model::kScopeCount; ++i) {
      const auto scope = static_cast<model::Scope>(i);
      std::string label(o.step.labels[scope]);
      for (const auto& [suffix, same_as] : ablation.same_labels) {
        if (label.ends_with(suffix)) {
          label.replace(label.size() - suffix.size(), std::string::npos, same_as);
        }
      }
      o.step.labels.put(scope, {label});
    }
  }
  return out;
}

bool reads_term(const predict::Observation& observation, const Ablation& ablation) {
  for (std::size_t c = 0; c < model::kCoefficientCount; ++c) {
    const model::CoefficientSpec& spec = model::kCoefficients[c];
    const std::string_view label = observation.step.labels[spec.scope];
    const bool concerned = ablation.held.parameters.contains(c) ||
                           std::any_of(ablation.same_labels.begin(),
                                       ablation.same_labels.end(),
                                       [&](const auto& same) { return label.ends_with(same.first); }) ||
                           (ablation.held.normal_priors && spec.heavy_tailed);
    if (concerned && model::reads(spec, observation.figure, observation.step)) {
      return true;
    }
  }
  return false;
}

void take_out(Fit& fit, const Ablation& ablation) {
  fit.observations = without_labels(fit.observations, ablation);
  auto regression = std::make_unique<Regression>(fit.observations, ablation.held);
  ModelPass pass(*regression);
  const std::vector<double> start =
      carried_over(fit.regression->layout(), fit.solution.parameters, regression->layout(), ablation.held);
  fit.solution = solve(pass, fit.widths, start);
  const Posterior posterior(pass, fit.widths, fit.solution.parameters);
  fit.widths = update_widths(regression->layout(), posterior, fit.solution.parameters, fit.widths);
  fit.solution = solve_near(pass, fit.widths, fit.solution.parameters, kOptimum);
  fit.regression = std::move(regression);
}

}  // namespace tokroof::fit
