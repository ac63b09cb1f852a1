#include "catalog/expert_placement.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "catalog/number.hpp"
#include "model/count/layer_kinds.hpp"

namespace tokroof {
namespace {

constexpr std::string_view kAll = "experts=cpu";
constexpr std::string_view kAllFrom = "experts=cpu:";
constexpr std::string_view kLeft = "expert-layers-gpu=";

/// The block in "experts=cpu:12-"; 0 where all of them are there.
double first_block(std::string_view placement) {
  const bool onwards = placement.starts_with(kAllFrom) && placement.ends_with('-');
  return onwards ? parse_number(placement.substr(kAllFrom.size(), placement.size() - kAllFrom.size() - 1))
                       .value_or(0)
                 : 0;
}

std::optional<HostExperts> stated(const Run& run, const std::vector<int>& blocks) {
  const std::string_view placement = run.placement;
  if (run.details.n_cpu_moe > 0) {
    return HostExperts{.end = run.details.n_cpu_moe};
  }
  if (!run.details.override_tensor.empty()) {
    return std::nullopt;
  }
  if (placement.starts_with(kLeft)) {
    const double all = static_cast<double>(blocks.size());
    const double left = parse_number(placement.substr(kLeft.size())).value_or(0);
    const double moved = all - std::clamp(left, 0.0, all);
    return HostExperts{.end = moved < all ? blocks[static_cast<std::size_t>(moved)] : INFINITY};
  }
  const bool some = placement.starts_with(kAll) || placement.starts_with("partial");
  return some ? std::optional(HostExperts{.first = first_block(placement)}) : std::nullopt;
}

std::size_t on_device(const HostExperts& host, const std::vector<int>& blocks) {
  return static_cast<std::size_t>(
      std::count_if(blocks.begin(), blocks.end(), [&](int block) { return !host.holds(block); }));
}

}  // namespace

std::optional<HostExperts> host_experts(const Run& run, const Architecture& model) {
  const std::vector<int> blocks = expert_blocks(model);
  const std::optional<HostExperts> host = stated(run, blocks);
  return host && on_device(*host, blocks) < blocks.size() ? host : std::nullopt;
}

std::string expert_placement(const HostExperts& host, const Architecture& model) {
  const std::vector<int> blocks = expert_blocks(model);
  const std::size_t left = on_device(host, blocks);
  return left == blocks.size() ? "" : left > 0 ? fmt::format("{}{}", kLeft, left) : std::string(kAll);
}

}  // namespace tokroof
