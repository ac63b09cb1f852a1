#pragma once
#include "model/coefficients.hpp"
#include "model/count/messages.hpp"
#include "model/step.hpp"
#include "model/time/shares.hpp"

namespace tokroof {

/// Link time of llama.cpp's row split: every matrix multiplication of a layer is shared and put together again.
///
///     t = m L (rl0 + rl1 (n - 1)) e^(hst + rly (year - 2022))  [+ (W - We) (n - 1)/n sy under SYCL]
///
///   m     matrix multiplications a layer: 7 dense, 4 with experts, which stay whole   row_split_matmuls()
///   rl0   one of them                      row_matmul_us              [us]
///   rl1   for each further device          row_matmul_per_device_us   [us]
///   hst   deviation of this machine        row_host                   [ln]
///   rly   by year of the device            row_matmul_per_device_year [1/year]
///   sy    SYCL moves the other devices' rows to the first one, in every step   row_sycl_ns_per_byte   [ns/B]
///
/// Source: the bundled row splits; latencies differ by machine by 20 %, are constant over models, and are
/// shorter where cards read each other (NVLink; professional cards over PCIe) than through host memory (GeForce).
/// Ignores: the activations' bytes, which are few next to the synchronizations.
template <class T>
T row_split(const Step& step, const Coefficients<T>& c) {
  using std::exp;
  const double matmuls = messages(step).number;
  T t = matmuls * 1e-6 *
        (c.template get<"row_matmul_us">() +
         c.template get<"row_matmul_per_device_us">() * (step.how.devices - 1)) *
        exp(c.template raw<"row_host">() +
            c.template raw<"row_matmul_per_device_year">() * step.rates.years_after_2022);
  if (step.how.sycl) {
    const double split_bytes =
        (step.work.weight_bytes - step.work.expert_bytes) * (1 - step.how.host_layer_share);
    const double elsewhere = (step.how.devices - 1) / step.how.devices;
    t += split_bytes * elsewhere * 1e-9 * c.template get<"row_sycl_ns_per_byte">();
  }
  return t;
}

}  // namespace tokroof
