#include "formats/benchmarks/sentence.hpp"

#include <cmath>

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include "catalog/placement.hpp"

using namespace tokroof;

namespace {

formats::Sentence sentence_of(std::string_view text, const catalog::Run& given = {}) {
  return formats::read_sentence(catalog::Catalog::bundled(), text, given);
}

bool has_remark(const formats::Sentence& sentence, std::string_view words) {
  for (const std::string& remark : sentence.all_remarks()) {
    if (remark.find(words) != std::string::npos) {
      return true;
    }
  }
  return false;
}

/// What a sentence must be read as; unknown numbers are not looked at.
struct ExpectedSentence {
  const char *text, *device, *model, *quant;
  double tps = model::kUnknown, n_devices = model::kUnknown, depth = model::kUnknown;
  const char* engine = "";
};

void check_sentence(const ExpectedSentence& e) {
  CAPTURE(e.text);
  CHECK(formats::is_sentence(e.text));
  const formats::Sentence sentence = sentence_of(e.text);
  CAPTURE(sentence.read, sentence.remarks);
  const catalog::Run& run = sentence.run;
  CHECK(run.device == e.device);
  CHECK(run.model == e.model);
  CHECK(run.quant == e.quant);
  CHECK(run.engine == e.engine);
  if (!std::isnan(e.tps)) CHECK(run.tg_tps == Catch::Detail::Approx(e.tps));
  if (!std::isnan(e.n_devices)) CHECK(run.n_devices == e.n_devices);
  if (!std::isnan(e.depth)) CHECK(run.depth == e.depth);
}

}  // namespace

TEST_CASE("a sentence is read as the row that it means", "[import][sentence]") {
  const ExpectedSentence kSentences[] = {
      {"RTX 3090 gets 40 t/s on llama 3 8b q4", "rtx-3090", "llama-3-8b", "Q4_K_M", 40},
      {"RTX 4090: 128.5 tok/s with llama-3.1-8b Q4_K_M", "rtx-4090", "llama-3.1-8b", "Q4_K_M", 128.5},
      {"2x RTX 3090 get 17 t/s on llama 3.3 70b q4_k_m at 8k context",
       "rtx-3090",
       "llama-3.3-70b",
       "Q4_K_M",
       17,
       2,
       8192},
      {"I get about 12 tokens per second on my RTX 3060 12GB with gemma 3 12b Q8_0",
       "rtx-3060-12gb",
       "gemma-3-12b",
       "Q8_0",
       12},
      {"dual rtx 3090 llama.cpp llama 3.3 70b Q4_K_M 16.3 tok/s",
       "rtx-3090",
       "llama-3.3-70b",
       "Q4_K_M",
       16.3,
       2,
       model::kUnknown,
       "llama.cpp"},
      {"dual 3090 llama 70b q4 17 t/s vllm awq",
       "rtx-3090",
       "llama-3.3-70b",
       "AWQ",
       17,
       2,
       model::kUnknown,
       "vllm"},
      {"gtx 1080 ti llama 3.1 8b exl2 4bpw 40 tok/s",
       "gtx-1080-ti",
       "llama-3.1-8b",
       "exl2-4bpw",
       40,
       model::kUnknown,
       model::kUnknown,
       "exllamav2"},
      {"8x7b mixtral 3090 25 tok/s", "rtx-3090", "mixtral-8x7b", "", 25},
      {"3x v100 32b 3.12 tok/s", "v100-sxm2-16gb", "qwen3-32b", "", 3.12, 3},
      {"ollama runs llama3.1:8b at 95 tokens/s on an RTX 4080",
       "rtx-4080",
       "llama-3.1-8b",
       "",
       95,
       model::kUnknown,
       model::kUnknown,
       "ollama"},
      {"qwen3-30b-a3b Q4_K_M does 160 tps on a 5090 RTX", "rtx-5090", "qwen3-30b-a3b", "Q4_K_M", 160},
      {"gpt-oss-120b MXFP4: 45 t/s on Strix Halo", "strix-halo", "gpt-oss-120b", "MXFP4", 45},
      {"RX 7900 XTX, qwen3 32b Q4_K_M, 27 t/s, vulkan", "rx-7900-xtx", "qwen3-32b", "Q4_K_M", 27},
      {"vLLM on 4x RTX 3090 llama 3.3 70b AWQ 45 tok/s tp 4",
       "rtx-3090",
       "llama-3.3-70b",
       "AWQ",
       45,
       4,
       model::kUnknown,
       "vllm"},
      {"RTX 5090 with qwen3 32b q4km gives 60-70 t/s", "rtx-5090", "qwen3-32b", "Q4_K_M", 65},
      {"40tok/s on RTX 3090 with mistral 7b Q8_0", "rtx-3090", "mistral-7b", "Q8_0", 40},
      {"RTX 3090, llama 2 7b Q4_0, 25 ms per token", "rtx-3090", "llama-2-7b", "Q4_0", 40},
      {"RTX 3090: llama 2 7b Q4_0, went from 20 t/s to 40 t/s", "rtx-3090", "llama-2-7b", "Q4_0", 40},
      {"RTX 3090, llama 2 7b Q4_0, 100 tokens in 2.5 seconds", "rtx-3090", "llama-2-7b", "Q4_0", 40},
      {"RTX 3090, llama 2 7b Q4_0, 100 tokens generated in 2.5s", "rtx-3090", "llama-2-7b", "Q4_0", 40},
      {"RTX 3090: prompt eval 1500 t/s, eval 40 t/s, llama 2 7b Q4_0", "rtx-3090", "llama-2-7b", "Q4_0", 40},
      {"prompt eval rate: 288.9 tokens/s eval rate: 40 tokens/s llama 2 7b Q4_0 RTX 3090",
       "rtx-3090",
       "llama-2-7b",
       "Q4_0",
       40},
      {"RTX 3090 prompt 1500 t/s, 40 t/s llama 2 7b Q4_0", "rtx-3090", "llama-2-7b", "Q4_0", 40},
      {"RTX 3090, llama 2 7b Q4_0, 0.5 seconds per token", "rtx-3090", "llama-2-7b", "Q4_0", 2},
      {"RTX 3090, llama 2 7b Q4_0, 0.5s/token", "rtx-3090", "llama-2-7b", "Q4_0", 2},
      {"RTX 3090 llama 2 7b Q4_0 tg128 131.25 \u00b1 .5", "rtx-3090", "llama-2-7b", "Q4_0", 131.25},
      {"3090: | llama 7B Q4_0 | 3.56 GiB | 6.74 B | CUDA | 99 | tg128 | 131.00 \u00b1 0.50 |",
       "rtx-3090",
       "llama-2-7b",
       "Q4_0",
       131},
      {"3090 tg128 @ d4096 45.5 llama 2 7b Q4_0", "rtx-3090", "llama-2-7b", "Q4_0", 45.5},
      {"two RTX 4090 run llama 3.3 70b q4_k_m with 20 tok/sec", "rtx-4090", "llama-3.3-70b", "Q4_K_M", 20, 2},
      {"RTX 3090x2 llama 3.3 70b Q4_K_M 15 t/s", "rtx-3090", "llama-3.3-70b", "Q4_K_M", 15, 2},
      {"only 3.1 t/s on a Tesla P40 with qwen3 32b Q4_K_M?", "p40", "qwen3-32b", "Q4_K_M", 3.1},
      {"M3 Ultra 80c qwen3 30b a3b Q4_K_M 85 t/s", "m3-ultra-80c", "qwen3-30b-a3b", "Q4_K_M", 85},
      {"RTX 4090 qwen3-8b Q8_0 @ 16k ctx: 70 t/s",
       "rtx-4090",
       "qwen3-8b",
       "Q8_0",
       70,
       model::kUnknown,
       16384},
      {"RTX A6000 llama 3.1 70b q4_k_m = 14 t/s", "rtx-a6000", "llama-3.1-70b", "Q4_K_M", 14},
      {"H100 SXM llama 3.1 8b bf16 vllm 150 tokens/sec",
       "h100-sxm",
       "llama-3.1-8b",
       "BF16",
       150,
       model::kUnknown,
       model::kUnknown,
       "vllm"},
      {"RTX 3090: Qwen3-32B-Q4_K_M.gguf 33 t/s", "rtx-3090", "qwen3-32b", "Q4_K_M", 33},
      {"my rtx 4060 ti 16gb does 52,5 t/s in llama 3.1 8b Q4_K_M",
       "rtx-4060-ti-16gb",
       "llama-3.1-8b",
       "Q4_K_M",
       52.5},
      {"RTX 4090 runs phi-4 in Q4_K_M at ~85 t/s with an empty context",
       "rtx-4090",
       "phi-4",
       "Q4_K_M",
       85,
       model::kUnknown,
       0},
      {"RTX 3090 + RTX 4090: llama 3.3 70b q4_k_m, 18 t/s",
       "rtx-3090+rtx-4090",
       "llama-3.3-70b",
       "Q4_K_M",
       18},
      {"Tesla T4 at 20 t/s, mistral 7b instruct Q4_K_M", "t4", "mistral-7b", "Q4_K_M", 20},
      {"RTX 3090 llama 3 8b q4_k_m between 100 and 120 t/s", "rtx-3090", "llama-3-8b", "Q4_K_M", 110},
      {"llama 3 8b Q4_K_M runs with 110+ tok/s on the RTX 3090", "rtx-3090", "llama-3-8b", "Q4_K_M", 110},
      {"1,200 t/s prompt processing and 30 t/s generation on RTX 4090 with qwen3-32b Q4_K_M",
       "rtx-4090",
       "qwen3-32b",
       "Q4_K_M",
       30},
      {"Mistral Small 24B Q6_K on a 7900xtx, 34 t/s at 4k ctx",
       "rx-7900-xtx",
       "mistral-small-3.1-24b",
       "Q6_K",
       34,
       model::kUnknown,
       4096},
      {"mixtral 8x7b q4_k_m 3090 45 t/s", "rtx-3090", "mixtral-8x7b", "Q4_K_M", 45},
      {"3090 gets 40 t/s on llama 3 8b q4", "rtx-3090", "llama-3-8b", "Q4_K_M", 40},
  };
  for (const ExpectedSentence& e : kSentences) {
    check_sentence(e);
  }
}

// These were written after the reader was, and it was not changed for them.
TEST_CASE("an instance or a board that is named has its devices", "[import][sentence]") {
  const auto devices = [](const char* text) {
    const catalog::Run run = sentence_of(text).run;
    return fmt::format("{:g} x {}", run.n_devices, run.device);
  };
  CHECK(devices("g6e.12xlarge llama 3.3 70b fp8 vllm 30 tok/s") == "4 x l40s");
  CHECK(devices("2x g5.12xlarge llama 3.1 70b awq vllm 25 tok/s") == "8 x a10g");
  CHECK(devices("HGX B200 DeepSeek R1 sglang 100 tok/s") == "8 x b200");
  CHECK(devices("8x HGX H100 llama 405b fp8 vllm 40 tok/s") == "8 x h100-sxm");
  CHECK(devices("TPU v6e-8 llama 3.3 70b vllm 60 tok/s") == "8 x tpu-v6e");
}

TEST_CASE("sentences that the reader was not written for are read alike", "[import][sentence]") {
  const ExpectedSentence kSentences[] = {
      {"Getting 22 tk/s with Gemma 3 27B Q4_K_M on a single RTX 3090",
       "rtx-3090",
       "gemma-3-27b",
       "Q4_K_M",
       22},
      {"has anyone seen 55 tokens a second on an RTX 4070 with qwen3 14b q4_k_m?",
       "rtx-4070",
       "qwen3-14b",
       "Q4_K_M",
       55},
      {"Three RTX 3090 cards, llama 3.1 70b Q8_0: 9.5 t/s", "rtx-3090", "llama-3.1-70b", "Q8_0", 9.5, 3},
      {"RTX 5070 Ti | llama-3.1-8b | Q8_0 | 88 t/s", "rtx-5070-ti", "llama-3.1-8b", "Q8_0", 88},
      {"LM Studio shows 61.27 tok/s for qwen3-8b Q4_K_M on my RTX 3060 12GB",
       "rtx-3060-12gb",
       "qwen3-8b",
       "Q4_K_M",
       61.27,
       model::kUnknown,
       model::kUnknown,
       "lm-studio"},
      {"Arc B580: 7b mistral q4_0 at 62 t/s", "arc-b580", "mistral-7b-v0.3", "Q4_0", 62},
      {"RX 9070 XT with llama.cpp does 90 t/s on llama 3.1 8b Q4_K_M (vulkan)",
       "rx-9070-xt",
       "llama-3.1-8b",
       "Q4_K_M",
       90,
       model::kUnknown,
       model::kUnknown,
       "llama.cpp"},
      {"4 x RTX 3090 with tensor parallel: qwen3 32b AWQ 70 t/s in vllm",
       "rtx-3090",
       "qwen3-32b",
       "AWQ",
       70,
       4,
       model::kUnknown,
       "vllm"},
      {"RTX 4090, 32k filled context, qwen3-30b-a3b q4_k_m -> 80 tok/s",
       "rtx-4090",
       "qwen3-30b-a3b",
       "Q4_K_M",
       80,
       model::kUnknown,
       32768},
      {"tps = 31 on rtx 3090 for qwen3 32b Q4_K_M", "rtx-3090", "qwen3-32b", "Q4_K_M", 31},
      {"llama 3.1 8b Q4_K_M, RTX 2080 Ti, 75 toks/s", "rtx-2080-ti", "llama-3.1-8b", "Q4_K_M", 75},
      {"A100 80GB PCIe gets 60 tok/s with llama 3.1 8b fp16", "a100-pcie-80gb", "llama-3.1-8b", "FP16", 60},
      {"pp512 900 t/s, tg128 24.7 t/s: RTX 3090, qwen3 32b Q4_K_M", "rtx-3090", "qwen3-32b", "Q4_K_M", 24.7},
      {"A quad RTX 3090 box pushes 25 tok/s out of llama 3.3 70b q4_k_m",
       "rtx-3090",
       "llama-3.3-70b",
       "Q4_K_M",
       25,
       4},
  };
  for (const ExpectedSentence& e : kSentences) {
    check_sentence(e);
  }
}

