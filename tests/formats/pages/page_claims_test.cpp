#include "formats/pages/page_claims.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include "formats/pages/marked_page.hpp"
#include "judge/audit/claims_table.hpp"
#include "model/names.hpp"

using namespace tokroof;

namespace {

formats::PageReading reading_of(std::string text, std::string_view name = "a.md") {
  return formats::read_page_claims(formats::read_page(std::move(text), name), catalog::Catalog::bundled());
}

std::string claim_line(const formats::PageClaim& c) {
  std::string out = c.n_devices > 0 ? fmt::format("{} x ", c.n_devices) : "";
  for (const std::string* part : {&c.device, &c.model, &c.quant, &c.precision, &c.method, &c.phase}) {
    out += part->empty() ? "" : *part + " ";
  }
  return out + (std::isnan(c.low) && c.word.empty() ? c.interconnect
                : !c.word.empty()                   ? c.word
                : c.low == c.high                   ? fmt::format("{} {}", c.low, c.unit)
                                                    : fmt::format("{}..{} {}", c.low, c.high, c.unit));
}

using Claims = std::vector<std::string>;

Claims claims_in(std::string text, std::string_view name = "a.md") {
  Claims out;
  for (const formats::PageClaim& claim : reading_of(std::move(text), name).claims)
    out.push_back(claim_line(claim));
  return out;
}

}  // namespace

TEST_CASE("a sentence says what its figures are of") {
  CHECK(claims_in("The H100 has 3.35 TB/s, the A100 has 2.0 TB/s, and the L40 has 864 GB/s.") ==
        Claims{"h100-sxm 3.35 TB/s", "a100-sxm-80gb 2 TB/s", "l40 864 GB/s"});
  CHECK(claims_in("Llama 3.1 8B at Q4_K_M on a 3060 gives 45 t/s; on a 4090 it is 120 t/s.") ==
        Claims{"rtx-3060-12gb llama-3.1-8b Q4_K_M decode 45 tok/s",
               "rtx-4090 llama-3.1-8b Q4_K_M decode 120 tok/s"});
  CHECK(claims_in("Measured: ~24–30 tok/s on the 5090 at 70B Q3_K_M.") ==
        Claims{"rtx-5090 generic-70b Q3_K_M decode 24..30 tok/s"});
  CHECK(claims_in("RTX 5090: 32 GB GDDR7, 575 W TDP, $1,999 MSRP, 1,792 GB/s.") ==
        Claims{"rtx-5090 32 GB", "rtx-5090 rated 575 W", "rtx-5090 1999 USD", "rtx-5090 1792 GB/s"});
  CHECK(claims_in("The RTX 4090 does 109 tok/s generation and 1190 tok/s prefill with Llama 3.1 8B.") ==
        Claims{"rtx-4090 llama-3.1-8b decode 109 tok/s", "rtx-4090 llama-3.1-8b prefill 1190 tok/s"});
}

TEST_CASE("the memory of a machine is not that of the card in it") {
  CHECK(claims_in("My PC: RTX 4090, 64 GB RAM, Ryzen 9 7950X.").empty());
  CHECK(claims_in("The RTX 4090 machine has 128GB of system memory.").empty());
  CHECK(claims_in("RTX 4090 desktop with 128 GB DDR5-6000: 24 GB of VRAM.") == Claims{"rtx-4090 24 GB"});
  CHECK(claims_in("The RTX 3090 has 32 GB of RAM.") == Claims{"rtx-3090 32 GB"});  // said of the card
  CHECK(claims_in("A Mac Studio M2 Ultra with 192 GB RAM.") == Claims{"m2-ultra-76c 192 GB"});
  CHECK(claims_in("| GPU | RAM |\n|-|-|\n| RTX 4090 | 64 GB |\n").empty());
}

TEST_CASE("the size of a file may be in MB, and in brackets behind its type") {
  const Claims small = claims_in("| Model | Quant | Size |\n|-|-|-|\n| TinyLlama 1.1B | Q4_0 | 637 MB |\n");
  REQUIRE(small.size() == 1);
  CHECK(small.front().ends_with("Q4_0 637 MB"));
  CHECK(claims_in("| Model | Type |\n|-|-|\n| Qwen3-32B | Q5_K_M (~23 GB) |\n") ==
        Claims{"qwen3-32b Q5_K_M 23 GB"});
  CHECK(claims_in("| GPU | L2 |\n|-|-|\n| RTX 4090 | 72 MB |\n").empty());
}

TEST_CASE("devices of one name are told apart by the figure in their sentence") {
  CHECK(claims_in("The A100 has 40 GB and 1,555 GB/s.") ==
        Claims{"a100-sxm-40gb 40 GB", "a100-sxm-40gb 1555 GB/s"});
  CHECK(claims_in("The M3 Max has 300 GB/s.") == Claims{"m3-max-30c 300 GB/s"});
  CHECK(claims_in("The RTX 5060 Ti has 8 GB, the V100 has 32 GB.") ==
        Claims{"rtx-5060-ti-8gb 8 GB", "v100-sxm2-32gb 32 GB"});
  CHECK(claims_in("The A100 has 60 GB.") == Claims{"a100-sxm-80gb 60 GB"});  // none has
  CHECK(claims_in("The RTX 4060 Ti 16GB has 8 GB.") ==
        Claims{"rtx-4060-ti-16gb 16 GB", "rtx-4060-ti-16gb 8 GB"});
}

TEST_CASE("a rate of a training is no decode rate") {
  CHECK(claims_in("Fine-tuning Llama 3.1 8B Q4 on an RTX 4090 runs at 4,500 tok/s.").empty());
}

TEST_CASE("a rate of a model that lies partly on the host is said to be one") {
  const auto only = [](const char* text) {
    const Claims read = claims_in(text);
    return read.size() == 1 ? read.front() : fmt::format("{} claims", read.size());
  };
  CHECK(only("I get 6-7 t/s on a 70B Q4_K_M split between my 4090 and DDR5 RAM.") ==
        "rtx-4090 generic-70b Q4_K_M offloaded decode 6..7 tok/s");
  CHECK(only("With --n-cpu-moe 30 my RTX 3090 gets 15 t/s with gpt-oss-120b.") ==
        "rtx-3090 gpt-oss-120b offloaded decode 15 tok/s");
  CHECK(only("gpt-oss-120b runs at 25 t/s on my RTX 4090 with experts on the CPU.") ==
        "rtx-4090 gpt-oss-120b offloaded decode 25 tok/s");
  CHECK(only("With ktransformers a single RTX 4090 gets 13 tok/s on DeepSeek R1 Q4.") ==
        "1 x rtx-4090 deepseek-r1-671b Q4 offloaded decode 13 tok/s");
  CHECK(only("With 40 of 80 layers on the GPU, an RTX 3090 does 4 tok/s on Llama 3 70B Q4_K_M.") ==
        "rtx-3090 llama-3-70b Q4_K_M offloaded decode 4 tok/s");
  CHECK(only("RTX 4090: Llama 3.3 70B Q4_K_M at 45 tok/s (partial offload to system RAM)") ==
        "rtx-4090 llama-3.3-70b Q4_K_M offloaded decode 45 tok/s");
  CHECK(
      claims_in("| GPU | model | ngl | t/s |\n|-|-|-|-|\n| RTX 3090 | Llama 3 8B Q4_K_M | 20 | 40 |\n"
                "| RTX 3090 | Llama 3 8B Q4_K_M | 0 | 12 |\n| RTX 3090 | Llama 3 8B Q4_K_M | 99 | 110 |\n") ==
      Claims{"rtx-3090 llama-3-8b Q4_K_M offloaded decode 40 tok/s",
             "rtx-3090 llama-3-8b Q4_K_M decode 110 tok/s"});
  CHECK(only("Llama 3 70B Q4_K_M split across two RTX 3090s does 17 tok/s.") ==
        "2 x rtx-3090 llama-3-70b Q4_K_M decode 17 tok/s");
  for (const char* other :
       {"Llama 3 8B Q4_K_M on the RTX 4060 falls back to CPU at 4 tok/s.",
        "Llama 3 8B Q4_K_M on the RTX 4060, CPU only: 7 tok/s.",
        "The RTX 4090 reads prompts of Llama 3 70B Q4_K_M at 150 tok/s with CPU offload."}) {
    CAPTURE(other);
    CHECK(claims_in(other).empty());
  }
}

TEST_CASE("a label directly before a rate says what it is of") {
  CHECK(claims_in("Llama 3.1 8B Q4_K_M on an RTX 4090: pp512 = 9,000 t/s, tg128 = 130 t/s.") ==
        Claims{"rtx-4090 llama-3.1-8b Q4_K_M prefill 9000 tok/s",
               "rtx-4090 llama-3.1-8b Q4_K_M decode 130 tok/s"});
}

TEST_CASE("a sentence that speaks of reading prompts says so of its rates") {
  const std::string prompts = "rtx-4090 llama-3.1-8b prefill 10000 tok/s";
  for (const char* text : {"Prompt processing of Llama 3.1 8B on the RTX 4090 is about 10,000 tok/s.",
                           "The RTX 4090 processes prompts of Llama 3.1 8B at 10,000 tok/s.",
                           "Prompt speed on the RTX 4090 with Llama 3.1 8B reaches 10000 tokens per second.",
                           "On the RTX 4090 prompts are read by Llama 3.1 8B with some 10,000 tok/s.",
                           "Prefill: RTX 4090, Llama 3.1 8B, 10,000 tok/s.",
                           "Unlike token generation, prompt eval of Llama 3.1 8B on an RTX 4090: 10,000 t/s.",
                           "## Prompt processing\n\n- RTX 4090 with Llama 3.1 8B: 10,000 tok/s\n"}) {
    CAPTURE(text);
    CHECK(claims_in(text) == Claims{prompts});
  }
  CHECK(claims_in(
            "On the RTX 4090 Llama 3.1 8B reads its prompt with 10,000 tok/s and writes with 140 tok/s.") ==
        Claims{prompts, "rtx-4090 llama-3.1-8b decode 140 tok/s"});
  CHECK(claims_in(
            "Prompt processing of Llama 3.1 8B is 10,000 tok/s on the RTX 4090 and 4,500 tok/s on the RTX "
            "3090.") == Claims{prompts, "rtx-3090 llama-3.1-8b prefill 4500 tok/s"});
  CHECK(claims_in("Prefill on the RTX 4090 with Llama 3.1 8B is 10,000 tok/s, decode is 130 tok/s.") ==
        Claims{prompts, "rtx-4090 llama-3.1-8b decode 130 tok/s"});
  CHECK(claims_in("Decode on the RTX 4090 with Llama 3.1 8B is 130 tok/s, prefill is 10,000 tok/s.") ==
        Claims{"rtx-4090 llama-3.1-8b decode 130 tok/s", prompts});
  CHECK(claims_in("# Prompt processing\n\n| GPU | Llama 3.1 8B (t/s) |\n|-|-|\n| RTX 4090 | 10,000 |\n") ==
        Claims{prompts});
}

TEST_CASE("a rate beside words of prompts that may be of the answer is not understood") {
  for (const char* text :
       {"While prompt processing is slow on the M4 Max, Llama 3.1 8B runs at 60 tok/s on it.",
        "Prompt processing is its strength. The RTX 4090 does 140 tok/s with Llama 3.1 8B."}) {
    CAPTURE(text);
    CHECK(claims_in(text).empty());
    CHECK(reading_of(text).not_understood.size() == 1);
  }
  CHECK(claims_in("A prompt of 2048 tokens leaves the RTX 4090 at 120 tok/s with Llama 3.1 8B Q4_K_M.") ==
        Claims{"rtx-4090 llama-3.1-8b Q4_K_M decode 120 tok/s"});
}

TEST_CASE("as many figures as devices before them go with them in their order") {
  CHECK(claims_in("An RTX 4090 or RTX 5090 (24GB / 32GB) is enough.") ==
        Claims{"rtx-4090 24 GB", "rtx-5090 32 GB"});
  CHECK(claims_in("The RTX 4090 and RTX 5090 have 24 GB and 32 GB respectively.") ==
        Claims{"rtx-4090 24 GB", "rtx-5090 32 GB"});
  CHECK(claims_in("The RTX 3090 and RTX 4090 draw 350 W and 450 W.") ==
        Claims{"rtx-3090 350 W", "rtx-4090 450 W"});
  CHECK(claims_in("The MI300X outperforms the H100 due to its memory (192 GB vs. 80/94 GB).") ==
        Claims{"mi300x 192 GB", "h100-nvl 94 GB"});
  CHECK(claims_in("The RTX 4090 (24GB, 450W) vs the RTX 5090 (32GB, 575W).") ==
        Claims{"rtx-4090 24 GB", "rtx-4090 450 W", "rtx-5090 32 GB", "rtx-5090 575 W"});
}

TEST_CASE("what is denied or supposed is not claimed") {
  for (const char* text : {"No RTX 4090 will do 400 tok/s with Llama 3 8B Q4_K_M.",
                           "If the 3090 had 1,792 GB/s, it would match the 5090.",
                           "Vendors claim 500 tok/s for Llama 3 8B Q4_K_M on a 4090, which is impossible.",
                           "Contrary to the 1 TB/s often quoted, the 3090 is slower.",
                           "The RTX 5090 would need 3,000 GB/s for that.",
                           "The RTX 3090 has over 900 GB/s.",
                           "Nothing on an RTX 4060 will exceed 300 GB/s."}) {
    CAPTURE(text);
    CHECK(claims_in(text).empty());
  }
  CHECK(claims_in("The M4 Max tops out at 546 GB/s, not the 720 GB/s some cite.") ==
        Claims{"m4-max-40c 546 GB/s"});
  CHECK(claims_in("It can't touch the 3090's 936 GB/s.") == Claims{"rtx-3090 936 GB/s"});
}

TEST_CASE("a bandwidth that was reached is measured, the one that it is a part of specified") {
  const auto kinds = [](const char* text) {
    std::string out;
    for (const formats::PageClaim& c : reading_of(text).claims) out += fmt::format("{} {}, ", c.kind, c.low);
    return out;
  };
  CHECK(kinds("Of the RTX 3090's 936 GB/s, llama.cpp reaches about 780 GB/s.") == "spec 936, measured 780, ");
  CHECK(kinds("The Strix Halo achieves 215 GB/s of its 256 GB/s in practice.") == "measured 215, spec 256, ");
  CHECK(kinds("The effective bandwidth of the RTX 4090 is about 900 GB/s.") == "measured 900, ");
  CHECK(kinds("Measured: RTX 3090: 850 GB/s, RTX 4090: 920 GB/s.") == "measured 850, measured 920, ");
  CHECK(kinds("The RTX 3090 has 936 GB/s.") == "spec 936, ");
  CHECK(kinds("| GPU | Measured GB/s |\n|-|-|\n| RTX 3090 | 850 |\n") == "measured 850, ");
  CHECK(kinds("The RX 7900 XTX has an effective bandwidth of up to 3500 GB/s.").empty());  // with its cache
}

TEST_CASE("what stands over a link is no bound") {
  CHECK(claims_in("The H200 connects over NVLink at 900 GB/s.") == Claims{"h200 nvlink", "h200 900 GB/s"});
  CHECK(claims_in("The RTX 3060 has a bandwidth of over 300 GB/s.").empty());
}

TEST_CASE("a memory that a model is said to fit in is no size of it") {
  CHECK(claims_in("A 70B Q4 model fits in 24 GB of VRAM.") == Claims{"generic-70b Q4 room 24 GB"});
  CHECK(claims_in("With 24GB you can run 32B at Q4 (about 20GB).") == Claims{"generic-32b Q4 20 GB"});
  CHECK(claims_in("A 70B Q4 model does not fit in 24 GB of VRAM.").empty());
}

TEST_CASE("a device that is said to run a model of a storage type is said to hold it") {
  CHECK(claims_in("A single RTX 4090 can run Llama 3 70B FP16.") ==
        Claims{"1 x rtx-4090 llama-3-70b FP16 FITS"});
  CHECK(claims_in("DeepSeek R1 671B Q4_K_M runs on four RTX 4090s.") ==
        Claims{"4 x rtx-4090 deepseek-r1-671b Q4_K_M FITS"});
  CHECK(claims_in("Llama 3.3 70B at 4-bit runs comfortably on a single RTX 4090.") ==
        Claims{"1 x rtx-4090 llama-3.3-70b 4bit FITS"});
  CHECK(claims_in("Llama 3.3 70B Q4_K_M fits in the 24 GB of an RTX 4090.") ==
        Claims{"rtx-4090 llama-3.3-70b Q4_K_M FITS"});
  CHECK(claims_in("A single RTX 3090 is enough for Llama 3.1 8B at F16.") ==
        Claims{"1 x rtx-3090 llama-3.1-8b F16 FITS"});
  CHECK(claims_in("It fits on one RTX 3090. Qwen3 32B at Q4_K_M fits on a 24 GB card.") ==
        Claims{"qwen3-32b Q4_K_M room 24 GB"});
  for (const char* text : {"Llama 3.3 70B Q4_K_M runs slowly on an RTX 4090.",
                           "Llama 3.3 70B Q4_K_M runs fine on an RTX 4090 with 64 GB of RAM.",
                           "To run comfortably on an RTX 4090, Llama 3.3 70B Q4_K_M must shrink."}) {
    CAPTURE(text);
    CHECK(claims_in(text).empty());
  }
  CHECK(claims_in("An RTX 4090 is not enough for Llama 3.3 70B Q4_K_M.") ==
        Claims{"rtx-4090 llama-3.3-70b Q4_K_M OOM"});
  CHECK(claims_in("A single RTX 4090 can run Llama 3 70B Q4_K_M with offloading.").empty());
  CHECK(claims_in("A single RTX 4090 can run Llama 3 70B.").empty());  // at two bits
}

TEST_CASE("a figure of a machine without a name is not that of the device before it") {
  CHECK(claims_in(
            "Qwen3 14B runs at 60 tok/s on an RTX 4090 and at 30 tok/s on an M4 Max... at 6 tok/s on a CPU "
            "with dual channel DDR5.") ==
        Claims{"rtx-4090 qwen3-14b decode 60 tok/s", "m4-max-40c qwen3-14b decode 30 tok/s"});
  CHECK(claims_in("With Qwen3 14B Q4_K_M an RTX 4090 does 80 tok/s, a recent laptop 8 tok/s.") ==
        Claims{"rtx-4090 qwen3-14b Q4_K_M decode 80 tok/s"});
  CHECK(claims_in("An RTX 4090 and a fast CPU do 80 tok/s with Qwen3 14B Q4_K_M on my desktop.") ==
        Claims{"rtx-4090 qwen3-14b Q4_K_M decode 80 tok/s"});
}

TEST_CASE("several devices are compared with one of them") {
  CHECK(claims_in("Eight H100s are 10x faster than one.") == Claims{"8 x h100-sxm 10 x"});
  CHECK(claims_in("Eight H100s serve Llama 3 70B 10x faster than one H100.") == Claims{"8 x h100-sxm 10 x"});
}

TEST_CASE("a list goes on about the device of the line above it") {
  CHECK(claims_in("RTX 4060 (8GB) — ~$200\n\n- Runs 7B models at 25-35 tok/s\n") ==
        Claims{"rtx-4060 8 GB", "rtx-4060 200 USD", "rtx-4060 generic-7b decode 25..35 tok/s"});
}

TEST_CASE("a rate for each request is one of a single stream") {
  CHECK(claims_in("The A100 80GB generates 40 tok/s per request with Llama 3 70B Q4.") ==
        Claims{"a100-sxm-80gb 80 GB", "a100-sxm-80gb llama-3-70b Q4 decode 40 tok/s"});
}

TEST_CASE("sparsity beside a figure goes with the format before it") {
  CHECK(claims_in("A100 FP16 performance: 312 TFLOPS (sparse)") ==
        Claims{"a100-sxm-80gb FP16 sparse 312 TFLOPS"});
  CHECK(claims_in("| | RTX 3090 |\n|-|-|\n| INT8 | 284.7 TOPS (569.3 TOPS sparse) |\n") ==
        Claims{"rtx-3090 INT8 284.7 TOPS", "rtx-3090 INT8 sparse 569.3 TOPS"});
}

TEST_CASE("sparsity that a sentence opens with goes with the figure behind it") {
  CHECK(claims_in("With sparsity the H100 SXM reaches 1979 TFLOPS in FP16.") ==
        Claims{"h100-sxm FP16 sparse 1979 TFLOPS"});
  CHECK(claims_in("The A100 does 624 TFLOPS (sparse) or 312 TFLOPS in FP16.") ==
        Claims{"a100-sxm-80gb sparse 624 TFLOPS", "a100-sxm-80gb FP16 312 TFLOPS"});
  CHECK(claims_in("Without sparsity the H100 SXM reaches 989 TFLOPS in FP16.") ==
        Claims{"h100-sxm FP16 dense 989 TFLOPS"});
}

