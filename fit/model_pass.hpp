#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "fit/solve.hpp"
#include "fit/sparsity.hpp"

namespace tokroof::fit {

/// The model's times of all used observations and their derivatives, at one set of parameters after the other.
/// Repeated runs of one set-up have one time: it is computed once. The regression must outlive this.
class ModelPass {
 public:
  explicit ModelPass(const Regression& regression);
  /// Observations with `used[i]` false (or weight 0) are left out.
  ModelPass(const Regression& regression, const std::vector<bool>& used, Cores cores);

  /// The same at once: the times of `all`, which is at parameters that differ from `parameters` in nothing that is used, and
  /// its sparsity, if it was asked for.
  ModelPass(const ModelPass& all, const std::vector<bool>& used, Cores cores, std::vector<double> parameters);

  /// Nothing to do where it is there already.
  void at(const std::vector<double>& parameters);

  /// From here on every time follows its tangent at the present parameters, for which the model is not asked; and back there.
  void follow_tangents();
  void leave_tangents();
  /// Like at(), but times that can hardly have left their tangents stay on them: the model is asked for those whose
  /// parameters' moves since it was asked last have squares of more than `straight` in sum.
  void nearly_at(const std::vector<double>& parameters, double straight);

  [[nodiscard]] const Regression& regression() const { return regression_; }
  [[nodiscard]] Cores cores() const { return cores_; }

  /// Different times. Every figure that is used and has a weight has one of them.
  [[nodiscard]] std::size_t times() const { return times_.size() - 1; }
  /// ln t_model [ln s].
  [[nodiscard]] double ln_seconds(std::size_t time) const { return times_[time].ln_seconds; }
  /// What a time depends on, and its derivatives by that.
  [[nodiscard]] std::span<const Use> uses(std::size_t time) const;
  [[nodiscard]] std::span<const double> derivatives(std::size_t time) const;
  [[nodiscard]] std::span<const double> derivatives() const { return derivatives_; }

  /// Of its information.
  [[nodiscard]] const Sparsity& sparsity();

  /// Observations of all those figures, by time.
  [[nodiscard]] std::span<const std::size_t> figures() const { return figures_; }
  /// Among these, the first of a time; times() may be asked for.
  [[nodiscard]] std::size_t first_figure(std::size_t time) const { return times_[time].first_figure; }

 private:
  struct Time {
    std::size_t first_figure, first_derivative;
    double ln_seconds = 0;
    double bend = 0;  // squares of its parameters' moves since the model was asked, in sum
  };

  void ask(std::size_t time, const std::vector<double>& parameters);
  void along_tangents(const std::vector<double>& parameters);

  const Regression& regression_;
  Cores cores_;
  std::vector<double> parameters_;          // of the times; empty: none are there yet
  std::vector<Time> times_;                 // and one past them
  std::vector<std::size_t> time_of_first_;  // of observations that are the first alike
  std::vector<std::size_t> figures_;
  std::vector<double> touched_at_;        // where tangents that are followed touch; empty: none are
  std::vector<double> ln_seconds_there_;  // of all times
  std::optional<Sparsity> sparsity_;      // once it is asked for
  std::vector<double> derivatives_;       // of all times, one after the other
};

/// What a loss needs of a figure.
struct Measured {
  double ln_seconds, sd, weight;
};
/// Of all figures of a pass, in its order, as they are now: copies that lie close together.
[[nodiscard]] std::vector<Measured> measured(const ModelPass& pass);

/// Calls work(0) to work(kParts - 1), on as many cores as are asked for. The first exception of any is thrown.
inline constexpr std::size_t kParts = 8;
void in_parts(Cores cores, const std::function<void(std::size_t)>& work);

}  // namespace tokroof::fit
