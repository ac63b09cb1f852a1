#include "catalog/cross_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "catalog/engines.hpp"
#include "catalog/fields.hpp"
#include "catalog/names.hpp"
#include "catalog/runs_table.hpp"
#include "catalog/text.hpp"
#include "model/names.hpp"

namespace tokroof::catalog {
namespace {

/// "2025-04"
bool is_month(std::string_view text) {
  const std::string_view digits[] = {text.substr(0, 4), text.size() == 7 ? text.substr(5) : ""};
  const bool shaped = text.size() == 7 && text[4] == '-' && model::all_of(digits, [](std::string_view part) {
                        return model::all_of(part, is_digit);
                      });
  return shaped && digits[1] >= "01" && digits[1] <= "12";
}

class CrossCheck {
 public:
  CrossCheck(const Catalog& catalog, std::vector<Problem>& problems)
      : catalog_(catalog), problems_(problems) {
    for (const model::Engine& engine : catalog.engines()) {
      if (engine.runs_as.empty()) {
        engine_families_.push_back(engine.name);
      }
    }
    for (const model::Architecture& model : catalog.models()) {
      model_families_.push_back(model.family);
    }
  }

  /// Entries of this list, in this file, are the subject of the following reports.
  void enter(const JsonFile& file, std::string_view list) {
    file_ = &file;
    list_ = list;
  }
  void report(std::size_t row,
              std::string_view key,
              std::string message,
              std::vector<std::string> nearest = {}) {
    problems_.push_back(
        {file_->where(fmt::format("/{}/{}/{}", list_, row, key)), std::move(message), std::move(nearest)});
  }

  /// What the fields of a list's entries name is there.
  template <class T>
  void names(std::span<const T> entries) {
    for (const Field<T>& field : fields_of<T>()) {
      const auto* member = std::get_if<std::string_view T::*>(&field.member);
      const bool names = field.refers != Refers::nothing || !field.choices.empty();
      for (std::size_t row = 0; names && row < entries.size(); ++row) {
        const std::string_view text = entries[row].**member;
        const bool one = model::holds(kOneName, field.refers);
        for (const std::string_view name : one ? std::vector{text} : split_at(text, '|')) {
          name_of(field.refers, name, row, field.key);
        }
        if (!field.choices.empty() && !text.empty() && !model::holds(field.choices, text)) {
          report(row, field.key, none_of(text, field.choices), nearest_names(text, field.choices));
        }
      }
    }
  }
  /// Nothing is no name.
  void name_of(Refers what, std::string_view name, std::size_t row, std::string_view key);

  void device(const model::Device& device, std::size_t row);
  void model(const model::Architecture& model, std::size_t row);
  void storage_type(const StorageType& type, std::size_t row);
  void link(const Link& link, std::size_t row);
  void engine(const model::Engine& engine, std::size_t row);
  void engine_format(const EngineFormat& format, std::size_t row);
  void alias(const Alias& alias, std::size_t row);
  void shared_name(const SharedName& shared, std::size_t row);
  /// A name that model files give themselves, once: of a family, or why it is refused.
  void file_name(std::string_view name,
                 std::string_view family,
                 std::string_view refused,
                 std::set<std::string_view>& names,
                 std::size_t row);

 private:
  static constexpr Refers kOneName[] = {Refers::nothing, Refers::device, Refers::link, Refers::pattern};