TEST_CASE("where a sentence names several devices, it is not said that none is named") {
  const formats::PageReading reading = reading_of("Neither RTX 3090 nor RTX 4090: vs 936 GB/s.");
  REQUIRE(reading.not_understood.size() == 1);
  CHECK(reading.not_understood.front().why == "of which device is not said");
}

TEST_CASE("what something is compared with is not what is claimed of") {
  CHECK(claims_in("# Tesla P100\n\nThe result is 732 GB/s vs the P40's 346 GB/s.") ==
        Claims{"p100-pcie-16gb 732 GB/s", "p40 346 GB/s"});
  CHECK(claims_in(
            "# P40\n\nThe same capacity as an RTX 3090, but with lower bandwidth (346 GB/s vs 936 GB/s).") ==
        Claims{"p40 346 GB/s", "rtx-3090 936 GB/s"});
}

TEST_CASE("a table of devices has one in each row") {
  CHECK(claims_in("| GPU | VRAM | Bandwidth | Est. speed (8B Q4) | Price |\n|-|-|-|-|-|\n"
                  "| RTX 3060 12GB | 12GB | 360 GB/s | ~18-22 tok/s | $250 |\n") ==
        Claims{"rtx-3060-12gb 12 GB",
               "rtx-3060-12gb 360 GB/s",
               "rtx-3060-12gb generic-8b Q4 decode 18..22 tok/s",
               "rtx-3060-12gb 250 USD"});
}

TEST_CASE("a table may have the devices over its columns") {
  CHECK(
      claims_in(
          "| Spec | H100 SXM | L40S |\n|-|-|-|\n| TDP (power) | 700W | 350W |\n| FP8 TFLOPS | 1979 | 733 |\n"
          "| Cloud hourly | ~$2.50-3.50 | $1 |\n") == Claims{"h100-sxm rated 700 W",
                                                             "l40s rated 350 W",
                                                             "h100-sxm FP8 1979 TFLOPS",
                                                             "l40s FP8 733 TFLOPS",
                                                             "h100-sxm 2.5..3.5 USD/h",
                                                             "l40s 1 USD/h"});
}

TEST_CASE("a line below a table says what the figures under its devices are") {
  const std::string table =
      "| Model | Quant | 3090 | 4090 |\n|-|-|-|-|\n| Llama 3.1 8B | Q4_K_M | 115 | 140 |\n"
      "| Llama 3.3 70B | Q4_K_M | won't fit | won't fit |\n";
  CHECK(claims_in(table + "\ntok/s, llama.cpp, empty context.\n") ==
        Claims{"rtx-3090 llama-3.1-8b Q4_K_M decode 115 tok/s",
               "rtx-4090 llama-3.1-8b Q4_K_M decode 140 tok/s",
               "rtx-3090 llama-3.3-70b Q4_K_M OOM",
               "rtx-4090 llama-3.3-70b Q4_K_M OOM"});
  const formats::PageReading unsaid = reading_of(table + "\nAll of them are fast.\n");
  CHECK(std::all_of(unsaid.claims.begin(), unsaid.claims.end(), [](const formats::PageClaim& c) {
    return c.word == "OOM";
  }));
  REQUIRE(unsaid.not_understood.size() == 2);
  CHECK(unsaid.not_understood.front().why == "of which unit it is, is not said");
}

TEST_CASE("below a heading of laptops a name is that of the laptop's part") {
  const std::string table = "| GPU | VRAM |\n|-|-|\n| RTX 4080 | 12 GB |\n| RTX 4060 | 8 GB |\n";
  const Claims laptops{"rtx-4080-laptop 12 GB", "rtx-4060-laptop 8 GB"};
  CHECK(claims_in("# Cards\n\n## Laptop GPUs\n\n" + table) == laptops);
  CHECK(claims_in("| Laptop GPU | VRAM |\n|-|-|\n| RTX 4080 | 12 GB |\n| RTX 4060 | 8 GB |\n") == laptops);
  CHECK(claims_in("## Laptop GPUs\n\n- RTX 4080: 12 GB\n\n## Others\n\n- RTX 4080: 16 GB\n") ==
        Claims{"rtx-4080-laptop 12 GB", "rtx-4080 16 GB"});
  CHECK(claims_in("## Laptops\n\nThe desktop RTX 4090 has 24 GB, the RTX 4090 has 16 GB.\n") ==
        Claims{"rtx-4090 24 GB", "rtx-4090-laptop 16 GB"});
  CHECK(claims_in(
            "## Laptop GPUs\n\n| GPU | VRAM | Llama 3.1 8B Q4_K_M |\n|-|-|-|\n| RTX 4090 | 24 GB | 140 tok/s "
            "|\n") == Claims{"rtx-4090 24 GB", "rtx-4090 llama-3.1-8b Q4_K_M decode 140 tok/s"});
  CHECK(claims_in("| GPU | VRAM |\n|-|-|\n| RTX 4080 (Laptop) | 12 GB |\n") ==
        Claims{"rtx-4080-laptop 12 GB"});
  CHECK(claims_in("## Laptop vs desktop\n\n" + table) == Claims{"rtx-4080 12 GB", "rtx-4060 8 GB"});
}

TEST_CASE("columns of batches have rates of so many streams") {
  const std::string table = "| GPU | Batch 1 | Batch 32 |\n|-|-|-|\n| L4 | 17 | 420 |\n";
  CHECK(claims_in("## Throughput (tokens/s), Llama 3.1 8B\n\n" + table) ==
        Claims{"l4 llama-3.1-8b decode 17 tok/s", "l4 llama-3.1-8b aggregate 420 tok/s"});
  CHECK(reading_of("## Llama 3.1 8B\n\n" + table).not_understood.size() == 2);
}

TEST_CASE("a column of prices an hour has rents, however it says hour") {
  for (const char* head : {"Price/h", "$/h", "Price per hour", "$ an hour", "$/hr"}) {
    CAPTURE(head);
    CHECK(claims_in(fmt::format("| GPU | {} |\n|-|-|\n| L4 | $0.71 |\n", head)) == Claims{"l4 0.71 USD/h"});
  }
}

TEST_CASE("a head without a cell over the labels of the rows stands over the devices") {
  CHECK(claims_in("| RTX 3090 | Tesla P40 | |\n|-|-|-|\n| VRAM | 24 GB | 24 GB |\n| Bandwidth | 936 GB/s | "
                  "346 GB/s |\n") ==
        Claims{"rtx-3090 24 GB", "p40 24 GB", "rtx-3090 936 GB/s", "p40 346 GB/s"});
}

TEST_CASE("a column of PCIe cards is no column of links") {
  CHECK(claims_in("| Spec | H100 PCIe | RTX 4090 (PCIe) |\n|-|-|-|\n| Memory | 80 GB | 24 GB |\n") ==
        Claims{"h100-pcie 80 GB", "rtx-4090 24 GB"});
}

TEST_CASE("the heading above a table says what it leaves open") {
  CHECK(claims_in("# Strix Halo\n\n| Model | Prefill tok/s | Gen tok/s |\n|-|-|-|\n| gpt-oss-20b MXFP4 | "
                  "1040 | 70 |\n") == Claims{"strix-halo gpt-oss-20b MXFP4 prefill 1040 tok/s",
                                             "strix-halo gpt-oss-20b MXFP4 decode 70 tok/s"});
  CHECK(
      claims_in(
          "All figures are for Llama 2 7B at Q4_0.\n\n## Cards\n\n| GPU | t/s |\n|-|-|\n| 4090 | 150 |\n") ==
      Claims{"rtx-4090 llama-2-7b Q4_0 decode 150 tok/s"});
}

TEST_CASE("cards of one name are told apart by the memory in their row") {
  CHECK(claims_in(
            "| GPU | VRAM | TDP |\n|-|-|-|\n| RTX 4060 Ti | 8GB | 160W |\n| RTX 4060 Ti | 16GB | 165W |\n") ==
        Claims{"rtx-4060-ti-8gb 8 GB",
               "rtx-4060-ti-8gb rated 160 W",
               "rtx-4060-ti-16gb 16 GB",
               "rtx-4060-ti-16gb rated 165 W"});
}

TEST_CASE("a table of models has their sizes by storage type") {
  CHECK(claims_in("| Model size | Q4 VRAM | FP16 VRAM |\n|-|-|-|\n| 70B params | ~38GB | ~144GB |\n") ==
        Claims{"generic-70b Q4 run 38 GB", "generic-70b FP16 run 144 GB"});
}

TEST_CASE("streams of a batch are an aggregate rate") {
  CHECK(claims_in("| | H100 SXM |\n|-|-|\n| Llama 3.1 8B, batch 1 (tok/s) | 93 |\n| Llama 3.1 8B, batch 32 "
                  "(tok/s) | 2,462 |\n") ==
        Claims{"h100-sxm llama-3.1-8b decode 93 tok/s", "h100-sxm llama-3.1-8b aggregate 2462 tok/s"});
}

TEST_CASE("a sentence or a column of users says of how many streams a rate is") {
  CHECK(claims_in("The RTX 5060 Ti peaks at 768.8 tok/s on Qwen3.5-0.8B IQ4_NL at 32 concurrent users.") ==
        Claims{"rtx-5060-ti-16gb qwen3.5-0.8b IQ4_NL aggregate 768.8 tok/s"});
  CHECK(claims_in("# Mac mini M4\n\n| Model | Quant | Users | tok/s |\n|-|-|-|-|\n"
                  "| Qwen3-8B | Q8_0 | 4 | 30 |\n| Qwen3-8B | Q8_0 | 1 | 12 |\n") ==
        Claims{"m4-10c qwen3-8b Q8_0 aggregate 30 tok/s", "m4-10c qwen3-8b Q8_0 decode 12 tok/s"});
  CHECK(claims_in("Most users of a 4090 see 120 tok/s with Llama 3.1 8B.") ==
        Claims{"rtx-4090 llama-3.1-8b decode 120 tok/s"});
}

TEST_CASE("a server's rate is of one stream or of several where the page does not say") {
  CHECK(claims_in("Under vLLM the RTX 5090 does 8,691 tok/s with Llama 3.1 8B.") ==
        Claims{"rtx-5090 llama-3.1-8b throughput 8691 tok/s"});
  CHECK(claims_in("A single B200 has 17,500 tokens/sec on Llama-2-70B.") ==
        Claims{"1 x b200 llama-2-70b throughput 17500 tok/s"});
  CHECK(claims_in("All figures are for a single user.\n\nUnder vLLM the RTX 5090 does 120 tok/s with Llama "
                  "3.1 8B.") == Claims{"rtx-5090 llama-3.1-8b decode 120 tok/s"});
}

TEST_CASE("a number of streams that stands around a rate is of it, or the rate of one of them") {
  const std::string rate = "rtx-4090 llama-3.1-8b throughput 1500 tok/s";
  for (const char* text :
       {"We served Llama 3.1 8B to 32 concurrent users on one RTX 4090. There it reached 1,500 tok/s.",
        "# RTX 4090, batch size 32\n\n- Llama 3.1 8B: 1,500 tok/s\n",
        "# RTX 4090, Llama 3.1 8B\n\n- Concurrency: 32\n- Output throughput: 1,500 tok/s\n",
        "RTX 4090 (32 concurrent users)\n\n| Model | tok/s |\n|-|-|\n| Llama 3.1 8B | 1500 |\n",
        "# RTX 4090\n\n| Model | tok/s |\n|-|-|\n| Llama 3.1 8B | 1500 |\n\nMeasured with 32 parallel "
        "requests.\n"}) {
    CAPTURE(text);
    const formats::PageReading reading = reading_of(text);
    REQUIRE(reading.claims.size() == 1);
    CHECK(reading.claims.front().concurrency == 32);
    CHECK(reading.claims.front().phase == "throughput");
  }
  CHECK(
      claims_in("RTX 4090. All numbers are aggregate throughput.\n\n| Model | tok/s |\n|-|-|\n| Llama 3.1 8B "
                "| 1500 |\n") == Claims{rate});
  CHECK(claims_in("# RTX 4090, batch size 32\n\n## Single stream\n\n- Llama 3.1 8B: 120 tok/s\n") ==
        Claims{"rtx-4090 llama-3.1-8b decode 120 tok/s"});
  CHECK(claims_in("RTX 4090, Llama 3.1 8B AWQ in batches: 2,600 tok/s.").empty());
}

TEST_CASE("drafts that a heading or the text before announces are of the rates below") {
  CHECK(claims_in("# EAGLE-3 on RTX 4090\n\n| Model | tok/s |\n|-|-|\n| Llama 3.1 8B FP16 | 160 |\n") ==
        Claims{"rtx-4090 llama-3.1-8b FP16 drafted decode 160 tok/s"});
  CHECK(claims_in("We enabled a draft model.\n\nThe RTX 3090 now reaches 90 tok/s on Qwen3 32B Q4_K_M.") ==
        Claims{"rtx-3090 qwen3-32b Q4_K_M drafted decode 90 tok/s"});
  CHECK(claims_in(
            "# RTX 4090, Llama 3.1 8B\n\n| Setup | tok/s |\n|-|-|\n| INT4, no speculative decoding | 140 |\n"
            "| INT4, speculative decoding | 400 |\n") ==
        Claims{"rtx-4090 llama-3.1-8b INT4 decode 140 tok/s",
               "rtx-4090 llama-3.1-8b INT4 drafted decode 400 tok/s"});
  CHECK(claims_in("# EAGLE-3 on RTX 4090\n\n| Llama 3.1 8B FP16 | tok/s |\n|-|-|\n| Baseline | 55 |\n") ==
        Claims{"rtx-4090 llama-3.1-8b decode 55 tok/s"});
}

TEST_CASE("a number of cards before or behind a device's name is how many of it there are") {
  const std::string rate = "8 x h100-sxm llama-3.1-405b FP8 throughput 30 tok/s";
  for (const char* text : {"The HGX H100 8-GPU server serves Llama 3.1 405B FP8 at 30 tok/s.",
                           "H100 (8 GPUs), Llama 3.1 405B FP8: 30 tok/s.",
                           "An 8-GPU H100 server achieves 30 tok/s on Llama 3.1 405B FP8.",
                           "The H100 with 8 GPUs serves Llama 3.1 405B FP8 at 30 tok/s."}) {
    CAPTURE(text);
    CHECK(claims_in(text) == Claims{rate});
  }
  CHECK(claims_in("RTX 3090 and a second 3090, Llama 3.3 70B Q4_K_M runs at 16 tok/s") ==
        Claims{"2 x rtx-3090 llama-3.3-70b Q4_K_M decode 16 tok/s"});
}

TEST_CASE("a number of cores is no device, and neither is a part of one or what it is likened to") {
  CHECK(claims_in("Our 128-core server runs Llama 3.1 8B Q4_K_M at 40 tok/s.").empty());
  CHECK(claims_in("A DGX Spark: 128 GB of memory shared by the 20-core ARM Neoverse-V2 CPU and the GPU, with "
                  "273 GB/s of "
                  "bandwidth.") == Claims{"gb10 128 GB", "gb10 273 GB/s"});
  CHECK(claims_in("The numbers are comparable to MI300X numbers. Its bandwidth is 456 GB/s.").empty());
  CHECK(claims_in("A 96GB 6000 Pro is cheaper than two 5090s.") == Claims{"rtx-pro-6000-blackwell 96 GB"});
  CHECK(claims_in("The 4060 Ti 8 GB (288 GB/s) is slow.") ==
        Claims{"rtx-4060-ti-8gb 8 GB", "rtx-4060-ti-8gb 288 GB/s"});
}

TEST_CASE("bytes that are left, a bound, a room or what a model was before are not what it takes") {
  CHECK(claims_in("Quantized to Q4_K_M, Llama 3.3 70B drops from 141 GB to 42.5 GB.") ==
        Claims{"llama-3.3-70b Q4_K_M 42.5 GB"});
  CHECK(claims_in("Qwen3 14B Q4_K_M is about 8.5 GB of weights, leaving ~3 GB.") ==
        Claims{"qwen3-14b Q4_K_M 8.5 GB"});
  CHECK(claims_in("Even the Q2_K quant of Llama 3.1 70B blows past 12 GB.").empty());
  CHECK(claims_in("On 24 GB, Qwen3 32B Q4_K_M (19.8 GB) leaves 4 GB") == Claims{"qwen3-32b Q4_K_M 19.8 GB"});
  CHECK(claims_in("Q4_K_M brings 70B down to roughly 40.5 GB, IQ3_XXS to about 27 GB, and IQ2_XXS to a bit "
                  "over 19 GB.") ==
        Claims{"generic-70b Q4_K_M 40.5 GB", "generic-70b IQ3_XXS 27 GB", "generic-70b IQ2_XXS 19 GB"});
  CHECK(claims_in("M3 Ultra: GLM-4.6 Q4 does not fit in 96GB.").empty());
  CHECK(claims_in("| Setup | Memory footprint (GB) |\n|-|-|\n| L40S + Llama 3.1 8B FP16 | 43 |\n").empty());
  CHECK(claims_in(
            "# RTX 4090\n\n| Models | Llama-3.1-8B Q8_0 | Qwen3-8B |\n|-|-|-|\n| Size (GB) | 8.5 | 15 |\n") ==
        Claims{"llama-3.1-8b Q8_0 8.5 GB"});
}

TEST_CASE("a bandwidth of a test program or of copies is one that was reached") {
  CHECK(reading_of("rocm_bandwidth_test on the Ryzen AI Max+ 395 gives about 212 GB/s peak bandwidth.")
            .claims.front()
            .kind == "measured");
  CHECK(reading_of("# RTX 3090\n\n| theory | copy |\n|-|-|\n| 936 GB/s | 391 GB/s |\n").claims.front().kind ==
        "measured");
}

TEST_CASE("rates on the host, differences and waits under load are no rates of a stream") {
  CHECK(claims_in("# RTX 4060, Llama 3.1 8B Q4_K_M\n\n| ngl | test | t/s |\n|-|-|-|\n| 0 | tg 128 | 4.45 |\n"
                  "| 99 | tg 128 | 44 |\n") == Claims{"rtx-4060 llama-3.1-8b Q4_K_M decode 44 tok/s"});
  CHECK(claims_in(
            "# RTX 4090, Llama 3.1 8B\n\n| test | t/s | diff t/s % |\n|-|-|-|\n| tg128 | 120 | 8.63 |\n") ==
        Claims{"rtx-4090 llama-3.1-8b decode 120 tok/s"});
  CHECK(
      claims_in(
          "RTX 4090, Qwen3 14B AWQ, 24 concurrent users. Median time-to-first-token: ~0.7s even under load.")
          .empty());
  CHECK(reading_of("The RTX 4090 does Llama 3.1 8B at 7,200 tokens per minute, 8 ms per token.")
            .not_understood.size() == 2);
}

TEST_CASE("a paragraph that speaks of answers is not of the prompts of its heading") {
  CHECK(claims_in("# M3 Ultra and the Prefill Problem\n\nDecode is class-leading. On DeepSeek V3 4-bit, "
                  "benchmarks cite 20 "
                  "tok/s.") == Claims{"m3-ultra-80c deepseek-v3 4bit decode 20 tok/s"});
}

TEST_CASE("a rate has the context that its sentence states") {
  for (const char* text : {"RTX 3090, Qwen3 8B Q4_K_M at 32K context: 70 tok/s.",
                           "RTX 3090, Qwen3 8B Q4_K_M with 32,768 tokens of context: 70 tok/s.",
                           "RTX 3090, Qwen3 8B Q4_K_M, context length of 32768: 70 tok/s."}) {
    CAPTURE(text);
    const formats::PageReading reading = reading_of(text);
    REQUIRE(reading.claims.size() == 1);
    CHECK(reading.claims.front().context == 32768);
  }
}

TEST_CASE("the only device, model or family of a page is what its figures are of") {
  CHECK(claims_in("I got a Mac mini M4 and ran four sizes of Qwen 3.5.\n\n"
                  "| Model | Quant | Runtime | TG (t/s) |\n|-|-|-|-|\n| 0.8B | Q4_K_M | Ollama | 51 |\n") ==
        Claims{"m4-10c qwen3.5-0.8b Q4_K_M decode 51 tok/s"});
  CHECK(claims_in("- GPUs: 2x AMD Instinct MI50 32GB\n- CPU: Intel Xeon E5-2696 v4\n- Model: Qwen3-8B\n\n"
                  "Generation speed: 60 tokens/sec.") ==
        Claims{"mi50-32gb 32 GB", "2 x mi50-32gb qwen3-8b decode 60 tok/s"});
  CHECK(claims_in("A dual RTX 3090 rig with a Ryzen 9 9950X3D makes 19 tok/s of Qwen3.6-27B.") ==
        Claims{"2 x rtx-3090 qwen3.6-27b decode 19 tok/s"});
  CHECK(claims_in("The RTX 4090 is old.\n\n| Spec | RTX 5090 | Delta |\n|-|-|-|\n| TDP | 575W | +28 W |\n") ==
        Claims{"rtx-5090 rated 575 W"});
}

