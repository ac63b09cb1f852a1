#include "predict/placement_name.hpp"

#include "catalog/placement.hpp"

namespace tokroof::predict {

std::string placement_name(const model::Scenario& s) {
  if (s.cpu_only) return std::string(catalog::placement_cell(catalog::StatedPlacement::on_host));
  if (!s.overrides.empty()) return "tensors=cpu";
  if (s.experts_on_host) return catalog::expert_placement(*s.experts_on_host, *s.model);
  return std::string(catalog::placement_cell(s.layers_on_gpu >= 0 ? catalog::StatedPlacement::part_on_host
                                                                  : catalog::StatedPlacement::on_devices));
}

}  // namespace tokroof::predict
