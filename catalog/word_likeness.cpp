#include "catalog/word_likeness.hpp"

#include <algorithm>
#include <map>

#include "catalog/names.hpp"
#include "catalog/text.hpp"

namespace tokroof::catalog {
namespace {

double likeness(std::string_view a, std::string_view b) {
  if (a == b) {
    return 1;
  }
  const std::size_t longest = std::max(a.size(), b.size());
  const auto [differs, other] = std::mismatch(
      a.begin(), a.begin() + static_cast<std::ptrdiff_t>(std::min(a.size(), b.size())), b.begin());
  const auto common = static_cast<std::size_t>(differs - a.begin());
  constexpr double kBeginning = 0.8;  // "3095" and "3090"
  return common < 2 ? 0 : kBeginning * static_cast<double>(common) / static_cast<double>(longest);
}

}  // namespace

double word_likeness(const std::vector<std::string>& typed,
                     const std::vector<std::string>& entry,
                     double number_weight) {
  constexpr double kMissing = 0.05;
  constexpr double kOrdinalWeight = 0.9;
  double sum = 0, ordinals = 0;
  bool same_line = false;  // "Raspberry Pi 5": its number counts among those; "Vega 10" is no M2 of ten cores
  for (const std::string& word : typed) {
    double best = 0;
    for (const std::string& other : entry) {
      best = std::max(best, likeness(word, other));
    }
    const bool ordinal = word.size() < 3 && all_digits(word);
    same_line = same_line || (best == 1 && !has_digit(word));
    (ordinal ? ordinals : sum) += best * (!ordinal && has_digit(word) ? number_weight : 1);
  }
  sum += ordinals * (same_line ? number_weight : std::min(number_weight, kOrdinalWeight));
  return sum == 0 ? 0 : sum - kMissing * static_cast<double>(entry.size());
}

std::vector<std::string> most_alike(std::string_view typed, const std::vector<Likeness>& all, std::size_t n) {
  std::map<std::string_view, double> best;
  for (const Likeness& one : all) {
    double& words = best.try_emplace(one.slug, one.words).first->second;
    words = std::max(words, one.words);
  }
  std::vector<double> marks;
  marks.reserve(best.size());
  for (const auto& [slug, words] : best) {
    marks.push_back(words);
  }
  std::sort(marks.rbegin(), marks.rend());
  const double least = marks.empty() || n == 0 ? 0 : marks[std::min(n, marks.size()) - 1];
  std::vector<std::string> out;
  std::vector<std::string_view> rest;
  // By descending words in common; the edit distance orders what is equal.
  marks.erase(std::unique(marks.begin(), marks.end()), marks.end());
  for (const double mark : marks) {
    if (mark < least || out.size() >= n) {
      break;
    }
    rest.clear();
    for (const auto& [slug, words] : best) {
      if (words == mark) {
        rest.push_back(slug);
      }
    }
    const std::vector<std::string> next = nearest_names(typed, rest, n - out.size());
    out.insert(out.end(), next.begin(), next.end());
  }
  return out;
}

std::vector<std::pair<std::size_t, std::size_t>> letter_runs(std::string_view text) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  std::vector<std::pair<std::size_t, std::size_t>> out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_letter(text[i])) {
      const bool goes_on = i > 0 && is_letter(text[i - 1]);
      if (!goes_on) {
        out.emplace_back(i, 0);
      }
      ++out.back().second;
    }
  }
  return out;
}

void add_letter_words(std::string_view name, WordSet& words) {
  for (const auto& [from, size] : letter_runs(name)) {
    words.emplace(lower_case(name.substr(from, size)));
  }
}

bool one_edit_apart(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) {
    std::swap(a, b);
  }
  const auto first = std::mismatch(a.begin(), a.end(), b.begin());
  const std::string_view rest_a = a.substr(static_cast<std::size_t>(first.first - a.begin()));
  const std::string_view rest_b = b.substr(static_cast<std::size_t>(first.first - a.begin()));
  if (rest_b.empty() || b.size() - a.size() > 1) {
    return false;
  }
  if (b.size() > a.size()) {
    return rest_a == rest_b.substr(1);
  }
  const bool swapped = rest_a.size() > 1 && rest_a[0] == rest_b[1] && rest_a[1] == rest_b[0] &&
                       rest_a.substr(2) == rest_b.substr(2);
  return swapped || rest_a.substr(1) == rest_b.substr(1);
}

bool is_mistyped(std::string_view word, std::string_view right) {
  constexpr std::size_t kLeastLetters = 4;
  const bool long_enough = word.size() >= kLeastLetters && right.size() >= kLeastLetters;
  const bool turned = word.size() == kLeastLetters - 1 && right.size() == word.size() &&  // "rxt", "gtp"
                      std::is_permutation(word.begin(), word.end(), right.begin());
  return (long_enough || turned) && one_edit_apart(word, right);
}

}  // namespace tokroof::catalog
