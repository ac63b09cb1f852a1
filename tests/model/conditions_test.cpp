#include "model/time/beyond_memory.hpp"
#include "tests/model/support.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {
model::Labels labels_for(std::string_view device, std::string_view model, const Options& o) {
  return step_for(device, model, "Q4_K_M", o).labels;
}
}  // namespace

TEST_CASE("labels name what a step shares with others", "[model][conditions][unit]") {
  catalog::Run run = run_for(
      "rtx-3090", "llama-3.1-8b", "Q4_K_M", {.n_devices = 2, .split = "row", .interconnect = "nvlink3"});
  run.source = "someone";
  const model::Labels l = step_of(run).labels;
  CHECK(l[model::Scope::backend] == "cuda");
  CHECK(l[model::Scope::engine] == "llama.cpp|cuda");
  CHECK(l[model::Scope::driver] == "cuda|nvidia");
  CHECK(l[model::Scope::family] == "cuda|nvidia/Ampere");
  CHECK(l[model::Scope::storage_class] == "q4_k");
  CHECK(l[model::Scope::kernel] == "q4_k@llama.cpp|cuda@dense");
  CHECK(l[model::Scope::prefill_kernel] == "cuda|k");
  CHECK(l[model::Scope::row_host] == "someone|rtx-3090|fab");
  CHECK(l[model::Scope::source_engine] == "someone|llama.cpp|cuda");
  CHECK(l[model::Scope::source_device] == "someone|rtx-3090|llama.cpp|cuda|2row");
  CHECK(l[model::Scope::model_family] == "llama@llama.cpp|cuda");
}

TEST_CASE("llama.cpp multiplies few tokens one by one, but 16-bit weights only without tensor cores",
          "[model][conditions][unit]") {
  const auto one_by_one = [](std::string_view device, std::string_view quant, const Options& o) {
    return step_for(device, "llama-3.1-8b", quant, o).how.multiplies_each_token;
  };
  CHECK(one_by_one("rtx-3090", "Q4_K_M", {}));
  CHECK(!one_by_one("rtx-3090", "F16", {}));
  CHECK(!one_by_one("rtx-3090", "BF16", {}));
  CHECK(one_by_one("p40", "F16", {}));
  CHECK(!one_by_one("rtx-3090", "AWQ", {.engine = "vllm"}));
}

TEST_CASE("CUDA graphs need a recent device and build, and llama.cpp one device",
          "[model][conditions][unit]") {
  const auto mode = [](std::string_view device, std::string_view model, const Options& o) {
    return std::string(labels_for(device, model, o)[model::Scope::launch_mode]);
  };
  CHECK(mode("rtx-3090", "llama-3.1-8b", {}) == "cuda|graph");
  CHECK(mode("rtx-3090", "llama-3.1-8b", {.date = "2024-03-01"}) == "cuda");
  CHECK(mode("rtx-3090", "qwen3-30b-a3b", {.date = "2025-03-01"}) == "cuda");
  CHECK(mode("rtx-3090", "qwen3-30b-a3b", {.date = "2025-06-01"}) == "cuda|graph");
  CHECK(mode("rtx-2080-ti", "llama-3.1-8b", {}) == "cuda");
  CHECK(mode("rtx-3090", "llama-3.1-8b", {.n_devices = 2, .split = "layer"}) == "cuda");
  CHECK(mode("rtx-3090", "llama-3.1-8b", {.engine = "vllm", .n_devices = 2, .split = "tensor"}) ==
        "cuda|graph");
  CHECK(mode("rx-7900-xtx", "llama-3.1-8b", {.backend = "rocm"}) == "rocm");
}

