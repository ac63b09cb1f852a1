#include "model/time/host_prefill.hpp"

#include "model/time/prefill_time.hpp"
#include "tests/model/support.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

/// 1 TFLOP/s at 2 operations a product, 20 GB/s over the bus, a card whose matrix units run at 8e13.
model::Coefficients<double> round_coefficients() {
  return coefficients({{"host_prefill_ops", 2},
                       {"host_prefill_ik", 0.5},
                       {"host_prefill_experts", 2},
                       {"host_prefill_threads", 64},
                       {"host_prefill_attention", 4},
                       {"host_prefill_flash", 3},
                       {"host_prefill_state", 50},
                       {"host_copy_gb_per_s", 20},
                       {"matrix_share", 0.8},
                       {"matrix_tile_tokens", 1e-12},
                       {"prefill_layer_us", 1e-12},
                       {"prefill_fixed_us", 1e-12},
                       {"prefill_expert_padding", 1e-12}});
}

model::Step quiet(model::Step step) {
  step.how.micro_batch = 500;
  step.work.prompt_flops_per_pair = 0;
  step.rates.bandwidth_bytes_per_s = step.rates.host_bandwidth_bytes_per_s = 1e30;
  return step;
}

}  // namespace

TEST_CASE("a prompt on the processor takes its arithmetic, micro-batch by micro-batch",
          "[model][host_prefill][unit]") {
  model::Step step = quiet(round_step());
  step.how.cpu = true;
  // 16e9 weights x 500 tokens x 2 operations at 1 TFLOP/s
  CHECK(model::prefill_time(step, round_coefficients(), 500, 0) == Approx(16));
  CHECK(model::prefill_time(step, round_coefficients(), 1000, 0) == Approx(32));
  step.how.ik_llama = true;
  CHECK(model::prefill_time(step, round_coefficients(), 500, 0) == Approx(8));
}

TEST_CASE("threads of a processor wait for one another, and products with experts take longer",
          "[model][host_prefill][unit]") {
  model::Step step = quiet(round_step());
  step.how.cpu = true;
  step.rates.host_prefill_threads = 33;  // (33 - 1)/64: half longer
  CHECK(model::prefill_time(step, round_coefficients(), 500, 0) == Approx(24));
  model::Step mixture = quiet(round_mixture());  // of 16e9 active weights 12e9 in experts
  mixture.how.cpu = true;
  CHECK(model::prefill_time(mixture, round_coefficients(), 500, 0) == Approx(4 + 2 * 12));
}

TEST_CASE("attention of a prompt on the processor grows with the depth", "[model][host_prefill][unit]") {
  model::Step step = quiet(round_step());
  step.how.cpu = true;
  step.work.prompt_flops_per_pair = 1e6;
  // 1e6 x 500 x (1,000 + 250) x 4 at 1 TFLOP/s: 2.5 s
  CHECK(model::prefill_time(step, round_coefficients(), 500, 1000) == Approx(18.5));
  step.how.row_by_row = true;
  CHECK(model::prefill_time(step, round_coefficients(), 500, 1000) == Approx(16 + 3 * 2.5));
}

TEST_CASE("linear layers update their state for every token of a prompt", "[model][host_prefill][unit]") {
  model::Step step = quiet(round_step());
  step.work.state_bytes = 1e8;
  step.how.cpu = true;
  CHECK(model::prefill_time(step, round_coefficients(), 500, 0) ==
        Approx(16));  // nothing says that it has such
  step.work.kernels_linear = 100;
  // 1e8 bytes x 500 tokens x 50 at 1 TFLOP/s
  CHECK(model::prefill_time(step, round_coefficients(), 500, 0) == Approx(16 + 2.5));
}

TEST_CASE("a prompt on the processor never takes less than reading the weights",
          "[model][host_prefill][unit]") {
  model::Step step = quiet(round_step());
  step.how.cpu = true;
  step.rates.host_prefill_flops = 1e30;
  step.rates.host_bandwidth_bytes_per_s = 1e11;
  CHECK(model::prefill_time(step, round_coefficients(), 500, 0) == Approx(0.1));  // 8 GB/(0.8 x 100 GB/s)
}

