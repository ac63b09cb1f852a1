#include <cmath>
#include <random>

#include <catch2/catch.hpp>
#include "tests/fit/bundled_fit.hpp"

#include <Eigen/LU>

#include "fit/information.hpp"
#include "fit/objective.hpp"
#include "fit/posterior.hpp"
#include "fit/solve_near.hpp"

using namespace tokroof;
using namespace tokroof::test;
using Catch::Detail::Approx;

TEST_CASE("every run has a finite residual and gradient at the prior means", "[fit][solve]") {
  const fit::Fit& fit = test::bundled_fit();
  const std::vector<double> prior = fit.regression->layout().prior_means();
  fit::Regression::Gradient gradient;
  std::size_t finite = 0;
  for (std::size_t i = 0; i < fit.observations.all.size(); ++i) {
    bool good = std::isfinite(fit.regression->residual(i, prior, &gradient));
    for (const auto& [parameter, derivative] : gradient) {
      good = good && std::isfinite(derivative) && parameter < prior.size();
    }
    finite += good ? 1 : 0;
  }
  CHECK(finite == fit.observations.all.size());
  CHECK(finite > 9000);
}

TEST_CASE("the fit of the bundled runs converges and is deterministic", "[fit][solve]") {
  const fit::Fit& fit = test::bundled_fit();
  CHECK(fit.solution.converged);
  const auto again = fit::fit_runs(catalog::Catalog::bundled(), test::fitted_runs());
  REQUIRE(again->solution.parameters.size() == fit.solution.parameters.size());
  CHECK(again->solution.parameters == fit.solution.parameters);
}

TEST_CASE("no parameter leaps across a bend and back: solving on from a fit's end gains nothing",
          "[fit][solve]") {
  const fit::Fit& fit = test::bundled_fit();
  CHECK(fit.solution.iterations <= 54);  // 42 now
  fit::ModelPass pass(*fit.regression);
  fit::Objective objective(pass, fit.widths);
  std::vector<double> gradient;
  const double end = objective(fit.solution.parameters, gradient);
  const fit::Solution further = fit::solve(pass, fit.widths, fit.solution.parameters);
  CHECK(end - objective(further.parameters, gradient) < 1e-7 * end);  // turns at a bend gain 1e-8 each
}

TEST_CASE("from a start that is near, tangents lead to where a whole solve ends, and no farther up",
          "[fit][solve]") {
  const auto fit = fit::fit_runs(catalog::Catalog::bundled(), test::runs_of("geerlingguy"));
  const std::vector<double> prior = fit->regression->layout().prior_means();
  std::vector<double> start = fit->solution.parameters, gradient;
  for (std::size_t j = 0; j < start.size(); ++j) {
    start[j] += 0.05 * std::sin(static_cast<double>(j));
  }
  fit::ModelPass pass(*fit->regression);
  fit::Objective objective(pass, fit->widths);
  const fit::Solution whole = fit::solve(pass, fit->widths, start);
  const fit::Solution near = fit::solve_near(pass, fit->widths, start, 1e-8);
  CHECK(near.converged);
  CHECK(objective(near.parameters, gradient) < objective(start, gradient));
  CHECK(objective(near.parameters, gradient) <= objective(whole.parameters, gradient) * (1 + 2e-6));
}

TEST_CASE("a solve gives the same bits on one core and on all", "[fit][solve]") {
  const auto fit = fit::fit_runs(catalog::Catalog::bundled(), test::runs_of("geerlingguy"));
  const std::vector<bool> all(fit->observations.all.size(), true);
  const std::vector<double> prior = fit->regression->layout().prior_means();
  fit::ModelPass one(*fit->regression, all, fit::Cores::one), many(*fit->regression, all, fit::Cores::all);
  CHECK(fit::solve(one, {}, prior).parameters == fit::solve(many, {}, prior).parameters);
}

