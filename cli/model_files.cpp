#include "cli/model_files.hpp"

#include <iostream>
#include <set>

#include <fmt/format.h>

#include "api/apply_machine.hpp"
#include "api/model_question.hpp"
#include "api/this_machine.hpp"
#include "catalog/visible_text.hpp"
#include "cli/parser.hpp"
#include "cli/session.hpp"
#include "formats/machines/machine_json.hpp"
#include "formats/models/model_file.hpp"

namespace tokroof::cli {

Request complete_with_files(Session& session, Question question) {
  if (!names_model_file(session.catalog(), question.run.model)) {
    return complete(session.catalog(), session.fitted(), std::move(question));
  }
  const ModelFile& file = session.add_model(question.run.model);
  return complete_with_file(session.catalog(), session.fitted(), std::move(question), file);
}

void take_model_file(Session& session, Run& run) {
  if (!names_model_file(session.catalog(), run.model)) {
    return;
  }
  const ModelFile& file = session.add_model(run.model);
  if (run.quant.empty()) {
    run.quant = file.quant;
  }
}

CommandLineReading with_words(Session& session, Question question, const std::vector<std::string>& words) {
  return words.empty() ? CommandLineReading{std::move(question), {}, {}}
                       : read_command_line(session.catalog(), words, std::move(question));
}

Request complete_all(Session& session, CommandLineReading read, const std::string& machine_file) {
  Question& question = read.question;
  const auto take = [&](const auto& from) {
    read.assumed.insert(read.assumed.end(), from.assumed.begin(), from.assumed.end());
    read.notes.insert(read.notes.end(), from.notes.begin(), from.notes.end());
  };
  if (!machine_file.empty()) {
    const KnownMachine& known = session.machine_of_file(machine_file);
    take(apply_machine(session.catalog(), known.machine, question.run));
  } else if (question.run.device.empty() && session.detects()) {
    take(apply_detected(session.this_machine(), question.run));
  }
  Request request = complete_with_files(session, std::move(question));
  request.assumed.insert(request.assumed.begin(), read.assumed.begin(), read.assumed.end());
  request.notes.insert(request.notes.begin(), read.notes.begin(), read.notes.end());
  return request;
}

PackedRuns with_machine_file(Session& session, const std::string& path, const PackedRuns& runs) {
  const Machine machine = read_machine_file(path);
  std::set<std::string> said;
  PackedRuns filled;
  for (std::size_t row = 0; row < runs.size(); ++row) {
    Run run = runs[row];
    const AppliedMachine applied = apply_machine(session.catalog(), machine, run);
    filled.add(run);
    for (const Assumption& a : applied.assumed) {
      const double* number = std::get_if<double>(&a.value);
      said.insert(
          fmt::format("{} {}",
                      a.name,
                      number != nullptr ? fmt::format("{:g}", *number) : std::get<std::string>(a.value)));
    }
  }
  for (const std::string& text : said) {
    std::cerr << visible(fmt::format("tokroof: {}: {} for rows that do not say", path, text)) << '\n';
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
      std::cerr << visible(fmt::format("tokroof: {}: {}", path, note)) << '\n';
    }
  }
}

}  // namespace tokroof::cli
