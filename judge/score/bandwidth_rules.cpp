#include "judge/score/bandwidth_rules.hpp"

namespace tokroof {

std::optional<double> bandwidth_over_size(const Scenario& s, const Step& step) {
  if (!one_plain_stream(s) || !in_one_place(s)) {
    return std::nullopt;
  }
  return s.device.bandwidth_bytes_per_s / step.work.file_bytes;
}

std::optional<double> calculators(const Scenario& s, const Step& /*step*/) {
  constexpr double kEfficiency = 0.70;
  const double bits = nominal_bits(s.quant);
  if (!one_plain_stream(s) || !in_one_place(s) || !(bits > 0)) {
    return std::nullopt;
  }
  return kEfficiency * s.n_devices * s.device.bandwidth_bytes_per_s / (s.model->active_parameters * bits / 8);
}

}  // namespace tokroof
