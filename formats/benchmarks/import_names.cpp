#include "formats/benchmarks/import_names.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "catalog/device_set.hpp"
#include "catalog/engine_names.hpp"
#include "catalog/engines.hpp"
#include "catalog/host.hpp"
#include "catalog/name_resolver.hpp"
#include "catalog/names.hpp"
#include "catalog/quant_text.hpp"
#include "catalog/text.hpp"
#include "model/count/quantization.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

/// Another spelling of a storage type that is not counted by its own name: "Q40".
const catalog::Alias* another_spelling(const catalog::Catalog& catalog, std::string_view typed) {
  const catalog::Alias* alias = catalog.alias("quant", typed);
  const bool stands_for = alias != nullptr && catalog::applies(alias->exactness);
  return stands_for && !model::is_counted("", typed) ? alias : nullptr;
}

/// Types of values, as PyTorch and the engines name them, and what people write for storage types.
std::string plain_type(const catalog::Catalog& catalog, const std::string& typed) {
  const std::string lower = catalog::lower_case(typed);
  if (lower == "auto" || lower == "none" || lower == "unknown") {
    return "";
  }
  if (const std::string_view usual = catalog::usual_of_bits(catalog, typed); !usual.empty()) {
    return std::string(usual);
  }
  if (const catalog::Alias* alias = another_spelling(catalog, typed)) {
    return std::string(alias->canonical);
  }
  const catalog::NameMatch match = catalog.names().quant(typed);
  const bool other_case = catalog::lower_case(match.slug) == lower;
  return match.slug.empty() || (match.exact && !other_case) ? typed : match.slug;
}

/// What the description says, unless the name of the file says the same more exactly (UD-Q4_K_XL is a "Q4_K - Medium").
std::string chosen_quant(const std::string& described, const std::string& named, bool mlx) {
  if (named.empty() || (named.starts_with("MLX-") && !mlx)) {  // "4bit" of others may be any format
    return described;
  }
  const bool unquantized = described == "BF16" || described == "FP16";  // the type of the activations
  return described.empty() || unquantized || model::storage_class(described) == model::storage_class(named)
             ? named
             : described;
}

/// What is given, where it is one of those that a name may stand for.
catalog::NameMatch as_given(catalog::NameMatch match, const std::string& given) {
  const std::vector<std::string>& may_be = match.candidates;
  if (match.slug != given && model::holds(may_be, given)) {
    match.slug = given;
    match.note = "as stated, which it may be";
  }
  return match;
}

}  // namespace

void ImportNames::count(const char* kind, const std::string& typed, const catalog::NameMatch& match) {
  const std::pair<std::string, std::string> key{kind, typed};
  if (uses_.size() >= kMostNames && uses_.find(key) == uses_.end()) {
    return;
  }
  NameUse& use = uses_[key];
  use.slug = match.slug;
  use.candidates = match.candidates;
  use.note = match.note;
  use.rows += 1;
}

std::vector<std::string> ImportNames::nearest(const std::string& kind,
                                              const std::string& typed,
                                              const NameUse& use) const {
  if (!use.slug.empty() || !use.candidates.empty()) {
    return use.candidates;
  }
  return kind == "engine"   ? catalog_.nearest_engines(typed)
         : kind == "device" ? catalog_.nearest_devices(typed)
         : kind == "model"  ? catalog_.nearest_models(typed)
                            : catalog_.nearest_storage_types(typed);
}

catalog::NameMatch ImportNames::find_device(const std::string& typed, double memory_gib) {
  return known_devices_.at(1, fmt::format("{}|{}", typed, memory_gib), [&] {
    return as_given(catalog_.names().device(typed, memory_gib), given_device_);
  });
}

