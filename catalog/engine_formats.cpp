#include "catalog/engine_formats.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "catalog/engines.hpp"
#include "catalog/name_resolver.hpp"
#include "catalog/names.hpp"
#include "catalog/remembered.hpp"
#include "catalog/text.hpp"
#include "model/count/quantization.hpp"
#include "model/names.hpp"

namespace tokroof::catalog {
namespace {

std::string_view engine_of_backend(const Catalog& catalog,
                                   const model::Device& device,
                                   std::string_view backend) {
  if (backend == "mlx") {
    return "mlx";
  }
  const VendorBackends* known =
      device.kind == model::DeviceKind::cpu ? nullptr : vendor_backends(catalog, device);
  return known != nullptr ? known->engine : "llama.cpp";
}

/// What is known of a storage type under an engine, on some device or other: of most nothing.
std::vector<const EngineFormat*> formats_of(const Catalog& catalog,
                                            std::string_view family,
                                            std::string_view quant) {
  const auto is_but_listed = [](std::string_view list, std::string_view one) {
    return list.empty() || !is_listed(list, one);
  };
  const std::string name = lower_case(quant);
  const std::string_view type = model::storage_class(quant);
  std::vector<const EngineFormat*> out;
  for (const EngineFormat& row : catalog.data().engine_formats) {
    const std::vector<std::string_view> parts = split_at(row.parts, '|');
    if (is_listed(row.engines, family) && is_but_listed(row.other_engines, family) &&
        is_listed(row.classes, type) && is_but_listed(row.other_classes, type) &&
        model::any_of(parts, [&](std::string_view part) { return contains(name, part); })) {
      out.push_back(&row);
    }
  }
  return out;
}

}  // namespace

const EngineFormat* format_limit(const Catalog& catalog,
                                 std::string_view family,
                                 std::string_view quant,
                                 const model::Device& device) {
  thread_local Remembered<std::vector<const EngineFormat*>> known;
  const auto rows = known.at(catalog.names().id(), fmt::format("{}|{}", family, quant), [&] {
    return formats_of(catalog, family, quant);
  });
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const EngineFormat* row) {
    return (row->vendor.empty() || row->vendor == device.vendor) && is_listed(row->archs, device.arch);
  });
  return found == rows.end() ? nullptr : *found;
}

const EngineModels* model_limit(const Catalog& catalog,
                                std::string_view engine,
                                std::string_view backend,
                                std::string_view family) {
  const std::string runs_as = engine_family(catalog, engine);
  for (const EngineModels& row : catalog.data().engine_models) {
    if ((is_listed(row.engines, engine) || is_listed(row.engines, runs_as)) &&
        is_listed(row.backends, backend)) {
      const bool runs = row.lacks.empty() ? is_listed(row.families, family) : !is_listed(row.lacks, family);
      return runs ? nullptr : &row;
    }
  }
  return nullptr;
}

bool refuses_format(const Catalog& catalog,
                    std::string_view family,
                    std::string_view quant,
                    const model::Device& device) {
  const EngineFormat* limit = format_limit(catalog, family, quant, device);
  return limit != nullptr && limit->outcome == "refused";
}

std::string_view usual_engine(const Catalog& catalog,
                              const model::Device& device,
                              std::string_view backend,
                              std::string_view quant) {
  const std::string_view usual = engine_of_backend(catalog, device, backend);
  const EngineFormat* limit =
      quant.empty() ? nullptr : format_limit(catalog, engine_family(catalog, usual), quant, device);
  if (limit == nullptr || limit->instead.empty()) {
    return usual;
  }
  const std::string_view runs_on =
      backend.empty() ? backend_of_run(catalog, device, limit->instead) : backend;
  const bool refused = refuses_format(catalog, engine_family(catalog, limit->instead), quant, device);
  return refused || !is_listed(limit->instead_on, runs_on) ? usual : limit->instead;
}

}  // namespace tokroof::catalog
