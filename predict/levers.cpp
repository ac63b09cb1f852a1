#include "predict/levers.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "catalog/engine_formats.hpp"
#include "catalog/engines.hpp"
#include "catalog/input_error.hpp"
#include "catalog/resolve.hpp"
#include "model/count/weights.hpp"
#include "model/rates.hpp"
#include "predict/link_choice.hpp"

namespace tokroof::predict {
namespace {

/// The run, and what is known of it. A change of `run` is tried; its words are the option that makes it. Empty: there is
/// nothing to change.
struct Tried {
  const catalog::Catalog& catalog;
  const Fitted& fitted;
  const Request& request;
  const Prediction& p;
  const model::Engine& engine;
  catalog::Run run;
};

bool is_assumed(const Request& request, std::string_view name) {
  return std::any_of(request.assumed.begin(), request.assumed.end(), [&](const catalog::Assumption& a) {
    return a.name == name;
  });
}

std::string more_streams(Tried& t) {
  if (!t.engine.paged_cache) {
    return "";
  }
  t.run.concurrency = 2 * t.p.scenario.concurrency;
  return fmt::format("--concurrency {:.0f}", t.run.concurrency);
}

/// "--quant Q8_0"; a type with blanks in its name as one word of a command line.
std::string quant_option(const std::string& quant) {
  return quant.find(' ') == std::string::npos ? "--quant " + quant : "--quant '" + quant + "'";
}

double file_bytes(const Tried& t, const std::string& quant) {
  const auto counted = model::counted_bytes(*t.p.scenario.model, quant, t.engine);
  return counted ? counted->file_bytes : 0;
}

std::string smaller_file(Tried& t) {
  constexpr double kSmaller = 0.95;
  const std::array<const char*, 3> steps = t.engine.ggml           ? std::array{"Q8_0", "Q4_K_M", "IQ4_XS"}
                                           : t.run.engine == "mlx" ? std::array{"8bit", "4bit", "4bit"}
                                                                   : std::array{"FP8", "AWQ", "AWQ"};
  const double now = file_bytes(t, t.run.quant);
  const auto* const next = std::find_if(steps.begin(), steps.end(), [&](const char* step) {
    const double bytes = file_bytes(t, step);
    return bytes > 0 && bytes < kSmaller * now &&
           !catalog::refuses_format(t.catalog, t.engine.family(), step, t.p.scenario.device);
  });
  if (next == steps.end()) {
    return "";
  }
  t.run.quant = *next;
  t.run.size_gib = model::kUnknown;
  return quant_option(t.run.quant);
}

std::string smaller_cache(Tried& t) {
  const bool full =
      t.run.kv_type.empty() || t.run.kv_type == "f16" || t.run.kv_type == "bf16" || t.run.kv_type == "auto";
  if (!full) {
    return "";
  }
  t.run.kv_type = t.engine.ggml ? "q8_0" : "fp8";
  return "--kv-type " + t.run.kv_type;
}

/// "--n-devices 4"; where the device's name counts them ("dgx-h100"), with the device.
std::string devices_option(const Tried& t) {
  return fmt::format("{}--n-devices {:.0f}",
                     t.request.name_counts_devices ? "--device " + t.run.device + " " : "",
                     t.run.n_devices);
}

/// Twice the devices, where the engine's usual split shares the matrices: layers take turns.
std::string more_devices(Tried& t) {
  const model::Scenario& s = t.p.scenario;
  if (t.engine.split != model::Split::tensor || !s.parts.empty() || s.cpu_only) {
    return "";
  }
  t.run.n_devices = 2 * s.n_devices;
  if (s.n_devices == 1 || is_assumed(t.request, "split")) {
    t.run.split = {};
  }
  if (s.n_devices == 1 || is_assumed(t.request, "link")) {
    t.run.interconnect.clear();
  }
  const std::string change = devices_option(t);
  // Of a file that was assumed another would be for them.
  return is_assumed(t.request, "quant") ? change + " " + quant_option(t.run.quant) : change;
}

/// Devices that hold the same layers one after the other wait for each other.
std::string shared_matrices(Tried& t) {
  if (t.p.scenario.split != model::Split::layer || !t.p.scenario.parts.empty()) {
    return "";
  }
  t.run.split = model::Split::tensor;
  return "--split-mode tensor";
}

/// Stages of whole layers, which exchange nothing inside a layer.
std::string whole_layers(Tried& t) {
  const model::Scenario& s = t.p.scenario;
  if (s.split != model::Split::tensor || s.parallel.stages > 1 || !s.parts.empty()) {
    return "";
  }
  t.run.split = model::Split::pipeline;
  return "--split-mode pipeline";
}

/// One of the devices, which waits for no other.
std::string one_device(Tried& t) {
  const model::Scenario& s = t.p.scenario;
  if (!(s.n_devices > 1) || !s.parts.empty() || s.cpu_only) {
    return "";
  }
  t.run.n_devices = 1;
  t.run.split = {};
  t.run.interconnect.clear();
  return devices_option(t);
}

/// A tensor split keeps all of a latent cache on every device; groups keep each sequence's once.
std::string attention_groups(Tried& t) {
  const model::Scenario& s = t.p.scenario;
  const bool copied = s.split == model::Split::tensor && t.p.step.work.latent && s.parallel.groups == 1;
  if (!copied || !t.engine.server_kernels || !t.p.step.work.mixture) {
    return "";
  }
  t.run.data_parallel_attention = s.n_devices / s.parallel.stages;
  return fmt::format("--data-parallel-attention {:.0f}", t.run.data_parallel_attention);
}

/// As few stages as keep each inside a machine.
std::string stages_of_a_machine(Tried& t) {
  const model::Scenario& s = t.p.scenario;
  const bool alike = s.split == model::Split::tensor && s.parallel == model::Parallel{} && s.parts.empty();
  if (!alike || !t.engine.server_kernels || !(s.n_devices > s.machine_devices)) {
    return "";
  }
  double stages = 1;
  while (s.n_devices / stages > s.machine_devices) {
    stages *= 2;
  }
  t.run.pipeline_parallel = stages;
  return fmt::format("--pipeline-parallel {:.0f}", stages);
}

std::string drafts(Tried& t) {
  if (!t.p.scenario.model->draft_head || t.p.scenario.drafting != model::Drafting::none) {
    return "";
  }
  t.run.speculative = model::Drafting::mtp;
  t.run.spec_tokens = model::usual_drafts(model::Drafting::mtp);
  return "--speculative mtp";
}

std::string full_power(Tried& t) {
  const model::Device& device = t.p.scenario.device;
  if (!(t.run.power_w > 0 && t.run.power_w < device.tdp_w)) {
    return "";
  }
  t.run.power_w = device.tdp_w;
  return fmt::format("--power-limit {:.0f}", device.tdp_w);
}

std::string newer_build(Tried& t) {
  const std::string newest(t.fitted.data().newest_date);
  if (!(t.run.engine_date < newest)) {
    return "";
  }
  t.run.engine_date = newest;
  return "--engine-date " + newest;
}

std::string flash_attention(Tried& t) {
  if (t.run.flash_attention != false) {
    return "";
  }
  t.run.flash_attention = true;
  return "--flash-attn 1";
}

/// Of the 16-bit, 8-bit and 4-bit types of an engine the one that is nearest to the file.
std::string nearest_type(const Tried& t, const std::array<const char*, 3>& types) {
  constexpr double kOfEight = 6.0 / 8;  // bytes a weight, from which on a file is nearer to 8 bits than to 4
  const double bytes = file_bytes(t, t.run.quant) / t.p.scenario.model->parameters;
  return bytes > 2 * kOfEight ? types[0] : bytes > kOfEight ? types[1] : types[2];
}

/// Cards of data centres are built for engines that serve.
std::string server_engine(Tried& t) {
  const model::Scenario& s = t.p.scenario;
  const bool whole = !s.cpu_only && !s.host && s.parts.empty() && s.device.kind == model::DeviceKind::gpu;
  if (!whole || !t.engine.ggml || !is_assumed(t.request, "engine") || !model::stacked_memory(s.device)) {
    return "";
  }
  t.run.quant = nearest_type(t, {"BF16", "FP8", "AWQ"});
  t.run.size_gib = model::kUnknown;
  t.run.engine = "vllm";
  t.run.engine_date = t.fitted.data().newest_date;
  for (const auto& [name, cell] : {std::pair{"backend", &t.run.backend}, {"link", &t.run.interconnect}}) {
    if (is_assumed(t.request, name)) cell->clear();
  }
  if (is_assumed(t.request, "split")) {
    t.run.split = {};
  }
  return "--engine vllm " + quant_option(t.run.quant);
}

std::string other_kernels(Tried& t) {
  const model::Device* device = t.catalog.find_device(t.run.device);
  if (device == nullptr || !t.engine.ggml || t.p.scenario.cpu_only) {
    return "";
  }
  if (device->vendor == "apple") {
    if (t.p.scenario.n_devices > 1) {
      return "";  // it splits otherwise
    }
    t.run.quant = nearest_type(t, {"BF16", "8bit", "4bit"});
    t.run.engine = t.run.backend = "mlx";
    t.run.engine_date = t.fitted.data().newest_date;
    t.run.size_gib = model::kUnknown;
    return "--engine mlx " + quant_option(t.run.quant);
  }
  const std::string_view rival = catalog::rival_backend(t.catalog, *device, t.run.engine, t.run.backend);
  if (rival.empty()) {
    return "";
  }
  t.run.backend = rival;
  return "--backend " + t.run.backend;
}

constexpr std::string (*kLevers[])(Tried&) = {more_streams,
                                              smaller_file,
                                              smaller_cache,
                                              more_devices,
                                              shared_matrices,
                                              whole_layers,
                                              one_device,
                                              attention_groups,
                                              stages_of_a_machine,
                                              drafts,
                                              full_power,
                                              newer_build,
                                              flash_attention,
                                              server_engine,
                                              other_kernels};

/// Of all streams; 0: it cannot be, or its engine does not run it.
double rate_of(const catalog::Catalog& catalog, const Fitted& fitted, const catalog::Run& run) {
  try {
    const Request request = complete(catalog, fitted, {.run = run});
    const auto outcome = predict(catalog, fitted, request.run, {.rate_only = true});
    return outcome.prediction ? aggregate_tps(*outcome.prediction) : 0;
  } catch (const catalog::InputError&) {
    return 0;
  }
}

}  // namespace

std::vector<Lever> levers(const catalog::Catalog& catalog,
                          const Fitted& fitted,
                          const Request& request,
                          const Prediction& prediction,
                          std::size_t most) {
  constexpr double kLeast = 1.05;
  const double now = aggregate_tps(prediction);
  const model::Engine& engine = catalog::engine_facts(catalog, request.run.engine);
  std::vector<Lever> out;
  if (!prediction.cards.empty()) {
    return out;  // of unlike cards the answer is long as it is
  }
  for (const auto lever : kLevers) {
    Tried tried{catalog, fitted, request, prediction, engine, request.run};
    const std::string change = lever(tried);
    if (change.empty()) {
      continue;
    }
    const double tps = rate_of(catalog, fitted, tried.run);
    if (tps > kLeast * now) {
      out.push_back({change, tps});
    }
  }
  std::stable_sort(out.begin(), out.end(), [](const Lever& a, const Lever& b) { return a.tps > b.tps; });
  out.resize(std::min(out.size(), most));
  return out;
}

}  // namespace tokroof::predict
