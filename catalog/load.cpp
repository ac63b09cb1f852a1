#include <algorithm>
#include <map>
#include <memory>

#include "catalog/catalog.hpp"
#include "catalog/cross_check.hpp"
#include "catalog/entry_reader.hpp"
#include "catalog/name_index.hpp"

namespace tokroof::catalog {
namespace {

CatalogFiles read_files(const std::filesystem::path& folder, std::vector<Problem>& problems) {
  const auto read = [&](const char* name) { return read_json(folder / name, problems); };
  CatalogFiles files;
  files.hardware = read("hardware.json");
  files.models = read("models.json");
  files.storage_types = read("storage_types.json");
  files.recipes = read("recipes.json");
  files.links = read("links.json");
  files.aliases = read("aliases.json");
  files.hosts = read("hosts.json");
  files.sources = read("sources.json");
  files.engines = read("engines.json");
  files.memory = read("memory.json");
  files.prices = read("prices.json");
  files.machines = read("machines.json");
  files.benchmarks = read("benchmarks.json");
  files.families = read("families.json");
  return files;
}

template <class T>
std::span<const T> read_list(const JsonFile& file,
                             std::string_view key,
                             Arena& arena,
                             std::vector<Problem>& problems) {
  EntryReader reader(file, arena, problems);
  reader.check_top_level({key});
  return arena.keep(reader.list<T>(key));
}

void read_hosts(const JsonFile& file, Arena& arena, CatalogData& data, std::vector<Problem>& problems) {
  EntryReader reader(file, arena, problems);
  reader.check_top_level({"offload_hosts", "launch_speed", "soc_cpus"});
  data.offload_hosts = arena.keep(reader.list<OffloadHost>("offload_hosts"));
  data.launch_speeds = arena.keep(reader.list<LaunchSpeed>("launch_speed"));
  data.soc_cpus = arena.keep(reader.list<SocCpu>("soc_cpus"));
}

void read_aliases(const JsonFile& file, Arena& arena, CatalogData& data, std::vector<Problem>& problems) {
  EntryReader reader(file, arena, problems);
  reader.check_top_level({"aliases", "name_words", "shared_names"});
  data.aliases = arena.keep(reader.list<Alias>("aliases"));
  const auto has = [&](const char* list) {
    return file.document.is_object() && file.document.contains(list);
  };
  if (has("name_words")) {
    data.name_words = arena.keep(reader.list<NameWords>("name_words"));
  }
  if (has("shared_names")) {
    data.shared_names = arena.keep(reader.list<SharedName>("shared_names"));
  }
}

/// An engine that runs as another has the other's facts, but for those that it states. Of a name that there is not, which is
/// told later, some engine's: nothing is missing.
JsonFile with_facts_of_others(JsonFile file) {
  if (!file.document.is_object() || !file.document.contains("engines")) {
    return file;
  }
  nlohmann::json& engines = file.document["engines"];
  const nlohmann::json stated = engines;
  for (nlohmann::json& engine : engines) {
    if (!engine.is_object() || !engine.contains("runs_as")) {
      continue;
    }
    const auto other = std::find_if(stated.begin(), stated.end(), [&](const nlohmann::json& one) {
      return one.is_object() && one.contains("name") && one["name"] == engine["runs_as"];
    });
    nlohmann::json facts = other != stated.end() ? *other : stated.front();
    if (facts.is_object()) {
      facts.update(engine);
      engine = std::move(facts);
    }
  }
  return file;
}

void read_engines(const JsonFile& stated, Arena& arena, CatalogData& data, std::vector<Problem>& problems) {
  const JsonFile file = with_facts_of_others(stated);
  EntryReader reader(file, arena, problems);
  reader.check_top_level({"engines",
                          "splits",
                          "prompt_overlaps",
                          "prompt_kernels",
                          "placements",
                          "formats",
                          "models",
                          "file_types",
                          "backends",
                          "commands"});
  data.engines = arena.keep(reader.list<model::Engine>("engines"));
  data.engine_splits = arena.keep(reader.list<EngineSplit>("splits"));
  data.prompt_overlaps = arena.keep(reader.list<PromptOverlap>("prompt_overlaps"));
  data.prompt_kernels = arena.keep(reader.list<PromptKernel>("prompt_kernels"));
  data.engine_placements = arena.keep(reader.list<EnginePlacement>("placements"));
  data.engine_formats = arena.keep(reader.list<EngineFormat>("formats"));
  data.engine_models = arena.keep(reader.list<EngineModels>("models"));
  data.engine_file_types = arena.keep(reader.list<EngineFileTypes>("file_types"));
  data.vendor_backends = arena.keep(reader.list<VendorBackends>("backends"));
  data.engine_commands = arena.keep(reader.list<EngineCommand>("commands"));
}

void read_benchmarks(const JsonFile& file, Arena& arena, CatalogData& data, std::vector<Problem>& problems) {
  EntryReader reader(file, arena, problems);
  reader.check_top_level({"formats", "titles"});
  data.benchmark_formats = arena.keep(reader.list<BenchmarkFormat>("formats"));
  data.column_titles = arena.keep(reader.list<ColumnTitles>("titles"));
}

void read_families(const JsonFile& file, Arena& arena, CatalogData& data, std::vector<Problem>& problems) {
  EntryReader reader(file, arena, problems);
  reader.check_top_level({"model_types", "gguf_architectures"});
  data.model_types = arena.keep(reader.list<ModelType>("model_types"));
  data.gguf_architectures = arena.keep(reader.list<GgufArchitecture>("gguf_architectures"));
}

void read_machines(const JsonFile& file, Arena& arena, CatalogData& data, std::vector<Problem>& problems) {
  EntryReader reader(file, arena, problems);
  reader.check_top_level({"pci_devices", "processors"});
  data.pci_devices = arena.keep(reader.list<PciDevice>("pci_devices"));
  data.processor_classes = arena.keep(reader.list<ProcessorClass>("processors"));
}

/// Rows of a list by normalized slug; a repeated slug is a problem.
template <class T>
std::map<std::string, std::size_t> rows_by_slug(std::span<const T> entries,
                                                std::string_view T::*slug,
                                                const JsonFile& file,
                                                const std::string& list,
                                                std::vector<Problem>& problems) {
  std::map<std::string, std::size_t> rows;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (!rows.emplace(normalized(entries[i].*slug), i).second) {
      problems.push_back({file.where('/' + list + '/' + std::to_string(i)),
                          "'" + std::string(entries[i].*slug) + "' is there already",
                          {}});
    }
  }
  return rows;
}

/// Exact aliases first: a name that is an alias and a slug means the canonical entry.
NameIndex index_of(std::string_view kind,
                   std::span<const Alias> aliases,
                   const std::map<std::string, std::size_t>& rows) {
  NameIndex index;
  for (const Alias& alias : aliases) {
    const auto row = rows.find(normalized(alias.canonical));
    if (alias.kind == kind && applies(alias.exactness) && row != rows.end()) {
      index.add(alias.alias, row->second);
    }
  }
  for (const auto& [slug, row] : rows) {
    index.add(slug, row);
  }
  return index;
}

class Names {
 public:
  Names(CatalogData& data, Arena& arena) : data_(data), arena_(arena) {}

