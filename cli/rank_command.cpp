#include <algorithm>
#include <cmath>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "answers/plot/frontier.hpp"
#include "answers/plot/setup_text.hpp"
#include "answers/rank_output.hpp"
#include "api/rank_question.hpp"
#include "catalog/text.hpp"
#include "cli/model_files.hpp"
#include "cli/parser.hpp"
#include "cli/plot_output.hpp"
#include "cli/scenario_options.hpp"
#include "cli/session.hpp"
#include "cli/wishes.hpp"
#include "model/names.hpp"

namespace tokroof::cli {
namespace {

struct RankOptions {
  ScenarioOptions scenario;
  whatif::CandidateChoice choice;
  whatif::RankQuestion question;
  std::string by;
  std::vector<std::string> model_words;
  std::vector<std::string> prices;  ///< NAME=USD
  std::size_t top = 25;
  std::string plot_file;
  bool excluded = false;
};

constexpr const char* kRankExamples =
    "EXAMPLES\n"
    "  What to buy for a 32B model with 1600 USD\n"
    "    tokroof rank --model qwen3-32b --quant Q4_K_M --by tps-per-usd --budget-usd 1600\n"
    "  Some machines at today's prices\n"
    "    tokroof rank --model llama-3.3-70b --quant Q4_K_M --devices "
    "2xrtx-3090,rtx-5090+rtx-4090,strix-halo,m3-ultra-80c "
    "--price rtx-3090=700 --price m3-ultra-80c=4000\n"
    "  Cards of one vendor, one to four of them, at least 20 tok/s, for a program to read\n"
    "    tokroof rank --model gpt-oss-120b --quant MXFP4 --vendor nvidia --kind gpu --n-devices 1,2,4 "
    "--min-tps 20 "
    "--json\n"
    "  How many cards take ten requests a second, each with its first token within a second?\n"
    "    tokroof rank --model llama-3.1-8b --engine vllm -p 2000 -n 300 --request-rate 10 --ttft-slo 1 "
    "--devices "
    "h100-sxm,a100-sxm-80gb,l40s,rtx-4090\n"
    "  Which machines are fast for their price, as a plot\n"
    "    tokroof rank --model qwen3-32b --quant Q4_K_M --budget-usd 10000 -o frontier.svg";

/// "rtx-3090=700"
void read_prices(const catalog::Catalog& catalog,
                 const std::vector<std::string>& prices,
                 predict::CostQuestion& cost) {
  for (const std::string& price : prices) {
    const std::size_t equals = price.find('=');
    if (equals == std::string::npos) {
      throw catalog::InputError("usage", fmt::format("'{}' is not NAME=USD", price), "--price");
    }
    api::state_price(catalog, cost, price.substr(0, equals), price.substr(equals + 1), "--price");
  }
}

void write_text(const RankOptions& options, const whatif::Ranking& ranking, Session& session) {
  if (options.excluded) {
    session.print(answers::excluded_table(ranking));
    return;
  }
  session.print(answers::ranking_table(ranking, options.question, options.top));
  session.out() << (session.format() == Format::markdown ? "\n" : "")
                << answers::ranking_notes(ranking, options.question, options.top);
}

/// "qwen3 32b under 1000 dollars", "cheapest": what the machines are to be. The rest names the model.
void take_wishes(RankOptions& options) {
  if (options.model_words.empty()) {
    return;
  }
  Wishes wishes = wishes_of(options.model_words);
  const auto take = [](const std::string& wish, std::string& option) {
    option = option.empty() ? wish : option;
  };
  take(wishes.by, options.by);
  take(wishes.kind, options.choice.kind);
  take(wishes.vendor, options.choice.vendor);
  if (!wishes.budget.empty()) {
    if (!std::isnan(options.question.budget_usd)) {
      throw catalog::InputError(
          "usage",
          fmt::format("'{}' stands beside --budget-usd: which is meant?", wishes.budget),
          wishes.budget);
    }
    options.question.budget_usd = wishes.budget_usd;
  }
  options.model_words = std::move(wishes.rest);
}

void run(RankOptions& options, Session& session) {
  take_wishes(options);
  take_name_words(options.model_words, options.scenario.question.run.model, "--model");
  whatif::RankQuestion& question = options.question;
  question.question = options.scenario.question;
  take_model_file(session, question.question.run);
  question.answer = options.scenario.answer;
  question.by = options.by.empty() ? whatif::usual_order(question.answer.traffic)
                                   : *whatif::rank_by(options.by);  // checked by the option
  read_prices(session.catalog(), options.prices, question.answer.cost);
  const auto machines = whatif::candidates(session.catalog(), options.choice);
  const whatif::Ranking ranking = whatif::rank(session.catalog(), session.fitted(), question, machines);
  if (!options.plot_file.empty()) {
    write_plot(options.plot_file, plot::frontier(ranking, question, plot::source_text(session.fitted())));
  }
  if (session.json()) {
    session.write(answers::ranking_json(ranking, question));
  } else if (session.format() == Format::csv && !options.excluded) {
    session.print(answers::ranking_figures(ranking, question));
  } else {
    write_text(options, ranking, session);
  }
}

/// The options of predict, except that the machines are many.
void replace_machine(Command command, whatif::CandidateChoice& choice) {
  for (const char* name : {"--device", "--n-devices", "--machine", "--no-detect", "COMMAND"}) {
    command.remove_option(name);
  }
  const char* group = "Machines";
  command
      .add_option(
          "--devices", choice.devices, "Devices, sets (a+b), cards in numbers (2xrtx-3090), systems by name")
      .type_name("NAME,...")
      .delimiter(',')
      .default_str("all")
      .group(group);
  command
      .add_option("--n-devices",
                  choice.counts,
                  "Cards in these numbers, but for those that --devices names in a number")
      .type_name("N,...")
      .delimiter(',')
      .default_str("1,2,4")
      .check(api::wrong_count)
      .group(group);
  command.add_option("--vendor", choice.vendor, "Only devices of this vendor").type_name("NAME").group(group);
  command
      .add_option("--kind", choice.kind, "Only devices of this kind: gpu, apu, soc, cpu, accelerator, system")
      .type_name("NAME")
      .group(group);
}

}  // namespace

void add_rank(Command app, Session& session) {
  auto options = std::make_shared<RankOptions>();
  Command command =
      app.add_subcommand("rank", "Which machine runs this model fastest, cheapest, with least power?");
  command.footer(kRankExamples);
  options->scenario.add_to(command, session);
  options->scenario.add_traffic_to(command);
  replace_machine(command, options->choice);
  command.add_option("MODEL", options->model_words, "The model, as --model names it");
  const char* group = "Ranking";
  command
      .add_option(
          "--by",
          options->by,
          "tps (of a stream), or all streams per price, per watt at the wall, or their cost; price or "
          "number of devices, least first")
      .type_name("NAME")
      .default_str("tps; devices of a traffic")
      .one_of(std::vector<std::string>(whatif::kRankByNames.begin(), whatif::kRankByNames.end()))
      .group(group);
  const auto limit = [&](const char* name, double& to, const predict::AmountRange& range, const char* help) {
    add_amount(command, name, to, range, help).default_str("none").group(group);
  };
  limit("--budget-usd", options->question.budget_usd, api::kBudget, "Machines that cost no more");
  limit("--max-power-w",
        options->question.max_power_w,
        api::kMaxPower,
        "Machines that draw no more at the wall");
  limit("--min-tps", options->question.min_tps, api::kMinRate, "Machines on which one stream is not slower");
  command
      .add_option("--price", options->prices, "Price of one device instead of the catalog's; may be repeated")
      .type_name("NAME=USD")
      .delimiter(',')
      .group(group);
  add_top(command, options->top).group(group);
  command
      .add_flag("--all",
                options->choice.all,
                "Rank what nobody would buy too: what is not sold, processors without memory, more cards "
                "that gain nothing")
      .group(group);
  command.add_flag("--excluded", options->excluded, "The machines that are not ranked, and why").group(group);
  add_plot_file(
      command, options->plot_file, "rate against what --by divides by, with the efficient frontier");
  session.add_table_options(command);
  command.callback([options, &session] { run(*options, session); });
}

}  // namespace tokroof::cli
