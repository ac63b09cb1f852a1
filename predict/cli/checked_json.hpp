#pragma once
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "predict/check.hpp"

namespace tokroof::cli {

/// A row of the document of `tokroof check --json`.
nlohmann::json checked_json(const Checked& c);

/// "3 x v100-pcie-16gb"
std::string machine_text(const Run& run);

}  // namespace tokroof::cli
