#pragma once
#include <cstddef>
#include <string_view>

namespace tokroof::formats {

/// A unit as claims tables write it. `factor`: claimed units in one of those that were written.
struct WrittenUnit {
  std::string_view unit;  ///< empty: none
  double factor = 1;
  std::size_t length = 0;  ///< of what was written
};

/// The unit at the front of a text in lower case, the longest that fits; a letter or digit behind it makes another word of
/// it. Blanks before it are no part of it.
WrittenUnit unit_at(std::string_view lower);

/// One of its spellings stands somewhere in a text in lower case.
bool names_unit(std::string_view lower, std::string_view unit);

/// What an amount of money is paid for, at the front of what follows it: "/hr", " per hour", "/GB". `unit` begins with '/';
/// empty: nothing follows.
WrittenUnit per_what(std::string_view lower);

/// "$", "€", "US$" at the front of a text: "USD", "EUR".
WrittenUnit currency_at(std::string_view text);

}  // namespace tokroof::formats
