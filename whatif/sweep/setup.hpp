#pragma once
#include <memory>
#include <optional>
#include <string>

#include "whatif/sweep/point_law.hpp"
#include "whatif/sweep/row.hpp"
#include "whatif/sweep/sweep.hpp"

namespace tokroof::whatif {

/// One machine, model, engine and placement of a sweep: names are resolved and gaps filled once, for any number of streams
/// and any lengths: no name and no default depends on those.
class NamedSetup {
 public:
  /// `asked` is left as it is. `file`: the storage type where none is stated; empty: what people would run here.
  NamedSetup(const SweepModel& model,
             const SweepColumns& columns,
             predict::Asked& asked,
             const SweepOptions& options,
             const std::string& file = {});

 private:
  friend class Setup;

  const SweepModel& model_;
  SweepOptions options_;
  std::string device_;  ///< as typed
  predict::AnswerOptions answer_;
  double n_prompt_, n_gen_, n_depth_, concurrency_;  ///< as stated once, or by default
  std::optional<predict::Request> request_;          ///< none: it cannot be; reason_ says why
  std::unique_ptr<CountedSetup> counted_;            ///< none: each point is a case of its own
  SetupCells cells_;
  std::string_view error_;
  std::string reason_;
};

/// The same with so many streams, ready to be asked for many lengths of prompt, answer and cache.
class Setup {
 public:
  /// `concurrency` unknown: as stated once, or by default.
  Setup(std::shared_ptr<NamedSetup> named, double concurrency);

  [[nodiscard]] const SetupCells& cells() const { return cells_; }
  SetupCells& cells() { return cells_; }

  /// Lengths as swept; NaN: as stated once, or by default.
  [[nodiscard]] SweepPoint at(double n_prompt, double n_gen, double n_depth) const;

 private:
  void predict_point(SweepPoint& point) const;

  std::shared_ptr<NamedSetup> named_;
  double concurrency_;
  std::optional<PointLaw> law_;
  SetupCells cells_;
};

}  // namespace tokroof::whatif
