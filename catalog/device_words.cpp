#include "catalog/device_words.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/text.hpp"
#include "model/device.hpp"
#include "model/names.hpp"

namespace tokroof::catalog {

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

namespace {

/// Words of names that tell nothing apart.
bool is_makers_word(std::string_view word) {
  return model::is_one_of(word,
                          "nvidia|amd|intel|apple|geforce|radeon|tesla|instinct|graphics|gpu|core|cores|"
                          "series|processor|generation|gen|r|tm|w|with|design|edition|corporation|soc|the|"
                          "data|center|chip|card|inc|ram|vram|unified|of");
}

/// What Apple sells its chips in: the "Pro" of a MacBook Pro is not the chip's.
constexpr std::string_view kMachines[] = {"macbook pro",
                                          "macbook air",
                                          "macbook",
                                          "mac studio",
                                          "mac mini",
                                          "mac pro",
                                          "imac",
                                          "mac",
                                          "ipad pro",
                                          "ipad air",
                                          "ipad"};

bool ends_with_number(std::string_view word, std::string_view end) {
  return word.ends_with(end) && all_digits(word.substr(0, word.size() - end.size()));
}

bool ends_with_number_behind(std::string_view word, std::string_view beginning) {
  return word.starts_with(beginning) && all_digits(word.substr(beginning.size()));
}

std::string gib_word(double gib) { return fmt::format("{:.0f}gb", std::ceil(gib)); }

void drop_machines(std::vector<std::string>& words) {
  if (model::none_of(words, [](const auto& w) { return contains(w, "mac") || w == "ipad"; })) {
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
  if (ends_with_number(word, "mib")) {  // a little less than it is sold as
    constexpr double kMibInGib = 1024;
    return gib_word(parse_number(word.substr(0, word.size() - 3)).value_or(0) / kMibInGib);
  }
  for (const std::string_view unit : {"gib", "gigs", "gig", "g"}) {
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
  if (word == "mobile" || word == "notebook") {
    return "laptop";
  }
  if (word.ends_with('+') && !is_digit(word[0])) {  // "Max+ 395"
    word.pop_back();
  }
  return word;
}

/// "R9 7950X3D" is a Ryzen 9; "R9 290" is a Radeon.
bool is_short_ryzen(std::string_view word, std::string_view next) {
  constexpr std::size_t kDigits = 4;
  return model::is_one_of(word, {"r3", "r5", "r7", "r9"}) && next.size() >= kDigits &&
         all_digits(next.substr(0, kDigits));
}

/// Length of the board's short name in "rpi", "rpi4", "raspi5"; 0: it is another word.
std::size_t raspberry_pi(std::string_view word) {
  for (const std::string_view name : {"rpi", "raspi"}) {
    if (word == name || ends_with_number_behind(word, name)) {
      return name.size();
    }
  }
  return 0;
}

}  // namespace

std::string without_phrases(std::string_view name, std::span<const std::vector<std::string>> phrases) {
  std::vector<std::string> words = plain_words(name);
  for (const std::vector<std::string>& parts : phrases) {
    for (auto at = std::search(words.begin(), words.end(), parts.begin(), parts.end()); at != words.end();
         at = std::search(words.begin(), words.end(), parts.begin(), parts.end())) {
      words.erase(at, at + static_cast<std::ptrdiff_t>(parts.size()));
    }
  }
  return fmt::format("{}", fmt::join(words, " "));
}

std::string without_plural(std::string_view name) {
  const bool plural = name.size() > 2 && lower_case(name.substr(name.size() - 1)) == "s";
  return std::string(plural ? name.substr(0, name.size() - 1) : name);
}

std::string singular(std::string_view name) {
  const std::string lower = lower_case(name);
  const bool plural = name.size() > 2 && lower.back() == 's' &&
                      (is_digit(lower[lower.size() - 2]) || lower.ends_with("tis") ||
                       lower.ends_with("xts") || lower.ends_with("xtxs") || lower.ends_with("supers"));
  return std::string(plural ? name.substr(0, name.size() - 1) : name);
}

std::string singular_within(std::string_view name) {
  std::string out;
  for (const std::string_view word : split_at(name, ' ')) {
    out += (out.empty() ? "" : " ") + singular(word);
  }
  return out;
}

bool is_memory(std::string_view word) { return ends_with_number(word, "gb"); }

double channels_of(std::string_view word) {
  return ends_with_number(word, "ch")
             ? parse_number(word.substr(0, word.size() - 2)).value_or(model::kUnknown)
             : model::kUnknown;
}

double memory_gib_of(std::string_view word) {
  return is_memory(word) ? parse_number(word.substr(0, word.size() - 2)).value_or(model::kUnknown)
                         : model::kUnknown;
}

bool says_little(std::string_view word) {
  return model::is_one_of(
             word,
             "hbm2|hbm2e|hbm3|hbm3e|oam|cpu|vf|gddr6|gddr6x|gddr7|desktop|mod|modded|modified|igpu|"
             "undervolted|single|founders|dev|devkit|developer|kit|hgx|apu|phone|smartphone|base|mining") ||
         ends_with_number(word, "th") || ends_with_number(word, "nd") || ends_with_number(word, "rd") ||
         word.ends_with("ghz");
}

double memory_alone(std::string_view name) {
  const std::vector<std::string> words = device_words(name);
  const auto memory = std::find_if(words.begin(), words.end(), is_memory);
  const bool alone = memory != words.end() && model::all_of(words, [&](const std::string& word) {
                       return word == *memory || names_only_a_kind(word);
                     });
  return alone ? memory_gib_of(*memory) : model::kUnknown;
}

bool names_only_a_kind(std::string_view name) {
  const std::vector<std::string> words = plain_words(name);
  return !words.empty() && model::all_of(words, [](const std::string& word) {
    return model::is_one_of(
        word,
        "my|a|gaming|nvidia|amd|intel|apple|silicon|radeon|geforce|phone|the|this|local|host|cpu|gpu|igpu|"
        "processor|card|graphics|laptop|desktop|server|pc|machine|computer|only");
  });
}

bool is_line(std::string_view word) {
  return model::is_one_of(
      word,
      "rtx|gtx|rx|arc|epyc|xeon|ryzen|threadripper|i3|i5|i7|i9|platinum|gold|ada|quadro|blackwell|gddr|ai|"
      "pro|snapdragon|jetson|tpu|max|super|ti|ultra|laptop|mobile|server|sxm|pcie|nvl");
}

std::vector<std::string> device_words(std::string_view name) {
  std::vector<std::string> words = plain_words(name);
  drop_machines(words);
  std::vector<std::string> out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i + 1 < words.size() && is_short_ryzen(words[i], words[i + 1])) {
      out.insert(out.end(), {"ryzen", words[i].substr(1)});
      continue;
    }
    const std::size_t number = i + (i + 1 < words.size() && words[i + 1] == "pro" ? 2 : 1);
    if (words[i] == "tr" && number < words.size() &&
        is_digit(words[number][0])) {  // "TR 1950X", "TR Pro 5995WX"
      out.emplace_back("threadripper");
      continue;
    }
    std::string word = plain_word(words[i]);
    const bool core_kinds = word.ends_with("p+") || word.ends_with("e+");  // "5P+6E+14GPU"
    if (is_makers_word(word) ||
        (core_kinds && all_digits(std::string_view(word).substr(0, word.size() - 2)))) {
      continue;
    }
    const std::size_t board = raspberry_pi(word);
    if (board > 0) {
      out.insert(out.end(), {"raspberry", "pi"});
      word.erase(0, board);
      if (!word.empty()) {
        out.push_back(std::move(word));
      }
    } else if (model::is_one_of(word, {"gb", "gib", "gig", "gigs"}) && !out.empty() &&
               all_digits(out.back())) {
      out.back() += "gb";
    } else if (word == "inch" && !out.empty() && all_digits(out.back())) {  // of a laptop
      out.pop_back();
    } else if (word == "mib" && !out.empty() && all_digits(out.back())) {
      out.back() = plain_word(out.back() + word);
    } else if (word == "q" && !out.empty() && out.back() == "max") {
      out.back() = "maxq";
    } else {
      out.push_back(std::move(word));
    }
  }
  return out;
}

bool tells_other_chip(const model::Device& device, std::string_view next) {
  const bool tier = device.vendor == "apple"    ? model::is_one_of(next, {"pro", "max", "ultra"})
                    : device.vendor == "nvidia" ? model::is_one_of(next, {"ti", "super"})
                    : device.vendor == "amd"    ? model::is_one_of(next, {"xt", "xtx", "gre"})
                                                : false;
  return tier && !contains(device.slug, next);
}

}  // namespace tokroof::catalog
