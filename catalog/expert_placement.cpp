#include "catalog/expert_placement.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "catalog/number.hpp"
#include "model/count/layer_kinds.hpp"

namespace tokroof {
namespace {

constexpr std::string_view kAll = "experts=cpu";
constexpr std::string_view kLeft = "expert-layers-gpu=";

/// The block in "blk 12-93 ... CPU" or "blk 12+"; 0 where no such text is.
double first_block_in(std::string_view notes) {
  constexpr std::string_view kBlock = "blk ";
  const std::size_t at = notes.find(kBlock);
  if (at == std::string_view::npos) {
    return 0;
  }
  notes.remove_prefix(at + kBlock.size());
  const auto end =
      std::find_if(notes.begin(), notes.end(), [](unsigned char c) { return std::isdigit(c) == 0; });
  const bool onwards = end != notes.end() && (*end == '+' || *end == '-');
  return onwards ? parse_number(notes.substr(0, static_cast<std::size_t>(end - notes.begin()))).value_or(0)
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
  return some ? std::optional(HostExperts{.first = placement == kAll ? 0 : first_block_in(run.notes)})
              : std::nullopt;
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
