/// Sentences as people write them, about what was named before.
#include <cmath>

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include "formats/pages/page_claims.hpp"

using namespace tokroof;

namespace {

using Prose = std::vector<std::string>;

Prose prose_claims(std::string text) {
  const formats::Page page = formats::read_page(std::move(text), "a.md");
  Prose out;
  for (const formats::PageClaim& c : formats::read_page_claims(page, catalog::Catalog::bundled()).claims) {
    std::string line = c.n_devices > 0 ? fmt::format("{} x ", c.n_devices) : "";
    for (const std::string* part : {&c.device, &c.model, &c.quant, &c.precision, &c.method, &c.phase}) {
      line += part->empty() ? "" : *part + " ";
    }
    out.push_back(line + (!c.word.empty()   ? c.word
                          : c.low == c.high ? fmt::format("{} {}", c.low, c.unit)
                                            : fmt::format("{}..{} {}", c.low, c.high, c.unit)));
  }
  return out;
}

}  // namespace

TEST_CASE("a page that names one device again and again is about it, whatever it names in passing") {
  const std::string page =
      "The RTX 3090 is old. The RTX 3090 is cheap. The RTX 3090 has 24 GB.\n\n"
      "An H100 has 3.35 TB/s.\n\n"
      "The memory runs at 936 GB/s. Llama 3.1 8B Q4_K_M decodes at 112 tok/s.";
  CHECK(prose_claims(page) == Prose{"rtx-3090 24 GB",
                                    "h100-sxm 3.35 TB/s",
                                    "rtx-3090 936 GB/s",
                                    "rtx-3090 llama-3.1-8b Q4_K_M decode 112 tok/s"});
  CHECK(prose_claims(
            "The RTX 3090 is old. The RTX 4090 and the RTX 5090 are dear.\n\nThe memory runs at 936 GB/s.")
            .empty());
}

TEST_CASE(
    "of several devices a sentence goes on about the one that the last one began with, or that of the "
    "heading") {
  CHECK(prose_claims("The RTX 5090 does what the RTX 4090 could not. It has 32 GB of GDDR7.") ==
        Prose{"rtx-5090 32 GB"});
  CHECK(prose_claims(
            "# RTX 5090\n\nCompared with the RTX 4090, this is more. Memory bandwidth is 1,792 GB/s.") ==
        Prose{"rtx-5090 1792 GB/s"});
  CHECK(prose_claims("The RTX 5090 and the RTX 4090 are dear. It has 32 GB of GDDR7.").empty());
  CHECK(prose_claims("One H100 is not enough for it, two H100 are. Llama 3.1 8B at 890 tok/s.").empty());
}

TEST_CASE("what a figure was before is of no device of the sentence") {
  CHECK(prose_claims("# RTX 5090\n\n- VRAM: 32GB GDDR7 (up from 24GB GDDR6X on the RTX 4090)\n"
                     "- Bandwidth: 1,792 GB/s (up from 1,008 GB/s)") ==
        Prose{"rtx-5090 32 GB", "rtx-4090 24 GB", "rtx-5090 1792 GB/s"});
  CHECK(prose_claims("The M4 Max's jump from ~400 GB/s to ~546 GB/s is welcome.") ==
        Prose{"m4-max-40c 546 GB/s"});
  CHECK(prose_claims("The RTX 5090 has 32 GB, an 8 GB jump over the RTX 4090's 24 GB.") ==
        Prose{"rtx-5090 32 GB", "rtx-4090 24 GB"});
  CHECK(prose_claims("The RTX 5090 does 419 TFLOPS FP16, an uplift from the RTX 4090's 330 TFLOPS FP16.") ==
        Prose{"rtx-5090 FP16 419 TFLOPS", "rtx-4090 FP16 330 TFLOPS"});
}

