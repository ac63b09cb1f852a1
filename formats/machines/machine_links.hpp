#pragma once
#include "catalog/catalog.hpp"
#include "formats/machines/machine.hpp"

namespace tokroof::formats {

/// Bandwidth and latency of the ways between devices, from their labels.
///
///     NV#          # bonded links of the generation that the devices carry
///     XGMI         half of the devices' Infinity Fabric rate, both directions together
///     PIX, PXB     effective rate of the narrower slot                       2 us
///     PHB, NODE    85 and 80 % of it: through the processor's root complex   2.5, 3 us
///     SYS          at most 10 GB/s: between sockets                          4.5 us
///     not peer to peer: 55 % of the rate and 16 us, staged through the host's memory
///
///   effective rate of a slot   0.8125 GB/s a lane at generation 3, doubling with each   [B/s]
///
/// Source: topology labels as nvidia-smi's legend explains them; measured rates and NCCL's own model of such paths.
/// Ignores: switches shared by several devices; access-control services that send peer traffic through the root.
void rate_links(const catalog::Catalog& catalog, Machine& machine);

/// Generation now; where a card idles (generation 1 of more), the one that it can have.
double working_pcie_generation(const MachineDevice& device);

}  // namespace tokroof::formats
