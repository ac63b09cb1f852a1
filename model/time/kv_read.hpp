#pragma once
#include "model/coefficients.hpp"
#include "model/step.hpp"
#include "model/time/matrix_rate.hpp"
#include "model/time/shares.hpp"
#include "model/time/smooth_max.hpp"

namespace tokroof::model {

/// Share of the specified bandwidth that reading the KV cache achieves.
///     logit kappa = kappa_backend + kappa_engine + kappa_family
template <class T>
T kv_efficiency(const Coefficients<T>& c) {
  return sigmoid(T(c.template raw<"kv_read_efficiency">() + c.template raw<"kv_read_engine">() +
                   c.template raw<"kv_read_family">()));
}

/// What a sequence's attention reads and computes: the part of a step that grows with the context.
struct CacheWork {
  double bytes = 0;   ///< Work::kv_bytes
  double flops = 0;   ///< Work::attention_flops
  double scored = 0;  ///< Work::scored_keys
};
inline CacheWork cache_work(const Work& w) { return {w.kv_bytes, w.attention_flops, w.scored_keys}; }

/// The two limits of attending over the cache of one sequence [s]; they run at the same time.
template <class T>
struct KvLimits {
  T read;        ///< streaming the cache of one sequence
  T arithmetic;  ///< scores and weighted values of one sequence
};

/// The same for any cache, and what makes them the time of a step.
template <class T>
struct KvRates {
  T read_s_per_byte{0.0}, arithmetic_s_per_flop{0.0};
  T sequences{0.0};         ///< times the limits' maximum; those that a device works for
  T select_s_per_key{0.0};  ///< for all sequences

