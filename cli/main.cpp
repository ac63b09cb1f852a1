#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "answers/error_json.hpp"
#include "catalog/catalog.hpp"
#include "catalog/names.hpp"
#include "catalog/visible_text.hpp"
#include "catalog/word_likeness.hpp"
#include "cli/bare_question.hpp"
#include "cli/compare.hpp"
#include "cli/complete.hpp"
#include "cli/output_file.hpp"
#include "cli/parser.hpp"
#include "cli/session.hpp"
#include "cli/spellings.hpp"
#include "cli/terminal_text.hpp"
#include "cli/verb_facts.hpp"
#include "cli/version.hpp"
#include "formats/commands/command_line.hpp"
#include "formats/commands/shell_words.hpp"
#include "model/names.hpp"

namespace {

using namespace tokroof;

/// Usage errors as JSON when --json was asked for, wherever it stood.
bool wants_json(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--json") == 0) {
      return true;
    }
  }
  return false;
}

struct Verb {
  std::string_view name;
  void (*add)(cli::Command, cli::Session&);
};
constexpr Verb kVerbs[] = {{"predict", cli::add_predict},
                           {"models", cli::add_models},
                           {"capacity", cli::add_capacity},
                           {"check", cli::add_check},
                           {"audit", cli::add_audit},
                           {"diagnose", cli::add_diagnose},
                           {"evaluate", cli::add_evaluate},
                           {"fit", cli::add_fit},
                           {"calibrate", cli::add_calibrate},
                           {"import", cli::add_import},
                           {"list", cli::add_list},
                           {"explain", cli::add_explain},
                           {"rank", cli::add_rank},
                           {"compare", cli::add_compare},
                           {"sweep", cli::add_sweep},
                           {"machine", cli::add_machine},
                           {"serve", cli::add_serve},
                           {"completions", cli::add_completions},
                           {"man", cli::add_man}};

/// What others call what a subcommand does.
constexpr model::WordRow<std::string_view> kOtherWords[] = {
    {"budget|buy|recommend|best", "rank"},
    {"run|estimate|speed", "predict"},
    {"bench|benchmark|verify", "check"},
    {"vram|memory", "capacity"},
    {"why", "diagnose"},
    {"detect", "machine"},
};

/// Options of predict that stand behind another program's command line and are none of it.
constexpr const char* kNoPrograms =
    "--device|--gpu|--card|--machine|--n-devices|--link|--json|--csv|--md|--brief|--no-detect";

bool is_verb(std::string_view word) {
  return std::any_of(
      std::begin(kVerbs), std::end(kVerbs), [&](const Verb& verb) { return verb.name == word; });
}

void say(std::string_view note) { std::cerr << "tokroof: " << catalog::visible(note) << '\n'; }

void say_taken_as(const std::vector<std::string>& line) {
  say(fmt::format("taken as: tokroof {}", fmt::join(line, " ")));
}

/// "vllm serve NAME on 2x 3090", "ollama run NAME on m4 max gives 9 tok/s": the device behind the program's own words as an option,
/// or a figure to be checked.
void take_device_in_words(std::vector<std::string>& typed) {
  const auto on = std::find(typed.rbegin(), typed.rend(), "on").base();
  if (on == typed.begin() || on == typed.end()) {
    return;
  }
  const catalog::Catalog& catalog = catalog::Catalog::bundled();
  const std::string all = fmt::format("{}", fmt::join(typed, " "));
  const std::string behind = fmt::format("{}", fmt::join(on, typed.end(), " "));
  if (formats::is_sentence(behind) && !formats::read_sentence(catalog, all).run.device.empty()) {
    typed.insert(typed.begin(), "check");
  } else if (catalog.names().are_devices(behind)) {
    typed.erase(on - 1, typed.end());
    typed.insert(typed.end(), {"--device", behind});
  }
}

/// "ollama run NAME --device 3090": the program's own command line behind "--", in front of it the options that are none of
/// its own.
std::vector<std::string> as_command_line(std::vector<std::string> typed) {
  take_device_in_words(typed);
  if (typed.front() == "check") {
    return typed;
  }
  const auto own = std::find_if(typed.begin(), typed.end(), [](const std::string& word) {
    const std::string name = word.substr(0, word.find('='));
    return model::is_one_of(name, kNoPrograms);
  });
  std::vector<std::string> out = {"predict"};
  out.insert(out.end(), own, typed.end());
  out.emplace_back("--");
  out.insert(out.end(), typed.begin(), own);
  return out;
}

