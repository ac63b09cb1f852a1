#include "formats/benchmarks/printed_line.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "catalog/number.hpp"
#include "catalog/text.hpp"
#include "formats/benchmarks/text_fields.hpp"
#include "model/device.hpp"

namespace tokroof::formats {
namespace {

constexpr std::string_view kDigits = "0123456789";

/// "1,614" and "12.345.678": groups of three behind one of one to three, which is no zero.
bool is_grouped(std::string_view number, char separator) {
  const std::size_t first = number.find(separator);
  if (first == 0 || first > 3 || number.front() == '0') {
    return false;
  }
  for (std::size_t at = first; at < number.size(); at += 4) {
    if (number[at] != separator ||
        number.substr(at + 1, 3).find_first_not_of(kDigits) != std::string_view::npos ||
        at + 4 > number.size()) {
      return false;
    }
  }
  return true;
}

std::string without(std::string_view text, char c) {
  std::string out(text);
  out.erase(std::remove(out.begin(), out.end(), c), out.end());
  return out;
}

/// "2026-03-02T18:04:05.123Z " in front, as containers log.
std::string_view without_time(std::string_view text) {
  constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:dd";
  if (text.size() <= kShape.size()) {
    return text;
  }
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    if (kShape[i] == 'd' ? !catalog::is_digit(text[i]) : text[i] != kShape[i]) {
      return text;
    }
  }
  const std::size_t end = text.find_first_not_of("0123456789.Z+:", kShape.size());
  return end != std::string_view::npos && text[end] == ' ' ? text.substr(end + 1) : text;
}

}  // namespace

double printed_thousandths(std::string_view text) {
  text = catalog::trimmed(text);
  const std::size_t comma = text.find_first_not_of(kDigits);
  if (comma == std::string_view::npos || comma == 0 || text[comma] != ',') {
    return printed_number(text);
  }
  const std::string_view behind = text.substr(comma + 1);
  const std::size_t end = std::min(behind.find_first_not_of(kDigits), behind.size());
  const bool more = end < behind.size() && (behind[end] == '.' || behind[end] == ',');
  if (end != 3 || more) {
    return printed_number(text);
  }
  return catalog::parse_number(fmt::format("{}.{}", text.substr(0, comma), behind.substr(0, end)))
      .value_or(model::kUnknown);
}

double printed_number(std::string_view text) {
  text = catalog::trimmed(text);
  std::size_t end = 0;
  const auto is_separator = [&](std::size_t at) {
    return at > 0 && at + 1 < text.size() && (text[at] == ',' || text[at] == '.') &&
           catalog::is_digit(text[at + 1]);
  };
  while (end < text.size() && (catalog::is_digit(text[end]) || is_separator(end))) {
    ++end;
  }
  std::string_view number = text.substr(0, end);
  const std::size_t comma = number.rfind(',');
  if (comma == std::string_view::npos) {
    return catalog::leading_number(text);
  }
  const std::size_t point = number.rfind('.');
  const bool mixed = point != std::string_view::npos;
  if (mixed && comma < point && is_grouped(number.substr(0, point), ',')) {
    return catalog::parse_number(without(number, ',')).value_or(model::kUnknown);
  }
  if (!mixed && is_grouped(number, ',')) {
    return catalog::parse_number(without(number, ',')).value_or(model::kUnknown);
  }
  const bool decimal = mixed ? is_grouped(number.substr(0, comma), '.') : number.find(',') == comma;
  if (!decimal) {
    return catalog::leading_number(text);  // a list
  }
  std::string plain = without(number, '.');
  std::replace(plain.begin(), plain.end(), ',', '.');
  return catalog::parse_number(plain).value_or(model::kUnknown);
}

std::string_view PrintedLine::without_number(std::string_view text) {
  const std::string_view content = catalog::trimmed(text);
  if (content.empty() || (is_started_ && next_ == 0)) {
    return text;
  }
  const std::size_t end = std::min(content.find_first_not_of(kDigits), content.size());
  const double number = end > 0 && end < 9 ? catalog::parse_number(content.substr(0, end)).value_or(0) : 0;
  const std::string_view rest = content.substr(end);
  const bool separated = rest.empty() || rest.front() == '\t' || rest.starts_with("  ") ||
                         rest.starts_with(": ") || rest.starts_with("| ") || rest.starts_with(" | ") ||
                         rest.starts_with(" |\t") || rest == ":" || rest.starts_with(") ") ||
                         (rest.starts_with(':') && number == 1) || (number > 0 && number == next_);
  const bool fits = number > 0 && separated && (!is_started_ || number == next_);
  is_started_ = true;
  if (!fits) {  // once without, the numbers were something else
    next_ = 0;
    return text;
  }
  next_ = number + 1;
  std::string_view line = rest;
  if (line.starts_with(" |")) {
    line.remove_prefix(1);
  }
  if (!line.empty() &&
      (line.front() == ':' || line.front() == '|' || line.front() == ')' || line.front() == '\t')) {
    line.remove_prefix(1);
  }
  return line.starts_with(' ') ? line.substr(1) : line;
}

std::string_view PrintedLine::plain(std::string_view text) {
  if (text.find_first_of("\x1B\xC2") != std::string_view::npos) {
    buffer_ = without_colours(text);
    constexpr std::string_view kNoBreak = "\xC2\xA0";
    for (std::size_t at = buffer_.find(kNoBreak); at != std::string::npos; at = buffer_.find(kNoBreak, at)) {
      buffer_.replace(at, kNoBreak.size(), " ");
    }
    text = buffer_;
  }
  text = without_time(without_number(text));
  std::string_view inner = catalog::trimmed(text);
  while (inner.starts_with('>') && !inner.starts_with(">>> ")) {
    text = inner.substr(inner.starts_with("> ") ? 2 : 1);
    inner = catalog::trimmed(text);
  }
  for (const std::string_view bullet : {"- ", "* ", "+ ", "\xE2\x80\xA2 "}) {
    if (inner.starts_with(bullet)) {
      return catalog::trimmed(inner.substr(bullet.size()));
    }
  }
  // A first cell of a table with tabs may be empty.
  return inner.find('\t') == std::string_view::npos
             ? text.substr(std::min(text.find_first_not_of(" \t"), text.size()))
             : text;
}

}  // namespace tokroof::formats
