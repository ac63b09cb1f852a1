#include <cmath>
#include <string>

#include <catch2/catch.hpp>

#include "catalog/device_file.hpp"

using namespace tokroof;
using Catch::Detail::Approx;

namespace {

catalog::Catalog with(const std::string& entries) {
  return catalog::with_devices(catalog::Catalog::bundled(), "{\"devices\": [" + entries + "]}", "mine.json");
}

/// The message of the error that a file with these entries gives, with its place.
std::string refusal(const std::string& entries) {
  try {
    with(entries);
  } catch (const catalog::InputError& error) {
    return error.where + ": " + error.message;
  }
  return "";
}

constexpr const char* kWhole =
    R"({"slug": "big-card", "name": "Big Card", "vendor": "nvidia", "kind": "gpu", "arch": "Blackwell",
        "generation": "Blackwell", "year": 2027, "memory_gib": 64, "bandwidth_gb_per_s": 3000, "fp16_tflops": 500,
        "fp32_tflops": 150, "cores": 220, "tdp_w": 600, "source": "vendor's slide"})";

}  // namespace

TEST_CASE("a device file adds devices under their slug and name, beside the catalog's",
          "[catalog][device-file]") {
  const catalog::Catalog catalog = with(kWhole);
  CHECK(catalog.devices().size() == catalog::Catalog::bundled().devices().size() + 1);
  const model::Device& device = catalog.device("Big Card");
  CHECK(device.slug == "big-card");
  CHECK(device.bandwidth_bytes_per_s == Approx(3e12));
  CHECK(device.source == "vendor's slide");
  CHECK(catalog.device("rtx-4090").memory_gib == 24);
  CHECK(catalog::Catalog::bundled().find_device("big-card") == nullptr);
}

TEST_CASE("an entry that is like another takes what it does not state, but no price",
          "[catalog][device-file]") {
  const catalog::Catalog catalog = with(R"({"slug": "rtx-4090-64gb", "like": "RTX 4090", "memory_gib": 64},
                                  {"slug": "rtx-4090-96gb", "like": "rtx-4090-64gb", "memory_gib": 96})");
  const model::Device& base = catalog.device("rtx-4090");
  const model::Device& twice = catalog.device("rtx-4090-64gb");
  CHECK(twice.memory_gib == 64);
  CHECK(twice.bandwidth_bytes_per_s == base.bandwidth_bytes_per_s);
  CHECK(twice.memory_bus_bits == base.memory_bus_bits);
  CHECK(twice.arch == base.arch);
  CHECK(twice.name == "rtx-4090-64gb");
  CHECK(twice.source == "mine.json");
  CHECK(std::isnan(twice.msrp_usd));
  CHECK(twice.year == base.year);
  CHECK(base.msrp_usd > 0);
  CHECK(catalog.device("rtx-4090-96gb").memory_gib == 96);
}

TEST_CASE("another bandwidth needs no bus and data rate of its own", "[catalog][device-file]") {
  const catalog::Catalog catalog =
      with(R"({"slug": "faster", "like": "rtx-4090", "bandwidth_gb_per_s": 1500, "year": 2027})");
  CHECK(catalog.device("faster").bandwidth_bytes_per_s == Approx(1.5e12));
  CHECK(std::isnan(catalog.device("faster").memory_bus_bits));
  CHECK_THAT(refusal(R"({"slug": "odd", "like": "rtx-4090", "memory_bus_bits": 512})"),
             Catch::Contains("mine.json:1:bandwidth_gb_per_s") && Catch::Contains("bus x data rate"));
}

TEST_CASE("a device file that does not add up is refused with its place", "[catalog][device-file]") {
  CHECK_THAT(refusal(R"({"slug": "x", "like": "rtx-4090", "cores": 200})"),
             Catch::Contains("fp32_tflops and fp16_tflops must be stated too"));
  CHECK_THAT(refusal(R"({"slug": "x", "like": "rtx-4091"})"),
             Catch::Contains("mine.json:1:like: unknown device"));
  CHECK_THAT(refusal(R"({"slug": "x", "like": "rtx-4090", "memory_gb": "many"})"),
             Catch::Contains("must be a number"));
  CHECK_THAT(refusal(R"({"slug": "x", "like": "rtx-4090", "memory": 48})"),
             Catch::Contains("unknown key 'memory'"));
  CHECK_THAT(refusal(R"({"slug": "RTX_4090", "like": "rtx-4090"})"),
             Catch::Contains("'RTX_4090' is there already"));
  CHECK_THAT(refusal(R"({"like": "rtx-4090"})"), Catch::Contains("the key 'slug' is missing"));
  CHECK_THAT(refusal(R"({"slug": "x", "bandwidth_gb_per_s": 900})"),
             Catch::Contains("the key 'vendor' is missing"));
  CHECK_THAT(refusal("7"), Catch::Contains("must be an object"));
  CHECK_THROWS_AS(catalog::with_devices(catalog::Catalog::bundled(), "{}", "mine.json"), catalog::InputError);
  CHECK_THROWS_AS(catalog::with_devices(catalog::Catalog::bundled(), R"({"devices": 3})", "mine.json"),
                  catalog::InputError);
  CHECK_THROWS_AS(catalog::with_devices(catalog::Catalog::bundled(), "{", "mine.json"), catalog::InputError);
}

TEST_CASE("devices of a file can be given more devices", "[catalog][device-file]") {
  const catalog::Catalog catalog = catalog::with_devices(
      with(kWhole), R"({"devices": [{"slug": "bigger", "like": "big-card", "memory_gib": 96}]})", "more");
  CHECK(catalog.device("bigger").memory_gib == 96);
  CHECK(catalog.device("big-card").memory_gib == 64);
}

TEST_CASE("a device that could not be asked for by its name is refused", "[catalog][device-file]") {
  for (const std::string slug : {"a+b", "a,b", "a;b"}) {
    CHECK(refusal(R"({"slug": ")" + slug + R"(", "like": "rtx-4090"})") ==
          "mine.json:1:slug: '" + slug + "' holds one of + , ; which stand between names");
  }
  CHECK(refusal(R"({"slug": "a\u001b[31m", "like": "rtx-4090"})") ==
        "mine.json:1:slug: holds a control character");
  CHECK(refusal(R"({"slug": "a", "name": "b\u202e", "like": "rtx-4090"})") ==
        "mine.json:1:name: holds a control character");
}
