#include "model/time/weight_read.hpp"

#include <limits>

#include "tests/model/support.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {
model::WeightLimits<double> limits(const model::Step& step, std::initializer_list<Setting> settings = {}) {
  return model::weight_limits(step, coefficients(settings));
}
}  // namespace

TEST_CASE("weights stream at the achieved share of the bandwidth", "[model][weight_read][unit]") {
  CHECK(limits(round_step(), {{"weight_read_efficiency", 0.8}}).memory == Approx(0.01));  // 8 GB/(1 TB/s 0.8)
}

TEST_CASE("dequantization takes its operations for each weight", "[model][weight_read][unit]") {
  model::Step step = round_step();
  CHECK(limits(step, {{"dequant_ops_per_weight", 5}}).dequant == Approx(0.008));  // 16e9 x 5/1e13
  CHECK(limits(step, {{"dequant_ops_per_weight", 5}, {"dequant_kernel", std::log(2)}}).dequant ==
        Approx(0.016));
  CHECK(limits(step, {{"dequant_without_dp4a", 3}}).dequant == Approx(0.0016));  // the chip has dp4a
  step.how.no_dp4a = true;
  CHECK(limits(step, {{"dequant_without_dp4a", 3}}).dequant == Approx(0.0048));
  CHECK(limits(step, {{"dequant_without_dp4a", 3}, {"dequant_llamafile", std::log(2)}}).dequant ==
        Approx(0.0048));
  step.how.llamafile = true;
  CHECK(limits(step, {{"dequant_without_dp4a", 3}, {"dequant_llamafile", std::log(2)}}).dequant ==
        Approx(0.0096));
}

TEST_CASE("the energy of the traffic takes time at the power limit", "[model][weight_read][unit]") {
  CHECK(limits(round_step(), {{"energy_per_byte_nj", 0.5}}).power ==
        Approx(0.004));  // 8e9 x 0.5 nJ = 4 J at 1 kW
}

TEST_CASE("an architecture's energy a byte deviates from the common one", "[model][weight_read][unit]") {
  CHECK(limits(round_step(), {{"energy_per_byte_nj", 0.5}, {"energy_family", -std::log(2)}}).power ==
        Approx(0.002));
}

TEST_CASE("small batches multiply the weights again for each token, up to eight",
          "[model][weight_read][unit]") {
  model::Step step = round_step();
  const auto dequant = [&](double tokens) {
    step.work.sequences = tokens;
    return limits(step, {{"dequant_ops_per_weight", 5}, {"multiply_ops_per_weight", 1}}).dequant;
  };
  CHECK(dequant(4) == Approx(0.008));  // kernels of another engine
  step.how.multiplies_each_token = true;
  CHECK(dequant(1) == Approx(0.008));
  const auto lesser = [](double a, double b) { return std::pow(std::pow(a, -4) + std::pow(b, -4), -0.25); };
  const double again = lesser(0.0032, 0.008);  // 2 x 16e9/1e13, or as the first token
  CHECK(dequant(4) == Approx(0.008 + 3 * again));
  CHECK(dequant(64) == Approx(0.008 + 7 * again));
  step.rates.fp32_flops = 1e12;
  CHECK(dequant(4) == Approx(0.008 + 3 * lesser(0.032, 0.008)));
  CHECK(dequant(4) < 4 * 0.008);  // never more than the first token takes
  step.rates.fp32_flops = 1e13;
  step = round_mixture();  // 4e9 weights beside 12e9 of 2 of 8 experts
  step.how.multiplies_each_token = true;
  const double distinct = model::distinct_experts(step.work, 2);
  CHECK(dequant(2) ==
        Approx(5e-13 * (4e9 + 12e9 * distinct) + lesser(2e-13, 5e-13) * (4e9 + 12e9 * (2 - distinct))));
}

