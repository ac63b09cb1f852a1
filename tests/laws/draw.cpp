#include "tests/laws/draw.hpp"
#include "catalog/engine_formats.hpp"

#include <array>
#include <cmath>

#include <fmt/format.h>

#include "catalog/engines.hpp"
#include "catalog/resolve.hpp"
#include "model/step.hpp"
#include "predict/capacity.hpp"
#include "predict/link_choice.hpp"

namespace tokroof::laws {
namespace {

constexpr auto kPlainLinks =
    std::to_array<const char*>({"pcie",     "pcie3x4",          "pcie3x16",        "pcie4x4", "pcie4x8",
                                "pcie4x16", "pcie5x8",          "pcie5x16",        "sys",     "pcie4x16-sys",
                                "nvlink",   "nvlink3",          "infinity-fabric", "xgmi",    "tb4",
                                "tb5",      "oculink",          "eth-1g",          "eth-10g", "roce-100g",
                                "ib-ndr",   "pcie4x16,pcie3x4", "neuronlink",      "ici"});
constexpr auto kServers = std::to_array<const char*>({"vllm", "sglang", "tensorrt-llm"});
constexpr auto kKvTypes = std::to_array<const char*>({"q8_0", "q4_0", "q5_1", "f32", "bf16", "fp8"});
constexpr auto kDrafting = std::to_array<const char*>({"mtp", "ngram", "draft", "eagle", "dflash"});
constexpr auto kTensors = std::to_array<const char*>({"exps=CPU",
                                                      "ffn_down=CPU",
                                                      R"(blk\.[0-7]\.ffn_.*=CPU)",
                                                      R"(blk\.(1[0-9])\.ffn_.*_exps=CPU)",
                                                      "attn=CPU"});
constexpr auto kDates =
    std::to_array<const char*>({"2023-08", "2024-06-01", "2025-03", "2026", "2030-01-01"});
constexpr auto kMemories = std::to_array<const char*>(
    {"ddr4-3200x2", "ddr5-5600x2", "ddr5-6000x8", "ddr4-2666x6x2", "ddr5-4800x12x2"});

/// Four digits: a question is to be read.
double rounded(double value) {
  const double unit = std::pow(10.0, std::floor(std::log10(value)) - 3);
  return std::round(value / unit) * unit;
}
double short_number(double value) { return std::stod(fmt::format("{:.6g}", rounded(value))); }

/// The entries that a question chooses from.
struct Names {
  std::vector<const model::Device*> cards, unified, processors, systems, drives;
  std::vector<const model::Architecture*> models;
  std::vector<std::string> quants;
};

const Names& names() {
  static const Names all = [] {
    Names n;
    const catalog::Catalog& catalog = catalog::Catalog::bundled();
    for (const model::Device& d : catalog.devices()) {
      auto& list = d.kind == model::DeviceKind::storage                                   ? n.drives
                   : d.kind == model::DeviceKind::system                                  ? n.systems
                   : d.kind == model::DeviceKind::cpu                                     ? n.processors
                   : d.kind == model::DeviceKind::apu || d.kind == model::DeviceKind::soc ? n.unified
                                                                                          : n.cards;
      list.push_back(&d);
    }
    for (const model::Architecture& m : catalog.models()) {
      n.models.push_back(&m);
    }
    for (const catalog::StorageType& t : catalog.storage_types()) {
      n.quants.emplace_back(t.name);
    }
    for (const catalog::Recipe& r : catalog.recipes()) {
      n.quants.emplace_back(r.file_type);
    }
    return n;
  }();
  return all;
}

/// Draws a question option by option, each from what the ones before it leave sensible.
class Drawing {
 public:
  explicit Drawing(Dice& dice) : dice_(dice) {}

  Question draw() {
    device();
    engine();
    model();
    spread();
    place();
    workload();
    rest();
    if (dice_.chance(0.04)) {
      senseless();
    }
    return std::move(q_);
  }

 private:
  template <class Value>
  void state(const char* key, const Value& value) {
    q_.options[key] = value;
  }
  /// One of a few with a probability.
  template <class Value>
  void perhaps(double probability, const char* key, std::initializer_list<Value> values) {
    if (dice_.chance(probability)) {
      state(key, dice_.of(values));
    }
  }

  const model::Device& some_device() {
    const double kind = dice_.unit();
    const auto& list = kind < 0.7    ? names().cards
                       : kind < 0.87 ? names().unified
                       : kind < 0.95 ? names().processors
                                     : names().systems;
    return *dice_.of(list);
  }

