#pragma once
#include <set>
#include <string>

#include "cli/spellings.hpp"

namespace tokroof::cli {

/// "600 requests per minute" among the words that are no option's value (`with_value` are the options that take one): as
/// --request-rate, with a note. Nothing: no words say so.
void take_request_rate(OwnWords& own, const std::set<std::string>& with_value);

}  // namespace tokroof::cli
