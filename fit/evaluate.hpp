#pragma once
#include <string_view>
#include <vector>

#include "fit/fit.hpp"

namespace tokroof::fit {

/// Runs with their predictions.
struct Evaluation {
  std::size_t rows = 0;
  std::vector<catalog::Run> runs;
  std::vector<judge::Scored> scored;
  std::vector<predict::NotModelled> refused;
  GivenEvaluation given;
};

/// Predicted with stored coefficients: nothing is refitted.
Evaluation evaluate_stored(const catalog::Catalog& catalog,
                           const predict::Fitted& fitted,
                           std::vector<catalog::Run> runs);

/// Refits once per device (source, model) that has rows to score, leaving it out. `fitted`: the runs that every fit
/// has; `others`: where `bundled`, all bundled runs, of which those in no fitted table are scored beside the fitted
/// ones; else one's own, which are fitted as well and alone scored.
Evaluation evaluate_refitted(const catalog::Catalog& catalog,
                             std::vector<catalog::Run> fitted,
                             std::vector<catalog::Run> others,
                             bool bundled,
                             LeaveOut what,
                             std::size_t given,
                             const Progress& progress);

/// "device", "source" or "model".
LeaveOut leave_out_of(std::string_view name);

}  // namespace tokroof::fit
