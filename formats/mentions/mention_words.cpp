#include "formats/mentions/mention_words.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "catalog/number.hpp"
#include "catalog/text.hpp"
#include "model/names.hpp"

namespace tokroof::formats {

std::string family_of(std::string_view name) {
  std::size_t end = 0;
  while (end < name.size() && name[end] >= 'a' && name[end] <= 'z') ++end;
  return std::string(name.substr(0, end));
}

bool is_brand(std::string_view word) {
  return model::is_one_of(
      word,
      "nvidia|amd|intel|apple|geforce|radeon|tesla|instinct|mac|studio|macbook|mini|imac|core|gpu|graphics");
}

bool is_core_design(std::string_view word) {
  return catalog::begins_with_one_of(word, {"neoverse", "cortex"});
}

bool ends_no_name(std::string_view word) {
  return model::is_one_of(word, {"gpu", "graphics", "core", "studio", "mini"});
}

double count_word(std::string_view word) {
  const double number = catalog::number_word(word);
  return number > 0 ? number : count_times(word);
}

double count_times(std::string_view word) {
  const bool times =
      word.size() > 1 && word.ends_with('x') && catalog::all_digits(word.substr(0, word.size() - 1));
  const auto count = times ? catalog::parse_number(word.substr(0, word.size() - 1)) : std::nullopt;
  return count && *count >= 1 && *count <= 1024 ? *count : 0;
}

double set_word(std::string_view word) {
  constexpr std::pair<std::string_view, double> kSets[] = {
      {"pair", 2}, {"couple", 2}, {"duo", 2}, {"brace", 2}, {"trio", 3}, {"triplet", 3}, {"quartet", 4}};
  for (const auto& [set, count] : kSets) {
    if (word == set) return count;
  }
  return 0;
}

bool is_adjective_of_devices(std::string_view word) {
  return model::is_one_of(
      word, {"used", "new", "second-hand", "refurbished", "identical", "cheap", "old", "modern", "base"});
}

bool counts_cards(std::string_view noun) {
  return model::is_one_of(noun, {"gpu", "gpus", "card", "cards", "accelerators"});
}

double count_of_cards(std::string_view word) {
  const std::size_t dash = word.find('-');
  if (dash == std::string_view::npos || !counts_cards(word.substr(dash + 1))) {
    return 0;
  }
  constexpr double kMost = 1024;
  const std::string_view number = word.substr(0, dash);
  const double count =
      catalog::all_digits(number) ? catalog::parse_number(number).value_or(0) : catalog::number_word(number);
  return count <= kMost ? count : 0;
}

bool begins_thousands(std::string_view text, const PageWord& word) {
  constexpr std::size_t kDigits = 3;
  const std::string_view behind = text.substr(word.end);
  if (!catalog::all_digits(word.text) || word.text.size() > kDigits || !behind.starts_with(',')) return false;
  const std::string_view rest = behind.substr(1);
  return std::min(rest.find_first_not_of("0123456789"), rest.size()) == kDigits;
}

double count_behind(std::string_view word) {
  const bool times =
      word.size() > 1 && word.size() < 5 && word.starts_with('x') && catalog::all_digits(word.substr(1));
  return times ? catalog::parse_number(word.substr(1)).value_or(0) : 0;
}

std::optional<double> size_of(std::string word) {
  for (const std::string_view tail :
       {"-parameters", "-parameter", "-params", "-param", "-class", "-models", "-model"}) {
    if (word.ends_with(tail)) word.resize(word.size() - tail.size());
  }
  if (word.ends_with("-billion"))
    word = word.substr(0, word.size() - std::string_view("-billion").size()) + "b";
  if (!word.ends_with('b')) {
    return std::nullopt;
  }
  word.pop_back();
  const std::size_t dash = word.find('-');
  std::string low = word.substr(0, dash);
  if (dash != std::string::npos && low.ends_with('b')) low.pop_back();
  const auto least = catalog::parse_number(low);
  const auto most = dash == std::string::npos ? least : catalog::parse_number(word.substr(dash + 1));
  constexpr double kOneClass = 1.25, kLargest = 2000;
  const bool one =
      least && most && *least >= 0.1 && *most >= *least && *most <= kOneClass * *least && *most < kLargest;
  return one ? least : std::nullopt;
}

bool is_dense_size(std::string_view slug) {
  constexpr std::string_view kGeneric = "generic-";
  constexpr double kDense[] = {0.5, 0.6, 1,  1.1, 1.5, 1.7, 2,  3,  4,  6,  7,  8,  9,
                               11,  12,  13, 14,  15,  27,  32, 33, 34, 65, 70, 72, 110};
  if (!slug.starts_with(kGeneric)) {
    return true;
  }
  const auto size = catalog::parse_number(slug.substr(kGeneric.size(), slug.size() - kGeneric.size() - 1));
  return size && std::find(std::begin(kDense), std::end(kDense), *size) != std::end(kDense);
}

bool is_everyday(std::string_view word) {
  return model::is_one_of(word, {"transformers", "atom", "native", "other", "custom"});
}

bool may_be_quant(std::string_view word) {
  constexpr std::string_view kBegins[] = {"q1",    "q2",   "q3",   "q4",       "q5",     "q6",    "q8",
                                          "iq",    "tq",   "ud-q", "ud-iq",    "fp8",    "fp16",  "f16",
                                          "bf16",  "int4", "int8", "awq",      "gptq",   "nvfp4", "mxfp4",
                                          "w4a16", "w8a8", "nf4",  "bfloat16", "float16"};
  const bool begins = model::any_of(kBegins, [&](std::string_view b) { return word.starts_with(b); });
  return begins || (word.ends_with("bit") && catalog::has_digit(word)) ||
         (word.ends_with("bpw") && catalog::has_digit(word));
}

namespace {

bool counts_operations(std::string_view word) {
  while (!word.empty() && catalog::is_digit(word.front())) word.remove_prefix(1);  // "71TFLOPS"
  return model::is_one_of(word,
                          {"flops", "tflops", "tflop", "pflops", "gflops", "teraflops", "petaflops", "tops"});
}

bool qualifies_arithmetic(std::string_view word) {
  return model::is_one_of(word,
                          {"dense", "sparse", "tensor", "matrix", "vector", "shader", "peak", "accumulate"});
}

}  // namespace

bool is_arithmetic_format(const std::vector<PageWord>& words, std::size_t i) {
  const auto is = [&](std::size_t k, std::initializer_list<std::string_view> any) {
    return k < words.size() && model::is_one_of(words[k].text, any);
  };
  std::size_t before = i;
  while (before > 0 && !words[before - 1].cut_before &&  // not "(82 TFLOPS) with FP16"
         (is(before - 1, {"of", "in", "at", "with"}) || qualifies_arithmetic(words[before - 1].text))) {
    --before;
  }
  std::size_t next = i + 1;
  const auto goes_on = [&] { return next < words.size() && !words[next].cut_before; };
  while (goes_on() && qualifies_arithmetic(words[next].text)) ++next;
  const bool noun =
      goes_on() && (counts_operations(words[next].text) ||
                    is(next, {"compute", "arithmetic", "math", "core", "cores", "multiply", "matmul"}));
  const bool measured = is(next, {"performance", "throughput", "rate", "rates"}) &&
                        model::any_of(words, [](const PageWord& w) { return counts_operations(w.text); });
  const bool figure = next == i + 1 && next < words.size() && catalog::is_digit(words[next].text.front()) &&
                      (counts_operations(words[next].text) ||  // "FP16: 71 TFLOPS"
                       (next + 1 < words.size() && counts_operations(words[next + 1].text)));
  return noun || measured || figure || (before > 0 && counts_operations(words[before - 1].text));
}

}  // namespace tokroof::formats
