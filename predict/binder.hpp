#pragma once
#include <array>
#include <cstddef>

#include "predict/covariances.hpp"
#include "predict/estimate.hpp"

namespace tokroof::predict {

/// bind() and the covariances for many steps in turn, as sweeps and tables have them: what the steps before had in common with
/// this one (most labels, most conditions, most pairs of coefficients) is not looked up again. For one thread.
class Binder {
 public:
  explicit Binder(const Fitted& fitted) : fitted_(fitted), covariances_(fitted_) {}
  Binder(const Binder&) = delete;  // it refers to its own
  Binder& operator=(const Binder&) = delete;
  ~Binder() = default;

  /// That of this thread: it forgets all that it knows of another fit.
  static Binder& of_thread(const Fitted& fitted);

  /// Of both figures, valid until the next step.
  struct Bindings {
    const Binding &decode, &prefill;
  };
  Bindings bind(const model::Step& step);
  /// Of one, valid until the next step.
  const Binding& bind(const model::Step& step, model::FigureKind figure);
  const std::vector<double>& covariances(const std::vector<BoundCoefficient>& reads) {
    return covariances_.of(reads);
  }

 private:
  /// What one of the figures was bound to.
  struct Last {
    model::CoefficientSet reads;
    model::CoefficientSet current;  ///< of these, what has not got another label since
    Binding binding;
  };

  void see(const model::Labels& labels);
  const Binding& bind(const model::Step& step,
                      const model::CoefficientSet& holding,
                      model::FigureKind figure);
  /// Under the last step's label.
  const BoundValue& value(std::size_t coefficient);

  const Fitted fitted_;
  model::Labels labels_;  ///< of the last step
  std::array<BoundValue, model::kCoefficientCount> values_;
  model::CoefficientSet known_;  ///< of these, what is of its label
  std::array<Last, 2> last_;     ///< of FigureKind
  Covariances covariances_;
};

}  // namespace tokroof::predict
