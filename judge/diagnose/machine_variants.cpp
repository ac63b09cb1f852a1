// Which devices did the work, and in what state they and their links were.

#include <fmt/format.h>

#include "catalog/engines.hpp"
#include "catalog/resolve.hpp"
#include "judge/diagnose/variant.hpp"

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

}  // namespace

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

/// The stated link is not the one that is used.
std::vector<Variant> slow_link_variants(const Stated& s) {
  constexpr double kBetween = 0.3;
  std::vector<Variant> out;
  if (!(s.devices > 1)) {
    return out;
  }
  const std::string now = catalog::link_class(s.run.interconnect, s.device, s.backend);
  for (const std::string_view worse : {"pcie-staged", "tb", "eth"}) {
    if (worse != now && (worse != "pcie-staged" || now == "fab" || now == "pcie")) {
      out.push_back({.what = worse == "eth"  ? "over Ethernet"
                             : worse == "tb" ? "over Thunderbolt"
                                             : "over PCIe through the host's memory",
                     .ln_spread = kBetween,
                     .scenario = [link = std::string(worse)](model::Scenario& scenario) {
                       scenario.link_class = link;
                     }});
    }
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

/// A server that was started with --enforce-eager and the like, or whose graphs were not made.
std::vector<Variant> eager_variants(const Stated& s) {
  const std::string& date = s.run.engine_date.empty() ? s.run.date : s.run.engine_date;
  const bool always = catalog::decimal_year(date) < s.facts.eager_until;
  if (!s.facts.may_be_eager() || always || s.backend == "cpu" || !s.run.eager.empty()) {
    return {};
  }
  return {{.what = "without graphs: the host launches every kernel (--enforce-eager)",
           .run = [](catalog::Run& run) { run.eager = true; }}};
}

}  // namespace tokroof::judge
