#pragma once
#include "model/coefficients.hpp"
#include "model/step.hpp"
#include "model/time/smooth_max.hpp"

namespace tokroof::model {

/// Kernels of a step in units of a dense block's.
///     K_dense + K_moe r_moe + K_lin r_lin          kernel_ratio_experts, kernel_ratio_linear [1]
template <class T>
T weighted_kernels(const Work& w, const Coefficients<T>& c) {
  T kernels(w.kernels_dense);
  if (w.kernels_moe > 0) {
    kernels += w.kernels_moe * c.template get<"kernel_ratio_experts">();
  }
  if (w.kernels_linear > 0) {
    kernels += w.kernels_linear * c.template get<"kernel_ratio_linear">();
  }
  return kernels;
}

/// Time that kernels take beyond their traffic: launch, tail, synchronization.
///
///     t  = (K_dense + K_moe r_moe + K_lin r_lin) al (1.7 GHz/clock)^0.8 exp(d)
///     d  = al_engine + al_family + yr (date - mid 2025) + dy (device year - 2022)
///          + hs ln(0.75/host) + cor ln(cores/20) [Apple] + al_two_die
///          + al_llamafile + al_machine + al_tu11x [llamafile]
///
///   K      kernels a token by block kind     Work::kernels_dense, _moe, _linear         [1]
///   al     time of one, by backend and with or without graphs   kernel_launch_us        [us]
///   r      a kernel of that kind against a dense one             kernel_ratio_*         [1]
///   clock  boost clock                       Rates::clock_hz                            [Hz]
///   host   single-thread speed of the launching processor, newest desktop 1  Rates::ln_host_slowness
///
/// Source: kernel counts from the engines' graphs (count/kernels.cpp); the exponent 0.8 of the clock is fixed.
/// Valid for: kernels that wait in the device's queue. An eager host adds eager_pace() where it falls behind.
/// Ignores: counts are of one build; only ratios matter, al takes up the rest.
template <class T>
T kernel_launch(const Step& step, const Coefficients<T>& c) {
  using std::exp;
  constexpr double kClockExponent = 0.8;
  constexpr double kReferenceClock = 1.7e9;
  const Rates& rates = step.rates;
  T deviation = c.template raw<"kernel_launch_engine">() + c.template raw<"kernel_launch_family">() +
                c.template raw<"kernel_launch_per_engine_year">() * step.how.years_after_mid_2025 +
                c.template raw<"kernel_launch_per_device_year">() * rates.years_after_2022 +
                c.template raw<"kernel_launch_host_exponent">() * rates.ln_host_slowness +
                c.template raw<"kernel_launch_cores_exponent">() * rates.ln_gpu_cores;
  if (step.how.llamafile) {
    deviation +=
        c.template raw<"kernel_launch_llamafile">() + c.template raw<"kernel_launch_llamafile_machine">();
  }
  if (step.how.llamafile_tu11x) {
    deviation += c.template raw<"kernel_launch_llamafile_tu11x">();
  }
  if (step.how.two_die) {
    deviation += c.template raw<"kernel_launch_two_die">();
  }
  const double clock = std::pow(kReferenceClock / rates.clock_hz, kClockExponent);
  return weighted_kernels(step.work, c) * c.template get<"kernel_launch_us">() * exp(deviation) *
         (1e-6 * clock * (1 - step.how.host_layer_share));
}

/// What a host does while the device works, and adds to its `busy` seconds: the slower one sets the pace.
///
///     t = smooth_max_3[ busy, h ] - busy
template <class T>
struct HostPace {
  bool beside = false;  ///< there is such work
  T host_s{0.0};        ///< h

  [[nodiscard]] T beyond(const T& busy) const {
    if (!beside) {
      return T(0.0);
    }
    // The difference of the cubes is host_s^3: taken as it stands, the difference rounds below 0 in a very long step.
    const T longest = smooth_max<3>({busy, host_s});
    return host_s * host_s * host_s / (longest * longest + longest * busy + busy * busy);
  }
};

/// An engine that launches eagerly: its host prepares the next kernel while the device works.
///
///     h = L ea e^ea_q 0.75/host
///
///   ea       host time a layer                                eager_layer_us     [us]
///   ea_q     its deviation by the library of a checkpoint     eager_checkpoint   [ln]
///   host     single-thread speed of the host                  Rates::host_slowness
///
/// Valid for: engines that are PyTorch modules called from Python (transformers, DeepSpeed-MII, vLLM before 2024).
/// Ignores: mixtures, whose experts some of them call one by one.
template <class T>
HostPace<T> eager_pace(const Step& step, const Coefficients<T>& c) {
  using std::exp;
  if (!step.how.eager) {
    return {};
  }
  return {true,
          T(step.work.layers * 1e-6 * step.rates.host_slowness * c.template get<"eager_layer_us">() *
            exp(c.template raw<"eager_checkpoint">()))};
}

}  // namespace tokroof::model
