#pragma once
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "answers/table.hpp"

namespace tokroof::cli {

/// The table of a fit's figures by class: left out beside in sample, as `fit` and `evaluate` print it and the README
/// shows it. `figures`: the object of that name in coefficients.json.
Table accuracy_table(const nlohmann::json& figures);

/// The table of one evaluation by class.
Table evaluation_table(const nlohmann::json& report);

/// The table of given_report() by class: once runs are given, beside before.
Table given_table(const nlohmann::json& report);

/// The table of baselines beside tokroof, by class: medians in %. `ours`: {class or "all decode": {cells, median}};
/// `theirs`: baseline_report(). What a baseline does not answer is "-"; "(95: 9.9)": it answers 95 of the cells, and
/// tokroof's median on those is 9.9.
Table baseline_table(const nlohmann::json& ours, const nlohmann::json& theirs, const std::string& title);

}  // namespace tokroof::cli
