#include "catalog/counted_types.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/text.hpp"
#include "model/device.hpp"
#include "model/names.hpp"

namespace tokroof::catalog {
namespace {

struct TypeWord {
  std::string_view text;  ///< in lower case
  std::size_t begin = 0, end = 0;
};

/// Words of letters, digits and points between digits.
std::vector<TypeWord> type_words(std::string_view lower) {
  std::vector<TypeWord> out;
  for (std::size_t i = 0; i < lower.size();) {
    const auto is_part = [&](std::size_t at) {
      const bool point = at > i && at + 1 < lower.size() && lower[at] == '.' && is_digit(lower[at - 1]) &&
                         is_digit(lower[at + 1]);
      return at < lower.size() && (is_name_letter(lower[at]) || point);
    };
    std::size_t end = i;
    while (is_part(end)) ++end;
    if (end > i) {
      out.push_back({lower.substr(i, end - i), i, end});
    }
    i = std::max(end, i + 1);
  }
  return out;
}

/// What a tool or a format is called; a weak one only says how another's files were made.
struct BitFormat {
  std::string_view words, name;
  bool weak = false;
};
constexpr BitFormat kBitFormats[] = {
    {"gptq|gptqmodel|autogptq", "gptq"},
    {"awq|autoawq", "awq"},
    {"exl2|exllamav2", "exl2"},
    {"exl3|exllamav3", "exl3"},
    {"hqq", "hqq"},
    {"bnb|bitsandbytes", "bnb"},
    {"mlx", "mlx"},
    {"mlc", "mlc"},
    {"tensorrt|trt", "tensorrt"},
    {"autoround", "autoround", true},
    {"dynamic", "dynamic", true},
};

const BitFormat* bit_format(std::string_view word) {
  const auto* found = std::find_if(std::begin(kBitFormats), std::end(kBitFormats), [&](const BitFormat& f) {
    return is_listed(f.words, word);
  });
  return found != std::end(kBitFormats) ? found : nullptr;
}

/// Beside a format and its bits: groups of the usual size, how scales are kept.
bool is_filler(std::string_view word) {
  return model::is_one_of(
      word, "128g|g128|gs128|sym|asym|auto|round|quantized|quant|unsloth|llm|weight|only|load|in|ud");
}

/// Around bits that are all that is said.
bool says_nothing_of_bits(std::string_view word) {
  return model::is_one_of(
      word,
      "quantized|quantised|quantization|quant|quants|gguf|weights|weight|precision|model|the|in|a|ggml");
}

/// A number of bits in [0.5, 32]; kUnknown: it is none.
double bits_in(std::string_view digits) {
  constexpr double kFewest = 0.5, kMost = 32;
  const auto number = !digits.empty() && is_digit(digits[0]) ? parse_number(digits) : std::nullopt;
  return number && *number >= kFewest && *number <= kMost ? *number : model::kUnknown;
}

/// SaidBits that words from `at` on say.
struct SaidBits {
  double bits = model::kUnknown;
  std::size_t words = 0;         ///< 0: they say none
  std::string_view format = {};  ///< that has such words only: "oQ4", "mixed 3 6"
  bool of_type = false;          ///< "int8" is a type of values, too
};

/// "mixed-3-6-bit": the first is that of most weights. "oQ4", "DQ3_K_M": oMLX's and MLX's mixes.
SaidBits mix_at(const std::vector<TypeWord>& words, std::size_t at, bool has_mlx) {
  const auto digit = [&](std::size_t i) {
    return i < words.size() && words[i].text.size() == 1 && words[i].text[0] >= '2' &&
           words[i].text[0] <= '8';
  };
  const std::string_view word = words[at].text;
  if (word == "mixed" && digit(at + 1) && digit(at + 2)) {
    const bool unit = at + 3 < words.size() && model::is_one_of(words[at + 3].text, {"bit", "bits"});
    return {bits_in(words[at + 1].text), unit ? 4U : 3U, "mlx"};
  }
  const bool three = word.size() == 3 && word[1] == 'q' && word[2] >= '2' && word[2] <= '8';
  if (three && word[0] == 'o') {
    return {bits_in(word.substr(2)), 1, "mlx"};
  }
  if (three && word[0] == 'd' && has_mlx) {
    std::size_t end = at + 1;
    while (end < words.size() && model::is_one_of(words[end].text, {"k", "m", "s", "l"})) ++end;
    return {bits_in(word.substr(2)), end - at, "mlx"};
  }
  return {};
}

/// "8bit", "8 bits", "int8".
SaidBits said_bits_at(const std::vector<TypeWord>& words, std::size_t at) {
  const std::string_view word = words[at].text;
  for (const std::string_view unit : {"bits", "bit"}) {
    if (word.ends_with(unit) && bits_in(word.substr(0, word.size() - unit.size())) > 0) {
      return {bits_in(word.substr(0, word.size() - unit.size())), 1};
    }
  }
  if (bits_in(word) > 0 && at + 1 < words.size() && model::is_one_of(words[at + 1].text, {"bit", "bits"})) {
    return {bits_in(word), 2};
  }
  if (word.starts_with("int") && bits_in(word.substr(3)) > 0) {
    return {bits_in(word.substr(3)), 1, {}, true};
  }
  return {};
}

std::string whole_bits(std::string_view pattern, double bits, double least, double most) {
  const bool has = bits == static_cast<int>(bits) && bits >= least && bits <= most;
  return has ? fmt::format(fmt::runtime(pattern), static_cast<int>(bits)) : "";
}

/// The formats that words from `first` to before `last` name: the last one that is more than how it was made.
std::string_view format_among(const std::vector<TypeWord>& words, std::size_t first, std::size_t last) {
  const BitFormat* found = nullptr;
  for (std::size_t i = first; i < last; ++i) {
    const BitFormat* here = bit_format(words[i].text);
    const bool load_in = words[i].text == "load" && i + 1 < last && words[i + 1].text == "in";
    here = load_in ? bit_format("bnb") : here;
    found = here != nullptr && (found == nullptr || found->weak || !here->weak) ? here : found;
    if (i + 1 < last && words[i].text == "auto" && words[i + 1].text == "round" && found == nullptr) {
      found = bit_format("autoround");
    }
  }
  return found != nullptr ? found->name : std::string_view();
}

}  // namespace

std::string mix_of_bits(double bits) {
  struct Mix {
    double most;  // bits a weight of all of the file, as publishers state them
    std::string_view type;
  };
  constexpr Mix kMixes[] = {{1.7, "UD-IQ1_S"},
                            {1.95, "UD-IQ1_M"},
                            {2.45, "UD-IQ2_XXS"},
                            {3, "UD-Q2_K_XL"},
                            {4, "UD-Q3_K_XL"},
                            {5, "UD-Q4_K_XL"},
                            {6, "UD-Q5_K_XL"},
                            {7, "UD-Q6_K_XL"},
                            {9, "UD-Q8_K_XL"}};
  for (const Mix& mix : kMixes) {
    if (bits < mix.most) return std::string(mix.type);
  }
  return "";
}

std::string type_of_bits(std::string_view format, double bits) {
  if (format == "gptq" || format == "autoround") {
    return bits == 4   ? (format == "gptq" ? "GPTQ-4bit" : "autoround-int4")
           : bits == 8 ? "GPTQ INT8"
                       : whole_bits("GPTQ-{}bit", bits, 2, 3);
  }
  if (format == "awq") {
    return bits == 4 ? "AWQ" : bits == 8 ? "W8A16" : "";
  }
  if (format == "exl2" || format == "exl3") {
    const bool second = format == "exl2";
    const bool has = bits >= (second ? 2 : 1) && bits <= 8;
    const std::string number = fmt::format("{:g}", bits);
    return has ? fmt::format(
                     "{}{}{}bpw", second ? "EXL2-" : "exl3-", number, contains(number, ".") ? "" : ".0")
               : "";
  }
  if (format == "hqq") {
    return model::is_one_of(fmt::format("{:g}", bits), {"2", "3", "4", "8"})
               ? whole_bits("HQQ {}-bit g64", bits, 2, 8)
               : "";
  }
  if (format == "bnb") {
    return bits == 4 ? "bitsandbytes NF4" : bits == 8 ? "bitsandbytes INT8" : "";
  }
  if (format == "mlx") {
    const double most = std::floor(bits);  // "5.5bit": most weights have five
    return bits == 16 ? "BF16" : most == 7 ? "" : whole_bits("MLX-Q{}", most, 2, 8);
  }
  if (format == "mlc") {
    return bits == 3 ? "MLC q3f16_1" : bits == 4 ? "q4f16_1" : bits == 16 ? "MLC q0f16" : "";
  }
  if (format == "tensorrt") {
    return bits == 4 ? "TensorRT-LLM INT4 weight-only" : bits == 8 ? "INT8" : bits == 16 ? "FP16" : "";
  }
  if (format == "dynamic") {
    return bits == 7 ? "" : bits < 2 ? mix_of_bits(bits) : whole_bits("UD-Q{}_K_XL", bits, 2, 8);
  }
  return "";
}

std::optional<CountedType> counted_type(std::string_view text) {
  const std::string lower = lower_case(text);
  const std::vector<TypeWord> words = type_words(lower);
  const bool has_mlx = model::any_of(words, [](const TypeWord& w) { return w.text == "mlx"; });
  for (std::size_t i = words.size(); i-- > 0;) {
    const SaidBits mix = mix_at(words, i, has_mlx);
    const SaidBits bits = mix.words > 0 ? mix : said_bits_at(words, i);
    if (bits.words == 0) {
      continue;
    }
    const auto belongs = [&](std::size_t at) {
      return bit_format(words[at].text) != nullptr || is_filler(words[at].text) ||
             said_bits_at(words, at).words > 0;
    };
    std::size_t first = i, last = i + bits.words;
    while (first > 0 && belongs(first - 1)) --first;
    while (last < words.size() && belongs(last)) ++last;
    const std::string_view named = format_among(words, first, last);
    const std::string_view format = bits.format.empty() ? named : bits.format;
    const bool unsaid =
        format.empty() || (bits.of_type && format == "dynamic");  // "int8 dynamic": of activations
    if (!unsaid) {
      return CountedType{type_of_bits(format, bits.bits), words[first].begin, words[last - 1].end};
    }
  }
  return std::nullopt;
}

std::optional<CountedType> only_counted_type(std::string_view text) {
  const auto is_sign = [](char c) { return !is_name_letter(c); };
  const std::string lower = lower_case(text);
  auto found = counted_type(text);
  const bool whole =
      found &&
      std::all_of(lower.begin(), lower.begin() + static_cast<std::ptrdiff_t>(found->begin), is_sign) &&
      std::all_of(lower.begin() + static_cast<std::ptrdiff_t>(found->end), lower.end(), is_sign);
  return whole ? found : std::nullopt;
}

double bits_alone(std::string_view text) {
  constexpr double kPublished = 16;
  const std::string lower = lower_case(trimmed(text));
  if (model::is_one_of(lower,
                       {"full precision", "full-precision", "unquantized", "unquantised", "not quantized"})) {
    return kPublished;
  }
  const std::vector<TypeWord> words = type_words(lower);
  double said = model::kUnknown;
  for (std::size_t i = 0; i < words.size();) {
    const SaidBits bits = said_bits_at(words, i);
    const bool counted = bits.words > 0 && !bits.of_type && !(said > 0);
    if (!counted && !says_nothing_of_bits(words[i].text)) {
      return model::kUnknown;
    }
    said = counted ? bits.bits : said;
    i += counted ? bits.words : 1;
  }
  return said;
}

std::string_view type_like_word(std::string_view text) {
  const std::string lower = lower_case(text);
  const auto digits_behind = [](std::string_view word, std::string_view head) {
    return word.starts_with(head) && word.size() > head.size() && word.size() <= head.size() + 2 &&
           all_digits(word.substr(head.size()));
  };
  const auto is_like = [&](std::string_view word) {
    const bool counted =
        (word.ends_with("bit") || word.ends_with("bits")) && bits_in(word.substr(0, word.find('b'))) > 0;
    const bool activations = word.size() >= 4 && word[0] == 'w' && is_digit(word[1]) && word.find('a') < 4 &&
                             word.find('a') + 1 < word.size() && is_digit(word[word.find('a') + 1]);
    return counted || activations || digits_behind(word, "int") || digits_behind(word, "fp") ||
           digits_behind(word, "nvfp") || digits_behind(word, "mxfp") || digits_behind(word, "mxint");
  };
  const std::vector<TypeWord> words = type_words(lower);
  for (std::size_t i = words.size(); i-- > 0;) {
    const std::string_view word = words[i].text;
    const bool joined = words[i].end < lower.size() && lower[words[i].end] == '_' && i + 1 < words.size();
    const std::string_view digit = word.starts_with("i") || word.starts_with("t") ? word.substr(1) : word;
    if (joined && digit.size() == 2 && digit[0] == 'q' && is_digit(digit[1])) {  // "q4_m", "iq9_k"
      std::size_t last = i + 1;
      while (last + 1 < words.size() && lower[words[last].end] == '_') ++last;
      return text.substr(words[i].begin, words[last].end - words[i].begin);
    }
    const bool apart = i + 1 < words.size() && model::is_one_of(words[i + 1].text, {"bit", "bits"}) &&
                       bits_in(word) > 0 && i > 0;
    if (is_like(word) || apart) {
      return text.substr(words[i].begin, words[apart ? i + 1 : i].end - words[i].begin);
    }
  }
  return {};
}

}  // namespace tokroof::catalog
