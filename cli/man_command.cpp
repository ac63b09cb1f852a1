#include <ostream>

#include <nlohmann/json.hpp>

#include "cli/man_page.hpp"
#include "cli/parser.hpp"
#include "cli/session.hpp"

namespace tokroof::cli {
namespace {

constexpr const char* kManExamples =
    "EXAMPLES\n"
    "  Read it\n"
    "    tokroof man | man -l -\n"
    "  Every verb with its options, for a program\n"
    "    tokroof man --json";

}  // namespace

void add_man(Command app, Session& session) {
  Command command = app.add_subcommand("man", "The manual page: every verb with its options");
  command.footer(kManExamples);
  session.add_json_option(command);
  command.callback([app, &session] {
    const std::vector<VerbFacts> verbs = verb_facts(app);
    if (session.json()) {
      session.write(man_json(TOKROOF_VERSION, verbs));
    } else {
      // Dated as the data that the program predicts from, so that a build can be repeated.
      session.out() << man_page(
          app.description(), TOKROOF_VERSION, predict::Fitted::bundled().data().newest_date, verbs);
    }
  });
}

}  // namespace tokroof::cli
