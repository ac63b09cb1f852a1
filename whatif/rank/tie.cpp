#include "whatif/rank/tie.hpp"
#include "predict/student.hpp"

#include <algorithm>
#include <cmath>

namespace tokroof::whatif {
namespace {

/// Whether both stand for the same unknown: one fitted parameter, or one label that no run has.
bool same_unknown(const predict::Dependence& a,
                  const model::Step& step_a,
                  const predict::Dependence& b,
                  const model::Step& step_b) {
  if (a.parameter || b.parameter) {
    return a.parameter == b.parameter;
  }
  const model::Scope scope = model::kCoefficients[a.coefficient].scope;
  return step_a.labels[scope] == step_b.labels[scope];
}

/// Slopes of ln t_a - ln t_b. Both lists are in the order of the coefficients.
std::vector<predict::Dependence> difference(const std::vector<predict::Dependence>& a,
                                            const model::Step& step_a,
                                            const std::vector<predict::Dependence>& b,
                                            const model::Step& step_b) {
  std::vector<predict::Dependence> out;
  out.reserve(a.size() + b.size());
  const auto negative = [](predict::Dependence d) {
    d.slope = -d.slope;
    return d;
  };
  std::size_t i = 0, j = 0;
  while (i < a.size() || j < b.size()) {
    if (j == b.size() || (i < a.size() && a[i].coefficient < b[j].coefficient)) {
      out.push_back(a[i++]);
    } else if (i == a.size() || b[j].coefficient < a[i].coefficient) {
      out.push_back(negative(b[j++]));
    } else {
      out.push_back(a[i]);
      if (same_unknown(a[i], step_a, b[j], step_b)) {
        out.back().slope -= b[j].slope;
      } else {
        out.push_back(negative(b[j]));
      }
      ++i, ++j;
    }
  }
  out.erase(std::remove_if(out.begin(), out.end(), [](const predict::Dependence& d) { return d.slope == 0; }),
            out.end());
  return out;
}

}  // namespace

Contender::Contender(const predict::Fitted& fitted,
                     const model::Step& step,
                     const predict::Estimate& estimate,
                     double ln_value,
                     double ln_value_sd)
    : step_(&step),
      dependences_(predict::dependences(
          fitted, step, model::FigureKind::decode, predict::bind(fitted, step, model::FigureKind::decode))),
      variance_(predict::propagated_variance(fitted, dependences_)),
      scale_(estimate.scales.correct),
      nu_(estimate.scales.correct_nu),
      ln_value_(ln_value),
      ln_value_sd_(ln_value_sd) {}

double Contender::scale_of_difference(const predict::Fitted& fitted, const Contender& other) const {
  const double of_difference = predict::propagated_variance(
      fitted, difference(dependences_, *step_, other.dependences_, *other.step_));
  constexpr double kFloor = predict::kNoiseFloor * predict::kNoiseFloor;
  const double norm = std::sqrt((variance_ + kFloor) * (other.variance_ + kFloor));
  const double rho = std::clamp((variance_ + other.variance_ - of_difference) / (2 * norm), -1.0, 1.0);
  const double shared =
      std::max(scale_ * scale_ + other.scale_ * other.scale_ - 2 * rho * scale_ * other.scale_, 0.0);
  return std::sqrt(shared + ln_value_sd_ * ln_value_sd_ + other.ln_value_sd_ * other.ln_value_sd_);
}

bool Contender::tied_with(const predict::Fitted& fitted, const Contender& other, double level) const {
  const double quantile = predict::student_quantile(std::min(nu_, other.nu_), 0.5 + level / 2);
  return std::fabs(ln_value_ - other.ln_value_) <= quantile * scale_of_difference(fitted, other);
}

}  // namespace tokroof::whatif
