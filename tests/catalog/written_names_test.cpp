#include <catch2/catch.hpp>

#include "catalog/catalog.hpp"
#include "catalog/drives.hpp"
#include "catalog/engine_names.hpp"
#include "catalog/host.hpp"
#include "catalog/link_names.hpp"
#include "catalog/name_resolver.hpp"

using namespace tokroof;

namespace {

const catalog::Catalog& bundled() { return catalog::Catalog::bundled(); }

std::string engine_of(std::string_view typed) {
  const catalog::NamedEngine named = catalog::engine_named(bundled(), typed);
  return named.engine == nullptr
             ? "none"
             : std::string(named.engine->name) + "|" + named.backend + "|" + named.version;
}

}  // namespace

TEST_CASE("an engine is known with its version and its backend behind it", "[catalog][names]") {
  CHECK(engine_of("vLLM 0.11") == "vllm||0.11");
  CHECK(engine_of("llama.cpp (Vulkan)") == "llama.cpp|vulkan|");
  CHECK(engine_of("Ollama ROCm 6.4") == "ollama|rocm|6.4");
  CHECK(engine_of("LM Studio vulkan") == "lm-studio|vulkan|");
  CHECK(engine_of("llama.cpp b6000") == "llama.cpp||b6000");
  CHECK(engine_of("vllm-mlx") == "vllm-mlx||");
  CHECK(engine_of("vulkan") == "none");
  CHECK(engine_of("vllm fast") == "none");
}

TEST_CASE("a backend is known by its other names, in any case and version", "[catalog][names]") {
  for (const auto& [typed, backend] : {std::pair{"Vulkan", "vulkan"},
                                       {"HIP", "rocm"},
                                       {"ROCm 6.4", "rocm"},
                                       {"rocm7", "rocm"},
                                       {"radv", "vulkan"},
                                       {"level-zero", "sycl"},
                                       {"CUDA 12.4", "cuda"}}) {
    INFO(typed);
    CHECK(catalog::backend_named(bundled(), typed) == backend);
  }
  CHECK(catalog::backend_named(bundled(), "llama.cpp").empty());
  CHECK(catalog::backend_named(bundled(), "").empty());
}

TEST_CASE("a link is written in short", "[catalog][names]") {
  for (const auto& [typed, link] : {std::pair{"PCIe 4.0 x8", "pcie4x8"},
                                    {"pcie gen4 x4", "pcie4x4"},
                                    {"pcie4 x8", "pcie4x8"},
                                    {"3.0 x16", "pcie3x16"},
                                    {"10GbE", "eth-10g"},
                                    {"2.5gbe", "eth-2.5g"},
                                    {"NVLink 4", "nvlink4"},
                                    {"pcie4x16,PCIe 3.0 x4", "pcie4x16,pcie3x4"},
                                    {"pcie4x16-host", "pcie4x16-host"},
                                    {"tb5", "tb5"},
                                    {"", ""}}) {
    INFO(typed);
    CHECK(catalog::short_link_name(typed) == link);
  }
}

TEST_CASE("a drive is known without its maker and whatever its size, or by how fast it reads",
          "[catalog][names]") {
  const auto slug = [](std::string_view typed) { return bundled().names().need_drive(typed, "--storage"); };
  CHECK(slug("990 Pro") == "samsung-990-pro-2tb");
  CHECK(slug("Samsung 990 PRO 4TB NVMe SSD") == "samsung-990-pro-2tb");
  CHECK(slug("sn850x") == "wd-black-sn850x-2tb");
  CHECK(slug("7 GB/s") == "7 GB/s");
  CHECK_THROWS_AS(slug("nvme"), catalog::InputError);
  CHECK_THROWS_AS(slug("0 GB/s"), catalog::InputError);
  CHECK(catalog::drive_rate_bytes_per_s("550MB/s") == Approx(550e6));
  CHECK(std::isnan(catalog::drive_rate_bytes_per_s("550")));
}

TEST_CASE("memory of a host is read with its latencies and modules", "[catalog][names]") {
  const auto memory = catalog::parse_host_memory("2x48GB DDR5-6400 CL32");
  REQUIRE(memory);
  CHECK(memory->mts == 6400);
  CHECK(memory->gib == 96);
  const auto modules = catalog::parse_host_memory("8x ddr4-3200");
  REQUIRE(modules);
  CHECK(modules->channels == 8);
  CHECK(catalog::parse_host_memory("rdimm ddr5 4800"));
  CHECK_FALSE(catalog::parse_host_memory("ddr5-6000 fast"));
}

TEST_CASE("a number that a processor and cards have is told by what stands beside it, or not at all",
          "[catalog][names]") {
  const auto match = [](std::string_view typed) { return bundled().names().device(typed); };
  CHECK(match("7900").slug.empty());
  CHECK(match("7900").candidates.size() > 2);
  for (const std::string_view typed : {"radeon 7900", "sapphire 7900", "7900 gpu"}) {
    INFO(typed);
    for (const std::string& one : match(typed).candidates) {
      CHECK(bundled().find_device(one)->kind == model::DeviceKind::gpu);
    }
  }
  CHECK(match("7900 24gb").slug == "rx-7900-xtx");
  CHECK(match("ryzen 7900").slug == "ryzen-9-7900");
  CHECK(match("asus 4090").slug == "rtx-4090");
}

TEST_CASE("a number behind a card that is its memory is that, and no count", "[catalog][names]") {
  for (const auto& [typed, slug] : {std::pair{"A100-80", "a100-sxm-80gb"},
                                    {"mi300x 192", "mi300x"},
                                    {"v100 32", "v100-pcie-32gb"},
                                    {"4060 ti 16", "rtx-4060-ti-16gb"},
                                    {"3090 24", "rtx-3090"},
                                    {"m2 ultra 192", "m2-ultra-76c"}}) {
    INFO(typed);
    const std::vector<catalog::NamedDevices> named = bundled().names().typed_devices(typed);
    REQUIRE(named.size() == 1);
    CHECK(named.front().match.slug == slug);
    CHECK(named.front().count == 1);
  }
}

TEST_CASE("a word of two letters decides no device", "[catalog][names]") {
  CHECK(bundled().names().device("g4").slug.empty());
  CHECK(bundled().names().devices("hp z8 g4").front().match.slug.empty());
}
