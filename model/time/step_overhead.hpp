#pragma once
#include <cmath>

#include "model/coefficients.hpp"
#include "model/step.hpp"
#include "model/time/shares.hpp"

namespace tokroof::model {

/// A card's host is of its age.
///     exp(fxy (year - 2022))     fxy: step_fixed_per_device_year [1/year]
template <class T>
T host_age(const Step& step, const Coefficients<T>& c) {
  using std::exp;
  return step.how.unified
             ? T(1.0)
             : T(exp(c.template raw<"step_fixed_per_device_year">() * step.rates.years_after_2022));
}

/// What the host does for the sequences of a batch: schedules them, takes their tokens.
///
///     t = b sq exp(sqy (date - mid 2025)) host_age() [B > 1]
///     b = B from two on; 2 (B - 1) below: a mean of 1.1 is one in nine steps of ten and two in the tenth
///
///   B    sequences of a scheduler: each attention group has its own
///   sq   the host's work for one sequence            sequence_host_us         [us]
///   sqy  its change by year of a server's build      sequence_host_per_year   [1/year]
template <class T>
T sequences_on_host(const Step& step, const Coefficients<T>& c) {
  using std::exp;
  const double sequences = step.work.sequences / step.how.attention_groups;
  if (!(sequences > 1)) {
    return T(0.0);
  }
  T sequence = 1e-6 * c.template get<"sequence_host_us">() * host_age(step, c);
  if (step.how.server_kernels) {
    sequence *= exp(c.template raw<"sequence_host_per_year">() * step.how.years_after_mid_2025);
  }
  return std::fmin(sequences, 2 * (sequences - 1)) * sequence;
}

/// Time of a step that depends on neither the weights nor the cache, and that the device waits for.
///
///     t = fx host_age() + sequences_on_host(), which Conditions::schedules_beside leaves to decode_pace()
///
///   fx   scheduling, sampling, the graph's start     step_fixed_us      [us]
template <class T>
T step_overhead(const Step& step, const Coefficients<T>& c) {
  const T t = 1e-6 * c.template get<"step_fixed_us">() * host_age(step, c);
  return step.how.schedules_beside ? t : T(t + sequences_on_host(step, c));
}

/// Time to sample from the logits of every position that a step computes.
///
///     on the host                 4 V B (1 + k) vh          4 bytes a vocabulary entry; vh: logits_ns_per_byte [ns/B]
///     on the device (servers)     4 V B (1 + k) vp/(BW n)   vp: logits_passes [1]; B of an attention group, n its devices
template <class T>
T logits_copy(const Step& step, const Coefficients<T>& c) {
  if (step.how.server_kernels) {
    return 4 * step.work.vocab * group_tokens(step) * c.template get<"logits_passes">() /
           (step.rates.bandwidth_bytes_per_s * matrix_split(step.how));
  }
  return 4 * step.work.vocab * step_tokens(step) * 1e-9 * c.template get<"logits_ns_per_byte">();
}

}  // namespace tokroof::model
