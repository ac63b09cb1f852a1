#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "predict/cli/flat_table.hpp"
#include "predict/cli/scenario_options.hpp"
#include "predict/cli/session.hpp"
#include "predict/prediction_text.hpp"

namespace tokroof::cli {
namespace {

struct Options {
  ScenarioOptions scenario;
  bool brief = false;
};

constexpr const char* kExamples =
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
    "--json";

void run(const Options& options, Session& session) {
  Request request = options.scenario.request(session);
  const auto prediction = answer(session, request);
  if (!prediction) {
    return;
  }
  const Economics economics = options.scenario.economics(session, *prediction, request);
  if (session.json()) {
    session.write(prediction_json(*prediction, request, economics, options.scenario.answer));
  } else if (session.format() != Format::text) {
    session.print(flat_table(prediction_json(*prediction, request, economics, options.scenario.answer),
                             {"decode", "step", "prefill", "memory", "energy"}));
  } else if (options.brief) {
    session.out() << prediction_line(*prediction, options.scenario.answer);
  } else {
    session.out() << prediction_text(
        *prediction, request, economics, options.scenario.answer, session.colour());
  }
}

}  // namespace

void add_predict(CLI::App& app, Session& session) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("predict", "How fast should this model run on this machine?");
  command->footer(kExamples);
  options->scenario.add_to(*command);
  command->add_flag("--brief", options->brief, "One line")->group("Answer");
  session.add_table_options(*command);
  command->callback([options, &session] { run(*options, session); });
}

}  // namespace tokroof::cli
