#pragma once
#include <cstddef>
#include <span>

#include "model/coefficients.hpp"
#include "model/reads.hpp"
#include "model/step.hpp"

namespace tokroof::model {

/// ln of the seconds per token, or per prompt token, that a figure publishes (time/figure_time.hpp).
double ln_seconds(const Step& step, FigureKind figure, const Coefficients<double>& c);

/// How a figure answers to a coefficient that it reads: d ln t / d parameter.
struct Slope {
  std::size_t coefficient = 0;  ///< position in kCoefficients; none of Part::effect, whose slope is 1
  double parameter = 0;         ///< its value, before the transform
  double value = 0;             ///< the slope
};

/// The same of the coefficients in `slopes`, which are all that the figure reads, and its derivatives by them. Exact, by
/// one pass over the same equations (reverse.hpp), for the price of three evaluations.
double ln_seconds(const Step& step, FigureKind figure, std::span<Slope> slopes);

}  // namespace tokroof::model
