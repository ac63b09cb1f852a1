#pragma once
#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tokroof::predict {

/// What the width of a prediction's interval depends on.
struct Spread {
  double variance = 0;  ///< of ln t, propagated from the coefficients' covariance, unseen effects included
  bool new_family = false;   ///< no device of this architecture family was fitted
  double extrapolation = 0;  ///< ln of the bandwidth beyond the backend's fitted range, at most 1
  std::string run_class;     ///< contract's class; prompt figures: prefill_class()
  std::string engine;        ///< label of Scope::engine
  std::string family;        ///< label of Scope::family
  std::string source;        ///< who publishes the figure; empty: nobody in particular

  /// What has a shift of its own in the width.
  [[nodiscard]] std::array<std::string_view, 4> groups() const { return {run_class, engine, family, source}; }
};

/// Two distributions of ln(measured/predicted), around 0.
struct Scales {
  double published = 0.1;  ///< Student scale of a published figure, wrong ones included
  double published_nu = 2;
  double correct = 0.1;  ///< Student scale of a correct run
  double correct_nu = 5;
  double p_wrong = 0.1;  ///< share of published figures that are not correct runs
};

/// How wide intervals are: fitted to residuals of devices that the fit had not seen (fit/interval_fit).
///
///     ln s = one + ln_sd 1/2 ln(v + 0.03^2) + new_family + extrapolation x
///            + shift[class] + shift[engine] + shift[family] + shift[source]
///
/// Gaussian propagation alone covers 41 and 69 % where 50 and 90 are meant: the model's own error is not in v.
/// A published figure scatters as Student(s, nu); a correct run as Student(s correct_ratio, 5), and a share p_wrong
/// of the published figures is something else (a mixture fitted to the same residuals).
struct IntervalModel {
  double one = -0.7, ln_sd = 0.5, new_family = 0.1, extrapolation = 0.1, nu = 1.9;
  double correct_ratio = 0.8, p_wrong = 0.1;
  /// Of classes, engines, architecture families and sources; sorted by name.
  std::vector<std::pair<std::string, double>> shifts;

  /// 0 where none was fitted.
  [[nodiscard]] double shift(std::string_view name) const;
  [[nodiscard]] double ln_scale(const Spread& spread) const;
  /// Its parts: of the variance, and of all else.
  [[nodiscard]] double ln_scale_of(double variance) const;
  [[nodiscard]] double ln_scale_beside(const Spread& spread) const;
  [[nodiscard]] Scales scales(const Spread& spread) const;
};

inline constexpr double kNoiseFloor = 0.03;  ///< ln; v is never taken for less
inline constexpr double kCorrectRunNu = 5;   ///< repeated correct runs: nearly normal

}  // namespace tokroof::predict
