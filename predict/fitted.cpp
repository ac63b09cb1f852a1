#include "predict/fitted.hpp"

#include <algorithm>
#include <numeric>

namespace tokroof::predict {
namespace {

/// `terms` are sorted by name, as the keys of the JSON object that they come from.
IntervalModel interval_model(std::span<const NamedNumber> terms) {
  IntervalModel model;
  model.shifts.reserve(terms.size());
  const std::pair<std::string_view, double IntervalModel::*> known[] = {
      {"one", &IntervalModel::one},
      {"ln_sd", &IntervalModel::ln_sd},
      {"new_family", &IntervalModel::new_family},
      {"extrapolation", &IntervalModel::extrapolation},
      {"nu", &IntervalModel::nu},
      {"correct_ratio", &IntervalModel::correct_ratio},
      {"p_wrong", &IntervalModel::p_wrong}};
  for (const NamedNumber& term : terms) {
    const auto* it =
        std::find_if(std::begin(known), std::end(known), [&](const auto& k) { return k.first == term.name; });
    if (it != std::end(known)) {
      model.*(it->second) = term.value;
    } else {
      model.shifts.emplace_back(term.name, term.value);
    }
  }
  return model;
}

}  // namespace

Fitted::Fitted(const FittedData& data, std::shared_ptr<const void> owner)
    : data_(data),
      owner_(std::move(owner)),
      decode_(interval_model(data.decode_interval)),
      prefill_(interval_model(data.prefill_interval)) {
  for (const FittedParameter& p : data.parameters) {
    ++first_[p.coefficient + 1];
  }
  std::partial_sum(first_.begin(), first_.end(), first_.begin());
}

std::optional<std::size_t> Fitted::find(std::size_t coefficient, std::string_view label) const {
  const auto begin = data_.parameters.begin() + first_[coefficient];
  const auto end = data_.parameters.begin() + first_[coefficient + 1];
  const auto before = [](const FittedParameter& p, std::string_view wanted) { return p.label < wanted; };
  const auto it = std::lower_bound(begin, end, label, before);
  if (it == end || it->label != label) {
    return std::nullopt;
  }
  return static_cast<std::size_t>(it - data_.parameters.begin());
}

double Fitted::prior_sd(std::size_t coefficient) const {
  for (const NamedNumber& width : data_.widths) {
    if (width.name == model::kCoefficients[coefficient].name) {
      return width.value;
    }
  }
  return model::kCoefficients[coefficient].prior_sd;
}

double Fitted::covariance(std::size_t a, std::size_t b) const {
  const double scale = data_.parameters[a].sd * data_.parameters[b].sd;
  return a == b ? scale : data_.correlations.row(std::max(a, b)).with(std::min(a, b)) * scale;
}

CovarianceRow::CovarianceRow(const Fitted& fitted, std::size_t parameter)
    : fitted_(fitted), parameter_(parameter), left_(fitted.data().correlations.row(parameter)) {}

double CovarianceRow::with(std::size_t other) {
  if (other < passed_ || other >= parameter_) {
    return fitted_.covariance(parameter_, other);
  }
  passed_ = other;
  std::size_t skipped = 0;
  while (skipped < left_.size() && left_.others[skipped] < other) {
    ++skipped;
  }
  left_ = left_.from(skipped);
  const bool here = !left_.empty() && left_.others.front() == other;
  const auto& parameters = fitted_.data().parameters;
  return here ? left_.value(0) * (parameters[parameter_].sd * parameters[other].sd) : 0;
}

double Fitted::runs_behind(model::Scope scope, std::string_view label) const {
  for (const RunsBehind& b : data_.behind) {
    if (b.scope == scope && b.label == label) {
      return b.runs;
    }
  }
  return 0;
}

}  // namespace tokroof::predict
