#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "model/coefficients.hpp"
#include "predict/observation.hpp"

namespace tokroof::fit {

/// Coefficients that one label fixes together: neighbours among the parameters. Grouped by part, scope and when: a
/// figure depends on all coefficients of a block or on none.
struct Block {
  std::size_t offset = 0;                 ///< of its first parameter
  std::vector<std::size_t> coefficients;  ///< positions in kCoefficients
  std::string label;
  bool heavy_tailed = false;
};

/// One parameter of an observation, and the coefficient (position in kCoefficients) that it is a value of.
struct Use {
  std::uint32_t coefficient, parameter;
};

/// What a fit leaves out of the model (fit/ablation): coefficients held at a value.
struct Held {
  std::map<std::size_t, double>
      parameters;              ///< by position in kCoefficients, for all labels; before the transform
  bool normal_priors = false;  ///< heavy-tailed coefficients get a normal prior
};

/// Where every parameter of a fit lives: one value per coefficient and label that occurs in the observations.
class Layout {
 public:
  explicit Layout(std::span<const predict::Observation> observations, Held held = {});

  [[nodiscard]] std::size_t parameters() const { return parameters_; }
  [[nodiscard]] const std::vector<Block>& blocks() const { return blocks_; }
  /// What an observation depends on.
  [[nodiscard]] std::span<const Use> uses_of(std::size_t observation) const {
    return std::span(uses_).subspan(first_use_[observation],
                                    first_use_[observation + 1] - first_use_[observation]);
  }

  /// Prior means, in layout order. A held coefficient's prior is its value, too narrow for any data.
  [[nodiscard]] std::vector<double> prior_means() const;
  /// Prior standard deviations; `widths` overrides those of the effects (by name).
  [[nodiscard]] std::vector<double> prior_sds(const std::map<std::string, double, std::less<>>& widths) const;

 private:
  std::vector<Block> blocks_;
  std::vector<Use> uses_;               // of all observations, one after the other
  std::vector<std::size_t> first_use_;  // of an observation
  std::size_t parameters_ = 0;
  Held held_;
};

}  // namespace tokroof::fit
