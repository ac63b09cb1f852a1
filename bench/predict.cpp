// What a prediction costs: the model alone, with its interval, from a run's names.
// Ratios to the model alone are what to look at; absolute times are this machine's.
#include <benchmark/benchmark.h>

#include "catalog/resolve.hpp"
#include "model/count.hpp"
#include "model/time/figure_time.hpp"
#include "predict/estimate.hpp"
#include "predict/prediction.hpp"

namespace {

using namespace tokroof;

catalog::Run typical_run() {
  catalog::Run run;
  run.device = "rtx-4090";
  run.model = "llama-3.1-8b";
  run.quant = "Q4_K_M";
  run.engine = "llama.cpp";
  run.engine_date = "2026-06-01";
  run.depth = 4096;
  return run;
}

model::Step typical_step() {
  return *model::count(*catalog::resolve(catalog::Catalog::bundled(), typical_run()));
}

void model_alone(benchmark::State& state) {
  const model::Step step = typical_step();
  const predict::Binding binding = predict::bind(predict::Fitted::bundled(), step, model::FigureKind::decode);
  for (auto _ : state) {
    benchmark::DoNotOptimize(model::decode_time(step, binding.coefficients).total());
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(model_alone);

void with_interval(benchmark::State& state) {
  const model::Step step = typical_step();
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        predict::estimate(predict::Fitted::bundled(), step, model::FigureKind::decode, "deep"));
  }
}
BENCHMARK(with_interval);

void from_names(benchmark::State& state) {
  const catalog::Run run = typical_run();
  for (auto _ : state) {
    benchmark::DoNotOptimize(predict::predict(catalog::Catalog::bundled(), predict::Fitted::bundled(), run));
  }
}
BENCHMARK(from_names);

}  // namespace
