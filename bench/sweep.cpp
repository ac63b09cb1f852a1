// What a point of a sweep costs on one core: along the lengths of one set-up, and of new set-ups. `by_hand` is a roofline
// of one line, weights and cache over the bandwidth; `times_by_hand` is how many of those one point costs.
#include <benchmark/benchmark.h>

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

/// tok/s of one step, as a calculator has it: bytes over bandwidth.
double by_hand(double weight_bytes, double cache_bytes_per_token, double bytes_per_s, double depth) {
  return bytes_per_s / (weight_bytes + cache_bytes_per_token * depth);
}

double seconds_by_hand() {
  constexpr int kTimes = 50'000'000;
  double sum = 0, weights = 4.9e9, cache = 131072, rate = 0.7 * 1008e9;
  benchmark::DoNotOptimize(weights);
  benchmark::DoNotOptimize(cache);
  benchmark::DoNotOptimize(rate);
  const double begin = cpu_s();
  for (int i = 0; i < kTimes; ++i) {
    sum += by_hand(weights, cache, rate, i % 100000);
  }
  benchmark::DoNotOptimize(sum);
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
  state.counters["times_by_hand"] = taken / points / seconds_by_hand();
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

void depths_with_intervals(benchmark::State& state) { sweep_all(state, typical("0-99999"), {}); }
BENCHMARK(depths_with_intervals)->Unit(benchmark::kMillisecond);

/// Other devices, models, types and batches: what a search of the catalog asks for.
whatif::Product many_set_ups() {
  whatif::Product product;
  std::string devices, models;
  for (const model::Device& device : catalog::Catalog::bundled().devices()) {
    if (device.kind == model::DeviceKind::gpu && device.memory_gib >= 24) {
      devices += std::string(devices.empty() ? "" : ",") + std::string(device.slug);
    }
  }
  for (const char* model :
       {"llama-3.1-8b", "qwen3-14b", "gemma-3-12b", "gpt-oss-20b", "qwen3-30b-a3b", "phi-4"}) {
    models += std::string(models.empty() ? "" : ",") + model;
  }
  const std::pair<std::string_view, std::string_view> stated[] = {{"device", devices},
                                                                  {"model", models},
                                                                  {"quant", "Q4_K_M,Q6_K,Q8_0"},
                                                                  {"concurrency", "1,8"},
                                                                  {"n_depth", "4096"}};
  for (const auto& [key, text] : stated) {
    product.add(whatif::Axis::of_text(predict::scenario_option(key), text));
  }
  return product;
}

void set_ups(benchmark::State& state) { sweep_all(state, many_set_ups(), {.intervals = false}); }
BENCHMARK(set_ups)->Unit(benchmark::kMillisecond);

void set_ups_with_intervals(benchmark::State& state) { sweep_all(state, many_set_ups(), {}); }
BENCHMARK(set_ups_with_intervals)->Unit(benchmark::kMillisecond);

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