  void own_device(const model::Device& like) {
    q_.own = {{"slug", kOwnDevice}, {"like", like.slug}};
    own_ = like;
    const auto scaled =
        [&](const char* key, double model::Device::*quantity, double unit, double least, double most) {
          if (own_.*quantity > 0 && dice_.chance(0.5)) {
            q_.own[key] = short_number(own_.*quantity * dice_.between(least, most) / unit);
            own_.*quantity = q_.own[key].get<double>() * unit;
          }
        };
    scaled("bandwidth_gb_per_s", &model::Device::bandwidth_bytes_per_s, 1e9, 0.25, 8);
    scaled("memory_gib", &model::Device::memory_gib, 1, 0.5, 8);
    scaled("fp16_tflops", &model::Device::fp16_flops, 1e12, 0.2, 8);
    scaled("fp32_tflops", &model::Device::fp32_flops, 1e12, 0.2, 8);
    scaled("tdp_w", &model::Device::tdp_w, 1, 0.3, 3);
    if (dice_.chance(0.3)) {
      q_.own["year"] = 2016 + static_cast<int>(dice_.below(14));
    }
    if (own_.pcie_generation > 0 && dice_.chance(0.3)) {
      q_.own["pcie_generation"] = 3 + static_cast<int>(dice_.below(3));
    }
    if (own_.pcie_lanes > 0 && dice_.chance(0.2)) {
      q_.own["pcie_lanes"] = dice_.of({4, 8, 16});
    }
    own_.slug = kOwnDevice;
    devices_ = {&own_};
  }

  void device() {
    const model::Device& one = some_device();
    if (one.kind != model::DeviceKind::system && dice_.chance(0.3)) {
      own_device(one);
    } else {
      devices_ = {&one};
    }
    std::string name(devices_.front()->slug);
    if (devices_.front()->kind == model::DeviceKind::gpu && dice_.chance(0.12)) {
      for (std::size_t others = 1 + dice_.below(2); others > 0; --others) {
        devices_.push_back(dice_.of(names().cards));
        name += '+' + std::string(devices_.back()->slug);
      }
      count_ = static_cast<double>(devices_.size());
    }
    state("device", name);
    if (devices_.front()->kind == model::DeviceKind::system) {
      const model::Device& system = *devices_.front();
      const model::Device* part = catalog::Catalog::bundled().find_device(system.part);
      devices_ = {part != nullptr ? part : &system};
      count_ = system.part_count > 0 ? system.part_count : 1;
      return;
    }
    if (devices_.size() == 1 && devices_.front()->kind != model::DeviceKind::cpu && dice_.chance(0.45)) {
      count_ = dice_.of({2, 2, 2, 3, 4, 4, 8, 16, 32});
      state("n_devices", count_);
    }
  }

  void engine() {
    const model::Device& d = *devices_.front();
    const auto able = catalog::backends_of(catalog::Catalog::bundled(), d);
    if (!able.empty()) {
      backend_ = able.front();
    }
    if (able.size() > 1 && dice_.chance(0.25)) {
      // The processor beside a card is a machine of its own: seldom.
      backend_ = able[dice_.chance(0.15) ? able.size() - 1 : dice_.below(able.size() - 1)];
      state("backend", backend_);
    }
    if (dice_.chance(0.5)) {
      engine_ = catalog::usual_engine(catalog::Catalog::bundled(), d, backend_, {});
      return;
    }
    const catalog::Catalog& catalog = catalog::Catalog::bundled();
    for (int tries = dice_.chance(0.9) ? 12 : 1; tries > 0; --tries) {  // mostly one that runs there
      engine_ = some_engine();
      if (catalog::has_backend(catalog::engine_facts(catalog, engine_), backend_)) {
        break;
      }
    }
    state("engine", engine_);
  }

  std::string_view some_engine() {
    const bool serves = backend_ == "cuda" || backend_ == "rocm";
    return backend_ == "mlx"             ? "mlx"
           : serves && dice_.chance(0.6) ? dice_.of(kServers)
           : dice_.chance(0.6)           ? dice_.of({"llama.cpp", "ik_llama.cpp", "ollama", "llamafile"})
                                         : dice_.of(catalog::Catalog::bundled().engines()).name;
  }

