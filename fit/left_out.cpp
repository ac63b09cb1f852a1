#include "fit/left_out.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <mutex>
#include <thread>

#include "catalog/hash.hpp"
#include "fit/solve_near.hpp"
#include "predict/estimate.hpp"

namespace tokroof::fit {
namespace {

constexpr std::uint64_t kDeviceGroups = 24;
constexpr double kFoldTolerance = 3e-6;  // what is left moves errors by less than 0.1 points
constexpr double kStraight = 3e-4;       // moves nine errors of ten by less than 0.1 points

/// Parameters that no used observation touches.
void reset_unseen(const Regression& regression, const std::vector<bool>& used, std::vector<double>& x) {
  std::vector<bool> seen(x.size(), false);
  for (std::size_t i = 0; i < used.size(); ++i) {
    if (used[i] && regression.loss_weight(i) > 0) {
      for (const Use& use : regression.layout().uses_of(i)) {
        seen[use.parameter] = true;
      }
    }
  }
  const std::vector<double> mean = regression.layout().prior_means();
  for (std::size_t j = 0; j < x.size(); ++j) {
    x[j] = seen[j] ? x[j] : mean[j];
  }
}

void run_fold(const ModelPass& all,
              const Widths& widths,
              const std::vector<double>& start,
              const std::vector<bool>& used,
              const std::vector<std::size_t>& tested,
              const std::function<void(const Fold&)>& visit,
              std::vector<LeftOutResidual>& out) {
  const Regression& regression = all.regression();
  std::vector<double> from = start;
  reset_unseen(regression, used, from);
  ModelPass pass(all, used, Cores::one, from);
  const Solution solution = solve_near(pass, widths, from, kFoldTolerance, kStraight);
  const Posterior posterior(pass, widths, solution.parameters);
  const Coverage coverage(regression.observations(), used);
  Regression::Gradient gradient;
  for (const std::size_t i : tested) {
    const predict::Observation& o = regression.observations()[i];
    LeftOutResidual& r = out[i];
    r.error = regression.residual(i, solution.parameters, &gradient);
    r.spread.variance = posterior.variance(gradient) + o.step.figure.assumed_variance;
    r.spread.run_class = interval_class(o);
    r.spread.engine = o.step.labels[model::Scope::engine];
    r.spread.family = o.step.labels[model::Scope::family];
    r.spread.source = o.source;
    coverage.describe(o.step, r.spread);
    r.scored = true;
  }
  if (visit) {
    visit({regression, widths, tested, solution.parameters, posterior});
  }
}

}  // namespace

std::string key_of(const predict::Observation& o, LeaveOut what) {
  switch (what) {
    case LeaveOut::source: return o.source;
    case LeaveOut::model: return o.model;
    case LeaveOut::architecture: {
      const std::string_view family = o.step.labels[model::Scope::family];  // backend|vendor/architecture
      return std::string(family.substr(family.find('|') + 1));
    }
    case LeaveOut::device_group: return std::to_string(catalog::fnv1a(o.device) % kDeviceGroups);
    case LeaveOut::device: break;
  }
  return o.device;
}

std::string interval_class(const predict::Observation& o) {
  if (o.figure == model::FigureKind::decode) {
    return o.run_class;
  }
  return std::string(predict::prefill_class(o.step.how));
}

Coverage::Coverage(std::span<const predict::Observation> observations, const std::vector<bool>& used) {
  for (std::size_t i = 0; i < observations.size(); ++i) {
    if (!used[i] || !(observations[i].weight > 0)) {
      continue;
    }
    const model::Step& step = observations[i].step;
    families[std::string(step.labels[model::Scope::family])] = true;
    const double x = std::log(step.rates.bandwidth_bytes_per_s);
    auto [range, added] = ln_bandwidth.try_emplace(std::string(step.labels[model::Scope::backend]), x, x);
    if (!added) {
      range->second = {std::min(range->second.first, x), std::max(range->second.second, x)};
    }
  }
}

void Coverage::describe(const model::Step& step, predict::Spread& spread) const {
  spread.new_family = !families.contains(step.labels[model::Scope::family]);
  const auto range = ln_bandwidth.find(step.labels[model::Scope::backend]);
  if (range == ln_bandwidth.end()) {
    spread.extrapolation = 1;
    return;
  }
  const double x = std::log(step.rates.bandwidth_bytes_per_s);
  spread.extrapolation = std::clamp(std::max(range->second.first - x, x - range->second.second), 0.0, 1.0);
}

std::vector<LeftOutResidual> leave_out(const Regression& regression,
                                       const Widths& widths,
                                       const std::vector<double>& start,
                                       LeaveOut what,
                                       const std::vector<bool>& score,
                                       const std::function<void(std::size_t, std::size_t)>& progress,
                                       const std::function<void(const Fold&)>& visit) {
  const std::span<const predict::Observation> all = regression.observations();
  std::vector<std::string> keys;
  std::map<std::string, std::vector<std::size_t>> folds;
  for (std::size_t i = 0; i < all.size(); ++i) {
    keys.push_back(key_of(all[i], what));
    if (score[i]) {
      folds[keys[i]].push_back(i);
    }
  }
  std::vector<const std::pair<const std::string, std::vector<std::size_t>>*> jobs;
  jobs.reserve(folds.size());
  for (const auto& fold : folds) {
    jobs.push_back(&fold);
  }
  ModelPass whole(regression);
  whole.at(start);
  (void)whole.sparsity();  // folds share it
  std::vector<LeftOutResidual> out(all.size());
  std::atomic<std::size_t> next{0}, done{0};
  std::mutex reporting;
  std::exception_ptr failed;  // the first of any thread; the others then stop
  const auto folds_in_turn = [&] {
    for (std::size_t j = next++; j < jobs.size(); j = next++) {
      std::vector<bool> used(all.size());
      for (std::size_t i = 0; i < all.size(); ++i) {
        used[i] = keys[i] != jobs[j]->first;
      }
      run_fold(whole, widths, start, used, jobs[j]->second, visit, out);
      const std::size_t count = ++done;
      if (progress) {
        const std::lock_guard lock(reporting);
        progress(count, jobs.size());
      }
    }
  };
  const auto work = [&] {
    try {
      folds_in_turn();
    } catch (...) {
      const std::lock_guard lock(reporting);
      next = jobs.size();
      failed = failed ? failed : std::current_exception();
    }
  };
  const std::size_t threads = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 8);
  std::vector<std::thread> pool;
  for (std::size_t t = 1; t < threads; ++t) {
    pool.emplace_back(work);
  }
  work();
  for (std::thread& t : pool) {
    t.join();
  }
  if (failed) {
    std::rethrow_exception(failed);
  }
  return out;
}

}  // namespace tokroof::fit
