#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/entries.hpp"
#include "catalog/input_error.hpp"
#include "model/architecture.hpp"
#include "model/device.hpp"
#include "model/engine.hpp"

namespace tokroof::catalog {

class NameResolver;

/// A normalized spelling and the row that it stands for; indices are sorted by key.
struct NameKey {
  std::string_view key;
  std::uint32_t row = 0;
};

// clang-format off
/// The lists of a catalog, in the order of their files: X(file of datasets/, key there, whether it must be there, type,
/// member).
#define TOKROOF_LISTS(X) \
  X(hardware, "devices", true, model::Device, devices) \
  X(models, "models", true, model::Architecture, models) \
  X(storage_types, "storage_types", true, StorageType, storage_types) \
  X(recipes, "recipes", true, Recipe, recipes) \
  X(links, "links", true, Link, links) \
  X(aliases, "aliases", true, Alias, aliases) \
  X(aliases, "name_words", false, NameWords, name_words) \
  X(aliases, "shared_names", false, SharedName, shared_names) \
  X(sources, "sources", true, SourceFacts, source_facts) \
  X(memory, "usable_memory", true, UsableMemory, usable_memory) \
  X(prices, "street_prices", true, StreetPrice, street_prices) \
  X(hosts, "offload_hosts", true, OffloadHost, offload_hosts) \
  X(hosts, "launch_speed", true, LaunchSpeed, launch_speeds) \
  X(hosts, "soc_cpus", true, SocCpu, soc_cpus) \
  X(engines, "engines", true, model::Engine, engines) \
  X(engines, "splits", true, EngineSplit, engine_splits) \
  X(engines, "prompt_overlaps", true, PromptOverlap, prompt_overlaps) \
  X(engines, "prompt_kernels", true, PromptKernel, prompt_kernels) \
  X(engines, "placements", true, EnginePlacement, engine_placements) \
  X(engines, "formats", true, EngineFormat, engine_formats) \
  X(engines, "models", true, EngineModels, engine_models) \
  X(engines, "file_types", true, EngineFileTypes, engine_file_types) \
  X(engines, "backends", true, VendorBackends, vendor_backends) \
  X(engines, "commands", true, EngineCommand, engine_commands) \
  X(machines, "pci_devices", true, PciDevice, pci_devices) \
  X(machines, "processors", true, ProcessorClass, processor_classes) \
  X(benchmarks, "formats", true, BenchmarkFormat, benchmark_formats) \
  X(benchmarks, "titles", true, ColumnTitles, column_titles) \
  X(families, "model_types", true, ModelType, model_types) \
  X(families, "gguf_architectures", true, GgufArchitecture, gguf_architectures)
// clang-format on

/// Everything that a catalog consists of: plain views, so that the bundled one is constant data.
struct CatalogData {
#define TOKROOF_LIST(file, key, needed, Type, member) std::span<const Type> member;
  TOKROOF_LISTS(TOKROOF_LIST)
#undef TOKROOF_LIST
  std::span<const NameKey> device_names, model_names, storage_names, link_names, recipe_names;
  std::span<const NameKey> alias_names;  ///< keys are kind:alias
};

/// The facts that predictions start from. Cheap to copy and move; the views that it hands out stay valid as
/// long as one copy of it lives (for the bundled one: always).
class Catalog {
 public:
  /// The datasets that were compiled in.
  static const Catalog& bundled();
  /// Reads and checks a datasets/ folder; throws InputError (kind bad-file) that names file, line and key.
  static Catalog load(const std::filesystem::path& folder);
  /// The same, but collects every problem instead of throwing; what could be read is returned.
  static Catalog load(const std::filesystem::path& folder, std::vector<Problem>& problems);

  explicit Catalog(const CatalogData& data, std::shared_ptr<const void> owner = nullptr);

  const CatalogData& data() const { return data_; }
  std::span<const model::Device> devices() const { return data_.devices; }
  std::span<const model::Architecture> models() const { return data_.models; }
  std::span<const StorageType> storage_types() const { return data_.storage_types; }
  std::span<const Recipe> recipes() const { return data_.recipes; }
  std::span<const Link> links() const { return data_.links; }
  std::span<const Alias> aliases() const { return data_.aliases; }
  std::span<const model::Engine> engines() const { return data_.engines; }

