#include "catalog/quant_names.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "catalog/counted_types.hpp"
#include "catalog/engines.hpp"
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
    if (!word.empty() &&
        !model::is_one_of(lower_case(word),
                          {"unsloth", "dynamic", "gguf", "mlx", "quant", "quantized", "mostly", "all"})) {
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
         word.ends_with("bpw") || model::holds(kWords, word);
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
  return model::all_of(words, is_of_type);
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

/// What is known of bits that are no whole number from 2 to 8.
std::string file_of_bits(double bits) {
  constexpr double kHalf = 16, kSingle = 32, kMostMixed = 8, kFewestWhole = 2;
  const bool mixed = bits < kFewestWhole || (bits < kMostMixed && bits != std::floor(bits));
  return bits == kHalf ? "FP16" : bits == kSingle ? "F32" : mixed ? mix_of_bits(bits) : "";
}

/// What a format has files of, where it has none of the bits that were typed.
NameMatch other_bits(std::string_view typed) {
  NameMatch out;
  out.no_such = true;
  const std::size_t from = typed.find_first_of("0123456789");
  const bool version = lower_case(typed).starts_with("exl");  // the digit of "exl2" is none
  const std::size_t at = version ? typed.find_first_of("0123456789", from + 1) : from;
  const std::size_t end = typed.find_first_not_of("0123456789.", at);
  for (const std::string_view bits : {"2", "3", "4", "5", "6", "8"}) {
    const std::string other =
        at == std::string_view::npos ? "" : std::string(typed).replace(at, end - at, bits);
    const auto counted = only_counted_type(other);
    if (counted && !counted->quant.empty()) {
      out.candidates.push_back(counted->quant);
    }
  }
  return out;
}

/// Bits beside a format, or alone: "8bit gptq", "1.58 bit"; nothing: other things are said, or an entry has the name.
std::optional<NameMatch> by_bits(const Catalog& catalog, std::string_view typed, std::string_view letters) {
  constexpr double kFewest = 2, kMost = 8;
  const bool is_entry = catalog.find_recipe(typed) != nullptr || catalog.alias("quant", typed) != nullptr ||
                        !by_letters(catalog, letters).empty();
  if (is_entry) {
    return std::nullopt;
  }
  if (const auto counted = only_counted_type(typed)) {
    if (are_of_type(typed) && model::bits_per_weight(typed) == model::bits_per_weight(counted->quant)) {
      return std::nullopt;  // it is counted as it is written: "GPTQ-Int4"
    }
    NameMatch out = counted->quant.empty() ? other_bits(typed) : taken(counted->quant);
    out.exact = lower_case(out.slug) == lower_case(typed);
    return out;
  }
  if (model::is_one_of(letters, {"int2", "int3"})) {  // of weights alone, as INT4 without a format
    return taken(type_of_bits("gptq", letters.back() - '0'));
  }
  const double bits = bits_alone(typed);
  if (!(bits > 0)) {
    return std::nullopt;
  }
  if (bits == std::floor(bits) && bits >= kFewest && bits <= kMost) {
    const std::string plain = fmt::format("{:g}bit", bits);
    return letters == plain ? std::nullopt : std::optional(taken(plain));
  }
  const std::string file = file_of_bits(bits);
  return file.empty() ? NameMatch{} : taken(file);
}

/// "Q4_K_M.gguf", "i1-Q4_K_M", "Q4_K_M (imatrix)", "Q4_K_M - Medium": the type without what says nothing of it.
std::string_view without_remarks(std::string_view typed) {
  constexpr std::string_view kAround = " -_.(),";
  const auto last_word = [&] { return lower_case(typed.substr(typed.find_last_of(kAround) + 1)); };
  const std::string_view whole = typed;
  typed = typed.substr(0, typed.find_last_not_of(kAround) + 1);
  const std::string last = last_word();
  const std::string_view before =
      trimmed(typed.substr(0, typed.size() - std::min(typed.size(), last.size())));
  const bool size_again = before.ends_with(" -") && model::is_one_of(last, {"small", "medium", "large"}) &&
                          lower_case(before).ends_with(fmt::format("_{} -", last[0]));
  if (size_again || model::is_one_of(last, {"gguf", "imatrix", "imat", "file", "quant", "safetensors"})) {
    return before.substr(0, before.find_last_not_of(kAround) + 1);
  }
  for (const std::string_view mark : {"i1-", "i1 ", "imatrix ", "gguf ", "smol-"}) {
    if (lower_case(typed).starts_with(mark)) return typed.substr(mark.size());
  }
  return whole;
}

/// "q4_xs", "q4_m": the only types of as many bits with these letters.
std::string with_left_out_letters(std::string_view lower) {
  if (lower.size() < 4 || lower[0] != 'q' || !is_digit(lower[1]) || !contains("_-", lower.substr(2, 1))) {
    return "";
  }
  const std::string_view size = lower.substr(3);
  return model::is_one_of(size, {"xs", "xxs", "nl"}) ? fmt::format("IQ{}_{}", lower[1], size)
         : model::is_one_of(size, {"s", "m", "l"})   ? fmt::format("Q{}_K_{}", lower[1], size)
                                                     : "";
}

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

std::string usual_of_counted_bits(const Catalog& catalog, std::string_view name, std::string_view engine) {
  const double bits = bits_alone(name);
  if (!(bits > 0)) {
    return "";
  }
  const std::string family = engine_family(catalog, engine);
  if (engine.empty() || engine_facts(catalog, catalog.canonical("engine", engine)).ggml) {
    const std::string_view usual = usual_of_bits(catalog, fmt::format("q{:g}", bits));
    return usual.empty() ? file_of_bits(bits) : std::string(usual);
  }
  constexpr std::pair<std::string_view, std::string_view> kFormats[] = {{"exllama", "gptq"},
                                                                        {"exllamav2", "exl2"},
                                                                        {"exllamav3", "exl3"},
                                                                        {"tensorfold", "exl3"},
                                                                        {"mlc", "mlc"},
                                                                        {"tensorrt-llm", "tensorrt"},
                                                                        {"transformers", "bnb"}};
  for (const auto& [one, format] : kFormats) {
    if (family == one) return type_of_bits(format, bits);
  }
  const bool checkpoints = engine_facts(catalog, catalog.canonical("engine", engine)).checkpoints;
  return !checkpoints ? "" : bits == 8 ? "INT8" : type_of_bits("awq", bits);
}

NameMatch find_quant(const Catalog& catalog, std::string_view typed) {
  constexpr std::size_t kLongest = 200;
  typed = trimmed(typed);
  if (typed.empty() || typed.size() > kLongest) {
    return {};
  }
  const std::string lower = lower_case(typed), letters = squashed(typed);
  for (const SharedName& shared : catalog.data().shared_names) {
    if (shared.kind == "quant" && squashed(shared.name) == letters) {
      return usual_one(shared);
    }
  }
  if (auto counted = by_bits(catalog, typed, letters)) {
    return *std::move(counted);
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
    NameMatch trained = find_quant(catalog, typed.substr(0, at));  // how it was trained
    trained.exact = false;
    return trained;
  }
  if (const std::string_view type = value_type(lower); !type.empty()) {
    return taken(type);
  }
  if (const std::string_view name = by_letters(catalog, letters); !name.empty()) {
    return taken(name);
  }
  if (const std::string_view core = without_remarks(typed); core.size() < typed.size()) {
    NameMatch plain = find_quant(catalog, core);
    plain.exact = false;
    return plain;
  }
  if (const Recipe* recipe = catalog.find_recipe(with_left_out_letters(lower)); recipe != nullptr) {
    return taken(recipe->file_type);
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
