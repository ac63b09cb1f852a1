#pragma once
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tokroof::catalog {

/// How much a name has in common with an entry.
struct Likeness {
  double words = 0;  ///< the more the nearer
  std::string_view slug;
};

/// Words in common, those with a digit by their weight; of numbers and words that differ, the share that their beginnings have in common. What only one of
/// both has counts a little against it.
double word_likeness(const std::vector<std::string>& typed,
                     const std::vector<std::string>& entry,
                     double number_weight);

/// The n slugs that are most alike, each once; of equal ones those with the least edit distance.
std::vector<std::string> most_alike(std::string_view typed, const std::vector<Likeness>& all, std::size_t n);

/// Where letters stand together: begin and length.
std::vector<std::pair<std::size_t, std::size_t>> letter_runs(std::string_view text);

using WordSet = std::set<std::string, std::less<>>;

/// Adds the words of letters in a name, in lower case.
void add_letter_words(std::string_view name, WordSet& words);

/// Whether one letter is missing, too many, another, or has changed places with the next.
bool one_edit_apart(std::string_view a, std::string_view b);

/// Whether a word may be `right` with one letter more, less, other, or two in the wrong order; of three letters only that.
bool is_mistyped(std::string_view word, std::string_view right);

}  // namespace tokroof::catalog
