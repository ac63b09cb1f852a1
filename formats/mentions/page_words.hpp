#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tokroof::formats {

/// A word of a page, as names are made of.
struct PageWord {
  std::size_t begin = 0, end = 0;  ///< in the text
  std::string text;                ///< in lower case, without punctuation and the "'s" at its end
  bool cut_before = false;  ///< more than a blank stands between it and the word before: no name goes on here
};

/// Text in lower case, with the sign between a name and its number behind a blank as an x: "3090 * 2", "3090 ×2", "2 × 3090". As
/// long as before.
std::string with_times(std::string lower);

/// Words of letters, digits and what joins them inside of names ('-', '.', '_', '+', ':').
std::vector<PageWord> page_words(std::string_view text);

/// Two words in the place of the i-th, of which the second begins `at` bytes behind its begin.
void split_word(std::vector<PageWord>& words, std::size_t i, std::size_t at, std::size_t joint);

/// "64 GPU cores": behind the i-th word its cores are counted, and no cards.
bool counts_cores(const std::vector<PageWord>& words, std::size_t i);

/// Some of them in one, with blanks between.
std::string joined_words(const std::vector<PageWord>& words, std::size_t begin, std::size_t end);

}  // namespace tokroof::formats
