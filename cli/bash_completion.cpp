#include <fmt/format.h>

#include "cli/completion_scripts.hpp"

namespace tokroof::cli {
namespace {

constexpr const char* kHead =
    R"(# bash completion of tokroof: source this, or install it as .../bash-completion/completions/tokroof
# Written by: tokroof completions bash

# Offers those of the lines on standard input that begin as the word does, whatever their case; where none does, those
# that contain it. $1: characters that join several values, of which the last is completed.
_tokroof_offer() {
  local last=$cur head= line quoted inside=()
  if [[ -n $1 ]]; then
    last=${cur##*[$1]}
    head=${cur%"$last"}
  fi
  while IFS= read -r line; do
    if [[ -n $line && ${line,,} == "${last,,}"* ]]; then
      printf -v quoted '%q' "$line"
      COMPREPLY+=("$head$quoted")
    elif [[ -n $last && ${line,,} == *"${last,,}"* ]]; then
      printf -v quoted '%q' "$line"
      inside+=("$head$quoted")
    fi
  done
  ((${#COMPREPLY[@]} > 0)) || COMPREPLY=("${inside[@]}")
}

_tokroof_words() {
  local IFS=$'\n'
  _tokroof_offer '' <<<"$*"
}

_tokroof_names() { _tokroof_offer "$2" < <("$program" list "$1" --names 2>/dev/null); }

_tokroof_files() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen "$1" -- "$cur")
}

_tokroof() {
  local program=${1/#\~\//$HOME/} cur=${COMP_WORDS[COMP_CWORD]} previous='' verb='' i
  COMPREPLY=()
  ((COMP_CWORD > 0)) && previous=${COMP_WORDS[COMP_CWORD - 1]}
  # --option=value comes as three words.
  if [[ $cur == '=' ]]; then
    cur=''
  elif [[ $previous == '=' && COMP_CWORD -gt 1 ]]; then
    previous=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for ((i = 1; i < COMP_CWORD; ++i)); do
    if [[ ${COMP_WORDS[i]} == -- ]]; then
      _tokroof_files -f # the command line of another program
      return
    fi
    [[ -n $verb || ${COMP_WORDS[i]} == -* ]] || verb=${COMP_WORDS[i]}
  done
  case $verb in
)";

/// The line of a script that completes a value.
std::string value_line(const OptionFacts& option) {
  switch (option.completes) {
    case Completes::words: {
      std::string out = "_tokroof_words";
      for (const std::string& word : option.words) {
        out += " " + single_quoted(word);
      }
      return out;
    }
    case Completes::names:
      return fmt::format("_tokroof_names {}{}", option.names_of, option.joined ? " '+,'" : "");
    case Completes::files: return "_tokroof_files -f";
    case Completes::folders: return "_tokroof_files -d";
    case Completes::nothing: break;
  }
  return ":";
}

std::string of_verb(const VerbFacts& verb) {
  std::string values, options, plain;
  for (const OptionFacts& option : verb.options) {
    for (const std::string& name : option.names()) {
      options += (options.empty() ? "" : " ") + name;
    }
    if (option.takes_value && !option.names().empty()) {
      values += fmt::format("        {}) {} ;;\n", fmt::join(option.names(), " | "), value_line(option));
    }
    if (!option.positional.empty() && option.completes != Completes::nothing) {
      plain = value_line(option);
    }
  }
  std::string out = fmt::format("    {})\n      case $previous in\n{}", verb.name, values);
  out += "        *)\n          if [[ $cur == -* ]]; then\n";
  out += fmt::format("            _tokroof_words {}\n", options);
  out += fmt::format("          else\n            {}\n          fi\n", plain.empty() ? ":" : plain);
  return out + "          ;;\n      esac\n      ;;\n";
}

}  // namespace

std::string single_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    out += c == '\'' ? "'\\''" : std::string(1, c);
  }
  return out + "'";
}

std::string bash_completion(std::span<const VerbFacts> verbs) {
  std::string out = kHead, names;
  for (const VerbFacts& verb : verbs) {
    out += of_verb(verb);
    names += " " + verb.name;
  }
  return out + fmt::format("    '') _tokroof_words{} --help ;;\n  esac\n}}\n\ncomplete -F _tokroof tokroof\n",
                           names);
}

}  // namespace tokroof::cli
