// Where the weights were: on the host, in part on the host, or on the host's side of the bus.
#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "catalog/engines.hpp"
#include "catalog/placement.hpp"
#include "judge/check/usual_hosts.hpp"
#include "judge/diagnose/variant.hpp"
#include "predict/link_choice.hpp"

namespace tokroof::judge {
namespace {

constexpr double kThreadsACore = 2;
constexpr double kLeftOfModule = 0.3, kModuleSpread = 0.7;
constexpr double kHostSpread = 0.25;  // threads, memory channels and NUMA settings that nobody states

/// A host that does far less than it could: a container or a virtual machine with few of its cores, emulation, a build
/// without vector instructions, a busy or very old processor. Threads that tell of it report a half to a fiftieth; the
/// shares are assumed.
Variant hampered(Variant v) {
  constexpr double kLeft = 0.3, kSpread = 0.7, kWeight = 0.25;
  v.what +=
      ", and with little of what it can do: few threads, a container, or a build without its vector "
      "instructions";
  v.weight *= kWeight;
  v.ln_spread = kSpread;
  v.counted = v.prompt_counted = kLeft;
  return v;
}

std::string gb_per_s(double bytes_per_s) { return fmt::format("{:.4g} GB/s", bytes_per_s / 1e9); }

/// The row with no layer on the device.
catalog::Run on_no_layer(catalog::Run run) {
  run = unplaced(std::move(run));
  run.n_gpu_layers = 0;
  return run;
}

/// Bandwidth of the bus between the host's memory and the card.
double bus_bytes_per_s(const Stated& s) {
  const model::Device* devices[] = {&s.device};
  try {
    const std::string slug = predict::choose_link(s.catalog, devices, "pcie", s.backend);
    const catalog::Link* link = s.catalog.find_link(slug);
    const catalog::Link* stated = s.catalog.find_link(s.run.interconnect);
    if (stated != nullptr && s.run.interconnect.starts_with("pcie")) {
      link = stated;
    }
    return link != nullptr ? link->bytes_per_s : model::kUnknown;
  } catch (const catalog::InputError&) {
    return model::kUnknown;
  }
}

/// On the processor; `may_keep_none`: or by an engine that is built for the card and keeps no layer there.
std::vector<Variant> processor_variants(const Stated& s, bool may_keep_none) {
  std::vector<Variant> out;
  if (!s.facts.works_on_cpu || (s.on_host && !s.placed)) {
    return out;
  }
  const auto on_cpu = [llamafile = s.engine == "llamafile"](catalog::Run& run) {
    run = unplaced(run);
    run.backend = "cpu";
    run.placement = catalog::StatedPlacement::host;
    run.n_gpu_layers = 0;
    run.n_devices = 1;
    run.split = model::Split::none;
    if (llamafile) {
      run.engine = "llama.cpp";  // the same kernels, as far as processors are concerned
    }
  };
  const auto with_host = [](const model::Host& host) {
    return [host](model::Scenario& scenario) {
      scenario.host = host;
      scenario.device.bandwidth_bytes_per_s = host.bandwidth_bytes_per_s;
    };
  };
  if (!s.card) {
    const model::Host cores = cores_of_chip(s.catalog, s.run, s.device);
    out.push_back(
        {.what = fmt::format("on the processor cores, which draw {}", gb_per_s(cores.bandwidth_bytes_per_s)),
         .ln_spread = kHostSpread,
         .run = on_cpu,
         .scenario = with_host(cores)});
    out.push_back(hampered(out.back()));
    return out;
  }
  for (const HostGuess& guess : s.hosts) {
    if (!guess.host) {
      continue;
    }
    Variant v{.what = fmt::format("on {}{}, {} of memory bandwidth",
                                  guess.stated ? "" : "a processor such as ",
                                  guess.name,
                                  gb_per_s(guess.host->bandwidth_bytes_per_s)),
              .weight = guess.weight,
              .ln_spread = kHostSpread};
    if (guess.device.empty()) {
      v.run = on_cpu;
      v.scenario = with_host(*guess.host);
    } else {
      v.run = [on_cpu,
               guess](catalog::Run& run) {  // the processor is the device then: its family, not the card's
        on_cpu(run);
        put_host(run, guess);
        run.device = run.host_device = guess.device;
      };
    }
    if (s.run.threads > kThreadsACore * guess.host->threads) {  // more than it has: they wait for each other
      constexpr double kLeft = 0.02;
      v.what += fmt::format(", with {:.0f} threads", s.run.threads);
      v.counted = v.prompt_counted = kLeft;
      v.ln_spread = 1;
    } else {
      out.push_back(hampered(v));
    }
    out.push_back(std::move(v));
    if (!may_keep_none) {
      continue;
    }
    // Such an engine still processes prompts with the card.
    out.push_back({.what = fmt::format("no layer on the device, all on {}{}, {} of memory bandwidth",
                                       guess.stated ? "" : "a processor such as ",
                                       guess.name,
                                       gb_per_s(guess.host->bandwidth_bytes_per_s)),
                   .weight = guess.weight,
                   .ln_spread = kHostSpread,
                   .run = [guess](catalog::Run& run) {
                     run = on_no_layer(run);
                     put_host(run, guess);
                   }});
  }
  return out;
}

}  // namespace

/// Everything on the host: its cores, its memory.
std::vector<Variant> cpu_variants(const Stated& s) {
  // A PyTorch module that finds no device runs on the processor. What is left of llama.cpp's rate there is assumed: 16-bit
  // weights have no kernels on many processors.
  const bool module = !s.facts.ggml && !s.facts.paged_cache && s.facts.may_be_eager() && !s.on_host;
  if (!module) {
    // All layers are stated to be on the device: they went nowhere only where none was found.
    return processor_variants(s, s.facts.ggml && !(s.run.n_gpu_layers >= s.model->layers));
  }
  Stated as_ggml = s;
  as_ggml.facts = catalog::engine_facts(s.catalog, "llama.cpp");
  as_ggml.engine = "llama.cpp";
  std::vector<Variant> out = processor_variants(as_ggml, false);
  for (Variant& v : out) {
    v.counted *= kLeftOfModule;
    v.prompt_counted *= kLeftOfModule;
    v.ln_spread = kModuleSpread;
    v.run = [before = v.run](catalog::Run& run) {
      run.engine = "llama.cpp";
      before(run);
    };
  }
  return out;
}

/// m of L layers on the device, the others on the host.
std::vector<Variant> partial_offload_variants(const Stated& s) {
  constexpr double kShares[] = {0.1, 0.3, 0.5, 0.65, 0.8, 0.9, 0.96};
  constexpr double kBetween = 0.2;
  std::vector<Variant> out;
  const bool all_on_device = s.run.n_gpu_layers >= s.model->layers;  // -ngl 99, "offloaded 33/33 layers"
  if (!may_use_host(s) || !s.card || !(s.model->layers > 1) || all_on_device) {
    return out;
  }
  for (const HostGuess& guess : s.hosts) {
    for (const double share : kShares) {
      const double layers = std::clamp(std::round(share * s.model->layers), 1.0, s.model->layers - 1);
      out.push_back({.what = fmt::format("{:.0f} of {:.0f} layers on the device, the others on {}",
                                         layers,
                                         s.model->layers,
                                         guess.stated ? guess.name : "the host"),
                     .weight = guess.weight,
                     .ln_spread = std::hypot(kBetween, kHostSpread),
                     .run = [guess, layers](catalog::Run& run) {
                       run = unplaced(run);
                       put_host(run, guess);
                       run.n_gpu_layers = layers;
                     }});
    }
  }
  return out;
}

/// The experts of all layers, or of all but some, on the host.
std::vector<Variant> experts_cpu_variants(const Stated& s) {
  constexpr double kShares[] = {0, 0.2, 0.4, 0.6};
  constexpr double kAllOnHost = 3;  // what the usual options do
  constexpr double kBetween = 0.1;
  std::vector<Variant> out;
  if (!may_use_host(s) || !s.card || !(s.model->experts > 1)) {
    return out;
  }
  for (const HostGuess& guess : s.hosts) {
    for (const double share : kShares) {
      const double layers = s.model->layers - std::round(share * s.model->layers);
      out.push_back({.what = fmt::format("the experts of {:.0f} of {:.0f} layers on {}",
                                         layers,
                                         s.model->layers,
                                         guess.stated ? guess.name : "the host"),
                     .weight = guess.weight * (share == 0 ? kAllOnHost : 1.0),
                     .ln_spread = std::hypot(kBetween, kHostSpread),
                     .run = [guess, layers](catalog::Run& run) {
                       run = unplaced(run);
                       put_host(run, guess);
                       run.placement = catalog::StatedPlacement::experts_on_host;
                       run.details.n_cpu_moe = layers;
                     }});
    }
  }
  return out;
}

/// Weights in the host's memory that the card reads over the bus at every step: Nvidia's driver for Windows does so when the
/// card's own memory is full (it is CUDA's system memory fallback; under Linux the program fails). The bus takes the place of
/// the host's memory, and the card does the arithmetic.
std::vector<Variant> spill_variants(const Stated& s) {
  // Of the memory by our arithmetic, which knows no desktop or other program; less where the context's room is not said.
  constexpr double kNearlyFull = 0.85, kContextUnsaid = 0.7;
  constexpr double kShares[] = {0.05, 0.1, 0.2, 0.35, 0.6, 1};
  constexpr double kBetween = 0.25;
  std::vector<Variant> out;
  const double bus = bus_bytes_per_s(s);
  const std::string& os = s.run.details.os;
  // Under Vulkan what has no room goes to memory of the host that the card reads (AMD's GTT), whatever the system.
  const bool falls_back =
      s.backend == "vulkan" || (s.backend == "cuda" && (os.empty() ? !s.facts.paged_cache : os != "linux"));
  const bool room_said = s.run.depth > 0 || s.run.details.max_model_len > 0;
  const bool elsewhere = s.on_host && !may_use_host(s);
  const bool nearly_full = s.memory_share > (room_said ? kNearlyFull : kContextUnsaid);
  if (!s.card || elsewhere || !falls_back || !nearly_full || !(bus > 0)) {
    return out;
  }
  const double excess = s.memory_share > 1 ? 1 - 1 / s.memory_share : 0;
  // A slot with fewer lanes, or of an older generation, than the card's own.
  for (const auto& [narrower, weight] : {std::pair{1.0, 2.0}, {0.5, 1.0}, {0.25, 1.0}}) {
    const double rate = narrower * bus;
    model::Host behind_bus;
    behind_bus.bandwidth_bytes_per_s = rate;
    behind_bus.bandwidth_is_measured = true;
    behind_bus.fp32_flops = s.device.fp32_flops;
    behind_bus.threads = 8;  // the reference of the synchronization term
    behind_bus.label = "bus";
    for (const double share : kShares) {
      if (share > excess) {
        out.push_back({.what = fmt::format(
                           "{:.0f} % of the weights read over the bus at {}", 100 * share, gb_per_s(rate)),
                       .weight = weight,
                       .ln_spread = kBetween,
                       .run = [](catalog::Run& run) { run = unplaced(run); },
                       .scenario =
                           [behind_bus, share](model::Scenario& scenario) {
                             scenario.layers_on_gpu = (1 - share) * scenario.model->layers;
                             scenario.host = behind_bus;
                           }});
      }
    }
  }
  return out;
}

/// What memory has no room for is read from a drive at every step: mapped files, or what the system swaps out. What was
/// used last is kept, so reading in turn may find nothing of it: then all is read (Denning, CACM 11(5), 1968: thrashing).
std::vector<Variant> swap_variants(const Stated& s) {
  constexpr double kNearlyFull = 0.95;
  constexpr double kBesideSystem =
      0.8;  // of a host's memory: its system and other programs have the rest (assumed)
  constexpr double kBetween = 0.7;  // what is used often stays in memory, and nobody says which drive it is
  struct Drive {
    std::string_view name;
    double bytes_per_s, weight;
  };
  constexpr Drive kDrives[] = {
      {"a SATA drive", 0.5e9, 1}, {"an NVMe drive", 3e9, 3}, {"a fast NVMe drive", 6e9, 2}};
  std::vector<Variant> out;
  const bool short_host = s.host_share > kBesideSystem;
  const bool is_short = short_host || (!s.card && s.memory_share > kNearlyFull);
  // Less of it on the card than would fit: none, as engines start where nobody says how much.
  Stated none = s;
  none.run = on_no_layer(s.run);
  const bool may_be_none = s.card && s.placed;
  if (may_be_none) {
    look_up_memory(none);
  }
  const bool short_without = may_be_none && none.host_share > kBesideSystem;
  for (const Drive& drive : kDrives) {
    for (const bool all : {false, true}) {
      const Variant v{.what = fmt::format("memory is short, {} read from {} at {} every step",
                                          all ? "all weights are" : "what has no room is",
                                          drive.name,
                                          gb_per_s(drive.bytes_per_s)),
                      .weight = drive.weight,
                      .ln_spread = kBetween,
                      .drive_bytes_per_s = drive.bytes_per_s,
                      .memory_left = s.card || short_host ? kBesideSystem : 1,
                      .reads_all = all};
      if (is_short) {
        out.push_back(v);
      }
      if (short_without) {
        out.push_back(v);
        out.back().what += ", with no layer on the device";
        out.back().run = [](catalog::Run& run) { run = on_no_layer(run); };
        out.back().anyhow = true;
      }
    }
  }
  return out;
}

}  // namespace tokroof::judge
