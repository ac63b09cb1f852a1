#include "model/time/prefill_time.hpp"

#include <limits>

#include "model/time/figure_time.hpp"
#include "tests/model/support.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

constexpr double kNothing = 1e-12;  // us

/// 500 tokens a micro-batch; memory never limits. Matrix units: 2 x 16e9 x 500/(1e14 0.8) = 0.2 s.
model::Step matrix_only(model::Step step = round_step()) {
  step.how.micro_batch = 500;
  step.rates.bandwidth_bytes_per_s = std::numeric_limits<double>::infinity();
  step.work.prompt_flops_per_pair = 0;
  step.rates.link.bytes_per_s = std::numeric_limits<double>::infinity();
  return step;
}

double time_of(const model::Step& step,
               double tokens,
               double depth = 0,
               double layer_us = kNothing,
               double fixed_us = kNothing,
               double serial_share = kNothing) {
  return model::prefill_time(step,
                             coefficients({{"prefill_matrix_share", 0.8},
                                           {"matrix_share", 0.8},
                                           {"matrix_tile_tokens", kNothing},
                                           {"prefill_attention_peak", 0.4},
                                           {"prefill_layer_us", layer_us},
                                           {"prefill_fixed_us", fixed_us},
                                           {"prefill_serial_share", serial_share},
                                           {"prefill_dequant_rate", 16},
                                           {"prefill_expert_padding", 25},
                                           {"prefill_activation_bytes", kNothing},
                                           {"prefill_all_reduce_share", 0.5}}),
                             tokens,
                             depth);
}

/// With tiles of 100 tokens.
double tiled_time(const model::Step& step, double tokens) {
  return model::prefill_time(step,
                             coefficients({{"matrix_share", 0.8},
                                           {"matrix_tile_tokens", 100},
                                           {"prefill_layer_us", kNothing},
                                           {"prefill_fixed_us", kNothing}}),
                             tokens,
                             0);
}

}  // namespace

TEST_CASE("a micro-batch takes the matrix units two operations a weight and token",
          "[model][prefill_time][unit]") {
  CHECK(time_of(matrix_only(), 500) == Approx(0.2));
  CHECK(time_of(matrix_only(), 100) == Approx(0.04));
  CHECK(time_of(matrix_only(), 2000) == Approx(0.8));  // four micro-batches
}

TEST_CASE("a product of few tokens takes the time of the tiles that it does not fill",
          "[model][prefill_time][unit]") {
  const auto time = [](double tokens) { return tiled_time(matrix_only(), tokens); };
  CHECK(time(500) == Approx(0.24));  // as 600
  CHECK(time(8) == Approx(0.2 / 500 * 108));
  CHECK(time(2) == Approx(0.2 / 500 * 108 / 4));  // a vector's kernels do each by itself
}

TEST_CASE("what the host keeps is multiplied there only where the host multiplies",
          "[model][prefill_time][unit]") {
  model::Step step = matrix_only();
  const double all = model::prompt_products(step, {500, 500}, 1).dense;
  step.how.host_layer_share = 0.25;
  CHECK(model::prompt_products(step, {500, 500}, 0).dense == all);
  CHECK(model::prompt_products(step, {500, 500}, 1).dense == Approx(0.75 * all));
}

TEST_CASE("a server's prompt leaves out the output matrix, and the 16 bits that it has",
          "[model][prefill_time][unit]") {
  model::Step step = matrix_only();  // 16e9 weights
  step.work.weights_16_bit = 3e9;
  step.work.output_weights = 1e9;
  CHECK(model::prompt_products(step, {500, 500}, 0).dense_16_bit == Approx(3e9));
  step.how.server_kernels = true;
  CHECK(model::prompt_products(step, {500, 500}, 0).dense == Approx(15e9));
  CHECK(model::prompt_products(step, {500, 500}, 0).dense_16_bit == Approx(2e9));
}

TEST_CASE("a server computes the logits of a prompt's last token only", "[model][prefill_time][unit]") {
  model::Step step = matrix_only();
  step.how.server_kernels = true;
  step.work.output_weights = 4e9;
  CHECK(time_of(step, 500) == Approx(0.15));  // 12e9 of 16e9 weights
}

