#include "fit/minimize.hpp"

#include <dlfcn.h>

#include <stdexcept>

#include <fmt/format.h>

#include "fit/solver/solver.hpp"

namespace tokroof::fit {
namespace {

SolverEntry* solver() {
#ifdef __APPLE__
  const char* const file = "@rpath/libtokroof_solver.so";
#else
  const char* const file = "libtokroof_solver.so";  // the loader looks beside the program, in its RUNPATH
#endif
  void* library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
  const char* const reason = library == nullptr ? dlerror() : nullptr;
  if (library == nullptr) {
    throw std::runtime_error(fmt::format(
        "cannot fit: the solver, which is built where Ceres Solver is installed, cannot be loaded ({})",
        reason != nullptr ? reason : "no reason given"));
  }
  return reinterpret_cast<SolverEntry*>(dlsym(library, kSolverEntry));
}

}  // namespace

void minimize(const SmoothFunction& function, Minimization& how, std::span<double> x) {
  static SolverEntry* const solve = solver();  // once found it stays; a failure is tried again
  solve(function, how, x.data());
}

}  // namespace tokroof::fit
