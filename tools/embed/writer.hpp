#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.hpp"
#include "catalog/validate.hpp"

namespace tokroof::tools {

/// A runs table with its text, to be compiled in.
struct TableText {
  catalog::TableFacts facts;
  std::string text;
};

/// The C++ source of Catalog::bundled(), bundled_tables(), bundled_claims() and bundled_data_version().
std::string embedded_source(const catalog::Catalog& catalog,
                            const std::vector<TableText>& tables,
                            std::string_view claims,
                            const catalog::DataVersion& version);

}  // namespace tokroof::tools
