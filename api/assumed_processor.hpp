#pragma once
#include <optional>
#include <string>

#include "catalog/catalog.hpp"
#include "formats/machines/machine.hpp"

namespace tokroof::api {

/// A processor that the catalog does not have, as an entry of one's own: what it reports of itself and, where the memory
/// is not known, what sockets of its class have (datasets/machines.json).
///
///     peak       cores x clock x FP32 operations a clock, as its vector instructions allow  [FLOP/s]
///     memory     channels x transfers x 8 bytes                                             [B/s]
///
///   clock   the highest that is told, else 3 GHz
///
/// Ignores: clocks that fall with many busy cores (too fast on prompts); neighbours of a virtual machine (too fast).
struct AssumedProcessor {
  std::string entry;     ///< a device file (with_devices) that names it kSlug
  std::string sentence;  ///< what was assumed; empty: its memory is known

  static constexpr const char* kSlug = "this-processor";
};

/// nullopt: the catalog knows it, or its cores are not known.
std::optional<AssumedProcessor> assumed_processor(const catalog::Catalog& catalog,
                                                  const formats::MachineHost& host);

}  // namespace tokroof::api
