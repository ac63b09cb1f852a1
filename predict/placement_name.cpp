#include "predict/placement_name.hpp"

#include "catalog/expert_placement.hpp"

namespace tokroof {

std::string placement_name(const Scenario& s) {
  if (s.cpu_only) return "cpu";
  if (!s.overrides.empty()) return "tensors=cpu";
  if (s.experts_on_host) return expert_placement(*s.experts_on_host, *s.model);
  return s.layers_on_gpu >= 0 ? "partial" : "gpu";
}

}  // namespace tokroof
