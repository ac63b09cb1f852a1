#include "fit/given_runs.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <set>

#include <Eigen/Core>

#include "fit/robust_update.hpp"
#include "fit/weights.hpp"
#include "model/names.hpp"

namespace tokroof::fit {
namespace {

constexpr std::size_t kMostDraws = 12;
constexpr int kMostGivenRounds = 60;
constexpr double kGivenConverged = 1e-6;  // [ln]

/// What a new owner's machine has a value of its own of.
bool is_own(std::size_t coefficient) {
  const model::Scope scope = model::kCoefficients[coefficient].scope;
  return scope == model::Scope::device || scope == model::Scope::device_engine ||
         scope == model::Scope::source_engine || scope == model::Scope::source_device;
}

/// A setup's figures as parameters of an update: first every figure's predicted ln t without the setup's own
/// deviations, then those deviations, which start at their priors.
struct Setup {
  std::vector<std::size_t> figures;  // observations
  Eigen::MatrixXd covariance;        // of figures, then deviations
  Eigen::VectorXd error;             // ln(predicted time / measured time), own deviations at 0
  std::vector<std::vector<std::pair<Eigen::Index, double>>> own;  // of each figure: parameters, slopes
  std::vector<bool> heavy;                                        // of all parameters
  Eigen::VectorXd variance;         // of every figure, its own deviations included
  Eigen::VectorXd before_variance;  // without those that the interval model covers until runs are given
};

/// Coefficient of every parameter.
std::vector<std::size_t> coefficients_of(const Layout& layout) {
  std::vector<std::size_t> out(layout.parameters());
  for (const Block& block : layout.blocks()) {
    for (std::size_t i = 0; i < block.coefficients.size(); ++i) {
      out[block.offset + i] = block.coefficients[i];
    }
  }
  return out;
}

/// A deviation that the owner's machine has of its own: a coefficient and its label.
using OwnKey = std::pair<std::size_t, std::string>;

/// Coefficients that a figure would read if its machine were the asker's, and no published fit has.
std::vector<std::size_t> only_of_owners(const predict::Observation& o) {
  model::Step step = o.step;
  step.labels.put(model::Scope::source_device, {"|"});
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < model::kCoefficientCount; ++i) {
    if (model::kCoefficients[i].scope == model::Scope::machine_model &&
        model::reads(model::kCoefficients[i], o.figure, step)) {
      out.push_back(i);
    }
  }
  return out;
}

Setup setup_of(const Fold& fold, std::vector<std::size_t> figures) {
  const std::vector<std::size_t> coefficient = coefficients_of(fold.regression.layout());
  const std::vector<double> prior_sd = fold.regression.layout().prior_sds(fold.widths);
  const std::size_t m = figures.size();
  struct Own {
    Eigen::Index position;
    double sd;
  };
  std::map<OwnKey, Own> own;  // shared by the figures that have the label
  std::vector<Regression::Gradient> known(m);
  Setup setup{std::move(figures), {}, Eigen::VectorXd(static_cast<Eigen::Index>(m)), {}, {}, {}, {}};
  setup.own.resize(m);
  const auto depends = [&](std::size_t i, std::size_t c, double sd, double slope) {
    const model::Labels& labels = fold.regression.observations()[setup.figures[i]].step.labels;
    const auto next = static_cast<Eigen::Index>(m + own.size());
    const auto at =
        own.try_emplace({c, std::string(labels[model::kCoefficients[c].scope])}, Own{next, sd}).first;
    setup.own[i].emplace_back(at->second.position, slope);
  };
  for (std::size_t i = 0; i < m; ++i) {
    Regression::Gradient gradient;
    const auto row = static_cast<Eigen::Index>(i);
    setup.error(row) = fold.regression.residual(setup.figures[i], fold.parameters, &gradient);
    for (const auto& [parameter, slope] : gradient) {
      if (!is_own(coefficient[parameter])) {
        known[i].emplace_back(parameter, slope);
        continue;
      }
      setup.error(row) -= slope * fold.parameters[parameter];
      depends(i, coefficient[parameter], prior_sd[parameter], slope);
    }
    for (const std::size_t c : only_of_owners(fold.regression.observations()[setup.figures[i]])) {
      depends(i, c, model::kCoefficients[c].prior_sd, 1);
    }
  }
  const auto n = static_cast<Eigen::Index>(m + own.size());
  setup.covariance = Eigen::MatrixXd::Zero(n, n);
  setup.heavy.assign(static_cast<std::size_t>(n), false);
  std::vector<bool> covered(static_cast<std::size_t>(n), false);
  for (std::size_t i = 0; i < m; ++i) {
    const Eigen::VectorXd times = fold.posterior.times(known[i]);
    for (std::size_t k = 0; k < m; ++k) {
      for (const auto& [parameter, slope] : known[k]) {
        setup.covariance(static_cast<Eigen::Index>(k), static_cast<Eigen::Index>(i)) +=
            slope * times(static_cast<Eigen::Index>(parameter));
      }
    }
  }
  for (const auto& [key, parameter] : own) {
    setup.covariance(parameter.position, parameter.position) = parameter.sd * parameter.sd;
    setup.heavy[static_cast<std::size_t>(parameter.position)] = model::kCoefficients[key.first].heavy_tailed;
    covered[static_cast<std::size_t>(parameter.position)] =
        model::kCoefficients[key.first].scope == model::Scope::machine_model;
  }
  setup.variance = setup.before_variance = setup.covariance.diagonal().head(static_cast<Eigen::Index>(m));
  for (std::size_t i = 0; i < m; ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    for (const auto& [parameter, slope] : setup.own[i]) {
      const double variance = slope * slope * setup.covariance(parameter, parameter);
      setup.variance(row) += variance;
      setup.before_variance(row) += covered[static_cast<std::size_t>(parameter)] ? 0 : variance;
    }
  }
  return setup;
}

/// What some figures of the machine depend on, and how.
struct Given {
  Belief belief;
  Eigen::MatrixXd slopes;
  Eigen::VectorXd residual, noise;
};

Given given_of(const Setup& setup, const std::vector<std::size_t>& figures) {
  Given out;
  std::set<Eigen::Index> bound;
  for (const std::size_t i : figures) {
    bound.insert(static_cast<Eigen::Index>(i));
    for (const auto& [parameter, slope] : setup.own[i]) {
      bound.insert(parameter);
    }
  }
  const auto count = static_cast<Eigen::Index>(figures.size());
  const auto width = static_cast<Eigen::Index>(bound.size());
  out.belief.columns.resize(setup.covariance.rows(), width);
  std::map<Eigen::Index, Eigen::Index> column;
  for (const Eigen::Index parameter : bound) {
    const auto j = static_cast<Eigen::Index>(column.size());
    column[parameter] = j;
    out.belief.bound.push_back(parameter);
    out.belief.columns.col(j) = setup.covariance.col(parameter);
    out.belief.heavy.push_back(setup.heavy[static_cast<std::size_t>(parameter)]);
  }
  out.slopes = Eigen::MatrixXd::Zero(count, width);
  out.residual.resize(count);
  for (Eigen::Index i = 0; i < count; ++i) {
    const std::size_t figure = figures[static_cast<std::size_t>(i)];
    out.residual(i) = -setup.error(static_cast<Eigen::Index>(figure));
    out.slopes(i, column.at(static_cast<Eigen::Index>(figure))) = 1;
    for (const auto& [parameter, slope] : setup.own[figure]) {
      out.slopes(i, column.at(parameter)) = slope;
    }
  }
  return out;
}

/// How much later every figure of the machine is now predicted [ln], and the variance that it lost.
struct Gain {
  Eigen::VectorXd shift, variance;
};

Gain gain_of(const Setup& setup, const Given& given) {
  RobustUpdate update(given.belief, given.noise);
  Eigen::VectorXd shift = update.step(given.slopes, given.residual);
  double moved = INFINITY;
  for (int round = 1; round < kMostGivenRounds && moved > kGivenConverged; ++round) {
    const Eigen::VectorXd next = update.step(given.slopes, given.residual);
    moved = (next - shift).cwiseAbs().maxCoeff();
    shift = next;
  }
  const Eigen::MatrixXd factor = update.factor(given.slopes);
  Gain gain{setup.error, setup.error};
  for (std::size_t i = 0; i < setup.figures.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    double later = shift(row);
    Eigen::RowVectorXd known = factor.row(row);
    for (const auto& [parameter, slope] : setup.own[i]) {
      later += slope * shift(parameter);
      known += slope * factor.row(parameter);
    }
    gain.shift(row) = later;
    gain.variance(row) = known.squaredNorm();
  }
  return gain;
}

/// Rows that may be given, by model.
using Rows = std::map<std::string, std::vector<std::size_t>>;

/// The first models of a pseudo-random order; for one run each in turn.
std::vector<std::vector<std::string>> choose_models(const Rows& by_model,
                                                    std::size_t given,
                                                    std::mt19937_64& random) {
  std::vector<std::string> models;
  for (const auto& [model, rows] : by_model) {
    models.push_back(model);
  }
  std::vector<std::vector<std::string>> out;
  const std::size_t draws = given == 1 ? std::min(kMostDraws, models.size()) : kMostDraws;
  for (std::size_t d = 0; d < draws; ++d) {
    if (given == 1) {
      out.push_back({models[d * models.size() / draws]});
      continue;
    }
    for (std::size_t i = 0; i < given; ++i) {
      std::swap(models[i], models[i + random() % (models.size() - i)]);
    }
    out.emplace_back(models.begin(), models.begin() + static_cast<std::ptrdiff_t>(given));
  }
  return out;
}

/// Figures of the given rows, with the noise that calibrate() would take for them.
Given given_rows(const Fold& fold,
                 std::span<const catalog::Run> runs,
                 const Setup& setup,
                 const std::set<std::size_t>& rows) {
  const std::span<const predict::Observation> all = fold.regression.observations();
  std::vector<std::size_t> figures;
  std::vector<predict::Observation> own;
  for (std::size_t i = 0; i < setup.figures.size(); ++i) {
    if (rows.contains(all[setup.figures[i]].run)) {
      figures.push_back(i);
      own.push_back(all[setup.figures[i]]);
    }
  }
  weigh(own, runs, Whose::own);
  Given given = given_of(setup, figures);
  given.noise.resize(static_cast<Eigen::Index>(own.size()));
  for (std::size_t i = 0; i < own.size(); ++i) {
    given.noise(static_cast<Eigen::Index>(i)) = own[i].sd * own[i].sd / own[i].weight;
  }
  return given;
}

}  // namespace