  // Look-ups ignore case, and take spaces and underscores for '-'. Slugs, published names where unambiguous,
  // and exact aliases are known; null: no such entry.
  const model::Device* find_device(std::string_view name) const;
  const model::Architecture* find_model(std::string_view name) const;
  const Link* find_link(std::string_view name) const;
  /// Names repeat across engine families: with a family ("ggml", "vllm", "mlx", ...) the entry of that family
  /// if there is one, else the first.
  const StorageType* find_storage_type(std::string_view name, std::string_view family = {}) const;
  const model::Engine* find_engine(std::string_view name) const;
  const Recipe* find_recipe(std::string_view file_type) const;
  /// An alias of any exactness, for callers that can judge it (or say so to the user).
  const Alias* alias(std::string_view kind, std::string_view name) const;
  /// The canonical spelling if an *exact* alias says so, else the name as given.
  std::string_view canonical(std::string_view kind, std::string_view name) const;

  const SourceFacts* facts_of_source(std::string_view source) const;
  const OffloadHost* offload_host(std::string_view host_text) const;
  const LaunchSpeed* launch_speed(std::string_view host_text) const;  ///< null: no pattern matches
  /// The server processor that launches kernels the slowest, of x86; null: none is listed.
  const model::Device* slowest_launching_server() const;
  const SocCpu* soc_cpu(std::string_view device) const;
  /// The cap that a device's name holds ("rtx-3090-200w") [W]; unknown: none.
  double power_limit_w(std::string_view device_name) const;
  /// What a device is sold for, in the cheapest condition; null: the catalog has no such price.
  const StreetPrice* street_price(std::string_view device_slug) const;
  /// Share of a card's memory that programs can have under an operating system (kOperatingSystems).
  double usable_memory_share(const model::Device& device, std::string_view os) const;

  std::vector<std::string> nearest_devices(std::string_view name, std::size_t n = 3) const;
  std::vector<std::string> nearest_models(std::string_view name, std::size_t n = 3) const;
  std::vector<std::string> nearest_links(std::string_view name, std::size_t n = 3) const;
  std::vector<std::string> nearest_engines(std::string_view name, std::size_t n = 3) const;
  std::vector<std::string> nearest_storage_types(std::string_view name,
                                                 std::size_t n = 3) const;  ///< recipes too

  /// What people write for entries; its indexes are built when it is first asked for.
  const NameResolver& names() const;

  // The same look-ups for names that must exist: throw InputError (unknown-name, three suggestions).
  const model::Device& device(std::string_view name) const;
  const model::Architecture& model(std::string_view name) const;
  const Link& link(std::string_view name) const;

 private:
  struct LazyNames;

  CatalogData data_;
  std::shared_ptr<const void>
      owner_;                         ///< keeps the text of a loaded catalog alive; empty for the bundled one
  std::shared_ptr<LazyNames> names_;  ///< of all copies
};

inline constexpr std::string_view kOperatingSystems[] = {"linux", "windows"};

/// The oldest build of an engine family that was measured.
struct OldestBuild {
  std::string_view engine;
  std::string_view date;  ///< "2023-11-22"
};

/// A build of llama.cpp that was measured, and its release: its builds are counted.
struct CountedBuild {
  double number = 0;
  std::string_view date;  ///< "2026-04-25", "2026-08"
};

/// What was compiled in, in short.
struct DataVersion {
  std::string_view fingerprint;  ///< of all files of datasets/ but the fit (FNV-1a, hexadecimal)
  std::string_view date;         ///< newest measurement, "2026-11-02"
  std::span<const OldestBuild> oldest_builds;    ///< of every engine whose runs are dated
  std::span<const CountedBuild> counted_builds;  ///< by number, and so by date
};
DataVersion bundled_data_version();

/// A runs table as it was compiled in: read it with each_run().
struct EmbeddedTable {
  std::string_view name;  ///< file name without folder and extension
  std::string_view text;
  bool fit = true;  ///< takes part in the fit
};

std::span<const EmbeddedTable> bundled_tables();
/// The claims of the four guides, the text of datasets/claims/claims.tsv.
std::string_view bundled_claims();

}  // namespace tokroof::catalog
