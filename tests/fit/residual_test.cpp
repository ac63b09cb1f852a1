#include <algorithm>
#include <cmath>
#include <set>

#include <catch2/catch.hpp>
#include "tests/fit/bundled_fit.hpp"

#include "fit/information.hpp"
#include "fit/model_pass.hpp"

using namespace tokroof;
using namespace tokroof::test;
using Catch::Detail::Approx;

TEST_CASE("a pass gives every figure its own residual and derivatives, and computes repeated set-ups once",
          "[fit][residual]") {
  const fit::Fit& fit = test::bundled_fit();
  const fit::Regression& regression = *fit.regression;
  const std::vector<double>& x = fit.solution.parameters;
  std::vector<bool> used(regression.observations().size());
  for (std::size_t i = 0; i < used.size(); ++i) {
    used[i] = i % 3 != 0;
  }
  fit::ModelPass pass(regression, used, fit::Cores::all);
  pass.at(x);
  std::set<std::size_t> figures;
  fit::Regression::Gradient gradient;
  for (std::size_t time = 0; time < pass.times(); ++time) {
    REQUIRE(pass.first_figure(time) < pass.first_figure(time + 1));
    for (std::size_t f = pass.first_figure(time); f < pass.first_figure(time + 1); ++f) {
      const std::size_t i = pass.figures()[f];
      REQUIRE(figures.insert(i).second);
      const double measured = regression.observations()[i].ln_seconds;
      REQUIRE(pass.ln_seconds(time) - measured == regression.residual(i, x, &gradient));
      const std::span<const double> derivatives = pass.derivatives(time);
      REQUIRE(derivatives.size() == gradient.size());
      for (std::size_t k = 0; k < gradient.size(); ++k) {
        REQUIRE(derivatives[k] == gradient[k].second);
      }
    }
  }
  for (std::size_t i = 0; i < used.size(); ++i) {
    REQUIRE(figures.contains(i) == (used[i] && regression.loss_weight(i) > 0));
  }
  CHECK(figures.size() > 6000);
  CHECK(static_cast<double>(pass.times()) < 0.9 * static_cast<double>(figures.size()));
}

TEST_CASE("a pass over a part that begins with the times of all has what its own evaluation gives",
          "[fit][residual]") {
  const auto fit = fit::fit_runs(catalog::Catalog::bundled(), test::runs_of("geerlingguy"));
  const std::vector<double>& x = fit->solution.parameters;
  std::vector<bool> used(fit->observations.all.size());
  for (std::size_t i = 0; i < used.size(); ++i) {
    used[i] = i % 3 != 0;
  }
  fit::ModelPass all(*fit->regression), own(*fit->regression, used, fit::Cores::one);
  all.at(x);
  own.at(x);
  (void)all.sparsity();  // what a part has of it adds up to the same information
  fit::ModelPass copied(all, used, fit::Cores::one, x);
  REQUIRE(own.times() > 10);
  REQUIRE(copied.times() == own.times());
  for (std::size_t time = 0; time < own.times(); ++time) {
    REQUIRE(copied.ln_seconds(time) == own.ln_seconds(time));
    REQUIRE(std::ranges::equal(copied.derivatives(time), own.derivatives(time)));
  }
  const auto information = [&](fit::ModelPass& pass) {  // in the order of the parameters
    const Eigen::SparseMatrix<double> upper = fit::Information(pass, {}).at(x, fit::Weighing::reweighted);
    const fit::Sparsity::Order back(pass.sparsity().order().inverse());
    Eigen::SparseMatrix<double> whole;
    whole = upper.selfadjointView<Eigen::Upper>().twistedBy(back);
    return whole;
  };
  const Eigen::SparseMatrix<double> of_own = information(own), of_copied = information(copied);
  CHECK((of_own - of_copied).norm() < 1e-12 * of_own.norm());
}

TEST_CASE("on tangents a pass is straight, touches the model's times, and comes back to them",
          "[fit][residual]") {
  const auto fit = fit::fit_runs(catalog::Catalog::bundled(), test::runs_of("geerlingguy"));
  const std::vector<double>& x = fit->solution.parameters;
  fit::ModelPass pass(*fit->regression), there(*fit->regression);
  pass.at(x);
  there.at(x);
  const auto moved_by = [&](double length) {
    std::vector<double> to = x;
    for (std::size_t j = 0; j < to.size(); ++j) {
      to[j] += length * std::cos(static_cast<double>(j));
    }
    return to;
  };
  pass.follow_tangents();
  for (const double length : {1e-4, 0.5}) {
    pass.at(moved_by(length));
    there.at(moved_by(length));
    double farthest = 0;
    for (std::size_t time = 0; time < pass.times(); ++time) {
      farthest = std::max(farthest, std::fabs(pass.ln_seconds(time) - there.ln_seconds(time)));
    }
    CHECK((farthest < 1e-6) == (length < 0.1));
  }
  pass.leave_tangents();
  there.at(x);
  for (std::size_t time = 0; time < pass.times(); ++time) {
    REQUIRE(pass.ln_seconds(time) == there.ln_seconds(time));
  }
  pass.at(moved_by(0.5));
  there.at(moved_by(0.5));
  CHECK(pass.ln_seconds(0) == there.ln_seconds(0));
}

TEST_CASE(
    "nearly there, the model is asked again for the times whose parameters moved, however small the steps",
    "[fit][residual]") {
  const auto fit = fit::fit_runs(catalog::Catalog::bundled(), test::runs_of("geerlingguy"));
  const std::vector<double>& x = fit->solution.parameters;
  fit::ModelPass nearly(*fit->regression), tangents(*fit->regression), there(*fit->regression);
  const std::size_t moving = nearly.uses(0).front().parameter;
  for (fit::ModelPass* pass : {&nearly, &tangents, &there}) {
    pass->at(x);
  }
  tangents.follow_tangents();
  std::vector<double> to = x;
  for (int step = 0; step < 3; ++step) {
    to[moving] += 0.1;
    nearly.nearly_at(to, 0.025);  // two steps of 0.1 stay below
    tangents.at(to);
    there.at(to);
    const bool asked = step == 2;
    std::size_t touched = 0;
    for (std::size_t time = 0; time < there.times(); ++time) {
      const auto uses = there.uses(time);
      const bool moves =
          std::any_of(uses.begin(), uses.end(), [&](const fit::Use& use) { return use.parameter == moving; });
      touched += moves ? 1 : 0;
      const double expected = moves && asked ? there.ln_seconds(time) : tangents.ln_seconds(time);
      REQUIRE(nearly.ln_seconds(time) == Approx(expected).margin(1e-13));
    }
    CHECK(touched > 0);
  }
}

TEST_CASE("gradients of the bundled figures equal central differences", "[fit][residual]") {
  const fit::Fit& fit = test::bundled_fit();
  std::vector<double> x = fit.solution.parameters;
  fit::Regression::Gradient gradient;
  for (std::size_t i = 0; i < fit.observations.all.size(); i += 61) {
    const double value = fit.regression->residual(i, x, &gradient);
    REQUIRE(value == Approx(fit.regression->residual(i, x)).margin(1e-12));
    for (const auto& [j, derivative] : gradient) {
      const double at = x[j], h = 1e-4;
      x[j] = at + h;
      const double above = fit.regression->residual(i, x);
      x[j] = at - h;
      const double below = fit.regression->residual(i, x);
      x[j] = at;
      REQUIRE(derivative == Approx((above - below) / (2 * h)).epsilon(1e-5).margin(1e-7));
    }
  }
}
