#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "catalog/run.hpp"

namespace tokroof::catalog {

/// Rows of tables of any length. What rows state of their set-up is kept once, however many rows state it; each row
/// keeps its place and its rates. Some 40 bytes a row and 200 a set-up, where a Run has 1000.
class PackedRuns {
 public:
  PackedRuns() = default;
  explicit PackedRuns(std::span<const Run> runs);
  PackedRuns(PackedRuns&&) = default;
  PackedRuns& operator=(PackedRuns&&) = default;
  PackedRuns(const PackedRuns&) = delete;  // its rows point to its texts
  PackedRuns& operator=(const PackedRuns&) = delete;
  ~PackedRuns() = default;
  void add(const Run& run);

  [[nodiscard]] std::size_t size() const { return rows_.size(); }
  [[nodiscard]] Run operator[](std::size_t row) const;
  [[nodiscard]] double tg_tps(std::size_t row) const { return rows_[row].tg_tps; }
  [[nodiscard]] double pp_tps(std::size_t row) const { return rows_[row].pp_tps; }

  /// Rows of one set-up differ in table, line, url, and by how much their rates are above 0: all that a prediction does
  /// not depend on.
  [[nodiscard]] std::size_t set_up_of(std::size_t row) const { return rows_[row].set_up; }
  [[nodiscard]] std::size_t set_ups() const { return set_ups_.size(); }
  [[nodiscard]] std::size_t first_row_of(std::size_t set_up) const { return set_ups_[set_up].first_row; }

 private:
  struct Row {
    std::uint32_t set_up = 0, table = 0, url = 0;
    int line = 0;
    double pp_tps = model::kUnknown, tg_tps = model::kUnknown, tg_std = model::kUnknown;
  };
  struct SetUp {
    const std::string* packed = nullptr;
    std::size_t first_row = 0;
  };
  std::uint32_t number_of(const std::string& text);

  std::vector<Row> rows_;
  std::vector<SetUp> set_ups_;
  std::unordered_map<std::string, std::uint32_t> set_up_numbers_;  ///< by their packed cells
  std::unordered_map<std::string, std::uint32_t> text_numbers_;
  std::vector<const std::string*> texts_;
};

}  // namespace tokroof::catalog
