#include "formats/benchmarks/sqlite_runs.hpp"

#if TOKROOF_SQLITE

#include <memory>

#include <sqlite3.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "formats/benchmarks/llama_bench_record.hpp"

namespace tokroof::formats {
namespace {

struct Close {
  void operator()(sqlite3* db) const { sqlite3_close(db); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, Close>;
using Statement = std::unique_ptr<sqlite3_stmt, Close>;

/// The file may come from anywhere: nothing in its schema is trusted, and no row may take long.
void guard(sqlite3* db) {
  constexpr int kLongestCell = 1 << 20;
  constexpr int kMostSteps = 20'000'000;  // of the virtual machine, for all of a statement between two rows
  sqlite3_limit(db, SQLITE_LIMIT_LENGTH, kLongestCell);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_exec(db, "PRAGMA cell_size_check=ON; PRAGMA mmap_size=0", nullptr, nullptr, nullptr);
  sqlite3_progress_handler(
      db, kMostSteps, [](void*) { return 1; }, nullptr);
}

Statement prepare(sqlite3* db, const std::string& query) {
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(db, query.c_str(), -1, &statement, nullptr);
  return Statement(statement);
}

/// The table that has the tests; empty: there is none.
std::string table_of(sqlite3* db) {
  for (const char* name : {"llama_bench", "test"}) {
    // A view or a virtual table could do anything while it is read.
    const Statement query = prepare(
        db,
        fmt::format(
            "SELECT 1 FROM sqlite_master WHERE type='table' AND name='{}' AND sql LIKE 'CREATE TABLE%'",
            name));
    if (query && sqlite3_step(query.get()) == SQLITE_ROW) {
      return name;
    }
  }
  return "";
}

nlohmann::json fields_of(sqlite3_stmt* row) {
  nlohmann::json fields = nlohmann::json::object();
  for (int i = 0; i < sqlite3_column_count(row); ++i) {
    const char* name = sqlite3_column_name(row, i);
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(row, i));
    if (name != nullptr && text != nullptr) {
      fields[name] = std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(row, i)));
    }
  }
  return fields;
}

void read_database(sqlite3* db, Rows& rows) {
  guard(db);
  const std::string table = table_of(db);
  if (table.empty()) {
    const int status = sqlite3_errcode(db);
    rows.problem(0,
                 status == SQLITE_OK || status == SQLITE_DONE || status == SQLITE_ROW
                     ? std::string("a SQLite database without a table llama_bench")
                     : fmt::format("SQLite: {}", sqlite3_errmsg(db)));
    return;
  }
  const Statement query = prepare(db, "SELECT * FROM " + table);
  PromptPairs pairs;
  int number = 0;
  int status = query ? SQLITE_ROW : SQLITE_ERROR;
  while (query && (status = sqlite3_step(query.get())) == SQLITE_ROW) {
    const nlohmann::json fields = fields_of(query.get());
    const Record record(fields);
    number += 1;
    if (is_llama_bench(record)) {
      take_llama_bench(record, number, pairs, rows);
    } else {
      rows.problem(number, "a row without n_prompt, n_gen and avg_ts");
    }
  }
  pairs.flush(rows);
  if (status != SQLITE_DONE) {
    rows.problem(number, fmt::format("SQLite: {}", sqlite3_errmsg(db)));
  }
}

}  // namespace

void read_sqlite_file(const std::string& path, Rows& rows) {
  sqlite3* opened = nullptr;
  const int status = sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READONLY, nullptr);
  const Database db(opened);
  if (status != SQLITE_OK) {
    rows.problem(0, fmt::format("SQLite: {}", sqlite3_errstr(status)));
    return;
  }
  read_database(db.get(), rows);
}

void read_sqlite_bytes(std::string bytes, Rows& rows) {
  sqlite3* opened = nullptr;
  int status = sqlite3_open_v2(":memory:", &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY, nullptr);
  const Database db(opened);
  const auto size = static_cast<sqlite3_int64>(bytes.size());
  if (status == SQLITE_OK) {
    status = sqlite3_deserialize(db.get(),
                                 "main",
                                 reinterpret_cast<unsigned char*>(bytes.data()),
                                 size,
                                 size,
                                 SQLITE_DESERIALIZE_READONLY);
  }
  if (status != SQLITE_OK) {
    rows.problem(0, fmt::format("SQLite: {}", sqlite3_errstr(status)));
    return;
  }
  read_database(db.get(), rows);
}

}  // namespace tokroof::formats

#else

namespace tokroof::formats {

void read_sqlite_file(const std::string& /*path*/, Rows& rows) {
  rows.problem(0, "a SQLite database, and this build is without libsqlite3");
}
void read_sqlite_bytes(std::string /*bytes*/, Rows& rows) { read_sqlite_file("", rows); }

}  // namespace tokroof::formats

#endif
