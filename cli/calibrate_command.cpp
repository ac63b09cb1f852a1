#include <iostream>
#include <memory>
#include <ostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/this_machine.hpp"
#include "catalog/visible_text.hpp"
#include "cli/model_files.hpp"
#include "cli/output_file.hpp"
#include "cli/parser.hpp"
#include "cli/runs_input.hpp"
#include "cli/session.hpp"
#include "fit/calibrate.hpp"
#include "fit/own_machine.hpp"
#include "predict/fitted_text.hpp"

namespace tokroof::cli {
namespace {

using nlohmann::json;

constexpr const char* kCalibrateExamples =
    "EXAMPLES\n"
    "  Combine one's own runs with the fit, and predict for that machine\n"
    "    tokroof calibrate --runs mine.tsv --device rtx-4090 -o mine.json\n"
    "    tokroof predict --coefficients mine.json --device rtx-4090 --model qwen3-32b --quant Q4_K_M\n"
    "  Later runs of the same machine: only the new ones, on top of the old\n"
    "    tokroof calibrate --coefficients mine.json --runs new.tsv --device rtx-4090 -o mine-2.json";

struct CalibrateOptions {
  std::vector<std::string> paths, model_files;
  std::string device, output;
};

void print(std::ostream& out, const json& report, const std::string& output) {
  constexpr std::size_t kMostShown = 8;
  const auto percent = [&](const char* when) { return 100 * report["error"][when]["median"].get<double>(); };
  out << fmt::format("{}: {} runs, {} figures; their median error {:.1f} % before, {:.1f} % after\n",
                     report["device"].get<std::string>(),
                     report["runs"].get<int>(),
                     report["figures"].get<int>(),
                     percent("before"),
                     percent("after"));
  for (const json& row : report["device_assumed"]) {
    out << fmt::format("does not say its device, taken to be of this one: {}\n", row.get<std::string>());
  }
  for (const json& row : report["not_used"]) {
    out << fmt::format("not used: {}:{}  {}: {}\n",
                       row["table"].get<std::string>(),
                       row["line"].get<int>(),
                       row["reason"].get<std::string>(),
                       row["message"].get<std::string>());
  }
  for (const json& row : report["odd"]) {
    out << fmt::format("used, but {}: {}:{}  {}\n",
                       row["verdict"].get<std::string>(),
                       row["table"].get<std::string>(),
                       row["line"].get<int>(),
                       row["message"].get<std::string>());
  }
  if (!report["odd"].empty()) {
    out << "such rows move the coefficients little; `tokroof diagnose` says what may have made them\n";
  }
  out << "moved most (before its transform, with deviation):\n";
  for (std::size_t i = 0; i < std::min(kMostShown, report["moved"].size()); ++i) {
    const json& m = report["moved"][i];
    out << fmt::format("  {:+.3f} +- {:.3f}  ->  {:+.3f} +- {:.3f}  {} [{}]\n",
                       m["before"].get<double>(),
                       m["sd_before"].get<double>(),
                       m["after"].get<double>(),
                       m["sd_after"].get<double>(),
                       m["name"].get<std::string>(),
                       m["label"].get<std::string>());
  }
  out << fmt::format("written to {}: predict with --coefficients {}\n", output, output);
}

/// As stated, else that of the machine that the program runs on.
std::string device_of(const CalibrateOptions& options, Session& session) {
  if (!options.device.empty() || !session.detects()) return options.device;
  catalog::Run run;
  const api::AppliedMachine applied = api::apply_detected(session.this_machine(), run);
  std::cerr << catalog::visible(
                   fmt::format("tokroof: {}", std::get<std::string>(applied.assumed.front().value)))
            << '\n';
  return run.device;
}

void run(const CalibrateOptions& options, Session& session) {
  const std::string device = device_of(options, session);
  if (device.empty())
    throw catalog::InputError("usage", "which device? `tokroof list devices` shows them", "--device");
  read_model_files(session, options.model_files);
  const fit::OwnMachine own = fit::own_machine(session.catalog(),
                                               read_runs_from(options.paths, session.catalog()),
                                               device,
                                               fmt::format("{}", fmt::join(options.paths, ", ")));
  const fit::Calibration calibration = fit::calibrate(session.fitted(), own.observations.all);
  const json summary = fit::calibration_json(session.catalog(), own, session.fitted(), calibration);
  write_file(options.output, predict::fitted_text(calibration.fitted.data()));
  if (session.json()) {
    session.write(summary);
  } else {
    print(session.out(), summary, options.output);
  }
}

}  // namespace

void add_calibrate(Command app, Session& session) {
  auto options = std::make_shared<CalibrateOptions>();
  Command command =
      app.add_subcommand("calibrate", "Combine the runs of one's own machine with the fitted coefficients");
  add_runs_options(command, options->paths);
  add_model_file_options(command, options->model_files);
  command.get_option("--runs").required();
  command
      .add_option(
          "--device", options->device, "Device of that machine (list devices); rows of others are not used")
      .type_name("NAME")
      .default_str("this machine's");
  session.add_detect_option(command);
  add_output_option(
      command, "-o,--output", options->output, "Write the coefficients for that machine to this file")
      .required();
  session.add_options(command);
  command.footer(kCalibrateExamples);
  command.callback([options, &session] { run(*options, session); });
}

}  // namespace tokroof::cli
