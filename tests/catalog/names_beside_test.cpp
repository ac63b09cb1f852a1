// What stands beside the name of a device: the machine around it, its host, board partners' words, what a tool prints.
#include <cmath>
#include <random>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <catch2/catch.hpp>
#include "catalog/input_error.hpp"
#include "catalog/name_resolver.hpp"
#include "catalog/names.hpp"
#include "catalog/text.hpp"
#include "model/names.hpp"
#include "tests/seed.hpp"
#include "tests/words.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

const catalog::NameResolver& names() { return catalog::Catalog::bundled().names(); }

/// "2 rtx-3090": counts and slugs; empty where one is not known.
std::string read(const std::string& typed) {
  std::string out;
  for (const catalog::NamedDevices& one : names().typed_devices(typed)) {
    if (one.match.slug.empty()) {
      return "";
    }
    out += (out.empty() ? "" : " + ") + (one.count > 1 ? fmt::format("{:.0f} ", one.count) : "") +
           one.match.slug;
  }
  return out;
}

std::string note_of(const std::string& typed) { return names().typed_devices(typed).front().match.note; }

void check_all(std::initializer_list<std::pair<const char*, const char*>> typed_and_read) {
  for (const auto& [typed, right] : typed_and_read) {
    CAPTURE(typed);
    CHECK(read(typed) == right);
    CHECK_FALSE(names().typed_devices(typed).front().match.exact);
  }
}

}  // namespace

TEST_CASE("a machine around a device is left out, and said", "[catalog][names]") {
  check_all({{"hp z440 2x 3060", "2 rtx-3060-12gb"},
             {"Dell R730 dual E5-2690 v4", "2 xeon-e5-2690v4"},
             {"2x P40 in a Dell R720", "2 p40"},
             {"N150 mini pc", "intel-n150"},
             {"framework 16 7840hs", "ryzen-7-7840hs"},
             {"NUC 12 Arc A770M", "arc-a770m"},  // 12 is no count
             {"Dell XPS 15 3050 Ti", "rtx-3050-ti-laptop"},
             {"Mac Studio 2025 M3 Ultra 60-core GPU", "m3-ultra-60c"}});
  CHECK(note_of("Lenovo P620 3x3090") == "without 'Lenovo P620'");
  CHECK(read("Dell R740").empty());
  CHECK(read("Dell R730 with 2x Xeon Silver 4214Q").empty());
}

TEST_CASE(
    "the processor beside a card is kept as its host, and memory without a rate has the usual one of its "
    "kind",
    "[catalog][names]") {
  const auto first = [](std::string_view typed) { return names().devices(typed).front(); };
  CHECK(first("3090 24gb + ryzen 7950x 128gb ddr5-5200").host == "ryzen 7950x 128gb ddr5-5200");
  CHECK(first("3090 with epyc 7302").host == "epyc 7302");
  CHECK(first("2x 3090 + epyc 7302").host == "epyc 7302");
  CHECK(first("strix halo + 3090").host.empty());
  CHECK(first("3090 + 4090").host.empty());
  CHECK(first("ryzen 9 7950x").host.empty());
  CHECK(first("3090 64gb ddr5").match.installed_mts == 5600);
  CHECK(first("3090 + 64gb ddr4").match.installed_mts == 3200);
  CHECK(first("3090 + 64gb ddr4-3600").match.installed_mts == 3600);
  CHECK(std::isnan(first("3090 + 64gb ram").match.installed_mts));
  CHECK(std::isnan(first("3090 + 7950x + 64gb ddr5").match.installed_mts));  // the processor's own
}

TEST_CASE("a processor or memory beside cards is their host's, and said", "[catalog][names]") {
  check_all({{"i7-13700K / RTX 4090 / 64GB", "rtx-4090"},
             {"EPYC 7302 with 4x3090", "4 rtx-3090"},
             {"Threadripper 3970X, 4x RTX 3090, 256GB RAM", "4 rtx-3090"},
             {"dual EPYC 7763 + 8x A100 80GB SXM", "8 a100-sxm-80gb"}});
  CHECK(note_of("i9-13900K + RTX 4090 + 64GB") == "i9-13900K and 64GB are of the host");
  for (const std::string& typed :
       test::words("rtx 3060 12gb + 64gb ram|3060 12gb with 64 GB RAM|RTX 3060 12GB, 64GB DDR4|"
                   "3060 12gb & 64gb ram|3060 12gb 64gb ram|3060 12gb and 64gb ddr4|"
                   "3060 12gb + 64 gb system ram")) {
    CAPTURE(typed);
    CHECK(read(typed) == "rtx-3060-12gb");
    CHECK(names().devices(typed).front().match.installed_gib == 64);
  }
  CHECK(std::isnan(names().devices("RTX 4090, 24GB VRAM").front().match.installed_gib));
  CHECK(read("V100 / 32GB") == "v100-pcie-32gb");  // its own
  CHECK(read("strix halo + 3090") == "strix-halo + rtx-3090");
}