TEST_CASE("the last line over a list says what its items are of") {
  CHECK(prose_claims("An RTX 3090 will do, too. These are for the other card.\nRTX 4060 Ti 16GB:\n\n"
                     "- Llama 3.1 8B Q4_K_M: ~40 tokens/second") ==
        Prose{"rtx-4060-ti-16gb 16 GB", "rtx-4060-ti-16gb llama-3.1-8b Q4_K_M decode 40 tok/s"});
  CHECK(prose_claims("## RTX 5080\n\n- Good for 14B models at Q4 (50+ tok/s)") ==
        Prose{"rtx-5080 generic-14b Q4 decode 50 tok/s"});
  CHECK(prose_claims("The RTX 5090 is here.\n\n## The specs\n\n- Memory: 32 GB") == Prose{"rtx-5090 32 GB"});
}

TEST_CASE("below a heading that names the only device since, rates are of it") {
  const std::string heading = "## Radeon RX 7900 XTX\n\n";
  CHECK(prose_claims(heading + "In my tests Qwen2.5 32B at Q4_K_M ran at 25 tokens per second.") ==
        Prose{"rx-7900-xtx qwen2.5-32b Q4_K_M decode 25 tok/s"});
  CHECK(prose_claims(heading + "The RTX 3090 is near. Qwen2.5 32B at Q4_K_M ran at 25 tokens per second.")
            .size() <= 1);
  CHECK(prose_claims(heading + "A cloud API serves Qwen2.5 32B at 80 tokens per second.").empty());
}

TEST_CASE("a card is the one that has the memory behind its name, unless that is a total") {
  CHECK(prose_claims("GPU: NVIDIA RTX 3050, 6GB VRAM") == Prose{"rtx-3050-6gb 6 GB"});
  CHECK(prose_claims("The RTX 3050 (6GB) has 168 GB/s.") ==
        Prose{"rtx-3050-6gb 6 GB", "rtx-3050-6gb 168 GB/s"});
  CHECK(prose_claims("An RTX 4090 or RTX 5090 (24GB / 32GB) is enough.") ==
        Prose{"rtx-4090 24 GB", "rtx-5090 32 GB"});
}

TEST_CASE("two of them are as many of the device that was told of") {
  CHECK(prose_claims("## RTX 3060 12GB\n\nTwo of them give you 24GB pooled.") ==
        Prose{"2 x rtx-3060-12gb 24 GB"});
  CHECK(prose_claims("## Tesla P40\n\nLlama 3.3 70B at Q4_K_M fits across two of them.") ==
        Prose{"2 x p40 llama-3.3-70b Q4_K_M FITS"});
  CHECK(prose_claims("## Tesla P40\n\nLlama 3.3 70B at Q4_K_M fits across both.").empty());
  CHECK(prose_claims(
            "The rig consists of 8x RX 7900 XTX cards with 192 GB VRAM. It was an upgrade from a 4x RX 7900 "
            "XTX rig. GLM 4.5 Air Q6_K does 27 tok/s on it.") ==
        Prose{"8 x rx-7900-xtx 192 GB", "8 x rx-7900-xtx glm-4.5-air Q6_K decode 27 tok/s"});
}

TEST_CASE("bytes behind a storage type are of the model that was told of") {
  CHECK(prose_claims("A 70B INT4 model (35 GB) has room on an H200.") == Prose{"generic-70b INT4 35 GB"});
  CHECK(prose_claims("Llama 3.1 70B is large. Drop to a 4-bit quant (~35GB).") ==
        Prose{"llama-3.1-70b 4bit 35 GB"});
  CHECK(prose_claims("**Model:** `llama3.1:8b`\n\n- **VRAM usage:** ~4.7 GB") ==
        Prose{"llama-3.1-8b run 4.7 GB"});
  CHECK(prose_claims("gpt-oss-20b is native. The MXFP4 GGUF is 11.27 GiB on disk.") ==
        Prose{"gpt-oss-20b MXFP4 11.27 GiB"});
  CHECK(prose_claims("At Q4_K_M, their active memory footprints are:\n\n- GPT OSS 120B: ~2.55 GB").empty());
  CHECK(prose_claims("Qwen3 30B-A3B Q4: 273 GB/s / 1.7 GB = 160 tok/s").empty());
}

