#include <sys/stat.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <iostream>
#include <memory>
#include <optional>
#include <ostream>

#include <fmt/format.h>

#include "answers/check_block.hpp"
#include "answers/check_json.hpp"
#include "answers/check_page.hpp"
#include "answers/plot/predicted_measured.hpp"
#include "answers/plot/setup_text.hpp"
#include "catalog/runs_table.hpp"
#include "cli/all_cores.hpp"
#include "cli/check_answer.hpp"
#include "cli/check_print.hpp"
#include "cli/judged_rows.hpp"
#include "cli/junit.hpp"
#include "cli/output_file.hpp"
#include "cli/parser.hpp"
#include "cli/plot_output.hpp"
#include "cli/sarif.hpp"
#include "cli/sentences.hpp"
#include "cli/session.hpp"
#include "judge/check/check.hpp"
#include "judge/diagnose/table_findings.hpp"

namespace tokroof::cli {
namespace {

constexpr std::size_t kMostOnTerminal = 20;

constexpr const char* kCheckExamples =
    "EXAMPLES\n"
    "  One figure, in options or as one reads it\n"
    "    tokroof check --device rtx-3090 --model llama-3-8b --quant Q4_K_M --tps 40\n"
    "    tokroof check \"3090 gets 40 t/s on llama 3 8b q4\"\n"
    "  A table of one's own: CSV or Markdown with columns such as \"GPU\", \"model\" and \"tok/s\"\n"
    "    tokroof check tests/data/import/own-table.csv\n"
    "  Every row of a table, with its verdict and the numbers behind it, the surest first\n"
    "    tokroof check datasets/runs/guide-1.tsv\n"
    "  Only the rows that deviate; exit status 1 if there is one, for a collection's CI\n"
    "    tokroof check --odd --strict datasets/runs/mac-llm-bench.tsv\n"
    "  Only what an earlier answer does not say already; exit status 1 if that deviates for certain\n"
    "    tokroof check --json runs/ > baseline.json\n"
    "    tokroof check --baseline baseline.json --fail-on certain --odd runs/\n"
    "  As a comment on a pull request, as annotations of its lines, or as tests\n"
    "    tokroof check --odd --md datasets/runs/geerlingguy.tsv\n"
    "    tokroof check --sarif datasets/runs/geerlingguy.tsv > check.sarif\n"
    "    tokroof check --junit datasets/runs/geerlingguy.tsv > check.xml\n"
    "  The verdict of one figure, to be pasted under a post; a page with plot and reasons\n"
    "    tokroof check --md \"3090 gets 40 t/s on llama 3 8b q4\"\n"
    "    tokroof check --html datasets/runs/guide-1.tsv -o guide-1.html\n"
    "  Predicted against measured, the rows that deviate with their names\n"
    "    tokroof check --odd datasets/runs/guide-1.tsv -o guide-1.svg";

struct CheckOptions {
  JudgedOptions judged;
  std::string plot_file;
  std::string baseline, fail_on = "never";
  bool strict = false;
  bool odd_only = false, all = false;
  bool sarif = false, junit = false, html = false;