TEST_CASE("the host's experts are copied to the card once a micro-batch", "[model][host_prefill][unit]") {
  model::Step step = quiet(round_mixture());  // 6 GB a token's two experts, 24 GB all eight
  step.how.experts_on_host = true;
  step.how.host_expert_share = 0.5;
  const double met = model::distinct_experts(step.work, 500) / 4;  // all but 0.4 %
  // 12 GB at 20 GB/s; the card multiplies with everything: 1.6e13/8e13
  CHECK(model::prefill_time(step, round_coefficients(), 500, 0) == Approx(0.6 * met + 0.2));
}

TEST_CASE("few prompt tokens are computed where the weights are", "[model][host_prefill][unit]") {
  model::Step step = quiet(round_mixture());
  step.how.experts_on_host = true;
  step.how.host_expert_share = 1;
  // 12e9 x 16 tokens x 2 at 1 TFLOP/s, twice as long with experts; the card has 4e9 left: 1.28e11/8e13
  CHECK(model::prefill_time(step, round_coefficients(), 16, 0) == Approx(0.768 + 0.0016));
}

TEST_CASE("a host too slow for few tokens is spared them: a longer prompt is never ready earlier",
          "[model][host_prefill][property]") {
  model::Step step = quiet(round_mixture());
  step.how.experts_on_host = true;
  step.how.host_expert_share = 1;
  step.how.ik_llama = GENERATE(false, true);
  step.rates.host_prefill_flops = GENERATE(1e9, 1e11, 1e13);
  double before = 0;
  for (double tokens = 1; tokens < 100; ++tokens) {
    const double now = model::prefill_time(step, round_coefficients(), tokens, 0);
    CHECK(now >= before);
    before = now;
  }
}

TEST_CASE("engines other than ggml's copy the host's weights for few tokens too",
          "[model][host_prefill][unit]") {
  model::Step step = quiet(round_mixture());
  step.how.experts_on_host = true;
  step.how.host_expert_share = 1;
  step.how.copies_small_batches = true;
  step.rates.host_prefill_flops = 1e15;  // where copying takes longer than the host's own arithmetic
  const double there = model::prefill_time(step, round_coefficients(), 8, 0);
  step.how.copies_small_batches = false;
  CHECK(there > 2 * model::prefill_time(step, round_coefficients(), 8, 0));
}

TEST_CASE("ik_llama.cpp takes the faster of copy and processor", "[model][host_prefill][unit]") {
  model::Step step = quiet(round_mixture());
  step.how.ik_llama = true;
  step.how.experts_on_host = true;
  step.how.host_expert_share = 1;
  const double met = model::distinct_experts(step.work, 500) / 4;
  CHECK(model::prefill_time(step, round_coefficients(), 500, 0) ==
        Approx(1.2 * met + 0.2).epsilon(1e-4));  // copied; there: 12 s
  step.rates.host_prefill_flops = 120e12;
  CHECK(model::prefill_time(step, round_coefficients(), 500, 0) ==
        Approx(0.1 + 0.05).epsilon(1e-4));  // there
}

TEST_CASE("layers on the host take their share of a prompt", "[model][host_prefill][unit]") {
  model::Step step = quiet(round_step());
  step.how.host_layer_share = 0.25;
  CHECK(model::prefill_time(step, round_coefficients(), 500, 0) == Approx(0.1 + 0.2));  // 2 GB over the bus
}

TEST_CASE("host_prefill's derivatives agree with differences", "[model][host_prefill][derivative]") {
  model::Step step = round_mixture();
  step.how.ik_llama = GENERATE(false, true);
  step.how.cpu = GENERATE(false, true);
  step.how.experts_on_host = !step.how.cpu;
  step.how.host_expert_share = 0.7;
  check_derivatives(prior_coefficients(step),
                    [&](const auto& c) { return model::prefill_time(step, c, 1300, 4096); });
}
