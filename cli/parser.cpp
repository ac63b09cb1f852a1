#include "cli/parser.hpp"

#include <algorithm>
#include <iterator>
#include <sstream>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "catalog/input_error.hpp"
#include "catalog/names.hpp"
#include "catalog/text.hpp"
#include "model/names.hpp"

namespace tokroof::cli {
namespace {

/// Shows a command's examples before its options: they are its footer, and what a reader looks for first.
class ExamplesFirst : public CLI::Formatter {
 public:
  std::string make_description(const CLI::App* app) const override {
    const std::string examples = app->get_footer();
    return Formatter::make_description(app) + (examples.empty() ? "" : "\n" + examples + "\n\n");
  }
  /// A name that fills its column stands on a line of its own, instead of touching its description.
  std::string make_option(const CLI::Option* option, bool positional) const override {
    std::string name = make_option_name(option, positional) + make_option_opts(option);
    constexpr std::size_t kIndent = 2;
    if (name.size() + kIndent + 1 >= get_column_width()) {
      name.resize(std::max(name.size(), get_column_width()), ' ');
    }
    std::stringstream out;
    CLI::detail::format_help(out, name, make_option_desc(option), get_column_width());
    return out.str();
  }
  /// Without "Excludes: ...": what excludes what is said where it is violated.
  std::string make_option_opts(const CLI::Option* option) const override {
    const std::string all = Formatter::make_option_opts(option);
    return all.substr(0, all.find(" Excludes:"));
  }
  std::string make_footer(const CLI::App* /*app*/) const override { return ""; }
};

std::vector<std::string> with_dashes(const char* dashes, std::vector<std::string> names) {
  for (std::string& name : names) {
    name.insert(0, dashes);
  }
  return names;
}

OptionHelp help_of(const CLI::Option& option) {
  const bool takes_value = option.get_items_expected_max() > 0;
  return {.short_names = with_dashes("-", option.get_snames()),
          .long_names = with_dashes("--", option.get_lnames()),
          .positional = option.get_positional() ? option.get_name(true, false) : "",
          .type = takes_value ? option.get_type_name() : "",
          .default_text = option.get_default_str(),
          .help = option.get_description(),
          .group = option.get_group(),
          .takes_value = takes_value,
          .many = option.get_expected_max() == CLI::detail::expected_max_vector_size,
          .required = option.get_required()};
}

/// "--n-depth: ...", "--runs is required", "The following argument was not expected: --no-such-option".
std::string named_in(std::string_view message) {
  constexpr std::string_view kUnexpected = "not expected: ";
  if (const std::size_t at = message.find(kUnexpected); at != std::string_view::npos) {
    message.remove_prefix(at + kUnexpected.size());
    const std::vector<std::string_view> words = catalog::split_at(message, ' ');
    const auto option =
        std::find_if(words.begin(), words.end(), [](std::string_view word) { return word.starts_with('-'); });
    return std::string(option != words.end() ? *option : words.front());
  }
  const std::string_view word = message.substr(0, message.find(' '));
  if (word.ends_with(':')) {
    return std::string(word.substr(0, word.size() - 1));
  }
  return word.starts_with('-') ? std::string(word) : "";
}

struct Meant {
  std::string_view typed, option;
};
/// Names of options in other programs.
constexpr Meant kMeant[] = {{"--stream", "--concurrency"},
                            {"--vram", "--device"},
                            {"-b", "--concurrency"},
                            {"--cpu", "--device"},
                            {"--cpu", "--host"},
                            {"--cpu-only", "--n-gpu-layers"},
                            {"--batch", "--concurrency"},
                            {"--batch-size", "--concurrency"}};

/// "--device: At Most 1 required but received 2", "--tps: 1 required TPS missing" of the parser.
std::string in_plain_words(const std::string& message) {
  constexpr std::string_view kOften = ": At Most 1 required but received ", kNone = ": 1 required ";
  if (const std::size_t at = message.find(kOften); at != std::string::npos) {
    return message.substr(0, at) + " is given " + message.substr(at + kOften.size()) +
           " times: once says which";
  }
  const std::size_t at = message.find(kNone);
  if (at != std::string::npos && message.ends_with(" missing")) {
    const std::string type = message.substr(at + kNone.size(), message.size() - at - kNone.size() - 8);
    return message.substr(0, at) + " needs a value behind it: " + type;
  }
  return message;
}

/// The options of a command that an unknown one may stand for.
std::vector<std::string> nearest_options(const CLI::App& command, const std::string& typed) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      names.push_back("--" + name);
    }
  }
  std::vector<std::string> out;
  for (const Meant& meant : kMeant) {
    if (typed == meant.typed && model::holds(names, meant.option)) {
      out.emplace_back(meant.option);
    }
  }
  const std::vector<std::string_view> views(names.begin(), names.end());
  for (const std::string& name : catalog::nearest_names(typed, views)) {
    if (!model::holds(out, name) && out.size() < 3) {
      out.push_back(name);
    }
  }
  return out;
}

/// Hides a command's options while one is added: CLI11 compares each new option with all of them, which took a fifth of a
/// prediction. Names that repeat are found by a test instead.
class WithoutOthers {
 public:
  explicit WithoutOthers(CLI::App& command) : options_(command.*Access::options()) { others_.swap(options_); }
  WithoutOthers(const WithoutOthers&) = delete;
  WithoutOthers& operator=(const WithoutOthers&) = delete;
  ~WithoutOthers() {
    std::move(options_.begin(), options_.end(), std::back_inserter(others_));
    options_.swap(others_);
  }

