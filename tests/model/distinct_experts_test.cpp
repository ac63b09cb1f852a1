#include "model/time/distinct_experts.hpp"

#include <algorithm>
#include <numeric>
#include <random>
#include <tuple>

#include "tests/model/support.hpp"

using namespace tokroof;
using namespace tokroof::test;

TEST_CASE("one token reads its own experts", "[model][distinct_experts][unit]") {
  CHECK(model::distinct_experts(round_mixture().work, 1) == Approx(1));
}

TEST_CASE("two tokens share popular experts more often than chance has it",
          "[model][distinct_experts][unit]") {
  // 2 of 8: popularity Beta(1, 3), missed by both with 3/4 x 4/5 = 3/5; 8/2 (1 - 3/5) = 1.6 times what one token reads, and
  // 1.75 if all experts were alike
  CHECK(model::distinct_experts(round_mixture().work, 2) == Approx(1.6));
}

TEST_CASE("many tokens read all experts, and never more", "[model][distinct_experts][property]") {
  const model::Work work = round_mixture().work;
  double before = 0;
  for (const double tokens : {1.0, 2.0, 4.0, 16.0, 64.0, 1024.0}) {
    const double now = model::distinct_experts(work, tokens);
    CHECK(now >= before);
    CHECK(now <= std::fmin(tokens, 4.0) * (1 + 1e-12));
    before = now;
  }
  CHECK(before == Approx(4).epsilon(0.003));  // 1024/(1 + 1023/4): the least popular are met last
}

TEST_CASE("the most used experts are read as often as their law says", "[model][distinct_experts][unit]") {
  model::Work work = round_mixture().work;  // popularity Beta(1, 3)
  CHECK(model::popular_reads(work, 0) == 0);
  CHECK(model::popular_reads(work, 1) == Approx(1));
  const double f = 0.125;  // those above p = 1/2: their mean is 1/2 + 1/8, two and a half times 1/4
  CHECK(model::popular_reads(work, f) == Approx(2.5 * f));
  work.experts = 512;
  work.experts_active = 1;
  CHECK(model::popular_reads(work, 0.3) == Approx(0.3 * (1 - std::log(0.3))).epsilon(0.01));
  work.experts_active = 512;
  CHECK(model::popular_reads(work, 0.3) == Approx(0.3));  // all are used alike
}

TEST_CASE("more experts on the devices never leave more reads to the host",
          "[model][distinct_experts][property]") {
  for (const double active : {1.0, 4.0, 8.0, 100.0, 127.0}) {
    model::Work work = round_mixture().work;
    work.experts = 128;
    work.experts_active = active;
    double before = 0;
    for (int percent = 0; percent <= 100; ++percent) {
      const double now = model::popular_reads(work, percent / 100.0);
      CHECK(now >= before);
      CHECK(now >= percent / 100.0 * (1 - 1e-12));
      CHECK(now <= 1 + 1e-12);
      before = now;
    }
  }
}

TEST_CASE("a dense model reads its weights once for any batch", "[model][distinct_experts][unit]") {
  CHECK(model::distinct_experts(round_step().work, 64) == 1);
}

TEST_CASE("a mixture whose experts are all used reads them once", "[model][distinct_experts][unit]") {
  model::Work work = round_mixture().work;
  work.experts_active = work.experts;
  CHECK(model::distinct_experts(work, 64) == Approx(1));
}

TEST_CASE("the busiest device reads what drawing experts says, within a tenth",
          "[model][distinct_experts][property]") {
  std::mt19937_64 random(std::random_device{}());
  for (const auto& [experts, active, devices, tokens] : {std::tuple{256, 8, 8, 1},
                                                         std::tuple{256, 8, 8, 16},
                                                         std::tuple{256, 8, 32, 64},
                                                         std::tuple{128, 4, 4, 8}}) {
    model::Work work = round_mixture().work;
    work.experts = experts;
    work.experts_active = active;
    const double others = static_cast<double>(experts) / active - 1;
    constexpr int kDraws = 2000;
    double busiest = 0, mean = 0;
    for (int draw = 0; draw < kDraws; ++draw) {
      std::vector<double> read(devices);
      for (int expert = 0; expert < experts; ++expert) {
        // popularity Beta(1, others), by inversion; missed by all tokens with (1 - popularity)^tokens
        const double missed = std::pow(std::uniform_real_distribution<>()(random), tokens / others);
        read[expert * devices / experts] += std::bernoulli_distribution(1 - missed)(random) ? 1 : 0;
      }
      busiest += *std::max_element(read.begin(), read.end());
      mean += std::accumulate(read.begin(), read.end(), 0.0) / devices;
    }
    INFO(experts << " experts on " << devices << " devices, " << tokens << " tokens");
    CHECK(model::busiest_device(work, tokens, devices) == Approx(busiest / mean).epsilon(0.1));
  }
}

TEST_CASE("where all experts are met, or one device has them, no device reads more than another",
          "[model][distinct_experts][unit]") {
  CHECK(model::busiest_device(round_mixture().work, 1e9, 4) == Approx(1));
  CHECK(model::busiest_device(round_mixture().work, 1, 1) == 1);
  CHECK(model::busiest_device(round_step().work, 1, 8) == 1);
}
