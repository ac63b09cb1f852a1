#pragma once
#include <cmath>

#include "model/step.hpp"
#include "model/time/distinct_experts.hpp"

namespace tokroof::model {

/// What one device of a split reads in a step: the part of Work that its own time depends on.
///
///     W_d = (W - We)/n_w + We g D(tokens)/n_e          N_d likewise in weights
///
///   W, We   weight bytes of a step, routed experts among them   Work::weight_bytes, expert_bytes   [B]
///   n_w     devices that share the dense matrices: n for row and tensor splits, else 1
///   n_e     devices that share the experts: n for tensor splits; a row split leaves them whole
///   g       share of the weights that is on the devices and not on the host
///   D       distinct experts of a batch in units of k          distinct_experts()
///
/// A layer split leaves every matrix whole: its devices work one after the other, so their sum is what counts.
struct DeviceShare {
  double weight_bytes = 0;
  double weights = 0;
  double expert_weights = 0;  ///< routed experts among them
  double batch_flops = 0;     ///< 2 x tokens x the weights that each of them multiplies
  double weights_16_bit = 0;  ///< of `weights`, those that a quantized checkpoint leaves at 16 bit
  double kv_split = 1;        ///< devices that share the attention of a sequence
  double kv_copies = 1;       ///< how often its cache lies on them: every device has all of a latent one
};

inline double matrix_split(const Conditions& how) {
  return how.split == Split::tensor || how.split == Split::row ? how.devices : 1.0;
}
/// Tokens that a step multiplies: every sequence's next one and its drafts.
inline double step_tokens(const Work& work) { return work.sequences * (1 + work.drafted); }

/// Those tokens, as far as kernels for small batches go.
inline double small_batch_tokens(const Step& step) {
  constexpr double kMostColumns = 8;
  return std::fmin(step_tokens(step.work), kMostColumns);
}

/// Weight bytes of a step on one device that holds the whole model.
inline double step_weight_bytes(const Work& work) {
  return work.weight_bytes - work.expert_bytes +
         work.expert_bytes * distinct_experts(work, step_tokens(work));
}

inline DeviceShare device_share(const Work& w, const Conditions& how) {
  const double dense_split = matrix_split(how);
  const double expert_split = how.split == Split::tensor ? how.devices : 1.0;
  const double layers = 1 - how.host_layer_share;
  const double dense = layers * (1 - how.host_tensor_share);
  const double routed = (how.experts_on_host ? 1 - how.host_expert_share : 1.0) * layers;
  const double tokens = step_tokens(w);
  const double distinct = distinct_experts(w, tokens);
  DeviceShare share;
  share.weight_bytes = (w.weight_bytes - w.expert_bytes) * dense / dense_split +
                       w.expert_bytes * routed * distinct / expert_split;
  share.weights = (w.weights - w.expert_weights) * dense / dense_split +
                  w.expert_weights * routed * distinct / expert_split;
  share.expert_weights = w.expert_weights * routed * distinct / expert_split;
  share.weights_16_bit = w.weights_16_bit * dense / dense_split;
  share.batch_flops =
      2 * tokens *
      ((w.weights - w.expert_weights) * dense / dense_split + w.expert_weights * routed / expert_split);
  if (how.split == Split::tensor) {
    share.kv_split = w.latent || how.devices < w.kv_heads ? how.devices : w.kv_heads;
    share.kv_copies = w.latent ? how.devices : 1.0;
  }
  return share;
}
/// Weights that every token of a prompt multiplies: servers compute the logits of the last one only.
inline double prompt_weights(const Step& step) {
  const Work& w = step.work;
  return step.how.server_kernels ? std::fmax(w.weights - w.output_weights, w.weights / 2) : w.weights;
}

inline DeviceShare device_share(const Step& step) { return device_share(step.work, step.how); }

}  // namespace tokroof::model
