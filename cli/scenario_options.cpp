#include "cli/scenario_options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "answers/error_json.hpp"
#include "api/placed_prediction.hpp"
#include "catalog/input_error.hpp"
#include "cli/model_files.hpp"
#include "cli/parser.hpp"
#include "cli/session.hpp"
#include "model/names.hpp"

namespace tokroof::cli {

void add_other_sources(Command command, std::vector<std::string>& command_line, std::string& machine_file) {
  command
      .add_option("COMMAND",
                  command_line,
                  "After --: a command line of llama-bench, llama-server, vllm, ollama, mlx_lm, sglang")
      .type_name("WORDS");
  command
      .add_option("--machine",
                  machine_file,
                  "Machine file (tokroof machine): devices, links, host and power limit that are not stated")
      .type_name("FILE")
      .group("Machine");
}

namespace {

void add_stated_option(Command command, predict::Asked& asked, const predict::ScenarioOption& option) {
  Option added;
  const std::string names(option.names), help(option.help);
  if (option.flag != nullptr) {
    added = command.add_flag(names, option.flag(asked), help);
  } else {
    added = command.add_option_function(
        names, [&asked, &option](const std::string& value) { predict::state(asked, option, value); }, help);
    added.type_name(std::string(option.type)).default_str(std::string(option.otherwise));
    const auto wrong = [&option](const std::string& value) {  // a variable of the shell that is not set
      return value.empty() ? "a value is needed, not an empty one" : predict::wrong_value(option, value);
    };
    added.check(wrong);
  }
  added.group(std::string(option.group));
}

}  // namespace

Option add_top(Command command, std::size_t& to) {
  constexpr double kMostRows = 1e9;
  return command.add_option("--top", to, "Rows of the table; 0: all (JSON and CSV have all)")
      .type_name("N")
      .capture_default_str()
      .check([](const std::string& text) {
        return predict::wrong_amount({"ROWS", 0, kMostRows}, text);
      });
}

Option add_amount(Command command,
                  const std::string& names,
                  double& to,
                  const predict::AmountRange& range,
                  const std::string& help) {
  const auto take = [&to, range](const std::string& text) { to = *predict::amount_of(range.type, text); };
  return command.add_option_function(names, take, help)
      .type_name(std::string(range.type))
      .check([range](const std::string& text) { return predict::wrong_amount(range, text); });
}

void add_stated_options(Command command, predict::Asked& asked, std::span<const std::string_view> groups) {
  for (const predict::ScenarioOption& option : predict::scenario_options()) {
    if (model::holds(groups, option.group)) {
      add_stated_option(command, asked, option);
    }
  }
}

void ScenarioOptions::add_to(Command command, Session& session) {
  command_ = command;
  for (const predict::ScenarioOption& option : predict::scenario_options()) {
    if (option.group != predict::kTrafficGroup) {
      add_stated_option(command, *this, option);
    }
  }
  add_other_sources(command, command_line, machine_file);
  session.add_detect_option(command);
}

void ScenarioOptions::add_traffic_to(Command command) {
  constexpr std::string_view kGroups[] = {predict::kTrafficGroup};
  add_stated_options(command, *this, kGroups);
}

void take_name_words(const std::vector<std::string>& words, std::string& name, const std::string& option) {
  if (words.empty()) {
    return;
  }
  const std::string joined = fmt::format("{}", fmt::join(words, " "));
  if (!name.empty()) {
    throw catalog::InputError(
        "usage", fmt::format("'{}' stands beside {} {}: which is meant?", joined, option, name), joined);
  }
  name = joined;
}

void prepare_machine(Session& session, const catalog::Question& question, const std::string& machine_file) {
  if (!machine_file.empty()) {
    (void)session.machine_of_file(machine_file);
  } else if (question.run.device.empty() && session.detects()) {
    (void)session.this_machine();
  }
}

predict::Request ScenarioOptions::request(Session& session) const {
  predict::Traffic untold = answer.traffic;
  return request(session, untold);
}

predict::Request ScenarioOptions::request(Session& session, predict::Traffic& traffic) const {
  formats::CommandLineReading read = with_words(session, question, command_line);
  if (!traffic.is_stated() && read.requests > 0) {
    traffic.requests = read.requests;
    traffic.request_rate_per_s = read.request_rate_per_s;
  }
  predict::Request request = complete_all(session, std::move(read), machine_file);
  if (command_.count("--level") == 0) {
    request.assume("level", answer.level);
  }
  return request;
}

predict::Economics ScenarioOptions::economics(Session& session,
                                              const predict::Prediction& prediction,
                                              predict::Request& request) const {
  return tokroof::predict::economics(
      session.catalog(), session.fitted(), prediction, request, question.run.device, answer.cost);
}

std::optional<predict::Prediction> answer(Session& session, predict::Request& request) {
  api::PlacedOutcome placed = api::predict_placed(session.catalog(), session.fitted(), request);
  if (!placed.outcome.refusal) {
    return std::move(placed.outcome.prediction);
  }
  session.refuse(answers::refusal_json(placed.outcome, request, placed.suggestions));
  return std::nullopt;
}

}  // namespace tokroof::cli
