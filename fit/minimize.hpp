#pragma once
#include <functional>
#include <vector>

#include <Eigen/Core>

namespace tokroof::fit {

/// A function to be minimized: its value at x, and its gradient there.
using Smooth = std::function<double(const std::vector<double>& x, std::vector<double>& gradient)>;
/// H^-1 g at x, where H is about the function's curvature and positive definite.
using Direction = std::function<Eigen::VectorXd(const std::vector<double>& x, const Eigen::VectorXd& g)>;

struct Minimization {
  double stride = 1;        ///< r
  double tolerance = 1e-9;  ///< gain of a step at which it has converged, of the value
  std::size_t memory = 0;   ///< steps that are remembered (secants.hpp)
};

/// A minimum, or where the search for it ended.
struct Solution {
  std::vector<double> parameters;
  int iterations = 0;
  bool converged = false;
};

/// Goes x <- x - r H^-1 g, with r halved where that would lose, until two steps in turn gain next to nothing. With a memory
/// it goes first to the minimum among its last steps, and on from there with r = 1, wherever that gains.
Solution minimize(const Smooth& function,
                  const Direction& direction,
                  std::vector<double> start,
                  const Minimization& how);

}  // namespace tokroof::fit
