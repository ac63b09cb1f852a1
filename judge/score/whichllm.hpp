#pragma once
#include "judge/score/baseline.hpp"

namespace tokroof {

/// whichllm's estimate.
///
///     GPU    BW / (S r) e(type) v(vendor)          layers or experts on the host: x 0.45, unified memory x 0.85
///     n > 1  n x 0.70 x that of the slowest GPU, whatever the split
///     CPU    max( 0.3, 18 / max(A, 0.5) x e / 0.45 )
///
///     r = max( A/P, min( 0.25, 0.05 max(1, BW / 256 GB/s) ) )      experts; dense: 1
///
///   BW     bandwidth of one GPU                             Device::bandwidth_bytes_per_s     [B/s]
///   S      size of the file; without a GGUF file, P x the format's bytes a weight             [B]
///   A, P   active and all parameters (A in billions)        active_parameters, parameters     [1]
///   e, v   efficiencies 0.30 to 0.55 by type (0.45: not listed), 1.0 / 0.78 / 0.82 / 0.65 by vendor (else 0.7)
///
/// Depth never enters. Unequal GPUs are given to it as tokroof's mean of them.
/// Source: performance.py, quantization.py and ranker.py of whichllm 0.5.14 @a8975516 (2026-06-29, MIT).
/// No answer: several streams, drafting, prompt in the rate; formats that are neither GGUF nor in its list (EXL, MLX at
/// other than 4 or 8 bits).
std::optional<double> whichllm(const Scenario& s, const Step& step);

}  // namespace tokroof
