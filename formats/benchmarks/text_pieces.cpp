#include "formats/benchmarks/text_pieces.hpp"

#include <istream>
#include <utility>

#include "catalog/visible_text.hpp"

namespace tokroof::formats {

int TextPieces::next_byte() {
  if (at_ == buffer_.size()) {
    buffer_.resize(kLongest);
    in_.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    buffer_.resize(static_cast<std::size_t>(in_.gcount()));
    at_ = 0;
    if (buffer_.empty()) {
      return kEnd;
    }
  }
  return static_cast<unsigned char>(buffer_[at_++]);
}

void TextPieces::find_encoding() {
  encoding_ = Encoding::utf8;
  constexpr std::size_t kLongestMark = 3;
  while (buffer_.size() < kLongestMark) {
    const int more = in_.get();
    if (more == std::char_traits<char>::eof()) {
      break;
    }
    buffer_.push_back(static_cast<char>(more));
  }
  if (buffer_.starts_with("\xEF\xBB\xBF")) {
    at_ = 3;
  } else if (buffer_.starts_with("\xFF\xFE") || buffer_.starts_with("\xFE\xFF")) {
    encoding_ = buffer_[0] == '\xFF' ? Encoding::utf16_little : Encoding::utf16_big;
    at_ = 2;
  } else if (buffer_.size() >= 2 &&
             (buffer_[0] == '\0') != (buffer_[1] == '\0')) {  // a text has no zero bytes
    encoding_ = buffer_[1] == '\0' ? Encoding::utf16_little : Encoding::utf16_big;
  }
}

int TextPieces::next_unit() {
  const int a = next_byte();
  const int b = a == kEnd ? kEnd : next_byte();
  if (b == kEnd) {
    return kEnd;
  }
  return encoding_ == Encoding::utf16_little ? a | (b << 8) : (a << 8) | b;
}

int TextPieces::next_character() {
  const auto read = [this]() { return encoding_ == Encoding::utf8 ? next_byte() : next_unit(); };
  const int character = kept_ != kNone ? std::exchange(kept_, kNone) : read();
  if (character != '\r') {
    return character;
  }
  kept_ = read();
  if (kept_ == '\n') {
    return std::exchange(kept_, kNone);
  }
  is_carriage_return_ = true;  // a progress bar that goes over its line again
  return '\n';
}

int TextPieces::take() {
  if (encoding_ == Encoding::utf8) {
    const int byte = next_character();
    if (byte != kEnd && byte != '\n') {
      text_.push_back(static_cast<char>(byte));
    }
    return byte;
  }
  const int unit = next_character();
  if (unit == kEnd || unit == '\n') {
    return unit;
  }
  constexpr std::uint32_t kReplacement = 0xFFFD;
  auto code = static_cast<std::uint32_t>(unit);
  if (code >= 0xD800 && code < 0xDC00) {
    const int low = next_character();
    const bool paired = low >= 0xDC00 && low < 0xE000;
    code = paired ? 0x10000 + ((code - 0xD800) << 10) + (static_cast<std::uint32_t>(low) - 0xDC00)
                  : kReplacement;
  } else if (code >= 0xDC00 && code < 0xE000) {
    code = kReplacement;
  }
  text_ += catalog::utf8_of(code);
  return 0;
}

bool TextPieces::next() {
  if (encoding_ == Encoding::unknown) {
    find_encoding();
  }
  starts_line_ = ends_line_;
  ends_line_ = false;
  text_.clear();
  line_ += starts_line_ && !is_carriage_return_ ? 1 : 0;
  is_carriage_return_ = false;
  int last = 0;
  while (text_.size() < kLongest && !ends_line_) {
    last = take();
    ends_line_ = last == kEnd || last == '\n';
  }
  return last != kEnd || !text_.empty();
}

}  // namespace tokroof::formats
