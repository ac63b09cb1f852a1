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

/// What a drawing of measured runs reads of a table (answers/plot), by columns (catalog/table_columns.hpp); cells of rows
/// without a decode rate are empty, but for the model. All lines stay, since rows are known by them.
std::string drawn_columns(std::string_view table);

/// The C++ source of Catalog::bundled(), bundled_tables(), bundled_claims() and bundled_data_version(). `by_columns`: the
/// texts of the tables are.
std::string embedded_source(const catalog::Catalog& catalog,
                            const std::vector<TableText>& tables,
                            std::string_view claims,
                            const catalog::DataVersion& version,
                            bool by_columns);

}  // namespace tokroof::tools
