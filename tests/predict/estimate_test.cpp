#include "predict/estimate.hpp"

#include <cmath>

#include <catch2/catch.hpp>
#include "tests/predict/support.hpp"

using namespace tokroof;
using namespace tokroof::test;

TEST_CASE("coefficients that vary together widen or narrow a prediction together", "[predict][estimate]") {
  const predict::Fitted& fitted = predict::Fitted::bundled();
  const model::Step step = predicted(question("rtx-4090", "llama-3.1-8b", "Q4_K_M")).step;
  const auto all = predict::dependences(
      fitted, step, model::FigureKind::decode, predict::bind(fitted, step, model::FigureKind::decode));
  double alone = 0, together = 0;
  for (const predict::Dependence& a : all) {
    if (!a.parameter) {
      alone += std::pow(a.slope * fitted.prior_sd(a.coefficient), 2);
      continue;
    }
    for (const predict::Dependence& b : all) {
      if (b.parameter) {
        const double term = a.slope * b.slope * fitted.covariance(*a.parameter, *b.parameter);
        (&a == &b ? alone : together) += term;
      }
    }
  }
  CHECK(std::fabs(together) > 0.01 * alone);
  CHECK(predict::propagated_variance(fitted, all) == Approx(alone + together));
}