TEST_CASE("a device that a page names in full may be named for short on it") {
  CHECK(claims_in(
            "The DGX Spark and the Strix Halo differ: 273 GB/s on the Spark, 256 GB/s on the Strix Halo.") ==
        Claims{"gb10 273 GB/s", "strix-halo 256 GB/s"});
  CHECK(
      claims_in("A board with 4x V100 SXM2 16GB.\n\n| Topic | Fact |\n|-|-|\n| V100 16GB price | $99 |\n") ==
      Claims{"v100-sxm2-16gb 16 GB", "v100-sxm2-16gb 99 USD"});
}

TEST_CASE("bytes that a model takes to run are more than its file") {
  CHECK(claims_in("Llama 3 70B at 4-bit quantization consumes 39.8 GB of VRAM.") ==
        Claims{"llama-3-70b 4bit run 39.8 GB"});
  CHECK(claims_in("The file of Qwen3-8B Q4_K_M weighs 5 GB.") == Claims{"qwen3-8b Q4_K_M 5 GB"});
  CHECK(claims_in("8GB cards such as the RTX 4060: 7B at 4-bit.").empty());
}

TEST_CASE("a tier of memory is not what its model takes") {
  CHECK(claims_in("- 16 GB VRAM (RTX 4080 / RTX 5080): Mistral Small 3.1 24B Q4_K_M at 55 tok/sec.") ==
        Claims{"rtx-5080 mistral-small-3.1-24b Q4_K_M decode 55 tok/s"});
  CHECK(claims_in("- 12 GB VRAM (RTX 4070 Ti): Llama 3.1 8B Q8 (~9 GB, 80 tok/sec).") ==
        Claims{"rtx-4070-ti 12 GB", "llama-3.1-8b Q8 9 GB", "rtx-4070-ti llama-3.1-8b Q8 decode 80 tok/s"});
}

TEST_CASE("devices are counted before a name and over a column") {
  CHECK(claims_in("Llama 2 70B on 4 A100 (80 GB) makes 30 tok/s.") ==
        Claims{"4 x a100-sxm-80gb 80 GB", "4 x a100-sxm-80gb llama-2-70b throughput 30 tok/s"});
  CHECK(claims_in("# QwQ-32B under vLLM on A100 80GB\n\n| batch-size | tp=2 | tp=4 |\n|-|-|-|\n"
                  "| 1 | 36.2 tok/s | 50 tok/s |\n| 16 | 528 tok/s | 660 tok/s |\n") ==
        Claims{"2 x a100-sxm-80gb qwq-32b decode 36.2 tok/s",
               "4 x a100-sxm-80gb qwq-32b decode 50 tok/s",
               "2 x a100-sxm-80gb qwq-32b aggregate 528 tok/s",
               "4 x a100-sxm-80gb qwq-32b aggregate 660 tok/s"});
}

TEST_CASE("watts beside rates were drawn; those of a data sheet are rated") {
  CHECK(claims_in("| Device | Model | Speed | Power (peak) |\n|-|-|-|-|\n| RTX A400 | llama3.2:3b | 35.5 "
                  "tok/s | 167 W |\n") ==
        Claims{"rtx-a400 llama-3.2-3b decode 35.5 tok/s", "rtx-a400 measured 167 W"});
}

TEST_CASE("a figure behind \"has\" is no name, and the link in a card's name is none") {
  CHECK(claims_in("The RTX 4090 has 2 TB/s.") == Claims{"rtx-4090 2 TB/s"});
  CHECK(claims_in("The H100 PCIe has 2 TB/s of memory bandwidth.") == Claims{"h100-pcie 2 TB/s"});
  CHECK(claims_in("The H100 SXM reads 2 TB/s over PCIe.").empty());
}

TEST_CASE("a table of llama-bench says which rates are of prompts") {
  CHECK(claims_in("# RTX 3090\n\n| model | size | ngl | test | t/s |\n|-|-|-|-|-|\n"
                  "| Llama 3.1 8B Q4_K_M | 4.58 GiB | 99 | pp512 | 4500 |\n"
                  "| Llama 3.1 8B Q4_K_M | 4.58 GiB | 99 | tg128 | 110 |\n"
                  "| Llama 3.1 8B Q4_K_M | 4.58 GiB | 99 | pp512+tg128 | 500 |\n") ==
        Claims{"llama-3.1-8b Q4_K_M 4.58 GiB",
               "rtx-3090 llama-3.1-8b Q4_K_M prefill 4500 tok/s",
               "llama-3.1-8b Q4_K_M 4.58 GiB",
               "rtx-3090 llama-3.1-8b Q4_K_M decode 110 tok/s",
               "llama-3.1-8b Q4_K_M 4.58 GiB"});
}

TEST_CASE("what fits is a claim where the storage type is not said") {
  CHECK(claims_in("gpt-oss-120b fits on an RTX 4090.") == Claims{"rtx-4090 gpt-oss-120b FITS"});
}

TEST_CASE("what does not fit is a claim") {
  CHECK(claims_in("A 70B model at FP16: RTX 5090 says \"out of memory.\"") ==
        Claims{"rtx-5090 generic-70b FP16 OOM"});
  CHECK(claims_in("| GPU | 70B Q4 (t/s) |\n|-|-|\n| 3090 | OOM |\n") ==
        Claims{"rtx-3090 generic-70b Q4 OOM"});
}

TEST_CASE("the memory that is stated with a processor goes with its figures") {
  const auto memory_of = [](std::string text) {
    const formats::PageReading reading = reading_of(std::move(text));
    return reading.claims.empty() ? 0 : reading.claims.back().host_memory_mts;
  };
  for (const char* text :
       {"On a Ryzen 9 7950X with DDR5-6000, Llama 3.1 8B Q4_K_M generates 19 tok/s.",
        "With DDR5 at 6000 MT/s a Ryzen 9 7950X generates 19 tok/s on Llama 3.1 8B Q4_K_M.",
        "My Ryzen 9 7950X has DDR5-6000.\n\nOn the Ryzen 9 7950X Llama 3.1 8B Q4_K_M does 19 tok/s.",
        "| CPU | Llama 3.1 8B Q4_K_M (t/s) |\n|-|-|\n| Ryzen 9 7950X, DDR5-6000 | 19 |\n"}) {
    CAPTURE(text);
    CHECK(memory_of(text) == 6000);
  }
  CHECK(
      memory_of("| CPU | RAM | Llama 3.1 8B Q4_K_M (t/s) |\n|-|-|-|\n| Ryzen 9 7950X | DDR5-6400 | 20 |\n") ==
      6400);
  CHECK(memory_of("# Ryzen 9 7950X\n\n| RAM | Llama 3.1 8B Q4_K_M (t/s) |\n|-|-|\n| DDR5-6400 | 20 |\n") ==
        6400);
  CHECK_FALSE(memory_of("On a Ryzen 9 7950X Llama 3.1 8B Q4_K_M generates 17 tok/s.") > 0);
}

TEST_CASE("a model of another machine is not one that has no room on this one") {
  const std::string served = "An H100 serves Llama 3.1 70B FP8 at 30 tok/s. ";
  const formats::PageReading reading = reading_of(served + "A 4090 does 50 tok/s.");
  CHECK(reading.claims.size() == 1);
  CHECK(reading.not_understood.size() == 1);
  CHECK(claims_in(served + "An A100 80GB does 20 tok/s.") ==
        Claims{"h100-sxm llama-3.1-70b FP8 throughput 30 tok/s",
               "a100-sxm-80gb 80 GB",
               "a100-sxm-80gb llama-3.1-70b FP8 throughput 20 tok/s"});
  CHECK(claims_in("An M4 Max runs gpt-oss-120b at 70 tok/s. A 3090 does 110 tok/s.").size() == 1);
  CHECK(claims_in("An RTX 4090 runs Llama 3.1 8B Q4_K_M at 130 tok/s. A 3090 does 110 tok/s.").size() == 2);
}

TEST_CASE("the same model is that of the sentence before") {
  CHECK(claims_in("The RTX 3060 gets 45 tok/s with Llama 3.1 8B Q4. A Raspberry Pi 5 does 2 tok/s with the "
                  "same model and 5.5 "
                  "tok/s with Llama 3.2 3B Q8_0.") ==
        Claims{"rtx-3060-12gb llama-3.1-8b Q4 decode 45 tok/s",
               "raspberry-pi-5-8gb llama-3.1-8b Q4 decode 2 tok/s",
               "raspberry-pi-5-8gb llama-3.2-3b Q8_0 decode 5.5 tok/s"});
}

TEST_CASE("two words for one storage type are one") {
  CHECK(claims_in("Llama 3.1 70B Instruct AWQ INT4 runs on a single RTX 4090 24GB. It does 23 t/s.") ==
        Claims{"1 x rtx-4090 llama-3.1-70b AWQ FITS",
               "rtx-4090 24 GB",
               "1 x rtx-4090 llama-3.1-70b AWQ decode 23 tok/s"});
}

TEST_CASE("a storage type goes with the figure that it leads to") {
  CHECK(claims_in("Llama 3.1 8B at Q8_0 is 8.5 GB; at FP16 it is 16 GB.") ==
        Claims{"llama-3.1-8b Q8_0 8.5 GB", "llama-3.1-8b FP16 16 GB"});
  CHECK(claims_in("Llama 3.1 70B AWQ is small. The model fits at 17 GB of weights.") ==
        Claims{"llama-3.1-70b AWQ 17 GB"});
  CHECK(claims_in("Llama 3.1 8B takes 16 GB at FP16. The model needs 4.9 GB.").size() == 1);
  CHECK(claims_in("Llama 3.1 8B in Q4_K_M needs 4.9 GB and with 8-bit it uses 8.5 GB.") ==
        Claims{"llama-3.1-8b Q4_K_M 4.9 GB", "llama-3.1-8b 8bit 8.5 GB"});
  CHECK(
      claims_in("Llama 3.1 8B in Q4_K_M gets 130 tok/s on an RTX 4090 and the FP16 version gets 56 tok/s.") ==
      Claims{"rtx-4090 llama-3.1-8b Q4_K_M decode 130 tok/s", "rtx-4090 llama-3.1-8b FP16 decode 56 tok/s"});
}

TEST_CASE("a name ends before a figure with a unit") {
  CHECK(claims_in("The FP16 weights of Llama 3.1 8B take 16 GB.") == Claims{"llama-3.1-8b FP16 16 GB"});
}

TEST_CASE("a name in small letters begins a sentence") {
  CHECK(
      claims_in(
          "The RTX 5060 Ti 8GB fits all of Qwen3.6-35B-A3B at Q4_K_M.\ngpt-oss-120b fits on one RTX 3090.") ==
      Claims{"rtx-5060-ti-8gb 8 GB",
             "rtx-5060-ti-8gb qwen3.6-35b-a3b Q4_K_M FITS",
             "1 x rtx-3090 gpt-oss-120b FITS"});
}

TEST_CASE("bytes beside the bandwidth of a device are its memory") {
  CHECK(claims_in("The M2 Ultra offers 800 GB/s and up to 256 GB.") ==
        Claims{"m2-ultra-76c 800 GB/s", "m2-ultra-76c 256 GB"});
}

TEST_CASE("what a million tokens cost and how long they take is read with what it is reckoned from") {
  CHECK(claims_in("A 4090 at $0.40 an hour with 50 tok/s costs $0.22 per million tokens.") ==
        Claims{"rtx-4090 0.4 USD/h", "50 tok/s", "0.22 USD/Mtoken"});
  CHECK(claims_in("At 10 tok/s a million tokens take 28 hours; at 100 tok/s they take 28 minutes.") ==
        Claims{"10 tok/s", "1 Mtokens", "28 h", "100 tok/s", "28 min"});
  const formats::PageReading priced = reading_of("Their API asks $0.22 per million tokens.");
  CHECK(priced.claims.empty());
  CHECK(priced.not_understood.size() == 1);
  CHECK(claims_in("Reading costs $0.10 per million input tokens at 5,000 tok/s.").empty());
}

TEST_CASE("a rate in bits and in bytes is one") {
  CHECK(claims_in("Thunderbolt 4 is 40 Gbps, roughly 40 GB/s.") == Claims{"40 Gbit/s", "40 GB/s"});
  CHECK(claims_in("Two ports of 100 Gbps, or 25 GB/s.").empty());
}

TEST_CASE("a figure whose device or model is not known is counted, not guessed") {
  for (const char* text : {"The Tesla C2050 has 240 GB/s.",
                           "# Cards\n\nIt gets 40 t/s on Llama 3.1 8B.",
                           "The RTX 3090 gets 40 t/s.",
                           "The RTX 3090 gets 140 t/s with a 30B model at Q4.",
                           "The A100 PCIe has 1935 GB/s.",
                           "| GPU | Bandwidth |\n|-|-|\n| Tesla C2050 | 240 GB/s |\n",
                           "# RTX 3090\n\n| GPU | Bandwidth |\n|-|-|\n| My own card | 240 GB/s |\n",
                           "# P40\n\nA tinkerer buys a $50 shroud for the fan.",
                           "An RTX 3090 with a 1000W PSU.",
                           "The RTX 4090 reaches 2000 tok/s with Llama 3.1 8B for many concurrent users."}) {
    CAPTURE(text);
    const formats::PageReading reading = reading_of(text);
    CHECK(reading.claims.empty());
    CHECK(reading.not_understood.size() == 1);
    CHECK_FALSE(reading.not_understood.front().why.empty());
  }
}

TEST_CASE("a claim says where it stands and how it is written there") {
  const formats::PageReading reading =
      reading_of("a\n\n| GPU | Price |\n|---|---|\n| RTX 4090 | **~$1,599** used |\n");
  REQUIRE(reading.claims.size() == 1);
  CHECK(reading.claims[0].place.line == 5);
  CHECK(reading.claims[0].place.column == 17);
  CHECK(reading.claims[0].text == "$1,599");
}

TEST_CASE("the table of claims that is printed is one that can be read") {
  const formats::PageReading reading = reading_of(
      "The RTX 4090 has 24 GB of VRAM and 1,008 GB/s. With Llama 3.1 8B Q4_K_M the 4090 gets ~120-130 t/s.");
  const std::vector<judge::Claim> claims =
      judge::read_claims_text(formats::page_claims_table(reading, "my\tpage.md"), "t");
  REQUIRE(claims.size() == reading.claims.size());
  REQUIRE(claims.size() == 3);
  for (std::size_t i = 0; i < claims.size(); ++i) {
    CHECK(claims[i].low == reading.claims[i].low);
    CHECK(claims[i].column == reading.claims[i].place.column);
    CHECK(claims[i].text == reading.claims[i].text);
    CHECK(claims[i].guide == "my page.md");
  }
  CHECK(claims[2].kind == "expected");
}

TEST_CASE("figures say how they come about", "[pages]") {
  CHECK(claims_in("The A100 SXM 80GB does 624 TFLOPS INT8 dense.") ==
        Claims{"a100-sxm-80gb 80 GB", "a100-sxm-80gb INT8 dense 624 TFLOPS"});
  CHECK(claims_in("The L40S does 362 TFLOPS at FP16 without sparsity.") ==
        Claims{"l40s FP16 dense 362 TFLOPS"});
  CHECK(claims_in("The L40S is rated for 350 W.") == Claims{"l40s rated 350 W"});
  CHECK(claims_in("Four RTX 3090 need a 1200 W PSU.") == Claims{"4 x rtx-3090 supply 1200 W"});
  CHECK(claims_in("QLoRA of Qwen2.5 32B needs 24 GB.") == Claims{"qwen2.5-32b qlora 24 GB"});
  CHECK(claims_in("Full fine-tuning of Qwen2.5 7B takes 120 GB.") == Claims{"qwen2.5-7b full 120 GB"});
  CHECK(claims_in("Fine-tuning of Qwen2.5 7B takes 120 GB.").empty());
}

TEST_CASE("NVLink is claimed where nothing denies it", "[pages]") {
  CHECK(claims_in("The RTX 5080 supports NVLink.") == Claims{"rtx-5080 nvlink"});
  for (const char* text : {"The RTX 5080 has no NVLink.",
                           "Unlike the RTX 3090 the RTX 5080 has NVLink removed.",
                           "Does the RTX 5080 have NVLink?",
                           "If the RTX 5080 had NVLink, it would be faster.",
                           "NVIDIA dropped NVLink with the RTX 4090."}) {
    CAPTURE(text);
    CHECK(claims_in(text).empty());
  }
}

TEST_CASE("parts of a sum are claims only where there is a sum", "[pages]") {
  CHECK(claims_in("300 W for 8 hours a day at 0.20 USD/kWh are 14.6 USD a month.") ==
        Claims{"300 W", "8 h/day", "0.2 USD/kWh", "electricity 14.6 USD/month"});
  CHECK(claims_in("300 W around the clock at 0.20 USD/kWh are 43.8 USD a month.") ==
        Claims{"300 W", "24 h/day", "0.2 USD/kWh", "electricity 43.8 USD/month"});
  CHECK(claims_in("300 W 24/7 at 30 % utilization and 0.20 USD/kWh are 13 USD a month.") ==
        Claims{"300 W", "0.2 USD/kWh", "electricity 13 USD/month"});
  CHECK(claims_in("I use it 8 hours a day.").empty());
  CHECK(claims_in("I use it 24/7.").empty());
  CHECK(claims_in(
            "It idles at 25 W and draws 300 W. At 8 hours a day and 0.35 EUR/kWh this is 25 EUR a month.") ==
        Claims{"25 W", "300 W", "8 h/day", "0.35 EUR/kWh", "electricity 25 EUR/month"});
  CHECK(claims_in("At 1200 USD and 100 USD/month it pays for itself in 12 months.") ==
        Claims{"1200 USD", "100 USD/month", "12 months"});
  CHECK(
      claims_in("At 700 USD and 0.22 USD an hour it pays for itself after 320 hours; a job takes 4 hours.") ==
      Claims{"700 USD", "0.22 USD/h", "320 h"});
  CHECK(claims_in("20,000 steps at 4 it/s take 1.4 hours.") == Claims{"20000 steps", "4 it/s", "1.4 h"});
  CHECK(claims_in("Training took 14 hours.").empty());
}

TEST_CASE("a marked page shows the page's words and nothing of its markup") {
  const formats::Page page = formats::read_page(
      "# <i>Cards</i> & \"more\"\n\nThe RTX 4090 has <script>24 GB of VRAM & more.\n", "a.md");
  const formats::PageReading reading = formats::read_page_claims(page, catalog::Catalog::bundled());
  REQUIRE(reading.claims.size() == 1);
  const formats::PageClaim& claim = reading.claims[0];
  const std::string html =
      formats::marked_page(page, {{claim.begin, claim.end, "plausible", "<b>why\"</b>"}}, "1 claim");
  CHECK(html.find("Cards &amp; &quot;more&quot;") != std::string::npos);
  CHECK(html.find("<mark class=\"plausible\" title=\"&lt;b&gt;why&quot;&lt;/b&gt;\">24 GB<small>") !=
        std::string::npos);
  CHECK(html.find("<script") == std::string::npos);
  CHECK(html.find("<i>") == std::string::npos);
}

TEST_CASE("columns count devices, and a merged or ditto cell says what stands above it") {
  CHECK(claims_in("### H100 GPUs (FP8)\n\n| Model | TP (1) | Throughput (tok/s) |\n| --- | --- | --- |\n"
                  "| Llama 2 70B | 4 | 3,317 |\n") ==
        Claims{"4 x h100-sxm llama-2-70b FP8 throughput 3317 tok/s"});
  CHECK(claims_in("| GPU | Model | tok/s |\n| --- | --- | --- |\n| RTX 3090 | Llama 3.1 8B Q4_K_M | 100 |\n"
                  "|  | Qwen3 14B Q4_K_M | 60 |\n| \" | Qwen3 32B Q4_K_M | 30 |\n") ==
        Claims{"rtx-3090 llama-3.1-8b Q4_K_M decode 100 tok/s",
               "rtx-3090 qwen3-14b Q4_K_M decode 60 tok/s",
               "rtx-3090 qwen3-32b Q4_K_M decode 30 tok/s"});
}

TEST_CASE("the heading of a table, or the line above it, may say what its figures are", "[pages]") {
  const std::string table =
      "| GPU | Llama 3.1 8B Q4_K_M | Qwen3 32B Q4_K_M |\n|---|---|---|\n| RTX 4090 | 131 | 38 |\n";
  const Claims rates{"rtx-4090 llama-3.1-8b Q4_K_M decode 131 tok/s",
                     "rtx-4090 qwen3-32b Q4_K_M decode 38 tok/s"};
  CHECK(claims_in("## Generation (tokens per second)\n\n" + table) == rates);
  CHECK(claims_in("## Results\n\nAll figures are generation speed in tok/s.\n\n" + table) == rates);
  CHECK(claims_in("## Results\n\n" + table).empty());
}