  std::span<const NameKey> kept(NameIndex index) {
    return arena_.keep(index.keys([this](const std::string& key) { return arena_.keep(key); }));
  }

  void build(const CatalogFiles& files, std::vector<Problem>& problems) {
    data_.device_names = named("device", data_.devices, files.hardware, "devices", problems);
    data_.model_names = named("model", data_.models, files.models, "models", problems);
    data_.link_names = named("link", data_.links, files.links, "links", problems);
    const auto recipes = rows_by_slug(data_.recipes, &Recipe::file_type, files.recipes, "recipes", problems);
    data_.recipe_names = kept(index_of("quant", data_.aliases, recipes));
    data_.storage_names = kept(index_of("quant", data_.aliases, storage_rows(files.storage_types, problems)));
    data_.alias_names = alias_names(files.aliases, problems);
  }

 private:
  template <class T>
  std::span<const NameKey> named(std::string_view kind,
                                 std::span<const T> entries,
                                 const JsonFile& file,
                                 const std::string& list,
                                 std::vector<Problem>& problems) {
    NameIndex index = index_of(kind, data_.aliases, rows_by_slug(entries, &T::slug, file, list, problems));
    for (std::size_t i = 0; i < entries.size(); ++i) {
      index.add_if_unambiguous(entries[i].name, i);
    }
    return kept(std::move(index));
  }

