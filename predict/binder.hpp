#pragma once
#include <array>
#include <cstdint>
#include <optional>

#include "predict/covariances.hpp"
#include "predict/estimate.hpp"

namespace tokroof::predict {

/// bind() and the covariances for many steps in turn, as a sweep has them: what the steps before had in common with this one
/// (most labels, most pairs of coefficients) is not looked up again. For one thread.
class Binder {
 public:
  explicit Binder(const Fitted& fitted) : fitted_(fitted), covariances_(fitted) {}

  /// Of both figures, valid until the next step.
  struct Bindings {
    const Binding &decode, &prefill;
  };
  Bindings bind(const model::Step& step);
  const std::vector<double>& covariances(const std::vector<BoundCoefficient>& reads) {
    return covariances_.of(reads);
  }

 private:
  /// Of one coefficient, under the label that its scope had when it was looked up.
  struct Known {
    std::uint64_t label = 0;  ///< which one of its scope, counted as they change; 0: it was never looked up
    BoundValue bound;
  };
  struct Last {
    std::uint64_t labels = 0;
    model::Readers readers;
    Binding binding;
  };

  void see(const model::Labels& labels);
  const Binding& bind(const model::Step& step, model::FigureKind figure, std::optional<Last>& last);

  const Fitted& fitted_;
  model::Labels labels_;  ///< of the last step
  std::array<std::uint64_t, model::kScopeCount> label_{};
  std::uint64_t labels_seen_ = 0;  ///< counted as any of them changes
  std::array<Known, model::kCoefficientCount> known_;
  std::optional<Last> decode_, prefill_;
  Covariances covariances_;
};

}  // namespace tokroof::predict
