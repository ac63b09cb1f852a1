#include "model/time/step_overhead.hpp"

#include "model/time/decode_time.hpp"
#include "tests/model/support.hpp"

using namespace tokroof;
using namespace tokroof::test;

TEST_CASE("a step of one sequence takes its fixed time", "[model][step_overhead][unit]") {
  CHECK(
      model::step_overhead(round_step(), coefficients({{"step_fixed_us", 150}, {"sequence_host_us", 30}})) ==
      Approx(150e-6));
}

TEST_CASE("a batch adds the host's work for every sequence", "[model][step_overhead][unit]") {
  model::Step step = round_step();
  step.work.sequences = 4;
  CHECK(model::step_overhead(step, coefficients({{"step_fixed_us", 150}, {"sequence_host_us", 30}})) ==
        Approx(270e-6));  // 150 + 4 x 30
}

TEST_CASE("a mean between one sequence and two takes the time between theirs",
          "[model][step_overhead][unit]") {
  const auto c = coefficients({{"step_fixed_us", 150}, {"sequence_host_us", 30}});
  model::Step step = round_step();
  step.work.sequences = 2;
  CHECK(model::step_overhead(step, c) == Approx(210e-6));
  step.work.sequences = 1.1;
  CHECK(model::step_overhead(step, c) == Approx(156e-6));  // 150 + a tenth of 2 x 30
}

TEST_CASE("a scheduler that is a step ahead counts only where it is slower than the device",
          "[model][step_overhead][unit]") {
  model::Step step = round_step();
  step.work.sequences = 4;
  step.how.schedules_beside = true;
  const auto c = coefficients({{"step_fixed_us", 150}, {"sequence_host_us", 30}});
  CHECK(model::step_overhead(step, c) == Approx(150e-6));
  CHECK(model::decode_pace(step, c).host_s == Approx(120e-6));
  CHECK(model::decode_pace(step, c).beyond(1.0) == Approx(0).margin(1e-9));
  CHECK(model::decode_pace(step, c).beyond(120e-6) == Approx(120e-6 * (std::cbrt(2.0) - 1)));
}

TEST_CASE("a card's host is of the card's age", "[model][step_overhead][unit]") {
  model::Step step = round_step();
  step.rates.years_after_2022 = 2;
  const model::Coefficients<double> c =
      coefficients({{"step_fixed_us", 150}, {"step_fixed_per_device_year", -0.1}});
  CHECK(model::step_overhead(step, c) == Approx(150e-6 * std::exp(-0.2)));
  step.how.unified = true;
  CHECK(model::step_overhead(step, c) == Approx(150e-6));
}

TEST_CASE("a server's host needs less for a sequence every year", "[model][step_overhead][unit]") {
  model::Step step = round_step();
  step.work.sequences = 4;
  step.how.years_after_mid_2025 = 2;
  const auto c = coefficients(
      {{"step_fixed_us", 150}, {"sequence_host_us", 30}, {"sequence_host_per_year", -std::log(2)}});
  CHECK(model::step_overhead(step, c) == Approx(270e-6));
  step.how.server_kernels = true;
  CHECK(model::step_overhead(step, c) == Approx(180e-6));  // 150 + 4 x 30/4
}

TEST_CASE("servers sample on the device, which goes over the logits some times",
          "[model][step_overhead][unit]") {
  model::Step step = round_step();
  step.how.server_kernels = true;
  const auto c = coefficients({{"logits_passes", 5}, {"logits_ns_per_byte", 0.15}});
  CHECK(model::logits_copy(step, c) == Approx(1e-6));  // 4 x 50,000 x 5 bytes at 1 TB/s
  step.how.split = model::Split::tensor;
  step.how.devices = 4;
  CHECK(model::logits_copy(step, c) == Approx(0.25e-6));
}

TEST_CASE("every position of a step has logits", "[model][step_overhead][unit]") {
  model::Step step = round_step();
  step.work.sequences = 4;
  step.work.drafted = 2;
  CHECK(model::logits_copy(step, coefficients({{"logits_ns_per_byte", 0.15}})) == Approx(12 * 30e-6));
}

TEST_CASE("logits take their time a byte", "[model][step_overhead][unit]") {
  CHECK(model::logits_copy(round_step(), coefficients({{"logits_ns_per_byte", 0.15}})) ==
        Approx(30e-6));  // 4 x 50,000 x 0.15 ns
}

TEST_CASE("the overheads' derivatives agree with differences", "[model][step_overhead][derivative]") {
  model::Step step = round_step();
  step.work.sequences = GENERATE(1.0, 8.0);
  const auto f = [&](const auto& c) { return model::step_overhead(step, c) + model::logits_copy(step, c); };
  const Gradient g = check_derivatives(prior_coefficients(step), f);
  CHECK((g[model::position("sequence_host_us")] != 0) == (step.work.sequences > 1));
}
