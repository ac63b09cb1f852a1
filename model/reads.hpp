#pragma once
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

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
    case When::vulkan_prompts: return how.vulkan && how.packed_prefill;
    case When::vector_attention: return how.vector_attention;
    case When::vector_products: return how.vector_products;
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
    case When::half_rate: return !how.packed_prefill && step.rates.ln_halved_16_bit > 0;
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
    case When::cpu_flash: return how.row_by_row;
    case When::offloaded: return !how.cpu;
    case When::fanless: return how.fanless;
    case When::own_machine: return is_own_machine(step.labels);
    case When::own_mixture: return is_own_machine(step.labels) && step.work.mixture;
  }
  return false;
}

/// Whether a figure of this step may depend on the coefficient. What it does not read it says nothing about, and its
/// interval owes it nothing. (It may read one whose slope happens to be 0: a launch cost behind an eager engine, say.)
inline bool reads(const CoefficientSpec& spec, FigureKind figure, const Step& step) {
  const bool decode = figure == FigureKind::decode;
  const bool on_device = decode && !step.how.cpu;
  const bool offloads =
      step.how.experts_on_host || step.how.host_layer_share > 0 || step.how.host_tensor_share > 0;
  const bool prefills = !decode || step.figure.includes_prefill;
  switch (spec.part) {
    case Part::gpu:
      if (!decode) {  // one law of the matrix units serves steps and prompts, and one host launches both
        return (spec.when == When::typed_matrices || spec.when == When::half_rate ||
                spec.when == When::eager) &&
               !step.how.cpu && holds(spec.when, step);
      }
      return (on_device ||
              (decode && (spec.when == When::speculative || spec.when == When::acceptance_unknown))) &&
             holds(spec.when, step);
    case Part::cpu: return decode && (step.how.cpu || offloads);
    case Part::prefill: return !step.how.cpu && prefills && holds(spec.when, step);
    case Part::host_prefill: return (step.how.cpu || offloads) && prefills && holds(spec.when, step);
    case Part::effect: return on_device && holds(spec.when, step);
  }
  return false;
}

namespace of_reads {

/// Coefficients of one part with one condition are read together: the place of each coefficient's kind among the kinds, the
/// first coefficient of each kind, and how many kinds there are.
struct Kinds {
  std::array<std::uint8_t, kCoefficientCount> of{};
  std::array<std::uint8_t, kCoefficientCount> first{};
  std::size_t count = 0;
};

consteval Kinds kinds() {
  static_assert(kCoefficientCount <= 256);
  Kinds out;
  for (std::size_t i = 0; i < kCoefficientCount; ++i) {
    std::size_t kind = 0;
    while (kind < out.count && (kCoefficients[out.first[kind]].part != kCoefficients[i].part ||
                                kCoefficients[out.first[kind]].when != kCoefficients[i].when)) {
      ++kind;
    }
    if (kind == out.count) {
      out.first[out.count++] = static_cast<std::uint8_t>(i);
    }
    out.of[i] = static_cast<std::uint8_t>(kind);
  }
  return out;
}
inline constexpr Kinds kKinds = kinds();

}  // namespace of_reads

/// reads() of all coefficients of one figure.
class Readers {
 public:
  Readers(const Step& step, FigureKind figure) {
    for (std::size_t kind = 0; kind < reads_.size(); ++kind) {
      reads_[kind] = model::reads(kCoefficients[of_reads::kKinds.first[kind]], figure, step);
    }
  }

  /// `coefficient`: position in kCoefficients.
  [[nodiscard]] bool reads(std::size_t coefficient) const { return reads_[of_reads::kKinds.of[coefficient]]; }

  friend bool operator==(const Readers&, const Readers&) = default;

 private:
  std::array<bool, of_reads::kKinds.count> reads_;
};

}  // namespace tokroof::model