TEST_CASE("layers with a window attend to no more than that", "[model][prefill_time][unit]") {
  model::Step step = matrix_only();
  step.work.window_flops_per_pair = 1e6;
  step.work.window = 1000;
  CHECK(time_of(step, 500, 250) == Approx(0.2 + 500 * 500e6 / 4e13));
  CHECK(time_of(step, 500, 1250) == Approx(0.2 + 500 * 1000e6 / 4e13));
}

TEST_CASE("a prompt that passes half of the layers takes half of the time", "[model][prefill_time][unit]") {
  model::Step step = matrix_only();
  step.work.prompt_layer_share = 0.5;
  CHECK(time_of(step, 500) == Approx(0.1));
}

TEST_CASE("what drafts reads the prompt as so many layers of the model do", "[model][prefill_time][unit]") {
  model::Step step = matrix_only();
  step.work.layers = 40;
  step.work.draft_block_bytes = 1e8;
  CHECK(time_of(step, 500) == Approx(0.2 * (1 + 1.0 / 40)));  // one layer, where nothing was fitted
}

TEST_CASE("a host that launches eagerly launches a prompt's kernels too", "[model][prefill_time][unit]") {
  model::Step step = matrix_only();
  step.work.layers = 1000;
  step.how.eager = true;
  step.how.micro_batch = 1e6;
  const model::Coefficients<double> c = coefficients({{"matrix_share", 0.8},
                                                      {"matrix_tile_tokens", kNothing},
                                                      {"prefill_layer_us", kNothing},
                                                      {"prefill_fixed_us", kNothing},
                                                      {"eager_layer_us", 400}});
  CHECK(model::prefill_time(step, c, 1, 0) == Approx(0.4));                 // 1000 layers of 400 us
  CHECK(model::prefill_time(step, c, 5000, 0) == Approx(2).epsilon(0.01));  // hidden behind 2 s of products
}

TEST_CASE("keys and values of latent attention are made once a micro-batch", "[model][prefill_time][unit]") {
  model::Step step = matrix_only();
  step.work.prompt_flops_per_cached = 1e9;
  CHECK(time_of(step, 500, 1000) == Approx(0.2 + 1e9 * 1250 / 4e13));
}

TEST_CASE("packed weights pass a second pipe after the matrix units", "[model][prefill_time][unit]") {
  model::Step step = matrix_only();
  step.how.packed_prefill = true;
  CHECK(time_of(step, 500) == Approx(0.3));  // 1.6e13/(1e13 16) = 0.1 s more
}

TEST_CASE("weights that are unpacked into memory are moved once a micro-batch",
          "[model][prefill_time][unit]") {
  model::Step step = matrix_only();
  step.how.packed_prefill = true;
  step.how.unpacked_bytes = 4;
  CHECK(time_of(step, 500) == Approx(0.2));  // in place of the second pipe
  step.rates.bandwidth_bytes_per_s = 1e12;
  const double moved = 4 * 16e9 / (0.8 * 1e12);
  CHECK(model::unpacking_time(step, model::prompt_products(step, {500, 500}, 0)) == Approx(moved));
  CHECK(time_of(step, 1000) - time_of(step, 500) == Approx(0.2 + moved).epsilon(1e-4));
}

TEST_CASE("a micro-batch never takes less than reading the weights", "[model][prefill_time][unit]") {
  model::Step step = matrix_only();
  step.rates.operand_flops = 1e30;
  step.rates.bandwidth_bytes_per_s = 1e12;
  CHECK(time_of(step, 500) == Approx(0.01));  // 8 GB/(0.8 x 1 TB/s)
  CHECK(time_of(step, 1000) == Approx(0.02));
}

TEST_CASE("a prompt reads experts at a share of the bandwidth of their own", "[model][prefill_time][unit]") {
  model::Step step = matrix_only(round_mixture());  // 2 GB, and 6 of a token's experts
  step.rates.operand_flops = 1e30;
  step.rates.bandwidth_bytes_per_s = 1e12;
  const double time = model::prefill_time(step,
                                          coefficients({{"prefill_read_experts", 0.4},
                                                        {"prefill_activation_bytes", kNothing},
                                                        {"prefill_layer_us", kNothing},
                                                        {"prefill_fixed_us", kNothing}}),
                                          500,
                                          0);
  CHECK(time == Approx(2e-3 / 0.8 + 6e-3 * model::distinct_experts(step.work, 500) / 0.4));
}

