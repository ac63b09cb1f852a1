#include <cmath>
#include <filesystem>
#include <memory>
#include <ostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "answers/plot/calibration.hpp"
#include "answers/plot/chart_svg.hpp"
#include "catalog/input_file.hpp"
#include "cli/long_json.hpp"
#include "cli/output_file.hpp"
#include "cli/parser.hpp"
#include "cli/runs_input.hpp"
#include "cli/session.hpp"
#include "fit/accuracy_figures.hpp"

namespace tokroof::cli {
namespace {

using nlohmann::json;

constexpr const char* kExamples =
    "EXAMPLES\n"
    "  The stored figures behind docs/accuracy.md, which scripts/accuracy-page writes\n"
    "    tokroof accuracy --json\n"
    "  Their reliability diagram\n"
    "    tokroof accuracy --plot > accuracy-calibration.svg\n"
    "  All of it measured again, figures and plot written (minutes)\n"
    "    tokroof accuracy --measure all";

struct Options {
  std::string folder = "docs";
  std::string measure;
  bool plot = false;

  [[nodiscard]] std::string file(const char* name) const {
    return (std::filesystem::path(folder) / name).string();
  }
  [[nodiscard]] std::string figures() const { return file("accuracy-figures.json"); }
};

json read_figures(const std::string& path) {
  std::error_code failed;
  if (!std::filesystem::exists(path, failed)) {
    throw catalog::InputError(
        "bad-file",
        "cannot be opened; run this in the repository, or measure: tokroof accuracy --measure all",
        path);
  }
  const std::string text = catalog::read_text(path, catalog::kMostFigureBytes);
  try {
    json figures = parsed_json(text);
    if (figures.at("format").get<int>() != 1 || !figures.contains("left_out")) {
      throw catalog::InputError("bad-file", "holds no left-out figures of format 1", path);
    }
    return figures;
  } catch (const json::exception& error) {
    throw catalog::InputError("bad-file", error.what(), path);
  }
}

std::string data_fingerprint(const predict::BundledRuns& bundled) {
  const std::vector<std::string_view> texts(bundled.texts.begin(), bundled.texts.end());
  return fit::fingerprint(texts);
}

/// Why stored figures are not those of this program; empty: they are. The fit stores its own left-out figures, so a refit
/// shows.
std::string stale(const json& figures, Session& session) {
  const std::string data = data_fingerprint(bundled_runs(session));
  const json fitted = parsed_json(session.fitted().data().figures);
  const auto differs = [&](const char* part) {
    return figures.contains(part) && figures[part].value("data", "") != data;
  };
  std::string out;
  for (const char* part : {"left_out", "ablation"}) {
    if (differs(part)) {
      out += std::string(part) == "ablation"
                 ? "the terms were measured on other runs than the bundled ones. "
                 : "the figures were measured on other runs than the bundled ones. ";
    }
  }
  constexpr double kSame = 5e-4;  // a twentieth of a percentage point
  const json::json_pointer median("/device_left_out/all decode/median");
  if (out.empty() && fitted.contains(median) &&
      std::fabs(fitted[median].get<double>() -
                figures["/left_out/device/all decode/median"_json_pointer].get<double>()) > kSame) {
    out = "the coefficients were fitted again since the figures were measured. ";
  }
  return out.empty() ? out : out + "`tokroof accuracy --measure all` measures them again.";
}

fit::Judged judged(Session& session) {
  fit::Judged out{.runs = judged_runs(session), .scored = {}};
  out.scored = judge::score(session.fitted(), predict::observe(session.catalog(), out.runs).all);
  return out;
}

void measure(const Options& options, Session& session) {
  const std::vector<judge::Story> stories = judge::read_stories(options.file("accuracy-stories.json"));
  predict::BundledRuns bundled = bundled_runs(session);
  const std::string data = data_fingerprint(bundled);
  json figures = {{"about", "Written by `tokroof accuracy --measure all`; shown in accuracy.md"},
                  {"format", 1}};
  if (options.measure != "all" && std::filesystem::exists(options.figures())) {
    figures.update(read_figures(options.figures()));
  }
  const auto fit = fit::fit_runs(session.catalog(), std::move(bundled.runs));
  if (options.measure != "terms") {
    figures["left_out"] =
        fit::left_out_figures(*fit, stories, judged(session), [](std::size_t done, std::size_t all) {
          show_progress("leaving out", done, all);
        });
    figures["left_out"]["data"] = data;
    write_file(options.figures(), figures.dump(1) + "\n");  // the terms take longer: what is done is kept
  }
  if (options.measure != "left-out") {
    figures["ablation"] = fit::ablation_figures(*fit, stories, [](std::size_t done, std::size_t all) {
      show_progress("taking out each term", done, all);
    });
    figures["ablation"]["data"] = data;
    write_file(options.figures(), figures.dump(1) + "\n");
  }
}

void run(const Options& options, Session& session) {
  if (!options.measure.empty()) {
    measure(options, session);
  }
  json figures = read_figures(options.figures());
  const std::string reason = stale(figures, session);
  const std::string plot = plot::chart_svg(plot::calibration(figures["left_out"]["device"]));
  if (!options.measure.empty()) {
    write_file(options.file("accuracy-calibration.svg"), plot);
  }
  if (session.json()) {
    figures["stale"] = reason;
    session.write(figures);
  } else if (!options.measure.empty()) {
    session.out() << "written: " << options.figures()
                  << ", accuracy-calibration.svg; scripts/accuracy-page writes the page\n";
  } else if (options.plot) {
    session.out() << plot;
  } else {
    const json& left_out = figures["left_out"];
    session.out() << fmt::format(
        "{} rows, {} figures, {} parameters; decode rates of devices left out: median error {:.1f} %\n",
        left_out["rows"].get<int>(),
        left_out["figures"].get<int>(),
        left_out["parameters"].get<int>(),
        100 * left_out["device"]["all decode"]["median"].get<double>());
    session.out() << (reason.empty() ? "" : "Stale: " + reason + "\n");
  }
}

}  // namespace

void add_accuracy(Command app, Session& session) {
  auto options = std::make_shared<Options>();
  Command command = app.add_subcommand(
      "accuracy", "How accurate are predictions, where are they worst and why, what is each term worth?");
  command.add_option("folder", options->folder, "Where accuracy-figures.json and accuracy-stories.json are")
      .capture_default_str();
  command
      .add_option("--measure",
                  options->measure,
                  "Refit and measure again, store the figures, write the plot: left-out (a minute or two), "
                  "terms (minutes) or all")
      .one_of({"all", "left-out", "terms"});
  command.add_flag("--plot", options->plot, "Print the reliability diagram (SVG)");
  session.add_options(command);
  command.footer(kExamples);
  command.callback([options, &session] { run(*options, session); });
}

}  // namespace tokroof::cli
