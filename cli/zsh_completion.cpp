#include <fmt/format.h>

#include "cli/completion_scripts.hpp"

namespace tokroof::cli {
namespace {

constexpr const char* kHead = R"zsh(#compdef tokroof
# zsh completion of tokroof: install it as _tokroof in a folder of $fpath, or source it after compinit
# Written by: tokroof completions zsh

# Names of a catalog; with a second argument, the last of several joined by its characters.
_tokroof_names() {
  local -a names
  names=(${(f)"$($program list $1 --names 2>/dev/null)"})
  [[ -z $2 ]] || compset -P "*[$2]"
  compadd -M 'm:{a-zA-Z}={A-Za-z}' -a names || compadd -M 'm:{a-zA-Z}={A-Za-z} l:|=* r:|=*' -a names
}

_tokroof() {
  local curcontext=$curcontext program=$words[1] state state_descr line
  typeset -A opt_args
  local -a verbs
  verbs=(
)zsh";

/// Text inside the brackets of a specification.
std::string bracketed(const std::string& text) {
  std::string out;
  for (const char c : text) {
    out += (c == '[' || c == ']' || c == '\\') ? std::string("\\") + c : std::string(1, c);
  }
  return "[" + out + "]";
}

/// Text before a colon.
std::string before_colon(const std::string& text) {
  std::string out;
  for (const char c : text) {
    out += c == ':' ? "\\:" : std::string(1, c);
  }
  return out;
}

/// ":NAME: what completes it"
std::string value_of(const OptionFacts& option) {
  if (!option.takes_value) {
    return "";
  }
  const std::string type = option.type.empty() ? "value" : option.type;
  const std::string message = ":" + before_colon(option.positional.empty() ? type : option.positional) + ":";
  switch (option.completes) {
    case Completes::words: return message + fmt::format("({})", fmt::join(option.words, " "));
    case Completes::names:
      return message + fmt::format(" _tokroof_names {}{}", option.names_of, option.joined ? " +," : "");
    case Completes::files: return message + "_files";
    case Completes::folders: return message + "_files -/";
    case Completes::nothing: break;
  }
  return message + " ";
}

std::string of_verb(const VerbFacts& verb) {
  std::string out = fmt::format("        ({})\n          _arguments", verb.name);
  const auto add = [&](const std::string& specification) {
    out += " \\\n            " + single_quoted(specification);
  };
  for (const OptionFacts& option : verb.options) {
    const std::vector<std::string> names = option.names();
    const std::string others = option.many ? "*" : fmt::format("({})", fmt::join(names, " "));
    for (const std::string& name : names) {
      const char* equals = option.takes_value && name.starts_with("--") ? "=" : "";
      add(others + name + equals + bracketed(option.help) + value_of(option));
    }
    if (!option.positional.empty()) {
      add((option.many ? "*" : "") + value_of(option));
    }
  }
  return out + "\n          ;;\n";
}

}  // namespace

std::string zsh_completion(std::span<const VerbFacts> verbs) {
  std::string out = kHead;
  for (const VerbFacts& verb : verbs) {
    out += "    " + single_quoted(verb.name + ":" + verb.help) + "\n";
  }
  out += R"(  )
  _arguments -C '(- *)'{-h,--help}'[Print help and exit]' '1:verb:->verb' '*::argument:->arguments'
  case $state in
    (verb) _describe verb verbs ;;
    (arguments)
      case $words[1] in
)";
  for (const VerbFacts& verb : verbs) {
    out += of_verb(verb);
  }
  return out + R"(      esac
      ;;
  esac
}

if [[ $funcstack[1] == _tokroof ]]; then
  _tokroof "$@"
else
  compdef _tokroof tokroof
fi
)";
}

}  // namespace tokroof::cli
