#pragma once
#include <vector>

#include "judge/score/baseline.hpp"

namespace tokroof {

/// One device as gguf-parser counts it.
struct GgufDevice {
  double layers = 0;            ///< the output layer counts as one
  double layer_parameters = 0;  ///< all experts included
  double input_output_parameters = 0;
  double weight_bytes = 0;
  double kv_bytes = 0;  ///< of the whole context that is allocated
  double kv_values = 0;
  double flops = 0;                  ///< FLOP/s
  double bandwidth_bytes_per_s = 0;  ///< of its memory, and down to the next device unless that is given
};

/// The tool's formula over its devices.
///
///     compute = max( (2 P b + P_io) / FLOPS, W / BW )        t_i   = (compute + kv + hop) layers_i / (L + 2)
///     kv      = max( 2 V b / FLOPS, K b / BW )               rate  = 1 / sum( t_i^2 / max t )
///     hop     = 4 d T / BW                                   b     = 2048 / T,  T = min(context, 512)
///
///   P, P_io   parameters of its layers; of input and output there           [1]
///   W, K, V   weights, KV cache and values in it on the device              [B], [B], [1]
///   L, d      layers and width of the model
///
/// Kept as it is: b = 4 charges the cache of the whole allocated context four times; all experts count; a device's
/// time, already that of its share of the layers, is multiplied by that share again, so that n equal cards in a layer
/// split come out n times faster than one.
double gguf_parser_rate(const std::vector<GgufDevice>& devices,
                        double layers,
                        double d_model,
                        double context);

/// gpustack/gguf-parser-go's "MAX TPS", told the specification's bandwidth and FP16 rate of the device (FP32 where
/// that is higher), the host's for layers that stay there, and the context that the decode run fills (at least 512,
/// padded to 256).
///
/// Source: file_estimate__llamacpp.go of gguf-parser-go 0.25 @8dc7a622 (2026-07-13, MIT); it is made for GGUF files.
/// Ignores: RPC servers' networks (it takes a hop bandwidth by hand), tensor overrides.
/// No answer: other formats; several streams, drafting, prompt in the rate, experts on the host.
std::optional<double> gguf_parser(const Scenario& s, const Step& step);

}  // namespace tokroof
