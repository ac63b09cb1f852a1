#include <algorithm>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <map>
#include <memory>
#include <ostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "answers/check_json.hpp"
#include "answers/colour.hpp"
#include "answers/plot/predicted_measured.hpp"
#include "answers/plot/setup_text.hpp"
#include "answers/table.hpp"
#include "api/one_figure.hpp"
#include "catalog/input_file.hpp"
#include "catalog/number.hpp"
#include "catalog/packed_runs.hpp"
#include "catalog/runs_table.hpp"
#include "catalog/visible_text.hpp"
#include "cli/all_cores.hpp"
#include "cli/check_table.hpp"
#include "cli/long_json.hpp"
#include "cli/model_files.hpp"
#include "cli/parser.hpp"
#include "cli/plot_output.hpp"
#include "cli/runs_input.hpp"
#include "cli/sarif.hpp"
#include "cli/scenario_options.hpp"
#include "cli/session.hpp"
#include "formats/benchmarks/sentence.hpp"
#include "judge/check/check.hpp"
#include "judge/diagnose/table_findings.hpp"

namespace tokroof::cli {
namespace {

using nlohmann::json;

constexpr const char* kExamples =
    "EXAMPLES\n"
    "  One figure, in options or as one reads it\n"
    "    tokroof check --device rtx-3090 --model llama-3-8b --quant Q4_K_M --tps 40\n"
    "    tokroof check \"3090 gets 40 t/s on llama 3 8b q4\"\n"
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
  Asked asked;  ///< what the rows do not say, or what one figure was measured on
  OneFigure figure;
  std::vector<std::string> paths, model_files;
  std::string machine_file, plot_file;
  bool strict = false;
  bool odd_only = false;
  bool sarif = false;
};

/// Rows with the file that each stands in.
struct Input {
  PackedRuns runs;
  std::vector<Sentence> sentences;
  std::map<std::size_t, std::string> files;  ///< from this row on

  [[nodiscard]] const std::string& file_of(std::size_t row) const {
    return std::prev(files.upper_bound(row))->second;
  }
};

/// "3090 gets 40 t/s ..." is no file.
bool names_sentence(const std::string& path) {
  std::error_code none;
  return path != "-" && !std::filesystem::exists(path, none) && is_sentence(path);
}

/// Says where rows of tables and the options differ, once for all rows.
class Differences {
 public:
  void add(const FilledCells& cells) {
    for (const std::string& column : cells.kept) {
      ++kept_[column];
    }
    for (const std::string& cell : cells.replaced) {
      ++replaced_[cell];
    }
  }
  void report() const {
    for (const auto& [column, rows] : kept_) {
      std::cerr << fmt::format(
          "note: {} of {} is another than the option's: the file's is kept\n", column, rows_text(rows));
    }
    for (const auto& [cell, rows] : replaced_) {
      std::cerr << visible(fmt::format(
                       "note: {} is not known: the option's is taken ({})", cell, rows_text(rows)))
                << '\n';
    }
  }

 private:
  std::map<std::string, std::size_t> kept_, replaced_;
};

Input read(Options& options, Session& session) {
  Input input;
  take_model_file(session, options.asked.question.run);
  if (options.figure.is_stated()) {
    if (!options.paths.empty()) {
      throw InputError("usage", "either one figure (--tps) or files", "--tps");
    }
    input.files.emplace(0, "");
    input.runs.add(figure_row(session.catalog(), options.asked, options.figure));
    return input;
  }
  const Run given = stated_cells(session.catalog(), options.asked);
  Differences differences;
  if (options.paths.empty()) {
    for (Run& run : bundled_runs(session, true).runs) {
      input.files.emplace(input.runs.size(), "datasets/runs/" + run.table + ".tsv");
      differences.add(fill_from(session.catalog(), given, run));
      input.runs.add(run);
    }
  }
  const auto add = [&](const std::string& path, const std::string& file) {
    input.files.insert_or_assign(input.runs.size(), file);
    if (names_sentence(path)) {
      input.sentences.push_back(read_sentence(session.catalog(), path, given));
      input.runs.add(input.sentences.back().run);
      return;
    }
    each_run_from(
        {path},
        session.catalog(),
        [&](Run&& run) { input.runs.add(run); },
        given,
        [&](const FilledCells& cells) { differences.add(cells); });
  };
  for (const std::string& path : options.paths) {
    if (path != "-" && is_folder(path)) {
      for (const std::filesystem::path& file : runs_files(path)) {
        add(file.string(), file.generic_string());
      }
    } else {
      add(path, path);
    }
  }
  differences.report();
  return input;
}

/// What was understood of sentences, before they are judged.
std::string sentences_text(const std::vector<Sentence>& sentences) {
  std::string out;
  for (const Sentence& sentence : sentences) {
    out += fmt::format("read: {}{}{}\n",
                       fmt::join(sentence.read, ", "),
                       sentence.remarks.empty() ? "" : "; ",
                       fmt::join(sentence.remarks, "; "));
  }
  return out;
}

json sentences_json(const std::vector<Sentence>& sentences) {
  json out = json::array();
  for (const Sentence& sentence : sentences) {
    out.push_back({{"understood", sentence.read}, {"remarks", sentence.remarks}});
  }
  return out;
}

/// Hard limits first, then what deviates by how sure that is, then the sound rows, last what cannot be modelled.
std::vector<std::size_t> surest_first(const CheckedTable& rows, bool odd_only) {
  const auto rank = [&](std::size_t row) {
    const CheckedTable::Judged& j = rows.judged(row);
    switch (j.verdict) {
      case Verdict::impossible: return 0;
      case Verdict::slow:
      case Verdict::fast: return j.certain ? 1 : 2;
      case Verdict::ok: return 3;
      case Verdict::unknown: break;
    }
    return 4;
  };
  std::vector<std::size_t> out;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (!odd_only || deviates(rows.judged(row).verdict)) {
      out.push_back(row);
    }
  }
  std::stable_sort(out.begin(), out.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(rank(a), rows.judged(a).q) < std::pair(rank(b), rows.judged(b).q);
  });
  return out;
}

