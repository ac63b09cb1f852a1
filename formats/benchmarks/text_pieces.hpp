#pragma once
#include <iosfwd>
#include <string>
#include <string_view>

namespace tokroof::formats {

/// Reads a text of any size in pieces: a line, or where a line is longer than kLongest, parts of it. A byte-order
/// mark is left out, UTF-16 that has one (PowerShell's ">") becomes UTF-8, the line end may be LF, CRLF or CR.
class TextPieces {
 public:
  static constexpr std::size_t kLongest = 1 << 16;

  /// `start`: what has been read of the text already.
  TextPieces(std::istream& in, std::string start) : in_(in), buffer_(std::move(start)) {}

  /// False at the end of the text.
  bool next();
  [[nodiscard]] std::string_view text() const { return text_; }  ///< without the line end
  [[nodiscard]] int line() const { return line_; }               ///< 1 is the first
  [[nodiscard]] bool starts_line() const { return starts_line_; }
  [[nodiscard]] bool ends_line() const { return ends_line_; }

 private:
  enum class Encoding { unknown, utf8, utf16_little, utf16_big };
  static constexpr int kEnd = -1, kNone = -2;

  void find_encoding();
  int next_byte();
  int next_unit();  ///< of UTF-16
  /// A byte, or a unit of UTF-16; a line feed for every kind of line end.
  int next_character();
  /// The next character as UTF-8 onto text_, or as one byte of it; its last byte, or kEnd. A line end is not put.
  int take();

  std::istream& in_;
  std::string buffer_, text_;
  std::size_t at_ = 0;  ///< in buffer_
  int line_ = 0;
  bool starts_line_ = true, ends_line_ = true;
  Encoding encoding_ = Encoding::unknown;
  int kept_ = kNone;                 ///< read already
  bool is_carriage_return_ = false;  ///< what ended the last line: the next has the same number
};

}  // namespace tokroof::formats
