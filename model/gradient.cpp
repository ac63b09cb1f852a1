#include "model/gradient.hpp"

#include "model/reverse.hpp"
#include "model/time/figure_time.hpp"

namespace tokroof::model {
namespace {

template <class T>
T ln_figure_seconds(const Step& step, FigureKind figure, const Coefficients<T>& c) {
  return figure == FigureKind::prefill ? ln_prefill_seconds(step, c) : ln_decode_seconds(step, c);
}

}  // namespace

double ln_seconds(const Step& step, FigureKind figure, const Coefficients<double>& c) {
  return ln_figure_seconds(step, figure, c);
}

double ln_seconds(const Step& step, FigureKind figure, std::span<Slope> slopes) {
  thread_local Tape tape;
  thread_local Coefficients<Var>
      variables;  // zeros between calls: filling it takes as long as a fifth of the equations
  tape.clear();
  const Recording recording(tape);
  for (const Slope& slope : slopes) {
    variables.parameters[slope.coefficient] = tape.leaf(slope.parameter);
  }
  const Var result = ln_figure_seconds(step, figure, variables);
  const auto& by_node = tape.derivatives(result);
  for (Slope& slope : slopes) {
    Var& variable = variables.parameters[slope.coefficient];
    slope.value = by_node[variable.node];
    variable = 0.0;
  }
  return result.value;
}

}  // namespace tokroof::model
