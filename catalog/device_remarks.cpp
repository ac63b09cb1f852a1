#include "catalog/device_remarks.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/text.hpp"
#include "model/device.hpp"
#include "model/names.hpp"

namespace tokroof::catalog {
namespace {

double whole_count(std::string_view text) {
  constexpr double kMost = 1024;
  const auto count = parse_number(trimmed(text));
  return count && *count >= 1 && *count <= kMost && *count == std::floor(*count) ? *count : 0;
}

bool is_times(char c) { return c == 'x' || c == 'X' || c == '*'; }

/// "x2", "2x", "(x2)": how many. 0: it says none.
double count_word(std::string_view word) {
  const std::string_view digits = word.size() < 2          ? std::string_view()
                                  : is_times(word.front()) ? word.substr(1)
                                  : is_times(word.back())  ? word.substr(0, word.size() - 1)
                                                           : std::string_view();
  return !digits.empty() && all_digits(digits) ? whole_count(digits) : 0;
}

/// "3090 @ x4": the lanes of a slot, where they begin. npos: none are said.
std::size_t find_lanes(std::string_view name) {
  const std::size_t at = name.rfind('@');
  const bool lanes =
      at != std::string_view::npos && at > 0 &&
      model::is_one_of(lower_case(trimmed(name.substr(at + 1))), {"x1", "x2", "x4", "x8", "x16"});
  return lanes ? at : std::string_view::npos;
}

/// "3090 x2", "h200x8", "3090 2x", "3090 (x2)", "3090 pair", "EPYC 9755 dual": takes a count off that stands behind the name.
double take_count_behind(std::string_view& name) {
  if (find_lanes(name) != std::string_view::npos) {
    return 0;
  }
  const std::size_t last = name.find_last_not_of("0123456789");
  if (last != std::string_view::npos && last > 1) {
    const double count = whole_count(name.substr(last + 1));
    const std::string_view times = trimmed(name.substr(0, last + 1));
    const std::string_view before = times.substr(0, times.size() - 1);
    if (count > 0 && before.size() > 1 && is_times(times.back()) &&
        (before.back() == ' ' || is_digit(before.back()))) {
      name = trimmed(before);
      return count;
    }
  }
  const std::size_t at = name.rfind(name.ends_with(')') ? '(' : ' ');
  if (at == std::string_view::npos || at == 0) {
    return 0;
  }
  std::string word = lower_case(name.substr(at));
  std::erase_if(word, [](char c) { return c == ' ' || c == '(' || c == ')'; });
  const double count = model::is_one_of(word, {"pair", "dual"}) ? 2 : word == "quad" ? 4 : count_word(word);
  if (count > 0) {
    name = trimmed(name.substr(0, at));
  }
  return count;
}

}  // namespace

bool ends_in_count(std::string_view name) { return take_count_behind(name) > 0; }

double take_count(std::string_view& name, bool& in_words) {
  const std::size_t digits = name.find_first_not_of("0123456789");
  if (digits != 0 && digits != std::string_view::npos) {
    const std::string_view rest = trimmed(name.substr(digits));
    const double count = whole_count(name.substr(0, digits));
    if (count > 0 && rest.size() > 1 && is_times(rest.front())) {
      name = trimmed(rest.substr(1));
      return count;
    }
  }
  std::string_view said = lower_case(name.substr(0, 2)) == "a " ? trimmed(name.substr(2)) : name;
  const std::size_t space = std::min(said.find(' '), said.size());
  const std::string word = lower_case(said.substr(0, space));
  const bool of = lower_case(trimmed(said.substr(space)).substr(0, 3)) == "of ";
  const double count = word == "pair" ? 2 : of ? number_before_of(word) : number_word(word);
  if (count > 0 && space < said.size()) {
    said = trimmed(said.substr(space));
    name = of ? trimmed(said.substr(3)) : said;
    in_words = true;
    return count;
  }
  return take_count_behind(name);
}

double take_bare_count(std::string_view& name) {
  constexpr double kMost = 64;
  const std::size_t space = std::min(name.find(' '), name.size());
  const double count = all_digits(name.substr(0, space)) ? whole_count(name.substr(0, space)) : 0;
  if (count == 0 || count > kMost || space == name.size()) {
    return 0;
  }
  name = trimmed(name.substr(space));
  return count;
}

double take_count_of_cards(std::string_view& name) {
  constexpr std::string_view kBehind = " -()";
  const auto without = [&](std::string_view text) {
    return text.substr(0, text.find_last_not_of(kBehind) + 1);
  };
  std::string_view rest = without(name);
  const std::string lower = lower_case(rest);
  for (const std::string_view unit : {"gpus", "gpu", "cards", "way"}) {
    if (!lower.ends_with(unit)) {
      continue;
    }
    rest = without(rest.substr(0, rest.size() - unit.size()));
    const std::size_t digits = rest.find_last_not_of("0123456789") + 1;
    const double count = whole_count(rest.substr(digits));
    if (count == 0 || digits == 0 || !contains(kBehind, rest.substr(digits - 1, 1))) {
      return 0;
    }
    name = without(rest.substr(0, digits));
    return count;
  }
  return 0;
}

std::string take_link(std::string_view& name) {
  constexpr std::pair<std::string_view, std::string_view> kLinks[] = {{"nvlink", "nvlink"},
                                                                      {"oculink", "oculink"},
                                                                      {"thunderbolt 3", "tb3"},
                                                                      {"thunderbolt 4", "tb4"},
                                                                      {"thunderbolt 5", "tb5"}};
  const std::string lower = lower_case(name);
  std::string_view link;
  std::size_t at = std::string::npos, end = at;
  for (const auto& [words, slug] : kLinks) {
    at = lower.rfind(words);
    if (at != std::string::npos && at > 0) {
      link = slug;
      end = at + words.size();
      break;
    }
  }
  if (link.empty()) {
    return "";
  }
  std::string behind = lower.substr(end);
  std::erase_if(behind, [](char c) { return c == ' ' || c == ')'; });
  const bool bridged = link == "nvlink" && model::is_one_of(behind, {"ed", "bridge", "bridged"});
  const bool outside = link != "nvlink" && behind == "egpu";
  if (!(behind.empty() || bridged || outside)) {
    return "";
  }
  name = name.substr(0, at);
  for (bool more = true; more;) {
    name = name.substr(0, name.find_last_not_of(" (,+-/") + 1);
    more = false;
    for (const std::string_view word : {" with", " w", " via", " over", " and", " on", " in"}) {
      if (lower_case(name).ends_with(word)) {
        name.remove_suffix(word.size());
        more = true;
      }
    }
  }
  return name.empty() ? "" : std::string(link);
}

double take_power(std::string_view& name) {
  constexpr double kLeast = 31, kMost = 3000;
  std::string_view rest = name.substr(0, name.find_last_not_of(" )") + 1);
  for (const std::string_view word : {" power limit", " limit", " cap", " tdp"}) {  // "(250 W limit)"
    if (lower_case(rest).ends_with(word)) {
      rest = trimmed(rest.substr(0, rest.size() - word.size()));
    }
  }
  const std::string lower = lower_case(rest);
  for (const std::string_view unit : {"watts", "watt", "w"}) {
    if (!lower.ends_with(unit)) {
      continue;
    }
    rest = trimmed(rest.substr(0, rest.size() - unit.size()));
    const std::size_t before =
        rest.find_last_not_of("0123456789") + 1;  // 0: nothing stands before the number
    const auto watts = parse_number(rest.substr(before));
    if (before == 0 || !contains(" @(", rest.substr(before - 1, 1)) || !watts || !(*watts >= kLeast) ||
        !(*watts <= kMost)) {
      return model::kUnknown;
    }
    rest = rest.substr(0, rest.substr(0, before).find_last_not_of(" (@,:=-") + 1);
    for (const std::string_view word : {"limited to",
                                        "capped at",
                                        "undervolted to",
                                        "undervolted at",
                                        "power limit",
                                        "power",
                                        "tdp",
                                        "pl",
                                        "at"}) {
      const std::size_t from = rest.size() - std::min(word.size(), rest.size());
      if (lower_case(rest).ends_with(word) && from > 0 && contains(" (,", rest.substr(from - 1, 1))) {
        rest = rest.substr(0, rest.substr(0, from).find_last_not_of(" (,") + 1);
      }
    }
    if (rest.empty()) {
      return model::kUnknown;
    }
    name = rest;
    return *watts;
  }
  return model::kUnknown;
}

std::string take_slot(std::string_view& name) {
  const std::string lower = lower_case(name);
  if (const std::size_t lanes = find_lanes(name); lanes != std::string_view::npos) {
    name = name.substr(0, name.substr(0, lanes).find_last_not_of(" (,-") + 1);
    return fmt::format("pcie4{}", trimmed(std::string_view(lower).substr(lanes + 1)));
  }
  const std::size_t at = lower.rfind("pcie");
  if (at == std::string::npos || at == 0) {
    return {};
  }
  std::string behind = lower.substr(at + 4);
  std::erase_if(behind, [](char c) { return c == ' ' || c == ')' || c == '-' || c == ','; });
  if (behind.starts_with("gen")) {
    behind.erase(0, 3);
  }
  if (behind.empty() || behind[0] < '1' || behind[0] > '7') {
    return {};
  }
  const char generation = behind[0];
  behind.erase(0, behind.substr(1).starts_with(".0") ? 3 : 1);
  if (!behind.empty() && !model::is_one_of(behind, {"x1", "x2", "x4", "x8", "x16"})) {
    return {};
  }
  name = name.substr(0, name.substr(0, at).find_last_not_of(" (,@-") + 1);
  return fmt::format("pcie{}{}", generation, behind.empty() ? "x16" : behind);
}

std::string with_short_channels(std::string_view name) {
  if (!contains(lower_case(name), "channel")) {
    return std::string(name);
  }
  std::vector<std::string> out;
  for (const std::string_view part : split_at(name, ' ')) {
    for (const std::string_view word : split_at(part, '-')) {
      const std::string lower = lower_case(word);
      const bool of_all = out.size() > 1 && out[out.size() - 2] == "of";  // "6 of 8 channels"
      const bool channels = !of_all && model::is_one_of(lower, {"channel", "channels"});
      const std::string before = channels && !out.empty() ? lower_case(out.back()) : "";
      const double count = number_word(before) > 0 ? number_word(before) : parse_number(before).value_or(0);
      if (count > 0) {
        out.back() = fmt::format("{:g}ch", count);
      } else if (word.data() != part.data() && !out.empty()) {
        out.back() += fmt::format("-{}", word);  // another word with a hyphen
      } else {
        out.emplace_back(word);
      }
    }
  }
  return fmt::format("{}", fmt::join(out, " "));
}

std::string without_fillers(std::string_view name) {
  std::string out;
  for (const std::string_view word : split_at(name, ' ')) {
    std::string plain = lower_case(word);
    std::erase_if(plain, [](char c) { return c == '(' || c == ')' || c == ','; });
    const bool article = out.empty() && model::is_one_of(plain, {"a", "an", "one", "the"});
    const bool filler = model::is_one_of(plain,
                                         "my|our|used|old|new|brand|egpu|google|external|sli|runpod|vast|"
                                         "vastai|vast.ai|lambda|labs|lambdalabs|aws|gcp|azure|cloud|rented|"
                                         "paperspace|colab|kaggle|instance|vm|crossfire|thunderbolt|oculink");
    if (!article && !filler && !is_piece_word(plain) && !word.empty()) {
      out += (out.empty() ? "" : " ") + std::string(word);
    }
  }
  return out;
}

bool begins_count(std::string_view word) {
  const std::size_t times = word.find_first_not_of("0123456789");
  return times != 0 && times != std::string_view::npos && is_times(word[times]);
}
bool ends_count(std::string_view word) {
  return word.size() > 1 && is_times(word.front()) && all_digits(word.substr(1));
}

}  // namespace tokroof::catalog
