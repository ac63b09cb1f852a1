#include <cmath>

#include <nlohmann/json.hpp>

#include "judge/score/bandwidth_rules.hpp"
#include "judge/score/baseline_report.hpp"
#include "judge/score/blis.hpp"
#include "judge/score/gguf_parser.hpp"
#include "judge/score/llmfit.hpp"
#include "judge/score/whichllm.hpp"
#include "tests/catch.hpp"

using namespace tokroof;
using Catch::Detail::Approx;

namespace {

/// What a rule is told, in round numbers: one card of 1000 GB/s and 24 GiB, a 4 GB file.
struct Told {
  Scenario s;
  Step step;

  explicit Told(const Architecture& model, std::string_view quant = "Q4_K_M", double file_bytes = 4e9) {
    s.model = &model;
    s.quant = quant;
    s.engine = "llama.cpp";
    s.device.vendor = "nvidia";
    s.device.memory_gib = 24;
    s.device.bandwidth_bytes_per_s = 1000e9;
    s.n_gen = 128;
    s.context = 64;
    step.work.file_bytes = file_bytes;
    step.rates.fp16_flops = 1e15;
  }
  Told& on_host(double bandwidth_bytes_per_s) {
    s.host.emplace();
    s.host->bandwidth_bytes_per_s = bandwidth_bytes_per_s;
    s.host->threads = 16;
    return *this;
  }
};

Architecture eight_billion() {
  Architecture m;
  m.slug = "eight-billion";
  m.parameters = m.active_parameters = 8e9;
  m.layers = 32;
  m.d_model = 4096;
  m.heads = 32;
  m.kv_heads = 8;
  m.head_dim = 128;
  m.d_ff = 14336;
  m.vocab = 128256;
  return m;
}

/// OLMoE-1B-7B, which llmfit's estimates for experts were set on.
Architecture olmoe() {
  Architecture m;
  m.slug = "olmoe";
  m.parameters = 6.92e9;
  m.active_parameters = 1.28e9;
  m.layers = 16;
  m.d_model = 2048;
  m.heads = m.kv_heads = 16;
  m.head_dim = 128;
  m.experts = 64;
  m.experts_active = 8;
  m.d_ff_expert = 1024;
  m.vocab = 50304;
  return m;
}

const Architecture kDense = eight_billion();
const Architecture kExperts = olmoe();

}  // namespace

TEST_CASE("a type's name promises its bits", "[predict][baselines]") {
  CHECK(nominal_bits("Q4_K_M") == 4);
  CHECK(nominal_bits("UD-IQ2_XXS") == 2);
  CHECK(nominal_bits("BF16") == 16);
  CHECK(nominal_bits("exl3-6.0bpw-mcg") == 6);
  CHECK(nominal_bits("compressed-tensors-w4a16-g32-asym-rtn") == 4);
  CHECK(nominal_bits("AWQ") == 4);
  CHECK(std::isnan(nominal_bits("dflash-quant")));
  CHECK(std::isnan(nominal_bits("")));
}

TEST_CASE("no rule answers for drafted tokens or a rate with the prompt inside", "[predict][baselines]") {
  for (const Baseline& b : baselines()) {
    CAPTURE(b.name);
    Told drafted(kDense), prompted(kDense);
    drafted.s.drafting = "mtp";
    prompted.s.includes_prefill = true;
    CHECK_FALSE(b.rate(drafted.s, drafted.step));
    CHECK_FALSE(b.rate(prompted.s, prompted.step));
    const Told plain(kDense);
    CHECK(b.rate(plain.s, plain.step));
  }
}

TEST_CASE("bandwidth over size knows one way through a file", "[predict][baselines]") {
  Told told(kDense);
  CHECK(*bandwidth_over_size(told.s, told.step) == Approx(1000.0 / 4));
  told.s.n_devices = 2;
  CHECK(*bandwidth_over_size(told.s, told.step) == Approx(1000.0 / 4));
  told.s.layers_on_gpu = 20;
  CHECK_FALSE(bandwidth_over_size(told.s, told.step));
}

TEST_CASE("calculators take 0.7 of the cards' added bandwidths over nominal bits", "[predict][baselines]") {
  Told told(kDense);
  told.s.n_devices = 2;
  told.s.split = Split::layer;
  CHECK(*calculators(told.s, told.step) == Approx(0.70 * 2 * 1000 / (8 * 0.5)));
  Told experts(kExperts, "Q8_0");
  CHECK(*calculators(experts.s, experts.step) == Approx(0.70 * 1000 / 1.28));
}