TEST_CASE("between its products a prompt moves every value of every layer", "[model][prefill_time][unit]") {
  model::Step step = matrix_only();
  step.rates.operand_flops = step.rates.fp16_flops = 1e30;
  step.rates.bandwidth_bytes_per_s = 1e12;
  step.work.weight_bytes = 1;
  step.work.layers = 10;
  step.work.d_model = 4000;
  const auto time = [&](double tokens) {
    return model::prefill_time(step,
                               coefficients({{"prefill_activation_bytes", 100},
                                             {"prefill_layer_us", kNothing},
                                             {"prefill_fixed_us", kNothing}}),
                               tokens,
                               0);
  };
  CHECK(time(500) == Approx(2e-3));  // 500 x 10 x 4,000 x 100 B at 1 TB/s
  CHECK(time(1000) == Approx(4e-3));
  step.rates.cache_bytes = 16 * 500 * 4000;  // as much as a layer works on at a time
  CHECK(time(500) == Approx(1e-3));
}

TEST_CASE("launches and fixed time count for every micro-batch", "[model][prefill_time][unit]") {
  CHECK(time_of(matrix_only(), 1000, 0, 60, 1000) ==
        Approx(0.4 + 2 * (600e-6 + 1000e-6)));  // 10 layers x 60 us
}

TEST_CASE("prompt tokens attend to the depth and half of the prompt", "[model][prefill_time][unit]") {
  model::Step step = matrix_only();
  step.work.prompt_flops_per_pair = 1e6;
  // 1e6 x 500 x (1,000 + 250)/(1e14 x 0.4) = 15.625 ms
  CHECK(time_of(step, 500, 1000) == Approx(0.2 + 0.015625));
}

TEST_CASE("each group of an expert is padded to a tile of packed weights", "[model][prefill_time][unit]") {
  model::Step step = matrix_only(round_mixture());
  step.how.packed_prefill = true;
  // 12e9 of two experts, nearly four such pairs padded by some 25 tokens each, beside 16e9 x 500; through both pipes
  const auto padded = [](double tokens) {
    const double pairs = model::distinct_experts(round_mixture().work, tokens);
    return 12e9 * pairs * 25 * tokens / (25 + tokens);
  };
  CHECK(time_of(step, 500) == Approx(0.3 * (1 + padded(500) / (16e9 * 500))));
  // a tile is no wider than the micro-batch: one token costs at most another one
  CHECK(padded(1) == Approx(12e9 * 25 / 26.0));
  CHECK(time_of(step, 1) == Approx(0.3 / 500 * (1 + padded(1) / 16e9)));
}

TEST_CASE("an expert multiplies its own tokens, and the tile that they do not fill",
          "[model][prefill_time][unit]") {
  const auto time = [](double tokens) { return tiled_time(matrix_only(round_mixture()), tokens); };
  // 4e9 dense weights for 500 + 100 tokens; 12e9 of two experts, nearly four such pairs for 500/D + 100 tokens each
  const double distinct = model::distinct_experts(round_mixture().work, 500);
  CHECK(time(500) == Approx(2 * (4e9 * 600 + 12e9 * (500 + 100 * distinct)) / 8e13));
  double before = 0;
  for (double tokens = 1; tokens < 300; tokens *= 1.07) {
    const double now = time(tokens);
    CHECK(now > before);
    before = now;
  }
}

TEST_CASE("a tensor split shares the work and reduces every layer's activations",
          "[model][prefill_time][unit]") {
  model::Step step = matrix_only();
  step.how.split = model::Split::tensor;
  step.how.devices = 4;
  step.rates.link.bytes_per_s = 6e9;
  // 2 x 10 all-reduces of 1.5 x 500 x 1,000 x 2 bytes at 3 GB/s: 0.5 ms each
  CHECK(time_of(step, 500) == Approx(0.05 + 0.01));
}

TEST_CASE("linear layers update their state token by token, on every device its part of the heads",
          "[model][prefill_time][unit]") {
  model::Step step = matrix_only();
  step.work.state_bytes = 1e9;
  step.work.kernels_linear = 100;
  step.rates.fp32_flops = 1e14;
  const auto state_s = [&] {
    const auto with = [&](double operations) {
      return model::prefill_time(
          step, coefficients({{"matrix_share", 0.8}, {"prefill_state", operations}}), 500, 0);
    };
    return with(40) - with(20);
  };
  CHECK(state_s() == Approx(20 * 1e9 * 500 / 1e14));
  step.how.split = model::Split::tensor;
  step.how.devices = 4;
  CHECK(state_s() == Approx(20 * 1e9 * 500 / 1e14 / 4));
}

