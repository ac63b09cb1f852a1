#include "catalog/fingerprint.hpp"

#include <array>

#include <fmt/format.h>

#include "catalog/hash.hpp"
#include "catalog/runs_table.hpp"
#include "model/names.hpp"

namespace tokroof::catalog {
namespace {

constexpr std::size_t kDigits = 16;
constexpr std::array<std::string_view, 3> kBeside{"url", "notes", "quality"};

}  // namespace

std::string run_fingerprint(const Run& run) {
  std::uint64_t hash = fnv1a("");
  for (const RunCell& cell : cells_of(run)) {
    // A column that is added to all tables leaves the rows that do not fill it as they were.
    if (!cell.text.empty() && !model::holds(kBeside, cell.column)) {
      hash = fnv1a("\n", fnv1a(cell.text, fnv1a("=", fnv1a(cell.column, hash))));
    }
  }
  return fmt::format("{:0{}x}", hash, kDigits);
}

bool is_fingerprint(std::string_view text) {
  return text.size() == kDigits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace tokroof::catalog