TEST_CASE("llmfit takes 0.55 of the bandwidth over nominal bytes", "[predict][baselines][llmfit]") {
  Told told(kDense);
  CHECK(*llmfit(told.s, told.step) == Approx(0.55 * 1000 / (8 * 0.5)));
  told.s.n_devices = 2;  // memory, not speed
  CHECK(*llmfit(told.s, told.step) == Approx(0.55 * 1000 / (8 * 0.5)));
  told.s.layers_on_gpu = 20;
  CHECK(*llmfit(told.s, told.step) == Approx(0.5 * 0.55 * 1000 / (8 * 0.5)));
  const Told dynamic(kDense, "UD-Q6_K_XL"), full(kDense, "F32"), refused(kDense, "IQ4_XS");
  CHECK(*llmfit(dynamic.s, dynamic.step) == Approx(0.55 * 1000 / (8 * 0.75)));
  CHECK(*llmfit(full.s, full.step) == Approx(0.55 * 1000 / (8 * 0.5)));  // its table lacks F32
  CHECK_FALSE(llmfit(refused.s, refused.step));
}

TEST_CASE("llmfit's own figures for experts are met", "[predict][baselines][llmfit]") {
  // Quoted in its source for an RX 6900 XT (512 GB/s): 281, 257 and 216 tok/s.
  for (const auto& [quant, quoted] : {std::pair{"Q2_K", 281.0}, {"Q4_K_M", 257.0}, {"Q8_0", 216.0}}) {
    Told told(kExperts, quant);
    told.s.device.bandwidth_bytes_per_s = 512e9;
    CHECK(*llmfit(told.s, told.step) == Approx(quoted).epsilon(0.002));
  }
}

TEST_CASE("llmfit slows experts that fill the memory", "[predict][baselines][llmfit]") {
  Told roomy(kExperts), full(kExperts);
  full.s.device.memory_gib = 6.92 * 0.58 / 0.8;  // 80 % used
  CHECK(*llmfit(full.s, full.step) / *llmfit(roomy.s, roomy.step) == Approx(1 - 0.2 * (1 - 8.0 / 64)));
}

TEST_CASE("llmfit without a shape takes active parameters and a factor by experts",
          "[predict][baselines][llmfit]") {
  Architecture m = kExperts;
  m.d_ff_expert = 0;
  const Told told(m);
  CHECK(*llmfit(told.s, told.step) == Approx(1000 / (1.28 * 0.58) * 0.55 * 0.70));
}

TEST_CASE("llmfit on the host adds two reading times, on a CPU divides a constant",
          "[predict][baselines][llmfit]") {
  Told experts(kExperts);
  experts.on_host(50e9).s.experts_on_host.emplace();
  CHECK(*llmfit(experts.s, experts.step) == Approx(0.8 / (0.64 / 50 + 0.64 / 550)));
  Told cpu(kDense);
  cpu.on_host(100e9).s.cpu_only = true;
  CHECK(*llmfit(cpu.s, cpu.step) == Approx(70.0 / 8 * 1.15 * 1.1 * 0.3));
}

TEST_CASE("whichllm multiplies efficiencies by type and vendor", "[predict][baselines][whichllm]") {
  Told told(kDense);
  CHECK(*whichllm(told.s, told.step) == Approx(1000.0 / 4 * 0.55));
  told.s.device.vendor = "amd";
  CHECK(*whichllm(told.s, told.step) == Approx(1000.0 / 4 * 0.55 * 0.78));
  told.s.n_devices = 3;
  CHECK(*whichllm(told.s, told.step) == Approx(1000.0 / 4 * 0.55 * 0.78 * 3 * 0.70));
  told.s.layers_on_gpu = 20;
  CHECK(*whichllm(told.s, told.step) == Approx(1000.0 / 4 * 0.55 * 0.78 * 0.45 * 3 * 0.70));
  const Told unlisted(kDense, "UD-Q4_K_XL"), listed(kDense, "UD-IQ2_XXS");
  CHECK(*whichllm(unlisted.s, unlisted.step) == Approx(1000.0 / 4 * 0.45));
  CHECK(*whichllm(listed.s, listed.step) == Approx(1000.0 / 4 * 0.38));
}

TEST_CASE("whichllm reads at least a share of the experts that grows with bandwidth",
          "[predict][baselines][whichllm]") {
  Told fast(kExperts), slow(kExperts);
  fast.s.device.bandwidth_bytes_per_s = 2000e9;
  slow.s.device.bandwidth_bytes_per_s = 256e9;
  CHECK(*whichllm(fast.s, fast.step) == Approx(2000 / (4 * 0.25) * 0.55));
  CHECK(*whichllm(slow.s, slow.step) == Approx(256 / (4 * 1.28 / 6.92) * 0.55));
}