TEST_CASE("kernels that do not work on packed weights multiply at the rate of their operands",
          "[model][weight_read][unit]") {
  model::Step step = round_step();
  step.rates.operand_flops = 4e14;
  const auto matrix = [&](double tokens) {
    step.work.sequences = tokens;
    return limits(step, {{"matrix_share", 0.5}, {"matrix_engine", std::log(0.8)}, {"matrix_tile_tokens", 30}})
        .matrix;
  };
  const double one = 2 * 16e9 / (4e14 * 0.4);
  CHECK(matrix(1) == Approx(one * (1 + 30.0 / 8)));  // a vector
  CHECK(matrix(100) == Approx(130 * one));           // and what the tiles are not filled with
  double before = matrix(1);
  for (double tokens = 2; tokens < 40; ++tokens) {
    CHECK(matrix(tokens) / tokens <= before * (1 + 1e-12));  // others never make a token slower
    before = matrix(tokens) / tokens;
  }
  step.work.weights_16_bit = 4e9;
  CHECK(matrix(100) == Approx(130 * one * (0.75 + 0.25 * 4)));  // the output matrix at 1e14
}

TEST_CASE("a card that sums at half its rate makes up for a part of the half", "[model][weight_read][unit]") {
  model::Step step = round_step();
  step.rates.operand_flops = step.rates.fp16_flops = 1e14;
  step.work.sequences = 100;
  step.work.weights_16_bit = 4e9;
  const auto matrix = [&] {
    return limits(step, {{"matrix_share", 0.5}, {"matrix_tile_tokens", 30}, {"matrix_half_rate", 0.5}})
        .matrix;
  };
  const double whole = matrix();
  step.rates.ln_halved_16_bit = std::log(2);  // of 16e9 weights 4e9
  CHECK(matrix() == Approx(whole * (0.75 + 0.25 / std::sqrt(2))));
  step.rates.ln_halved_operand = std::log(2);
  CHECK(matrix() == Approx(whole / std::sqrt(2)));
}

TEST_CASE("a batch multiplies every weight for every token", "[model][weight_read][unit]") {
  model::Step step = round_step();
  step.how.packed_prefill = true;
  step.work.sequences = 4;
  step.work.drafted = 1;                                                         // 8 tokens
  CHECK(limits(step, {{"batch_matrix_share", 0.5}}).matrix == Approx(0.00512));  // 2 x 16e9 x 8/(1e14 0.5)
}

TEST_CASE("tiles that more than eight tokens do not fill take their time on packed weights",
          "[model][weight_read][unit]") {
  model::Step step = round_step();
  step.how.packed_prefill = true;
  const auto matrix = [&](double tokens) {
    step.work.sequences = tokens;
    return limits(step, {{"batch_matrix_share", 0.5}, {"packed_tile_tokens", 48}}).matrix;
  };
  CHECK(matrix(8) == Approx(0.00512));           // 2 x 16e9 x 8/(1e14 0.5)
  CHECK(matrix(16) == Approx(4 * 2 * 0.00512));  // 64 tokens' time
}

TEST_CASE("a batch on packed weights never takes longer than in passes of eight tokens",
          "[model][weight_read][property]") {
  model::Step step = round_step();
  step.how.packed_prefill = step.how.multiplies_each_token = true;
  const model::Coefficients<double> c = coefficients(
      {{"batch_matrix_share", 0.5}, {"packed_tile_tokens", 500}, {"multiply_ops_per_weight", 2}});
  const auto time = [&](double tokens) {
    step.work.sequences = tokens;
    return model::weight_read(step, c);
  };
  const double eight = time(8);
  double last_s = eight, last_tps = 8 / eight;
  for (double tokens = 8.5; tokens < 600; tokens *= 1.1) {
    INFO(tokens);
    CHECK(time(tokens) <= tokens / 8 * eight * (1 + 1e-12));
    CHECK(time(tokens) >= last_s * (1 - 1e-12));
    CHECK(tokens / time(tokens) >= last_tps * (1 - 1e-12));
    last_s = time(tokens);
    last_tps = tokens / last_s;
  }
  CHECK(last_tps > 1.5 * 8 / eight);  // tiles are filled in the end
}

TEST_CASE("four equal limits cost the root of two", "[model][weight_read][unit]") {
  CHECK(model::weight_read(model::WeightLimits<double>{.memory = 1, .dequant = 1, .power = 1, .matrix = 1}) ==
        Approx(std::sqrt(2.0)));
}

TEST_CASE("weight_read halves when all rates double", "[model][weight_read][property]") {
  const model::Step step = round_step();
  model::Step fast = step;
  for (double* rate : {&fast.rates.bandwidth_bytes_per_s,
                       &fast.rates.dequant_ops_per_s,
                       &fast.rates.power_w,
                       &fast.rates.operand_flops,
                       &fast.rates.fp16_flops}) {
    *rate *= 2;
  }
  const model::Coefficients<double> c = prior_coefficients(step);
  CHECK(model::weight_read(model::weight_limits(fast, c)) ==
        Approx(model::weight_read(model::weight_limits(step, c)) / 2));
}

