#pragma once
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

/// Findings in the order of their first rows. Rows that cannot be modelled take part in duplicates only. What a row would
/// show instead is predicted where `rows` finds its rate far off: nothing else can be a slip.
std::vector<Finding> table_findings(const catalog::Catalog& catalog,
                                    const predict::Fitted& fitted,
                                    const CheckedTable& rows,
                                    const predict::EachPart& each_part = predict::one_by_one);

}  // namespace tokroof::judge
