#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.hpp"

namespace tokroof::catalog {

/// Backends that predictions know.
std::span<const std::string_view> backends();
bool is_backend(std::string_view name);

/// The backends that run on a device, the usual one first; none: no engine here runs on such a device.
std::vector<std::string_view> backends_of(const Catalog& catalog, const model::Device& device);

/// Whether an engine, by its family, can split a model's matrices by rows. Under a backend without rows, -sm row splits by
/// layers.
bool splits_rows(const Catalog& catalog, std::string_view engine, std::string_view backend);

/// What runs on a vendor's accelerators; null: nothing is known.
const VendorBackends* vendor_backends(const Catalog& catalog, const model::Device& device);

/// Engine family: ollama and LM Studio run llama.cpp. A name that no catalog knows is its own.
std::string engine_family(const Catalog& catalog, std::string_view engine);

/// What an engine does: its entry; defaults where no catalog knows it.
const model::Engine& engine_facts(const Catalog& catalog, std::string_view engine);

/// What people run of a model's family under an engine; null: nothing is known of either.
const EngineFileTypes* file_types(const Catalog& catalog,
                                  std::string_view engine,
                                  std::string_view family = {});

/// Whether an engine runs on a backend, as far as is known.
bool has_backend(const model::Engine& engine, std::string_view backend);

/// What an engine (a name or a family) runs on, its usual one first; none: on any.
std::vector<std::string_view> engine_backends(const Catalog& catalog, std::string_view engine);

/// Of an engine (a name or a family) that runs on none of the backends `able` of `devices`: the sentence that says so. Empty
/// where it runs on one, or nothing is known of either.
std::string cannot_run(const Catalog& catalog,
                       std::string_view engine,
                       std::span<const std::string_view> able,
                       std::string_view devices);

/// Engines that run on a device, the usual one first; some of them where there are many.
std::vector<std::string> engines_on(const Catalog& catalog, const model::Device& device);

/// The backend of an engine (a name or a family; empty: llama.cpp) on a device where a question names none: the engine's
/// first that runs there, else the device's usual one. "cuda" where none is known.
std::string_view usual_backend(const Catalog& catalog, const model::Device& device, std::string_view engine);

/// The same for a published run that names none. llama.cpp's released builds for AMD's graphics cards are Vulkan's.
std::string_view backend_of_run(const Catalog& catalog, const model::Device& device, std::string_view engine);

/// The engine, by the name that people give it, where it leaves a chip's integrated graphics idle unless it is told to use
/// them, and the chip's cores are known; null: it uses them.
const model::Engine* leaves_graphics_idle(const Catalog& catalog,
                                          const model::Device& device,
                                          std::string_view engine);

/// What people use as much as `backend` with llama.cpp on a device: Vulkan and the vendor's own kernels on AMD's and
/// Intel's graphics. Empty: one is usual.
std::string_view rival_backend(const Catalog& catalog,
                               const model::Device& device,
                               std::string_view engine,
                               std::string_view backend);

}  // namespace tokroof::catalog
