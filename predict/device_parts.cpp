#include "predict/device_parts.hpp"

#include <algorithm>
#include <cmath>

#include "model/count.hpp"

namespace tokroof {
namespace {

bool shares_matrices(Split split) { return split == Split::tensor || split == Split::row; }

/// As if the card had an even share of a set as fast as it is on its own share.
void slow_down(Rates& r, double factor) {
  for (double* rate : {&r.bandwidth_bytes_per_s,
                       &r.fp32_flops,
                       &r.fp16_flops,
                       &r.dequant_ops_per_s,
                       &r.prefill_flops,
                       &r.power_w}) {
    *rate /= factor;
  }
}

}  // namespace

bool uneven(const Scenario& s) {
  return !s.cpu_only && std::any_of(s.parts.begin(), s.parts.end(), [&](const DevicePart& p) {
    return p.name != s.parts.front().name || std::fabs(p.share - s.parts.front().share) > 1e-9;
  });
}

std::vector<PartStep> part_steps(const Scenario& s) {
  std::vector<PartStep> out;
  if (!uneven(s)) {
    return out;
  }
  const bool together = shares_matrices(s.split);
  for (const DevicePart& part : s.parts) {
    if (!(part.share > 0)) {
      continue;
    }
    const auto same =
        std::find_if(out.begin(), out.end(), [&](const PartStep& p) { return p.name == part.name; });
    if (!together && same != out.end()) {
      same->share = std::fmin(same->share + part.share, 1.0);  // thirds add up to a little more
      same->weight = same->share;
      continue;
    }
    Scenario own = s;
    own.device = part.device;
    own.device_name = part.name;
    own.parts.clear();
    auto step = count(own, WeightCheck::leave);
    if (!step) {
      return {};
    }
    PartStep& added = out.emplace_back(PartStep{part.name, part.share, part.share, std::move(*step)});
    if (together) {
      slow_down(added.step.rates, s.n_devices * part.share);
    }
  }
  return out;
}

}  // namespace tokroof
