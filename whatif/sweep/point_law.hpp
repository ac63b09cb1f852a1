#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "model/ceiling.hpp"
#include "model/count/kv_cache.hpp"
#include "model/count/memory.hpp"
#include "model/energy.hpp"
#include "model/time/figure_time.hpp"
#include "predict/economics.hpp"
#include "predict/estimate.hpp"
#include "predict/interval_law.hpp"
#include "whatif/sweep/row.hpp"
#include "whatif/sweep/sweep.hpp"

namespace tokroof::whatif {

/// What of a set-up its streams and lengths do not change, counted once.
struct CountedSetup {
  /// None where no law holds: cards that differ, and what predict() refuses. Defaults of the cost are listed in `request`.
  static std::unique_ptr<CountedSetup> of(const SweepModel& model,
                                          const predict::Asked& asked,
                                          predict::Request& request,
                                          model::Scenario&& scenario);

  model::Scenario scenario;
  model::Step step;
  model::KvLaw kv;
  predict::CostLaw cost;
};

/// A set-up whose every length of prompt, answer and cache is a matter of some hundred arithmetic operations: names,
/// counts, coefficients and all terms that do not grow with the context are worked out once. It holds the laws that
/// predict() itself goes through (DecodeLaw, PrefillLaw, KvLaw, MemoryLaw, ...), so that both say the same.
class PointLaw {
 public:
  /// For the streams of `counted.scenario`; its step becomes that of these streams. `run`: as completed; its class is what an
  /// interval depends on. `level`: of the interval; none: none is wanted. `reasons`: as in SweepOptions. `counted` outlives the
  /// law.
  PointLaw(const SweepModel& model,
           CountedSetup& counted,
           const catalog::Run& run,
           double concurrency,
           std::optional<double> level,
           bool reasons);

  /// False: this length is a case of its own (streams wait for memory, or something spills), for predict() to answer.
  bool at(double n_prompt, double n_gen, double n_depth, SweepPoint& point) const;

 private:
  void add_interval(const model::CacheWork& cache, double n_depth, SweepPoint& point) const;
  void add_prefill(double n_prompt, double n_depth, SweepPoint& point) const;

  const CountedSetup* counted_;
  double room_tokens_ = model::kUnknown;  ///< of a sequence; unknown: no limit
  model::FlightLaw flight_;
  model::MemoryLaw memory_;
  mutable model::MemoryNeed need_;  ///< of the last point
  double available_bytes_ = 0;      ///< to the byte
  model::DecodeLaw<double> decode_;
  model::LeastStep least_;
  model::DrawOfStep draw_;
  std::string_view weights_limit_;
  double tokens_ = 1;          ///< that a step yields a stream
  double most_tokens_ = 1;     ///< at best
  double effects_ = 1;         ///< times the sum of the terms
  double streams_ = 1;         ///< that decode at the same time, all replicas
  double prompts_before_ = 0;  ///< that a stream's prompt waits for, on average
  bool beyond_memory_ = false;
  bool reasons_ = true;

  struct AskedInterval {
    const predict::Fitted* fitted;
    predict::Binding binding;
    std::string shallow_class, deep_class;  ///< of a cache below and from kDeepTokens on
    double level;
  };
  std::optional<AskedInterval> asked_;
  mutable std::shared_ptr<predict::IntervalLaw> interval_;             ///< made for the first point that fits
  mutable double shallow_ = model::kUnknown, deep_ = model::kUnknown;  ///< its ln_scale_beside, as asked for

  model::Step step_;  ///< of these streams; without labels where no interval is wanted
  model::Coefficients<double> prefill_coefficients_;
  double prefill_effects_ = 1;               ///< times its terms
  mutable double prompt_ = model::kUnknown;  ///< that prefill_ is of
  mutable double prompt_ceiling_tps_ = 0;
  mutable model::PrefillLaw<double> prefill_;
};

}  // namespace tokroof::whatif
