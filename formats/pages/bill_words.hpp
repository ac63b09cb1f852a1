#pragma once
#include <string_view>
#include <vector>

#include "formats/mentions/mentions.hpp"
#include "formats/pages/quantities.hpp"

namespace tokroof::formats {

/// Which amount of money of a sentence, without a span of its own, is the bill of what a machine draws: "Running it 24/7 for
/// a 30-day month at $0.15/kWh costs $48.60". Its place among the quantities; -1: none.
int bill_among(std::string_view lower,
               const std::vector<Quantity>& quantities,
               const std::vector<Mention>& mentions);

/// The span that this bill is of, of what is said beside the figures: "/month"; empty: none, or another one.
std::string_view span_of_bill(std::string_view lower, const std::vector<Quantity>& quantities, int bill);

/// Money that is of no device: what its sentence reckons is what tokens or a rented machine cost.
bool reckons_use(std::string_view lower);

}  // namespace tokroof::formats
