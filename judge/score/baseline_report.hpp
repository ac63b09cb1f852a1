#pragma once
#include <span>

#include <nlohmann/json_fwd.hpp>

#include "catalog/catalog.hpp"
#include "catalog/run.hpp"
#include "judge/score/evaluation.hpp"

namespace tokroof {

/// What every baseline says to the decode figures among `scored` (of `runs`), with the same error and cells: its
/// answers' cells and median by class, and beside them tokroof's own median on the cells that it answers.
///
///     {"llmfit": {"title", "source", "rows", "all": {"cells", "median", "tokroof_median"},
///                 "by": {"class": {"single-dense": {"cells", "median", "tokroof_median"}}}}}
nlohmann::json baseline_report(const Catalog& catalog,
                               std::span<const Run> runs,
                               std::span<const Scored> scored);

/// tokroof's own medians of a baseline_report: {"llmfit": {"all": 0.1, "single-dense": 0.08}}. A fit stores those with
/// the device left out.
nlohmann::json own_medians(const nlohmann::json& report);

/// Puts stored ones (of own_medians) in place of a report's; drops those that are not stored.
void replace_own_medians(nlohmann::json& report, const nlohmann::json& stored);

}  // namespace tokroof
