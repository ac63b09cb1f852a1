#include "catalog/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>
#include <vector>

#include "model/names.hpp"

namespace tokroof::catalog {
namespace {

/// Cost of leaving out or putting in a character, in hundredths of an edit: separators are often forgotten.
std::size_t gap_cost(char c) { return c == '-' ? 20 : 100; }

/// How often each letter, each digit, and any other character but the separator occurs.
using Letters = std::array<int, 37>;
Letters letters_of(std::string_view text) {
  Letters out{};
  for (const char c : text) {
    const int place = c >= 'a' && c <= 'z' ? c - 'a' : c >= '0' && c <= '9' ? 26 + c - '0' : 36;
    out[static_cast<std::size_t>(place)] += c == '-' ? 0 : 1;
  }
  return out;
}

/// What the characters that only one of them has cost at least: an edit mends one on each side.
std::size_t least_distance(const Letters& a, const Letters& b) {
  int only_a = 0, only_b = 0;
  for (std::size_t c = 0; c < a.size(); ++c) {
    only_a += std::max(a[c] - b[c], 0);
    only_b += std::max(b[c] - a[c], 0);
  }
  return 100 * static_cast<std::size_t>(std::max(only_a, only_b));
}

/// Exact up to `most`; something above it where the distance is larger. Two neighbours that changed places are one edit.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t most) {
  constexpr std::size_t kFar = std::numeric_limits<std::size_t>::max();
  std::vector<std::size_t> row{0}, before, two_before;
  for (const char c : b) {
    row.push_back(row.back() + gap_cost(c));
  }
  std::size_t least_before = kFar;
  for (std::size_t i = 0; i < a.size(); ++i) {
    two_before = std::exchange(before, row);
    row[0] += gap_cost(a[i]);
    std::size_t least = row[0];
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = before[j] + (a[i] == b[j] ? 0 : 100);
      const std::size_t gap = std::min(row[j] + gap_cost(b[j]), before[j + 1] + gap_cost(a[i]));
      const bool swapped = i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j];
      row[j + 1] = std::min({replaced, gap, swapped ? two_before[j - 1] + 100 : kFar});
      least = std::min(least, row[j + 1]);
    }
    if (std::min(least, least_before) > most) {
      return least;
    }
    least_before = least;
  }
  return row.back();
}

/// A name as typed, compared with many.
class Typed {
 public:
  explicit Typed(std::string name) : name_(std::move(name)), letters_(letters_of(name_)) {}

  /// A name that contains what was typed ("4090" in "rtx-4090") is nearer than anything that needs a change; of those
  /// the shortest first. Exact up to `most`.
  [[nodiscard]] std::size_t distance(std::string_view candidate, std::size_t most) const {
    if (name_.size() >= 2 && candidate.find(name_) != std::string_view::npos) {
      return candidate.size() - name_.size();
    }
    const std::size_t other_start = name_.substr(0, 1) == candidate.substr(0, 1) ? 0 : 50;
    const std::size_t least = least_distance(letters_, letters_of(candidate));
    return other_start + (least > most ? least : edit_distance(name_, candidate, most));
  }

 private:
  std::string name_;
  Letters letters_;
};

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

std::string upper_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return out;
}

std::string none_of(std::string_view name, std::span<const std::string_view> names) {
  return fmt::format("'{}' is none of {}", name, fmt::join(names, ", "));
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
  const Typed typed(normalized(name.substr(0, kLongestName)));
  std::vector<std::pair<std::size_t, std::string_view>> nearest;  // at most n, nearest first
  for (const std::string_view candidate : candidates) {
    const bool full = nearest.size() == n;
    const std::size_t most = full && n > 0 ? nearest.back().first : std::numeric_limits<std::size_t>::max();
    const std::pair place{typed.distance(normalized(candidate), most), candidate};
    const auto at = std::lower_bound(nearest.begin(), nearest.end(), place);
    if ((full && at == nearest.end()) || (at != nearest.end() && *at == place)) {
      continue;
    }
    nearest.insert(at, place);
    nearest.resize(std::min(nearest.size(), n));
  }
  std::vector<std::string> out;
  out.reserve(nearest.size());
  for (const auto& [far, candidate] : nearest) {
    out.emplace_back(candidate);
  }
  return out;
}

bool matches(std::string_view pattern, std::string_view text) {
  return model::any_word(pattern, [&](std::string_view alternative) {
    return !alternative.empty() && matches_alternative(alternative, text);
  });
}

}  // namespace tokroof::catalog
