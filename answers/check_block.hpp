#pragma once
#include <string>

#include "catalog/catalog.hpp"
#include "judge/check/check.hpp"

namespace tokroof {

/// The verdict of one figure as a block of Markdown that stands for itself, for a post or an issue: the verdict in a sentence,
/// what a correct run shows and why, what was assumed, the command that repeats it. `source`: program and data.
std::string check_block(const Catalog& catalog,
                        const Run& run,
                        const Checked& checked,
                        const std::string& source);

/// The command that judges the same figure, quoted for a shell.
std::string check_command(const Run& run);

}  // namespace tokroof