TEST_CASE("memory of a kind that cards have is theirs, and of any card it is nobody's") {
  CHECK(prose_claims("# RTX 5090\n\n32GB GDDR7, enough to run 70B models in 4-bit quantization.") ==
        Prose{"rtx-5090 32 GB"});
  CHECK(prose_claims("The RTX 5090 is large. Its 32 GB of GDDR7 gives you headroom.") ==
        Prose{"rtx-5090 32 GB"});
  CHECK(prose_claims("I have an M3 Max. That does not fit on a 24 GB card.").empty());
  CHECK(prose_claims("The RTX 5090 is an outlier. If you have 8 GB of VRAM, take a small one.").empty());
}

TEST_CASE("what will not run for want of memory does not fit") {
  CHECK(prose_claims("## RTX 3060 12GB\n\nIt won’t run a 70B at Q4: you are 30 GB short.") ==
        Prose{"rtx-3060-12gb generic-70b Q4 OOM"});
  CHECK(prose_claims("The RTX 5090 can comfortably host a Llama 3.3 70B at IQ2_XXS.") ==
        Prose{"rtx-5090 llama-3.3-70b IQ2_XXS FITS"});
  CHECK(prose_claims("## RTX 3060 12GB\n\nIt won't run a 70B at Q4 fast.").empty());
}

TEST_CASE("two figures against each other are of the two devices that are compared") {
  const std::string heading = "# RTX 4060 Ti 16GB vs RTX 3060 12GB\n\n";
  CHECK(prose_claims(heading + "The gap (288 vs 360 GB/s) is what counts.") ==
        Prose{"rtx-4060-ti-16gb 288 GB/s", "rtx-3060-12gb 360 GB/s"});
  CHECK(prose_claims(heading + "The 3060 draws more (170 W vs 165 W).") ==
        Prose{"rtx-3060-12gb 170 W", "rtx-4060-ti-16gb 165 W"});
  CHECK(prose_claims("The RTX 4090 costs more than the RTX 3090 and draws 450 W versus 350 W.") ==
        Prose{"rtx-4090 450 W", "rtx-3090 350 W"});
  CHECK(prose_claims("The gap (288 vs 360 GB/s) is what counts.").empty());
}

TEST_CASE("it is what the sentence is about, not what a figure led to") {
  CHECK(prose_claims("The RTX 4090 costs $2,000 versus $900 for a used RTX 3090, and it draws 450 W.") ==
        Prose{"rtx-4090 2000 USD", "rtx-3090 900 USD", "rtx-4090 450 W"});
  CHECK(prose_claims(
            "# RTX 4090\n\nAt ~104 tok/s on a 7B Q4_K_M model, it outpaces a used RTX 3090's ~87 tok/s.") ==
        Prose{"rtx-4090 generic-7b Q4_K_M decode 104 tok/s", "rtx-3090 generic-7b Q4_K_M decode 87 tok/s"});
  CHECK(prose_claims("Compared with a DGX Spark (273 GB/s), the Strix Halo is near: 256 GB/s.") ==
        Prose{"gb10 273 GB/s", "strix-halo 256 GB/s"});
}

TEST_CASE("words between a rate and its unit, and a size before its family, are parts of them") {
  CHECK(prose_claims("Llama 3.1 70B Q4 on an RTX 3090 gives 30–40 output tok/s for a single request.") ==
        Prose{"rtx-3090 llama-3.1-70b Q4 decode 30..40 tok/s"});
  CHECK(prose_claims("On an RTX 3090 the 14B Qwen3 does 52 tok/s.") ==
        Prose{"rtx-3090 qwen3-14b decode 52 tok/s"});
  CHECK(prose_claims("On an RTX 3090 Llama 3.1 8B does 50 tok/s (faster than before).") ==
        Prose{"rtx-3090 llama-3.1-8b decode 50 tok/s"});
  CHECK(prose_claims("On an RTX 3090 8B Q4 does 90 tok/s. A 14B does 50 tok/s on an RTX 3090.") ==
        Prose{"rtx-3090 generic-8b Q4 decode 90 tok/s", "rtx-3090 generic-14b decode 50 tok/s"});
}

TEST_CASE("a rate that is reckoned from bandwidth and bytes is a ceiling") {
  CHECK(prose_claims("DGX Spark, 70B FP8: 273 GB/s ÷ 70GB ≈ 3.9 tokens/sec.") ==
        Prose{"gb10 273 GB/s", "gb10 generic-70b FP8 ceiling decode 3.9 tok/s"});
}

