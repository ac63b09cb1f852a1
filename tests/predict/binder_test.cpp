#include "predict/binder.hpp"

#include <random>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "catalog/resolve.hpp"
#include "model/count.hpp"
#include "tests/predict/support.hpp"
#include "tests/seed.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

/// Steps of random devices, models, types, engines and streams, as many as can be.
std::vector<model::Step> random_steps(unsigned seed) {
  std::mt19937 dice(seed);
  const auto any = [&](const auto& of) -> const auto& { return of[dice() % of.size()]; };
  const catalog::Catalog& catalog = catalog::Catalog::bundled();
  const std::vector<std::string> quants{"Q4_K_M", "Q8_0", "AWQ", "FP8", "BF16"},
      engines{"", "vllm", "llama.cpp"};
  std::vector<model::Step> out;
  for (int i = 0; i < 300; ++i) {
    catalog::Run run;
    run.device = any(catalog.devices()).slug;
    run.model = any(catalog.models()).slug;
    run.quant = any(quants);
    run.engine = any(engines);
    run.n_devices = 1 + dice() % 3;
    run.concurrency = 1 + 7 * (dice() % 2);
    if (const auto scenario = catalog::resolve(catalog, run)) {
      if (const auto step = model::count(*scenario, model::WeightCheck::leave)) {
        out.insert(out.end(), 1 + dice() % 2, *step);  // the same again, too
      }
    }
  }
  return out;
}

}  // namespace

TEST_CASE("A binder says of each step what bind() says, whatever it bound before", "[predict][property]") {
  const unsigned seed = seed_of_run();
  INFO("TOKROOF_SEED=" << seed);
  const predict::Fitted& fitted = predict::Fitted::bundled();
  predict::Binder binder(fitted);
  const std::vector<model::Step> steps = random_steps(seed);
  REQUIRE(steps.size() > 100);
  for (const model::Step& step : steps) {
    const auto [decode, prefill] = binder.bind(step);
    for (const auto& [figure, bound] :
         {std::pair(model::FigureKind::decode, &decode), std::pair(model::FigureKind::prefill, &prefill)}) {
      const predict::Binding alone = predict::bind(fitted, step, figure);
      CHECK(bound->coefficients.parameters == alone.coefficients.parameters);
      CHECK(bound->ln_effects == alone.ln_effects);
      CHECK(bound->reads == alone.reads);
      CHECK(binder.covariances(bound->reads) == predict::Covariances(fitted).of(alone.reads));
    }
  }
}

TEST_CASE("Covariances are those of the fit, those off the diagonal twice", "[predict]") {
  const predict::Fitted& fitted = predict::Fitted::bundled();
  const unsigned seed = seed_of_run();
  INFO("TOKROOF_SEED=" << seed);
  predict::Covariances covariances(fitted);  // those of the steps before are no others
  for (const model::Step& step : random_steps(seed)) {
    const predict::Binding binding = predict::bind(fitted, step, model::FigureKind::decode);
    std::vector<double> rows;
    for (const predict::BoundCoefficient& a : binding.reads) {
      for (const predict::BoundCoefficient& b : binding.reads) {
        const bool same = a == b;
        const double sd = fitted.prior_sd(a.coefficient);
        rows.push_back(a.parameter && b.parameter
                           ? (same ? 1 : 2) * fitted.covariance(*a.parameter, *b.parameter)
                           : (same ? sd * sd : 0));
        if (same) {
          break;
        }
      }
    }
    CHECK(covariances.of(binding.reads) == rows);
  }
}

TEST_CASE("What a thread remembers of one fit says nothing of another", "[predict][property]") {
  const predict::Fitted fits[] = {predict::Fitted::bundled(), predict::Fitted::priors()};
  const unsigned seed = seed_of_run();
  INFO("TOKROOF_SEED=" << seed);
  for (const model::Step& step : random_steps(seed)) {
    for (const predict::Fitted& fitted : fits) {
      const predict::Binding& bound =
          predict::Binder::of_thread(fitted).bind(step, model::FigureKind::decode);
      const predict::Binding alone = predict::bind(fitted, step, model::FigureKind::decode);
      CHECK(bound.coefficients.parameters == alone.coefficients.parameters);
      CHECK(bound.reads == alone.reads);
    }
  }
}

TEST_CASE("A figure is read_by() the coefficients that reads() names", "[model][property]") {
  const unsigned seed = seed_of_run();
  INFO("TOKROOF_SEED=" << seed);
  for (model::Step& step : random_steps(seed)) {
    step.figure.includes_prefill = step.work.layers > 30;
    for (const model::FigureKind figure : {model::FigureKind::decode, model::FigureKind::prefill}) {
      model::CoefficientSet each;
      for (std::size_t i = 0; i < model::kCoefficientCount; ++i) {
        if (model::reads(model::kCoefficients[i], figure, step)) {
          each.add(i);
        }
      }
      CHECK(model::read_by(figure, step, model::that_hold(step)) == each);
    }
  }
}
