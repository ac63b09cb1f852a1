#include "fit/calibrate.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include <Eigen/Core>

#include "fit/robust_update.hpp"
#include "fit/weights.hpp"
#include "predict/estimate.hpp"
#include "predict/fitted_storage.hpp"

namespace tokroof::fit {
namespace {

constexpr int kMostRounds = 60;
constexpr double kConverged = 1e-4;          // of a standard deviation
constexpr double kLeastCorrelation = 0.001;  // smaller ones are not stored
constexpr double kLeastVarianceLeft = 1e-4;  // of a parameter, where rounded correlations claim none at all

using Key = std::pair<std::size_t, std::string>;  // coefficient and label

/// What figures depend on.
std::set<Key> keys_of(std::span<const predict::Observation> own) {
  std::set<Key> keys;
  for (const predict::Observation& o : own) {
    for (std::size_t i = 0; i < model::kCoefficientCount; ++i) {
      if (o.weight > 0 && model::reads(model::kCoefficients[i], o.figure, o.step)) {
        keys.emplace(i, o.step.labels[model::kCoefficients[i].scope]);
      }
    }
  }
  return keys;
}

/// The fit with the labels that only the own figures have, at their priors, and its whole covariance.
struct Start {
  predict::FittedStorage fit;
  Eigen::MatrixXd covariance;
  Belief belief;
};

/// Adds what is bound and not fitted, and sorts. Returns the new position of every parameter.
std::vector<Eigen::Index> add_labels(const predict::Fitted& fitted,
                                     const std::set<Key>& bound,
                                     predict::FittedStorage& s) {
  std::vector<predict::FittedParameter>& parameters = s.parameters;
  for (const auto& [coefficient, label] : bound) {
    if (!fitted.find(coefficient, label)) {
      parameters.push_back({static_cast<std::uint32_t>(coefficient),
                            s.keep(label),
                            model::prior_parameter(model::kCoefficients[coefficient], label),
                            fitted.prior_sd(coefficient)});
    }
  }
  std::vector<std::size_t> order(parameters.size());
  std::iota(order.begin(), order.end(), 0);
  const auto key = [&](std::size_t i) { return std::tie(parameters[i].coefficient, parameters[i].label); };
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
  std::vector<predict::FittedParameter> sorted;
  std::vector<Eigen::Index> position(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    sorted.push_back(parameters[order[i]]);
    position[order[i]] = static_cast<Eigen::Index>(i);
  }
  parameters = std::move(sorted);
  return position;
}

Eigen::MatrixXd covariance_of(const predict::FittedStorage& s, const std::vector<Eigen::Index>& position) {
  const auto n = static_cast<Eigen::Index>(s.parameters.size());
  Eigen::MatrixXd c = Eigen::MatrixXd::Zero(n, n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const double sd = s.parameters[static_cast<std::size_t>(i)].sd;
    c(i, i) = sd * sd;
  }
  const predict::Correlations all = s.correlations.view();
  for (std::size_t i = 0; i < all.rows(); ++i) {
    const predict::CorrelationRow row = all.row(i);
    for (std::size_t k = 0; k < row.size(); ++k) {
      const Eigen::Index a = position[i], b = position[row.others[k]];
      c(a, b) = c(b, a) = row.value(k) * std::sqrt(c(a, a) * c(b, b));
    }
  }
  return c;
}

Start start_of(const predict::Fitted& fitted, const std::set<Key>& bound) {
  Start s{predict::storage_of(fitted), {}, {}};
  const std::size_t known = s.fit.parameters.size();
  const std::vector<Eigen::Index> position = add_labels(fitted, bound, s.fit);
  s.covariance = covariance_of(s.fit, position);
  std::vector<bool> fresh(position.size());
  for (std::size_t old = known; old < position.size(); ++old) {
    fresh[static_cast<std::size_t>(position[old])] = true;
  }
  for (std::size_t i = 0; i < position.size(); ++i) {
    const predict::FittedParameter& p = s.fit.parameters[i];
    if (bound.contains({p.coefficient, std::string(p.label)})) {
      s.belief.bound.push_back(static_cast<Eigen::Index>(i));
      s.belief.heavy.push_back(fresh[i] && model::kCoefficients[p.coefficient].heavy_tailed);
    }
  }
  return s;
}

/// Makes the covariance one that there can be where the figures reach, and cuts out what the update needs.
void prepare(Start& s) {
  const std::vector<Eigen::Index>& bound = s.belief.bound;
  const auto n = static_cast<Eigen::Index>(bound.size());
  Eigen::MatrixXd block(n, n);
  for (Eigen::Index a = 0; a < n; ++a) {
    for (Eigen::Index b = 0; b < n; ++b) {
      block(a, b) = s.covariance(bound[static_cast<std::size_t>(a)], bound[static_cast<std::size_t>(b)]);
    }
  }
  block = positive_semidefinite(block);
  for (Eigen::Index a = 0; a < n; ++a) {
    for (Eigen::Index b = 0; b < n; ++b) {
      s.covariance(bound[static_cast<std::size_t>(a)], bound[static_cast<std::size_t>(b)]) = block(a, b);
    }
  }
  s.belief.columns.resize(s.covariance.rows(), n);
  for (Eigen::Index a = 0; a < n; ++a) {
    s.belief.columns.col(a) = s.covariance.col(bound[static_cast<std::size_t>(a)]);
  }
}

/// The figures' times and slopes at the present parameters.
struct Linear {
  Eigen::MatrixXd slopes;
  Eigen::VectorXd ln_seconds;
};

Linear linearize(const predict::FittedStorage& storage,
                 std::span<const predict::Observation* const> own,
                 const Belief& belief) {
  predict::FittedData data;
  data.parameters = storage.parameters;
  const predict::Fitted fitted(data);
  std::map<std::size_t, Eigen::Index> column;
  for (std::size_t j = 0; j < belief.bound.size(); ++j) {
    column[static_cast<std::size_t>(belief.bound[j])] = static_cast<Eigen::Index>(j);
  }
  const auto n = static_cast<Eigen::Index>(own.size());
  Linear out{Eigen::MatrixXd::Zero(n, static_cast<Eigen::Index>(belief.bound.size())), Eigen::VectorXd(n)};
  for (Eigen::Index i = 0; i < n; ++i) {
    const predict::Observation& o = *own[static_cast<std::size_t>(i)];
    out.ln_seconds(i) = predict::estimate(fitted, o.step, o.figure, o.run_class).ln_seconds;
    const predict::Binding binding = predict::bind(fitted, o.step, o.figure);
    for (const predict::Dependence& d : predict::dependences(fitted, o.step, o.figure, binding)) {
      out.slopes(i, column.at(*d.parameter)) = d.slope;
    }
  }
  return out;
}

void store_correlations(const Eigen::MatrixXd& covariance, predict::FittedStorage& s) {
  s.correlations = {};
  const auto n = static_cast<std::size_t>(covariance.rows());
  for (std::size_t a = 0; a < n; ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      // Of a symmetric matrix that Eigen stores by columns: down one, since along a row each cell would miss the cache.
      const double r = covariance(static_cast<Eigen::Index>(b), static_cast<Eigen::Index>(a)) /
                       (s.parameters[a].sd * s.parameters[b].sd);
      if (std::fabs(r) >= kLeastCorrelation) {
        s.correlations.add(b, std::clamp(r, -1.0, 1.0));
      }
    }
    s.correlations.end_row();
  }
}

void count_behind(predict::FittedStorage& s, model::Scope scope, const std::string& label) {
  for (predict::RunsBehind& b : s.behind) {
    if (b.scope == scope && b.label == label) {
      b.runs += 1;
      return;
    }
  }
  s.behind.push_back({scope, s.keep(label), 1});
}

/// Whose figures these are, and that what they show is no longer new to the fit.
void count_own(predict::FittedStorage& s, std::span<const predict::Observation* const> own) {
  s.own_scatter = kNoiseGpu;
  for (const predict::Observation* o : own) {
    const model::Labels& labels = o->step.labels;
    for (const model::Scope scope : {model::Scope::device, model::Scope::family, model::Scope::engine}) {
      count_behind(s, scope, std::string(labels[scope]));
    }
    const double x = std::log(o->step.rates.bandwidth_bytes_per_s);
    const auto range =
        std::find_if(s.ln_bandwidth.begin(), s.ln_bandwidth.end(), [&](const predict::NamedRange& r) {
          return r.name == labels[model::Scope::backend];
        });
    if (range == s.ln_bandwidth.end()) {
      s.ln_bandwidth.push_back({s.keep(std::string(labels[model::Scope::backend])), x, x});
    } else {
      range->low = std::min(range->low, x);
      range->high = std::max(range->high, x);
    }
    const auto owner = std::find_if(s.own.begin(), s.own.end(), [&](const predict::OwnRuns& r) {
      return r.source == o->source && r.device == o->device;
    });
    if (owner == s.own.end()) {
      s.own.push_back({s.keep(o->source), s.keep(o->device), 1});
    } else {
      owner->figures += 1;
    }
  }
}

std::vector<const predict::Observation*> counted(std::span<const predict::Observation> own) {
  std::vector<const predict::Observation*> figures;
  for (const predict::Observation& o : own) {
    if (o.weight > 0) {
      figures.push_back(&o);
    }
  }
  return figures;
}

/// Moves the parameters to what the figures say, and takes what they say from the covariance. Returns the rounds.
int update(Start& s, std::span<const predict::Observation* const> own) {
  const auto n = static_cast<Eigen::Index>(own.size());
  Eigen::VectorXd noise(n), measured(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const predict::Observation& o = *own[static_cast<std::size_t>(i)];
    noise(i) = o.sd * o.sd / o.weight;
    measured(i) = o.ln_seconds;
  }
  std::vector<predict::FittedParameter>& parameters = s.fit.parameters;
  const std::vector<predict::FittedParameter> before = parameters;
  RobustUpdate robust(s.belief, noise);
  Eigen::VectorXd shift = Eigen::VectorXd::Zero(s.covariance.rows());
  Linear linear;
  int rounds = 0;
  for (bool moving = true; moving && rounds < kMostRounds; ++rounds) {
    linear = linearize(s.fit, own, s.belief);
    Eigen::VectorXd here(linear.slopes.cols());
    for (std::size_t j = 0; j < s.belief.bound.size(); ++j) {
      here(static_cast<Eigen::Index>(j)) = shift(s.belief.bound[j]);
    }
    const Eigen::VectorXd next =
        robust.step(linear.slopes, measured - linear.ln_seconds + linear.slopes * here);
    moving = false;
    for (std::size_t i = 0; i < before.size(); ++i) {
      const auto row = static_cast<Eigen::Index>(i);
      moving = moving || std::fabs(next(row) - shift(row)) > kConverged * before[i].sd;
      parameters[i].parameter = before[i].parameter + next(row);
    }
    shift = next;
  }
  const Eigen::MatrixXd factor = robust.factor(linear.slopes);
  s.covariance.noalias() -= factor * factor.transpose();
  for (std::size_t i = 0; i < before.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    const double least = kLeastVarianceLeft * before[i].sd * before[i].sd;
    parameters[i].sd = std::sqrt(std::max(s.covariance(row, row), least));
  }
  return rounds;
}

std::vector<Moved> moved_of(const std::vector<predict::FittedParameter>& before, const Start& s) {
  std::vector<Moved> out;
  for (const Eigen::Index j : s.belief.bound) {
    const predict::FittedParameter& a = before[static_cast<std::size_t>(j)];
    const predict::FittedParameter& b = s.fit.parameters[static_cast<std::size_t>(j)];
    out.push_back({std::string(model::kCoefficients[a.coefficient].name),
                   std::string(a.label),
                   a.parameter,
                   b.parameter,
                   a.sd,
                   b.sd});
  }
  const auto distance = [](const Moved& m) { return std::fabs(m.after - m.before) / m.sd_before; };
  std::stable_sort(
      out.begin(), out.end(), [&](const Moved& a, const Moved& b) { return distance(a) > distance(b); });
  return out;
}

}  // namespace

Calibration calibrate(const predict::Fitted& fitted, std::span<const predict::Observation> own) {
  const std::vector<const predict::Observation*> figures = counted(own);
  Calibration out{fitted, {}, 0};
  if (figures.empty()) {
    return out;
  }
  Start s = start_of(fitted, keys_of(own));
  prepare(s);
  const std::vector<predict::FittedParameter> before = s.fit.parameters;
  out.rounds = update(s, figures);
  out.moved = moved_of(before, s);
  store_correlations(s.covariance, s.fit);
  count_own(s.fit, figures);
  out.fitted = predict::fitted_of(std::make_shared<const predict::FittedStorage>(std::move(s.fit)));
  return out;
}

}  // namespace tokroof::fit