TEST_CASE("what lies in part on the host stays so in the next sentence") {
  CHECK(prose_claims(
            "# Llama 3.3 70B on an RTX 4090\n\n70B Q4_K_M needs 50% CPU offload, so part of it lies in RAM. "
            "Expect 12 tok/s.") == Prose{"rtx-4090 generic-70b Q4_K_M offloaded decode 12 tok/s"});
}

TEST_CASE("the price of another part is not that of the card") {
  CHECK(prose_claims("It has an RTX 3090. I got a $500 PCIe Gen4 x16 switch expansion card for it.").empty());
  CHECK(prose_claims("The A2 cost me $420 on eBay.") == Prose{"a2 420 USD"});
  CHECK(prose_claims("Two RTX 3090s: throughput vs $5k of cost.").empty());
  CHECK(prose_claims("Two RTX 3090 will do: $1,000 (used), or $3,999 (128GB Mac).") ==
        Prose{"2 x rtx-3090 1000 USD"});
}

TEST_CASE("a price per card is that of one, and a rate of MLPerf is of a machine") {
  CHECK(prose_claims("Used 3090 prices in 2026 sit around $600-900 per card.") ==
        Prose{"rtx-3090 600..900 USD"});
  CHECK(prose_claims("In MLPerf Llama 2 70B, the H200 achieves 31,712 tokens/sec.").empty());
}

TEST_CASE("a pair of figures is of the two devices of the sentence before, where it names one of them") {
  const std::string before = "H200 and H100 compute alike. ";
  CHECK(prose_claims(before + "The H200's advantage is more VRAM (141 GB vs 80 GB).") ==
        Prose{"h200 141 GB", "h100-sxm 80 GB"});
  CHECK(prose_claims(before + "The gap (141 GB vs 80 GB) is large.").empty());
  CHECK(prose_claims("The H200 has 76% more than the H100's 80GB.") == Prose{"h100-sxm 80 GB"});
}

TEST_CASE(
    "what is said of one rate of a list is not of the others, and a phase alone goes on about the machine") {
  CHECK(prose_claims(
            "I use an RTX 2060 Super. On it llama3.1:8b gives 48 tok/s, qwen2.5:14b only 9 tok/s because "
            "half of it sits in system RAM.") ==
        Prose{"rtx-2060-super llama-3.1-8b decode 48 tok/s",
              "rtx-2060-super qwen2.5-14b offloaded decode 9 tok/s"});
  CHECK(prose_claims(
            "On the RX 7900 XTX Gemma 3 27B Q4_K_M does 38 t/s. Prompt processing is around 700 t/s.") ==
        Prose{"rx-7900-xtx gemma-3-27b Q4_K_M decode 38 tok/s",
              "rx-7900-xtx gemma-3-27b Q4_K_M prefill 700 tok/s"});
  CHECK(prose_claims("The RTX 4090 is hot. A Mac Studio M4 Max draws 85 W against 450 W.") ==
        Prose{"m4-max-40c 85 W"});
}

TEST_CASE("cores before a processor's name are none of how many processors there are") {
  CHECK(prose_claims("The eight-core Ryzen 7 7800X3D runs Llama 3.1 8B Q4_K_M at 10 tok/s.") ==
        Prose{"ryzen-7-7800x3d llama-3.1-8b Q4_K_M decode 10 tok/s"});
}

TEST_CASE("an article behind a model's name begins another name") {
  CHECK(prose_claims("On gpt-oss 120B the RTX 4090 hit 38.6 tok/s.") ==
        Prose{"rtx-4090 gpt-oss-120b decode 38.6 tok/s"});
  CHECK(prose_claims("On gpt-oss 120B my DGX Spark hit 38.6 tok/s.") ==
        Prose{"gb10 gpt-oss-120b decode 38.6 tok/s"});
}

