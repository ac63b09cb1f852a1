#pragma once
#include <vector>

#include "fit/model_pass.hpp"
#include "fit/solve.hpp"

namespace tokroof::fit {

/// Half of what a regression minimizes (solve.hpp), and its gradient. The pass must outlive it.
class Objective {
 public:
  Objective(ModelPass& pass, const Widths& widths);

  double operator()(const std::vector<double>& parameters, std::vector<double>& gradient);

 private:
  struct Sum {
    double value = 0;
    std::vector<double> gradient;
  };
  /// Over an eighth of the times; added in this order, on any number of cores.
  [[nodiscard]] Sum part(std::size_t index) const;

  ModelPass& pass_;
  std::vector<Measured> measured_;
  std::vector<double> mean_, sd_;
};

}  // namespace tokroof::fit
