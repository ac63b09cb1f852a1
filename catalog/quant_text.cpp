#include "catalog/quant_text.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include "catalog/counted_types.hpp"
#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/text.hpp"
#include "model/names.hpp"

namespace tokroof::catalog {
namespace {

struct Spelling {
  std::string_view written, quant;
};

// llama_model_ftype_name(): the longer spellings first, "Q4_K" is the beginning of "Q4_K - Medium".
constexpr Spelling kDescriptions[] = {{"q2_k - medium", "Q2_K"},
                                      {"q2_k - small", "Q2_K_S"},
                                      {"q3_k - small", "Q3_K_S"},
                                      {"q3_k - medium", "Q3_K_M"},
                                      {"q3_k - large", "Q3_K_L"},
                                      {"q4_k - small", "Q4_K_S"},
                                      {"q4_k - medium", "Q4_K_M"},
                                      {"q5_k - small", "Q5_K_S"},
                                      {"q5_k - medium", "Q5_K_M"},
                                      {"iq2_xxs - 2.0625 bpw", "IQ2_XXS"},
                                      {"iq2_xs - 2.3125 bpw", "IQ2_XS"},
                                      {"iq2_s - 2.5 bpw", "IQ2_S"},
                                      {"iq2_m - 2.7 bpw", "IQ2_M"},
                                      {"iq3_xs - 3.3 bpw", "IQ3_XS"},
                                      {"iq3_xxs - 3.0625 bpw", "IQ3_XXS"},
                                      {"iq3_s - 3.4375 bpw", "IQ3_S"},
                                      {"iq3_s mix - 3.66 bpw", "IQ3_M"},
                                      {"iq1_s - 1.5625 bpw", "IQ1_S"},
                                      {"iq1_m - 1.75 bpw", "IQ1_M"},
                                      {"iq4_nl - 4.5 bpw", "IQ4_NL"},
                                      {"iq4_xs - 4.25 bpw", "IQ4_XS"},
                                      {"tq1_0 - 1.69 bpw ternary", "TQ1_0"},
                                      {"tq2_0 - 2.06 bpw ternary", "TQ2_0"},
                                      {"mxfp4 moe", "MXFP4"},
                                      {"all f32", "F32"},
                                      {"mostly f16", "F16"},
                                      {"mostly q4_k - medium", "Q4_K_M"}};

// Markers in the names of repositories, in any case; the first that occurs as a word of the name.
constexpr Spelling kMarkers[] = {
    {"bnb-4bit", "bitsandbytes NF4"},
    {"bnb-8bit|bitsandbytes-int8", "bitsandbytes INT8"},
    {"nf4|bnb|bitsandbytes", "bitsandbytes NF4"},
    {"gptq-int8|gptq-8bit", "GPTQ INT8"},
    {"gptq-int4|gptq-4bit|gptq", "GPTQ-4bit"},
    {"awq-int4|awq-4bit|awq", "AWQ"},
    {"hqq", "HQQ 4-bit g64"},
    {"q4f16-1|q4f161|q4f16-0|q4f32-1", "q4f16_1"},
    {"q3f16-1|q3f161", "MLC q3f16_1"},
    {"q0f16", "MLC q0f16"},
    {"i2-s|i2s", "I2_S"},
    {"mq4|hfq4", "MQ4"},
    {"mxfp8", "MXFP8"},
    {"mxfp6", "MXFP6"},
    {"nvfp4a16", "NVFP4A16"},
    {"fp8-dynamic|fp8-block|fp8", "FP8"},
    {"nvfp4", "NVFP4"},
    {"mxfp4", "MXFP4"},
    {"fp4", "FP4"},
    {"quantized.w4a16|w4a16", "w4a16"},
    {"w4a8", "INT4 W4A8"},
    {"quantized.w8a16|w8a16", "W8A16"},
    {"quantized.w4a4|w4a4", "W4A4"},
    {"quantized.w8a8|w8a8|int8", "INT8"},
    {"int4", "INT4"},
    {"autoround|auto-round", "autoround-int4"},
    {"bf16", "BF16"},
    {"fp16", "FP16"},
};

/// Words of the longer names of storage types.
bool is_storage_word(std::string_view word) {
  return model::is_one_of(word,
                          "awq|gptq|int4|int8|fp8|nvfp4|mxfp4|mxfp8|mxfp6|nf4|hqq|mlx|mlc|bnb|block|"
                          "128x128|w4a16|w4a8|w8a8|symmetric|modelopt|compressed|tensors|per|tensor|or|"
                          "channel|double|quant|tensorrt|llm|weight|only|bit|g32|g64|g128|bitsandbytes") ||
         (word.size() == 1 && is_digit(word[0])) ||
         (word.size() == 4 && is_digit(word[0]) && word.ends_with("bit"));
}

/// Which of them a name of a storage type begins with, and which say more than the kind alone.
bool begins_storage(std::string_view word) {
  return !model::is_one_of(word, {"or", "per", "tensor", "tensors", "channel", "llm", "bit", "quant"}) &&
         !(word.size() == 1);
}
bool says_detail(std::string_view word) {
  return model::is_one_of(
      word, {"g32", "g64", "g128", "symmetric", "modelopt", "128x128", "channel", "double", "only", "w4a8"});
}

bool is_word_end(std::string_view text, std::size_t at) {
  return at >= text.size() || std::string_view("-_.:/ ()").find(text[at]) != std::string_view::npos;
}

/// A type found at the front of a text.
struct Front {
  std::size_t length = 0;  ///< 0: none
  std::string quant;
};

/// What follows "q4" in a GGUF type, however it is parted: "_k_m", "km", "-k m". The longer ones first.
Front suffixes(std::string_view text, std::size_t at, bool plain, std::size_t depth) {
  static constexpr auto kPlain = model::words_of<14>("xxs|kv|xl|xs|nl|r4|r8|k|0|1|s|m|l|p");
  static constexpr auto kImportant =
      model::words_of<19>("xxs|kss|ks|kl|kt|bn|tn|xl|xs|nl|r4|r8|k|0|1|s|m|l|p");
  constexpr std::size_t kMost = 4;
  const std::span<const std::string_view> known =
      plain ? std::span<const std::string_view>(kPlain) : kImportant;
  if (at < text.size() && depth < kMost) {
    const char first = text[at];
    const bool parted = first == '_' || first == '-' || first == ' ';
    const std::size_t from = at + (parted ? 1 : 0);
    for (const std::string_view word : known) {
      // "q4 m" is no type
      const bool usual = first == '_' || depth > 0 || !plain || model::is_one_of(word, {"k", "kv", "0", "1"});
      if (!usual || !text.substr(from).starts_with(word)) {
        continue;
      }
      if (const Front rest = suffixes(text, from + word.size(), plain, depth + 1); rest.length > 0) {
        return {rest.length, "_" + std::string(word) + rest.quant};
      }
    }
  }
  return {is_word_end(text, at) ? at : 0, ""};
}

/// A GGUF type that begins at the front of lower-case text: q4_k_m, iq4xs, ud-q4_k_xl, tq1_0, f16, ...
Front gguf_type(std::string_view text) {
  const auto is_digit_at = [&](std::size_t i) { return i < text.size() && is_digit(text[i]); };
  std::size_t at = 0;
  if (text.starts_with("ud") && text.size() > 2) {
    at = text[2] == '-' || text[2] == '_' || text[2] == ' ' ? 3 : 2;
  }
  const std::string dynamic = at > 0 ? "UD-" : "";
  for (const std::string_view plain : {"bf16", "f16", "f32", "f64"}) {
    if (text.substr(at).starts_with(plain) && is_word_end(text, at + plain.size())) {
      return {at + plain.size(), dynamic + upper_case(plain)};
    }
  }
  const std::size_t begin = at;
  at += text.substr(at).starts_with("iq") || text.substr(at).starts_with("tq") ? 1 : 0;
  const bool one_digit = !is_digit_at(at + 2) || text[at + 2] == '0' || text[at + 2] == '1';  // "q80"
  if (at >= text.size() || text[at] != 'q' || !is_digit_at(at + 1) || !one_digit) {
    return {};
  }
  const Front rest = suffixes(text, at + 2, text[begin] != 'i', 0);
  return {rest.length, dynamic + upper_case(text.substr(begin, at + 2 - begin)) + upper_case(rest.quant)};
}

/// "exl2 4_25", "exl3-5": the bits where their unit is left out; empty: none.
std::string bits_behind(std::string_view text) {
  constexpr double kMostBits = 8.5;
  std::size_t end = 1;
  while (end < text.size() && (is_digit(text[end]) || text[end] == '.' || text[end] == '_')) {
    ++end;
  }
  std::string bits(text.substr(std::min<std::size_t>(1, text.size()), end - 1));
  std::replace(bits.begin(), bits.end(), '_', '.');
  while (bits.ends_with('.')) {
    bits.pop_back();
  }
  const std::optional<double> number = parse_number(bits);
  if (!number || *number < 1 || *number > kMostBits || !is_word_end(text, end)) {
    return "";
  }
  return bits + (contains(bits, ".") ? "" : ".0");
}

/// A name of EXL2 or EXL3 files without their bits: most people load those of 4.
QuantText exl_without_bits(std::string_view name, const std::string& lower) {
  for (const std::string_view word : {"exl2", "exl3"}) {
    const std::size_t at = lower.find(word);
    if (at != std::string::npos && (at == 0 || is_word_end(lower, at - 1)) &&
        is_word_end(lower, at + word.size())) {
      const std::string bits = bits_behind(std::string_view(lower).substr(at + word.size()));
      return {(word == "exl3" ? "exl3-" : "EXL2-") + (bits.empty() ? "4.0" : bits) + "bpw",
              std::string(name.substr(0, at))};
    }
  }
  return {};
}

/// "4.0bpw", "4_5bpw", "4.0 bpw" of EXL2 and EXL3 files.
QuantText exl_of_name(std::string_view name, const std::string& lower) {
  const auto is_digit = [&](std::size_t i) { return lower[i] >= '0' && lower[i] <= '9'; };
  std::size_t end = lower.find("bpw");
  const bool named = lower.find("exl2") != std::string::npos || lower.find("exl3") != std::string::npos;
  if (end == std::string::npos && named && lower.ends_with('b')) {  // "EXL2-4.650b", but not "exl2 llama 70b"
    const std::size_t before = lower.find_last_not_of("0123456789._-", lower.size() - 2);
    const bool behind_exl =
        before != std::string::npos && before >= 2 && lower.compare(before - 2, 3, "exl") == 0;
    end = behind_exl && is_digit(lower.size() - 2) ? lower.size() - 1 : end;
  }
  if (end == std::string::npos || end == 0) {
    return exl_without_bits(name, lower);
  }
  while (named && end > 0 && lower[end - 1] == ' ') {
    --end;  // "EXL3 4.00 bpw", but not "IQ4_K - 4.5 bpw"
  }
  std::size_t from = end;
  while (from > 0 && is_digit(from - 1)) {
    --from;
  }
  // "4.5" or "4_5", but "exl3_4" is a 4
  const bool point = from > 1 && from < end && (lower[from - 1] == '.' || lower[from - 1] == '_') &&
                     is_digit(from - 2) && !std::string_view(lower).substr(0, from - 1).ends_with("exl2") &&
                     !std::string_view(lower).substr(0, from - 1).ends_with("exl3");
  from -= point ? 1 : 0;
  while (point && from > 0 && is_digit(from - 1)) {
    --from;
  }
  std::string bits = lower.substr(from, end - from);
  std::replace(bits.begin(), bits.end(), '_', '.');
  if (bits.empty()) {
    return {};
  }
  bits += bits.find('.') == std::string::npos ? ".0" : "";
  const bool third = lower.find("exl3") != std::string::npos;
  std::string rest(name.substr(0, from));
  for (const std::string_view word : {"exl2", "exl3"}) {
    if (const std::size_t at = lower.find(word); at < from) {
      rest.resize(std::min(rest.size(), at));
    }
  }
  return {(third ? "exl3-" : "EXL2-") + bits + "bpw", rest};
}

std::string without_separators_at_the_end(std::string text) {
  const std::size_t last = text.find_last_not_of("-_.:/ (");
  text.resize(last == std::string::npos ? 0 : last + 1);
  return text;
}

}  // namespace

QuantText quant_of_description(std::string_view text) {
  std::string lower = lower_case(trimmed(text));
  if (const std::size_t guessed = lower.find(" (guessed)"); guessed != std::string::npos) {
    lower.resize(guessed);
  }
  for (const Spelling& s : kDescriptions) {
    if (lower.ends_with(s.written)) {
      return {std::string(s.quant),
              std::string(trimmed(trimmed(text).substr(0, lower.size() - s.written.size())))};
    }
  }
  const std::size_t space = lower.find_last_of(' ');
  const std::size_t from = space == std::string::npos ? 0 : space + 1;
  const std::string_view last = std::string_view(lower).substr(from);
  if (last == "mxfp4" || last == "nvfp4" || (gguf_type(last).length == last.size() && !last.empty())) {
    std::string_view rest = trimmed(trimmed(text).substr(0, from));
    if (lower_case(rest).ends_with("mostly")) {
      rest = trimmed(rest.substr(0, rest.size() - 6));
    }
    return {upper_case(last), std::string(rest)};
  }
  return {"", std::string(trimmed(text))};
}

namespace {

/// "Qwen3-8B-int4" before "-AutoRound-4bit": words of storage that stand in front of the one that was found.
std::string without_storage_at_the_end(std::string text) {
  text = without_separators_at_the_end(std::move(text));
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view word :
         {"autoround", "auto-round", "int4", "int8", "mlx", "mlc", "bnb", "quantized"}) {
      const std::size_t at = text.size() - std::min(text.size(), word.size());
      if (at > 0 && is_word_end(text, at - 1) && lower_case(std::string_view(text).substr(at)) == word) {
        text = without_separators_at_the_end(text.substr(0, at));
        again = true;
      }
    }
  }
  return text;
}