TEST_CASE("whichllm sizes other formats by their name and CPUs by parameters",
          "[predict][baselines][whichllm]") {
  Told served(kDense, "awq-int4"), other(kDense, "exl3-4.0bpw-mul1"), cpu(kDense);
  served.s.engine = other.s.engine = "vllm";
  CHECK(*whichllm(served.s, served.step) == Approx(1000 / (8 * 0.5) * 0.45));
  CHECK_FALSE(whichllm(other.s, other.step));
  cpu.on_host(100e9).s.cpu_only = true;
  CHECK(*whichllm(cpu.s, cpu.step) == Approx(18.0 / 8 * 0.55 / 0.45));
}

TEST_CASE("gguf-parser's own figures for an M1 Max are met", "[predict][baselines][gguf_parser]") {
  // Its README: LLaMA 7B at context 512, 10.4 TFLOP/s and 409.6 GB/s: 52.08 tok/s at Q8_0, 87.31 at Q4_0.
  for (const auto& [quant, file_bytes, quoted] :
       {std::tuple{"Q8_0", 7.1611e9, 52.08}, std::tuple{"Q4_0", 3.8258e9, 87.31}}) {
    Told told(Catalog::bundled().model("llama-2-7b"), quant, file_bytes);
    told.s.device.bandwidth_bytes_per_s = 409.6e9;
    told.step.rates.fp16_flops = 10.4e12;
    CHECK(*gguf_parser(told.s, told.step) == Approx(quoted).epsilon(0.001));
  }
}

TEST_CASE("gguf-parser makes n equal cards n times as fast as one", "[predict][baselines][gguf_parser]") {
  // 10 GB and no cache on cards of 1000 GB/s: 10 ms on one, 5 ms on each of two with half of the layers.
  const GgufDevice one{.layers = 33, .weight_bytes = 10e9, .flops = 1e18, .bandwidth_bytes_per_s = 1000e9};
  const GgufDevice half{.layers = 16.5, .weight_bytes = 5e9, .flops = 1e18, .bandwidth_bytes_per_s = 1000e9};
  CHECK(gguf_parser_rate({one}, 32, 0, 512) == Approx(1 / (0.010 * 33 / 34)));
  CHECK(gguf_parser_rate({half, half}, 32, 0, 512) == Approx(1 / (2 * 0.005 * 16.5 / 34)));
}

TEST_CASE("gguf-parser charges the whole context of a cache four times",
          "[predict][baselines][gguf_parser]") {
  const GgufDevice device{.layers = 34, .kv_bytes = 1e9, .flops = 1e18, .bandwidth_bytes_per_s = 1000e9};
  CHECK(gguf_parser_rate({device}, 32, 0, 4096) == Approx(1 / 0.004));
}

TEST_CASE("gguf-parser weighs device times by the slowest of them", "[predict][baselines][gguf_parser]") {
  GgufDevice slow{.layers = 17, .weight_bytes = 8e9, .flops = 1e18, .bandwidth_bytes_per_s = 100e9};
  GgufDevice fast{.layers = 17, .weight_bytes = 4e9, .flops = 1e18, .bandwidth_bytes_per_s = 1000e9};
  const double t_slow = 0.080 / 2, t_fast = 0.004 / 2;
  CHECK(gguf_parser_rate({slow, fast}, 32, 0, 512) == Approx(1 / (t_slow + t_fast * t_fast / t_slow)));
}

TEST_CASE("gguf-parser answers for GGUF files only", "[predict][baselines][gguf_parser]") {
  Told told(kDense);
  told.s.engine = "vllm";
  CHECK_FALSE(gguf_parser(told.s, told.step));
}

TEST_CASE("BLIS adds cache, weights and overheads of a step", "[predict][baselines][blis]") {
  Told told(kDense, "BF16", 16e9);
  told.s.context = 999;
  // Per layer: 4096 x 2 x (4096 + 1024) of attention, 3 x 4096 x 14336 of feed-forward, 2 bytes each.
  const double weights = 32 * (41943040.0 + 176160768.0) * 2;
  const double cache = 32 * 2 * 1024.0 * 2 * 1000;
  const double step = (1.947 * cache + 1.363 * weights) / 1000e9 + 32 * 32.1e-6 + 4.42e-6 + 126e-6;
  CHECK(*blis(told.s, told.step) == Approx(1 / step));
}

