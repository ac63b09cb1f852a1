#include "predict/covariances.hpp"

#include <algorithm>
#include <limits>

namespace tokroof::predict {
namespace {

constexpr std::size_t kPairs = 4096;
constexpr std::size_t kMostTriangles = 32;  // a third of a megabyte
constexpr BoundCoefficient kNone{std::numeric_limits<std::size_t>::max(), {}};

bool same_coefficients(const std::vector<BoundCoefficient>& a, const std::vector<BoundCoefficient>& b) {
  return std::equal(
      a.begin(), a.end(), b.begin(), b.end(), [](const BoundCoefficient& one, const BoundCoefficient& other) {
        return one.coefficient == other.coefficient;
      });
}

}  // namespace

Covariances::Covariances(const Fitted& fitted) : fitted_(fitted), pairs_(kPairs) {}

/// Steps take turns in a few sets of coefficients (one stream and several, dense models and mixtures): each has a triangle. That
/// of a new set begins with the pairs that the last one had.
Covariances::Triangle& Covariances::of_these_coefficients(const std::vector<BoundCoefficient>& reads) {
  for (std::size_t k = 0; k < known_.size(); ++k) {
    if (same_coefficients(known_[k].reads, reads)) {
      last_ = k;
      return known_[k];
    }
  }
  Triangle made{{reads.size(), kNone}, std::vector<double>(reads.size() * (reads.size() + 1) / 2)};
  if (!known_.empty()) {
    Triangle& last = known_[last_];
    std::vector<std::size_t> place(reads.size());  // in the last one
    for (std::size_t i = 0, at = 0; i < reads.size(); ++i) {
      while (at < last.reads.size() && last.reads[at].coefficient < reads[i].coefficient) {
        ++at;
      }
      if (at == last.reads.size() || last.reads[at].coefficient != reads[i].coefficient) {
        continue;
      }
      made.reads[i] = last.reads[at];
      place[i] = at;
      for (std::size_t j = 0; j <= i; ++j) {
        if (made.reads[j] != kNone) {
          made.row(i)[j] = last.row(at)[place[j]];
        }
      }
    }
  }
  last_ = known_.size() < kMostTriangles ? known_.size() : (last_ + 1) % kMostTriangles;
  if (last_ == known_.size()) {
    known_.emplace_back();
  }
  return known_[last_] = std::move(made);
}

/// The covariance of two parameters twice: labels take turns (a model's types, a device's engines), and with them the pairs.
double Covariances::twice(std::size_t a, std::size_t b) {
  constexpr std::size_t kSpread = 0x9E3779B1;
  Pair& pair = pairs_[(a * kSpread + b) % pairs_.size()];
  if (pair.a != a || pair.b != b) {
    pair = {static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b), 2 * fitted_.covariance(a, b)};
  }
  return pair.twice;
}

/// The pairs of the i-th coefficient with those before it, and with those behind it that have not changed.
void Covariances::put(Triangle& triangle, std::size_t i) {
  const std::vector<BoundCoefficient>& reads = triangle.reads;
  const auto& parameter = reads[i].parameter;
  double* row = triangle.row(i);
  std::fill_n(row, i, 0.0);
  if (parameter) {
    for (std::size_t j = 0; j < i; ++j) {
      row[j] = reads[j].parameter ? twice(*parameter, *reads[j].parameter) : 0.0;
    }
    row[i] = fitted_.covariance(*parameter, *parameter);
  } else {
    const double sd = fitted_.prior_sd(reads[i].coefficient);
    row[i] = sd * sd;
  }
  auto changed = std::upper_bound(changed_.begin(), changed_.end(), i);
  for (std::size_t j = i + 1; j < reads.size(); ++j) {
    if (changed != changed_.end() && *changed == j) {
      ++changed;
    } else {
      triangle.row(j)[i] = parameter && reads[j].parameter ? twice(*reads[j].parameter, *parameter) : 0.0;
    }
  }
}

const std::vector<double>& Covariances::of(const std::vector<BoundCoefficient>& reads) {
  Triangle& triangle = of_these_coefficients(reads);
  changed_.clear();
  for (std::size_t i = 0; i < reads.size(); ++i) {
    if (triangle.reads[i] != reads[i]) {
      triangle.reads[i] = reads[i];
      changed_.push_back(i);
    }
  }
  for (const std::size_t i : changed_) {
    put(triangle, i);
  }
  return triangle.rows;
}

}  // namespace tokroof::predict
