#include "catalog/names.hpp"

#include <algorithm>
#include <utility>

namespace tokroof {
namespace {

/// Cost of leaving out or putting in a character, in hundredths of an edit: separators are often forgotten.
std::size_t gap_cost(char c) { return c == '-' ? 20 : 100; }

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row{0};
  for (const char c : b) {
    row.push_back(row.back() + gap_cost(c));
  }
  for (const char c : a) {
    std::size_t diagonal = row[0];
    row[0] += gap_cost(c);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (c == b[j] ? 0 : 100);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + gap_cost(b[j]), row[j + 1] + gap_cost(c)});
    }
  }
  return row.back();
}

/// A name that contains what was typed ("4090" in "rtx-4090") is nearer
/// than anything that needs a change; of those the shortest first.
std::size_t distance(const std::string& typed, const std::string& candidate) {
  if (typed.size() >= 2 && candidate.find(typed) != std::string::npos) {
    return candidate.size() - typed.size();
  }
  return edit_distance(typed, candidate) + (typed.substr(0, 1) == candidate.substr(0, 1) ? 0 : 50);
}

bool matches_alternative(std::string_view pattern, std::string_view text) {
  const bool at_end = pattern.ends_with('$');
  if (at_end) {
    pattern.remove_suffix(1);
  }
  std::size_t from = 0;
  while (true) {
    const std::size_t gap = pattern.find(".*");
    const std::string_view piece = pattern.substr(0, gap);
    if (gap == std::string_view::npos && at_end) {
      return text.size() >= from + piece.size() && text.ends_with(piece);
    }
    const std::size_t found = text.find(piece, from);
    if (found == std::string_view::npos) {
      return false;
    }
    if (gap == std::string_view::npos) {
      return true;
    }
    from = found + piece.size();
    pattern.remove_prefix(gap + 2);
  }
}

}  // namespace

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

std::string normalized(std::string_view name) {
  std::string out;
  out.reserve(name.size());
  for (const char c : lower_case(name)) {
    const bool gap = c == ' ' || c == '_' || c == '-' || c == '\t';
    if (!gap) {
      out.push_back(c);
    } else if (!out.empty() && out.back() != '-') {
      out.push_back('-');
    }
  }
  if (!out.empty() && out.back() == '-') {
    out.pop_back();
  }
  return out;
}

std::vector<std::string> nearest_names(std::string_view name,
                                       std::span<const std::string_view> candidates,
                                       std::size_t n) {
  constexpr std::size_t kLongestName = 200;  // distance is quadratic: a pasted file must not hang us
  const std::string typed = normalized(name.substr(0, kLongestName));
  std::vector<std::pair<std::size_t, std::string_view>> ranked;
  for (const std::string_view candidate : candidates) {
    ranked.emplace_back(distance(typed, normalized(candidate)), candidate);
  }
  std::sort(ranked.begin(), ranked.end());
  std::vector<std::string> out;
  for (const auto& [far, candidate] : ranked) {
    if (out.size() < n && std::find(out.begin(), out.end(), candidate) == out.end()) {
      out.emplace_back(candidate);
    }
  }
  return out;
}

bool matches(std::string_view pattern, std::string_view text) {
  while (true) {
    const std::size_t bar = pattern.find('|');
    const std::string_view alternative = pattern.substr(0, bar);
    if (!alternative.empty() && matches_alternative(alternative, text)) {
      return true;
    }
    if (bar == std::string_view::npos) {
      return false;
    }
    pattern.remove_prefix(bar + 1);
  }
}

}  // namespace tokroof
