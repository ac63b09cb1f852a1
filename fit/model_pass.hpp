#pragma once
#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "fit/solve.hpp"

namespace tokroof::fit {

/// The model's times of all used observations and their derivatives, at one set of parameters after the other.
/// Repeated runs of one set-up have one time: it is computed once. The regression must outlive this.
class ModelPass {
 public:
  ModelPass(const Regression& regression, const std::vector<bool>& used, Cores cores);

  void at(const std::vector<double>& parameters);

  /// Whether an observation is used and has a weight; the others have no residual and no time.
  [[nodiscard]] bool has(std::size_t observation) const { return time_of_[observation] != kNone; }
  /// ln t_model - ln t_measured.
  [[nodiscard]] double residual(std::size_t observation) const;
  /// Which of the times that were computed is an observation's.
  [[nodiscard]] std::size_t time_of(std::size_t observation) const { return time_of_[observation]; }
  /// What a time depends on, and its derivatives by that.
  [[nodiscard]] std::span<const Use> uses(std::size_t time) const;
  [[nodiscard]] std::span<const double> derivatives(std::size_t time) const;

 private:
  struct Time {
    std::size_t observation;  ///< the first one that has it
    std::size_t first_derivative;
    double ln_seconds;
  };

  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  const Regression& regression_;
  Cores cores_;
  std::vector<std::size_t> time_of_;  // by observation
  std::vector<Time> times_;
  std::vector<double> derivatives_;  // of all times, one after the other
};

/// Calls work(0) to work(kParts - 1), on as many cores as are asked for. The first exception of any is thrown.
inline constexpr std::size_t kParts = 8;
void in_parts(Cores cores, const std::function<void(std::size_t)>& work);

}  // namespace tokroof::fit