  /// Names of storage types repeat across engine families: the first one counts.
  std::map<std::string, std::size_t> storage_rows(const JsonFile& file, std::vector<Problem>& problems) {
    std::map<std::string, std::size_t> rows, in_family;
    for (std::size_t i = 0; i < data_.storage_types.size(); ++i) {
      const StorageType& type = data_.storage_types[i];
      rows.emplace(normalized(type.name), i);
      if (!in_family.emplace(normalized(type.name) + '/' + std::string(type.engine_family), i).second) {
        problems.push_back({file.where("/storage_types/" + std::to_string(i)),
                            "'" + std::string(type.name) + "' of that engine family is there already",
                            {}});
      }
    }
    return rows;
  }

  std::span<const NameKey> alias_names(const JsonFile& file, std::vector<Problem>& problems) {
    NameIndex index;
    for (std::size_t i = 0; i < data_.aliases.size(); ++i) {
      const Alias& alias = data_.aliases[i];
      if (!index.add(std::string(alias.kind) + ':' + normalized(alias.alias), i)) {
        problems.push_back({file.where("/aliases/" + std::to_string(i)),
                            "the alias '" + std::string(alias.alias) + "' is there already",
                            {}});
      }
    }
    return kept(std::move(index));
  }

  CatalogData& data_;
  Arena& arena_;
};

}  // namespace

Catalog Catalog::load(const std::filesystem::path& folder, std::vector<Problem>& problems) {
  const CatalogFiles files = read_files(folder, problems);
  const auto arena = std::make_shared<Arena>();
  CatalogData data;
  data.devices = read_list<model::Device>(files.hardware, "devices", *arena, problems);
  data.models = read_list<model::Architecture>(files.models, "models", *arena, problems);
  data.storage_types = read_list<StorageType>(files.storage_types, "storage_types", *arena, problems);
  data.recipes = read_list<Recipe>(files.recipes, "recipes", *arena, problems);
  data.links = read_list<Link>(files.links, "links", *arena, problems);
  read_aliases(files.aliases, *arena, data, problems);
  data.source_facts = read_list<SourceFacts>(files.sources, "sources", *arena, problems);
  data.usable_memory = read_list<UsableMemory>(files.memory, "usable_memory", *arena, problems);
  data.street_prices = read_list<StreetPrice>(files.prices, "street_prices", *arena, problems);
  read_hosts(files.hosts, *arena, data, problems);
  read_engines(files.engines, *arena, data, problems);
  read_machines(files.machines, *arena, data, problems);
  read_benchmarks(files.benchmarks, *arena, data, problems);
  read_families(files.families, *arena, data, problems);
  Names(data, *arena).build(files, problems);
  Catalog catalog(data, arena);
  cross_check(catalog, files, problems);
  return catalog;
}

Catalog Catalog::load(const std::filesystem::path& folder) {
  std::vector<Problem> problems;
  Catalog catalog = load(folder, problems);
  throw_if_any(problems);
  return catalog;
}

}  // namespace tokroof::catalog
