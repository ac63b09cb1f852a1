#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace tokroof::formats {

/// The last command that stood above a tool's output, over the lines that it continues on ("\", "^" or "`" at the end).
class CommandLine {
 public:
  /// True if the line calls one of the programs, or continues such a call.
  bool take(std::string_view line, std::initializer_list<std::string_view> programs);
  void clear() { words_.clear(); }

  /// What stands behind "--name value", "--name=value" or "-n value"; empty where it is not there, or there several
  /// times: the output does not say which one is meant.
  [[nodiscard]] std::string option(std::initializer_list<std::string_view> names) const;
  [[nodiscard]] double number(std::initializer_list<std::string_view> names) const;
  /// The first word behind a word, as in "vllm serve NAME"; empty for an option.
  [[nodiscard]] std::string word_behind(std::string_view word) const;
  [[nodiscard]] bool has(std::string_view word) const;

 private:
  std::vector<std::string> words_;
  bool goes_on_ = false;
};

}  // namespace tokroof::formats
