#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tokroof::formats {

/// A piece of a page as it is read, without markup, and where each of its bytes stands in the page.
struct SourceText {
  std::string text;
  std::vector<std::uint32_t> at;  ///< of each byte of `text`: its place in the page, in bytes

  void put(char c, std::size_t place);
  /// Bytes of the page as they stand there, from `place` on.
  void put(std::string_view bytes, std::size_t place);
  /// One character for markup that stands at `place`: all of its bytes are there.
  void put_for(std::string_view bytes, std::size_t place);
  void put(const SourceText& other);
  [[nodiscard]] bool empty() const { return text.empty(); }
  void clear();
  /// Bytes from `begin` to before `end`.
  [[nodiscard]] SourceText part(std::size_t begin, std::size_t end) const;
  /// Without blanks around; runs of blanks inside become one.
  [[nodiscard]] SourceText tidy() const;
};

/// A place of a page as people count: from 1, columns in characters.
struct PagePlace {
  int line = 1, column = 1;
};

/// Turns places in bytes into lines and columns.
class PageLines {
 public:
  explicit PageLines(std::string_view page);  ///< the page must outlive it

  [[nodiscard]] PagePlace place(std::size_t byte) const;

 private:
  std::string_view page_;
  std::vector<std::size_t> starts_;
  // Where the last place was: the next is mostly behind it, and a page may be one line.
  mutable std::size_t last_byte_ = 0;
  mutable PagePlace last_;
};

}  // namespace tokroof::formats
