#include <cmath>
#include <memory>
#include <ostream>
#include <set>

#include <fmt/format.h>
#include <fmt/ostream.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "catalog/device_set.hpp"
#include "fit/calibrate.hpp"
#include "fit/weights.hpp"
#include "predict/cli/model_files.hpp"
#include "predict/cli/runs_input.hpp"
#include "predict/cli/session.hpp"
#include "predict/evaluation.hpp"
#include "predict/fitted_text.hpp"

namespace tokroof::cli {
namespace {

using nlohmann::json;

constexpr const char* kExamples =
    "EXAMPLES\n"
    "  Combine one's own runs with the fit, and predict for that machine\n"
    "    tokroof calibrate --runs mine.tsv --device rtx-4090 -o mine.json\n"
    "    tokroof predict --coefficients mine.json --device rtx-4090 --model qwen3-32b --quant Q4_K_M\n"
    "  Later runs of the same machine: only the new ones, on top of the old\n"
    "    tokroof calibrate --coefficients mine.json --runs new.tsv --device rtx-4090 -o mine-2.json";

struct Options {
  std::vector<std::string> paths, model_files;
  std::string device, output;
};

/// Rows of the machine, and those of others.
struct Rows {
  std::string device;  ///< as the catalog calls it
  std::vector<Run> own, others;
  std::vector<std::string> assumed;  ///< rows that do not say their device: taken to be of this one
};

std::string place(const Run& run) { return fmt::format("{}:{}", run.table, run.line); }

Rows rows_of(const Catalog& catalog, const Options& options) {
  const DeviceSet wanted = device_set(catalog, catalog.canonical("device", options.device));
  if (!wanted.found) {
    throw InputError("unknown-name",
                     fmt::format("unknown device '{}'", options.device),
                     "--device",
                     catalog.nearest_devices(options.device));
  }
  Rows rows{wanted.name, {}, {}, {}};
  for (Run& run : read_runs_from(options.paths, catalog)) {
    if (run.device.empty()) {
      run.device = wanted.name;
      rows.assumed.push_back(place(run));
    }
    const DeviceSet set = device_set(catalog, run.device);
    (set.found && set.name != wanted.name ? rows.others : rows.own).push_back(std::move(run));
  }
  return rows;
}

Observations observe_own(const Catalog& catalog, const Rows& rows) {
  std::set<std::string_view> sources;
  for (const Run& run : rows.own) {
    sources.insert(run.source);
  }
  std::vector<OwnRuns> own;
  own.reserve(sources.size());
  for (const std::string_view source : sources) {
    own.push_back({source, rows.device, 0});
  }
  Observations out = observe(catalog, rows.own, own);
  weigh(out.all, rows.own, Whose::own);
  return out;
}

/// Nothing to learn from: says why, row by row.
[[noreturn]] void no_usable_run(const Options& options, const Rows& rows, const Observations& observations) {
  std::string why;
  for (const NotModelled& r : observations.refused) {
    why += fmt::format("; {}: {}: {}", place(rows.own[r.run]), r.reason, r.message);
  }
  for (const Observation& o : observations.all) {
    why += fmt::format("; {}: a reading that is no evidence", place(rows.own[o.run]));
  }
  std::set<std::string> devices;
  for (const Run& run : rows.others) {
    devices.insert(run.device);
  }
  if (!devices.empty()) {
    why += fmt::format("; {} rows are of {}", rows.others.size(), fmt::join(devices, ", "));
  }
  throw InputError("bad-file",
                   fmt::format("no usable run of {}{}", rows.device, why.empty() ? ": no rows" : why),
                   fmt::format("{}", fmt::join(options.paths, ", ")));
}

json quantiles(const Fitted& fitted, std::span<const Observation> observations) {
  std::vector<double> errors;
  for (const Scored& s : score(fitted, observations)) {
    errors.push_back(std::fabs(s.error()));
  }
  return {{"median", quantile(errors, 0.5)}, {"p75", quantile(errors, 0.75)}, {"p90", quantile(errors, 0.9)}};
}

json report(const Rows& rows,
            const Observations& observations,
            const Fitted& before,
            const Calibration& calibration) {
  constexpr std::size_t kMostShown = 20;
  std::set<std::size_t> used;
  std::size_t figures = 0;
  for (const Observation& o : observations.all) {
    if (o.weight > 0) {
      used.insert(o.run);
      figures += 1;
    }
  }
  json out = {{"device", rows.device},
              {"runs", used.size()},
              {"figures", figures},
              {"rounds", calibration.rounds},
              {"error",
               {{"before", quantiles(before, observations.all)},
                {"after", quantiles(calibration.fitted, observations.all)}}},
              {"moved", json::array()},
              {"not_used", json::array()},
              {"device_assumed", rows.assumed}};
  for (std::size_t i = 0; i < std::min(kMostShown, calibration.moved.size()); ++i) {
    const Moved& m = calibration.moved[i];
    out["moved"].push_back({{"name", m.name},
                            {"label", m.label},
                            {"before", m.before},
                            {"after", m.after},
                            {"sd_before", m.sd_before},
                            {"sd_after", m.sd_after}});
  }
  const auto not_used = [&](const Run& run, const std::string& reason, const std::string& message) {
    out["not_used"].push_back(
        {{"table", run.table}, {"line", run.line}, {"reason", reason}, {"message", message}});
  };
  for (const Run& run : rows.others) {
    not_used(run, "other-device", "of " + run.device);
  }
  for (const NotModelled& r : observations.refused) {
    not_used(rows.own[r.run], r.reason, r.message);
  }
  for (const Observation& o : observations.all) {
    if (!(o.weight > 0)) {
      not_used(rows.own[o.run], "no-evidence", "a saturated instrument, or several tokens a step");
    }
  }
  return out;
}

void print(std::ostream& out, const json& report, const std::string& output) {
  constexpr std::size_t kMostShown = 8;
  const auto percent = [&](const char* when) { return 100 * report["error"][when]["median"].get<double>(); };
  fmt::print(out,
             "{}: {} runs, {} figures; their median error {:.1f} % before, {:.1f} % after\n",
             report["device"].get<std::string>(),
             report["runs"].get<int>(),
             report["figures"].get<int>(),
             percent("before"),
             percent("after"));
  for (const json& row : report["device_assumed"]) {
    fmt::print(out, "does not say its device, taken to be of this one: {}\n", row.get<std::string>());
  }
  for (const json& row : report["not_used"]) {
    fmt::print(out,
               "not used: {}:{}  {}: {}\n",
               row["table"].get<std::string>(),
               row["line"].get<int>(),
               row["reason"].get<std::string>(),
               row["message"].get<std::string>());
  }
  out << "moved most (before its transform, with deviation):\n";
  for (std::size_t i = 0; i < std::min(kMostShown, report["moved"].size()); ++i) {
    const json& m = report["moved"][i];
    fmt::print(out,
               "  {:+.3f} +- {:.3f}  ->  {:+.3f} +- {:.3f}  {} [{}]\n",
               m["before"].get<double>(),
               m["sd_before"].get<double>(),
               m["after"].get<double>(),
               m["sd_after"].get<double>(),
               m["name"].get<std::string>(),
               m["label"].get<std::string>());
  }
  fmt::print(out, "written to {}: predict with --coefficients {}\n", output, output);
}

void run(const Options& options, Session& session) {
  read_model_files(session, options.model_files);
  const Rows rows = rows_of(session.catalog(), options);
  const Observations observations = observe_own(session.catalog(), rows);
  const auto counts = [](const Observation& o) { return o.weight > 0; };
  if (std::none_of(observations.all.begin(), observations.all.end(), counts)) {
    no_usable_run(options, rows, observations);
  }
  const Calibration calibration = calibrate(session.fitted(), observations.all);
  const json summary = report(rows, observations, session.fitted(), calibration);
  write_file(options.output, fitted_text(calibration.fitted.data()));
  if (session.json()) {
    session.write(summary);
  } else {
    print(session.out(), summary, options.output);
  }
}

}  // namespace

void add_calibrate(CLI::App& app, Session& session) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("calibrate", "Combine the runs of one's own machine with the fitted coefficients");
  add_runs_options(*command, options->paths);
  add_model_file_options(*command, options->model_files);
  command->get_option("--runs")->required();
  command
      ->add_option(
          "--device", options->device, "Device of that machine (list devices); rows of others are not used")
      ->type_name("NAME")
      ->required();
  command->add_option("-o,--output", options->output, "Write the coefficients for that machine to this file")
      ->required();
  session.add_options(*command);
  command->footer(kExamples);
  command->callback([options, &session] { run(*options, session); });
}

}  // namespace tokroof::cli
