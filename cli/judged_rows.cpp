#include "cli/judged_rows.hpp"

#include <filesystem>
#include <iostream>
#include <memory>
#include <sstream>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "answers/check_json.hpp"
#include "catalog/input_file.hpp"
#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/quant_names.hpp"
#include "catalog/runs_table.hpp"
#include "catalog/visible_text.hpp"
#include "cli/import_report.hpp"
#include "cli/model_files.hpp"
#include "cli/parser.hpp"
#include "cli/runs_input.hpp"
#include "cli/scenario_options.hpp"
#include "cli/sentences.hpp"
#include "formats/benchmarks/stories.hpp"

namespace tokroof::cli {
namespace {

/// Says where rows of tables and the options differ, once for all rows.
class Differences {
 public:
  void add(const formats::FilledCells& cells) {
    for (const std::string& column : cells.kept) {
      ++kept_[column];
    }
    for (const std::string& cell : cells.replaced) {
      ++replaced_[cell];
    }
  }
  void report() const {
    for (const auto& [column, rows] : kept_) {
      std::cerr << fmt::format("note: {} of {} is another than the option's: the file's is kept\n",
                               column,
                               answers::rows_text(rows));
    }
    for (const auto& [cell, rows] : replaced_) {
      std::cerr << catalog::visible(fmt::format(
                       "note: {} is not known: the option's is taken ({})", cell, answers::rows_text(rows)))
                << '\n';
    }
  }

