#include "model/time/speculation.hpp"

#include "tests/model/support.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {
model::Step drafting_step(double drafted, double acceptance) {
  model::Step step = round_step();
  step.work.drafted = drafted;
  step.work.acceptance = acceptance;
  return step;
}
}  // namespace

TEST_CASE("drafting takes its time for each token and sequence", "[model][speculation][unit]") {
  model::Step step = drafting_step(4, 0.75);
  step.work.sequences = 2;
  const model::Coefficients<double> c =
      coefficients({{"draft_token_ms", 1}, {"draft_sequence_ms", 0.05}, {"speculation_fixed_ms", 1}});
  CHECK(model::drafting(step, c) == Approx(5.4e-3));  // 4 (1 + 2 x 0.05) + 1
}

TEST_CASE("what drafts is read in every pass: its blocks and the output matrix",
          "[model][speculation][unit]") {
  model::Step step = drafting_step(4, 0.75);
  step.work.draft_passes = GENERATE(1.0, 4.0);  // all tokens at once, or one by one
  step.work.draft_output_bytes = 1e9;
  step.work.draft_block_bytes = 0.5e9;
  const auto c = coefficients({{"draft_blocks", 2},
                               {"draft_token_ms", 1e-9},
                               {"draft_sequence_ms", 1e-9},
                               {"speculation_fixed_ms", 1e-9},
                               {"weight_read_efficiency", 0.8}});
  CHECK(model::drafting(step, c) == Approx(step.work.draft_passes * 2e9 / 0.8e12));
  step.how.split = model::Split::tensor;
  step.how.devices = 2;
  CHECK(model::drafting(step, c) == Approx(step.work.draft_passes * 1e9 / 0.8e12));
}

TEST_CASE("a speculative step yields one token and the accepted drafts", "[model][speculation][unit]") {
  CHECK(model::tokens_per_step(drafting_step(4, 0.75), coefficients({{"speculation_share", 0.5}})) ==
        Approx(2.5));  // 1 + 4 x 0.75 x 0.5
}

TEST_CASE("an acceptance that is not stated is estimated by the way of drafting",
          "[model][speculation][unit]") {
  const model::Coefficients<double> c =
      coefficients({{"speculation_share", 0.5}, {"draft_acceptance", 0.25}});
  // 1 + (1/4 + 1/16 + 1/64 + 1/256)/2: each draft needs those before it
  CHECK(model::tokens_per_step(drafting_step(4, model::kUnknown), c) == Approx(1 + 85.0 / 512));
  CHECK(model::tokens_per_step(drafting_step(1.5, model::kUnknown), c) == Approx(1 + (0.25 + 0.5 / 16) / 2));
  CHECK(model::tokens_per_step(drafting_step(4, 0.0), c) == 1);
}

TEST_CASE("without drafts there is nothing to draft and one token a step", "[model][speculation][unit]") {
  CHECK(model::drafting(round_step(), coefficients({})) == 0);
  CHECK(model::tokens_per_step(round_step(), coefficients({})) == 1);
}

TEST_CASE("a speculative step yields between 1 and 1 + k tokens", "[model][speculation][property]") {
  const model::Step step = drafting_step(GENERATE(1.0, 3.0, 16.0), GENERATE(0.0, 0.4, 1.0));
  const double tokens =
      model::tokens_per_step(step, coefficients({{"speculation_share", GENERATE(0.01, 0.99)}}));
  CHECK(tokens >= 1);
  CHECK(tokens <= 1 + step.work.drafted);
}

TEST_CASE("speculation's derivatives agree with differences", "[model][speculation][derivative]") {
  const model::Step step = drafting_step(4, GENERATE(0.6, model::kUnknown));
  const auto f = [&](const auto& c) { return model::drafting(step, c) / model::tokens_per_step(step, c); };
  check_derivatives(prior_coefficients(step), f);
}
