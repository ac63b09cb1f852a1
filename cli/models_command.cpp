#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "answers/models_output.hpp"
#include "answers/prediction_text.hpp"
#include "api/apply_machine.hpp"
#include "api/models_filter.hpp"
#include "api/rank_question.hpp"
#include "api/this_machine.hpp"
#include "catalog/text.hpp"
#include "cli/browser.hpp"
#include "cli/parser.hpp"
#include "cli/scenario_options.hpp"
#include "cli/session.hpp"
#include "predict/levers.hpp"
#include "predict/scenario_option.hpp"
#include "predict/told_assumptions.hpp"

namespace tokroof::cli {
namespace {

struct ModelsOptions {
  ScenarioOptions scenario;
  std::vector<std::string> device_words;
  whatif::ModelsFilter filter;
  std::string max_age;
  bool dense = false, moe = false;
  std::string by = std::string(whatif::kModelsByNames[0]);
  std::size_t top = 20;
  bool excluded = false;
  bool browse = false;
};

constexpr const char* kModelsExamples =
    "EXAMPLES\n"
    "  What runs on this machine? (The same as tokroof alone.)\n"
    "    tokroof models\n"
    "  What runs on this card at 10 tok/s or more?\n"
    "    tokroof models --device rtx-3090\n"
    "  What keeps 30 tok/s with 32768 tokens of context, of the last year?\n"
    "    tokroof models --device rtx-3090 --n-devices 2 --min-tps 30 --context 32768 --max-age 12\n"
    "  Mixtures of experts on a Mac under MLX, the fastest first\n"
    "    tokroof models --device m4-max-40c --engine mlx --moe --by tps\n"
    "  Browse them: filter as one types, order, explain a row\n"
    "    tokroof models --device rtx-3090 --browse\n"
    "  Every model and figure, for a program to read\n"
    "    tokroof models --device strix-halo --json";

void write_text(const ModelsOptions& options, const whatif::RunnableModels& models, Session& session) {
  if (options.excluded) {
    session.print(answers::excluded_models_table(models));
    return;
  }
  const bool text = session.format() == Format::text;
  session.out() << answers::models_heading(models) << '\n';
  session.print(answers::models_table(models, options.scenario.answer.level, options.top));
  session.out() << (text ? "" : "\n") << answers::models_notes(models, options.top);
}

/// What `tokroof predict` says of a row.
std::string explained(const whatif::RunnableModel& row, const ScenarioOptions& scenario, Session& session) {
  const catalog::Catalog& catalog = session.catalog();
  const predict::Fitted& fitted = session.fitted();
  predict::Request request = row.request;
  const predict::Economics economics = scenario.economics(session, row.prediction, request);
  return answers::prediction_text(row.prediction,
                                  request,
                                  economics,
                                  scenario.answer,
                                  predict::told_assumptions(catalog, fitted, request, row.prediction),
                                  predict::levers(catalog, fitted, request, row.prediction));
}

bool browse_models(const ModelsOptions& options, whatif::RunnableModels& models, Session& session) {
  const auto lines_of = [](const std::string& text) {
    std::vector<std::string> lines;
    for (const std::string_view line : catalog::split_at(text, '\n')) {
      if (!line.empty()) {
        lines.emplace_back(line);
      }
    }
    return lines;
  };
  return browse({.heading = lines_of(answers::models_heading(models)),
                 .orders = {whatif::kModelsByNames.begin(), whatif::kModelsByNames.end()},
                 .order = static_cast<std::size_t>(options.filter.by),
                 .table = [&](std::size_t order) {
                   whatif::order_models(models.rows, static_cast<whatif::ModelsBy>(order));
                   std::vector<std::string> lines = lines_of(
                       answers::plain(answers::models_table(models, options.scenario.answer.level, 0)));
                   BrowsedTable table;
                   table.header = lines.front();
                   table.lines.assign(lines.begin() + 1, lines.end());
                   for (const whatif::RunnableModel& row : models.rows) {
                     std::string words = fmt::format("{} {}", row.model->name, row.model->family);
                     for (const model::Architecture* other : row.same_shape) {
                       words += fmt::format(" {}", other->slug);
                     }
                     table.words.push_back(std::move(words));
                   }
                   table.explain = [&](std::size_t line) {
                     return explained(models.rows[line], options.scenario, session);
                   };
                   return table;
                 }});
}

void run(ModelsOptions& options, Session& session) {
  take_name_words(options.device_words, options.scenario.question.run.device, "--device");
  catalog::Question question = options.scenario.question;
  api::AppliedMachine applied;
  const api::KnownMachine* detected = nullptr;
  if (!options.scenario.machine_file.empty()) {
    const api::KnownMachine& known = session.machine_of_file(options.scenario.machine_file);
    applied = api::apply_machine(session.catalog(), known.machine, question.run);
  } else if (question.run.device.empty() && session.detects()) {
    detected = &session.this_machine();
    applied = api::apply_detected(*detected, question.run);
  }
  options.filter.by = *whatif::models_by(options.by);  // checked by the option
  options.filter.kind = options.dense ? whatif::ModelKind::dense
                        : options.moe ? whatif::ModelKind::moe
                                      : whatif::ModelKind::any;
  if (!options.max_age.empty()) {
    options.filter.max_age_months = *api::max_age_named(options.max_age);  // checked by the option
  }
  whatif::RunnableModels models =
      whatif::runnable_models(session.catalog(), session.fitted(), question, options.filter);
  std::vector<catalog::Assumption>& assumed = models.machine.assumed;
  assumed.insert(assumed.begin(), applied.assumed.begin(), applied.assumed.end());
  const double level = options.scenario.answer.level;
  if (session.json()) {
    nlohmann::json document = answers::models_json(models, level);
    if (detected != nullptr) document["machine"]["detected"] = api::known_machine_json(*detected);
    session.write(document);
  } else if (session.format() == Format::csv) {
    session.print(options.excluded ? answers::excluded_models_table(models)
                                   : answers::models_figures(models, level));
  } else if (!(options.browse && session.format() == Format::text &&
               browse_models(options, models, session))) {
    if (detected != nullptr && session.format() == Format::text) {
      session.out() << api::machine_text(*detected) << '\n';
    }
    write_text(options, models, session);
  }
}

}  // namespace

void add_models(Command app, Session& session) {
  auto options = std::make_shared<ModelsOptions>();
  Command command = app.add_subcommand("models", "Which models run on this machine, and how fast?");
  command.footer(kModelsExamples);
  options->scenario.add_to(command, session);
  for (const char* name : {"--model", "--size-gib", "COMMAND"}) {
    command.remove_option(name);
  }
  command.add_option("DEVICE", options->device_words, "The device, as --device names it");
  const char* group = "Models";
  constexpr double kMost = 1e9;
  add_amount(command,
             "--min-tps",
             options->filter.min_tps,
             api::kMinRate,
             "Rate of one stream that is kept with the context in use")
      .default_str("10")
      .group(group);
  add_amount(command,
             "--context",
             options->filter.context,
             {"TOKENS", 0, kMost},
             "Tokens of a stream that must fit, and are in use")
      .default_str("8192")
      .group(group);
  command
      .add_option("--max-age",
                  options->max_age,
                  "Only models at most so much older than the catalog's newest; any: all")
      .type_name("MONTHS")
      .default_str("24")
      .check([](const std::string& text) {
        return api::max_age_named(text)
                   ? ""
                   : fmt::format("'{}' is neither a number of months (at most 1200) nor any", text);
      })
      .group(group);
  command
      .add_option(
          "--family", options->filter.family, "Only models whose family or name begins so: qwen3, gemma")
      .type_name("NAME")
      .default_str("all")
      .group(group);
  Option dense = command.add_flag("--dense", options->dense, "Only dense models").group(group);
  command.add_flag("--moe", options->moe, "Only mixtures of experts").group(group).excludes(dense);
  command.add_option("--by", options->by, "Order: parameters, rate, most context that fits, or release")
      .type_name("NAME")
      .capture_default_str()
      .one_of(std::vector<std::string>(whatif::kModelsByNames.begin(), whatif::kModelsByNames.end()))
      .group(group);
  add_top(command, options->top).group(group);
  command.add_flag("--excluded", options->excluded, "The models that are not listed, and why").group(group);
  command
      .add_flag("--browse",
                options->browse,
                "On a terminal: filter as you type, order with Tab, open a row with Enter; else the table")
      .group(group);
  session.add_table_options(command);
  command.callback([options, &session] { run(*options, session); });
}

}  // namespace tokroof::cli
