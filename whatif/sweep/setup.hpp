#pragma once
#include <optional>
#include <string>

#include "whatif/sweep/point_law.hpp"
#include "whatif/sweep/row.hpp"
#include "whatif/sweep/sweep.hpp"

namespace tokroof::whatif {

/// One machine, model, engine and placement of a sweep, ready to be asked for many lengths of prompt, answer and cache:
/// names are resolved and gaps filled once.
class Setup {
 public:
  Setup(const SweepModel& model,
        const SweepColumns& columns,
        predict::Asked asked,
        const SweepOptions& options);

  [[nodiscard]] const SetupCells& cells() const { return cells_; }
  SetupCells& cells() { return cells_; }

  /// Lengths as swept; NaN: as stated once, or by default.
  [[nodiscard]] SweepPoint at(double n_prompt, double n_gen, double n_depth) const;

 private:
  void predict_point(SweepPoint& point) const;

  const SweepModel& model_;
  SweepOptions options_;
  predict::Asked asked_;
  std::optional<predict::Request> request_;  ///< none: it cannot be; refused_ says why
  std::optional<PointLaw> law_;              ///< none: each point is a case of its own
  SetupCells cells_;
  std::string_view error_;
  std::string reason_;
};

}  // namespace tokroof::whatif