TEST_CASE("rates of prompts, streams, caches, limits and threads have cells of their own",
          "[import][sentence]") {
  const catalog::Run both = sentence_of("RTX 4090 qwen3-8b Q8_0: pp 2950 t/s, tg 80 t/s").run;
  CHECK(both.pp_tps == 2950);
  CHECK(both.tg_tps == 80);
  const catalog::Run behind =
      sentence_of("1112 t/s pp and 33.8 t/s tg on RTX 3090 with qwen3 32b Q4_K_M").run;
  CHECK(behind.pp_tps == 1112);
  CHECK(behind.tg_tps == 33.8);
  const catalog::Run streams =
      sentence_of("H100 SXM, llama 3.1 8b BF16, vllm: 500 tok/s total with 8 concurrent users").run;
  CHECK(streams.concurrency == 8);
  CHECK(streams.rate == catalog::StatedRate::aggregate);
  CHECK(sentence_of("66 tok/s each at batch size 8 on h100 sxm, llama 3.1 8b").run.rate ==
        catalog::StatedRate::stream);
  const catalog::Run cache =
      sentence_of("RTX 4090 llama 3.1 8b Q4_K_M q8_0 kv cache with flash attention 100 t/s").run;
  CHECK(cache.kv_type == "q8_0");
  CHECK(cache.flash_attention == true);
  CHECK(cache.quant == "Q4_K_M");
  CHECK(sentence_of("Ryzen 9 7950X llama 3.1 8b Q4_K_M 9 tok/s cpu").run.placement ==
        catalog::StatedPlacement::host);
  CHECK(sentence_of("4090 with a 7950X cpu: 130 tok/s on llama 3.1 8b Q4_K_M").run.placement.empty());
  CHECK(sentence_of("RTX 3090 limited to 250W, llama 3 8b Q4_K_M, 90 t/s").run.power_w == 250);
  CHECK(sentence_of("EPYC 9355 with 24 threads: llama 3.1 8b Q8_0 30 t/s").run.threads == 24);
  CHECK(sentence_of("RTX 3090 llama 3 8b Q4_K_M -ngl 20 30 t/s").run.n_gpu_layers == 20);
}

TEST_CASE("the host's memory is read, and no device is read of its figures", "[import][sentence]") {
  for (const char* memory : {"DDR5-6000",
                             "ddr5 6000",
                             "DDR5 at 6000 MT/s",
                             "ddr5-6000mhz",
                             "DDR5 @ 6000MHz",
                             "LPDDR5X 6000 MT/s"}) {
    for (const char* form :
         {"{} Ryzen 9 7950X, llama 3 8b q4, 12 t/s", "12 t/s, llama 3 8b q4 on a 7950x with {}"}) {
      const formats::Sentence s = sentence_of(fmt::format(fmt::runtime(form), memory));
      CAPTURE(memory, form, s.read, s.remarks);
      CHECK(s.run.device == "ryzen-9-7950x");
      CHECK(s.run.details.host_memory_mts == 6000);
      CHECK_FALSE(has_remark(s, "not understood"));
    }
  }
  for (const char* channels : {"4-channel", "4 channels", "quad channel", "Quad-Channel"}) {
    const catalog::Run run =
        sentence_of(fmt::format("threadripper 3970x, {} DDR4, llama 3 8b q4 9 t/s", channels)).run;
    CAPTURE(channels);
    CHECK(run.device == "threadripper-3970x");
    CHECK(run.details.host_channels == 4);
    CHECK(std::isnan(run.details.host_memory_mts));
  }
  CHECK(std::isnan(sentence_of("4090 GDDR6X llama 3 8b q4 120 t/s").run.details.host_memory_mts));
}

TEST_CASE("unified memory that is said beside its chip limits what fits", "[import][sentence]") {
  for (const char* device : {"mac mini m4 pro 24gb", "M4 Pro 24 GB", "macbook pro m4 pro (24GB)"}) {
    const catalog::Run run = sentence_of(fmt::format("{} llama 3 8b q4 30 t/s", device)).run;
    CAPTURE(device);
    CHECK(run.device == "m4-pro-20c");
    CHECK(run.details.host_memory_gib == 24);
  }
  CHECK(std::isnan(sentence_of("m4 pro llama 3 8b q4 30 t/s").run.details.host_memory_gib));
  CHECK(std::isnan(sentence_of("RTX 3060 12GB llama 3 8b q4 40 t/s").run.details.host_memory_gib));
}

TEST_CASE("numbers of names are not swallowed, and what one entry alone has is taken and said",
          "[import][sentence]") {
  const ExpectedSentence kSentences[] = {
      {"raspberry pi 5 llama 3.2 1b 7 tok/s", "raspberry-pi-5-8gb", "llama-3.2-1b", "", 7},
      {"rtx 3090 gemma 2 2b q4 100 t/s", "rtx-3090", "gemma-2-2b", "Q4_K_M", 100},
      {"Pi 5 16GB llama 3.2 1b 7 tok/s", "raspberry-pi-5-16gb", "llama-3.2-1b", "", 7},
      {"orin nano super llama 3.2 3b 20 tok/s", "jetson-orin-nano-super-8gb", "llama-3.2-3b", "", 20},
      {"groq llama 3.3 70b 280 tok/s", "groq-lpu", "llama-3.3-70b", "", 280},
      {"dual 4080s qwen 72b q4 9 t/s", "rtx-4080", "qwen2.5-72b", "Q4_K_M", 9, 2},
  };
  for (const ExpectedSentence& e : kSentences) {
    check_sentence(e);
  }
  CHECK(has_remark(sentence_of("groq llama 3.3 70b 280 tok/s"), "'groq' is taken as groq-lpu"));
  CHECK(has_remark(sentence_of("3090 qwen 7b 90 t/s"), "'qwen 7b' is taken as qwen2.5-7b, the usual one"));
  CHECK(has_remark(sentence_of("3090 70b 18 t/s"), "'70b' is taken as llama-3.3-70b"));
}

TEST_CASE("what is missing, ambiguous or not understood is said", "[import][sentence]") {
  CHECK(has_remark(sentence_of("40 t/s on llama 3 8b"), "the device is not said"));
  CHECK(has_remark(sentence_of("RTX 3090 gets 40 t/s"), "the model is not said"));
  CHECK(has_remark(sentence_of("RTX 3090 gets 40 t/s with nosuch 8b"),
                   "which model 'nosuch 8b' is, is not known; nearest: "));
  CHECK(has_remark(sentence_of("RTX 3090 gets 40 t/s on llama 3 8b"), "the quantization is not said"));
  CHECK(has_remark(sentence_of("RTX 3090 gets 40 t/s on llama 3 8b q4"), "'q4' is taken as Q4_K_M"));
  CHECK(has_remark(sentence_of("RTX 3090 gets 40 t/s on llama 3 8b, before the update 30 t/s"),
                   "30 tok/s is left out"));
  CHECK(has_remark(sentence_of("RTX 3090 gets 500 t/s with 8 streams on llama 3 8b"),
                   "whether the rate is of each stream or of all is not said"));
  CHECK(has_remark(sentence_of("RTX 3090 gets 40-50 t/s on llama 3 8b"), "of 40-50 the middle"));
}

TEST_CASE("what is given beside a sentence fills it and never overrides it", "[import][sentence]") {
  catalog::Run given;
  given.device = "rtx-4090";
  given.model = "qwen3-8b";
  const formats::Sentence both = sentence_of("40 t/s on llama 3 8b Q4_K_M", given);
  CHECK(both.run.device == "rtx-4090");
  CHECK(both.run.model == "llama-3-8b");
  CHECK(has_remark(both, "another model than the option"));
}

TEST_CASE("only words around a rate are a sentence", "[import][sentence]") {
  for (const char* text :
       {"runs.tsv", "my runs.tsv", "results of 2024", "40 t", "datasets/runs", "", " ", "tps"}) {
    CAPTURE(text);
    CHECK_FALSE(formats::is_sentence(text));
  }
}

TEST_CASE("no text makes the reader of sentences fail", "[import][sentence][property]") {
  for (const char* text : {"t/s 1",
                           "x 40 t/s x",
                           "+ + 40 t/s + +",
                           "2x 40 t/s",
                           "1-2-3 t/s",
                           "q4 k 40 t/s",
                           "40 t/s kv",
                           "-ngl -t 4 t/s",
                           "@ 40 t/s @",
                           "tp 40 t/s",
                           "8k 8k 8k 40 t/s",
                           "x2 x2 40 t/s of"}) {
    CAPTURE(text);
    const formats::Sentence sentence = sentence_of(text);
    CHECK((std::isnan(sentence.run.tg_tps) || sentence.run.tg_tps > 0));
  }
}

TEST_CASE("a device behind the model's name is the device, in any order of the words",
          "[import][sentence][property]") {
  struct Named {
    const char *typed, *slug;
  };
  const Named kCards[] = {{"3060 12gb", "rtx-3060-12gb"},
                          {"4070 ti super", "rtx-4070-ti-super"},
                          {"5090", "rtx-5090"},
                          {"7900xtx", "rx-7900-xtx"},
                          {"rtx 3090", "rtx-3090"},
                          {"4060ti 16gb", "rtx-4060-ti-16gb"}};
  const Named kNamedModels[] = {{"llama3.1:8b", "llama-3.1-8b"},
                                {"llama 3.1 8b", "llama-3.1-8b"},
                                {"qwen3:14b", "qwen3-14b"},
                                {"gemma3 12b", "gemma-3-12b"},
                                {"gpt-oss:20b", "gpt-oss-20b"},
                                {"phi 4", "phi-4"}};
  for (const Named& card : kCards) {
    for (const Named& model : kNamedModels) {
      for (const std::string& text : {fmt::format("{} {} 52 tok/s", model.typed, card.typed),
                                      fmt::format("{} {} 52 tok/s", card.typed, model.typed),
                                      fmt::format("52 tok/s {} on {}", model.typed, card.typed)}) {
        const formats::Sentence sentence = sentence_of(text);
        CAPTURE(text, sentence.read, sentence.remarks);
        CHECK(sentence.run.device == card.slug);
        CHECK(sentence.run.model == model.slug);
      }
    }
  }
}

TEST_CASE("layers are on the device or on the processor, of how many", "[import][sentence]") {
  struct Placed {
    const char* words;
    double on_device;
  };
  for (const Placed& e : {Placed{"with 30 of 40 layers offloaded", 30},
                          {"30/41 layers", 30},
                          {"30 layers out of 41", 30},
                          {"30 layers on the gpu", 30},
                          {"20 of 32 layers on the gpu", 20},
                          {"25 layers on the CPU", 7},
                          {"25 of 33 layers on cpu", 8},
                          {"32 layers on the CPU", 0}}) {
    const formats::Sentence sentence =
        sentence_of(fmt::format("3070 llama 3.1 8b q4_k_m {}, 12 t/s", e.words));
    CAPTURE(e.words, sentence.read, sentence.remarks);
    CHECK(sentence.run.n_gpu_layers == e.on_device);
    CHECK(sentence.run.device == "rtx-3070");
    CHECK_FALSE(has_remark(sentence, "not understood"));
  }
}

TEST_CASE("memory beside a processor's name is the machine's; q4 under MLX is four bits",
          "[import][sentence]") {
  const formats::Sentence sentence = sentence_of("i7-8700 16GB llama 3.1 8b q4_k_m 6 t/s");
  CHECK(sentence.run.device == "core-i7-8700");
  CHECK(sentence.run.details.host_memory_gib == 16);
  CHECK(std::isnan(sentence.run.details.gpu_memory_gib));
  CHECK(sentence_of("M3 Ultra 512GB deepseek v3 q4 mlx 20 t/s").run.quant == "4bit");
}

TEST_CASE("a card's number is no length, and a prompt's length labels no rate", "[formats][sentence]") {
  for (const char* text : {"RTX 4090: prompt 7500 t/s, 140 t/s, llama 3.1 8b q4_k_m",
                           "4090 prompt processing 7500 t/s, generation 140 t/s, llama 3.1 8b q4_k_m"}) {
    CAPTURE(text);
    const catalog::Run run = sentence_of(text).run;
    CHECK(run.device == "rtx-4090");
    CHECK(run.pp_tps == 7500);
    CHECK(run.tg_tps == 140);
    CHECK(std::isnan(run.depth));
  }
  const catalog::Run deep = sentence_of("RTX 3060 context 8192 llama 3 8b q4_k_m 50 t/s").run;
  CHECK(deep.device == "rtx-3060-12gb");
  CHECK(deep.details.max_model_len == 8192);
  for (const char* text : {"TTFT 1.2 s for 8k prompt, then 42 tok/s, mistral small 24b q4 on 4090",
                           "mistral small 24b q4_k_m 8k prompt 4090 42 t/s"}) {
    CAPTURE(text);
    const catalog::Run run = sentence_of(text).run;
    CHECK(run.tg_tps == 42);
    CHECK(run.pp_tps != 42);
    CHECK(run.depth == 8192);
  }
  CHECK(sentence_of("3090 qwen3 30b a3b Q4_K_M 110 t/s with empty context, drops to 60 at 32k").run.depth ==
        0);
}

