#include "model/rates.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "catalog/catalog.hpp"
#include "model/labels.hpp"
using namespace tokroof;

namespace {

/// 100 cores of 128 lanes at 2 GHz: 51.2 TFLOP/s.
model::Scenario ada() {
  model::Scenario s;
  model::Device& d = s.device;
  d.vendor = "nvidia";
  d.arch = "Ada";
  d.bandwidth_bytes_per_s = 1e12;
  d.cores = 100;
  d.fp32_flops = 51.2e12;
  d.fp16_flops = 200e12;
  d.tdp_w = 409.6;
  d.year = 2023;
  return s;
}

}  // namespace

TEST_CASE("the clock follows from FP32 peak, cores and lanes", "[model][rates][unit]") {
  model::Scenario s = ada();
  CHECK(model::device_rates(s, "q4_k").clock_hz == Approx(2e9));
  s.device.arch = "Turing";  // 64 lanes: 4 GHz, more than any
  CHECK(model::device_rates(s, "q4_k").clock_hz == Approx(3.5e9));
  s.device.fp32_flops /= 10;
  CHECK(model::device_rates(s, "q4_k").clock_hz == Approx(0.7e9));
}

TEST_CASE(
    "kernels that sum products in FP32 run at the card's rate for such sums, those of packed weights at its "
    "own",
    "[model][rates][unit]") {
  model::Scenario s = ada();
  s.device.fp8_flops = 400e12;
  s.device.fp32_sum_share = 0.5;
  s.quant = "BF16";
  s.facts.packed_prompts = false;  // vLLM, TensorRT-LLM, ExLlama
  CHECK(model::device_rates(s, "bf16").operand_flops == Approx(100e12));
  CHECK(model::device_rates(s, "bf16").peak_flops == Approx(200e12));  // what no run passes stays
  s.quant = "FP8";
  CHECK(model::device_rates(s, "fp8").operand_flops == Approx(200e12));
  CHECK(model::device_rates(s, "fp8").ln_halved_operand == Approx(std::log(2)));
  s.quant = "NVFP4";
  s.device.generation = "Blackwell";  // four bits are summed at their own rate
  CHECK(model::device_rates(s, "nvfp4").ln_halved_operand == 0);
  CHECK(model::device_rates(s, "nvfp4").ln_halved_16_bit == Approx(std::log(2)));
  s.quant = "Q4_K_M";
  s.facts.packed_prompts = true;  // llama.cpp
  CHECK(model::device_rates(s, "q4_k").operand_flops == Approx(200e12));
  CHECK(model::device_rates(s, "q4_k").ln_halved_16_bit == 0);
}

TEST_CASE("the fastest matrix rate is that of the narrowest operands which hold the weights",
          "[model][rates][unit]") {
  model::Scenario s = ada();
  s.device.int8_ops = 800e12;
  s.device.fp8_flops = 400e12;
  CHECK(model::device_rates(s, "bf16").peak_flops == Approx(200e12));
  CHECK(model::device_rates(s, "q4_k").peak_flops == Approx(800e12));
  s.quant = "FP16";
  CHECK(model::device_rates(s, model::stored_as(s)).peak_flops == Approx(200e12));
  s.quant.clear();
  CHECK(model::device_rates(s, "nvfp4").peak_flops == Approx(800e12));
  s.device.generation = "Blackwell";
  s.device.fp8_flops = 900e12;
  CHECK(model::device_rates(s, "nvfp4").peak_flops == Approx(1800e12));
  CHECK(model::device_rates(s, "fp8").peak_flops == Approx(900e12));
}

TEST_CASE("lanes that dequantize depend on vendor and type", "[model][rates][unit]") {
  model::Scenario s = ada();
  CHECK(model::device_rates(s, "q4_k").dequant_ops_per_s == Approx(100 * 2e9 * 64));
  s.device.vendor = "intel";
  CHECK(model::device_rates(s, "q4_k").dequant_ops_per_s == Approx(100 * 2e9 * 128));
  CHECK(model::device_rates(s, "f16").dequant_ops_per_s == Approx(100 * 2e9 * 64));
}

TEST_CASE("without a core count a card dequantizes as its FP32 peak says", "[model][rates][unit]") {
  model::Scenario s = ada();
  const double counted = model::device_rates(s, "q4_k").dequant_ops_per_s;
  s.device.cores = model::kUnknown;
  CHECK(model::device_rates(s, "q4_k").dequant_ops_per_s == Approx(counted));
}

