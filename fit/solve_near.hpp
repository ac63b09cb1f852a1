#pragma once
#include <vector>

#include "fit/model_pass.hpp"
#include "fit/solve.hpp"

namespace tokroof::fit {

/// Of the objective: what the start of folds may lack. More, each of them would have to gain for itself.
inline constexpr double kOptimum = 1e-8;

/// The maximum a posteriori of what a pass uses, from a start that is near it, for less: a fit of all but one device.
///
/// By turns: the optimum with every time on its tangent (model_pass.hpp), for which the model is not asked, and the
/// model's times there; back towards the start by halves where they lose. Near the optimum times hardly bend, and what
/// takes steps is the loss, whose weights follow the residuals. Ends when the tangents promise next to nothing,
/// or turns gain next to nothing: at a bend (host or copy, whichever is faster) both sides promise more than there is.
/// Times that bend by less than `straight` stay on their tangents (ModelPass::nearly_at).
[[nodiscard]] Solution solve_near(ModelPass& pass,
                                  const Widths& widths,
                                  const std::vector<double>& start,
                                  double tolerance,
                                  double straight = 0);

}  // namespace tokroof::fit