TEST_CASE("a word that no device has is left out of a card's name, and said", "[catalog][names]") {
  CHECK(read("Chinese 4090 48gb") == "rtx-4090-48gb");
  CHECK(note_of("RTX 3090 Dominator") == "without 'Dominator'");
  CHECK(read("RTX 5090 watercooled") == "rtx-5090");
  CHECK(read("Titan V Pascal").empty());  // another generation than that of the one that the catalog has
  CHECK(read("M3 Mega").empty());         // Apple's words tell sizes
  CHECK(read("RTX 3090 Ultra").empty());
}

TEST_CASE("what a tool lists under a number is read without it", "[catalog][names]") {
  check_all({{"GPU 0: NVIDIA GeForce RTX 3090 (UUID: GPU-1d2c3b4a-aaaa-bbbb)", "rtx-3090"},
             {"CUDA0 (NVIDIA GeForce RTX 4070 Ti SUPER)", "rtx-4070-ti-super"},
             {"Device 0: NVIDIA GeForce RTX 3090, compute capability 8.6, VMM: yes", "rtx-3090"},
             {"ggml_vulkan: 0 = AMD Radeon RX 7900 XTX (RADV NAVI31) (radv) | uma: 0", "rx-7900-xtx"}});
  CHECK(read("P40: faster than 3090").empty());
}

TEST_CASE("a count or a power limit in parentheses counts", "[catalog][names]") {
  CHECK(read("H100 SXM (8 GPUs)") == "8 h100-sxm");
  CHECK(read("HGX B200 8-GPU") == "8 b200");
  CHECK(read("3090 3090") == "2 rtx-3090");
  CHECK(read("M1 Max 32 GPU") == "m1-max-32c");  // its cores
  for (const std::string& typed :
       test::words("RTX 3090 (250W)|3090 (power limited to 250W)|RTX 3090 (250 W limit)|"
                   "3090 (undervolted to 250W)")) {
    CAPTURE(typed);
    CHECK(read(typed) == "rtx-3090");
    CHECK(names().typed_devices(typed).front().power_limit_w == 250);
  }
}

TEST_CASE("a laptop's name beside a Max-Q leaves it one", "[catalog][names]") {
  CHECK(read("thinkpad G4 NVIDIA GeForce GTX 1650 Ti Max-Q") == "gtx-1650-ti-max-q");
}

TEST_CASE("a number of cards that a machine's name fits too are cards", "[catalog][names]") {
  CHECK(read("2x rtx pro 6000 workstation") == "2 rtx-pro-6000-blackwell");
  CHECK(read("2x dgx h100") == "2 dgx-h100");
}

TEST_CASE("a processor is known by its short line, and by its number with another letter",
          "[catalog][names]") {
  check_all({{"R9 7950X3D", "ryzen-9-7950x3d"},
             {"r7-5800x3d", "ryzen-7-5800x3d"},
             {"i7-7700", "core-i7-7700"},
             {"i7-7700T", "core-i7-7700"},
             {"i5-8500T", "core-i5-8500"},
             {"Ryzen 5 2600X", "ryzen-5-2600"},
             {"14900KF", "i9-14900k"}});
  CHECK(note_of("i9-14900T") == "the one with that number");
  for (const char* other : {"R9 295", "14900X", "i7-7820HK", "6750S", "Ryzen 9 7950H"}) {
    CAPTURE(other);
    CHECK(read(other).empty());
  }
  CHECK(names().device("epyc 7532 6ch").installed_channels == 6);
}

TEST_CASE("channels are a processor's memory, not a number of processors", "[catalog][names]") {
  for (const char* typed :
       {"threadripper 7970x quad channel", "Threadripper 7970X quad-channel", "7970x 4 channel"}) {
    CAPTURE(typed);
    CHECK(read(typed) == "threadripper-7970x");
  }
  CHECK(names().devices("epyc 9654 six-channel").front().match.installed_channels == 6);
  CHECK(read("dual epyc 9654 12-channel") == "2 epyc-9654");
}

TEST_CASE("two names of one device are one, and a maker of one device is that one", "[catalog][names]") {
  CHECK(read("ROG Ally Z1 Extreme") == "ryzen-z1-extreme");
  CHECK(read("Cerebras") == "wse-3");
  CHECK(read("Tenstorrent").empty());
}

TEST_CASE("the graphics of an old Ryzen are no server's card", "[catalog][names]") {
  CHECK(read("Vega 10").empty());
  CHECK(read("AMD Radeon Vega 10 Graphics").empty());
  CHECK(names().device_names().nearest("Vega 10", 1).front().starts_with("rx-vega"));
}