TEST_CASE("an accelerator without cores dequantizes at a quarter of its FP16 rate", "[model][rates][unit]") {
  model::Scenario s = ada();
  s.device.vendor = "sambanova";
  s.device.cores = model::kUnknown;
  CHECK(model::device_rates(s, "q4_k").dequant_ops_per_s == Approx(50e12));
}

TEST_CASE("clocks from FP32 peak, cores and lanes are those of the specifications",
          "[model][rates][property]") {
  std::size_t compared = 0;
  for (const model::Device& d : catalog::Catalog::bundled().devices()) {
    const bool cards = d.kind == model::DeviceKind::gpu || d.kind == model::DeviceKind::apu;
    if (!cards || !(d.cores > 0) || !(d.fp32_flops > 0) || !(d.boost_clock_hz > 1e9)) {
      continue;
    }
    model::Scenario s;
    s.device = d;
    CAPTURE(d.slug);
    CHECK(model::device_rates(s, "q4_k").clock_hz == Approx(d.boost_clock_hz).epsilon(0.12));
    ++compared;
  }
  CHECK(compared > 150);
}

TEST_CASE("a missing FP32 rate is a sixteenth of the FP16 rate", "[model][rates][unit]") {
  model::Scenario s = ada();
  s.device.fp32_flops = model::kUnknown;
  CHECK(model::fp32_peak(s.device) == Approx(12.5e12));
}

TEST_CASE("a stated power limit counts if it is below the specified one", "[model][rates][unit]") {
  model::Scenario s = ada();
  CHECK(model::device_rates(s, "q4_k").power_w == 409.6);
  s.power_limit_w = 200;
  CHECK(model::device_rates(s, "q4_k").power_w == 200);
  s.power_limit_w = 600;
  CHECK(model::device_rates(s, "q4_k").power_w == 409.6);
  s.power_limit_w = 10;  // an idle reading, not a limit
  CHECK(model::device_rates(s, "q4_k").power_w == 409.6);
  s.device.kind = model::DeviceKind::soc;
  CHECK(std::isinf(model::device_rates(s, "q4_k").power_w));
}

TEST_CASE("a card is short of power below 8 W a TFLOP/s", "[model][rates][unit]") {
  model::Scenario s = ada();
  CHECK(model::device_rates(s, "q4_k").ln_power_per_flop == Approx(0).margin(1e-12));  // 409.6/51.2 = 8
  s.power_limit_w = 204.8;
  CHECK(model::device_rates(s, "q4_k").ln_power_per_flop == Approx(std::log(0.5)));
}

TEST_CASE("prefill runs on the matrix units, DP4A on Pascal, faster units on an M5", "[model][rates][unit]") {
  model::Scenario s = ada();
  CHECK(model::device_rates(s, "q4_k").prefill_flops == 200e12);
  s.device.int8_ops = 40e12;
  s.device.generation = "Pascal";
  CHECK(model::device_rates(s, "q4_k").prefill_flops == 40e12);
  CHECK(model::sixteen_bit_peak(s.device) == 200e12);
  s.device.generation = "Apple M5";
  CHECK(model::sixteen_bit_peak(s.device) == Approx(4 * 51.2e12));
  CHECK(model::device_rates(s, "q4_k").prefill_flops == 200e12);
  for (const char* backend : {"mlx", "metal"}) {
    s.backend = backend;
    CHECK(model::device_rates(s, "q4_k").prefill_flops == Approx(4 * 51.2e12));
  }
  s.vector_products = true;
  CHECK(model::device_rates(s, "q4_k").prefill_flops == 51.2e12);
  CHECK(model::device_rates(s, "q4_k").peak_flops == Approx(4 * 51.2e12));  // another build may use them
}

TEST_CASE("the launching host counts on cards, the core count on Apple's", "[model][rates][unit]") {
  model::Scenario s = ada();
  s.host_launch_speed = 0.375;
  CHECK(model::device_rates(s, "q4_k").ln_host_slowness == Approx(std::log(2)));
  CHECK(model::device_rates(s, "q4_k").ln_gpu_cores == 0);
  CHECK(model::device_rates(s, "q4_k").years_after_2022 == 1);
  s.device.vendor = "apple";
  CHECK(model::device_rates(s, "q4_k").ln_host_slowness == 0);
  CHECK(model::device_rates(s, "q4_k").host_slowness ==
        Approx(2));  // an eager engine waits for it all the same
  CHECK(model::device_rates(s, "q4_k").ln_gpu_cores == Approx(std::log(5)));
}
