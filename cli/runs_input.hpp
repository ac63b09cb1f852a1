#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/run.hpp"
#include "cli/session.hpp"
#include "formats/benchmarks/read_rows.hpp"
#include "predict/bundled_runs.hpp"

namespace tokroof::cli {

/// Rows of the given files and folders ("-": standard input), in order: runs tables, and what benchmark tools write, whose
/// names are looked up in the catalog. A table with a fault is refused; of other files what cannot be read is reported on
/// standard error, and refused only where nothing else was in them.
std::vector<catalog::Run> read_runs_from(const std::vector<std::string>& paths,
                                         const catalog::Catalog& catalog = catalog::Catalog::bundled());

/// The same a row at a time; `given` fills what rows leave open.
void each_run_from(const std::vector<std::string>& paths,
                   const catalog::Catalog& catalog,
                   const std::function<void(catalog::Run&&)>& take,
                   const catalog::Run& given = {},
                   const formats::FillReport& filled = {});

/// The bundled tables that take part in the fit, or (all) every bundled table; of --datasets DIR where that is given.
predict::BundledRuns bundled_runs(Session& session, bool all = false);

/// "--runs PATH..." and the same plainly: FILE...
void add_runs_options(Command command, std::vector<std::string>& paths);

/// A line of progress on standard error if that is a terminal; nothing otherwise.
void show_progress(std::string_view what, std::size_t done, std::size_t all);

}  // namespace tokroof::cli
