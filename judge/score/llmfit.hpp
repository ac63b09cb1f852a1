#pragma once
#include "judge/score/baseline.hpp"

namespace tokroof {

/// llmfit's estimate. GB are 1e9 bytes, parameters in billions.
///
///     dense           0.55 BW / (P q)                                    layers on the host: x 0.5
///     experts         BW / (F s + 3.2 X) u
///     shape unknown   0.55 BW / (A s) o(E) u
///     experts on CPU  0.8 / ( A q / DDR + A q / (0.55 BW) )
///     CPU             0.3 K / A m (1.1 from 8 cores)                     K = 70, 90 on ARM
///
///     F = L k 3 d e        X = L (2 h g + 2 h_kv g) d + L 3 d s_e + L E d + 2 V d
///     u = 1 - (util - 0.6) (1 - k/E), at least 0.3, where 0.6 <= util = P s / VRAM <= 1; else 1
///     o = 0.90, 0.85, 0.80, 0.70 up to 8, 16, 32, 64 experts, 0.40 beyond
///
///   BW        bandwidth of one GPU                          Device::bandwidth_bytes_per_s
///   P, A      parameters: all, active (dense: all)          Architecture::parameters, active_parameters
///   q, s, m   nominal and stored bytes a parameter, speed of the type: its table (llmfit.cpp)
///   F, X      parameters of the active experts; of the rest, input embedding included
///   DDR       bandwidth of the host; the tool measures it, here the specification   Host::bandwidth_bytes_per_s
///
/// Further GPUs add memory, never speed. Depth never enters. A GPU that is not in the tool's table of some 80 would
/// get K/P with K by backend; here every GPU is taken for known, which is kinder.
/// Source: fit.rs and models.rs of llmfit 1.1.10 @3f44fd30 (2026-08-22, MIT); the MXFP4 row from a later version.
/// No answer: several streams, drafting, prompt in the rate; types that the tool refuses (IQ*, Q3_K_S, FP8, EXL, ...).
std::optional<double> llmfit(const Scenario& s, const Step& step);

}  // namespace tokroof
