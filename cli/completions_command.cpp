#include <memory>
#include <ostream>
#include <string>

#include <nlohmann/json.hpp>

#include "cli/parser.hpp"
#include "cli/session.hpp"

namespace tokroof::cli {
namespace {

// What each shell does with the candidates of `tokroof __complete` (cli/complete.hpp).
constexpr const char* kBash =
    R"(# bash completion of tokroof: source this, or install it as .../bash-completion/completions/tokroof
_tokroof() {
  local program=${1/#\~\//$HOME/} cur=${COMP_WORDS[COMP_CWORD]} word lines
  local words=("${COMP_WORDS[@]:1:COMP_CWORD}")
  # --option=value comes as three words.
  if [[ $cur == '=' ]]; then
    words[${#words[@]} - 1]=''
    cur=''
  elif ((${#words[@]} > 1)) && [[ ${words[-2]} == '=' ]]; then
    unset 'words[-2]'
  fi
  COMPREPLY=()
  mapfile -t lines < <("$program" __complete -- "${words[@]}" 2>/dev/null)
  case ${lines[0]} in
    :files | :folders)
      compopt -o filenames 2>/dev/null
      [[ ${lines[0]} == :files ]] && word=-f || word=-d
      mapfile -t COMPREPLY < <(compgen $word -- "$cur")
      ;;
    *)
      for word in "${lines[@]%%$'\t'*}"; do
        [[ $word != *[!a-zA-Z0-9_.,+=:/@-]* ]] || printf -v word '%q' "$word"
        COMPREPLY+=("$word")
      done
      ;;
  esac
}
complete -F _tokroof tokroof
)";

constexpr const char* kZsh = R"zsh(#compdef tokroof
# zsh completion of tokroof: install it as _tokroof in a folder of $fpath, or source it after compinit
_tokroof() {
  local -a lines names helps
  lines=("${(@f)$("${(@Q)words[1]}" __complete -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  case $lines[1] in
    (:files) _files ;;
    (:folders) _files -/ ;;
    (?*)
      names=("${(@)lines%%$'\t'*}")
      helps=("${(@)lines/$'\t'/  }")
      compadd -M 'm:{a-zA-Z}={A-Za-z} l:|=* r:|=*' -d helps -a names
      ;;
  esac
}

if [[ $funcstack[1] == _tokroof ]]; then
  _tokroof "$@"
else
  compdef _tokroof tokroof
fi
)zsh";

constexpr const char* kFish =
    R"(# fish completion of tokroof: install it as .../fish/vendor_completions.d/tokroof.fish, or source it
function __tokroof_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    set -l lines ($words[1] __complete -- $words[2..-1] "$typed" 2>/dev/null)
    switch "$lines[1]"
        case ':files'
            __fish_complete_path "$typed"
        case ':folders'
            __fish_complete_directories "$typed"
        case '?*'
            string join -- \n $lines
    end
end
complete -c tokroof -f -a '(__tokroof_complete)'
)";

constexpr const char* kCompletionsExamples =
    "EXAMPLES\n"
    "  In this shell only\n"
    "    source <(tokroof completions bash)\n"
    "  For good (cmake --install does it too)\n"
    "    tokroof completions bash > ~/.local/share/bash-completion/completions/tokroof\n"
    "    tokroof completions zsh > ~/.zfunc/_tokroof\n"
    "    tokroof completions fish > ~/.config/fish/completions/tokroof.fish";

const char* script(const std::string& shell) {
  return shell == "bash" ? kBash : shell == "zsh" ? kZsh : kFish;
}

}  // namespace

void add_completions(Command app, Session& session) {
  auto shell = std::make_shared<std::string>();
  Command command = app.add_subcommand("completions", "What makes a shell complete verbs, options and names");
  command.footer(kCompletionsExamples);
  command.add_option("shell", *shell, "bash, zsh or fish").required().one_of({"bash", "zsh", "fish"});
  session.add_json_option(command);
  command.callback([&session, shell] {
    if (session.json()) {
      session.write({{"shell", *shell}, {"script", script(*shell)}});
    } else {
      session.out() << script(*shell);
    }
  });
}

}  // namespace tokroof::cli
