#include <cmath>
#include <random>

#include <catch2/catch.hpp>
#include "predict/student.hpp"
#include "tests/fit/bundled_fit.hpp"

#include "fit/interval_fit.hpp"
#include "fit/noise.hpp"
#include "fit/posterior.hpp"
#include "fit/widths.hpp"

using namespace tokroof;
using namespace tokroof::test;
using Catch::Detail::Approx;

namespace {

predict::Observation observation(std::string session, std::string cell) {
  predict::Observation o;
  o.session = std::move(session);
  o.cell = std::move(cell);
  return o;
}

}  // namespace

TEST_CASE("rows of one session and one cell share their weight", "[fit][weights]") {
  std::vector<catalog::Run> runs(4);
  for (catalog::Run& run : runs) {
    run.tg_tps = 50;
  }
  runs[3].tg_tps = 1000;
  std::vector<predict::Observation> all{
      observation("a", "x"), observation("a", "x"), observation("a", "y"), observation("b", "z")};
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].run = i;
  }
  fit::weigh(all, runs);
  CHECK(all[0].weight == Approx(0.5 / (1 + 0.05 * 2 + 0.2 * 1)));
  CHECK(all[2].weight == Approx(0.5 / (1 + 0.05 * 2)));
  CHECK(all[3].weight == 0);  // a saturated reading is evaluated, not fitted
}

TEST_CASE("a decode and a prefill figure of a row do not share their weight", "[fit][weights]") {
  std::vector<catalog::Run> runs(1);
  runs[0].tg_tps = runs[0].pp_tps = 50;
  std::vector<predict::Observation> all{observation("a", "x"), observation("a", "x")};
  all[1].figure = model::FigureKind::prefill;
  fit::weigh(all, runs);
  CHECK(all[0].weight == 0.5);
  CHECK(all[1].weight == 0.5);
  CHECK(all[1].sd > all[0].sd);
}

TEST_CASE("every label of an observation has a parameter, and only those that it reads", "[fit][layout]") {
  const fit::Fit& fit = test::bundled_fit();
  const fit::Layout& layout = fit.regression->layout();
  std::vector<std::string> label_of;
  for (const fit::Block& block : layout.blocks()) {
    label_of.insert(label_of.end(), block.coefficients.size(), block.label);
  }
  for (std::size_t i = 0; i < fit.observations.all.size(); i += 97) {
    const predict::Observation& o = fit.observations.all[i];
    std::size_t wanted = 0;
    for (const fit::Use& use : layout.uses_of(i)) {
      REQUIRE(model::reads(model::kCoefficients[use.coefficient], o.figure, o.step));
      REQUIRE(label_of.at(use.parameter) == o.step.labels[model::kCoefficients[use.coefficient].scope]);
    }
    for (const model::CoefficientSpec& spec : model::kCoefficients) {
      wanted += model::reads(spec, o.figure, o.step) ? 1 : 0;
    }
    REQUIRE(layout.uses_of(i).size() == wanted);
  }
}

TEST_CASE("a heavy-tailed coefficient has a block of its own", "[fit][layout]") {
  for (const fit::Block& block : test::bundled_fit().regression->layout().blocks()) {
    for (const std::size_t c : block.coefficients) {
      REQUIRE(model::kCoefficients[c].heavy_tailed == block.heavy_tailed);
      REQUIRE((!block.heavy_tailed || block.coefficients.size() == 1));
    }
  }
}

TEST_CASE("widths of the effects are positive and within a factor of three of their priors",
          "[fit][widths]") {
  const fit::Fit& fit = test::bundled_fit();
  CHECK(fit.widths.size() == 4);
  for (const auto& [name, width] : fit.widths) {
    for (const model::CoefficientSpec& spec : model::kCoefficients) {
      if (spec.name == name) {
        INFO(name);
        CHECK(width > spec.prior_sd / 3);
        CHECK(width < spec.prior_sd * 3);
      }
    }
  }
}

