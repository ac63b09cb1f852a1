#pragma once
#include <span>
#include <string>
#include <string_view>

#include "cli/verb_facts.hpp"

namespace tokroof::cli {

/// Scripts that complete verbs, options, words of options, files, and names of catalogs, which they ask the program for.
std::string bash_completion(std::span<const VerbFacts> verbs);
std::string zsh_completion(std::span<const VerbFacts> verbs);
std::string fish_completion(std::span<const VerbFacts> verbs);

/// 'it'\''s': one word of a shell; fish takes \' inside the quotes instead.
std::string single_quoted(std::string_view text);

}  // namespace tokroof::cli
