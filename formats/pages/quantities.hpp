#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tokroof::formats {

/// A figure in a text: "40 t/s", "~35-45 tok/s", "$1,999", "96GB-192GB", "3.35 TB/s", "2.1x".
struct Quantity {
  std::size_t begin = 0, end = 0;  ///< in the text, the unit included
  double low = 0, high = 0;
  std::string unit;          ///< as claims tables write it; empty: a number alone
  bool approximate = false;  ///< "~", "about", "up to", "300+"
};

/// All of a text, in its order, those without a unit too. A number that is a part of a word ("Q4_K_M", "LPDDR5X-8000",
/// "3090") is none, unless a unit follows ("12GB").
std::vector<Quantity> quantities_of(std::string_view text);

/// "A jump from", "up from": a text leads to what was before.
bool leads_to_change(std::string_view lower);

}  // namespace tokroof::formats
