#include "judge/diagnose/prior.hpp"

#include <cmath>

#include "judge/diagnose/likelihood.hpp"

namespace tokroof::judge {
namespace {

/// What is known of a row before its rate is looked at, and changes how likely a cause is.
enum class Sign {
  any,             ///< any row
  server,          ///< an engine that serves many streams
  drafts,          ///< a model with a drafting head
  does_not_fit,    ///< more memory needed than there is
  one_would_do,    ///< several devices where one would do
  one_card_tool,   ///< an engine that is tested on one card
  windows,         ///< Windows, as is stated
  all_on_card,     ///< all layers on a card, as is stated, that does not hold them
  machines,        ///< more devices than a machine holds
  chip,            ///< a system on a chip
  module,          ///< a PyTorch module that serves nobody: its host launches the kernels
  both_rates,      ///< the prompt's rate too
  no_length,       ///< an engine that serves many streams, and no length of a prompt
  rare_cache,      ///< a cache type for which default builds have no kernel
  many_threads,    ///< more threads than the host has cores
  rows_usual,      ///< a build of before 2024, which split by rows where nobody said how
  host_named,      ///< a named host processor
  benchmark,       ///< the prompt's rate too, of a tool that measures both apart
  one_stream,      ///< a benchmark that decodes one stream, without drafts
  streams_beside,  ///< another row of the machine is of several streams
  drafts_beside,   ///< another row of the machine drafts
  type_beside,  ///< other rows of the machine have another type of file of the model, and none the stated one
  host_beside,  ///< another row of the machine keeps a part on its host
  depth_beside,  ///< another row of the machine is deep
  fewer_beside,  ///< other rows of the machine are of fewer devices, and none of as many
  prompt_apart,  ///< a long prompt that the depth leaves out, of a tool that decodes behind its prompts
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
    {Cause::cpu, Sign::any, 0.026},                       // learned
    {Cause::experts_cpu, Sign::any, 0.056},               // learned
    {Cause::experts_cpu, Sign::host_named, 2.7},          // learned
    {Cause::quant, Sign::any, 0.032},                     // learned
    {Cause::quant, Sign::type_beside, 4},                 // assumed
    {Cause::depth, Sign::any, 0.032},                     // learned
    {Cause::depth, Sign::depth_beside, 4},                // assumed
    {Cause::depth, Sign::prompt_apart, 14},               // learned
    {Cause::aggregate, Sign::any, 0.025},                 // learned
    {Cause::aggregate, Sign::server, 2.2},                // learned
    {Cause::aggregate, Sign::one_stream, 0.1},            // assumed
    {Cause::aggregate, Sign::streams_beside, 4},          // assumed
    {Cause::prefill, Sign::any, 0.019},                   // learned
    {Cause::prefill, Sign::server, 0.7},                  // learned
    {Cause::prefill, Sign::both_rates, 0.2},              // assumed
    {Cause::prefill, Sign::no_length, 0.3},               // assumed
    {Cause::speculative, Sign::any, 0.028},               // learned
    {Cause::speculative, Sign::server, 1.2},              // learned
    {Cause::speculative, Sign::benchmark, 0.87},          // learned
    {Cause::speculative, Sign::drafts, 3.8},              // learned
    {Cause::speculative, Sign::one_stream, 0.1},          // assumed
    {Cause::speculative, Sign::drafts_beside, 4},         // assumed
    {Cause::devices, Sign::any, 0.026},                   // learned
    {Cause::devices, Sign::one_would_do, 11},             // learned
    {Cause::devices, Sign::fewer_beside, 4},              // assumed
    {Cause::devices, Sign::one_card_tool, 1.6},           // learned
    {Cause::partial_offload, Sign::any, 0.025},           // assumed
    {Cause::experts_cpu, Sign::host_beside, 4},           // assumed
    {Cause::partial_offload, Sign::host_beside, 4},       // assumed
    {Cause::partial_offload, Sign::does_not_fit, 3},      // assumed
    {Cause::spill, Sign::any, 0.0067},                    // assumed
    {Cause::spill, Sign::windows, 5},                     // assumed
    {Cause::spill, Sign::all_on_card, 4},                 // assumed
    {Cause::swap, Sign::any, 0.028},                      // assumed
    {Cause::split, Sign::any, 0.0047},                    // assumed
    {Cause::split, Sign::rows_usual, 50},                 // assumed
    {Cause::attention, Sign::any, 0.0067},                // assumed
    {Cause::attention, Sign::rare_cache, 20},             // assumed
    {Cause::slow_link, Sign::any, 0.013},                 // assumed
    {Cause::slow_link, Sign::machines, 3},                // assumed
    {Cause::power, Sign::any, 0.0067},                    // assumed
    {Cause::power, Sign::chip, 2},                        // assumed
    {Cause::one_device, Sign::any, 0.0067},               // assumed
    {Cause::wrong_device, Sign::any, 0.004},              // assumed
    {Cause::kv_type, Sign::any, 0.0067},                  // assumed
    {Cause::old_build, Sign::any, 0.0067},                // assumed
    {Cause::eager, Sign::any, 0.02},                      // assumed
    {Cause::chunks, Sign::any, 0.0067},                   // assumed
    {Cause::wall_clock, Sign::any, 0.0067},               // assumed
    {Cause::slow_memory, Sign::any, 0.02},                // assumed
    {Cause::threads, Sign::any, 0.01},                    // assumed
    {Cause::threads, Sign::many_threads, 3},              // assumed
    {Cause::slow_host, Sign::any, 0.0067},                // assumed
    {Cause::slow_host, Sign::windows, 3},                 // assumed
    {Cause::slow_host, Sign::module, 2},                  // assumed
    {Cause::slow_kernels, Sign::any, 0.02},               // assumed
    {Cause::unexplained, Sign::any, unexplained_odds()},  // derived
};

/// llama-bench and its kin; what else is built on their engines decodes behind the prompt.
bool measures_prompts_apart(const Stated& s) { return s.facts.ggml && s.run.engine == s.engine; }

/// No round number of tokens: the prompt is a text, and what is measured behind it has it in the cache.
bool is_of_text(double tokens) { return std::fmod(tokens, 64) != 0 && std::fmod(tokens, 100) != 0; }

/// llama-bench reads a prompt apart from what it decodes, by default 512 and 128 tokens, and prints a spread; LocalScore is built
/// on it.
bool is_of_llama_bench(const Stated& s) {
  const bool apart = s.run.depth < s.run.n_prompt || (s.run.n_prompt == 512 && s.run.n_gen == 128);
  return s.engine == "llamafile" || (measures_prompts_apart(s) && (s.run.tg_std > 0 || apart));
}

bool shows(const Stated& s, Sign sign) {
  switch (sign) {
    case Sign::any: return true;
    case Sign::server: return s.facts.paged_cache;
    case Sign::drafts: return s.model->draft_head;
    case Sign::does_not_fit: return s.memory_share > 1;
    case Sign::windows: return s.run.details.os == "windows";
    case Sign::all_on_card: return s.run.n_gpu_layers >= s.model->layers && s.memory_share > 1;
    case Sign::machines: return has_machines(s);
    case Sign::chip: return !s.card && s.device.kind != model::DeviceKind::cpu;
    case Sign::module: return !s.facts.ggml && !s.facts.paged_cache;
    case Sign::both_rates: return s.run.tg_tps > 0 && s.run.pp_tps > 0;
    case Sign::no_length: return s.facts.paged_cache && !(s.run.n_prompt > 0);
    case Sign::rare_cache: return !has_usual_cache_kernel(s.run);
    case Sign::rows_usual: return !s.run.engine_date.empty() && s.run.engine_date < "2024";
    case Sign::many_threads: return s.run.threads > host_cores(s);
    case Sign::one_would_do: return one_would_do(s);
    case Sign::one_card_tool: return s.engine == "llamafile";
    case Sign::benchmark: return s.run.pp_tps > 0 && measures_prompts_apart(s);
    case Sign::one_stream: return is_of_llama_bench(s);
    case Sign::streams_beside: return s.beside.of_streams;
    case Sign::drafts_beside: return s.beside.drafts;
    case Sign::type_beside: return !s.beside.types.empty();
    case Sign::host_beside: return s.beside.on_host;
    case Sign::depth_beside: return s.beside.deep;
    case Sign::fewer_beside: return s.beside.fewer_devices;
    case Sign::prompt_apart:
      return has_long_prompt(s.run) && (!measures_prompts_apart(s) || is_of_text(s.run.n_prompt));
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
