#pragma once
#include <string_view>

#include "model/scenario.hpp"

namespace tokroof::model {

/// What a chip's work costs in energy.
struct DrawLaw {
  double static_share = 0;       ///< of the specified limit: leakage, clocks, memory refresh, fans [1]
  double joules_per_byte = 0;    ///< memory, its bus and the way to the cores
  double joules_per_weight = 0;  ///< unpacking a weight and multiplying it, one token
  double ln_sd = 0;              ///< of a device's draw about the law
  std::string_view measured_on;
};
DrawLaw draw_law(const Device& device);

/// What is known of a draw.
enum class DrawKind {
  estimate,     ///< draw_law(), capped at the limit
  upper_bound,  ///< the limit: how much less it draws was not measured
  unknown       ///< no limit is known
};

/// Watts of all devices together while they decode.
struct Draw {
  DrawKind kind = DrawKind::unknown;
  double watts = kUnknown;
  double limit_w = kUnknown;  ///< all devices at their limit
  bool whole_machine =
      false;  ///< at the wall, host and power supply included (chips that come with their machine)
  double bytes_per_step = 0;         ///< read by all devices that share one copy
  double weights_per_step = 0;       ///< unpacked by them
  double matrix_flops_per_step = 0;  ///< of a batch, beyond its first token
};

/// Power that a device draws while it decodes, mean over a step.
///
///     P = s TDP + min( limit - s TDP, k E/(n t) )/k                                of each of n devices
///     E = e_b bytes + e_w weights + e_f flops,  e_f = (1 - s) TDP/F16
///
///   k             devices that take turns, for each that works (turns_of()): none draws more than its limit while it
///                 works, nor more than its static share while it waits                [1]
///   s, e_b, e_w   draw_law()                                                       [1], [J/B], [J]
///   TDP, limit    specified limit; the lower of it and the stated cap              [W]
///   bytes         weights, KV cache and state that a step reads on all n devices   [B]
///   weights       unpacked once a step, whatever the batch                         [1]
///   flops         of a batch beyond its first token; F16 is the matrix peak        [FLOP]
///   t             seconds of a step
///
/// Two rows of constants, least squares of relative errors on the draws that guruswami-mlx published beside its rates:
/// 4 and 5 nm chips (RTX 4090 and 5090 below their limit, 256 rows: median error 6 %; each alone gives the same energies
/// within 2 %) and 8 nm and older ones, known less well: an RTX 3080 that mostly sits at its limit, with the energy of a
/// byte taken over, and cards of a 4 x RTX 3090 machine below their caps (lotto-4x3090). The first row also gives the
/// package power of an AMD APU that it has not seen (lhl-strix-halo) and the wall power of Apple's M3 Ultra
/// (geerlingguy): the energies belong to the process more than to the vendor.
/// Assumed: a matrix unit at its peak takes what the static share leaves of the limit.
/// Valid for: GPUs, APUs and SoCs that decode. Ignores: voltage that falls with a cap (a capped card does more a joule).
Draw decode_draw(const Scenario& s, const Step& step, double step_s);

/// The same for any cache and time of the step.
struct DrawOfStep {
  Draw draw;  ///< without what the cache adds
  DrawLaw law;
  double devices = 1;   ///< of all replicas that have a stream
  double waiting = 0;   ///< of the others
  double waits_w = 0;   ///< each of them draws
  double together = 1;  ///< that share one copy
  double turns = 1;     ///< of those, for each that works at a time
  double limit_w = kUnknown, static_w = 0;
  double fixed_joules = 0;          ///< of weights and arithmetic
  double bytes_per_cache_byte = 0;  ///< read by all devices, for a byte of one sequence's cache

  [[nodiscard]] Draw at(double kv_bytes, double step_s) const;
  [[nodiscard]] double watts_at(double kv_bytes, double step_s) const;
};
DrawOfStep draw_of_step(const Scenario& s, const Step& step);

/// Limit of one device: the lower of what is stated and specified; for a chip without either the highest wall power of
/// its machine; unknown otherwise.
double power_limit_w(const Scenario& s);

/// Share of its limit that a device draws while it waits: 26 to 27 W of 350, cards of a 4 x RTX 3090 machine of which
/// one or two worked at a cap of 220 W (302 and 492 W together, lotto-4x3090).
inline constexpr double kIdleShare = 0.076;

}  // namespace tokroof::model