TEST_CASE("a parameter that no used row touches stays at its prior mean", "[fit][solve]") {
  const auto fit = fit::fit_runs(catalog::Catalog::bundled(), test::runs_of("geerlingguy"));
  const std::vector<double> prior = fit->regression->layout().prior_means();
  const std::vector<bool> none(fit->observations.all.size(), false);
  fit::ModelPass pass(*fit->regression, none, fit::Cores::one);
  const fit::Solution solution = fit::solve(pass, {}, prior);
  for (std::size_t j = 0; j < prior.size(); ++j) {
    REQUIRE(solution.parameters[j] == Approx(prior[j]).margin(1e-9));
  }
}

TEST_CASE("the information is the sum of every figure's and prior's own, by either weighing",
          "[fit][posterior]") {
  const auto fit = fit::fit_runs(catalog::Catalog::bundled(), test::runs_of("exllamav2"));
  const fit::Layout& layout = fit->regression->layout();
  const std::vector<double> mean = layout.prior_means(), sd = layout.prior_sds({});
  std::vector<double> x = mean;
  for (std::size_t j = 0; j < x.size(); ++j) {
    x[j] += 0.1 * sd[j] * std::sin(static_cast<double>(j));
  }
  fit::ModelPass pass(*fit->regression);
  fit::Information information(pass, {});
  for (const fit::Weighing weighing : {fit::Weighing::expected, fit::Weighing::reweighted}) {
    const auto weight = [&](double z) {
      return weighing == fit::Weighing::expected ? 3.0 / 5 : 3 / (2 + z * z);  // Student's with nu = 2
    };
    const auto n = static_cast<Eigen::Index>(x.size());
    Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(n, n);
    fit::Regression::Gradient gradient;
    for (std::size_t i = 0; i < fit->observations.all.size(); ++i) {
      const predict::Observation& o = fit->observations.all[i];
      const double w = o.weight * weight(fit->regression->residual(i, x, &gradient) / o.sd) / (o.sd * o.sd);
      for (const auto& [a, by_a] : gradient) {
        for (const auto& [b, by_b] : gradient) {
          sum(static_cast<Eigen::Index>(a), static_cast<Eigen::Index>(b)) += w * by_a * by_b;
        }
      }
    }
    for (const fit::Block& block : layout.blocks()) {
      for (std::size_t j = block.offset; j < block.offset + block.coefficients.size(); ++j) {
        const double z = (x[j] - mean[j]) / sd[j];
        sum(static_cast<Eigen::Index>(j), static_cast<Eigen::Index>(j)) +=
            (block.heavy_tailed ? weight(z) : 1) / (sd[j] * sd[j]);
      }
    }
    const fit::Sparsity::Order& order = pass.sparsity().order();
    const Eigen::MatrixXd in_order = order * sum * order.transpose();
    const Eigen::MatrixXd upper = in_order.triangularView<Eigen::Upper>();
    CHECK((Eigen::MatrixXd(information.at(x, weighing)) - upper).norm() < 1e-12 * upper.norm());
  }
}

