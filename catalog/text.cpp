#include "catalog/text.hpp"

#include <algorithm>
#include <cmath>

#include "catalog/number.hpp"
#include "model/device.hpp"
#include "model/names.hpp"

namespace tokroof::catalog {

std::string_view trimmed(std::string_view text) {
  constexpr const char* kBlanks = " \t\r";
  const std::size_t from = text.find_first_not_of(kBlanks);
  return from == std::string_view::npos ? std::string_view{}
                                        : text.substr(from, text.find_last_not_of(kBlanks) - from + 1);
}

std::vector<std::string_view> split_at(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> out;
  for (std::size_t end = text.find(separator); end != std::string_view::npos; end = text.find(separator)) {
    out.push_back(text.substr(0, end));
    text.remove_prefix(end + separator.size());
  }
  out.push_back(text);
  return out;
}

std::vector<std::string_view> split_at(std::string_view text, char separator) {
  return split_at(text, std::string_view(&separator, 1));
}

std::vector<std::string_view> trimmed_parts(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> out = split_at(text, separator);
  std::transform(out.begin(), out.end(), out.begin(), trimmed);
  return out;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool begins_with_one_of(std::string_view text, std::initializer_list<std::string_view> beginnings) {
  return model::any_of(beginnings, [&](std::string_view b) { return text.starts_with(b); });
}

bool begins_with_one_of(std::string_view text, const char* beginnings) {
  return model::any_word(beginnings, [&](std::string_view b) { return text.starts_with(b); });
}

bool ends_with_one_of(std::string_view text, std::initializer_list<std::string_view> ends) {
  return model::any_of(ends, [&](std::string_view end) { return text.ends_with(end); });
}

bool ends_with_one_of(std::string_view text, const char* ends) {
  return model::any_word(ends, [&](std::string_view end) { return text.ends_with(end); });
}

bool is_listed(std::string_view list, std::string_view name) {
  if (list.empty() || name.empty()) {
    return list.empty();
  }
  for (std::size_t at = 0;; ++at) {  // lists are short: no call for each of their words
    if (list.substr(at).starts_with(name)) {
      const std::size_t end = at + name.size();
      if (end == list.size() || list[end] == '|') {
        return !contains(name, "|");
      }
    }
    while (at < list.size() && list[at] != '|') {
      ++at;
    }
    if (at == list.size()) {
      return false;
    }
  }
}

double leading_number(std::string_view text) {
  text = trimmed(text);
  std::size_t end = text.starts_with('-') ? 1 : 0;
  const auto digits = [&]() {
    while (end < text.size() && ((text[end] >= '0' && text[end] <= '9') || text[end] == '.')) {
      ++end;
    }
  };
  digits();
  if (end < text.size() && (text[end] == 'e' || text[end] == 'E')) {
    const std::size_t mantissa = end++;
    end += end < text.size() && (text[end] == '-' || text[end] == '+') ? 1 : 0;
    const std::size_t exponent = end;
    digits();
    end = end == exponent ? mantissa : end;
  }
  return parse_number(text.substr(0, end)).value_or(model::kUnknown);
}

void take_leading_number(double& field, std::string_view text, double unit) {
  if (const double value = leading_number(text); !std::isnan(value)) {
    field = value * unit;
  }
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_name_letter(char c) { return (c >= 'a' && c <= 'z') || is_digit(c); }

bool has_digit(std::string_view text) { return model::any_of(text, is_digit); }

bool all_digits(std::string_view text) { return !text.empty() && model::all_of(text, is_digit); }

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

}  // namespace tokroof::catalog
