#include "formats/mentions/page_words.hpp"

#include <algorithm>

#include "catalog/names.hpp"
#include "catalog/text.hpp"

namespace tokroof::formats {
namespace {

/// "H100-to-H200", "3090-vs-4090": two names.
bool joins_names(std::string_view text, std::size_t at) {
  const std::string_view behind = text.substr(at + 1);
  const std::string_view before = text.substr(0, at);
  for (const std::string_view word : {"to", "vs", "versus", "or"}) {
    const std::string_view other = behind.starts_with(word) ? behind.substr(word.size()) : "";
    if (other.size() > 1 && other[0] == '-' && !catalog::is_digit(other[1]))
      return true;  // not "70B-to-685B"
    const bool digit = !behind.empty() && catalog::is_digit(behind.front());
    if (!digit && before.ends_with(word) && before.substr(0, at - word.size()).ends_with('-')) return true;
  }
  return false;
}

/// How long what joins two parts of a word is; 0: nothing does.
std::size_t joint(std::string_view text, std::size_t at) {
  if (std::string_view("._+:*").find(text[at]) != std::string_view::npos) {
    return 1;
  }
  if (text[at] == '-') {
    return joins_names(text, at) ? 0 : 1;
  }
  for (const std::string_view one : {"–", "‑", "×"}) {
    if (text.substr(at).starts_with(one)) return one.size();
  }
  return 0;
}

/// A dash of print is one of typing; a sign of multiplication is an x.
std::string plain_joints(std::string word) {
  constexpr std::string_view kSpelled[][2] = {{"–", "-"}, {"‑", "-"}, {"×", "x"}, {"*", "x"}};
  for (const auto& [from, to] : kSpelled) {
    catalog::replace_all(word, from, to);
  }
  return word;
}

/// Whether a number of one or two digits ends before `end`, or begins at `begin`: of cards, and of nothing else.
bool is_count_before(std::string_view text, std::size_t end) {
  std::size_t begin = end;
  while (begin > 0 && catalog::is_digit(text[begin - 1])) --begin;
  const bool alone = begin == 0 || !(catalog::is_name_letter(text[begin - 1]) || text[begin - 1] == '.');
  return alone && end - begin >= 1 && end - begin <= 2;
}
bool is_count_at(std::string_view text, std::size_t begin) {
  const std::size_t end = std::min(text.find_first_not_of("0123456789", begin), text.size());
  const std::string_view behind = text.substr(end);
  const bool alone = behind.empty() || !(catalog::is_name_letter(behind[0]) || behind[0] == '.');
  return alone && end - begin >= 1 && end - begin <= 2 && !behind.starts_with(" gb");
}

}  // namespace

std::string with_times(std::string lower) {
  for (const std::string_view sign : {"*", "×"}) {
    for (std::size_t at = lower.find(sign); at != std::string::npos; at = lower.find(sign, at + 1)) {
      const std::size_t behind = at + sign.size();
      const std::size_t next = behind + (lower.compare(behind, 1, " ") == 0 ? 1 : 0);
      const bool names = at > 1 && lower[at - 1] == ' ' && catalog::is_name_letter(lower[at - 2]) &&
                         next < lower.size() && catalog::is_name_letter(lower[next]);
      if (names && is_count_before(lower, at - 1) != is_count_at(lower, next)) {
        lower.replace(at, sign.size(), sign.size() > 1 ? " x" : "x");
      }
    }
  }
  return lower;
}

std::vector<PageWord> page_words(std::string_view text) {
  const std::string lower = with_times(catalog::lower_case(text));
  std::vector<PageWord> out;
  std::size_t behind_last = 0;
  for (std::size_t at = 0; at < lower.size();) {
    if (!catalog::is_name_letter(lower[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < lower.size()) {
      if (catalog::is_name_letter(lower[end])) {
        ++end;
        continue;
      }
      const std::size_t joined = joint(lower, end);
      if (joined == 0 || end + joined >= lower.size() || !catalog::is_name_letter(lower[end + joined])) {
        break;
      }
      end += joined;
    }
    end += end < lower.size() && lower[end] == '+' ? 1 : 0;  // "Max+"
    constexpr std::string_view kTimes = "×";
    const bool times =
        catalog::all_digits(lower.substr(at, end - at)) && lower.compare(end, kTimes.size(), kTimes) == 0;
    end += times ? kTimes.size() : 0;  // "2× RTX 3090"
    PageWord word{at, end, plain_joints(lower.substr(at, end - at)), out.empty()};
    const std::string_view between = std::string_view(lower).substr(behind_last, at - behind_last);
    word.cut_before = out.empty() || between.find_first_not_of(" \n") != std::string_view::npos;
    behind_last = end;
    for (const std::string_view apostrophe : {"'s", "’s", "™", "®"}) {
      if (std::string_view(lower).substr(end).starts_with(apostrophe)) {
        behind_last = end + apostrophe.size();
      }
    }
    at = behind_last;
    out.push_back(std::move(word));
  }
  return out;
}

void split_word(std::vector<PageWord>& words, std::size_t i, std::size_t at, std::size_t joint) {
  PageWord second = words[i];
  second.begin += at + joint;
  second.text = second.text.substr(at + joint);
  second.cut_before = false;
  words[i].end = words[i].begin + at;
  words[i].text.resize(at);
  words.insert(words.begin() + static_cast<std::ptrdiff_t>(i) + 1, std::move(second));
}

bool counts_cores(const std::vector<PageWord>& words, std::size_t i) {
  return i + 1 < words.size() && !words[i + 1].cut_before && words[i + 1].text.starts_with("core");
}

std::string joined_words(const std::vector<PageWord>& words, std::size_t begin, std::size_t end) {
  std::string out;
  for (std::size_t i = begin; i < end; ++i) {
    out += (i > begin ? " " : "") + words[i].text;
  }
  return out;
}

}  // namespace tokroof::formats
