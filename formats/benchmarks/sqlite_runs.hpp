#pragma once
#include <iosfwd>
#include <string>
#include <string_view>

#include "formats/benchmarks/rows.hpp"

namespace tokroof::formats {

inline constexpr std::string_view kSqliteMagic{"SQLite format 3\0", 16};
inline constexpr std::string_view kSqliteFormat = "llama-bench SQLite";

/// The database that llama.cpp's scripts/compare-llama-bench.py keeps: its table llama_bench (older: test). A build
/// without libsqlite3 says so in a problem.
void read_sqlite_file(const std::string& path, Rows& rows);
/// The same of a database in memory, for standard input.
void read_sqlite_bytes(std::string bytes, Rows& rows);

}  // namespace tokroof::formats