TEST_CASE("figures of a list have each the storage type that stands before or behind them", "[pages]") {
  const Claims rates{"m2-ultra-76c llama-2-7b F16 decode 41 tok/s",
                     "m2-ultra-76c llama-2-7b Q8_0 decode 66 tok/s",
                     "m2-ultra-76c llama-2-7b Q4_0 decode 94 tok/s"};
  for (const char* list : {"41 t/s in F16, 66 t/s in Q8_0 and 94 t/s in Q4_0",
                           "41 t/s (F16), 66 t/s (Q8_0), 94 t/s (Q4_0)",
                           "41 t/s F16, 66 t/s Q8_0, 94 t/s Q4_0",
                           "F16 41 t/s, Q8_0 66 t/s and Q4_0 94 t/s",
                           "41 t/s in F16 (66 t/s in Q8_0; 94 t/s when quantized to Q4_0)",
                           "41 t/s, 66 t/s and 94 t/s in F16, Q8_0 and Q4_0 respectively"}) {
    CAPTURE(list);
    CHECK(claims_in(std::string("On an M2 Ultra, Llama 2 7B reaches ") + list + ".") == rates);
  }
  CHECK(claims_in("Llama 2 7B Q4_0 does 94 t/s with Q8_0 KV cache on an M2 Ultra.") ==
        Claims{"m2-ultra-76c llama-2-7b Q4_0 decode 94 tok/s"});
}

TEST_CASE("sizes of a list have each the storage type that stands before or behind them", "[pages]") {
  CHECK(claims_in("Llama 3.1 70B needs 140 GB in FP16, 70 GB in INT8 and 35 GB in INT4.") ==
        Claims{"llama-3.1-70b FP16 140 GB", "llama-3.1-70b INT8 70 GB", "llama-3.1-70b INT4 35 GB"});
  CHECK(claims_in("Llama 3.1 8B needs 4.9 GB in Q4_K_M, 8.5 GB in Q8_0.") ==
        Claims{"llama-3.1-8b Q4_K_M 4.9 GB", "llama-3.1-8b Q8_0 8.5 GB"});
  CHECK(claims_in("FP16 takes 16 GB, Q8_0 8.5 GB and Q4_K_M 4.9 GB for Llama 3.1 8B.") ==
        Claims{"llama-3.1-8b FP16 16 GB", "llama-3.1-8b Q8_0 8.5 GB", "llama-3.1-8b Q4_K_M 4.9 GB"});
}

TEST_CASE("what so many tokens take is a cache, not the weights", "[pages]") {
  for (const char* text : {"Llama 3.1 8B uses 128 KB per token in FP16, so 32k tokens need 4 GB.",
                           "KV cache of Llama 3.1 8B: 128 KB per token in FP16, so 32k tokens need 4 GB.",
                           "Llama 3.1 8B stores 131,072 bytes per token in FP16, that is 4 GB at 32k.",
                           "Llama 3.1 8B at FP16: 32k tokens of context take 4 GB.",
                           "For Llama 3.1 8B in FP16 a context of 32k takes about 4 GB.",
                           "In FP16 Llama 3.1 8B needs 4 GB for 32k tokens."}) {
    CAPTURE(text);
    const formats::PageReading reading = reading_of(text);
    CHECK(reading.claims.empty());
    CHECK(reading.not_understood.size() == 1);
  }
  CHECK(claims_in("At 128 KB per token, Llama 3.1 8B's FP16 weights take 16 GB.") ==
        Claims{"llama-3.1-8b FP16 16 GB"});
  CHECK(claims_in("Llama 3.1 8B has a context of 128k and takes 16 GB in FP16.") ==
        Claims{"llama-3.1-8b FP16 16 GB"});
  CHECK(claims_in("At 128 KB per token, the RTX 4090 with 24 GB runs Llama 3.1 8B.") ==
        Claims{"rtx-4090 24 GB"});
}

TEST_CASE("a rate's unit is read in whichever spelling over a column and in a sentence", "[pages]") {
  for (const char* unit : {"Token/s",
                           "Token/sec",
                           "Speed (token/s)",
                           "Tokens/s",
                           "Token per second",
                           "Tokens pro Sekunde",
                           "tk/s",
                           "Decode (t/sec)"}) {
    CAPTURE(unit);
    const Claims rate{"rtx-3090 llama-3.1-8b Q4_K_M decode 110 tok/s"};
    const std::string head = unit;
    CHECK(claims_in("| GPU | Model | " + head + " |\n|-|-|-|\n| RTX 3090 | Llama 3.1 8B Q4_K_M | 110 |\n") ==
          rate);
    CHECK(
        claims_in("<table><tr><th>GPU</th><th>Modell</th><th>" + head +
                      "</th></tr><tr><td>RTX 3090</td><td>Llama 3.1 8B Q4_K_M</td><td>110</td></tr></table>",
                  "a.html") == rate);
  }
  CHECK(claims_in("Die RTX 3090 schafft mit Llama 3.1 8B Q4_K_M 110 Tokens pro Sekunde.") ==
        Claims{"rtx-3090 llama-3.1-8b Q4_K_M decode 110 tok/s"});
  CHECK(claims_in("| GPU | Model | USD per token/s |\n|-|-|-|\n| RTX 3090 | Llama 3.1 8B Q4_K_M | 9 |\n")
            .empty());
}

TEST_CASE("a time to the first token has the length of its prompt, however it is said", "[pages]") {
  const auto n_prompt = [](const std::string& text) {
    const formats::PageReading reading = reading_of(text + " on an M2 Pro with Llama 3.1 8B Q4_K_M.");
    return reading.claims.size() == 1 ? reading.claims[0].n_prompt : -1;
  };
  for (const char* text : {"The first token of a 32k prompt takes 2 seconds",
                           "We saw a time to first token of 2 seconds with 32,768 prompt tokens",
                           "Time to first token is 2 s for a 32k prompt",
                           "The TTFT is 2 s at a prompt of 32k",
                           "The TTFT is 2 s (prompt length 32k)",
                           "The TTFT is 2 s for 32K input tokens",
                           "A 32k-token prompt takes 2 seconds to first token"}) {
    CAPTURE(text);
    CHECK(n_prompt(text) == 32768);
  }
  CHECK(n_prompt("The TTFT is 2 s for a 1.1k prompt and 128 output tokens") == 1126);
  CHECK(std::isnan(n_prompt("The TTFT is 2 s for 2 prompts")));
}

TEST_CASE("what is so many times or percent faster is a ratio, in words and figures", "[pages]") {
  const auto ratios = [](const std::string& said) {
    Claims out;
    for (const formats::PageClaim& c : reading_of("The RTX 5090 is " + said + " the RTX 4090.").claims) {
      out.push_back(fmt::format("{} {} {:.3g} {:.3g} {}", c.device, c.versus, c.low, c.high, c.unit));
    }
    return out;
  };
  for (const char* three : {"3 times faster than",
                            "three times faster than",
                            "3x faster than",
                            "three times as fast as",
                            "200% faster than",
                            "about 200 percent faster than"}) {
    CAPTURE(three);
    CHECK(ratios(three) == Claims{"rtx-5090 rtx-4090 3 3 x"});
  }
  CHECK(ratios("twice as fast as") == Claims{"rtx-5090 rtx-4090 2 2 x"});
  CHECK(ratios("20-30% faster than") == Claims{"rtx-5090 rtx-4090 1.2 1.3 x"});
  CHECK(ratios("not 3 times faster than").empty());
  CHECK(ratios("half as fast as") == Claims{"rtx-5090 rtx-4090 0.5 0.5 x"});
  CHECK(ratios("3 times slower than") == Claims{"rtx-4090 rtx-5090 3 3 x"});  // which is as fast
  const formats::PageReading counted =
      reading_of("I ran it 3 times on an RTX 4090 and twice on an RTX 5090.");
  CHECK((counted.claims.empty() && counted.not_understood.empty()));
}

TEST_CASE("what a machine needs is no rating of its chip", "[pages]") {
  CHECK(claims_in("The DGX Spark needs 240 W.") == Claims{"gb10 240 W"});
  CHECK(claims_in("The GB10 has a TDP of 240 W.") == Claims{"gb10 rated 240 W"});
  CHECK(claims_in("The RTX 4090 needs 450 W.") == Claims{"rtx-4090 rated 450 W"});
}

TEST_CASE("what running a card costs in a span is its bill, not its price", "[pages]") {
  const Claims bill{
      "rtx-4090 450 W", "rtx-4090 24 h/day", "rtx-4090 0.15 USD/kWh", "rtx-4090 electricity 48.6 USD/month"};
  for (const char* said : {"Running it 24/7 for a 30-day month at $0.15/kWh costs $48.60.",
                           "Running it around the clock for a month at $0.15/kWh costs $48.60.",
                           "Running 24/7 for 30 days at $0.15/kWh costs $48.60.",
                           "Running it 24/7 at $0.15/kWh costs $48.60 over 31 days.",
                           "Use it day and night for one month: at $0.15/kWh that is $48.60."}) {
    CAPTURE(said);
    CHECK(claims_in(std::string("An RTX 4090 draws 450 W. ") + said) == bill);
  }
  CHECK(claims_in("The RTX 4090 costs $1,599, draws 450 W, and a month of 24/7 at $0.15/kWh costs $48.60.") ==
        Claims{"rtx-4090 1599 USD",
               "rtx-4090 450 W",
               "rtx-4090 24 h/day",
               "rtx-4090 0.15 USD/kWh",
               "rtx-4090 electricity 48.6 USD/month"});
  CHECK(claims_in("An RTX 4090 draws 450 W. Running it 24/7 for a week at $0.15/kWh costs $11.34.") ==
        Claims{"rtx-4090 450 W"});
  CHECK(claims_in("For $700 the RTX 3090 runs 24/7.") == Claims{"rtx-3090 700 USD"});
}

TEST_CASE("what an hour at a tariff costs is a bill of electricity", "[pages]") {
  const Claims bill{"rtx-3090 350 W", "rtx-3090 0.4 USD/kWh", "rtx-3090 electricity 1.4 USD/h"};
  for (const char* said : {"at $0.40/kWh, so an hour costs $1.40.",
                           "and at $0.40/kWh that is $1.40 an hour.",
                           "and every hour of generation at $0.40/kWh costs $1.40.",
                           "and 1 hour at 40 cents per kWh costs $1.40."}) {
    CAPTURE(said);
    CHECK(claims_in(std::string("The RTX 3090 draws 350 W ") + said).size() == bill.size());
  }
  CHECK(claims_in("The RTX 3090 draws 350 W at $0.40/kWh, so an hour costs $1.40.") == bill);
  CHECK(
      claims_in("The RTX 3090 draws 350 W. At $0.40/kWh and 24/7 an hour costs $1.40 and a month $1,008.") ==
      bill);
  CHECK(claims_in("Renting an H100 at $2/h, one million tokens at 50 tok/s cost $0.50.") ==
        Claims{"h100-sxm 2 USD/h", "50 tok/s", "0.5 USD/Mtoken"});
}

TEST_CASE("the size of a model may stand in a column of its own") {
  CHECK(claims_in("| Model | Params | Quant | RTX 4060 tok/s |\n|-|-|-|-|\n"
                  "| DeepSeek R1 | 7B | Q4_K_M | 40 |\n| Mistral | 7 B | Q4_K_M | 42 |\n"
                  "| Qwen 2.5 Coder | 0.5B | Q8_0 | 90 |\n| Qwen3 14B | 14B | Q4_K_M | 25 |\n") ==
        Claims{"rtx-4060 deepseek-r1-distill-qwen-7b Q4_K_M decode 40 tok/s",
               "rtx-4060 mistral-7b Q4_K_M decode 42 tok/s",
               "rtx-4060 qwen2.5-coder-0.5b Q8_0 decode 90 tok/s",
               "rtx-4060 qwen3-14b Q4_K_M decode 25 tok/s"});
}

TEST_CASE("a model that the catalog does not know takes no other one's place") {
  const std::string known = "rtx-4090 llama-3.3-70b Q2_K decode 20 tok/s";
  for (const char* text :
       {"| Model | RTX 4090 tok/s |\n|-|-|\n| Llama 3.3 70B Q2_K | 20 |\n| Foobar | 300 |\n",
        "On the RTX 4090, Llama 3.3 70B Q2_K does 20 tok/s. Foobar Small Q4_K_M does 60 tok/s.",
        "On the RTX 4090, Llama 3.3 70B Q2_K does 20 tok/s. FooBar makes 300 tok/s. It makes 290 tok/s."}) {
    CAPTURE(text);
    CHECK(claims_in(text) == Claims{known});
    CHECK(!reading_of(text).not_understood.empty());
  }
}

TEST_CASE("a name with another memory than the catalog's device is another device") {
  CHECK(claims_in("The Jetson Orin NX 12GB runs Llama 3.2 3B Q4_K_M at 12 tok/s.").empty());
  CHECK(claims_in("The Jetson Orin™ NX 16GB runs Llama 3.2 3B Q4_K_M at 12 tok/s.") ==
        Claims{"jetson-orin-nx-16gb 16 GB", "jetson-orin-nx-16gb llama-3.2-3b Q4_K_M decode 12 tok/s"});
}

TEST_CASE("a rate for each user is that of one of so many streams") {
  const auto streams = [](const char* text) {
    std::string out;
    for (const formats::PageClaim& c : reading_of(text).claims)
      out += fmt::format("{} {} of {}, ", c.phase, c.low, c.concurrency);
    return out;
  };
  CHECK(streams("On the H100 SXM, Llama 3.3 70B FP8 in vLLM:\n\n| Batch | Per-user tok/s | Total tok/s |\n"
                "|-|-|-|\n| 32 | 25 | 800 |\n| 4 (concurrent) | 35 | 120 |\n") ==
        "decode 25 of 32, aggregate 800 of 32, decode 35 of 4, aggregate 120 of 4, ");
  CHECK(streams("On the H100 SXM, 32 users get 25 tok/s each from Llama 3.3 70B FP8.") ==
        "decode 25 of 32, ");
  CHECK(streams("Qwen3-32B FP16 on an H100 PCIe: 90 tok/s for a single user.") == "decode 90 of 1, ");
}

TEST_CASE("what is in a memory is not the memory of the card") {
  for (const char* text :
       {"GPU: RTX 3060\n\n| Item | VRAM |\n|-|-|\n| Weights | 8.5 GB |\n| Buffers | 0.8 GB |\n",
        "# RTX 3060, Qwen3 14B\n\n| Part | VRAM |\n|-|-|\n| KV cache, fp16 | 0.8 GB |\n",
        "VRAM usage on the RTX 4090: 21.5 GB.",
        "# RTX 4090\n\n- At bench: ~22 GB\n",
        "2x RTX 5090 use 31 GB per card."}) {
    CAPTURE(text);
    CHECK(claims_in(text).empty());
    CHECK(!reading_of(text).not_understood.empty());
  }
  CHECK(claims_in("# RTX 3060\n\n| Item | VRAM |\n|-|-|\n| Card | 12 GB |\n") ==
        Claims{"rtx-3060-12gb 12 GB"});
}

TEST_CASE("sizes of a list are said of what the first is said of") {
  CHECK(claims_in("The RTX 4090 comes with 24GB or 48GB.") == Claims{"rtx-4090 24 GB", "rtx-4090 48 GB"});
  CHECK(claims_in("Qwen3-32B Q4_K_M is about 20 GB on disk.") == Claims{"qwen3-32b Q4_K_M 20 GB"});
}

TEST_CASE("a processor is a host only where a card was named before it, or beside it") {
  CHECK(claims_in("The Ryzen 7 5800X does 8 tok/s on Llama 3.1 8B Q4_K_M. Qwen3 14B Q4_K_M drops to 4 tok/s. "
                  "An RTX 3060 would be faster.") ==
        Claims{"ryzen-7-5800x llama-3.1-8b Q4_K_M decode 8 tok/s",
               "ryzen-7-5800x qwen3-14b Q4_K_M decode 4 tok/s"});
  CHECK(claims_in(
            "My server has an EPYC 9654. Llama 3.1 8B Q4_K_M makes 40 tok/s.\n\nAn RTX 5090 has 32 GB.") ==
        Claims{"epyc-9654 llama-3.1-8b Q4_K_M decode 40 tok/s", "rtx-5090 32 GB"});
  const Claims card{"rtx-4090 llama-3.1-8b Q4_K_M decode 130 tok/s"};
  CHECK(claims_in("# RTX 4090\n\nThe host is a Ryzen 9 7950X. Llama 3.1 8B Q4_K_M makes 130 tok/s.") == card);
  CHECK(claims_in("- CPU: Ryzen 9 7950X\n- GPU: RTX 4090\n\nLlama 3.1 8B Q4_K_M makes 130 tok/s.") == card);
}

TEST_CASE("a machine of which somebody else may have one is not that of the page") {
  CHECK(claims_in("I ran this on an M1 Max. If you have an M2, M3 or M4, your numbers differ.\n\n"
                  "Qwen3-32B Q4_K_M makes 10 tok/s.") ==
        Claims{"m1-max-32c qwen3-32b Q4_K_M decode 10 tok/s"});
  CHECK(
      claims_in("I have an RTX 3090.\n\nIt runs Qwen3-32B Q4_K_M at 30 tok/s.\n\nThe RTX 5090 is faster.") ==
      Claims{"rtx-3090 qwen3-32b Q4_K_M decode 30 tok/s"});
}

TEST_CASE("a price of something else, or of nobody knows what, is not that of the card") {
  for (const char* text :
       {"# An RTX 3090 build\n\n| Part | Price |\n|-|-|\n| 64 GB DDR5 | $200 |\n| Total | $1,440 |\n",
        "# RTX 4090\n\n- RAM: 64 GB ($200)\n- Total: $3,100\n",
        "# Two RTX 3090s\n\n$5,000 is overkill.\n"}) {
    CAPTURE(text);
    CHECK(claims_in(text).empty());
    CHECK(!reading_of(text).not_understood.empty());
  }
  CHECK(claims_in("A complete RTX 4090 PC costs $5,000.") == Claims{"rtx-4090 machine 5000 USD"});
  CHECK(claims_in("Two RTX 3090s cost $1,400 in total. Two used 3090s at $600 each cost less.") ==
        Claims{"2 x rtx-3090 1400 USD", "rtx-3090 600 USD"});
  CHECK(claims_in("The RTX 4090 costs $1,599 and the electricity is $0.15 per kWh.").front() ==
        "rtx-4090 1599 USD");
  CHECK(claims_in("MI300X rents for $3.49/hr on RunPod, $6.50 elsewhere.") == Claims{"mi300x 3.49 USD/h"});
  CHECK(claims_in("# RTX 4090\n\n| Retailer | Price |\n|-|-|\n| Micro Center | $1,699 |\n") ==
        Claims{"rtx-4090 1699 USD"});
}

TEST_CASE("a unit that says what a figure is goes before the head of its column") {
  CHECK(claims_in("On the RTX 4060:\n\n| Model | Quant | Performance |\n|-|-|-|\n"
                  "| Llama 3.2 3B | Q4_K_M | 90 tok/s |\n") ==
        Claims{"rtx-4060 llama-3.2-3b Q4_K_M decode 90 tok/s"});
}

TEST_CASE("the storage type of the setup is that of the rates below it") {
  const Claims stored{"rtx-5090 qwen3-32b Q4_K_M decode 62 tok/s"};
  CHECK(claims_in("GPU: RTX 5090. Model: Qwen3-32B Q4_K_M.\n\nDecode makes 62 tok/s.") == stored);
  CHECK(claims_in("GPU: RTX 5090\n\n- Model: Qwen3-32B\n- Quantization: Q4_K_M\n- Generation: 62 tok/s\n") ==
        stored);
  CHECK(claims_in("# DGX Spark\n\n## Qwen3-235B-A22B-GPTQ-Int4\n\nConfig: TP=2, --quantization=gptq_marlin, "
                  "--kv-cache-dtype=fp8\n\n| Run | tok/s |\n|-|-|\n| first | 17.0 |\n") ==
        Claims{"2 x gb10 qwen3-235b-a22b GPTQ-4bit decode 17 tok/s"});
  CHECK(claims_in("Llama 3.1 8B in half precision does 55 tok/s on an RTX 4090, in bfloat16 54 tok/s.") ==
        Claims{"rtx-4090 llama-3.1-8b FP16 decode 55 tok/s", "rtx-4090 llama-3.1-8b BF16 decode 54 tok/s"});
}

TEST_CASE("what is denied, and what a machine is good for, says nothing of a rate") {
  const Claims plain{"rtx-3090 qwen3-14b Q4_K_M decode 60 tok/s"};
  for (const char* end : {", with zero CPU offload",
                          " without any offloading",
                          ", single user, no batching",
                          " with batching off",
                          ", great for batch jobs"}) {
    CAPTURE(end);
    CHECK(claims_in(std::string("Qwen3 14B Q4_K_M runs at 60 tok/s on an RTX 3090") + end + ".") == plain);
  }
  CHECK(claims_in("Running on CPU only, the EPYC 9654 gives 30 tok/s with Llama 3.1 8B Q4_K_M.") ==
        Claims{"epyc-9654 llama-3.1-8b Q4_K_M decode 30 tok/s"});
  CHECK(claims_in("On CPU only, Llama 3.1 8B Q4_K_M gives 3 tok/s beside the RTX 3090.").empty());
}