/// "GPTQ INT4 g32", "compressed-tensors INT4 g128 symmetric (W4A16)": an end of only such words, as it is written.
QuantText long_name(std::string_view text, std::string_view lower) {
  std::size_t end = text.size();
  for (const std::string_view extension : {".gguf", ".safetensors"}) {
    end = lower.substr(0, end).ends_with(extension) ? end - extension.size() : end;
  }
  const auto separates = [&](std::size_t i) { return contains("-_.:/ (),+", lower.substr(i, 1)); };
  std::size_t from = end, at = end;
  bool detail = false;
  while (at > 0) {
    std::size_t last = at;
    while (last > 0 && separates(last - 1)) --last;
    std::size_t first = last;
    while (first > 0 && !separates(first - 1)) --first;
    const std::string_view word = lower.substr(first, last - first);
    if (!is_storage_word(word)) {
      break;
    }
    detail = detail || says_detail(word);
    const bool counts_bits = word.size() == 1 && lower.substr(std::min(last + 1, end)).starts_with("bit");
    from = begins_storage(word) || counts_bits ? first : from;
    at = first;
  }
  return detail && from < end ? QuantText{std::string(text.substr(from, end - from)),
                                          without_separators_at_the_end(std::string(text.substr(0, from)))}
                              : QuantText{};
}

