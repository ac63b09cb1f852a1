#pragma once
#include <span>
#include <vector>

#include "catalog/catalog.hpp"
#include "catalog/json_file.hpp"

namespace tokroof::catalog {

/// The files that a catalog was read from, for the places in messages.
struct CatalogFiles {
  JsonFile hardware, models, storage_types, recipes, links, aliases, hosts, sources, engines, memory, prices,
      machines, benchmarks, families;
};

/// What can only be seen across entries: names that are referred to exist, figures of one entry agree.
void cross_check(const Catalog& catalog, const CatalogFiles& files, std::vector<Problem>& problems);
/// The same of the list "devices" of one file.
void cross_check_devices(const Catalog& catalog,
                         std::span<const model::Device> devices,
                         const JsonFile& file,
                         std::vector<Problem>& problems);

}  // namespace tokroof::catalog
