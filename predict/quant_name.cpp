#include "predict/quant_name.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

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

void check_kv_type(const std::string& kv_type) {
  constexpr std::string_view kKnown[] = {
      "f16", "bf16", "f32", "q8_0", "q5_0", "q5_1", "q4_0", "q4_1", "iq4_nl", "fp8", "int8"};
  if (std::find(std::begin(kKnown), std::end(kKnown), kv_type) == std::end(kKnown)) {
    throw catalog::InputError("unknown-name",
                              fmt::format("unknown type of KV cache '{}'", kv_type),
                              "--kv-type",
                              catalog::nearest_names(kv_type, kKnown));
  }
}

}  // namespace tokroof::predict