TEST_CASE("a rate before its word needs no unit, and a card's number is none", "[formats][sentence]") {
  for (const char* text : {"3090 gets 3600 prefill on llama 3 8b q4",
                           "3090 llama 3 8b q4 3600 pp",
                           "3600 t/s prefill, 3090, llama 3 8b q4"}) {
    CAPTURE(text);
    const catalog::Run run = sentence_of(text).run;
    CHECK(run.device == "rtx-3090");
    CHECK(run.pp_tps == 3600);
    CHECK(std::isnan(run.tg_tps));
  }
  for (const char* text : {"my 3090 prefill is slow on llama 3 8b", "2x 3090 prefill llama 3 8b"}) {
    CAPTURE(text);
    CHECK_FALSE(formats::is_sentence(text));
  }
}

TEST_CASE("a share of the power limit is of the device's watts", "[formats][sentence]") {
  for (const char* text : {"3090 llama 3 8b q4 90 t/s 70% power limit",
                           "3090 power limited to 70% llama 3 8b q4 90 t/s",
                           "3090 at 70 % power, llama 3 8b q4, 90 t/s"}) {
    CAPTURE(text);
    CHECK(sentence_of(text).run.power_w == 245);
  }
  CHECK(std::isnan(sentence_of("3090 llama 3 8b q4 90 t/s at 80% gpu usage").run.power_w));
}

TEST_CASE("the time of a first token is the prompt's rate where the prompt's length is said",
          "[formats][sentence]") {
  CHECK(sentence_of("3090 llama 3 8b q4 ttft 2 s with a 4k prompt").run.pp_tps == 2048);
  CHECK(sentence_of("3090 llama 3 8b q4 first token after 500 ms with a 1k prompt").run.pp_tps == 2048);
  CHECK(std::isnan(sentence_of("3090 llama 3 8b q4 40 t/s ttft 1.2 s").run.pp_tps));
}

TEST_CASE("a word behind a model's name that tells another model belongs to it", "[formats][sentence]") {
  CHECK(sentence_of("2x h100 mistral large 2 q4 10 t/s").run.model == "mistral-large-2407-123b");
  CHECK(sentence_of("3090 mistral large q4 10 t/s").run.model.empty());
  CHECK(sentence_of("3090 mistral 7b q4 100 t/s").run.model == "mistral-7b");
}

TEST_CASE("a part on the host is read where its size is not said", "[formats][sentence]") {
  CHECK(sentence_of("12 tk/s with Llama 3.3 70B IQ3_XXS fully offloaded on a 7900 XTX").run.placement ==
        catalog::StatedPlacement::devices);
  const auto placement = [](const char* text) {
    CAPTURE(text);
    return sentence_of(text).run.placement;
  };
  CHECK(placement("gpt-oss-120b on a 3060 12gb, 11 t/s with experts on cpu") ==
        catalog::StatedPlacement::experts_on_host);
  CHECK(placement("5090 glm 4.5 air iq4_xs partially offloaded to ddr5-6000, 22 t/s") ==
        catalog::StatedPlacement::part_on_host);
  CHECK(placement("RTX 4060 gemma3 12b q4_k_m 7 t/s (some layers on cpu)") ==
        catalog::StatedPlacement::part_on_host);
  CHECK(placement("3090 llama 3.3 70b q4_k_m half of the layers in system ram 2.5 t/s") ==
        catalog::StatedPlacement::part_on_host);
  CHECK(placement("ryzen 7950x llama 3 8b q4_k_m 10 t/s on cpu") == catalog::StatedPlacement::host);
}

TEST_CASE("a timing of llama.cpp is one rate of its prompt and one of its answer", "[formats][sentence]") {
  const catalog::Run run =
      sentence_of(
          "prompt eval time = 1234.5 ms / 2048 tokens ( 0.60 ms per token, 1659 tokens per second), eval "
          "time = 5120 ms / 256 tokens (20 ms per token, 50 tokens per second), RTX 3090 qwen2.5 14b q6_k")
          .run;
  CHECK(run.pp_tps == 1659);
  CHECK(run.tg_tps == 50);
  CHECK(run.device == "rtx-3090");
  CHECK(run.model == "qwen2.5-14b");
}

TEST_CASE("a server's throughput is not judged as one stream's rate", "[formats][sentence]") {
  const char* text = "A100 llama 2 7b fp16 vllm throughput 2500 tok/s";
  CHECK(std::isnan(sentence_of(text).run.tg_tps));
  CHECK(sentence_of("A100 llama 2 7b fp16 vllm throughput 2500 tok/s at 64 concurrent requests").run.tg_tps ==
        2500);
  CHECK(sentence_of("2x3090 llama 3 8b q4_k_m llama.cpp throughput 100 tok/s").run.tg_tps == 100);
}

TEST_CASE("a word between a rate and its unit says what it is of", "[formats][sentence]") {
  const catalog::Run served =
      sentence_of("MI300X Llama 3.3 70B FP8 vLLM 2500 output tok/s with 128 concurrent requests").run;
  CHECK(served.tg_tps == 2500);
  CHECK(served.concurrency == 128);
  CHECK(sentence_of("h100 llama 3.1 8b vllm 12000 tok/s throughput at 256 concurrency").run.concurrency ==
        256);
  const catalog::Run both = sentence_of("3090 llama 3 8b q4_k_m 3200 prompt t/s and 110 t/s").run;
  CHECK(both.pp_tps == 3200);
  CHECK(both.tg_tps == 110);
  const catalog::Run bench = sentence_of("DGX Spark gpt-oss-120b 38.5 tok/s (1723 pp2048)").run;
  CHECK(bench.tg_tps == 38.5);
  CHECK(std::isnan(bench.pp_tps));
}

TEST_CASE("several devices of a sentence are one machine only where one figure is theirs",
          "[formats][sentence]") {
  const formats::Sentence two =
      sentence_of("Mistral Small 24B at Q5 does 42 t/s on a 7900XTX, 18 t/s on a 4060 Ti");
  CHECK(two.run.device.empty());
  CHECK(has_remark(two, "which has the figure"));
  CHECK(sentence_of("RTX 4090 and 3090 compared: 4090 gets 160 t/s on llama 3 8b q4").run.device ==
        "rtx-4090");
  CHECK(sentence_of("3090 + 4090 get 21 t/s on llama 3.3 70b q4").run.device == "rtx-3090+rtx-4090");
  const std::string chip = sentence_of("Ryzen 7 7840U 780M vulkan qwen3 8b q4_k_m 9 tok/s").run.device;
  CHECK(chip.find('+') == std::string::npos);
}

TEST_CASE("a count or a chip behind the model's name is the device's", "[formats][sentence]") {
  const catalog::Run cards = sentence_of("exl2 4.65bpw llama3 70b 2x4090 22 t/s").run;
  CHECK(cards.device == "rtx-4090");
  CHECK(cards.n_devices == 2);
  CHECK(sentence_of("MLX 4bit qwen3 30b a3b M3 Max 64GB - 80 tokens per sec").run.device == "m3-max-40c");
}

TEST_CASE("a size before a family's name is the model's", "[formats][sentence]") {
  CHECK(sentence_of("I got 3 tokens/second running 7B LLaMa on a 3060").run.model == "llama-2-7b");
}

TEST_CASE("a question for a rate has none", "[formats][sentence]") {
  CHECK_FALSE(formats::is_sentence("what tok/s would 2x 5060 ti 16gb give on qwen3 32b q4?"));
  CHECK_FALSE(formats::is_sentence("how many t/s does a 3090 give on qwen3 8b?"));
}

TEST_CASE("of two figures with their streams the first is taken", "[formats][sentence]") {
  const formats::Sentence two = sentence_of("L40S Qwen3-32B-FP8 1 user 24 tok/s, 64 users 900 tok/s");
  CHECK(two.run.tg_tps == 24);
  CHECK(two.run.concurrency == 1);
  CHECK(has_remark(two, "64 streams are left out"));
}

TEST_CASE("a context is room for tokens unless the words say that it is in use", "[formats][sentence]") {
  struct Said {
    const char* words;
    double room, depth;
  };
  for (const Said& e : {Said{"40k ctx", 40960, NAN},
                        Said{"with 16k context", 16384, NAN},
                        Said{"context size 8192", 8192, NAN},
                        Said{"at 32k context window", 32768, NAN},
                        Said{"-c 32k", 32768, NAN},
                        Said{"--max-model-len 4096", 4096, NAN},
                        Said{"at 40k context", NAN, 40960},
                        Said{"16k context filled", NAN, 16384},
                        Said{"16k tokens in context", NAN, 16384},
                        Said{"8k full context", NAN, 8192},
                        Said{"32k deep", NAN, 32768},
                        Said{"depth 4096", NAN, 4096},
                        Said{"with a 3k prompt", NAN, 3072},
                        Said{"-d 4096", NAN, 4096},
                        Said{"context 100", NAN, 100}}) {
    const formats::Sentence sentence =
        sentence_of(fmt::format("llama 3.1 8b q8_0 on a 3090, {}, 65 tok/s", e.words));
    CAPTURE(e.words, sentence.read, sentence.remarks);
    const catalog::Run& run = sentence.run;
    CHECK((std::isnan(e.room) ? std::isnan(run.details.max_model_len) : run.details.max_model_len == e.room));
    CHECK((std::isnan(e.depth) ? std::isnan(run.depth) : run.depth == e.depth));
    CHECK(has_remark(sentence, "need not be in use") == !std::isnan(e.room));
    CHECK_FALSE(has_remark(sentence, "not understood"));
  }
}

TEST_CASE("a word that may say something and was not read is said, numbers or not", "[formats][sentence]") {
  for (const char* word : {"dual xeon", "thunderbolt", "overclocked", "egpu", "rebar"}) {
    const formats::Sentence sentence =
        sentence_of(fmt::format("I get 38 tok/s on qwen3 32b q4 on my rig, a 4090 with {}", word));
    CAPTURE(word, sentence.remarks);
    CHECK(has_remark(sentence, fmt::format("not understood: {}", word)));
  }
  CHECK_FALSE(
      has_remark(sentence_of("Hey, has anyone else seen only 38 tok/s with qwen3 32b q4 on a single 4090?"),
                 "not understood"));
}

TEST_CASE("rates of minutes and hours are rates of a second", "[formats][sentence]") {
  for (const char* rate : {"900 tokens per minute",
                           "900 tok/min",
                           "0.9k tokens a minute",
                           "900 tpm",
                           "54000 tokens per hour",
                           "900 tokens in 1 minute",
                           "30 tokens in 2 s"}) {
    CAPTURE(rate);
    const std::string text = fmt::format("M2 llama 3.2 3b q4, {}", rate);
    CHECK(formats::is_sentence(text));
    CHECK(sentence_of(text).run.tg_tps == Catch::Detail::Approx(15));
  }
  CHECK(sentence_of("2 minutes per token, llama 405b q4 on a 7950x").run.tg_tps ==
        Catch::Detail::Approx(1.0 / 120));
}

TEST_CASE("a figure behind the word for what it is of needs no unit, and a length is none",
          "[formats][sentence]") {
  const formats::Sentence both = sentence_of("llama-2-7b Q4_0 on M2 Ultra tg 94 pp 1238");
  CHECK(formats::is_sentence("llama-2-7b Q4_0 on M2 Ultra tg 94 pp 1238"));
  CHECK(both.run.tg_tps == 94);
  CHECK(both.run.pp_tps == 1238);
  CHECK(has_remark(both, "'tg 94' has no unit"));
  const catalog::Run prompt = sentence_of("4070 qwen2.5 14b q4_k_m: prompt processing 1200 t/s, gen 45").run;
  CHECK(prompt.pp_tps == 1200);
  CHECK(prompt.tg_tps == 45);
  for (const char* text : {"3090 on PCIe gen 4, llama 3 8b q4, 100 t/s",
                           "3090 pp 512 tg 128: 100 t/s llama 3 8b q4",
                           "3090 llama 3 8b q4 100 t/s gen, 50 tokens"}) {
    CAPTURE(text);
    CHECK(sentence_of(text).run.tg_tps == 100);
    CHECK(std::isnan(sentence_of(text).run.pp_tps));
  }
}

TEST_CASE("memory beside a card is the host's", "[formats][sentence]") {
  for (const char* memory :
       {"64GB ram", "64 GB of system memory", "2x32GB DDR4", "64GB DDR5-6000", "64gb dram"}) {
    const formats::Sentence sentence =
        sentence_of(fmt::format("3 t/s on llama 70b q4 with 4090 and {}", memory));
    CAPTURE(memory, sentence.read, sentence.remarks);
    CHECK(sentence.run.device == "rtx-4090");
    CHECK_FALSE(sentence.run.n_devices > 1);
    CHECK(sentence.run.details.host_memory_gib == 64);
    CHECK_FALSE(has_remark(sentence, "not understood"));
  }
}

TEST_CASE("modules and channels of memory are no cards", "[formats][sentence]") {
  const catalog::Run modules = sentence_of("3090, 2x 32GB DDR5, llama 3.1 8b q4_k_m, 100 t/s").run;
  CHECK_FALSE(modules.n_devices > 1);
  CHECK(modules.details.host_memory_gib == 64);
  const catalog::Run channels = sentence_of("3090 DDR4-3200 x2 llama 3.1 8b q4_k_m, 100 t/s").run;
  CHECK_FALSE(channels.n_devices > 1);
  CHECK(channels.details.host_channels == 2);
  CHECK(sentence_of("3090 x2, 64GB DDR5, llama 3.1 8b q4_k_m, 100 t/s").run.n_devices == 2);
}

