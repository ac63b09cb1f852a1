#pragma once
#include <span>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "predict/answer_options.hpp"
#include "predict/request.hpp"

namespace tokroof::predict {

/// What a user states: a machine and a workload, and how the answer is to be shown.
struct Asked {
  catalog::Question question;
  AnswerOptions answer;
};

/// Heading of the options that only predict and rank take: they simulate a server.
inline constexpr std::string_view kTrafficGroup = "Traffic";

/// One thing that can be stated. Declared once: the command line, sweeps, the Python module and the page read this table.
struct ScenarioOption {
  enum class Kind { text, number, whole, flag, on_off, date };

  std::string_view names;      ///< on the command line: "-d,--n-depth"
  std::string_view key;        ///< in JSON: "n_depth"
  std::string_view group;      ///< heading of the help
  std::string_view type;       ///< of the value, for people: "N", "NAME"
  std::string_view otherwise;  ///< what is taken where it is not stated, in words
  std::string_view help;
  Kind kind = Kind::text;
  double least = 0, most = 0;  ///< of numbers
  std::string& (*text)(Asked&) = nullptr;
  double& (*number)(Asked&) = nullptr;
  bool& (*flag)(Asked&) = nullptr;
  /// Of a catalog::Said: sets it, and what it says.
  struct Word {
    void (*read)(Asked&, std::string_view) = nullptr;
    std::string (*text)(Asked&) = nullptr;
  };
  Word word = {};

  [[nodiscard]] bool is_number() const { return kind == Kind::number || kind == Kind::whole; }
  /// The first long spelling: "--n-depth".
  [[nodiscard]] std::string_view long_name() const;
};

/// All of them, in the order of the help.
std::span<const ScenarioOption> scenario_options();

/// By key ("n_depth") or by a spelling of the command line, with '-' or '_' ("ubatch-size"). Throws InputError:
/// unknown-name with the nearest keys.
const ScenarioOption& scenario_option(std::string_view name);

/// The same for verbs that do not simulate traffic: its options are refused.
const ScenarioOption& set_up_option(std::string_view name);

/// A number as it may be typed, with the option's unit or without (amount_of()). Nothing: it is none.
std::optional<double> stated_number(const ScenarioOption& option, std::string_view value);

/// What is stated by words, or "".
std::string stated_text(const ScenarioOption& option, Asked& asked);

/// What is wrong with a value, or "".
std::string wrong_value(const ScenarioOption& option, std::string_view value);

/// Throws InputError (usage, at the option) where the value is wrong.
void state(Asked& asked, const ScenarioOption& option, std::string_view value);

/// The text that a JSON value stands for: a text, a number, of a switch true or false. Throws InputError (usage) for
/// another one.
std::string value_text(const ScenarioOption& option, const nlohmann::json& value);

/// {"device": "rtx-4090", "n_depth": 4096, ...}; null is "not stated". Throws InputError as state() does.
Asked asked_from_json(const nlohmann::json& object);

/// The same for a verb that simulates traffic; the other one refuses it.
Asked asked_with_traffic(const nlohmann::json& object);

}  // namespace tokroof::predict
