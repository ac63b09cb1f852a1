#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <random>
#include <set>

#include <catch2/catch.hpp>
#include "model/names.hpp"
#include "tests/fit/bundled_fit.hpp"
#include "tests/seed.hpp"

#include "fit/posterior.hpp"
#include "judge/score/evaluation.hpp"
#include "predict/estimate.hpp"

using namespace tokroof;
using namespace tokroof::test;
using Catch::Detail::Approx;

namespace {

/// Every fifth row of the bundled runs, to keep refits quick.
const fit::Fit& fit_of_every_fifth() {
  static const std::unique_ptr<fit::Fit> fit = [] {
    std::vector<catalog::Run> all = test::fitted_runs(), some;
    for (std::size_t i = 0; i < all.size(); i += 5) {
      some.push_back(all[i]);
    }
    return fit::fit_runs(catalog::Catalog::bundled(), some);
  }();
  return *fit;
}

/// Which observations are of other devices.
std::vector<bool> of_others(std::span<const predict::Observation> all, const std::string& device) {
  std::vector<bool> used(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    used[i] = all[i].device != device;
  }
  return used;
}

}  // namespace

TEST_CASE("leaving a device out equals a fit of the others", "[fit][left_out]") {
  const fit::Fit& fit = fit_of_every_fifth();
  const std::span<const predict::Observation> all = fit.regression->observations();
  std::vector<bool> score(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    score[i] = all[i].device == "rtx-4090";
  }
  const auto left =
      fit::leave_out(*fit.regression, fit.widths, fit.solution.parameters, fit::LeaveOut::device, score);
  fit::ModelPass pass(*fit.regression, of_others(all, "rtx-4090"), fit::Cores::all);
  const fit::Solution cold = fit::solve(pass, fit.widths, fit.regression->layout().prior_means());
  std::size_t scored = 0;
  std::vector<double> differences;
  for (std::size_t i = 0; i < all.size(); ++i) {
    REQUIRE(left[i].scored == score[i]);
    if (score[i]) {
      scored += 1;
      differences.push_back(std::fabs(left[i].error - fit.regression->residual(i, cold.parameters)));
    }
  }
  CHECK(scored > 5);
  // A warm and a cold start end in the same place, but for what several optima of a robust loss leave open.
  CHECK(judge::quantile(differences, 0.5) < 0.03);
  CHECK(judge::quantile(differences, 0.9) < 0.2);
}

TEST_CASE("a fold goes all the way: solving on from its end moves no figure that is left out",
          "[fit][left_out]") {
  const fit::Fit& fit = test::bundled_fit();
  const std::span<const predict::Observation> all = fit.regression->observations();
  std::vector<std::string> devices{
      "epyc-9965", "core-ultra-x7-358h-b390", "p104-100"};  // stopped after one short step
  const unsigned seed = test::seed_of_run();
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (int k = 0; k < 3; ++k) {
    devices.push_back(all[random() % all.size()].device);
  }
  std::vector<bool> score(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    score[i] = model::holds(devices, all[i].device);
  }
  const auto solve_on = [&](const fit::Fold& fold) {
    const std::string& device = all[fold.tested.front()].device;
    fit::ModelPass pass(*fit.regression, of_others(all, device), fit::Cores::one);
    const fit::Solution further = fit::solve(pass, fold.widths, fold.parameters);
    std::vector<double> moved;
    for (const std::size_t i : fold.tested) {
      moved.push_back(std::fabs(fold.regression.residual(i, further.parameters) -
                                fold.regression.residual(i, fold.parameters)));
    }
    INFO(device);
    CHECK(judge::quantile(moved, 0.5) < 0.02);
  };
  std::mutex one_at_a_time;  // assertions are not for several threads
  fit::leave_out(*fit.regression,
                 fit.widths,
                 fit.solution.parameters,
                 fit::LeaveOut::device,
                 score,
                 {},
                 [&](const fit::Fold& fold) {
                   const std::lock_guard lock(one_at_a_time);
                   solve_on(fold);
                 });
}