TEST_CASE("modules before their kind are memory of all sockets, and no processors", "[formats][sentence]") {
  const auto machine = [](const std::string& words) {
    return sentence_of(fmt::format("{} deepseek-r1 671b q4_k_m 5 t/s", words)).run.details;
  };
  for (const char* memory : {"8x DDR4-3200", "8 x DDR4-3200", "8x32GB DDR4-3200", "8x 64GB DDR4 3200"}) {
    const catalog::MachineDetails one = machine(fmt::format("EPYC 7763 {}", memory));
    CAPTURE(memory);
    CHECK_FALSE(one.host_sockets > 1);
    CHECK(one.host_channels == 8);
    CHECK(one.host_memory_mts == 3200);
  }
  CHECK(machine("2x EPYC 7742 16x DDR4-3200").host_sockets == 2);
  CHECK(machine("2x EPYC 7742 16x DDR4-3200").host_channels == 8);
  CHECK(machine("EPYC 7763 4x DDR4-3200").host_channels == 4);
  CHECK(machine("Ryzen 9 7950X 4x DDR5-6000").host_channels == 2);
}

TEST_CASE("a number of cards is of the card that it stands at", "[formats][sentence]") {
  const std::pair<const char*, const char*> kSets[] = {
      {"RTX 4090 + RTX 3090 x2", "rtx-4090+rtx-3090+rtx-3090"},
      {"RTX 4090 + 2x RTX 3090", "rtx-4090+rtx-3090+rtx-3090"},
      {"RTX 3090 x2 + RTX 3060 12GB", "rtx-3060-12gb+rtx-3090+rtx-3090"},
      {"RTX 3090 x2, RTX 3060 12GB", "rtx-3060-12gb+rtx-3090+rtx-3090"},
      {"3x 3090, 1x 4090", "rtx-3090+rtx-3090+rtx-3090+rtx-4090"},
      {"3090 x2 and 4090 x1", "rtx-3090+rtx-3090+rtx-4090"},
      {"1x RTX 4090 and 2x RTX 3090", "rtx-4090+rtx-3090+rtx-3090"},
      {"3090 2x 4090", "rtx-3090+rtx-4090+rtx-4090"},
      {"3090, 4090 and 2x 3060 12gb", "rtx-3060-12gb+rtx-3060-12gb+rtx-3090+rtx-4090"}};
  for (const auto& [text, device] : kSets) {
    const formats::Sentence sentence = sentence_of(fmt::format("{}: llama 3.3 70b q4_k_m 15 t/s", text));
    CAPTURE(text, sentence.remarks);
    CHECK(sentence.run.device == device);
    CHECK_FALSE(has_remark(sentence, "left out"));
    CHECK_FALSE(has_remark(sentence, "not understood"));
  }
}

TEST_CASE("a card joined to the same card, or named at once again, is one more of it",
          "[formats][sentence]") {
  const ExpectedSentence kSentences[] = {
      {"3090 + 3090 ollama llama 3.3 70b q4_k_m 16 tok/s",
       "rtx-3090",
       "llama-3.3-70b",
       "Q4_K_M",
       16,
       2,
       model::kUnknown,
       "ollama"},
      {"3090 3090 llama 3.3 70b q4_k_m 16 tok/s", "rtx-3090", "llama-3.3-70b", "Q4_K_M", 16, 2},
      {"rtx 3090 + nvidia rtx 3090 llama 3.3 70b q4_k_m 16 tok/s",
       "rtx-3090",
       "llama-3.3-70b",
       "Q4_K_M",
       16,
       2},
      {"p40 + p40 + p40 llama 3.3 70b q4_k_m 5 tok/s", "p40", "llama-3.3-70b", "Q4_K_M", 5, 3},
      {"5060 ti 16gb + 5060 ti 16gb qwen3 32b q4_k_m 18 tok/s",
       "rtx-5060-ti-16gb",
       "qwen3-32b",
       "Q4_K_M",
       18,
       2},
      {"strix halo + strix halo minimax m2.5 q4_k_m 20 tok/s", "strix-halo", "minimax-m2.5", "Q4_K_M", 20, 2},
      {"2x 3090 + 3090 llama 3.3 70b q4_k_m 16 tok/s", "rtx-3090", "llama-3.3-70b", "Q4_K_M", 16, 3},
      {"3090 + 3090 + 4090 llama 3.3 70b q4_k_m 16 tok/s",
       "rtx-3090+rtx-3090+rtx-4090",
       "llama-3.3-70b",
       "Q4_K_M",
       16},
      {"3090 + 4090 + 3090 llama 3.3 70b q4_k_m 16 tok/s",
       "rtx-3090+rtx-4090+rtx-3090",
       "llama-3.3-70b",
       "Q4_K_M",
       16},
      // The same one again: told of later, or by its second name.
      {"my 3090 runs llama 3.1 8b q8_0; the 3090 gets 80 tok/s", "rtx-3090", "llama-3.1-8b", "Q8_0", 80},
      {"3090 + 64gb ram: the 3090 gets 80 tok/s on llama 3.1 8b q8_0",
       "rtx-3090",
       "llama-3.1-8b",
       "Q8_0",
       80},
      {"strix halo Ryzen AI Max 395 gpt-oss-120b mxfp4 45 tok/s", "strix-halo", "gpt-oss-120b", "MXFP4", 45},
      {"m4 max m4 max qwen3 32b q4_k_m 20 tok/s", "m4-max-40c", "qwen3-32b", "Q4_K_M", 20},
  };
  for (const ExpectedSentence& e : kSentences) check_sentence(e);
  for (const char* one : {"my 3090 runs llama 3.1 8b q8_0; the 3090 gets 80 tok/s",
                          "3090 + 64gb ram: the 3090 gets 80 tok/s on llama 3.1 8b q8_0",
                          "framework desktop + ryzen ai max 395 gpt-oss-120b 45 tok/s",
                          "m4 max m4 max qwen3 32b q4_k_m 20 tok/s"}) {
    CAPTURE(one);
    CHECK_FALSE(sentence_of(one).run.n_devices > 1);
  }
}

TEST_CASE("a flag's count is whole and no rate, and of a denied flag none is taken", "[formats][sentence]") {
  for (const char* open : {"without -ngl", "no -ngl", "without -ngl 99", "-ngl"}) {
    const formats::Sentence sentence =
        sentence_of(fmt::format("7900 XTX llama-2-70b Q5_K_M {} 1.41 tokens/s", open));
    CAPTURE(open, sentence.read);
    CHECK(std::isnan(sentence.run.n_gpu_layers));
    CHECK(sentence.run.tg_tps == 1.41);
  }
  CHECK(std::isnan(sentence_of("3090 llama 3 8b Q4_K_M --threads 12.5 t/s").run.threads));
  CHECK(sentence_of("3090 llama 3 8b Q4_K_M -t 16 30 t/s").run.threads == 16);
  CHECK(sentence_of("3090 llama 3 8b Q4_K_M -ngl 20 30 t/s").run.n_gpu_layers == 20);
  CHECK(sentence_of("3090 llama 3 8b Q4_K_M without vision, -ngl 20 30 t/s").run.n_gpu_layers == 20);
}

TEST_CASE("a cable to a card outside, or between machines, is the link", "[formats][sentence]") {
  const std::pair<const char*, const char*> kLinks[] = {{"rtx 4090 egpu thunderbolt 4", "tb4"},
                                                        {"rtx 4090 over usb4 egpu", "tb4"},
                                                        {"rtx 4090 thunderbolt 5 egpu", "tb5"},
                                                        {"5070 ti over oculink", "oculink-pcie4x4"},
                                                        {"2x strix halo rpc 2.5gbe", "eth-2.5g"},
                                                        {"2x strix halo over usb4", "usb4-40"},
                                                        {"strix halo + strix halo over 10gbe", "eth-10g"},
                                                        {"2x 3090 pcie 4 x8", "pcie4x8"},
                                                        {"3090 with a 4tb ssd", ""},
                                                        {"3090", ""}};
  for (const auto& [machine, link] : kLinks) {
    const catalog::Run run = sentence_of(fmt::format("{} qwen3 14b q4_k_m 20 t/s", machine)).run;
    CAPTURE(machine);
    CHECK(run.interconnect == link);
    CHECK(run.tg_tps == 20);
  }
}

TEST_CASE("a number at a card's own memory counts cards, at another size modules", "[formats][sentence]") {
  for (const char* cards :
       {"2x24GB RTX 3090", "2x 24GB RTX 3090", "RTX 3090 2x24GB", "RTX 3090 (2x 24GB)", "RTX 3090 2x"}) {
    CAPTURE(cards);
    CHECK(sentence_of(fmt::format("{} qwen3 32b q8_0 20 t/s", cards)).run.n_devices == 2);
  }
  for (const char* modules : {"2x32GB RTX 3090", "RTX 3090, 2x 16GB", "RTX 3090 2x32GB"}) {
    CAPTURE(modules);
    CHECK_FALSE(sentence_of(fmt::format("{} qwen3 32b q8_0 20 t/s", modules)).run.n_devices > 1);
  }
}

TEST_CASE("the S of a card's own name is no plural behind a number", "[formats][sentence]") {
  for (const char* cards : {"2x L40S", "2 x L40S", "2xL40S", "L40S x2", "dual L40S"}) {
    const catalog::Run run = sentence_of(fmt::format("{} llama 3.1 8b fp8 vllm 80 t/s", cards)).run;
    CAPTURE(cards);
    CHECK(run.device == "l40s");
    CHECK(run.n_devices == 2);
  }
  CHECK(sentence_of("2x A40s llama 3.1 8b fp8 vllm 80 t/s").run.device == "a40");
  CHECK(sentence_of("dual 4080s llama 3.1 8b fp8 vllm 80 t/s").run.device == "rtx-4080");
}

TEST_CASE("devices over RPC and experts by llama.cpp's own name are understood", "[formats][sentence]") {
  for (const char* rpc : {"over RPC", "over RPC to localhost", "--rpc 10.0.0.2:50052", "via rpc"}) {
    const formats::Sentence sentence =
        sentence_of(fmt::format("Tesla V100 32GB, llama3.1 8B F16, {}: 1.9 tok/s", rpc));
    CAPTURE(rpc, sentence.remarks, sentence.unread);
    CHECK(sentence.run.split == model::Split::rpc);
    CHECK(sentence.run.tg_tps == 1.9);
    CHECK_FALSE(has_remark(sentence, "not understood"));
  }
  CHECK(sentence_of("RTX 5060 Ti, gemma4-26B-A4B MXFP4, n_cpu_moe 30: 10 t/s").run.details.n_cpu_moe == 30);
}

TEST_CASE("keys and values of a cache may be of two types", "[formats][sentence]") {
  CHECK(sentence_of("3090, qwen3 8b q4_k_m, -ctk q8_0 -ctv q4_0: 90 t/s").run.kv_type == "q8_0/q4_0");
  CHECK(sentence_of("3090, qwen3 8b q4_k_m, -ctk q8_0 -ctv q8_0: 90 t/s").run.kv_type == "q8_0");
}

TEST_CASE("backticks around a name are not its own", "[formats][sentence]") {
  CHECK(sentence_of("RTX 3090: `gemma3:4b` 120 tok/s").run.model == "gemma-3-4b");
}

TEST_CASE("a flag that is off is off on either side of its name", "[formats][sentence]") {
  for (const char* off :
       {"no fa", "fa off", "-fa 0", "without flash attention", "flash attention disabled"}) {
    CAPTURE(off);
    CHECK(sentence_of(fmt::format("rx 6800 gemma 2 9b q6_k 38 t/s, {}", off)).run.flash_attention == false);
  }
  for (const char* on : {"fa", "fa on", "-fa 1", "flash attention enabled"}) {
    CAPTURE(on);
    CHECK(sentence_of(fmt::format("rx 6800 gemma 2 9b q6_k 38 t/s, {}", on)).run.flash_attention == true);
  }
}

TEST_CASE("the size of a draft is not the model's", "[formats][sentence]") {
  for (const char* draft : {"speculative decoding (0.5b draft)", "0.5b draft model", "draft 0.5b"}) {
    const catalog::Run run = sentence_of(fmt::format("with {} qwen2.5 32b q4 on a 3090 60 t/s", draft)).run;
    CAPTURE(draft);
    CHECK(run.model == "qwen2.5-32b");
    CHECK(run.speculative == model::Drafting::draft);
  }
}

TEST_CASE("training for four bits says the type where no other is said", "[formats][sentence]") {
  const formats::Sentence q4 = sentence_of("gemma 3 27b Q4 QAT on a 3090 gives me 36 tok/s");
  CHECK(q4.run.quant == "Q4_0");
  CHECK(has_remark(q4, "'qat' is taken as Q4_0"));
  CHECK(sentence_of("gemma 3 27b QAT on a 3090 gives me 36 tok/s").run.quant == "Q4_0");
  CHECK(sentence_of("gemma 3 27b QAT UD-Q4_K_XL on a 3090 gives me 36 tok/s").run.quant == "UD-Q4_K_XL");
  CHECK(sentence_of("gemma 3 27b 4bit QAT mlx on M4 Max 20 tok/s").run.quant == "4bit");
}

TEST_CASE("a number with a unit, a comma or a test's name is no card, for all that a card has it",
          "[sentence]") {
  for (const char* text : {"Llama-3.1-8B Q4_K_M | RTX 3060 | pp512 4,500 | tg128 45 t/s",
                           "Llama-3.1-8B Q4_K_M RTX 3060, pp512: 4090, tg128: 45 t/s",
                           "llama 3.1 8b q4 on 3060: 3090 prompt tokens, 45 t/s",
                           "llama 3.1 8b q4 3060, vram used 5090 MB, 45 t/s"}) {
    CAPTURE(text);
    CHECK(sentence_of(text).run.device == "rtx-3060-12gb");
    CHECK(sentence_of(text).run.tg_tps == 45);
  }
}