 private:
  std::map<std::string, std::size_t> kept_, replaced_;
};

void add_figure_options(Command command, JudgedOptions& options) {
  const char* group = "One figure";
  const auto rate = [&](const char* name, double& to, const char* help) {
    add_amount(command, name, to, {"TPS", 0, 1e9, true}, help).group(group);
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

/// "check 40 --device 3090 --model llama-3-8b": a number alone is the rate that the options are about.
void take_bare_rate(JudgedOptions& options) {
  std::error_code none;
  const auto number = options.paths.size() == 1 ? catalog::parse_number(options.paths.front()) : std::nullopt;
  if (!number || !(*number > 0) || std::filesystem::exists(options.paths.front(), none)) {
    return;
  }
  if (options.figure.is_stated()) {
    throw catalog::InputError(
        "usage", "two rates are stated: this number, and --tps or --pp-tps", options.paths.front());
  }
  if (options.asked.question.run.device.empty() || options.asked.question.run.model.empty()) {
    throw catalog::InputError(
        "usage",
        "a rate of what? Say the device and the model, as in `tokroof check \"3090 gets 40 tok/s on "
        "llama 3 8b q4\"` or --device NAME --model NAME",
        options.paths.front());
  }
  options.figure.tps = *number;
  options.paths.clear();
}

/// What standard input or a file begins with; `whole`: that is all of it. Of folders and pipes nothing is read here.
std::string start_of(const std::string& path, bool& whole) {
  std::error_code none;
  if (path == "-" || !std::filesystem::is_regular_file(path, none)) {
    std::string start = path == "-" ? formats::start_of(std::cin) : "";
    whole = path == "-" && std::cin.eof();
    return start;
  }
  const std::unique_ptr<std::istream> in = catalog::open_input(path);
  std::string start = formats::start_of(*in);
  whole = in->eof();
  return start;
}

/// A name that was typed otherwise than any is spelled may mean another.
void tell_mended(std::string_view option, const std::string& typed, const std::string& taken, bool known) {
  if (!known && !typed.empty() && catalog::normalized(typed) != catalog::normalized(taken)) {
    std::cerr << fmt::format("note: --{} '{}' is taken as {}\n", option, catalog::visible(typed), taken);
  }
}

JudgedRows with_machine(const JudgedOptions& options, Session& session, JudgedRows rows) {
  if (!options.machine_file.empty()) {
    rows.runs = with_machine_file(session, options.machine_file, rows.runs);
  }
  return rows;
}

}  // namespace

void add_judged_options(Command command, JudgedOptions& options) {
  add_runs_options(command, options.paths);
  add_figure_options(command, options);
  add_model_file_options(command, options.model_files);
  command
      .add_option("--machine",
                  options.machine_file,
                  "Machine file (tokroof machine): what rows leave open of the machine")
      .type_name("FILE");
}

JudgedRows read_judged(JudgedOptions& options, Session& session) {
  read_model_files(session, options.model_files);
  JudgedRows input;
  take_model_file(session, options.asked.question.run);
  take_bare_rate(options);
  if (options.figure.is_stated()) {
    if (!options.paths.empty()) {
      throw catalog::InputError("usage", "either one figure (--tps) or files", "--tps");
    }
    input.files.emplace(0, "");
    const catalog::Run row = api::figure_row(session.catalog(), options.asked, options.figure);
    const catalog::Run& typed = options.asked.question.run;
    tell_mended("model", typed.model, row.model, session.catalog().find_model(typed.model) != nullptr);
    tell_mended("quant", typed.quant, row.quant, catalog::is_known_quant(session.catalog(), typed.quant));
    input.runs.add(row);
    return with_machine(options, session, std::move(input));
  }
  if (const std::string joined = unquoted_sentence(options.paths); !joined.empty()) {
    options.paths = {joined};
  }
  const catalog::Run given = api::stated_cells(session.catalog(), options.asked);
  Differences differences;
  if (options.paths.empty()) {
    for (catalog::Run& run : bundled_runs(session, true).runs) {
      input.files.emplace(input.runs.size(), "datasets/runs/" + run.table + ".tsv");
      differences.add(formats::fill_from(session.catalog(), given, run));
      input.runs.add(run);
    }
  }
  std::vector<std::pair<std::string, std::string>> files;  // with the name that is shown
  for (const std::string& path : options.paths) {
    if (path != "-" && catalog::is_folder(path) && formats::has_tables(path)) {
      for (const std::filesystem::path& file : catalog::runs_files(path)) {
        files.emplace_back(file.string(), file.generic_string());
      }
    } else {
      files.emplace_back(path, path);
    }
  }
  const auto add = [&](const std::string& path, const std::string& file) {
    input.files.insert_or_assign(input.runs.size(), file);
    const Operand operand = operand_of(path);
    if (operand == Operand::words) {
      const catalog::Run said = formats::read_sentence(session.catalog(), path).run;
      const std::string names = fmt::format(
          "{}{}{}", said.device, said.device.empty() || said.model.empty() ? "" : " and ", said.model);
      throw catalog::InputError(
          "usage",
          names.empty()
              ? "neither a file nor a figure: say a device, a model and a rate, as in \"3090 gets 40 tok/s "
                "on "
                "llama 3 8b q4\"; `tokroof predict` says how fast it should be"
              : fmt::format(
                    "neither a file nor a figure: {} is understood, and no rate above 0 with its unit, "
                    "such as 40 tok/s; `tokroof predict` says how fast it should be",
                    names),
          path);
    }
    const bool is_words = operand == Operand::sentence;
    bool whole = is_words;
    std::string text = is_words ? path : start_of(path, whole);
    if (is_words ? text.find('\n') == std::string::npos : whole && formats::is_one_sentence(text)) {
      for (formats::Sentence& sentence : formats::read_sentences(session.catalog(), text, given)) {
        input.runs.add(sentence.run);
        input.sentences.push_back(std::move(sentence));
      }
      return;
    }
    const auto take = [&](const catalog::Run& run) { input.runs.add(run); };
    const auto filled = [&](const formats::FilledCells& cells) { differences.add(cells); };
    if (is_words) {  // several lines: as the same text in a file
      std::istringstream nothing;
      formats::each_row_stream(
          session.catalog(), std::move(text), nothing, "the text", given, report_import, take, filled);
    } else if (path == "-") {
      formats::each_row_stream(
          session.catalog(), std::move(text), std::cin, "standard input", given, report_import, take, filled);
    } else {
      each_run_from({path}, session.catalog(), take, given, filled);
    }
  };
  for (const auto& [path, file] : files) {
    const std::size_t before = input.runs.size();
    try {
      add(path, file);
    } catch (const catalog::InputError& error) {
      if (files.size() == 1 || error.kind != "bad-file") {
        throw;
      }
      input.runs.cut(before);
      input.files.erase(before);
      input.not_read.push_back(error);
    }
  }
  if (!input.not_read.empty() && input.runs.size() == 0) {
    throw input.not_read.front();
  }
  for (const catalog::InputError& error : input.not_read) {
    std::cerr << catalog::visible(fmt::format("tokroof: {}: {}", error.where, error.message)) << '\n';
    session.status = kBadInput;
  }
  differences.report();
  return with_machine(options, session, std::move(input));
}

}  // namespace tokroof::cli
