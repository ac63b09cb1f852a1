#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.hpp"

namespace tokroof::predict {

/// Which link of the catalog connects these devices (one entry for each kind of device; not empty).
///
///     `name`            resolves to
///     a slug            itself, if the devices can have it
///     pcie4x16          pcie4x16-host where the driver stages through the host, else pcie4x16-p2p
///     pcie4x16-sys, sys PCIe and the link between two sockets (nvidia-smi's SYS): staged, at what sockets pass on
///     pcie              the cards' own generation and lanes
///     nvlink, nvlink3   the generation that the devices carry; infinity-fabric, xgmi likewise
///     nvlink-bridge     the bridge that the cards carry
///     tb5, tb4          between Macs: RDMA under MLX, else IP; elsewhere the PCIe tunnel
///
/// Staged: GeForce cards, and sets of unequal cards. A fabric joins so many devices and no more (a bridge two, a board
/// eight): `n_devices` beyond that cannot have it.
/// Names joined by ',' are one link a card; the slowest of them counts, as every exchange waits for it. Throws InputError: unknown-name, or impossible-link
/// with the links that the devices can have.
/// Source: datasets/links.json; NVIDIA's peer-to-peer rules as printed by `nvidia-smi topo -p2p`.
std::string choose_link(const catalog::Catalog& catalog,
                        std::span<const model::Device* const> devices,
                        std::string_view name,
                        std::string_view backend,
                        double n_devices = 2);

/// What machines of these devices usually have where one link joins all: the fabric of data-centre parts, or the network
/// between such machines where it does not join so many; Thunderbolt between Macs; else PCIe at the cards' generation.
/// Empty: the catalog has none.
std::string usual_link(const catalog::Catalog& catalog,
                       std::span<const model::Device* const> devices,
                       std::string_view backend,
                       double n_devices = 2);

/// As choose_link(), of a network between machines: Ethernet, RoCE, InfiniBand, Thunderbolt between Macs. Throws
/// InputError at --network.
std::string choose_network(const catalog::Catalog& catalog,
                           std::span<const model::Device* const> devices,
                           std::string_view name,
                           std::string_view backend);

/// Why so many of these devices cannot have the link; empty: they can.
std::string why_impossible(const catalog::Catalog& catalog,
                           std::span<const model::Device* const> devices,
                           std::string_view link,
                           double n_devices = 2);

/// "nvlink4-nvswitch joins 8 h100-sxm at most, and there are 16"; empty: it joins them, or they carry none.
std::string why_no_fabric(const catalog::Catalog& catalog,
                          std::span<const model::Device* const> devices,
                          double n_devices);

}  // namespace tokroof::predict
