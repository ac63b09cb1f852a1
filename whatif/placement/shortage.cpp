#include "whatif/placement/shortage.hpp"

#include <algorithm>
#include <cmath>

#include "catalog/engines.hpp"
#include "catalog/host.hpp"
#include "catalog/resolve.hpp"
#include "catalog/text.hpp"
#include "model/names.hpp"
#include "predict/counted.hpp"
#include "predict/engine_limits.hpp"
#include "whatif/placement/engine_placement.hpp"

namespace tokroof {
namespace {

/// A host that has room for everything, of common speed where none is named.
Run with_roomy_host(const Catalog& catalog, Run run) {
  constexpr double kRoomGib = 1e6, kChannels = 2, kTransfers = 5600, kThreads = 16;
  if (!offload_host(catalog, run)) {
    run.details.host_channels = kChannels;
    run.details.host_memory_mts = kTransfers;
    run.threads = kThreads;
  }
  run.details.host_memory_gib = kRoomGib;
  return run;
}

std::optional<double> host_bytes(const Catalog& catalog, const Fitted& fitted, const Run& run) {
  const auto placed = best_placement(catalog, fitted, with_roomy_host(catalog, run));
  if (!placed) {
    return std::nullopt;
  }
  return placed->placement.kind == PlacementKind::cpu ? placed->memory.needed_bytes()
                                                      : placed->memory.host_bytes;
}

std::optional<double> devices(const Catalog& catalog, const Run& run, const Scenario& s) {
  constexpr double kMost = 64;
  const std::string family = engine_family(catalog, run.engine);
  const Split split = s.split == Split::none ? usual_split(catalog, run.engine) : s.split;
  if (!s.parts.empty()) {
    return std::nullopt;
  }
  const double each = std::max(s.n_devices / std::fmax(run.n_devices, 1), 1.0);  // of a system that run names
  for (double n = std::fmax(run.n_devices, 1) + 1; n <= kMost; ++n) {
    if (!split_fault(catalog, family, split, *s.model, n * each).empty()) {
      continue;
    }
    Run more = run;
    more.n_devices = n;
    more.split = split_name(split);
    const auto c = counted(catalog, more);
    if (c && c->fits) {
      return n;
    }
  }
  return std::nullopt;
}

std::string file_type(const Catalog& catalog, const Run& run, const Scenario& s) {
  const EngineFileTypes* known = file_types(catalog, run.engine, s.model->family);
  const std::vector<std::string_view> types =
      split_at(known != nullptr ? known->types : std::string_view(), '|');
  const std::string engine = engine_family(catalog, run.engine);
  for (auto type = types.rbegin(); type != types.rend(); ++type) {
    Run smaller = run;
    smaller.quant = *type;
    smaller.size_gib = kUnknown;
    const auto c = counted(catalog, smaller);
    if (c && c->fits && !refuses_format(catalog, engine, *type, s.device)) {
      return smaller.quant;
    }
  }
  return "";
}

}  // namespace

Shortage shortage(const Catalog& catalog, const Fitted& fitted, const Run& run) {
  Shortage out;
  const auto c = counted(catalog, run);
  if (!c || c->scenario.cpu_only) {
    return out;
  }
  out.file_type = file_type(catalog, run, c->scenario);
  out.host_bytes = host_bytes(catalog, fitted, run);
  out.devices = devices(catalog, run, c->scenario);
  if (!engine_placement(catalog, run.engine).streamed.empty() && c->scenario.device.kind == DeviceKind::gpu) {
    Run streamed = run;
    streamed.details.spill = true;
    if (const auto s = counted(catalog, streamed);
        s && s->fits && s->memory.spilled_bytes < s->memory.weights_bytes) {
      out.streamed_bytes = s->memory.spilled_bytes;
    }
  }
  return out;
}

}  // namespace tokroof
