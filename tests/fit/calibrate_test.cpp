#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>
#include "tests/fit/bundled_fit.hpp"

#include <Eigen/Eigenvalues>

#include "fit/calibrate.hpp"
#include "fit/robust_update.hpp"
#include "predict/estimate.hpp"
#include "predict/fitted_text.hpp"

using namespace tokroof;
using namespace tokroof::test;
using Catch::Detail::Approx;

namespace {

/// A run of one's own: so many times the rate that the bundled fit expects of it.
catalog::Run own_run(std::string model, double factor, std::string device = "rtx-4090") {
  catalog::Run run;
  run.source = "mine";
  run.url = "my desk";
  run.engine = "llama.cpp";
  run.engine_date = "2026-01-01";
  run.backend = "cuda";
  run.device = std::move(device);
  run.model = std::move(model);
  run.quant = "Q4_K_M";
  run.n_gen = 128;
  run.tg_tps = 1;
  const std::vector<predict::OwnRuns> own{{"mine", run.device, 0}};
  const predict::Observations o =
      predict::observe(catalog::Catalog::bundled(), std::vector<catalog::Run>{run}, own);
  REQUIRE(o.all.size() == 1);
  run.tg_tps =
      factor *
      predict::estimate(predict::Fitted::bundled(), o.all[0].step, model::FigureKind::decode, "single-dense")
          .tps();
  return run;
}

predict::Observations own_observations(const std::vector<catalog::Run>& runs) {
  const std::vector<predict::OwnRuns> own{{"mine", runs.front().device, 0}};
  predict::Observations out = predict::observe(catalog::Catalog::bundled(), runs, own);
  fit::weigh(out.all, runs, fit::Whose::own);
  REQUIRE(out.refused.empty());
  return out;
}

predict::Fitted calibrated(const std::vector<catalog::Run>& runs,
                           const predict::Fitted& from = predict::Fitted::bundled()) {
  return fit::calibrate(from, own_observations(runs).all).fitted;
}

/// The estimate for a run as predict makes it.
predict::Estimate of(const predict::Fitted& fitted,
                     const std::string& model,
                     const std::string& device = "rtx-4090") {
  const predict::Observations o = own_observations({own_run(model, 1, device)});
  return predict::estimate(fitted, o.all[0].step, model::FigureKind::decode, o.all[0].run_class);
}

double ln_slower(const predict::Fitted& fitted,
                 const std::string& model,
                 const std::string& device = "rtx-4090") {
  return of(fitted, model, device).ln_seconds - of(predict::Fitted::bundled(), model, device).ln_seconds;
}

fit::Belief one_parameter(double variance, bool heavy) {
  return {Eigen::MatrixXd::Constant(1, 1, variance), {0}, {heavy}};
}

}  // namespace

TEST_CASE("one figure of one Gaussian parameter moves it by C/(C+v) of the residual",
          "[fit][robust_update]") {
  const fit::Belief belief = one_parameter(0.04, false);
  const double v = 0.01, r = 0.1, slope = 2;
  fit::RobustUpdate update(belief, Eigen::VectorXd::Constant(1, v));
  const Eigen::MatrixXd slopes = Eigen::MatrixXd::Constant(1, 1, slope);
  const Eigen::VectorXd residual = Eigen::VectorXd::Constant(1, r);
  // By hand: C J^T/(J C J^T + v) r = 0.04 x 2/(0.16 + 0.01) x 0.1.
  CHECK(update.step(slopes, residual)(0) == Approx(0.04 * 2 / 0.17 * 0.1));
  // The next round knows how far off the figure is left: its precision is 3/(2 + E[noise^2]/v).
  const double left = r - slope * 0.04 * 2 / 0.17 * 0.1, variance = 0.16 - 0.16 * 0.16 / 0.17;
  const double w = 3 / (2 + (left * left + variance) / v);
  CHECK(update.step(slopes, residual)(0) == Approx(0.04 * 2 / (0.16 + v / w) * 0.1));
  // What is left of the variance takes the expected information of the noise, 3/5.
  const double f = update.factor(slopes)(0, 0);
  CHECK(0.04 - f * f == Approx(0.04 - 0.08 * 0.08 / (0.16 + 0.01 / 0.6)));
}

TEST_CASE("figures far off that agree are the machine, one alone may be a bad figure",
          "[fit][robust_update]") {
  const auto share_of_shift = [](int figures) {
    const fit::Belief belief = one_parameter(0.06 * 0.06, true);
    fit::RobustUpdate update(belief, Eigen::VectorXd::Constant(figures, 0.07 * 0.07));
    const Eigen::MatrixXd slopes = Eigen::MatrixXd::Ones(figures, 1);
    Eigen::VectorXd shift;
    for (int round = 0; round < 100; ++round) {
      shift = update.step(slopes, Eigen::VectorXd::Constant(figures, 0.8));
    }
    return shift(0) / 0.8;
  };
  CHECK(share_of_shift(1) < 0.5);
  CHECK(share_of_shift(3) > 0.9);
}