TEST_CASE("a left-out device's own figures have no influence on its prediction", "[fit][left_out]") {
  predict::Observations observations = fit_of_every_fifth().observations;
  std::vector<bool> score;
  for (const predict::Observation& o : observations.all) {
    score.push_back(o.device == "rtx-4090");
  }
  const auto error = [&](double shift) {
    for (predict::Observation& o : observations.all) {
      o.ln_seconds += o.device == "rtx-4090" ? shift : 0;
    }
    const fit::Regression regression(observations);
    const auto left =
        fit::leave_out(regression, {}, regression.layout().prior_means(), fit::LeaveOut::device, score);
    for (std::size_t i = 0; i < left.size(); ++i) {
      if (left[i].scored) {
        return left[i].error + observations.all[i].ln_seconds;  // the predicted ln seconds
      }
    }
    return 0.0;
  };
  const double before = error(0);
  CHECK(error(0.7) == Approx(before).margin(1e-9));
}

TEST_CASE("every scored figure of a left-out evaluation has an interval", "[fit][left_out]") {
  const fit::Fit& fit = fit_of_every_fifth();
  std::vector<bool> wanted(fit.runs.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    wanted[i] = fit.runs[i].device == "rtx-3090" || fit.runs[i].device == "m2-ultra-76c" ||
                fit.runs[i].device == "gb10";
  }
  const fit::LeftOutEvaluation left = fit::evaluate_left_out(fit, fit::LeaveOut::device, wanted);
  CHECK(left.scored.size() > 100);
  for (const judge::Scored& s : left.scored) {
    REQUIRE(s.scales.published > 0);
    REQUIRE(std::isfinite(s.error()));
  }
}

TEST_CASE("coefficients.json gives back the fit: predictions and variances", "[fit][coefficients_json]") {
  const fit::Fit& fit = fit_of_every_fifth();
  std::vector<bool> wanted(fit.runs.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    wanted[i] = fit.runs[i].device == "rtx-4090" || fit.runs[i].device == "rtx-3090";
  }
  const fit::LeftOutEvaluation left = fit::evaluate_left_out(fit, fit::LeaveOut::device, wanted);
  const std::string path =
      (std::filesystem::temp_directory_path() / "tokroof-coefficients-test.json").string();
  std::ofstream(path) << fit::coefficients_json(fit, left, "test");
  const predict::Fitted fitted = predict::Fitted::load(path);
  std::remove(path.c_str());
  CHECK(fitted.data().fingerprint == "test");
  CHECK(fitted.data().parameters.size() == fit.solution.parameters.size());
  const fit::Posterior posterior = fit::posterior_of(fit);
  fit::Regression::Gradient gradient;
  for (std::size_t i = 0; i < fit.observations.all.size(); i += 31) {
    const predict::Observation& o = fit.observations.all[i];
    const double exact = fit.regression->residual(i, fit.solution.parameters, &gradient) + o.ln_seconds;
    const predict::Estimate e = predict::estimate(fitted, o.step, o.figure, o.run_class);
    REQUIRE(e.ln_seconds == Approx(exact).margin(1e-6));
    // Correlations below 0.0085 are not stored.
    REQUIRE(std::sqrt(e.spread.variance + 0.0009) ==
            Approx(std::sqrt(posterior.variance(gradient) + o.step.figure.assumed_variance + 0.0009))
                .epsilon(0.15));
  }
}

TEST_CASE("an architecture is left out with all of its devices, under every backend", "[fit][left-out]") {
  std::map<std::string, std::set<std::string>> devices, backends;
  for (const predict::Observation& o : test::bundled_fit().observations.all) {
    const std::string key = fit::key_of(o, fit::LeaveOut::architecture);
    devices[key].insert(o.device);
    backends[key].emplace(o.step.labels[model::Scope::backend]);
  }
  CHECK(devices["nvidia/Ada"].contains("rtx-4090"));
  CHECK(devices["nvidia/Ada"].contains("rtx-4060-laptop"));
  CHECK_FALSE(devices["nvidia/Ada"].contains("rtx-3090"));
  CHECK(backends["nvidia/Ada"].contains("cuda"));
  CHECK(backends["nvidia/Ada"].contains("vulkan"));
}
