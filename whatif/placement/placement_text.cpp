#include "whatif/placement/placement_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tokroof::whatif {

std::string placement_text(const Placement& p) {
  std::string out;
  switch (p.kind) {
    case PlacementKind::whole:
    case PlacementKind::cards: break;
    case PlacementKind::experts_on_host:
      out = fmt::format("experts of {:.0f} of {:.0f} layers on the host", p.host_expert_layers, p.layers);
      break;
    case PlacementKind::layers_on_host:
      out = fmt::format("{:.0f} of {:.0f} layers on the host", p.host_layers, p.layers);
      break;
    case PlacementKind::layers_and_experts_on_host:
      out = fmt::format("{:.0f} of {:.0f} layers and the experts of {} on the host",
                        p.host_layers,
                        p.layers,
                        p.host_expert_layers < p.layers
                            ? fmt::format("{:.0f} more", p.host_expert_layers - p.host_layers)
                            : "the others");
      break;
    case PlacementKind::cpu: out = "all on the host"; break;
  }
  if (!p.card_layers.empty()) {
    out += fmt::format("{}{:.0f} layers", out.empty() ? "" : ", ", fmt::join(p.card_layers, " + "));
  }
  return out;
}

std::string devices_text(const model::Scenario& s) {
  if (!s.parts.empty() || s.device_name.find('+') != std::string::npos) {
    return s.device_name;
  }
  return s.n_devices > 1 ? fmt::format("{:.0f} x {}", s.n_devices, s.device_name) : "one " + s.device_name;
}

}  // namespace tokroof::whatif
