#pragma once
#include "model/coefficients.hpp"
#include "model/count/messages.hpp"
#include "model/step.hpp"
#include "model/time/link_rate.hpp"
#include "model/time/shares.hpp"

namespace tokroof::model {

/// How much longer a synchronization of a row split takes than over the devices' own fabric.
template <class T>
T row_way(const Step& step, const Coefficients<T>& c) {
  return link_way(
      step.rates.link, T(c.template get<"row_pcie_more">()), T(c.template get<"row_host_more">()));
}

/// Seconds of the bytes that a row split gathers in a step: the other devices' rows of every product.
///
///     t = 4 tokens (N - Ne)/d_model (n - 1)/n / (0.83 BW)
///
///   (N - Ne)/d_model   widths of a step's products together; experts stay whole
inline double row_bytes_time(const Step& step) {
  const Work& w = step.work;
  const double elsewhere = (step.how.devices - 1) / step.how.devices;
  return copy_time(step.rates.link,
                   kFloatBytes * step_tokens(step) * (w.weights - w.expert_weights) / w.d_model * elsewhere);
}

/// Link time of llama.cpp's row split: every matrix multiplication of a layer is shared and put together again.
///
///     t = m L [ (rl0 + rl1 (n - 1)) way e^(hst + rly (year - 2022)) + latency ] + bytes
///         [+ (W - We) (n - 1)/n sy under SYCL]
///
///   m        matrix multiplications a layer: 7 dense, 4 with experts, which stay whole   row_split_matmuls()
///   rl0      one of them, over the devices' own fabric    row_matmul_us              [us]
///   rl1      for each further device                      row_matmul_per_device_us   [us]
///   way      how much longer over PCIe, through a host    row_way()                  [1]
///   hst      deviation of this machine                    row_host                   [ln]
///   rly      by year of the device                        row_matmul_per_device_year [1/year]
///   latency  of a message over this link                  LinkRates::latency_s       [s]
///   bytes    row_bytes_time()
///   sy       SYCL moves the other devices' rows to the first one, in every step   row_sycl_ns_per_byte   [ns/B]
///
/// Source: the bundled row splits; synchronizations differ by machine by 20 %, are constant over models, and are
/// shorter where cards read each other (NVLink; professional cards over PCIe) than through host memory (GeForce).
template <class T>
T row_split(const Step& step, const Coefficients<T>& c) {
  using std::exp;
  const T synchronization = 1e-6 *
                            (c.template get<"row_matmul_us">() +
                             c.template get<"row_matmul_per_device_us">() * (step.how.devices - 1)) *
                            row_way(step, c) *
                            exp(c.template raw<"row_host">() +
                                c.template raw<"row_matmul_per_device_year">() * step.rates.years_after_2022);
  T t = messages(step).number * (synchronization + step.rates.link.latency_s) + row_bytes_time(step);
  if (step.how.sycl) {
    const double split_bytes =
        (step.work.weight_bytes - step.work.expert_bytes) * (1 - step.how.host_layer_share);
    const double elsewhere = (step.how.devices - 1) / step.how.devices;
    t += split_bytes * elsewhere * 1e-9 * c.template get<"row_sycl_ns_per_byte">();
  }
  return t;
}

}  // namespace tokroof::model
