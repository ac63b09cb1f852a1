// How a client counts: tokens or pieces of text, decoding alone or all that it waited for.
#include <fmt/format.h>

#include "judge/diagnose/variant.hpp"

namespace tokroof::judge {

/// Servers send text in pieces, of a token or several. What a piece holds on average: 1.7 to 2.2 tokens in the tables
/// that counted them (mlx-vlm: 132 to 290 pieces where every other engine gave 505 to 512 tokens).
std::vector<Variant> chunks_variants(const Stated& s) {
  constexpr double kTokensInPiece = 1.93, kBetween = 0.13;
  if (s.facts.ggml) {  // its own tools count tokens
    return {};
  }
  return {{.what = "pieces of the streamed text counted as tokens, some two tokens each",
           .ln_spread = kBetween,
           .counted = 1 / kTokensInPiece}};
}

/// A client's clock: it runs while the prompt is processed, while the model is loaded, while the request waits. A tool that
/// gives the prompt's rate apart does not.
std::vector<Variant> wall_clock_variants(const Stated& s) {
  constexpr double kBetween = 0.2, kPromptRather = 3;
  std::vector<Variant> out;
  if (s.run.pp_tps > 0) {
    return out;
  }
  if (!s.run.includes_prefill && !(s.run.concurrency > 1)) {
    for (const double tokens : {512.0, 2048.0, 8192.0}) {
      const bool stated = s.run.n_prompt > 0;
      const double prompt = stated ? s.run.n_prompt : tokens;
      out.push_back({.what = fmt::format("the time of a prompt of {:.0f} tokens counted too", prompt),
                     .weight = kPromptRather,
                     .ln_spread = stated ? kBetween / 2 : kBetween,
                     .run = [prompt](catalog::Run& run) {
                       run.n_prompt = prompt;
                       run.includes_prefill = true;
                     }});
      if (stated) {
        break;
      }
    }
  }
  for (const double seconds : {1.0, 3.0, 10.0, 30.0}) {
    out.push_back(
        {.what = fmt::format(
             "{:.0f} s of loading or waiting counted with {:.0f} tokens", seconds, answer_tokens(s.run)),
         .ln_spread = 2 * kBetween,
         .idle_s = seconds});
  }
  return out;
}

}  // namespace tokroof::judge
