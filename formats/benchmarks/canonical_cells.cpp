#include "formats/benchmarks/canonical_cells.hpp"

#include <fmt/format.h>

#include "catalog/device_set.hpp"
#include "catalog/engines.hpp"
#include "catalog/host.hpp"
#include "catalog/name_resolver.hpp"

namespace tokroof::formats {
void make_canonical(const catalog::Catalog& catalog, catalog::Run& run) {
  const catalog::NameResolver& names = catalog.names();
  const auto entry = [&](std::string_view name) {
    const model::Device* one = catalog.find_device(name);
    return one != nullptr ? std::string(one->slug) : catalog::device_set(catalog, name).name;
  };
  if (!run.device.empty()) {
    if (!catalog::device_set(catalog, run.device).found &&
        !catalog::take_devices(names.need_devices(run.device, "--device"), run)) {
      throw catalog::InputError(
          "usage", fmt::format("'{}' names another number of devices", run.device), "--n-devices");
    }
    run.device = entry(run.device);
  }
  if (const auto memory = catalog::parse_host_memory(run.host_device)) {
    catalog::take_host_memory(*memory, run);
  } else if (!run.host_device.empty()) {
    if (!catalog::device_set(catalog, run.host_device).found) {
      catalog::take_host(catalog, names.need_devices(run.host_device, "--host").front(), run);
    }
    run.host_device = entry(run.host_device);
  }
  if (std::string& drive = run.details.storage; !drive.empty()) {
    drive = names.need_drive(drive, "--storage");
  }
  if (!run.model.empty()) {
    const catalog::NamedModel model = names.need_model(run.model, "--model", run.engine);
    run.model = model.match.slug;
    if (run.quant.empty()) {
      run.quant = model.quant.empty() ? model.match.quant : model.quant;
    }
  }
  if (!run.quant.empty()) {
    const catalog::NameMatch quant = names.need_quant(run.quant, "--quant");
    const std::string_view usual = catalog::usual_of_bits(catalog, run.quant);
    const bool mlx = catalog::engine_family(catalog, run.engine) == "mlx";
    run.quant = !usual.empty() && !mlx ? std::string(usual) : quant.exact ? run.quant : quant.slug;
  }
  if (!run.engine.empty()) {
    const model::Engine* engine = catalog.find_engine(catalog.canonical("engine", run.engine));
    if (engine == nullptr) {
      throw catalog::InputError("unknown-name",
                                fmt::format("unknown engine '{}'", run.engine),
                                "--engine",
                                catalog.nearest_engines(run.engine));
    }
    run.engine = engine->name;
  }
}

}  // namespace tokroof::formats