TEST_CASE("the devices of a layer split work on several micro-batches where they can wait without the host",
          "[model][conditions][unit]") {
  const auto stages = [](std::string_view device, std::string_view model, Options o) {
    o.n_devices = 2;
    o.split = "layer";
    return step_for(device, model, "Q4_K_M", o).how.prompt_stages;
  };
  CHECK(stages("rtx-3090", "qwen3-30b-a3b", {}) == 2);
  CHECK(stages("rx-7900-xtx", "llama-3.1-8b", {.backend = "rocm"}) == 2);
  CHECK(stages("rx-7900-xtx", "qwen3-30b-a3b", {.backend = "rocm"}) == 1);
  CHECK(stages("rx-7900-xtx", "qwen3-30b-a3b", {.backend = "vulkan", .date = "2026-03-01"}) == 2);
  CHECK(stages("rx-7900-xtx", "llama-3.1-8b", {.backend = "vulkan", .date = "2025-11-01"}) == 1);
  CHECK(stages("arc-b580", "llama-3.1-8b", {.backend = "sycl"}) == 1);
}

TEST_CASE("-sm row splits by layers where the backend has no rows", "[model][conditions][unit]") {
  const auto split = [](std::string_view backend) {
    return step_for("rx-7900-xtx",
                    "llama-3.1-8b",
                    "Q4_K_M",
                    {.backend = std::string(backend), .n_devices = 2, .split = "row"})
        .how.split;
  };
  CHECK(split("rocm") == model::Split::row);
  CHECK(split("vulkan") == model::Split::layer);
}

TEST_CASE("flash attention is as stated, else on by itself since autumn 2025", "[model][conditions][unit]") {
  const auto off = [](std::optional<bool> stated, const char* date) {
    catalog::Run run = run_for("rtx-3090", "llama-3.1-8b", "Q4_K_M", {.date = date});
    run.flash_attention = stated;
    return step_of(run).how.no_flash_attention;
  };
  CHECK(off(false, "2026-01-01"));
  CHECK_FALSE(off(true, "2024-01-01"));
  CHECK(off({}, "2025-06-01"));
  CHECK_FALSE(off({}, "2025-12-01"));
}

TEST_CASE("SGLang's chunks of a prompt follow the device's memory", "[model][conditions][unit]") {
  const auto micro_batch = [](const char* device, const char* date) {
    return step_of(run_for(device, "llama-3.1-8b", "", {.engine = "sglang", .date = date})).how.micro_batch;
  };
  CHECK(micro_batch("rtx-4090", "2026-01-01") == 2048);
  CHECK(micro_batch("a100-sxm-40gb", "2026-01-01") == 8192);
  CHECK(micro_batch("h200", "2026-01-01") == 8192);
  CHECK(micro_batch("b200", "2026-01-01") == 16384);
  CHECK(micro_batch("mi300x", "2024-12-01") == 8192);
}

TEST_CASE(
    "a processor attends over one cache of all sequences until llama.cpp parted it, without flash attention",
    "[model][conditions][unit]") {
  const auto one_cache = [](const char* device, const char* date, std::optional<bool> flash) {
    catalog::Run run = run_for(device, "llama-3.1-8b", "Q4_K_M", {.date = date, .concurrency = 8});
    run.flash_attention = flash;
    return step_of(run).how.one_cache;
  };
  CHECK(one_cache("epyc-9654", "2024-06-01", {}));
  CHECK_FALSE(one_cache("epyc-9654", "2024-06-01", true));
  CHECK_FALSE(one_cache("epyc-9654", "2026-01-01", false));
  CHECK_FALSE(one_cache("rtx-3090", "2024-06-01", {}));
}

TEST_CASE("vLLM's defaults for large devices are not the A100's", "[model][conditions][unit]") {
  const auto micro_batch = [](const char* device) {
    return step_of(run_for(device, "llama-3.1-8b", "", {.engine = "vllm", .date = "2026-01-01"}))
        .how.micro_batch;
  };
  CHECK(micro_batch("h100-sxm") == 8192);
  CHECK(micro_batch("a100-sxm-80gb") == 2048);
}

TEST_CASE("a server is eager as stated, else by its build's date; what has no graphs of its own cannot be",
          "[model][conditions][unit]") {
  const auto eager = [](std::string_view engine, std::optional<bool> stated, const char* date) {
    catalog::Run run =
        run_for("a100-sxm-80gb", "llama-3.1-8b", "", {.engine = std::string(engine), .date = date});
    run.eager = stated;
    return step_of(run).how.eager;
  };
  CHECK(eager("vllm", true, "2026-01-01"));
  CHECK_FALSE(eager("vllm", {}, "2026-01-01"));
  CHECK(eager("vllm", {}, "2023-09-01"));
  CHECK_FALSE(eager("vllm", false, "2023-09-01"));
  CHECK_FALSE(eager("transformers", false, "2026-01-01"));  // torch.compile
  CHECK_FALSE(eager("llama.cpp", true, "2026-01-01"));
}

