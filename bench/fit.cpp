// What a fit of all bundled runs costs, and each device left out in turn. `allowed` is the time that it may take on
// two cores, `share` what is used of it; `passes` and `gradients` count in passes over all figures: how often the
// model alone, or its gradient, could have been evaluated on one core instead.
#include <chrono>
#include <memory>

#include <benchmark/benchmark.h>

#include "tests/fit/bundled_fit.hpp"

namespace {

using namespace tokroof;
using test::bundled_fit;
using test::fitted_runs;
using Clock = std::chrono::steady_clock;

double pass(const fit::Fit& fit, fit::Regression::Gradient* gradient) {
  double sum = 0;
  for (std::size_t i = 0; i < fit.observations.all.size(); ++i) {
    sum += fit.regression->residual(i, fit.solution.parameters, gradient);
  }
  return sum;
}

template <class F>
double seconds(F f) {
  const auto begin = Clock::now();
  f();
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Runs f under the clock, and reports its time against what is allowed and against passes over all figures.
template <class F>
void against(benchmark::State& state, double allowed_s, F f) {
  const fit::Fit& fit = bundled_fit();
  double taken = 0;
  for (auto _ : state) {
    taken += seconds(f);
  }
  taken /= static_cast<double>(state.iterations());
  fit::Regression::Gradient gradient;
  state.counters["allowed"] = allowed_s;
  state.counters["share"] = taken / allowed_s;
  state.counters["passes"] = taken / seconds([&] { benchmark::DoNotOptimize(pass(fit, nullptr)); });
  state.counters["gradients"] = taken / seconds([&] { benchmark::DoNotOptimize(pass(fit, &gradient)); });
}

void model_of_all_figures(benchmark::State& state) {
  const fit::Fit& fit = bundled_fit();
  for (auto _ : state) {
    benchmark::DoNotOptimize(pass(fit, nullptr));
  }
}
BENCHMARK(model_of_all_figures)->Unit(benchmark::kMillisecond);

void gradient_of_all_figures(benchmark::State& state) {
  const fit::Fit& fit = bundled_fit();
  fit::Regression::Gradient gradient;
  for (auto _ : state) {
    benchmark::DoNotOptimize(pass(fit, &gradient));
  }
}
BENCHMARK(gradient_of_all_figures)->Unit(benchmark::kMillisecond);

void fit_with_covariance(benchmark::State& state) {
  const std::vector<catalog::Run> runs = fitted_runs();
  against(state, 1, [&] {
    const auto fit = fit::fit_runs(catalog::Catalog::bundled(), runs);
    benchmark::DoNotOptimize(fit::posterior_of(*fit).variances());
  });
}
BENCHMARK(fit_with_covariance)->Unit(benchmark::kSecond)->UseRealTime()->Iterations(3);

void every_device_left_out(benchmark::State& state) {
  against(state, 60, [] {
    benchmark::DoNotOptimize(fit::evaluate_left_out(bundled_fit(), fit::LeaveOut::device));
  });
}
BENCHMARK(every_device_left_out)->Unit(benchmark::kSecond)->UseRealTime()->Iterations(1);

}  // namespace
