#include "predict/covariances.hpp"

#include <algorithm>
#include <limits>

namespace tokroof::predict {
namespace {

constexpr std::size_t kNew = std::numeric_limits<std::size_t>::max();

/// Where each of `now` stands in `before`; kNew: nowhere.
void find_places(const std::vector<BoundCoefficient>& before,
                 const std::vector<BoundCoefficient>& now,
                 std::vector<std::size_t>& places) {
  places.clear();
  std::size_t at = 0;
  for (const BoundCoefficient& one : now) {
    while (at < before.size() && before[at].coefficient < one.coefficient) {
      ++at;
    }
    places.push_back(at < before.size() && before[at] == one ? at : kNew);
  }
}

}  // namespace

const std::vector<double>& Covariances::of(const std::vector<BoundCoefficient>& reads) {
  if (reads == reads_) {
    return rows_;
  }
  find_places(reads_, reads, places_);
  rows_.swap(last_);
  rows_.resize(reads.size() * (reads.size() + 1) / 2);
  double* entry = rows_.data();
  for (std::size_t i = 0; i < reads.size(); ++i) {
    const auto& parameter = reads[i].parameter;
    if (!parameter) {
      const double sd = fitted_.prior_sd(reads[i].coefficient);
      entry = std::fill_n(entry, i, 0.0);
      *entry++ = sd * sd;
    } else if (places_[i] == kNew) {
      CovarianceRow row(fitted_, *parameter);
      for (std::size_t j = 0; j < i; ++j) {
        *entry++ = reads[j].parameter ? 2 * row.with(*reads[j].parameter) : 0.0;
      }
      *entry++ = row.with(*parameter);
    } else {
      const double* last = &last_[places_[i] * (places_[i] + 1) / 2];
      for (std::size_t j = 0; j <= i; ++j) {
        *entry++ = places_[j] != kNew   ? last[places_[j]]
                   : reads[j].parameter ? 2 * fitted_.covariance(*parameter, *reads[j].parameter)
                                        : 0.0;
      }
    }
  }
  reads_ = reads;
  return rows_;
}

}  // namespace tokroof::predict
