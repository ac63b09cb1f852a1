#include "whatif/placement/take_placement.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "model/units.hpp"
#include "whatif/placement/engine_placement.hpp"
#include "whatif/placement/placement_text.hpp"

namespace tokroof::whatif {
namespace {

void assume_instead(predict::Request& request,
                    const std::string& name,
                    std::variant<double, std::string> value) {
  const auto same = [&](const catalog::Assumption& a) { return a.name == name; };
  request.assumed.erase(std::remove_if(request.assumed.begin(), request.assumed.end(), same),
                        request.assumed.end());
  request.assume(name, std::move(value));
}

}  // namespace

std::vector<StatedOption> stated_options(const Placement& p) {
  std::vector<StatedOption> out;
  const auto state = [&](const char* key, const char* option, double value) {
    out.push_back({key, value, fmt::format("{} {:.0f}", option, value)});
  };
  switch (p.kind) {
    case PlacementKind::whole:
    case PlacementKind::cards: break;
    case PlacementKind::experts_on_host: state("n_cpu_moe", "--n-cpu-moe", p.host_expert_layers); break;
    case PlacementKind::layers_on_host: state("n_gpu_layers", "--n-gpu-layers", p.device_layers()); break;
    case PlacementKind::layers_and_experts_on_host:
      state("n_gpu_layers", "--n-gpu-layers", p.device_layers());
      state("n_cpu_moe", "--n-cpu-moe", p.host_expert_layers);
      break;
    case PlacementKind::cpu: out.push_back({"backend", std::string("cpu"), "--backend cpu"}); break;
  }
  if (!p.card_layers.empty()) {
    const std::string shares = fmt::format("{:.0f}", fmt::join(p.card_layers, ","));
    out.push_back({"tensor_split", shares, "--tensor-split " + shares});
  }
  return out;
}

std::string placement_with_options(const catalog::Catalog& catalog,
                                   std::string_view engine,
                                   const Placement& placement) {
  const std::string options = placement_options(engine_placement(catalog, engine), placement);
  return placement_text(placement) + (options.empty() ? "" : ": " + options);
}

void take_placement(const catalog::Catalog& catalog,
                    const predict::Fitted& fitted,
                    const model::Scenario& whole,
                    const Placed& placed,
                    predict::Request& request) {
  const std::string text = placement_with_options(catalog, request.run.engine, placed.placement);
  const std::string devices = devices_text(whole);
  request.notes.insert(
      request.notes.begin(),
      placed.placement.kind == PlacementKind::cards
          ? fmt::format("does not fit {} as {} splits it; fastest split that fits: {}",
                        devices,
                        request.run.engine,
                        text)
          : fmt::format("does not fit {} whole; fastest placement that fits: {}", devices, text));
  assume_instead(request, "placement", text);
  for (const StatedOption& one : stated_options(placed.placement)) {
    assume_instead(request, one.key, one.value);
  }
  request.run = placed.run;
  const bool host_works = placed.placement.kind != PlacementKind::cards;
  if (host_works && request.run.details.decode_threads == 0) {
    predict::assume_threads(catalog, fitted, request);
  }
  if (host_works && !(request.run.details.host_memory_gib > 0) && placed.memory.host_bytes > 0) {
    const double most_bytes = placed.memory.host_available_bytes;
    request.notes.push_back(fmt::format(
        "the host needs {:.1f} GiB for it{}; --host-memory-gib checks that it has them",
        placed.memory.host_bytes / model::kGib,
        std::isfinite(most_bytes) ? fmt::format(", of {:.0f} that it takes at most", most_bytes / model::kGib)
                                  : ""));
  }
}

}  // namespace tokroof::whatif
