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
  const std::vector<model::Step> steps = random_steps(seed_of_run());
  const predict::Binding binding = predict::bind(fitted, steps.at(0), model::FigureKind::decode);
  predict::Covariances covariances(fitted);
  const std::vector<double>& rows = covariances.of(binding.reads);
  std::size_t at = 0;
  for (std::size_t i = 0; i < binding.reads.size(); ++i) {
    for (std::size_t j = 0; j <= i; ++j, ++at) {
      const auto &a = binding.reads[i], &b = binding.reads[j];
      if (a.parameter && b.parameter) {
        CHECK(rows.at(at) == (i == j ? 1 : 2) * fitted.covariance(*a.parameter, *b.parameter));
      } else {
        const double sd = fitted.prior_sd(a.coefficient);
        CHECK(rows.at(at) == (i == j ? sd * sd : 0));
      }
    }
  }
  CHECK(at == rows.size());
}
