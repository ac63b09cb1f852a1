#pragma once
#include "model/time/decode_time.hpp"
#include "model/time/prefill_time.hpp"

namespace tokroof::model {

/// Time to process the prompts of all sequences of a run before they generate; in one cache they attend like one long prompt.
template <class T>
T prompt_time(const Step& step, const Coefficients<T>& c) {
  const double prompt = std::fmax(step.figure.prompt, 1.0), all = step.work.sequences * prompt;
  return prefill_time(step, c, all, 0.0, step.how.one_cache ? all : prompt);
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
///     ln[ ( step/(tokens a step) + wait/n_gen ) / streams [aggregate rate] ]
///     wait = prompts + start                rates that include the prompt
///          = (1 - 1/B) stl prompts          rates of one of B streams in flight that come and go, whose prompts are stated
///
///   prompts   those of all streams               prompt_time()                 [s]
///   stl       share that a stream waits for      stall_share                   [1]
template <class T>
T ln_decode_seconds(const Step& step, const Coefficients<T>& c) {
  using std::log;
  T t = decode_time(step, c).total() / tokens_per_step(step, c);
  if (step.figure.includes_prefill) {
    t += (prompt_time(step, c) + start_time(step, c)) / step.figure.generated;
  } else if (step.figure.prompts_beside) {
    const double others = 1 - 1 / step.work.sequences;
    t += others * c.template get<"stall_share">() * prompt_time(step, c) / step.figure.generated;
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
