#pragma once
#include <initializer_list>

#include <nlohmann/json_fwd.hpp>

#include "answers/table.hpp"

namespace tokroof::cli {

/// A document as a table of two columns: "decode.tps" and its value. Members of a list are called by their "name"
/// ("step.parts.weights"); lists of anything else stand in one cell. What is not known is empty. `first`: keys whose
/// members come before those of the others, where it has them.
answers::Table flat_table(const nlohmann::json& document, std::initializer_list<const char*> first);

}  // namespace tokroof::cli