TEST_CASE("noise is estimated by source, and a source with few figures keeps the assumed one",
          "[fit][noise]") {
  const auto fit = fit::fit_runs(catalog::Catalog::bundled(), test::runs_of("xiongjiedai"));
  std::vector<predict::Observation> all = fit->observations.all;
  const std::vector<double>& x = fit->solution.parameters;
  std::mt19937_64 random(9);
  std::student_t_distribution<double> student(fit::kStudent);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const double predicted = all[i].ln_seconds + fit->regression->residual(i, x);
    all[i].sd = 0.05;
    all[i].weight = 1;
    all[i].source = i == 0 ? "single" : i % 2 == 0 ? "careful" : "forum";
    all[i].ln_seconds = predicted + (all[i].source == "careful" ? 0.03 : 0.08) * student(random);
  }
  predict::Observations observations{all, {}};
  const fit::Regression regression(observations);
  REQUIRE(regression.layout().parameters() == x.size());
  fit::estimate_noise(regression, x, observations.all);
  CHECK(observations.all[0].sd == Approx(0.05).margin(0.01));
  CHECK(observations.all[2].sd == Approx(0.038).margin(0.004));  // a step towards 0.03
  CHECK(observations.all[1].sd == Approx(0.060).margin(0.004));  // and towards 0.08
}

TEST_CASE("an interval model recovers the scale of simulated residuals and covers half and nine in ten",
          "[fit][interval]") {
  std::mt19937_64 random(7);
  std::student_t_distribution<double> student(4);
  std::uniform_real_distribution<double> uniform;
  std::vector<fit::ScaleSample> samples;
  std::vector<int> group;
  for (int i = 0; i < 3000; ++i) {
    fit::ScaleSample s;
    s.spread.variance = std::pow(0.02 + 0.2 * uniform(random), 2);
    s.spread.run_class = i % 2 == 0 ? "single-dense" : "batch";
    s.spread.engine = "llama.cpp|cuda";
    const double scale = std::sqrt(s.spread.variance + 0.03 * 0.03) * (i % 2 == 0 ? 1.0 : 2.0);
    s.error = scale * student(random);
    samples.push_back(s);
    group.push_back(i % 12);
  }
  const fit::FittedIntervals fitted = fit::fit_intervals(samples, group, 12, 3000);
  double inside = 0, inside_half = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const predict::Scales s = fitted.without[static_cast<std::size_t>(group[i])].scales(samples[i].spread);
    inside +=
        std::fabs(samples[i].error) < s.published * predict::student_quantile(s.published_nu, 0.95) ? 1 : 0;
    inside_half +=
        std::fabs(samples[i].error) < s.published * predict::student_quantile(s.published_nu, 0.75) ? 1 : 0;
  }
  CHECK(inside_half / 3000 == Approx(0.50).margin(0.01));
  CHECK(inside / 3000 == Approx(0.90).margin(0.01));
  CHECK(fitted.model.ln_sd == Approx(1).margin(0.1));
  CHECK(fitted.model.shift("batch") - fitted.model.shift("single-dense") == Approx(std::log(2)).margin(0.1));
  CHECK(fitted.model.nu > 2.5);
}

TEST_CASE("the scale of correct runs is found in a mixture, and the share of others roughly",
          "[fit][interval]") {
  std::mt19937_64 random(8);
  std::student_t_distribution<double> correct(5), wrong(1);
  std::uniform_real_distribution<double> uniform;
  std::vector<fit::ScaleSample> samples;
  std::vector<int> group;
  for (int i = 0; i < 6000; ++i) {
    fit::ScaleSample s;
    s.spread.variance = 0.01;
    s.spread.run_class = "layer";
    s.spread.engine = "e";
    s.error = 0.1 * (uniform(random) < 0.15 ? 4 * wrong(random) : correct(random));
    samples.push_back(s);
    group.push_back(i % 12);
  }
  const predict::IntervalModel model = fit::fit_intervals(samples, group, 12, 6000).model;
  CHECK(model.p_wrong == Approx(0.15).margin(0.1));
  CHECK(model.scales(samples[0].spread).correct == Approx(0.1).margin(0.015));
}
