#pragma once
#include <cstdint>
#include <filesystem>

namespace tokroof::formats {

/// Bytes of a regular file. Throws InputError (bad-file) for anything else: a folder, a device, nothing at all.
std::uintmax_t regular_file_bytes(const std::filesystem::path& path);

}  // namespace tokroof::formats
