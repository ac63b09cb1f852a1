#include "fit/residual.hpp"

#include <array>

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
  if (derivatives == nullptr) {
    model::Coefficients<double> c;
    for (const Use& use : uses) {
      (kIsEffect[use.coefficient] ? effects : c.parameters[use.coefficient]) += parameters[use.parameter];
    }
    return model::ln_seconds(observation.step, observation.figure, c) + effects;
  }
  thread_local std::array<model::Slope, model::kCoefficientCount> slopes;
  std::size_t count = 0;
  for (const Use& use : uses) {
    if (kIsEffect[use.coefficient]) {
      effects += parameters[use.parameter];
    } else {
      slopes[count++] = {use.coefficient, parameters[use.parameter]};
    }
  }
  const double result =
      model::ln_seconds(observation.step, observation.figure, std::span(slopes).first(count));
  auto slope = slopes.cbegin();
  for (const Use& use : uses) {
    *derivatives++ = kIsEffect[use.coefficient] ? 1.0 : (slope++)->value;  // an effect is added to ln t
  }
  return result + effects;
}

}  // namespace tokroof::fit
