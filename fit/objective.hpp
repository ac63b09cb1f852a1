#pragma once
#include <vector>

#include "fit/solve.hpp"

namespace tokroof {

/// Half of what a regression minimizes (solve.hpp), and its gradient. The regression and `used` must outlive it.
class Objective {
 public:
  Objective(const Regression& regression, const std::vector<bool>& used, const Widths& widths, Cores cores);

  double operator()(const std::vector<double>& parameters, std::vector<double>& gradient) const;

 private:
  const Regression& regression_;
  const std::vector<bool>& used_;
  std::vector<double> mean_, sd_;
  Cores cores_;
};

}  // namespace tokroof
