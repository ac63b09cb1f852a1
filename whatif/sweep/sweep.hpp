#pragma once
#include <functional>
#include <memory>
#include <string_view>

#include "predict/request.hpp"
#include "whatif/sweep/product.hpp"
#include "whatif/sweep/row.hpp"

namespace tokroof::whatif {

/// Who answers a sweep's points.
struct SweepModel {
  const catalog::Catalog& catalog;
  const predict::Fitted& fitted;
  std::function<predict::Request(const catalog::Question&)> complete;  ///< fills the gaps, as complete() does
};

struct SweepOptions {
  bool intervals = true;  ///< low_tps and high_tps too
  bool reasons = true;    ///< of what does not fit in memory, the sentence: it costs more than a rate
  bool laws = true;  ///< where lengths alone change; false: every row is asked of predict(), which is slow
};

/// Takes a row; false: no more are wanted. `setup` may change with the next row.
using TakeRow = std::function<bool(std::uint64_t number, const SetupCells& setup, const SweepPoint& point)>;

/// Looks at every value once, before a row is made: throws InputError (with the option and the value's place) for a name
/// that is not known, and for what no combination can be (no model is stated, ...). What only some combinations cannot be
/// is said in their rows.
void check_sweep(const SweepModel& model, const Product& product);

/// Makes rows of a product, range after range. Set-ups that it made are kept for the next range.
class Sweeper {
 public:
  Sweeper(const SweepModel& model, const Product& product, const SweepOptions& options);
  ~Sweeper();
  Sweeper(Sweeper&&) noexcept;
  Sweeper& operator=(Sweeper&&) = delete;

  /// The rows of a range, in order; false: no more were wanted.
  bool rows(RowRange range, const TakeRow& take);

 private:
  class Setups;
  std::unique_ptr<Setups> setups_;
};

/// The rows of a range, in order.
void sweep(const SweepModel& model,
           const Product& product,
           RowRange range,
           const SweepOptions& options,
           const TakeRow& take);

}  // namespace tokroof::whatif
