#include <unistd.h>

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "api/answer_line.hpp"
#include "api/mcp.hpp"
#include "cli/all_cores.hpp"
#include "cli/input_lines.hpp"
#include "cli/parser.hpp"
#include "cli/session.hpp"

namespace tokroof::cli {
namespace {

struct ServeOptions {
  bool stdio = false, mcp = false;
};

constexpr const char* kServeExamples =
    "EXAMPLES\n"
    "  A question a line, an answer a line (docs/serve.md)\n"
    "    echo '{\"id\": 1, \"method\": \"predict\", \"params\": {\"device\": \"4090\", \"model\": "
    "\"qwen3-8b\"}}' | tokroof serve --stdio\n"
    "  For an assistant that speaks the Model Context Protocol: the command that its settings name\n"
    "    tokroof serve --mcp";

using Answer = std::function<std::string(const api::InputLine& line)>;

/// Until the input ends, or nobody takes the answers. What came in together is answered on all cores.
void serve(Session& session, const Answer& answer) {
  InputLines input(STDIN_FILENO);
  std::vector<api::InputLine> lines;
  std::vector<std::string> answers;
  while (session.out() && input.next(lines)) {
    answers.resize(lines.size());
    on_all_cores(lines.size(), [&](std::size_t i) { answers[i] = answer(lines[i]); });
    std::string text;
    for (const std::string& one : answers) {
      text += one;
      text += one.empty() ? "" : "\n";
    }
    session.out() << text << std::flush;
  }
}

void run(const ServeOptions& options, Session& session) {
  if (options.stdio == options.mcp) {
    throw catalog::InputError(
        "usage", "takes --stdio (JSON Lines) or --mcp (Model Context Protocol)", "serve");
  }
  const catalog::Catalog& catalog = session.catalog();
  const predict::Fitted& fitted = session.fitted();
  if (options.mcp) {
    serve(session, [&](const api::InputLine& line) {
      return api::mcp_answer(catalog, fitted, TOKROOF_VERSION, line);
    });
  } else {
    serve(session, [&](const api::InputLine& line) { return api::answer_line(catalog, fitted, line); });
  }
}

}  // namespace

void add_serve(Command app, Session& session) {
  auto options = std::make_shared<ServeOptions>();
  Command command = app.add_subcommand("serve", "Answer the questions of another program, line by line");
  command.footer(kServeExamples);
  command.add_flag(
      "--stdio", options->stdio, "JSON Lines: a request on each line of standard input, in order");
  command.add_flag("--mcp", options->mcp, "The Model Context Protocol on standard input and output");
  session.add_options(command);
  command.callback([options, &session] { run(*options, session); });
}

}  // namespace tokroof::cli