void ImportNames::resolve_device(ImportedRun& figure) {
  catalog::Run& run = figure.run;
  if (run.device.empty()) {
    return;
  }
  std::vector<catalog::NamedDevices> all;
  for (const std::string_view part : catalog::split_at(run.device, " + ")) {
    const std::string typed(part);
    catalog::NameMatch match = find_device(typed, figure.memory_gib);
    const bool remarks = !match.exact && typed.find('(') != std::string::npos;  // "3090 (PL 250W)"
    if (match.slug.empty() || remarks) {
      std::vector<catalog::NamedDevices> several = catalog_.names().devices(typed, figure.memory_gib);
      if (model::all_of(several, [](const auto& d) { return !d.match.slug.empty(); })) {
        for (const catalog::NamedDevices& one : several) {
          count("device", one.typed, one.match);
        }
        all.insert(all.end(), several.begin(), several.end());
        continue;
      }
    }
    count("device", typed, match);
    const double devices = match.count;
    all.push_back({typed, std::move(match), devices, "", model::kUnknown, devices > 1});
  }
  const bool known = model::all_of(all, [](const catalog::NamedDevices& d) { return !d.match.slug.empty(); });
  if (known) {
    catalog::take_devices(all, run);
  }
}

void ImportNames::resolve_host(catalog::Run& run) {
  if (run.host.empty() || !run.host_device.empty()) {
    return;
  }
  if (const auto memory = catalog::parse_host_memory(run.host)) {
    catalog::take_host_memory(*memory, run);
  } else {
    constexpr std::string_view kBoth = "2x ";  // "2x EPYC 7763"
    const bool both = run.host.starts_with(kBoth);
    const catalog::NameMatch match =
        find_device(both ? run.host.substr(kBoth.size()) : run.host, model::kUnknown);
    catalog::take_host(catalog_, {run.host, match, both ? 2.0 : match.count}, run);
  }
}

void ImportNames::resolve_engine(catalog::Run& run) {
  if (run.engine.empty()) {
    return;
  }
  const std::string typed = run.engine;
  const std::string lower = catalog::lower_case(typed);
  const bool tensorrt = lower.starts_with("trt") || lower.starts_with("dynamo-trt");
  const model::Engine* known =
      catalog_.find_engine(tensorrt ? "tensorrt-llm" : catalog_.canonical("engine", lower));
  if (known != nullptr) {
    run.engine = known->name;
  } else if (const catalog::NamedEngine named = catalog::engine_named(catalog_, typed);
             named.engine != nullptr) {  // "vLLM v0.6.3", "llama.cpp (ROCm)", "llama.cpp b6118"
    run.engine = named.engine->name;
    run.engine_version = run.engine_version.empty() ? named.version : run.engine_version;
    run.backend = run.backend.empty() ? named.backend : run.backend;
  } else if (!take_backend(run)) {
    count("engine", typed, {});
  }
}

/// "ROCm (patched)": what an engine was built for, in its place.
bool ImportNames::take_backend(catalog::Run& run) {
  const std::size_t end = run.engine.find_first_of(" (");
  const std::string head = catalog::lower_case(run.engine.substr(0, end));
  if (end == std::string::npos || !catalog::is_backend(head)) {
    return false;
  }
  run.backend = run.backend.empty() ? head : run.backend;
  catalog::add_note(run, run.engine);
  run.engine.clear();
  return true;
}

