// What a point of a sweep costs, against a prediction from names: a long axis of depths, and whole sweeps with the
// program's own loop. `predictions` is how many predict() would have made in the time of one point.
#include <benchmark/benchmark.h>

#include <ctime>
#include <fstream>

#include "answers/sweep_rows.hpp"
#include "whatif/sweep/point_law.hpp"
#include "whatif/sweep/sweep.hpp"

namespace {

using namespace tokroof;

whatif::SweepModel bundled() {
  return {catalog::Catalog::bundled(), predict::Fitted::bundled(), [](const catalog::Question& question) {
            return predict::complete(catalog::Catalog::bundled(), predict::Fitted::bundled(), question);
          }};
}

whatif::Product typical(std::string_view depths) {
  whatif::Product product;
  const std::pair<std::string_view, std::string_view> stated[] = {
      {"device", "rtx-4090"}, {"model", "llama-3.1-8b"}, {"quant", "Q4_K_M"}, {"n_depth", depths}};
  for (const auto& [key, text] : stated) {
    product.add(whatif::Axis::of_text(predict::scenario_option(key), text));
  }
  return product;
}

/// Of this process: a machine that is busy with something else does not count.
double cpu_s() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

double seconds_of_predict() {
  const catalog::Run run = bundled().complete(typical("4096").base.question).run;
  constexpr int kTimes = 2000;
  const double begin = cpu_s();
  for (int i = 0; i < kTimes; ++i) {
    benchmark::DoNotOptimize(predict::predict(catalog::Catalog::bundled(), predict::Fitted::bundled(), run));
  }
  return (cpu_s() - begin) / kTimes;
}

void sweep_all(benchmark::State& state, const whatif::Product& product, whatif::SweepOptions options) {
  const whatif::SweepModel model = bundled();
  const double begin = cpu_s();
  for (auto _ : state) {
    double sum = 0;
    whatif::sweep(model,
                  product,
                  {0, product.size()},
                  options,
                  [&](std::uint64_t, const whatif::SetupCells&, const whatif::SweepPoint& p) {
                    sum += p.tps;
                    return true;
                  });
    benchmark::DoNotOptimize(sum);
  }
  const double taken = cpu_s() - begin;
  const double points = static_cast<double>(state.iterations()) * static_cast<double>(product.size());
  state.SetItemsProcessed(static_cast<std::int64_t>(points));
  state.counters["predictions"] = taken / points / seconds_of_predict();
}

void depths(benchmark::State& state) { sweep_all(state, typical("0-99999"), {.intervals = false}); }
BENCHMARK(depths)->Unit(benchmark::kMillisecond);

void answers_and_depths(benchmark::State& state) {
  whatif::Product product = typical("0-999");
  product.add(whatif::Axis::of_text(predict::scenario_option("n_gen"), "1-100"));
  sweep_all(state, product, {.intervals = false});
}
BENCHMARK(answers_and_depths)->Unit(benchmark::kMillisecond);

void prompts(benchmark::State& state) {
  whatif::Product product = typical("4096");
  product.add(whatif::Axis::of_text(predict::scenario_option("n_prompt"), "1-20000"));
  sweep_all(state, product, {.intervals = false});
}
BENCHMARK(prompts)->Unit(benchmark::kMillisecond);

void depths_under_a_power_cap(benchmark::State& state) {
  whatif::Product product = typical("0-99999");
  product.add(whatif::Axis::of_text(predict::scenario_option("power_limit_w"), "250"));
  sweep_all(state, product, {.intervals = false});
}
BENCHMARK(depths_under_a_power_cap)->Unit(benchmark::kMillisecond);

void set_ups(benchmark::State& state) {
  whatif::Product product = typical("4096");
  product.add(whatif::Axis::of_text(predict::scenario_option("power_limit_w"), "200-450"));
  product.add(whatif::Axis::of_text(predict::scenario_option("kv_type"), "f16,q8_0,q4_0"));
  sweep_all(state, product, {.intervals = false});
}
BENCHMARK(set_ups)->Unit(benchmark::kMillisecond);

void intervals(benchmark::State& state) { sweep_all(state, typical("0-4999"), {}); }
BENCHMARK(intervals)->Unit(benchmark::kMillisecond);

void written(benchmark::State& state, answers::RowForm form) {
  const whatif::SweepModel model = bundled();
  const whatif::Product product = typical("0-99999");
  std::ofstream nowhere("/dev/null");
  for (auto _ : state) {
    const auto writer = answers::row_writer(form, whatif::SweepColumns(product), nowhere);
    whatif::sweep(
        model,
        product,
        {0, product.size()},
        {.intervals = false},
        [&](std::uint64_t number, const whatif::SetupCells& setup, const whatif::SweepPoint& point) {
          writer->row(number, setup, point);
          return true;
        });
    writer->flush();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(product.size()));
}
BENCHMARK_CAPTURE(written, jsonl, answers::RowForm::jsonl)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(written, csv, answers::RowForm::csv)->Unit(benchmark::kMillisecond);

}  // namespace
