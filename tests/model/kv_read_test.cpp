#include "model/time/kv_read.hpp"

#include "tests/model/support.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {
/// Only the traffic: 1 GB at half of 1 TB/s takes 2 ms.
model::Step traffic_only() {
  model::Step step = round_step();
  step.work.attention_flops = 0;
  return step;
}
model::Step arithmetic_only() {
  model::Step step = round_step();
  step.work.kv_bytes = 0;
  return step;
}
double read_s(const model::Step& step, std::initializer_list<Setting> settings = {}) {
  return model::kv_read(step, coefficients(settings));
}
}  // namespace

TEST_CASE("the cache is read at its share of the bandwidth", "[model][kv_read][unit]") {
  CHECK(read_s(traffic_only()) == Approx(0.002));  // a neutral share is 1/2
  CHECK(read_s(traffic_only(), {{"kv_read_efficiency", 0.8}}) == Approx(0.00125));
  CHECK(read_s(traffic_only(), {{"kv_read_engine", std::log(4)}}) == Approx(0.00125));  // odds 4: share 0.8
}

TEST_CASE("a group's KV is read passes^rho times, once without flash attention", "[model][kv_read][unit]") {
  model::Step step = traffic_only();
  step.work.kv_passes = 8;
  const std::initializer_list<Setting> cube_root{{"kv_passes_exponent", 1.0 / 3}};
  CHECK(read_s(step, cube_root) == Approx(0.004));
  step.how.no_flash_attention = true;
  CHECK(read_s(step, cube_root) == Approx(0.002));
}

TEST_CASE("a kernel that works head by head reads a group's KV for each of its query heads",
          "[model][kv_read][unit]") {
  model::Step step = traffic_only();
  step.how.head_by_head = true;
  CHECK(read_s(step, {{"kv_read_head_by_head", 0.25}}) == Approx(0.004));
  step.work.kv_group = 8;
  CHECK(read_s(step, {{"kv_read_head_by_head", 0.25}}) == Approx(0.032));
  CHECK(read_s(step, {{"kv_read_head_by_head", 0.25}, {"kv_read_efficiency", 0.8}}) == Approx(0.032));
}

TEST_CASE("attention arithmetic runs at a fraction of the FP32 peak", "[model][kv_read][unit]") {
  model::Step step = arithmetic_only();
  CHECK(read_s(step, {{"attention_slowdown", 8}}) == Approx(0.008));  // 1e10 x 8/1e13
  step.work.drafted = 3;                                              // 4 positions attend
  CHECK(read_s(step, {{"attention_slowdown", 8}}) == Approx(0.032));
}

TEST_CASE("without flash attention the arithmetic grows by a power of the FP32 peak",
          "[model][kv_read][unit]") {
  model::Step step = arithmetic_only();
  step.how.no_flash_attention = true;
  const std::initializer_list<Setting> root{{"attention_slowdown_no_flash", 30},
                                            {"attention_no_flash_exponent", 0.5}};
  step.rates.fp32_flops = 3e13;
  CHECK(read_s(step, root) == Approx(0.01));  // 1e10 x 30/3e13
  step.rates.fp32_flops = 12e13;
  CHECK(read_s(step, root) == Approx(0.005));  // 4 times the peak, half the time
}

TEST_CASE("kv_read is proportional to sequences and shared by a tensor split up to the KV heads",
          "[model][kv_read][unit]") {
  model::Step step = traffic_only();
  step.work.sequences = 8;
  CHECK(read_s(step) == Approx(0.016));
  step.how.split = model::Split::tensor;
  step.how.devices = 2;
  CHECK(read_s(step) == Approx(0.008));
  step.how.devices = 16;  // but 4 KV heads
  CHECK(read_s(step) == Approx(0.004));
  step.how.split = model::Split::row;
  CHECK(read_s(step) == Approx(0.016));
}

TEST_CASE("a server's kernels read a group once and multiply on the matrix units", "[model][kv_read][unit]") {
  model::Step step = traffic_only();
  step.how.server_kernels = true;
  step.work.kv_passes = 8;
  CHECK(read_s(step, {{"kv_passes_exponent", 1}}) == Approx(0.002));
  step = arithmetic_only();
  step.how.server_kernels = true;
  CHECK(read_s(step, {{"attention_matrix_share", 0.1}}) == Approx(1e10 / 1e13));
  step.work.latent = true;
  CHECK(read_s(step, {{"attention_matrix_share", 0.1}, {"attention_latent_share", std::log(2)}}) ==
        Approx(1e10 / 2e13));
}