TEST_CASE("what llama.cpp prints for a model names it without its parameters", "[catalog][names]") {
  for (const auto& [typed, slug] :
       {std::pair<const char*, const char*>{"qwen3moe 30B.A3B Q4_K - Medium", "qwen3-30b-a3b"},
        {"glm4moe 106B.A12B", "glm-4.5-air"},
        {"deepseek2 671B Q4_K - Medium", "deepseek-v3"}}) {
    CAPTURE(typed);
    CHECK(names().typed_model(typed).match.slug == slug);
    CHECK_FALSE(names().typed_model(typed).match.exact);
  }
  CHECK(names().typed_model("phi3 3B Q8_0").match.candidates.size() > 1);  // 3.8, cut off: of several shapes
  CHECK(names().typed_model("qwen3moe 300B.A3B").match.slug.empty());
  CHECK(names().typed_model("L3.1 70B").match.note.starts_with("its L is Llama"));
}

TEST_CASE("what stands in brackets behind a card is told beside a laptop's line too", "[catalog][names]") {
  CHECK(read("legion T7910 Tower NVIDIA TITAN X (Pascal)") == "titan-x-pascal");
  CHECK(read("legion 15 NVIDIA TITAN X") == "gtx-titan-x");
}

TEST_CASE("the words of a machine or of a board's partner beside a card never make another card of it",
          "[catalog][names][property]") {
  const unsigned seed = seed_of_run();
  CAPTURE(seed);
  std::mt19937 dice(seed);
  const catalog::Catalog& catalog = catalog::Catalog::bundled();
  std::vector<std::string_view> phrases;
  for (const catalog::NameWords& row : catalog.data().name_words) {
    for (const std::string_view phrase : catalog::split_at(row.words, '|')) {
      phrases.push_back(phrase);
    }
  }
  constexpr std::string_view kOwn[] = {"", " R730", " 7920", " 15", " T7910 Tower", " G4"};
  for (const model::Device& device : catalog.devices()) {
    if (device.kind != model::DeviceKind::gpu) {
      continue;
    }
    const std::string_view phrase = phrases[dice() % phrases.size()];
    const std::string typed = fmt::format("{}{} {}", phrase, kOwn[dice() % std::size(kOwn)], device.name);
    CAPTURE(typed);
    if (read(typed).empty()) {
      continue;
    }
    for (const catalog::NamedDevices& one : names().typed_devices(typed)) {
      const auto& others = one.match.candidates;
      const bool may_be =
          one.match.slug == device.slug || one.match.slug.starts_with(std::string(device.slug) + "-laptop") ||
          one.match.slug == std::string(device.slug) + "-max-q" ||
          one.match.slug == std::string(device.slug) + "-mobile" || model::holds(others, device.slug);
      CHECK(may_be);
      CHECK(one.count == 1);
    }
  }
}

TEST_CASE("a Mac without its chip is one of those it is sold with", "[catalog][names]") {
  const auto chips = [](const char* typed) { return names().device(typed).candidates; };
  CHECK(chips("mac mini").front() == "m6-12c");
  CHECK(chips("Mac mini 64 GB") == std::vector<std::string>{"m4-pro-20c", "m4-pro-16c"});
  CHECK(chips("MacBook Pro 16 inch").size() > 20);
  CHECK(names().device("mac mini").slug.empty());
  CHECK(chips("mac studio 512GB") == std::vector<std::string>{"m5-ultra-80c", "m3-ultra-80c"});
  CHECK(read("Mac Studio M1 Ultra 64 core") == "m1-ultra-64c");
  CHECK(chips("Mac Pro 2019").empty());
}

TEST_CASE("a Mac that is sold with more and with fewer graphics cores is said to be one of them",
          "[catalog][names]") {
  check_all(
      {{"iMac M3", "m3-8c"}, {"MacBook Pro 14 M1 Pro", "m1-pro-14c"}, {"Mac mini M2 Pro", "m2-pro-16c"}});
  CHECK(note_of("iMac M4") == "the nearest known: it is sold with the m4-10c, too");
}

TEST_CASE("of a processor that is not known, those with like numbers are the nearest", "[catalog][names]") {
  const auto nearest = [](const char* typed) { return names().device_names().nearest(typed, 2); };
  CHECK(nearest("Xeon Gold 6252") == std::vector<std::string>{"xeon-gold-6240", "xeon-gold-6230"});
  CHECK(nearest("Intel(R) Core(TM) i5-9600 CPU @ 3.10GHz") ==
        std::vector<std::string>{"core-i5-9600k", "core-i5-9500"});
  CHECK(nearest("AMD Ryzen 5 7535HS").front() == "ryzen-5-7530u");
}