 private:
  using Options = std::vector<CLI::Option_p>;
  struct Access : CLI::App {  // a protected member
    static Options CLI::App::*options() { return &Access::options_; }
  };
  Options& options_;
  Options others_;
};

template <class To>
Option added(CLI::App& command, const std::string& names, To& to, const std::string& help) {
  const WithoutOthers others(command);
  return Option(command.add_option(names, to, help));
}

}  // namespace

WrongCommandLine::WrongCommandLine(const std::string& message)
    : std::runtime_error(message), where(named_in(message)) {}

Option Option::type_name(const std::string& name) { return Option(option_->type_name(name)); }
Option Option::group(const std::string& name) { return Option(option_->group(name)); }
Option Option::required() { return Option(option_->required()); }
Option Option::default_str(const std::string& text) { return Option(option_->default_str(text)); }
Option Option::capture_default_str() { return Option(option_->capture_default_str()); }
Option Option::delimiter(char separator) { return Option(option_->delimiter(separator)); }
Option Option::expected(int least, int most) { return Option(option_->expected(least, most)); }
Option Option::excludes(Option other) { return Option(option_->excludes(other.option_)); }
Option Option::one_of(const std::vector<std::string>& values) {
  const auto wrong = [values](const std::string& typed) -> std::string {
    const bool known = model::holds(values, typed);
    return known ? "" : "'" + typed + "' is none of " + CLI::detail::join(values, ", ");
  };
  return Option(option_->check(CLI::Validator(wrong, "{" + CLI::detail::join(values, ",") + "}")));
}
Option Option::in_range(int least, int most) { return Option(option_->check(CLI::Range(least, most))); }
Option Option::check(const std::function<std::string(const std::string&)>& wrong) {
  return Option(option_->check(CLI::Validator(wrong, "")));
}

Command Command::add_subcommand(const std::string& name, const std::string& help) {
  return Command(command_->add_subcommand(name, help));
}
void Command::footer(const std::string& text) { command_->footer(text); }
void Command::callback(std::function<void()> run) { command_->callback(std::move(run)); }

Option Command::add_option(const std::string& names, std::string& to, const std::string& help) {
  return added(*command_, names, to, help);
}
Option Command::add_option(const std::string& names, double& to, const std::string& help) {
  return added(*command_, names, to, help);
}
Option Command::add_option(const std::string& names, std::size_t& to, const std::string& help) {
  return added(*command_, names, to, help);
}
Option Command::add_option(const std::string& names, std::vector<std::string>& to, const std::string& help) {
  return added(*command_, names, to, help);
}
Option Command::add_option(const std::string& names, std::vector<double>& to, const std::string& help) {
  return added(*command_, names, to, help);
}
Option Command::add_option_function(const std::string& names,
                                    const std::function<void(const std::string&)>& take,
                                    const std::string& help) {
  const WithoutOthers others(*command_);
  return Option(command_->add_option_function(names, take, help));
}
Option Command::add_flag(const std::string& names, bool& to, const std::string& help) {
  const WithoutOthers others(*command_);
  return Option(command_->add_flag(names, to, help));
}
Option Command::get_option(const std::string& name) { return Option(command_->get_option(name)); }
void Command::remove_option(const std::string& name) { command_->remove_option(command_->get_option(name)); }

std::size_t Command::count(const std::string& option) const { return command_->count(option); }
std::string Command::name() const { return command_->get_name(); }
std::string Command::description() const { return command_->get_description(); }
std::string Command::footer() const { return command_->get_footer(); }

std::vector<Command> Command::subcommands() const {
  std::vector<Command> out;
  for (CLI::App* command : command_->get_subcommands([](CLI::App*) { return true; })) {
    out.emplace_back(command);
  }
  return out;
}

std::vector<OptionHelp> Command::options() const {
  std::vector<OptionHelp> out;
  for (const CLI::Option* option : command_->get_options()) {
    out.push_back(help_of(*option));
  }
  return out;
}

Parser::Parser(const std::string& description, const std::string& name)
    : app_(std::make_unique<CLI::App>(description, name)) {
  app_->require_subcommand(1);
  auto form = std::make_shared<ExamplesFirst>();
  form->column_width(34);
  app_->formatter(form);  // before subcommands are added, which take the form over
}

Parser::~Parser() = default;

Command Parser::program() { return Command(app_.get()); }

void Parser::parse(std::vector<std::string> words) {
  std::reverse(words.begin(), words.end());  // the order that CLI11 takes
  try {
    app_->parse(std::move(words));
  } catch (const CLI::Success& request) {  // --help
    app_->exit(request);
  } catch (const CLI::ExtrasError& error) {
    const std::string typed = named_in(error.what());
    const auto verbs = app_->get_subcommands();
    const std::string name = typed.substr(0, typed.find('='));
    const bool meant = model::any_of(kMeant, [&](const Meant& one) { return one.typed == name; });
    if (verbs.empty() || typed.empty()) {
      throw WrongCommandLine(error.what());
    }
    if (!name.starts_with("-") && !meant) {
      throw catalog::InputError(
          "usage",
          verbs.front()->get_name() + " takes no such word; a name of several words is quoted",
          typed);
    }
    const CLI::App& verb = *verbs.front();
    UnknownOption unknown(
        "usage", name + " is no option of " + verb.get_name(), name, nearest_options(verb, name));
    unknown.verb_reads_commands = verb.get_option_no_throw("COMMAND") != nullptr;
    throw unknown;
  } catch (const CLI::ParseError& error) {
    throw WrongCommandLine(in_plain_words(error.what()));
  }
}

}  // namespace tokroof::cli
