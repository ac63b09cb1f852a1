#include "fit/fit.hpp"

#include <chrono>
#include <cmath>
#include <map>
#include <set>

#include "catalog/hash.hpp"
#include "fit/given_runs.hpp"
#include "fit/interval_fit.hpp"
#include "fit/noise.hpp"
#include "fit/posterior.hpp"
#include "fit/solve_near.hpp"
#include "fit/weights.hpp"
#include "fit/widths.hpp"

namespace tokroof::fit {
namespace {

constexpr int kGroups = 12;  // of devices, for cross-fitted intervals

std::string cell_key(const predict::Observation& o) {
  return o.cell + (o.figure == model::FigureKind::prefill ? "|pp" : "");
}

std::size_t group_of(const predict::Observation& o) { return catalog::fnv1a(o.device) % kGroups; }

/// Interval models of one kind of figure, and the scales of its figures.
FittedIntervals fit_scales(const Fit& fit,
                           const std::vector<LeftOutResidual>& residuals,
                           model::FigureKind figure,
                           std::map<std::size_t, predict::Scales>& scales) {
  const std::span<const predict::Observation> all = fit.regression->observations();
  std::map<std::string, double> cell_size;
  std::set<std::string> devices;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (residuals[i].scored && all[i].figure == figure) {
      cell_size[cell_key(all[i])] += 1;
      devices.insert(all[i].device);
    }
  }
  std::vector<ScaleSample> samples;
  std::vector<int> group;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (residuals[i].scored && all[i].figure == figure && all[i].weight > 0) {
      samples.push_back({residuals[i].error, 1 / cell_size[cell_key(all[i])], residuals[i].spread});
      group.push_back(static_cast<int>(group_of(all[i])));
    }
  }
  FittedIntervals fitted = fit_intervals(samples, group, kGroups, 2.0 * static_cast<double>(devices.size()));
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (residuals[i].scored && all[i].figure == figure) {
      scales[i] = fitted.without[group_of(all[i])].scales(residuals[i].spread);
    }
  }
  return fitted;
}

judge::Scored scored_of(const predict::Observation& o, double error, const predict::Scales& scales) {
  judge::Scored s = judge::scored_identity(o);
  s.predicted_tps = s.measured_tps * std::exp(-error);
  s.scales = scales;
  return s;
}

/// The intervals of a calibrated machine, as estimate() makes them: what its own runs show is no longer new.
predict::Spread own_spread(const predict::Observation& o, predict::Spread spread, const GivenPrediction& p) {
  const bool machine =
      model::reads(model::kCoefficients[model::position("source_device_effect")], o.figure, o.step);
  spread.variance = p.variance + (machine ? kNoiseGpu * kNoiseGpu : 0);
  spread.new_family = false;
  spread.extrapolation = 0;
  return spread;
}

GivenEvaluation score_given(const Fit& fit,
                            const std::vector<LeftOutResidual>& residuals,
                            const FittedIntervals& decode,
                            const FittedIntervals& prefill,
                            const GivenRuns& given) {
  GivenEvaluation out{{}, {}, given.setups(), given.draws()};
  for (const GivenPrediction& p : given.predictions()) {
    const predict::Observation& o = fit.observations.all[p.observation];
    const predict::IntervalModel& model =
        (o.figure == model::FigureKind::decode ? decode : prefill).without[group_of(o)];
    predict::Spread before = residuals[p.observation].spread;
    before.variance = p.variance_before;
    before.source.clear();
    out.before.push_back(scored_of(o, p.error_before, model.scales(before)));
    out.after.push_back(scored_of(o, p.error, model.scales(own_spread(o, before, p))));
  }
  return out;
}

}  // namespace

std::unique_ptr<Fit> fit_runs(const catalog::Catalog& catalog,
                              std::vector<catalog::Run> runs,
                              const std::vector<bool>& used) {
  const auto begin = std::chrono::steady_clock::now();
  auto fit = std::make_unique<Fit>();
  fit->runs = std::move(runs);
  fit->observations = predict::observe(catalog, fit->runs);
  weigh(fit->observations.all, fit->runs);
  for (predict::Observation& o : fit->observations.all) {
    o.weight = used.empty() || used[o.run] ? o.weight : 0;
  }
  fit->regression = std::make_unique<Regression>(fit->observations);
  const Regression& regression = *fit->regression;
  ModelPass pass(regression);
  fit->solution = solve(pass, {}, regression.layout().prior_means(), Nearness::rough);
  const Posterior posterior(pass, {}, fit->solution.parameters);
  fit->widths = update_widths(regression.layout(), posterior, fit->solution.parameters, {});
  estimate_noise(regression, fit->solution.parameters, fit->observations.all);
  const Solution second = solve_near(pass, fit->widths, fit->solution.parameters, kOptimum);
  fit->solution.parameters = second.parameters;
  fit->solution.iterations += second.iterations;
  fit->solution.converged = fit->solution.converged && second.converged;
  fit->seconds_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return fit;
}

Posterior posterior_of(const Fit& fit) {
  ModelPass pass(*fit.regression);
  return {pass, fit.widths, fit.solution.parameters};
}

std::vector<judge::Scored> in_sample(const Fit& fit) {
  std::vector<judge::Scored> out;
  for (std::size_t i = 0; i < fit.observations.all.size(); ++i) {
    judge::Scored s = judge::scored_identity(fit.observations.all[i]);
    s.predicted_tps = s.measured_tps * std::exp(-fit.regression->residual(i, fit.solution.parameters));
    out.push_back(std::move(s));
  }
  return out;
}

LeftOutEvaluation evaluate_left_out(const Fit& fit,
                                    LeaveOut what,
                                    const std::vector<bool>& wanted_runs,
                                    const Progress& progress,
                                    std::size_t given) {
  const std::span<const predict::Observation> all = fit.regression->observations();
  std::vector<bool> wanted(all.size(), true);
  for (std::size_t i = 0; i < all.size() && !wanted_runs.empty(); ++i) {
    wanted[i] = wanted_runs[all[i].run];
  }
  GivenRuns given_runs(fit.runs, given);
  std::function<void(const Fold&)> visit;
  if (given > 0) {
    visit = [&](const Fold& fold) { given_runs.visit(fold); };
  }
  const std::vector<LeftOutResidual> residuals =
      leave_out(*fit.regression, fit.widths, fit.solution.parameters, what, wanted, progress, visit);
  std::map<std::size_t, predict::Scales> scales;
  LeftOutEvaluation out;
  const FittedIntervals decode = fit_scales(fit, residuals, model::FigureKind::decode, scales);
  const FittedIntervals prefill = fit_scales(fit, residuals, model::FigureKind::prefill, scales);
  out.decode = decode.model;
  out.prefill = prefill.model;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (residuals[i].scored) {
      out.scored.push_back(scored_of(all[i], residuals[i].error, scales[i]));
    }
  }
  if (given > 0) {
    out.given = score_given(fit, residuals, decode, prefill, given_runs);
  }
  return out;
}

std::string fingerprint(std::span<const std::string_view> texts) {
  std::uint64_t hash = catalog::fnv1a("");
  for (const std::string_view text : texts) {
    hash = catalog::fnv1a(text, hash);
  }
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out(16, '0');
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[out.size() - 1 - i] = kDigits[(hash >> (4 * i)) & 15];
  }
  return out;
}

}  // namespace tokroof::fit
