#include "model/energy.hpp"

#include <algorithm>
#include <cmath>

#include "model/count/layer_counts.hpp"
#include "model/names.hpp"
#include "model/time/shares.hpp"

namespace tokroof::model {
namespace {

constexpr double kNano = 1e-9;
constexpr double kYearOf5nm =
    2022;  // Ada, Hopper, RDNA3, CDNA3 came on 4 and 5 nm; Apple's chips from the first

bool at_wall(const Scenario& s) {
  return !(s.device.tdp_w > 0) && !(s.power_limit_w > 0) && s.device.system_max_w > 0;
}

}  // namespace

DrawLaw draw_law(const Device& d) {
  constexpr DrawLaw k5nm{.static_share = 0.24,
                         .joules_per_byte = 0.152 * kNano,
                         .joules_per_weight = 0.103 * kNano,
                         .ln_sd = 0.09,
                         .measured_on = "rtx-4090, rtx-5090"};
  constexpr DrawLaw k8nm{.static_share = 0.28,
                         .joules_per_byte = 0.152 * kNano,
                         .joules_per_weight = 0.30 * kNano,
                         .ln_sd = 0.15,
                         .measured_on = "rtx-3080-10gb"};
  const bool older = d.arch == "Ampere" || (d.vendor != "apple" && d.year < kYearOf5nm);
  DrawLaw law = older ? k8nm : k5nm;
  if (!is_one_of(d.arch, {"Ada", "Blackwell", "Ampere", "RDNA3.5"})) {
    law.ln_sd = 0.25;  // assumed: about the distance between the two rows
  }
  return law;
}

double power_limit_w(const Scenario& s) {
  const double limit = std::fmin(s.power_limit_w, s.device.tdp_w);  // of what is known
  return at_wall(s) ? s.device.system_max_w : limit;
}

namespace {

/// Bytes, weights and FLOP of a step on all devices together: what one device would do that held everything.
void count_work(const Step& step, DrawOfStep& d) {
  const Work& w = step.work;
  const double passes = std::min(step.how.passes, w.sequences);  // at the same time
  const double copies = std::min(step.how.attention_groups, pass_sequences(w, step.how));
  Conditions whole = step.how;
  whole.split = Split::none;
  whole.attention_groups = 1;
  const DeviceShare share = device_share(w, whole);
  const double tokens = step_tokens(w, whole), here = 1 - step.how.host_layer_share;
  const double again = (copies - 1) * here * (1 - step.how.host_tensor_share);  // of all but the experts
  d.draw.bytes_per_step = passes * (share.weight_bytes + again * (w.weight_bytes - w.expert_bytes) +
                                    tokens * w.state_bytes * here);
  d.bytes_per_cache_byte = w.sequences * here;
  d.draw.weights_per_step = passes * (share.weights + again * (w.weights - w.expert_weights));
  d.draw.matrix_flops_per_step = passes * share.batch_flops * std::max(1 - 1 / tokens, 0.0);
}

}  // namespace

double DrawOfStep::watts_at(double kv_bytes, double step_s) const {
  if (draw.kind != DrawKind::estimate) {
    return draw.watts;
  }
  const double bytes = draw.bytes_per_step + kv_bytes * bytes_per_cache_byte;
  const double work_w = turns * (fixed_joules + law.joules_per_byte * bytes) / (together * step_s);
  return devices * (static_w + std::min(limit_w - static_w, work_w) / turns) + waiting * waits_w;
}

Draw DrawOfStep::at(double kv_bytes, double step_s) const {
  Draw out = draw;
  out.watts = watts_at(kv_bytes, step_s);
  if (draw.kind == DrawKind::estimate) {
    out.bytes_per_step += kv_bytes * bytes_per_cache_byte;
  }
  return out;
}

DrawOfStep draw_of_step(const Scenario& s, const Step& step) {
  DrawOfStep d;
  Draw& draw = d.draw;
  d.devices = s.n_devices * std::min(s.replicas, std::ceil(s.concurrency));
  d.waiting = s.n_devices * s.replicas - d.devices;
  d.together = s.n_devices;
  d.limit_w = power_limit_w(s);
  draw.whole_machine = at_wall(s);
  if (!(d.limit_w > 0)) {
    return d;
  }
  draw.limit_w = d.limit_w * (d.devices + d.waiting);
  const bool known = draw.whole_machine && s.device.system_idle_w > 0;
  d.waits_w = known ? s.device.system_idle_w : kIdleShare * d.limit_w;
  if (s.cpu_only) {
    // A card beside a processor that does the work waits; the processor itself is known by its limit only.
    const bool card = s.device.kind == DeviceKind::gpu || s.device.kind == DeviceKind::accelerator;
    draw.kind = DrawKind::upper_bound;
    draw.watts = card ? kIdleShare * draw.limit_w : draw.limit_w;
    return d;
  }
  draw.kind = DrawKind::estimate;
  d.law = draw_law(s.device);
  const double specified = positive_or(s.device.tdp_w, d.limit_w);
  count_work(step, d);
  d.static_w = std::min(d.law.static_share * specified, d.limit_w);
  d.turns = turns_of(step);
  const double joules_per_flop = (1 - d.law.static_share) * specified / step.rates.fp16_flops;
  d.fixed_joules =
      d.law.joules_per_weight * draw.weights_per_step + joules_per_flop * draw.matrix_flops_per_step;
  return d;
}

Draw decode_draw(const Scenario& s, const Step& step, double step_s) {
  return draw_of_step(s, step).at(step.work.kv_bytes, step_s);
}

}  // namespace tokroof::model
