#include "predict/bound_by.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace tokroof::predict {

std::string_view weights_limit(const model::Step& step, const model::Coefficients<double>& c) {
  if (step.how.cpu) {
    const double bytes = model::step_weight_bytes(step);
    const double memory_s = bytes / model::host_bandwidth(step, c);
    const double all_s = model::host_read(step, c, bytes, step.work.weights * model::step_tokens(step));
    constexpr double kNotMemory = 1.5;  // a smooth maximum of equals is below it
    return all_s > kNotMemory * memory_s ? "compute" : "weights";
  }
  const model::WeightLimits<double> limits = model::weight_limits(step, c);
  const double most = std::max({limits.memory, limits.dequant, limits.power, limits.matrix});
  if (most == limits.memory) return "weights";
  return most == limits.power ? "power" : "compute";
}

bool at_power_cap(double step_s, double cap_s) {
  constexpr double kRules = 0.95;  // of the step
  return cap_s > 0 && cap_s > kRules * step_s;
}

std::string_view bound_by(const model::Breakdown<double>& t, std::string_view weights_limit, bool capped) {
  if (capped) {
    return "power";
  }
  const std::pair<double, std::string_view> groups[] = {
      {t.weights, weights_limit},
      {t.kv + t.state, "kv"},
      {t.launch + t.fixed + t.logits + t.eager + t.drafting, "launch"},
      {t.link, "link"},
      {t.host, "host"}};
  return std::max_element(std::begin(groups),
                          std::end(groups),
                          [](const auto& a, const auto& b) { return a.first < b.first; })
      ->second;
}

}  // namespace tokroof::predict
