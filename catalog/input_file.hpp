#pragma once
#include <cstdint>
#include <filesystem>
#include <istream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tokroof::catalog {

// The most that is read into memory of one file. The bundled ones have 0.3 MiB a catalog, 1.6 MiB of coefficients and
// 0.4 MiB a table; a parsed catalog takes some sixty times its bytes.
inline constexpr std::uintmax_t kMostCatalogBytes = 8 << 20;
inline constexpr std::uintmax_t kMostFigureBytes = 32 << 20;  ///< coefficients, stored figures
inline constexpr std::uintmax_t kMostTableBytes = 1 << 30;

/// A file to read: a regular one, or a pipe that another program writes to. Throws InputError (bad-file) for anything else:
/// a folder, a device, a pipe without a writer, a circle of links, nothing at all, more than kMostTableBytes. A pipe is read
/// whole.
std::unique_ptr<std::istream> open_input(const std::filesystem::path& path);

/// Whether a path leads to a folder, or to a pipe, which cannot be read twice. What cannot be reached is neither.
bool is_folder(const std::filesystem::path& path);
bool is_pipe(const std::filesystem::path& path);

/// Everything in a folder but folders, by name. Throws InputError (bad-file) if it cannot be opened.
std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder);

/// The whole of such a file. Throws InputError (bad-file) if it has more than `most_bytes`.
std::string read_text(const std::filesystem::path& path, std::uintmax_t most_bytes);
std::string read_text(std::istream& in, std::string_view name, std::uintmax_t most_bytes);

}  // namespace tokroof::catalog
