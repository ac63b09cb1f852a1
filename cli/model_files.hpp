#pragma once
#include <string>
#include <vector>

#include "catalog/packed_runs.hpp"
#include "formats/commands/command_line.hpp"
#include "predict/request.hpp"

namespace tokroof::cli {

class Command;
class Session;

/// complete() for a question whose model may be a file: what the file leaves open is listed among the assumptions, what is
/// unusual about it among the notes.
predict::Request complete_with_files(Session& session, catalog::Question question);

/// Adds the model of a file that `run` names; its storage type where none is stated.
void take_model_file(Session& session, catalog::Run& run);

/// What another program's command line ("llama-bench -m x.gguf -ngl 99"), or names in its place, say of what the options leave
/// open; no words say nothing.
formats::CommandLineReading with_words(Session& session,
                                       catalog::Question question,
                                       const std::vector<std::string>& words);

/// complete_with_files() for a question of which a machine file says what options and words leave open; an empty name: of
/// none. Where nothing names a device, the machine that the program runs on is meant.
predict::Request complete_all(Session& session,
                              formats::CommandLineReading read,
                              const std::string& machine_file);

/// The rows with what they leave open of the machine filled in; says on standard error what was taken.
catalog::PackedRuns with_machine_file(Session& session,
                                      const std::string& path,
                                      const catalog::PackedRuns& runs);

/// --model-file FILE...: models that rows of a table name by their file or published name.
void add_model_file_options(Command command, std::vector<std::string>& paths);
void read_model_files(Session& session, const std::vector<std::string>& paths);

}  // namespace tokroof::cli
