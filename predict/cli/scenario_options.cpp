#include "predict/cli/scenario_options.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "predict/cli/model_files.hpp"
#include "predict/cli/session.hpp"

namespace tokroof::cli {

void ScenarioOptions::add_to(CLI::App& command) {
  command_ = &command;
  for (const ScenarioOption& option : scenario_options()) {
    CLI::Option* added = nullptr;
    const std::string names(option.names), help(option.help);
    if (option.flag != nullptr) {
      added = command.add_flag(names, option.flag(*this), help);
    } else {
      added = command.add_option_function<std::string>(
          names, [this, &option](const std::string& value) { state(*this, option, value); }, help);
      added->type_name(std::string(option.type))->default_str(std::string(option.otherwise));
      const auto wrong = [&option](std::string& value) { return wrong_value(option, value); };
      added->check(CLI::Validator(wrong, ""));
    }
    added->group(std::string(option.group));
  }
  command
      .add_option("COMMAND",
                  command_line,
                  "After --: a command line of llama-bench, llama-server, vllm, ollama, mlx_lm, sglang")
      ->type_name("WORDS");
  command
      .add_option("--machine",
                  machine_file,
                  "Machine file (tokroof machine): devices, links, host and power limit that are not stated")
      ->type_name("FILE")
      ->group("Machine");
}

Request ScenarioOptions::request(Session& session) const {
  Request request = complete_all(session, question, command_line, machine_file);
  if (command_->count("--level") == 0) {
    request.assume("level", answer.level);
  }
  return request;
}

Economics ScenarioOptions::economics(Session& session, const Prediction& prediction, Request& request) const {
  return tokroof::economics(
      session.catalog(), session.fitted(), prediction, request, question.run.device, answer.cost);
}

std::optional<Prediction> answer(Session& session, const Request& request) {
  PredictionOutcome outcome = predict(session.catalog(), session.fitted(), request.run);
  if (!outcome.refusal) {
    return std::move(outcome.prediction);
  }
  const Refusal& refusal = *outcome.refusal;
  const bool too_big = refusal.reason == "does-not-fit";
  nlohmann::json beside = {{"reason", refusal.reason}, {"assumed", assumed_json(request)}};
  if (outcome.memory) {
    beside["memory"] = memory_json(*outcome.memory);
  }
  session.refuse(
      too_big ? "does-not-fit" : "cannot-model", (too_big ? "does not fit: " : "") + refusal.message, beside);
  return std::nullopt;
}

}  // namespace tokroof::cli
