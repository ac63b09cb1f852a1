#pragma once
#include "fit/posterior.hpp"

namespace tokroof::fit {

/// Widths of the effects from the runs (empirical Bayes).
///
///     tau^2 <- (sum_j u_j^2 + 2 tau0^2) / (sum_j gamma_j + 2),   gamma_j = 1 - C_jj/tau^2
///
///   u_j      fitted effects of one coefficient, one a label
///   gamma_j  how far the runs determine u_j: 0 not at all, 1 wholly
///   tau0     the table's prior_sd, worth two observations
///
/// Source: MacKay, "Bayesian Interpolation", Neural Computation 4(3), 1992, equation 4.9 with a prior.
/// Heavy-tailed effects keep their typed width.
Widths update_widths(const Layout& layout,
                     const Posterior& posterior,
                     const std::vector<double>& parameters,
                     const Widths& widths);

}  // namespace tokroof::fit
