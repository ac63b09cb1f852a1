#include "predict/estimate.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "model/ceiling.hpp"
#include "model/gradient.hpp"
#include "predict/binder.hpp"
#include "predict/student.hpp"

namespace tokroof::predict {
namespace {

bool is_effect(std::size_t coefficient) {
  return model::kCoefficients[coefficient].part == model::Part::effect;
}

/// Whether runs of this very machine were given.
bool is_calibrated(const Fitted& fitted, const model::Step& step, model::FigureKind figure) {
  constexpr std::size_t kMachine = model::position("source_device_effect");
  return model::is_own_machine(step.labels) && model::reads(model::kCoefficients[kMachine], figure, step) &&
         fitted.find(kMachine, step.labels[model::Scope::source_device]);
}

/// What a figure of a calibrated machine scatters about its others. Of any other machine the effects are unknown, and
/// their variance is far larger. And what a published run leaves open.
double own_variance(const Fitted& fitted, const model::Step& step, model::FigureKind figure) {
  const double own =
      is_calibrated(fitted, step, figure) ? fitted.data().own_scatter * fitted.data().own_scatter : 0;
  return own + step.figure.assumed_variance;
}

void describe(const Fitted& fitted, const model::Step& step, Spread& spread) {
  spread.new_family = fitted.runs_behind(model::Scope::family, step.labels[model::Scope::family]) == 0;
  spread.extrapolation = 1;
  const double x = std::log(step.rates.bandwidth_bytes_per_s);
  for (const NamedRange& range : fitted.data().ln_bandwidth) {
    if (range.name == step.labels[model::Scope::backend]) {
      spread.extrapolation = std::clamp(std::max(range.low - x, x - range.high), 0.0, 1.0);
    }
  }
}

std::string source_of(const model::Step& step) {
  const std::string_view label = step.labels[model::Scope::source_engine];
  return std::string(label.substr(0, label.find('|')));
}

std::pair<double, double> around(const Estimate& e, double half_width) {
  return {e.tps() * std::exp(-half_width), std::fmin(e.tps() * std::exp(half_width), e.limit_tps)};
}

double limit_of(const model::Step& step, model::FigureKind figure) {
  return figure == model::FigureKind::prefill ? model::prompt_ceiling_tps(step)
                                              : model::ceiling_tps(step) * step.figure.streams;
}

}  // namespace

BoundValue bound_value(const Fitted& fitted, std::size_t coefficient, std::string_view label) {
  const auto found = fitted.find(coefficient, label);
  return {found,
          found ? fitted.data().parameters[*found].parameter
                : model::prior_parameter(model::kCoefficients[coefficient], label)};
}

Binding bind(const Fitted& fitted, const model::Step& step, model::FigureKind figure) {
  Binding b;
  b.reads.reserve(model::kCoefficientCount);
  model::read_by(figure, step, model::that_hold(step)).each([&](std::size_t i) {
    const BoundValue bound = bound_value(fitted, i, step.labels[model::kCoefficients[i].scope]);
    (is_effect(i) ? b.ln_effects : b.coefficients.parameters[i]) += bound.value;
    b.reads.push_back({i, bound.parameter});
  });
  return b;
}

std::vector<BoundCoefficient> that_count(const Fitted& fitted,
                                         const model::Step& step,
                                         model::FigureKind figure,
                                         std::vector<BoundCoefficient> reads) {
  if (!is_calibrated(fitted, step, figure)) {
    std::erase_if(reads, [](const BoundCoefficient& read) {
      return model::kCoefficients[read.coefficient].scope == model::Scope::machine_model;
    });
  }
  return reads;
}

namespace {

/// d ln t / d parameter of each of `reads`.
std::vector<double> slopes_of(const model::Step& step,
                              model::FigureKind figure,
                              const Binding& binding,
                              const std::vector<BoundCoefficient>& reads) {
  std::vector<model::Slope> slopes;
  slopes.reserve(reads.size());
  for (const BoundCoefficient& read : reads) {
    if (!is_effect(read.coefficient)) {
      slopes.push_back({read.coefficient, binding.coefficients.parameters[read.coefficient]});
    }
  }
  model::ln_seconds(step, figure, slopes);
  std::vector<double> out(reads.size(), 1.0);
  auto slope = slopes.begin();
  for (std::size_t i = 0; i < reads.size(); ++i) {
    out[i] = is_effect(reads[i].coefficient) ? out[i] : (slope++)->value;
  }
  return out;
}

}  // namespace

std::vector<Dependence> dependences(const Fitted& fitted,
                                    const model::Step& step,
                                    model::FigureKind figure,
                                    const Binding& binding) {
  const std::vector<BoundCoefficient> reads = that_count(fitted, step, figure, binding.reads);
  const std::vector<double> slopes = slopes_of(step, figure, binding, reads);
  std::vector<Dependence> out;
  out.reserve(reads.size());
  for (std::size_t i = 0; i < reads.size(); ++i) {
    out.push_back({reads[i], slopes[i]});
  }
  return out;
}

double propagated_variance(const Fitted& fitted, const std::vector<Dependence>& all) {
  double variance = 0;
  for (std::size_t a = 0; a < all.size(); ++a) {
    if (!all[a].parameter) {
      const double sd = fitted.prior_sd(all[a].coefficient);
      variance += all[a].slope * all[a].slope * sd * sd;
      continue;
    }
    CovarianceRow row(fitted, *all[a].parameter);
    for (std::size_t b = 0; all[a].slope != 0 && b <= a; ++b) {
      if (all[b].parameter && all[b].slope != 0) {
        const double term = all[a].slope * all[b].slope * row.with(*all[b].parameter);
        variance += a == b ? term : 2 * term;
      }
    }
  }
  return std::max(variance,
                  0.0);  // correlations below 0.0085 are not stored: rounding may leave a trace below 0
}

double Estimate::tps() const { return model::within_limit(std::exp(-ln_seconds), limit_tps); }

bool Estimate::known(double level) const {
  constexpr double kWidest = 10;
  const auto [low, high] = published(level);
  return high <= kWidest * low;
}

std::pair<double, double> Estimate::published(double level) const {
  return around(*this, scales.published * student_quantile(scales.published_nu, 0.5 + level / 2));
}

std::pair<double, double> Estimate::correct(double level) const {
  return around(*this, scales.correct * student_quantile(scales.correct_nu, 0.5 + level / 2));
}

std::string_view prefill_class(const model::Conditions& how) {
  if (how.cpu || how.experts_on_host || how.host_layer_share > 0 || how.host_tensor_share > 0) {
    return "prefill-host";
  }
  if (how.split == model::Split::row) {
    return "prefill-row";
  }
  return how.devices > 1 ? "prefill-multi" : "prefill";
}

Surroundings surroundings(const Fitted& fitted,
                          const model::Step& step,
                          model::FigureKind figure,
                          std::string_view run_class) {
  Surroundings s;
  s.spread.run_class = figure == model::FigureKind::decode ? run_class : prefill_class(step.how);
  s.spread.engine = step.labels[model::Scope::engine];
  s.spread.family = step.labels[model::Scope::family];
  s.spread.source = source_of(step);
  describe(fitted, step, s.spread);
  s.variance = own_variance(fitted, step, figure);
  return s;
}

namespace {

/// Everything but the value and its variance.
void set_interval(const Fitted& fitted,
                  const model::Step& step,
                  model::FigureKind figure,
                  std::string_view run_class,
                  double variance,
                  Estimate& e) {
  Surroundings around = surroundings(fitted, step, figure, run_class);
  e.spread = std::move(around.spread);
  e.spread.variance = variance + around.variance;
  e.scales = fitted.interval(figure).scales(e.spread);
  e.limit_tps = limit_of(step, figure);
}

struct PartTime {
  double ln_seconds = 0;
  Binding binding;
};

double ln_seconds(const model::Step& step, model::FigureKind figure, const Binding& binding) {
  return model::ln_seconds(step, figure, binding.coefficients) + binding.ln_effects;
}

PartTime time_of(const Fitted& fitted, const model::Step& step, model::FigureKind figure) {
  PartTime t{.binding = Binder::of_thread(fitted).bind(step, figure)};
  t.ln_seconds = ln_seconds(step, figure, t.binding);
  return t;
}

/// propagated_variance() of what one step reads.
double variance_of(const Fitted& fitted,
                   const model::Step& step,
                   model::FigureKind figure,
                   const Binding& binding) {
  const std::vector<BoundCoefficient> reads = that_count(fitted, step, figure, binding.reads);
  const std::vector<double> slopes = slopes_of(step, figure, binding, reads);
  const double* row = Binder::of_thread(fitted).covariances(reads).data();
  double variance = 0;
  for (std::size_t a = 0; a < reads.size(); row += ++a) {
    if (!reads[a].parameter) {
      const double sd = fitted.prior_sd(reads[a].coefficient);
      variance += slopes[a] * slopes[a] * sd * sd;
      continue;
    }
    for (std::size_t b = 0; slopes[a] != 0 && b <= a; ++b) {
      variance += slopes[a] * slopes[b] * row[b];
    }
  }
  return std::max(variance, 0.0);
}

/// Slopes of ln sum_i w_i t_i: those of each ln t_i, weighted by its part of the time.
std::vector<Dependence> summed_dependences(const Fitted& fitted,
                                           const std::vector<PartStep>& parts,
                                           const std::vector<PartTime>& times,
                                           model::FigureKind figure,
                                           double ln_sum) {
  std::vector<Dependence> all;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const double share = parts[i].weight * std::exp(times[i].ln_seconds - ln_sum);
    for (Dependence d : dependences(fitted, parts[i].step, figure, times[i].binding)) {
      d.slope *= share;
      const auto same = std::find_if(all.begin(), all.end(), [&](const Dependence& other) {
        return other.coefficient == d.coefficient && other.parameter == d.parameter;
      });
      if (same != all.end()) {
        same->slope += d.slope;
      } else {
        all.push_back(d);
      }
    }
  }
  return all;
}

/// Of unlike cards that all work: each has units of its own, and their mean as one device has none.
double prompt_limit(const std::vector<PartStep>& parts) {
  double sum = 0;
  for (const PartStep& part : parts) {
    sum += model::prompt_ceiling_tps(part.step);
  }
  return sum / static_cast<double>(parts.size());
}

}  // namespace

