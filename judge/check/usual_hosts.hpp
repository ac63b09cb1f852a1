#pragma once
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "catalog/run.hpp"
#include "model/device.hpp"
#include "model/scenario.hpp"

namespace tokroof::judge {

/// A host processor that a row may have had, and how to put it there.
struct HostGuess {
  std::string name;    ///< for people
  std::string device;  ///< its slug; empty: only `host` is known
  std::optional<model::Host> host;
  double weight = 1;
  bool stated = false;
};

/// The stated host alone; where none is stated (or its processor is unknown) what such machines usually have: desktop
/// processors beside consumer cards, server processors beside data-centre cards or where the text says so.
std::vector<HostGuess> hosts_of(const catalog::Catalog& catalog,
                                const catalog::Run& run,
                                const model::Device& device);

/// States it in a row, but for the stated one.
void put_host(catalog::Run& run, const HostGuess& guess);

/// The processor cores of a chip with unified memory. Where the catalog does not know them: eight of 4 GHz with 32
/// operations a clock, which draw at most 240 GB/s (assumed: vendor data of Apple's larger chips).
model::Host cores_of_chip(const catalog::Catalog& catalog,
                          const catalog::Run& run,
                          const model::Device& device);

}  // namespace tokroof::judge