TEST_CASE("a row split exchanges the activations of every matrix", "[model][prefill_time][unit]") {
  model::Step step = matrix_only();
  step.how.split = model::Split::row;
  step.how.devices = 4;
  step.rates.link.bytes_per_s = 10e9;
  // to each of three devices inputs of 7 x 10 x 1,000 values, from each a quarter of the outputs, 16e9/1,000
  const double exchange = 3 * 4.0 * (70e3 + 4e6) * 500 / 5e9;
  const double time = model::prefill_time(step,
                                          coefficients({{"prefill_matrix_share", 0.8},
                                                        {"matrix_share", 0.8},
                                                        {"matrix_tile_tokens", kNothing},
                                                        {"prefill_attention_peak", 0.4},
                                                        {"prefill_layer_us", kNothing},
                                                        {"prefill_fixed_us", kNothing},
                                                        {"row_prefill_share", 0.5}}),
                                          500,
                                          0);
  CHECK(time == Approx(0.05 + exchange));
}

TEST_CASE("a row split's exchange takes as long as this machine's slots need",
          "[model][prefill_time][unit]") {
  model::Step step = matrix_only();
  step.how.split = model::Split::row;
  step.how.devices = 2;
  step.rates.link.bytes_per_s = 20e9;
  const auto exchange = [&](double deviation) {
    return model::row_prefill_exchange(
        step, coefficients({{"row_prefill_share", 0.5}, {"row_prefill_host", deviation}}), 500);
  };
  const double usual = exchange(0);
  CHECK(exchange(std::log(2)) == Approx(2 * usual));
  step.rates.link.host_bytes_per_s = 10e9;  // narrower than the link
  CHECK(exchange(0) == Approx(2 * usual));
  step.rates.link.bytes_per_s = 5e9;
  CHECK(exchange(0) == Approx(4 * usual));
}

TEST_CASE(
    "a layer split hands a prompt's activations over at every boundary, and waits for every micro-batch",
    "[model][prefill_time][unit]") {
  model::Step step = matrix_only();
  step.how.split = model::Split::rpc;
  step.how.devices = 3;
  step.rates.link = {.bytes_per_s = 1e8, .latency_s = 1e-3};
  // two boundaries: 4 bytes x 1,000 x 2,000 tokens at 83 MB/s, four micro-batches of 1 ms
  CHECK(time_of(step, 2000) == Approx(0.8 + 2 * (8e6 / 83e6 + 4e-3)));
}

TEST_CASE("micro-batches overlap over the stages of a pipeline", "[model][prefill_time][unit]") {
  model::Step step = matrix_only();
  step.how.devices = 4;
  step.how.split = model::Split::pipeline;
  CHECK(time_of(step, 2000) == Approx(0.8));
  step.how.prompt_stages = 4;
  CHECK(time_of(step, 500) == Approx(0.2));            // one alone passes all stages
  CHECK(time_of(step, 2000) == Approx(0.8 * 7 / 16));  // four: 7 stage times instead of 16
  CHECK(time_of(step, 2000, 0, kNothing, kNothing, 0.25) ==
        Approx(0.8 * (0.25 + 0.75 * 7 / 16)));  // a quarter has no part in that
}

TEST_CASE("a device short of power loses matrix rate by its exponent", "[model][prefill_time][unit]") {
  model::Step step = round_step();
  step.rates.ln_power_per_flop = std::log(0.25);
  const auto rate = [&](double exponent) {
    return model::prefill_matrix_rate(
        step, coefficients({{"prefill_matrix_share", 0.8}, {"prefill_power_exponent", exponent}}));
  };
  CHECK(rate(0) == Approx(8e13));
  CHECK(rate(0.5) == Approx(4e13));
}

TEST_CASE("prompts of several streams do not attend to one another", "[model][prefill_time][unit]") {
  model::Step step = round_step();
  const model::Coefficients<double> c = prior_coefficients(step);
  step.how.micro_batch = 1000;
  const double one = model::prefill_time(step, c, 1000, 0);
  const double together = model::prefill_time(step, c, 4000, 0, 1000);
  CHECK(together == Approx(4 * one));
  CHECK(model::prefill_time(step, c, 4000, 0) > together);
  step.figure.prompt = 1000;
  step.work.sequences = 4;
  CHECK(model::prompt_time(step, c) == together);
}

