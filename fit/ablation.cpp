#include "fit/ablation.hpp"

#include <map>
#include <string>

#include "fit/posterior.hpp"
#include "fit/widths.hpp"

namespace tokroof::fit {
namespace {

// Times that are nothing, rates and shares that never bind.
constexpr double kNothing = 1e-6, kUnbound = 1e6, kWhole = 1 - 1e-6;

// clang-format off
constexpr std::array kAblations{
    Ablation{"power-cap", "power cap", "a cap below the specified limit lowers the clocks", {{{"capped_energy_per_byte_nj", kNothing}, {"capped_energy_per_operation_pj", kNothing}}}},
    Ablation{"power-limit", "power limit", "capped and power-starved cards read slower than their bandwidth", {{{"energy_per_byte_nj", kNothing}}}},
    Ablation{"dequantization", "unpacking of weights", "small storage types take more operations than bytes", {{{"dequant_ops_per_weight", kNothing}, {"dequant_kernel", 0}, {"dequant_family", 0}}}},
    Ablation{"dequantization-by-kernel", "unpacking, by kernel", "every engine has its own kernel for a type", {{{"dequant_kernel", 0}}}},
    Ablation{"experts-kernels", "unpacking, experts apart from dense", "some types have no kernel for experts", {}, "@moe", "@dense"},
    Ablation{"dequantization-by-family", "unpacking, by architecture family", "integer throughput that a data sheet does not tell", {{{"dequant_family", 0}}}},
    Ablation{"small-batch-unpacking", "unpacking again for each token of a small batch", "llama.cpp's kernels for few tokens", {{{"dequant_per_token", kNothing}}}},
    Ablation{"energy-by-family", "energy a byte, by architecture family", "processes and memories differ", {{{"energy_family", 0}}}},
    Ablation{"dp4a", "chips without an integer dot product", "GP100 emulates it", {{{"dequant_without_dp4a", 1}}}},
    Ablation{"bandwidth-deviations", "bandwidth reached, by engine, driver and family", "kernels and memory controllers differ", {{{"weight_read_engine", 0}, {"weight_read_driver", 0}, {"weight_read_family", 0}}}},
    Ablation{"two-die", "two-die parts", "half of the traffic crosses the die link", {{{"weight_read_two_die", 0}, {"kernel_launch_two_die", 0}}}},
    Ablation{"expert-reads", "bandwidth reached by experts", "expert matrices are small", {{{"weight_read_experts", 0}}}},
    Ablation{"amd-off-x86", "AMD cards on ARM and RISC-V hosts", "their PCIe is not coherent", {{{"weight_read_off_x86", 0}}}},
    Ablation{"launches", "kernel launches", "small models reach a third of the bandwidth", {{{"kernel_launch_us", kNothing}}}},
    Ablation{"launch-deviations", "launches, by engine and family", "engines queue kernels differently", {{{"kernel_launch_engine", 0}, {"kernel_launch_family", 0}}}},
    Ablation{"launches-by-kernel", "launches, by kind of kernel", "expert and linear-attention blocks do more in one", {{{"kernel_ratio_experts", 1}, {"kernel_ratio_linear", 1}}}},
    Ablation{"graphs", "CUDA graphs", "one launch for a whole step", {}, "|graph", ""},
    Ablation{"engine-year", "launches, by date of the build", "launches were fused every year", {{{"kernel_launch_per_engine_year", 0}}}},
    Ablation{"device-year", "launches, by year of the device", "newer chips start kernels sooner", {{{"kernel_launch_per_device_year", 0}}}},
    Ablation{"host-speed", "launches, by the host's speed", "the host's processor queues the kernels", {{{"kernel_launch_host_exponent", 0}}}},
    Ablation{"gpu-cores", "launches, by GPU cores (Apple)", "wide chips end a kernel sooner", {{{"kernel_launch_cores_exponent", 0}}}},
    Ablation{"llamafile-families", "llamafile's kernels, by family", "it carries its own matrix kernels", {{{"kernel_launch_llamafile", 0}}}},
    Ablation{"llamafile-machines", "llamafile's slow machines", "some take half a millisecond and more a layer, whatever their card", {{{"kernel_launch_llamafile_machine", 0}}}},
    Ablation{"gtx-16", "llamafile on GTX 16", "Turing without tensor cores", {{{"kernel_launch_llamafile_tu11x", 0}}}},
    Ablation{"fixed-time", "fixed time of a step", "scheduling and sampling", {{{"step_fixed_us", kNothing}}}},
    Ablation{"logits", "logits to the sampler", "vocabularies of 150 thousand entries", {{{"logits_ns_per_byte", kNothing}, {"logits_passes", kNothing}}}},
    Ablation{"eager", "eager engines", "the host launches every kernel while the device waits", {{{"eager_layer_us", kNothing}}}},
    Ablation{"eager-checkpoints", "eager launches, by quantization library", "some unpack in Python", {{{"eager_checkpoint", 0}}}},
    Ablation{"start", "start of eager engines", "kernels are compiled when they are first called", {{{"start_ms", kNothing}}}},
    Ablation{"fixed-year", "fixed time of a step, by year of the card", "hosts are of their cards' age", {{{"step_fixed_per_device_year", 0}}}},
    Ablation{"kv-deviations", "bandwidth reached by the cache, by engine and family", "attention kernels differ", {{{"kv_read_engine", 0}, {"kv_read_family", 0}}}},
    Ablation{"kv-passes", "repeated reads of a group's cache", "query heads that share a KV head read it again", {{{"kv_passes_exponent", 0}}}},
    Ablation{"cache-detours", "wide heads, caches in blocks, copied caches", "what reading a cache takes beside its bytes", {{{"kv_wide_heads", 0}, {"kv_unpack", 0}, {"kv_copies", kNothing}}}},
    Ablation{"latent-attention", "arithmetic of latent attention", "heads share one vector: a matrix product", {{{"attention_latent", 0}, {"attention_latent_share", 0}, {"host_attention_latent", 1}}}},
    Ablation{"head-by-head", "paged attention head by head", "its blocks reach a fifth of the bandwidth, not four fifths", {{{"kv_read_head_by_head", 0.8}}}},
    Ablation{"attention-arithmetic", "attention arithmetic", "deep contexts are bound by it, not by the cache's bytes", {{{"attention_slowdown", kNothing}, {"attention_slowdown_no_flash", kNothing}}}},
    Ablation{"rocwmma", "rocWMMA attention", "builds with it are slow in decoding", {{{"attention_rocwmma", 1}}}},
    Ablation{"batch-arithmetic", "arithmetic of batches", "many streams share one read of the weights", {{{"batch_matrix_share", kUnbound}, {"matrix_share", kUnbound}}}},
    Ablation{"matrix-tiles", "tiles of a matrix product", "few tokens do not fill them", {{{"matrix_tile_tokens", kNothing}}}},
    Ablation{"batch-host", "host time a stream", "schedulers and samplers work for each", {{{"sequence_host_us", kNothing}}}},
    Ablation{"layer-hop", "boundaries of a layer split", "devices hand over and wait", {{{"layer_hop_us", kNothing}}}},
    Ablation{"all-reduce-latency", "latency of all-reduces", "two a layer in a tensor split", {{{"all_reduce_latency_us", kNothing}, {"all_reduce_listed_share", kNothing}}}},
    Ablation{"all-reduce-bytes", "bytes of all-reduces beyond the line rate", "batches and prompts fill the links", {{{"all_reduce_share", kWhole}}}},
    Ablation{"all-reduce-ways", "all-reduces over PCIe and through a host", "copies through the memory of a host", {{{"all_reduce_pcie_more", kNothing}, {"all_reduce_host_more", kNothing}, {"prefill_all_reduce_pcie_more", kNothing}, {"prefill_all_reduce_host_more", kNothing}}}},
    Ablation{"row-synchronization", "synchronization of row splits", "seven matrices a layer are put together again", {{{"row_matmul_us", kNothing}, {"row_matmul_per_device_us", kNothing}}}},
    Ablation{"row-devices", "the same, by number of devices", "every further card is waited for", {{{"row_matmul_per_device_us", kNothing}}}},
    Ablation{"row-year", "the same, by year of the cards", "hosts and PCIe are of their cards' age", {{{"row_matmul_per_device_year", 0}}}},
    Ablation{"row-machines", "the same, by machine", "latencies differ by host", {{{"row_host", 0}}}},
    Ablation{"through-host-memory", "row splits through host memory", "GeForce cards cannot read each other", {{{"row_host_more", kNothing}}}},
    Ablation{"cpu-arithmetic", "arithmetic of a CPU", "small types and old cores are bound by it", {{{"host_ops_per_weight", kNothing}}}},
    Ablation{"cpu-threads", "bandwidth of a thread", "few threads cannot draw what the memory has", {{{"host_thread_gb_per_s", kUnbound}}}},
    Ablation{"cpu-layers", "synchronization of threads", "every layer ends at a barrier", {{{"host_layer_us", kNothing}}}},
    Ablation{"cpu-barrier", "a barrier that takes no longer beyond some threads", "trees of barriers", {{{"host_threads_saturation", kUnbound}}}},
    Ablation{"cpu-crossing", "experts on the host: there and back", "activations cross the bus in every layer", {{{"host_crossing_us", kNothing}}}},
    Ablation{"cpu-machines", "deviation of a host", "memory settings and NUMA", {{{"host_effect", 0}}}},
    Ablation{"drafting", "cost of drafting", "drafted tokens are not free", {{{"draft_token_ms", kNothing}, {"draft_sequence_ms", kNothing}, {"speculation_fixed_ms", kNothing}}}},
    Ablation{"row-prefill-hosts", "row split of a prompt, by machine", "switches and NUMA nodes lie between the cards", {{{"row_prefill_host", 0}}}},
    Ablation{"prefill-deviations", "prefill, by vendor, generation and engine", "matrix units are reached to different shares", {{{"prefill_vendor", 0}, {"prefill_generation", 0}, {"prefill_engine", 0}}}},
    Ablation{"prefill-year", "prefill, by date of the build", "kernels were rewritten", {{{"prefill_per_engine_year", 0}}}},
    Ablation{"prefill-dequantization", "prefill's second pipe", "scales and unpacking do not run on matrix units", {{{"prefill_dequant_rate", kUnbound}}}},
    Ablation{"prefill-by-type", "the same, by storage class", "i-quants look values up", {{{"prefill_dequant_type", 0}}}},
    Ablation{"prefill-power", "prefill's power shortage", "small power limits lower clocks under load", {{{"prefill_power_exponent", 0}}}},
    Ablation{"prefill-launches", "launches of a prompt", "short prompts do not fill a device", {{{"prefill_layer_us", kNothing}, {"prefill_fixed_us", kNothing}}}},
    Ablation{"prefill-padding", "padding of experts", "an expert's few tokens fill a tile", {{{"prefill_expert_padding", kNothing}}}},
    Ablation{"device-effects", "effect of a device", "what nothing else explains of a device; unknown for a new one", {{{"device_effect", 0}, {"device_engine_effect", 0}}}},
    Ablation{"source-effects", "effect of a source", "one way of measuring", {{{"source_effect_discrete", 0}, {"source_effect_unified", 0}}}},
    Ablation{"machine-effects", "effect of one machine of a source", "throttled, mislabelled, another build", {{{"source_device_effect", 0}}}},
    Ablation{"fanless-effects", "effect of a fanless machine", "it throttles under a lasting load", {{{"fanless_effect", 0}}}},
    Ablation{"model-family-effects", "effect of a model family", "shapes that kernels like or not", {{{"model_family_effect", 0}}}},
    Ablation{"all-effects", "all effects together", "keep one machine's oddity out of the coefficients", {{{"device_effect", 0}, {"device_engine_effect", 0}, {"source_effect_discrete", 0}, {"source_effect_unified", 0}, {"source_device_effect", 0}, {"fanless_effect", 0}, {"model_family_effect", 0}}}},
    Ablation{"heavy-tails", "heavy tails of effects and kernels", "a few members far out must not widen all others", {}, "", "", true},
};
// clang-format on

consteval bool names_exist() {
  for (const Ablation& a : kAblations) {
    for (const Neutral& n : a.held) {
      if (!n.coefficient.empty() &&
          model::position(n.coefficient) >= model::kCoefficientCount) {  // a wrong name does not compile
        return false;
      }
    }
  }
  return true;
}
static_assert(names_exist());

bool shares(const std::string& label, const Ablation& a) {
  return !a.suffix.empty() && label.ends_with(a.suffix);
}

/// The base's solution where a label exists in both, prior means (and held values) elsewhere.
std::vector<double> carried_over(const Regression& from,
                                 const std::vector<double>& solution,
                                 const Regression& to,
                                 const Held& held) {
  std::map<std::pair<std::size_t, std::string>, double> known;
  for (const Block& block : from.layout().blocks()) {
    for (std::size_t i = 0; i < block.coefficients.size(); ++i) {
      known[{block.coefficients[i], block.label}] = solution[block.offset + i];
    }
  }
  std::vector<double> out = to.layout().prior_means();
  for (const Block& block : to.layout().blocks()) {
    for (std::size_t i = 0; i < block.coefficients.size(); ++i) {
      const auto value = known.find({block.coefficients[i], block.label});
      if (value != known.end() && !held.parameters.contains(block.coefficients[i])) {
        out[block.offset + i] = value->second;
      }
    }
  }
  return out;
}

}  // namespace

std::span<const Ablation> ablations() { return kAblations; }

predict::Observations without_labels(const predict::Observations& observations, const Ablation& ablation) {
  predict::Observations out = observations;
  for (predict::Observation& o : out.all) {
    for (std::string& label : o.step.labels.text) {
      if (shares(label, ablation)) {
        label.replace(label.size() - ablation.suffix.size(), std::string::npos, ablation.same_as);
      }
    }
  }
  return out;
}

Held held_by(const Ablation& ablation) {
  Held out;
  out.normal_priors = ablation.normal_priors;
  for (const Neutral& neutral : ablation.held) {
    if (!neutral.coefficient.empty()) {
      const std::size_t c = model::position(neutral.coefficient);
      out.parameters[c] = model::parameter_of(model::kCoefficients[c].transform, neutral.value);
    }
  }
  return out;
}

bool reads_term(const predict::Observation& observation, const Ablation& ablation) {
  const Held held = held_by(ablation);
  for (std::size_t c = 0; c < model::kCoefficientCount; ++c) {
    const model::CoefficientSpec& spec = model::kCoefficients[c];
    const bool concerned = held.parameters.contains(c) ||
                           shares(observation.step.labels[spec.scope], ablation) ||
                           (held.normal_priors && spec.heavy_tailed);
    if (concerned && model::reads(spec, observation.figure, observation.step)) {
      return true;
    }
  }
  return false;
}

std::vector<double> left_out_without(const Fit& fit, const Ablation& ablation) {
  const predict::Observations observations = without_labels(fit.observations, ablation);
  const Held held = held_by(ablation);
  const Regression regression(observations, held);
  const std::vector<bool> all(observations.all.size(), true);
  const Solution solution = regression.solve(
      all, fit.widths, carried_over(*fit.regression, fit.solution.parameters, regression, held));
  const Posterior posterior(regression, all, fit.widths, solution.parameters);
  const Widths widths = update_widths(regression.layout(), posterior, solution.parameters, fit.widths);
  std::vector<double> out;
  for (const LeftOutResidual& r :
       leave_out(regression, widths, solution.parameters, LeaveOut::device_group, all)) {
    out.push_back(r.error);
  }
  return out;
}

}  // namespace tokroof::fit
