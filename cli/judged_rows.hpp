#pragma once
#include <map>
#include <string>
#include <vector>

#include "api/one_figure.hpp"
#include "catalog/packed_runs.hpp"
#include "cli/session.hpp"
#include "formats/benchmarks/sentence.hpp"
#include "predict/scenario_option.hpp"

namespace tokroof::cli {

/// What is to be judged, as `check` and `diagnose` are told it.
struct JudgedOptions {
  predict::Asked asked;  ///< what the rows do not say, or what one figure was measured on
  api::OneFigure figure;
  std::vector<std::string> paths, model_files;  ///< a path: a file, a folder, "-", or a sentence
  std::string machine_file;
};

/// Rows with the file that each stands in.
struct JudgedRows {
  catalog::PackedRuns runs;
  std::vector<formats::Sentence> sentences;
  std::map<std::size_t, std::string> files;   ///< from this row on
  std::vector<catalog::InputError> not_read;  ///< files that could not be: the others are judged
};

/// Files, folders and sentences, and options that state one figure (--tps) or what rows leave open.
void add_judged_options(Command command, JudgedOptions& options);

/// The one figure, or the rows of all paths in their order; without either the bundled runs. Where rows and options differ is
/// said on standard error, and which of several files cannot be read: that sets the session's status.
JudgedRows read_judged(JudgedOptions& options, Session& session);

}  // namespace tokroof::cli
