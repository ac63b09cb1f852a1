#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/parser.hpp"
#include "predict/amount.hpp"
#include "predict/scenario_option.hpp"

namespace tokroof::cli {

class Session;

/// The options that describe a machine and a workload, shared by predict, explain, capacity and rank.
struct ScenarioOptions : predict::Asked {
  std::string machine_file;
  std::vector<std::string> command_line;  ///< of another program: says what the options leave open

  void add_to(Command command, Session& session);
  /// Those of requests that reach a server, for verbs that simulate them.
  void add_traffic_to(Command command);
  /// Fills the gaps; every default that was taken is listed.
  [[nodiscard]] predict::Request request(Session& session) const;
  /// Requests that the command line of a benchmark sends are taken for traffic where none is stated.
  [[nodiscard]] predict::Request request(Session& session, predict::Traffic& traffic) const;
  /// Watts and money; defaults that are taken are added to the request's.
  [[nodiscard]] predict::Economics economics(Session& session,
                                             const predict::Prediction& prediction,
                                             predict::Request& request) const;

 private:
  Command command_;
};

/// For verbs that hold the catalog while they complete questions: adds the machine's processor to it before.
void prepare_machine(Session& session, const catalog::Question& question, const std::string& machine_file);

/// An option whose value is a number, with its unit behind it or without.
Option add_amount(Command command,
                  const std::string& names,
                  double& to,
                  const predict::AmountRange& range,
                  const std::string& help);

/// --top: how many rows a table shows.
Option add_top(Command command, std::size_t& to);

/// The options of some groups, which write into `asked`.
void add_stated_options(Command command, predict::Asked& asked, std::span<const std::string_view> groups);

/// COMMAND (another program's command line, after --) and --machine FILE: what says the rest of a scenario.
void add_other_sources(Command command, std::vector<std::string>& command_line, std::string& machine_file);

/// Words without an option are the name that `option` takes: "models mac mini m4". Throws where both are there.
void take_name_words(const std::vector<std::string>& words, std::string& name, const std::string& option);

/// Predicts, at the fastest placement that fits where none was stated; where that cannot be done, reports why and returns
/// nothing.
std::optional<predict::Prediction> answer(Session& session, predict::Request& request);

}  // namespace tokroof::cli