TEST_CASE("every device of a tensor split has all of a latent cache, and computes its heads",
          "[model][kv_read][unit]") {
  model::Step step = traffic_only();
  step.work.latent = true;
  step.how.split = model::Split::tensor;
  step.how.devices = 8;
  CHECK(read_s(step) == Approx(0.002));
  step = arithmetic_only();
  const double alone = read_s(step);
  step.work.latent = true;
  step.how.split = model::Split::tensor;
  step.how.devices = 8;
  CHECK(read_s(step) == Approx(alone / 8));
  CHECK(read_s(step, {{"attention_latent", -std::log(2)}}) == Approx(alone / 16));
}

TEST_CASE("selecting takes a core's time for each key, and waits for a core where rows are many",
          "[model][kv_read][unit]") {
  model::Step step = traffic_only();
  step.work.scored_per_token = 2;
  step.work.scored_keys = 2e6;
  step.rates.cores = 4;
  CHECK(read_s(step, {{"select_ns", 1}}) == Approx(0.002 + 0.002));
  step.work.sequences = 8;
  CHECK(read_s(step, {{"select_ns", 1}}) == Approx(8 * 0.002 + 2 * 0.002));
}

TEST_CASE("wide heads, blocks with scales and copies take longer to read", "[model][kv_read][unit]") {
  const double kLn3 = std::log(3);
  model::Step step = traffic_only();
  CHECK(read_s(step, {{"kv_wide_heads", kLn3}, {"kv_unpack", kLn3}, {"kv_copies", 4}}) == Approx(0.002));
  step.work.wide_heads = true;
  CHECK(read_s(step, {{"kv_wide_heads", kLn3}}) == Approx(0.006));
  step.work.quantized_kv = true;
  CHECK(read_s(step, {{"kv_wide_heads", kLn3}, {"kv_unpack", kLn3}}) == Approx(0.018));
  step = traffic_only();
  step.how.copies_cache = true;
  step.work.kv_group = 7;
  CHECK(read_s(step, {{"kv_copies", 4}}) == Approx(0.002 * 29));
}

TEST_CASE("rocWMMA builds take their factor longer", "[model][kv_read][unit]") {
  model::Step step = traffic_only();
  CHECK(read_s(step, {{"attention_rocwmma", 3}}) == Approx(0.002));
  step.how.rocwmma = true;
  CHECK(read_s(step, {{"attention_rocwmma", 3}}) == Approx(0.006));
}

TEST_CASE("layers on the host keep their cache there", "[model][kv_read][unit]") {
  model::Step step = traffic_only();
  step.how.host_layer_share = 0.75;
  CHECK(read_s(step) == Approx(0.0005));
}

TEST_CASE("each token of a step reads and writes a recurrent state", "[model][kv_read][unit]") {
  model::Step step = round_step();
  step.work.state_bytes = 1e8;
  step.work.sequences = 2;
  step.work.drafted = 4;
  CHECK(model::state_read(step, coefficients({})) == Approx(0.002));  // 10 x 0.1 GB at half of 1 TB/s
}

TEST_CASE("all devices of a tensor split share the recurrent states, however few KV heads there are",
          "[model][kv_read][unit]") {
  model::Step step = round_step();
  step.work.state_bytes = 1e9;
  step.work.kv_heads = 2;
  const double alone_s = model::state_read(step, coefficients({}));
  step.how.split = model::Split::tensor;
  step.how.devices = 8;
  CHECK(model::state_read(step, coefficients({})) == Approx(alone_s / 8));
  CHECK(model::device_share(step).kv_split == 2);
}

TEST_CASE("an empty cache takes no time and has no NaN derivative", "[model][kv_read][derivative]") {
  model::Step step = round_step();
  step.work.kv_bytes = step.work.attention_flops = 0;
  const Gradient g =
      check_derivatives(prior_coefficients(step), [&](const auto& c) { return model::kv_read(step, c); });
  CHECK(g[model::position("kv_read_efficiency")] == 0);
}

TEST_CASE("kv_read's and state_read's derivatives agree with differences", "[model][kv_read][derivative]") {
  model::Step step = round_step();
  step.work.kv_passes = 4;
  step.work.state_bytes = 1e8;
  step.how.no_flash_attention = GENERATE(false, true);
  step.how.rocwmma = true;
  const auto f = [&](const auto& c) { return model::kv_read(step, c) + model::state_read(step, c); };
  const Gradient g = check_derivatives(prior_coefficients(step), f);
  const bool flash = !step.how.no_flash_attention;
  CHECK((g[model::position("attention_slowdown")] != 0) == flash);
  CHECK((g[model::position("attention_slowdown_no_flash")] != 0) == !flash);
}
