#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.hpp"
#include "catalog/validate.hpp"

namespace tokroof {

/// A runs table with its text, to be compiled in.
struct TableText {
  TableFacts facts;
  std::string text;
};

/// The C++ source of Catalog::bundled(), bundled_tables(), bundled_claims() and bundled_data_version().
std::string embedded_source(const Catalog& catalog,
                            const std::vector<TableText>& tables,
                            std::string_view claims,
                            const DataVersion& version);

}  // namespace tokroof
