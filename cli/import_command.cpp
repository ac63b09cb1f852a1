#include <iostream>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "answers/table.hpp"
#include "catalog/runs_table.hpp"
#include "catalog/visible_text.hpp"
#include "cli/check_table.hpp"
#include "cli/given_options.hpp"
#include "cli/import_report.hpp"
#include "cli/output_file.hpp"
#include "cli/parser.hpp"
#include "cli/session.hpp"
#include "formats/benchmarks/import_json.hpp"
#include "formats/benchmarks/run_import.hpp"
#include "formats/benchmarks/runs_json.hpp"

namespace tokroof::cli {
namespace {

using nlohmann::json;

constexpr const char* kImportExamples =
    "EXAMPLES\n"
    "  The output of a benchmark as a runs table; the format is found by its content\n"
    "    tokroof import llama-bench.json -o runs.tsv\n"
    "  What the file does not say, said beside it\n"
    "    tokroof import vllm-serve.json --device h100-sxm --quant FP8 -o runs.tsv\n"
    "  Straight into a verdict\n"
    "    llama-bench -m model.gguf -o json | tokroof check -\n"
    "READS\n"
    "  llama-bench (json, jsonl, csv, md, sql, the SQLite database of compare-llama-bench.py), "
    "llama-batched-bench,\n"
    "  llama-sweep-bench, timings of llama-server and llama-cli, Ollama (API, --verbose, cmd/bench), vLLM "
    "bench\n"
    "  serve|throughput|latency, SGLang, logs of servers of both, GenAI-Perf, AIPerf, LocalScore, mlx_lm, "
    "ExLlama 2 and 3, TabbyAPI, "
    "trtllm-bench,\n"
    "  llama-benchy, KoboldCpp, InferenceX, llmfit, LM Studio, runs tables.";

struct ImportOptions {
  std::vector<std::string> paths;
  std::string output;
  GivenOptions given;
};

/// The columns that some row fills.
answers::Table runs_shown(const std::vector<catalog::Run>& runs) {
  std::vector<std::vector<catalog::RunCell>> cells;
  std::vector<bool> filled;
  for (const catalog::Run& run : runs) {
    cells.push_back(catalog::cells_of(run));
    filled.resize(cells.back().size());
    for (std::size_t i = 0; i < filled.size(); ++i) {
      filled[i] = filled[i] || !cells.back()[i].text.empty();
    }
  }
  answers::Table out{.header = {}, .rows = std::vector<std::vector<std::string>>(runs.size())};
  for (std::size_t i = 0; i < filled.size(); ++i) {
    if (filled[i]) {
      out.header.emplace_back(cells.front()[i].column);
      for (std::size_t row = 0; row < runs.size(); ++row) {
        out.rows[row].push_back(cells[row][i].text);
      }
    }
  }
  return out;
}

void read_all(formats::RunImport& import, const std::vector<std::string>& paths) {
  for (const std::string& path : paths) {
    if (path == "-") {
      import.read_stream(std::cin, "standard input");
      continue;
    }
    try {
      import.read_path(path);
    } catch (const catalog::InputError& error) {
      import.not_read(error);
    }
  }
  if (import.rows() == 0) {
    throw formats::nothing_read(import);
  }
}

void summarize(const formats::RunImport& import) {
  for (const formats::ImportedFile& file : import.files()) {
    std::string formats;
    for (const auto& [format, rows] : file.formats) {
      formats += fmt::format("{}{} {}", formats.empty() ? "" : ", ", rows, format);
    }
    std::cerr << fmt::format("{}: {}{}\n",
                             catalog::visible(file.name),
                             answers::rows_text(file.rows),
                             formats.empty() ? "" : " (" + formats + ")");
  }
}

void run(const ImportOptions& options, Session& session) {
  const catalog::Run given = options.given.cells(session);
  std::unique_ptr<OutputFile> file;
  if (!options.output.empty()) {
    file = std::make_unique<OutputFile>(options.output);
    catalog::write_runs_header(file->stream());
  }
  const bool as_table = session.format() == Format::markdown || session.format() == Format::csv;
  json rows = json::array();
  std::vector<catalog::Run> kept;
  bool begun = false;
  formats::RunImport import(session.catalog(), given, [&](catalog::Run&& run) {
    if (file != nullptr) {
      catalog::write_run(file->stream(), run);
    } else if (as_table) {
      kept.push_back(std::move(run));
    } else if (session.json()) {
      rows.push_back(formats::run_json(run));
    } else {
      if (!begun) {
        catalog::write_runs_header(session.out());
        begun = true;
      }
      catalog::write_run(session.out(), run);
    }
  });
  read_all(import, options.paths);
  if (file != nullptr) {
    file->keep();
  }
  if (as_table) {
    session.print(runs_shown(kept));
  }
  if (!session.json()) {
    report_import(import);
    summarize(import);
    return;
  }
  json document = formats::import_json(import);
  if (file != nullptr) {
    document["output"] = options.output;
  } else {
    document["runs"] = std::move(rows);
  }
  session.write(document);
}

}  // namespace

void add_import(Command app, Session& session) {
  auto options = std::make_shared<ImportOptions>();
  Command command = app.add_subcommand("import", "Turn the output of benchmark tools into a runs table");
  command.add_option("FILE", options->paths, "Files, or folders of them; - is standard input").required();
  add_output_option(
      command, "-o,--output", options->output, "Write the table to this file instead of standard output");
  options->given.add_to(command);
  session.add_table_options(command);
  for (const char* form : {"--md", "--csv"}) {
    command.get_option(form).excludes(command.get_option("--output"));
  }
  command.footer(kImportExamples);
  command.callback([options, &session] { run(*options, session); });
}

}  // namespace tokroof::cli