/// The error of a first word that is no verb, unless a verb answers the words as a question: that is put before them.
std::optional<catalog::InputError> no_verb(std::vector<std::string>& typed) {
  if (typed.empty() || typed.front().empty() || typed.front().front() == '-' || is_verb(typed.front())) {
    return std::nullopt;
  }
  if (std::vector<std::string> line = formats::shell_words(typed.front());  // a quoted one
      line.size() > 1 && formats::begin_with_program(line)) {
    line.insert(line.end(), typed.begin() + 1, typed.end());
    typed = std::move(line);
  }
  if (formats::begin_with_program(typed)) {
    typed = as_command_line(typed);
    say_taken_as(typed);
    return std::nullopt;
  }
  const auto options =
      std::find_if(typed.begin(), typed.end(), [](const auto& w) { return w.starts_with('-'); });
  const std::string plain = fmt::format("{}", fmt::join(typed.begin(), options, " "));
  if (model::holds(typed, "--") && catalog::Catalog::bundled().names().are_devices(plain)) {
    typed.insert(typed.begin(), "predict");  // 3090 -- llama-bench ...
    say_taken_as(typed);
    return std::nullopt;
  }
  const std::string word = typed.front();
  std::vector<std::string> suggested;
  std::vector<std::string_view> names;
  for (const Verb& verb : kVerbs) {
    names.push_back(verb.name);
    if (catalog::is_mistyped(word, verb.name)) suggested.emplace_back(verb.name);
  }
  if (suggested.empty()) {
    cli::BareQuestion asked = cli::bare_question(catalog::Catalog::bundled(), {typed.begin(), options});
    if (!asked.verb.empty()) {
      if (!asked.line.empty()) {
        typed.erase(typed.begin(), options);
        typed.insert(typed.begin(), asked.line.begin(), asked.line.end());
      }
      typed.insert(typed.begin(), asked.verb);
      say_taken_as(typed);
      if (!asked.note.empty()) say(asked.note);
      return std::nullopt;
    }
    const std::string_view verb = model::meaning_of(word, kOtherWords);
    if (!verb.empty() && (asked.vague || asked.commands.empty())) {
      asked = {.commands = {std::string(verb)}};
    }
    if (!asked.trouble.empty()) {
      return catalog::InputError("usage", asked.trouble, "", std::move(asked.commands));
    }
    suggested = asked.commands.empty() ? catalog::nearest_names(word, names) : std::move(asked.commands);
  }
  return catalog::InputError("usage", "unknown verb '" + word + "'", word, suggested);
}

/// Only the verb that is asked for, where it needs no other: declaring the options of all takes a third of a prediction.
void add_verbs(cli::Command app, cli::Session& session, std::string_view first_word) {
  const bool alone = first_word != "man" && is_verb(first_word);
  for (const Verb& verb : kVerbs) {
    if (!alone || verb.name == first_word) {
      verb.add(app, session);
    }
  }
}

/// ", but of rank and sweep": the verbs that have an option which another lacks; where none has, where else it may belong. Only an
/// error declares them all.
std::string where_option_belongs(const cli::UnknownOption& unknown, std::string_view verb) {
  cli::Session session(std::cout);
  cli::Parser parser("", "tokroof");
  add_verbs(parser.program(), session, "");
  std::vector<std::string> having;
  for (const cli::Command& command : parser.program().subcommands()) {
    const std::string own = cli::in_own_words({unknown.where}, command).words.front();
    for (const cli::OptionHelp& known : command.options()) {
      const std::vector<std::string>& names = own.starts_with("--") ? known.long_names : known.short_names;
      if (model::holds(names, own.substr(0, own.find('=')))) {
        having.push_back(command.name());
      }
    }
  }
  if (!having.empty() && !model::holds(having, verb)) {
    return fmt::format(", but of {}", fmt::join(having, ", "));
  }
  return unknown.verb_reads_commands ? "; one of another program stands in its command line, behind --" : "";
}

/// Without a verb: what this machine is and what it runs. Its options are that verb's.
constexpr const char* kWithoutVerb = "models";

bool names_no_verb(std::string_view first_word) {
  return first_word.empty() || (first_word.front() == '-' && first_word != "-h" && first_word != "--help" &&
                                first_word != "--help-all");
}

/// `__complete -- WORD...`: for the scripts of `tokroof completions`.
void complete(cli::Session& session, std::vector<std::string> words) {
  cli::Parser parser("", "tokroof");
  add_verbs(parser.program(), session, "");
  if (!words.empty() && words.front() == "--") {
    words.erase(words.begin());
  }
  cli::print_candidates(cli::verb_facts(parser.program()), words, std::cout);
}

int run(std::vector<std::string> words);

