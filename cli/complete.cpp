#include "cli/complete.hpp"

#include <algorithm>
#include <ostream>
#include <string_view>
#include <vector>

#include "answers/listing.hpp"
#include "catalog/names.hpp"
#include "model/names.hpp"

namespace tokroof::cli {
namespace {

struct Candidate {
  std::string text, help;
};
using Candidates = std::vector<Candidate>;

/// Those that begin as `typed` does; where none does, those that contain it.
Candidates alike(Candidates all, std::string_view typed) {
  const std::string wanted = catalog::lower_case(typed);
  Candidates out, inside;
  for (Candidate& one : all) {
    const std::size_t at = catalog::lower_case(one.text).find(wanted);
    if (at != std::string::npos) {
      (at == 0 ? out : inside).push_back(std::move(one));
    }
  }
  return out.empty() ? inside : out;
}

Candidates values_of(const OptionFacts& option) {
  const std::vector<std::string> values =
      option.completes == Completes::names
          ? answers::list_of(option.names_of, catalog::Catalog::bundled(), predict::Fitted::bundled())
                ->names()
          : option.words;
  Candidates out;
  for (const std::string& value : values) {
    out.push_back({value, ""});
  }
  return out;
}

void print(const Candidates& candidates, std::string_view head, std::ostream& out) {
  for (const Candidate& one : candidates) {
    out << head << one.text << (one.help.empty() ? "" : "\t") << one.help << '\n';
  }
}

/// `head` stands before the value in the same word: "--device=".
void print_values(const OptionFacts& option, std::string_view typed, std::string head, std::ostream& out) {
  if (option.completes == Completes::files || option.completes == Completes::folders) {
    out << (option.completes == Completes::files ? ":files\n" : ":folders\n");
    return;
  }
  if (option.joined) {                                      // of several values the last is being typed
    const std::size_t last = typed.find_last_of("+,") + 1;  // npos + 1 is 0
    head += typed.substr(0, last);
    typed = typed.substr(last);
  }
  print(alike(values_of(option), typed), head, out);
}

const OptionFacts* option_named(const VerbFacts& verb, std::string_view name) {
  for (const OptionFacts& option : verb.options) {
    const std::vector<std::string> names = option.names();
    if (model::holds(names, name)) {
      return &option;
    }
  }
  return nullptr;
}

void complete_in(const VerbFacts& verb,
                 std::string_view previous,
                 std::string_view typed,
                 std::ostream& out) {
  const OptionFacts* option = option_named(verb, previous);
  if (option != nullptr && option->takes_value) {
    print_values(*option, typed, "", out);
    return;
  }
  if (const std::size_t equals = typed.find('='); typed.starts_with('-') && equals != std::string::npos) {
    option = option_named(verb, typed.substr(0, equals));
    if (option != nullptr && option->takes_value) {
      print_values(*option, typed.substr(equals + 1), std::string(typed.substr(0, equals + 1)), out);
    }
    return;
  }
  if (typed.starts_with('-')) {
    Candidates options;
    for (const OptionFacts& one : verb.options) {
      for (const std::string& name : one.names()) {
        options.push_back({name, one.help});
      }
    }
    print(alike(options, typed), "", out);
    return;
  }
  for (const OptionFacts& one : verb.options) {
    if (!one.positional.empty() && one.completes != Completes::nothing) {
      print_values(one, typed, "", out);
      return;
    }
  }
}

}  // namespace

void print_candidates(std::span<const VerbFacts> verbs,
                      std::span<const std::string> words,
                      std::ostream& out) {
  if (words.empty()) {
    return;
  }
  const std::string& typed = words.back();
  const auto before = words.first(words.size() - 1);
  if (model::holds(before, "--")) {
    out << ":files\n";  // the command line of another program
    return;
  }
  const auto verb_word =
      std::find_if(before.begin(), before.end(), [](const std::string& w) { return !w.starts_with('-'); });
  if (verb_word != before.end()) {
    const auto verb =
        std::find_if(verbs.begin(), verbs.end(), [&](const VerbFacts& v) { return v.name == *verb_word; });
    if (verb != verbs.end()) {
      complete_in(*verb, before.back(), typed, out);
    }
    return;
  }
  Candidates all{{"--help", "Print help and exit"}, {"--version", "Of the program, its data and its fit"}};
  if (!typed.starts_with('-')) {
    all.clear();
    for (const VerbFacts& verb : verbs) {
      all.push_back({verb.name, verb.help});
    }
  }
  print(alike(all, typed), "", out);
}

}  // namespace tokroof::cli
