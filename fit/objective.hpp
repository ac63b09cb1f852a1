#pragma once
#include <vector>

#include "fit/model_pass.hpp"
#include "fit/solve.hpp"

namespace tokroof::fit {

/// Half of what a regression minimizes (solve.hpp), and its gradient. The regression must outlive it.
class Objective {
 public:
  Objective(const Regression& regression, const std::vector<bool>& used, const Widths& widths, Cores cores);

  double operator()(const std::vector<double>& parameters, std::vector<double>& gradient);

 private:
  const Regression& regression_;
  ModelPass pass_;
  std::vector<double> mean_, sd_;
  Cores cores_;
};

}  // namespace tokroof::fit
