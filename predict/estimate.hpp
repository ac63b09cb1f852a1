#pragma once
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "model/coefficients.hpp"
#include "model/reads.hpp"
#include "model/step.hpp"
#include "predict/device_parts.hpp"
#include "predict/fitted.hpp"

namespace tokroof::predict {

/// A coefficient that a figure reads, and where its value comes from.
struct BoundCoefficient {
  std::size_t coefficient = 0;           ///< position in kCoefficients
  std::optional<std::size_t> parameter;  ///< of the fit; none: at its prior

  friend bool operator==(const BoundCoefficient&, const BoundCoefficient&) = default;
};

/// The coefficients of one figure: fitted values where the step's labels are known, priors where not.
struct Binding {
  model::Coefficients<double> coefficients;
  double ln_effects = 0;  ///< sum of the effects that are known for this device, source, model family
  std::vector<BoundCoefficient> reads;
};
Binding bind(const Fitted& fitted, const model::Step& step, model::FigureKind figure);

/// What a coefficient is under one label.
struct BoundValue {
  std::optional<std::size_t> parameter;
  double value = 0;  ///< before its transform
};
BoundValue bound_value(const Fitted& fitted, std::size_t coefficient, std::string_view label);

/// Those of them whose uncertainty is the figure's: of a machine that no run was given of, the interval model covers what
/// is its own.
std::vector<BoundCoefficient> that_count(const Fitted& fitted,
                                         const model::Step& step,
                                         model::FigureKind figure,
                                         std::vector<BoundCoefficient> reads);

/// A coefficient that a figure depends on, and how the figure answers to it.
struct Dependence : BoundCoefficient {
  double slope = 0;  ///< d ln t / d parameter
};
std::vector<Dependence> dependences(const Fitted& fitted,
                                    const model::Step& step,
                                    model::FigureKind figure,
                                    const Binding& binding);

/// g^T C g over the fitted parameters, plus the prior variance of those that no run has touched.
double propagated_variance(const Fitted& fitted, const std::vector<Dependence>& all);

/// ln seconds per token (decode) or per prompt token (prefill), and how uncertain it is.
struct Estimate {
  double ln_seconds = 0;  ///< as the coefficients have it; the rates below keep within the limit
  double limit_tps = std::numeric_limits<double>::infinity();  ///< of physics, for this figure
  Spread spread;
  Scales scales;

  [[nodiscard]] double tps() const;
  /// Whether the published interval at `level` says something: its ends are less than a factor of 10 apart.
  [[nodiscard]] bool known(double level) const;
  /// Ends of the central interval of the rate at `level`, cut at the limit: of a published figure, or of a correct run.
  [[nodiscard]] std::pair<double, double> published(double level) const;
  [[nodiscard]] std::pair<double, double> correct(double level) const;
};

/// The class that a prompt figure's width depends on: prefill, prefill-multi (several devices), prefill-row, prefill-host
/// (weights on the host).
std::string_view prefill_class(const model::Conditions& how);

/// `run_class`: the contract's class, which the width depends on.
Estimate estimate(const Fitted& fitted,
                  const model::Step& step,
                  model::FigureKind figure,
                  std::string_view run_class);

/// What estimate() says of the interval beside the value and the variance that the coefficients' covariance gives.
struct Surroundings {
  Spread spread;        ///< without the variance
  double variance = 0;  ///< of ln t, beside the coefficients'
};
Surroundings surroundings(const Fitted& fitted,
                          const model::Step& step,
                          model::FigureKind figure,
                          std::string_view run_class);

/// The same for the cards of an uneven split: their weighted sum, or the slowest of them where matrices are shared.
/// `mean`: the step of the set as one device, whose labels and bandwidth describe the interval. `slowest` is set to the
/// card that counts, or left alone where all do. A coefficient that no run has touched is taken as one for all cards.
Estimate estimate_parts(const Fitted& fitted,
                        const std::vector<PartStep>& parts,
                        const model::Step& mean,
                        model::FigureKind figure,
                        std::string_view run_class,
                        const PartStep** slowest = nullptr);

}  // namespace tokroof::predict
