#include "catalog/parallel.hpp"

#include <cmath>

#include <fmt/format.h>

namespace tokroof::catalog {

model::Parallel parallel_of(const Run& run, double n_devices, model::Split& split) {
  const auto parts = [](double stated) { return stated > 1 ? stated : 1.0; };
  model::Parallel out{.stages = parts(run.pipeline_parallel),
                      .groups = parts(run.data_parallel_attention),
                      .experts = run.expert_parallel};
  const bool by_matrices = split == model::Split::tensor || split == model::Split::pipeline;
  if (by_matrices && out.stages > 1 && out.stages == n_devices) {
    split = model::Split::pipeline;
    out.stages = 1;
  }
  return out;
}

std::string parallel_fault(const model::Parallel& parallel,
                           model::Split split,
                           double n_devices,
                           bool unequal_devices,
                           const model::Architecture& model) {
  if (parallel == model::Parallel{}) {
    return "";
  }
  if (split != model::Split::tensor) {
    return fmt::format(
        "stages, attention groups and expert parallelism are parts of a tensor split, not of '{}'",
        model::split_name(split));
  }
  if (unequal_devices) {
    return "unlike devices take no stages, attention groups or whole experts";
  }
  if ((parallel.groups > 1 || parallel.experts) && !(model.experts > 1)) {
    return fmt::format("{} has no routed experts to share; --replicas gives each group its own copy",
                       model.slug);
  }
  if (std::fmod(n_devices, parallel.stages * parallel.groups) != 0) {
    return fmt::format("{:.0f} devices are not {:.0f} stages of {:.0f} attention groups of equal size",
                       n_devices,
                       parallel.stages,
                       parallel.groups);
  }
  if (parallel.stages > model.layers) {
    return fmt::format(
        "{} has {:.0f} layers, fewer than {:.0f} stages", model.slug, model.layers, parallel.stages);
  }
  return "";
}

}  // namespace tokroof::catalog