/// "4bit", "8-bit", "5 bit", "MLX-5.5bit" at `at`, and "qx86-hi", whose second digit most of the weights have.
QuantText bits_at(std::string_view text, std::string_view lower, std::size_t at) {
  const auto digit = [&](std::size_t i, char least, char most) {
    return i < lower.size() && lower[i] >= least && lower[i] <= most;
  };
  const bool mlx = contains(lower, "mlx");
  const auto found = [&](char bits) {
    return QuantText{std::string("MLX-Q") + bits,
                     without_storage_at_the_end(std::string(text.substr(0, at)))};
  };
  const std::string_view here = lower.substr(at);
  if (here.starts_with("qx") && digit(at + 2, '2', '8') && digit(at + 3, '2', '8')) {
    const bool letter = here.size() > 4 && (here[4] == 'x' || here[4] == 'n');
    return is_word_end(here, letter ? 5 : 4) ? found(here[3]) : QuantText{};
  }
  const bool behind_point = at > 1 && lower[at - 1] == '.' && is_digit(lower[at - 2]);
  if (!digit(at, '2', '8') || behind_point) {
    return {};
  }
  std::size_t end = at + 1;
  if (mlx && digit(end + 1, '0', '9') && lower[end] == '.') {
    end += 2;
  }
  end += end < lower.size() && contains("-_ ", lower.substr(end, 1)) ? 1 : 0;
  return lower.substr(end).starts_with("bit") && is_word_end(lower, end + 3) ? found(lower[at]) : QuantText{};
}

