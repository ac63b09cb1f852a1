#pragma once
#include "model/coefficients.hpp"
#include "model/step.hpp"

namespace tokroof {

/// Time of a step that depends on neither the weights nor the cache.
///
///     t = fx + B sq  [B > 1]
///
///   fx   scheduling, sampling, the graph's start     step_fixed_us      [us]
///   sq   the host's work for one sequence            sequence_host_us   [us]
///
/// Ignores: schedulers that overlap with the device.
template <class T>
T step_overhead(const Step& step, const Coefficients<T>& c) {
  T t = 1e-6 * c.template get<"step_fixed_us">();
  if (step.work.sequences > 1) {
    t += step.work.sequences * 1e-6 * c.template get<"sequence_host_us">();
  }
  return t;
}

/// Time to bring the logits to the sampler.
///
///     t = 4 V vh          4 bytes a vocabulary entry; vh: logits_ns_per_byte [ns/B]
template <class T>
T logits_copy(const Step& step, const Coefficients<T>& c) {
  return 4 * step.work.vocab * 1e-9 * c.template get<"logits_ns_per_byte">();
}

}  // namespace tokroof
