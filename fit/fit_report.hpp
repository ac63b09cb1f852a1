#pragma once
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "fit/fit.hpp"
#include "predict/fitted.hpp"

namespace tokroof::fit {

/// How a fitted parameter stands to the stored one and to its prior.
struct FitChange {
  std::string name, label;
  double in_sd = 0;        ///< distance from the stored value, in standard deviations
  double prior_share = 0;  ///< posterior deviation over prior deviation: 1 where the runs say nothing
};

/// Every parameter, what moved most of its deviation first.
std::vector<FitChange> fit_changes(const Fit& fit, const predict::Fitted& stored);

/// Coefficients whose values the runs hardly move, by name: labels of that kind, and labels in all.
std::map<std::string, std::pair<int, int>> badly_determined(const std::vector<FitChange>& all);

/// The document of `tokroof fit --json` (answers/schema/fit.schema.json); `in_sample_figures`: the cells of its
/// evaluation_report().
nlohmann::json fit_json(const Fit& fit,
                        const nlohmann::json& in_sample_figures,
                        const std::vector<FitChange>& all);

/// The text of coefficients.json with everything that predictions need: leaves each device out in turn for the intervals.
std::string coefficients_with_intervals(const Fit& fit,
                                        std::string_view fingerprint,
                                        const Progress& progress);

}  // namespace tokroof::fit