Estimate estimate(const Fitted& fitted,
                  const model::Step& step,
                  model::FigureKind figure,
                  std::string_view run_class) {
  const Binding& binding = Binder::of_thread(fitted).bind(step, figure);
  Estimate e;
  e.ln_seconds = ln_seconds(step, figure, binding);
  const double variance = variance_of(fitted, step, figure, binding);
  set_interval(fitted, step, figure, run_class, variance, e);
  return e;
}

Estimate estimate_parts(const Fitted& fitted,
                        const std::vector<PartStep>& parts,
                        const model::Step& mean,
                        model::FigureKind figure,
                        std::string_view run_class,
                        const PartStep** slowest) {
  std::vector<PartTime> times;
  double sum = 0;
  std::size_t last = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    times.push_back(time_of(fitted, parts[i].step, figure));
    sum += parts[i].weight * std::exp(times[i].ln_seconds);
    last = times[i].ln_seconds > times[last].ln_seconds ? i : last;
  }
  if (mean.how.split == model::Split::tensor || mean.how.split == model::Split::row) {
    if (slowest != nullptr) {
      *slowest = &parts[last];
    }
    return estimate(fitted, parts[last].step, figure, run_class);
  }
  Estimate e;
  e.ln_seconds = std::log(sum);
  const double variance =
      propagated_variance(fitted, summed_dependences(fitted, parts, times, figure, e.ln_seconds));
  set_interval(fitted, mean, figure, run_class, variance, e);
  if (figure == model::FigureKind::prefill) {
    e.limit_tps = prompt_limit(parts);
  }
  return e;
}

}  // namespace tokroof::predict
