#include "formats/machines/missing_rows.hpp"

namespace tokroof::formats {

std::string missing_rows(const std::vector<int>& columns, const std::set<int>& rows) {
  std::string names;
  for (const int column : columns) {
    if (column >= 0 && !rows.contains(column)) {
      names += (names.empty() ? "GPU" : ", GPU") + std::to_string(column);
    }
  }
  return names.empty() ? "" : "no row of " + names + ": the links among them are not known";
}

}  // namespace tokroof::formats
