#include <iostream>
#include <memory>
#include <ostream>

#include <nlohmann/json.hpp>

#include "answers/plot/roofline_models.hpp"
#include "answers/plot/setup_text.hpp"
#include "answers/plot/step_parts.hpp"
#include "answers/prediction_text.hpp"
#include "cli/flat_table.hpp"
#include "cli/parser.hpp"
#include "cli/plot_output.hpp"
#include "cli/runs_input.hpp"
#include "cli/scenario_options.hpp"
#include "cli/session.hpp"
#include "whatif/serving/service_cost.hpp"

namespace tokroof::cli {
namespace {

struct PredictOptions {
  ScenarioOptions scenario;
  bool brief = false;
  bool verbose = false;
  std::string plot_file;
  std::string plot = "parts";
};

constexpr const char* kPredictExamples =
    "EXAMPLES\n"
    "  How fast does an 8B model run on a 4090, with 4096 tokens in the cache?\n"
    "    tokroof predict --device rtx-4090 --model llama-3.1-8b --quant Q4_K_M --n-depth 4096\n"
    "  Two cards over PCIe 4.0 x4\n"
    "    tokroof predict --device rtx-3090 --n-devices 2 -sm layer --link pcie4x4 --model llama-3.3-70b "
    "--quant Q4_K_M\n"
    "  A mixture of experts with the experts of all layers on the host\n"
    "    tokroof predict --device rtx-4090 --model qwen3-235b-a22b --quant Q4_K_M --n-cpu-moe 94 --host "
    "epyc-9355\n"
    "  What a million tokens cost at one's own prices, and when the card has paid for itself\n"
    "    tokroof predict --device rtx-3090 --model qwen3-32b --quant Q4_K_M --price-usd 700 --usd-per-kwh "
    "0.3 "
    "--rented-device h100-sxm\n"
    "  What another program's command line would give (a model's file that is here is read: the bytes of its "
    "tensors)\n"
    "    tokroof predict --device rtx-4090 -- llama-bench -m Qwen3-8B-Q4_K_M.gguf -ngl 99 -fa 1 -d 4096\n"
    "    tokroof predict --device h100-sxm -- vllm serve Qwen/Qwen3-32B --tensor-parallel-size 4\n"
    "  Eight streams under vLLM, for a program to read\n"
    "    tokroof predict --device h100-sxm --model llama-3.1-8b --quant BF16 --engine vllm --concurrency 8 "
    "--json\n"
    "  Four requests a second: waiting times, and how many it can answer within half a second\n"
    "    tokroof predict --device h100-sxm --model llama-3.1-8b --engine vllm -p 2000 -n 300 --request-rate "
    "4 --ttft-slo 0.5\n"
    "  The roofline of a machine with models on it\n"
    "    tokroof predict --device rtx-4090 --model llama-3.1-8b --quant Q4_K_M --plot roofline -o "
    "roofline.svg";

plot::Chart parts_chart(Session& session, const predict::Prediction& prediction) {
  const model::Scenario& s = prediction.scenario;
  plot::Chart chart = plot::step_parts({{plot::machine_name(s), &prediction}});
  chart.title = "Where the time goes: " + plot::setup_name(s);
  chart.subtitle = "Predicted decode step with " + plot::workload_text(s) + ".";
  chart.source = plot::source_text(session.fitted());
  return chart;
}

plot::Chart chart_of(const PredictOptions& options,
                     Session& session,
                     const predict::Prediction& prediction,
                     const predict::Request& request) {
  if (options.plot == "parts") {
    return parts_chart(session, prediction);
  }
  return plot::roofline(session.catalog(),
                        session.fitted(),
                        prediction,
                        request.run,
                        bundled_runs(session).runs,
                        options.scenario.answer.level);
}

/// One line says no more than the rate: a placement that was chosen is said beside it.
void say_placement(const predict::Request& request) {
  for (const catalog::Assumption& a : request.assumed) {
    if (a.name == "placement") {
      std::cerr << "tokroof: placement: " << std::get<std::string>(a.value) << '\n';
    }
  }
}

void run(PredictOptions options, Session& session) {
  predict::Request request = options.scenario.request(session, options.scenario.answer.traffic);
  const auto prediction = answer(session, request);
  if (!prediction) {
    return;
  }
  if (!options.plot_file.empty()) {
    write_plot(options.plot_file, chart_of(options, session, *prediction, request));
  }
  const whatif::ServedPrediction told =
      whatif::served_prediction(session.catalog(), session.fitted(), *prediction, request, options.scenario);
  const predict::AnswerOptions& asked = options.scenario.answer;
  const auto json = [&] {
    return answers::prediction_json(*prediction, request, told.economics, asked, told.served());
  };
  if (session.json()) {
    session.write(json());
  } else if (session.format() == Format::markdown) {
    session.print(answers::prediction_table(*prediction, request, asked, told.served()));
  } else if (session.format() != Format::text) {
    session.print(flat_table(json(), {"decode", "step", "prefill", "memory", "energy", "serving"}));
  } else if (options.brief) {
    session.out() << answers::prediction_line(*prediction, asked, told.served());
    say_placement(request);
  } else {
    const auto assumed = predict::told_assumptions(session.catalog(), session.fitted(), request, *prediction);
    session.out() << answers::prediction_text(
        *prediction,
        request,
        told.economics,
        asked,
        assumed,
        predict::levers(session.catalog(), session.fitted(), request, *prediction),
        {.colour = session.colour(), .verbose = options.verbose},
        told.served());
  }
}

}  // namespace

void add_predict(Command app, Session& session) {
  auto options = std::make_shared<PredictOptions>();
  Command command = app.add_subcommand("predict", "How fast should this model run on this machine?");
  command.footer(kPredictExamples);
  options->scenario.add_to(command, session);
  options->scenario.add_traffic_to(command);
  command.add_flag("--brief", options->brief, "One line").group("Answer");
  command.add_flag("-v,--verbose", options->verbose, "Everything that was assumed, what a cost rests on too")
      .group("Answer");
  add_plot_file(command, options->plot_file, "see --plot");
  command.add_option("--plot", options->plot, "What to plot: the parts of a step, or the machine's roofline")
      .capture_default_str()
      .one_of({"parts", "roofline"})
      .group("Plot");
  session.add_table_options(command);
  command.callback([options, &session] { run(*options, session); });
}

}  // namespace tokroof::cli
