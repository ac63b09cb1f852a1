#include "predict/device_parts.hpp"

#include <algorithm>
#include <cmath>

#include "model/count.hpp"

namespace tokroof::predict {
namespace {

bool shares_matrices(model::Split split) {
  return split == model::Split::tensor || split == model::Split::row;
}

/// As if the card had an even share of a set as fast as it is on its own share.
void slow_down(model::Rates& r, double factor) {
  for (double* rate : {&r.bandwidth_bytes_per_s,
                       &r.fp32_flops,
                       &r.fp16_flops,
                       &r.dequant_ops_per_s,
                       &r.prefill_flops,
                       &r.operand_flops,
                       &r.power_w}) {
    *rate /= factor;
  }
}

}  // namespace

bool uneven(const model::Scenario& s) {
  return !s.cpu_only && std::any_of(s.parts.begin(), s.parts.end(), [&](const model::DevicePart& p) {
    return p.name != s.parts.front().name || std::fabs(p.share - s.parts.front().share) > 1e-9;
  });
}

std::vector<PartStep> part_steps(const model::Scenario& s) {
  std::vector<PartStep> out;
  if (!uneven(s)) {
    return out;
  }
  const bool together = shares_matrices(s.split);
  for (const model::DevicePart& part : s.parts) {
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
    model::Scenario own = s;
    own.device = part.device;
    own.device_name = part.name;
    own.parts.clear();
    auto step = model::count(own, model::WeightCheck::leave);
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

}  // namespace tokroof::predict
