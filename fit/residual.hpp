#pragma once
#include <span>
#include <utility>
#include <vector>

#include "fit/layout.hpp"
#include "predict/observation.hpp"

namespace tokroof::fit {

/// Derivatives of one number: (parameter, derivative) pairs.
using Gradient = std::vector<std::pair<std::size_t, double>>;

/// ln t_model of an observation [ln s], by the same lines of model/time that predict. `parameters` are in layout order;
/// `derivatives` by those of `uses`, in that order, or null.
double ln_model_seconds(const predict::Observation& observation,
                        std::span<const Use> uses,
                        const std::vector<double>& parameters,
                        double* derivatives);

}  // namespace tokroof::fit
