#include <ceres/gradient_problem.h>
#include <ceres/gradient_problem_solver.h>

#include "fit/solver/solver.hpp"

namespace {

class Adapted final : public ceres::FirstOrderFunction {
 public:
  explicit Adapted(const tokroof::fit::SmoothFunction& function) : function_(function) {}

  bool Evaluate(const double* x, double* value, double* gradient) const override {
    return function_.evaluate(x, value, gradient);
  }
  [[nodiscard]] int NumParameters() const override { return function_.size(); }

 private:
  const tokroof::fit::SmoothFunction& function_;
};

}  // namespace

extern "C" void tokroof_solve(const tokroof::fit::SmoothFunction& function,
                              tokroof::fit::Minimization& how,
                              double* x) {
  ceres::GradientProblemSolver::Options options;
  options.max_num_iterations = how.most_iterations;
  options.function_tolerance = how.function_tolerance;
  options.max_lbfgs_rank = 20;  // steps from which L-BFGS learns curvature
  options.logging_type = ceres::SILENT;
  const ceres::GradientProblem problem(new Adapted(function));  // owns it
  ceres::GradientProblemSolver::Summary summary;
  ceres::Solve(options, problem, x, &summary);
  how.iterations = static_cast<int>(summary.iterations.size());
  how.converged = summary.termination_type == ceres::CONVERGENCE;
}
