#include "model/time/kernel_launch.hpp"

#include "tests/model/support.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {
double launch_s(const model::Step& step, std::initializer_list<Setting> settings) {
  return model::kernel_launch(step, coefficients(settings));
}
}  // namespace

TEST_CASE("each kernel takes its launch time", "[model][kernel_launch][unit]") {
  CHECK(launch_s(round_step(), {{"kernel_launch_us", 4}}) == Approx(400e-6));  // 100 x 4 us
}

TEST_CASE("kernels of experts and of linear attention count by their ratio", "[model][kernel_launch][unit]") {
  model::Step step = round_mixture();  // 100 dense, 50 of experts
  step.work.kernels_linear = 10;
  CHECK(launch_s(step, {{"kernel_ratio_experts", 2}, {"kernel_ratio_linear", 5}}) == Approx(250e-6));
}

TEST_CASE("a launch falls with the clock to the power 0.8", "[model][kernel_launch][unit]") {
  model::Step step = round_step();
  step.rates.clock_hz = 1.7e9 / 32;
  CHECK(launch_s(step, {}) == Approx(100e-6 * 16));  // 32^0.8 = 2^4
}

TEST_CASE("years, host and cores change a launch by their slopes", "[model][kernel_launch][unit]") {
  model::Step step = round_step();
  step.how.years_after_mid_2025 = -2;
  step.rates.years_after_2022 = 5;
  step.rates.ln_host_slowness = std::log(4);
  step.rates.ln_gpu_cores = std::log(2);
  CHECK(launch_s(step, {{"kernel_launch_per_engine_year", -0.5}}) == Approx(100e-6 * std::exp(1)));
  CHECK(launch_s(step, {{"kernel_launch_per_device_year", -0.2}}) == Approx(100e-6 * std::exp(-1)));
  CHECK(launch_s(step, {{"kernel_launch_host_exponent", 0.5}}) == Approx(200e-6));
  CHECK(launch_s(step, {{"kernel_launch_cores_exponent", -1}}) == Approx(50e-6));
}

TEST_CASE("deviations of llamafile and of two dies apply to them only", "[model][kernel_launch][unit]") {
  model::Step step = round_step();
  const std::initializer_list<Setting> doubles{{"kernel_launch_llamafile", std::log(2)},
                                               {"kernel_launch_two_die", std::log(2)}};
  CHECK(launch_s(step, doubles) == Approx(100e-6));
  step.how.llamafile = true;
  CHECK(launch_s(step, doubles) == Approx(200e-6));
  step.how.two_die = true;
  CHECK(launch_s(step, doubles) == Approx(400e-6));
}

TEST_CASE("llamafile's launches deviate by machine, and on Turing without tensor cores",
          "[model][kernel_launch][unit]") {
  model::Step step = round_step();
  const std::initializer_list<Setting> doubles{{"kernel_launch_llamafile_machine", std::log(2)},
                                               {"kernel_launch_llamafile_tu11x", std::log(2)}};
  CHECK(launch_s(step, doubles) == Approx(100e-6));
  step.how.llamafile = true;
  CHECK(launch_s(step, doubles) == Approx(200e-6));
  step.how.llamafile_tu11x = true;
  CHECK(launch_s(step, doubles) == Approx(400e-6));
}

TEST_CASE("layers on the host launch nothing on the device", "[model][kernel_launch][unit]") {
  model::Step step = round_step();
  step.how.host_layer_share = 0.25;
  CHECK(launch_s(step, {}) == Approx(75e-6));
}

TEST_CASE("an eager engine hides its own launches behind the device or the other way round",
          "[model][kernel_launch][unit]") {
  model::Step step = round_step();
  const model::Coefficients<double> c = coefficients({{"eager_layer_us", 300}});  // 10 layers: 3 ms
  CHECK(model::eager_pace(step, c).beyond(0.003) == 0);
  const double launch_s = model::kernel_launch(step, c);
  step.how.eager = true;
  CHECK(model::kernel_launch(step, c) == launch_s);  // kernels wait in the device's queue all the same
  CHECK(model::eager_pace(step, c).beyond(0.003) == Approx(0.003 * (std::cbrt(2.0) - 1)));  // both 3 ms
  CHECK(model::eager_pace(step, c).beyond(3.0) == Approx(0).margin(1e-8));  // the device sets the pace
}

TEST_CASE("eager launches never shorten a step, however long the device works",
          "[model][kernel_launch][property]") {
  model::Step step = round_step();
  step.how.eager = true;
  const auto pace = model::eager_pace(step, coefficients({{"eager_layer_us", 300}}));
  for (double busy_s = 1e-6; busy_s < 1e6; busy_s *= 1.37) {
    CHECK(pace.beyond(busy_s) > 0);
  }
  CHECK(pace.beyond(1e4) == Approx(27e-9 / (3 * 1e8)));  // h^3 / (3 busy^2)
}

TEST_CASE("eager launches take longer on a slow host and for some checkpoints",
          "[model][kernel_launch][unit]") {
  model::Step step = round_step();
  step.how.eager = true;
  step.rates.host_slowness = 2;
  const auto c = coefficients({{"eager_layer_us", 1000}, {"eager_checkpoint", std::log(3)}});
  CHECK(model::eager_pace(step, c).host_s == Approx(60e-3));  // 10 layers
}

TEST_CASE("kernel_launch's and eager_pace's derivatives agree with differences",
          "[model][kernel_launch][derivative]") {
  model::Step step = round_mixture();
  step.work.kernels_linear = 10;
  step.how.years_after_mid_2025 = 1.1;
  step.rates.years_after_2022 = -3;
  step.rates.ln_host_slowness = 0.4;
  step.rates.host_slowness = 1.5;
  step.rates.ln_gpu_cores = -0.3;
  step.how.llamafile = step.how.llamafile_tu11x = step.how.two_die = true;
  step.how.eager = GENERATE(false, true);
  const auto f = [&](const auto& c) {
    using T = std::decay_t<decltype(c.parameters[0])>;
    const T launch = model::kernel_launch(step, c);
    return T(launch + model::eager_pace(step, c).beyond(T(launch + 0.002)));
  };
  check_derivatives(prior_coefficients(step), f);
}
