#pragma once
#include <filesystem>
#include <string_view>
#include <vector>

#include "catalog/input_error.hpp"
#include "judge/audit/claim.hpp"

namespace tokroof::judge {

/// Whether the first line names columns of a claims table, or there is none: anything else is a page.
bool is_claims_table(std::string_view text);

/// Reads a claims table (datasets/SCHEMA.md). The columns id, kind, unit and value_lo must be there; others may be
/// absent. Throws InputError (bad-file) with file:line:column of the first problem: a missing or repeated id, an
/// unknown kind, a cell that is no number, a range that ends before it begins.
std::vector<Claim> read_claims(const std::filesystem::path& path);
/// `name` is what problems are reported under.
std::vector<Claim> read_claims_text(std::string_view text, std::string_view name);
/// The same, but collects every problem; rows that have one are left out.
std::vector<Claim> read_claims_text(std::string_view text,
                                    std::string_view name,
                                    std::vector<catalog::Problem>& problems);

}  // namespace tokroof::judge
