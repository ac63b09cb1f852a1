#include "model/time/distinct_experts.hpp"

#include "tests/model/support.hpp"

using namespace tokroof;
using namespace tokroof::test;

TEST_CASE("one token reads its own experts", "[model][distinct_experts][unit]") {
  CHECK(model::distinct_experts(round_mixture().work, 1) == Approx(1));
}

TEST_CASE("two tokens share an expert as often as chance has it", "[model][distinct_experts][unit]") {
  // 2 of 8: an expert is missed by both with (3/4)^2 = 9/16; 8/2 (1 - 9/16) = 1.75 times what one token reads
  CHECK(model::distinct_experts(round_mixture().work, 2) == Approx(1.75));
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
  CHECK(before == Approx(4));
}

TEST_CASE("a dense model reads its weights once for any batch", "[model][distinct_experts][unit]") {
  CHECK(model::distinct_experts(round_step().work, 64) == 1);
}

TEST_CASE("a mixture whose experts are all used reads them once", "[model][distinct_experts][unit]") {
  model::Work work = round_mixture().work;
  work.experts_active = work.experts;
  CHECK(model::distinct_experts(work, 64) == Approx(1));
}