TEST_CASE("an engine that caches experts keeps as many on the card as it holds",
          "[model][conditions][unit]") {
  const auto on = [](std::string_view device, std::string_view engine) {
    const Options experts_on_host = {
        .engine = std::string(engine), .placement = "experts=cpu", .host = "EPYC 9355"};
    return step_for(device, "qwen3-30b-a3b", "Q8_0", experts_on_host);
  };
  CHECK(on("rtx-3090", "llama.cpp").how.host_expert_share == 1);
  const model::Step cached = on("rtx-3090", "strata");  // 21.6 GiB for some 30
  CHECK(cached.how.keeps_popular_experts);
  CHECK(cached.how.host_expert_share > 0.2);
  CHECK(cached.how.host_expert_share < 0.5);
  CHECK(on("rtx-3060-12gb", "strata").how.host_expert_share > cached.how.host_expert_share);
  CHECK(on("rtx-pro-6000-blackwell", "strata").how.host_expert_share == 0);  // it holds them all
  CHECK(model::host_expert_reads(cached.work, cached.how) < 0.5 * model::host_experts(cached.how));
}

TEST_CASE("llama.cpp's flash attention on a processor goes row by row", "[model][conditions][unit]") {
  const auto row_by_row = [](std::string_view engine, std::optional<bool> stated) {
    catalog::Run run = run_for(
        "ryzen-9-7950x", "llama-3.1-8b", "Q4_K_M", {.engine = std::string(engine), .date = "2026-01-01"});
    run.flash_attention = stated;
    return step_of(run).how.row_by_row;
  };
  CHECK(row_by_row("llama.cpp", true));
  CHECK(row_by_row("llama.cpp", std::nullopt));
  CHECK(!row_by_row("llama.cpp", false));
  CHECK(!row_by_row("ik_llama.cpp", true));
}

TEST_CASE("MLX has no flash attention for Gemma 2's capped scores", "[model][conditions][unit]") {
  const auto off = [](std::string_view model, std::string_view engine) {
    return step_for("m3-ultra-80c", model, "4bit", {.engine = std::string(engine), .date = "2026-03-01"})
        .how.no_flash_attention;
  };
  CHECK(off("gemma-2-9b", "mlx"));
  CHECK_FALSE(off("llama-3.1-8b", "mlx"));
  CHECK_FALSE(off("gemma-2-9b", "llama.cpp"));
}

TEST_CASE("old vLLM and vLLM off CUDA launch eagerly", "[model][conditions][unit]") {
  const auto eager = [](std::string_view device, const char* date) {
    return step_for(device, "llama-3.1-8b", "F16", {.engine = "vllm", .date = date}).how.eager;
  };
  CHECK(eager("a100-sxm-80gb", "2023-10-01"));
  CHECK_FALSE(eager("a100-sxm-80gb", "2024-10-01"));
  CHECK(eager("mi300x", "2024-10-01"));
}

TEST_CASE("the date of a build counts within what the runs cover", "[model][conditions][unit]") {
  const auto years = [](const char* date) {
    return step_for("rtx-3090", "llama-3.1-8b", "Q4_K_M", {.date = date}).how.years_after_mid_2025;
  };
  CHECK(years("2026-07-01") == Approx(1));
  CHECK(years("2019-01-01") == Approx(-2.1));
  CHECK(years("2030-01-01") == Approx(1.3));
}

