#include "model/count/quantization.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "model/count/file_type_recipe.hpp"
#include "model/device.hpp"

namespace tokroof::model {
namespace {

struct NamedBits {
  std::string_view name;
  double bits;
};

struct NamedClass {
  std::string_view part;
  std::string_view storage_class;
};

struct Renamed {
  std::string_view from;
  std::string_view to;
};

// clang-format off
constexpr NamedBits kWholeNames[] = {
    {"f16", 16},         {"bf16", 16},         {"fp16", 16},        {"f32", 32},         {"q4_k", 4.87},
    {"fp8", 8},          {"int8", 8},          {"nvfp4", 4.5},      {"mxfp4", 4.25},     {"ud-q8_k_xl", 10.2},
    {"ud-iq3_xxs", 3.2}, {"ud-iq2_xxs", 2.3},  {"ud-iq2_m", 2.7},
    {"tq1_0", 1.6875},   {"tq2_0", 2.0625},
    {"w8a16", 8.125},    {"w4a4", 4.125},
    {"gptq-2bit", 2.148}, {"gptq-3bit", 3.148},
    {"hqq 2-bit g64", 2.5}, {"hqq 3-bit g64", 3.5}, {"hqq 8-bit g64", 8.5},
};

// The first part that occurs decides: fp8 before nvfp4 makes "NVFP4 .. W4A16+FP8" an FP8 mix.
constexpr NamedBits kPartsOfNames[] = {
    {"mxfp8", 8.25}, {"gptq-8", 8.156}, {"gptq-int8", 8.156}, {"w4a8", 4.125},{"mxfp6", 6.25},  {"nf4", 4.127},      {"hqq 4", 4.5},
    {"fp8", 8},      {"int8", 8},      {"g32-asym", 4.625}, {"g32", 4.5},    {"w4a16", 4.125}, {"awq", 4.156},
    {"gptq", 4.156}, {"int4", 4.156},  {"q4f16", 4.5},      {"nvfp4", 4.5},  {"bf16", 16},
};

// The first part that occurs decides: 4-bit AWQ is int4, a bare "4bit" is MLX's.
constexpr NamedClass kClasses[] = {
    {"_kt", "kt"},      {"iq1", "iq1"},     {"iq2", "iq2"},     {"iq3", "iq3"},   {"iq4", "iq4"},     {"q2_k", "q2_k"},
    {"q3_k", "q3_k"},   {"q4_k", "q4_k"},   {"q5_k", "q5_k"}, {"q6_k", "q6_k"},   {"q8_k", "q8_0"},
    {"q8_0", "q8_0"},   {"q4_0", "q4_0"},   {"q4_1", "q4_0"}, {"q5_", "q4_0"},    {"mxfp4", "mxfp4"},
    {"nvfp4", "nvfp4"}, {"fp8", "fp8"},     {"int8", "int8"}, {"w8a8", "int8"},   {"gptq-8", "int8"}, {"w4a8", "int4"}, {"awq", "int4"},
    {"w8a16", "int8"},  {"hqq 8", "int8"},  {"w4a4", "int4"},
    {"nf4", "int4"},    {"hqq", "int4"},    {"mxfp6", "fp8"},
    {"gptq", "int4"},   {"int4", "int4"},   {"w4a16", "int4"}, {"exl", "exl"},    {"bf16", "bf16"},
    {"fp16", "f16"},    {"f16", "f16"},     {"f32", "f16"},   {"mlx", "mlx"},   {"bit", "mlx"},
};

constexpr NamedBits kKvBytes[] = {
    {"q8", 34.0 / 32},   {"q5_1", 24.0 / 32}, {"q5", 22.0 / 32}, {"q4_1", 20.0 / 32}, {"q4", 18.0 / 32},
    {"int8_per", 1.03},  {"int4", 0.53},      {"fp8", 1},          {"int8", 1},       {"f32", 4},          {"turbo", 0.55},
    {"tq", 0.55},
};

constexpr Renamed kNearestFileTypes[] = {
    {"FP16", "F16"},     {"BF16", "F16"},
    {"Q8_K_XL", "Q8_0"}, {"UD-Q8_K_XL", "Q8_0"}, {"UD-Q6_K_XL", "Q6_K"},
};
// clang-format on

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

template <char (*change)(char)>
std::string with_case(std::string_view text) {
  std::string changed(text);
  std::transform(changed.begin(), changed.end(), changed.begin(), change);
  return changed;
}

/// A name in lower case, which is asked for some dozens of parts: most begin or end with a letter that it lacks.
class LowerName {
 public:
  explicit LowerName(std::string_view name) : text_(with_case<lower>(name)) {
    for (const char c : text_) {
      letters_ |= bit(c);
    }
  }

  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] bool contains(std::string_view part) const {
    return (letters_ & bit(part.front())) != 0 && (letters_ & bit(part.back())) != 0 &&
           text_.find(part) != std::string::npos;
  }

 private:
  static std::uint64_t bit(char c) { return std::uint64_t{1} << (static_cast<unsigned char>(c) % 64); }

