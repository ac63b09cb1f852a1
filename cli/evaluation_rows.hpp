#pragma once
#include <string>

#include "catalog/catalog.hpp"
#include "fit/evaluate.hpp"

namespace tokroof::cli {

/// The table of `evaluate --rows`, for those who want to look: a line a figure, with its prediction and with what was
/// run as counted. Units are in the names; a rate is in tokens/s, a length in tokens; an empty cell is unknown or none.
/// reads_held: 1 where the figure depends on what --hold takes out of the model; empty: nothing is taken out.
std::string evaluation_rows(const catalog::Catalog& catalog, const fit::Evaluation& e);

}  // namespace tokroof::cli
