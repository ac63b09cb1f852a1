#include "fit/residual.hpp"

#include "model/gradient.hpp"

namespace tokroof::fit {
namespace {

constexpr auto kIsEffect = [] {
  std::array<bool, model::kCoefficientCount> effect{};
  for (std::size_t i = 0; i < model::kCoefficientCount; ++i) {
    effect[i] = model::kCoefficients[i].part == model::Part::effect;
  }
  return effect;
}();

}  // namespace

double ln_model_seconds(const predict::Observation& observation,
                        std::span<const Use> uses,
                        const std::vector<double>& parameters,
                        double* derivatives) {
  double effects = 0;
  model::Coefficients<double> c;
  thread_local std::vector<model::Slope> slopes;
  slopes.clear();
  for (const Use& use : uses) {
    if (kIsEffect[use.coefficient]) {
      effects += parameters[use.parameter];
    } else {
      c.parameters[use.coefficient] = parameters[use.parameter];
      slopes.push_back({use.coefficient});
    }
  }
  if (derivatives == nullptr) {
    return model::ln_seconds(observation.step, observation.figure, c) + effects;
  }
  const double result = model::ln_seconds(observation.step, observation.figure, c, slopes);
  auto slope = slopes.begin();
  for (const Use& use : uses) {
    *derivatives++ = kIsEffect[use.coefficient] ? 1.0 : (slope++)->value;  // an effect is added to ln t
  }
  return result + effects;
}

}  // namespace tokroof::fit
