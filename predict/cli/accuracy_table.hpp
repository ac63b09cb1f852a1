#pragma once
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace tokroof::cli {

/// The table of a fit's figures by class: left out beside in sample, as `fit` and `evaluate` print it and the README
/// shows it. `figures`: the object of that name in coefficients.json.
std::string accuracy_table(const nlohmann::json& figures, bool markdown);

/// The table of one evaluation by class.
std::string evaluation_table(const nlohmann::json& report, bool markdown);

/// The table of given_report() by class: once runs are given, beside before.
std::string given_table(const nlohmann::json& report, bool markdown);

}  // namespace tokroof::cli
