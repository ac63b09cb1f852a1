#pragma once
#include <vector>

#include "model/scenario.hpp"

namespace tokroof::whatif {

/// What a placement keeps on the host, as a law of one number n: layers, or layers whose experts are there, or layers
/// beside all experts. A step that was counted with any n > 0 is made that of another one.
class HostShare {
 public:
  /// Layers: n of all. The devices keep the others.
  static HostShare of_layers(const model::Scenario& s);
  /// The same, and the experts of the layers that the devices keep.
  static HostShare of_layers_and_experts(const model::Scenario& s);
  /// The experts of the first n blocks. `s` names the host and its engine; where its experts are does not matter.
  static HostShare of_experts(const model::Scenario& s);

  [[nodiscard]] double least() const { return least_; }
  [[nodiscard]] double most() const { return most_; }
  void set(double n, model::Step& step) const;

 private:
  enum class Of { layers, experts, layers_and_experts } of_ = Of::layers;
  double layers_ = 0, least_ = 1, most_ = 0;
  std::vector<double> share_;   ///< of all experts, in the first n blocks
  std::vector<double> blocks_;  ///< with experts among them
};

}  // namespace tokroof::whatif
