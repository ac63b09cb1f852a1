#include "model/time/power_cap.hpp"

#include "model/time/decode_time.hpp"
#include "tests/model/support.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

/// 8 GB at 0.25 nJ and 16e9 weights of 5 operations at 25 pJ: 4 J a step; a base of 70 of 350 W.
double cap_of(const model::Step& step) {
  return model::power_cap(step,
                          coefficients({{"capped_base_share", 0.2},
                                        {"capped_energy_per_byte_nj", 0.25},
                                        {"capped_energy_per_operation_pj", 25},
                                        {"dequant_ops_per_weight", 5}}));
}

model::Step capped(double watts) {
  model::Step step = round_step();
  step.work.kv_bytes = 0;
  step.rates.specified_power_w = 350;
  step.rates.power_w = watts;
  return step;
}

}  // namespace

TEST_CASE("a power cap holds the energy of bytes and operations against what the base leaves of it",
          "[model][power_cap][unit]") {
  CHECK(cap_of(capped(350)) == 0);
  CHECK(cap_of(capped(230)) == Approx(4.0 / 160));
  CHECK(cap_of(capped(60)) == Approx(4.0 / 6));  // below the base a tenth is left
}

TEST_CASE("the cache's energy counts at a power cap", "[model][power_cap][unit]") {
  model::Step step = capped(230);
  step.work.kv_bytes = 2e9;
  step.work.sequences = 2;
  CHECK(cap_of(step) == Approx(5.0 / 160));  // 4e9 x 0.25 nJ more
}

TEST_CASE("cards that take turns have time to cool, cards that share a matrix share its energy",
          "[model][power_cap][unit]") {
  model::Step step = capped(230);
  step.how.devices = 4;
  step.how.split = GENERATE(model::Split::layer, model::Split::pipeline, model::Split::tensor);
  CHECK(cap_of(step) == Approx(1.0 / 160));
  step.work.kv_bytes = 2e9;  // 0.5 J of its own
  CHECK(cap_of(step) == Approx(1.125 / 160));
}

TEST_CASE("a lower cap is never faster, and one that does not bind costs nothing",
          "[model][power_cap][property]") {
  const model::Step free = step_for("rtx-3090", "qwen3.6-27b", "Q4_K_M");
  const model::Coefficients<double> c = prior_coefficients(free);
  double last = model::decode_time(free, c).total();
  for (const double watts : {349.0, 300.0, 250.0, 200.0, 150.0, 100.0}) {
    catalog::Run run = run_for("rtx-3090", "qwen3.6-27b", "Q4_K_M");
    run.power_w = watts;
    const double now = model::decode_time(step_of(run), c).total();
    CHECK(now >= last);
    last = now;
  }
  CHECK(last > 2 * model::decode_time(free, c).total());
}

TEST_CASE("of a cap only what it adds to the specified limit stretches a step", "[model][power_cap][unit]") {
  const model::PowerCap<double> cap{.capped = true, .fixed_s = 0.03, .of_specified = 0.5};
  CHECK(cap.stretched(0.04, {}) == Approx(0.04 * std::pow(std::pow(0.04, 4) + std::pow(0.03, 4), 0.25) /
                                          std::pow(std::pow(0.04, 4) + std::pow(0.015, 4), 0.25)));
}

TEST_CASE("power_cap's derivatives agree with differences", "[model][power_cap][derivative]") {
  model::Step step = capped(200);
  check_derivatives(prior_coefficients(step),
                    [&](const auto& c) { return model::decode_time(step, c).total(); });
}

TEST_CASE("a cap a hair below the specified limit changes nothing", "[model][power_cap][property]") {
  model::Step free = step_for("rtx-3090", "qwen3.6-27b", "Q4_K_M");
  const model::Coefficients<double> c = prior_coefficients(free);
  const double uncapped = model::decode_time(free, c).total();
  free.rates.power_w = (1 - 1e-9) * free.rates.specified_power_w;
  CHECK(model::decode_time(free, c).total() == Approx(uncapped).epsilon(1e-7));
}

TEST_CASE("a cap stretches a step at most as its watts fall, and where it binds nearly to their energy",
          "[model][power_cap][property]") {
  for (const double watts : {340.0, 280.0, 200.0, 120.0, 60.0}) {
    const model::Step step = capped(watts);
    const model::Coefficients<double> c = prior_coefficients(step);
    model::Step free = step;
    free.rates.power_w = free.rates.specified_power_w;
    const double least = model::power_cap(step, c), uncapped = model::decode_time(free, c).total();
    const double took = model::decode_time(step, c).total();
    CHECK(took >= uncapped);
    CHECK(took <= uncapped / model::power_cap_law(step, c).of_specified * (1 + 1e-12));
    CHECK(took >= 0.99 * least);
  }
}