TEST_CASE("shares on the host follow from the layers on the device", "[model][conditions][unit]") {
  // 48 expert layers, 12 of them on the device
  const Options first_36 = {.placement = "expert-layers-gpu=12", .host = "EPYC 9355"};
  const model::Step experts = step_for("rtx-3090", "qwen3-30b-a3b", "Q8_0", first_36);
  CHECK(experts.how.experts_on_host);
  CHECK(experts.how.host_expert_share == Approx(0.75));
  const model::Step mixed =
      step_for("rtx-3090", "qwen3-30b-a3b", "Q4_K_M", first_36);  // the last 6 have more bits
  CHECK(mixed.how.host_expert_share < 0.749);
  CHECK(model::host_crossings(mixed) == Approx(36));
  const model::Step layers =
      step_for("rtx-3090", "llama-3.3-70b", "Q4_K_M", {.host = "EPYC 9355", .layers_on_gpu = 60});
  CHECK(layers.how.host_layer_share == Approx(0.25));  // 60 of 80
}

TEST_CASE("two-die parts, unified memory and missing dot products are facts of the device",
          "[model][conditions][unit]") {
  const model::Conditions ultra = step_for("m2-ultra-76c", "llama-3.1-8b", "Q4_K_M").how;
  CHECK(ultra.two_die);
  CHECK(ultra.unified);
  CHECK_FALSE(step_for("m4-max-40c", "llama-3.1-8b", "Q4_K_M").how.two_die);
  CHECK(step_for("p100-pcie-16gb", "llama-3.1-8b", "Q4_K_M").how.no_dp4a);
  CHECK_FALSE(step_for("p100-pcie-16gb", "llama-3.2-3b", "F16").how.no_dp4a);  // 16-bit weights need none
}

TEST_CASE("what the catalog does not know is refused by its reason", "[model][conditions][unit]") {
  const auto reason = [](const catalog::Run& run) {
    const auto scenario = catalog::resolve(catalog::Catalog::bundled(), run);
    return scenario ? model::count(*scenario).refusal().reason : scenario.refusal().reason;
  };
  CHECK(reason(run_for("no-such-card", "llama-3.1-8b", "Q4_K_M")) == "unknown-device");
  CHECK(reason(run_for("rtx-3090", "no-such-model", "Q4_K_M")) == "unknown-model");
  CHECK(reason(run_for("rtx-3090", "llama-3.1-8b", "no-such-type")) == "unknown-quantization");
  CHECK(reason(run_for("rtx-3090", "llama-3.1-8b", "Q4_K_M", {.n_devices = 2, .split = "diagonal"})) ==
        "unknown-split");
  CHECK(reason(run_for("rtx-3090", "llama-3.3-70b", "Q8_0")) == "does-not-fit");
  CHECK(reason(run_for("rtx-3090", "llama-3.3-70b", "Q8_0", {.layers_on_gpu = 20})) == "unknown-host");
  CHECK(reason(run_for("rx-7900-xtx", "llama-3.1-8b", "Q4_K_M", {.engine = "exllamav3"})) == "engine-device");
  CHECK(reason(run_for("gaudi2", "llama-3.1-8b", "Q4_K_M", {.engine = "ollama"})) == "engine-device");
  CHECK(reason(run_for("snapdragon-8-elite", "llama-3.1-8b", "Q4_0", {.backend = "hexagon"})) ==
        "engine-device");
  CHECK(reason(run_for("adreno-830", "llama-3.1-8b", "Q4_0", {.backend = "opencl"})).empty());
  const catalog::Run ported =  // whoever states a backend has one
      run_for("rx-7900-xtx", "llama-3.1-8b", "Q4_K_M", {.engine = "exllamav3", .backend = "rocm"});
  CHECK(catalog::resolve(catalog::Catalog::bundled(), ported));
}

TEST_CASE("MLX on other vendors' devices has the backend that is stated", "[model][conditions][unit]") {
  for (const auto& [device, stated, taken] : {std::tuple{"gb10", "cuda", "cuda"},
                                              {"strix-halo", "rocm", "rocm"},
                                              {"m4-max-40c", "metal", "mlx"},
                                              {"m4-max-40c", "mlx", "mlx"}}) {
    const model::Scenario s =
        scenario_for(device, "llama-3.1-8b", "MLX-Q4", {.engine = "mlxcel", .backend = stated});
    CAPTURE(device, stated);
    CHECK(s.engine == "mlx");
    CHECK(s.backend == taken);
  }
}

