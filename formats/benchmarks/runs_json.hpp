#pragma once
#include <span>

#include <nlohmann/json_fwd.hpp>

#include "catalog/run.hpp"

namespace tokroof::formats {

/// Rows as objects, a key a column (datasets/SCHEMA.md); empty cells are left out.
nlohmann::json run_json(const catalog::Run& run);
nlohmann::json runs_json(std::span<const catalog::Run> runs);

}  // namespace tokroof::formats
