#pragma once
#include <iosfwd>
#include <span>
#include <string>

#include "cli/verb_facts.hpp"

namespace tokroof::cli {

/// `tokroof __complete -- WORD...`, which the scripts of `tokroof completions` ask: what may stand where the last word is
/// being typed. A candidate a line, with its help behind a tab; or the one line ":files" or ":folders", for the shell to
/// complete. Candidates begin as the word does, whatever their case; where none does, they contain it.
void print_candidates(std::span<const VerbFacts> verbs,
                      std::span<const std::string> words,
                      std::ostream& out);

}  // namespace tokroof::cli
