#pragma once
#include <nlohmann/json_fwd.hpp>

#include "catalog/input_error.hpp"
#include "predict/importers/run_import.hpp"

namespace tokroof::cli {

/// On standard error: names that the catalog does not know with the nearest ones, what could not be read with its line.
void report_import(const RunImport& import);

/// The error where no row was found at all: the first thing that was wrong.
InputError nothing_read(const RunImport& import);

/// The same for programs: files, formats, problems, names.
nlohmann::json import_json(const RunImport& import);

}  // namespace tokroof::cli
