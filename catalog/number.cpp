#include "catalog/number.hpp"

#include <clocale>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#if defined(__APPLE__)
#include <xlocale.h>
#endif

#include <fmt/format.h>

#include "catalog/text.hpp"
#include "model/names.hpp"

namespace tokroof::catalog {
namespace {

/// [-]digits[.digits][e[+-]digits], cut into what the fast path needs.
struct Decimal {
  bool negative = false;
  std::uint64_t digits = 0;  ///< all digits, the point left out
  int digit_count = 0;       ///< without leading zeros
  int exponent = 0;          ///< of ten, for `digits`
};

/// Takes digits from the front of `rest`; returns how many.
int take_digits(std::string_view& rest, Decimal& out) {
  int taken = 0;
  while (!rest.empty() && is_digit(rest.front())) {
    if (out.digit_count > 0 || rest.front() != '0') {
      ++out.digit_count;
    }
    if (out.digit_count <= 18) {
      out.digits = out.digits * 10 + static_cast<std::uint64_t>(rest.front() - '0');
    }
    rest.remove_prefix(1);
    ++taken;
  }
  return taken;
}

bool take_exponent(std::string_view& rest, Decimal& out) {
  rest.remove_prefix(1);  // 'e'
  bool negative = false;
  if (!rest.empty() && (rest.front() == '+' || rest.front() == '-')) {
    negative = rest.front() == '-';
    rest.remove_prefix(1);
  }
  if (rest.empty()) {
    return false;
  }
  int value = 0;
  for (; !rest.empty() && is_digit(rest.front()); rest.remove_prefix(1)) {
    value = value > 9999 ? value : value * 10 + (rest.front() - '0');
  }
  out.exponent += negative ? -value : value;
  return rest.empty();
}

std::optional<Decimal> scan(std::string_view text) {
  Decimal out;
  if (!text.empty() && text.front() == '-') {
    out.negative = true;
    text.remove_prefix(1);
  }
  int taken = take_digits(text, out);
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    const int fraction = take_digits(text, out);
    out.exponent -= fraction;
    taken += fraction;
  }
  if (taken == 0) {
    return std::nullopt;
  }
  if (!text.empty() && (text.front() == 'e' || text.front() == 'E') && !take_exponent(text, out)) {
    return std::nullopt;
  }
  return text.empty() ? std::optional(out) : std::nullopt;
}

/// Without an exponent, whatever the size.
std::string in_digits(double value, int digits) {
  if (!(value > 0)) {
    return fmt::format("{:.0f}", value);
  }
  int before = static_cast<int>(std::floor(std::log10(value))) + 1;  // digits before the point
  before += std::round(value * std::pow(10.0, digits - before)) >= std::pow(10.0, digits) ? 1 : 0;
  if (before <= digits) {
    return fmt::format("{:.{}f}", value, digits - before);
  }
  const double unit = std::pow(10.0, before - digits);
  return fmt::format("{:.0f}", std::round(value / unit) * unit);
}

}  // namespace

std::optional<double> parse_number(std::string_view text) {
  const std::optional<Decimal> decimal = scan(text);
  if (!decimal) {
    return std::nullopt;
  }
  // Both operands are exact doubles, so one multiplication or division rounds correctly (Clinger 1990).
  static constexpr double kPowers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                       1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  if (decimal->digit_count <= 15 && decimal->exponent >= -22 && decimal->exponent <= 22) {
    const auto digits = static_cast<double>(decimal->digits);
    const double value =
        decimal->exponent < 0 ? digits / kPowers[-decimal->exponent] : digits * kPowers[decimal->exponent];
    return decimal->negative ? -value : value;
  }
  // strtod obeys the locale of the host program (a Python module's may have a decimal comma).
  static const locale_t c_locale = newlocale(LC_ALL_MASK, "C", nullptr);
  const std::string copy(text);
  char* end = nullptr;
  const double value = strtod_l(copy.c_str(), &end, c_locale);
  if (end != copy.c_str() + copy.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

std::string significant(double value) { return in_digits(value, 3); }

std::string measured_text(double value) {
  std::string text = in_digits(value, 4);
  if (text.find('.') != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    text.erase(text.back() == '.' ? text.size() - 1 : text.size());
  }
  return text;
}

double number_word(std::string_view lower) {
  constexpr std::pair<std::string_view, double> kWords[] = {
      {"single", 1}, {"one", 1},  {"dual", 2},  {"two", 2},         {"twin", 2},         {"triple", 3},
      {"three", 3},  {"quad", 4}, {"four", 4},  {"five", 5},        {"six", 6},          {"seven", 7},
      {"eight", 8},  {"nine", 9}, {"ten", 10},  {"twelve", 12},     {"sixteen", 16},     {"zwei", 2},
      {"zwo", 2},    {"drei", 3}, {"vier", 4},  {"f\xC3\xBCnf", 5}, {"sechs", 6},        {"sieben", 7},
      {"acht", 8},   {"neun", 9}, {"zehn", 10}, {"elf", 11},        {"zw\xC3\xB6lf", 12}};
  for (const auto& [word, number] : kWords) {
    if (lower == word) return number;
  }
  return 0;
}

double number_before_of(std::string_view lower) { return lower == "trio" ? 3 : number_word(lower); }

bool is_piece_word(std::string_view lower) {
  return model::is_one_of(lower, {"st\xC3\xBC\x63k", "stueck", "stk", "pieces", "pcs", "units"});
}

}  // namespace tokroof::catalog
