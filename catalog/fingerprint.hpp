#pragma once
#include <string>
#include <string_view>

#include "catalog/run.hpp"

namespace tokroof::catalog {

/// Tells a row by what it says of a measurement, 16 hexadecimal digits: rows keep theirs when others are inserted before
/// them, when the table is renamed, and when only the address, the notes or the remark on quality change.
std::string run_fingerprint(const Run& run);

/// Whether a text has the form of one.
bool is_fingerprint(std::string_view text);

}  // namespace tokroof::catalog