TEST_CASE("a driver counts under Vulkan only, a second die on two-die parts only",
          "[model][weight_read][unit]") {
  model::Step step = round_step();
  const std::initializer_list<Setting> three_quarters{{"weight_read_driver", std::log(3)},
                                                      {"weight_read_two_die", -std::log(3)}};
  CHECK(limits(step, three_quarters).memory == Approx(0.016));  // share 1/2
  step.how.vulkan = true;
  CHECK(limits(step, three_quarters).memory == Approx(0.008 * 4 / 3));  // odds 3: share 3/4
  step.how.two_die = true;
  CHECK(limits(step, three_quarters).memory == Approx(0.016));
}

TEST_CASE("mixtures and AMD cards off x86 have deviations of their own", "[model][weight_read][unit]") {
  const std::initializer_list<Setting> odds{{"weight_read_experts", std::log(3)},
                                            {"weight_read_off_x86", -std::log(3)}};
  model::Step mixture = round_mixture();
  CHECK(limits(mixture, odds).memory == Approx(8e9 / 1e12 * 4 / 3));  // share 3/4
  model::Step step = round_step();
  step.how.amd_off_x86 = true;
  CHECK(limits(step, odds).memory == Approx(8e9 / 1e12 * 4));  // share 1/4
}

TEST_CASE("a tensor split shares all weights, a row split all but the experts",
          "[model][weight_read][unit]") {
  model::Step step = round_mixture();  // 2 GB + 6 GB of experts
  step.how.devices = 2;
  step.how.split = model::Split::tensor;
  CHECK(model::device_share(step).weight_bytes == Approx(4e9));
  CHECK(model::device_share(step).weights == Approx(8e9));
  step.how.split = model::Split::row;
  CHECK(model::device_share(step).weight_bytes == Approx(7e9));  // 2/2 + 6
  step.how.split = model::Split::layer;
  CHECK(model::device_share(step).weight_bytes == Approx(8e9));
}

TEST_CASE("experts and layers on the host are not read by the device", "[model][weight_read][unit]") {
  model::Step step = round_mixture();
  step.how.experts_on_host = true;
  step.how.host_expert_share = 0.5;
  CHECK(model::device_share(step).weight_bytes == Approx(5e9));  // 2 + 6/2
  step.how.host_layer_share = 0.5;
  CHECK(model::device_share(step).weight_bytes == Approx(2.5e9));
}

TEST_CASE("a batch reads each expert once that any token uses", "[model][weight_read][unit]") {
  model::Step step = round_mixture();
  step.work.sequences = 2;
  CHECK(model::device_share(step).weight_bytes == Approx(11.6e9));  // 2 + 6 x 1.6
  CHECK(model::device_share(step).batch_flops ==
        Approx(2 * 2 * (4e9 + 12e9)));  // each token still uses its own
}

TEST_CASE("weight_read has derivative -(1 - eta) in the logit of a share that limits it",
          "[model][weight_read][derivative]") {
  model::Step step = round_step();
  step.rates.dequant_ops_per_s = step.rates.fp16_flops = step.rates.power_w = 1e30;
  const auto ln_time = [&](const auto& c) {
    using std::log;
    return log(model::weight_read(model::weight_limits(step, c)));
  };
  const Gradient g = check_derivatives(coefficients({{"weight_read_efficiency", 0.9}}), ln_time);
  CHECK(g[model::position("weight_read_efficiency")] == Approx(-0.1));
  CHECK(g[model::position("weight_read_engine")] == Approx(-0.1));
  CHECK(g[model::position("weight_read_driver")] == 0);
}

TEST_CASE("weight_read's derivatives agree with differences, also without a power limit",
          "[model][weight_read][derivative]") {
  model::Step step = round_mixture();
  step.rates.power_w = GENERATE(1000.0, std::numeric_limits<double>::infinity());
  step.how.no_dp4a = step.how.vulkan = step.how.two_die = step.how.amd_off_x86 = true;
  step.work.sequences = GENERATE(1.0, 64.0);
  check_derivatives(prior_coefficients(step),
                    [&](const auto& c) { return model::weight_read(model::weight_limits(step, c)); });
}
