#include "judge/diagnose/prior_learning.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>

#include "judge/diagnose/posterior.hpp"
#include "judge/diagnose/prior.hpp"

namespace tokroof::judge {
namespace {

constexpr double kPrecision = 0.01, kUsualOdds = 0.02;
constexpr double kLeastProbability = 3.3546e-4;  // e^-8
constexpr double kMostWeight = 32, kWeightStep = 1.2;

/// ln of every entry of prior_odds().
using LnOdds = std::vector<double>;

ByCause<double> odds_of(const PriorCase& c, const LnOdds& ln_odds) {
  ByCause<double> out{};
  for (const std::size_t entry : c.entries) {
    out[index_of(prior_odds()[entry].cause)] += ln_odds[entry];
  }
  for (std::size_t h = 0; h < kCauses; ++h) {
    out[h] = h == 0 ? 1 : c.possible[h] ? std::exp(out[h]) : 0;
  }
  return out;
}

ByCause<double> posterior_of(const PriorCase& c, const LnOdds& ln_odds) {
  return lone_posterior(odds_of(c, ln_odds), c.ln_likelihood);
}

/// Sound rows of a group, and how many of them are accused.
struct Accused {
  double sound = 0, wrongly = 0;
};
void count_accused(std::span<const PriorCase> cases, std::size_t group, const LnOdds& ln_odds, Accused& out) {
  for (const PriorCase& c : cases) {
    if (c.label == Cause::ok && c.group == group) {
      const ByCause<double> p = posterior_of(c, ln_odds);
      out.sound += 1;
      out.wrongly += std::max_element(p.begin(), p.end()) == p.begin() ? 0 : 1;
    }
  }
}

class Objective {
 public:
  Objective(std::span<const PriorCase> cases, double sound_weight) : cases_(cases) {
    ByCause<double> count{};
    double labels = 0;
    for (const PriorCase& c : cases) {
      labels += count[index_of(c.label)]++ == 0 ? 1 : 0;
    }
    for (std::size_t h = 0; h < kCauses; ++h) {
      weight_[h] = count[h] > 0 ? (h == 0 ? sound_weight : 1) / (count[h] * labels) : 0;
    }
  }

  [[nodiscard]] double score(const LnOdds& ln_odds) const {
    double sum = 0;
    for (const PriorCase& c : cases_) {
      sum += term(c, ln_odds);
    }
    return sum;
  }

  /// What of S changes with one entry.
  [[nodiscard]] double along(std::size_t entry, const LnOdds& ln_odds) const {
    const double from = prior_odds()[entry].sign == Sign::any ? std::log(kUsualOdds) : 0;
    double sum = -0.5 * kPrecision * (ln_odds[entry] - from) * (ln_odds[entry] - from);
    for (const PriorCase& c : cases_) {
      if (std::find(c.entries.begin(), c.entries.end(), entry) != c.entries.end()) {
        sum += term(c, ln_odds);
      }
    }
    return sum;
  }

 private:
  [[nodiscard]] double term(const PriorCase& c, const LnOdds& ln_odds) const {
    const std::size_t label = index_of(c.label);
    return weight_[label] * std::log(posterior_of(c, ln_odds)[label] + kLeastProbability);
  }

  std::span<const PriorCase> cases_;
  ByCause<double> weight_{};
};

/// One Newton step along an entry, halved until it does not lower S. Returns its length.
double improve(const Objective& s, std::size_t entry, LnOdds& ln_odds) {
  constexpr double kDifference = 1e-3, kLongest = 1;
  constexpr int kHalvings = 6;
  const double start = ln_odds[entry];
  const auto at = [&](double x) {
    ln_odds[entry] = x;
    return s.along(entry, ln_odds);
  };
  const double here = at(start), above = at(start + kDifference), below = at(start - kDifference);
  const double slope = (above - below) / (2 * kDifference);
  const double curvature = (above - 2 * here + below) / (kDifference * kDifference);
  double step = curvature < 0 ? -slope / curvature : std::copysign(kLongest, slope);
  step = std::clamp(step, -kLongest, kLongest);
  for (int i = 0; i < kHalvings; ++i, step /= 2) {
    if (at(start + step) >= here) {
      return std::fabs(step);
    }
  }
  ln_odds[entry] = start;
  return 0;
}

void maximize(const Objective& s, LnOdds& ln_odds) {
  constexpr double kSettled = 2e-3;
  constexpr int kSweeps = 60;
  for (int sweep = 0; sweep < kSweeps; ++sweep) {
    double longest = 0;
    for (std::size_t entry = 0; entry < ln_odds.size(); ++entry) {
      if (prior_odds()[entry].origin == kLearned) {
        longest = std::max(longest, improve(s, entry, ln_odds));
      }
    }
    if (longest < kSettled) {
      return;
    }
  }
}

/// What is learned without one group of devices, of a weight and then of a lower one.
struct WithoutGroup {
  std::size_t group = 0;
  std::vector<PriorCase> others{};
  LnOdds ln_odds{};
};

std::vector<WithoutGroup> without_each_group(std::span<const PriorCase> cases, const LnOdds& start) {
  std::set<std::size_t> groups;
  for (const PriorCase& c : cases) {
    groups.insert(c.group);
  }
  std::vector<WithoutGroup> out;
  for (const std::size_t group : groups) {
    out.push_back({.group = group, .ln_odds = start});
    std::copy_if(cases.begin(), cases.end(), std::back_inserter(out.back().others), [&](const PriorCase& c) {
      return c.group != group;
    });
  }
  return out;
}

}  // namespace

PriorCase prior_case(const JudgedRow& row, Cause label, std::size_t group) {
  PriorCase out{.label = label,
                .ln_likelihood = ln_marginal(row.evidence),
                .entries = entries_of(row.stated),
                .group = group};
  for (std::size_t h = 0; h < kCauses; ++h) {
    out.possible[h] = row.causes[h].possible;
  }
  return out;
}

LearnedPriors learn_priors(std::span<const PriorCase> cases) {
  LnOdds now;
  for (const PriorOdds& p : prior_odds()) {
    const double start = p.sign == Sign::any ? kUsualOdds : 1;
    now.push_back(std::log(p.origin == kLearned ? start : p.odds));
  }
  LearnedPriors out;
  LnOdds best = now;
  std::vector<WithoutGroup> without = without_each_group(cases, now);
  for (double weight = kMostWeight; weight > 1; weight /= kWeightStep) {
    Accused count;
    for (WithoutGroup& w : without) {
      maximize(Objective(w.others, weight), w.ln_odds);
      count_accused(cases, w.group, w.ln_odds, count);
    }
    const double share = count.sound > 0 ? count.wrongly / count.sound : 0;
    if (share > kAccusedGoal) {
      break;
    }
    maximize(Objective(cases, weight), now);
    best = now;
    out.sound_weight = weight;
    out.accused = share;
  }
  out.score = Objective(cases, 1).score(best);
  for (const double x : best) {
    out.odds.push_back(std::exp(x));
  }
  return out;
}

}  // namespace tokroof::judge
