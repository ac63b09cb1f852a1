#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace tokroof::predict {

/// "8192", "8k", "1M": tokens are counted in 1024, as the names of context windows do. Nothing: it is no number.
std::optional<double> tokens_of(std::string_view text);

/// A number as people type it, in a unit ("W", "GIB", "USD", "TPS", "TOKENS", ...): "300 W", "64gb", "$1,500", "1.5k" of
/// money, "8k" tokens. Of a type that names no unit it is the plain number. Nothing: it is none.
std::optional<double> amount_of(std::string_view type, std::string_view text);

/// What an amount may be.
struct AmountRange {
  std::string_view type;
  double least = 0, most = 0;
  bool above = false;  ///< more than `least`
};

/// What is wrong with it as typed, and which form is meant; "": nothing.
std::string wrong_amount(const AmountRange& range, std::string_view text);

}  // namespace tokroof::predict