/// "unknown-device: the device is not stated" for people.
std::string sentence_of(const Checked& c) {
  const std::size_t colon = c.reason.find(": ");
  const bool has_slug = c.verdict == Verdict::unknown && c.predicted_tps == 0 && colon != std::string::npos &&
                        c.reason.find(' ') == colon + 1;
  const std::string text = has_slug ? c.reason.substr(colon + 2) : c.reason;
  const bool device = text == "the device is not stated", model = text == "the model is not stated";
  return device ? text + ": --device NAME states it" : model ? text + ": --model NAME states it" : text;
}

std::string row_text(const Run& run, const Checked& c, bool colour) {
  const std::string verdict = fmt::format("{:<10}", verdict_text(c));
  return fmt::format("{} {}{}  {} {}\n           {}\n",
                     colour ? coloured(verdict, colour_of(verdict_text(c))) : verdict,
                     run.table.empty() ? "" : place(run) + "  ",
                     machine_text(run),
                     run.model,
                     run.quant,
                     sentence_of(c));
}

void print_rows(Session& session, const PackedRuns& runs, const CheckedTable& rows, bool odd_only) {
  const std::vector<std::size_t> shown = surest_first(rows, odd_only);
  const Format format = session.format();
  const bool colour = session.colour();
  const CheckColumns& columns = format == Format::markdown ? check_columns() : check_figures();
  if (format != Format::text) {
    session.print({.header = columns.header, .rows = {}});
  }
  write_each(session.out(), shown.size(), [&](std::size_t i, std::string& text) {
    const Run run = runs[shown[i]];
    const Checked checked = rows[shown[i]];
    text += format == Format::text       ? row_text(run, checked, colour)
            : format == Format::markdown ? markdown_line(columns.cells(run, checked))
                                         : csv_line(columns.cells(run, checked));
  });
}

void print(const Options& options,
           Session& session,
           const PackedRuns& runs,
           const CheckedTable& rows,
           std::span<const Finding> findings) {
  print_rows(session, runs, rows, options.odd_only);
  const bool md = session.format() == Format::markdown;
  std::ostream& out = session.beside_table();
  out << (md ? "\n" : "");
  for (const Finding& f : findings) {
    out << fmt::format(
        "{}{}: {}: {}\n", md ? "- " : "", place(runs[f.rows.front()]), finding_name(f.kind), f.message);
  }
  std::string total;
  for (const auto& [verdict, count] : verdict_counts(rows)) {
    total += fmt::format("{}{} {}", total.empty() ? "" : ", ", count, verdict);
  }
  bool certain = false;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    certain = certain || (rows.judged(row).certain && deviates(rows.judged(row).verdict));
  }
  if (rows.size() > 1 || session.format() != Format::text) {
    out << fmt::format("{}{}: {}{}\n",
                       md && !findings.empty() ? "\n" : "",
                       rows_text(rows.size()),
                       total,
                       certain ? "  (! beyond 5 predictive deviations)" : "");
  } else if (certain) {
    out << "! beyond 5 predictive deviations\n";
  }
}

void write_json(Session& session,
                const CheckedTable& rows,
                std::span<const Finding> findings,
                const std::vector<Sentence>& sentences) {
  constexpr const char* kRows = "@rows";
  constexpr const char* kFindings = "@findings";
  json document = {{"rows", kRows}, {"findings", kFindings}, {"summary", verdict_counts(rows)}};
  if (!sentences.empty()) {
    document["sentences"] = sentences_json(sentences);
  }
  session.write(document,
                {{kRows, {rows.size(), [&](std::size_t row) { return checked_json(rows[row]); }}},
                 {kFindings, {findings.size(), [&](std::size_t i) { return finding_json(findings[i]); }}}});
}

