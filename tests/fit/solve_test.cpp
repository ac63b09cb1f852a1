#include <cmath>
#include <random>

#include "tests/catch.hpp"
#include "tests/fit/bundled_fit.hpp"

#include "fit/posterior.hpp"

using namespace tokroof;
using Catch::Detail::Approx;

TEST_CASE("every run has a finite residual and gradient at the prior means", "[fit][solve]") {
  const Fit& fit = test::bundled_fit();
  const std::vector<double> prior = fit.regression->layout().prior_means();
  Regression::Gradient gradient;
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
  const Fit& fit = test::bundled_fit();
  CHECK(fit.solution.converged);
  const auto again = fit_runs(Catalog::bundled(), test::fitted_runs());
  REQUIRE(again->solution.parameters.size() == fit.solution.parameters.size());
  CHECK(again->solution.parameters == fit.solution.parameters);
}

TEST_CASE("a parameter that no used row touches stays at its prior mean", "[fit][solve]") {
  const auto fit = fit_runs(Catalog::bundled(), test::runs_of("geerlingguy"));
  const std::vector<double> prior = fit->regression->layout().prior_means();
  const std::vector<bool> none(fit->observations.all.size(), false);
  const Solution solution = fit->regression->solve(none, {}, prior);
  for (std::size_t j = 0; j < prior.size(); ++j) {
    REQUIRE(solution.parameters[j] == Approx(prior[j]).margin(1e-9));
  }
}

TEST_CASE("the posterior's variance equals the inverse of the dense Hessian", "[fit][posterior]") {
  const auto fit = fit_runs(Catalog::bundled(), test::runs_of("exllamav2"));
  const std::vector<bool> all(fit->observations.all.size(), true);
  const std::vector<double>& x = fit->solution.parameters;
  const Posterior posterior(*fit->regression, all, fit->widths, x);
  const auto n = static_cast<Eigen::Index>(x.size());
  Eigen::MatrixXd hessian = Eigen::MatrixXd::Zero(n, n);
  Regression::Gradient gradient;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Observation& o = fit->observations.all[i];
    fit->regression->residual(i, x, &gradient);
    const double weight = o.weight * 0.6 / (o.sd * o.sd);  // (nu + 1)/(nu + 3), nu = 2
    Eigen::VectorXd g = Eigen::VectorXd::Zero(n);
    for (const auto& [parameter, derivative] : gradient) {
      g(static_cast<Eigen::Index>(parameter)) += derivative;
    }
    hessian += weight * g * g.transpose();
  }
  const std::vector<double> mean = fit->regression->layout().prior_means();
  const std::vector<double> sd = fit->regression->layout().prior_sds(fit->widths);
  for (const Block& block : fit->regression->layout().blocks()) {
    for (std::size_t j = block.offset; j < block.offset + block.coefficients.size(); ++j) {
      const double z = (x[j] - mean[j]) / sd[j];
      const auto d = static_cast<Eigen::Index>(j);
      hessian(d, d) += (block.heavy_tailed ? 3 / (2 + z * z) : 1.0) / (sd[j] * sd[j]);
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

TEST_CASE("known coefficients are recovered from simulated runs, and 95 % intervals hold",
          "[fit][simulation]") {
  // Truth and noise drawn from what the fit assumes; the design is that of the bundled runs.
  Observations simulated = observe(Catalog::bundled(), test::fitted_runs());
  const Layout layout(simulated.all);
  const std::vector<double> mean = layout.prior_means(), sd = layout.prior_sds({});
  std::mt19937_64 random(GENERATE(1U, 2U, 3U));
  std::normal_distribution<double> normal;
  std::student_t_distribution<double> student(kStudent);
  std::vector<double> truth;
  for (std::size_t j = 0; j < mean.size(); ++j) {
    truth.push_back(mean[j] + sd[j] * normal(random));
  }
  for (Observation& o : simulated.all) {
    o.ln_seconds = 0;
    o.sd = 0.05;
    o.weight = 1;
  }
  const Regression regression(simulated);
  for (std::size_t i = 0; i < simulated.all.size(); ++i) {
    const double exact = regression.residual(i, truth);
    const double error = 0.05 * student(random);
    simulated.all[i].ln_seconds = exact - error;  // the regression looks at these very observations
  }
  const std::vector<bool> all(simulated.all.size(), true);
  const Solution solution = regression.solve(all, {}, mean);
  CHECK(solution.converged);
  const Posterior posterior(regression, all, {}, solution.parameters);
  const std::vector<double> variance = posterior.variances();
  double inside = 0, determined = 0, error2 = 0, prior2 = 0;
  for (std::size_t j = 0; j < truth.size(); ++j) {
    if (variance[j] < 0.25 * sd[j] * sd[j]) {  // the runs say more than the prior
      determined += 1;
      const double miss = solution.parameters[j] - truth[j];
      inside += std::fabs(miss) < 1.96 * std::sqrt(variance[j]) ? 1 : 0;
      error2 += miss * miss / (sd[j] * sd[j]);
      prior2 += (mean[j] - truth[j]) * (mean[j] - truth[j]) / (sd[j] * sd[j]);
    }
  }
  INFO("determined " << determined << ", inside " << inside / determined << ", error left "
                     << error2 / prior2);
  CHECK(determined > 200);
  CHECK(inside / determined > 0.90);
  CHECK(inside / determined < 0.985);
  CHECK(error2 / prior2 < 0.3);
}
