#include "catalog/fabric.hpp"

#include <algorithm>
#include <cmath>

#include "model/names.hpp"

namespace tokroof::catalog {
namespace {

bool carries(const model::Device& d, const Carrier& c) {
  return d.vendor == c.vendor && d.arch == c.arch && d.slug.find(c.part) != std::string_view::npos &&
         (std::isnan(c.least_bytes_per_s) || d.nvlink_bytes_per_s >= c.least_bytes_per_s);
}

bool is_named(const Link& link, std::string_view name) {
  if (name == "nvswitch") {
    return link.name.find("NVSwitch") != std::string_view::npos;
  }
  return name == "nvlink-bridge" ? link.slug.find("-bridge") != std::string_view::npos
                                 : link.slug.starts_with(name);
}

}  // namespace

std::vector<Fabric> fabrics_of(const Catalog& catalog, const model::Device& device) {
  std::vector<Fabric> out;
  for (const Link& link : catalog.links()) {
    for (const Carrier& carrier : link.carriers) {
      const std::size_t known = out.empty() ? 0 : out.front().carrier->part.size();
      if (!carries(device, carrier) || carrier.part.size() < known) {
        continue;
      }
      if (carrier.part.size() > known) {
        out.clear();
      }
      out.push_back({&link, &carrier});
    }
  }
  return out;
}

Fabric common_fabric(const Catalog& catalog,
                     std::span<const model::Device* const> devices,
                     std::string_view name,
                     double n_devices) {
  for (const Fabric& fabric : fabrics_of(catalog, *devices.front())) {
    const bool all = model::all_of(devices, [&](const model::Device* d) {
      const std::vector<Fabric> have = fabrics_of(catalog, *d);
      return model::any_of(have, [&](const Fabric& f) {
        return f.link == fabric.link && n_devices <= f.carrier->most_devices;
      });
    });
    if (all && is_named(*fabric.link, name)) {
      return fabric;
    }
  }
  return {};
}

Fabric widest_fabric(const Catalog& catalog,
                     std::span<const model::Device* const> devices,
                     std::string_view name) {
  Fabric widest = common_fabric(catalog, devices, name, 1);
  while (widest.link != nullptr) {
    const Fabric wider = common_fabric(catalog, devices, name, widest.carrier->most_devices + 1);
    if (wider.link == nullptr) {
      break;
    }
    widest = wider;
  }
  return widest;
}

}  // namespace tokroof::catalog
