#include "fit/model_pass.hpp"

#include <algorithm>
#include <functional>
#include <future>
#include <thread>
#include <utility>

namespace tokroof::fit {
namespace {

/// Begins to load what the next time is made from: steps lie far apart in memory.
void fetch(const model::Step& step) {
  constexpr std::size_t kLineBytes = 64;
  const char* const bytes = reinterpret_cast<const char*>(&step);
  for (std::size_t at = 0; at < offsetof(model::Step, labels); at += kLineBytes) {
    __builtin_prefetch(bytes + at);
  }
}

std::vector<double> difference(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> out(a.size());
  std::transform(a.begin(), a.end(), b.begin(), out.begin(), std::minus<>());
  return out;
}

}  // namespace

void in_parts(Cores cores, const std::function<void(std::size_t)>& work) {
  const std::size_t threads =
      cores == Cores::one ? 1 : std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, kParts);
  const auto every = [&](std::size_t first) {
    for (std::size_t p = first; p < kParts; p += threads) {
      work(p);
    }
  };
  std::vector<std::future<void>> others;
  for (std::size_t t = 1; t < threads; ++t) {
    others.push_back(std::async(std::launch::async, every, t));
  }
  every(0);
  for (std::future<void>& other : others) {
    other.get();
  }
}

ModelPass::ModelPass(const Regression& regression)
    : ModelPass(regression, std::vector<bool>(regression.observations().size(), true), Cores::all) {}

ModelPass::ModelPass(const Regression& regression, const std::vector<bool>& used, Cores cores)
    : regression_(regression), cores_(cores) {
  constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  time_of_first_.assign(used.size(), kNone);
  std::vector<std::vector<std::size_t>> figures;
  for (std::size_t i = 0; i < used.size(); ++i) {
    if (!used[i] || !(regression.loss_weight(i) > 0)) {
      continue;
    }
    std::size_t& time = time_of_first_[regression.first_alike(i)];
    if (time == kNone) {
      time = figures.size();
      figures.emplace_back();
    }
    figures[time].push_back(i);
  }
  std::size_t derivatives = 0;
  for (const std::vector<std::size_t>& alike : figures) {
    times_.push_back({figures_.size(), derivatives});
    figures_.insert(figures_.end(), alike.begin(), alike.end());
    derivatives += regression.layout().uses_of(alike.front()).size();
  }
  times_.push_back({figures_.size(), derivatives});
  derivatives_.resize(derivatives);
}

ModelPass::ModelPass(const ModelPass& all,
                     const std::vector<bool>& used,
                     Cores cores,
                     std::vector<double> parameters)
    : ModelPass(all.regression_, used, cores) {
  std::vector<std::size_t> time_in_all;
  for (std::size_t t = 0; t < times(); ++t) {
    const std::size_t same = all.time_of_first_[regression_.first_alike(figures_[first_figure(t)])];
    time_in_all.push_back(same);
    times_[t].ln_seconds = all.ln_seconds(same);
    const std::span<const double> known = all.derivatives(same);
    std::copy(known.begin(),
              known.end(),
              derivatives_.begin() + static_cast<std::ptrdiff_t>(times_[t].first_derivative));
  }
  if (all.sparsity_) {
    sparsity_.emplace(*all.sparsity_, time_in_all);
  }
  parameters_ = std::move(parameters);
}

void ModelPass::at(const std::vector<double>& parameters) {
  if (parameters == parameters_) {
    return;
  }
  if (!touched_at_.empty()) {
    along_tangents(parameters);
    return;
  }
  parameters_.clear();
  in_parts(cores_, [&](std::size_t part) {
    const std::size_t end = times() * (part + 1) / kParts;
    for (std::size_t t = times() * part / kParts; t < end; ++t) {
      if (t + 1 < end) {
        fetch(regression_.observations()[figures_[first_figure(t + 1)]].step);
      }
      ask(t, parameters);
    }
  });
  parameters_ = parameters;
}

void ModelPass::ask(std::size_t time, const std::vector<double>& parameters) {
  times_[time].ln_seconds = regression_.ln_seconds(
      figures_[first_figure(time)], parameters, derivatives_.data() + times_[time].first_derivative);
  times_[time].bend = 0;
}

void ModelPass::nearly_at(const std::vector<double>& parameters, double straight) {
  const std::vector<double> moved = difference(parameters, parameters_);
  for (std::size_t t = 0; t < times(); ++t) {
    const double* slope = derivatives_.data() + times_[t].first_derivative;
    double change = 0;
    for (const Use& use : uses(t)) {
      change += *slope++ * moved[use.parameter];
      times_[t].bend += moved[use.parameter] * moved[use.parameter];
    }
    times_[t].ln_seconds += change;
    if (times_[t].bend > straight) {
      ask(t, parameters);
    }
  }
  parameters_ = parameters;
}

void ModelPass::follow_tangents() {
  touched_at_ = parameters_;
  ln_seconds_there_.clear();
  for (std::size_t t = 0; t < times(); ++t) {
    ln_seconds_there_.push_back(times_[t].ln_seconds);
  }
}

void ModelPass::leave_tangents() {
  for (std::size_t t = 0; t < times(); ++t) {
    times_[t].ln_seconds = ln_seconds_there_[t];
  }
  parameters_ = std::exchange(touched_at_, {});
}

void ModelPass::along_tangents(const std::vector<double>& parameters) {
  const std::vector<double> moved = difference(parameters, touched_at_);
  const double* slope = derivatives_.data();
  for (std::size_t t = 0; t < times(); ++t) {
    double change = 0;
    for (const Use& use : uses(t)) {
      change += *slope++ * moved[use.parameter];
    }
    times_[t].ln_seconds = ln_seconds_there_[t] + change;
  }
  parameters_ = parameters;
}

const Sparsity& ModelPass::sparsity() {
  if (!sparsity_) {
    sparsity_.emplace(*this);
  }
  return *sparsity_;
}

std::vector<Measured> measured(const ModelPass& pass) {
  std::vector<Measured> out;
  for (const std::size_t figure : pass.figures()) {
    const predict::Observation& o = pass.regression().observations()[figure];
    out.push_back({o.ln_seconds, o.sd, o.weight});
  }
  return out;
}

std::span<const Use> ModelPass::uses(std::size_t time) const {
  return regression_.layout().uses_of(figures_[first_figure(time)]);
}

std::span<const double> ModelPass::derivatives(std::size_t time) const {
  return std::span(derivatives_).subspan(times_[time].first_derivative, uses(time).size());
}

}  // namespace tokroof::fit