TEST_CASE("devices that are told of apart are no one machine; the figure's is taken", "[sentence]") {
  CHECK(sentence_of("sold my 4090, the 3060 does 45 t/s on llama 3.1 8b q4").run.device == "rtx-3060-12gb");
  CHECK(sentence_of("3060 does 45 t/s on llama 3 8b q4, half of what the 4070 does").run.device ==
        "rtx-3060-12gb");
  CHECK(sentence_of("qwen3 8b q4: 3090: 110, 4090: 140 t/s").run.device == "rtx-4090");
  for (const char* together :
       {"a 3090 and a 4090 get 21 t/s on llama 3.3 70b q4",
        "RTX 3090 24GB, RTX 4090 24GB: llama 3.3 70b q4 at 21 t/s",
        "llama 3.3 70b q4 21 t/s on a 3090 with my 4090",
        "3090 in the first slot, 4090 in the second, both full: 21 t/s llama 3.3 70b q4"}) {
    CAPTURE(together);
    CHECK(sentence_of(together).run.device == "rtx-3090+rtx-4090");
  }
}

TEST_CASE("of several storage types the one before the figure is its own", "[sentence]") {
  CHECK(sentence_of("M2 Ultra: llama 2 7B F16 41.02, Q8_0 66.64, Q4_0 94.27 t/s").run.quant == "Q4_0");
  CHECK(sentence_of("vllm awq q4 45 t/s qwen3 32b 4090").run.quant == "AWQ");
}

TEST_CASE("few lanes of no stated generation are those of a riser or of a slot, which is told",
          "[sentence]") {
  for (const char* text :
       {"2x3090 llama 3.3 70b q4 tensor split pcie x1 6 t/s", "2x3090 llama 3.3 70b q4 on x1 risers 6 t/s"}) {
    CHECK(sentence_of(text).run.interconnect == "pcie3x1");
    CHECK(has_remark(sentence_of(text), "taken as pcie3x1"));
  }
  CHECK(sentence_of("2x3090 llama 3.3 70b q4 pcie 4.0 x4 12 t/s").run.interconnect == "pcie4x4");
}

TEST_CASE("a size before the family's name is understood", "[sentence]") {
  const formats::Sentence s = sentence_of("27b gemma q4 3090 32 t/s");
  CHECK(s.run.model == "gemma-3-27b");
  CHECK_FALSE(has_remark(s, "not understood"));
}

TEST_CASE("bits per weight are of the engine that is said, wherever they stand", "[formats][sentence]") {
  CHECK(sentence_of("4x3090 with exllamav2 tensor parallel 70b 4.5bpw: 30 t/s").run.quant == "exl2-4.5bpw");
  CHECK(sentence_of("exllamav3 3090 qwen3 32b at 4.0bpw 35 t/s").run.quant == "exl3-4.0bpw");
}

TEST_CASE("options of llama.cpp in a sentence are what they are there", "[formats][sentence]") {
  const formats::Sentence sentence =
      sentence_of("qwen3 235b a22b Q4 on a 3090 -ot exps=CPU -ctk q8_0 -ctv q8_0 -fa, 128GB ddr5, 7 t/s");
  CAPTURE(sentence.read, sentence.remarks);
  CHECK(sentence.run.details.override_tensor == "exps=CPU");
  CHECK(sentence.run.kv_type == "q8_0");
  CHECK(sentence.run.quant == "Q4_K_M");
  CHECK(sentence.run.flash_attention == true);
  CHECK(sentence.run.details.host_memory_gib == 128);
  CHECK_FALSE(has_remark(sentence, "not understood"));
  CHECK(sentence_of("gpt-oss-120b 3060 --cpu-moe 20 t/s").run.placement ==
        catalog::StatedPlacement::experts_on_host);
}

TEST_CASE("a device that others share the name of is said with them", "[formats][sentence]") {
  const formats::Sentence sentence = sentence_of("2xA100 llama 3.3 70b awq vllm 40 tok/s");
  CHECK(sentence.run.device == "a100-sxm-80gb");
  CHECK(has_remark(sentence, "'a100' is taken as a100-sxm-80gb, the usual one; it may be a100-sxm-40gb"));
}

TEST_CASE("a type behind a model's name is no part of it", "[formats][sentence]") {
  const formats::Sentence small = sentence_of("4x A6000 llama 3.1 405b iq2 3 t/s");
  CHECK(small.run.model == "llama-3.1-405b");
  CHECK(small.run.quant == "IQ2_M");
  CHECK(has_remark(small, "'iq2' is taken as IQ2_M"));
  CHECK(has_remark(sentence_of("3090 llama 3.1 8b qx9 90 t/s"), "not understood: qx9"));
}

TEST_CASE("a family's usual model is none where another size is said", "[formats][sentence]") {
  const formats::Sentence sentence = sentence_of("nvidia/Nemotron 49b q4 on 2x3090, 20 t/s");
  CHECK(sentence.run.model == "llama-3.3-nemotron-super-49b");
  CHECK(has_remark(
      sentence,
      "'nvidia/nemotron 49b' is taken as llama-3.3-nemotron-super-49b, all with these words have its shape"));
}

TEST_CASE("a version that no model of a family has is no older model", "[formats][sentence]") {
  for (const char* words : {"llama 5 8b on a 4090", "4090 gemma 5 27b", "qwen 4 35b 4090"}) {
    CAPTURE(words);
    const formats::Sentence sentence = sentence_of(words);
    CHECK(sentence.run.model.empty());
    CHECK_FALSE(sentence.near_models.empty());
  }
  CHECK(sentence_of("llama 3 8b on a 4090").run.model == "llama-3-8b");
  CHECK(sentence_of("qwen 2.5 7b on a 4090").run.model == "qwen2.5-7b");
}

TEST_CASE("a model with a letter wrong is read as on the command line", "[formats][sentence]") {
  CHECK(sentence_of("lama 3.1 8b 4090").run.model == "llama-3.1-8b");
  CHECK(sentence_of("qwne3 32b rtx 4090").run.model == "qwen3-32b");
}

TEST_CASE("a chip of a tier that is not known is no other chip", "[formats][sentence]") {
  for (const char* words : {"m6 max qwen3 8b", "rtx 5090 ti llama 3.1 8b q4", "rx 9070 xtx qwen3 8b"}) {
    CAPTURE(words);
    const formats::Sentence sentence = sentence_of(words);
    CHECK(sentence.run.device.empty());
    CHECK_FALSE(sentence.near_devices.empty());
  }
  CHECK(sentence_of("rtx 3090 ti llama 3.1 8b q4").run.device == "rtx-3090-ti");
  CHECK(sentence_of("4090 max context 8192 llama 3.1 8b").run.device == "rtx-4090");
}

TEST_CASE("more memory than any card of the name has is the host's", "[formats][sentence]") {
  CHECK(sentence_of("3090 64gb gpt-oss-120b").run.details.host_memory_gib == 64);
  CHECK(sentence_of("3090 with 128gb of ram gpt-oss-120b").run.details.host_memory_gib == 128);
  CHECK(std::isnan(sentence_of("3090 24gb gpt-oss-120b").run.details.host_memory_gib));
  CHECK(std::isnan(sentence_of("3090 a 70gb model llama 3.3 70b").run.details.host_memory_gib));
}

TEST_CASE("words say that kernels are launched eagerly, and that all layers are on the device",
          "[formats][sentence]") {
  for (const char* words : {"A100 vllm llama 3.1 8b --enforce-eager 40 t/s",
                            "A100 vllm llama 3.1 8b enforce_eager=True 40 t/s",
                            "A100 vllm llama 3.1 8b, enforce eager, 40 t/s",
                            "A100 vllm llama 3.1 8b in eager mode 40 t/s"}) {
    CAPTURE(words);
    CHECK(sentence_of(words).run.eager == true);
  }
  const formats::Sentence all =
      sentence_of("Windows 11, all layers offloaded, RTX 4070 llama 3.1 8b 5 tok/s");
  CHECK(all.run.n_gpu_layers > 100);
  CHECK(all.unread.empty());
}

TEST_CASE("experts of some layers on the processor are not whole layers there", "[formats][sentence]") {
  for (const char* words : {"28 layers of moe on cpu", "28 moe layers on cpu", "28 expert layers in ram"}) {
    const catalog::Run run = sentence_of(fmt::format("gpt-oss 120b, 3090, {}, 24 t/s", words)).run;
    CAPTURE(words);
    CHECK(run.details.n_cpu_moe == 28);
    CHECK(std::isnan(run.n_gpu_layers));
  }
}

TEST_CASE("a counted device that another is compared with is left out", "[formats][sentence]") {
  CHECK(sentence_of("h100 pcie fp8 llama 70b 38 tok/s vs 2x a100 45 tok/s").run.device == "h100-pcie");
}

TEST_CASE("a number before tokens or money is no card", "[formats][sentence]") {
  for (const char* text : {"4090, qwen3 8b q4_k_m, 2000 tokens generated, 110 tok/s",
                           "4090, qwen3 8b q4_k_m, 3060 tokens, 110 tok/s",
                           "my 4090 cost me 1080 euro, 110 tok/s on qwen3 8b q4_k_m"}) {
    CAPTURE(text);
    CHECK(sentence_of(text).run.device == "rtx-4090");
    CHECK(sentence_of(text).run.tg_tps == 110);
  }
}

TEST_CASE("lengths of the prompt and of the answer are read in any order", "[formats][sentence]") {
  for (const char* text :
       {"3090 qwen3 14b q4_k_m 50 t/s input 4096 tokens, output 1024",
        "3090 vllm qwen3 14b awq 4096 in / 1024 out 50 t/s",
        "3090 qwen3 14b q4_k_m 50 t/s 4k prompt 1024 tokens out",
        "3090 qwen3 14b q4_k_m ISL 4096 OSL 1024 50 t/s",
        "3090 qwen3 14b q4_k_m 50 t/s with a 4096-token prompt and 1024 tokens generated"}) {
    CAPTURE(text);
    const catalog::Run run = sentence_of(text).run;
    CHECK(run.tg_tps == 50);
    CHECK(run.n_prompt == 4096);
    CHECK(run.depth == 4096);
    CHECK(run.n_gen == 1024);
  }
  CHECK(sentence_of("3090 qwen3 14b q4 45 t/s at 10,000 tokens").run.depth == 10000);
  CHECK(sentence_of("3090 qwen3 14b q4 45 t/s with context filled to 20k").run.depth == 20480);
}

TEST_CASE("a length or a time between a rate and its word does not part them", "[formats][sentence]") {
  for (const char* text : {"M2 Max llama 3 8b q4_k_m prompt eval 512 tokens at 340 tok/s",
                           "M2 Max llama 3 8b q4_k_m, mlx. Prompt: 512 tokens, 340 tokens-per-sec",
                           "M2 Max llama 3 8b q4_k_m prompt (512 toks) 340 toks/sec",
                           "koboldcpp M2 Max llama 3 8b q4_k_m Processing:1.50s (340.00T/s), "
                           "Generation:4.00s (50.00T/s), Total:5.50s"}) {
    CAPTURE(text);
    CHECK(sentence_of(text).run.pp_tps == 340);
  }
  CHECK(sentence_of("M2 Max llama 3 8b q4 prompt (16 toks) 340 toks/sec, generation (100 toks) 47 toks/sec")
            .run.tg_tps == 47);
}

TEST_CASE("what is said behind a second figure is of that one", "[formats][sentence]") {
  const catalog::Run run = sentence_of("4090 qwen3.6 27b q4_k_m: 45 t/s, 80 t/s with MTP").run;
  CHECK(run.tg_tps == 45);
  CHECK(!catalog::drafts(run));
  CHECK(sentence_of("4090 qwen3.6 27b q4_k_m MTP off 45 t/s").run.speculative == model::Drafting::none);
  CHECK(sentence_of("gpt-oss-20b on RX 6800 XT: 95 t/s (vulkan), 80 t/s (rocm)").run.backend == "vulkan");
  CHECK(sentence_of("Ollama 1.5 tokens/s, while LM Studio can reach 65 on a 4090 qwen3 32b").run.engine ==
        "ollama");
}

TEST_CASE("a device that another replaced or beats is not beside it", "[formats][sentence]") {
  const auto device = [](std::string_view text) { return sentence_of(text).run.device; };
  CHECK(device("upgraded from a 3060 to a 5070 Ti and get 80 t/s with qwen3 14b q4_k_m") == "rtx-5070-ti");
  CHECK(device("unlike my old 2080 Ti the 3090 gets 100 t/s llama 3 8b q4_k_m") == "rtx-3090");
  CHECK(device("3090 is twice as fast as the M2 Max: 100 t/s llama 3 8b q4_k_m") == "rtx-3090");
  CHECK(device("M1 Max vs 3090: the 3090 gets 80 t/s with llama 3 8b q4_k_m") == "rtx-3090");
}

TEST_CASE("a board of cores beside a card is its host", "[formats][sentence]") {
  const catalog::Run run =
      sentence_of("RX 7900 XT attached to a Raspberry Pi 5, qwen2.5 14b q4_k_m 45 t/s").run;
  CHECK(run.device == "rx-7900-xt");
  CHECK(run.host_device == "raspberry-pi-5-8gb");
}

TEST_CASE("a rate per card is of all cards so many times", "[formats][sentence]") {
  for (const char* text : {"8x H200 sglang deepseek-r1 fp8 64 concurrent 220 tok/s per GPU",
                           "8x H200 sglang deepseek-r1 fp8 conc=64 220 tok/s/gpu"}) {
    CAPTURE(text);
    const catalog::Run run = sentence_of(text).run;
    CHECK(run.tg_tps == 1760);
    CHECK(run.concurrency == 64);
    CHECK(run.rate == catalog::StatedRate::aggregate);
  }
}

