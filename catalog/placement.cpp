#include "catalog/placement.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "catalog/number.hpp"
#include "model/count/layer_kinds.hpp"

namespace tokroof::catalog {
namespace {

constexpr std::string_view kAll = "experts=cpu";
constexpr std::string_view kAllFrom = "experts=cpu:";
constexpr std::string_view kLeft = "expert-layers-gpu=";

/// N of "experts=cpu:N-", K of "expert-layers-gpu=K".
std::optional<double> number_in(std::string_view cell) {
  if (cell.starts_with(kAllFrom) && cell.ends_with('-')) {
    return parse_number(cell.substr(kAllFrom.size(), cell.size() - kAllFrom.size() - 1));
  }
  return cell.starts_with(kLeft) ? parse_number(cell.substr(kLeft.size())) : std::nullopt;
}

std::optional<model::HostExperts> stated_experts(const Run& run, const std::vector<int>& blocks) {
  if (run.details.n_cpu_moe > 0) {
    return model::HostExperts{.end = run.details.n_cpu_moe};
  }
  if (!run.details.override_tensor.empty()) {
    return std::nullopt;
  }
  const std::string_view placement = run.placement;
  if (placement.starts_with(kLeft)) {
    const double all = static_cast<double>(blocks.size());
    const double left = number_in(placement).value_or(0);
    const double moved = all - std::clamp(left, 0.0, all);
    return model::HostExperts{.end = moved < all ? blocks[static_cast<std::size_t>(moved)] : INFINITY};
  }
  const StatedPlacement said = stated_placement(run);
  const bool some = said == StatedPlacement::experts_on_host || said == StatedPlacement::part_on_host;
  return some ? std::optional(model::HostExperts{.first = number_in(placement).value_or(0)}) : std::nullopt;
}

std::size_t on_device(const model::HostExperts& host, const std::vector<int>& blocks) {
  return static_cast<std::size_t>(
      std::count_if(blocks.begin(), blocks.end(), [&](int block) { return !host.holds(block); }));
}

}  // namespace

StatedPlacement stated_placement(const Run& run) {
  const std::string_view cell = run.placement;
  for (const StatedPlacement one : {StatedPlacement::nothing,
                                    StatedPlacement::on_devices,
                                    StatedPlacement::on_host,
                                    StatedPlacement::experts_on_host,
                                    StatedPlacement::part_on_host}) {
    if (cell == placement_cell(one)) {
      return one;
    }
  }
  return number_in(cell) ? StatedPlacement::experts_on_host : StatedPlacement::unreadable;
}

std::string_view placement_cell(StatedPlacement placement) {
  switch (placement) {
    case StatedPlacement::on_devices: return "gpu";
    case StatedPlacement::on_host: return "cpu";
    case StatedPlacement::experts_on_host: return kAll;
    case StatedPlacement::part_on_host: return "partial";
    case StatedPlacement::nothing:
    case StatedPlacement::unreadable: break;
  }
  return "";
}

bool runs_on_host(const Run& run) {
  return run.backend == "cpu" || stated_placement(run) == StatedPlacement::on_host;
}

bool puts_on_host(const Run& run) {
  const StatedPlacement said = stated_placement(run);
  return said != StatedPlacement::nothing && said != StatedPlacement::on_devices;
}

bool states_placement(const Run& run) {
  return !std::isnan(run.n_gpu_layers) || !run.placement.empty() || !std::isnan(run.details.n_cpu_moe) ||
         !run.details.override_tensor.empty() || !run.details.tensor_split.empty() || run.details.spill;
}

std::optional<model::HostExperts> host_experts(const Run& run, const model::Architecture& model) {
  const StatedPlacement said = stated_placement(run);
  const bool none = said == StatedPlacement::nothing || said == StatedPlacement::on_devices;
  if (none && !(run.details.n_cpu_moe > 0)) {
    return std::nullopt;
  }
  const std::vector<int> blocks = model::expert_blocks(model);
  const std::optional<model::HostExperts> host = stated_experts(run, blocks);
  return host && on_device(*host, blocks) < blocks.size() ? host : std::nullopt;
}

std::string expert_placement(const model::HostExperts& host, const model::Architecture& model) {
  const std::vector<int> blocks = model::expert_blocks(model);
  const std::size_t left = on_device(host, blocks);
  return left == blocks.size() ? "" : left > 0 ? fmt::format("{}{}", kLeft, left) : std::string(kAll);
}

}  // namespace tokroof::catalog
