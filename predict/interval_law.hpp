#pragma once
#include <memory>
#include <utility>
#include <vector>

#include "model/reverse.hpp"
#include "model/time/decode_time.hpp"
#include "predict/estimate.hpp"

namespace tokroof::predict {

/// The interval of a decode rate, as estimate() has it, of a step of which only the cache's length changes: the slopes
/// of all else are recorded once, and the covariances of the coefficients stand together. For figures without a prompt.
class IntervalLaw {
 public:
  IntervalLaw(const Fitted& fitted, const model::Step& step, const Binding& binding);

  /// What runs of this class scatter: a part of Scales::published.
  [[nodiscard]] double ln_scale_beside(std::string_view run_class) const;

  /// Factors of the rate at the ends of the published interval at `level`, not cut at any limit.
  [[nodiscard]] std::pair<double, double> ends(const model::CacheWork& cache,
                                               double ln_scale_beside,
                                               double level);

 private:
  [[nodiscard]] double variance(const model::CacheWork& cache);

  const IntervalModel& widths_;
  Surroundings around_;
  std::unique_ptr<model::Tape> tape_;
  model::DecodeLaw<model::Var> law_;
  model::Var tokens_;  ///< that a step yields a stream
  std::uint32_t recorded_ = 0;
  std::vector<std::uint32_t> nodes_;  ///< of the coefficients; 0: an effect, whose slope is 1
  std::vector<double> covariance_;    ///< rows of the lower triangle, what is off the diagonal doubled
  std::vector<double> slopes_;
};

}  // namespace tokroof::predict
