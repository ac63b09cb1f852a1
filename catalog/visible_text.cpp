#include "catalog/visible_text.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "model/names.hpp"

namespace tokroof::catalog {
namespace {

std::uint32_t byte_at(std::string_view text, std::size_t i) { return static_cast<unsigned char>(text[i]); }

/// The code point of a whole sequence of `length` bytes.
std::uint32_t code_of(std::string_view sequence, std::size_t length) {
  std::uint32_t code = byte_at(sequence, 0);
  code &= length == 1 ? 0x7FU : 0xFFU >> (length + 1);
  for (std::size_t i = 1; i < length; ++i) {
    code = (code << 6) | (byte_at(sequence, i) & 0x3FU);
  }
  return code;
}

// Unicode 15, general category Cc, property Bidi_Control, and U+2028 and U+2029.
constexpr std::pair<std::uint32_t, std::uint32_t> kControls[] = {
    {0x00, 0x1F}, {0x7F, 0x9F}, {0x061C, 0x061C}, {0x200E, 0x200F}, {0x2028, 0x202E}, {0x2066, 0x2069}};

std::string shown(std::string_view text, bool several_lines) {
  const auto is_plain = [&](char c) { return (c >= ' ' && c < 0x7F) || (several_lines && c == '\n'); };
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto plain_end = std::find_if_not(text.begin(), text.end(), is_plain);
    const auto plain = static_cast<std::size_t>(plain_end - text.begin());
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) {
      break;
    }
    const std::size_t length = utf8_length(text);
    if (length == 0) {
      out += fmt::format("\\x{:02x}", byte_at(text, 0));
      text.remove_prefix(1);
      continue;
    }
    const bool stays = several_lines && (text.front() == '\n' || text.front() == '\t');
    if (!stays && is_control(text)) {
      out += fmt::format("\\u{:04x}", code_of(text, length));
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  return out;
}

}  // namespace

std::string utf8_of(std::uint32_t code) {
  std::string out;
  const auto put = [&](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | (code >> 6));
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | (code >> 12));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | (code >> 18));
    put(0x80 | ((code >> 12) & 0x3F));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  }
  return out;
}

std::size_t utf8_length(std::string_view text) {
  const std::uint32_t lead = byte_at(text, 0);
  if (lead < 0x80) {
    return 1;
  }
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) {
    return 0;
  }
  for (std::size_t i = 1; i < length; ++i) {
    if (!continues_character(text[i])) {
      return 0;
    }
  }
  const std::uint32_t code = code_of(text, length);
  constexpr std::uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xD800 && code < 0xE000;
  return code < kSmallest[length] || code > 0x10FFFF || surrogate ? 0 : length;
}

bool is_control(std::string_view sequence) {
  const std::uint32_t code = code_of(sequence, utf8_length(sequence));
  return model::any_of(kControls,
                       [&](const auto& range) { return code >= range.first && code <= range.second; });
}

std::string visible(std::string_view text) { return shown(text, false); }

std::string visible_lines(std::string_view text) { return shown(text, true); }

}  // namespace tokroof::catalog