TEST_CASE("rounded correlations are repaired to ones that there can be, others are left alone",
          "[fit][robust_update]") {
  Eigen::MatrixXd good = Eigen::MatrixXd::Identity(3, 3);
  good(0, 1) = good(1, 0) = 0.4;
  CHECK(fit::positive_semidefinite(good) == good);
  Eigen::MatrixXd bad(3, 3);  // a and b agree, b and c agree, a and c do not
  bad << 4, 1.8, -1.8, 1.8, 1, 0.9, -1.8, 0.9, 1;
  const Eigen::MatrixXd repaired = fit::positive_semidefinite(bad);
  CHECK(Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(repaired).eigenvalues().minCoeff() > -1e-12);
  CHECK((repaired.diagonal() - bad.diagonal()).norm() < 1e-12);
}

TEST_CASE("no runs leave the fit unchanged", "[fit][calibrate]") {
  const fit::Calibration c = fit::calibrate(predict::Fitted::bundled(), {});
  CHECK(c.moved.empty());
  CHECK(predict::fitted_text(c.fitted.data()) == predict::fitted_text(predict::Fitted::bundled().data()));
}

TEST_CASE("a run that agrees leaves the rate and narrows the interval", "[fit][calibrate]") {
  const predict::Fitted mine = calibrated({own_run("llama-3.1-8b", 1)});
  for (const char* model : {"llama-3.1-8b", "qwen3-14b"}) {
    CHECK(std::fabs(ln_slower(mine, model)) < 0.002);
    CHECK(of(mine, model).scales.published < 0.9 * of(predict::Fitted::bundled(), model).scales.published);
    CHECK(of(mine, model).scales.correct < 0.9 * of(predict::Fitted::bundled(), model).scales.correct);
  }
}

TEST_CASE("a run that is 20 % slower moves its machine part of the way, a second further",
          "[fit][calibrate][property]") {
  const double all = std::log(1 / 0.8);
  const predict::Fitted one = calibrated({own_run("llama-3.1-8b", 0.8)});
  const predict::Fitted two = calibrated({own_run("llama-3.1-8b", 0.8), own_run("qwen3-14b", 0.8)});
  const double after_one = ln_slower(one, "gemma-3-12b"), after_two = ln_slower(two, "gemma-3-12b");
  CHECK(after_one > 0.3 * all);
  CHECK(after_one < 0.95 * all);
  CHECK(after_two > after_one);
  CHECK(after_two < all);
}

TEST_CASE("more runs never widen an interval, whatever they say", "[fit][calibrate][property]") {
  constexpr double kRepaired = 1.05;  // stored correlations are rounded, and repaired where runs reach
  const std::vector<std::string> models{"llama-3.1-8b", "qwen3-14b", "gemma-3-12b", "qwen3-30b-a3b"};
  for (const double factor : {0.3, 1.0, 1.3}) {
    std::vector<catalog::Run> runs;
    std::map<std::string, double> width;
    for (const std::string& model : models) {
      width[model] = of(predict::Fitted::bundled(), model).scales.published;
    }
    for (const std::string& added : models) {
      runs.push_back(own_run(added, factor));
      const predict::Fitted mine = calibrated(runs);
      for (const std::string& model : models) {
        const double now = of(mine, model).scales.published;
        CHECK(now < width[model] * kRepaired);
        width[model] = now;
      }
    }
  }
}

TEST_CASE("no published figure's variance grows, and hardly one vanishes", "[fit][calibrate]") {
  const predict::Fitted mine = calibrated({own_run("llama-3.1-8b", 0.8), own_run("qwen3-30b-a3b", 0.9)});
  const std::vector<catalog::Run> runs = test::fitted_runs();
  const predict::Observations all = predict::observe(catalog::Catalog::bundled(), runs);
  std::size_t asked = 0, vanished = 0;
  for (std::size_t i = 0; i < all.all.size(); i += 41) {
    const predict::Observation& o = all.all[i];
    const double before =
        predict::estimate(predict::Fitted::bundled(), o.step, o.figure, o.run_class).spread.variance;
    const double after = predict::estimate(mine, o.step, o.figure, o.run_class).spread.variance;
    INFO(o.cell);
    REQUIRE(std::sqrt(after) < 1.02 * std::sqrt(before) + 1e-3);  // rounded correlations were repaired
    asked += 1;
    vanished += after > 0 ? 0 : 1;  // small correlations are not stored
  }
  CHECK(100 * vanished < asked);
}

