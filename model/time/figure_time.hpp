#pragma once
#include "model/time/decode_time.hpp"
#include "model/time/prefill_time.hpp"

namespace tokroof::model {

/// Time to process the prompts of all sequences of a run before they generate.
template <class T>
T prompt_time(const Step& step, const Coefficients<T>& c) {
  const double prompt = std::fmax(step.figure.prompt, 1.0);
  return prefill_time(step, c, step.work.sequences * prompt, 0.0, prompt);
}

/// Time before an eager engine's first step: kernels are loaded and compiled when they are first called, inside the
/// time that a rate with the prompt counts.
///     st exp(st_engine)          start_ms [ms], start_engine [ln]
template <class T>
T start_time(const Step& step, const Coefficients<T>& c) {
  using std::exp;
  return step.how.eager ? T(1e-3 * c.template get<"start_ms">() * exp(c.template raw<"start_engine">()))
                        : T(0.0);
}

/// ln of the seconds per token as a published decode rate counts them: ln(1/rate).
///
///     ln[ ( step/(tokens a step) + (prompt + start)/n_gen [rate includes the prompt] ) / streams [aggregate rate] ]
template <class T>
T ln_decode_seconds(const Step& step, const Coefficients<T>& c) {
  using std::log;
  T t = decode_time(step, c).total() / tokens_per_step(step, c);
  if (step.figure.includes_prefill) {
    t += (prompt_time(step, c) + start_time(step, c)) / step.figure.generated;
  }
  return log(t / step.figure.streams);
}

/// ln of the seconds per prompt token as a published prefill rate counts them. A source that publishes the mean of
/// several rates is modelled as that mean.
template <class T>
T ln_prefill_seconds(const Step& step, const Coefficients<T>& c) {
  using std::log;
  const Figure& f = step.figure;
  if (f.prompt_lengths.empty()) {
    const double tokens = f.prefill_prompts * f.prefill_tokens;
    return log(prefill_time(step, c, tokens, f.prefill_depth, f.prefill_tokens) / tokens);
  }
  T rate(0.0);
  for (const double tokens : f.prompt_lengths) {
    rate += tokens / prefill_time(step, c, tokens, 0.0);
  }
  return -log(rate / static_cast<double>(f.prompt_lengths.size()));
}

}  // namespace tokroof::model
