#include "catalog/cross_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "catalog/engines.hpp"
#include "catalog/names.hpp"
#include "catalog/runs_table.hpp"
#include "catalog/text.hpp"
#include "model/names.hpp"

namespace tokroof::catalog {
namespace {

/// "2025-04"
bool is_month(std::string_view text) {
  const std::string_view digits[] = {text.substr(0, 4), text.size() == 7 ? text.substr(5) : ""};
  const bool shaped = text.size() == 7 && text[4] == '-' &&
                      std::all_of(std::begin(digits), std::end(digits), [](std::string_view part) {
                        return std::all_of(part.begin(), part.end(), is_digit);
                      });
  return shaped && digits[1] >= "01" && digits[1] <= "12";
}

class CrossCheck {
 public:
  CrossCheck(const Catalog& catalog, std::vector<Problem>& problems)
      : catalog_(catalog), problems_(problems) {}

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

  void known_device(std::size_t row, std::string_view key, std::string_view name) {
    if (!name.empty() && catalog_.find_device(name) == nullptr) {
      report(row, key, fmt::format("unknown device '{}'", name), catalog_.nearest_devices(name));
    }
  }
  void known_model(std::size_t row, std::string_view key, std::string_view name) {
    if (!name.empty() && catalog_.find_model(name) == nullptr) {
      report(row, key, fmt::format("unknown model '{}'", name), catalog_.nearest_models(name));
    }
  }
  void known_storage(std::size_t row, std::string_view key, std::string_view name) {
    if (catalog_.find_storage_type(name) == nullptr && catalog_.find_recipe(name) == nullptr) {
      report(row, key, fmt::format("unknown storage type '{}'", name), catalog_.nearest_storage_types(name));
    }
  }
  void known_link(std::size_t row, std::string_view key, std::string_view name) {
    if (catalog_.find_link(name) == nullptr) {
      report(row, key, fmt::format("unknown link '{}'", name), catalog_.nearest_links(name));
    }
  }

  void device(const model::Device& device, std::size_t row);
  void model(const model::Architecture& model, std::size_t row);
  void storage_type(const StorageType& type, std::size_t row);
  void recipe(const Recipe& recipe, std::size_t row);
  void link(const Link& link, std::size_t row);
  void carriers(const Link& link, std::size_t row);
  [[nodiscard]] std::vector<std::string> engine_families() const;
  void engines(std::string_view list, std::size_t row, std::string_view key = "engines");
  void engine_names(std::string_view list, std::size_t row);
  void model_families(std::string_view list, std::string_view key, std::size_t row);
  /// "column=...", separated by '|'.
  void columns(std::string_view assignments, std::string_view key, std::size_t row);
  void numbered(std::string_view option, std::string_view key, std::size_t row);
  void splits(std::string_view list, std::size_t row);
  void backends(std::string_view list, std::string_view column, std::size_t row);
  void alias(const Alias& alias, std::size_t row);
  void shared_name(const SharedName& shared, std::size_t row);
  void pattern(std::string_view text, std::size_t row);
  /// A name that model files give themselves, once: of a family, or why it is refused.
  void file_name(std::string_view name,
                 std::string_view family,
                 std::string_view refused,
                 std::set<std::string_view>& names,
                 std::size_t row);

