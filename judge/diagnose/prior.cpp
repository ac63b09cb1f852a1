#include "judge/diagnose/prior.hpp"

#include "judge/diagnose/likelihood.hpp"

namespace tokroof::judge {
namespace {

/// What is known of a row before its rate is looked at, and changes how likely a cause is.
enum class Sign {
  any,            ///< any row
  server,         ///< an engine that serves many streams
  drafts,         ///< a model with a drafting head
  does_not_fit,   ///< more memory needed than there is
  one_would_do,   ///< several devices where one would do
  one_card_tool,  ///< an engine that is tested on one card
  windows,        ///< Windows, as is stated
  rare_cache,     ///< a cache type for which default builds have no kernel
  many_threads,   ///< more threads than the host has cores
  rows_usual,     ///< a build of before 2024, which split by rows where nobody said how
  host_named,     ///< a named host processor
  benchmark,      ///< the prompt's rate too, of a tool that measures both apart
  prompt_apart,   ///< a long prompt that the depth leaves out, of a tool that decodes behind its prompts
};

/// Odds of a cause against ok, before the rate is looked at: how often it is met in rows of any kind, times factors for
/// the signs that a row shows.
struct PriorOdds {
  Cause cause;
  Sign sign;
  double odds;
};

// Learned: printed by `scripts/measure-diagnosis learn`, two digits, which reads these lines; assumed: no such rows are
// known; derived: unexplained_odds(). No factor is 1: what a row shows is told from its odds.
const PriorOdds kPrior[] = {
    {Cause::cpu, Sign::any, 0.027},                       // learned
    {Cause::experts_cpu, Sign::any, 0.052},               // learned
    {Cause::experts_cpu, Sign::host_named, 2.6},          // learned
    {Cause::quant, Sign::any, 0.037},                     // learned
    {Cause::depth, Sign::any, 0.037},                     // learned
    {Cause::depth, Sign::prompt_apart, 11},               // learned
    {Cause::aggregate, Sign::any, 0.025},                 // learned
    {Cause::aggregate, Sign::server, 2.9},                // learned
    {Cause::prefill, Sign::any, 0.027},                   // learned
    {Cause::prefill, Sign::server, 0.67},                 // learned
    {Cause::speculative, Sign::any, 0.029},               // learned
    {Cause::speculative, Sign::server, 1.5},              // learned
    {Cause::speculative, Sign::benchmark, 0.55},          // learned
    {Cause::speculative, Sign::drafts, 3},                // assumed
    {Cause::devices, Sign::any, 0.025},                   // learned
    {Cause::devices, Sign::one_would_do, 11},             // learned
    {Cause::devices, Sign::one_card_tool, 1.6},           // learned
    {Cause::partial_offload, Sign::any, 0.025},           // assumed
    {Cause::partial_offload, Sign::does_not_fit, 3},      // assumed
    {Cause::spill, Sign::any, 0.01},                      // assumed
    {Cause::spill, Sign::windows, 5},                     // assumed
    {Cause::swap, Sign::any, 0.042},                      // assumed
    {Cause::split, Sign::any, 0.007},                     // assumed
    {Cause::split, Sign::rows_usual, 50},                 // assumed
    {Cause::attention, Sign::any, 0.01},                  // assumed
    {Cause::attention, Sign::rare_cache, 20},             // assumed
    {Cause::slow_link, Sign::any, 0.01},                  // assumed
    {Cause::power, Sign::any, 0.01},                      // assumed
    {Cause::one_device, Sign::any, 0.01},                 // assumed
    {Cause::wrong_device, Sign::any, 0.006},              // assumed
    {Cause::kv_type, Sign::any, 0.01},                    // assumed
    {Cause::old_build, Sign::any, 0.01},                  // assumed
    {Cause::eager, Sign::any, 0.01},                      // assumed
    {Cause::chunks, Sign::any, 0.01},                     // assumed
    {Cause::wall_clock, Sign::any, 0.01},                 // assumed
    {Cause::slow_memory, Sign::any, 0.03},                // assumed
    {Cause::threads, Sign::any, 0.015},                   // assumed
    {Cause::threads, Sign::many_threads, 3},              // assumed
    {Cause::unexplained, Sign::any, unexplained_odds()},  // derived
};

/// llama-bench and its kin; what else is built on their engines decodes behind the prompt.
bool measures_prompts_apart(const Stated& s) { return s.facts.ggml && s.run.engine == s.engine; }

bool shows(const Stated& s, Sign sign) {
  switch (sign) {
    case Sign::any: return true;
    case Sign::server: return s.facts.paged_cache;
    case Sign::drafts: return s.model->draft_head;
    case Sign::does_not_fit: return s.memory_share > 1;
    case Sign::windows: return s.run.details.os == "windows";
    case Sign::rare_cache: return !has_usual_cache_kernel(s.run);
    case Sign::rows_usual: return !s.run.engine_date.empty() && s.run.engine_date < "2024";
    case Sign::many_threads: return s.run.threads > host_cores(s);
    case Sign::one_would_do: return one_would_do(s);
    case Sign::one_card_tool: return s.engine == "llamafile";
    case Sign::benchmark: return s.run.pp_tps > 0 && measures_prompts_apart(s);
    case Sign::prompt_apart: return has_long_prompt(s.run) && !measures_prompts_apart(s);
    case Sign::host_named: return !s.run.host.empty() || !s.run.host_device.empty();
  }
  return false;
}

}  // namespace

ByCause<double> row_odds(const Stated& stated, const ByCause<bool>& possible) {
  ByCause<double> out{};
  for (std::size_t c = 0; c < kCauses; ++c) {
    out[c] = possible[c] || c == index_of(Cause::ok) ? 1 : 0;
  }
  for (const PriorOdds& p : kPrior) {
    if (shows(stated, p.sign)) {
      out[index_of(p.cause)] *= p.odds;
    }
  }
  return out;
}

}  // namespace tokroof::judge
