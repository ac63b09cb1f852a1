#include <random>

#include <catch2/catch.hpp>

#include "catalog/catalog.hpp"
#include "catalog/names.hpp"
#include "tests/seed.hpp"

using namespace tokroof;

namespace {

const catalog::Catalog& bundled() { return catalog::Catalog::bundled(); }

std::string_view device_slug(std::string_view name) {
  const model::Device* device = bundled().find_device(name);
  return device == nullptr ? "none" : device->slug;
}

}  // namespace

TEST_CASE("names are found whatever their case and separators", "[catalog][lookup]") {
  for (const char* name : {"rtx-4090", "RTX 4090", "rtx_4090", "Rtx -_ 4090 ", "NVIDIA GeForce RTX 4090"}) {
    INFO(name);
    CHECK(device_slug(name) == "rtx-4090");
  }
  REQUIRE(bundled().find_model("Qwen3 32B") != nullptr);
  CHECK(bundled().find_model("Qwen3 32B")->slug == "qwen3-32b");
  CHECK(bundled().find_recipe("q4_k_m")->file_type == "Q4_K_M");
  CHECK(bundled().find_link("PCIe4x16-P2P")->slug == "pcie4x16-p2p");
}

TEST_CASE("a name that is not there gives null, and the throwing look-up names the nearest three",
          "[catalog][lookup]") {
  CHECK(bundled().find_device("rtx-4091") == nullptr);
  CHECK(bundled().find_device("") == nullptr);
  CHECK(bundled().find_model("") == nullptr);
  try {
    bundled().device("rtx-4091");
    FAIL("no error");
  } catch (const catalog::InputError& error) {
    CHECK(error.kind == "unknown-name");
    CHECK(error.message == "unknown device 'rtx-4091'");
    REQUIRE(error.suggestions.size() == 3);
    CHECK(error.suggestions[0] == "rtx-4090");
  }
  CHECK_THROWS_AS(bundled().model("llama-9"), catalog::InputError);
  CHECK_THROWS_AS(bundled().link("string"), catalog::InputError);
}

TEST_CASE("every slug finds its own entry, unless an exact alias says otherwise",
          "[catalog][lookup][property]") {
  for (const model::Device& device : bundled().devices()) {
    CHECK(device_slug(device.slug) == bundled().canonical("device", device.slug));
  }
  for (const model::Architecture& model : bundled().models()) {
    REQUIRE(bundled().find_model(model.slug) == &model);
  }
  for (const catalog::Link& link : bundled().links()) {
    REQUIRE(bundled().find_link(link.slug) == &link);
  }
  for (const catalog::Recipe& recipe : bundled().recipes()) {
    REQUIRE(bundled().find_recipe(recipe.file_type) == &recipe);
  }
}

TEST_CASE("exact aliases are applied, others only told", "[catalog][lookup]") {
  CHECK(device_slug("gmktec-evo-x2") == "strix-halo");
  CHECK(bundled().canonical("engine", "trt-llm") == "tensorrt-llm");
  CHECK(bundled().canonical("engine", "lm-studio") == "lm-studio");
  REQUIRE(bundled().alias("engine", "LM Studio") != nullptr);
  CHECK(bundled().alias("engine", "LM Studio")->canonical == "llama.cpp");
  CHECK(bundled().alias("engine", "LM Studio")->exactness == catalog::Exactness::approximate);
  CHECK(bundled().alias("device", "LM Studio") == nullptr);

  CHECK(bundled().find_recipe("UD-Q4_K_XL") == nullptr);
  CHECK(bundled().alias("quant", "ud-q4_k_xl")->canonical == "Q4_K_M");
  CHECK(bundled().find_storage_type("awq-int4")->name == "AWQ INT4 g128");
  CHECK(bundled().find_storage_type("IQ4_K_R4")->name == "IQ4_K");
  CHECK(bundled().find_storage_type("Q8_0_R8")->name == "Q8_0");
  CHECK(bundled().find_link("pcie3x16") == nullptr);
  CHECK(bundled().alias("link", "pcie3x16")->exactness == catalog::Exactness::conditional);
}

TEST_CASE("aliases of any exactness lead to something that exists", "[catalog][lookup][property]") {
  for (const catalog::Alias& alias : bundled().aliases()) {
    INFO(alias.alias);
    CHECK(bundled().alias(alias.kind, alias.alias) == &alias);
  }
}

TEST_CASE("a storage type is found by engine family where its name repeats", "[catalog][lookup]") {
  CHECK(bundled().find_storage_type("BF16")->engine_family == "ggml");
  CHECK(bundled().find_storage_type("BF16", "vllm")->engine_family == "vllm/sglang/trt-llm/mlx");
  CHECK(bundled().find_storage_type("MXFP4", "quark")->engine_family ==
        "ggml");  // that family has none: the first
  CHECK(bundled().find_storage_type("MXFP4", "ggml")->bytes_per_block == 17);
}

TEST_CASE("the nearest names are the first of all names by distance", "[catalog][names][property]") {
  std::vector<std::string_view> names;
  for (const model::Device& device : bundled().devices()) {
    names.push_back(device.slug);
  }
  for (const char* typed : {"",
                            "-",
                            "rtx4090",
                            "rtx-4080-supr",
                            "mi 300",
                            "v100 16gb",
                            "zzzzzzzzzzzzzzzzzzzzzzzz",
                            "NVIDIA GeForce RTX 3060 Laptop GPU with a long tail of words behind it"}) {
    CAPTURE(typed);
    const std::vector<std::string> all = catalog::nearest_names(typed, names, names.size());
    const std::vector<std::string> few = catalog::nearest_names(typed, names, 5);
    REQUIRE(all.size() == names.size());
    CHECK(std::equal(few.begin(), few.end(), all.begin()));
  }
}

