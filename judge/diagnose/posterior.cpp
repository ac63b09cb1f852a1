#include "judge/diagnose/posterior.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace tokroof::judge {
namespace {

constexpr double kNothing = -std::numeric_limits<double>::infinity();
constexpr double kSessionCorrelation = 0.05;
constexpr std::size_t kNoCause = 0;                     // that the faults of a machine have in common
constexpr std::array<double, 3> kOftener{0.8, 1, 1.2};  // better machines, usual ones, worse ones

bool possible(const RowEvidence& row, std::size_t cause) {
  return row.odds[cause] > 0 && row.ln_likelihood[cause][kNodes / 2] > kNothing;
}

/// p(h | a, c) of one row, for all h.
ByCause<double> row_prior(const RowEvidence& row, double oftener, std::size_t common, double share) {
  ByCause<double> out{};
  const double k = common != kNoCause && possible(row, common) ? share : 0;
  double all = 0;
  for (std::size_t h = 1; h < kCauses; ++h) {
    out[h] = possible(row, h) ? row.odds[h] : 0;
    all += out[h];
  }
  const double scale = oftener / (1 + oftener * all);
  for (std::size_t h = 1; h < kCauses; ++h) {
    out[h] = scale * ((1 - k) * out[h] + (h == common ? k * all : 0));
  }
  out[index_of(Cause::ok)] = 1 / (1 + oftener * all);
  return out;
}

/// L(h | u) of a row at one node, against the likeliest h.
struct Likelihood {
  ByCause<double> relative{};
  double ln_most = 0;
};

Likelihood likelihood_at(const RowEvidence& row, std::size_t node) {
  Likelihood out;
  ByCause<double> ln{};
  for (std::size_t h = 0; h < kCauses; ++h) {
    const double at_node = row.ln_likelihood[h][node];
    const bool counts = (h == index_of(Cause::ok) || possible(row, h)) && std::isfinite(at_node);
    ln[h] = counts ? at_node : kNothing;
  }
  const double most = *std::max_element(ln.begin(), ln.end());
  if (most > kNothing) {
    out.ln_most = most;
    std::transform(ln.begin(), ln.end(), out.relative.begin(), [&](double x) { return std::exp(x - most); });
  }
  return out;
}

ByCause<double> common_prior(std::span<const RowEvidence> rows) {
  ByCause<double> out{};
  double sum = 0;
  for (std::size_t c = 1; c < kCauses; ++c) {
    for (const RowEvidence& row : rows) {
      out[c] += possible(row, c) ? row.odds[c] : 0;
    }
    sum += out[c];
  }
  for (double& p : out) {
    p *= kCommonCause / sum;
  }
  out[kNoCause] = 1 - kCommonCause;
  return out;
}

/// One combination of offset, frequency and common cause, and what it is worth to each row.
struct State {
  std::size_t node = 0, cause = 0;
  double oftener = 1, ln_weight = 0;
  std::vector<double> ln_row{};  ///< ln sum_h p(h | a, c) L(h | u)
};

std::vector<State> states_of(std::span<const RowEvidence> rows) {
  const ByCause<double> common = common_prior(rows);
  std::vector<State> out;
  for (const double oftener : kOftener) {
    for (std::size_t c = 0; c < kCauses; ++c) {
      for (std::size_t node = 0; node < kNodes && common[c] > 0; ++node) {
        out.push_back({node, c, oftener, std::log(common[c] * kOffsetNodes[node].weight)});
      }
    }
  }
  return out;
}

}  // namespace

std::vector<ByCause<double>> joint_posterior(std::span<const RowEvidence> rows, double common_share) {
  constexpr double kLeast = -700;  // e^-700 is still a number
  const double w = 1 / (1 + kSessionCorrelation * static_cast<double>(rows.size() - 1));
  std::vector<std::array<Likelihood, kNodes>> likelihood(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t node = 0; node < kNodes; ++node) {
      likelihood[i][node] = likelihood_at(rows[i], node);
    }
  }
  std::vector<State> states = states_of(rows);
  for (State& s : states) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const Likelihood& l = likelihood[i][s.node];
      const ByCause<double> prior = row_prior(rows[i], s.oftener, s.cause, common_share);
      const double sum = std::inner_product(prior.begin(), prior.end(), l.relative.begin(), 0.0);
      s.ln_row.push_back(std::max(std::log(sum) + l.ln_most, kLeast));
      s.ln_weight += w * s.ln_row.back();
    }
  }
  std::vector<ByCause<double>> out(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    double most = kNothing;
    for (const State& s : states) {
      most = std::max(most, s.ln_weight + (1 - w) * s.ln_row[i]);
    }
    double sum = 0;
    for (const State& s : states) {
      const Likelihood& l = likelihood[i][s.node];
      const ByCause<double> prior = row_prior(rows[i], s.oftener, s.cause, common_share);
      const double others = std::exp(l.ln_most + s.ln_weight - w * s.ln_row[i] - most);
      for (std::size_t h = 0; h < kCauses; ++h) {
        const double p = prior[h] * l.relative[h] * others;
        out[i][h] += p;
        sum += p;
      }
    }
    for (double& p : out[i]) {
      p /= sum;
    }
  }
  return out;
}

}  // namespace tokroof::judge
