#pragma once
#include "model/coefficients.hpp"
#include "model/step.hpp"
#include "model/time/all_reduce.hpp"
#include "model/time/distinct_experts.hpp"
#include "model/time/expert_exchange.hpp"
#include "model/time/host_prefill.hpp"
#include "model/time/kernel_launch.hpp"
#include "model/time/link_rate.hpp"
#include "model/time/matrix_rate.hpp"
#include "model/time/shares.hpp"
#include "model/time/smooth_max.hpp"
#include "model/time/weight_read.hpp"

namespace tokroof::model {

/// Rate of the matrix units in prefill [FLOP/s].
///     ra = F exp(pa + pa_vendor + pa_generation + pa_engine + pyr (date - mid 2025)) starve^ppw
/// On vector units F is their FP32 peak, and the exponent has prefill_vector_products too.
template <class T>
T prefill_matrix_rate(const Step& step, const Coefficients<T>& c) {
  using std::exp;
  return step.rates.prefill_flops *
         exp(c.template raw<"prefill_matrix_share">() + c.template raw<"prefill_vendor">() +
             c.template raw<"prefill_generation">() + c.template raw<"prefill_engine">() +
             c.template raw<"prefill_per_engine_year">() * step.how.years_after_mid_2025 +
             c.template raw<"prefill_power_exponent">() * step.rates.ln_power_per_flop +
             (step.how.vector_products ? c.template raw<"prefill_vector_products">() : T(0.0)));
}

/// Tokens of a micro-batch: those of an attention group, and those of all groups that have a prompt, which share the
/// experts.
struct MicroBatch {
  double tokens = 0, all_tokens = 0;
};

/// Devices that share the routed experts of a prompt: a row split divides those of a batch too.
inline double prompt_expert_split(const Conditions& how) {
  return how.split == Split::row ? matrix_split(how) : expert_split(how);
}

/// What a device multiplies of a micro-batch; `spared` is 1 where the host multiplies with the weights that it keeps,
/// else 0.
inline Products prompt_products(const Step& step, const MicroBatch& batch, double spared) {
  const Work& w = step.work;
  const Conditions& how = step.how;
  const double experts = how.host_layer_share + host_experts(how);
  const double dense = prompt_weights(step) - w.expert_weights;
  const double on_host = (how.host_layer_share + host_dense(how)) * (w.weights - w.expert_weights);
  const double head_16_bit = w.weights - prompt_weights(step);  // not multiplied
  const double dense_split = matrix_split(how);
  return {.tokens = batch.tokens,
          .dense = std::fmax(dense - spared * on_host, 0.0) / dense_split,
          .dense_16_bit = std::fmin(std::fmax(w.weights_16_bit - head_16_bit, 0.0), dense) / dense_split,
          .expert_tokens = batch.all_tokens,
          .experts = w.expert_weights * (1 - spared * experts) / prompt_expert_split(how)};
}

constexpr double kPrefillReadShare = 0.8;  // of the bandwidth: rarely binds

/// Time in which kernels unpack the weights of those products into memory, and products read them again.
///     u (N + Ne D)/(0.8 BW)
///   u       bytes of a weight, both ways     Conditions::unpacked_bytes     [B]
inline double unpacking_time(const Step& step, const Products& products) {
  const double experts =
      step.work.mixture ? products.experts * distinct_experts(step.work, products.expert_tokens) : 0;
  return step.how.unpacked_bytes * (products.dense + experts) /
         (kPrefillReadShare * step.rates.bandwidth_bytes_per_s);
}

/// Arithmetic of those products on one device.
///     packed weights     2 ((N + Ne) ub + Ne D pad ub/(pad + ub)) (1/ra + 1/rb)   rb = F32 pb e^pb_type starve^ppw
///     unpacked           unpacking_time() in place of the second pipe
///     others             typed_matrix_time()
///   N, Ne   dense weights and a token's experts     prompt_products()          [1]
///   D       experts met, in units of a token's k    distinct_experts()         [1]
///   pad     each expert's group is padded to a tile, no wider than the micro-batch     prefill_expert_padding [tokens]
template <class T>
T prompt_matrix_time(const Step& step, const Coefficients<T>& c, const Products& products) {
  using std::exp;
  if (!step.how.packed_prefill) {
    return typed_matrix_time(step, c, products);
  }
  T multiplied(products.dense * products.tokens + products.experts * products.expert_tokens);
  if (step.work.mixture) {
    const T padding = c.template get<"prefill_expert_padding">();
    multiplied += products.experts * distinct_experts(step.work, products.expert_tokens) * padding *
                  products.expert_tokens / (padding + products.expert_tokens);
  }
  if (step.how.unpacked_bytes > 0) {
    return 2.0 * multiplied / prefill_matrix_rate(step, c) + unpacking_time(step, products);
  }
  const T rb = step.rates.fp32_flops * c.template get<"prefill_dequant_rate">() *
               exp(c.template raw<"prefill_dequant_type">() +
                   c.template raw<"prefill_power_exponent">() * step.rates.ln_power_per_flop);
  return 2.0 * multiplied * (1.0 / prefill_matrix_rate(step, c) + 1.0 / rb);
}

/// Rate of a prompt's attention [FLOP/s].
///     packed weights     ra pat exp(pat_v)          on vector units  F32 pat exp(pat_v + pat_yr (date - mid 2025))
///     others             sixteen_bit_rate() pat_m
///   pat      of the matrix rate, or of the FP32 peak   prefill_attention_share       [1]
///   pat_v    Vulkan alone                              prefill_attention_driver      [ln]
///   pat_yr                                             prefill_attention_per_year    [ln/year]
///   pat_m                                              prefill_attention_peak        [1]
template <class T>
T prefill_attention_rate(const Step& step, const Coefficients<T>& c) {
  using std::exp;
  if (!step.how.packed_prefill) {
    return sixteen_bit_rate(step, c) * c.template get<"prefill_attention_peak">();
  }
  T rate = c.template get<"prefill_attention_share">();
  if (step.how.vector_attention) {
    rate *= step.rates.fp32_flops *
            exp(c.template raw<"prefill_attention_per_year">() * step.how.years_after_mid_2025);
  } else {
    rate *= prefill_matrix_rate(step, c);
  }
  return step.how.vulkan ? T(rate * exp(c.template raw<"prefill_attention_driver">())) : rate;
}

/// Seconds a FLOP of it, by one device; with rocWMMA's kernels prw times that, prefill_rocwmma [1].
template <class T>
T prefill_attention_s_per_flop(const Step& step, const Coefficients<T>& c) {
  const T t = 1.0 / prefill_attention_rate(step, c);
  return step.how.rocwmma ? T(t * c.template get<"prefill_rocwmma">()) : t;
}

/// Overlap of micro-batches over the stages of a pipeline, of the time of one device.
///     ps + (1 - ps) (nb + m - 1)/(nb m)
///   m    stages that work at the same time                   Conditions::prompt_stages     [1]
///   ps   share that nothing overlaps with: one host launches for all stages, and they wait for each other at every
///        piece                                               prefill_serial_share          [1]
/// Source: Amdahl's law; one device: 1.
template <class T>
T pipeline_overlap(const Step& step, const Coefficients<T>& c, double micro_batches) {
  const double stages = step.how.prompt_stages;
  if (!(stages > 1)) {
    return T(1.0);
  }
  const double overlapped = (micro_batches + stages - 1) / (micro_batches * stages);
  return overlapped + c.template get<"prefill_serial_share">() * (1 - overlapped);
}

/// What drafts reads the prompt too: 1 + pdb/L, of the time of the model's L layers.
///   pdb   so many layers of the model        prefill_draft_blocks     [1]
template <class T>
T prompt_drafts(const Step& step, const Coefficients<T>& c) {
  if (!(step.work.draft_block_bytes > 0)) {
    return T(1.0);
  }
  return 1.0 + c.template get<"prefill_draft_blocks">() / step.work.layers;
}

/// Row split: every device holds some rows of each matrix, needs all of its inputs, and gives its outputs back. All of
/// it passes the slot of the device that holds the activations, as copies through the host or between the cards.
///     t = 4 (N/(d n) + 7 L d) (n - 1) M/(rpf BW) e^rph
///   N/d     outputs of all matrices of a token, 7 L d their inputs, FP32    Work::weights, d_model, layers  [1]
///   M, n    tokens, devices
///   BW      line rate of the link, or of the slot where that is slower      LinkRates                       [B/s]
///   rpf     share of it that the exchange achieves                          row_prefill_share               [1]
///   rph     deviation of this machine                                       row_prefill_host                [ln]
template <class T>
T row_prefill_exchange(const Step& step, const Coefficients<T>& c, double tokens) {
  using std::exp;
  const Work& w = step.work;
  constexpr double kMatrices = 7;
  const double n = step.how.devices;
  const double values = w.weights / w.d_model / n + kMatrices * w.layers * w.d_model;
  const double rate = std::fmin(step.rates.link.bytes_per_s, step.rates.link.host_bytes_per_s);
  return kFloatBytes * values * tokens * (n - 1) / rate * exp(c.template raw<"row_prefill_host">()) /
         c.template get<"row_prefill_share">();
}

/// Seconds that a prompt of `tokens` tokens spends on the links, in `micro_batches` pieces.
///     tensor split     2 L - L_e all-reduces of its activations  prefill_all_reduce_once()
///                      L_e layers' tokens to experts and back    prefill_experts_exchange()
///     row split        its inputs and outputs of every matrix    row_prefill_exchange()
///     layer split, stages   boundaries() [ latency of every piece + 4 tokens d_model/(0.83 BW) ], as layer_split()
template <class T>
T prefill_exchange(const Step& step, const Coefficients<T>& c, double tokens, double micro_batches) {
  if (step.how.split == Split::row) {
    return row_prefill_exchange(step, c, tokens);
  }
  T t(at_boundaries(step, [&](const LinkRates& link) { return micro_batches * link.latency_s; }) +
      boundary_bytes_time(step, tokens));
  if (step.how.split == Split::tensor) {
    t += (2 * step.work.layers - exchanging_layers(step)) *
             prefill_all_reduce_once(step, c, matrix_split(step.how), tokens) +
         prefill_experts_exchange(step, c, tokens / matrix_split(step.how));
  }
  return t;
}

struct PromptBytes {
  double dense = 0, experts = 0;
};

/// Bytes of its own weights that a device reads for a micro-batch, each of them once.
///     dense (W - We - host's)/n_w, experts (We D - host's)/(g n_w)
///   n_w, g   devices that share the dense matrices; g times as many share the experts     matrix_split(), expert_split()
inline PromptBytes prompt_weight_bytes(const Step& step, const HostBatch& host, const MicroBatch& batch) {
  const Work& w = step.work;
  const double experts = w.mixture ? w.expert_bytes * distinct_experts(w, batch.all_tokens) : 0;
  const double split = matrix_split(step.how);
  const double groups = prompt_expert_split(step.how) / split;
  return {(w.weight_bytes - w.expert_bytes - host.dense_bytes) / split,
          (experts - host.expert_bytes) / (groups * split)};
}

/// Time of the devices for those products, which never take less than reading the weights.
///     smooth_max_3( prompt_matrix_time(), (dense bytes/0.8 + those of experts/pre)/BW )
///   pre      share of the bandwidth at which experts are read, of whose rows each has few tokens
///            prefill_read_experts                                                     [1]
///   bytes    prompt_weight_bytes()                                                    [B]
template <class T>
T multiplication_time(const Step& step,
                      const Coefficients<T>& c,
                      const HostBatch& host,
                      const MicroBatch& batch,
                      double spared) {
  const T compute = prompt_matrix_time(step, c, prompt_products(step, batch, spared));
  const PromptBytes bytes = prompt_weight_bytes(step, host, batch);
  T memory(bytes.dense / kPrefillReadShare);
  if (step.work.mixture) {
    memory += bytes.experts / c.template get<"prefill_read_experts">();
  }
  return smooth_max<3>({compute, T(memory / step.rates.bandwidth_bytes_per_s)});
}

/// The same, with the host's part of the weights where there is one.
///     copied   multiplication_time() + W_h/hcp
///     there    multiplication_time() without the host's products + host_prefill_compute();  see host_or_copy()
template <class T>
T prefill_matrices(const Step& step, const Coefficients<T>& c, const MicroBatch& batch) {
  const double ub = batch.tokens;
  const HostBatch host = host_batch(step.work, step.how, ub);
  const T all = multiplication_time(step, c, host, batch, 0);
  if (!(host.products() > 0)) {
    return all;
  }
  return host_or_copy(step,
                      T(all + host_copy(c, host.bytes()) * narrow_slot(step)),
                      T(multiplication_time(step, c, host, batch, 1) + host_prefill_compute(step, c, host)),
                      ub);
}

/// The time of a prompt as a law of the tokens that it attends to.
template <class T>
struct PrefillLaw {
  T batch_s{0.0};                ///< of a micro-batch, without attention
  T attention_s_per_token{0.0};  ///< and for every token that it attends to on average
  T window_s_per_token{0.0};     ///< the same in the layers with a window
  double window = 0;             ///< [tokens]
  double batches = 1;
  T exchange_s{0.0};  ///< over the links, of the whole prompt
  T passed{1.0};      ///< pipeline_overlap(), Work::prompt_layer_share, prompt_drafts()