TEST_CASE("a part of a device has none of its figures") {
  CHECK(claims_in("The DGX Spark has a Neoverse-V2 CPU and 273 GB/s of bandwidth.") ==
        Claims{"gb10 273 GB/s"});
  CHECK(claims_in("The M3 Ultra combines two M3 Max chips, with up to 512GB of unified memory.") ==
        Claims{"m3-ultra-80c 512 GB"});
  CHECK(claims_in("At 456 GB/s, the Arc B580 moves weights and KV cache faster than the RTX 4060.") ==
        Claims{"arc-b580 456 GB/s"});
}

TEST_CASE("plurals, glued numbers and counts behind a name are of the device") {
  CHECK(claims_in("The DGX Sparks run Qwen3-32B FP8 at 7 tok/s.") ==
        Claims{"gb10 qwen3-32b FP8 decode 7 tok/s"});
  CHECK(claims_in("A 7900XTX has 24 GB of VRAM.") == Claims{"rx-7900-xtx 24 GB"});
  CHECK(claims_in("RTX 3090 x2: 48 GB of VRAM.") == Claims{"2 x rtx-3090 48 GB"});
  CHECK(claims_in("A two-node DGX Spark cluster does 17.0 tok/s on Qwen3-235B-A22B at GPTQ-Int4.") ==
        Claims{"2 x gb10 qwen3-235b-a22b GPTQ-INT4 decode 17 tok/s"});
  CHECK(claims_in("8B-q4 models run at 8 tok/s on a Ryzen 7 5800X.") ==
        Claims{"ryzen-7-5800x generic-8b Q4 decode 8 tok/s"});
}

TEST_CASE("an eval rate beside a prompt eval rate is one of the answer") {
  const Claims both{"rtx-3060-12gb llama-3.1-8b prefill 1204 tok/s",
                    "rtx-3060-12gb llama-3.1-8b decode 52 tok/s"};
  CHECK(claims_in("RTX 3060, llama3.1:8b: prompt eval rate 1204 tokens/s, eval rate 52 tokens/s.") == both);
  CHECK(claims_in("RTX 3060, llama3.1:8b:\n\nprompt eval rate: 1204 tokens/s\neval rate: 52 tokens/s\n") ==
        both);
}

TEST_CASE("yes and no below what is to fit are claims") {
  CHECK(claims_in("| GPU | Fits Llama 3.3 70B Q4_K_M |\n|-|-|\n| RTX 4090 | Yes |\n"
                  "| RTX 5090 | No (~42 GB needed) |\n| 2x RTX 3090 | Yes, with offload |\n") ==
        Claims{"rtx-4090 llama-3.3-70b Q4_K_M FITS",
               "rtx-5090 llama-3.3-70b Q4_K_M OOM",
               "llama-3.3-70b Q4_K_M 42 GB"});
}

TEST_CASE("the machine of a page is that of its list of hardware, where nothing nearer names another") {
  const std::string page =
      "# Old parts, new models\n\n## My hardware\n\n- CPU: Core i7-7700K\n- GPU: GTX 1660 Super (6GB "
      "VRAM)\n- RAM: 32GB "
      "DDR4\n\n## What it does\n\n| Model | Tokens/Second |\n|-|-|\n| Qwen3 4B | 65 |\n\n## Elsewhere\n\nOn "
      "an M3 Max "
      "Qwen3 32B runs at 11 tok/s.\n";
  CHECK(claims_in(page) == Claims{"gtx-1660-super 6 GB",
                                  "gtx-1660-super qwen3-4b decode 65 tok/s",
                                  "m3-max-40c qwen3-32b decode 11 tok/s"});
}

TEST_CASE("of a page about one card, once and several times, a rate says of how many it is") {
  const std::string page =
      "# Is NVLink worth it?\n\nThe rig has 2x RTX 3090.\n\nA single RTX 3090 has 24 GB.\n\nWhat came "
      "out:\n\n| | Qwen3 32B AWQ "
      "|\n|-|-|\n"
      "| TP=2 | 66 tok/s |\n| Single GPU | 41 tok/s |\n| as it comes | 50 tok/s |\n";
  const formats::PageReading reading = reading_of(page);
  Claims rates;
  for (const formats::PageClaim& c : reading.claims) {
    if (c.unit == "tok/s") rates.push_back(claim_line(c));
  }
  CHECK(rates ==
        Claims{"2 x rtx-3090 qwen3-32b AWQ decode 66 tok/s", "1 x rtx-3090 qwen3-32b AWQ decode 41 tok/s"});
  REQUIRE(reading.not_understood.size() == 1);
  CHECK(reading.not_understood[0].why == "of how many devices is not said");
}

TEST_CASE("what the brackets behind a rate name is what it is of") {
  CHECK(claims_in("The RTX 5090 makes 210 tok/s (8B Q4), 60 tok/s (32B Q4) and 11 tok/s (70B Q4).") ==
        Claims{"rtx-5090 generic-8b Q4 decode 210 tok/s",
               "rtx-5090 generic-32b Q4 decode 60 tok/s",
               "rtx-5090 generic-70b Q4 decode 11 tok/s"});
}

TEST_CASE("a line whose label is a storage type or a size is of the model that leads it in") {
  CHECK(claims_in("**A 32B model (like Qwen3 32B):**\n\n- FP16: ~64GB\n- 4-bit quantization: 16-18GB\n") ==
        Claims{"qwen3-32b FP16 64 GB", "qwen3-32b 4bit 16..18 GB"});
  CHECK(claims_in("## Phi-4 Q6_K\n\n- Size: 12GB\n- Use: math\n") == Claims{"phi-4 Q6_K 12 GB"});
}

TEST_CASE("a column of sizes says which of its models a name is") {
  CHECK(claims_in("## M4 Pro (64 GB)\n\n| Size | Model | Tokens/Second |\n|-|-|-|\n| 7B | DeepSeek R1 "
                  "Distill Q4 | 44 "
                  "tok/sec |\n")
            .back() == "m4-pro-20c deepseek-r1-distill-qwen-7b Q4 decode 44 tok/s");
}

TEST_CASE("a chip of Apple that has not so much memory is a larger one of its generation") {
  CHECK(claims_in("Qwen3 30B-A3B Q4 does 40 tok/s on an M1 64GB.") ==
        Claims{"m1-max-32c qwen3-30b-a3b Q4 decode 40 tok/s", "m1-max-32c 64 GB"});
}

TEST_CASE("a machine whose name ends like a count is one machine") {
  CHECK(claims_in("The GMKtec EVO-X2 runs Llama 3.3 70B Q4 at 5.1 tok/s.") ==
        Claims{"strix-halo llama-3.3-70b Q4 decode 5.1 tok/s"});
}

TEST_CASE("a unit in a head may be written with underscores, and a test is llama-bench's or none") {
  CHECK(claims_in(
            "# RTX 4090\n\n| model | quant | tokens_per_second |\n|-|-|-|\n| qwen3:8b | Q4_K_M | 128 |\n") ==
        Claims{"rtx-4090 qwen3-8b Q4_K_M decode 128 tok/s"});
  CHECK(claims_in("# RTX 4090\n\n| model | test | t/s |\n|-|-|-|\n| Qwen3 8B Q8_0 | tp 512 | 9000 |\n")
            .empty());
}

TEST_CASE("a post in small letters has sentences too") {
  CHECK(claims_in("got 2x tesla p40 and an old xeon with 128gb ddr4. mixtral 8x7b q5 does 20 t/s on the "
                  "p40s. the p40 "
                  "has 346 GB/s bandwidth. no nvlink, but who needs it.") ==
        Claims{"p40 mixtral-8x7b Q5 decode 20 tok/s", "p40 346 GB/s"});
}

TEST_CASE("dollars an hour are a rent whatever the column is called") {
  CHECK(claims_in("| GPU | Cloud A | Cloud B |\n|-|-|-|\n| H100 SXM | $2.69/hr | $12.29/hr |\n") ==
        Claims{"h100-sxm 2.69 USD/h", "h100-sxm 12.29 USD/h"});
}

TEST_CASE("a cell that lists devices is read as a sentence") {
  CHECK(claims_in(
            "| What | Examples |\n|-|-|\n| GPU memory | H200 (141 GB), MI300X (192 GB), B200 (180 GB) |\n") ==
        Claims{"h200 141 GB", "mi300x 192 GB", "b200 180 GB"});
}

TEST_CASE("the rows of a list of parts are not of the card") {
  CHECK(
      claims_in(
          "# My RTX 3090 box\n\n| Part | What | Cost |\n|-|-|-|\n| GPU | RTX 3090 24GB | $700 |\n| "
          "Motherboard | "
          "some | $120 |\n| Memory | 64GB | $150 |\n| Power | 1000W unit | $130 |\n| Case | any | $60 |\n") ==
      Claims{"rtx-3090 24 GB", "rtx-3090 700 USD"});
}

TEST_CASE("a size in a card's name is what it has, said once, in a sentence or a list of parts") {
  CHECK(claims_in("- RTX 3090 24GB ($700 used)\n- a used A6000 if you want 48GB\n") ==
        Claims{"rtx-3090 24 GB", "rtx-3090 700 USD", "rtx-a6000 48 GB"});
  CHECK(claims_in("The RTX 6000 Pro 96GB has 96 GB of GDDR7.") == Claims{"rtx-pro-6000-blackwell 96 GB"});
  CHECK(claims_in("# RTX 4090 24GB\n").empty());
  CHECK(claims_in("A Ryzen 5 5600G will do.").empty());
  CHECK(claims_in("| Part | What |\n|-|-|\n| GPUs | 8x RTX 3090 (24GB each = 192GB VRAM) |\n") ==
        Claims{"rtx-3090 24 GB", "8 x rtx-3090 192 GB"});
}

TEST_CASE("what memory unlocks, or ends at, is that of the device") {
  CHECK(claims_in("An RTX 3090 at $700: 24GB VRAM unlocks larger models.") ==
        Claims{"rtx-3090 700 USD", "rtx-3090 24 GB"});
  CHECK(claims_in("The M4 Pro Mac Mini maxes out at 64GB, which rules 70B models out.") ==
        Claims{"m4-pro-20c 64 GB"});
}

TEST_CASE("a machine whose chip is not said is not that of the page") {
  const std::string page = "# RTX 3090\n\nThe RTX 3090 draws 350 W.\n\n";
  CHECK(claims_in(page + "A Mac mini draws 47 W.").size() == 1);
  CHECK(claims_in(page + "## On a GMKtec K99\n\nLlama 3.1 8B Q4_K_M runs at 11 tok/s.").size() == 1);
  CHECK(claims_in("# M4 Pro\n\nThe M4 Pro has 273 GB/s.\n\nIts Mac mini draws 47 W.").size() == 2);
}

TEST_CASE("the Mac is that of the page's only chip of Apple") {
  const std::string page = "# M3 Ultra against RTX 3090\n\nThe RTX 3090 has 24 GB.\n\n";
  CHECK(claims_in(page + "The Mac Studio draws 180 W.").back() == "m3-ultra-80c 180 W");
  CHECK(claims_in(page + "The M4 Max is newer. The Mac Studio draws 180 W.").size() == 1);
}

TEST_CASE("how many cores a chip has is said behind its name") {
  CHECK(claims_in("| Machine | Bandwidth |\n|-|-|\n| M3 Ultra (28C CPU / 60C GPU) | 819 GB/s |\n") ==
        Claims{"m3-ultra-60c 819 GB/s"});
  CHECK(claims_in("The M4 Max with a 32-core GPU has 410 GB/s.") == Claims{"m4-max-32c 410 GB/s"});
}

TEST_CASE("several V100 are no V100S, and the Ryzen AI Max+ 495 is no Strix Halo") {
  CHECK(claims_in("Four V100s with 32 GB each.") == Claims{"4 x v100-sxm2-32gb 32 GB"});
  CHECK(reading_of("The V100S has 1134 GB/s.").claims.at(0).device == "v100s-pcie-32gb");
  CHECK(claims_in("A Ryzen AI Max+ 495 with 192 GB is coming.") == Claims{"gorgon-halo-495 192 GB"});
  CHECK(claims_in("# Strix Halo\n\nThe Strix Halo has 256 GB/s. The Gorgon Halo has 192 GB.") ==
        Claims{"strix-halo 256 GB/s", "gorgon-halo-495 192 GB"});
}

TEST_CASE("two rates of one cell are of the phases that stand behind them") {
  CHECK(claims_in("# RTX 4090\n\n| Model | Speed |\n|-|-|\n"
                  "| Qwen3 8B Q4_K_M | 5100 tok/s prompt, 120 tok/s gen |\n") ==
        Claims{"rtx-4090 qwen3-8b Q4_K_M prefill 5100 tok/s", "rtx-4090 qwen3-8b Q4_K_M decode 120 tok/s"});
  CHECK(claims_in("The RTX 4090 does 5100 tok/s PP in and ~120 tok/s out with Qwen3 8B Q4_K_M.") ==
        Claims{"rtx-4090 qwen3-8b Q4_K_M prefill 5100 tok/s", "rtx-4090 qwen3-8b Q4_K_M decode 120 tok/s"});
}

TEST_CASE("a batch of a prompt's tokens is no number of streams") {
  CHECK(claims_in("# RTX 4090\n\n| model | n_batch | test | t/s |\n|-|-|-|-|\n"
                  "| Qwen3 8B Q4_K_M | 512 | tg128 | 120 |\n") ==
        Claims{"rtx-4090 qwen3-8b Q4_K_M decode 120 tok/s"});
}

TEST_CASE("what llama-bench calls a model is the one of its shape that the page names") {
  CHECK(claims_in("# RTX 5090, Qwen3.5-35B-A3B\n\n| model | size | params | test | t/s |\n|-|-|-|-|-|\n"
                  "| qwen35moe 35B.A3B Q4_K | 20.7 GiB | 34.66 B | tg128 | 190 |\n")
            .back() == "rtx-5090 qwen3.5-35b-a3b Q4_K decode 190 tok/s");
}

TEST_CASE("a page that has a card once and twice must say of how many a rate is, under whichever heading") {
  CHECK(claims_in("# llama.cpp on the RX 7900 XTX\n\nRuns on 2x RX 7900 XTX, or on one RX 7900 XTX.\n\n"
                  "## What it does\n\nQwen3 8B Q4_K_M runs at 90 tok/s.\n")
            .empty());
}

TEST_CASE("what costs a million tokens is no price of a device, nor is what is aimed at a rate") {
  CHECK(claims_in("| GPU | Price/hr | Cost per 1M tokens |\n|-|-|-|\n| T4 | $0.59 | $3.28 |\n") ==
        Claims{"t4 0.59 USD/h", "t4 3.28 USD/Mtoken"});
  CHECK(claims_in("On the RTX 4090, Qwen3 8B Q4_K_M misses the 200 tok/s target.").empty());
}

TEST_CASE("a column of times to the first token is read where one request is served") {
  CHECK(claims_in("# RTX 4090\n\n| Model | TPS | TTFT |\n|-|-|-|\n| Qwen3 8B Q4_K_M | 120 | 85 ms |\n") ==
        Claims{"rtx-4090 qwen3-8b Q4_K_M decode 120 tok/s", "rtx-4090 qwen3-8b Q4_K_M ttft 85 ms"});
  CHECK(claims_in("# RTX 4090\n\n| Model | TTFT (ms) |\n|-|-|\n| Qwen3 8B Q4_K_M | 85 |\n") ==
        Claims{"rtx-4090 qwen3-8b Q4_K_M ttft 85 ms"});
  CHECK(claims_in("# RTX 4090\n\n| Model | Users | TTFT (ms) |\n|-|-|-|\n| Qwen3 8B Q4_K_M | 8 | 850 |\n")
            .empty());
}

TEST_CASE("a price that went from one to another is two, and all of several cards have all their memory") {
  CHECK(claims_in("The DGX Spark went from $3,999 to $4,699.") == Claims{"gb10 3999 USD", "gb10 4699 USD"});
  CHECK(claims_in("Three used 3090s (72GB combined) do it.") == Claims{"3 x rtx-3090 72 GB"});
  CHECK(claims_in("The M4 Pro configuration with 48GB is for 14B models.") == Claims{"m4-pro-20c 48 GB"});
}

TEST_CASE("neither of two devices that something is compared with is meant") {
  CHECK(claims_in(
            "The rig is faster than a DGX Spark or a Strix Halo on models of that size, but draws 1000 W.")
            .empty());
}

TEST_CASE("the size behind a model's name is the model's") {
  CHECK(claims_in("### phi3:mini (3.8B)\n\n| GPU | TPS |\n|-|-|\n| RTX 4090 | 280 |\n") ==
        Claims{"rtx-4090 phi-3-mini-4k decode 280 tok/s"});
}

TEST_CASE(
    "a share of what is specified is what was reached, and what is reckoned or aimed at is no memory of a "
    "card") {
  CHECK(reading_of("On the Strix Halo I got 212 GB/s (83% max theoretical).").claims.at(0).kind ==
        "measured");
  CHECK(claims_in("On an RX 7900 XTX: 30GB model / 2 GPUs = 15GB per GPU.").size() <= 1);
  CHECK(claims_in("The M4 Max has 128 GB, below your 256 GB target.") == Claims{"m4-max-40c 128 GB"});
  CHECK(claims_in("The RTX PRO 6000 does it, nearly 2x faster than the RTX PRO 6000.").empty());
}

TEST_CASE("a column of contexts says of how many tokens the memory of a run is") {
  const formats::PageReading reading =
      reading_of("| Model | VRAM used | Context |\n|-|-|-|\n| Qwen2.5-72B (IQ3_XXS) | 40GB | 32k tokens |\n");
  REQUIRE(reading.claims.size() == 1);
  CHECK(reading.claims[0].context == 32768);
}

TEST_CASE("models of one shape are one") {
  CHECK(claims_in("# 8x H100\n\nWe serve DeepSeek-V3-AWQ and DeepSeek-R1-AWQ.\n\n"
                  "One user gets 33 tok/s on the 8x H100.\n")
            .size() == 1);
}

TEST_CASE("the MoE and the dense model are the page's only ones of their kind") {
  const std::string page = "# RTX 3090\n\nQwen3 30B-A3B against Qwen3 32B, both Q4_K_M.\n\n";
  CHECK(
      claims_in(page +
                "The RTX 3090 runs the MoE at 150 tok/s. The RTX 3090 gets 35 tok/s with the dense model.") ==
      Claims{"rtx-3090 qwen3-30b-a3b decode 150 tok/s", "rtx-3090 qwen3-32b decode 35 tok/s"});
  CHECK(claims_in(page + "Mixtral 8x7B is older.\n\nThe RTX 3090 runs the MoE at 150 tok/s.").empty());
}

TEST_CASE("a row may be labelled by its link, or by its absence") {
  const formats::PageReading reading = reading_of(
      "# Two RTX 3090, Qwen3 32B Q4_K_M\n\n| Config | Average |\n|-|-|\n| TP=2, PCIe only | 44 tok/s |\n"
      "| TP=2 (no NVLink) | 43 tok/s |\n| TP=2 NVLink | 66 tok/s |\n");
  REQUIRE(reading.claims.size() == 3);
  CHECK(reading.claims[1].interconnect.empty());
  CHECK(reading.claims[2].interconnect == "nvlink");
}

TEST_CASE("a processor's bandwidth is that of its modules") {
  CHECK(claims_in("The EPYC 9655 reads its 12 channels of DDR5 at up to 576 GB/s.") ==
        Claims{"epyc-9655 576 GB/s"});
  CHECK(claims_in("The RTX 4090 sits beside DDR5 at 90 GB/s.").empty());
}

TEST_CASE("rates with a stroke between them are of a prompt and its answer where the page says so of others",
          "[formats][pages]") {
  CHECK(claims_in(
            "With GPT-OSS 20B (MXFP4) the DGX Spark does 2,000 tok/s prefill / 50 tok/s decode. The RTX 5090 "
            "reaches 8,500 tok/s / 200 tok/s.") == Claims{"gb10 gpt-oss-20b MXFP4 prefill 2000 tok/s",
                                                          "gb10 gpt-oss-20b MXFP4 decode 50 tok/s",
                                                          "rtx-5090 gpt-oss-20b MXFP4 prefill 8500 tok/s",
                                                          "rtx-5090 gpt-oss-20b MXFP4 decode 200 tok/s"});
  // Of which they are, nothing says; but no answers are so far apart.
  CHECK(claims_in("With Llama 3.1 8B Q4_K_M the RTX 4090 shows 8,500 tok/s / 130 tok/s.").empty());
}

TEST_CASE("what is said of one rate of a pair's streams is said of both", "[formats][pages]") {
  const formats::PageReading page = reading_of(
      "On the DGX Spark with Llama 3.1 8B FP8 batch 1 gives 8,000 tok/s prefill / 20.5 tok/s decode, and "
      "7,900 tok/s "
      "/ 368 tok/s at batch 32.");
  REQUIRE(page.claims.size() == 4);
  CHECK(page.claims[1].phase == "decode");
  CHECK(page.claims[1].concurrency == 1);
  CHECK(page.claims[2].phase == "prefill");
  CHECK(page.claims[3].phase == "aggregate");
  CHECK(page.claims[3].concurrency == 32);
}

