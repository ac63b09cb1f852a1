#include "predict/placement_name.hpp"

#include "catalog/placement.hpp"

namespace tokroof::predict {

std::string placement_name(const model::Scenario& s) {
  constexpr auto name = &catalog::WordOf<catalog::StatedPlacement>::name;
  if (s.cpu_only) return name(catalog::StatedPlacement::host);
  if (!s.overrides.empty()) return "tensors=cpu";
  if (s.experts_on_host) return catalog::expert_placement(*s.experts_on_host, *s.model).text();
  return name(s.layers_on_gpu >= 0 ? catalog::StatedPlacement::part_on_host
                                   : catalog::StatedPlacement::devices);
}

}  // namespace tokroof::predict
