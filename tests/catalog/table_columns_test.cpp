#include "catalog/table_columns.hpp"

#include <string>

#include <catch2/catch.hpp>

namespace tokroof::test {

TEST_CASE("A table is the same after it stood by columns", "[catalog][table]") {
  for (const std::string table :
       {"a\n", "a\tb\n", "a\tb\n\t\n1\t\n1\t2\n\t2\n", "device\tmodel\nx\ty\nx\ty\nx\tz\n"}) {
    INFO(table);
    CHECK(catalog::by_rows(catalog::by_columns(table)) == table);
  }
  CHECK(catalog::by_columns("device\tmodel\nx\ty\nx\tz\n") == "device\nx\n\1\tmodel\ny\nz");
}

TEST_CASE("Every bundled table is the same after it stood by columns, in half the bytes",
          "[catalog][table]") {
  std::size_t before = 0;
  std::size_t after = 0;
  for (const catalog::EmbeddedTable& table : catalog::bundled_tables()) {
    INFO(table.name);
    const std::string columns = catalog::by_columns(table.text);
    CHECK(catalog::by_rows(columns) == table.text);
    before += table.text.size();
    after += columns.size();
  }
  CHECK(after < before / 2);
}

}  // namespace tokroof::test
