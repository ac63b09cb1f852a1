#include "catalog/quant_text.hpp"

#include <algorithm>
#include <vector>

#include "catalog/names.hpp"
#include "catalog/text.hpp"

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
constexpr Spelling kMarkers[] = {{"bnb-4bit", "bitsandbytes NF4"},
                                 {"gptq-int8", "INT8"},
                                 {"gptq-int4", "GPTQ-4bit"},
                                 {"gptq-4bit", "GPTQ-4bit"},
                                 {"gptq", "GPTQ-4bit"},
                                 {"awq-int4", "AWQ"},
                                 {"awq-4bit", "AWQ"},
                                 {"awq", "AWQ"},
                                 {"fp8-dynamic", "FP8"},
                                 {"fp8-block", "FP8"},
                                 {"fp8", "FP8"},
                                 {"nvfp4", "NVFP4"},
                                 {"mxfp4", "MXFP4"},
                                 {"fp4", "FP4"},
                                 {"quantized.w4a16", "w4a16"},
                                 {"w4a16", "w4a16"},
                                 {"quantized.w8a8", "INT8"},
                                 {"w8a8", "INT8"},
                                 {"int8", "INT8"},
                                 {"int4", "INT4"},
                                 {"bf16", "BF16"},
                                 {"fp16", "FP16"},
                                 {"3bit", "MLX-Q3"},
                                 {"4bit", "MLX-Q4"},
                                 {"5bit", "MLX-Q5"},
                                 {"6bit", "MLX-Q6"},
                                 {"8bit", "MLX-Q8"}};

bool is_word_end(std::string_view text, std::size_t at) {
  return at >= text.size() || std::string_view("-_.:/ ()").find(text[at]) != std::string_view::npos;
}

std::string upper_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return out;
}

/// Length of a GGUF type that begins at the front of lower-case text: q4_k_m, iq4_xs, ud-q4_k_xl, tq1_0, f16, ...; 0: none.
std::size_t gguf_type_length(std::string_view text) {
  std::size_t at = text.starts_with("ud-") ? 3 : 0;
  const auto is_digit = [&](std::size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9'; };
  for (const std::string_view plain : {"bf16", "f16", "f32"}) {
    if (text.substr(at).starts_with(plain) && is_word_end(text, at + plain.size())) {
      return at + plain.size();
    }
  }
  at += text.substr(at).starts_with("iq") || text.substr(at).starts_with("tq") ? 1 : 0;
  if (at >= text.size() || text[at] != 'q' || !is_digit(at + 1) || is_digit(at + 2)) {
    return 0;
  }
  at += 2;
  if (is_word_end(text, at) && !(at < text.size() && text[at] == '_')) {
    return at;  // "q4": which one is not said
  }
  // "_k", "_0", "_xxs", "_kss", "_r4", ... as long as they come
  const auto suffix = [&]() -> std::size_t {
    if (at >= text.size() || text[at] != '_') {
      return 0;
    }
    std::size_t end = at + 1;
    while (end < text.size() && !is_word_end(text, end)) {
      ++end;
    }
    constexpr std::string_view kSuffixes[] = {"k",
                                              "0",
                                              "1",
                                              "s",
                                              "m",
                                              "l",
                                              "xl",
                                              "xs",
                                              "xxs",
                                              "nl",
                                              "kl",
                                              "ks",
                                              "kt",
                                              "bn",
                                              "kss",
                                              "r4",
                                              "r8",
                                              "p"};
    const std::string_view word = text.substr(at + 1, end - at - 1);
    return std::find(std::begin(kSuffixes), std::end(kSuffixes), word) == std::end(kSuffixes) ? 0 : end - at;
  };
  for (std::size_t more = suffix(); more > 0; more = suffix()) {
    at += more;
  }
  return is_word_end(text, at) ? at : 0;
}

/// A name of EXL2 or EXL3 files without their bits: most people load those of 4.
QuantText exl_without_bits(std::string_view name, const std::string& lower) {
  for (const std::string_view word : {"exl2", "exl3"}) {
    const std::size_t at = lower.find(word);
    if (at != std::string::npos && (at == 0 || is_word_end(lower, at - 1)) &&
        is_word_end(lower, at + word.size())) {
      return {word == "exl3" ? "exl3-4.0bpw" : "EXL2-4.0bpw", std::string(name.substr(0, at))};
    }
  }
  return {};
}

/// "4.0bpw", "4_5bpw" of EXL2 and EXL3 files.
QuantText exl_of_name(std::string_view name, const std::string& lower) {
  const auto is_digit = [&](std::size_t i) { return lower[i] >= '0' && lower[i] <= '9'; };
  std::size_t end = lower.find("bpw");
  const bool named = lower.find("exl2") != std::string::npos || lower.find("exl3") != std::string::npos;
  if (end == std::string::npos && named && lower.size() > 1 && lower.back() == 'b' &&
      is_digit(lower.size() - 2)) {
    end = lower.size() - 1;  // "EXL2-4.650b"
  }
  if (end == std::string::npos || end == 0) {
    return exl_without_bits(name, lower);
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
  if (last == "mxfp4" || last == "nvfp4" || (gguf_type_length(last) == last.size() && !last.empty())) {
    std::string_view rest = trimmed(trimmed(text).substr(0, from));
    if (lower_case(rest).ends_with("mostly")) {
      rest = trimmed(rest.substr(0, rest.size() - 6));
    }
    return {upper_case(last), std::string(rest)};
  }
  return {"", std::string(trimmed(text))};
}

QuantText quant_of_name(std::string_view text) {
  const std::string lower = lower_case(text);
  if (QuantText exl = exl_of_name(text, lower); !exl.quant.empty()) {
    exl.rest = without_separators_at_the_end(exl.rest);
    return exl;
  }
  // The last one: names of models come first.
  for (std::size_t at = lower.size(); at-- > 0;) {
    if (at > 0 && !is_word_end(lower, at - 1)) {
      continue;
    }
    const std::string_view here = std::string_view(lower).substr(at);
    if (const std::size_t length = gguf_type_length(here); length > 0) {
      const bool dynamic = at >= 3 && lower.compare(at - 3, 3, "ud-") == 0 && !here.starts_with("ud-");
      const std::size_t from = dynamic ? at - 3 : at;
      // "gpt-oss-120b-MXFP4-Q8": the experts keep their type, and are most of the weights.
      constexpr std::string_view kExperts = "mxfp4";
      const std::string before = without_separators_at_the_end(lower.substr(0, from));
      if (before.ends_with(kExperts)) {
        return {"MXFP4",
                without_separators_at_the_end(std::string(text.substr(0, before.size() - kExperts.size())))};
      }
      return {upper_case(std::string_view(lower).substr(from, at + length - from)),
              without_separators_at_the_end(std::string(text.substr(0, from)))};
    }
  }
  for (const Spelling& s : kMarkers) {
    for (std::size_t at = lower.find(s.written); at != std::string::npos;
         at = lower.find(s.written, at + 1)) {
      if ((at == 0 || is_word_end(lower, at - 1)) && is_word_end(lower, at + s.written.size())) {
        return {std::string(s.quant), without_separators_at_the_end(std::string(text.substr(0, at)))};
      }
    }
  }
  return {"", std::string(text)};
}

}  // namespace tokroof::catalog