/// Bits beside a format that no marker has: "AWQ-8bit", "6bit-exl2", "mixed-3-6-bit".
QuantText counted_of_name(std::string_view text) {
  const std::optional<CountedType> counted = counted_type(text);
  // Of these what stands around them may say more: "GPTQ-Int4-g32".
  if (!counted ||
      model::is_one_of(
          counted->quant,
          {"GPTQ-4bit", "GPTQ INT8", "AWQ", "HQQ 4-bit g64", "bitsandbytes NF4", "autoround-int4"})) {
    return {};
  }
  const std::string behind = lower_case(text.substr(counted->end));
  const std::size_t group = behind.find_first_not_of("- _");
  if (group != std::string::npos && group > 0 && behind[group] == 'g' && group + 1 < behind.size() &&
      is_digit(behind[group + 1])) {
    return {};
  }
  const std::string typed(text.substr(counted->begin, counted->end - counted->begin));
  return {counted->quant.empty() ? typed : counted->quant,
          without_storage_at_the_end(std::string(text.substr(0, counted->begin)))};
}

/// How a file's scales were found, and whose mix it is, in front of its type: ".i1-Q4_K_M", ":smol-IQ2_KS".
std::string without_makers_mark(std::string text) {
  text = without_separators_at_the_end(std::move(text));
  for (const std::string_view mark : {"i1", "imat", "imatrix", "smol"}) {
    const std::size_t at = text.size() - std::min(text.size(), mark.size());
    if ((at == 0 || is_word_end(text, at - 1)) && lower_case(std::string_view(text).substr(at)) == mark) {
      return without_separators_at_the_end(text.substr(0, at));
    }
  }
  return text;
}

