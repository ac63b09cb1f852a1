#include "catalog/placement.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "catalog/number.hpp"
#include "catalog/resolve.hpp"
#include "model/count/layer_kinds.hpp"

namespace tokroof::catalog {
namespace {

using Where = StatedPlacement::Where;

constexpr std::string_view kAll = "experts=cpu";
constexpr std::string_view kAllFrom = "experts=cpu:";
constexpr std::string_view kLeft = "expert-layers-gpu=";
constexpr std::pair<Where, std::string_view> kWords[] = {{Where::devices, "gpu"},
                                                         {Where::host, "cpu"},
                                                         {Where::part_on_host, "partial"},
                                                         {Where::experts_on_host, kAll}};

/// A number of blocks, which follows `before`.
std::optional<double> blocks_in(std::string_view word, std::string_view before, std::string_view after) {
  if (!word.starts_with(before) || !word.ends_with(after)) {
    return std::nullopt;
  }
  word.remove_prefix(before.size());
  word.remove_suffix(after.size());
  const std::optional<double> number = parse_number(word);
  return number && *number >= 0 ? number : std::nullopt;
}

bool is(const Run& run, Where where) {
  return run.placement.value() && run.placement.value()->where == where;
}

bool is_word_of_host(const Run& run) { return !run.placement.empty() && !is(run, Where::devices); }

std::optional<model::HostExperts> stated_experts(const Run& run, const std::vector<int>& blocks) {
  if (run.details.n_cpu_moe > 0) {
    return model::HostExperts{.end = run.details.n_cpu_moe};
  }
  if (!run.details.override_tensor.empty()) {
    return std::nullopt;
  }
  if (is(run, Where::experts_on_host) && run.placement.value()->left_on_devices > 0) {
    const double all = static_cast<double>(blocks.size());
    const double moved = all - std::min(run.placement.value()->left_on_devices, all);
    return model::HostExperts{.end = moved < all ? blocks[static_cast<std::size_t>(moved)] : INFINITY};
  }
  const bool some = is(run, Where::experts_on_host) || is(run, Where::part_on_host);
  return some ? std::optional(model::HostExperts{.first = run.placement.value()->first_block}) : std::nullopt;
}

std::size_t on_device(const model::HostExperts& host, const std::vector<int>& blocks) {
  return static_cast<std::size_t>(
      std::count_if(blocks.begin(), blocks.end(), [&](int block) { return !host.holds(block); }));
}

}  // namespace

std::optional<StatedPlacement> WordOf<StatedPlacement>::named(std::string_view word) {
  for (const auto& [where, name] : kWords) {
    if (word == name) {
      return where;
    }
  }
  if (const std::optional<double> first = blocks_in(word, kAllFrom, "-")) {
    return StatedPlacement(Where::experts_on_host, *first);
  }
  if (const std::optional<double> left = blocks_in(word, kLeft, "")) {
    return StatedPlacement(Where::experts_on_host, 0, *left);
  }
  return std::nullopt;
}

std::string WordOf<StatedPlacement>::name(const StatedPlacement& placement) {
  if (placement.left_on_devices > 0) {
    return fmt::format("{}{}", kLeft, placement.left_on_devices);
  }
  if (placement.first_block > 0) {
    return fmt::format("{}{}-", kAllFrom, placement.first_block);
  }
  const auto* const at = std::find_if(
      std::begin(kWords), std::end(kWords), [&](const auto& word) { return word.first == placement.where; });
  return std::string(at->second);
}

bool runs_on_host(const Run& run) { return run.backend == "cpu" || is(run, Where::host); }

bool puts_on_host(const Catalog& catalog, const Run& run) {
  if (is_word_of_host(run)) {
    return true;
  }
  const bool by_option = run.details.n_cpu_moe > 0 || !run.details.override_tensor.empty();
  const model::Architecture* model = by_option ? catalog.find_model(run.model) : nullptr;
  std::string wrong;
  return model != nullptr && host_tensors(run, *model, wrong).any();
}

bool states_placement(const Run& run) {
  return !std::isnan(run.n_gpu_layers) || !run.placement.empty() || !std::isnan(run.details.n_cpu_moe) ||
         !run.details.override_tensor.empty() || !run.details.tensor_split.empty() || run.details.spill;
}

std::optional<model::HostExperts> host_experts(const Run& run, const model::Architecture& model) {
  if (!is_word_of_host(run) && !(run.details.n_cpu_moe > 0)) {
    return std::nullopt;
  }
  const std::vector<int> blocks = model::expert_blocks(model);
  const std::optional<model::HostExperts> host = stated_experts(run, blocks);
  return host && on_device(*host, blocks) < blocks.size() ? host : std::nullopt;
}

model::HostTensors host_tensors(const Run& run, const model::Architecture& model, std::string& wrong) {
  model::Scenario s;
  s.model = &model;
  s.quant = run.quant;
  s.experts_on_host = host_experts(run, model);
  if (some_layers_on_host(run, model)) {
    s.layers_on_gpu = run.n_gpu_layers;
  }
  wrong = model::parse_overrides(run.details.override_tensor, s.overrides);
  return wrong.empty() ? model::tensors_on_host(s) : model::HostTensors();
}

Said<StatedPlacement> expert_placement(const model::HostExperts& host, const model::Architecture& model) {
  const std::vector<int> blocks = model::expert_blocks(model);
  const std::size_t left = on_device(host, blocks);
  return left == blocks.size() ? Said<StatedPlacement>()
                               : StatedPlacement(Where::experts_on_host, 0, static_cast<double>(left));
}

}  // namespace tokroof::catalog
