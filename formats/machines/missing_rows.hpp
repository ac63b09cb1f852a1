#pragma once
#include <set>
#include <string>
#include <vector>

namespace tokroof::formats {

/// What a matrix of devices lacks that was cut off: "no row of GPU5, GPU6"; empty where it has a row for each column.
/// Columns below 0 are no devices.
std::string missing_rows(const std::vector<int>& columns, const std::set<int>& rows);

}  // namespace tokroof::formats