TEST_CASE("a table may lack the line below its first row, or have tabs for bars", "[formats][pages]") {
  const Claims both{"rtx-3090 24 GB", "rtx-3090 750 USD", "rtx-4090 24 GB", "rtx-4090 1900 USD"};
  CHECK(claims_in("What I have:\n\n| GPU | VRAM | Price |\n| RTX 3090 | 24 GB | $750 |\n| RTX 4090 | 24 GB | "
                  "$1'900 |\n") == both);
  CHECK(claims_in("What I have:\n\nGPU\tVRAM\tPrice\nRTX 3090\t24 GB\t$750\nRTX 4090\t24 GB\t$1'900\n") ==
        both);
}

TEST_CASE("the number of a heading counts no cards", "[formats][pages]") {
  CHECK(claims_in("## 3. GPU Cores\n\nAn RTX 4090 does 130 tok/s with Llama 3.1 8B Q4_K_M.\n") ==
        Claims{"rtx-4090 llama-3.1-8b Q4_K_M decode 130 tok/s"});
}

TEST_CASE("a recommended model is the model of its row, with the size beside it", "[formats][pages]") {
  CHECK(claims_in("# On an RTX 5090\n\n| Use | Recommended Model | Params | Quant | Speed (tok/s) "
                  "|\n|---|---|---|---|---|\n"
                  "| Code | Qwen 2.5 Coder | 14B | Q4_K_M | 95 |\n") ==
        Claims{"rtx-5090 qwen2.5-coder-14b Q4_K_M decode 95 tok/s"});
}

TEST_CASE("the title among a page's settings is its heading", "[formats][pages]") {
  CHECK(claims_in("---\ntitle: \"An RTX 4090 for the home\"\n---\n\nNobody needs a server. You can expect "
                  "130 tok/s with "
                  "Llama 3.1 8B Q4_K_M.\n") == Claims{"rtx-4090 llama-3.1-8b Q4_K_M decode 130 tok/s"});
}

TEST_CASE("brackets behind the only name of a cell say what it has", "[formats][pages]") {
  CHECK(claims_in("| Upgrade | Notes |\n|---|---|\n| RTX 4090 (24 GB, $1,600) | quiet |\n") ==
        Claims{"rtx-4090 24 GB", "rtx-4090 1600 USD"});
}

TEST_CASE("a column of what fits lists models, but for those that are tight", "[formats][pages]") {
  CHECK(claims_in("| GPU | VRAM | Fits (Q4) |\n|---|---|---|\n| RTX 3060 12GB | 12 GB | Qwen3 8B, Gemma 3 "
                  "12B (14B tight) |\n") ==
        Claims{"rtx-3060-12gb 12 GB", "rtx-3060-12gb qwen3-8b Q4 FITS", "rtx-3060-12gb gemma-3-12b Q4 FITS"});
}

TEST_CASE("a card that a cloud has is a card", "[formats][pages]") {
  CHECK(claims_in("| | RTX 4090 | Cloud H100 SXM |\n|---|---|---|\n| VRAM | 24 GB | 80 GB |\n") ==
        Claims{"rtx-4090 24 GB", "h100-sxm 80 GB"});
}

TEST_CASE("a file's size is that of the model of the heading, and its storage type is no other model's",
          "[formats][pages]") {
  CHECK(claims_in("## The largest: Llama 3.1 405B\n\n- Q4_K_M results in a file size of about 243 GB.\n\n"
                  "## The small one: Llama 3.1 8B\n\nIt runs at 130 tok/s on an RTX 4090.\n") ==
        Claims{"llama-3.1-405b Q4_K_M 243 GB", "rtx-4090 llama-3.1-8b decode 130 tok/s"});
}

TEST_CASE("what a device comes nowhere near is not said of it", "[formats][pages]") {
  CHECK(claims_in("An RTX 4090 comes nowhere near 300 tok/s with Llama 3.1 8B Q4_K_M.").empty());
  CHECK(claims_in("# RTX 4090\n\nDon't expect 300 tok/s with Llama 3.1 8B Q4_K_M.").empty());
}

TEST_CASE("unified system memory is the device's, petaflops are read in the singular", "[formats][pages]") {
  CHECK(claims_in("The DGX Spark has 128 GB of coherent unified system memory.") == Claims{"gb10 128 GB"});
  CHECK(claims_in("The GB10 computes 1 PFLOP in sparse FP4.") == Claims{"gb10 FP4 sparse 1 PFLOPS"});
}

TEST_CASE("the memory of a model in a row need not say how it is stored", "[formats][pages]") {
  CHECK(claims_in("| Model | VRAM usage |\n|---|---|\n| Mistral 7B | 6 GB |\n") ==
        Claims{"mistral-7b run 6 GB"});
  CHECK(claims_in("Mistral 7B needs 6 GB.").empty());
}

TEST_CASE("columns of figures are no names, whatever stands over them", "[formats][pages]") {
  CHECK(claims_in("# RTX 4090\n\n## Mistral 7B int4\n\n| Metrics | GGUF (using CPU) | GGUF (using GPU) | "
                  "TensorRT-LLM |\n|---|---|---|---|\n"
                  "| Throughput (token/s) | 14.0 | 99.5 | 166.5 |\n| Disk Size (GB) | 4.1 | 4.1 | 3.7 |\n") ==
        Claims{"rtx-4090 mistral-7b INT4 decode 99.5 tok/s",
               "rtx-4090 mistral-7b INT4 throughput 166.5 tok/s",
               "mistral-7b INT4 4.1 GB",
               "mistral-7b INT4 4.1 GB",
               "mistral-7b INT4 3.7 GB"});
}

TEST_CASE("a row of a title alone stands above the names of a table's columns", "[formats][pages]") {
  CHECK(claims_in(
            "| Specifications | | |\n|---|---|---|\n| | H100 SXM | H200 |\n| Memory | 80 GB | 141 GB |\n") ==
        Claims{"h100-sxm 80 GB", "h200 141 GB"});
}

TEST_CASE("a heading of results leaves what the one beside it says", "[formats][pages]") {
  CHECK(claims_in("## Llama 3.1 8B on an RTX 4090\n\n### Q8_0\n\n### Results\n\n| Case | Speed (tok/s) "
                  "|\n|---|---|\n| single "
                  "stream | 90 |\n") == Claims{"rtx-4090 llama-3.1-8b Q8_0 decode 90 tok/s"});
}

TEST_CASE("what a machine is compared to has not its figures, what power costs is no price of it",
          "[formats][pages]") {
  CHECK(
      claims_in(
          "The RTX 3090 is old. As compared to its successor RTX 4090, it has less bandwidth (936 GB/s).") ==
      Claims{"rtx-3090 936 GB/s"});
  CHECK(claims_in("My electricity bill with an RTX 3090 was $187, a jump of $43.").empty());
  CHECK(claims_in("| GPU | Connection (GB/s) |\n|---|---|\n| RTX 4090 | PCIe 4.0 x16 (~32) |\n").empty());
}

TEST_CASE("memory that is not enough for a model is too little for it", "[formats][pages]") {
  CHECK(claims_in("An RTX 4060 has only 8 GB of VRAM, not enough for a 13B model.") ==
        Claims{"rtx-4060 8 GB", "rtx-4060 generic-13b OOM"});
  CHECK(claims_in(
            "| Problem | What you see |\n|---|---|\n| RTX 4090 with Llama 3.3 70B FP16 | OOM error |\n") ==
        Claims{"rtx-4090 llama-3.3-70b FP16 OOM"});
}

TEST_CASE("a rate that another comes closer to is that of the same machine", "[formats][pages]") {
  CHECK(claims_in("A Mac Studio M2 Ultra has 192 GB. It runs a Q5_K_M of Falcon 180B; closer to 2-4 tokens "
                  "per second.\n\n"
                  "An RTX 4090 is fast.\n") ==
        Claims{"m2-ultra-76c 192 GB", "m2-ultra-76c falcon-180b Q5_K_M decode 2..4 tok/s"});
}

TEST_CASE("a figure alone between two names is of the one above it", "[formats][pages]") {
  CHECK(claims_in("# RTX 4090\n\nQwen3 8B (Q4_K_M)\n110 tok/s\nQwen3 14B (Q4_K_M)\n62 tok/s\n", "a.txt") ==
        Claims{"rtx-4090 qwen3-8b Q4_K_M decode 110 tok/s", "rtx-4090 qwen3-14b Q4_K_M decode 62 tok/s"});
}

TEST_CASE("both of two devices that are joined are compared with, and nothing behind them is of either",
          "[formats][pages]") {
  CHECK(claims_in("## RTX 3060 12GB\n\nIt has more memory than the 3060 Ti and the 3070.\n\n- VRAM: 12 GB\n"
                  "- TDP: 170 W\n") == Claims{"rtx-3060-12gb 12 GB", "rtx-3060-12gb rated 170 W"});
  CHECK(claims_in("- H200: 1979 TFLOPS FP8 (as the H100), 4.8 TB/s, 700 W TDP") ==
        Claims{"h200 FP8 1979 TFLOPS", "h200 4.8 TB/s", "h200 rated 700 W"});
}

TEST_CASE("cores of a graphics processor tell chips apart and count no cards", "[formats][pages]") {
  CHECK(claims_in("| Machine | tok/s, Llama 3.1 8B Q4_K_M |\n|---|---|\n| M1 Ultra (48 GPU Core) | 60 |\n") ==
        Claims{"m1-ultra-48c llama-3.1-8b Q4_K_M decode 60 tok/s"});
}

TEST_CASE("the last part of a tablet's name is no part of its chip's", "[formats][pages]") {
  CHECK(claims_in("LFM2 1.2B at 4-bit does 124 tok/s on the iPad Pro M5.") ==
        Claims{"m5-10c lfm2-1.2b 4bit decode 124 tok/s"});
}

TEST_CASE("several of a card are written with an s", "[formats][pages]") {
  CHECK(claims_in("Two 5090s (64 GB) cost $4,000.") == Claims{"2 x rtx-5090 64 GB", "2 x rtx-5090 4000 USD"});
  CHECK(claims_in("At $949, the Arc Pro B70 is cheap, and four B70 cards have 128 GB.") ==
        Claims{"arc-pro-b70 949 USD", "4 x arc-pro-b70 128 GB"});
}

TEST_CASE("bounds, remainders and what is in use are no sizes of models", "[formats][pages]") {
  CHECK(claims_in("## RTX 3060 12GB\n\n- Runs Mistral 7B Q8_0 well, anything under 11 GB is fine.").empty());
  CHECK(claims_in("A 13B at Q4 will not run cleanly, you are 2-3 GB short.").empty());
  CHECK(claims_in("With both phones at 12 GB of RAM, Qwen3 1.7B Q4_K_M works.").empty());
  CHECK(claims_in("- GPU: RX 9070 XT\n- VRAM: at 14.5 GB out of 16 GB") == Claims{"rx-9070-xt 16 GB"});
}

TEST_CASE("what drafts is not what a rate is of", "[formats][pages]") {
  CHECK(claims_in("On an RTX 4090, Llama 3.1 8B Q8_0 with Llama 3.2 1B Q8_0 (draft) does 170 tok/s.") ==
        Claims{"rtx-4090 llama-3.1-8b Q8_0 drafted decode 170 tok/s"});
}

TEST_CASE("a machine's list of parts says of which card its other rows and the figures below are",
          "[formats][pages]") {
  CHECK(claims_in("| Component | Spec |\n|---|---|\n| GPUs | 4x Arc Pro B70 |\n| VRAM per GPU | 32 GB |\n"
                  "| Total VRAM | 128 GB |\n| Memory bandwidth | 608 GB/s per GPU |\n") ==
        Claims{"arc-pro-b70 32 GB", "4 x arc-pro-b70 128 GB", "4 x arc-pro-b70 608 GB/s"});
}

TEST_CASE("a card in a small computer, and the chip in a product, is what a row is of", "[formats][pages]") {
  const std::string head = "| System | tok/s, Llama 3.1 8B Q4_K_M |\n|---|---|\n| ";
  CHECK(claims_in(head + "Pi CM5 - 16GB (Nvidia RTX 4090) | 110 |\n") ==
        Claims{"rtx-4090 llama-3.1-8b Q4_K_M decode 110 tok/s"});
  CHECK(claims_in(head + "RTX 4090 (Ryzen 9 9950X) | 110 |\n") ==
        Claims{"rtx-4090 llama-3.1-8b Q4_K_M decode 110 tok/s"});
  CHECK(claims_in(head + "Pi 5 - 16GB | 2 |\n") ==
        Claims{"raspberry-pi-5-16gb llama-3.1-8b Q4_K_M decode 2 tok/s"});
}

TEST_CASE("blanks of print are blanks, and a narrow one may part thousands") {
  for (const char* blank : {"\u00a0", "\u202f", "\u2009"}) {
    CAPTURE(blank);
    CHECK(claims_in(fmt::format("RTX 3090, Llama 3.1 8B Q4_K_M: 110{}tok/s", blank)) ==
          Claims{"rtx-3090 llama-3.1-8b Q4_K_M decode 110 tok/s"});
  }
  CHECK(claims_in("RTX 3090, Llama 3.1 8B Q4_K_M: 3\u202f500\u202ftok/s prefill") ==
        Claims{"rtx-3090 llama-3.1-8b Q4_K_M prefill 3500 tok/s"});
}

TEST_CASE("each rate of a list has the phase that stands beside it") {
  const Claims slow_first = {"rtx-3090 llama-3.1-8b Q4_K_M decode 110 tok/s",
                             "rtx-3090 llama-3.1-8b Q4_K_M prefill 3500 tok/s"};
  const Claims fast_first = {slow_first[1], slow_first[0]};
  for (const char* said : {"3500 t/s PP, 110 t/s TG",
                           "3500 t/s input, 110 t/s output.",
                           "3500 t/s in and 110 t/s out.",
                           "in: 3500 t/s, out: 110 t/s",
                           "3500 t/s prefill 110 t/s decode",
                           "prefill 3500 t/s decode 110 t/s",
                           "3500 t/s (pp2048), 110 t/s (tg32)",
                           "Prompt evaluation speed 3500 t/s, evaluation speed 110 t/s",
                           "3500/110 t/s (pp/tg)",
                           "prefill/decode 3500 / 110 t/s",
                           "预填充速度 3500 tokens/s,生成速度 110 tokens/s。",
                           "Eingabe 3500 Token/s, Ausgabe 110 Token/s"}) {
    CAPTURE(said);
    CHECK(claims_in(std::string("RTX 3090, Llama 3.1 8B Q4_K_M: ") + said) == fast_first);
  }
  for (const char* said : {"110 t/s TG, 3500 t/s PP",
                           "110 tok/s, with prefill of 3500 tok/s.",
                           "110 tok/s with a prefill of 3500 tok/s.",
                           "110 tok/s, prefill 3500 tok/s",
                           "tg/pp 110/3500 t/s"}) {
    CAPTURE(said);
    CHECK(claims_in(std::string("RTX 3090, Llama 3.1 8B Q4_K_M: ") + said) == slow_first);
  }
}

TEST_CASE("a rate whose phase is not certain is not understood") {
  for (const char* said : {"110 t/s prefill 3500 t/s",     // of either
                           "3500/110 t/s",                 // in either order
                           "110 t/s with a 4k prompt"}) {  // read or answered
    CAPTURE(said);
    CHECK(claims_in(std::string("RTX 3090, Llama 3.1 8B Q4_K_M: ") + said).empty());
  }
  // words of a language that is not read
  CHECK(claims_in("RTX 3090, Llama 3.1 8B Q4_K_M: lecture 3500 t/s, 110 t/s") ==
        Claims{"rtx-3090 llama-3.1-8b Q4_K_M decode 110 tok/s"});
}

TEST_CASE("a number that shares the unit of a rate is no device of that name") {
  CHECK(claims_in("RTX 3090, Llama 3.1 8B Q4_K_M: 3500/110 t/s (pp/tg)").front().starts_with("rtx-3090"));
  CHECK(claims_in("RTX 3090, Llama 3.1 8B Q4_K_M prefill: 3600 ± 20 t/s") ==
        Claims{"rtx-3090 llama-3.1-8b Q4_K_M prefill 3600 tok/s"});
}

TEST_CASE("the phase of a rate in a table stands in its cell, over its column or beside its row") {
  const std::string machine = "| RTX 3090 | Llama 3.1 8B Q4_K_M | ";
  const Claims both = {"rtx-3090 llama-3.1-8b Q4_K_M prefill 3500 tok/s",
                       "rtx-3090 llama-3.1-8b Q4_K_M decode 110 tok/s"};
  const auto cell = [&](const std::string& title, const std::string& said) {
    return claims_in("| GPU | Model | " + title + " |\n|-|-|-|\n" + machine + said + " |\n");
  };
  CHECK(cell("Speed", "3500 t/s (prefill), 110 t/s (decode)") == both);
  CHECK(cell("Speed", "prefill: 3500 t/s, decode: 110 t/s") == both);
  CHECK(cell("t/s", "3500 pp / 110 tg") == both);
  CHECK(cell("t/s", "pp 3500, tg 110") == both);
  CHECK(cell("pp/tg (t/s)", "3500/110") == both);
  CHECK(cell("Speed", "3500/110 t/s").empty());     // in which order?
  CHECK(cell("tok/s (4k prompt)", "110").empty());  // read or answered?
  CHECK(cell("t/s", "110 ± 2") == Claims{both[1]});
  CHECK(cell("tok/s | std", "110 | 2") == Claims{both[1]});
  CHECK(cell("Input (tok/s) | Output (tok/s)", "3500 | 110") == both);
  CHECK(cell("pp2048 | tg32", "3500 t/s | 110 t/s") == both);
  CHECK(cell("Phase | tok/s", "prefill | 3500") == Claims{both[0]});
  CHECK(cell("预填充 (tokens/s) | 生成速度 (tokens/s)", "3500 | 110") == both);
  CHECK(claims_in("| | RTX 3090 |\n|-|-|\n| Llama 3.1 8B Q4_K_M prompt | 3500 tok/s |\n"
                  "| Llama 3.1 8B Q4_K_M generation | 110 tok/s |\n") == both);
  CHECK(claims_in("# RTX 3090, Llama 3.1 8B Q4_K_M\n\n| | tok/s |\n|-|-|\n| Prompt processing | 3500 |\n"
                  "| Generation | 110 |\n| Long prompt | 100 |\n") == both);
}

TEST_CASE("a second row of titles goes on with those that it stands below") {
  const Claims both = {"rtx-3090 llama-3.1-8b Q4_K_M prefill 3800 tok/s",
                       "rtx-3090 llama-3.1-8b Q4_K_M decode 112 tok/s"};
  CHECK(claims_in("<table><tr><th rowspan=2>GPU</th><th colspan=2>Llama 3.1 8B Q4_K_M</th></tr>"
                  "<tr><th>pp512</th><th>tg128</th></tr>"
                  "<tr><td>RTX 3090</td><td>3800 t/s</td><td>112 t/s</td></tr></table>",
                  "a.html") == both);
  Claims four = both;
  four.emplace_back("rtx-3090 qwen2.5-14b Q4_K_M prefill 2000 tok/s");
  four.emplace_back("rtx-3090 qwen2.5-14b Q4_K_M decode 60 tok/s");
  CHECK(claims_in("| GPU | Llama 3.1 8B Q4_K_M | | Qwen2.5 14B Q4_K_M | |\n|-|-|-|-|-|\n"
                  "| | pp512 | tg128 | pp512 | tg128 |\n| RTX 3090 | 3800 | 112 | 2000 | 60 |\n") == four);
  // a row that goes on with the device above it is none
  CHECK(claims_in("| GPU | Model | tok/s |\n|-|-|-|\n| | Llama 3.1 8B Q4_K_M | 112 |\n"
                  "| RTX 3090 | Llama 3.1 8B Q4_K_M | 110 |\n") ==
        Claims{"rtx-3090 llama-3.1-8b Q4_K_M decode 112 tok/s",
               "rtx-3090 llama-3.1-8b Q4_K_M decode 110 tok/s"});
}

TEST_CASE("rates are said of a context by their row, their column or their own clause") {
  const auto contexts = [](const std::string& text) {
    std::vector<double> out;
    for (const formats::PageClaim& claim : reading_of(text).claims)
      out.push_back(claim.context > 0 ? claim.context : 0);
    return out;
  };
  using Contexts = std::vector<double>;
  const std::string machine = "| RTX 3090 | Llama 3.1 8B Q4_K_M | ";
  for (const char* title : {"Context", "Context length", "Depth", "ctx"}) {
    CAPTURE(title);
    CHECK(contexts(std::string("| GPU | Model | ") + title + " | tok/s |\n|-|-|-|-|\n" + machine +
                   "32768 | 62 |\n" + machine + "32k | 62 |\n") == Contexts{32768, 32768});
  }
  CHECK(contexts("| GPU | Model | tg128 | tg128 @ d16384 |\n|-|-|-|-|\n" + machine + "110 | 62 |\n") ==
        Contexts{0, 16384});
  CHECK(contexts("| GPU | Model | test | t/s |\n|-|-|-|-|\n" + machine + "tg128 @ d16384 | 62 |\n") ==
        Contexts{16384});
  CHECK(contexts("RTX 3090, Llama 3.1 8B Q4_K_M: 112 t/s at empty context, 62 t/s at 32k.") ==
        Contexts{0, 32768});
  CHECK(contexts("RTX 3090, Llama 3.1 8B Q4_K_M: 112 t/s at 0 context and 62 t/s at 32k context.") ==
        Contexts{0, 32768});
}

