#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "catalog/catalog.hpp"

namespace tokroof::laws {

using nlohmann::json;

/// What a user may ask: scenario options by their keys, and perhaps a device of his own.
struct Question {
  json options = json::object();
  json own;  ///< an entry of a --hardware file; null: none

  [[nodiscard]] bool states(const char* key) const { return options.contains(key); }
};

/// The name under which own devices are asked for.
inline constexpr const char* kOwnDevice = "own-card";

/// The file that --hardware reads; empty: there is no own device.
std::string hardware_text(const Question& question);

/// The command line that asks the same, without the program's name; `hardware_file` is the file of an own device.
std::vector<std::string> words(std::string_view verb,
                               const Question& question,
                               const std::string& hardware_file);

/// The same as a command for bash.
std::string shell_command(std::string_view verb, const Question& question);

/// The door that the Python module and the page use, for the questions of one thread.
class Door {
 public:
  json answer(std::string_view verb, const Question& question);
  /// The catalog with the question's own device. Valid until another question is looked at.
  const catalog::Catalog& catalog(const Question& question);

 private:
  std::string text_;  ///< of the hardware file behind extended_
  std::optional<catalog::Catalog> extended_;
};

/// A question and its answer; `door` answers what a law wants to know besides.
struct Case {
  Question question;
  json answer;
  Door* door = nullptr;

  [[nodiscard]] bool answered() const { return !answer.contains("error"); }
  /// A number of the answer by its path, "/decode/tps"; not a number where there is none.
  [[nodiscard]] double number(const char* path) const;
  /// A text of the answer's scenario; empty where it is null.
  [[nodiscard]] std::string scenario(const char* key) const;
  [[nodiscard]] double scenario_number(const char* key) const;
};

}  // namespace tokroof::laws
