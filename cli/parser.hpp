#pragma once
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "catalog/input_error.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

/// The command line's grammar: as much of CLI11 as the verbs use, under CLI11's names. CLI11's header costs seconds
/// wherever it is included (the rest of a verb compiles in two), so only cli/parser.cpp includes it.
namespace tokroof::cli {

/// What help says of an option.
struct OptionHelp {
  std::vector<std::string> short_names;  ///< "-m"
  std::vector<std::string> long_names;   ///< "--model"
  std::string positional;                ///< "FILE": may stand without a name; "": may not
  std::string type;  ///< with what its checks say: "WHEN:{auto,always,never}"; "" of a flag
  std::string default_text, help, group;
  bool takes_value = false, many = false, required = false;
};

/// An option of a command; a handle, copied freely. What sets something returns it again, for a chain.
class Option {
 public:
  Option() = default;  ///< of no command yet: to be assigned to
  explicit Option(CLI::Option* option) : option_(option) {}

  Option type_name(const std::string& name);
  Option group(const std::string& name);
  Option required();
  Option default_str(const std::string& text);
  /// What the variable holds now is the default that help shows.
  Option capture_default_str();
  /// Values are separated by this character too.
  Option delimiter(char separator);
  /// How many values it takes.
  Option expected(int least, int most);
  Option excludes(Option other);
  Option one_of(const std::vector<std::string>& values);
  Option in_range(int least, int most);
  /// `wrong` says what is wrong with a value; "": nothing.
  Option check(const std::function<std::string(const std::string& value)>& wrong);

 private:
  CLI::Option* option_ = nullptr;
};

/// A command or one of its subcommands; a handle, copied freely.
class Command {
 public:
  Command() = default;  ///< none yet: to be assigned to
  explicit Command(CLI::App* command) : command_(command) {}

  Command add_subcommand(const std::string& name, const std::string& help);
  /// Examples: help shows them before the options.
  void footer(const std::string& text);
  /// Runs when the whole command line is understood.
  void callback(std::function<void()> run);

  // Options that write into a variable of the caller's, which has to live until the command line is parsed.
  Option add_option(const std::string& names, std::string& to, const std::string& help);
  Option add_option(const std::string& names, double& to, const std::string& help);
  Option add_option(const std::string& names, std::size_t& to, const std::string& help);
  Option add_option(const std::string& names, std::vector<std::string>& to, const std::string& help);
  Option add_option(const std::string& names, std::vector<double>& to, const std::string& help);
  Option add_option_function(const std::string& names,
                             const std::function<void(const std::string& value)>& take,
                             const std::string& help);
  Option add_flag(const std::string& names, bool& to, const std::string& help);
  /// By one of its names, which it must have.
  Option get_option(const std::string& name);
  void remove_option(const std::string& name);

  /// How often an option was given.
  [[nodiscard]] std::size_t count(const std::string& option) const;
  [[nodiscard]] std::string name() const;
  [[nodiscard]] std::string description() const;
  [[nodiscard]] std::string footer() const;
  [[nodiscard]] std::vector<Command> subcommands() const;
  [[nodiscard]] std::vector<OptionHelp> options() const;

 private:
  CLI::App* command_ = nullptr;
};

/// An option that the verb does not have; `where` is its name.
struct UnknownOption : catalog::InputError {
  using InputError::InputError;

  bool verb_reads_commands = false;  ///< of other programs, behind --
};

/// A command line that is not understood, and why.
struct WrongCommandLine : std::runtime_error {
  explicit WrongCommandLine(const std::string& message);

  std::string where;  ///< the option or argument that is wrong; "": another thing
};

/// A program that takes one of its subcommands.
class Parser {
 public:
  Parser(const std::string& description, const std::string& name);
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
  ~Parser();

  Command program();
  /// Runs the subcommand that the words name, or prints the help that they ask for. Throws WrongCommandLine, and what the
  /// subcommand throws.
  void parse(std::vector<std::string> words);

 private:
  std::unique_ptr<CLI::App> app_;
};

}  // namespace tokroof::cli
