// Which devices did the work, and in what state they and their links were.

#include <fmt/format.h>

#include "catalog/engine_formats.hpp"
#include "catalog/engines.hpp"
#include "catalog/machine_layout.hpp"
#include "catalog/resolve.hpp"
#include "judge/diagnose/variant.hpp"
#include "model/count/quantization.hpp"
#include "model/names.hpp"
#include "predict/engine_limits.hpp"

namespace tokroof::judge {
namespace {

Variant on_devices(const Stated& s, double n, double weight) {
  return {.what = n == 1 ? fmt::format("on one {}", s.device_name)
                         : fmt::format("on {:.0f} x {}", n, s.device_name),
          .weight = weight,
          .run = [n, usual = s.usual_split](catalog::Run& run) {
            run.n_devices = n;
            if (n == 1) {
              run.split = model::Split::none;
            } else if (!catalog::states_split(run)) {
              run.split = usual;
            }
          }};
}

/// A slug without what tells the variants of a board apart: "rtx-4090-laptop" and "rtx-4090-d" are of one stem.
std::string stem(std::string_view slug) {
  std::size_t dashes = 0, end = 0;
  bool number = false;
  for (; end < slug.size(); ++end) {
    if (slug[end] == '-') {
      if (number || ++dashes > 2) {
        break;
      }
    } else {
      number = number || (slug[end] >= '0' && slug[end] <= '9');
    }
  }
  return std::string(slug.substr(0, end));
}

/// Of a system on a chip: a power mode (Jetson's nvpmodel, a laptop that saves energy), heat, or clocks that stay low (reports
/// of DGX Spark at 700 to 900 of 2400 MHz). Products lose as the clock does, reading memory less; the shares are assumed.
std::vector<Variant> low_clock_variants() {
  struct Left {
    double decode, prompt;
  };
  constexpr Left kLeft[] = {{0.8, 0.75}, {0.6, 0.5}, {0.4, 0.3}};
  constexpr double kBetween = 0.15;
  std::vector<Variant> out;
  for (const Left& left : kLeft) {
    out.push_back(
        {.what = fmt::format("at low clocks, which leave {:.0f} % of its rate: a power mode or heat",
                             100 * left.decode),
         .ln_spread = kBetween,
         .counted = left.decode,
         .prompt_counted = left.prompt});
  }
  return out;
}

constexpr double kSpeedBetween = 0.3;  // of host threads

/// Of the speed of its thread that launches kernels.
std::function<void(model::Scenario&)> at_host_speed(double share) {
  return [share](model::Scenario& scenario) { scenario.host_launch_speed *= share; };
}

}  // namespace

bool has_machines(const Stated& s) {
  constexpr double kMostInOne = 8;
  return s.devices > kMostInOne || catalog::says_machines(s.run);
}

/// A cap below the card's usual limit, or heat that has the same effect. No lower than half of it: that is between the least
/// limits that drivers take (nvidia-smi -q, "Min Power Limit": RTX 3090 100 of 350 W, RTX 4090 150 of 450, RTX 5090 400 of
/// 575).
std::vector<Variant> power_variants(const Stated& s) {
  constexpr double kLeastShare = 0.5;
  constexpr double kShares[] = {0.8, 0.65, kLeastShare};
  constexpr double kBetween = 0.1;
  const double usual = s.run.power_w > 0 ? s.run.power_w : s.device.tdp_w;
  std::vector<Variant> out;
  if (s.device.kind != model::DeviceKind::cpu && !s.card) {
    return low_clock_variants();
  }
  if (!s.card || !(usual > 0)) {
    return out;
  }
  for (const double share : kShares) {
    const double watts = share * usual;
    out.push_back({.what = fmt::format(
                       "at {:.0f} W instead of {:.0f} W a device: a limit, heat or low clocks", watts, usual),
                   .ln_spread = kBetween,
                   .run = [watts](catalog::Run& run) { run.power_w = watts; }});
  }
  return out;
}

/// Fewer devices than stated, or more.
std::vector<Variant> devices_variants(const Stated& s) {
  constexpr double kFewer = 1, kMore = 0.25;
  std::vector<Variant> out;
  if (!s.card || s.run.device.find('+') != std::string::npos) {
    return out;
  }
  for (const double n : {1.0, 2.0, 4.0, 8.0}) {
    if (n < s.devices) {
      out.push_back(on_devices(s, n, kFewer));
    } else if (n > s.devices && n <= 4 * s.devices) {
      out.push_back(on_devices(s, n, kMore));
    }
  }
  return out;
}

std::vector<Variant> one_device_variants(const Stated& s) {
  if (!s.card || !(s.devices > 1) || s.run.device.find('+') != std::string::npos) {
    return {};
  }
  return {on_devices(s, 1, 1)};
}

std::vector<Variant> wrong_device_variants(const Stated& s) {
  constexpr std::size_t kMost = 6;
  std::vector<Variant> out;
  if (s.run.device.find('+') != std::string::npos) {
    return out;
  }
  const std::string own = stem(s.device_name);
  for (const model::Device& device : s.catalog.devices()) {
    const bool kin = device.kind == s.device.kind && device.slug != s.device_name && stem(device.slug) == own;
    if (kin && out.size() < kMost && device.bandwidth_bytes_per_s > 0) {
      out.push_back({.what = fmt::format("on the {}", device.name),
                     .run = [slug = std::string(device.slug)](catalog::Run& run) { run.device = slug; }});
    }
  }
  return out;
}

/// The stated link is not the one that is used: staged copies where the devices cannot read one another, TCP or sockets in
/// place of the devices' fabric (NCCL without peer-to-peer or shared memory, machines without RDMA).
std::vector<Variant> slow_link_variants(const Stated& s) {
  constexpr double kBetween = 0.4;
  constexpr double kRarely = 0.5;  // a network within one machine
  struct Worse {
    std::string_view link_class, link, what;
  };
  constexpr Worse kWorse[] = {{"pcie-staged", "pcie3x16-sys", "over PCIe through the host's memory"},
                              {"tb", "tb4-ip", "over Thunderbolt by TCP"},
                              {"eth", "eth-10g", "over Ethernet of 10 Gbit/s, or sockets in place of a link"},
                              {"eth", "eth-1g", "over Ethernet of 1 Gbit/s, or sockets in place of a link"}};
  std::vector<Variant> out;
  if (!(s.devices > 1)) {
    return out;
  }
  const std::string now = catalog::link_class(s.run.interconnect, s.device, s.backend);
  const catalog::Link* stated = s.catalog.find_link(s.run.interconnect);
  const bool machines = has_machines(s);
  const auto add = [&](std::string_view what, double weight, std::function<void(catalog::Run&)> change) {
    out.push_back(
        {.what = std::string(what), .weight = weight, .ln_spread = kBetween, .run = std::move(change)});
  };
  for (const Worse& worse : kWorse) {
    const catalog::Link& link = s.catalog.link(worse.link);
    const bool is_slower = stated == nullptr || !(stated->bytes_per_s <= link.bytes_per_s);
    const bool card_slot = worse.link_class == "pcie-staged";
    if (!is_slower || (card_slot && !(s.card && (now == "fab" || now == "pcie"))) ||
        (worse.link_class == "tb" && s.card)) {
      continue;
    }
    const std::string name(worse.link);
    if (machines && !card_slot) {
      add(fmt::format("between machines {}", worse.what), 1, [name](catalog::Run& run) {
        run.network = name;
      });
    }
    add(worse.what, s.card && !card_slot ? kRarely : 1, [name](catalog::Run& run) {
      run.interconnect = name;
      run.network.clear();
      run.machine_devices = model::kUnknown;
    });
  }
  return out;
}

/// By rows, llama.cpp's default until January 2024 (pull request 4766), which crosses the link at every layer: slower for
/// small models and slow links, faster for large ones. Where rows are stated, by layers.
std::vector<Variant> split_variants(const Stated& s) {
  constexpr double kBetween = 0.3;
  if (!(s.devices > 1) || !s.facts.ggml || !catalog::splits_rows(s.catalog, s.engine, s.backend)) {
    return {};
  }
  const bool rows = s.run.split == model::Split::row;
  const bool layers =
      s.run.split == model::Split::layer || (s.run.split.empty() && s.usual_split == model::Split::layer);
  if (!rows && !layers) {
    return {};
  }
  return {
      {.what = rows ? "split by layers, not by rows" : "split by rows, which crosses the link at every layer",
       .ln_spread = kBetween,
       .run = [to = rows ? model::Split::layer : model::Split::row](catalog::Run& run) { run.split = to; }}};
}

/// Of an engine whose build and date are not stated: kernels and launches of llama.cpp became faster by the year.
std::vector<Variant> old_build_variants(const Stated& s) {
  std::vector<Variant> out;
  if (!s.facts.ggml || !s.run.engine_date.empty() || !s.run.date.empty()) {
    return out;
  }
  for (const char* month : {"2023-07", "2024-01", "2024-07", "2025-01"}) {
    out.push_back(
        {.what = fmt::format("with a build of {}", month),
         .run = [date = std::string(month) + "-01"](catalog::Run& run) { run.engine_date = date; }});
  }
  return out;
}

/// A server that was started with --enforce-eager and the like, or whose graphs were not made; its host then sets the pace,
/// and may be slower than the usual one.
std::vector<Variant> eager_variants(const Stated& s) {
  constexpr double kSlower = 0.5, kRarely = 0.4;
  const std::string& date = s.run.engine_date.empty() ? s.run.date : s.run.engine_date;
  const bool always = catalog::decimal_year(date) < s.facts.eager_until;
  if (!s.facts.may_be_eager() || always || s.backend == "cpu" || !s.run.eager.empty()) {
    return {};
  }
  const std::string what = "without graphs: the host launches every kernel (--enforce-eager)";
  const auto eager = [](catalog::Run& run) { run.eager = true; };
  return {{.what = what, .run = eager},
          {.what = what + ", with a thread at half of the usual speed",
           .weight = kRarely,
           .ln_spread = kSpeedBetween,
           .run = eager,
           .scenario = at_host_speed(kSlower)},
          {.what = what + ", with a thread at a quarter of the usual speed",
           .weight = kRarely * kRarely,
           .ln_spread = kSpeedBetween,
           .run = eager,
           .scenario = at_host_speed(kSlower * kSlower)}};
}

/// A host whose thread launches kernels at a part of the usual pace: an ARM or server core, a virtual machine, WSL, a
/// processor that saves power. Single threads of hosts in use differ by four (catalog/host.hpp).
std::vector<Variant> slow_host_variants(const Stated& s) {
  std::vector<Variant> out;
  if (s.backend == "cpu" || (!s.card && s.facts.ggml)) {
    return out;
  }
  // A PyTorch module without graphs, whatever its kernels are: a dozen a layer of 8 us each (assumed).
  const bool module = s.card && !s.facts.ggml && !s.facts.paged_cache && std::isnan(s.facts.graphs_since) &&
                      !(s.run.concurrency > 1);
  const double launches_s = module ? 12 * 8e-6 * s.model->layers : 0;
  for (const double speed : {0.6, 0.35, 0.2}) {
    out.push_back(
        {.what = fmt::format("with a host thread at {:.0f} % of the usual speed, which launches the kernels: "
                             "an old or small core, power saving, a virtual machine or WSL",
                             100 * speed),
         .weight = speed,
         .ln_spread = kSpeedBetween,
         .scenario = at_host_speed(speed),
         .least_step_s = launches_s / speed});
  }
  return out;
}

/// Kernels that are not made for what is run: types that the engine unpacks or emulates (datasets/engines.json), 4-bit weights
/// of mixtures or outside of CUDA, chips whose 16-bit arithmetic is a fraction of their 32-bit's, builds without vector
/// instructions. Reports are of a half to a thirtieth of the rate; the shares are assumed.
std::vector<Variant> slow_kernels_variants(const Stated& s) {
  constexpr double kBetween = 0.4;
  std::vector<Variant> out;
  const auto add = [&](const std::string& what, std::initializer_list<double> shares) {
    for (const double left : shares) {
      out.push_back({.what = what, .ln_spread = kBetween, .counted = left, .prompt_counted = left});
    }
  };
  if (s.facts.ggml) {
    if (s.backend == "cpu" || s.device.kind == model::DeviceKind::cpu) {
      add("by a build without the processor's vector instructions (AVX2 and the like)", {0.3, 0.1});
    }
    return out;
  }
  constexpr double kWeak = 0.25;  // 16-bit arithmetic of consumer Pascal: 1/64 of its 32-bit rate
  if (s.card && s.device.fp16_flops < kWeak * s.device.fp32_flops) {
    add(fmt::format("by kernels that calculate in 16 bits, which the {} does at {:.2g} of its 32-bit rate",
                    s.device_name,
                    s.device.fp16_flops / s.device.fp32_flops),
        {0.2, 0.05});
    return out;
  }
  if (s.run.quant.empty()) {
    return out;
  }
  const catalog::EngineFormat* limit = catalog::format_limit(s.catalog, s.engine, s.run.quant, s.device);
  const std::string_view stored = model::storage_class(s.run.quant);
  const bool plain = model::is_one_of(stored, {"f16", "bf16"});
  const bool of_publisher = !s.model->published.empty() && model::storage_class(s.model->published) == stored;
  const bool usual = of_publisher && s.backend == "cuda";
  const bool rare = !plain && !usual && (s.model->experts > 1 || s.backend != "cuda" || !s.facts.paged_cache);
  if (limit != nullptr && !plain) {
    add("by slow kernels: " + predict::limit_sentence(s.engine, s.run.quant, limit->why), {0.5, 0.25, 0.1});
  } else if (rare) {
    add(fmt::format("by slow kernels: {} has none for {}{} that are known to be fast under {}",
                    s.engine,
                    s.run.quant,
                    s.model->experts > 1 ? " with experts" : "",
                    s.backend),
        {0.5, 0.25, 0.1});
  }
  return out;
}

}  // namespace tokroof::judge
