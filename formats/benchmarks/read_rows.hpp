#pragma once
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "formats/benchmarks/given_cells.hpp"
#include "formats/benchmarks/run_import.hpp"

namespace tokroof::formats {

/// Told what was read of files that are no runs tables, and which names stand for others.
using ImportReport = std::function<void(const RunImport&)>;

/// Told where rows of tables and what is given beside them differ: columns that they keep, names that were replaced.
using FillReport = std::function<void(const FilledCells&)>;

/// Whether a path is a runs table, or a folder with such tables (of which only these are read) or with nothing.
bool has_tables(const std::string& path);

/// Rows of the given files and folders ("-": standard input), in order: runs tables, and what benchmark tools write, whose
/// names are looked up in the catalog, those of tables too; `given` fills what is left open. A table with a fault is refused; of other files
/// what cannot be read is reported, and refused only where nothing else was in them.
std::vector<catalog::Run> read_rows(const catalog::Catalog& catalog,
                                    const std::vector<std::string>& paths,
                                    const catalog::Run& given,
                                    const ImportReport& report);

/// The same a row at a time: what is not kept takes no memory.
void each_row(const catalog::Catalog& catalog,
              const std::vector<std::string>& paths,
              const catalog::Run& given,
              const ImportReport& report,
              const RunImport::Take& take,
              const FillReport& filled = {});

/// each_row() of a stream that begins with `start`, which was read already; `name` is what problems are reported under.
void each_row_stream(const catalog::Catalog& catalog,
                     std::string start,
                     std::istream& rest,
                     const std::string& name,
                     const catalog::Run& given,
                     const ImportReport& report,
                     const RunImport::Take& take,
                     const FillReport& filled = {});

/// What a stream begins with, all of it where that is little: enough to tell what it is.
std::string start_of(std::istream& in);

/// read_rows() of a text; `name` is what problems are reported under.
std::vector<catalog::Run> read_rows_text(const catalog::Catalog& catalog,
                                         std::string text,
                                         const std::string& name,
                                         const catalog::Run& given,
                                         const ImportReport& report);

}  // namespace tokroof::formats
