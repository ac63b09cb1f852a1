#pragma once
#include <array>
#include <cmath>
#include <cstddef>

#include "model/coefficients.hpp"
#include "model/count/machines.hpp"
#include "model/count/messages.hpp"
#include "model/step.hpp"
#include "model/time/shares.hpp"

namespace tokroof::model {

/// The two figures that a run may publish.
enum class FigureKind { decode, prefill };

/// Whether messages of a tensor split go over such a way, inside a machine or between machines.
inline bool exchanges_over(const Step& step, bool LinkRates::*way) {
  return step.rates.link.*way || (spans_machines(step.how) && step.rates.network.rates.*way);
}

/// Whether `step` is one of the steps that a coefficient's `when` names.
inline bool holds(When when, const Step& step) {
  const Conditions& how = step.how;
  switch (when) {
    case When::always: return true;
    case When::amd_off_x86: return how.amd_off_x86;
    case When::vulkan: return how.vulkan;
    case When::two_die: return how.two_die;
    case When::no_dp4a: return how.no_dp4a;
    case When::llamafile: return how.llamafile;
    case When::llamafile_tu11x: return how.llamafile_tu11x;
    case When::eager: return how.eager;
    case When::head_by_head: return how.head_by_head;
    case When::no_flash_attention: return how.no_flash_attention;
    case When::rocwmma: return how.rocwmma;
    case When::linear_layers: return step.work.kernels_linear > 0;
    case When::expert_layers: return step.work.kernels_moe > 0;
    case When::layer_split: return boundaries(how) > 0;
    case When::tensor_split: return how.split == Split::tensor;
    case When::tensor_split_cuda: return how.split == Split::tensor && how.cuda;
    case When::tensor_split_pcie:
      return how.split == Split::tensor && !how.unified && exchanges_over(step, &LinkRates::over_pcie);
    case When::tensor_split_host:
      return how.split == Split::tensor && !how.unified && exchanges_over(step, &LinkRates::through_host);
    case When::row_split: return how.split == Split::row;
    case When::row_over_pcie: return how.split == Split::row && step.rates.link.over_pcie;
    case When::row_through_host: return how.split == Split::row && step.rates.link.through_host;
    case When::measured_host: return step.rates.host_bandwidth_is_measured;
    case When::speculative: return step.work.drafted > 0;
    case When::small_batch: return how.multiplies_each_token && small_batch_tokens(step) > 1;
    case When::packed_matrices: return how.packed_prefill;
    case When::typed_matrices: return !how.packed_prefill;
    case When::server_kernels: return how.server_kernels;
    case When::other_kernels: return !how.server_kernels && !how.head_by_head;
    case When::server_batch: return how.server_kernels && step.work.sequences > 1;
    case When::sampled_on_host: return !how.server_kernels;
    case When::latent: return step.work.latent && !how.server_kernels;
    case When::latent_server: return step.work.latent && how.server_kernels;
    case When::wide_heads: return step.work.wide_heads;
    case When::quantized_kv: return step.work.quantized_kv;
    case When::copies_cache: return how.copies_cache;
    case When::attention_groups: return how.attention_groups > 1;
    case When::acceptance_unknown: return step.work.drafted > 0 && std::isnan(step.work.acceptance);
    case When::discrete: return !how.unified;
    case When::capped: return step.rates.power_w < step.rates.specified_power_w;
    case When::unified: return how.unified;
    case When::ik_llama: return how.ik_llama;
    case When::cpu_alone: return how.cpu;
    case When::offloaded: return !how.cpu;
    case When::fanless: return how.fanless;
    case When::own_machine: return is_own_machine(step.labels);
    case When::own_mixture: return is_own_machine(step.labels) && step.work.mixture;
  }
  return false;
}

/// The rule behind reads(), where `holds(when)` says what the step is.
template <class Holds>
bool reads_where(const CoefficientSpec& spec, FigureKind figure, const Step& step, Holds holds) {
  const bool decode = figure == FigureKind::decode;
  const bool on_device = decode && !step.how.cpu;
  const bool offloads =
      step.how.experts_on_host || step.how.host_layer_share > 0 || step.how.host_tensor_share > 0;
  const bool prefills = !decode || step.figure.includes_prefill;
  switch (spec.part) {
    case Part::gpu:
      if (!decode) {  // one law of the matrix units serves steps and prompts
        return spec.when == When::typed_matrices && !step.how.cpu && holds(spec.when);
      }
      return (on_device ||
              (decode && (spec.when == When::speculative || spec.when == When::acceptance_unknown))) &&
             holds(spec.when);
    case Part::cpu: return decode && (step.how.cpu || offloads);
    case Part::prefill: return !step.how.cpu && prefills && holds(spec.when);
    case Part::host_prefill: return (step.how.cpu || offloads) && prefills && holds(spec.when);
    case Part::effect: return on_device && holds(spec.when);
  }
  return false;
}

/// Whether a figure of this step may depend on the coefficient. What it does not read it says nothing about, and its
/// interval owes it nothing. (It may read one whose slope happens to be 0: a launch cost behind an eager engine, say.)
inline bool reads(const CoefficientSpec& spec, FigureKind figure, const Step& step) {
  return reads_where(spec, figure, step, [&](When when) { return holds(when, step); });
}

/// The same for all coefficients of one step, which is looked at once.
class Readers {
 public:
  explicit Readers(const Step& step) : step_(step) {
    for (std::size_t when = 0; when < holds_.size(); ++when) {
      holds_[when] = holds(static_cast<When>(when), step);
    }
  }

  [[nodiscard]] bool reads(const CoefficientSpec& spec, FigureKind figure) const {
    return reads_where(
        spec, figure, step_, [&](When when) { return holds_[static_cast<std::size_t>(when)]; });
  }

 private:
  const Step& step_;
  std::array<bool, static_cast<std::size_t>(When::own_mixture) + 1> holds_;
};

}  // namespace tokroof::model
