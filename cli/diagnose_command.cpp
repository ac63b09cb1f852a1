#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <ostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "answers/check_json.hpp"
#include "answers/colour.hpp"
#include "answers/diagnosis_json.hpp"
#include "catalog/number.hpp"
#include "catalog/runs_table.hpp"
#include "cli/all_cores.hpp"
#include "cli/diagnose_table.hpp"
#include "cli/judged_rows.hpp"
#include "cli/parser.hpp"
#include "cli/sentences.hpp"
#include "cli/session.hpp"
#include "judge/diagnose/diagnose.hpp"

namespace tokroof::cli {
namespace {

constexpr const char* kDiagnoseExamples =
    "EXAMPLES\n"
    "  Why were the three V100 cards slow?\n"
    "    tokroof diagnose datasets/runs/guide-1.tsv\n"
    "  One figure, in options or as one reads it\n"
    "    tokroof diagnose --device rtx-4090 --model llama-3.1-8b --quant Q4_K_M --tps 8\n"
    "    tokroof diagnose \"4090 gets 8 t/s on llama 3.1 8b q4\"\n"
    "  Every row with all its hypotheses, for a program\n"
    "    tokroof diagnose datasets/runs/guide-1.tsv --json";

struct DiagnoseOptions {
  JudgedOptions judged;
  bool all = false;
  bool strict = false;
};

bool is_judged(const judge::Diagnosed& diagnosed) { return diagnosed.hypotheses.front().odds > 0; }

/// Why rows were not judged, each reason once.
std::string not_judged(const std::vector<judge::Checked>& checked,
                       const std::vector<judge::Diagnosed>& diagnosed) {
  std::map<std::string, std::size_t> reasons;
  for (std::size_t i = 0; i < checked.size(); ++i) {
    if (checked[i].verdict == judge::Verdict::unknown && !is_judged(diagnosed[i])) {
      ++reasons[answers::reason_text(checked[i])];
    }
  }
  std::string out;
  for (const auto& [reason, rows] : reasons) {
    out += fmt::format("not judged, {}: {}\n", answers::rows_text(rows), reason);
  }
  return out;
}

/// Something is wrong by check(), or something other than ok is likelier by diagnose().
bool odd(const judge::Checked& checked, const judge::Diagnosed& diagnosed) {
  const judge::Hypothesis& first = diagnosed.hypotheses.front();
  return judge::is_odd(checked) || (is_judged(diagnosed) && first.cause != judge::Cause::ok);
}

/// "30 tok/s, a correct run gives 24 to 33: ok".
std::string rate_words(const judge::CheckedRate& rate, std::string_view of) {
  std::string words = fmt::format("{} tok/s{}", catalog::measured_text(rate.measured_tps), of);
  if (rate.predicted_tps > 0) {
    words += fmt::format(", a correct run gives {} to {}: {}",
                         catalog::significant(rate.low_tps),
                         catalog::significant(rate.high_tps),
                         judge::verdict_name(rate.verdict));
  }
  return words;
}

void print_row(Session& session,
               const catalog::Run& run,
               const judge::Checked& checked,
               const judge::Diagnosed& diagnosed) {
  constexpr std::size_t kShown = 3;
  constexpr double kWorthShowing = 0.02;
  std::ostream& out = session.out();
  constexpr std::string_view kOfPrompt = " of the prompt";
  const bool decode = checked.figure == model::FigureKind::decode;
  out << fmt::format("{}{}  {} {}: {}",
                     run.table.empty() ? "" : catalog::place(run) + "  ",
                     answers::machine_text(run),
                     run.model,
                     run.quant,
                     rate_words(checked, decode ? "" : kOfPrompt));
  if (checked.prompt && judge::deviates(checked.prompt->verdict)) {
    out << "; " << rate_words(*checked.prompt, kOfPrompt);
  }
  out << '\n';
  if (checked.verdict == judge::Verdict::unknown) {
    out << fmt::format("  check does not judge it: {}\n", answers::reason_text(checked));
  }
  for (std::size_t i = 0; i < std::min(kShown, diagnosed.hypotheses.size()); ++i) {
    const judge::Hypothesis& h = diagnosed.hypotheses[i];
    if (i == 0 || h.probability >= kWorthShowing) {
      const std::string line =
          fmt::format("{:>3.0f} %  {:<15}", 100 * h.probability, judge::cause_name(h.cause));
      const bool bold = session.colour() && i == 0;
      out << fmt::format(
          "  {}  {}\n", bold ? answers::coloured(line, answers::Colour::bold) : line, h.explanation);
    }
  }
  if (!diagnosed.next_measurement.empty()) {
    out << fmt::format("  next:  {}\n", diagnosed.next_measurement);
  }
}

void run(DiagnoseOptions& options, Session& session) {
  if (options.judged.paths.empty() && !options.judged.figure.is_stated()) {
    throw catalog::InputError(
        "usage",
        "no runs to diagnose: name a table, a folder of them, - for standard input or a "
        "sentence, or state a figure (--tps)",
        "--runs");
  }
  const JudgedRows input = read_judged(options.judged, session);
  if (!session.json()) {
    session.beside_table() << sentences_text(input.sentences);
  }
  std::vector<catalog::Run> runs;
  for (std::size_t i = 0; i < input.runs.size(); ++i) {
    runs.push_back(input.runs[i]);
  }
  const std::vector<judge::Checked> checked =
      judge::check(session.catalog(), session.fitted(), runs, on_all_cores);
  const std::vector<judge::Diagnosed> diagnosed =
      judge::diagnose(session.catalog(), session.fitted(), runs, checked, on_all_cores);
  const std::vector<judge::Diagnosed> told = judge::as_told(checked, diagnosed);
  const bool as_table = session.format() == Format::markdown || session.format() == Format::csv;
  std::vector<std::size_t> shown;
  const bool one_figure = runs.size() == 1;  // asked about for itself
  bool any = false;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    any = any || odd(checked[i], diagnosed[i]);
    if (!session.json() && (options.all || one_figure || odd(checked[i], diagnosed[i]))) {
      shown.push_back(i);
    }
  }
  if (as_table) {
    session.print(session.format() == Format::csv ? diagnose_figures(runs, checked, told, shown)
                                                  : diagnose_table(runs, checked, told, shown));
  } else {
    for (const std::size_t i : shown) {
      print_row(session, runs[i], checked[i], told[i]);
    }
  }
  if (session.json()) {
    session.write(answers::diagnosis_json(checked, diagnosed));
  } else {
    std::vector<judge::Diagnosed> judged;
    std::copy_if(told.begin(), told.end(), std::back_inserter(judged), is_judged);
    std::string total;
    for (const auto& [name, count] : answers::cause_counts(judged)) {
      total += fmt::format("{}{} {}", total.empty() ? "" : ", ", count, name);
    }
    std::ostream& out = session.beside_table();
    out << fmt::format("{}{}: {}\n",
                       session.format() == Format::markdown ? "\n" : "",
                       answers::rows_text(runs.size()),
                       total.empty() ? "none judged" : total)
        << not_judged(checked, diagnosed);
  }
  if (options.strict && any && session.status == kDone) {
    session.status = kDeviates;
  }
}

}  // namespace

void add_diagnose(Command app, Session& session) {
  auto options = std::make_shared<DiagnoseOptions>();
  Command command = app.add_subcommand("diagnose", "Why are these measured rates what they are?");
  add_judged_options(command, options->judged);
  command.add_flag("--all", options->all, "Print the sound rows too");
  command.add_flag("--strict", options->strict, "Exit with status 1 if a row is odd");
  session.add_table_options(command);
  command.footer(kDiagnoseExamples);
  command.callback([options, &session] { run(*options, session); });
}

}  // namespace tokroof::cli
