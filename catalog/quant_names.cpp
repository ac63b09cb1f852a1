#include "catalog/quant_names.hpp"

#include <algorithm>

#include "catalog/names.hpp"
#include "catalog/quant_text.hpp"
#include "catalog/text.hpp"
#include "model/count/file_type_recipe.hpp"
#include "model/count/quantization.hpp"
#include "model/names.hpp"

namespace tokroof::catalog {
namespace {

/// Types of values, as PyTorch and the engines name them.
std::string_view value_type(std::string_view lower) {
  if (lower == "bfloat16") return "BF16";
  if (lower == "float16" || lower == "half") return "FP16";
  if (lower == "float32" || lower == "fp32" || lower == "float") return "F32";
  if (lower.starts_with("fp8") || lower.starts_with("float8")) return "FP8";
  return "";
}

std::string squashed(std::string_view text) {
  std::string out = lower_case(text);
  std::erase_if(out, [](char c) { return contains("-_ .()/", std::string_view(&c, 1)); });
  return out;
}

/// Words around a type that say nothing of it.
bool says_nothing(std::string_view rest) {
  for (const std::string_view word : split_at(rest, ' ')) {
    if (!word.empty() && !model::is_one_of(lower_case(word),
                                           {"unsloth", "dynamic", "gguf", "mlx", "quant", "mostly", "all"})) {
      return false;
    }
  }
  return true;
}

/// A part of a name whose bits are counted: a type, a tool or a recipe, or what is said of its scales.
bool is_of_type(std::string_view word) {
  // clang-format off
  static constexpr std::string_view kWords[] = {
      "1", "4", "128x128", "asym", "auto", "autoround", "bitsandbytes", "block", "channel", "compressed", "double", "dynamic",
      "e4m3", "e5m2", "exl2", "exl3", "group", "hqq", "llmcompressor", "marlin", "mix", "mixed", "modelopt", "only", "per", "quant",
      "quantized", "quark", "round", "rtn", "smoothquant", "static", "sym", "symmetric", "tensor", "tensors", "token", "torchao",
      "w8a8", "w8a16", "weight"};
  // clang-format on
  const bool counted = word.size() > 1 &&
                       contains("gh", word.substr(0, 1)) &&  // a group, the head of EXL files
                       std::all_of(word.begin() + 1, word.end(), is_digit);
  return word.empty() || counted || model::bits_per_weight(word) > 0 || word.ends_with("bit") ||
         word.ends_with("bpw") || std::find(std::begin(kWords), std::end(kWords), word) != std::end(kWords);
}

/// "fp8 block 128x128", and no "3.1 405b fp8".
bool are_of_type(std::string_view name) {
  std::string lower = lower_case(name);
  std::replace_if(
      lower.begin(),
      lower.end(),
      [](char c) {
        return contains("-()/+,", {&c, 1});
      },
      ' ');
  const std::vector<std::string_view> words = split_at(lower, ' ');
  return std::all_of(words.begin(), words.end(), is_of_type);
}

/// "q4km", "mlx8bit": the only name that has these letters and digits.
std::string_view by_letters(const Catalog& catalog, std::string_view wanted) {
  std::string_view found;
  const auto offer = [&](std::string_view name) {
    if (found.empty() && squashed(name) == wanted) {
      found = name;
    }
  };
  for (const Recipe& recipe : catalog.recipes()) {
    offer(recipe.file_type);
  }
  for (const Alias& alias : catalog.aliases()) {
    if (alias.kind == "quant") offer(alias.alias);
  }
  for (const StorageType& type : catalog.storage_types()) {
    if (!type.name.starts_with("KV ")) offer(type.name);
  }
  return found;
}

NameMatch taken(std::string_view name) { return {std::string(name), {}, ""}; }

}  // namespace

bool is_known_quant(const Catalog& catalog, std::string_view name) {
  return catalog.find_recipe(name) != nullptr || catalog.find_storage_type(name) != nullptr ||
         catalog.alias("quant", name) != nullptr || model::is_counted("", name);
}

double bytes_of_storage_type(const Catalog& catalog,
                             const model::Architecture& model,
                             std::string_view type) {
  if (type.empty() || catalog.find_recipe(type) != nullptr || model::is_counted(model.slug, type)) {
    return model::kUnknown;
  }
  const StorageType* known = catalog.find_storage_type(type);
  return known != nullptr ? model.parameters * known->bits_per_weight / 8 : model::kUnknown;
}

std::string_view usual_of_bits(const Catalog& catalog, std::string_view name) {
  name = trimmed(name);
  const bool only_bits = name.size() == 2 && (name[0] == 'q' || name[0] == 'Q') && is_digit(name[1]);
  const Alias* alias = only_bits ? catalog.alias("quant", name) : nullptr;
  return alias != nullptr ? alias->canonical : "";
}

std::string_view usual_of_counted_bits(const Catalog& catalog, std::string_view name) {
  const std::string letters = squashed(name);
  const bool counted = letters.size() == 4 && is_digit(letters[0]) && letters.ends_with("bit");
  return counted ? usual_of_bits(catalog, std::string{'q', letters[0]}) : "";
}

NameMatch find_quant(const Catalog& catalog, std::string_view typed) {
  constexpr std::size_t kLongestName = 200;
  typed = trimmed(typed);
  if (typed.empty() || typed.size() > kLongestName) {
    return {};
  }
  const std::string lower = lower_case(typed), letters = squashed(typed);
  for (const SharedName& shared : catalog.data().shared_names) {
    if (shared.kind == "quant" && squashed(shared.name) == letters) {
      return usual_one(shared);
    }
  }
  if (is_known_quant(catalog, typed)) {
    const Recipe* recipe = catalog.find_recipe(typed);
    const bool has_bits = model::bits_per_weight(typed) > 0;
    const bool is_file_type = model::file_type_named(model::file_type_of("", typed)).has_value();
    const bool in_catalog = recipe != nullptr || catalog.alias("quant", typed) != nullptr || is_file_type ||
                            !by_letters(catalog, letters).empty();
    if (has_bits && !in_catalog && !are_of_type(typed)) {
      return {};  // the bits of what it contains: "banana-fp8"
    }
    const bool counted = has_bits || is_file_type;
    const Alias* alias = counted ? nullptr : catalog.alias("quant", typed);
    const StorageType* type = alias == nullptr ? catalog.find_storage_type(typed) : nullptr;
    const std::string_view spelled = recipe != nullptr                                    ? recipe->file_type
                                     : alias != nullptr                                   ? alias->alias
                                     : type != nullptr && lower_case(type->name) == lower ? type->name
                                                                                          : typed;
    return {std::string(spelled), {}, "", true};
  }
  if (const std::size_t at = lower.find_last_of("-_ ");
      at != std::string::npos && lower.substr(at + 1) == "qat") {
    return find_quant(catalog, typed.substr(0, at));  // how it was trained
  }
  if (const std::string_view type = value_type(lower); !type.empty()) {
    return taken(type);
  }
  if (const std::string_view name = by_letters(catalog, letters); !name.empty()) {
    return taken(name);
  }
  const QuantText described = quant_of_description(typed), named = quant_of_name(typed);
  if (!described.quant.empty() && says_nothing(described.rest) && is_known_quant(catalog, described.quant)) {
    return taken(described.quant);
  }
  // What follows a file type makes it another one: "Q4_K_Z" is no Q4_K.
  const bool whole = model::storage_class(named.quant) == "int4" ||
                     letters.ends_with(squashed(named.quant)) || !letters.starts_with(squashed(named.quant));
  if (!named.quant.empty() && whole && says_nothing(named.rest) && is_known_quant(catalog, named.quant)) {
    return taken(named.quant);
  }
  const QuantText kind = quant_of_kind(typed);
  const bool other = !named.quant.empty() && kind.quant != named.quant;
  return other && says_nothing(kind.rest) && is_known_quant(catalog, kind.quant) ? taken(kind.quant)
                                                                                 : NameMatch{};
}

}  // namespace tokroof::catalog
