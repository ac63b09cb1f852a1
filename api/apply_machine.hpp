#pragma once
#include "catalog/catalog.hpp"
#include "formats/machines/machine.hpp"
#include "predict/request.hpp"

namespace tokroof::api {

/// What a machine file says of a question that does not say it itself: all devices, the slowest way between them, the
/// processor, a power limit below the specified one. Everything taken is listed.
struct AppliedMachine {
  std::vector<catalog::Assumption> assumed;
  std::vector<std::string> notes;
};
AppliedMachine apply_machine(const catalog::Catalog& catalog,
                             const formats::Machine& machine,
                             catalog::Run& run);

/// "pcie3x8": the narrowest slot of the first n devices; empty where it is not known.
std::string slot_link(const formats::Machine& machine, std::size_t n);

}  // namespace tokroof::api