  void model() {
    if (dice_.chance(0.7)) {
      state("quant",
            dice_.chance(0.9) ? dice_.of(predict::usual_quants(catalog::Catalog::bundled(), engine_))
                              : dice_.of(names().quants));
    }
    double room_gib = 0;
    for (const model::Device* d : devices_) {
      room_gib += d->memory_gib * (devices_.size() > 1 ? 1 : count_);
    }
    const std::string quant = q_.options.value("quant", std::string("Q8_0"));
    const bool four = quant.find('4') != std::string::npos || quant == "AWQ";
    const double gib_per_weight = (four                                    ? 0.65
                                   : quant.find("16") != std::string::npos ? 2.1
                                                                           : 1.15) /
                                  (1 << 30);
    const bool any = any_size_ = dice_.chance(0.06);
    const model::Architecture* chosen = nullptr;
    for (int tries = 0; tries < 12; ++tries) {
      chosen = dice_.of(names().models);
      if (any || chosen->parameters * gib_per_weight < 0.85 * room_gib) {
        break;
      }
    }
    model_ = chosen;
    state("model", std::string(chosen->slug));
    if (dice_.chance(0.05)) {
      state("size_gib", short_number(chosen->parameters * gib_per_weight * dice_.between(0.4, 1.2)));
    }
  }

  [[nodiscard]] bool ggml() const { return catalog::engine_facts(catalog::Catalog::bundled(), engine_).ggml; }

  std::string link() {
    if (dice_.chance(0.05)) {
      return std::string(dice_.of(catalog::Catalog::bundled().links()).slug);
    }
    for (int tries = 0; tries < 30; ++tries) {
      const std::string name = dice_.chance(0.4)
                                   ? dice_.of(kPlainLinks)
                                   : std::string(dice_.of(catalog::Catalog::bundled().links()).slug);
      try {
        return predict::choose_link(catalog::Catalog::bundled(), devices_, name, backend_, count_).empty()
                   ? ""
                   : name;
      } catch (const catalog::InputError&) {
        continue;
      }
    }
    return "pcie";
  }

  void spread() {
    if (count_ > 1 && backend_ != "cpu") {
      if (dice_.chance(0.6)) {
        const bool sensible = dice_.chance(0.9);
        state("split",
              !sensible ? std::string(dice_.of(model::kSplitNames))
              : ggml()  ? std::string(dice_.of({"layer", "layer", "row", "rpc"}))
                        : std::string(dice_.of({"tensor", "tensor", "pipeline"})));
      }
      if (!ggml() && dice_.chance(0.2)) {
        layout();
      }
      if (dice_.chance(0.65)) {
        state("link", link());
      }
      if (dice_.chance(0.25)) {
        state("machine_devices", dice_.of({1, 2, 2, 3, 4, 8}));
        perhaps(0.7,
                "network",
                {"ib-ndr", "ib-edr", "roce-400g", "roce-100g", "eth-1g", "eth-10g", "eth-100g", "eth-400g"});
      }
      if (dice_.chance(0.06) && count_ <= 4) {
        std::string shares;
        for (double i = 0; i < count_; ++i) {
          shares += (i > 0 ? "," : "") + std::to_string(1 + dice_.below(4));
        }
        state("tensor_split", shares);
      }
    }
    if (dice_.chance(0.12)) {
      state("replicas", dice_.of({2, 2, 3, 4, 8}));
    }
  }

  /// Stages, attention groups and whole experts of a tensor split.
  void layout() {
    if (dice_.chance(0.5)) {
      state("pipeline_parallel", dice_.of({1, 2, 2, 3, 4}));
    }
    if (dice_.chance(0.5)) {
      state("data_parallel_attention", dice_.of({1, 2, 2, 4, 8}));
    }
    if (dice_.chance(0.5)) {
      state("expert_parallel", true);
    }
  }

  void host() {
    state("host",
          dice_.chance(0.2) ? std::string(dice_.of(kMemories))
                            : std::string(dice_.of(names().processors)->slug));
    if (dice_.chance(0.2)) {
      state("host_channels", dice_.of({1, 2, 4, 8}));
      state("host_memory_mts", dice_.of({2133, 3200, 5600}));
    }
    perhaps(0.1, "threads", {1, 4, 8, 32, 128});
    perhaps(0.1, "host_sockets", {1, 2});
  }