TEST_CASE("BLIS shares a tensor split and pays for its all-reduces", "[predict][baselines][blis]") {
  Told told(kDense, "BF16", 16e9);
  told.s.context = 999;
  told.s.n_devices = 2;
  CHECK_FALSE(blis(told.s, told.step));  // not by layers
  told.s.split = Split::tensor;
  const double halves = (1.947 * 131072000.0 + 1.363 * 13958643712.0) / 2;
  const double reduced = 0.752 * 2 * 32 * 4096 * 2 * 2 / 2;
  CHECK(*blis(told.s, told.step) ==
        Approx(1 / ((halves + reduced) / 1000e9 + 32 * 32.1e-6 + 4.42e-6 + 126e-6)));
  told.s.n_devices = 3;
  CHECK_FALSE(blis(told.s, told.step));  // 8 KV heads
}

TEST_CASE("BLIS counts the experts of a batch, and all its streams", "[predict][baselines][blis]") {
  Told told(kExperts, "BF16", 2 * 6.92e9);
  told.s.concurrency = told.step.work.sequences = told.step.figure.streams = 4;
  told.s.context = 99;
  const double weights = 16 * (2048.0 * 2 * 4096 + 3 * 2048 * 32 * 1024.0) * 2;  // 4 x 8 of 64 experts
  const double cache = 16 * 2 * 2048.0 * 2 * 4 * 100;
  const double step = (1.947 * cache + 1.363 * weights) / 1000e9 + 16 * 32.1e-6 + 4 * 4.42e-6 + 126e-6;
  CHECK(*blis(told.s, told.step) == Approx(4 / step));
}

TEST_CASE("BLIS charges alternating layers of experts", "[predict][baselines][blis]") {
  Architecture alternating = kExperts;
  alternating.family = "llama4";
  alternating.d_ff = 1024;
  const Told told(alternating, "BF16", 2 * 6.92e9);
  const double weights = (16 * 2048.0 * 2 * 4096 + 3 * 2048 * 1024.0 * (8 * 8 + 8)) * 2;
  const double cache = 16 * 2 * 2048.0 * 2 * 65;
  const double step =
      (1.947 * cache + 1.363 * weights) / 1000e9 + 16 * 32.1e-6 + 4.42e-6 + 126e-6 + 8 * 482e-6;
  CHECK(*blis(told.s, told.step) == Approx(1 / step));
}

TEST_CASE("baselines are scored on tokroof's cells, and tokroof on theirs", "[predict][baselines]") {
  Run run;
  run.device = "rtx-4090";
  run.model = "llama-3.1-8b";
  run.quant = "Q4_K_M";
  run.size_gib = 4.58;
  run.engine = "llama.cpp";
  run.backend = "cuda";
  run.tg_tps = 100;
  run.n_gen = 128;
  Run unknown_type = run;
  unknown_type.quant = "IQ4_XS";
  unknown_type.source = "elsewhere";
  const std::vector<Run> runs{run, unknown_type};
  std::vector<Scored> scored;
  const Observations observations = observe(Catalog::bundled(), runs);
  for (const Observation& o : observations.all) {
    Scored s = scored_identity(o);
    s.predicted_tps = o.run == 0 ? 110 : 150;
    scored.push_back(s);
  }
  const nlohmann::json report = baseline_report(Catalog::bundled(), runs, scored);
  const auto entry = [&](const char* name) { return report[name]["by"]["class"]["single-dense"]; };
  CHECK(entry("bandwidth_size")["cells"] == 2);
  CHECK(entry("bandwidth_size")["median"].get<double>() ==
        Approx(std::log(1008e9 / (4.58 * 1073741824.0) / 100)));
  CHECK(entry("bandwidth_size")["tokroof_median"].get<double>() ==
        Approx((std::log(1.1) + std::log(1.5)) / 2));
  CHECK(entry("llmfit")["cells"] == 1);
  CHECK(entry("llmfit")["tokroof_median"].get<double>() == Approx(std::log(1.1)));
  CHECK(report["llmfit"]["all"] == entry("llmfit"));

  nlohmann::json other = report;
  replace_own_medians(other, {{"llmfit", {{"all", 0.5}}}});
  CHECK(other["llmfit"]["all"]["tokroof_median"] == 0.5);
  CHECK_FALSE(other["llmfit"]["by"]["class"]["single-dense"].contains("tokroof_median"));
  replace_own_medians(other, own_medians(report));
  CHECK(other == report);
}