TEST_CASE("the thousands of a rate are no part of the name before it, and neither is what a device does") {
  CHECK(prose_claims("Qwen3 8B yields 1,234 tok/s on an L4.") == Prose{"l4 qwen3-8b decode 1234 tok/s"});
  CHECK(prose_claims("On an L40S with Qwen3 8B I saw 2,500 tok/s in all.") ==
        Prose{"l40s qwen3-8b decode 2500 tok/s"});
  CHECK(prose_claims("M3 Max 400 GB/s, M4 Pro 273 GB/s.") ==
        Prose{"m3-max-40c 400 GB/s", "m4-pro-20c 273 GB/s"});
  CHECK(prose_claims("DGX Spark 273 GB/s.") == Prose{"gb10 273 GB/s"});
  CHECK(prose_claims("RTX 3060 12 GB 360 GB/s.") == Prose{"rtx-3060-12gb 12 GB", "rtx-3060-12gb 360 GB/s"});
}

TEST_CASE("units that are written out in full are read") {
  CHECK(prose_claims("The H200 moves 4.8 terabytes per second, the T4 320 gigabytes per second.") ==
        Prose{"h200 4.8 TB/s", "t4 320 GB/s"});
  CHECK(prose_claims("The RTX 3090 writes 40 toks/sec of Qwen3 14B.") ==
        Prose{"rtx-3090 qwen3-14b decode 40 tok/s"});
  CHECK(prose_claims("The T4 does 65 TFLOPS2 in FP16.") == Prose{"t4 FP16 65 TFLOPS"});
  CHECK(prose_claims("The H100 has 1,979 dense FP8 TFLOPS and 80 GB.") ==
        Prose{"h100-sxm FP8 dense 1979 TFLOPS", "h100-sxm 80 GB"});
}

TEST_CASE("a range with a plus and a rate behind versus have their unit from the one beside them") {
  CHECK(prose_claims("The RTX 3090 does 90 to 110+ tok/s on Llama 3.1 8B.") ==
        Prose{"rtx-3090 llama-3.1-8b decode 90..110 tok/s"});
  CHECK(prose_claims("On Qwen3 32B the RTX 4090 hit ~41.5 tok/s versus ~35.5 on the RTX 3090.") ==
        Prose{"rtx-4090 qwen3-32b decode 41.5 tok/s", "rtx-3090 qwen3-32b decode 35.5 tok/s"});
  CHECK(prose_claims("The RTX 3080 10GB writes 80 tok/s for 8B models and 45 to 50 for 14B ones.") ==
        Prose{"rtx-3080-10gb 10 GB",
              "rtx-3080-10gb generic-8b decode 80 tok/s",
              "rtx-3080-10gb generic-14b decode 45..50 tok/s"});
}

TEST_CASE("a label with a unit gives it to the number behind its colon") {
  CHECK(prose_claims("## RTX 4070 with Qwen3 8B Q4_K_M\n\n- Tokens/sec: 62\n- Bandwidth (GB/s): 504") ==
        Prose{"rtx-4070 qwen3-8b Q4_K_M decode 62 tok/s", "rtx-4070 504 GB/s"});
  CHECK(prose_claims("## RTX 4070 with Qwen3 8B\n\n- Tokens/sec: 62 of 100 runs").empty());
}

TEST_CASE("a version of a card is another one than the card that was named") {
  CHECK(prose_claims("The H100 PCIe has 2 TB/s whereas the SXM has 3.35 TB/s.") == Prose{"h100-pcie 2 TB/s"});
  CHECK(prose_claims("The V100 32GB sells for $500; the 16GB version is $200.") ==
        Prose{"v100-pcie-32gb 32 GB", "v100-pcie-32gb 500 USD"});
  CHECK(prose_claims("Take the RTX 3060 12GB. Not the 8GB variant: that extra 4GB of VRAM matters.") ==
        Prose{"rtx-3060-12gb 12 GB"});
  CHECK(prose_claims("The M3 Max (40-core GPU, 400 GB/s) is faster than the 30-core part with 300 GB/s.") ==
        Prose{"m3-max-40c 400 GB/s"});
  CHECK(prose_claims(
            "The RTX 6000 Ada and the A6000 are alike, but the Ada has 960 GB/s and the A6000 768 GB/s.") ==
        Prose{"rtx-6000-ada 960 GB/s", "rtx-a6000 768 GB/s"});
}

