#pragma once
#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "model/coefficients.hpp"
#include "predict/observation.hpp"

namespace tokroof {

/// Coefficients that one label fixes together: one parameter block of the fit. Grouped by part, scope and when, so
/// that a row's Jacobian holds few blocks and hardly a structural zero.
struct Block {
  std::size_t offset = 0;                 ///< of its first parameter
  std::vector<std::size_t> coefficients;  ///< positions in kCoefficients
  std::string label;
  bool heavy_tailed = false;
};

/// Where every parameter of a fit lives: one value per coefficient and label that occurs in the observations.
class Layout {
 public:
  explicit Layout(std::span<const Observation> observations);

  [[nodiscard]] std::size_t parameters() const { return parameters_; }
  [[nodiscard]] const std::vector<Block>& blocks() const { return blocks_; }
  /// Blocks that observation i depends on.
  [[nodiscard]] const std::vector<std::size_t>& blocks_of(std::size_t observation) const {
    return uses_[observation];
  }

  /// Prior means, in layout order.
  [[nodiscard]] std::vector<double> prior_means() const;
  /// Prior standard deviations; `widths` overrides those of the effects (by name).
  [[nodiscard]] std::vector<double> prior_sds(const std::map<std::string, double, std::less<>>& widths) const;

 private:
  std::vector<Block> blocks_;
  std::vector<std::vector<std::size_t>> uses_;
  std::size_t parameters_ = 0;
};

}  // namespace tokroof
