#pragma once
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "catalog/run.hpp"

namespace tokroof::formats {

/// Columns where a row and what is given beside it differ.
struct FilledCells {
  std::vector<std::string> kept;      ///< the row says something else, which stays
  std::vector<std::string> replaced;  ///< the row names what the catalog does not know: "device 'rtx-9999'"
};

/// Fills the cells of a row that are empty from `given`; names that the catalog does not know count as empty.
FilledCells fill_from(const catalog::Catalog& catalog, const catalog::Run& given, catalog::Run& run);

}  // namespace tokroof::formats
