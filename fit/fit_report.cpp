#include "fit/fit_report.hpp"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "fit/posterior.hpp"

namespace tokroof::fit {

using nlohmann::json;

std::vector<FitChange> fit_changes(const Fit& fit, const predict::Fitted& stored) {
  const Posterior posterior = posterior_of(fit);
  const std::vector<double> prior_sd = fit.regression->layout().prior_sds(fit.widths);
  std::vector<FitChange> out;
  for (const Block& block : fit.regression->layout().blocks()) {
    for (std::size_t i = 0; i < block.coefficients.size(); ++i) {
      const std::size_t c = block.coefficients[i], j = block.offset + i;
      const double sd = std::sqrt(posterior.variance({{j, 1.0}}));
      const auto found = stored.find(c, block.label);
      const double before = found ? stored.data().parameters[*found].parameter
                                  : model::prior_parameter(model::kCoefficients[c], block.label);
      out.push_back({std::string(model::kCoefficients[c].name),
                     block.label,
                     (fit.solution.parameters[j] - before) / sd,
                     sd / prior_sd[j]});
    }
  }
  std::sort(out.begin(), out.end(), [](const FitChange& a, const FitChange& b) {
    return std::fabs(a.in_sd) > std::fabs(b.in_sd);
  });
  return out;
}

std::map<std::string, std::pair<int, int>> badly_determined(const std::vector<FitChange>& all) {
  constexpr double kHardly = 0.9;
  std::map<std::string, std::pair<int, int>> out;
  for (const FitChange& c : all) {
    out[c.name].first += c.prior_share > kHardly ? 1 : 0;
    out[c.name].second += 1;
  }
  std::erase_if(out, [](const auto& entry) { return entry.second.first == 0; });
  return out;
}

json fit_json(const Fit& fit, const json& in_sample_figures, const std::vector<FitChange>& all) {
  json moved = json::array(), weak = json::object();
  for (std::size_t i = 0; i < std::min<std::size_t>(20, all.size()); ++i) {
    moved.push_back({{"name", all[i].name}, {"label", all[i].label}, {"sds", all[i].in_sd}});
  }
  for (const auto& [name, counts] : badly_determined(all)) {
    weak[name] = {{"labels", counts.first}, {"of", counts.second}};
  }
  return {{"runs", fit.runs.size()},
          {"figures", fit.observations.all.size()},
          {"parameters", fit.solution.parameters.size()},
          {"iterations", fit.solution.iterations},
          {"converged", fit.solution.converged},
          {"seconds_s", fit.seconds_s},
          {"in_sample", in_sample_figures},
          {"widths", fit.widths},
          {"moved", moved},
          {"badly_determined", weak}};
}

std::string coefficients_with_intervals(const Fit& fit,
                                        std::string_view fingerprint,
                                        const Progress& progress) {
  const LeftOutEvaluation left = evaluate_left_out(fit, LeaveOut::device, {}, progress);
  return coefficients_json(fit, left, fingerprint);
}

}  // namespace tokroof::fit
