#include "predict/placement_name.hpp"

#include <fmt/format.h>

namespace tokroof {

std::string placement_name(const Scenario& s) {
  if (s.cpu_only) return "cpu";
  if (!s.overrides.empty()) return "tensors=cpu";
  if (s.experts_on_host) {
    return s.expert_layers_on_gpu > 0 ? fmt::format("expert-layers-gpu={:.0f}", s.expert_layers_on_gpu)
                                      : "experts=cpu";
  }
  return s.layers_on_gpu >= 0 ? "partial" : "gpu";
}

}  // namespace tokroof
