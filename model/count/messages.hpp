#pragma once
#include "model/step.hpp"

namespace tokroof::model {

/// Matrix multiplications a layer that a row split synchronizes: all of a dense layer's; experts stay whole.
inline double row_split_matmuls(const Work& work) { return work.mixture ? 4 : 7; }

/// Messages between devices in one decode step, and the bytes of each.
///
///     tensor                  2 L            all-reduces: after attention and after the feed-forward block; in data-parallel
///                                            attention experts_exchange() in their place
///     row                     7 L or 4 L     row_split_matmuls()
///     layer, pipeline, rpc    n - 1          boundaries
///     bytes = B d_model 2                    activations of the batch, 16 bit
///
///   L   layers      Work::layers          [1]
///   n   devices     Conditions::devices   [1]
///   B   sequences   Work::sequences       [1]
///
/// Source: Shoeybi et al., "Megatron-LM", 2019, section 3 (two all-reduces a layer); llama.cpp's row split.
/// Valid for: one copy of the model; on one device there are none.
/// Ignores: drafted positions, whose activations travel too; the gather of the logits.
struct Messages {
  double number = 0;
  double bytes = 0;  ///< of one
};

inline constexpr double kActivationBytes = 2;  ///< BF16 or FP16

/// Places where the activations go on to the next device, or of a tensor split to the next stage of a pipeline.
inline double boundaries(const Conditions& how) {
  const bool by_layers = how.split == Split::layer || how.split == Split::pipeline || how.split == Split::rpc;
  return by_layers ? how.devices - 1 : how.stages - 1;
}

inline Messages messages(const Step& step) {
  const Work& w = step.work;
  const double n = step.how.devices;
  if (!(n > 1)) {
    return {};
  }
  Messages m{.number = 0, .bytes = w.sequences * w.d_model * kActivationBytes};
  switch (step.how.split) {
    case Split::tensor: m.number = n > step.how.stages ? 2 * w.layers : 0; break;
    case Split::row: m.number = row_split_matmuls(w) * w.layers; break;
    case Split::layer:
    case Split::pipeline:
    case Split::rpc: m.number = boundaries(step.how); break;
    case Split::none: break;
  }
  return m;
}

}  // namespace tokroof::model
