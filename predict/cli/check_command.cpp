#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <ostream>

#include <fmt/format.h>
#include <fmt/ostream.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "catalog/input_file.hpp"
#include "catalog/runs_table.hpp"
#include "predict/check.hpp"
#include "predict/check_json.hpp"
#include "predict/cli/check_table.hpp"
#include "predict/cli/model_files.hpp"
#include "predict/cli/plot_output.hpp"
#include "predict/cli/runs_input.hpp"
#include "predict/cli/sarif.hpp"
#include "predict/cli/session.hpp"
#include "predict/colour.hpp"
#include "predict/plot/predicted_measured.hpp"
#include "predict/plot/setup_text.hpp"
#include "predict/table_findings.hpp"

namespace tokroof::cli {
namespace {

constexpr const char* kExamples =
    "EXAMPLES\n"
    "  Every row of a table, with its verdict and the numbers behind it, the surest first\n"
    "    tokroof check datasets/runs/guide-1.tsv\n"
    "  Only the rows that deviate; exit status 1 if there is one, for a collection's CI\n"
    "    tokroof check --odd --strict datasets/runs/mac-llm-bench.tsv\n"
    "  As a comment on a pull request, or as annotations of its lines\n"
    "    tokroof check --odd --md datasets/runs/geerlingguy.tsv\n"
    "    tokroof check --sarif datasets/runs/geerlingguy.tsv > check.sarif\n"
    "  Predicted against measured, the rows that deviate with their names\n"
    "    tokroof check --odd datasets/runs/guide-1.tsv -o guide-1.html";

struct Options {
  std::vector<std::string> paths, model_files;
  std::string machine_file, plot_file;
  bool strict = false;
  bool odd_only = false;
  bool sarif = false;
};

/// Rows with the file that each stands in.
struct Input {
  std::vector<Run> runs;
  std::vector<std::string> files;
};

void add(Input& input, std::vector<Run> runs, const std::string& file) {
  for (Run& run : runs) {
    input.runs.push_back(std::move(run));
    input.files.push_back(file);
  }
}

Input read(const Options& options, Session& session) {
  Input input;
  if (options.paths.empty()) {
    for (Run& run : bundled_runs(session, true).runs) {
      input.files.push_back("datasets/runs/" + run.table + ".tsv");
      input.runs.push_back(std::move(run));
    }
  }
  for (const std::string& path : options.paths) {
    if (path != "-" && is_folder(path)) {
      for (const std::filesystem::path& file : runs_files(path)) {
        add(input, read_runs_from({file.string()}, session.catalog()), file.generic_string());
      }
    } else {
      add(input, read_runs_from({path}, session.catalog()), path);
    }
  }
  return input;
}

/// Hard limits first, then what deviates by how sure that is, then the sound rows, last what cannot be modelled.
std::vector<const Checked*> surest_first(std::span<const Checked> rows) {
  const auto rank = [](const Checked& c) {
    switch (c.verdict) {
      case Verdict::impossible: return 0;
      case Verdict::slow:
      case Verdict::fast: return c.certain ? 1 : 2;
      case Verdict::ok: return 3;
      case Verdict::unknown: break;
    }
    return 4;
  };
  std::vector<const Checked*> out;
  out.reserve(rows.size());
  for (const Checked& c : rows) {
    out.push_back(&c);
  }
  std::stable_sort(out.begin(), out.end(), [&](const Checked* a, const Checked* b) {
    return std::pair(rank(*a), a->q) < std::pair(rank(*b), b->q);
  });
  return out;
}

void print_rows(Session& session, std::span<const Run> runs, std::span<const Checked* const> rows) {
  for (const Checked* c : rows) {
    const Run& run = runs[c->run];
    const std::string verdict = fmt::format("{:<10}", verdict_text(*c));
    fmt::print(session.out(),
               "{} {}  {}  {} {}\n           {}\n",
               session.colour() ? coloured(verdict, colour_of(verdict_text(*c))) : verdict,
               place(run),
               machine_text(run),
               run.model,
               run.quant,
               c->reason);
  }
}

void print(const Options& options,
           Session& session,
           const Input& input,
           std::span<const Checked> rows,
           std::span<const Finding> findings) {
  std::vector<const Checked*> shown = surest_first(rows);
  if (options.odd_only) {
    std::erase_if(shown, [](const Checked* c) { return !deviates(*c); });
  }
  const Format format = session.format();
  const bool md = format == Format::markdown;
  std::ostream& out = session.beside_table();
  if (format == Format::text) {
    print_rows(session, input.runs, shown);
  } else {
    session.print(md ? check_table(input.runs, shown) : check_figures(input.runs, shown));
    out << (md ? "\n" : "");
  }
  for (const Finding& f : findings) {
    fmt::print(out,
               "{}{}: {}: {}\n",
               md ? "- " : "",
               place(input.runs[f.rows.front()]),
               finding_name(f.kind),
               f.message);
  }
  std::string total;
  for (const auto& [verdict, count] : verdict_counts(rows)) {
    total += fmt::format("{}{} {}", total.empty() ? "" : ", ", count, verdict);
  }
  fmt::print(out,
             "{}{} rows: {}  (! beyond 5 predictive deviations)\n",
             md && !findings.empty() ? "\n" : "",
             rows.size(),
             total);
}

/// Every row with a prediction; those that deviate are named, the surest first.
plot::Chart chart_of(Session& session, std::span<const Run> runs, std::span<const Checked> rows) {
  plot::ComparedQuestion question{.title = "Predicted against measured decode rates",
                                  .subtitle =
                                      "Intervals hold 90 % of correct runs. Below the line a row is faster "
                                      "than predicted, above it slower; rows "
                                      "that deviate have their names.",
                                  .source = plot::source_text(session.fitted()),
                                  .groups = {"ok", "slow", "fast", "impossible"}};
  std::vector<plot::ComparedRow> compared;
  for (const Checked* c : surest_first(rows)) {
    const Run& run = runs[c->run];
    if (c->predicted_tps > 0 && c->measured_tps > 0) {
      const std::string what = fmt::format("{}, {} {}", machine_text(run), run.model, run.quant);
      compared.push_back({.group = std::string(verdict_name(c->verdict)),
                          .measured_tps = c->measured_tps,
                          .predicted_tps = c->predicted_tps,
                          .low_tps = c->low_tps,
                          .high_tps = c->high_tps,
                          .name = deviates(*c) ? fmt::format("{} {}", machine_text(run), run.model) : "",
                          .fields = {{"set-up", what}, {"row", place(run)}, {"why", c->reason}}});
    }
  }
  return plot::predicted_measured(question, compared);
}

void run(const Options& options, Session& session) {
  read_model_files(session, options.model_files);
  Input input = read(options, session);
  if (!options.machine_file.empty()) {
    apply_machine_file(session, options.machine_file, input.runs);
  }
  const std::vector<Checked> rows = check(session.catalog(), session.fitted(), input.runs);
  if (!options.plot_file.empty()) {
    write_plot(options.plot_file, chart_of(session, input.runs, rows));
  }
  const std::vector<Finding> findings = table_findings(session.catalog(), session.fitted(), input.runs);
  if (options.sarif) {
    session.write(sarif_log(input.runs, input.files, rows, findings));
  } else if (session.json()) {
    session.write(check_json(rows, findings));
  } else {
    print(options, session, input, rows, findings);
  }
  if (options.strict && std::any_of(rows.begin(), rows.end(), deviates)) {
    session.status = kDeviates;
  }
}

}  // namespace

void add_check(CLI::App& app, Session& session) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("check", "Which of these measured rates deviate from what the machine does?");
  add_runs_options(*command, options->paths);
  add_model_file_options(*command, options->model_files);
  command
      ->add_option("--machine",
                   options->machine_file,
                   "Machine file (tokroof machine): what rows leave open of the machine")
      ->type_name("FILE");
  command->add_flag("--odd", options->odd_only, "Print only the rows that deviate");
  command->add_flag("--strict", options->strict, "Exit with status 1 if a row deviates");
  command->add_flag("--sarif", options->sarif, "Print a SARIF 2.1.0 log, for annotations of a pull request");
  add_plot_file(*command, options->plot_file, "predicted against measured, rows that deviate by name");
  session.add_table_options(*command);
  command->footer(kExamples);
  command->callback([options, &session] { run(*options, session); });
}

}  // namespace tokroof::cli