/// Google's checkpoints that were trained for it.
bool is_trained_for_q4(std::string_view lower, std::size_t at) {
  return contains(lower, "gemma") && lower.substr(at).starts_with("qat") && is_word_end(lower, at + 3);
}

}  // namespace

QuantText quant_of_kind(std::string_view text) {
  std::string lower = lower_case(text);
  std::string dashed = lower;
  std::replace(dashed.begin(), dashed.end(), '_', '-');
  std::replace(dashed.begin(), dashed.end(), ' ', '-');
  for (const Spelling& s : kMarkers) {
    for (const std::string_view marker : split_at(s.written, '|')) {
      for (std::size_t at = dashed.find(marker); at != std::string::npos; at = dashed.find(marker, at + 1)) {
        if ((at == 0 || is_word_end(lower, at - 1)) && is_word_end(lower, at + marker.size())) {
          return {std::string(s.quant), without_storage_at_the_end(std::string(text.substr(0, at)))};
        }
      }
    }
  }
  for (std::size_t at = lower.size(); at-- > 0;) {
    if (at > 0 && !is_word_end(lower, at - 1)) {
      continue;
    }
    if (QuantText bits = bits_at(text, lower, at); !bits.quant.empty()) {
      return bits;
    }
    if (is_trained_for_q4(lower, at)) {
      return {"Q4_0", without_separators_at_the_end(std::string(text.substr(0, at)))};
    }
  }
  return {"", std::string(text)};
}

