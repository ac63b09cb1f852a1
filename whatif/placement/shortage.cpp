#include "whatif/placement/shortage.hpp"

#include <algorithm>
#include <cmath>

#include "catalog/engine_formats.hpp"
#include "catalog/engines.hpp"
#include "catalog/host.hpp"
#include "catalog/resolve.hpp"
#include "catalog/text.hpp"
#include "model/count/memory.hpp"
#include "model/rates.hpp"
#include "predict/counted.hpp"
#include "predict/engine_limits.hpp"
#include "whatif/placement/engine_placement.hpp"

namespace tokroof::whatif {
namespace {

/// A host that has room for everything, of common speed where none is named.
catalog::Run with_roomy_host(const catalog::Catalog& catalog, catalog::Run run) {
  constexpr double kRoomGib = 1e6, kChannels = 2, kTransfers = 5600, kThreads = 16;
  if (!catalog::offload_host(catalog, run)) {
    run.details.host_channels = kChannels;
    run.details.host_memory_mts = kTransfers;
    run.threads = kThreads;
  }
  run.details.host_memory_gib = kRoomGib;
  return run;
}

std::optional<double> host_bytes(const catalog::Catalog& catalog,
                                 const predict::Fitted& fitted,
                                 const catalog::Run& run) {
  const auto placed = best_placement(catalog, fitted, with_roomy_host(catalog, run));
  if (!placed) {
    return std::nullopt;
  }
  return model::installed_host_bytes(placed->placement.kind == PlacementKind::cpu
                                         ? placed->memory.needed_bytes()
                                         : placed->memory.host_bytes);
}

std::optional<double> devices(const catalog::Catalog& catalog,
                              const catalog::Run& run,
                              const model::Scenario& s) {
  constexpr double kMost = 64;
  const std::string family = catalog::engine_family(catalog, run.engine);
  const model::Split split =
      s.split == model::Split::none ? catalog::usual_split(catalog, run.engine) : s.split;
  if (!s.parts.empty()) {
    return std::nullopt;
  }
  const double each = std::max(s.n_devices / std::fmax(run.n_devices, 1), 1.0);  // of a system that run names
  for (double n = std::fmax(run.n_devices, 1) + 1; n <= kMost; ++n) {
    if (!predict::split_fault(catalog, family, split, *s.model, n * each).empty()) {
      continue;
    }
    catalog::Run more = run;
    more.n_devices = n;
    more.split = split;
    const auto c = predict::counted(catalog, more);
    if (c && c->fits) {
      return n;
    }
  }
  return std::nullopt;
}

std::string file_type(const catalog::Catalog& catalog, const catalog::Run& run, const model::Scenario& s) {
  const catalog::EngineFileTypes* known = catalog::file_types(catalog, run.engine, s.model->family);
  const std::vector<std::string_view> types =
      catalog::split_at(known != nullptr ? known->types : std::string_view(), '|');
  const std::string engine = catalog::engine_family(catalog, run.engine);
  for (auto type = types.rbegin(); type != types.rend(); ++type) {
    catalog::Run smaller = run;
    smaller.quant = *type;
    smaller.size_gib = model::kUnknown;
    const auto c = predict::counted(catalog, smaller);
    if (c && c->fits && !catalog::refuses_format(catalog, engine, *type, s.device)) {
      return smaller.quant;
    }
  }
  return "";
}

}  // namespace

Shortage shortage(const catalog::Catalog& catalog, const predict::Fitted& fitted, const catalog::Run& run) {
  Shortage out;
  const auto c = predict::counted(catalog, run);
  if (!c || c->scenario.cpu_only) {
    return out;
  }
  out.file_type = file_type(catalog, run, c->scenario);
  if (!model::unified_memory(c->scenario.device)) {
    out.host_bytes = host_bytes(catalog, fitted, run);
  }
  out.devices = devices(catalog, run, c->scenario);
  if (!engine_placement(catalog, run.engine).streamed.empty() &&
      c->scenario.device.kind == model::DeviceKind::gpu) {
    catalog::Run streamed = run;
    streamed.details.spill = true;
    if (const auto s = predict::counted(catalog, streamed);
        s && s->fits && s->memory.spilled_bytes < s->memory.weights_bytes) {
      out.streamed_bytes = s->memory.spilled_bytes;
    }
  }
  return out;
}

}  // namespace tokroof::whatif
