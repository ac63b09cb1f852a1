#pragma once
#include <string>
#include <utility>
#include <vector>

#include "cli/parser.hpp"

namespace tokroof::cli {

/// What may stand as the value of an option, for completing it.
enum class Completes { nothing, words, names, files, folders };

struct OptionFacts : OptionHelp {
  explicit OptionFacts(OptionHelp help_text) : OptionHelp(std::move(help_text)) {}

  std::vector<std::string> old_names;  ///< other spellings: "-ngl" of llama-bench
  Completes completes = Completes::nothing;
  std::vector<std::string> words;  ///< all that its value may be, or that it usually is
  std::string names_of;            ///< of `tokroof list`: "devices"
  bool joined = false;             ///< several of them with ',' or '+' between them

  /// All spellings, short ones first.
  [[nodiscard]] std::vector<std::string> names() const;
};

struct VerbFacts {
  std::string name, help;
  std::string examples;  ///< as its help shows them
  std::vector<OptionFacts> options;
};

/// What the help is made of, as data: for completions and the manual page.
std::vector<VerbFacts> verb_facts(const Command& app);

}  // namespace tokroof::cli
