#pragma once
#include <filesystem>

#include <nlohmann/json_fwd.hpp>

#include "catalog/device_names.hpp"
#include "formats/machines/machine.hpp"

namespace tokroof::catalog {
struct JsonFile;
}

namespace tokroof::formats {

/// The machine file: what `tokroof machine -o` writes and --machine reads (answers/schema/machine.schema.json). Unknown
/// values are absent.
nlohmann::json machine_json(const Machine& machine);

/// Throws InputError (bad-file, "FILE:line:key") for what is none, or holds values that no machine has.
Machine machine_from_json(const catalog::JsonFile& file);
/// Such a file, or the output of the tools that `tokroof machine` reads.
Machine read_machine_file(const std::filesystem::path& path, const catalog::DeviceNames& names);

}  // namespace tokroof::formats