TEST_CASE("other devices move with how their owner measures, other engines do not", "[fit][calibrate]") {
  const predict::Fitted mine = calibrated({own_run("llama-3.1-8b", 0.8), own_run("qwen3-14b", 0.8)});
  const double same = ln_slower(mine, "gemma-3-12b"), other = ln_slower(mine, "gemma-3-12b", "rtx-3090");
  CHECK(other > 0);
  CHECK(other < same);
  catalog::Run vulkan = own_run("gemma-3-12b", 1);
  vulkan.backend = "vulkan";
  const predict::Observation o = own_observations({vulkan}).all.front();
  const double before =
      predict::estimate(predict::Fitted::bundled(), o.step, o.figure, o.run_class).ln_seconds;
  CHECK(predict::estimate(mine, o.step, o.figure, o.run_class).ln_seconds == Approx(before).margin(0.03));
}

TEST_CASE("a machine that no run of the fit is of is no longer new once it has one", "[fit][calibrate]") {
  const auto cards = catalog::Catalog::bundled().devices();
  const auto unseen = std::find_if(cards.begin(), cards.end(), [](const model::Device& d) {
    return d.arch == "Ada" && d.memory_gib >= 16 &&
           predict::Fitted::bundled().runs_behind(model::Scope::device, d.slug) == 0;
  });
  REQUIRE(unseen != cards.end());
  const std::string device(unseen->slug);
  const predict::Fitted mine = calibrated({own_run("llama-3.1-8b", 0.8, device)});
  CHECK(mine.runs_behind(model::Scope::device, device) == 1);
  CHECK(ln_slower(mine, "qwen3-8b", device) > 0.05);
}

TEST_CASE("runs given one after the other count like runs given together", "[fit][calibrate]") {
  const catalog::Run a = own_run("llama-3.1-8b", 0.95), b = own_run("qwen3-14b", 0.95);
  const predict::Fitted together = calibrated({a, b});
  const predict::Fitted in_turn = calibrated({b}, calibrated({a}));
  CHECK(ln_slower(in_turn, "gemma-3-12b") == Approx(ln_slower(together, "gemma-3-12b")).margin(0.01));
  CHECK(in_turn.data().own.size() == 1);
  CHECK(in_turn.data().own.front().figures == 2);
}

TEST_CASE("a calibrated fit is read back from its file: predictions, variances, whose it is",
          "[fit][calibrate]") {
  const predict::Fitted mine = calibrated({own_run("llama-3.1-8b", 0.8), own_run("qwen3-14b", 0.85)});
  const std::string path = (std::filesystem::temp_directory_path() / "tokroof-calibrated-test.json").string();
  std::ofstream(path) << predict::fitted_text(mine.data());
  const predict::Fitted back = predict::Fitted::load(path);
  std::remove(path.c_str());
  REQUIRE(back.data().own.size() == 1);
  CHECK(back.data().own[0].source == "mine");
  CHECK(back.data().own[0].device == "rtx-4090");
  for (const char* model : {"llama-3.1-8b", "gemma-3-12b", "qwen3-30b-a3b"}) {
    CHECK(of(back, model).ln_seconds == Approx(of(mine, model).ln_seconds).margin(1e-6));
    CHECK(of(back, model).spread.variance == Approx(of(mine, model).spread.variance).epsilon(0.02));
  }
}

TEST_CASE("given runs of a left-out device bring its other models nearer", "[fit][given_runs]") {
  const fit::Fit& fit = test::bundled_fit();
  std::vector<bool> wanted(fit.runs.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    wanted[i] = fit.runs[i].device == "a770-16gb" || fit.runs[i].device == "rtx-2080-ti" ||
                fit.runs[i].device == "m1-ultra-48c" || fit.runs[i].device == "rtx-4090";
  }
  const fit::LeftOutEvaluation left = fit::evaluate_left_out(fit, fit::LeaveOut::device, wanted, {}, 1);
  const fit::GivenEvaluation& given = left.given;
  REQUIRE(given.after.size() == given.before.size());
  REQUIRE(given.after.size() > 20);
  CHECK(given.draws >= 2 * given.setups);
  std::vector<const judge::Scored*> before, after;
  for (std::size_t i = 0; i < given.after.size(); ++i) {
    REQUIRE(given.after[i].scales.published > 0);
    REQUIRE(given.after[i].run == given.before[i].run);
    if (given.after[i].figure == model::FigureKind::decode) {
      before.push_back(&given.before[i]);
      after.push_back(&given.after[i]);
    }
  }
  CHECK(judge::accuracy(after).median < judge::accuracy(before).median);
  CHECK(judge::accuracy(after).sharp90 < judge::accuracy(before).sharp90);
}
