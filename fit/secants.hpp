#pragma once
#include <cstddef>
#include <deque>
#include <optional>

#include <Eigen/Core>

namespace tokroof::fit {

/// The last steps of a search for a minimum, and by how much the gradient changed along each.
///
/// Where the gradient is about linear they tell the minimum among their combinations at once. A search that goes there
/// first, and then its own step by the gradient that is left, has no more to do with what they point along: conjugate
/// gradients where all steps are remembered, and Anderson's acceleration of whatever the search does.
class Secants {
 public:
  explicit Secants(std::size_t memory) : memory_(memory) {}

  void add(Eigen::VectorXd step, Eigen::VectorXd change_of_gradient);
  void forget();

  struct Leap {
    Eigen::VectorXd step,
        gradient;  ///< to the minimum among the combinations, and what the gradient is there
  };
  /// From where the gradient is `gradient`. None: nothing is remembered, or it curves downwards along a combination.
  [[nodiscard]] std::optional<Leap> leap(const Eigen::VectorXd& gradient) const;

 private:
  struct Secant {
    Eigen::VectorXd step, change;
  };

  std::size_t memory_;
  std::deque<Secant> last_;
};

}  // namespace tokroof::fit