  const Catalog& catalog_;
  std::vector<Problem>& problems_;
  const JsonFile* file_ = nullptr;
  std::string_view list_;
  std::vector<std::string_view> engine_families_, model_families_;
};

void CrossCheck::device(const model::Device& device, std::size_t row) {
  constexpr double kTolerance = 0.01;  // vendors round the data rate
  const double computed = device.memory_bus_bits * device.memory_data_rate_bits_per_s / 8;
  if (std::fabs(computed / device.bandwidth_bytes_per_s - 1) > kTolerance) {
    report(row,
           "bandwidth_gb_per_s",
           fmt::format("{:.6g} GB/s, but bus x data rate is {:.6g} GB/s",
                       device.bandwidth_bytes_per_s / 1e9,
                       computed / 1e9));
  }
  if (device.slug.find_first_of("+,;") != std::string_view::npos) {
    report(row, "slug", fmt::format("'{}' holds one of + , ; which stand between names", device.slug));
  }
  if (device.part.empty() == (device.part_count > 0)) {
    report(row, "part_count", "part and part_count go together");
  }
  if (device.part == device.slug) {
    report(row, "part", "a device cannot be made of itself");
  }
  const bool whole = device.cpu_cores == std::floor(device.cpu_cores) || std::isnan(device.cpu_cores);
  if (!whole) {
    report(row, "cpu_cores", "must be a whole number");
  }
}

void CrossCheck::model(const model::Architecture& model, std::size_t row) {
  if (model.alias_of == model.slug) {
    report(row, "alias_of", "a model cannot be an alias of itself");
  }
  if (model.released.empty() != model.released_source.empty()) {
    report(row, "released", "released and released_source go together");
  }
  if (model.active_parameters > model.parameters) {
    report(row, "active_parameters_b", "more active parameters than parameters");
  }
  if (model.experts_active > model.experts) {
    report(row, "experts_active", "more active experts than experts");
  }
  if (model.kv_heads > model.heads) {
    report(row, "kv_heads", "more KV heads than heads");
  }
  const double counts[] = {model.dense_layers,
                           model.full_attention_layers,
                           model.linear_attention_layers,
                           model.no_attention_layers,
                           model.moe_layers,
                           model.kv_shared_layers,
                           model.prompt_layers,
                           model.indexer_layers,
                           model.csa_layers + model.hca_layers};
  if (model::any_of(counts, [&](double n) { return n > model.layers; })) {
    report(row, "layers", "a kind of layer has more layers than the model");
  }
  const bool csa_complete = model.csa_ratio > 0 && model.indexer_heads > 0 && model.indexer_dim > 0 &&
                            model.indexer_top_k > 0 && model.sliding_window > 0;
  if (model.csa_layers > 0 && !csa_complete) {
    report(row, "csa_layers", "needs csa_ratio, indexer_heads, indexer_dim, indexer_top_k, sliding_window");
  }
  if (std::max(model.csa_caches, model.csa_indexers) > model.csa_layers) {
    report(row, "csa_layers", "fewer than csa_caches or csa_indexers");
  }
  if (model.indexer_top_k > 0 && !(model.indexer_heads > 0 && model.indexer_dim > 0)) {
    report(row, "indexer_top_k", "needs indexer_heads and indexer_dim");
  }
  if (model.indexer_top_k > 0 && model.sliding_window > 0 && model.csa_layers == 0) {
    report(row, "indexer_top_k", "is not modelled in a model whose other layers have a window");
  }
  if (model.hca_layers > 0 && !(model.hca_ratio > 0 && model.sliding_window > 0)) {
    report(row, "hca_layers", "needs hca_ratio and sliding_window");
  }
  constexpr double kTolerance = 0.06;  // the worst of the bundled ones, a hybrid, is off by 4.9 %
  if (model.computed_parameters > 0 &&
      std::fabs(model.computed_parameters / model.parameters - 1) > kTolerance) {
    report(row, "computed_parameters_b", "counted from the shape, the parameters are more than 6 % off");
  }
}

void CrossCheck::storage_type(const StorageType& type, std::size_t row) {
  const double bits = 8 * type.bytes_per_block / type.block_size;
  if (std::fabs(bits - type.bits_per_weight) > 0.001) {
    report(row,
           "bits_per_weight",
           fmt::format("{} bits, but the block has {:.6g} a weight", type.bits_per_weight, bits));
  }
}

void CrossCheck::link(const Link& link, std::size_t row) {
  for (std::size_t i = 1; i < link.all_reduce.size(); ++i) {
    if (link.all_reduce[i].devices <= link.all_reduce[i - 1].devices) {
      report(row, "all_reduce", "must be by rising number of devices");
    }
  }
  const bool by_name_only = std::isnan(link.bytes_per_s) && std::isnan(link.latency_s) &&
                            !link.carriers.empty() && link.all_reduce.empty();
  if (!by_name_only && (std::isnan(link.bytes_per_s) || std::isnan(link.latency_s))) {
    report(row,
           std::isnan(link.bytes_per_s) ? "gb_per_s_per_direction" : "latency_us",
           "only a fabric with carriers and without all_reduce can be listed without its rate and latency");
  }
  if (link.carriers.empty() == !link.carriers_source.empty()) {
    report(row, "carriers_source", "carriers and carriers_source go together");
  }
  for (const Carrier& carrier : link.carriers) {
    name_of(Refers::link, carrier.beyond, row, "carriers");
  }
}

void CrossCheck::name_of(Refers what, std::string_view name, std::size_t row, std::string_view key) {
  if (name.empty()) {
    return;
  }
  using Nearest = std::vector<std::string> (Catalog::*)(std::string_view, std::size_t) const;
  constexpr std::size_t kNearest = 3;
  const auto unknown = [&](const char* kind, std::vector<std::string> nearest) {
    report(row, key, fmt::format("unknown {} '{}'", kind, name), std::move(nearest));
  };
  const auto known = [&](const char* kind, bool is_known, Nearest nearest) {
    if (!is_known) {
      unknown(kind, (catalog_.*nearest)(name, kNearest));
    }
  };
  const auto one_of = [&](const char* kind, std::span<const std::string_view> all) {
    if (!model::holds(all, name)) {
      unknown(kind, nearest_names(name, all));
    }
  };
  const auto has_form = [&](bool has, const char* fault) {
    if (!has) {
      report(row, key, fmt::format("'{}' {}", name, fault));
    }
  };
  switch (what) {
    case Refers::nothing: return;
    case Refers::device:
    case Refers::devices:
      return known("device", catalog_.find_device(name) != nullptr, &Catalog::nearest_devices);
    case Refers::model: return known("model", catalog_.find_model(name) != nullptr, &Catalog::nearest_models);
    case Refers::link: return known("link", catalog_.find_link(name) != nullptr, &Catalog::nearest_links);
    case Refers::storage_rule: {  // "Q6_K if ...", "without imatrix: Q4_K for i < L/8"
      const std::size_t colon = name.substr(0, name.find('(')).find(": ");
      const std::string_view rule = colon == std::string_view::npos ? name : name.substr(colon + 2);
      return name_of(Refers::storage, rule.substr(0, rule.find(' ')), row, key);
    }
    case Refers::storage:
      return known("storage type",
                   catalog_.find_storage_type(name) != nullptr || catalog_.find_recipe(name) != nullptr,
                   &Catalog::nearest_storage_types);
    case Refers::engine: {
      const model::Engine* engine = catalog_.find_engine(name);
      return known("engine", engine != nullptr && engine->name == name, &Catalog::nearest_engines);
    }
    case Refers::engine_family: return one_of("engine family", engine_families_);
    case Refers::model_family: return one_of("family of models", model_families_);
    case Refers::split: return one_of("split", model::kSplitNames);
    case Refers::backend: return one_of("backend", catalog::backends());
    case Refers::month: return has_form(is_month(name), "is not a month such as 2025-04");
    case Refers::numbered: return has_form(contains(name, "{}"), "has no {} for its number");
    case Refers::assignment: {
      const std::size_t equals = std::min(name.find('='), name.size());
      has_form(equals > 0 && equals + 1 < name.size(), "is not column=value");
      return name_of(Refers::column, name.substr(0, equals), row, key);
    }
    case Refers::column:
    case Refers::title: {
      constexpr const char* kOthers = "memory_gib|host_memory_gib|host_channels|test|options";
      const bool other = what == Refers::title && model::is_one_of(name, kOthers);
      if (!other && !is_runs_column(name)) {
        report(row, key, fmt::format("a runs table has no column '{}'", name));
      }
      return;
    }
    case Refers::pattern: {
      std::string plain(name);
      replace_all(plain, ".*", "");
      return has_form(plain.find_first_of("\\[](){}+?*.^") == std::string::npos,
                      "may hold plain text, |, .* and a final $ only");
    }
  }
}

void CrossCheck::engine(const model::Engine& engine, std::size_t row) {
  if (catalog_.find_engine(engine.name) != &engine) {
    report(row, "name", fmt::format("'{}' is there already", engine.name));
  }
  const model::Engine* runs_as = engine.runs_as.empty() ? &engine : catalog_.find_engine(engine.runs_as);
  if (runs_as == nullptr || !(engine.runs_as.empty() || runs_as->runs_as.empty())) {
    report(row, "runs_as", fmt::format("unknown engine '{}'", engine.runs_as));
  }
  if (engine.integrated_graphics.empty() != engine.uses_integrated_graphics_with.empty()) {
    report(row,
           "uses_integrated_graphics_with",
           "integrated_graphics and uses_integrated_graphics_with go together");
  }
}

void CrossCheck::engine_format(const EngineFormat& format, std::size_t row) {
  const std::span<const model::Engine> all = catalog_.engines();
  const auto runs =
      std::find_if(all.begin(), all.end(), [&](const auto& e) { return e.name == format.instead; });
  for (const std::string_view backend : split_at(format.instead_on, '|')) {
    if (runs != all.end() && !is_listed(runs->backends, backend)) {
      report(row, "instead_on", fmt::format("{} does not run on '{}'", format.instead, backend));
    }
  }
}

void CrossCheck::alias(const Alias& alias, std::size_t row) {
  constexpr std::pair<std::string_view, Refers> kNamed[] = {{"device", Refers::device},
                                                            {"model", Refers::model},
                                                            {"quant", Refers::storage},
                                                            {"link", Refers::link},
                                                            {"backend", Refers::backend}};
  for (const auto& [kind, what] : kNamed) {
    if (alias.kind == kind) {
      name_of(what, alias.canonical, row, "canonical");
    }
  }
  if (alias.kind == "device" && alias.count > 1 && alias.exactness == Exactness::exact) {
    report(row, "count", "several are another thing than one: the alias is not exact");
  }
}

void CrossCheck::file_name(std::string_view name,
                           std::string_view family,
                           std::string_view refused,
                           std::set<std::string_view>& names,
                           std::size_t row) {
  if (!names.insert(name).second) {
    report(row, "family", fmt::format("'{}' is there already", name));
  }
  if (family.empty() == refused.empty()) {
    report(row, "family", fmt::format("'{}' has either a family or a reason why it is refused", name));
  }
}

void CrossCheck::shared_name(const SharedName& shared, std::size_t row) {
  const bool of_devices = shared.kind == "device" || shared.kind == "machine";
  const Refers what = of_devices ? Refers::device : shared.kind == "quant" ? Refers::storage : Refers::model;
  for (const std::string_view name : split_at(shared.candidates, '|')) {
    name_of(what, name, row, "candidates");
  }
  if (shared.kind != "machine" && !is_listed(shared.candidates, shared.usual)) {
    report(row, "usual", fmt::format("'{}' is none of the candidates", shared.usual));
  }
}

}  // namespace

void cross_check_devices(const Catalog& catalog,
                         std::span<const model::Device> devices,
                         const JsonFile& file,
                         std::vector<Problem>& problems) {
  CrossCheck check(catalog, problems);
  check.enter(file, "devices");
  check.names(devices);
  for (std::size_t row = 0; row < devices.size(); ++row) {
    check.device(devices[row], row);
  }
}

void cross_check(const Catalog& catalog, const CatalogFiles& files, std::vector<Problem>& problems) {
  CrossCheck check(catalog, problems);
  const CatalogData& data = catalog.data();
#define TOKROOF_NAMES(file, key, needed, Type, member) \
  check.enter(files.file, key);                        \
  check.names(data.member);
  TOKROOF_LISTS(TOKROOF_NAMES)
#undef TOKROOF_NAMES
  const auto each = [&](const JsonFile& file, std::string_view list, const auto& entries, auto&& test) {
    check.enter(file, list);
    for (std::size_t row = 0; row < entries.size(); ++row) {
      test(entries[row], row);
    }
  };
  const auto all = [&](const JsonFile& file, std::string_view list, const auto& entries, auto test) {
    each(file, list, entries, [&](const auto& entry, std::size_t row) { (check.*test)(entry, row); });
  };
  all(files.hardware, "devices", data.devices, &CrossCheck::device);
  all(files.models, "models", data.models, &CrossCheck::model);
  all(files.storage_types, "storage_types", data.storage_types, &CrossCheck::storage_type);
  all(files.links, "links", data.links, &CrossCheck::link);
  all(files.engines, "engines", data.engines, &CrossCheck::engine);
  all(files.engines, "formats", data.engine_formats, &CrossCheck::engine_format);
  all(files.aliases, "aliases", data.aliases, &CrossCheck::alias);
  all(files.aliases, "shared_names", data.shared_names, &CrossCheck::shared_name);
  std::set<std::string_view> types, architectures;
  each(files.families, "model_types", data.model_types, [&](const ModelType& t, std::size_t row) {
    check.file_name(t.model_type, t.family, t.refused, types, row);
  });
  each(files.families, "gguf_architectures", data.gguf_architectures, [&](const auto& a, std::size_t row) {
    check.file_name(a.architecture, a.family, a.refused, architectures, row);
  });
  each(files.engines, "models", data.engine_models, [&](const EngineModels& m, std::size_t row) {
    if (m.families.empty() == m.lacks.empty()) {
      check.report(row, "families", "states either the families that it runs or those that it lacks");
    }
  });
  each(files.engines, "file_types", data.engine_file_types, [&](const EngineFileTypes& f, std::size_t row) {
    for (const std::string_view type : split_at(f.usual, '|')) {
      if (!is_listed(f.types, type)) {
        check.report(row, "usual", fmt::format("'{}' is not one of the types", type));
      }
    }
  });
  each(files.prices, "street_prices", data.street_prices, [&](const StreetPrice& p, std::size_t row) {
    if (p.low_usd > p.high_usd) {
      check.report(row, "low_usd", "exceeds high_usd");
    }
  });
  each(files.sources, "sources", data.source_facts, [&](const SourceFacts& facts, std::size_t row) {
    for (const PrefixCached& cached : facts.prefix_cached) {
      check.name_of(Refers::model, cached.model, row, "prefix_cached");
    }
  });
}

}  // namespace tokroof::catalog
