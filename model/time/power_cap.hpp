#pragma once
#include "model/time/kv_read.hpp"
#include "model/time/smooth_max.hpp"
#include "model/time/weight_read.hpp"

namespace tokroof::model {

/// Least time of a step at a power cap: the controller lowers the clocks until the mean draw of a card fits.
///
///     t = (R_d pwc + O poc) e^pw_family/(P - pb0 P_spec)          0 without a cap
///
///   R_d        weights and cache that one device reads; a layer split's devices take turns, so each has 1/n of them
///              and the rest of the step to rest                                                          [B]
///   O          operations on its weights                weight_ops()                                     [1]
///   pw_family  deviation of both energies               energy_family                                    [ln]
///   pwc, poc   energy a byte, an operation              capped_energy_per_byte_nj, _per_operation_pj     [nJ/B, pJ]
///   pb0        share of P_spec that stays whatever the clocks                capped_base_share           [1]
///   P, P_spec  power limit, specified limit             Rates::power_w, specified_power_w                [W]
///
/// What the specified limit costs is in the other coefficients already, so a step of t0 without this law takes
///
///     t0 * smooth_max_4[t0, t(P)]/smooth_max_4[t0, t(P_spec)]          t0 again at P = P_spec
///
/// Far above t0 both maxima are the energies' times: a step that draws less than this law believes takes as much more
/// time as its watts fall.
///
/// Why beside WeightLimits::power, which every card has: stock limits are set so that such kernels hardly meet them.
/// Ignores: the voltage that falls with the clocks. Known from 3090s at 185 to 330 W and a 4090 at 260 to 400 W.
template <class T>
struct PowerCap {
  bool capped = false;
  T fixed_s{0.0};       ///< of the weights
  T s_per_byte{0.0};    ///< of a sequence's cache
  T of_specified{0.0};  ///< t(P_spec)/t(P)

  [[nodiscard]] T least(const CacheWork& cache) const {
    return capped ? T(fixed_s + cache.bytes * s_per_byte) : T(0.0);
  }

  /// The step of `free` seconds without a cap, under the cap.
  [[nodiscard]] T stretched(const T& free, const CacheWork& cache) const {
    const T bound = least(cache);
    return free * smooth_max<4>({free, bound}) / smooth_max<4>({free, T(bound * of_specified)});
  }
};

template <class T>
PowerCap<T> power_cap_law(const Step& step, const Coefficients<T>& c) {
  constexpr double kLeast = 0.1;  // of the limit: a cap below what the card draws anyway
  const Rates& rates = step.rates;
  if (!(rates.power_w < rates.specified_power_w)) {
    return {};
  }
  const DeviceShare share = device_share(step);
  const T base = c.template get<"capped_base_share">() * rates.specified_power_w;
  const T left = rates.power_w - base;
  const T least(kLeast * rates.power_w);
  const T watts = left > least ? left : least;
  using std::exp;
  const T family = exp(c.template raw<"energy_family">()) / turns_of(step);
  const T joules_per_byte = 1e-9 * family * c.template get<"capped_energy_per_byte_nj">();
  const T operations =
      weight_ops(step, c, share).number * 1e-12 * family * c.template get<"capped_energy_per_operation_pj">();
  return {.capped = true,
          .fixed_s = (share.weight_bytes * joules_per_byte + operations) / watts,
          .s_per_byte = group_sequences(step) * share.kv_copies / share.kv_split * joules_per_byte / watts,
          .of_specified = watts / (rates.specified_power_w - base)};
}

template <class T>
T power_cap(const Step& step, const Coefficients<T>& c) {
  return power_cap_law(step, c).least(cache_work(step.work));
}

}  // namespace tokroof::model
