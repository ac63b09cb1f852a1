#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "predict/fitted.hpp"

namespace tokroof::predict {

/// ["name", "label", value before its transform, standard deviation]
std::string parameter_line(std::size_t coefficient, std::string_view label, double parameter, double sd);

/// The text of a coefficients file, which Fitted::load reads: an object of `head` and two arrays, one entry a line.
std::string fitted_text(const nlohmann::json& head,
                        const std::vector<std::string>& parameters,
                        const std::vector<std::string>& correlations);

/// The same of a fit in memory.
std::string fitted_text(const FittedData& data);

/// Reads it again; `path` is what errors name. Throws InputError.
Fitted fitted_of_text(const std::string& text, const std::string& path);

}  // namespace tokroof::predict
