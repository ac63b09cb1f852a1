#include <memory>
#include <ostream>

#include <fmt/format.h>
#include <fmt/ostream.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "predict/check.hpp"
#include "predict/cli/model_files.hpp"
#include "predict/cli/runs_input.hpp"
#include "predict/cli/session.hpp"

namespace tokroof::cli {
namespace {

using nlohmann::json;

constexpr const char* kExamples =
    "EXAMPLES\n"
    "  Every row of a table, with its verdict and the numbers behind it\n"
    "    tokroof check datasets/runs/guide-1.tsv\n"
    "  Only the rows that deviate; exit status 1 if there is one, for a collection's CI\n"
    "    tokroof check --odd --strict datasets/runs/mac-llm-bench.tsv";

struct Options {
  std::vector<std::string> paths, model_files;
  std::string machine_file;
  bool strict = false;
  bool odd_only = false;
};

json row_json(const Checked& c) {
  const auto rate = [](double tps) { return tps > 0 ? json(tps) : json(nullptr); };
  return {{"index", c.run},
          {"class", c.run_class},
          {"verdict", verdict_name(c.verdict)},
          {"certain", c.certain},
          {"measured_tps", rate(c.measured_tps)},
          {"predicted_tps", rate(c.predicted_tps)},
          {"low_tps", rate(c.low_tps)},
          {"high_tps", rate(c.high_tps)},
          {"ceiling_tps", rate(c.ceiling_tps)},
          {"q", c.q},
          {"reason", c.reason}};
}

bool deviates(const Checked& c) { return c.verdict != Verdict::ok && c.verdict != Verdict::unknown; }

std::map<std::string, int> summary_of(std::span<const Checked> rows) {
  std::map<std::string, int> summary;
  for (const Checked& c : rows) {
    summary[std::string(verdict_name(c.verdict))] += 1;
  }
  return summary;
}

void print(std::ostream& out, std::span<const Run> runs, std::span<const Checked> rows, bool odd_only) {
  for (const Checked& c : rows) {
    if (odd_only && !deviates(c)) {
      continue;
    }
    const Run& run = runs[c.run];
    const std::string machine =
        run.n_devices > 1 ? fmt::format("{:.0f} x {}", run.n_devices, run.device) : run.device;
    fmt::print(out,
               "{:<10} {}:{}  {}  {} {}\n           {}\n",
               fmt::format("{}{}", verdict_name(c.verdict), c.certain && deviates(c) ? "!" : ""),
               run.table,
               run.line,
               machine,
               run.model,
               run.quant,
               c.reason);
  }
  std::string total;
  for (const auto& [verdict, count] : summary_of(rows)) {
    total += fmt::format("{}{} {}", total.empty() ? "" : ", ", count, verdict);
  }
  fmt::print(out, "{} rows: {}  (! beyond 5 predictive deviations)\n", rows.size(), total);
}

void run(const Options& options, Session& session) {
  read_model_files(session, options.model_files);
  std::vector<Run> runs = options.paths.empty() ? bundled_runs(session, true).runs
                                                : read_runs_from(options.paths, session.catalog());
  if (!options.machine_file.empty()) {
    apply_machine_file(session, options.machine_file, runs);
  }
  const std::vector<Checked> rows = check(session.catalog(), session.fitted(), runs);
  if (session.json()) {
    json document = {{"rows", json::array()}, {"summary", summary_of(rows)}};
    for (const Checked& c : rows) {
      document["rows"].push_back(row_json(c));
    }
    session.write(document);
  } else {
    print(session.out(), runs, rows, options.odd_only);
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
  session.add_options(*command);
  command->footer(kExamples);
  command->callback([options, &session] { run(*options, session); });
}

}  // namespace tokroof::cli
