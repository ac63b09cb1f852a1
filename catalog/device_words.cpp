#include "catalog/device_words.hpp"

#include <algorithm>

#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/text.hpp"
#include "model/device.hpp"
#include "model/names.hpp"

namespace tokroof::catalog {
namespace {

/// Words of names that tell nothing apart.
bool is_makers_word(std::string_view word) {
  return model::is_one_of(
      word,
      {"nvidia", "amd",  "intel",  "apple",   "geforce",     "radeon",     "tesla", "instinct", "graphics",
       "gpu",    "core", "cores",  "series",  "processor",   "generation", "gen",   "r",        "tm",
       "w",      "with", "design", "edition", "corporation", "soc",        "the",   "data",     "center",
       "chip",   "card", "inc",    "ram",     "vram",        "unified",    "of"});
}

/// What Apple sells its chips in: the "Pro" of a MacBook Pro is not the chip's.
constexpr std::string_view kMachines[] = {
    "macbook pro", "macbook air", "macbook", "mac studio", "mac mini", "mac pro", "imac", "mac"};

bool ends_with_number(std::string_view word, std::string_view end) {
  return word.ends_with(end) && all_digits(word.substr(0, word.size() - end.size()));
}

/// The words as typed: letters, digits and '.'; a '+' ends a word.
std::vector<std::string> plain_words(std::string_view name) {
  std::vector<std::string> out;
  std::string word;
  const auto finish = [&]() {
    while (!word.empty() && word.back() == '.') {
      word.pop_back();
    }
    if (!word.empty()) {
      out.push_back(word);
    }
    word.clear();
  };
  for (const char c : lower_case(name)) {
    if ((c >= 'a' && c <= 'z') || is_digit(c) || c == '.') {
      word.push_back(c);
    } else {
      if (c == '+' && !word.empty()) {
        word.push_back(c);
      }
      finish();
    }
  }
  finish();
  return out;
}

void drop_machines(std::vector<std::string>& words) {
  if (std::none_of(words.begin(), words.end(), [](const auto& w) { return contains(w, "mac"); })) {
    return;
  }
  for (const std::string_view machine : kMachines) {
    const std::vector<std::string> parts = plain_words(machine);
    const auto at = std::search(words.begin(), words.end(), parts.begin(), parts.end());
    if (at == words.end()) {
      continue;
    }
    auto end = at + static_cast<std::ptrdiff_t>(parts.size());
    if (end != words.end() && model::is_one_of(*end, {"13", "14", "15", "16"})) {  // inches
      ++end;
    }
    words.erase(at, end);
    return;
  }
}

/// One spelling of what has several.
std::string plain_word(std::string word) {
  constexpr std::size_t kMostDigits = 3;
  for (const std::string_view unit : {"gib", "g"}) {
    const bool processor = unit == "g" && word.size() > kMostDigits + 1;  // "5700G"
    if (ends_with_number(word, unit) && !processor) {
      return word.substr(0, word.size() - unit.size()) + "gb";
    }
  }
  for (const std::string_view cores : {"gpu", "core", "cores", "c"}) {
    if (ends_with_number(word, cores) && word.size() <= kMostDigits + cores.size()) {
      return word.substr(0, word.size() - cores.size());
    }
  }
  if (word.size() == 4 && word.starts_with("sxm")) {  // SXM2 to SXM6: which, the chip says
    return "sxm";
  }
  if (word.ends_with('+') && !is_digit(word[0])) {  // "Max+ 395"
    word.pop_back();
  }
  return word;
}

}  // namespace

bool is_memory(std::string_view word) { return ends_with_number(word, "gb"); }

double memory_gib_of(std::string_view word) {
  return is_memory(word) ? parse_number(word.substr(0, word.size() - 2)).value_or(model::kUnknown)
                         : model::kUnknown;
}

bool says_little(std::string_view word) {
  return model::is_one_of(word,
                          {"hbm2",
                           "hbm2e",
                           "hbm3",
                           "hbm3e",
                           "oam",
                           "cpu",
                           "vf",
                           "gddr6",
                           "gddr6x",
                           "gddr7",
                           "desktop",
                           "modded",
                           "modified",
                           "single",
                           "founders",
                           "hgx"}) ||
         ends_with_number(word, "th") || ends_with_number(word, "nd") || ends_with_number(word, "rd") ||
         word.ends_with("ghz");
}

bool is_line(std::string_view word) {
  return model::is_one_of(
      word, {"rtx",    "gtx",    "rx",         "arc",      "epyc", "xeon", "ryzen",  "threadripper", "i3",
             "i5",     "i7",     "i9",         "platinum", "gold", "ada",  "quadro", "blackwell",    "gddr",
             "ai",     "pro",    "snapdragon", "jetson",   "tpu",  "max",  "super",  "ti",           "ultra",
             "laptop", "mobile", "server",     "sxm",      "pcie", "nvl"});
}

std::vector<std::string> device_words(std::string_view name) {
  std::vector<std::string> words = plain_words(name);
  drop_machines(words);
  std::vector<std::string> out;
  for (std::string& typed : words) {
    std::string word = plain_word(std::move(typed));
    const bool core_kinds = word.ends_with("p+") || word.ends_with("e+");  // "5P+6E+14GPU"
    if (is_makers_word(word) ||
        (core_kinds && all_digits(std::string_view(word).substr(0, word.size() - 2)))) {
      continue;
    }
    if (model::is_one_of(word, {"gb", "gib"}) && !out.empty() && all_digits(out.back())) {
      out.back() += "gb";
    } else if (word == "q" && !out.empty() && out.back() == "max") {
      out.back() = "maxq";
    } else {
      out.push_back(std::move(word));
    }
  }
  return out;
}

}  // namespace tokroof::catalog
