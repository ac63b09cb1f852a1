#include "catalog/engines.hpp"

#include "catalog/names.hpp"

namespace tokroof {
namespace {

constexpr Engine kEngines[] = {
    {"llama.cpp", "llama.cpp", Split::layer, "Q4_K_M"},
    {"ollama", "llama.cpp", Split::layer, "Q4_K_M"},
    {"ollama-or-llama.cpp", "llama.cpp", Split::layer, "Q4_K_M"},
    {"lm-studio", "llama.cpp", Split::layer, "Q4_K_M"},
    {"docker-model-runner", "llama.cpp", Split::layer, "Q4_K_M"},
    {"ik_llama.cpp", "ik_llama.cpp", Split::layer, "Q4_K_M"},
    {"llamafile", "llamafile", Split::layer, "Q4_K_M"},
    {"mlx", "mlx", Split::tensor, "MLX-Q4"},
    {"mlx-lm", "mlx", Split::tensor, "MLX-Q4"},
    {"mlx-lm-turboquant", "mlx", Split::tensor, "MLX-Q4"},
    {"mlx-node", "mlx", Split::tensor, "MLX-Q4"},
    {"mlx-vlm", "mlx", Split::tensor, "MLX-Q4"},
    {"omlx", "mlx", Split::tensor, "MLX-Q4"},
    {"vllm-mlx", "mlx", Split::tensor, "MLX-Q4"},
    {"vllm", "vllm", Split::tensor, "BF16"},
    {"sglang", "sglang", Split::tensor, "BF16"},
    {"tensorrt-llm", "tensorrt-llm", Split::tensor, "FP16"},
    {"exllamav2", "exllamav2", Split::layer, "EXL2-4.0bpw"},
    {"exllamav3", "exllamav3", Split::tensor, "exl3-4.0bpw"},
    {"mlc", "mlc", Split::tensor, "q4f16_1"},
    {"deepspeed", "deepspeed", Split::tensor, "BF16"},
    {"deepspeed-mii", "deepspeed-mii", Split::tensor, "FP16"},
    {"ipex-llm", "ipex-llm", Split::layer, "Q4_K_M"},
    {"sambaflow", "sambaflow", Split::tensor, "BF16"},
};

constexpr std::string_view kBackends[] = {
    "cuda", "rocm", "vulkan", "metal", "mlx", "cpu", "sycl", "hpu", "rdu"};

struct VendorBackends {
  std::string_view vendor;
  std::string_view usual_first[4];
};
constexpr VendorBackends kByVendor[] = {
    {"nvidia", {"cuda", "vulkan", "cpu"}},
    {"amd", {"rocm", "vulkan", "cpu"}},
    {"apple", {"metal", "mlx", "vulkan", "cpu"}},
    {"intel", {"vulkan", "sycl", "cpu"}},
    {"qualcomm", {"vulkan", "cpu"}},
    {"sambanova", {"rdu"}},
};

}  // namespace

std::span<const Engine> engines() { return kEngines; }
std::span<const std::string_view> backends() { return kBackends; }

const Engine* find_engine(std::string_view name) {
  for (const Engine& e : kEngines) {  // tables spell them so: no need to normalize thousands of rows
    if (e.name == name) {
      return &e;
    }
  }
  for (const Engine& e : kEngines) {
    if (normalized(e.name) == normalized(name)) {
      return &e;
    }
  }
  return nullptr;
}

std::vector<std::string_view> backends_of(const Device& d) {
  const bool processor_of_soc = d.kind == DeviceKind::soc && !d.simd.empty();  // the entry is of its cores
  if (d.kind == DeviceKind::cpu || processor_of_soc) {
    return {"cpu"};
  }
  if (d.generation == "Gaudi") {
    return {"hpu"};
  }
  for (const VendorBackends& row : kByVendor) {
    if (row.vendor == d.vendor) {
      std::vector<std::string_view> out;
      for (const std::string_view b : row.usual_first) {
        if (!b.empty()) {
          out.push_back(b);
        }
      }
      return out;
    }
  }
  return {};
}

std::string_view usual_engine(const Device& device, std::string_view backend) {
  if (backend == "mlx") return "mlx";
  if (device.generation == "Gaudi") return "deepspeed";
  return device.vendor == "sambanova" ? "sambaflow" : "llama.cpp";
}

}  // namespace tokroof