TEST_CASE("a driver behind a name, a virtual card and a short line are read", "[catalog][names]") {
  check_all({{"AMD Radeon (TM) Pro VII (RADV VEGA20)", "radeon-pro-vii"},
             {"GRID T4-16Q", "t4"},
             {"NVIDIA GeForce RTX 2070 with Max-Q Design", "rtx-2070-max-q"},
             {"TR 1950X", "threadripper-1950x"},
             {"Navi 22 [Radeon RX 6700/6700 XT/6750 XT]", "rx-6700-xt"}});
  CHECK(read("NVIDIA GeForce RTX 2080 with Max-Q Design").empty());
  CHECK(names().devices("two MI50s 32gb").front().count == 2);
  CHECK(names().devices("Arc Pro B60 Dual 48GB").front().count == 2);
}

TEST_CASE("a model said otherwise is read, if what was said of it holds", "[catalog][names]") {
  const auto model = [](const char* typed) { return names().typed_model(typed).match.slug; };
  CHECK(model("R1 distill 70b") == "deepseek-r1-distill-llama-70b");
  CHECK(model("qwen3 moe 30b") == "qwen3-30b-a3b");
  CHECK(model("qwen3 moe 14b").empty());
  CHECK(model("huihui_ai/qwen3-abliterated:14b") == "qwen3-14b");
  CHECK(model("gpt-oss ?B MXFP4 MoE") == "gpt-oss-20b");
}

TEST_CASE("a type whose bits are counted has no words of something else", "[catalog][names]") {
  for (const char* typed :
       {"3.1 405b fp8", "banana-fp8", "small 24b int4", "3 27b gptq", "32b awq", "8x22b int8"}) {
    CAPTURE(typed);
    CHECK(names().quant(typed).slug.empty());
  }
  for (const std::string& typed :
       test::words("FP8 block 128x128|GPTQ INT4 g128|compressed-tensors-w4a16-g32-asym-rtn|IQ4_K|"
                   "bitsandbytes NF4 (double quant)|exl2-4.5bpw-h6|4.0bpw|fp8-dynamic")) {
    CAPTURE(typed);
    CHECK_FALSE(names().quant(typed).slug.empty());
  }
}

TEST_CASE("memory of a host is no device, and --host is told", "[catalog][names]") {
  for (const char* typed : {"ddr5-5600x6", "ddr4-3600", "ddr5-7600", "DDR5-5600x2", "64gb ddr4 3600"}) {
    CAPTURE(typed);
    CHECK(names().device(typed).slug.empty());
    try {
      (void)names().need_devices(typed, "--device");
      FAIL("no error");
    } catch (const catalog::InputError& error) {
      CHECK(error.suggestions == std::vector<std::string>{fmt::format("--host {}", typed)});
    }
  }
  CHECK(names().device("Ryzen 5 5600").slug == "ryzen-5-5600");
  CHECK(names().device("Ryzen 9 7950X 64GB DDR5-6000").slug == "ryzen-9-7950x");
}

TEST_CASE("devices are counted in German, by the piece and by the trio where a name stands alone",
          "[catalog][names]") {
  CHECK(read("zwei 3090") == "2 rtx-3090");
  CHECK(read("zw\xC3\xB6lf 3090") == "12 rtx-3090");
  CHECK(read("2 st\xC3\xBC\x63k 3090") == "2 rtx-3090");
  CHECK(read("trio of 3090s") == "3 rtx-3090");
  CHECK(read("MSI 3090 Gaming X Trio") == "rtx-3090");
}

TEST_CASE("a Mac without its chip offers those that are sold with so much memory", "[catalog][names]") {
  for (const char* typed : {"macbook pro 64gb", "imac 24gb", "macbook air 16gb", "mac studio 128gb"}) {
    CAPTURE(typed);
    try {
      (void)names().need_devices(typed, "--device");
      FAIL("no error");
    } catch (const catalog::InputError& error) {
      CHECK(error.suggestions.size() > 1);
      for (const std::string& slug : error.suggestions) {
        CHECK(catalog::Catalog::bundled().device(slug).vendor == "apple");
      }
    }
  }
}

TEST_CASE("a model that only its maker runs is said to be none that others can run", "[catalog][names]") {
  for (const char* typed : {"chatgpt", "gpt-4o", "claude sonnet", "Gemini"}) {
    CAPTURE(typed);
    try {
      (void)names().need_model(typed, "--model");
      FAIL("no error");
    } catch (const catalog::InputError& error) {
      CHECK(catalog::contains(error.message, "is not open, only"));
    }
  }
  CHECK(names().closed_model("gpt-oss-20b on a 4090").empty());
  CHECK(names().closed_model("gemma 3 12b").empty());
}
