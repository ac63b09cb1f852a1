#pragma once
#include <span>

namespace tokroof::fit {

/// A smooth function of size() parameters.
class SmoothFunction {
 public:
  SmoothFunction() = default;
  SmoothFunction(const SmoothFunction&) = delete;
  SmoothFunction& operator=(const SmoothFunction&) = delete;
  virtual ~SmoothFunction() = default;

  [[nodiscard]] virtual int size() const = 0;
  /// Value at x and, unless null, its gradient, size() of each; false where the value is not finite.
  virtual bool evaluate(const double* x, double* value, double* gradient) const = 0;
};

struct Minimization {
  int most_iterations = 0;
  double function_tolerance = 1e-6;  ///< relative change of the value at which it has converged

  int iterations = 0;  ///< that it took
  bool converged = false;
};

/// Moves x to a minimum of `function` by L-BFGS. The method is Ceres Solver's, in a library of its own (fit/solver) that is
/// loaded by the first call: a program that only predicts does not load Ceres and what it brings along.
/// Throws std::runtime_error where that library is not installed.
void minimize(const SmoothFunction& function, Minimization& how, std::span<double> x);

}  // namespace tokroof::fit