TEST_CASE("a build is a fact of its column; the notes of a row are for people", "[model][conditions][unit]") {
  catalog::Run run = run_for("strix-halo", "gpt-oss-20b", "MXFP4", {.backend = "rocm"});
  run.notes = "rocwmma; ubatch 4096; toolbox vulkan-radv-performance; dual socket; -ot blk 12-93 ffn=CPU";
  const model::Scenario plain = scenario_of(run);
  CHECK_FALSE(plain.rocwmma);
  CHECK_FALSE(plain.sparse_kernels);
  CHECK(plain.window_micro_batch == 512);
  CHECK_FALSE(plain.experts_on_host);
  run.build = "rocwmma";
  run.micro_batch = 2048;
  CHECK(scenario_of(run).rocwmma);
  CHECK(scenario_of(run).window_micro_batch == 2048);
  run.backend = "vulkan";
  CHECK_FALSE(scenario_of(run).rocwmma);
  run.build = "radv-performance";
  CHECK(scenario_of(run).sparse_kernels);
}

TEST_CASE("several devices without a stated split are split as the engine usually does",
          "[model][conditions][unit]") {
  const auto split_of = [](const char* engine) {
    return scenario_for("rtx-3090", "llama-3.1-8b", "Q4_K_M", {.engine = engine, .n_devices = 2, .split = ""})
        .split;
  };
  CHECK(split_of("ollama") == model::Split::layer);
  CHECK(split_of("vllm") == model::Split::tensor);
}

TEST_CASE("where a prompt runs on vector units is told by engine, backend, chip, file, driver and build",
          "[model][conditions][unit]") {
  const auto runs_on = [](const char* device,
                          const char* backend,
                          const char* quant,
                          const char* date,
                          const char* build = "") {
    catalog::Run run = run_for(device, "qwen3-8b", quant, {.backend = backend});
    run.engine_date = date;
    run.build = build;
    const model::Scenario s = scenario_of(run);
    return std::string(s.vector_attention ? "attention " : "") + (s.vector_products ? "products" : "");
  };
  CHECK(runs_on("strix-halo", "rocm", "Q4_K_M", "2026-06-01") == "attention ");
  CHECK(runs_on("ai-pro-r9700", "rocm", "Q4_K_M", "2025-12-01") == "attention ");
  CHECK(runs_on("ai-pro-r9700", "rocm", "Q4_K_M", "2026-06-01").empty());
  CHECK(runs_on("ai-pro-r9700", "vulkan", "BF16", "2026-06-01") == "attention ");
  CHECK(runs_on("strix-halo", "vulkan", "BF16", "2026-06-01") == "attention products");
  CHECK(runs_on("strix-halo", "vulkan", "Q4_K_M", "2025-11-01", "amdvlk") == "attention ");
  CHECK(runs_on("strix-halo", "vulkan", "Q4_K_M", "2026-06-01", "amdvlk") == "attention products");
  CHECK(runs_on("arc-b580", "sycl", "Q4_K_M", "2026-06-01") == "attention products");
  CHECK(runs_on("arc-b580", "sycl", "Q4_K_M", "2026-06-01", "sycl-f16") == "attention ");
  CHECK(runs_on("arc-b580", "sycl", "Q4_K_M", "2026-09-01").empty());
  CHECK(runs_on("arc-b580", "sycl", "Q4_K_M", "2026-09-01", "sycl-f32") == "products");
  CHECK(runs_on("arc-a770-16gb", "sycl", "Q4_K_M", "2026-09-01") == "attention ");
  CHECK(runs_on("m5-max-40c", "metal", "Q4_K_M", "2026-03-01") == "products");
  CHECK(runs_on("m5-max-40c", "metal", "Q4_K_M", "2026-07-01").empty());
  CHECK(runs_on("m4-max-40c", "metal", "Q4_K_M", "2026-03-01").empty());
  CHECK(runs_on("rtx-3090", "vulkan", "Q4_K_M", "2024-06-01") == "products");
  CHECK(runs_on("rtx-3090", "vulkan", "Q4_K_M", "2026-06-01").empty());
  CHECK(runs_on("rtx-3090", "cuda", "BF16", "2024-06-01").empty());
}
