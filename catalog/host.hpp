#pragma once
#include <optional>

#include "catalog/catalog.hpp"
#include "catalog/run.hpp"
#include "model/scenario.hpp"

namespace tokroof {

/// The host processor of a CPU run: the device itself, or the stated host where the device is a card.
std::optional<Host> cpu_host(const Catalog& catalog, const Run& run, const Device& device);

/// The host processor that keeps experts or layers of a run on a card: by the text that names it, else by its slug.
std::optional<Host> offload_host(const Catalog& catalog, const Run& run);

/// What is known of the host that launches kernels; null: nothing.
const LaunchSpeed* launching_host(const Catalog& catalog, const Run& run);

}  // namespace tokroof