TEST_CASE("what two devices have is of both, and a rate of both is of neither") {
  CHECK(prose_claims("The RTX 3090 and the RTX 4090 have 24 GB of VRAM.") ==
        Prose{"rtx-4090 24 GB", "rtx-3090 24 GB"});
  CHECK(prose_claims("The RTX 3090 and the RTX 4090 do about 35 tok/s on Qwen3 32B.").empty());
}

TEST_CASE("a processor beside a card in a list is its host") {
  CHECK(prose_claims("With an RTX 3090 and a Ryzen 9 5950X I get 35 tok/s on Qwen3 32B.") ==
        Prose{"rtx-3090 qwen3-32b decode 35 tok/s"});
  CHECK(prose_claims("The RTX 3090 does 110 tok/s on Llama 3.1 8B and the Ryzen 9 5950X 9 tok/s.") ==
        Prose{"rtx-3090 llama-3.1-8b decode 110 tok/s", "ryzen-9-5950x llama-3.1-8b decode 9 tok/s"});
  CHECK(prose_claims("CPU: Ryzen 9 5950X RAM: 32GB GPU: none").empty());
}

TEST_CASE("one of several devices is one") {
  CHECK(prose_claims("Two RTX 3090s run Qwen3 32B at 40 tok/s; a single one manages 34 tok/s.") ==
        Prose{"2 x rtx-3090 qwen3-32b decode 40 tok/s", "rtx-3090 qwen3-32b decode 34 tok/s"});
  CHECK(prose_claims("The Arc B580 is cheap. A four-card setup totals $1,000.") ==
        Prose{"4 x arc-b580 1000 USD"});
}

TEST_CASE("a rate of each user is that of one stream, also where the verb says so") {
  CHECK(prose_claims("With 16 concurrent users, each one sees 18 tok/s on the L40S with Qwen3 8B.") ==
        Prose{"l40s qwen3-8b decode 18 tok/s"});
}

TEST_CASE("a clause that turns to the reading of prompts says so of its own rate") {
  CHECK(prose_claims("On the M1 Max Qwen3 8B runs at 40 tok/s while prompt processing hits 350 tok/s.") ==
        Prose{"m1-max-32c qwen3-8b decode 40 tok/s", "m1-max-32c qwen3-8b prefill 350 tok/s"});
  CHECK(prose_claims("While prompts are processed fast, the M1 Max does 40 tok/s on Qwen3 8B.").empty());
}

TEST_CASE("bytes in brackets behind several cards are theirs, behind a storage type those of the model") {
  CHECK(prose_claims("Qwen3 32B in FP8 needs 35 GB, so take 2x A100 80GB (160 GB).") ==
        Prose{"qwen3-32b FP8 35 GB", "a100-sxm-80gb 80 GB", "2 x a100-sxm-80gb 160 GB"});
  CHECK(prose_claims("It runs Qwen3 32B (Q4_K_M, 19.8GB) at 20 tok/s on the M2 Ultra.") ==
        Prose{"qwen3-32b Q4_K_M 19.8 GB", "m2-ultra-76c qwen3-32b Q4_K_M decode 20 tok/s"});
  CHECK(prose_claims("The RTX 4090 does 50 tok/s (Qwen3 14B, FP8).") ==
        Prose{"rtx-4090 qwen3-14b FP8 decode 50 tok/s"});
}

TEST_CASE("a footprint that storing reduces is that of the model of the sentence before") {
  CHECK(prose_claims("The RTX 4090 suits Qwen3 14B in Q4_K_M form. This quantization reduces the VRAM "
                     "footprint to 9GB.") == Prose{"qwen3-14b Q4_K_M run 9 GB"});
  CHECK(prose_claims("The card holds the FP8-quantized Qwen3 14B (15 GB).") == Prose{"qwen3-14b FP8 15 GB"});
}

TEST_CASE("an amount of memory of the device of the sentence before is its own") {
  const std::string before = "The H100 and the L40S are older. The MI300X joins eight dies. ";
  CHECK(prose_claims(before + "All 192 GB of HBM3 act as one memory.") == Prose{"mi300x 192 GB"});
  CHECK(prose_claims(before + "All 141 GB of HBM3e act as one memory.").empty());
}