QuantText quant_of_name(std::string_view text) {
  const std::string lower = lower_case(text);
  if (QuantText counted = counted_of_name(text); !counted.quant.empty()) {
    return counted;
  }
  if (QuantText exl = exl_of_name(text, lower); !exl.quant.empty()) {
    exl.rest = without_separators_at_the_end(exl.rest);
    return exl;
  }
  if (contains(lower, " - ")) {  // "qwen3moe 30B.A3B Q4_K - Medium": as llama-bench shows it
    if (QuantText described = quant_of_description(text); !described.quant.empty()) {
      return described;
    }
  }
  if (QuantText named = long_name(text, lower); !named.quant.empty()) {
    return named;
  }
  // The last one: names of models come first.
  for (std::size_t at = lower.size(); at-- > 0;) {
    if (at > 0 && !is_word_end(lower, at - 1)) {
      continue;
    }
    Front type = gguf_type(std::string_view(lower).substr(at));
    if (type.length > 0) {
      const bool dynamic = at >= 3 && lower.compare(at - 3, 2, "ud") == 0 && !type.quant.starts_with("UD-") &&
                           (at == 3 || is_word_end(lower, at - 4));
      const std::size_t from = dynamic ? at - 3 : at;
      // "gpt-oss-120b-MXFP4-Q8": the experts keep their type, and are most of the weights.
      constexpr std::string_view kExperts = "mxfp4";
      const std::string before = without_separators_at_the_end(lower.substr(0, from));
      if (before.ends_with(kExperts)) {
        return {"MXFP4",
                without_separators_at_the_end(std::string(text.substr(0, before.size() - kExperts.size())))};
      }
      constexpr std::string_view kMlx = "mlx";
      if (type.quant.size() == 2 && before.ends_with(kMlx)) {  // "MLX-Q6"
        return {"MLX-" + type.quant, without_storage_at_the_end(std::string(text.substr(0, before.size())))};
      }
      return {(dynamic ? "UD-" : "") + type.quant, without_makers_mark(std::string(text.substr(0, from)))};
    }
  }
  QuantText kind = quant_of_kind(text);
  if (const std::string_view like = type_like_word(text); kind.quant.empty() && !like.empty()) {
    const auto at = static_cast<std::size_t>(like.data() - text.data());
    return {std::string(like), without_storage_at_the_end(std::string(text.substr(0, at)))};
  }
  return kind;
}

namespace {

/// "-block", " qat": only words that names of types have, and no number.
bool is_of_types(std::string_view lower) {
  for (std::size_t at = 0; at < lower.size();) {
    const std::size_t end = std::min(lower.find_first_of("-_ ", at), lower.size());
    const std::string_view word = lower.substr(at, end - at);
    const bool number = word.size() == 1 && is_digit(word[0]);
    if (!word.empty() &&
        (number || !(is_storage_word(word) ||
                     model::is_one_of(word, {"qat", "bits", "bpw", "dynamic", "k", "m", "s", "l"})))) {
      return false;
    }
    at = end + 1;
  }
  return true;
}

}  // namespace

std::string_view behind_type(std::string_view text) {
  const QuantText whole = quant_of_name(text);
  for (std::size_t end = whole.rest.size() + 1; end < text.size() && !whole.quant.empty(); ++end) {
    if (is_word_end(text, end) && quant_of_name(text.substr(0, end)).quant == whole.quant) {
      const std::string_view behind = text.substr(end);
      const bool of_type =
          !quant_of_name(behind).quant.empty() || is_of_types(lower_case(behind));  // "AWQ-4bit"
      return of_type ? std::string_view() : behind;
    }
  }
  return {};
}

}  // namespace tokroof::catalog
