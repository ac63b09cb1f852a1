#pragma once
#include <utility>
#include <vector>

#include "fit/layout.hpp"
#include "predict/observation.hpp"

namespace tokroof {

/// Derivatives of one number: (parameter, derivative) pairs.
using Gradient = std::vector<std::pair<std::size_t, double>>;

/// ln t_model - ln t_measured of the layout's observation `index`, by the same lines of model/time that predict.
/// `parameters` are in layout order; `gradient` may be null.
double ln_residual(const Observation& observation,
                   const Layout& layout,
                   std::size_t index,
                   const std::vector<double>& parameters,
                   Gradient* gradient);

}  // namespace tokroof
