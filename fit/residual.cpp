#include "fit/residual.hpp"

#include "fit/reverse.hpp"
#include "model/time/figure_time.hpp"

namespace tokroof::fit {
namespace {

constexpr auto kIsEffect = [] {
  std::array<bool, model::kCoefficientCount> effect{};
  for (std::size_t i = 0; i < model::kCoefficientCount; ++i) {
    effect[i] = model::kCoefficients[i].part == model::Part::effect;
  }
  return effect;
}();

template <class T>
T ln_seconds(const predict::Observation& o, const model::Coefficients<T>& c) {
  return o.figure == model::FigureKind::prefill ? model::ln_prefill_seconds(o.step, c)
                                                : model::ln_decode_seconds(o.step, c);
}

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
    return ln_seconds(observation, c) + effects;
  }
  thread_local Tape tape;
  tape.clear();
  model::Coefficients<Var> c;
  for (const Use& use : uses) {
    if (kIsEffect[use.coefficient]) {
      effects += parameters[use.parameter];
    } else {
      c.parameters[use.coefficient] = tape.leaf(parameters[use.parameter]);
    }
  }
  const Var result = ln_seconds(observation, c);
  const std::vector<double>& by_node = tape.derivatives(result);
  for (const Use& use : uses) {
    // An effect is added to ln t.
    *derivatives++ = kIsEffect[use.coefficient] ? 1.0 : by_node[c.parameters[use.coefficient].node];
  }
  return result.value + effects;
}

}  // namespace tokroof::fit
