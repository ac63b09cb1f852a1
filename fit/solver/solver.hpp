#pragma once
#include "fit/minimize.hpp"

namespace tokroof::fit {

/// What libtokroof_solver exports, under this name; x: function.size() values.
using SolverEntry = void(const SmoothFunction& function, Minimization& how, double* x);
inline constexpr const char* kSolverEntry = "tokroof_solve";

}  // namespace tokroof::fit