  /// On top of `depth` cached tokens, for prompts of `prompt` tokens.
  [[nodiscard]] T at(double depth, double prompt) const {
    const double attended = depth + prompt / 2;
    const T attention = attention_s_per_token * attended + window_s_per_token * std::fmin(attended, window);
    return (batches * (batch_s + attention) + exchange_s) * passed;
  }
};

/// The attention of a micro-batch of `ub` tokens, whose FLOP take `s_per_flop` each.
///     (A_pair ub + A_cached) s for every token attended to, A_window ub s in the layers with a window
///   A_pair, A_cached, A_window   Work::prompt_flops_per_pair, prompt_flops_per_cached, window_flops_per_pair [FLOP]
template <class T>
void set_attention(const Step& step, double ub, const T& s_per_flop, PrefillLaw<T>& law) {
  const Work& w = step.work;
  law.attention_s_per_token = (w.prompt_flops_per_pair * ub + w.prompt_flops_per_cached) * s_per_flop;
  law.window_s_per_token = w.window_flops_per_pair * ub * s_per_flop;
  law.window = w.window;
}

/// A prompt on the host processor alone.
///     t = nb [ host_prefill_compute() + ub S hp_s/F_T + attention at hpat hpat_f/F_T a FLOP ]
///   S       state of the linear layers, read and written by each token     Work::state_bytes      [B]
///   hp_s    what that takes                          host_prefill_state                     [FLOP/B]
///   hpat    attention runs at F_T/hpat               host_prefill_attention                 [1]
///   hpat_f  and longer where flash attention computes row by row    host_prefill_flash, Conditions::row_by_row [1]
template <class T>
PrefillLaw<T> cpu_prefill_law(const Step& step, const Coefficients<T>& c, double tokens) {
  const double ub = std::fmin(std::fmax(tokens, 1.0), step.how.micro_batch);
  PrefillLaw<T> law;
  law.batches = std::fmax(tokens / step.how.micro_batch, 1.0);
  law.batch_s = host_prefill_compute(step, c, host_batch(step.work, step.how, ub));
  if (step.work.kernels_linear > 0) {
    law.batch_s +=
        c.template get<"host_prefill_state">() * (ub * step.work.state_bytes / step.rates.host_prefill_flops);
  }
  T s_per_flop = c.template get<"host_prefill_attention">() / step.rates.host_prefill_flops;
  if (step.how.row_by_row) {
    s_per_flop *= c.template get<"host_prefill_flash">();
  }
  set_attention(step, ub, s_per_flop, law);
  return law;
}

/// What norms, gates and sums between a micro-batch's products read from memory and write there.
///
///     t = ub L d pab/BW A/(A + L2),  A = 16 B ub d
///
///   pab   bytes a token, layer and value of the width d     prefill_activation_bytes   [B]
///   A     of four values at 4 bytes, what a layer works on at a time                   [B]
///   L2    the last-level cache, which keeps a part of it    Rates::cache_bytes         [B]
template <class T>
T activation_time(const Step& step, const Coefficients<T>& c, double ub) {
  constexpr double kValueBytes = 16;
  const double values = ub * step.work.d_model;
  const double missed = kValueBytes * values / (kValueBytes * values + step.rates.cache_bytes);
  return c.template get<"prefill_activation_bytes">() *
         (step.work.layers * values / step.rates.bandwidth_bytes_per_s * missed);
}

/// Seconds that a query token takes to read one of the cached tokens that it selected. Its neighbours select others: unlike
/// those of a tile that attends to all, each reads its own, and with a latent cache on every device.
///     b copies/(0.8 BW n_kv)          b: Work::window_bytes_per_pair [B]
inline double selected_read_s_per_pair(const Step& step) {
  if (step.work.window_bytes_per_pair == 0) {
    return 0;
  }
  const DeviceShare share = device_share(step);
  return step.work.window_bytes_per_pair * share.kv_copies /
         (share.kv_split * kPrefillReadShare * step.rates.bandwidth_bytes_per_s);
}

/// Time to process `tokens` prompt tokens on top of `depth` cached ones, on all devices of one instance. The tokens may
/// be of several prompts of `prompt` tokens each, which do not attend to one another; attention groups share them.
///
///     t = nb [ matrices + (attention + state + activations)/n + L pal + pfx ] + prefill_exchange();  times the pipeline's overlap,
///         prompt_drafts() where tokens are drafted,
///         and L'/L where the last layers get only the last tokens of a prompt (DeepSeek V4.1; their time is left out)
///     matrices   prefill_matrices()
///     attention  where an indexer selects, with select_s_per_key(ub) for every key that it scores and selected_read_s_per_pair()
///     state      ub S pst/F32: linear layers update their state token by token         prefill_state [FLOP/B]
///     activations   activation_time()
///
///   ub, nb     a group's micro-batch, their number   Conditions::micro_batch                [1]
///   attention  over depth + prompt/2 tokens          set_attention(), prefill_attention_s_per_flop()
///   pal, pfx   launches, fixed                       prefill_layer_us, prefill_fixed_us     [us]
///
/// An eager host launches a prompt's kernels too: eager_pace().
///
/// Source: roofline, compute side; two pipes in series as in kernels that dequantize to registers.
/// Valid for: devices.
/// Ignores: prefix caches; steps that hold tokens of prompts and of answers together.
template <class T>
PrefillLaw<T> prefill_law(const Step& step, const Coefficients<T>& c, double tokens, double prompts = 1) {
  if (step.how.cpu) {
    return cpu_prefill_law(step, c, tokens);
  }
  const Work& w = step.work;
  const Conditions& how = step.how;
  const double busy_groups = std::fmin(how.attention_groups, prompts);
  const double of_group = tokens / busy_groups;
  const double ub = std::fmin(std::fmax(of_group, 1.0), how.micro_batch);
  const double nb = std::fmax(of_group / how.micro_batch, 1.0);
  PrefillLaw<T> law;
  law.batches = nb;
  set_attention(step, ub, T(prefill_attention_s_per_flop(step, c) / matrix_split(how)), law);
  law.attention_s_per_token += w.scored_per_token * select_s_per_key(step, c, ub);
  law.window_s_per_token += ub * selected_read_s_per_pair(step);
  law.batch_s =
      prefill_matrices(step, c, {ub, ub * busy_groups}) +
      1e-6 * (w.layers * c.template get<"prefill_layer_us">() + c.template get<"prefill_fixed_us">());
  if (w.kernels_linear > 0) {
    law.batch_s +=
        c.template get<"prefill_state">() * (ub * w.state_bytes / step.rates.fp32_flops / matrix_split(how));
  }
  law.batch_s += activation_time(step, c, ub) / matrix_split(how);
  law.batch_s += eager_pace(step, c).beyond(law.batch_s);
  if (how.devices > 1) {
    law.exchange_s = prefill_exchange(step, c, of_group, nb);
  }
  law.passed = pipeline_overlap(step, c, nb) * w.prompt_layer_share * prompt_drafts(step, c);
  return law;
}

template <class T>
T prefill_time(const Step& step, const Coefficients<T>& c, double tokens, double depth, double prompt) {
  return prefill_law(step, c, tokens, std::fmax(tokens / prompt, 1.0)).at(depth, prompt);
}

/// The same for one prompt.
template <class T>
T prefill_time(const Step& step, const Coefficients<T>& c, double tokens, double depth) {
  return prefill_time(step, c, tokens, depth, tokens);
}

}  // namespace tokroof::model