TEST_CASE("a sentence that says it goes on about the device before, whatever follows behind a comma") {
  CHECK(prose_claims(
            "The RTX 5090 is new. With Qwen3 32B it wrote 61 tok/s, while the RTX 4090 managed 39 tok/s.") ==
        Prose{"rtx-5090 qwen3-32b decode 61 tok/s", "rtx-4090 qwen3-32b decode 39 tok/s"});
  CHECK(prose_claims("Thanks to its 24GB of VRAM, the RTX 3090 runs what the 12GB RTX 4070 can't.") ==
        Prose{"rtx-3090 24 GB", "rtx-4070 12 GB"});
}

TEST_CASE("what is part of a model on the host is said of the rate in whose brackets it stands") {
  CHECK(prose_claims("The RTX 4080 does 78 tok/s (8B) and 9 tok/s (32B, partially offloaded).") ==
        Prose{"rtx-4080 generic-8b decode 78 tok/s", "rtx-4080 generic-32b offloaded decode 9 tok/s"});
}

TEST_CASE("a median is of several models, and a size that no model has is of none") {
  CHECK(prose_claims("The M5 Max ran Qwen3 8B. Over all runs it posts a median of 100 tok/s.").empty());
  CHECK(prose_claims("The M5 Max hits 1,014 tok/s on a 104M test and 102 tok/s on Qwen3 8B.") ==
        Prose{"m5-max-40c qwen3-8b decode 102 tok/s"});
}

TEST_CASE("what was thought impossible is said to be done") {
  CHECK(prose_claims("The RTX 3070 has 8 GB of VRAM, a feat once considered impossible.") ==
        Prose{"rtx-3070 8 GB"});
  CHECK(prose_claims("The L40S draws 350 W instead of 400 W.") == Prose{"l40s 350 W"});
}

TEST_CASE("an increase over another device is a ratio of what the figure before it is of") {
  CHECK(prose_claims("The H200 has 141 GB of HBM3e, a 1.76x increase over the 80 GB found in the H100.") ==
        Prose{"h200 141 GB", "h200 memory 1.76 x", "h100-sxm 80 GB"});
}

TEST_CASE("cards with their memory in brackets make one machine, and what it draws at rest is no rating") {
  CHECK(prose_claims("An RTX 3060 (12GB) + RTX 4070 (12GB) runs Qwen3 14B at 30 tok/s.") ==
        Prose{"rtx-3060-12gb 12 GB", "rtx-4070 12 GB", "rtx-3060-12gb+rtx-4070 qwen3-14b decode 30 tok/s"});
  CHECK(prose_claims(
            "The RTX 4070 is fine: the idle draw is 12 W. It sips power (200W TDP), so keep your PSU.") ==
        Prose{"rtx-4070 rated 200 W"});
}

TEST_CASE("a date beside a price is no span that it is paid for") {
  CHECK(prose_claims("I bought a used RTX A6000 for $3,200 last month.") == Prose{"rtx-a6000 3200 USD"});
}

TEST_CASE(
    "heads of token throughput are rates, totals with prompts are none, and a sum with its cache is of a "
    "run") {
  CHECK(
      prose_claims(
          "# RTX 3090 with Qwen3 8B\n\n| Quant | Output token throughput | Total token throughput (TG+PP) |\n"
          "|-|-|-|\n| FP8 | 581 | 3000 |\n") == Prose{"rtx-3090 qwen3-8b FP8 decode 581 tok/s"});
  CHECK(
      prose_claims("For a 70B model:\n\n| Precision | Weights only | Total (weights + KV cache) |\n|-|-|-|\n"
                   "| FP8 | 70 GB | 80-90 GB |\n") ==
      Prose{"generic-70b FP8 70 GB", "generic-70b FP8 run 80..90 GB"});
  CHECK(prose_claims("| Part | What |\n|-|-|\n| GPU | RTX 4080 (12GB VRAM, 9,728 cores) |\n") ==
        Prose{"rtx-4080 12 GB"});
}

