#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/hashed_numbers.hpp"
#include "catalog/run.hpp"
#include "catalog/texts.hpp"

namespace tokroof::catalog {

/// Rows of tables of any length. What rows state of their set-up is kept once, however many rows state it; each row
/// keeps its rates: some 16 bytes a row and 100 a set-up, where a Run has 1000.
class PackedRuns {
 public:
  PackedRuns() = default;
  explicit PackedRuns(std::span<const Run> runs);
  void add(const Run& run);
  /// Leaves out the rows from this one on.
  void cut(std::size_t rows);

  [[nodiscard]] std::size_t size() const { return rows_.size(); }
  [[nodiscard]] Run operator[](std::size_t row) const;
  [[nodiscard]] double tg_tps(std::size_t row) const { return number(rows_[row].tg_tps); }
  [[nodiscard]] double pp_tps(std::size_t row) const { return number(rows_[row].pp_tps); }

  /// Rows of one set-up differ in table, line, url, and by how much their rates are above 0: all that a prediction does
  /// not depend on.
  [[nodiscard]] std::size_t set_up_of(std::size_t row) const { return rows_[row].set_up; }
  [[nodiscard]] std::size_t set_ups() const { return set_ups_.size(); }
  [[nodiscard]] std::size_t first_row_of(std::size_t set_up) const { return set_ups_[set_up].first_row; }

 private:
  /// Rates as they are published, decimals of up to eight digits; others stand in `others_`.
  struct Row {
    std::uint32_t set_up = 0, pp_tps = 0, tg_tps = 0, tg_std = 0;
  };
  /// Rows of one page on consecutive lines.
  struct Stretch {
    std::uint32_t first_row = 0, table = 0, url = 0;
    int line = 0;
  };
  struct SetUp {
    std::size_t begin = 0;  ///< of its cells in `packed_`
    std::uint32_t first_row = 0;
  };
  [[nodiscard]] std::string_view packed(std::size_t set_up) const;
  [[nodiscard]] std::size_t hash_of(std::size_t set_up) const;
  [[nodiscard]] double number(std::uint32_t packed) const;
  std::uint32_t pack(double number);
  std::uint32_t set_up_number(std::string_view cells);

  std::vector<Row> rows_;
  std::vector<Stretch> stretches_;
  std::vector<SetUp> set_ups_;
  std::string packed_;  ///< cells of the set-ups, one after the other
  HashedNumbers set_up_numbers_;
  std::vector<double> others_;
  Texts texts_;
};

}  // namespace tokroof::catalog
