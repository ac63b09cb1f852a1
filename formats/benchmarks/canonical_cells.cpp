#include "formats/benchmarks/canonical_cells.hpp"

#include <fmt/format.h>

#include "catalog/device_set.hpp"
#include "catalog/engines.hpp"
#include "catalog/host.hpp"
#include "catalog/name_resolver.hpp"
#include "formats/benchmarks/import_names.hpp"

namespace tokroof::formats {
void make_canonical(const catalog::Catalog& catalog, catalog::Run& run) {
  const catalog::NameResolver& names = catalog.names();
  if (!run.device.empty() && !catalog::device_set(catalog, run.device).found) {
    if (!catalog::take_devices(names.need_devices(run.device, "--device"), run)) {
      throw catalog::InputError(
          "usage", fmt::format("'{}' names another number of devices", run.device), "--n-devices");
    }
  }
  if (const auto memory = catalog::parse_host_memory(run.host_device)) {
    catalog::take_host_memory(*memory, run);
  }
  for (const auto& [cell, option] : {std::pair{&run.device, "--device"}, {&run.host_device, "--host"}}) {
    if (!cell->empty()) {
      const catalog::DeviceSet set = catalog::device_set(catalog, *cell);
      const model::Device* one =
          catalog.find_device(set.found ? *cell : names.need_device(*cell, option).slug);
      *cell = one != nullptr ? std::string(one->slug) : set.name;
    }
  }
  if (const std::string& drive = run.details.storage; !drive.empty()) {
    const model::Device* named = catalog.find_device(drive);
    if (named == nullptr || named->kind != model::DeviceKind::storage) {
      throw catalog::InputError("unknown-name", fmt::format("unknown drive '{}'", drive), "--storage");
    }
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
