#pragma once
#include <span>

#include "model/coefficients.hpp"
#include "model/step.hpp"
#include "predict/fitted.hpp"

namespace tokroof {

/// The coefficients of one step: fitted values where its labels are known, priors where not.
struct Binding {
  Coefficients<double> coefficients;
  double ln_effects = 0;  ///< sum of the effects that are known for this device, source, model family
};
Binding bind(const Fitted& fitted, const Step& step, FigureKind figure);

/// ln seconds per token (decode) or per prompt token (prefill), and how uncertain it is.
struct Estimate {
  double ln_seconds = 0;
  Spread spread;
  Scales scales;

  [[nodiscard]] double tps() const;
  /// Ends of the central interval of the rate at `level`: of a published figure, or of a correct run.
  [[nodiscard]] std::pair<double, double> published(double level) const;
  [[nodiscard]] std::pair<double, double> correct(double level) const;
};

/// `run_class`: the contract's class, which the width depends on.
Estimate estimate(const Fitted& fitted, const Step& step, FigureKind figure, std::string_view run_class);

}  // namespace tokroof
