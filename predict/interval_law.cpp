#include "predict/interval_law.hpp"

#include <algorithm>
#include <cmath>

#include "model/time/speculation.hpp"
#include "predict/binder.hpp"
#include "predict/student.hpp"

namespace tokroof::predict {
IntervalLaw::IntervalLaw(const Fitted& fitted, const model::Step& step, const Binding& binding)
    : widths_(fitted.interval(model::FigureKind::decode)),
      around_(surroundings(fitted, step, model::FigureKind::decode, "")),
      tape_(std::make_unique<model::Tape>()) {
  const model::Recording recording(*tape_);
  const std::vector<BoundCoefficient> reads =
      that_count(fitted, step, model::FigureKind::decode, binding.reads);
  nodes_.reserve(reads.size());
  model::Coefficients<model::Var> variables;
  for (std::size_t i = 0; i < model::kCoefficientCount; ++i) {
    variables.parameters[i] = binding.coefficients.parameters[i];
  }
  for (const BoundCoefficient& read : reads) {
    model::Var& variable = variables.parameters[read.coefficient];
    const bool effect = model::kCoefficients[read.coefficient].part == model::Part::effect;
    if (!effect) {
      variable = tape_->leaf(variable.value);
    }
    nodes_.push_back(effect ? 0 : variable.node);
  }
  covariance_ = Binder::of_thread(fitted).covariances(reads);
  slopes_.resize(nodes_.size());
  law_ = model::decode_law(step, variables);
  tokens_ = model::tokens_per_step(step, variables);
  recorded_ = tape_->mark();
}

double IntervalLaw::ln_scale_beside(std::string_view run_class) const {
  Spread spread = around_.spread;
  spread.run_class = run_class;
  return widths_.ln_scale_beside(spread);
}

double IntervalLaw::variance(const model::CacheWork& cache) {
  tape_->cut(recorded_);
  const model::Recording recording(*tape_);
  const std::vector<double>& by_node = tape_->derivatives(log(law_.at(cache).total() / tokens_));
  double sum = 0;
  const double* row = covariance_.data();
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    slopes_[i] = nodes_[i] == 0 ? 1.0 : by_node[nodes_[i]];
    double with = 0;
    for (std::size_t j = 0; j <= i; ++j) {
      with += *row++ * slopes_[j];
    }
    sum += slopes_[i] * with;
  }
  return std::max(sum, 0.0);  // as in propagated_variance()
}

std::pair<double, double> IntervalLaw::ends(const model::CacheWork& cache,
                                            double ln_scale_beside,
                                            double level) {
  const double scale = std::exp(ln_scale_beside + widths_.ln_scale_of(variance(cache) + around_.variance));
  const double above = std::exp(scale * student_quantile(widths_.nu, 0.5 + level / 2));
  return {1 / above, above};
}

}  // namespace tokroof::predict
