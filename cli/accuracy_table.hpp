#pragma once
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "answers/table.hpp"

namespace tokroof::cli {

/// The table of a fit's figures by class: left out beside in sample, as `fit` and `evaluate` print it and the README
/// shows it. `figures`: the object of that name in coefficients.json.
answers::Table accuracy_table(const nlohmann::json& figures);

/// The table of one evaluation by class.
answers::Table evaluation_table(const nlohmann::json& report);

/// The table of given_report() by class: once runs are given, beside before.
answers::Table given_table(const nlohmann::json& report);

}  // namespace tokroof::cli