TEST_CASE("plural machines, GPU cores, slots and options of a sentence are read", "[formats][sentence]") {
  const catalog::Run sparks = sentence_of("2 DGX Sparks gpt-oss-120b 40 t/s").run;
  CHECK(sparks.device == "gb10");
  CHECK(sparks.n_devices == 2);
  CHECK(sentence_of("M3 Ultra with 60 core GPU llama 3 8b q4_k_m 80 t/s").run.device == "m3-ultra-60c");
  CHECK(sentence_of("2x3090 PCIe 3.0 x4 llama 3.3 70b q4_k_m 16 t/s").run.interconnect == "pcie3x4");
  CHECK(sentence_of("2x3090 llama 3.3 70b q4_k_m -sm row 18 t/s").run.split == model::Split::row);
  CHECK(sentence_of("3090 llama 3.3 70b q4 gpulayers 20 2.5 t/s").run.n_gpu_layers == 20);
  CHECK(sentence_of("vLLM 3090 qwen3 14b AWQ Avg generation throughput: 75.2 tokens/s, Running: 1 reqs")
            .run.tg_tps == 75.2);
}

TEST_CASE("a model's number behind an unreadable figure is no rate", "[formats][sentence]") {
  CHECK_FALSE(formats::is_sentence("M2 Ultra about ninety t/s with llama 2 7b q4_0"));
  CHECK(sentence_of("M2 Ultra 76-core: 90ish t/s with llama 2 7b q4_0").run.tg_tps == 90);
  CHECK(sentence_of("My M3 Max gets 60-ish tok/s w/ qwen3 30b a3b 4bit mlx").run.tg_tps == 60);
  CHECK(sentence_of("3090, llama 3 8b q4: tok/s is about 45").run.tg_tps == 45);
}

TEST_CASE("a rate that went from one figure to another is the second, and a range its middle",
          "[formats][sentence]") {
  const formats::Sentence went =
      sentence_of("upgraded from a 3060 to a 4070 Ti Super, went from 45 to 75 t/s on llama 3 8b q4");
  CHECK(went.run.tg_tps == 75);
  CHECK(went.run.device == "rtx-4070-ti-super");
  CHECK(has_remark(went, "45 tok/s was before"));
  CHECK(sentence_of("3090 ranges from 40 to 50 t/s on llama 3 8b q4").run.tg_tps == 45);
}

TEST_CASE("the time of a token says the rate, however it is put", "[formats][sentence]") {
  for (const char* text : {"H100 vllm llama 3 8b bf16 inter-token latency of 10 ms",
                           "H100 vllm llama 3 8b bf16 TPOT 10ms",
                           "H100 vllm llama 3 8b bf16, time per output token is 10 ms",
                           "H100 vllm llama 3 8b bf16: each token takes 10 ms"}) {
    CAPTURE(text);
    CHECK(formats::is_sentence(text));
    CHECK(sentence_of(text).run.tg_tps == Catch::Detail::Approx(100));
  }
}

TEST_CASE("one user is one stream, and devices are counted wherever they stand", "[formats][sentence]") {
  for (const char* one : {"single user", "single stream", "one request", "single request"}) {
    CAPTURE(one);
    CHECK(sentence_of(fmt::format("L4 vllm llama 3 8b bf16 {} 16 tok/s", one)).run.concurrency == 1);
  }
  CHECK(sentence_of("MI300X llama 3.1 405b fp8 x8 vllm 41 tok/s").run.n_devices == 8);
  CHECK(sentence_of("llama 3.1 70b bf16 on an 8-GPU H100 node, vllm, 90 tok/s").run.n_devices == 8);
  CHECK_FALSE(sentence_of("3090 on pcie 4.0 x8 llama 3 8b q4 100 t/s").run.n_devices > 1);
}

TEST_CASE("words elsewhere say which edition of a device it is", "[formats][sentence]") {
  check_sentence({"My laptop has an RTX 4070, qwen2.5 7b q4_k_m, 42 tok/s",
                  "rtx-4070-laptop",
                  "qwen2.5-7b",
                  "Q4_K_M",
                  42});
  check_sentence({"notebook with 4080, llama 3.1 8b, q4_k_m, 72 tok/s",
                  "rtx-4080-laptop",
                  "llama-3.1-8b",
                  "Q4_K_M",
                  72});
  check_sentence({"Radeon 890M with ddr5-5600 qwen2.5 7b q4_k_m 14 tok/s",
                  "radeon-890m-ddr5",
                  "qwen2.5-7b",
                  "Q4_K_M",
                  14});
  check_sentence({"RX 7700S llama 3.1 8b q4_k_m 45 t/s", "rx-7700s", "llama-3.1-8b", "Q4_K_M", 45});
}

TEST_CASE("the number of a phone or a laptop counts no chips", "[formats][sentence]") {
  for (const char* product : {"Surface Laptop 7", "Surface Pro 11", "Xiaomi 14"}) {
    CAPTURE(product);
    const auto sentence = sentence_of(fmt::format("{} Snapdragon X Elite llama 3.2 3b q4_0 35 t/s", product));
    CHECK(sentence.run.device == "snapdragon-x-elite");
    CHECK_FALSE(sentence.run.n_devices > 1);
  }
}

TEST_CASE("of several models a rate is of the one before it, and never of one that another is compared with",
          "[formats][sentence]") {
  check_sentence({"4090: qwen3 32b 38 t/s, llama 3.1 8b 150 t/s", "rtx-4090", "qwen3-32b", "", 38});
  check_sentence(
      {"unlike llama 3.1 8b, qwen3 32b runs at 31 t/s on a 3090", "rtx-3090", "qwen3-32b", "", 31});
  check_sentence({"Framework Desktop 128GB. gpt-oss-120b does 47 t/s, and Qwen3 Coder 30B Q8_0 does 45 t/s",
                  "strix-halo",
                  "gpt-oss-120b",
                  "Q8_0",
                  47});
}

TEST_CASE("streams behind a second rate are not those of the first", "[formats][sentence]") {
  const auto sentence =
      sentence_of("RTX 3090 | Qwen3-32B-AWQ | vLLM 0.9.1 | 41 t/s single, 620 t/s at 32 concurrent");
  CHECK(sentence.run.tg_tps == 41);
  CHECK_FALSE(sentence.run.concurrency > 1);
}

TEST_CASE("a word between two rates is of the one that it fits", "[formats][sentence]") {
  const auto behind = sentence_of("RTX 4090 llama3.1:8b 128 tokens/s prompt 9000 tokens/s");
  CHECK(behind.run.tg_tps == 128);
  CHECK(behind.run.pp_tps == 9000);
  const auto before = sentence_of("RTX 4090 llama3.1:8b 9000 tokens/s prompt, 128 tokens/s generation");
  CHECK(before.run.tg_tps == 128);
  CHECK(before.run.pp_tps == 9000);
}

TEST_CASE("one line of words with a rate is one sentence, however it ends", "[formats][sentence]") {
  CHECK(formats::is_one_sentence("3090 gets 40 t/s on llama 3 8b q4\r\n"));
  CHECK_FALSE(formats::is_one_sentence("3090 gets 40 t/s\n4090 gets 50 t/s\n"));
  CHECK_FALSE(formats::is_one_sentence("{\"rate\": \"40 t/s\"}"));
}

TEST_CASE("a rate that is glued to other words is found", "[import][sentence]") {
  for (const auto& [text, tps] : {std::pair{"3090 qwen3:8b q4_k_m speed:120t/s", 120.0},
                                  {"deepseek-R1/Q4_K_M. eval rate:4.5tokens/s GPU: RTX 4090", 4.5},
                                  {"llama-13b-4bpw(35.41 tokens/s) on an A100-40G", 35.41},
                                  {"RTX 5090 TinyLlama 1.1B around 350/370 tokens/s", 360.0},
                                  {"4090 qwen3-8b \xE8\x83\xBD\xE5\x88\xB0"
                                   "12.7t/s",
                                   12.7}}) {
    CAPTURE(text);
    CHECK(formats::is_sentence(text));
    CHECK(sentence_of(text).run.tg_tps == Catch::Detail::Approx(tps));
  }
  CHECK(sentence_of("3090 qwen3:8b speed:120t/s").run.model == "qwen3-8b");
  CHECK(has_remark(sentence_of("5090 qwen3-8b 350/370 tokens/s"), "of 350/370 the middle is taken"));
  CHECK_FALSE(formats::is_sentence("3090 qwen3-8b 900/40 tokens/s"));
}

TEST_CASE("a power limit may be said with the word in front", "[import][sentence]") {
  CHECK(sentence_of("3090 (PL 250W) qwen3-8b 80 t/s").run.power_w == 250);
}

TEST_CASE("the rate at which a server read its prompt is none of decode", "[import][sentence]") {
  const formats::Sentence whole = sentence_of(
      "3090 qwen3-32b: Process: 3840 cached tokens and 11926 new tokens at 727.64 T/s, Generate: 28.2 T/s");
  CHECK(whole.run.pp_tps == 727.64);
  CHECK(whole.run.tg_tps == 28.2);
  CHECK(sentence_of("3090 qwen3-32b 812 tokens generated in 45.4 s, Generate: 28.2 T/s").run.tg_tps == 28.2);
  const formats::Sentence piece = sentence_of("3090 qwen3-32b 727.64 T/s, Generate: 28.2 T/s");
  CHECK(piece.run.tg_tps == 28.2);
  CHECK(has_remark(piece, "727.6"));
}

TEST_CASE("drafts are read as tools name them", "[formats][sentence]") {
  const formats::Sentence mtp =
      sentence_of("RTX 5090 Qwen3.8-27B UD-Q4_K_XL 170.3 tok/s at n-max 7 draft-mtp");
  CHECK(mtp.run.speculative == model::Drafting::mtp);
  CHECK(mtp.run.spec_tokens == 7);
  CHECK_FALSE(has_remark(mtp, "not understood"));
  CHECK(sentence_of("5090 qwen3.6-27b q4_k_m --spec-type draft-mtp 110 t/s").run.speculative ==
        model::Drafting::mtp);
  CHECK(sentence_of("5090 qwen3.6-27b q4_k_m speculative 110 t/s").run.speculative == model::Drafting::draft);
  CHECK(sentence_of("5090 qwen3.6-27b q4_k_m no speculative decoding 60 t/s").run.speculative ==
        model::Drafting::none);
}

TEST_CASE("how cards share a model is read in the words of people and of options", "[formats][sentence]") {
  for (const char* way :
       {"split-mode tensor", "tensor-split mode", "-sm tensor", "split mode tensor", "tensor parallelism"}) {
    CAPTURE(way);
    const formats::Sentence s =
        sentence_of(std::string("2x RTX 5060 Ti 16GB qwen3.6-27b Q4_K_M ") + way + " 38 t/s");
    CHECK(s.run.split == model::Split::tensor);
    CHECK_FALSE(has_remark(s, "not understood"));
  }
  CHECK(sentence_of("2x3090 no TP llama 3.3 70b q4 15 t/s").run.split == model::Split::layer);
  const formats::Sentence four =
      sentence_of("four used RTX 3090s, llama 3.3 70b q4, tensor parallelism set to four, 30 tok/s");
  CHECK(four.run.n_devices == 4);
  CHECK(four.run.split == model::Split::tensor);
}

TEST_CASE("weights on the host are read for engines other than llama.cpp", "[formats][sentence]") {
  CHECK(sentence_of("3090 glm 4.5 air exl3 4.0bpw cpu offload 6 t/s").run.placement ==
        catalog::StatedPlacement::part_on_host);
  CHECK(sentence_of("3090 glm 4.5 air exl3 4.0bpw -mcl 43 6 t/s").run.details.n_cpu_moe == 43);
}

TEST_CASE("a denied split by layers is none by layers", "[formats][sentence]") {
  const formats::Sentence s = sentence_of("2x3090 llama 3 70b q4 no layer split 18 tok/s");
  CHECK(s.run.split.empty());
  CHECK_FALSE(has_remark(s, "not understood"));
  CHECK(sentence_of("2x3090 llama 3 70b q4 layer split 18 tok/s").run.split == model::Split::layer);
}

TEST_CASE("of two figures that are compared the first is the device's own", "[formats][sentence]") {
  const formats::Sentence s = sentence_of("llama 3 8b: 4090 vs 3090: 160 vs 130 tok/s");
  CHECK(s.run.device == "rtx-4090");
  CHECK(s.run.tg_tps == 160);
  CHECK(has_remark(s, "130 tok/s is what it is compared with"));
  CHECK_FALSE(has_remark(s, "not understood"));
}

TEST_CASE("a bare rate may have its length between the word and the number", "[formats][sentence]") {
  const formats::Sentence s = sentence_of("4090 llama 3 8b q4 pp 512 at 900 / tg 35");
  CHECK(s.run.pp_tps == 900);
  CHECK(s.run.n_prompt == 512);
  CHECK(s.run.tg_tps == 35);
  CHECK_FALSE(has_remark(s, "not understood"));
}

TEST_CASE("a context is read in German", "[formats][sentence]") {
  CHECK(sentence_of("3090 llama 3 8b q4 bei 16k Kontext 80 tok/s").run.depth ==
        sentence_of("3090 llama 3 8b q4 at 16k context 80 tok/s").run.depth);
}

TEST_CASE("a phone that is named with its chip is no host of it", "[formats][sentence]") {
  for (const char* text : {"Galaxy S24 Snapdragon 8 Gen 3 llama 3.2 3b q4 10 tok/s",
                           "Snapdragon 8 Gen 3 (Galaxy S24) llama 3.2 3b q4 10 tok/s"}) {
    CAPTURE(text);
    CHECK(sentence_of(text).run.device == "snapdragon-8-gen3");
    CHECK(sentence_of(text).run.host_device.empty());
  }
}