  [[nodiscard]] KvLimits<T> limits(const CacheWork& cache) const {
    return {.read = cache.bytes * read_s_per_byte, .arithmetic = cache.flops * arithmetic_s_per_flop};
  }
  [[nodiscard]] T time(const CacheWork& cache) const {
    const KvLimits<T> t = limits(cache);
    return smooth_max<3>({t.read, t.arithmetic}) * sequences + cache.scored * select_s_per_key;
  }
};

/// Time of a kernel that reads the cache once for every query head: vLLM's paged attention off CUDA until 2024 has a
/// block for each head of each sequence, whatever they share.
///     KV g/(BW kappa_h)          g: query heads that share a KV head; kv_read_head_by_head [1]
template <class T>
T head_by_head_s_per_byte(const Step& step, const Coefficients<T>& c) {
  return step.work.kv_group / (step.rates.bandwidth_bytes_per_s * c.template get<"kv_read_head_by_head">());
}

/// How much longer reading a cache takes than its bytes say.
///     e^(kv_w [heads of 512]) e^(kv_q [stored in blocks]) (1 + kv_c g [copied])
///   kv_w, kv_q   kernels that read wide heads twice; unpacking      kv_wide_heads, kv_unpack   [ln]
///   kv_c         further reads where the cache is copied to grow    kv_copies                  [1]
///   g            query heads that share a KV head                   Work::kv_group             [1]
template <class T>
T cache_detour(const Step& step, const Coefficients<T>& c) {
  using std::exp;
  T detour(1.0);
  if (step.work.wide_heads) {
    detour *= exp(c.template raw<"kv_wide_heads">());
  }
  if (step.work.quantized_kv) {
    detour *= exp(c.template raw<"kv_unpack">());
  }
  if (step.how.copies_cache) {
    detour *= 1.0 + step.work.kv_group * c.template get<"kv_copies">();
  }
  return detour;
}

/// Without flash attention the score matrices go through memory.
///     at0/(30 TFLOP/s (F32/30 TFLOP/s)^ax)
template <class T>
T no_flash_s_per_flop(const Step& step, const Coefficients<T>& c) {
  using std::exp;
  constexpr double kReference = 3e13;  // FLOP/s of the device that at0 is quoted for
  const double ln_peak = std::log(step.rates.fp32_flops / kReference);
  return c.template get<"attention_slowdown_no_flash">() / kReference *
         exp(-ln_peak * c.template get<"attention_no_flash_exponent">());
}

/// Kernels of servers multiply the query heads of a group with its cache on the matrix units.
///     1/(sixteen_bit_rate() at_m e^(at_ml [latent]))          attention_matrix_share [1], attention_latent_share [ln]
template <class T>
T matrix_attention_s_per_flop(const Step& step, const Coefficients<T>& c) {
  using std::exp;
  T share = c.template get<"attention_matrix_share">();
  if (step.work.latent) {
    share *= exp(c.template raw<"attention_latent_share">());
  }
  return 1.0 / (sixteen_bit_rate(step, c) * share);
}

/// Seconds that `rows` queries take to find their best keys, for each key that one of them is compared with.
///
///     sel max(1, rows/cores)          a core takes a row at a time     select_ns [ns]
///
/// Source: sparse attention selects in a kernel of its own between scores and attention, a block a row (vLLM's and SGLang's
/// top-k kernels; https://github.com/flashinfer-ai/flashinfer/issues/2221).
template <class T>
T select_s_per_key(const Step& step, const Coefficients<T>& c, double rows) {
  if (!(step.work.scored_per_token > 0)) {
    return T(0.0);
  }
  return 1e-9 * c.template get<"select_ns">() * std::fmax(rows / step.rates.cores, 1.0);
}

/// Time to attend over the cache: reading K and V, and the arithmetic on them.
///
///     t = smooth_max_3[ KV q passes^rho/(BW kappa), A (1 + k) at/F32 ] B/n_kv + S select_s_per_key(B (1 + k))
///
///   KV       KV bytes of one sequence                     Work::kv_bytes                      [B]
///   q        how much longer it takes than its bytes say  cache_detour()                      [1]
///   passes   query heads that share a KV head, over 8     Work::kv_passes                     [1]
///   rho      how much of a group's KV is read again       kv_passes_exponent                  [1]
///   kappa    achieved share of the bandwidth              kv_read_efficiency                  [1]
///   A        attention arithmetic of one sequence         Work::attention_flops               [FLOP]
///   k        drafted positions, which attend too          Work::drafted                       [1]
///   at       arithmetic runs at F32/at                    attention_slowdown                  [1]
///   S        keys that an indexer scores                  Work::scored_keys                   [1]
///   B, n_kv  sequences of a device's group, times imbalance(); devices that share their KV heads
///
/// A tensor split leaves all of a latent cache on every device: KV is then not divided by n_kv, only the arithmetic is.
/// Without flash attention, and in the kernels of servers, every KV head is read once (rho is 0) and the arithmetic takes
/// A (1 + k) no_flash_s_per_flop() or matrix_attention_s_per_flop(). For latent attention at is at e^at_l.
/// Source: Dao et al., "FlashAttention", NeurIPS 2022, sections 2 and 3 (traffic); kernels of each backend.
/// Valid for: any depth; window layers count their window only (Work).
/// Ignores: paged caches' index traffic.
template <class T>
KvRates<T> kv_rates(const Step& step, const Coefficients<T>& c) {
  using std::exp;
  const Work& w = step.work;
  const Rates& rates = step.rates;
  const DeviceShare share = device_share(step);
  T sequences((1 - step.how.host_layer_share) * (group_sequences(step) / share.kv_split));
  if (step.how.rocwmma) {
    sequences *= c.template get<"attention_rocwmma">();
  }
  sequences *= imbalance(step, c);
  const T select = select_s_per_key(step, c, group_tokens(step));
  if (step.how.head_by_head) {
    return {head_by_head_s_per_byte(step, c), T(0.0), sequences, select};
  }
  T read = share.kv_copies / (rates.bandwidth_bytes_per_s * kv_efficiency(c)) * cache_detour(step, c);
  T arithmetic(1 + w.drafted);
  if (step.how.no_flash_attention) {
    arithmetic *= no_flash_s_per_flop(step, c);
  } else if (step.how.server_kernels) {
    arithmetic *= matrix_attention_s_per_flop(step, c);
  } else {
    read *= exp(std::log(w.kv_passes) * c.template get<"kv_passes_exponent">());
    arithmetic *= c.template get<"attention_slowdown">() / rates.fp32_flops;
    if (w.latent) {
      arithmetic *= exp(c.template raw<"attention_latent">());
    }
  }
  return {read, arithmetic, sequences, select};
}

template <class T>
KvLimits<T> kv_limits(const Step& step, const Coefficients<T>& c) {
  return kv_rates(step, c).limits(cache_work(step.work));
}

/// The larger of the two, for all sequences.
template <class T>
T kv_read(const Step& step, const Coefficients<T>& c) {
  return kv_rates(step, c).time(cache_work(step.work));
}

/// Time to read and write the recurrent state of linear-attention and state-space layers.
///
///     t = tokens S/(BW kappa n_s)     S: read and written, Work::state_bytes counts both [B]; n_s: DeviceShare::state_split [1]
///
/// A state for each drafted position: a rejected draft must be undone. It does not grow with the context.
template <class T>
T state_read(const Step& step, const Coefficients<T>& c) {
  const double bytes = group_tokens(step) * step.work.state_bytes * (1 - step.how.host_layer_share);
  return bytes / device_share(step).state_split / (step.rates.bandwidth_bytes_per_s * kv_efficiency(c));
}

}  // namespace tokroof::model
