#include <algorithm>
#include <map>
#include <memory>
#include <utility>

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

class ListReader {
 public:
  ListReader(const CatalogFiles& files, Arena& arena, std::vector<Problem>& problems)
      : files_(files), arena_(arena), problems_(problems) {}

  /// The lists of one file are read one after the other.
  template <class T>
  std::span<const T> read(const JsonFile& file, std::string_view key, bool needed) {
    EntryReader reader(file, arena_, problems_);
    if (last_ != &file) {
      last_ = &file;
      reader.check_top_level(keys_of(file));
    }
    const bool there = file.document.is_object() && file.document.contains(key);
    return needed || there ? arena_.keep(reader.list<T>(key)) : std::span<const T>();
  }

 private:
  [[nodiscard]] std::vector<std::string_view> keys_of(const JsonFile& wanted) const {
    std::vector<std::string_view> keys;
#define TOKROOF_KEY_OF(file, key, needed, Type, member) \
  if (&files_.file == &wanted) {                        \
    keys.emplace_back(key);                             \
  }
    TOKROOF_LISTS(TOKROOF_KEY_OF)
#undef TOKROOF_KEY_OF
    return keys;
  }

  const CatalogFiles& files_;
  Arena& arena_;
  std::vector<Problem>& problems_;
  const JsonFile* last_ = nullptr;
};

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
  CatalogFiles files = read_files(folder, problems);
  files.engines = with_facts_of_others(std::move(files.engines));
  const auto arena = std::make_shared<Arena>();
  CatalogData data;
  ListReader lists(files, *arena, problems);
#define TOKROOF_READ(file, key, needed, Type, member) data.member = lists.read<Type>(files.file, key, needed);
  TOKROOF_LISTS(TOKROOF_READ)
#undef TOKROOF_READ
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
