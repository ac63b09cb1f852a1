#pragma once
#include <optional>
#include <string>

#include "whatif/placement/placement.hpp"

namespace tokroof::whatif {

/// What would hold a completed question that no placement on its machine does.
struct Shortage {
  std::string file_type;                 ///< the largest that the devices hold; empty: none of the engine's
  std::optional<double> host_bytes;      ///< of memory in a host; none: the engine or the device has none
  std::optional<double> devices;         ///< so many of the device, alike; none: of these no number holds it
  std::optional<double> streamed_bytes;  ///< of weights that the engine can read over the link every step
};
Shortage shortage(const catalog::Catalog& catalog, const predict::Fitted& fitted, const catalog::Run& run);

}  // namespace tokroof::whatif
