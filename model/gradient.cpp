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

double ln_seconds(const Step& step,
                  FigureKind figure,
                  const Coefficients<double>& c,
                  std::span<Slope> slopes) {
  thread_local Tape tape;
  tape.clear();
  Coefficients<Var> variables;
  for (std::size_t i = 0; i < kCoefficientCount; ++i) {
    variables.parameters[i] = c.parameters[i];
  }
  for (const Slope& slope : slopes) {
    variables.parameters[slope.coefficient] = tape.leaf(c.parameters[slope.coefficient]);
  }
  const Var result = ln_figure_seconds(step, figure, variables);
  const auto& by_node = tape.derivatives(result);
  for (Slope& slope : slopes) {
    slope.value = by_node[variables.parameters[slope.coefficient].node];
  }
  return result.value;
}

}  // namespace tokroof::model
