#include <memory>
#include <ostream>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "answers/capacity_report.hpp"
#include "answers/error_json.hpp"
#include "catalog/name_resolver.hpp"
#include "cli/model_files.hpp"
#include "cli/parser.hpp"
#include "cli/scenario_options.hpp"
#include "cli/session.hpp"

namespace tokroof::cli {
namespace {

constexpr const char* kCapacityExamples =
    "EXAMPLES\n"
    "  Does a 70B model fit on two cards, and how long may its context get?\n"
    "    tokroof capacity --device rtx-3090 --n-devices 2 --model llama-3.3-70b --quant Q4_K_M\n"
    "  What is the largest model that a Mac holds?\n"
    "    tokroof capacity m4-max-40c\n"
    "  How many streams of 8192 tokens fit beside the weights?\n"
    "    tokroof capacity --device h100-sxm --model llama-3.1-8b --quant BF16 --engine vllm --n-depth 8192 "
    "--json\n"
    "  Unequal cards with shares of one's own\n"
    "    tokroof capacity --device rtx-5090+rtx-4090 --tensor-split 3,2 --model qwen3-32b --quant Q8_0";

void run(ScenarioOptions& asked, Session& session) {
  catalog::Run& own = asked.question.run;
  const std::string words = fmt::format("{}", fmt::join(asked.command_line, " "));
  // "mac studio 64gb", with no model behind it: what such a machine holds.
  if (own.device.empty() && own.model.empty() && !words.empty() &&
      session.catalog().names().are_devices(words)) {
    own.device = words;
    asked.command_line.clear();
  }
  // The words first: whether they name a model decides what is answered.
  const formats::CommandLineReading stated = with_words(session, asked.question, asked.command_line);
  prepare_machine(session, stated.question, asked.machine_file);
  const answers::CapacityReport report = answers::capacity_report(
      session.catalog(), session.fitted(), stated.question, [&](const catalog::Question& question) {
        formats::CommandLineReading read = stated;
        read.question = question;
        return complete_all(session, std::move(read), asked.machine_file);
      });
  if (report.refusal) {
    session.refuse(answers::refusal_json("cannot-model", report.refusal->message));
    return;
  }
  if (session.json()) {
    session.write(answers::capacity_json(report));
  } else if (session.format() == Format::csv) {
    session.print(answers::capacity_figures(report));
  } else if (session.format() != Format::text) {
    session.print(answers::capacity_table(report));
  } else {
    session.out() << answers::capacity_text(report, session.colour());
  }
}

}  // namespace

void add_capacity(Command app, Session& session) {
  auto options = std::make_shared<ScenarioOptions>();
  Command command =
      app.add_subcommand("capacity", "What fits: models, storage types, context and streams on a machine");
  command.footer(kCapacityExamples);
  options->add_to(command, session);
  session.add_table_options(command);
  command.callback([options, &session] { run(*options, session); });
}

}  // namespace tokroof::cli
