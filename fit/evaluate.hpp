#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "fit/ablation.hpp"

namespace tokroof::fit {

/// Runs with their predictions.
struct Evaluation {
  std::size_t rows = 0;
  std::vector<catalog::Run> runs;
  std::vector<judge::Scored> scored;
  std::vector<predict::NotModelled> refused;
  GivenEvaluation given;
  /// Of each of `scored`, whether it depends on what was taken out of the model; empty: nothing was.
  std::vector<bool> reads_held;
};

/// Predicted with stored coefficients: nothing is refitted.
Evaluation evaluate_stored(const catalog::Catalog& catalog,
                           const predict::Fitted& fitted,
                           std::vector<catalog::Run> runs);

/// Refits once per device (source, model) that has rows to score, leaving it out. `fitted`: the runs that every fit
/// has; `others`: where `bundled`, all bundled runs, of which those in no fitted table are scored beside the fitted
/// ones; else one's own, which are fitted as well and alone scored. `without`: taken out of the model first.
Evaluation evaluate_refitted(const catalog::Catalog& catalog,
                             std::vector<catalog::Run> fitted,
                             std::vector<catalog::Run> others,
                             bool bundled,
                             LeaveOut what,
                             std::size_t given,
                             const Progress& progress,
                             const std::optional<Ablation>& without = {});

/// "device", "source", "model", "architecture" or "device-group".
LeaveOut leave_out_of(std::string_view name);

}  // namespace tokroof::fit