TEST_CASE("the posterior's variance equals the inverse of the dense Hessian", "[fit][posterior]") {
  const auto fit = fit::fit_runs(catalog::Catalog::bundled(), test::runs_of("exllamav2"));
  const std::vector<bool> all(fit->observations.all.size(), true);
  const std::vector<double>& x = fit->solution.parameters;
  const fit::Posterior posterior = fit::posterior_of(*fit);
  const auto n = static_cast<Eigen::Index>(x.size());
  Eigen::MatrixXd hessian = Eigen::MatrixXd::Zero(n, n);
  fit::Regression::Gradient gradient;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const predict::Observation& o = fit->observations.all[i];
    fit->regression->residual(i, x, &gradient);
    const double weight = o.weight * 0.6 / (o.sd * o.sd);  // (nu + 1)/(nu + 3), nu = 2
    Eigen::VectorXd g = Eigen::VectorXd::Zero(n);
    for (const auto& [parameter, derivative] : gradient) {
      g(static_cast<Eigen::Index>(parameter)) += derivative;
    }
    hessian += weight * g * g.transpose();
  }
  const std::vector<double> sd = fit->regression->layout().prior_sds(fit->widths);
  for (const fit::Block& block : fit->regression->layout().blocks()) {
    for (std::size_t j = block.offset; j < block.offset + block.coefficients.size(); ++j) {
      const auto d = static_cast<Eigen::Index>(j);
      hessian(d, d) += (block.heavy_tailed ? 0.6 : 1.0) / (sd[j] * sd[j]);
    }
  }
  const Eigen::MatrixXd covariance = hessian.inverse();
  const std::vector<double> variances = posterior.variances();
  for (Eigen::Index j = 0; j < n; ++j) {
    REQUIRE(variances[static_cast<std::size_t>(j)] == Approx(covariance(j, j)).epsilon(1e-8));
  }
  CHECK(posterior.variance({{0, 1.0}, {3, -2.0}}) ==
        Approx(covariance(0, 0) - 4 * covariance(0, 3) + 4 * covariance(3, 3)).epsilon(1e-8));
}

namespace {

/// What one simulated data set shows, over the parameters of which the runs say more than the prior.
struct Recovery {
  double determined = 0, inside = 0;  ///< parameters; of these, truth within 1.96 deviations
  double miss = 0, prior_miss = 0;    ///< distance from the truth in prior deviations: fitted, prior mean
};

/// Truth drawn from the priors, the design of the bundled runs, normal noise, 3 % gross errors.
void simulate(unsigned seed, Recovery& out) {
  predict::Observations simulated = predict::observe(catalog::Catalog::bundled(), test::fitted_runs());
  const fit::Layout layout(simulated.all);
  const std::vector<double> mean = layout.prior_means(), sd = layout.prior_sds({});
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform;
  std::vector<double> truth;
  for (std::size_t j = 0; j < mean.size(); ++j) {
    truth.push_back(mean[j] + sd[j] * normal(random));
  }
  for (predict::Observation& o : simulated.all) {
    o.ln_seconds = 0;
    o.sd = 0.05;
    o.weight = 1;
  }
  const fit::Regression regression(simulated);
  for (std::size_t i = 0; i < simulated.all.size(); ++i) {
    const double exact = regression.residual(i, truth);
    const bool gross = uniform(random) < 0.03;
    const double error = gross ? std::log(uniform(random) < 0.8 ? 2.0 : 0.6) : 0.05 * normal(random);
    simulated.all[i].ln_seconds = exact - error;  // the regression looks at these very observations
  }
  fit::ModelPass pass(regression);
  const fit::Solution solution = fit::solve(pass, {}, mean);
  CAPTURE(seed, solution.iterations);
  CHECK(solution.converged);
  const std::vector<double> variance = fit::Posterior(pass, {}, solution.parameters).variances();
  for (std::size_t j = 0; j < truth.size(); ++j) {
    if (variance[j] < 0.25 * sd[j] * sd[j]) {
      const double miss = solution.parameters[j] - truth[j];
      out.determined += 1;
      out.inside += std::fabs(miss) < 1.96 * std::sqrt(variance[j]) ? 1 : 0;
      out.miss += std::fabs(miss) / sd[j];
      out.prior_miss += std::fabs(mean[j] - truth[j]) / sd[j];
    }
  }
}

}  // namespace

TEST_CASE("known coefficients are recovered from simulated runs, and 95 % intervals hold",
          "[fit][simulation]") {
  Recovery r;
  for (const unsigned seed : {1U, 2U, 3U}) {
    simulate(seed, r);
  }
  INFO("determined " << r.determined << ", inside " << r.inside / r.determined << ", error left "
                     << r.miss / r.prior_miss);
  CHECK(r.determined > 600);
  CHECK(r.inside / r.determined > 0.93);
  CHECK(r.inside / r.determined < 0.97);
  CHECK(r.miss / r.prior_miss < 0.4);
}
