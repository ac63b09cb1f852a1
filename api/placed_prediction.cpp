#include "api/placed_prediction.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalog/usual_quant.hpp"
#include "model/names.hpp"
#include "model/units.hpp"
#include "whatif/placement/engine_placement.hpp"
#include "whatif/placement/shortage.hpp"
#include "whatif/placement/take_placement.hpp"

namespace tokroof::api {
namespace {

catalog::Run without_placement(catalog::Run run) {
  run.placement = {};
  run.n_gpu_layers = model::kUnknown;
  run.details.n_cpu_moe = model::kUnknown;
  run.details.override_tensor.clear();
  run.details.tensor_split.clear();
  run.details.spill = false;
  return run;
}

/// Another placement than the stated one.
void suggest_placement(const catalog::Catalog& catalog,
                       const predict::Fitted& fitted,
                       const catalog::Run& run,
                       PlacedOutcome& out) {
  const auto placed = whatif::best_placement(catalog, fitted, without_placement(run));
  if (!placed) {
    return;
  }
  const bool whole = placed->placement.kind == whatif::PlacementKind::whole;
  out.outcome.refusal->message +=
      whole ? "; all of it on the devices fits"
            : "; fastest placement that fits: " +
                  whatif::placement_with_options(catalog, run.engine, placed->placement);
  std::string together;
  for (const whatif::StatedOption& one : whatif::stated_options(placed->placement)) {
    together += (together.empty() ? "" : " ") + one.option;
  }
  if (!together.empty()) {
    out.suggestions.push_back(std::move(together));
  }
}

/// The file type that was assumed, where another machine would get another one.
std::string same_file_type(const catalog::Catalog& catalog,
                           const predict::Request& request,
                           const model::Architecture& model) {
  const model::Engine* engine = catalog.find_engine(request.run.engine);
  const bool assumed =
      model::any_of(request.assumed, [](const catalog::Assumption& a) { return a.name == "quant"; });
  const bool by_memory = engine != nullptr && catalog::usual_quant(*engine, model, 0) !=
                                                  catalog::usual_quant(*engine, model, INFINITY);
  return assumed && by_memory ? " --quant " + request.run.quant : "";
}

/// Another machine.
void suggest_machine(const catalog::Catalog& catalog,
                     const predict::Fitted& fitted,
                     const predict::Request& request,
                     PlacedOutcome& out) {
  const catalog::Run& run = request.run;
  const std::string quant = same_file_type(catalog, request, *out.outcome.scenario->model);
  const whatif::Shortage short_of = whatif::shortage(catalog, fitted, run);
  const catalog::EnginePlacement engine = whatif::engine_placement(catalog, run.engine);
  std::vector<std::string> ways;
  const auto way = [&](std::string text, std::string suggestion) {
    ways.push_back(std::move(text));
    out.suggestions.push_back(std::move(suggestion));
  };
  if (!short_of.file_type.empty()) {
    way(fmt::format("as {0}: --quant {0}", short_of.file_type), "--quant " + short_of.file_type);
  }
  if (short_of.host_bytes) {
    const bool named = out.outcome.scenario->host.has_value() || !run.host_device.empty();
    const bool sized = run.details.host_memory_gib * model::kGib >= *short_of.host_bytes;
    const std::string option = named ? "--host-memory-gib" : sized ? "--host ddr5-6000x2" : "--host NAME";
    const std::string_view ask = sized ? ", which is stated, but not its speed: " : ": ";
    const bool too_little = run.details.host_memory_gib > 0 && !sized;
    way(fmt::format("with a host of {:.0f} GiB of memory{}{}",
                    std::ceil(*short_of.host_bytes / model::kGib),
                    too_little ? fmt::format(", not of {:g}", run.details.host_memory_gib) : "",
                    named ? "" : fmt::format("{}{}", ask, option)),
        option);
  }
  if (short_of.devices) {
    const std::string told =
        engine.devices.empty()
            ? ""
            : ", for the engine " + whatif::filled_option(engine.devices, *short_of.devices);
    const std::string options = fmt::format("{}--n-devices {:.0f}{}",
                                            request.name_counts_devices ? "--device " + run.device + " " : "",
                                            *short_of.devices,
                                            quant);
    way(fmt::format("on {:.0f} x {}: {}{}", *short_of.devices, run.device, options, told), options);
  }
  if (short_of.streamed_bytes) {
    const double gib = std::ceil(*short_of.streamed_bytes / model::kGib);
    way(fmt::format("with {:.0f} GiB of the weights in the host's memory, read over the link every step: "
                    "--spill{}, for "
                    "the engine {}",
                    gib,
                    quant,
                    whatif::filled_option(engine.streamed, gib)),
        "--spill" + quant);
  }
  if (!ways.empty()) {
    out.outcome.refusal->message += fmt::format("; it fits {}", fmt::join(ways, ", or "));
  }
}

}  // namespace

PlacedOutcome predict_placed(const catalog::Catalog& catalog,
                             const predict::Fitted& fitted,
                             predict::Request& request) {
  PlacedOutcome out{predict::predict(catalog, fitted, request.run), {}};
  if (!out.outcome.refusal || out.outcome.refusal->reason != "does-not-fit") {
    return out;
  }
  if (request.placement_stated) {
    suggest_placement(catalog, fitted, request.run, out);
    return out;
  }
  if (const auto placed = whatif::best_placement(catalog, fitted, request.run)) {
    whatif::take_placement(catalog, fitted, *out.outcome.scenario, *placed, request);
    out.outcome = predict::predict(catalog, fitted, request.run);
    return out;
  }
  suggest_machine(catalog, fitted, request, out);
  return out;
}

}  // namespace tokroof::api