/// Every row with a prediction; those that deviate are named, the surest first.
plot::Chart chart_of(Session& session, const PackedRuns& runs, const CheckedTable& rows) {
  plot::ComparedQuestion question{.title = "Predicted against measured decode rates",
                                  .subtitle =
                                      "Intervals hold 90 % of correct runs. Below the line a row is faster "
                                      "than predicted, above it slower; rows "
                                      "that deviate have their names.",
                                  .source = plot::source_text(session.fitted()),
                                  .groups = {"ok", "slow", "fast", "impossible"}};
  std::vector<plot::ComparedRow> compared;
  for (const std::size_t row : surest_first(rows, false)) {
    const Run run = runs[row];
    const Checked c = rows[row];
    if (c.predicted_tps > 0 && c.measured_tps > 0) {
      const std::string what = fmt::format("{}, {} {}", machine_text(run), run.model, run.quant);
      compared.push_back(
          {.group = std::string(verdict_name(c.verdict)),
           .measured_tps = c.measured_tps,
           .predicted_tps = c.predicted_tps,
           .low_tps = c.low_tps,
           .high_tps = c.high_tps,
           .name = deviates(c.verdict) ? fmt::format("{} {}", machine_text(run), run.model) : "",
           .fields = {{"set-up", what}, {"row", place(run)}, {"why", c.reason}}});
    }
  }
  return plot::predicted_measured(question, compared);
}

void run(Options& options, Session& session) {
  read_model_files(session, options.model_files);
  Input input = read(options, session);
  if (!options.machine_file.empty()) {
    input.runs = with_machine_file(session, options.machine_file, input.runs);
  }
  const CheckedTable rows(session.catalog(), session.fitted(), input.runs, on_all_cores);
  if (!options.plot_file.empty()) {
    write_plot(options.plot_file, chart_of(session, input.runs, rows));
  }
  const std::vector<Finding> findings =
      table_findings(session.catalog(), session.fitted(), rows, on_all_cores);
  if (options.sarif) {
    write_sarif(
        session, input.runs, [&](std::size_t row) { return input.file_of(row); }, rows, findings);
  } else if (session.json()) {
    write_json(session, rows, findings, input.sentences);
  } else {
    session.beside_table() << visible_lines(sentences_text(input.sentences));
    print(options, session, input.runs, rows, findings);
  }
  bool odd = false;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    odd = odd || deviates(rows.judged(row).verdict);
  }
  if (options.strict && odd) {
    session.status = kDeviates;
  }
}

/// The options of predict that say what was measured, and its rates.
void add_figure_options(Command command, Options& options) {
  const char* group = "One figure";
  const auto rate = [&](const char* name, double& to, const char* help) {
    command.add_option(name, to, help)
        .type_name("TPS")
        .group(group)
        .check([](const std::string& text) -> std::string {
          const auto value = parse_number(text);
          return value && *value > 0 && *value <= 1e9 ? ""
                                                      : fmt::format("'{}' is not a number above 0", text);
        });
  };
  rate("--tps", options.figure.tps, "Decode rate that was measured: this one figure is judged [tok/s]");
  rate("--pp-tps", options.figure.pp_tps, "Its prompt rate [tok/s]");
  command
      .add_option("--rate",
                  options.figure.rate,
                  "Of several streams: the rate of each (stream) or of all (aggregate)")
      .one_of({"stream", "aggregate"})
      .group(group);
  constexpr std::string_view kGroups[] = {"Machine", "Model and engine", "Workload"};
  add_stated_options(command, options.asked, kGroups);
}

}  // namespace

void add_check(Command app, Session& session) {
  auto options = std::make_shared<Options>();
  Command command =
      app.add_subcommand("check", "Which of these measured rates deviate from what the machine does?");
  add_runs_options(command, options->paths);
  add_figure_options(command, *options);
  add_model_file_options(command, options->model_files);
  command
      .add_option("--machine",
                  options->machine_file,
                  "Machine file (tokroof machine): what rows leave open of the machine")
      .type_name("FILE");
  command.add_flag("--odd", options->odd_only, "Print only the rows that deviate");
  command.add_flag("--strict", options->strict, "Exit with status 1 if a row deviates");
  command.add_flag("--sarif", options->sarif, "Print a SARIF 2.1.0 log, for annotations of a pull request");
  add_plot_file(command, options->plot_file, "predicted against measured, rows that deviate by name");
  session.add_table_options(command);
  command.footer(kExamples);
  command.callback([options, &session] { run(*options, session); });
}

}  // namespace tokroof::cli
