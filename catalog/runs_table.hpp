#pragma once
#include <filesystem>
#include <iosfwd>
#include <span>
#include <string_view>
#include <vector>

#include "catalog/input_error.hpp"
#include "catalog/run.hpp"

namespace tokroof {

/// Reads one table, or all *.tsv of a folder in the order of their names. Throws InputError (bad-file) with
/// file:line:column of the first problem.
std::vector<Run> read_runs(const std::filesystem::path& path);
std::vector<Run> read_runs(std::istream& in, std::string_view name);
/// The tables that read_runs(path) reads.
std::vector<std::filesystem::path> runs_files(const std::filesystem::path& path);
/// `name` is what problems are reported under; Run::table is its stem.
std::vector<Run> read_runs_text(std::string_view text, std::string_view name);
/// The same, but collects every problem; rows that have one are left out.
std::vector<Run> read_runs_text(std::string_view text, std::string_view name, std::vector<Problem>& problems);

/// All columns, tab-separated, numbers in the shortest form that reads back to the same value. Control
/// characters in text become blanks: a cell can never break the table.
void write_runs(std::ostream& out, std::span<const Run> runs);

}  // namespace tokroof
