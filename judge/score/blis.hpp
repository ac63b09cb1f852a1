#pragma once
#include "judge/score/baseline.hpp"

namespace tokroof {

/// BLIS's step time ("trained-physics"), a roofline with coefficients fitted to vLLM on H100.
///
///     step = 1.947 KV/BW + 1.363 W/BW + 0.752 R/BW + 32.1 us L + 4.42 us B + 126 us + 482 us M
///
///     W  = w [ L d (2 d + 2 D) + sum over layers of 3 d f x 1 or min(E, B k) experts ] / n
///     KV = L 2 D 2 bytes (B c + B) / n                        D = h_kv d / h
///     R  = U B d 2 bytes x 2 (n - 1)/n                        U = 2 a dense layer, 1 a layer of experts
///
///   L, d, h, h_kv   layers, width, heads, KV heads           Architecture                     [1]
///   w               bytes a parameter: file / parameters (its --weight-bytes-per-param)       [B]
///   f, E, k         FFN width, experts, experts a token      d_ff or d_ff_expert, ...         [1]
///   B, c            sequences, tokens in the cache of each   Work::sequences, Scenario::context
///   n               GPUs of a tensor split                   Scenario::n_devices              [1]
///   M               layers of experts of models that alternate them with dense ones (Llama 4): every second layer
///
/// Kept as it is: no output matrix, heads as wide as d/h, all layers full attention at 16-bit KV, every layer of a
/// mixture has experts, shared experts are left out, decode arithmetic has coefficient 0.
/// Source: defaults.yaml of inference-sim @f90a1e3a (2026-08-22, Apache-2.0) and sim/latency/
/// trained_physics_model.go; experts as in the version whose accuracy was published (min(E, B k)); later ones charge all
/// experts at any batch, which is a worse answer at batch 1.
/// No answer: splits other than by tensors (it has tensor and data parallelism only), heads that n does not divide (it
/// refuses them), CPUs, weights on the host, drafting, prompt in the rate, models that are no transformers of this form.
std::optional<double> blis(const Scenario& s, const Step& step);

}  // namespace tokroof
