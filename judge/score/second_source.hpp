#pragma once
#include <span>

#include <nlohmann/json_fwd.hpp>

#include "catalog/run.hpp"
#include "judge/score/evaluation.hpp"

namespace tokroof::judge {

/// How far two sources' decode rates of one set-up (devices, split, engine under a backend, model, storage type, depth,
/// streams, placement, drafts) are from each other, beside how far the predictions are from both. Builds and dates may
/// differ. Two sources count once a machine and model of a class, with the median over its set-ups.
///
/// By class, and "all": { pairs, apart [median |ln a/b|], predicted [median error of both] }
nlohmann::json second_source_figures(std::span<const Scored> scored, std::span<const catalog::Run> runs);

}  // namespace tokroof::judge
