#include "predict/amount.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/text.hpp"

namespace tokroof::predict {
namespace {

struct Unit {
  std::string_view type;  ///< of the option
  std::string_view text;  ///< in lower case
  double factor = 1;
};
/// Memory of "24GB" is GiB, as on the boxes of cards; files are not: their GB are 10^9 bytes.
constexpr Unit kUnits[] = {
    {"W", "kw", 1e3}, {"W", "w"},         {"W", "watts"},      {"W", "watt"},          {"GIB", "gib"},
    {"GIB", "gb"},    {"GIB", "g"},       {"GIB", "tb", 1024}, {"FILE_GIB", "gib"},    {"MT/S", "mt/s"},
    {"MT/S", "mhz"},  {"S", "ms", 1e-3},  {"S", "s"},          {"USD", "usd"},         {"USD", "dollars"},
    {"USD", "$"},     {"USD/H", "usd/h"}, {"USD/H", "$/h"},    {"USD/KWH", "usd/kwh"}, {"USD/KWH", "$/kwh"},
    {"H", "hours"},   {"H", "h"},         {"YEARS", "years"},  {"TPS", "tok/s"},       {"TPS", "tokens/s"},
    {"TPS", "tps"},   {"TPS", "t/s"},     {"TOKENS", "tokens"}};

bool is_money(std::string_view type) { return type.starts_with("USD"); }

std::string_view shown(std::string_view type) { return type == "FILE_GIB" ? "GIB" : type; }

/// "$1500", "usd 1500": without what stands in front.
std::string_view without_sign(std::string_view lower) {
  for (const std::string_view sign : {"us$", "$", "usd"}) {
    if (lower.starts_with(sign)) {
      return catalog::trimmed(lower.substr(sign.size()));
    }
  }
  return lower;
}

/// "1,500", "1 500", "1'500": groups of three digits, joined; other text as it is.
std::string joined_thousands(std::string_view text) {
  constexpr std::size_t kGroup = 3;
  const std::string_view whole = text.substr(0, text.find('.'));
  const auto parts = [&](std::size_t at) { return catalog::contains(", _'", whole.substr(at, 1)); };
  std::string joined;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    const bool groups_end = (whole.size() - i) % (kGroup + 1) == 0 && i > 0;
    if (parts(i) != groups_end) {
      return std::string(text);
    }
    joined += parts(i) ? "" : std::string(whole.substr(i, 1));
  }
  return joined + std::string(text.substr(whole.size()));
}

/// Money may be counted in thousands: "1,500", "1.5k".
std::optional<double> money_of(std::string_view text) {
  const double times = text.ends_with('k') ? 1e3 : 1;
  const std::string_view digits = text.substr(0, text.size() - (times > 1 ? 1 : 0));
  const auto number = catalog::parse_number(digits);
  const auto grouped = number ? number : catalog::parse_number(joined_thousands(digits));
  return grouped ? std::optional(*grouped * times) : grouped;
}

std::optional<double> plain_amount(std::string_view type, std::string_view text) {
  return is_money(type)     ? money_of(without_sign(text))
         : type == "TOKENS" ? tokens_of(text)
                            : catalog::parse_number(text);
}

bool is_in_other_money(std::string_view lower) {
  constexpr std::string_view kOtherMoney[] = {"€", "£", "¥", "₹", "eur", "gbp", "cny", "rmb", "inr", "yen"};
  return std::any_of(std::begin(kOtherMoney), std::end(kOtherMoney), [&](std::string_view sign) {
    return catalog::contains(lower, sign);
  });
}

}  // namespace

std::optional<double> tokens_of(std::string_view text) {
  constexpr double kKilo = 1024;
  const char last = text.empty() ? '\0' : text.back();
  const double times = last == 'k' || last == 'K' ? kKilo : last == 'm' || last == 'M' ? kKilo * kKilo : 1;
  const auto number = catalog::parse_number(text.substr(0, text.size() - (times > 1 ? 1 : 0)));
  return number ? std::optional(*number * times) : number;
}

std::optional<double> amount_of(std::string_view type, std::string_view text) {
  const std::string lower = catalog::lower_case(catalog::trimmed(text));
  if (const auto number = plain_amount(type, lower)) {
    return number;
  }
  for (const Unit& unit : kUnits) {
    if (unit.type != type || !lower.ends_with(unit.text)) {
      continue;
    }
    const auto number = plain_amount(
        type, catalog::trimmed(std::string_view(lower).substr(0, lower.size() - unit.text.size())));
    if (number) {
      return *number * unit.factor;
    }
  }
  return std::nullopt;
}

std::string wrong_amount(const AmountRange& range, std::string_view text) {
  if (is_money(range.type) && is_in_other_money(catalog::lower_case(text))) {
    return fmt::format("'{}' is in another currency: prices are in USD, as in 1500", text);
  }
  const auto number = amount_of(range.type, text);
  if (is_money(range.type) && number == 0 && (range.above || text.size() > 1)) {
    return fmt::format("'{}' is no price; of an unquoted $2000 a shell leaves 000: write 2000", text);
  }
  if (number && (range.above ? *number > range.least : *number >= range.least) && *number <= range.most) {
    return "";
  }
  const bool has_unit = range.type != "TOKENS" &&  // counts of other things are read likewise
                        std::any_of(std::begin(kUnits), std::end(kUnits), [&](const Unit& unit) {
                          return unit.type == range.type;
                        });
  return fmt::format("'{}' is not {}{}{}",
                     text,
                     number ? "" : "a number ",
                     range.above && range.least == 0
                         ? std::string("above 0")
                         : fmt::format("between {:g} and {:g}", range.least, range.most),
                     has_unit ? fmt::format(" {}", shown(range.type)) : "");
}

}  // namespace tokroof::predict