TEST_CASE("graphics that the catalog lacks are said to be judged as their processor", "[formats][sentence]") {
  CHECK(has_remark(sentence_of("5700G igpu llama 3 8b q4 8 tok/s"), "its graphics are not in the catalog"));
  CHECK(has_remark(sentence_of("5700G vega igpu llama 3 8b q4 8 tok/s"),
                   "'vega igpu' is left out beside ryzen-7-5700g"));
}

TEST_CASE("how often requests come is no number of streams", "[formats][sentence]") {
  for (const char* typed : {"h100 llama 8b vllm 600 requests per minute",
                            "h100 llama 8b vllm 10 requests per second",
                            "h100 llama 8b vllm 10 rps",
                            "h100 llama 8b vllm 10rps",
                            "h100 llama 8b vllm at 10 req/s",
                            "h100 llama 8b vllm 10 requests/s",
                            "h100 llama 8b vllm 10 Anfragen pro Sekunde",
                            "h100 llama 8b vllm 36,000 requests an hour"}) {
    CAPTURE(typed);
    const formats::Sentence sentence = sentence_of(typed);
    CHECK(std::isnan(sentence.run.concurrency));
    CHECK(has_remark(sentence, "--request-rate 10,"));
    CHECK_FALSE(has_remark(sentence, "not understood"));
  }
  CHECK(sentence_of("h100 llama 8b vllm 600 requests").run.concurrency == 600);
  CHECK(sentence_of("h100 llama 8b vllm 16 concurrent requests").run.concurrency == 16);
}

TEST_CASE("the word of a length is of the number before it, and the number behind it counts something else",
          "[formats][sentence]") {
  struct {
    const char* text;
    double n_prompt, n_gen, streams;
  } const kTyped[] = {{"8xH100 qwen3 235b fp8 vllm, 2k input 500 output, 64 concurrent", 2048, 500, 64},
                      {"8xH100 qwen3 235b fp8 vllm, 2000 in 500 out, concurrency 64", 2000, 500, 64},
                      {"8xH100 qwen3 235b fp8 vllm, 2000 in / 500 out, concurrency 64", 2000, 500, 64},
                      {"h100 llama 8b vllm 2000 prompt tokens 500 output 64 concurrent", 2000, 500, 64},
                      {"h100 llama 8b vllm input 2000 output 500 32 batch size", 2000, 500, 32},
                      {"h100 llama 8b vllm 10k prompt 1k answer batch 8", 10240, 1024, 8}};
  for (const auto& e : kTyped) {
    CAPTURE(e.text);
    const formats::Sentence sentence = sentence_of(e.text);
    CAPTURE(sentence.read, sentence.remarks);
    CHECK(sentence.run.n_prompt == e.n_prompt);
    CHECK(sentence.run.n_gen == e.n_gen);
    CHECK(sentence.run.concurrency == e.streams);
    CHECK((sentence.run.device == "h100-sxm"));
    CHECK_FALSE(has_remark(sentence, "not understood"));
  }
  CHECK(sentence_of("llama 3 batch 8 on a 3090").run.concurrency == 8);
}

TEST_CASE("a bare length beside a model that is asked about is room for so many tokens",
          "[formats][sentence]") {
  CHECK(sentence_of("4090 qwen3 32b q4 128k").run.details.max_model_len == 131072);
  CHECK(sentence_of("3090 llama 70b q4 8k").run.details.max_model_len == 8192);
  CHECK(std::isnan(sentence_of("4090 qwen3 32b q4 at 8k").run.details.max_model_len));
  CHECK(std::isnan(sentence_of("4090 for 2k usd qwen3 32b q4").run.details.max_model_len));
}

TEST_CASE("an undervolted card runs at the watts that are said", "[formats][sentence]") {
  CHECK(sentence_of("3090 undervolted 250w llama 8b").run.power_w == 250);
  CHECK(sentence_of("3090 llama 8b undervolted to 250 watts").run.power_w == 250);
}

TEST_CASE("devices are counted in German, by the piece and by the trio", "[formats][sentence]") {
  const std::pair<const char*, double> kCounts[] = {{"L\xC3\xA4uft Llama 70B auf zwei 3090?", 2},
                                                    {"vier 3090 llama 70b q4", 4},
                                                    {"drei Tesla P40 llama 70b q4", 3},
                                                    {"trio of 3090 llama 70b q4", 3},
                                                    {"a pair of 3090 llama 70b q4", 2},
                                                    {"2 st\xC3\xBC\x63k 3090 llama 70b q4", 2},
                                                    {"zw\xC3\xB6lf 3090 llama 70b q4", 12}};
  for (const auto& [typed, count] : kCounts) {
    CAPTURE(typed);
    CHECK(sentence_of(typed).run.n_devices == count);
  }
}

TEST_CASE("a Mac that is named by its memory alone is one of its chips, which are told",
          "[formats][sentence]") {
  const formats::Sentence open = sentence_of("mac mini 24gb gpt-oss 20b");
  CHECK(open.run.device.empty());
  CHECK(open.near_devices.size() > 1);
  CHECK(has_remark(open, "'mac mini 24gb' is one of"));
  const formats::Sentence named = sentence_of("Mac Mini M4 Pro 64GB qwen 32b");
  CHECK(named.run.device == "m4-pro-20c");
  CHECK(named.run.details.host_memory_gib == 64);
}

TEST_CASE("devices that a sentence tells of apart are kept for a comparison", "[formats][sentence]") {
  CHECK(sentence_of("does 3060 laptop beat 4060 laptop llama 8b").apart ==
        std::vector<std::string>{"rtx-4060-laptop"});
  CHECK(sentence_of("dual 3090 llama 8b").apart.empty());
}

namespace {

/// The rates of a sentence about one machine and model.
formats::Sentence rates_said(std::string_view words) {
  return sentence_of(fmt::format("RTX 3090 llama 3.1 8b q4_k_m {}", words));
}

}  // namespace

TEST_CASE("a word with its own figure behind it is not of the figure before it", "[formats][sentence]") {
  for (const char* both : {"110 tok/s with prefill of 3500 tok/s",
                           "110 tok/s with a prefill of 3500 tok/s",
                           "110 tok/s with prefill 3500 tok/s",
                           "110 t/s, with a prompt processing speed of 3500 t/s",
                           "3500 t/s prefill with 110 t/s",
                           "3500 t/s prefill at 110 t/s decode",
                           "3500 t/s prompt at 512 tokens, 110 t/s"}) {
    const catalog::Run run = rates_said(both).run;
    CAPTURE(both);
    CHECK(run.tg_tps == 110);
    CHECK(run.pp_tps == 3500);
  }
  CHECK(rates_said("3500 t/s with generation of 110 t/s").run.tg_tps == 110);
}

TEST_CASE("pairs of words say which rate is the prompt's", "[formats][sentence]") {
  for (const char* both : {"3500 t/s in, 110 t/s out",
                           "in: 3500 t/s, out: 110 t/s",
                           "110 t/s out, 3500 t/s in",
                           "reading 3500 t/s, writing 110 t/s",
                           "reads at 3500 t/s and writes at 110 t/s",
                           "process 3500T/s generate 110T/s",
                           "processing 3500 t/s, generating 110 t/s",
                           "context processing 3500 t/s, 110 t/s",
                           "8k prompt processing 3500 t/s, 110 t/s",
                           "ingest 3500 t/s, 110 t/s",
                           "预填充速度 3500 tokens/s，生成速度 110 tokens/s"}) {
    const catalog::Run run = rates_said(both).run;
    CAPTURE(both);
    CHECK(run.tg_tps == 110);
    CHECK(run.pp_tps == 3500);
  }
}

TEST_CASE("a rate is not judged where the word at it is not understood, or may be of the prompt",
          "[formats][sentence]") {
  for (const char* unclear : {"processing 3500 t/s", "3500 t/s blorping", "digestion 3500 t/s"}) {
    const formats::Sentence sentence = rates_said(unclear);
    CAPTURE(unclear, sentence.remarks);
    CHECK(std::isnan(sentence.run.tg_tps));
    CHECK(has_remark(sentence, "not judged"));
  }
  for (const char* plain : {"110 t/s sustained", "110 t/s peak", "yields 110 t/s", "110 t/s, blorping"}) {
    CAPTURE(plain);
    CHECK(rates_said(plain).run.tg_tps == 110);
  }
}

TEST_CASE("each rate of a sentence has its own word for whose it is", "[formats][sentence]") {
  const auto of = [](const char* words) { return rates_said(words).run; };
  using catalog::StatedRate;
  CHECK(of("4 parallel slots: 300 t/s total, 75 t/s each").rate == StatedRate::aggregate);
  CHECK(of("4 parallel slots: 300 t/s total, 75 t/s each").tg_tps == 300);
  CHECK(of("4 parallel slots: 75 t/s each, 300 t/s total").rate == StatedRate::stream);
  CHECK(of("64 concurrent: 7500 tok/s total, 117 tok/s per user").rate == StatedRate::aggregate);
  CHECK(of("64 concurrent: 117 tok/s per user, 7500 tok/s total").rate == StatedRate::stream);
  CHECK(of("64 concurrent: total throughput 7500 tok/s, each gets 117 tok/s").rate == StatedRate::aggregate);
  CHECK(of("-np 4: 300 t/s total").concurrency == 4);
  CHECK(of("-np 4: 300 t/s total").rate == StatedRate::aggregate);
  CHECK(of("75 t/s with 4 users").rate == StatedRate::unsaid);
  CHECK(of("2x 3090 with 48gb total, 75 t/s").rate == StatedRate::unsaid);
  CHECK_FALSE(has_remark(rates_said("25 tok/s per user at 128 users"), "left out"));
}

TEST_CASE("a rate of all streams without their number is not judged, with any engine",
          "[formats][sentence]") {
  for (const char* words :
       {"300 t/s aggregate", "300 t/s total", "total throughput: 300 t/s", "300 total t/s"}) {
    const formats::Sentence sentence = rates_said(words);
    CAPTURE(words, sentence.remarks);
    CHECK(std::isnan(sentence.run.tg_tps));
    CHECK(has_remark(sentence, "of several streams, and how many is not said"));
  }
  catalog::Run given;
  given.concurrency = 4;
  CHECK(sentence_of("RTX 3090 llama 3.1 8b q4_k_m 300 t/s total", given).run.tg_tps == 300);
}

TEST_CASE("the time of a token is a stream's, on either side of its name", "[formats][sentence]") {
  for (const char* words :
       {"TPOT 8 ms", "ITL 8 ms", "8 ms ITL", "8ms TPOT", "8 ms per token", "8 ms inter-token latency"}) {
    const catalog::Run run = rates_said(fmt::format("64 concurrent, {}", words)).run;
    CAPTURE(words);
    CHECK(run.tg_tps == Catch::Detail::Approx(125));
    CHECK(run.rate == catalog::StatedRate::stream);
  }
  CHECK(rates_said("TTFT 500 ms, TPOT 8 ms").run.tg_tps == Catch::Detail::Approx(125));
  CHECK(rates_said("TTFT 500 ms TPOT 8 ms").run.tg_tps == Catch::Detail::Approx(125));
}

TEST_CASE("tokens of prompts and answers together are no rate of either", "[formats][sentence]") {
  const formats::Sentence both = rates_said("total throughput 20000 tok/s (input+output) at concurrency 64");
  CHECK(std::isnan(both.run.tg_tps));
  CHECK(std::isnan(both.run.pp_tps));
  CHECK(has_remark(both, "of prompts and answers together"));
  const catalog::Run output = rates_said("7500 output tok/s, 20000 total tok/s at concurrency 64").run;
  CHECK(output.tg_tps == 7500);
  CHECK(output.concurrency == 64);
}

TEST_CASE("what repetitions spread by is not the rate, however the sign is written", "[formats][sentence]") {
  for (const char* words : {"110 ± 2 t/s",
                            "110±2 t/s",
                            "110 +/- 2 t/s",
                            "110 (+/- 2) t/s",
                            "110 +- 2 t/s",
                            "110 t/s ± 2",
                            "110 t/s +/- 2 t/s",
                            "110 +/- 2t/s",
                            "110 t/s ± 3%"}) {
    CAPTURE(words);
    CHECK(rates_said(words).run.tg_tps == 110);
  }
}

TEST_CASE("a rate is read as it is written elsewhere", "[formats][sentence]") {
  for (const char* words : {"110 token每秒",
                            "每秒 110 个 token",
                            "毎秒110トークン",
                            "110 トークン/秒",
                            "110 токенов/с",
                            "110 токенов в секунду",
                            "110 tokens/seg",
                            "110 tokens por segundo",
                            "110 tokens/Sekunde",
                            "초당 110 토큰"}) {
    CAPTURE(words);
    CHECK(formats::is_sentence(fmt::format("RTX 3090: {}", words)));
    CHECK(rates_said(words).run.tg_tps == 110);
  }
  CHECK(rates_said("prefill 1,234.5 tok/s").run.pp_tps == 1234.5);
  CHECK(rates_said("prefill 11,500.25 t/s").run.pp_tps == 11500.25);
  CHECK(rates_said("prefill 1.234,5 tok/s").run.pp_tps == 1234.5);
}

TEST_CASE("a rate of each device of a server is not judged where nobody says how many share the model",
          "[formats][sentence]") {
  const formats::Sentence share = sentence_of("B200 produces 5857 tok/s per GPU on DeepSeek R1 FP8");
  CHECK(std::isnan(share.run.tg_tps));
  CHECK(has_remark(share, "of each device of a server"));
  CHECK(has_remark(sentence_of("8x B200 produce 5857 tok/s per GPU on DeepSeek R1 FP8"),
                   "how many is not said"));
}