TEST_CASE("a number that ends a name begins no range") {
  CHECK(prose_claims("## Qwen3 8B Q4_K_M\n\n- RTX 4090 - 128 tok/s\n- RTX 3090 - 5,000 tok/s prefill") ==
        Prose{"rtx-4090 qwen3-8b Q4_K_M decode 128 tok/s", "rtx-3090 qwen3-8b Q4_K_M prefill 5000 tok/s"});
  CHECK(prose_claims("| Model | RTX 3060 | RTX 3090 |\n|-|-|-|\n| Qwen3 32B Q4_K_M | OOM | 34 t/s |\n") ==
        Prose{"rtx-3060-12gb qwen3-32b Q4_K_M OOM", "rtx-3090 qwen3-32b Q4_K_M decode 34 tok/s"});
}

TEST_CASE("brackets behind a rate say of what the rate in them is, and then comes another one") {
  CHECK(prose_claims("RTX 3090 with Qwen3 14B: 45 t/s (prompt: 1,200 t/s)") ==
        Prose{"rtx-3090 qwen3-14b decode 45 tok/s", "rtx-3090 qwen3-14b prefill 1200 tok/s"});
  CHECK(prose_claims("The RTX 3090 runs Qwen3 14B with a pause and a 2,000-token prompt, then 45 tok/s.")
            .empty());
}

TEST_CASE("a card like the one that is named is an example, no comparison") {
  CHECK(prose_claims("A mid-range card like the RTX 3070 does 60 t/s on Qwen3 8B.") ==
        Prose{"rtx-3070 qwen3-8b decode 60 tok/s"});
  CHECK(prose_claims("The RTX 3060 with 8GB does 40 t/s on Qwen3 8B, the RTX 3060 12GB 45 t/s.") ==
        Prose{"rtx-3060-8gb 8 GB",
              "rtx-3060-8gb qwen3-8b decode 40 tok/s",
              "rtx-3060-12gb 12 GB",
              "rtx-3060-12gb qwen3-8b decode 45 tok/s"});
}

TEST_CASE("what a question about the memory of the host is answered with is not of the card") {
  CHECK(prose_claims("The RTX 4090 reaches 1,008 GB/s. And your DDR5 system RAM? Maybe 50-80 GB/s.") ==
        Prose{"rtx-4090 1008 GB/s"});
}

TEST_CASE("what something costs less is no price") {
  CHECK(prose_claims("The RX 9070 XT is $599 and has 16GB of VRAM for $150 less.") ==
        Prose{"rx-9070-xt 599 USD", "rx-9070-xt 16 GB"});
}

TEST_CASE("sizes that are no name of a model are of none, whatever is named behind them") {
  CHECK(prose_claims("The RTX 3060 12GB runs 1-3B models at 100 tok/s, Qwen3 8B at 45 tok/s.") ==
        Prose{"rtx-3060-12gb 12 GB", "rtx-3060-12gb qwen3-8b decode 45 tok/s"});
}

TEST_CASE("what is left of a memory, or is of another machine, is not that of the card") {
  CHECK(prose_claims("Qwen3 32B Q6_K fits on an RTX 5090 with 2 GB to spare.") ==
        Prose{"rtx-5090 qwen3-32b Q6_K FITS"});
  CHECK(prose_claims("Llama 3.3 70B needs 40 GB at Q4 and fits on an 80GB H100 or a 128GB Mac.") ==
        Prose{"llama-3.3-70b Q4 40 GB", "h100-sxm llama-3.3-70b Q4 FITS", "h100-sxm 80 GB"});
  CHECK(prose_claims("The T4 does 18 tok/s on Mistral 7B, compared to 52 on an RTX 3060 12GB.") ==
        Prose{"t4 mistral-7b decode 18 tok/s",
              "rtx-3060-12gb mistral-7b decode 52 tok/s",
              "rtx-3060-12gb 12 GB"});
}

TEST_CASE("a unit in brackets alone in the line below a table is that of its figures") {
  CHECK(prose_claims("| Model | M4 Pro | M4 Max |\n|-|-|-|\n| Qwen3 32B Q4_K_M | 11.4 | 21.2 |\n\n(tokens "
                     "per second)\n") == Prose{"m4-pro-20c qwen3-32b Q4_K_M decode 11.4 tok/s",
                                               "m4-max-40c qwen3-32b Q4_K_M decode 21.2 tok/s"});
}
