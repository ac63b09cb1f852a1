#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <string_view>

namespace tokroof::model {

/// Whether the test holds for one of the words in "a|b|c".
template <class Test>
bool any_word(std::string_view words, Test test) {
  for (;;) {
    const std::size_t end = words.find('|');
    if (test(words.substr(0, end))) {
      return true;
    }
    if (end == std::string_view::npos) {
      return false;
    }
    words.remove_prefix(end + 1);
  }
}

/// "a|b|c" as a list of as many words.
template <std::size_t n>
constexpr std::array<std::string_view, n> words_of(std::string_view words) {
  std::array<std::string_view, n> out{};
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t end = words.find('|');
    if ((end == std::string_view::npos) != (i + 1 == n)) {
      throw "another number of words";
    }
    out[i] = words.substr(0, end);
    words.remove_prefix(i + 1 == n ? words.size() : end + 1);
  }
  return out;
}

/// A row of a table: all of "a|b|c" mean the value.
template <class T>
struct WordRow {
  std::string_view words;
  T value;
};

/// What the first row with this word means; `none`: there is none.
template <class T, std::size_t n>
T meaning_of(std::string_view word, const WordRow<T> (&rows)[n], T none = {}) {
  const auto* const row = std::find_if(std::begin(rows), std::end(rows), [&](const WordRow<T>& r) {
    return any_word(r.words, [&](std::string_view one) { return one == word; });
  });
  return row == std::end(rows) ? none : row->value;
}

/// Whether the test holds for one of a list, for all, for none.
template <class List, class Test>
bool any_of(const List& list, Test test) {
  return std::any_of(std::begin(list), std::end(list), test);
}
template <class List, class Test>
bool all_of(const List& list, Test test) {
  return std::all_of(std::begin(list), std::end(list), test);
}
template <class List, class Test>
bool none_of(const List& list, Test test) {
  return std::none_of(std::begin(list), std::end(list), test);
}

/// Whether a list has it.
template <class List, class T>
bool holds(const List& list, const T& one) {
  return std::find(std::begin(list), std::end(list), one) != std::end(list);
}

/// Whether it is one of the names; of many, "a|b|c" is short.
inline bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return holds(names, name);
}
inline bool is_one_of(std::string_view name, const char* names) {
  return any_word(names, [&](std::string_view one) { return one == name; });
}

}  // namespace tokroof::model
