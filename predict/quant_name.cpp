#include "predict/quant_name.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "catalog/counted_types.hpp"
#include "catalog/names.hpp"
#include "catalog/quant_names.hpp"
#include "model/count/file_type_recipe.hpp"
#include "model/count/quantization.hpp"
#include "model/names.hpp"
#include "model/units.hpp"

namespace tokroof::predict {
namespace {

std::string upper(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return std::toupper(c); });
  return out;
}

/// The same bytes under another name.
bool same_bytes(std::string_view name, std::string_view type) {
  return name == type || ((name == "BF16" || name == "FP16") && type == "F16");
}

/// A name that weight counting takes as it is.
bool countable(const model::Architecture& model, const std::string& name, QuantName& out) {
  const std::string type = model::file_type_of(model.slug, name);
  if (!model::is_counted(model.slug, name)) {
    return false;
  }
  out.name = name;
  if (model::file_type_named(type) && !same_bytes(upper(name), type)) {
    out.counted_as = type;
  }
  return true;
}

}  // namespace

QuantName resolve_quant(const catalog::Catalog& catalog,
                        const model::Architecture& model,
                        const std::string& typed,
                        double size_gib) {
  QuantName out;
  const catalog::Recipe* recipe = catalog.find_recipe(typed);
  if (countable(model, recipe != nullptr ? std::string(recipe->file_type) : typed, out)) {
    return out;
  }
  const catalog::Alias* alias = catalog.alias("quant", typed);
  const std::string name(alias != nullptr ? alias->canonical : typed);
  if (countable(model, name, out)) {
    out.counted_as = name;
    return out;
  }
  const catalog::StorageType* type = catalog.find_storage_type(name);
  const double bytes = catalog::bytes_of_storage_type(catalog, model, name);
  if (type == nullptr || !(bytes > 0 || size_gib > 0)) {
    throw catalog::InputError("unknown-name",
                              fmt::format("unknown storage type '{}'", typed),
                              "--quant",
                              catalog.nearest_storage_types(typed));
  }
  out.name = type->name;
  const bool renamed = alias != nullptr || model::without_interleaving(name).size() < name.size();
  out.counted_as = renamed ? std::string(type->name) : "";
  if (!(size_gib > 0)) {
    out.size_gib = bytes / model::kGib;
  }
  return out;
}

namespace {

/// Whether blocks of llama.cpp's kind are what the engine stores: exllama and MLX have groups with scales, too.
bool stores_blocks(const catalog::Catalog& catalog, const std::string& engine) {
  const std::string family = catalog::engine_family(catalog, engine);
  return engine.empty() || catalog::engine_facts(catalog, engine).ggml ||
         model::is_one_of(family, {"mlx", "exllamav2", "exllamav3", "tensorfold"});
}

/// Bits that are said without a type.
std::string type_of_bits(const std::string& typed, bool blocks) {
  const std::string lower = catalog::lower_case(typed);
  const double bits = catalog::bits_alone(lower);
  if (bits == 16) return "f16";
  if (bits == 8) return blocks ? "q8_0" : "fp8";
  if (bits == 4 || model::is_one_of(lower, {"int4", "nvfp4"}))
    return blocks || lower == "nvfp4" ? "q4_0" : "int4";
  return typed;
}

}  // namespace

std::string resolve_kv_type(const catalog::Catalog& catalog,
                            const std::string& typed,
                            const std::string& engine) {
  constexpr std::string_view kBlocks[] = {
      "f16", "bf16", "f32", "q8_0", "q5_0", "q5_1", "q4_0", "q4_1", "iq4_nl", "fp8", "int8", "int4"};
  constexpr std::string_view kValues[] = {"f16", "bf16", "fp8", "int8", "int4"};
  if (model::is_one_of(catalog::lower_case(typed), {"auto", "default", "none"})) {
    return "";
  }
  if (const std::size_t apart = typed.find_first_of("/,+"); apart != std::string::npos) {
    std::string keys = resolve_kv_type(catalog, typed.substr(0, apart), engine);
    if (keys == resolve_kv_type(catalog, typed.substr(apart + 1), engine)) {
      return keys;
    }
    throw catalog::InputError(
        "usage",
        fmt::format("'{}' stores keys and values apart: one type of both is predicted", typed),
        "--kv-type");
  }
  const bool blocks = stores_blocks(catalog, engine);
  std::string type(catalog.canonical("kv-type", type_of_bits(typed, blocks)));
  if (std::find(std::begin(kBlocks), std::end(kBlocks), type) == std::end(kBlocks)) {
    throw catalog::InputError(
        "unknown-name",
        fmt::format("unknown type of KV cache '{}'", typed),
        "--kv-type",
        blocks ? catalog::nearest_names(typed, kBlocks) : catalog::nearest_names(typed, kValues));
  }
  return type;
}

}  // namespace tokroof::predict
