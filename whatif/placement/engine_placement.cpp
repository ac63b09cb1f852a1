#include "whatif/placement/engine_placement.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalog/engines.hpp"
#include "catalog/text.hpp"

namespace tokroof::whatif {
namespace {

/// "-ngl {}" with its number.
std::string filled(std::string_view option, const std::string& number) {
  std::string out(option);
  if (const std::size_t at = out.find("{}"); at != std::string::npos) {
    out.replace(at, 2, number);
  }
  return out;
}

/// What people pass to say "all": more than the model has.
double all_layers(double layers) { return layers < 99 ? 99 : 999; }

const catalog::EnginePlacement* entry(const catalog::Catalog& catalog, std::string_view engine) {
  for (const catalog::EnginePlacement& row : catalog.data().engine_placements) {
    if (catalog::is_listed(row.engines, engine)) {
      return &row;
    }
  }
  return nullptr;
}

std::string of_kind(const catalog::EnginePlacement& engine, const Placement& p) {
  switch (p.kind) {
    case PlacementKind::whole:
    case PlacementKind::cards: break;
    case PlacementKind::layers_on_host: return filled_option(engine.host_layers, p.device_layers());
    case PlacementKind::experts_on_host:
    case PlacementKind::layers_and_experts_on_host: {
      const std::string experts = filled_option(engine.host_experts, p.host_expert_layers);
      const double on_devices = p.host_layers > 0 ? p.device_layers() : all_layers(p.layers);
      return engine.host_layers.empty() ? experts
                                        : filled_option(engine.host_layers, on_devices) + " " + experts;
    }
    case PlacementKind::cpu: return std::string(engine.cpu);
  }
  return "";
}

}  // namespace

catalog::EnginePlacement engine_placement(const catalog::Catalog& catalog, std::string_view engine) {
  const catalog::EnginePlacement* found = entry(catalog, engine);
  if (found == nullptr) {
    found = entry(catalog, catalog::engine_family(catalog, engine));
  }
  return found != nullptr ? *found : catalog::EnginePlacement{};
}

std::string filled_option(std::string_view option, double number) {
  return filled(option, fmt::format("{:.0f}", number));
}

std::string placement_options(const catalog::EnginePlacement& engine, const Placement& p) {
  std::string out = of_kind(engine, p);
  if (!p.card_layers.empty()) {
    out += out.empty() ? "" : " ";
    out += filled(engine.cards, fmt::format("{:.0f}", fmt::join(p.card_layers, ",")));
  }
  return out;
}

}  // namespace tokroof::whatif
