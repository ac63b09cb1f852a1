#include <random>

#include <catch2/catch.hpp>

#include "tests/predict/support.hpp"
#include "tests/runs_as_text.hpp"
#include "tests/seed.hpp"

namespace tokroof::test {
namespace {

/// As a row of a table would show it.
std::optional<predict::Prediction> predicted_rate(const catalog::Run& run) {
  return predict::predict(catalog::Catalog::bundled(),
                          predict::Fitted::bundled(),
                          run,
                          {.must_fit = false, .rate_only = true})
      .prediction;
}

/// `b` is not faster than `a`, where as many streams have room at once.
bool not_faster(const predict::Prediction& b, const predict::Prediction& a) {
  return predict::streams_in_flight(b) < predict::streams_in_flight(a) ||
         b.decode.tps() <= a.decode.tps() * (1 + 1e-12);
}

}  // namespace

TEST_CASE("no stream is faster for the prompts of the others, and slower the longer they are",
          "[predict][property]") {
  const unsigned seed = seed_of_run();
  INFO("TOKROOF_SEED=" << seed);
  std::mt19937 random(seed);
  const auto between = [&](double low, double high) {
    return std::round(std::exp(std::uniform_real_distribution<>(std::log(low), std::log(high))(random)));
  };
  std::vector<catalog::Run> runs;
  for (const char* table : {"servers-2026", "unified-2026-autumn", "singles-2026-autumn", "mixtures-2026"}) {
    const std::vector<catalog::Run> some = runs_of(table);
    runs.insert(runs.end(), some.begin(), some.end());
  }
  int judged = 0;
  for (int i = 0; i < 300; ++i) {
    catalog::Run run = runs[std::uniform_int_distribution<std::size_t>(0, runs.size() - 1)(random)];
    run.tg_tps = 1;
    run.rate = catalog::StatedRate::unsaid;
    run.includes_prefill = false;
    run.depth = 0;
    run.concurrency = between(2, 64);
    run.n_prompt = between(16, 8192);
    run.n_gen = between(16, 1024);
    CAPTURE(
        run.source, run.device, run.model, run.quant, run.engine, run.concurrency, run.n_prompt, run.n_gen);
    const auto between_prompts = predicted_rate(run);
    if (!between_prompts) continue;
    run.rate = catalog::StatedRate::stream;
    const auto beside = predicted_rate(run);
    REQUIRE(beside);
    CHECK(not_faster(*beside, *between_prompts));
    run.n_prompt *= 2;
    const auto longer = predicted_rate(run);
    if (longer) CHECK(not_faster(*longer, *beside));
    ++judged;
  }
  CHECK(judged > 100);
}

}  // namespace tokroof::test