TEST_CASE("columns of streams, of devices and of contexts are settings, no figures without a unit") {
  const formats::PageReading read = reading_of(
      "| GPU | Model | Batch Size | Num GPUs | Context | tok/s |\n|-|-|-|-|-|-|\n"
      "| H100 | Llama 3.1 8B | 32 | 2 | 4096 | 2500 |\n");
  CHECK(read.not_understood.empty());
  REQUIRE(read.claims.size() == 1);
  CHECK(claim_line(read.claims[0]) == "2 x h100-sxm llama-3.1-8b aggregate 2500 tok/s");
  CHECK(read.claims[0].concurrency == 32);
  CHECK(claims_in("## Llama-3.1-70B on 8x H100\n\n| Concur | TTFT P50 (ms) | tok/s |\n|-|-|-|\n| 32 | 110 | "
                  "681 |\n") == Claims{"8 x h100-sxm llama-3.1-70b aggregate 681 tok/s"});
}

TEST_CASE("a rate of one user or one request is no rate of all of them") {
  CHECK(claims_in("| Model | Device | Concurrency | Tput User (TPS) | Tput (TPS) |\n|-|-|-|-|-|\n"
                  "| Llama 3.1 8B | H100 | 32 | 20.0 | 640 |\n") ==
        Claims{"h100-sxm llama-3.1-8b decode 20 tok/s", "h100-sxm llama-3.1-8b aggregate 640 tok/s"});
  for (const char* one : {" and a single request gets 145 tok/s.", ", 145 tok/s at batch 1."}) {
    CAPTURE(one);
    CHECK(claims_in(std::string("vLLM on an H100: Llama 3.1 8B FP8 gets 16,200 tok/s at batch 256") + one) ==
          Claims{"h100-sxm llama-3.1-8b FP8 aggregate 16200 tok/s",
                 "h100-sxm llama-3.1-8b FP8 decode 145 tok/s"});
  }
  CHECK(claims_in("With batch size 32 on an A100, vLLM serves Llama 2 13B FP16 at 1,100 tokens/s.") ==
        Claims{"a100-sxm-80gb llama-2-13b FP16 aggregate 1100 tok/s"});
}

TEST_CASE("what a heading says of the unit holds for columns of storage types") {
  const Claims both = {"rtx-3090 llama-3.1-8b Q4_K_M decode 110 tok/s",
                       "rtx-3090 llama-3.1-8b Q8_0 decode 75 tok/s"};
  const std::string table = "\n\n| Model | Q4_K_M | Q8_0 |\n|-|-|-|\n| Llama 3.1 8B | 110 | 75 |\n";
  CHECK(claims_in("## RTX 3090, tok/s" + table) == both);
  CHECK(claims_in("**Speeds (tok/s), RTX 3090**" + table) == both);
}

TEST_CASE("titles of columns may be German, Chinese or Japanese") {
  const Claims one = {"rtx-4090 qwen2.5-32b Q4_K_M decode 38 tok/s"};
  for (const char* titles : {"Grafikkarte | Modell | Quantisierung | Token/s",
                             "显卡 | 模型 | 量化 | 生成速度 (tokens/s)",
                             "GPU | モデル | 量子化 | tokens/s"}) {
    CAPTURE(titles);
    CHECK(claims_in(std::string("| ") + titles +
                    " |\n|-|-|-|-|\n| RTX 4090 | Qwen2.5-32B | Q4_K_M | 38 |\n") == one);
  }
}

TEST_CASE("the host that a line of hardware names beside its cards is no second device") {
  CHECK(claims_in("Test system: 2x RTX 3090, Ryzen 9 5950X\n\nLlama 3.3 70B\n\n| Backend | tok/s |\n|-|-|\n"
                  "| llama.cpp Q4_K_M | 17 |\n") ==
        Claims{"2 x rtx-3090 llama-3.3-70b Q4_K_M decode 17 tok/s"});
}

TEST_CASE("rates of another unit, or of none, in a column of rates are counted") {
  const auto left = [](const std::string& cell) {
    return reading_of("| GPU | Model | Speed |\n|-|-|-|\n| RTX 3090 | Llama 3.1 8B Q4_K_M | " + cell + " |\n")
        .not_understood.size();
  };
  CHECK(left("9.1 ms/token") == 1);
  CHECK(left("3500 pp / 110 tg") == 2);
  CHECK(left("110") == 1);
}

TEST_CASE("what was before a change is of the device that was there before") {
  const Claims both = {"gtx-1080-ti llama-3.1-8b Q4_K_M decode 35 tok/s",
                       "rtx-3090 llama-3.1-8b Q4_K_M decode 110 tok/s"};
  for (const char* text :
       {"I upgraded from a GTX 1080 Ti to an RTX 3090 and went from 35 t/s to 110 t/s on Llama 3.1 8B "
        "Q4_K_M.",
        "I replaced my GTX 1080 Ti with an RTX 3090 and Llama 3.1 8B Q4_K_M went from 35 t/s to 110 t/s.",
        "Going from a GTX 1080 Ti to an RTX 3090 took Llama 3.1 8B Q4_K_M from 35 to 110 t/s.",
        "Swapping the GTX 1080 Ti for an RTX 3090 took Llama 3.1 8B Q4_K_M from 35 t/s to 110 t/s."}) {
    CAPTURE(text);
    CHECK(claims_in(text) == both);
  }
  for (const char* text : {"Upgrading to an RTX 3090 took Llama 3.1 8B Q4_K_M from 35 t/s to 110 t/s.",
                           "I upgraded to an RTX 3090. Llama 3.1 8B Q4_K_M went from 35 t/s to 110 t/s."}) {
    CAPTURE(text);
    CHECK(claims_in(text) == Claims{both[1]});
  }
  CHECK(claims_in("Flash attention took Llama 3.1 8B Q4_K_M on my RTX 3090 from 85 t/s to 110 t/s.") ==
        Claims{"rtx-3090 llama-3.1-8b Q4_K_M decode 85 tok/s", both[1]});
}

TEST_CASE("a draft model is not what a rate is of, in sentences, headings and tables") {
  const std::string drafted = "rtx-3090 qwen2.5-32b Q4_K_M drafted decode 62 tok/s",
                    alone = "rtx-3090 qwen2.5-32b Q4_K_M decode 31 tok/s";
  for (const char* text :
       {"Qwen2.5-32B Q4_K_M with a 0.5B draft model on an RTX 3090 does 62 t/s.",
        "Qwen2.5-32B Q4_K_M drafted by Qwen2.5 0.5B Q8_0 does 62 t/s on an RTX 3090.",
        "Qwen2.5-32B Q4_K_M on an RTX 3090 does 62 t/s with Qwen2.5-0.5B as the draft model.",
        "Qwen2.5-32B Q4_K_M on an RTX 3090, draft model: Qwen2.5-0.5B: 62 t/s.",
        "# Qwen2.5-32B Q4_K_M with a 0.5B draft on an RTX 3090\n\n| | tok/s |\n|-|-|\n| code | 62 |\n",
        "| GPU | Model | tok/s |\n|-|-|-|\n| RTX 3090 | Qwen2.5-32B Q4_K_M + Qwen2.5-0.5B draft | 62 |\n"}) {
    CAPTURE(text);
    CHECK(claims_in(text) == Claims{drafted});
  }
  for (const char* text :
       {"Qwen2.5-32B Q4_K_M on an RTX 3090 does 62 t/s with a 0.5B draft model, 31 t/s without.",
        "Qwen2.5-32B Q4_K_M on an RTX 3090 does 62 t/s with speculative decoding and 31 t/s without it.",
        "| GPU | Model | Draft model | tok/s |\n|-|-|-|-|\n| RTX 3090 | Qwen2.5-32B Q4_K_M | Qwen2.5-0.5B | "
        "62 |\n"
        "| RTX 3090 | Qwen2.5-32B Q4_K_M | - | 31 |\n",
        "| GPU | Model | Speculative | tok/s |\n|-|-|-|-|\n| RTX 3090 | Qwen2.5-32B Q4_K_M | yes | 62 |\n"
        "| RTX 3090 | Qwen2.5-32B Q4_K_M | no | 31 |\n"}) {
    CAPTURE(text);
    CHECK(claims_in(text) == Claims{drafted, alone});
  }
}

TEST_CASE("a spill that one line or one side of a contrast tells is not of the others") {
  CHECK(claims_in("Ollama on an RTX 4060:\nllama3.1:8b: 42 tok/s\nqwen2.5:14b: 11 tok/s (spills to CPU)") ==
        Claims{"rtx-4060 llama-3.1-8b decode 42 tok/s", "rtx-4060 qwen2.5-14b offloaded decode 11 tok/s"});
  CHECK(claims_in(
            "I get 1.5 t/s with Llama 3.3 70B Q4_K_M on my RTX 4070 with offloading to RAM, but 55 t/s with "
            "Qwen2.5 7B Q4_K_M.") == Claims{"rtx-4070 llama-3.3-70b Q4_K_M offloaded decode 1.5 tok/s",
                                            "rtx-4070 qwen2.5-7b Q4_K_M decode 55 tok/s"});
}

TEST_CASE("a format that something computes in is not how a model is stored", "[formats][pages]") {
  const std::string bare = "rtx-3090 llama-3.1-8b decode 95 tok/s";
  for (const char* said : {"The RTX 3090 has 71 TFLOPS of FP16. It generates 95 tok/s on Llama 3.1 8B.",
                           "An FP16 compute peak tells little. The RTX 3090 does 95 tok/s on Llama 3.1 8B.",
                           "RTX 3090: 71 TFLOPS FP16, 95 tok/s on Llama 3.1 8B",
                           "RTX 3090: FP16 71 TFLOPS, 95 tok/s on Llama 3.1 8B",
                           "RTX 3090: 71 dense TFLOPS at FP16, 95 tok/s on Llama 3.1 8B",
                           "With its FP16 tensor cores the RTX 3090 does 95 tok/s on Llama 3.1 8B."}) {
    CAPTURE(said);
    const Claims read = claims_in(said);
    CHECK(model::holds(read, bare));
  }
  for (const char* said : {"The RTX 3090 does 95 tok/s on Llama 3.1 8B FP16.",
                           "RTX 3090, Llama 3.1 8B in FP16: 95 tok/s, 936 GB/s, 35.6 TFLOPS.",
                           "The RTX 3090 (71 TFLOPS) with FP16 Llama 3.1 8B does 95 tok/s.",
                           "The RTX 3090 runs Llama 3.1 8B FP16 with tensor parallelism off at 95 tok/s."}) {
    CAPTURE(said);
    const Claims read = claims_in(said);
    const std::string stored = "rtx-3090 llama-3.1-8b FP16 decode 95 tok/s";
    CHECK(model::holds(read, stored));
  }
}

TEST_CASE("a product in a cell is the figure, its factors are none", "[formats][pages]") {
  CHECK(claims_in("| Rig | FP16 TFLOPS |\n|-|-|\n| 4x RTX 3090 | 4x 35.6 = 142 |\n| RTX 4090 | 82.6 |\n") ==
        Claims{"4 x rtx-3090 FP16 142 TFLOPS", "rtx-4090 FP16 82.6 TFLOPS"});
}

TEST_CASE("cards that are said with a plus between them are one machine", "[formats][pages]") {
  CHECK(claims_in("RTX 3090 + 2x RTX 3060 12GB: Qwen3 32B Q8_0 does 13 tok/s.") ==
        Claims{"rtx-3060-12gb 12 GB", "rtx-3090+rtx-3060-12gb+rtx-3060-12gb qwen3-32b Q8_0 decode 13 tok/s"});
  CHECK(claims_in("| GPU | VRAM | Qwen3 32B Q8_0 (t/s) |\n|-|-|-|\n| RTX 4090 + RTX 3090 | 48 GB | 20 |\n"
                  "| RTX 3090 + RTX 3090 | 48 GB | 18 |\n") ==
        Claims{"rtx-4090+rtx-3090 qwen3-32b Q8_0 decode 20 tok/s",
               "2 x rtx-3090 48 GB",
               "2 x rtx-3090 qwen3-32b Q8_0 decode 18 tok/s"});
  CHECK(claims_in("My rig: RTX 4090 + RTX 3090, 1,008 GB/s. Qwen3 32B Q8_0 does 20 tok/s.").back() ==
        "rtx-4090+rtx-3090 qwen3-32b Q8_0 decode 20 tok/s");
  CHECK(claims_in("RTX 4090 + Ryzen 9 7950X: Qwen3 32B Q4_K_M does 40 tok/s.") ==
        Claims{"rtx-4090 qwen3-32b Q4_K_M decode 40 tok/s"});
  CHECK(claims_in("The RTX 4090 and the RTX 3090 have 1,008 GB/s and 936 GB/s respectively.") ==
        Claims{"rtx-4090 1008 GB/s", "rtx-3090 936 GB/s"});
}

TEST_CASE("the room that something needs is not the memory of the card that is named", "[formats][pages]") {
  CHECK(claims_in("The RTX 5090 is for jobs that cannot fit in 16 GB of VRAM.").empty());
  CHECK(claims_in("An RTX 5090 runs what won't fit within your 24 GB.").empty());
  CHECK(claims_in("| Type | Size | Note |\n|-|-|-|\n| Q3_K_S | 52.5 GB | does not fit in 44GB |\n\n"
                  "Qwen3.5-122B-A10B") == Claims{"qwen3.5-122b-a10b Q3_K_S 52.5 GB"});
  CHECK(claims_in("Qwen3 32B Q4_K_M fits in 24 GB of VRAM.") == Claims{"qwen3-32b Q4_K_M room 24 GB"});
  CHECK(claims_in("The RTX 5090 has 32 GB of VRAM.") == Claims{"rtx-5090 32 GB"});
}

TEST_CASE("a line with a colon between two items leads in the second", "[formats][pages]") {
  CHECK(claims_in("Qwen3 32B on an RTX 3090.\n\nBefore (Q4_K_S):\n• 41 t/s\nAfter (IQ3_XXS):\n• 55 t/s\n") ==
        Claims{"rtx-3090 qwen3-32b Q4_K_S decode 41 tok/s", "rtx-3090 qwen3-32b IQ3_XXS decode 55 tok/s"});
  CHECK(claims_in("- The RTX 3090 has\n936 GB/s\n- The RTX 4090 has 1,008 GB/s\n") ==
        Claims{"rtx-3090 936 GB/s", "rtx-4090 1008 GB/s"});
}

TEST_CASE("an item that names a device alone owns the items below it", "[formats][pages]") {
  const Claims both{"rtx-4090 24 GB", "rtx-4090 1008 GB/s", "rtx-3090 24 GB", "rtx-3090 936 GB/s"};
  CHECK(claims_in("## RTX 4090 vs RTX 3090\n\n- RTX 4090\n- 24 GB, 1,008 GB/s\n- RTX 3090 (used)\n- 24 GB, "
                  "936 GB/s\n") == both);
  CHECK(claims_in("<h2>RTX 4090 vs RTX 3090</h2><dl><dt>RTX 4090</dt><dd>24 GB, 1,008 GB/s</dd>"
                  "<dt>RTX 3090</dt><dd>24 GB, 936 GB/s</dd></dl>",
                  "a.html") == both);
  CHECK(claims_in("- RTX 4090:\n  - 24 GB, 1,008 GB/s\n- RTX 3090:\n  - 24 GB, 936 GB/s\n") == both);
  CHECK(claims_in("## RTX 4090\n\n- RTX 3090\n- RTX 3080 10GB has 760 GB/s\n- 24 GB, 1,008 GB/s\n").back() ==
        "rtx-4090 1008 GB/s");
  CHECK(claims_in("- RTX 4090\n- Ryzen 9 7950X\n- 64 GB DDR5\n- 1200 W PSU\n").empty());
}

TEST_CASE("a label that is another machine's name takes no figure of the device before", "[formats][pages]") {
  CHECK(claims_in(
            "A100 SXM 80GB: 2TB/s\n8S Xeon Scalable v4 (8xDDR5-4800/S): 2.45TB/s\nmy old server: 154GB/s") ==
        Claims{"a100-sxm-80gb 80 GB", "a100-sxm-80gb 2 TB/s"});
  CHECK(claims_in("- RTX 3090: 936 GB/s\n- My workstation: 300 GB/s\n") == Claims{"rtx-3090 936 GB/s"});
  CHECK(claims_in("- RTX 3090: 936 GB/s\n- Effective bandwidth: 800 GB/s\n") ==
        Claims{"rtx-3090 936 GB/s", "rtx-3090 800 GB/s"});
  CHECK(claims_in("The RTX 3090 is in my server. My server: 936 GB/s of bandwidth.") ==
        Claims{"rtx-3090 936 GB/s"});
}

TEST_CASE("memory that stands before a bandwidth is a device's, whichever model follows",
          "[formats][pages]") {
  CHECK(claims_in("RTX 4090: 24 GB, 1,008 GB/s, 128 tok/s on Llama 3.1 8B Q4") ==
        Claims{"rtx-4090 24 GB", "rtx-4090 1008 GB/s", "rtx-4090 llama-3.1-8b Q4 decode 128 tok/s"});
  CHECK(claims_in("Llama 3.1 8B Q4 takes 5 GB, 128 tok/s on an RTX 4090.").front() == "llama-3.1-8b Q4 5 GB");
}

TEST_CASE("the price and the watts of a machine are not those of a part that it is said with",
          "[formats][pages]") {
  CHECK(claims_in("I built a $2500 PC with an RTX 4060 Ti.") == Claims{"rtx-4060-ti-16gb machine 2500 USD"});
  CHECK(claims_in("A $900 rig with an RTX 3070 runs it.") == Claims{"rtx-3070 machine 900 USD"});
  CHECK(claims_in("A $900 RTX 3070 runs it.") == Claims{"rtx-3070 900 USD"});
  CHECK(claims_in("The PC (Ryzen 9 9950X + RTX 5090) draws 650 W under load.").empty());
  CHECK(claims_in("Our RTX machine (with a Ryzen 9 9950X) drew 450 W.").empty());
  CHECK(claims_in("The RTX 5090 tower (Ryzen 9 9950X) draws 650 W.").empty());
  CHECK(claims_in("The RTX 3090 rig draws 350 W per card.") == Claims{"rtx-3090 350 W"});
  CHECK(claims_in("In my desktop the RTX 5090 draws 575 W.") == Claims{"rtx-5090 575 W"});
  CHECK(claims_in("Processors (Ryzen 9 7950X) draw 170 W, the RTX 4090 450 W.") ==
        Claims{"ryzen-9-7950x 170 W", "rtx-4090 450 W"});
}

TEST_CASE("memory that a model needs is told from memory that it uses", "[formats][pages]") {
  CHECK(claims_in("A 70B model needs 96GB of RAM at Q6_K.") == Claims{"generic-70b Q6_K needed 96 GB"});
  CHECK(claims_in("A 70B model uses 60 GB of RAM at Q6_K.") == Claims{"generic-70b Q6_K run 60 GB"});
  CHECK(claims_in("| Model | Quant | VRAM required |\n|-|-|-|\n| Qwen3 32B | Q4_K_M | 24 GB |\n") ==
        Claims{"qwen3-32b Q4_K_M needed 24 GB"});
  CHECK(claims_in("| Model | Quant | VRAM used |\n|-|-|-|\n| Qwen3 32B | Q4_K_M | 22 GB |\n") ==
        Claims{"qwen3-32b Q4_K_M run 22 GB"});
}

TEST_CASE("a number behind another name has the unit of the rate before", "[formats][pages]") {
  CHECK(claims_in("On the RTX 5090, an 8B at Q4 does 90 to 100 tokens a second, a 14B around 50 to 65.") ==
        Claims{"rtx-5090 generic-8b Q4 decode 90..100 tok/s", "rtx-5090 generic-14b Q4 decode 50..65 tok/s"});
  CHECK(claims_in("Qwen3 32B Q4: the RTX 4090 at 42 tok/s, the 7900 XTX at around 39.") ==
        Claims{"rtx-4090 qwen3-32b Q4 decode 42 tok/s", "rx-7900-xtx qwen3-32b Q4 decode 39 tok/s"});
  CHECK(claims_in("The RTX 3090 with Qwen3 32B Q4_K_M went from 13.0 tokens per second to 15.6.") ==
        Claims{"rtx-3090 qwen3-32b Q4_K_M decode 13 tok/s", "rtx-3090 qwen3-32b Q4_K_M decode 15.6 tok/s"});
  for (const char* alone : {"The RTX 4090 does 120 tok/s with Qwen3 8B at 4096.",
                            "The RTX 4090 does 120 tok/s on Qwen3 8B at 32k.",
                            "The RTX 4090 does 120 tok/s on Qwen3 8B at 75% power.",
                            "The RTX 4090 does 120 tok/s on Qwen3 8B, 3 runs.",
                            "The RTX 4090 does 120 tok/s on Qwen3 8B at 32 users."}) {
    CAPTURE(alone);
    CHECK(claims_in(alone).size() <= 1);
  }
}

