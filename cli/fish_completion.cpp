#include <fmt/format.h>

#include "cli/completion_scripts.hpp"

namespace tokroof::cli {
namespace {

constexpr const char* kHead =
    R"(# fish completion of tokroof: install it as .../fish/vendor_completions.d/tokroof.fish, or source it
# Written by: tokroof completions fish

# Names of a catalog; with a second argument, behind others joined by its characters.
function __tokroof_names
    set -l program (commandline -opc)[1]
    set -l head ''
    if set -q argv[2]
        set -l value (string replace -r -- '^--[^=]*=' '' (commandline -ct))
        set head (string replace -r -- "[^$argv[2]]*\$" '' "$value")
    end
    for name in ($program list $argv[1] --names 2>/dev/null)
        echo -- "$head$name"
    end
end

# Whether the verb is $argv[1]: the first word that is no option.
function __tokroof_verb
    for word in (commandline -opc)[2..-1]
        if not string match -q -- '-*' $word
            test $word = $argv[1]
            return
        end
    end
    test -z $argv[1]
end

complete -c tokroof -f
complete -c tokroof -n '__tokroof_verb ""' -s h -l help -d 'Print help and exit'
)";

/// One word: fish knows two escapes inside single quotes.
std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    out += c == '\'' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  }
  return out + "'";
}

/// What completes a value: " -x -a ...", " -r -F"
std::string value_of(const OptionFacts& option) {
  switch (option.completes) {
    case Completes::words:
      return fmt::format(" -x -a {}", quoted(fmt::format("{}", fmt::join(option.words, " "))));
    case Completes::names:
      return fmt::format(" -x -a '(__tokroof_names {}{})'", option.names_of, option.joined ? " +," : "");
    case Completes::files: return " -r -F";
    case Completes::folders: return " -x -a '(__fish_complete_directories)'";
    case Completes::nothing: break;
  }
  return " -x";
}

std::string of_verb(const VerbFacts& verb) {
  std::string out;
  for (const OptionFacts& option : verb.options) {
    std::string names;
    for (const std::string& name : option.short_names) {
      names += " -s " + name.substr(1);
    }
    for (const std::string& name : option.old_names) {
      names += " -o " + name.substr(1);
    }
    for (const std::string& name : option.long_names) {
      names += " -l " + name.substr(2);
    }
    const std::string start = fmt::format("complete -c tokroof -n '__tokroof_verb {}'", verb.name);
    if (!names.empty()) {
      out +=
          start + names + (option.takes_value ? value_of(option) : "") + " -d " + quoted(option.help) + "\n";
    }
    if (!option.positional.empty() && option.completes != Completes::nothing) {
      const std::string value = value_of(option);
      out += start + (option.completes == Completes::files ? " -F" : value.substr(value.find(" -a"))) + "\n";
    }
  }
  return out;
}

}  // namespace

std::string fish_completion(std::span<const VerbFacts> verbs) {
  std::string out = kHead;
  for (const VerbFacts& verb : verbs) {
    out += fmt::format(
        "complete -c tokroof -n '__tokroof_verb \"\"' -a {} -d {}\n", verb.name, quoted(verb.help));
  }
  for (const VerbFacts& verb : verbs) {
    out += of_verb(verb);
  }
  return out;
}

}  // namespace tokroof::cli
