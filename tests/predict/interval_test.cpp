#include "predict/interval.hpp"

#include <cmath>

#include "predict/estimate.hpp"

#include <catch2/catch.hpp>
#include "predict/student.hpp"

namespace tokroof::test {
namespace {

predict::Spread spread(double variance, std::string run_class = "", std::string engine = "") {
  predict::Spread s;
  s.variance = variance;
  s.run_class = std::move(run_class);
  s.engine = std::move(engine);
  return s;
}

TEST_CASE("student_quantile gives the tables' values", "[predict][interval][golden]") {
  // Quantiles at 0.95 and 0.975 as printed in any table of Student's t.
  struct Row {
    double nu, at95, at975;
  };
  for (const Row row :
       {Row{1, 6.3138, 12.7062}, Row{2, 2.9200, 4.3027}, Row{5, 2.0150, 2.5706}, Row{30, 1.6973, 2.0423}}) {
    CAPTURE(row.nu);
    CHECK(predict::student_quantile(row.nu, 0.95) == Approx(row.at95).margin(6e-5));
    CHECK(predict::student_quantile(row.nu, 0.975) == Approx(row.at975).margin(6e-5));
  }
}

TEST_CASE("student_quantile is symmetric and 0 at one half", "[predict][interval][property]") {
  const double nu = GENERATE(0.7, 1.0, 1.9, 5.0, 100.0);
  CAPTURE(nu);
  CHECK(predict::student_quantile(nu, 0.5) == Approx(0).margin(1e-9));
  for (const double p : {0.6, 0.9, 0.999}) {
    CHECK(predict::student_quantile(nu, 1 - p) == Approx(-predict::student_quantile(nu, p)));
  }
}

TEST_CASE("student_two_sided_tail undoes student_quantile", "[predict][interval][property]") {
  const double nu = GENERATE(0.7, 1.9, 5.0, 40.0);
  for (const double p : {0.51, 0.75, 0.95, 0.9995}) {
    CAPTURE(nu, p);
    CHECK(predict::student_two_sided_tail(nu, predict::student_quantile(nu, p)) ==
          Approx(2 * (1 - p)).epsilon(1e-9));
  }
}

TEST_CASE("student_two_sided_tail of one degree of freedom is Cauchy's", "[predict][interval][golden]") {
  constexpr double kPi = 3.14159265358979323846;
  for (const double t : {0.0, 0.5, 1.0, 10.0, 1e6}) {
    CAPTURE(t);
    CHECK(predict::student_two_sided_tail(1, t) ==
          Approx(1 - 2 / kPi * std::atan(t)).epsilon(1e-9).margin(1e-15));
  }
}

TEST_CASE("the physical limit cuts every interval, and no rate passes it", "[predict][interval][property]") {
  predict::Estimate e;
  e.ln_seconds = -std::log(100.0);
  e.scales = {.published = 0.2, .correct = 0.1};
  const double level = GENERATE(0.01, 0.5, 0.9, 0.9999);
  const auto free = e.published(level);
  for (const double limit : {double(INFINITY), 130.0, 101.0, 100.0, 40.0}) {
    e.limit_tps = limit;
    CAPTURE(level, limit);
    for (const auto& [low, high] : {e.published(level), e.correct(level)}) {
      CHECK(0 < low);
      CHECK(low < e.tps());
      CHECK(e.tps() < high);
      CHECK(high <= limit);
    }
    if (std::isinf(limit)) {
      CHECK(e.published(level) == free);
    }
  }
}

TEST_CASE("an interval wider than a factor of ten is said to be unknown", "[predict][interval][unit]") {
  predict::Estimate e;
  e.ln_seconds = 0;
  e.scales.published_nu = 2;  // its 90 % quantile is 2.92
  e.scales.published = 0.39;  // exp(2 x 2.92 x 0.39) = 9.8
  CHECK(e.known(0.9));
  e.scales.published = 0.40;  // 10.3
  CHECK_FALSE(e.known(0.9));
  CHECK(e.known(0.5));
  e.limit_tps = 2;  // the limit says what the runs do not
  CHECK(e.known(0.9));
}

TEST_CASE("the interval never narrows when the variance grows", "[predict][interval][property]") {
  predict::IntervalModel model;
  double before = 0;
  for (const double variance : {0.0, 1e-6, 1e-4, 1e-2, 0.1, 1.0, 10.0}) {
    const double scale = model.scales(spread(variance)).published;
    CHECK(scale > before);
    before = scale;
  }
}

TEST_CASE("a new family, other bandwidths and a class's shift widen the interval as they say",
          "[predict][interval]") {
  predict::IntervalModel model;
  model.shifts = {{"row", 0.25}, {"vllm|cuda", -0.1}};
  const double plain = model.ln_scale(spread(0.01));
  predict::Spread other = spread(0.01);
  other.new_family = true;
  CHECK(model.ln_scale(other) == Approx(plain + model.new_family));
  other.extrapolation = 0.5;
  CHECK(model.ln_scale(other) == Approx(plain + model.new_family + 0.5 * model.extrapolation));
  CHECK(model.ln_scale(spread(0.01, "row")) == Approx(plain + 0.25));
  CHECK(model.ln_scale(spread(0.01, "row", "vllm|cuda")) == Approx(plain + 0.15));
  CHECK(model.ln_scale(spread(0.01, "never seen")) == Approx(plain));
}

TEST_CASE("an architecture family and a source have shifts of their own", "[predict][interval]") {
  predict::IntervalModel model;
  model.shifts = {{"localscore", 0.3}, {"rocm|amd/RDNA3", 0.5}};
  predict::Spread s = spread(0.01);
  const double plain = model.ln_scale(s);
  s.family = "rocm|amd/RDNA3";
  CHECK(model.ln_scale(s) == Approx(plain + 0.5));
  s.source = "localscore";
  CHECK(model.ln_scale(s) == Approx(plain + 0.8));
}

TEST_CASE("a correct run scatters by its ratio and as five degrees of freedom", "[predict][interval]") {
  predict::IntervalModel model;
  const predict::Scales s = model.scales(spread(0.02));
  CHECK(s.correct == Approx(s.published * model.correct_ratio));
  CHECK(s.correct_nu == predict::kCorrectRunNu);
  CHECK(s.p_wrong == model.p_wrong);
}

}  // namespace
}  // namespace tokroof::test