  std::string text_;
  std::uint64_t letters_ = 0;
};

/// A decimal number without sign or exponent, else kUnknown. libc++ lacks from_chars for double.
double decimal(std::string_view text) {
  double digits = 0, scale = 1;
  bool seen_point = false;
  for (const char c : text) {
    if (c == '.' && !seen_point) {
      seen_point = true;
    } else if (is_digit(c)) {
      digits = 10 * digits + (c - '0');
      if (seen_point) scale *= 10;
    } else {
      return kUnknown;
    }
  }
  return text.empty() || text == "." ? kUnknown : digits / scale;
}

/// "exl2-4.0bpw...", "exl3-6.0bpw...".
double exl_bits(std::string_view name) {
  constexpr std::size_t prefix = 5;  // exl2-
  const bool exl = name.starts_with("exl2-") || name.starts_with("exl3-");
  if (!exl) return kUnknown;
  const std::size_t end = name.find_first_not_of("0123456789.", prefix);
  if (end == std::string_view::npos || !name.substr(end).starts_with("bpw")) return kUnknown;
  return decimal(name.substr(prefix, end - prefix));
}

/// "mlx-q4...", "mlx-4bit", "4bit", "4-bit".
double mlx_bits(std::string_view name) {
  constexpr double scale_and_bias = 0.5;
  if (name.starts_with("mlx-")) {
    std::string_view rest = name.substr(4);
    if (rest.starts_with('q')) rest.remove_prefix(1);
    if (!rest.empty() && is_digit(rest[0])) return rest[0] - '0' + scale_and_bias;
  }
  const bool counted =
      !name.empty() && is_digit(name[0]) && (name.substr(1) == "bit" || name.substr(1) == "-bit");
  return counted ? name[0] - '0' + scale_and_bias : kUnknown;
}

}  // namespace

double bits_per_weight(std::string_view quant) {
  const LowerName name(quant);
  for (const NamedBits& known : kWholeNames) {
    if (name.text() == known.name) return known.bits;
  }
  if (const double bits = exl_bits(name.text()); bits > 0) return bits;
  if (const double bits = mlx_bits(name.text()); bits > 0) return bits;
  for (const NamedBits& known : kPartsOfNames) {
    if (name.contains(known.name)) return known.bits;
  }
  return kUnknown;
}

std::string file_type_of(std::string_view model_slug, std::string_view quant) {
  std::string name = with_case<upper>(quant);
  for (const Renamed& r : kNearestFileTypes) {
    if (name == r.from) {
      name = r.to;
      break;
    }
  }
  if (name.starts_with("UD-")) name.erase(0, 3);
  constexpr std::string_view extra_large = "_K_XL";
  if (name.ends_with(extra_large) && name.size() >= extra_large.size() + 2) {
    const std::size_t digit = name.size() - extra_large.size() - 1;
    const bool plain_exists = name[digit - 1] == 'Q' && name[digit] >= '2' && name[digit] <= '5';
    if (plain_exists) name.replace(digit + 1, std::string::npos, name[digit] == '2' ? "_K" : "_K_M");
  }
  name.resize(without_interleaving(name).size());
  for (std::size_t at = name.find("Q4_K_L"); at != std::string::npos; at = name.find("Q4_K_L", at + 6)) {
    name.replace(at, 6, "Q4_K_M");
  }
  // Published in MXFP4: whatever the label says, the experts stay so.
  if (model_slug.starts_with("gpt-oss") && file_type_named(name)) return "MXFP4";
  return name;
}

std::string_view without_interleaving(std::string_view quant) {
  const std::string name = with_case<lower>(quant);
  for (const std::string_view end : {"_r4", "_r8", "_r16", "_4_4", "_4_8", "_8_8"}) {
    if (name.ends_with(end)) return quant.substr(0, quant.size() - end.size());
  }
  return quant;
}

bool is_counted(std::string_view model_slug, std::string_view quant) {
  return file_type_named(file_type_of(model_slug, quant)).has_value() || bits_per_weight(quant) > 0;
}

namespace {

std::string_view class_of(std::string_view quant) {
  const LowerName name(quant);
  for (const NamedClass& known : kClasses) {
    if (name.contains(known.part)) return known.storage_class;
  }
  return "other";
}

}  // namespace

std::string_view storage_class(std::string_view quant) {
  struct Last {
    std::string quant;
    std::string_view storage_class = class_of("");
  };
  thread_local Last last;  // a step asks for its own again and again
  if (last.quant != quant) {
    last = {std::string(quant), class_of(quant)};
  }
  return last.storage_class;
}

std::string_view checkpoint_kind(std::string_view quant) {
  const LowerName name(quant);
  if (name.contains("gptq-int8")) return "gptq-8";
  for (const std::string_view kind : {"gptq-8", "gptq", "awq", "nf4", "int8", "fp8", "nvfp4", "mxfp4"}) {
    if (name.contains(kind)) return kind;
  }
  return "16-bit";
}

bool is_quantized_kv(std::string_view kv_type) {
  return kv_bytes_per_value(kv_type) < 2 && with_case<lower>(kv_type).find('q') != std::string::npos;
}

double kv_bytes_per_value(std::string_view kv_type) {
  const LowerName name(kv_type);
  const bool only_keys = name.contains("k q8") && !name.contains("v");
  if (only_keys) return 1.53;  // mean of 34/32 for K and 2 for V
  for (const NamedBits& known : kKvBytes) {
    if (name.contains(known.name)) return known.bits;
  }
  return 2;
}

}  // namespace tokroof::model
