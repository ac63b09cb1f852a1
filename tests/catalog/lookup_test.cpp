#include <catch2/catch.hpp>

#include "catalog/catalog.hpp"
#include "catalog/names.hpp"

using namespace tokroof;

namespace {

const Catalog& catalog() { return Catalog::bundled(); }

std::string_view device_slug(std::string_view name) {
  const Device* device = catalog().find_device(name);
  return device == nullptr ? "none" : device->slug;
}

}  // namespace

TEST_CASE("names are found whatever their case and separators", "[catalog][lookup]") {
  for (const char* name : {"rtx-4090", "RTX 4090", "rtx_4090", "Rtx -_ 4090 ", "NVIDIA GeForce RTX 4090"}) {
    INFO(name);
    CHECK(device_slug(name) == "rtx-4090");
  }
  REQUIRE(catalog().find_model("Qwen3 32B") != nullptr);
  CHECK(catalog().find_model("Qwen3 32B")->slug == "qwen3-32b");
  CHECK(catalog().find_recipe("q4_k_m")->file_type == "Q4_K_M");
  CHECK(catalog().find_link("PCIe4x16-P2P")->slug == "pcie4x16-p2p");
}

TEST_CASE("a name that is not there gives null, and the throwing look-up names the nearest three",
          "[catalog][lookup]") {
  CHECK(catalog().find_device("rtx-4091") == nullptr);
  CHECK(catalog().find_device("") == nullptr);
  CHECK(catalog().find_model("") == nullptr);
  try {
    catalog().device("rtx-4091");
    FAIL("no error");
  } catch (const InputError& error) {
    CHECK(error.kind == "unknown-name");
    CHECK(error.message == "unknown device 'rtx-4091'");
    REQUIRE(error.suggestions.size() == 3);
    CHECK(error.suggestions[0] == "rtx-4090");
  }
  CHECK_THROWS_AS(catalog().model("llama-9"), InputError);
  CHECK_THROWS_AS(catalog().link("string"), InputError);
}

TEST_CASE("every slug finds its own entry, unless an exact alias says otherwise",
          "[catalog][lookup][property]") {
  for (const Device& device : catalog().devices()) {
    CHECK(device_slug(device.slug) == catalog().canonical("device", device.slug));
  }
  for (const Architecture& model : catalog().models()) {
    REQUIRE(catalog().find_model(model.slug) == &model);
  }
  for (const Link& link : catalog().links()) {
    REQUIRE(catalog().find_link(link.slug) == &link);
  }
  for (const Recipe& recipe : catalog().recipes()) {
    REQUIRE(catalog().find_recipe(recipe.file_type) == &recipe);
  }
}

TEST_CASE("exact aliases are applied, others only told", "[catalog][lookup]") {
  CHECK(device_slug("gmktec-evo-x2") == "strix-halo");
  CHECK(catalog().canonical("engine", "trt-llm") == "tensorrt-llm");
  CHECK(catalog().canonical("engine", "lm-studio") == "lm-studio");
  REQUIRE(catalog().alias("engine", "LM Studio") != nullptr);
  CHECK(catalog().alias("engine", "LM Studio")->canonical == "llama.cpp");
  CHECK(catalog().alias("engine", "LM Studio")->exactness == Exactness::approximate);
  CHECK(catalog().alias("device", "LM Studio") == nullptr);

  CHECK(catalog().find_recipe("UD-Q4_K_XL") == nullptr);
  CHECK(catalog().alias("quant", "ud-q4_k_xl")->canonical == "Q4_K_M");
  CHECK(catalog().find_storage_type("awq-int4")->name == "AWQ INT4 g128");
  CHECK(catalog().find_storage_type("IQ4_K_R4")->name == "IQ4_K");
  CHECK(catalog().find_link("pcie3x16") == nullptr);
  CHECK(catalog().alias("link", "pcie3x16")->exactness == Exactness::conditional);
}

TEST_CASE("aliases of any exactness lead to something that exists", "[catalog][lookup][property]") {
  for (const Alias& alias : catalog().aliases()) {
    INFO(alias.alias);
    CHECK(catalog().alias(alias.kind, alias.alias) == &alias);
  }
}

