#include <memory>
#include <ostream>
#include <string>

#include <nlohmann/json.hpp>

#include "cli/completion_scripts.hpp"
#include "cli/parser.hpp"
#include "cli/session.hpp"

namespace tokroof::cli {
namespace {

constexpr const char* kExamples =
    "EXAMPLES\n"
    "  In this shell only\n"
    "    source <(tokroof completions bash)\n"
    "  For good (cmake --install does it too)\n"
    "    tokroof completions bash > ~/.local/share/bash-completion/completions/tokroof\n"
    "    tokroof completions zsh > ~/.zfunc/_tokroof\n"
    "    tokroof completions fish > ~/.config/fish/completions/tokroof.fish";

std::string script(const std::string& shell, const Command& app) {
  const std::vector<VerbFacts> verbs = verb_facts(app);
  if (shell == "bash") return bash_completion(verbs);
  return shell == "zsh" ? zsh_completion(verbs) : fish_completion(verbs);
}

}  // namespace

void add_completions(Command app, Session& session) {
  auto shell = std::make_shared<std::string>();
  Command command = app.add_subcommand("completions", "What makes a shell complete verbs, options and names");
  command.footer(kExamples);
  command.add_option("shell", *shell, "bash, zsh or fish").required().one_of({"bash", "zsh", "fish"});
  session.add_json_option(command);
  command.callback([app, &session, shell] {
    if (session.json()) {
      session.write({{"shell", *shell}, {"script", script(*shell, app)}});
    } else {
      session.out() << script(*shell, app);
    }
  });
}

}  // namespace tokroof::cli
