#pragma once
#include <cmath>

#include "model/coefficients.hpp"
#include "model/step.hpp"
#include "model/time/distinct_experts.hpp"

namespace tokroof::model {

/// What one device of a split reads in a step: the part of Work that its own time depends on.
///
///     W_d = (W - We)/n_w + We g D(tokens) x/n_e          N_d likewise in weights
///
///   W, We   weight bytes of a step, routed experts among them   Work::weight_bytes, expert_bytes   [B]
///   n_w     devices that share the dense matrices               matrix_split()                     [1]
///   n_e     devices that share the experts                      expert_split()                     [1]
///   g       share of the weights that is on the devices and not on the host
///   D       distinct experts of a batch in units of k           distinct_experts()                 [1]
///   x       the busiest device's part, where experts are whole  busiest_device()                   [1]
///
/// A layer split leaves every matrix whole: its devices work one after the other, so their sum is what counts. So do the
/// stages of a pipeline, for one pass, of which several may be under way.
struct DeviceShare {
  double weight_bytes = 0;
  double weights = 0;
  double expert_weights = 0;  ///< routed experts among them
  double batch_flops = 0;     ///< 2 x tokens x the weights that each of them multiplies
  double weights_16_bit = 0;  ///< of `weights`, those that a quantized checkpoint leaves at 16 bit
  double kv_split = 1;        ///< devices that share the attention of a sequence
  double state_split = 1;     ///< devices that share its recurrent states, which have many heads
  double kv_copies = 1;       ///< how often its cache lies on them: every device has all of a latent one
};

/// Devices that share the routed experts: of a tensor split those of a pipeline's stage; a row split leaves them whole.
inline double expert_split(const Conditions& how) {
  return how.split == Split::tensor ? how.devices / how.stages : 1.0;
}
/// Devices that share every other matrix: of a tensor split those of an attention group.
inline double matrix_split(const Conditions& how) {
  return how.split == Split::row ? how.devices : expert_split(how) / how.attention_groups;
}

/// Sequences of a forward pass.
inline double pass_sequences(const Work& work, const Conditions& how) {
  return std::fmax(work.sequences / how.passes, 1.0);
}
/// Of those, the ones that a device attends for.
inline double group_sequences(const Work& work, const Conditions& how) {
  return std::fmax(pass_sequences(work, how) / how.attention_groups, 1.0);
}
inline double group_sequences(const Step& step) { return group_sequences(step.work, step.how); }

/// Parts of the devices that take turns with a step, for each that works at a time: devices of a layer split, stages of a
/// pipeline. 1: all work at once.
inline double turns_of(const Step& step) {
  const Split split = step.how.split;
  const bool by_layers = split == Split::layer || split == Split::pipeline || split == Split::rpc;
  const double stages = by_layers ? step.how.devices : step.how.stages;
  return stages / std::fmin(step.how.passes, step.work.sequences);
}

/// Tokens that a pass multiplies: every sequence's next one and its drafts. All of them meet the routed experts.
inline double step_tokens(const Work& work, const Conditions& how) {
  return pass_sequences(work, how) * (1 + work.drafted);
}
inline double step_tokens(const Step& step) { return step_tokens(step.work, step.how); }
/// Of those, the ones that a device's other matrices meet.
inline double group_tokens(const Work& work, const Conditions& how) {
  return group_sequences(work, how) * (1 + work.drafted);
}
inline double group_tokens(const Step& step) { return group_tokens(step.work, step.how); }

/// Of all routed experts, those that the host keeps beside whole layers: (1 - m) h.
inline double host_experts(const Conditions& how) {
  return how.experts_on_host ? (1 - how.host_layer_share) * how.host_expert_share : 0.0;
}

/// Of the routed experts that a step reads, those that the host reads: that share, or less where the most used ones are on the
/// devices.
inline double host_expert_reads(const Work& work, const Conditions& how) {
  if (!how.experts_on_host || !how.keeps_popular_experts) {
    return host_experts(how);
  }
  return (1 - how.host_layer_share) * (1 - popular_reads(work, 1 - how.host_expert_share));
}

/// Of all dense weights, those that it keeps beside whole layers: (1 - m) o.
inline double host_dense(const Conditions& how) { return (1 - how.host_layer_share) * how.host_tensor_share; }

/// Tokens up to which products have kernels of vectors, which do each token by itself; the matrix units do more of them.
inline constexpr double kVectorTokens = 8;

/// Tokens of a step, as far as kernels for small batches go.
inline double small_batch_tokens(const Step& step) { return std::fmin(step_tokens(step), kVectorTokens); }

/// The step as one of the passes of kVectorTokens tokens that could take the place of a larger batch.
inline Step vector_pass(const Step& step) {
  Step pass{step.work, step.rates, step.how, step.figure, {}};
  pass.work.drafted = std::fmin(step.work.drafted, kVectorTokens - 1);
  pass.work.sequences = step.how.passes * kVectorTokens / (1 + pass.work.drafted);
  return pass;
}

/// Weight bytes of a step on one device that holds the whole model.
inline double step_weight_bytes(const Step& step) {
  const Work& work = step.work;
  return work.weight_bytes - work.expert_bytes +
         work.expert_bytes * distinct_experts(work, step_tokens(step));
}

/// Bytes of weights that the host reads in a step.
inline double host_weight_bytes(const Step& step) {
  const Work& w = step.work;
  const Conditions& how = step.how;
  if (how.cpu) {
    return step_weight_bytes(step);
  }
  const double experts = w.expert_bytes * distinct_experts(w, step_tokens(step));
  return how.host_layer_share * step_weight_bytes(step) + host_expert_reads(w, how) * experts +
         host_dense(how) * (w.weight_bytes - w.expert_bytes);
}

inline DeviceShare device_share(const Work& w, const Conditions& how) {
  const double dense_split = matrix_split(how), experts_split = expert_split(how);
  const double layers = 1 - how.host_layer_share;
  const double dense = layers * (1 - how.host_tensor_share) / dense_split;
  const double routed = (layers - host_expert_reads(w, how)) / experts_split;
  const double tokens = step_tokens(w, how);
  const double busiest = how.expert_parallel ? busiest_device(w, tokens, experts_split) : 1.0;
  const double read = routed * distinct_experts(w, tokens) * busiest;
  DeviceShare share;
  share.weight_bytes = (w.weight_bytes - w.expert_bytes) * dense + w.expert_bytes * read;
  share.weights = (w.weights - w.expert_weights) * dense + w.expert_weights * read;
  share.expert_weights = w.expert_weights * read;
  share.weights_16_bit = w.weights_16_bit * dense;
  share.batch_flops = 2 * (group_tokens(w, how) * (w.weights - w.expert_weights) * dense +
                           tokens * w.expert_weights * routed);
  if (how.split == Split::tensor) {
    share.kv_split = w.latent || dense_split < w.kv_heads ? dense_split : w.kv_heads;
    share.kv_copies = w.latent ? dense_split : 1.0;
    share.state_split = dense_split;
  }
  return share;
}
/// Work of the busiest group of data-parallel attention, for which all wait at every layer of experts, in units of the mean.
///     imb        group_imbalance [1]; 1 without groups
template <class T>
T imbalance(const Step& step, const Coefficients<T>& c) {
  return step.how.attention_groups > 1 ? T(c.template get<"group_imbalance">()) : T(1.0);
}

/// Of the weights of a step, those that every token of a prompt multiplies: engines compute the logits of the last one only.
inline double least_prompt_weights(double weights, double output_weights) {
  return std::fmax(weights - output_weights, weights / 2);
}
inline double least_prompt_weights(const Work& w) {
  return least_prompt_weights(w.weights, w.output_weights);
}
/// The same as the law of a prompt's time counts it: of engines but servers with the output matrix, which stands for what small
/// models lose otherwise (decisions.md).
inline double prompt_weights(const Step& step) {
  return step.how.server_kernels ? least_prompt_weights(step.work) : step.work.weights;
}

inline DeviceShare device_share(const Step& step) { return device_share(step.work, step.how); }

}  // namespace tokroof::model