void ImportNames::resolve_model_and_quant(ImportedRun& figure) {
  catalog::Run& run = figure.run;
  std::vector<std::string> names;
  if (!run.model.empty()) {
    names.push_back(run.model);
  }
  names.insert(names.end(), figure.model_names.begin(), figure.model_names.end());
  std::string named_quant;
  for (std::string& name : names) {
    const catalog::QuantText described = catalog::quant_of_description(name);
    const bool is_description = !described.quant.empty() && name.find(' ') != std::string::npos;
    catalog::QuantText found = is_description ? described : catalog::quant_of_name(name);
    if (named_quant.empty() && (!is_description || run.quant.empty())) {
      const bool known = catalog::is_known_quant(catalog_, found.quant) &&
                         catalog::usual_of_bits(catalog_, found.quant).empty();
      named_quant = known ? found.quant : plain_type(catalog_, found.quant);
    }
    name = found.rest.empty() ? name : found.rest;
  }
  const std::string key =
      fmt::format("{}|{}|{}|{}", figure.parameters, run.engine, run.model, fmt::join(names, "|"));
  const catalog::NameMatch known = known_models_.at(1, key, [&] {
    const catalog::ModelNames& all = catalog_.names().model_names();
    catalog::NameMatch match = catalog_.names().library_default(run.model, run.engine);
    if (match.slug.empty()) {
      match = all.find(names, figure.parameters);
    }
    if (constexpr std::string_view kKind = " moe";  // "Qwen3 30B-A3B MoE": its kind, and no part of its name
        match.slug.empty() && !names.empty() && catalog::lower_case(names.front()).ends_with(kKind)) {
      names.front().resize(names.front().size() - kKind.size());
      match = all.find(names, figure.parameters);
    }
    if (match.slug.empty() && match.candidates.empty() && !(figure.parameters > 0) && !names.empty()) {
      match = all.of_type(names.front());  // a table without its params column
    }
    return as_given(std::move(match), given_model_);
  });
  if (!run.model.empty()) {
    count("model", run.model, known);
  }
  if (!known.slug.empty()) {
    run.model = known.slug;
  }

  const catalog::QuantText described = catalog::quant_of_description(run.quant);
  if (described.quant.empty() || !catalog::usual_of_bits(catalog_, described.quant).empty()) {
    take_quant(run);
  } else {
    run.quant = described.quant;
  }
  run.quant = chosen_quant(run.quant, named_quant, catalog::engine_family(catalog_, run.engine) == "mlx");
  run.quant = run.quant.empty() ? known.quant : run.quant;
  if (const catalog::Alias* alias = another_spelling(catalog_, run.quant)) {
    run.quant = alias->canonical;
  }
  if (!run.quant.empty() && !catalog::is_known_quant(catalog_, run.quant)) {
    count("quant", run.quant, {});
  }
}

void ImportNames::take_quant(catalog::Run& run) {
  const std::string typed = run.quant;
  run.quant = plain_type(catalog_, typed);
  if (!catalog::usual_of_bits(catalog_, typed).empty()) {
    count("quant", typed, {run.quant, {}, "what people mean by it"});
  }
}

/// Tables of our own are spelled as the catalog spells; what they spell otherwise is read as anywhere.
void ImportNames::resolve_unknown(ImportedRun& figure) {
  catalog::Run& run = figure.run;
  if (!catalog::device_set(catalog_, run.device).found) {
    resolve_device(figure);
  }
  if (!run.model.empty() && catalog_.find_model(run.model) == nullptr) {
    resolve_model_and_quant(figure);
  } else if (!run.quant.empty() && (!catalog::is_known_quant(catalog_, run.quant) ||
                                    another_spelling(catalog_, run.quant) != nullptr ||
                                    !catalog::usual_of_bits(catalog_, run.quant).empty())) {
    take_quant(run);
  }
  resolve_host(run);
}

void ImportNames::resolve_table_row(ImportedRun& figure) {
  catalog::Run& run = figure.run;
  const model::Device* device = catalog_.find_device(run.device);
  if (device != nullptr &&
      std::isnan(catalog_.power_limit_w(run.device))) {  // "rtx-3090-200w" is more than a name
    run.device = device->slug;
  }
  const model::Architecture* model = catalog_.find_model(run.model);
  const bool is_alias = model != nullptr && model->slug != run.model;
  const catalog::NameMatch tag =
      is_alias ? catalog_.names().library_default(run.model, run.engine) : catalog::NameMatch{};
  const bool means_another =
      tag.slug.empty() ? is_alias && !catalog_.names().model_names().newer_than_own(run.model).slug.empty()
                       : tag.slug != model->slug;
  if (means_another) {
    resolve_model_and_quant(figure);
  } else if (model != nullptr) {
    run.model = model->slug;
  }
  resolve_unknown(figure);
}

void ImportNames::resolve(ImportedRun& figure) {
  if (figure.names_are_slugs) {
    resolve_table_row(figure);
    return;
  }
  resolve_engine(figure.run);
  resolve_device(figure);
  resolve_host(figure.run);
  resolve_model_and_quant(figure);
  const std::string kv_type = catalog::lower_case(figure.run.kv_type);
  const bool said = kv_type != "auto" && kv_type != "none";
  figure.run.kv_type = said ? catalog_.canonical("kv-type", kv_type) : "";
}

}  // namespace tokroof::formats
