#pragma once
#include <string_view>

#include "model/scenario.hpp"

namespace tokroof::model {

/// Peak rates of the scenario's device, derived from its specification alone.
///
///   clock   F32 / (2 lanes cores), 1.7 GHz where that is not between 0.7 and 3.5 GHz
///   R       cores x clock x lanes that dequantize: integer dot products, or FP16 lanes for 16-bit weights
///   prefill matrix rate; DP4A on Pascal, which has no matrix units; 4 x F32 on Apple's M5 under MLX
///   power   the stated limit if it is below the specified one; infinite where memory is unified
///
/// A missing FP32 rate is taken as a sixteenth of the FP16 matrix rate; without a core count 30 cores give the clock,
/// and R is what the FP32 peak's lanes give (cards), else a quarter of the FP16 rate (accelerators). Stated power limits
/// of 30 W and less are of something else.
/// Source: vendors' specifications (datasets/hardware.json); lanes a clock from their architecture papers.
Rates device_rates(const Scenario& s, std::string_view storage_class);

/// FP32 peak, with the rule for a missing one.
double fp32_peak(const Device& device);

/// Dense peak at 16 bits, of whatever unit has it [FLOP/s]. The matrix units in the graphics cores of Apple's chips from M5 on
/// are in no entry: Apple publishes no rate of them.
double sixteen_bit_peak(const Device& device);

/// Unified: the GPU works in the processor's memory.
bool unified_memory(const Device& device);

/// Memory in stacks beside the chip (HBM): of cards that are made for data centres, and few others.
bool stacked_memory(const Device& device);

/// Chips without the four-way integer dot product: GP100 and Maxwell, AMD before Vega 20, Navi 10.
bool lacks_dp4a(const Device& device);

}  // namespace tokroof::model
