#pragma once
#include <span>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "fit/fit.hpp"
#include "judge/score/story.hpp"

namespace tokroof::fit {

/// Rows that have no part in the fit, with their predictions: stories may tell of them too.
struct Judged {
  std::vector<catalog::Run> runs;
  std::vector<judge::Scored> scored;
};

/// What docs/accuracy.md is made of, measured here and stored in docs/accuracy-figures.json: minutes of refits that
/// nobody should repeat to read a table.
///
/// Left out: devices, sources and models in turn; errors and coverage by class, the worst devices and cells, and the
/// figures of each story.
nlohmann::json left_out_figures(const Fit& fit,
                                std::span<const judge::Story> stories,
                                const Judged& judged,
                                const Progress& progress);

/// Ablations: each term of the model taken out, refitted, devices left out in groups; the change with its interval.
nlohmann::json ablation_figures(const Fit& fit,
                                std::span<const judge::Story> stories,
                                const Progress& progress);

}  // namespace tokroof::fit
