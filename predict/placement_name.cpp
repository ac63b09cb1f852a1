#include "predict/placement_name.hpp"

#include "catalog/placement.hpp"

namespace tokroof {

std::string placement_name(const Scenario& s) {
  if (s.cpu_only) return std::string(placement_cell(StatedPlacement::on_host));
  if (!s.overrides.empty()) return "tensors=cpu";
  if (s.experts_on_host) return expert_placement(*s.experts_on_host, *s.model);
  return std::string(
      placement_cell(s.layers_on_gpu >= 0 ? StatedPlacement::part_on_host : StatedPlacement::on_devices));
}

}  // namespace tokroof