TEST_CASE("a rate of a range of models is of none of them", "[formats][pages]") {
  CHECK(claims_in("The RTX 4090 does 12-180 tok/s across models from 4B to 70B.").empty());
  CHECK(claims_in("The RTX 4090 runs 7B to 13B models at 60-110 tok/s.").empty());
  CHECK(claims_in("From Qwen3 8B at 90 tok/s to Qwen3 32B at 35 tok/s on the RTX 4090.") ==
        Claims{"rtx-4090 qwen3-8b decode 90 tok/s", "rtx-4090 qwen3-32b decode 35 tok/s"});
  const formats::PageReading range =
      reading_of("The RTX 4090 delivers 40-60 tokens per second on 7B-13B models.");
  CHECK(range.claims.empty());
  CHECK(range.not_understood.size() == 1);
}

TEST_CASE("a row whose first cell names no known device is of no other of the page", "[formats][pages]") {
  const std::string page = "# On my Mac Mini M4 Pro\n\n| Setup | Llama 3.1 8B Q4 tok/s | Power |\n|-|-|-|\n";
  const std::string known = "| Mac Mini M4 Pro | 44 | 47W |\n";
  const Claims of_known{"m4-pro-20c llama-3.1-8b Q4 decode 44 tok/s", "m4-pro-20c measured 47 W"};
  CHECK(claims_in(page + known + "| Jetson Foo | 12 | 30W |\n") == of_known);
  CHECK(claims_in(page + known + "| Some Box | 12 | 30W |\n") == of_known);
  CHECK(claims_in(page + "| Ollama | 42 | 45W |\n").size() ==
        2);  // no row names a device: all are of the page's
}

TEST_CASE("a line that begins with a machine that is not known is of no other of the page",
          "[formats][pages]") {
  const std::string page = "# Models on a Raspberry Pi 5\n\n";
  for (const char* other : {"CPU (Intel i9): 5-6 tokens/sec on Llama 3.1 8B Q4.",
                            "Core i7-based box: 5 tok/s on Llama 3.1 8B Q4.",
                            "An old Xeon: 5 tok/s on Llama 3.1 8B Q4."}) {
    CAPTURE(other);
    CHECK(claims_in(page + other).empty());
  }
  CHECK(claims_in(page + "Llama 3.1 8B Q4: 2 tok/s.").size() == 1);
}

TEST_CASE("memory beside a rate is the card's where the card has as much", "[formats][pages]") {
  CHECK(claims_in("## RTX 4090\n\n- Speed: 128 tok/s on Llama 3.1 8B Q4, 24GB VRAM\n") ==
        Claims{"rtx-4090 llama-3.1-8b Q4 decode 128 tok/s", "rtx-4090 24 GB"});
  CHECK(claims_in("## RTX 4090\n\n- Speed: 128 tok/s on Llama 3.1 8B Q4, 6GB VRAM used\n") ==
        Claims{"rtx-4090 llama-3.1-8b Q4 decode 128 tok/s", "llama-3.1-8b Q4 run 6 GB"});
}

TEST_CASE("memory that a version drops to is the model's", "[formats][pages]") {
  CHECK(claims_in("Llama 3.3 70B in FP16 does not fit on a single H100. The FP8 version drops to 70 GB.") ==
        Claims{"1 x h100-sxm llama-3.3-70b FP16 OOM", "llama-3.3-70b FP8 70 GB"});
}

TEST_CASE("what is got for each dollar, watt or gigabyte is neither a rate nor a bandwidth",
          "[formats][pages]") {
  CHECK(claims_in("The Arc B580 gives 8.5 GB/s per dollar and 0.25 tok/s per dollar on Llama 3.1 8B Q4.")
            .empty());
  CHECK(claims_in("The RTX 4090: 0.3 tok/s/W on Llama 3.1 8B Q4, 42 GB/s per GB.").empty());
  CHECK(claims_in("The RTX 5090 does 213 tok/s on Llama 3.1 8B Q4, 0.107 tokens/sec per dollar.") ==
        Claims{"rtx-5090 llama-3.1-8b Q4 decode 213 tok/s"});
}

TEST_CASE("a count in the brackets of a row's label is that of its figures", "[formats][pages]") {
  CHECK(claims_in("| Aspect | A6000 | L40S |\n|-|-|-|\n| Power (2x) | 600W | 700W |\n"
                  "| Cost (2 cards) | $9,000 | $15,000 |\n") ==
        Claims{"2 x rtx-a6000 600 W", "2 x l40s 700 W", "2 x rtx-a6000 9000 USD", "2 x l40s 15000 USD"});
}

TEST_CASE("terms of a sum and differences are of no device", "[formats][pages]") {
  CHECK(claims_in("Build: 2x RTX 5090 + 2x RTX 4090 (112GB total).").empty());
  CHECK(claims_in("Buy 2x RTX 4090.\n\n- Total VRAM: 32GB (there) + 48GB (new)\n").empty());
  CHECK(claims_in("The RX 7900 XT saves money but loses 12GB VRAM.").empty());
  CHECK(claims_in("DGX Spark\n128GB\n+$700 DRAM hike\n") == Claims{"gb10 128 GB"});
}

TEST_CASE("a bandwidth that another is compared with is not that of the context's device",
          "[formats][pages]") {
  CHECK(claims_in("## M3 Ultra\n\n- Bandwidth is low (~800 GB/s vs 3 TB/s of several cards)\n") ==
        Claims{"m3-ultra-80c 800 GB/s"});
}

TEST_CASE("a bandwidth out of a larger one is one that was reached", "[formats][pages]") {
  const auto reading = reading_of("Strix Halo: ~215 GB/s max out of a 256 GB/s theoretical.");
  REQUIRE(reading.claims.size() == 2);
  CHECK(reading.claims[0].kind == "measured");
  CHECK(reading.claims[1].kind == "spec");
}

TEST_CASE("a mark where a device and a model cross says whether there is room", "[formats][pages]") {
  CHECK(claims_in("| Model | RTX 4090 | RTX 3060 |\n|-|-|-|\n| 7-8B Q8 | ✅ | ✅ tight |\n| 70B Q4 | ❌ | no |\n"
                  "| 32B Q4 | ⚠️ tight | ⚠️ |\n") == Claims{"rtx-4090 generic-7b Q8 FITS",
                                                                    "rtx-3060-12gb generic-7b Q8 FITS",
                                                                    "rtx-4090 generic-70b Q4 OOM",
                                                                    "rtx-3060-12gb generic-70b Q4 OOM",
                                                                    "rtx-4090 generic-32b Q4 FITS"});
  CHECK(
      claims_in("| Card | 7B | 70B |\n|-|-|-|\n| RTX 4090 | yes | ✗ |\n| RTX 3060 | ✓ | Not possible |\n") ==
      Claims{"rtx-4090 generic-7b FITS",
             "rtx-4090 generic-70b OOM",
             "rtx-3060-12gb generic-7b FITS",
             "rtx-3060-12gb generic-70b OOM"});
  CHECK(claims_in("## Supported models\n\n| Model | RTX 4090 | RTX 3060 |\n|-|-|-|\n| Qwen3 8B | ✅ | ❌ |\n")
            .empty());
}

TEST_CASE("a column of the largest model says what there is room for", "[formats][pages]") {
  CHECK(
      claims_in("| GPU | Max Model Size |\n|-|-|\n| RTX 4090 | 32B (Q4) |\n| 8x H100 | 405B FP8, 671B Q4 |\n"
                "| RTX 5090 | 70B Q4 (tight) |\n") == Claims{"rtx-4090 generic-32b Q4 FITS",
                                                             "8 x h100-sxm llama-3.1-405b FP8 FITS",
                                                             "8 x h100-sxm deepseek-v3 Q4 FITS"});
  CHECK(claims_in("| Class | Params | Status |\n|-|-|-|\n| Medium | 32B | ✅ Fits 3090 |\n") ==
        Claims{"rtx-3090 generic-32b FITS"});
}

TEST_CASE("room is told in many words", "[formats][pages]") {
  CHECK(claims_in("- 4x RTX 4090: Can run 70B FP8 or 120B INT4.") ==
        Claims{"4 x rtx-4090 generic-70b FP8 FITS", "4 x rtx-4090 generic-120b INT4 FITS"});
  CHECK(claims_in("The A6000 is the sweet spot for running 70B Q4 models on a single card.") ==
        Claims{"rtx-a6000 generic-70b Q4 FITS"});
  CHECK(claims_in("INT4 allows Llama 2 70B on a single H100.") ==
        Claims{"1 x h100-sxm llama-2-70b INT4 FITS"});
  CHECK(claims_in("The RTX 5090 allows running unquantized 14B models or quantized 32B models.") ==
        Claims{"rtx-5090 generic-14b FP16 FITS", "rtx-5090 generic-32b FITS"});
  CHECK(claims_in("## Strix Halo\n\n- Can load 120B models.") == Claims{"strix-halo generic-120b FITS"});
  CHECK(claims_in("Llama 3.3 70B Q4 requires two P40s.") == Claims{"2 x p40 llama-3.3-70b Q4 FITS"});
  CHECK(claims_in("The Qwen3.5 122B OOMs on the 3090×2 but runs on the DGX Spark.") ==
        Claims{"2 x rtx-3090 qwen3.5-122b-a10b OOM"});
  CHECK(claims_in("## RTX 3060\n\nLlama 3.3 70B is large. The card cannot fit this model.") ==
        Claims{"rtx-3060-12gb llama-3.3-70b OOM"});
  CHECK(claims_in("## RTX 3060\n\nA dense 30B model wouldn't even fit in 12 GB of VRAM.") ==
        Claims{"rtx-3060-12gb generic-30b OOM"});
}

TEST_CASE("a number behind a name without a blank counts it", "[formats][pages]") {
  CHECK(claims_in("The RTX 3090×2 runs Qwen3 8B Q4 at 80 tok/s.") ==
        Claims{"2 x rtx-3090 qwen3-8b Q4 decode 80 tok/s"});
}

TEST_CASE("unified memory of other boxes and modules beside a card are not the card's", "[formats][pages]") {
  CHECK(claims_in("The 122B OOMs on two RTX 3090 but runs on all three 128GB unified-memory boxes.") ==
        Claims{"2 x rtx-3090 generic-122b OOM"});
  CHECK(claims_in(
            "| | RTX 3090 | DGX Spark |\n|-|-|-|\n| Memory | 128GB DDR4 + 24GB VRAM | 128GB unified |\n") ==
        Claims{"rtx-3090 24 GB", "gb10 128 GB"});
}

TEST_CASE("a price may be open, below a device's name or beside the word for a card", "[formats][pages]") {
  CHECK(claims_in("| GPU | Price |\n|-|-|\n| RTX 5090 | $2,500+ (scarce) |\n| L40S | $7,500+ |\n") ==
        Claims{"rtx-5090 2500 USD", "l40s 7500 USD"});
  CHECK(claims_in("DGX Spark\n$4,699\n128GB · 273 GB/s\n") ==
        Claims{"gb10 4699 USD", "gb10 128 GB", "gb10 273 GB/s"});
  CHECK(
      claims_in(
          "| Part | RTX 3090 | RX 7900 XT |\n|-|-|-|\n| GPU | $700 | ~$650-750 |\n| Cable | $20 | $20 |\n") ==
      Claims{"rtx-3090 700 USD", "rx-7900-xt 650..750 USD"});
}

TEST_CASE("memory behind a name's colon tells which of several it is", "[formats][pages]") {
  CHECK(claims_in("- Tesla V100 PCIe: 32 GB, 900 GB/s, 250W") ==
        Claims{"v100-pcie-32gb 32 GB", "v100-pcie-32gb 900 GB/s", "v100-pcie-32gb 250 W"});
  CHECK(claims_in("| System | RAM |\n|-|-|\n| AMD Ryzen AI Max+ 128GB | 128GB |\n| Apple M3U | 96 GB |\n") ==
        Claims{"strix-halo 128 GB", "m3-ultra-80c 96 GB"});
}

TEST_CASE("a ratio below a device's heading is of that device", "[formats][pages]") {
  const auto reading = reading_of("## RTX 5090\n\n- Speed: fine (67% faster than RTX 4090)\n");
  REQUIRE(reading.claims.size() == 1);
  CHECK(reading.claims[0].device == "rtx-5090");
  CHECK(reading.claims[0].versus == "rtx-4090");
  CHECK(reading.claims[0].low == Approx(1.67));
}

TEST_CASE("watts stand below the power of a board and under load", "[formats][pages]") {
  CHECK(claims_in("| Card | TBP |\n|-|-|\n| RTX 4090 | 450W |\n") == Claims{"rtx-4090 rated 450 W"});
  CHECK(
      claims_in("| Card | Idle | Load | Load time |\n|-|-|-|-|\n| RTX 4090 | 20W | 430W | 12 s |\n").size() ==
      1);
}

TEST_CASE("memory is told in mebibytes, and for each billion of none", "[formats][pages]") {
  CHECK(claims_in("| Model | Memory (Max MiB) |\n|-|-|\n| Llama 3.1 8B Q4_K_M | 5308 |\n") ==
        Claims{"llama-3.1-8b Q4_K_M run 5308 MiB"});
  CHECK(claims_in("| Model | tg128 | Memory (Max MiB) |\n|-|-|-|\n| Llama 3.1 8B Q4_K_M | nan | 161 |\n")
            .empty());
  CHECK(claims_in("| Level | Memory/1B params |\n|-|-|\n| Q6_K | ~0.75GB |\n").empty());
  CHECK(claims_in("Q6_K takes 0.75 GB per billion parameters of a 1B model.").empty());
  CHECK(claims_in("| Class | Parameters | VRAM Needed (INT4) |\n|-|-|-|\n| Large | 405B+ | 200GB+ |\n") ==
        Claims{"llama-3.1-405b INT4 needed 200 GB"});
}

TEST_CASE("a bandwidth that two devices both have is of each", "[formats][pages]") {
  CHECK(claims_in("The DGX Spark and AMD's Strix Halo both have roughly 256 GB/s.") ==
        Claims{"strix-halo 256 GB/s", "gb10 256 GB/s"});
  CHECK(claims_in("The RTX 3090 has 936 GB/s and the RTX 4090 and its box have both 1,008 GB/s.").size() ==
        2);
}

TEST_CASE("thousands behind a name are no part of it", "[formats][pages]") {
  CHECK(claims_in("The DGX Spark moves 273 GB/s, and the RTX PRO 6000 1,792 GB/s.") ==
        Claims{"gb10 273 GB/s", "rtx-pro-6000-blackwell 1792 GB/s"});
}

TEST_CASE("so many times the bandwidth or the memory is a ratio of what two devices have", "[pages]") {
  CHECK(claims_in("The RTX 5090 has 1.8x the bandwidth of the RTX 4090.") ==
        Claims{"rtx-5090 bandwidth 1.8 x"});
  CHECK(claims_in("The M3 Ultra has 2× more memory bandwidth and 4× more unified memory than the M5 Max.") ==
        Claims{"m3-ultra-80c bandwidth 2 x", "m3-ultra-80c memory 4 x"});
  CHECK(claims_in("The RTX 3090 has twice the VRAM of the RTX 3060 12GB.").front() == "rtx-3090 memory 2 x");
  CHECK(claims_in("This needs twice the memory.").empty());
}

TEST_CASE("a column of prices of a million tokens is of the devices in its rows, and of none beside an API",
          "[pages]") {
  CHECK(claims_in("| GPU | Model | $/hr | $/1M tokens |\n|---|---|---|---|\n"
                  "| L40S | Llama 3.1 8B | $1.40 | $0.09 |\n| An API | GPT-4o | | $10 |\n") ==
        Claims{"l40s 1.4 USD/h", "l40s 0.09 USD/Mtoken"});
}

TEST_CASE("the least memory that a model needs stands in a column of models, not of cards", "[pages]") {
  CHECK(claims_in("Sizes at Q4_K_M\n\n| Model | Min VRAM |\n|---|---|\n| Llama 3.1 70B | 48 GB |\n") ==
        Claims{"llama-3.1-70b Q4_K_M needed 48 GB"});
  CHECK(claims_in("| Card | Min VRAM |\n|---|---|\n| RTX 3090 | 8 GB |\n").empty());
}

TEST_CASE("the number of a card heads a column of rates", "[pages]") {
  CHECK(claims_in("| Workload | 4090 t/s | 3090 t/s |\n|---|---|---|\n| Llama 3.1 8B FP16 | 55 | 50 |\n") ==
        Claims{"rtx-4090 llama-3.1-8b FP16 decode 55 tok/s", "rtx-3090 llama-3.1-8b FP16 decode 50 tok/s"});
}

TEST_CASE("keys and their values need no title over them", "[pages]") {
  CHECK(claims_in("Cooling\tfans\nRTX 3090 price\t$700\nRTX 4090 price\t$1700\n", "a.txt") ==
        Claims{"rtx-3090 700 USD", "rtx-4090 1700 USD"});
}

TEST_CASE("what a supply should have is drawn by no card", "[pages]") {
  CHECK(claims_in("PSU: two RTX 3090s have a combined TDP of 700 W. 1600W is recommended.") ==
        Claims{"2 x rtx-3090 rated 700 W"});
}

TEST_CASE("a device that sets a standard, and a card without a name, are not what a sentence is about",
          "[pages]") {
  CHECK(claims_in("Slow by RTX 4090 standards, it does 5 tok/s with Llama 3.2 3B Q4.").empty());
  CHECK(claims_in("# Dual RTX 3090\n\nA single GPU is not enough for 70B Q4_K_M.").empty());
}

TEST_CASE("hardware of a family of chips is none of them", "[pages]") {
  CHECK(claims_in("On Mac Mini M4 hardware, Llama 3.1 8B Q4 does 40 tok/s.").empty());
}

TEST_CASE("a list of memories is what a device ships with from its first on", "[pages]") {
  CHECK(claims_in("The Mac Mini M4 ships with 16GB, 24GB, or 32GB unified memory.") ==
        Claims{"m4-10c 16 GB", "m4-10c 24 GB", "m4-10c 32 GB"});
}

TEST_CASE("a card of so much memory is no device that was named, nor is one of a pair that is told of",
          "[pages]") {
  CHECK(claims_in("This is why a 24GB VRAM GPU is slow, while an M4 Pro is not.").empty());
  CHECK(claims_in(
            "A pair of RTX 3090s is common. It is the cheapest way to 24 GB in a single GPU - $800 on eBay.")
            .back() == "rtx-3090 800 USD");
}

TEST_CASE("a device alone on a line heads what was pasted below it", "[pages]") {
  CHECK(
      claims_in("# RTX 5080 or 4090\n\nGeForce RTX 5080\nFor:\n- Less heat.\nAgainst:\n- Less VRAM (16GB).\n"
                "GeForce RTX 4090\nFor:\n- 24GB of VRAM on board.\n") ==
      Claims{"rtx-5080 16 GB", "rtx-4090 24 GB"});
  CHECK(claims_in("DGX Spark\n\nA 70B is slow on a 273 GB/s box.\n").empty());
}

TEST_CASE("what a rate is set against has its unit", "[pages]") {
  CHECK(claims_in(
            "The RTX 5090 does 4,500 tok/s of prefill on Llama 3.1 8B Q4_K_M versus 300 on the M4 Max.") ==
        Claims{"rtx-5090 llama-3.1-8b Q4_K_M prefill 4500 tok/s",
               "m4-max-40c llama-3.1-8b Q4_K_M prefill 300 tok/s"});
}

TEST_CASE("the modules of a host are the memory of the graphics in it", "[pages]") {
  CHECK(claims_in("The Radeon 780M shares dual-channel DDR5-5600, which tops out at about 89.6 GB/s.") ==
        Claims{"radeon-780m-ddr5 89.6 GB/s"});
}

TEST_CASE("a device that leads another by so much is so many times as fast", "[pages]") {
  CHECK(claims_in("In dense decode the M5 Max leads the DGX Spark by about 2.25x.") ==
        Claims{"m5-max-40c 2.25 x"});
  CHECK(claims_in("The H100 is ~2.1x faster than the L40S at batch size 1.") == Claims{"h100-sxm 2.1 x"});
  CHECK(claims_in("The H100 is 2.2x faster than the L40S at batch size 32.").empty());
}

TEST_CASE("what is said of a figure behind a dash makes no difference of it", "[pages]") {
  CHECK(claims_in("The P100 delivers 732 GB/s - more than double.") == Claims{"p100-pcie-16gb 732 GB/s"});
}