 private:
  const Catalog& catalog_;
  std::vector<Problem>& problems_;
  const JsonFile* file_ = nullptr;
  std::string_view list_;
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
  known_device(row, "part", device.part);
  if (device.part.empty() == (device.part_count > 0)) {
    report(row, "part_count", "part and part_count go together");
  }
  known_device(row, "part_host", device.part_host);
  if (!device.part_link.empty() && catalog_.find_link(device.part_link) == nullptr) {
    report(row, "part_link", fmt::format("no link is known as '{}'", device.part_link));
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
  known_model(row, "alias_of", model.alias_of);
  if (model.alias_of == model.slug) {
    report(row, "alias_of", "a model cannot be an alias of itself");
  }
  if (!model.variant.empty() &&
      std::find(std::begin(model::kModelVariants), std::end(model::kModelVariants), model.variant) ==
          std::end(model::kModelVariants)) {
    report(row,
           "variant",
           fmt::format("'{}' is none of {}", model.variant, fmt::join(model::kModelVariants, ", ")));
  }
  if (!model.released.empty() && !is_month(model.released)) {
    report(row, "released", fmt::format("'{}' is not a month such as 2025-04", model.released));
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
  if (std::any_of(std::begin(counts), std::end(counts), [&](double n) { return n > model.layers; })) {
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

void CrossCheck::recipe(const Recipe& recipe, std::size_t row) {
  const std::pair<std::string_view, std::string_view> cells[] = {{"default", recipe.default_type},
                                                                 {"token_embd", recipe.token_embd},
                                                                 {"output", recipe.output},
                                                                 {"attn_q", recipe.attn_q},
                                                                 {"attn_k", recipe.attn_k},
                                                                 {"attn_output", recipe.attn_output},
                                                                 {"attn_v_or_qkv", recipe.attn_v_or_qkv},
                                                                 {"ffn_gate_up", recipe.ffn_gate_up},
                                                                 {"ffn_down", recipe.ffn_down},
                                                                 {"other_2d", recipe.other_2d}};
  for (const auto& [key, cell] : cells) {
    // "without imatrix: Q4_K for i < L/8": the condition may come first.
    const std::size_t colon = cell.substr(0, cell.find('(')).find(": ");
    const std::string_view rule = colon == std::string_view::npos ? cell : cell.substr(colon + 2);
    known_storage(row, key, rule.substr(0, rule.find(' ')));
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
}

void CrossCheck::carriers(const Link& link, std::size_t row) {
  if (link.carriers.empty() == !link.carriers_source.empty()) {
    report(row, "carriers_source", "carriers and carriers_source go together");
  }
  for (const Carrier& carrier : link.carriers) {
    if (!carrier.beyond.empty()) {
      known_link(row, "carriers", carrier.beyond);
    }
  }
}

std::vector<std::string> CrossCheck::engine_families() const {
  std::vector<std::string> out;
  for (const model::Engine& e : catalog_.engines()) {
    if (e.runs_as.empty()) {
      out.emplace_back(e.name);
    }
  }
  return out;
}

void CrossCheck::engines(std::string_view list, std::size_t row, std::string_view key) {
  const std::vector<std::string> families = engine_families();
  const std::vector<std::string_view> known(families.begin(), families.end());
  for (const std::string_view family : split_at(list, '|')) {
    if (!family.empty() && std::find(known.begin(), known.end(), family) == known.end()) {
      report(row, key, fmt::format("unknown engine family '{}'", family), nearest_names(family, known));
    }
  }
}

void CrossCheck::engine_names(std::string_view list, std::size_t row) {
  for (const std::string_view name : split_at(list, '|')) {
    const model::Engine* engine = catalog_.find_engine(name);
    if (engine == nullptr || engine->name != name) {
      report(row, "engines", fmt::format("unknown engine '{}'", name), catalog_.nearest_engines(name));
    }
  }
}

void CrossCheck::model_families(std::string_view list, std::string_view key, std::size_t row) {
  std::set<std::string_view> families;
  for (const model::Architecture& model : catalog_.models()) {
    families.insert(model.family);
  }
  const std::vector<std::string_view> known(families.begin(), families.end());
  for (const std::string_view family : split_at(list, '|')) {
    if (!family.empty() && !families.contains(family)) {
      report(row, key, fmt::format("no model is of the family '{}'", family), nearest_names(family, known));
    }
  }
}

void CrossCheck::columns(std::string_view assignments, std::string_view key, std::size_t row) {
  if (assignments.empty()) {
    return;
  }
  for (const std::string_view one : split_at(assignments, '|')) {
    const std::size_t equals = one.find('=');
    if (equals == 0 || equals == std::string_view::npos || equals + 1 == one.size()) {
      report(row, key, fmt::format("'{}' is not column=value", one));
    } else if (!is_runs_column(one.substr(0, equals))) {
      report(row, key, fmt::format("a runs table has no column '{}'", one.substr(0, equals)));
    }
  }
}

void CrossCheck::numbered(std::string_view option, std::string_view key, std::size_t row) {
  if (!option.empty() && option.find("{}") == std::string_view::npos) {
    report(row, key, fmt::format("'{}' has no {{}} for its number", option));
  }
}

void CrossCheck::splits(std::string_view list, std::size_t row) {
  for (const std::string_view name : split_at(list, '|')) {
    if (std::find(model::kSplitNames.begin(), model::kSplitNames.end(), name) == model::kSplitNames.end()) {
      report(row, "splits", fmt::format("unknown split '{}'", name), nearest_names(name, model::kSplitNames));
    }
  }
}

void CrossCheck::backends(std::string_view list, std::string_view column, std::size_t row) {
  for (const std::string_view name : split_at(list, '|')) {
    if (!name.empty() && !is_backend(name)) {
      report(
          row, column, fmt::format("unknown backend '{}'", name), nearest_names(name, catalog::backends()));
    }
  }
}

void CrossCheck::alias(const Alias& alias, std::size_t row) {
  if (alias.kind == "device") {
    known_device(row, "canonical", alias.canonical);
    if (alias.count > 1 && alias.exactness == Exactness::exact) {
      report(row, "count", "several are another thing than one: the alias is not exact");
    }
  } else if (alias.kind == "model") {
    known_model(row, "canonical", alias.canonical);
    if (!alias.quant.empty()) {
      known_storage(row, "quant", alias.quant);
    }
  } else if (alias.kind == "quant") {
    known_storage(row, "canonical", alias.canonical);
  } else if (alias.kind == "link") {
    known_link(row, "canonical", alias.canonical);
  } else if (alias.kind == "backend") {
    backends(alias.canonical, "canonical", row);
  } else if (!model::is_one_of(alias.kind, {"engine", "kv-type", "os"})) {
    constexpr std::string_view kKinds[] = {
        "device", "model", "quant", "link", "engine", "backend", "kv-type", "os"};
    report(row,
           "kind",
           fmt::format("'{}' is none of {}", alias.kind, fmt::join(kKinds, ", ")),
           nearest_names(alias.kind, kKinds));
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
  if (!model::is_one_of(shared.kind, {"device", "machine", "model", "quant", "size"})) {
    report(row, "kind", fmt::format("'{}' is none of device, machine, model, quant, size", shared.kind));
    return;
  }
  for (const std::string_view name : split_at(shared.candidates, '|')) {
    if (shared.kind == "device" || shared.kind == "machine") {
      known_device(row, "candidates", name);
    } else if (shared.kind != "quant") {
      known_model(row, "candidates", name);
    } else {
      known_storage(row, "candidates", name);
    }
  }
  if (shared.kind != "machine" && !is_listed(shared.candidates, shared.usual)) {
    report(row, "usual", fmt::format("'{}' is none of the candidates", shared.usual));
  }
}

void CrossCheck::pattern(std::string_view text, std::size_t row) {
  std::string plain(text);
  for (std::size_t at = plain.find(".*"); at != std::string::npos; at = plain.find(".*")) {
    plain.erase(at, 2);
  }
  if (plain.find_first_of("\\[](){}+?*.^") != std::string::npos) {
    report(row, "pattern", "may hold plain text, |, .* and a final $ only");
  }
}

}  // namespace

void cross_check_devices(const Catalog& catalog,
                         std::span<const model::Device> devices,
                         const JsonFile& file,
                         std::vector<Problem>& problems) {
  CrossCheck check(catalog, problems);
  check.enter(file, "devices");
  for (std::size_t row = 0; row < devices.size(); ++row) {
    check.device(devices[row], row);
  }
}

void cross_check(const Catalog& catalog, const CatalogFiles& files, std::vector<Problem>& problems) {
  CrossCheck check(catalog, problems);
  const CatalogData& data = catalog.data();
  const auto each = [&](const JsonFile& file, std::string_view list, const auto& entries, auto&& test) {
    check.enter(file, list);
    for (std::size_t row = 0; row < entries.size(); ++row) {
      test(entries[row], row);
    }
  };
  cross_check_devices(catalog, data.devices, files.hardware, problems);
  each(files.models, "models", data.models, [&](const model::Architecture& m, std::size_t row) {
    check.model(m, row);
  });
  each(files.storage_types, "storage_types", data.storage_types, [&](const StorageType& t, std::size_t row) {
    check.storage_type(t, row);
  });
  each(files.recipes, "recipes", data.recipes, [&](const Recipe& r, std::size_t row) {
    check.recipe(r, row);
  });
  each(files.links, "links", data.links, [&](const Link& l, std::size_t row) {
    check.link(l, row);
    check.carriers(l, row);
  });
  each(files.engines, "engines", data.engines, [&](const model::Engine& e, std::size_t row) {
    if (catalog.find_engine(e.name) != &e) {
      check.report(row, "name", fmt::format("'{}' is there already", e.name));
    }
    const model::Engine* runs_as = e.runs_as.empty() ? &e : catalog.find_engine(e.runs_as);
    if (runs_as == nullptr || !(e.runs_as.empty() || runs_as->runs_as.empty())) {
      check.report(row, "runs_as", fmt::format("unknown engine '{}'", e.runs_as), check.engine_families());
    }
    check.backends(e.backends, "backends", row);
    check.backends(e.not_on, "not_on", row);
    for (const std::string_view device : split_at(e.integrated_graphics, '|')) {
      check.known_device(row, "integrated_graphics", device);
    }
    if (e.integrated_graphics.empty() != e.uses_integrated_graphics_with.empty()) {
      check.report(row,
                   "uses_integrated_graphics_with",
                   "integrated_graphics and uses_integrated_graphics_with go together");
    }
  });
  each(files.engines, "splits", data.engine_splits, [&](const EngineSplit& s, std::size_t row) {
    check.engines(s.engines, row);
    check.splits(s.splits, row);
    check.backends(s.row_backends, "row_backends", row);
  });
  each(files.engines, "prompt_overlaps", data.prompt_overlaps, [&](const PromptOverlap& o, std::size_t row) {
    check.engines(o.engines, row);
    check.backends(o.backend, "backend", row);
  });
  each(files.engines, "prompt_kernels", data.prompt_kernels, [&](const PromptKernel& v, std::size_t row) {
    check.engines(v.engines, row);
    check.backends(v.backend, "backend", row);
    if (!model::is_one_of(v.work, {kVectorAttention, kVectorProducts, kUnpackedProducts})) {
      check.report(
          row,
          "work",
          fmt::format(
              "'{}' is none of {}, {}, {}", v.work, kVectorAttention, kVectorProducts, kUnpackedProducts));
    }
  });
  each(files.engines, "placements", data.engine_placements, [&](const EnginePlacement& p, std::size_t row) {
    check.engine_names(p.engines, row);
    check.numbered(p.host_layers, "host_layers", row);
    check.numbered(p.host_experts, "host_experts", row);
    check.numbered(p.cards, "cards", row);
    check.numbered(p.devices, "devices", row);
    check.numbered(p.streamed, "streamed", row);
  });
  each(files.benchmarks, "formats", data.benchmark_formats, [&](const BenchmarkFormat& f, std::size_t row) {
    check.columns(f.cells, "cells", row);
    check.columns(f.fixed, "fixed", row);
  });
  each(files.benchmarks, "titles", data.column_titles, [&](const ColumnTitles& t, std::size_t row) {
    if (!is_runs_column(t.column) &&
        !model::is_one_of(t.column, {"memory_gib", "host_memory_gib", "host_channels", "test", "options"})) {
      check.report(row, "column", fmt::format("a runs table has no column '{}'", t.column));
    }
  });
  std::set<std::string_view> types, architectures;
  each(files.families, "model_types", data.model_types, [&](const ModelType& t, std::size_t row) {
    check.file_name(t.model_type, t.family, t.refused, types, row);
  });
  each(files.families,
       "gguf_architectures",
       data.gguf_architectures,
       [&](const GgufArchitecture& a, std::size_t row) {
         check.file_name(a.architecture, a.family, a.refused, architectures, row);
       });
  each(files.engines, "formats", data.engine_formats, [&](const EngineFormat& f, std::size_t row) {
    check.engines(f.engines, row);
    check.engines(f.other_engines, row, "other_engines");
    if (!f.instead.empty()) {
      check.engines(f.instead, row);
      const auto runs = std::find_if(
          data.engines.begin(), data.engines.end(), [&](const auto& e) { return e.name == f.instead; });
      for (const std::string_view backend : split_at(f.instead_on, '|')) {
        if (runs != data.engines.end() && !is_listed(runs->backends, backend)) {
          check.report(row, "instead_on", fmt::format("{} does not run on '{}'", f.instead, backend));
        }
      }
    }
    if (std::find(std::begin(kFormatOutcomes), std::end(kFormatOutcomes), f.outcome) ==
        std::end(kFormatOutcomes)) {
      check.report(
          row, "outcome", fmt::format("'{}' is none of {}", f.outcome, fmt::join(kFormatOutcomes, ", ")));
    }
  });
  each(files.engines, "models", data.engine_models, [&](const EngineModels& m, std::size_t row) {
    check.engine_names(m.engines, row);
    check.backends(m.backends, "backends", row);
    check.model_families(m.families, "families", row);
    check.model_families(m.lacks, "lacks", row);
    if (m.families.empty() == m.lacks.empty()) {
      check.report(row, "families", "states either the families that it runs or those that it lacks");
    }
    if (!model::is_one_of(m.outcome, {"refused", "as if"})) {
      check.report(row, "outcome", fmt::format("'{}' is none of refused, as if", m.outcome));
    }
  });
  each(files.engines, "file_types", data.engine_file_types, [&](const EngineFileTypes& f, std::size_t row) {
    if (!f.engines.empty()) {
      check.engines(f.engines, row);
    }
    for (const std::string_view type : split_at(f.usual, '|')) {
      if (!is_listed(f.types, type)) {
        check.report(row, "usual", fmt::format("'{}' is not one of the types", type));
      }
    }
  });
  each(files.engines, "backends", data.vendor_backends, [&](const VendorBackends& v, std::size_t row) {
    check.backends(v.backends, "backends", row);
    if (catalog.find_engine(v.engine) == nullptr) {
      check.report(row, "engine", fmt::format("unknown engine '{}'", v.engine), check.engine_families());
    }
  });
  each(files.memory, "usable_memory", data.usable_memory, [&](const UsableMemory& u, std::size_t row) {
    if (!u.slugs.empty()) {
      for (const std::string_view slug : split_at(u.slugs, '|')) {
        check.known_device(row, "slugs", slug);
      }
    }
  });
  each(files.prices, "street_prices", data.street_prices, [&](const StreetPrice& p, std::size_t row) {
    check.known_device(row, "device", p.device);
    if (std::find(std::begin(kConditions), std::end(kConditions), p.condition) == std::end(kConditions)) {
      check.report(row,
                   "condition",
                   fmt::format("'{}' is no condition", p.condition),
                   {std::begin(kConditions), std::end(kConditions)});
    }
    if (!is_month(p.date)) {
      check.report(row, "date", fmt::format("'{}' is not a month such as 2025-04", p.date));
    }
    if (p.low_usd > p.high_usd) {
      check.report(row, "low_usd", "exceeds high_usd");
    }
  });
  each(files.engines, "commands", data.engine_commands, [&](const EngineCommand& c, std::size_t row) {
    if (catalog.find_engine(c.engine) == nullptr) {
      check.report(row, "engine", fmt::format("unknown engine '{}'", c.engine), check.engine_families());
    }
  });
  each(files.machines, "pci_devices", data.pci_devices, [&](const PciDevice& p, std::size_t row) {
    for (const std::string_view slug : split_at(p.slugs, '|')) {
      check.known_device(row, "slugs", slug);
    }
  });
  each(files.aliases, "aliases", data.aliases, [&](const Alias& a, std::size_t row) { check.alias(a, row); });
  each(files.aliases, "shared_names", data.shared_names, [&](const SharedName& s, std::size_t row) {
    check.shared_name(s, row);
  });
  each(files.aliases, "name_words", data.name_words, [&](const NameWords& words, std::size_t row) {
    if (!model::is_one_of(words.kind, {"board", "laptop", "machine", "closed"})) {
      check.report(row, "kind", fmt::format("'{}' is none of board, laptop, machine, closed", words.kind));
    }
  });
  each(files.sources, "sources", data.source_facts, [&](const SourceFacts& facts, std::size_t row) {
    for (const PrefixCached& cached : facts.prefix_cached) {
      check.known_model(row, "prefix_cached", cached.model);
    }
  });
  each(files.hosts, "offload_hosts", data.offload_hosts, [&](const OffloadHost& h, std::size_t row) {
    check.pattern(h.pattern, row);
  });
  each(files.hosts, "launch_speed", data.launch_speeds, [&](const LaunchSpeed& h, std::size_t row) {
    check.pattern(h.pattern, row);
  });
  each(files.hosts, "soc_cpus", data.soc_cpus, [&](const SocCpu& c, std::size_t row) {
    for (const std::string_view device : split_at(c.devices, '|')) {
      check.known_device(row, "devices", device);
    }
  });
}

}  // namespace tokroof::catalog
