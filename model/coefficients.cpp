#include "model/coefficients.hpp"

namespace tokroof::model {
namespace {

bool matches(std::string_view glob, std::string_view label) {
  if (glob.starts_with('*')) {
    return label.ends_with(glob.substr(1));
  }
  if (glob.ends_with('*')) {
    return label.starts_with(glob.substr(0, glob.size() - 1));
  }
  return label == glob;
}

}  // namespace

double prior_parameter(const CoefficientSpec& spec, std::string_view label) {
  for (const PriorRule& rule : spec.rules) {
    if (!rule.glob.empty() && matches(rule.glob, label)) {
      return parameter_of(spec.transform, rule.mean);
    }
  }
  return parameter_of(spec.transform, spec.prior_mean);
}

}  // namespace tokroof::model