TEST_CASE("a source's mean over prompt lengths is the mean of rates", "[model][prefill_time][unit]") {
  model::Step step = round_step();
  step.figure.prefill_tokens = 64;
  step.figure.prompt_lengths = {64, 1024};
  const model::Coefficients<double> c = prior_coefficients(step);
  const double mean =
      (64 / model::prefill_time(step, c, 64, 0) + 1024 / model::prefill_time(step, c, 1024, 0)) / 2;
  CHECK(std::exp(-model::ln_prefill_seconds(step, c)) == Approx(mean));
}

TEST_CASE("prefill_time's derivatives agree with differences", "[model][prefill_time][derivative]") {
  model::Step step = round_mixture();
  step.how.packed_prefill = GENERATE(false, true);
  step.how.split = GENERATE(model::Split::none, model::Split::tensor, model::Split::pipeline);
  step.how.devices = 4;
  step.how.years_after_mid_2025 = -1.3;
  step.rates.ln_power_per_flop = -0.5;
  check_derivatives(prior_coefficients(step),
                    [&](const auto& c) { return model::prefill_time(step, c, 1300, 4096); });
}

TEST_CASE("attention groups read as many prompts at once, and one prompt has one group",
          "[model][prefill][property]") {
  model::Step step = step_for(
      "h200", "deepseek-v3", "FP8", {.engine = "sglang", .prompt = 2048, .n_devices = 8, .split = "tensor"});
  const model::Coefficients<double> c = prior_coefficients(step);
  const double plain = model::prefill_time(step, c, 2048, 0);
  step.how.attention_groups = 8;
  const double one = model::prefill_time(step, c, 2048, 0);
  CHECK(one > plain);
  const double eight = model::prefill_time(step, c, 8 * 2048, 0, 2048);
  CHECK(eight < 8 * one);
  CHECK(eight > one);
  const double sixteen = model::prefill_time(step, c, 16 * 2048, 0, 2048);
  CHECK(sixteen > 1.5 * eight);
}

TEST_CASE(
    "of a mixture that the host keeps in part, a device of attention groups reads its own part of each layer",
    "[model][prefill_time][unit]") {
  model::Step step = matrix_only(round_mixture());  // 2 GB and 6 of experts
  step.work.experts_active = step.work.experts;
  step.how.split = model::Split::tensor;
  step.how.devices = 2;
  step.how.attention_groups = 2;
  const auto bytes = [&] {
    const model::PromptBytes read =
        model::prompt_weight_bytes(step, model::host_batch(step.work, step.how, 500), {500, 500});
    return read.dense + read.experts;
  };
  CHECK(bytes() == Approx(2e9 + 6e9 / 2));
  step.how.host_layer_share = 0.75;
  CHECK(bytes() == Approx((2e9 + 6e9 / 2) / 4));
  step.how.experts_on_host = true;
  step.how.host_expert_share = 1;
  CHECK(bytes() == Approx(2e9 / 4));
}

TEST_CASE("attention on vector units is a share of their peak, whatever the matrix units reach",
          "[model][prefill_time][unit]") {
  model::Step step = matrix_only();
  step.how.packed_prefill = step.how.vector_attention = true;
  step.work.prompt_flops_per_pair = 1e6;  // 500 x 1e6 a token attended to
  const auto attention = [&](model::Step at, double matrix_share, double year_slope = 0) {
    at.how.years_after_mid_2025 = 1;
    const auto c = coefficients({{"prefill_matrix_share", matrix_share},
                                 {"prefill_attention_share", 0.25},
                                 {"prefill_attention_per_year", year_slope},
                                 {"prefill_attention_driver", std::log(2)}});
    return model::prefill_time(at, c, 500, 2000) - model::prefill_time(at, c, 500, 1000);
  };
  CHECK(attention(step, 0.8) == Approx(0.2));  // 1000 x 5e8/(0.25 x 1e13)
  CHECK(attention(step, 0.4) == Approx(0.2));
  CHECK(attention(step, 0.8, std::log(2)) == Approx(0.1));
  step.how.vulkan = true;
  CHECK(attention(step, 0.8) == Approx(0.1));
  step.how.vulkan = step.how.vector_attention = false;
  CHECK(attention(step, 0.8) == Approx(0.025));  // 1000 x 5e8/(0.25 x 0.8 x 1e14)
  CHECK(attention(step, 0.4) == Approx(0.05));
}