TEST_CASE("two neighbours that changed places are one slip, however few names are asked for",
          "[catalog][names][property]") {
  CHECK(bundled().nearest_devices("rtx4900").front() == "rtx-4090");
  CHECK(bundled().nearest_models("lalma-3-8b").front() == "llama-3-8b");
  const unsigned seed = test::seed_of_run();
  CAPTURE(seed);
  std::mt19937 dice(seed);
  std::vector<std::string_view> names;
  for (const model::Device& device : bundled().devices()) {
    names.push_back(device.slug);
  }
  for (int n = 0; n < 200; ++n) {
    std::string typed(names[dice() % names.size()]);
    if (typed.size() < 4) {
      continue;
    }
    const std::size_t at = 1 + dice() % (typed.size() - 2);
    std::swap(typed[at], typed[at + 1]);
    CAPTURE(typed);
    const std::vector<std::string> all = catalog::nearest_names(typed, names, names.size());
    const std::vector<std::string> few = catalog::nearest_names(typed, names, 3);
    CHECK(std::equal(few.begin(), few.end(), all.begin()));
  }
}

TEST_CASE("a part of a name is nearest to the names that contain it", "[catalog][names]") {
  CHECK(bundled().nearest_devices("4090").front() == "rtx-4090");
  CHECK(bundled().nearest_devices("RTX4090").front() == "rtx-4090");
  CHECK(bundled().nearest_devices("rtx 4090", 1).size() == 1);
  CHECK(bundled().nearest_models("llama3-8b").front() == "llama-3-8b");
  CHECK(bundled().nearest_storage_types("Q4KM").front() == "Q4_K_M");
  CHECK(bundled().nearest_links("pcie4x16").front().starts_with("pcie4x16"));
  CHECK(bundled().nearest_devices("").size() == 3);
  CHECK(bundled().nearest_devices(std::string(1000000, 'x')).size() == 3);
}

TEST_CASE("patterns of hosts know alternatives, gaps and the end", "[catalog][names]") {
  CHECK(catalog::matches("EPYC 9355.*6400", "EPYC 9355 NPS1, 12ch DDR5-6400, Windows"));
  CHECK_FALSE(catalog::matches("EPYC 9355.*6400", "6400 EPYC 9355"));
  CHECK(catalog::matches("a|b", "xbx"));
  CHECK_FALSE(catalog::matches("a|b", "xyz"));
  CHECK(catalog::matches("Ryzen$", "AMD Ryzen"));
  CHECK_FALSE(catalog::matches("Ryzen$", "AMD Ryzen 5"));
  CHECK(catalog::matches("a.*b$", "a--b"));
  CHECK_FALSE(catalog::matches("ab.*b$", "ab"));
  CHECK_FALSE(catalog::matches("", "anything"));
}

TEST_CASE("no server processor launches kernels slower than the slowest", "[catalog][hosts]") {
  const model::Device* slowest = bundled().slowest_launching_server();
  REQUIRE(slowest != nullptr);
  const double speed = bundled().launch_speed(slowest->name)->speed;
  for (const model::Device& d : bundled().devices()) {
    const catalog::LaunchSpeed* own = bundled().launch_speed(d.name);
    if (d.kind == model::DeviceKind::cpu && d.memory_channels >= 6 && own != nullptr && own->x86) {
      INFO(d.slug);
      CHECK(own->speed >= speed);
    }
  }
}

TEST_CASE("hosts named in words have the facts of hosts.json", "[catalog][hosts]") {
  CHECK(bundled().offload_host("EPYC 9355 NPS1, 12ch DDR5-6400, Windows")->bandwidth_bytes_per_s ==
        Approx(614.4e9));
  CHECK(bundled().offload_host("EPYC 9355, 12ch DDR5")->bandwidth_bytes_per_s == Approx(576e9));
  CHECK(bundled().offload_host("2x Xeon E5-2697A v4")->sockets == 2);
  CHECK(bundled().offload_host("a toaster") == nullptr);
  CHECK(bundled().launch_speed("AMD Ryzen 9 7950X")->speed == 1);
  CHECK(bundled().launch_speed("2x Xeon E5-2697 v4")->speed == 0.45);
  CHECK(bundled().launch_speed("a toaster") == nullptr);
  CHECK(bundled().launch_speed("") == nullptr);
  CHECK(bundled().soc_cpu("m3-10c")->clock_hz == Approx(4.05e9));
  CHECK(bundled().soc_cpu("rtx-4090") == nullptr);
}

TEST_CASE("facts of a source are found by its name", "[catalog][sources]") {
  const catalog::SourceFacts* localscore = bundled().facts_of_source("localscore");
  REQUIRE(localscore != nullptr);
  CHECK(localscore->mean_context == 1200);
  CHECK(localscore->prompt_lengths.size() == 9);
  const catalog::SourceFacts* lotto = bundled().facts_of_source("lotto-4x3090");
  REQUIRE(lotto != nullptr);
  CHECK(lotto->server_slots[0].engine == "llama.cpp");
  CHECK(lotto->server_slots[0].slots == 8);
  CHECK(lotto->prefix_cached.size() == 3);
  CHECK(bundled().facts_of_source("guruswami-mlx")->power_is_not_a_limit);
  CHECK(bundled().facts_of_source("nobody") == nullptr);
}
