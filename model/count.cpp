#include "model/count.hpp"

#include "model/conditions.hpp"
#include "model/count/checkpoint_bytes.hpp"
#include "model/count/kernels.hpp"
#include "model/count/kv_cache.hpp"
#include "model/count/layer_counts.hpp"
#include "model/count/memory.hpp"
#include "model/count/quantization.hpp"
#include "model/count/tensor_override.hpp"
#include "model/count/weights.hpp"
#include "model/labels.hpp"
#include "model/rates.hpp"

namespace tokroof::model {
namespace {

/// What a step needs that the catalog may not know.
std::optional<Refusal> missing_facts(const Scenario& s) {
  const Architecture& m = *s.model;
  const std::string device = s.device_name;
  if (!(m.parameters > 0 && m.layers > 0 && m.d_model > 0)) {
    return Refusal{"unknown-architecture", "the shape of " + std::string(m.slug) + " is not known"};
  }
  if (!(s.device.bandwidth_bytes_per_s > 0)) {
    return Refusal{"unknown-bandwidth", "the memory bandwidth of " + device + " is not known"};
  }
  if (!s.cpu_only && !(fp32_peak(s.device) > 0)) {
    return Refusal{"unknown-bandwidth", "the arithmetic rate of " + device + " is not known"};
  }
  const bool needs_host =
      s.cpu_only || s.experts_on_host || s.layers_on_gpu < m.layers || !s.overrides.empty();
  if (needs_host && !s.host) {
    return Refusal{"unknown-host", "part of the model runs on the host processor, which is not named"};
  }
  if (needs_host && !(s.host->threads > 0 && s.host->fp32_flops > 0 && s.host->bandwidth_bytes_per_s > 0)) {
    return Refusal{"unknown-cores",
                   "cores, arithmetic rate or bandwidth of " + s.host->label + " are not known"};
  }
  if (s.cpu_only && !s.facts.works_on_cpu) {
    return Refusal{"cpu-engine", s.engine + " on a CPU is not modelled"};
  }
  return std::nullopt;
}

/// Of the weights that a token reads: the output matrix, and of 4-bit mixtures all but the routed experts.
double weights_left_at_16_bit(const Scenario& s, const Work& w) {
  const Architecture& m = *s.model;
  if (!s.facts.checkpoints) {
    return 0;
  }
  const StoredBits bits = stored_bits(s.quant, s.facts, m);
  constexpr double kSixteen = 16;
  if (!(bits.experts > 0 && bits.experts < kSixteen) || bits.output < kSixteen) {
    return 0;
  }
  const double output = std::min(w.output_weights, w.weights);
  return bits.layers < kSixteen ? output : std::max(w.weights - w.expert_weights, output);
}

/// Sequences of a replica, whether they have room at once or not.
double sequences_asked(const Scenario& s) { return std::max(s.concurrency / s.replicas, 1.0); }

Work work_of(const Scenario& s, const LayerCounts& layers, const WeightRead& read) {
  const Architecture& m = *s.model;
  const KvLaw kv = kv_law(s, layers);
  const KernelCounts kernels = kernel_counts(m, layers, fuses_hyper_connections(s), kv.scoring_layers);
  Work w;
  w.file_bytes = read.file_bytes;
  w.weight_bytes = read.bytes;
  w.table_bytes = read.table_bytes;
  w.expert_bytes = read.expert_bytes;
  w.weights = read.weights;
  w.expert_weights = read.expert_weights;
  w.experts = std::max(m.experts, 1.0);
  w.experts_active = std::max(m.experts_active, 1.0);
  w.mixture = layers.mixture;
  w.layers = m.layers;
  w.moe_layers = layers.experts;
  w.d_model = m.d_model;
  w.vocab = m.vocab;
  w.output_weights = m.vocab * m.d_model;
  w.weights_16_bit = weights_left_at_16_bit(s, w);
  const double in_layers = std::max(w.weights - w.output_weights, 0.0);
  if (drafts_with_weights(s.drafting)) {
    const double bytes_a_weight = w.weight_bytes / w.weights;
    w.draft_block_bytes = bytes_a_weight * in_layers / w.layers;
    w.draft_output_bytes = shares_output(s.drafting) ? bytes_a_weight * w.output_weights : 0;
  }
  w.kv_heads = std::max(m.kv_heads, 1.0);
  w.latent = kv.latent;
  w.wide_heads = kv.wide_heads;
  w.quantized_kv = is_quantized_kv(s.kv_type);
  w.kv_group = kv.group;
  w.kv_passes = kv.passes;
  w.scored_per_token = kv.scored_per_token;
  w.prompt_flops_per_pair = kv.prompt_flops_per_pair;
  w.prompt_flops_per_cached = kv.prompt_flops_per_cached;
  if (s.facts.server_kernels && m.prompt_layers > 0) {
    w.prompt_layer_share = m.prompt_layers / m.layers;
  }
  w.window_flops_per_pair = kv.prompt_window_flops;
  w.window_bytes_per_pair = kv.prompt_window_bytes;
  w.window = kv.prompt_window;
  set_context(kv, s.context, w);
  w.state_bytes = 2 * m.state_bytes_f32;  // read and written
  w.kernels_dense = kernels.dense;
  w.kernels_moe = kernels.moe;
  w.kernels_linear = kernels.linear;
  w.sequences = sequences_asked(s);
  w.drafted = s.drafting == Drafting::none ? 0 : s.drafted;
  w.draft_passes = drafts_at_once(s.drafting) ? std::min(w.drafted, 1.0) : w.drafted;
  w.acceptance = w.drafted > 0 ? s.acceptance : 0;
  return w;
}

}  // namespace

Figure figure_of(const Scenario& s) {
  Figure f;
  f.streams = s.aggregate ? s.concurrency : 1;
  f.generated = s.n_gen;
  f.includes_prefill = s.includes_prefill;
  f.prompts_beside = s.prompts_beside;
  f.prompt = s.n_prompt;
  const bool prompt_alone = s.concurrency <= 1;
  f.prefill_tokens = prompt_alone ? s.prefill_tokens : 0;
  f.prefill_depth = s.prefill_depth;
  f.prompt_lengths = s.prompt_lengths;
  f.assumed_variance = s.assumed_variance;
  return f;
}

void set_context(const KvLaw& law, double context, Work& work) {
  const KvCache kv = kv_cache(law, context);
  work.kv_bytes = kv.bytes;
  work.attention_flops = kv.flops;
  work.scored_keys = kv.scored;
}

Result<Step> count(const Scenario& s, WeightCheck check) {
  if (auto refusal = missing_facts(s)) {
    return *refusal;
  }
  const LayerCounts layers = layer_counts(*s.model);
  const auto read = weight_read_count(s, layers);
  if (!read) {
    return read.refusal();
  }
  Step step;
  step.work = work_of(s, layers, *read);
  step.rates = device_rates(s, stored_as(s));
  step.how = conditions_of(s, step.work);
  place_tensors(s, step);
  step.figure = figure_of(s);
  step.work.sequences = sequences_in_flight(s, step, step.work.sequences);
  if (s.aggregate) {  // the others wait: they are counted when it is their turn
    step.figure.streams *= step.work.sequences / std::max(s.concurrency / s.replicas, 1.0);
  }
  step.labels = labels_of(s, step);
  if (check == WeightCheck::refuse) {
    if (auto refusal = weights_do_not_fit(s, step)) {
      return *refusal;
    }
  }
  return step;
}

}  // namespace tokroof::model