/// `compare A B ...`: the lines of other verbs that answer it, one after the other.
int compare(const std::vector<std::string>& words, bool json) {
  try {
    int status = cli::kDone;
    cli::Comparison comparison = cli::compared(words);
    if (!comparison.note.empty()) say(comparison.note);
    for (std::vector<std::string>& line : comparison.lines) {
      line.insert(line.begin(), "tokroof");
      status = std::max(status, run(std::move(line)));
    }
    return status;
  } catch (const catalog::InputError& error) {
    cli::Session session(std::cout);
    json ? session.usage_error(error) : session.report(error);
    return cli::kBadInput;
  }
}

int run(int argc, char** argv);

/// The same with words of its own.
int run(std::vector<std::string> words) {
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (std::string& word : words) {
    arguments.push_back(word.data());
  }
  arguments.push_back(nullptr);
  return run(static_cast<int>(words.size()), arguments.data());
}

int run(int argc, char** argv) {
  if (argc > 2 && std::string_view(argv[1]) == "compare" && !std::string_view(argv[2]).starts_with('-')) {
    return compare({argv + 2, argv + argc}, wants_json(argc, argv));
  }
  cli::Session session(std::cout);
  if (argc > 1 && std::string_view(argv[1]) == "--version") {
    cli::print_version(session, wants_json(argc, argv));
    return session.status;
  }
  if (argc > 1 && std::string_view(argv[1]) == "__complete") {
    complete(session, {argv + 2, argv + argc});
    return session.status;
  }
  std::vector<char*> words(argv, argv + argc);
  std::string verb = kWithoutVerb, help = "--help";
  if (argc > 1 && std::string_view(argv[1]) == "help") {  // help VERB: VERB --help
    words.erase(words.begin() + 1);
    words.insert(words.begin() + std::min<std::ptrdiff_t>(argc - 1, 2), help.data());
    words.resize(std::min<std::size_t>(words.size(), 3));
    argc = static_cast<int>(words.size());
    argv = words.data();
  }
  if (argc > 2 && std::string_view(argv[1]) == "--") {  // another program's command line
    verb = "predict";
  }
  if (names_no_verb(argc > 1 ? argv[1] : "")) {
    words.insert(words.begin() + std::min(argc, 1), verb.data());
    argc = static_cast<int>(words.size());
    argv = words.data();
  }
  const std::string_view first_word = argc > 1 ? argv[1] : "";
  std::vector<std::string> typed(argv + std::min(argc, 1), argv + argc);
  if (const auto error = no_verb(typed)) {
    wants_json(argc, argv) ? session.usage_error(*error) : session.report(*error);
    return cli::kBadInput;
  }
  if (!typed.empty() && typed.front() != first_word) {  // a verb was put before the words
    typed.insert(typed.begin(), "tokroof");
    return run(std::move(typed));
  }
  cli::Parser parser("How fast should this model run on this machine, and is this number right?", "tokroof");
  parser.program().footer(
      "WITHOUT A VERB\n"
      "  What this machine is, and which models it runs: tokroof models, with its options\n"
      "  --version: of the program, of its data and of the fit");
  add_verbs(parser.program(), session, first_word);
  try {
    cli::OwnWords own{{argv + 1, argv + argc}, {}};
    for (const cli::Command& command : parser.program().subcommands()) {
      if (command.name() == first_word) {
        own = cli::in_own_words(own.words, command);
      }
    }
    for (const std::string& note : own.notes) {
      say(note);
    }
    parser.parse(std::move(own.words));
  } catch (const cli::WrongCommandLine& error) {
    if (wants_json(argc, argv)) {
      session.usage_error(catalog::InputError("usage", error.what(), error.where));
    } else {
      std::cerr << catalog::visible(error.what()) << "\nRun with --help for more information.\n";
    }
    return cli::kBadInput;
  } catch (const cli::UnknownOption& unknown) {
    catalog::InputError error = unknown;
    error.message += where_option_belongs(unknown, first_word);
    wants_json(argc, argv) ? session.usage_error(error) : session.report(error);
  } catch (const catalog::InputError& error) {
    wants_json(argc, argv) ? session.usage_error(error) : session.report(error);
  } catch (const cli::CannotWrite& error) {
    session.refuse(answers::refusal_json("cannot-write", error.what()));
  } catch (const std::exception& error) {
    session.refuse(answers::refusal_json("cannot-model", error.what()));
  }
  return session.status;
}

/// A closed standard stream must not become the number of the next file that is opened: what is printed would go there.
/// The null device, opened the wrong way round, can be neither read nor written.
void fill_closed_streams() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(fd, F_GETFD) < 0) {
      open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);  // takes the lowest number: this one
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  fill_closed_streams();
  const cli::TerminalText errors(std::cerr), answers(std::cout);
  const int status = run(argc, argv);
  std::cout.flush();
  if (!std::cout) {
    std::cerr << "tokroof: standard output: cannot be written\n";
    return cli::kCannotWrite;
  }
  return status;
}
