#pragma once
#include <optional>
#include <string_view>

#include "model/architecture.hpp"
#include "model/count/weight_bytes.hpp"
#include "model/engine.hpp"

namespace tokroof::model {

/// Bits a weight by part of a checkpoint, scales included.
struct StoredBits {
  double experts = 0;    ///< routed experts
  double layers = 0;     ///< all other matrices of the layers
  double attention = 0;  ///< those of attention
  double mixers = 0;     ///< those of linear mixers
  double output = 0;     ///< output matrix, also where the input embedding is the same
  double rest = 0;       ///< untied input embedding, per-layer tables, blocks outside the layers
};

/// By name of the storage type. Parts that a format leaves alone stay at 16 bit:
///
///                                          experts, layers, attention, mixers    output, rest
///     MLX, MLC, F16, averages              b                                     b
///     AWQ, GPTQ, INT4, INT8, FP8, NVFP4    b                                     16
///     EXL                                  b                                     6, 16
///     MXFP4, NVFP4 of a mixture            b, 16, 16, 16                         16      (routed experts only)
///     NVFP4 of Gemma 4                     b, b, 16, 16                          16      (feed-forward only)
///     NVFP4, FP8 of Nemotron mixtures      b, b, 16, b + (16 - b) a/m            16
///     NVFP4 of those with latent experts   b, 8, 16, 8                           16
///
///   b      bits_per_weight
///   a, m   layers with attention, with linear mixers: the mixer before each attention keeps 16 bit, as it does
///
/// Source: vLLM's and llm-compressor's usual `ignore: lm_head`; EXL's default head; openai/gpt-oss's configuration;
/// NVIDIA's NVFP4 checkpoints, whose time on a GB10 at the rate of the same model's BF16 run is that of these bytes; of
/// Nemotron 3 Nano its technical report (section 4), of Super and Ultra Model-Optimizer's recipe super-nvfp4 and
/// NVIDIA-NeMo/Nemotron pull request 257.
/// Ignores: what some publishers leave at 16 bit besides (attention, mixers of linear layers; latent projections, routers):
/// too small by up to 10 %.
StoredBits stored_bits(std::string_view quant, const Engine& engine, const Architecture& model);

/// What a checkpoint that is not GGUF weighs, and how much of it a decoded token reads.
///
///     file    = (e M + b (P - M - V - T - X) + h H + r (V - H + T + X)) / 8
///     read    = (e M k/E + b (A - M k/E - H - X_a) + h H + r X_a) / 8
///     experts =  e M / 8
///
///   P, A     parameters; read a token               parameters, computed_active_parameters   [1]
///   M, k/E   routed experts, share read a token     layers with experts x E matrices d d_ff  [1]
///   V, H     embedding and output matrix; output    H = vocab d, V = H (tied) or 2 H         [1]
///   T, X     per-layer tables; blocks outside the layers, X_a if they are active             [1]
///   e, b, h, r   experts, layers, output, rest      StoredBits                               [bit]
///
/// At 4 bits the 16-bit output matrix is a quarter of what a model of 8B with a large vocabulary reads.
/// Empty for a storage type whose bits are not known.
std::optional<WeightBytes> checkpoint_bytes(const Architecture& model,
                                            std::string_view quant,
                                            const Engine& engine);

}  // namespace tokroof::model