TEST_CASE("a storage type is found by engine family where its name repeats", "[catalog][lookup]") {
  CHECK(catalog().find_storage_type("BF16")->engine_family == "ggml");
  CHECK(catalog().find_storage_type("BF16", "vllm")->engine_family == "vllm/sglang/trt-llm/mlx");
  CHECK(catalog().find_storage_type("MXFP4", "quark")->engine_family ==
        "ggml");  // that family has none: the first
  CHECK(catalog().find_storage_type("MXFP4", "ggml")->bytes_per_block == 17);
}

TEST_CASE("the nearest names are the first of all names by distance", "[catalog][names][property]") {
  std::vector<std::string_view> names;
  for (const Device& device : catalog().devices()) {
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
    const std::vector<std::string> all = nearest_names(typed, names, names.size());
    const std::vector<std::string> few = nearest_names(typed, names, 5);
    REQUIRE(all.size() == names.size());
    CHECK(std::equal(few.begin(), few.end(), all.begin()));
  }
}

TEST_CASE("a part of a name is nearest to the names that contain it", "[catalog][names]") {
  CHECK(catalog().nearest_devices("4090").front() == "rtx-4090");
  CHECK(catalog().nearest_devices("RTX4090").front() == "rtx-4090");
  CHECK(catalog().nearest_devices("rtx 4090", 1).size() == 1);
  CHECK(catalog().nearest_models("llama3-8b").front() == "llama-3-8b");
  CHECK(catalog().nearest_storage_types("Q4KM").front() == "Q4_K_M");
  CHECK(catalog().nearest_links("pcie4x16").front().starts_with("pcie4x16"));
  CHECK(catalog().nearest_devices("").size() == 3);
  CHECK(catalog().nearest_devices(std::string(1000000, 'x')).size() == 3);
}

TEST_CASE("patterns of hosts know alternatives, gaps and the end", "[catalog][names]") {
  CHECK(matches("EPYC 9355.*6400", "EPYC 9355 NPS1, 12ch DDR5-6400, Windows"));
  CHECK_FALSE(matches("EPYC 9355.*6400", "6400 EPYC 9355"));
  CHECK(matches("a|b", "xbx"));
  CHECK_FALSE(matches("a|b", "xyz"));
  CHECK(matches("Ryzen$", "AMD Ryzen"));
  CHECK_FALSE(matches("Ryzen$", "AMD Ryzen 5"));
  CHECK(matches("a.*b$", "a--b"));
  CHECK_FALSE(matches("ab.*b$", "ab"));
  CHECK_FALSE(matches("", "anything"));
}

TEST_CASE("hosts named in words have the facts of hosts.json", "[catalog][hosts]") {
  CHECK(catalog().offload_host("EPYC 9355 NPS1, 12ch DDR5-6400, Windows")->bandwidth_bytes_per_s ==
        Approx(614.4e9));
  CHECK(catalog().offload_host("EPYC 9355, 12ch DDR5")->bandwidth_bytes_per_s == Approx(576e9));
  CHECK(catalog().offload_host("2x Xeon E5-2697A v4")->sockets == 2);
  CHECK(catalog().offload_host("a toaster") == nullptr);
  CHECK(catalog().launch_speed("AMD Ryzen 9 7950X")->speed == 1);
  CHECK(catalog().launch_speed("2x Xeon E5-2697 v4")->speed == 0.45);
  CHECK(catalog().launch_speed("a toaster") == nullptr);
  CHECK(catalog().launch_speed("") == nullptr);
  CHECK(catalog().soc_cpu("m3-10c")->clock_hz == Approx(4.05e9));
  CHECK(catalog().soc_cpu("rtx-4090") == nullptr);
}

TEST_CASE("facts of a source are found by its name", "[catalog][sources]") {
  const SourceFacts* localscore = catalog().facts_of_source("localscore");
  REQUIRE(localscore != nullptr);
  CHECK(localscore->mean_context == 1200);
  CHECK(localscore->prompt_lengths.size() == 9);
  const SourceFacts* lotto = catalog().facts_of_source("lotto-4x3090");
  REQUIRE(lotto != nullptr);
  CHECK(lotto->server_slots[0].engine == "llama.cpp");
  CHECK(lotto->server_slots[0].slots == 8);
  CHECK(lotto->prefix_cached.size() == 3);
  CHECK(catalog().facts_of_source("guruswami-mlx")->power_is_not_a_limit);
  CHECK(catalog().facts_of_source("nobody") == nullptr);
}
