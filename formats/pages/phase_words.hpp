#pragma once
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

/// The words before a rate say its phase, so that rates which follow are of it too.
bool leads_in_phase(std::string_view before);

}  // namespace tokroof::formats
