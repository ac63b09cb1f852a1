#pragma once
#include <string>

#include "catalog/catalog.hpp"
#include "judge/check/check.hpp"

namespace tokroof::answers {

/// The verdict of one figure as a block of Markdown that stands for itself, for a post or an issue: the verdict in a sentence,
/// what a correct run shows and why, what was assumed, the command that repeats it. `source`: program and data.
std::string check_block(const catalog::Catalog& catalog,
                        const catalog::Run& run,
                        const judge::Checked& checked,
                        const std::string& source);

/// The command that judges the same figure, quoted for a shell.
std::string check_command(const catalog::Run& run);

}  // namespace tokroof::answers
