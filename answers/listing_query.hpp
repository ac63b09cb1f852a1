#pragma once
#include <string>
#include <string_view>

#include "answers/listing.hpp"

namespace tokroof::answers {

/// The entries for which every term of the query holds (listing_terms.hpp).
Listing filtered(const Listing& listing, std::string_view query);

/// Sorted by columns, "memory_gib:desc,price_usd": the first counts most. What is not known comes last.
Listing sorted(const Listing& listing, std::string_view order);

/// `columns`: keys with commas between them, "all", or nothing: those that are shown by default.
Table table_of(const Listing& listing, std::string_view columns = "");

/// Why a query finds nothing, in a sentence: how many entries each of its terms has, and names near to one that has none.
std::string why_nothing(const Listing& listing, std::string_view query);

}  // namespace tokroof::answers
