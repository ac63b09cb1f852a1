#pragma once
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace tokroof {

/// The section of docs/accuracy.md on what each term of the model is worth: a table of all terms, and one of the classes
/// that change by more than chance. `terms`: as ablation_figures() of fit/accuracy_figures stores them.
std::string term_tables(const nlohmann::json& terms);

}  // namespace tokroof
