#pragma once
#include <filesystem>
#include <string>

#include "catalog/catalog.hpp"

namespace tokroof::catalog {

/// The catalog and devices of one's own: a card that is not out yet, a modded one, what one would look like with another
/// memory. The file has the keys of datasets/hardware.json, and an entry may say "like": the slug of a device of the
/// catalog or of an earlier entry, from which it takes what it does not state itself, but no price.
///
///     {"devices": [{"slug": "rtx-5090-48gb", "like": "rtx-5090", "memory_gib": 48}]}
///
/// What belongs together is stated together: peak rates that are inherited although cores or clock are not are refused,
/// bus and data rate of another bandwidth forgotten. Throws InputError (bad-file with file, line and key).
Catalog with_devices(const Catalog& catalog, const std::filesystem::path& file);
/// The same from the text of such a file; `name` is what messages call it.
Catalog with_devices(const Catalog& catalog, const std::string& text, const std::string& name);

}  // namespace tokroof::catalog
