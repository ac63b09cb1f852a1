#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <map>
#include <memory>
#include <ostream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "answers/plot/setup_text.hpp"
#include "answers/plot/sweep_plot.hpp"
#include "answers/sweep_rows.hpp"
#include "api/this_machine.hpp"
#include "catalog/visible_text.hpp"
#include "cli/all_cores.hpp"
#include "cli/model_files.hpp"
#include "cli/output_file.hpp"
#include "cli/parser.hpp"
#include "cli/plot_output.hpp"
#include "cli/row_progress.hpp"
#include "cli/scenario_options.hpp"
#include "cli/session.hpp"
#include "whatif/sweep/sweep.hpp"

namespace tokroof::cli {
namespace {

struct SweepOptions {
  std::map<const predict::ScenarioOption*, std::string> stated;
  std::vector<std::string> command_line;
  std::string machine_file, output, shard = "1/1", x, plot = "rate";
  bool no_interval = false;
};

constexpr const char* kSweepExamples =
    "EXAMPLES\n"
    "  Two cards over the depth of the cache: 0, 1, 2, 4, ... 32768\n"
    "    tokroof sweep --device rtx-4090,rtx-5090 --model llama-3.1-8b --quant Q4_K_M --n-depth "
    "'0-32768*2'\n"
    "  Storage types and power limits, as a table\n"
    "    tokroof sweep --device rtx-3090 --model qwen3-32b --quant Q4_K_M,Q6_K --power-limit 200-350+25 -o "
    "power.csv\n"
    "  Links and splits: values that hold commas themselves are separated by ';'\n"
    "    tokroof sweep --device rtx-3090 --n-devices 2,4 -sm layer,tensor --link 'pcie4x4;pcie4x16;nvlink' "
    "--model llama-3.3-70b --quant Q4_K_M\n"
    "  Rates over the power limit, a line for each storage type, as a plot\n"
    "    tokroof sweep --device rtx-3090 --model qwen3-14b --quant Q4_K_M,Q8_0 --power-limit 150-350+10 -o "
    "power.svg\n"
    "  Where the time of a step goes, a bar for each card\n"
    "    tokroof sweep --device rtx-3090,rtx-4090,rtx-5090 --model qwen3-30b-a3b --quant Q4_K_M --plot parts "
    "-o "
    "parts.svg\n"
    "  The second of eight parts of a large one (scripts/sweep-dask and scripts/sweep-slurm run them all)\n"
    "    tokroof sweep --device rtx-4090 --model qwen3-8b --quant Q4_K_M --n-depth 0-40000 --concurrency "
    "1-64 "
    "--no-interval --shard 2/8 -o part-2.jsonl\n"
    "VALUES\n"
    "  A list               4096,8192\n"
    "  A range              1-8 (or 1..8), 0-32768+4096, 512-32768*2; from 0 by a factor: 0, 1, factor, ...\n"
    "                       without a step: every value; on a terminal some 32 of more than 128, and that is "
    "said\n"
    "  Lists and ranges mix: 0,512-4096*2,100000. Ranges are of numbers; --n-gpu-layers -1..3 begins below "
    "0.\n"
    "  ';' separates the values of --tensor-split, --link and --override-tensor.\n"
    "ROWS\n"
    "  Every combination is a row, numbered from 0; the options stand in the order below, the last one "
    "changes "
    "fastest.\n"
    "  A combination that cannot be modelled or does not fit is a row too: tps is empty, error says what is "
    "wrong.\n"
    "  On a terminal a table of what matters (--md: in Markdown); else JSON Lines, or --json, --csv, or by "
    "the name of -o: "
    ".jsonl, .json, .csv, .tsv, or a plot: .svg, .html";

answers::RowForm form_of(const SweepOptions& options, Format format) {
  if (options.output.empty() || options.output == "-") {
    return format == Format::json  ? answers::RowForm::json
           : format == Format::csv ? answers::RowForm::csv
                                   : answers::RowForm::jsonl;
  }
  if (format == Format::csv || format == Format::markdown) {
    throw catalog::InputError(
        "usage", "the end of its name says the form of the file: no --csv or --md", "-o");
  }
  constexpr std::pair<std::string_view, answers::RowForm> kForms[] = {{".jsonl", answers::RowForm::jsonl},
                                                                      {".json", answers::RowForm::json},
                                                                      {".csv", answers::RowForm::csv},
                                                                      {".tsv", answers::RowForm::tsv}};
  for (const auto& [extension, form] : kForms) {
    if (options.output.ends_with(extension)) {
      return form;
    }
  }
  throw catalog::InputError(
      "usage",
      fmt::format("'{}' ends in none of .jsonl, .json, .csv, .tsv, .svg, .html", options.output),
      "-o");
}

/// On a terminal a range without a step, of more values than a screen has lines, goes by a power of two, and that is said.
std::string with_steps(const predict::ScenarioOption& option, const std::string& text) {
  constexpr double kMostLines = 128, kLines = 32;
  const auto values = static_cast<double>(whatif::Axis::of_text(option, text).size());
  if (isatty(STDOUT_FILENO) == 0 || !option.is_number() || values <= kMostLines ||
      text.find_first_of(",+*") != std::string::npos) {
    return text;
  }
  const double step = std::exp2(std::ceil(std::log2((values - 1) / kLines)));
  std::cerr << fmt::format("tokroof: {} {}: every {:.0f}th of {:.0f} values; {}+1 has all of them\n",
                           option.long_name(),
                           text,
                           step,
                           values,
                           text);
  return fmt::format("{}+{:.0f}", text, step);
}

whatif::Product product_of(const SweepOptions& options) {
  whatif::Product product;
  for (const predict::ScenarioOption& option : predict::scenario_options()) {
    const auto stated = options.stated.find(&option);
    if (stated != options.stated.end()) {
      const bool to_file = !options.output.empty() && options.output != "-";
      product.add(
          whatif::Axis::of_text(option, to_file ? stated->second : with_steps(option, stated->second)));
    }
  }
  return product;
}

/// Models that are files join the catalog before anything points into it.
void add_model_files(Session& session, const whatif::Product& product) {
  const auto add = [&](predict::Asked asked) { take_model_file(session, asked.question.run); };
  add(product.base);
  for (const whatif::Axis& axis : product.axes) {
    for (std::uint64_t i = 0; axis.option().key == "model" && i < axis.size(); ++i) {
      predict::Asked asked;
      axis.state(asked, i);
      add(asked);
    }
  }
}

/// Blocks of rows are made on all cores and written in their order, those of one round while the next is made.
void write_rows(const whatif::SweepModel& model,
                const whatif::Product& product,
                whatif::RowRange range,
                const whatif::SweepOptions& options,
                answers::RowForm form,
                std::ostream& out) {
  constexpr std::uint64_t kMostRows = 2048, kBlocksPerCore = 4;
  const whatif::SweepColumns columns(product);
  const std::uint64_t blocks = range.size() <= kMostRows / 4 ? 1 : kBlocksPerCore * cores();
  const std::uint64_t rows = std::clamp<std::uint64_t>(range.size() / blocks, 1, kMostRows);
  std::vector<whatif::Sweeper> sweepers;  // keep their set-ups from round to round
  for (std::uint64_t i = 0; i < blocks; ++i) {
    sweepers.emplace_back(model, product, options);
  }
  const auto text_of = [&](std::uint64_t first, std::uint64_t end, whatif::Sweeper& sweeper) {
    std::ostringstream text;
    const auto writer = answers::row_writer(form, columns, text);
    if (first > range.begin) {
      writer->go_on();
    }
    sweeper.rows({first, end}, [&](auto number, const auto& setup, const auto& point) {
      writer->row(number, setup, point);
      return true;
    });
    writer->flush();
    return std::move(text).str();
  };
  RowProgress progress(range.size());
  const auto edge = answers::row_writer(form, columns, out);
  edge->begin();
  std::vector<std::string> made, written;
  for (std::uint64_t first = range.begin; first < range.end && edge->flush(); first += rows * blocks) {
    const std::uint64_t end = std::min(first + rows * blocks, range.end);
    written = std::exchange(made, std::vector<std::string>((end - first + rows - 1) / rows));
    on_all_cores(made.size() + 1, [&](std::size_t i) {
      if (i > 0) {
        const std::uint64_t begin = first + (i - 1) * rows;
        made[i - 1] = text_of(begin, std::min(begin + rows, end), sweepers[i - 1]);
        return;
      }
      for (const std::string& text : written) {
        out << text;
      }
    });
    progress.done(end - first);
  }
  for (const std::string& text : made) {
    out << text;
  }
  if (range.size() > 0) {
    edge->go_on();
  }
  edge->end();
  edge->flush();
}

plot::Chart chart_of(const whatif::SweepModel& model,
                     const whatif::Product& product,
                     whatif::RowRange range,
                     const whatif::SweepOptions& how,
                     const SweepOptions& options) {
  const std::string source = plot::source_text(model.fitted);
  if (options.plot == "parts") {
    return answers::parts_of_sweep(model, product, range, source);
  }
  answers::SweepPlot plot(product, options.x);
  RowProgress progress(range.size());
  whatif::sweep(model,
                product,
                range,
                how,
                [&](std::uint64_t number, const whatif::SetupCells&, const whatif::SweepPoint& point) {
                  plot.add(number, point);
                  progress.done(1);
                  return true;
                });
  const double level = product.base.answer.level;
  return options.plot == "frontier" ? plot.costs(level, source) : plot.rates(level, source);
}

/// Rows for people go to a terminal, and where Markdown is asked for; a table is kept until its columns' widths are known.
bool is_for_people(const SweepOptions& options, Format format, std::uint64_t rows) {
  constexpr std::uint64_t kMostOnScreen = 10000;
  return options.output.empty() &&
         (format == Format::markdown ||
          (format == Format::text && isatty(STDOUT_FILENO) != 0 && rows <= kMostOnScreen));
}

answers::Table table_of(const whatif::SweepModel& model,
                        const whatif::Product& product,
                        whatif::RowRange range,
                        const whatif::SweepOptions& how) {
  answers::SweepTable table(product, how.intervals ? product.base.answer.level : 0);
  whatif::sweep(model, product, range, how, [&](auto number, const auto& setup, const auto& point) {
    table.add(number, setup, point);
    return true;
  });
  return table.table();
}

/// Rows hold no sentences: what the machine is goes beside them.
void use_machine(Session& session, const SweepOptions& options) {
  catalog::Question question;
  const auto device = options.stated.find(&predict::scenario_option("device"));
  if (device != options.stated.end()) question.run.device = device->second;
  prepare_machine(session, question, options.machine_file);
  if (question.run.device.empty() && options.machine_file.empty() && options.command_line.empty() &&
      session.detects()) {
    std::cerr << catalog::visible(fmt::format("tokroof: detected: {}", session.this_machine().title)) << '\n';
  }
}

void run(const SweepOptions& options, Session& session) {
  const bool plots = options.output.ends_with(".svg") || options.output.ends_with(".html");
  const answers::RowForm form = plots ? answers::RowForm::jsonl : form_of(options, session.format());
  const whatif::Product product = product_of(options);
  const whatif::RowRange range = whatif::shard(product.size(), options.shard);
  use_machine(session, options);
  add_model_files(session, product);
  const whatif::SweepModel model{session.catalog(), session.fitted(), [&](const catalog::Question& question) {
                                   return complete_all(session,
                                                       with_words(session, question, options.command_line),
                                                       options.machine_file);
                                 }};
  whatif::check_sweep(model, product);
  const whatif::SweepOptions how{.intervals = !options.no_interval};
  if (plots) {
    write_plot(options.output, chart_of(model, product, range, how, options));
    return;
  }
  if (is_for_people(options, session.format(), range.size())) {
    session.print(table_of(model, product, range, how));
    return;
  }
  if (options.output.empty() || options.output == "-") {
    write_rows(model, product, range, how, form, session.out());
    return;  // a reader that has left (| head) is no error
  }
  OutputFile file(options.output);
  write_rows(model, product, range, how, form, file.stream());
  file.keep();
}

void add_scenario_options(Command command, SweepOptions& options) {
  for (const predict::ScenarioOption& option : predict::scenario_options()) {
    if (option.group == predict::kTrafficGroup) {
      continue;
    }
    const auto take = [&options, &option](const std::string& text) { options.stated[&option] = text; };
    Option added = command.add_option_function(std::string(option.names), take, std::string(option.help));
    if (option.flag != nullptr) {
      added.expected(0, 1);
    }
    const char separator = whatif::value_separator(option);
    const std::string type = option.flag != nullptr ? "0,1" : fmt::format("{}{}...", option.type, separator);
    added.type_name(type).default_str(std::string(option.otherwise)).group(std::string(option.group));
  }
}

}  // namespace

void add_sweep(Command app, Session& session) {
  auto options = std::make_shared<SweepOptions>();
  Command command = app.add_subcommand("sweep", "Predict every combination of lists and ranges of options");
  command.footer(kSweepExamples);
  add_scenario_options(command, *options);
  add_other_sources(command, options->command_line, options->machine_file);
  session.add_detect_option(command);
  const char* group = "Rows";
  add_output_option(command, "-o,--output", options->output, "Write here, in the form that the name ends in")
      .group(group);
  command
      .add_option(
          "--shard", options->shard, "Only the i-th of n equal parts; all of them in order are the whole")
      .type_name("I/N")
      .group(group);
  command.add_option("--x", options->x, "Of a plot: the option along the axis; the others are its lines")
      .type_name("OPTION")
      .default_str("the first of numbers")
      .group(group);
  command
      .add_option("--plot",
                  options->plot,
                  "What a plot shows: the rate along an option, the parts of each step, or rate against cost")
      .capture_default_str()
      .one_of({"rate", "parts", "frontier"})
      .group(group);
  command.add_flag("--no-interval", options->no_interval, "Leave low_tps and high_tps out").group(group);
  session.add_table_options(command);
  command.callback([options, &session] { run(*options, session); });
}

}  // namespace tokroof::cli
