#pragma once
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace tokroof::cli {

/// What may stand as the value of an option, for completing it.
enum class Completes { nothing, words, names, files, folders };

struct OptionFacts {
  std::vector<std::string> short_names;  ///< "-m"
  std::vector<std::string> old_names;    ///< llama-bench's, of several letters after one dash: "-ngl"
  std::vector<std::string> long_names;   ///< "--model"
  std::string positional;                ///< "FILE": may stand without a name; "": may not
  std::string type, default_text, help, group;
  bool takes_value = false, many = false, required = false;
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
std::vector<VerbFacts> verb_facts(const CLI::App& app);

}  // namespace tokroof::cli
