#include "predict/binder.hpp"

#include <limits>

#include "predict/covariances.hpp"

namespace tokroof::predict {
namespace {

constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

/// Where each of `now` stands in `before`, kNone: nowhere. Both ascend by coefficient.
std::vector<std::size_t> places_in(const std::vector<BoundCoefficient>& before,
                                   const std::vector<BoundCoefficient>& now) {
  std::vector<std::size_t> out;
  out.reserve(now.size());
  std::size_t at = 0;
  for (const BoundCoefficient& one : now) {
    while (at < before.size() && before[at].coefficient < one.coefficient) {
      ++at;
    }
    out.push_back(at < before.size() && before[at] == one ? at : kNone);
  }
  return out;
}

}  // namespace

void Binder::see(const model::Labels& labels) {
  for (std::size_t scope = 0; scope < model::kScopeCount; ++scope) {
    if (changes_[scope] == 0 || labels_.text[scope] != labels.text[scope]) {
      labels_.text[scope] = labels.text[scope];
      ++changes_[scope];
    }
  }
}

Binding Binder::bind(const model::Step& step, model::FigureKind figure) {
  see(step.labels);
  return bind_with(step, figure, [&](std::size_t coefficient) {
    const model::Scope scope = model::kCoefficients[coefficient].scope;
    Known& known = known_[coefficient];
    if (known.label != changes_[model::index(scope)]) {
      known = {changes_[model::index(scope)], bound_value(fitted_, coefficient, step.labels[scope])};
    }
    return known.bound;
  });
}

const std::vector<double>& Binder::covariances(const std::vector<BoundCoefficient>& reads) {
  if (reads == reads_) {
    return covariances_;
  }
  const std::vector<std::size_t> before = places_in(reads_, reads);
  covariances_ = predict::covariances(fitted_, reads, [&](std::size_t i, std::size_t j) {
    return before[i] != kNone && before[j] != kNone
               ? std::optional(covariances_[before[i] * (before[i] + 1) / 2 + before[j]])
               : std::nullopt;
  });
  reads_ = reads;
  return covariances_;
}

}  // namespace tokroof::predict