  /// The option of a form that no other verb has; "": none.
  [[nodiscard]] std::string form() const {
    return sarif ? "--sarif" : junit ? "--junit" : html ? "--html" : "";
  }
};

/// Whether -o names the page instead of a plot.
bool is_page(const CheckOptions& options) { return options.html && options.plot_file.ends_with(".html"); }

FailOn fail_on_of(std::string_view name) {
  return name == "impossible" ? FailOn::impossible
         : name == "certain"  ? FailOn::certain
         : name == "odd"      ? FailOn::odd
                              : FailOn::never;
}

void check_forms(const CheckOptions& options, const Session& session) {
  const std::string form = options.form();
  if (!form.empty() && session.format() != Format::text) {
    throw catalog::InputError(
        "usage", form + " has a form of its own: --json, --csv and --md do not go with it", form);
  }
}

/// Every row with a prediction that the baseline does not know; those that deviate are named, the surest first. Empty: there
/// is none.
std::optional<plot::Chart> chart_of(Session& session, const CheckAnswer& answer) {
  plot::ComparedQuestion question{.title = "Predicted against measured decode rates",
                                  .subtitle =
                                      "Intervals hold 90 % of correct runs. Below the line a row is faster "
                                      "than predicted, above it slower; rows "
                                      "that deviate have their names.",
                                  .source = plot::source_text(session.fitted()),
                                  .groups = {"ok", "slow", "fast", "impossible"}};
  std::vector<plot::ComparedRow> compared;
  for (const std::uint32_t row : answer.surest_first(false)) {
    const catalog::Run run = answer.run(row);
    const judge::Checked c = answer.rows()[row];
    const bool decode = c.figure == model::FigureKind::decode;
    if (decode && c.predicted_tps > 0 && c.measured_tps > 0) {
      const std::string what = fmt::format("{}, {} {}", answers::machine_text(run), run.model, run.quant);
      compared.push_back({.group = std::string(judge::verdict_name(c.verdict)),
                          .measured_tps = c.measured_tps,
                          .predicted_tps = c.predicted_tps,
                          .low_tps = c.low_tps,
                          .high_tps = c.high_tps,
                          .name = judge::deviates(c.verdict)
                                      ? fmt::format("{} {}", answers::machine_text(run), run.model)
                                      : "",
                          .fields = {{"set-up", what}, {"row", catalog::place(run)}, {"why", c.reason}}});
    }
  }
  return compared.empty() ? std::nullopt : std::optional(plot::predicted_measured(question, compared));
}

void draw(const std::string& file, Session& session, const CheckAnswer& answer) {
  const auto chart = chart_of(session, answer);
  if (!chart) {
    throw catalog::InputError("usage", "there is nothing to plot: no row has a prediction", "-o");
  }
  write_plot(file, *chart);
}

/// "guide-1.tsv", "guide-1.tsv and 3 more files", the sentence, "one figure".
std::string title_of(const CheckOptions& options, const CheckAnswer& answer) {
  const std::size_t files = answer.files().size();
  const std::string first = files == 0                              ? "nothing"
                            : answer.files().begin()->second == "-" ? "standard input"
                                                                    : answer.files().begin()->second;
  return options.judged.figure.is_stated() ? "One figure, checked"
         : files < 2                       ? first + ", checked"
                                           : fmt::format("{} and {} more, checked", first, files - 1);
}

void write_page(const CheckOptions& options, Session& session, const CheckAnswer& answer) {
  answers::CheckPage page{
      .title = title_of(options, answer),
      .counts = fmt::format("{}: {}", answers::rows_text(answer.rows().size()), check_counts(answer)),
      .source = plot::source_text(session.fitted()),
      .findings = {},
      .chart = chart_of(session, answer),
      .rows = answer.surest_first(options.odd_only),
      .row = [&](std::size_t row) {
        return answers::CheckPage::Row{answer.run(row), answer.rows()[row]};
      }};
  for (std::size_t i = 0; i < answer.new_findings(); ++i) {
    const judge::Finding f = answer.new_finding(i);
    page.findings.push_back(fmt::format(
        "{}: {}: {}", catalog::place(answer.run(f.rows.front())), judge::finding_name(f.kind), f.message));
  }
  if (is_page(options)) {
    write_file(options.plot_file, answers::check_page(page));
  } else {
    session.out() << answers::check_page(page);
  }
}

/// One figure, or what sentences say of some: in Markdown a block each, to be pasted by itself.
void print_blocks(Session& session, const CheckAnswer& answer) {
  for (std::size_t row = 0; row < answer.rows().size(); ++row) {
    session.out() << (row == 0 ? "" : "\n")
                  << answers::check_block(session.catalog(),
                                          answer.run(row),
                                          answer.rows()[row],
                                          plot::source_text(session.fitted()));
  }
}

void print(const CheckOptions& options,
           Session& session,
           const CheckAnswer& answer,
           const JudgedRows& input) {
  const bool only_sentences = !input.sentences.empty() && input.sentences.size() == answer.rows().size();
  if (session.format() == Format::markdown && (options.judged.figure.is_stated() || only_sentences) &&
      !answer.has_baseline()) {
    print_blocks(session, answer);
    return;
  }
  session.beside_table() << sentences_text(input.sentences);
  const bool bundled = options.judged.paths.empty() && !options.judged.figure.is_stated();
  struct stat standard_input {};
  if (bundled && fstat(STDIN_FILENO, &standard_input) == 0 &&
      (S_ISFIFO(standard_input.st_mode) || S_ISREG(standard_input.st_mode))) {
    std::cerr << "note: these are the bundled runs; 'tokroof check -' reads the standard input\n";
  }
  const bool short_form = bundled && !options.odd_only && !options.all && session.format() == Format::text &&
                          isatty(STDOUT_FILENO) != 0;
  print_check(session, answer, options.odd_only || short_form, short_form ? kMostOnTerminal : kEveryRow);
}

/// Large blocks go back to the system when they are freed: glibc keeps them from the first on that was.
void give_back_memory() {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
}

void run(CheckOptions& options, Session& session) {
  give_back_memory();
  check_forms(options, session);
  std::optional<Baseline> baseline;
  if (!options.baseline.empty()) {
    baseline = Baseline::read(options.baseline);
  }
  JudgedRows input = read_judged(options.judged, session);
  const judge::CheckedTable rows(session.catalog(), session.fitted(), input.runs, on_all_cores);
  const CheckAnswer answer(rows,
                           judge::table_findings(session.catalog(), session.fitted(), rows, on_all_cores),
                           std::move(input.files),
                           baseline ? &*baseline : nullptr);
  if (!options.plot_file.empty() && !is_page(options)) {
    draw(options.plot_file, session, answer);
  }
  const FailOn fail_on = options.strict ? FailOn::odd : fail_on_of(options.fail_on);
  if (options.form() == "--sarif") {
    write_sarif(session, answer);
  } else if (options.form() == "--junit") {
    write_junit(session, answer, fail_on);
  } else if (options.form() == "--html") {
    write_page(options, session, answer);
  } else if (session.json()) {
    write_check_json(session, answer, input);
  } else {
    print(options, session, answer, input);
  }
  if (answer.fails(fail_on) && session.status == kDone) {
    session.status = kDeviates;
  }
}

}  // namespace

void add_check(Command app, Session& session) {
  auto options = std::make_shared<CheckOptions>();
  Command command =
      app.add_subcommand("check", "Which of these measured rates deviate from what the machine does?");
  add_judged_options(command, options->judged);
  const Option odd = command.add_flag("--odd", options->odd_only, "Print only the rows that deviate");
  command
      .add_flag(
          "--all",
          options->all,
          "Print every row, on a terminal too, where the bundled runs are shown by those that deviate most")
      .excludes(odd);
  command
      .add_option(
          "--baseline",
          options->baseline,
          "An earlier answer (check --json): rows of which it says the same are counted, not reported")
      .type_name("FILE");
  const Option fail_on =
      command
          .add_option(
              "--fail-on",
              options->fail_on,
              "Exit with status 1 if a row is impossible; deviates for certain, too; deviates at all (odd)")
          .type_name("WHEN")
          .capture_default_str()
          .one_of({"never", "impossible", "certain", "odd"});
  command.add_flag("--strict", options->strict, "The same as --fail-on odd").excludes(fail_on);
  Option sarif = command.add_flag(
      "--sarif", options->sarif, "Print a SARIF 2.1.0 log, for annotations of a pull request");
  Option junit = command.add_flag("--junit", options->junit, "Print JUnit XML, a test case a row");
  Option html = command.add_flag(
      "--html", options->html, "Print a page with plot and reasons, to be shown to others (-o FILE.html)");
  sarif.excludes(junit).excludes(html);
  junit.excludes(html);
  add_plot_file(command, options->plot_file, "predicted against measured, rows that deviate by name");
  session.add_table_options(command);
  command.footer(kCheckExamples);
  command.callback([options, &session] { run(*options, session); });
}

}  // namespace tokroof::cli