  void place() {
    const model::Device& d = *devices_.front();
    const bool card = d.kind == model::DeviceKind::gpu || d.kind == model::DeviceKind::accelerator;
    if (backend_ == "cpu") {
      if (card || dice_.chance(0.1)) {
        host();
      }
      return;
    }
    const double how = dice_.unit();
    if (how < 0.07) {
      state("n_gpu_layers", 1 + dice_.below(static_cast<std::size_t>(model_->layers)));
    } else if (how < 0.2 && model_->experts > 0) {
      state("n_cpu_moe", 1 + dice_.below(static_cast<std::size_t>(model_->layers) + 2));
      if (dice_.chance(0.2)) {
        state("n_gpu_layers", 1 + dice_.below(static_cast<std::size_t>(model_->layers)));
      }
    } else if (how < 0.215) {
      state("override_tensor", dice_.of(kTensors));
    } else if (how < 0.25 && d.kind == model::DeviceKind::gpu) {
      state("spill", true);
    }
    if (how < 0.215 || dice_.chance(any_size_ ? 0.5 : 0.08)) {
      host();
      if (dice_.chance(0.15)) {
        state("host_memory_gib", dice_.of({16, 64, 512}));
        state("storage", std::string(dice_.of(names().drives)->slug));
      }
      if (count_ == 1 && dice_.chance(0.3)) {
        state("link", link());
      }
    }
    if (!card) {
      perhaps(0.1, "gpu_memory_gib", {16, 96, 256});
    }
  }

  void workload() {
    perhaps(0.4, "n_prompt", {1, 16, 31, 32, 33, 128, 512, 2000, 8192, 32768, 200000});
    perhaps(0.5, "n_depth", {1, 512, 1000, 4096, 8192, 16384, 32768, 131072});
    perhaps(0.3, "n_gen", {1, 16, 64, 512, 2048, 16384});
    perhaps(0.4, "concurrency", {1, 2, 3, 4, 8, 16, 32, 64, 100, 256, 1024});
    perhaps(0.12, "n_ubatch", {32, 128, 512, 2048, 8192});
    if (dice_.chance(0.15)) {
      state("kv_type", dice_.of(kKvTypes));
    }
    if (dice_.chance(0.08)) {
      state("speculative", dice_.of(kDrafting));
      state("spec_tokens", 1 + dice_.below(8));
      state("acceptance", static_cast<double>(dice_.below(101)) / 100);
    }
  }

  void rest() {
    perhaps(0.12, "power_limit_w", {40, 100, 220, 350, 700, 2000});
    perhaps(0.1, "flash_attn", {"0", "1", "auto"});
    if (catalog::engine_facts(catalog::Catalog::bundled(), engine_).may_be_eager()) {
      perhaps(0.2, "eager", {"0", "1", "auto"});
    }
    perhaps(0.15, "level", {0.01, 0.5, 0.8, 0.95, 0.99, 0.999});
    if (dice_.chance(0.12)) {
      state("engine_date", dice_.of(kDates));
    }
    perhaps(0.04, "usd_per_kwh", {0.0, 0.3});
    perhaps(0.04, "rent_usd_per_h", {0.5, 12.0});
    perhaps(0.03, "psu_efficiency", {0.8, 1.0});
  }

  /// What nobody should ask.
  void senseless() {
    switch (dice_.below(9)) {
      case 0: state("n_devices", dice_.of({1, 3, 5, 1000, 100000})); break;
      case 1: state("n_depth", dice_.of({1000000, 1000000000})); break;
      case 2: state("n_prompt", dice_.of({1000000, 1000000000})); break;
      case 3: state("n_gen", dice_.of({1000000, 1000000000})); break;
      case 4: state("concurrency", dice_.of({65537, 1000000})); break;
      case 5: state("size_gib", dice_.of({0.001, 0.02, 100000.0})); break;
      case 6: state("link", std::string(dice_.of(catalog::Catalog::bundled().links()).slug)); break;
      case 7: state("replicas", dice_.of({100, 100000})); break;
      default: state("power_limit_w", dice_.of({31, 1000000})); break;
    }
  }

  Dice& dice_;
  Question q_;
  model::Device own_;
  std::vector<const model::Device*> devices_;  ///< each card of a set once, else the one
  double count_ = 1;
  std::string backend_ = "cuda", engine_;
  const model::Architecture* model_ = nullptr;
  bool any_size_ = false;  ///< a model that may be too large: a host may hold what the devices do not
};

}  // namespace

Question draw(Dice& dice) { return Drawing(dice).draw(); }

}  // namespace tokroof::laws
