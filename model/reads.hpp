#pragma once
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>

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
[[gnu::always_inline]] inline bool holds(When when, const Step& step) {
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
    case When::packed_products: return how.packed_prefill && !(how.unpacked_bytes > 0);
    case When::typed_matrices: return !how.packed_prefill;
    case When::half_rate: return !how.packed_prefill && step.rates.ln_halved_16_bit > 0;
    case When::server_kernels: return how.server_kernels;
    case When::other_kernels: return !how.server_kernels && !how.head_by_head;
    case When::server_batch: return how.server_kernels && step.work.sequences > 1;
    case When::prompts_beside: return step.figure.prompts_beside;
    case When::sampled_on_host: return !how.server_kernels;
    case When::latent: return step.work.latent && !how.server_kernels;
    case When::latent_server: return step.work.latent && how.server_kernels;
    case When::wide_heads: return step.work.wide_heads;
    case When::quantized_kv: return step.work.quantized_kv;
    case When::selects: return step.work.scored_per_token > 0;
    case When::copies_cache: return how.copies_cache;
    case When::attention_groups: return how.attention_groups > 1;
    case When::acceptance_unknown: return step.work.drafted > 0 && std::isnan(step.work.acceptance);
    case When::discrete: return !how.unified;
    case When::capped: return step.rates.power_w < step.rates.specified_power_w;
    case When::unified: return how.unified;
    case When::ik_llama: return how.ik_llama;
    case When::cpu_alone: return how.cpu;
    case When::cpu_flash: return how.cpu && how.row_by_row;
    case When::offloaded: return !how.cpu;
    case When::fanless: return how.fanless;
    case When::own_machine: return is_own_machine(step.labels);
    case When::own_mixture: return is_own_machine(step.labels) && step.work.mixture;
    case When::count_: break;
  }
  return false;
}

/// One law of the matrix units serves steps and prompts, and one host launches both.
constexpr bool serves_prompts(When when) {
  return when == When::typed_matrices || when == When::half_rate || when == When::eager ||
         when == When::selects;
}
/// Of drafts on whatever does the work.
constexpr bool is_of_drafts(When when) {
  return when == When::speculative || when == When::acceptance_unknown;
}

/// Whether a figure of this step may depend on the coefficient, of whose condition it is said whether it holds(). What it does
/// not read it says nothing about, and its interval owes it nothing. (It may read one whose slope happens to be 0: a launch
/// cost behind an eager engine, say.)
inline bool reads(const CoefficientSpec& spec, FigureKind figure, const Step& step, bool holds) {
  const bool decode = figure == FigureKind::decode;
  const bool on_device = decode && !step.how.cpu;
  const bool offloads =
      step.how.experts_on_host || step.how.host_layer_share > 0 || step.how.host_tensor_share > 0;
  const bool prefills = !decode || step.figure.includes_prefill || step.figure.prompts_beside;
  switch (spec.part) {
    case Part::gpu:
      return (decode ? on_device || is_of_drafts(spec.when) : serves_prompts(spec.when) && !step.how.cpu) &&
             holds;
    case Part::cpu: return decode && (step.how.cpu || offloads);
    case Part::prefill: return !step.how.cpu && prefills && holds;
    case Part::host_prefill: return (step.how.cpu || offloads) && prefills && holds;
    case Part::effect: return on_device && holds;
  }
  return false;
}
inline bool reads(const CoefficientSpec& spec, FigureKind figure, const Step& step) {
  return reads(spec, figure, step, holds(spec.when, step));
}

/// Some of the coefficients, by their position in kCoefficients.
class CoefficientSet {
 public:
  constexpr void add(std::size_t coefficient) {
    words_[coefficient / 64] |= std::uint64_t{1} << coefficient % 64;
  }
  [[nodiscard]] constexpr bool has(std::size_t coefficient) const {
    return (words_[coefficient / 64] >> coefficient % 64 & 1) != 0;
  }
  /// Those of both, of either, and those that `other` lacks.
  [[nodiscard]] constexpr CoefficientSet operator&(const CoefficientSet& other) const {
    return joined(other, [](std::uint64_t a, std::uint64_t b) { return a & b; });
  }
  [[nodiscard]] constexpr CoefficientSet operator|(const CoefficientSet& other) const {
    return joined(other, [](std::uint64_t a, std::uint64_t b) { return a | b; });
  }
  [[nodiscard]] constexpr CoefficientSet without(const CoefficientSet& other) const {
    return joined(other, [](std::uint64_t a, std::uint64_t b) { return a & ~b; });
  }

