#include "fit/solve.hpp"

#include <algorithm>
#include <functional>
#include <string_view>
#include <unordered_map>

#include "fit/factor.hpp"
#include "fit/information.hpp"
#include "fit/objective.hpp"

namespace tokroof::fit {
namespace {

constexpr double kTolerance = 1e-6;       // a device that is left out hardly moves the whole
constexpr double kRoughTolerance = 3e-4;  // as near as widths and noise need it

}  // namespace

Regression::Regression(const predict::Observations& observations, const Held& held)
    : observations_(observations.all), layout_(observations.all, held) {
  std::unordered_map<std::string_view, std::vector<std::size_t>> by_uses;
  for (std::size_t i = 0; i < observations_.size(); ++i) {
    const std::span<const Use> uses = layout_.uses_of(i);
    std::vector<std::size_t>& candidates =
        by_uses[{reinterpret_cast<const char*>(uses.data()), uses.size_bytes()}];
    const auto alike = std::find_if(candidates.begin(), candidates.end(), [&](std::size_t other) {
      return observations_[other].figure == observations_[i].figure &&
             model::same_counts(observations_[other].step, observations_[i].step);
    });
    first_alike_.push_back(alike == candidates.end() ? i : *alike);
    if (alike == candidates.end()) {
      candidates.push_back(i);
    }
  }
}

double Regression::residual(std::size_t observation,
                            const std::vector<double>& parameters,
                            Gradient* gradient) const {
  if (gradient == nullptr) {
    return ln_seconds(observation, parameters, nullptr) - observations_[observation].ln_seconds;
  }
  const std::span<const Use> uses = layout_.uses_of(observation);
  std::vector<double> derivatives(uses.size());
  const double error =
      ln_seconds(observation, parameters, derivatives.data()) - observations_[observation].ln_seconds;
  gradient->clear();
  for (std::size_t k = 0; k < uses.size(); ++k) {
    gradient->emplace_back(uses[k].parameter, derivatives[k]);
  }
  return error;
}

Solution solve(ModelPass& pass, const Widths& widths, const std::vector<double>& start, Nearness nearness) {
  Objective objective(pass, widths);
  Information information(pass, widths);
  Factor factor(pass.sparsity());
  Eigen::SparseMatrix<double> h;
  Eigen::VectorXd before;  // the diagonal one step ago; empty: there was none
  const Direction direction = [&](const std::vector<double>& x, const Eigen::VectorXd& g) -> Eigen::VectorXd {
    h = information.at(x, Weighing::reweighted);
    const Eigen::VectorXd here = h.diagonal();
    if (before.size() > 0) {
      h.diagonal() = here.cwiseMax(before);
    }
    before = here;
    factor.factorize(h);
    return factor.solve(g);
  };
  const double tolerance = nearness == Nearness::rough ? kRoughTolerance : kTolerance;
  return minimize(std::ref(objective), direction, start, {.stride = kStride, .tolerance = tolerance});
}

}  // namespace tokroof::fit