void GivenRuns::visit(const Fold& fold) {
  std::map<std::string, std::vector<std::size_t>> setups;
  for (const std::size_t i : fold.tested) {
    const model::Labels& labels = fold.regression.observations()[i].step.labels;
    setups[std::string(labels[model::Scope::source_device])].push_back(i);
  }
  std::vector<GivenPrediction> out;
  for (const auto& [label, figures] : setups) {
    const std::vector<GivenPrediction> of_setup = predict_setup(fold, figures);
    out.insert(out.end(), of_setup.begin(), of_setup.end());
  }
  const std::lock_guard lock(adding_);
  by_fold_[fold.tested.front()] = std::move(out);
}

std::vector<GivenPrediction> GivenRuns::predict_setup(const Fold& fold,
                                                      const std::vector<std::size_t>& figures) {
  const std::span<const predict::Observation> all = fold.regression.observations();
  Rows by_model;
  for (const std::size_t i : figures) {
    if (all[i].figure == model::FigureKind::decode && all[i].weight > 0) {
      by_model[all[i].model].push_back(all[i].run);
    }
  }
  std::vector<GivenPrediction> out;
  if (by_model.size() <= given_) {
    return out;
  }
  setups_ += 1;
  const Setup setup = setup_of(fold, figures);
  std::mt19937_64 random(figures.front());
  for (const std::vector<std::string>& models : choose_models(by_model, given_, random)) {
    draws_ += 1;
    std::set<std::size_t> rows;
    for (const std::string& model : models) {
      const std::vector<std::size_t>& of_model = by_model.at(model);
      rows.insert(of_model[random() % of_model.size()]);
    }
    const Gain gain = gain_of(setup, given_rows(fold, runs_, setup, rows));
    for (std::size_t i = 0; i < figures.size(); ++i) {
      const auto row = static_cast<Eigen::Index>(i);
      if (!model::holds(models, all[figures[i]].model)) {
        out.push_back({figures[i],
                       setup.error(row),
                       setup.error(row) + gain.shift(row),
                       setup.before_variance(row),
                       setup.variance(row) - gain.variance(row)});
      }
    }
  }
  return out;
}

std::vector<GivenPrediction> GivenRuns::predictions() const {
  std::vector<GivenPrediction> out;
  for (const auto& [first, predictions] : by_fold_) {
    out.insert(out.end(), predictions.begin(), predictions.end());
  }
  return out;
}

}  // namespace tokroof::fit
