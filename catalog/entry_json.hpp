#pragma once
#include <nlohmann/json_fwd.hpp>

#include "model/architecture.hpp"
#include "model/device.hpp"

namespace tokroof::catalog {

/// An entry as datasets/ states it (fields.hpp): keys in their order and units, what is not known left out. Reading it gives the
/// entry again.
nlohmann::ordered_json entry_json(const model::Device& device);
nlohmann::ordered_json entry_json(const model::Architecture& model);

}  // namespace tokroof::catalog