  /// In the order of the table.
  template <class F>
  constexpr void each(F f) const {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      for (std::uint64_t left = words_[i]; left != 0; left &= left - 1) {
        f(64 * i + static_cast<std::size_t>(std::countr_zero(left)));
      }
    }
  }

  friend bool operator==(const CoefficientSet&, const CoefficientSet&) = default;

 private:
  template <class Join>
  [[nodiscard]] constexpr CoefficientSet joined(const CoefficientSet& other, Join join) const {
    CoefficientSet out;
    for (std::size_t i = 0; i < words_.size(); ++i) {
      out.words_[i] = join(words_[i], other.words_[i]);
    }
    return out;
  }

  std::array<std::uint64_t, (kCoefficientCount + 63) / 64> words_{};
};

/// The coefficients of which `is` is true.
template <class Is>
consteval CoefficientSet coefficients_that(Is is) {
  CoefficientSet out;
  for (std::size_t i = 0; i < kCoefficientCount; ++i) {
    if (is(kCoefficients[i])) {
      out.add(i);
    }
  }
  return out;
}

namespace of_reads {

/// Coefficients that reads() tells apart by nothing but whether their conditions hold.
struct Kind {
  std::size_t first = 0;  ///< of its coefficients
  CoefficientSet all;
};
struct Kinds {
  static constexpr std::size_t kMost = 16;
  std::array<Kind, kMost> kinds{};
  std::size_t count = 0;
};

consteval bool alike(const CoefficientSpec& a, const CoefficientSpec& b) {
  return a.part == b.part && serves_prompts(a.when) == serves_prompts(b.when) &&
         is_of_drafts(a.when) == is_of_drafts(b.when);
}

consteval Kinds kinds() {
  Kinds out;
  for (std::size_t i = 0; i < kCoefficientCount; ++i) {
    std::size_t kind = 0;
    while (kind < out.count && !alike(kCoefficients[out.kinds[kind].first], kCoefficients[i])) {
      ++kind;
    }
    if (kind == out.count) {
      out.kinds[out.count++].first = i;
    }
    out.kinds[kind].all.add(i);
  }
  return out;
}
inline constexpr Kinds kKinds = kinds();

template <std::size_t... when>
consteval std::array<CoefficientSet, kWhenCount> by_condition(std::index_sequence<when...> /*all*/) {
  return {coefficients_that([](const CoefficientSpec& s) { return s.when == static_cast<When>(when); })...};
}
inline constexpr auto kByCondition = by_condition(std::make_index_sequence<kWhenCount>());

template <std::size_t... when>
CoefficientSet that_hold(const Step& step, std::index_sequence<when...> /*all*/) {
  CoefficientSet out;
  ((out = holds(static_cast<When>(when), step) ? out | kByCondition[when] : out), ...);
  return out;
}

}  // namespace of_reads

/// The coefficients whose conditions hold of a step: asked once for both figures.
inline CoefficientSet that_hold(const Step& step) {
  return of_reads::that_hold(step, std::make_index_sequence<kWhenCount>());
}

/// Those that a figure reads().
inline CoefficientSet read_by(FigureKind figure, const Step& step, const CoefficientSet& that_hold) {
  CoefficientSet out;
  for (std::size_t i = 0; i < of_reads::kKinds.count; ++i) {
    const of_reads::Kind& kind = of_reads::kKinds.kinds[i];
    const CoefficientSpec& spec = kCoefficients[kind.first];
    if (reads(spec, figure, step, true)) {
      out = out | (kind.all & that_hold);
    }
    if (reads(spec, figure, step, false)) {
      out = out | kind.all;
    }
  }
  return out;
}

}  // namespace tokroof::model
