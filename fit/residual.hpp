#pragma once
#include <memory>
#include <vector>

#include <ceres/cost_function.h>

#include "fit/layout.hpp"
#include "model/time/figure_time.hpp"
#include "predict/observation.hpp"

namespace tokroof {

/// (ln t_model - ln t_measured)/sd: how far the model is from one figure, in units of its noise. The same lines of
/// model/time that predict, with ceres::Jet for the scalar.
struct LogResidual {
  const Observation* observation;
  std::vector<const Block*> blocks;

  template <class T>
  bool operator()(T const* const* parameters, T* residual) const {
    Coefficients<T> c;
    T effects(0.0);
    for (std::size_t b = 0; b < blocks.size(); ++b) {
      const std::vector<std::size_t>& members = blocks[b]->coefficients;
      for (std::size_t i = 0; i < members.size(); ++i) {
        if (kCoefficients[members[i]].part == Part::effect) {
          effects += parameters[b][i];
        } else {
          c.parameters[members[i]] = parameters[b][i];
        }
      }
    }
    const Step& step = observation->step;
    const T ln_seconds =
        observation->figure == FigureKind::prefill ? ln_prefill_seconds(step, c) : ln_decode_seconds(step, c);
    residual[0] = (ln_seconds + effects - observation->ln_seconds) / observation->sd;
    return true;
  }
};

/// The residual as Ceres wants it, differentiated automatically. The observation and the layout must outlive it.
std::unique_ptr<ceres::CostFunction> make_residual(const Observation& observation,
                                                   const Layout& layout,
                                                   std::size_t index);

}  // namespace tokroof