TEST_CASE("a price is neither a device nor a rate", "[formats][sentence]") {
  for (const char* text : {"£4,000 for 2.7 t/s on Llama 3.1 70B FP8 with a DGX Spark",
                           "paid $4000 for a DGX Spark, 2.7 t/s on Llama 3.1 70B FP8",
                           "4000€ for 2.7 t/s with a DGX Spark on Llama 3.1 70B FP8"}) {
    CAPTURE(text);
    const catalog::Run run = sentence_of(text).run;
    CHECK(run.device == "gb10");
    CHECK(run.tg_tps == 2.7);
  }
}

TEST_CASE("a pattern of -ot is kept as it was typed", "[formats][sentence]") {
  const auto pattern = [](const char* option) {
    return sentence_of(fmt::format("3090 qwen3-30b-a3b Q4_K_M {} gives 26 t/s", option))
        .run.details.override_tensor;
  };
  CHECK(pattern("-ot \"([0-9]|[13579]).ffn_.*_exps.*=CPU\"") == "([0-9]|[13579]).ffn_.*_exps.*=CPU");
  CHECK(pattern("--override-tensor '.ffn_.*_exps.=CPU'") == ".ffn_.*_exps.=CPU");
  CHECK(pattern("-ot exps=CPU") == "exps=CPU");
  CHECK(pattern("-ot blk.1=CPU -ot blk.2=CPU") == "blk.1=CPU,blk.2=CPU");
}

TEST_CASE("a rate is read in bold letters, as a range and with digits left open", "[formats][sentence]") {
  CHECK(rates_said("**110 tok/s**").run.tg_tps == 110);
  CHECK(rates_said("**~110 t/s**").run.tg_tps == 110);
  CHECK(rates_said("8~9 tok/s").run.tg_tps == 8.5);
  CHECK(rates_said("18.x tokens/s").run.tg_tps == 18);
  CHECK(rates_said("1 token takes 2~3 seconds").run.tg_tps == Catch::Detail::Approx(0.4));
  CHECK(rates_said("~30 PP/s").run.pp_tps == 30);
}

TEST_CASE("a rate that fell is the later one, unless a length brought it down", "[formats][sentence]") {
  CHECK(rates_said("goes from approx. 90 tok/s to 60 tok/s").run.tg_tps == 60);
  CHECK(rates_said("from 90 t/s down to about 60 t/s").run.tg_tps == 60);
  CHECK(rates_said("I had 29 tokens/s, but this drops to only 17 tokens/s with row split").run.tg_tps == 17);
  CHECK(rates_said("110 t/s, dropping to 60 t/s at 32k context").run.tg_tps == 110);
  const catalog::Run prompt = rates_said("pp512 goes from 9000 t/s to 1511 t/s").run;
  CHECK(prompt.pp_tps == 1511);
  CHECK(std::isnan(prompt.tg_tps));
}

TEST_CASE("a text that tells of prompt speeds alone has no rate of answers", "[formats][sentence]") {
  const catalog::Run run = rates_said("prompt processing speeds without spec decoding: 378.9 T/s").run;
  CHECK(run.pp_tps == 378.9);
  CHECK(std::isnan(run.tg_tps));
  CHECK(rates_said("slow prompt processing, 40 t/s").run.pp_tps != 40);
}

TEST_CASE("the same figure said twice is one figure", "[formats][sentence]") {
  const formats::Sentence said =
      sentence_of("only 2 t/s on two cards. My 4090 and a Gigabyte 4080 give 2 t/s on llama 3 70b q4");
  CHECK(said.run.device == "rtx-4080+rtx-4090");
  CHECK_FALSE(has_remark(said, "one figure"));
}

TEST_CASE("one of each card is a set, and just one of several is one", "[formats][sentence]") {
  CHECK(sentence_of("1 x 3090, 1 x 4060, gemma 3 27b q4 at 20 t/s").run.device == "rtx-3090+rtx-4060");
  const catalog::Run one = sentence_of("2x 4090 PC, using just 1x 4090: 70 t/s on llama 3 8b q8_0").run;
  CHECK(one.device == "rtx-4090");
  CHECK(one.n_devices == 1);
}

TEST_CASE("makers of boards are no devices", "[formats][sentence]") {
  CHECK(sentence_of("MSI Z790, 1000W 80 PLUS Gold, RTX 3090: 40 t/s llama 3 8b q4").run.device == "rtx-3090");
}

TEST_CASE("a batch of 2048 beside one stream's rate is the chunk of a prompt", "[formats][sentence]") {
  CHECK_FALSE(rates_said("100 t/s, batch size: 2048").run.concurrency > 1);
  CHECK(rates_said("12000 t/s at batch size 2048").run.concurrency == 2048);
  CHECK(rates_said("400 t/s at batch size 16").run.concurrency == 16);
  CHECK(sentence_of("deepseek v3 on 8xH200 sglang batch 256").run.concurrency == 256);  // it serves
}

TEST_CASE("w/ is with", "[formats][sentence]") {
  const catalog::Run run = sentence_of("rtx 3060 12gb, mistral nemo q5_k_m: 25 t/s w/ 8k ctx").run;
  CHECK(test::unlike(run, "device=rtx-3060-12gb tg_tps=25 max_model_len=8192") == "");
}

TEST_CASE("more than 64 cards are counted in whole boxes", "[formats][sentence]") {
  CHECK(sentence_of("72 H100 SXM DeepSeek-V3 40 tok/s sglang").run.n_devices == 72);
  CHECK(sentence_of("128 H800 DeepSeek-V3 40 tok/s sglang").run.n_devices == 128);
  CHECK_FALSE(sentence_of("70 3090 llama 3 8b 40 tok/s").run.n_devices > 1);
}

TEST_CASE("words of how a rate lasts are not asked what they say of it", "[formats][sentence]") {
  for (const char* words : {"110 tok/s warmed",
                            "110 tok/s (stays same with more prompts)",
                            "110 tok/s (increases with more prompts)",
                            "mlx_lm.generate: 110 tok/s"}) {
    CAPTURE(words);
    CHECK(rates_said(words).run.tg_tps == 110);
  }
}

TEST_CASE("a model's name may go on behind its size, and be the name of a file", "[formats][sentence]") {
  const std::pair<const char*, const char*> kNames[] = {
      {"llama-3.1-8b-lexi-uncensored-v2", "llama-3.1-8b"},
      {"deepseek-r1-distill-qwen-14b-uncensored", "deepseek-r1-distill-qwen-14b"},
      {"Llama3.3_70b_Q5_K_S.gguf", "llama-3.3-70b"}};
  for (const auto& [typed, model] : kNames) {
    CAPTURE(typed);
    CHECK(sentence_of(fmt::format("2x 3090 get 9 t/s on {}", typed)).run.model == model);
  }
  CHECK(sentence_of("2x 3090 get 9 t/s on Llama3.3_70b_Q5_K_S.gguf").run.quant == "Q5_K_S");
}

TEST_CASE("30b is the first LLaMA's where GPTQ or ExLlama is named", "[formats][sentence]") {
  CHECK(sentence_of("30B on a single 4090 does 30 t/s with exllama").run.model == "llama-1-30b");
  CHECK(sentence_of("4090, 30b GPTQ: 6 t/s").run.model == "llama-1-30b");
  CHECK(sentence_of("4090, 30b Q4_K_M: 30 t/s").run.model.empty());
}

TEST_CASE("an engine is known by its image and its module, and before the window around it",
          "[formats][sentence]") {
  const auto engine = [](const char* words) {
    return sentence_of(fmt::format("4090 {} llama 3 8b 90 t/s", words)).run.engine;
  };
  CHECK(engine("docker run vllm/vllm-openai:latest") == "vllm");
  CHECK(engine("lmsysorg/sglang:dev") == "sglang");
  CHECK(engine("mlx_lm.generate") == "mlx-lm");
  CHECK(engine("text-generation-webui with exllama") == "exllama");
  CHECK(engine("text-generation-webui") == "llama.cpp");
  CHECK(engine("gguf from HuggingFace").empty());
}

TEST_CASE("flags of tensor parallelism count the cards", "[formats][sentence]") {
  for (const char* flag : {"--tensor-parallel-size 2", "--tensor-parallel-size=2", "-tp 2"}) {
    CAPTURE(flag);
    const catalog::Run run = sentence_of(fmt::format("3090 vllm {} qwen3 14b awq 90 t/s", flag)).run;
    CHECK(run.n_devices == 2);
    CHECK(run.split == model::Split::tensor);
  }
}

TEST_CASE("a file's size and what the GPU of a Mac may use are read", "[formats][sentence]") {
  CHECK(sentence_of("DGX Spark, Gemma 3 27B: 3.7 t/s because of 54 gigabytes of weights").run.size_gib ==
        Catch::Detail::Approx(50.29).margin(0.01));
  CHECK(std::isnan(sentence_of("3090 24GB, Gemma 3 27B: 30 t/s").run.size_gib));
  CHECK(sentence_of("M2 Max 32GB llama 3 8b q4, iogpu.wired_limit_mb=27648: 30 t/s")
            .run.details.gpu_memory_gib == 27);
}

TEST_CASE("the time of a first token may be said in words", "[formats][sentence]") {
  CHECK(sentence_of("3090 llama 3 8b q4, 2000 token prompt, TTFT 1.25 seconds").run.pp_tps == 1600);
}

TEST_CASE("a computer that just uses its CPU is told so", "[formats][sentence]") {
  CHECK(sentence_of("Ryzen 9 7950X with a 3090, just CPU: 9 t/s llama 3 8b q4").run.placement ==
        catalog::StatedPlacement::host);
}

TEST_CASE("the GPUs of a Mac are its cores where they are more than anybody joins", "[formats][sentence]") {
  CHECK_FALSE(sentence_of("MacBook Pro M2 Max version with 38 GPUs, vicuna 7b at 4 t/s").run.n_devices > 1);
}

TEST_CASE("a card of a set that is named again is the one only in the figure's clause",
          "[formats][sentence]") {
  const auto device = [](const char* rest) {
    return sentence_of(fmt::format("1 x 3090, 1 x 4060, gemma 3 27b q4. {}", rest)).run.device;
  };
  CHECK(device("If the 4060 is enabled, it is split (20 t/s)") == "rtx-3090+rtx-4060");
  CHECK(device("The 3090 gets 30 t/s") == "rtx-3090");
}

TEST_CASE("bits in groups of 128 in the name of a file are GPTQ's", "[formats][sentence]") {
  CHECK(sentence_of("4090 exllama: 20 t/s, Aeala_VicUnlocked-alpaca-65b-4bit_128g").run.quant == "GPTQ-4bit");
}

TEST_CASE("the engine that another is compared with, and a front end of several, yield to the one that ran",
          "[formats][sentence]") {
  CHECK(sentence_of("3090 qwen3 8b q4 110 t/s after switching from stock llama.cpp to ik_llama.cpp")
            .run.engine == "ik_llama.cpp");
  CHECK(sentence_of("3090 qwen3 8b q4 110 t/s in oobabooga with exllamav2").run.engine == "exllamav2");
  CHECK(sentence_of("3090 qwen3 8b q4 110 t/s in oobabooga").run.engine == "llama.cpp");
}

TEST_CASE("the memory that words beside a card's name state tells its edition", "[formats][sentence]") {
  CHECK(sentence_of("qwen3 8b q4 40 t/s on a single RTX 3080 with 12GB VRAM").run.device == "rtx-3080-12gb");
}

TEST_CASE("a name before the host's memory is no number of its modules", "[formats][sentence]") {
  const catalog::Run run = sentence_of("A4000 qwen3 30b-a3b 9 t/s, Ryzen 9 3950x, 64GB DDR4").run;
  CHECK(run.details.host_memory_gib == 64);
  CHECK(sentence_of("A4000 Qwen3 MoE 30b-a3b 9 t/s").run.model == "qwen3-30b-a3b");
}

TEST_CASE("a context of an odd number of tokens is in use", "[formats][sentence]") {
  CHECK(sentence_of("3090 qwen3 8b q4 40 t/s, context: 18028 tokens").run.depth == 18028);
  CHECK(std::isnan(sentence_of("3090 qwen3 8b q4 40 t/s, context: 16384 tokens").run.depth));
}

TEST_CASE("a fine-tune that is not known is taken by its size, and that is said", "[formats][sentence]") {
  const formats::Sentence sentence = sentence_of("7950x gets 0.9 t/s with alpaca-lora-65b-ggml-q4_0");
  CHECK(sentence.run.model == sentence_of("7950x gets 0.9 t/s with 65b q4_0").run.model);
  CHECK_FALSE(sentence.run.model.empty());
  CHECK(has_remark(sentence, "'65b' is taken as"));
}

TEST_CASE("a time to the first token has the units of any time", "[formats][sentence]") {
  CHECK(sentence_of("3090 qwen3 8b q4, 2k prompt, TTFT 1.2 seconds").run.pp_tps ==
        Catch::Detail::Approx(2048 / 1.2));
  CHECK(sentence_of("3090 qwen3 8b q4, 2k prompt, TTFT 800 ms").run.pp_tps == Catch::Detail::Approx(2560));
}

TEST_CASE("signs of trademarks, t=4, TP and the tokens of a draft are read", "[formats][sentence]") {
  const catalog::Run host =
      sentence_of("4090 + Intel(R) Xeon(R) Platinum 8352Y, qwen3 8b q4 40 t/s, t=4").run;
  CHECK(host.host_device == "xeon-platinum-8352y");
  CHECK(host.threads == 4);
  const catalog::Run split = sentence_of("2x 3090 with TP, qwen3 32b q4 40 t/s with MTP 3 draft tokens").run;
  CHECK(split.split == model::Split::tensor);
  CHECK(split.spec_tokens == 3);
}
