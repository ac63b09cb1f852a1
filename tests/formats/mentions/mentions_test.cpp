#include "formats/mentions/mentions.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include "formats/mentions/mention_words.hpp"

using namespace tokroof;

namespace {

/// "2 x rtx-3090, llama-3.1-70b, Q4_K_M": the names of a text in its order.
std::string names_in(std::string_view text) {
  static formats::MentionFinder finder(catalog::Catalog::bundled());
  std::string out;
  for (const formats::Mention& m : finder.find(text)) {
    out += (out.empty() ? "" : ", ") + (m.count > 0 ? fmt::format("{} x ", m.count) : "") +
           (m.slug.empty() ? "?" : m.slug);
  }
  return out;
}

}  // namespace

TEST_CASE("devices are found by what people call them") {
  CHECK(names_in("The RTX 4090 and a 3060, the P40's memory, 3090s") ==
        "rtx-4090, rtx-3060-12gb, p40, rtx-3090");
  CHECK(names_in("AMD Ryzen AI Max+ 395 (Strix Halo)") == "strix-halo, strix-halo");
  CHECK(names_in("Mac Studio M3 Ultra against DGX Spark") == "m3-ultra-80c, gb10");
  CHECK(names_in("NVIDIA A100 80GB SXM") == "a100-sxm-80gb");
}

TEST_CASE("devices are found with their counts") {
  CHECK(names_in("2x 3090, 4xRTX 3090, dual RTX 4090, A100 x 2, two 3090s") ==
        "2 x rtx-3090, 4 x rtx-3090, 2 x rtx-4090, 2 x a100-sxm-80gb, 2 x rtx-3090");
  CHECK(names_in("Ten RTX 3090s, twelve V100, 2× RTX 3090, 4 x 3090") ==
        "10 x rtx-3090, 12 x v100-sxm2-16gb, 2 x rtx-3090, 4 x rtx-3090");
}

TEST_CASE("a set of devices and adjectives before a name say how many") {
  CHECK(names_in("A pair of RTX 3090s, a couple of 3090s, a trio of used P40s, two used RTX 3090") ==
        "2 x rtx-3090, 2 x rtx-3090, 3 x p40, 2 x rtx-3090");
  CHECK(names_in("a couple of hours, a used RTX 3090") == "rtx-3090");
}

TEST_CASE("devices are found where their words are written as one") {
  CHECK(names_in("4060ti 16GB, RTX4090, RX 9070XT, 7900xtx, RTX 5070Ti, GTX1080Ti") ==
        "rtx-4060-ti-16gb, rtx-4090, rx-9070-xt, rx-7900-xtx, rtx-5070-ti, gtx-1080-ti");
  CHECK(names_in("4096ti, 12gb, 30900ti") == "");
}

TEST_CASE("a sign of multiplication counts devices, and no system is made of a number") {
  CHECK(names_in("RTX 3090 * 2, A100*8, 3090 ×4, 3090x2, x2 RTX 3090, 4 RTX 3090s") ==
        "2 x rtx-3090, 8 x a100-sxm-80gb, 4 x rtx-3090, 2 x rtx-3090, 2 x rtx-3090, 4 x rtx-3090");
  CHECK(names_in("**RTX 3090** and * RTX 4090") == "rtx-3090, rtx-4090");
}

TEST_CASE("a name of several devices is known as such, not guessed") {
  CHECK(names_in("the A100 PCIe") == "?");
  CHECK(names_in("H100 PCIe/SXM") == "h100-sxm");  // neither of the two: the card
}

TEST_CASE("models, sizes and storage types are found") {
  CHECK(names_in("Llama 3.1 70B Q4_K_M") == "llama-3.1-70b, Q4_K_M");
  CHECK(names_in("Qwen3-Coder-30B-A3B at 4-bit") == "qwen3-coder-30b-a3b, 4bit");
  CHECK(names_in("an 8B model, 7B-8B, 70-72B, a 70-billion-parameter model") ==
        "generic-8b, generic-7b, generic-70b, generic-70b");
  CHECK(names_in("16 bit, fp8, q4_k_m, AWQ").substr(0, 4) == "FP16");
  CHECK(names_in("vLLM and llama.cpp") == "vllm, llama.cpp");
}

TEST_CASE("numbers, years, units and unknown names are none") {
  CHECK(names_in("In 2024 it had 3,840 cores, 16 threads, 4096 tokens and 24 GB") == "");
  CHECK(names_in("$4090 for a Tesla C2050") == "");
  CHECK(names_in("4090 USD, 3090 W, 4060 MT/s, 5080 tokens, 3080 CUDA cores, 4070 euros, DDR5-6800") == "");
  CHECK(names_in("a 4090 w/ 64 GB, 3090 x 2") == "rtx-4090, 2 x rtx-3090");
  CHECK(names_in("3B active of 120B+, 70B-to-685B") == "");
}

TEST_CASE("a grade of memory is no processor") {
  CHECK(names_in("Dual-channel DDR5-5600, DDR5 5600 and a desktop with DDR5-5600") == "");
  CHECK(names_in("Ryzen 9 7950X with DDR5-5600") == "ryzen-9-7950x");
}

TEST_CASE("only sizes that mixtures hardly have say what is read for a token") {
  CHECK(formats::is_dense_size("generic-8b"));
  CHECK_FALSE(formats::is_dense_size("generic-30b"));
  CHECK_FALSE(formats::is_dense_size("generic-235b"));
  CHECK(formats::is_dense_size("llama-3.1-8b"));
}

TEST_CASE("a count of one is no part of a device's name") {
  CHECK(names_in("1x A100 80GB, 1x H100, 1x A100 40GB, 1x A100 80GB PCIe") ==
        "1 x a100-sxm-80gb, 1 x h100-sxm, 1 x a100-sxm-40gb, 1 x a100-pcie-80gb");
  CHECK(names_in("gpu_1x_a100_sxm4") == "a100-sxm-40gb");
}

TEST_CASE("a range of numbers is no device whose number they make together") {
  CHECK(names_in("40-60 tok/s, 50–70 tok/s, 30-80 tokens per second") == "");
  CHECK(names_in("A 4060 and a 50-series card, RTX-4060") == "rtx-4060, rtx-4060");
}
