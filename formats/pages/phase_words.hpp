#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

namespace tokroof::formats {

/// Which tokens a rate counts: those of a prompt that is read, those of an answer that is written.
enum class Phase {
  unsaid,
  prompt,
  answer,
  unclear  ///< prompts are spoken of, but whether this rate is of them is not said
};

/// The rate is of reading a prompt; of writing an answer.
bool says_prefill(std::string_view lower);
bool says_decode(std::string_view lower);

/// "Prompt processing", "reads its prompt", "prefill": of the reading itself. "A 2k prompt" may stand beside any rate.
bool speaks_of_reading(std::string_view lower);

/// The phase of a rate. `before`: from the rate before it, or the sentence's begin, up to it; `behind`: what follows;
/// `last`: the phase of the rate before it in the same sentence, where words before that one said it.
Phase phase_of_rate(std::string_view before, std::string_view behind, Phase last);

/// How much of what stands between two rates is said of the first: "3500 t/s PP, 110 t/s TG", "3500 t/s in and". What follows
/// leads to the second one: "110 t/s, with prefill of 3500 t/s". Nothing: one label alone parts them, as in "3500 t/s prefill
/// 110 t/s", which may be of either.
std::optional<std::size_t> said_of_first(std::string_view between);

/// The last word before a rate names its phase: "PP512: 9,000 t/s".
bool is_labelled(std::string_view before);

/// The one phase that a label names; `unclear`: both; `unsaid`: none.
Phase phase_of_label(std::string_view lower);

/// "pp/tg", "prefill / decode": whether the prompt's is the first of two; nothing: no such pair of labels.
std::optional<bool> says_prompt_first(std::string_view lower);

/// The words before a rate say its phase, so that rates which follow are of it too.
bool leads_in_phase(std::string_view before);

}  // namespace tokroof::formats
