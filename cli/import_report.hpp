#pragma once

namespace tokroof::formats {
class RunImport;
}

namespace tokroof::cli {

/// On standard error: names that the catalog does not know with the nearest ones, what could not be read with its line.
void report_import(const formats::RunImport& import);

}  // namespace tokroof::cli
