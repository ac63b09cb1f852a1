#include "cli/model_files.hpp"
#include "catalog/input_error.hpp"
#include "catalog/name_resolver.hpp"

#include <iostream>
#include <set>

#include <fmt/format.h>

#include "api/apply_machine.hpp"
#include "api/model_question.hpp"
#include "api/this_machine.hpp"
#include "catalog/visible_text.hpp"
#include "cli/parser.hpp"
#include "cli/sentences.hpp"
#include "cli/session.hpp"
#include "formats/machines/machine_json.hpp"
#include "formats/models/model_file.hpp"

namespace tokroof::cli {

predict::Request complete_with_files(Session& session, catalog::Question question) {
  if (!formats::names_model_file(session.catalog(), question.run.model)) {
    return predict::complete(session.catalog(), session.fitted(), std::move(question));
  }
  const formats::ModelFile& file = session.add_model(question.run.model);
  return api::complete_with_file(session.catalog(), session.fitted(), std::move(question), file);
}

void take_model_file(Session& session, catalog::Run& run) {
  if (!formats::names_model_file(session.catalog(), run.model)) {
    return;
  }
  const formats::ModelFile& file = session.add_model(run.model);
  if (run.quant.empty()) {
    run.quant = file.quant;
  }
}

formats::CommandLineReading with_words(Session& session,
                                       catalog::Question question,
                                       const std::vector<std::string>& typed) {
  if (typed.empty()) {
    return {std::move(question), {}, {}};
  }
  const std::vector<std::string> words = names_apart(session.catalog().names(), typed);
  if (auto named = formats::read_names(session.catalog(), words, question)) {
    return *std::move(named);
  }
  const bool free = formats::are_free_words(words, question);
  const bool names = !formats::begin_with_program(words) && formats::may_be_names(words, question.run);
  if (free || names) {  // "4090 qwen3-8b vllm": a third name, but of no type
    if (auto said = set_up_of_words(session.catalog(), words, question, !free)) {
      return *std::move(said);
    }
  }
  return formats::read_command_line(session.catalog(), words, std::move(question));
}

predict::Request complete_all(Session& session,
                              formats::CommandLineReading read,
                              const std::string& machine_file) {
  catalog::Question& question = read.question;
  const auto take = [&](const auto& from) {
    read.assumed.insert(read.assumed.end(), from.assumed.begin(), from.assumed.end());
    read.notes.insert(read.notes.end(), from.notes.begin(), from.notes.end());
  };
  if (!machine_file.empty()) {
    const api::KnownMachine& known = session.machine_of_file(machine_file);
    take(api::apply_machine(session.catalog(), known.machine, question.run));
  } else if (question.run.device.empty() && session.detects()) {
    take(api::apply_detected(session.this_machine(), question.run));
  }
  predict::Request request;
  try {
    request = complete_with_files(session, std::move(question));
  } catch (catalog::InputError& error) {
    error.notes.insert(error.notes.begin(), read.notes.begin(), read.notes.end());
    throw;
  }
  request.assumed.insert(request.assumed.begin(), read.assumed.begin(), read.assumed.end());
  request.notes.insert(request.notes.begin(), read.notes.begin(), read.notes.end());
  return request;
}

catalog::PackedRuns with_machine_file(Session& session,
                                      const std::string& path,
                                      const catalog::PackedRuns& runs) {
  const formats::Machine machine = formats::read_machine_file(path, session.catalog().names().device_names());
  std::set<std::string> said;
  catalog::PackedRuns filled;
  for (std::size_t row = 0; row < runs.size(); ++row) {
    catalog::Run run = runs[row];
    const api::AppliedMachine applied = api::apply_machine(session.catalog(), machine, run);
    filled.add(run);
    for (const catalog::Assumption& a : applied.assumed) {
      const double* number = std::get_if<double>(&a.value);
      said.insert(
          fmt::format("{} {}",
                      a.name,
                      number != nullptr ? fmt::format("{:g}", *number) : std::get<std::string>(a.value)));
    }
  }
  for (const std::string& text : said) {
    std::cerr << catalog::visible(fmt::format("tokroof: {}: {} for rows that do not say", path, text))
              << '\n';
  }
  return filled;
}

void add_model_file_options(Command command, std::vector<std::string>& paths) {
  command
      .add_option("--model-file",
                  paths,
                  "Model files (GGUF, config.json, a folder) that rows name by file or published name")
      .type_name("FILE");
}

void read_model_files(Session& session, const std::vector<std::string>& paths) {
  for (const std::string& path : paths) {
    for (const std::string& note : session.add_model(path).notes) {
      std::cerr << catalog::visible(fmt::format("tokroof: {}: {}", path, note)) << '\n';
    }
  }
}

}  // namespace tokroof::cli
