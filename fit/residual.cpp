#include "fit/residual.hpp"

#include "fit/reverse.hpp"
#include "model/time/figure_time.hpp"

namespace tokroof {
namespace {

/// Calls `use` with the position in kCoefficients and the parameter of everything that an observation depends on.
template <class F>
void for_each_parameter(const Layout& layout, std::size_t observation, F use) {
  for (const std::size_t b : layout.blocks_of(observation)) {
    const Block& block = layout.blocks()[b];
    for (std::size_t i = 0; i < block.coefficients.size(); ++i) {
      use(block.coefficients[i], block.offset + i);
    }
  }
}

constexpr auto kIsEffect = [] {
  std::array<bool, kCoefficientCount> effect{};
  for (std::size_t i = 0; i < kCoefficientCount; ++i) {
    effect[i] = kCoefficients[i].part == Part::effect;
  }
  return effect;
}();

template <class T>
T ln_seconds(const Observation& o, const Coefficients<T>& c) {
  return o.figure == FigureKind::prefill ? ln_prefill_seconds(o.step, c) : ln_decode_seconds(o.step, c);
}

}  // namespace

double ln_residual(const Observation& observation,
                   const Layout& layout,
                   std::size_t index,
                   const std::vector<double>& parameters,
                   Gradient* gradient) {
  double effects = 0;
  if (gradient == nullptr) {
    Coefficients<double> c;
    for_each_parameter(layout, index, [&](std::size_t coefficient, std::size_t j) {
      (kIsEffect[coefficient] ? effects : c.parameters[coefficient]) += parameters[j];
    });
    return ln_seconds(observation, c) + effects - observation.ln_seconds;
  }
  thread_local Tape tape;
  tape.clear();
  gradient->clear();
  Coefficients<Var> c;
  for_each_parameter(layout, index, [&](std::size_t coefficient, std::size_t j) {
    gradient->emplace_back(j, 1.0);  // of an effect, which is added to ln t
    if (kIsEffect[coefficient]) {
      effects += parameters[j];
    } else {
      c.parameters[coefficient] = tape.leaf(parameters[j]);
    }
  });
  const Var result = ln_seconds(observation, c);
  const std::vector<double>& derivatives = tape.derivatives(result);
  std::size_t k = 0;
  for_each_parameter(layout, index, [&](std::size_t coefficient, std::size_t) {
    if (!kIsEffect[coefficient]) {
      (*gradient)[k].second = derivatives[c.parameters[coefficient].node];
    }
    k += 1;
  });
  return result.value + effects - observation.ln_seconds;
}

}  // namespace tokroof
