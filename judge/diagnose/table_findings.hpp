#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.hpp"
#include "judge/check/check.hpp"
#include "predict/each_part.hpp"
#include "predict/fitted.hpp"

namespace tokroof::judge {

enum class FindingKind {
  near_duplicate,  ///< the same configuration with the same rates, twice
  repeated_value,  ///< one rate to the last digit for many different models: a saturated reading, or a filled-down cell
  swapped_columns,   ///< pp_tps and tg_tps
  size_unit,         ///< size_gib holds 10^9 bytes, or GiB were converted once too often
  stream_aggregate,  ///< one stream's rate among rates of all streams, or the reverse
};
std::string_view finding_name(FindingKind kind);

/// What only the table shows: slips that single rows hide.
struct Finding {
  FindingKind kind;
  std::vector<std::size_t> rows;  ///< indices, the first is the one to look at
  std::string message;
};

/// The findings of a table in the order of their first rows. Of rows that repeat others there may be as many as rows: their
/// words are made when they are asked for.
class TableFindings {
 public:
  /// `runs` must outlive it.
  explicit TableFindings(const catalog::PackedRuns& runs) : runs_(&runs) {}
  void add(Finding finding);
  void add_duplicate(std::uint32_t row, std::uint32_t earlier);
  void put_in_order();

  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] FindingKind kind(std::size_t i) const {
    return is_told(i) ? told_[entries_[i].other & ~kTold].kind : FindingKind::near_duplicate;
  }
  /// The row to look at.
  [[nodiscard]] std::size_t row(std::size_t i) const { return entries_[i].row; }
  [[nodiscard]] Finding operator[](std::size_t i) const;

 private:
  struct Entry {
    std::uint32_t row = 0;
    std::uint32_t other = 0;  ///< the row that is repeated, or kTold and the number in `told_`
  };
  static constexpr std::uint32_t kTold = 0x80000000;
  [[nodiscard]] bool is_told(std::size_t i) const { return entries_[i].other >= kTold; }

  const catalog::PackedRuns* runs_;
  std::vector<Entry> entries_;
  std::vector<Finding> told_;
};

/// Rows that cannot be modelled take part in duplicates only. What a row would show instead is predicted where `rows`
/// finds its rate far off: nothing else can be a slip.
TableFindings table_findings(const catalog::Catalog& catalog,
                             const predict::Fitted& fitted,
                             const CheckedTable& rows,
                             const predict::EachPart& each_part = predict::one_by_one);

}  // namespace tokroof::judge
