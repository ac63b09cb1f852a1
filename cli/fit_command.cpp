#include <algorithm>
#include <cmath>
#include <memory>
#include <ostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/accuracy_table.hpp"
#include "cli/long_json.hpp"
#include "cli/output_file.hpp"
#include "cli/parser.hpp"
#include "cli/runs_input.hpp"
#include "cli/session.hpp"
#include "fit/fit.hpp"
#include "fit/fit_report.hpp"

namespace tokroof::cli {
namespace {

using nlohmann::json;

constexpr const char* kFitExamples =
    "EXAMPLES\n"
    "  Do the stored coefficients follow from the bundled runs?\n"
    "    tokroof fit --verify\n"
    "  Fit, leave each device out in turn for the intervals, and store the result\n"
    "    tokroof fit -o coefficients.json";

struct FitOptions {
  std::vector<std::string> paths;
  std::string output;
  bool verify = false;
};

void print_changes(std::ostream& out, const std::vector<fit::FitChange>& all) {
  constexpr double kMoved = 0.1;  // standard deviations
  const auto moved = std::count_if(
      all.begin(), all.end(), [](const fit::FitChange& c) { return std::fabs(c.in_sd) > kMoved; });
  out << fmt::format("\n{} of {} parameters moved by more than {} standard deviations from the stored ones\n",
                     moved,
                     all.size(),
                     kMoved);
  for (std::size_t i = 0; i < std::min<std::size_t>(8, static_cast<std::size_t>(moved)); ++i) {
    out << fmt::format("  {} [{}]: {:+.2f} sd\n", all[i].name, all[i].label, all[i].in_sd);
  }
  out << "\nhardly determined by the runs (more than 90 % of the prior's deviation left), labels of all:\n ";
  for (const auto& [name, counts] : fit::badly_determined(all)) {
    out << fmt::format(" {} {}/{}", name, counts.first, counts.second);
  }
  out << '\n';
}

/// Does this fit reproduce the stored coefficients? A hundredth of a standard deviation is nothing.
bool reproduces(const std::vector<fit::FitChange>& all, bool same_data, std::ostream& out) {
  constexpr double kReproduced = 0.01;
  const double largest = all.empty() ? 0 : std::fabs(all.front().in_sd);
  out << fmt::format("stored coefficients: {}; largest difference {:.4f} standard deviations: {}\n",
                     same_data ? "of the same data" : "of OTHER data",
                     largest,
                     largest < kReproduced && same_data ? "reproduced" : "NOT reproduced");
  return largest < kReproduced && same_data;
}

void run(const FitOptions& options, Session& session) {
  predict::BundledRuns bundled = bundled_runs(session);
  std::vector<std::string_view> texts(bundled.texts.begin(), bundled.texts.end());
  const std::string print = fit::fingerprint(texts);
  std::vector<catalog::Run> runs =
      options.paths.empty() ? std::move(bundled.runs) : read_runs_from(options.paths, session.catalog());
  std::unique_ptr<OutputFile> file;  // opened first: the fit takes a minute
  if (!options.output.empty()) {
    file = std::make_unique<OutputFile>(options.output);
  }
  const auto fit = fit::fit_runs(session.catalog(), std::move(runs));
  const std::vector<fit::FitChange> all = fit::fit_changes(*fit, session.fitted());
  const std::vector<judge::Scored> same = fit::in_sample(*fit);
  const json figures = judge::evaluation_report(fit->runs.size(), same, fit->observations.refused);
  std::ostream& out = session.out();
  if (session.json()) {
    session.write(fit::fit_json(*fit, figures["cells"], all));
  } else {
    out << fmt::format("{} rows, {} figures, {} parameters: {} iterations, {:.1f} s{}\n",
                       fit->runs.size(),
                       fit->observations.all.size(),
                       fit->solution.parameters.size(),
                       fit->solution.iterations,
                       fit->seconds_s,
                       fit->solution.converged ? "" : " (NOT converged)");
  }
  if (options.verify) {
    const bool ok =
        session.json() ? true : reproduces(all, session.fitted().data().fingerprint == print, out);
    session.status = ok ? kDone : kDeviates;
  }
  std::string written;
  if (file != nullptr) {
    written = fit::coefficients_with_intervals(
        *fit, options.paths.empty() ? print : "given runs", [](std::size_t done, std::size_t n) {
          show_progress("leaving out each device", done, n);
        });
    file->stream() << written;
    file->keep();
  }
  if (session.json()) {
    return;
  }
  const json shown =
      written.empty() ? parsed_json(session.fitted().data().figures) : parsed_json(written)["figures"];
  if (shown.contains("device_left_out")) {
    out << fmt::format(
        "\nmedian error of a cell, in %: each device predicted by a fit without it, beside in sample{}\n",
        options.output.empty() ? " (as stored by the last `tokroof fit -o`)" : "");
    session.print(accuracy_table(shown));
  }
  print_changes(out, all);
}

}  // namespace

void add_fit(Command app, Session& session) {
  auto options = std::make_shared<FitOptions>();
  Command command = app.add_subcommand("fit", "Fit all coefficients to the bundled runs, or to those given");
  add_runs_options(command, options->paths);
  add_output_option(
      command,
      "-o,--output",
      options->output,
      "Write coefficients, intervals and figures to this file (leaves out each device: a minute)");
  command.add_flag(
      "--verify", options->verify, "Exit with status 1 unless the stored coefficients are reproduced");
  session.add_options(command);
  command.footer(kFitExamples);
  command.callback([options, &session] { run(*options, session); });
}

}  // namespace tokroof::cli
