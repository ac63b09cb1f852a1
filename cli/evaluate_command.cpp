#include <algorithm>
#include <cmath>
#include <memory>
#include <ostream>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "answers/plot/calibration.hpp"
#include "answers/plot/predicted_measured.hpp"
#include "answers/plot/setup_text.hpp"
#include "answers/table.hpp"
#include "cli/accuracy_table.hpp"
#include "cli/evaluation_rows.hpp"
#include "cli/long_json.hpp"
#include "cli/output_file.hpp"
#include "cli/parser.hpp"
#include "cli/plot_output.hpp"
#include "cli/runs_input.hpp"
#include "cli/session.hpp"
#include "fit/evaluate.hpp"
#include "fit/given_report.hpp"
#include "judge/score/evaluation.hpp"
#include "model/names.hpp"
#include "predict/student.hpp"

namespace tokroof::cli {
namespace {

using nlohmann::json;

constexpr const char* kEvaluateExamples =
    "EXAMPLES\n"
    "  The figures of the last fit: each device left out, beside in sample\n"
    "    tokroof evaluate --summary\n"
    "  Runs of one's own, predicted with the stored coefficients\n"
    "    tokroof evaluate datasets/runs/guide-1.tsv\n"
    "  All over again: every device predicted by a fit without it (half a minute)\n"
    "    tokroof evaluate --leave-out device\n"
    "  The same with one run of every machine given: what calibrate gains on its other models\n"
    "    tokroof evaluate --leave-out device --given 1\n"
    "  Every rate with its prediction, in a browser\n"
    "    tokroof evaluate datasets/runs/guide-1.tsv -o guide-1.html\n"
    "  Do the intervals of devices left out hold what they promise?\n"
    "    tokroof evaluate --summary -o intervals.svg\n"
    "  A term of the model taken out, devices left out in groups (a minute)\n"
    "    tokroof evaluate --leave-out device-group --hold kv_passes_exponent=0";

struct EvaluateOptions {
  std::vector<std::string> paths;
  std::string leave_out, hold;
  std::string rows_file, plot_file;
  std::size_t given = 0;
  bool summary = false;
};

fit::Evaluation evaluation(const EvaluateOptions& options, Session& session) {
  const bool bundled = options.paths.empty();
  std::vector<catalog::Run> runs =
      bundled ? bundled_runs(session, true).runs : read_runs_from(options.paths, session.catalog());
  if (options.leave_out.empty()) {
    return fit::evaluate_stored(session.catalog(), session.fitted(), std::move(runs));
  }
  return fit::evaluate_refitted(
      session.catalog(),
      bundled_runs(session).runs,
      std::move(runs),
      bundled,
      fit::leave_out_of(options.leave_out),
      options.given,
      [&](std::size_t done, std::size_t all) {
        show_progress("leaving out each " + options.leave_out, done, all);
      },
      options.hold.empty() ? std::nullopt : std::optional(fit::ablation_of(options.hold)));
}

/// Classes in groups that a plot can tell apart.
std::string group_of(std::string_view run_class) {
  if (run_class == "batch" || run_class == "speculative") return std::string(run_class);
  if (model::is_one_of(run_class, {"experts-cpu", "cpu"})) return "on the host";
  return model::is_one_of(run_class, {"layer", "row", "tensor", "pipeline", "rpc", "unknown-split"})
             ? "several devices"
             : "one device";
}

/// Decode rates by class; those that the 90 % interval misses by most are named.
plot::Chart chart_of(const EvaluateOptions& options, Session& session, const fit::Evaluation& e) {
  constexpr double kLevel = 0.9;
  constexpr std::size_t kNamed = 12;
  plot::ComparedQuestion question{
      .title = "Predicted against measured decode rates",
      .subtitle = options.leave_out.empty()
                      ? "Stored coefficients: in sample for rows that were fitted."
                      : "Each row predicted by a fit without its " + options.leave_out + ".",
      .source = plot::source_text(session.fitted()),
      .groups = {"one device", "several devices", "batch", "on the host", "speculative"},
      .level = kLevel};
  std::vector<const judge::Scored*> decode;
  for (const judge::Scored& s : e.scored) {
    if (s.figure == model::FigureKind::decode) {
      decode.push_back(&s);
    }
  }
  const auto beyond = [](const judge::Scored* s) {
    return std::fabs(s->error()) /
           (s->scales.published * predict::student_quantile(s->scales.published_nu, 0.5 + kLevel / 2));
  };
  std::stable_sort(decode.begin(), decode.end(), [&](const judge::Scored* a, const judge::Scored* b) {
    return beyond(a) > beyond(b);
  });
  std::vector<plot::ComparedRow> rows;
  std::set<std::string> names;
  for (const judge::Scored* s : decode) {
    const catalog::Run& run = e.runs[s->run];
    const double half =
        s->scales.published * predict::student_quantile(s->scales.published_nu, 0.5 + kLevel / 2);
    const std::string name = fmt::format("{} {}", s->device, run.model);
    const bool named = names.size() < kNamed && beyond(s) > 1 && names.insert(name).second;
    rows.push_back({.group = group_of(s->run_class),
                    .measured_tps = s->measured_tps,
                    .predicted_tps = s->predicted_tps,
                    .low_tps = s->predicted_tps * std::exp(-half),
                    .high_tps = s->predicted_tps * std::exp(half),
                    .name = named ? name : "",
                    .fields = {{"set-up", fmt::format("{} {}", name, run.quant)},
                               {"class", s->run_class},
                               {"row", fmt::format("{}:{}", run.table, run.line)}}});
  }
  return plot::predicted_measured(question, rows);
}

/// The figures that `tokroof fit -o` stored: each device left out, beside in sample.
void summarize(const EvaluateOptions& options, Session& session) {
  const json figures = parsed_json(session.fitted().data().figures);
  if (!figures.contains("device_left_out")) {
    throw catalog::InputError("bad-file", "these coefficients come without figures");
  }
  if (!options.plot_file.empty()) {
    write_plot(options.plot_file, plot::calibration(figures["device_left_out"]));
  }
  if (session.json()) {
    session.write(figures);
  } else {
    session.print(accuracy_table(figures));
  }
}

/// The summary is of stored figures alone: nothing is read, refitted or scored for it.
void refuse_beside_summary(const EvaluateOptions& options) {
  const std::pair<const char*, bool> others[] = {{"FILE", !options.paths.empty()},
                                                 {"--leave-out", !options.leave_out.empty()},
                                                 {"--hold", !options.hold.empty()},
                                                 {"--rows", !options.rows_file.empty()}};
  for (const auto& [name, given] : others) {
    if (given) {
      throw catalog::InputError(
          "usage", "--summary has stored figures alone: leave out one of the two", name);
    }
  }
}

void run(const EvaluateOptions& options, Session& session) {
  if (options.given > 0 && options.leave_out != "device") {
    throw catalog::InputError("usage", "--given needs --leave-out device", "--given");
  }
  if (options.summary) {
    refuse_beside_summary(options);
    summarize(options, session);
    return;
  }
  if (!options.hold.empty() && options.leave_out.empty()) {
    throw catalog::InputError("usage", "--hold needs --leave-out: nothing else is fitted again", "--hold");
  }
  const fit::Evaluation e = evaluation(options, session);
  json report = judge::evaluation_report(e.rows, e.scored, e.refused);
  if (options.given > 0) {
    report["given"] = fit::given_report(e.given, options.given);
  }
  if (!options.rows_file.empty()) {
    write_file(options.rows_file, evaluation_rows(session.catalog(), e));
  }
  if (!options.plot_file.empty()) {
    write_plot(options.plot_file, chart_of(options, session, e));
  }
  if (session.json()) {
    session.write(report);
    return;
  }
  std::ostream& out = session.beside_table();
  out << fmt::format("{} rows, {} evaluated; cells count once, with their median error{}\n",
                     e.rows,
                     report["evaluated"].get<int>(),
                     options.leave_out.empty()
                         ? " (no refit: in sample for rows that were fitted)"
                         : ", each predicted by a fit without its " + options.leave_out);
  const char* before_table = session.format() == Format::markdown ? "\n" : "";
  const bool given_only =
      options.given > 0 && session.format() == Format::csv;  // one table, the one asked for
  out << before_table;
  if (!given_only) {
    session.print(evaluation_table(report));
    out << before_table;
  }
  out << fmt::format("devices once: median {:.1f} %, 90 % interval holds {:.2f}\n",
                     100 * report["device_error"]["median"].get<double>(),
                     report["device_coverage"]["0.9"].get<double>());
  if (options.given > 0) {
    out << fmt::format("\n{} given of a machine's own, {} setups, {} choices: its other models\n",
                       options.given == 1 ? "one run" : fmt::format("{} runs", options.given),
                       e.given.setups,
                       e.given.draws);
    out << before_table;
    session.print(given_table(report["given"]));
    out << before_table;
  }
  for (const json& reason : report["not_evaluated"]) {
    out << fmt::format(
        "not evaluated: {} rows, {}\n", reason["runs"].get<int>(), reason["reason"].get<std::string>());
  }
}

}  // namespace

void add_evaluate(Command app, Session& session) {
  auto options = std::make_shared<EvaluateOptions>();
  Command command = app.add_subcommand("evaluate", "How far off are the predictions, on which runs?");
  add_runs_options(command, options->paths);
  command
      .add_option("--leave-out",
                  options->leave_out,
                  "Refit without each device (source, model, architecture family, one of 24 groups of "
                  "devices) and predict it")
      .one_of({"device", "source", "model", "architecture", "device-group"});
  command
      .add_option(
          "--hold",
          options->hold,
          "Take terms out and refit: coefficients held at values (in their units); labels that end as others "
          "(@moe=@dense); heavy_tails=0")
      .type_name("COEFFICIENT=VALUE,...");
  command
      .add_option(
          "--given", options->given, "Give so many runs of the left-out device, predict its other models")
      .type_name("N")
      .in_range(1, 100);
  add_output_option(
      command, "--rows", options->rows_file, "Write every figure with its prediction to this table");
  command.add_flag(
      "--summary", options->summary, "Print what the last fit measured: left out beside in sample");
  add_plot_file(command,
                options->plot_file,
                "decode rates, predicted against measured; with --summary how often intervals hold");
  session.add_table_options(command);
  command.footer(kEvaluateExamples);
  command.callback([options, &session] { run(*options, session); });
}

}  // namespace tokroof::cli
