#include <memory>
#include <ostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "answers/explain.hpp"
#include "answers/table.hpp"
#include "cli/parser.hpp"
#include "cli/scenario_options.hpp"
#include "cli/session.hpp"

namespace tokroof::cli {
namespace {

constexpr const char* kExplainExamples =
    "EXAMPLES\n"
    "  Every number behind a prediction, in the order in which it can be redone by hand\n"
    "    tokroof explain --device rtx-4090 --model llama-3.1-8b --quant Q4_K_M\n"
    "  The same for a program\n"
    "    tokroof explain --device m4-max-40c --model qwen3-30b-a3b --quant Q4_K_M --n-depth 8192 --json";

answers::Table table(const std::vector<answers::ExplainStep>& steps) {
  answers::Table out{.header = {"symbol", "what it is", "value", "unit", "from"},
                     .columns = {answers::Column::left,
                                 answers::Column::left,
                                 answers::Column::right,
                                 answers::Column::left,
                                 answers::Column::left}};
  for (const answers::ExplainStep& s : steps) {
    out.rows.push_back({s.symbol, s.name, fmt::format("{:.6g}", s.value), s.unit, s.from});
  }
  return out;
}

void explain(const ScenarioOptions& options, Session& session) {
  predict::Request request = options.request(session);
  const auto prediction = answer(session, request);
  if (!prediction) {
    return;
  }
  const predict::Economics economics = options.economics(session, *prediction, request);
  const auto steps = answers::explain(session.fitted(), *prediction, economics, options.answer);
  if (session.json()) {
    session.write(answers::explain_json(steps, request));
  } else {
    session.print(table(steps));
  }
}

}  // namespace

void add_explain(Command app, Session& session) {
  auto options = std::make_shared<ScenarioOptions>();
  Command command = app.add_subcommand("explain", "The chain of numbers behind a prediction");
  command.footer(kExplainExamples);
  options->add_to(command, session);
  session.add_table_options(command);
  command.callback([options, &session] { explain(*options, session); });
}

}  // namespace tokroof::cli
