#include "predict/cli/scenario_options.hpp"

#include <cmath>

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "catalog/number.hpp"
#include "predict/cli/cost_options.hpp"
#include "predict/cli/model_files.hpp"
#include "predict/cli/session.hpp"

namespace tokroof::cli {
namespace {

/// A finite decimal number in a range; CLI11's own reading takes "nan", "inf" and hexadecimal.
CLI::Validator number(double low, double high, bool whole = true) {
  const auto check = [=](std::string& text) -> std::string {
    const auto value = parse_number(text);
    if (value && *value >= low && *value <= high && (!whole || *value == std::floor(*value))) {
      return "";
    }
    return fmt::format(
        "'{}' is not a {} between {:g} and {:g}", text, whole ? "whole number" : "number", low, high);
  };
  return CLI::Validator(check, "");
}

/// "on", "off" and "auto" beside 1 and 0, as llama-bench takes them.
CLI::Validator on_or_off() {
  const auto change = [](std::string& text) -> std::string {
    if (text == "1" || text == "on") {
      text = "1";
    } else if (text == "0" || text == "off") {
      text = "0";
    } else if (text == "auto" || text == "-1") {
      text.clear();
    } else {
      return "'" + text + "' is none of 1, 0, on, off, auto";
    }
    return "";
  };
  return CLI::Validator(change, "");
}

CLI::Validator date() {
  const auto check = [](std::string& text) -> std::string {
    const bool year = text.size() >= 4 && parse_number(text.substr(0, 4)).value_or(0) > 2000;
    const bool month =
        text.size() == 4 || (text.size() >= 7 && text[4] == '-' && parse_number(text.substr(5, 2)));
    const bool day =
        text.size() <= 7 || (text.size() == 10 && text[7] == '-' && parse_number(text.substr(8, 2)));
    return year && month && day && text.size() != 5 && text.size() != 6
               ? ""
               : "'" + text + "' is not YYYY[-MM[-DD]]";
  };
  return CLI::Validator(check, "");
}

constexpr double kMost = 1e9;

/// Options under one heading. `shown` is the default in words: most depend on other options and are taken later.
class Group {
 public:
  Group(CLI::App& command, const char* heading) : command_(command), heading_(heading) {}

  CLI::Option* text(
      const char* names, std::string& to, const char* type, const char* shown, const char* help) {
    return with(command_.add_option(names, to, help), type, shown);
  }
  CLI::Option* number(const char* names,
                      double& to,
                      const char* type,
                      const char* shown,
                      CLI::Validator range,
                      const char* help) {
    return with(command_.add_option(names, to, help), type, shown)->check(std::move(range));
  }

 private:
  CLI::Option* with(CLI::Option* option, const char* type, const char* shown) {
    return option->type_name(type)->default_str(shown)->group(heading_);
  }
  CLI::App& command_;
  const char* heading_;
};

// clang-format off
void add_machine(CLI::App& command, Run& run) {
  Group g(command, "Machine");
  g.text("--device", run.device, "NAME", "", "Device, or unequal ones joined by '+', each once per card (list devices); a system by its name");
  g.number("--n-devices", run.n_devices, "N", "1", number(1, 1e5), "Devices that share one copy of the model");
  g.text("--split-mode,--split", run.split, "MODE", "by engine", "layer, row, tensor, pipeline or rpc (-sm)");
  g.text("--tensor-split", run.details.tensor_split, "A,B", "by engine", "Share of each device, in their order: 3,1 or 3/1 (-ts)");
  g.text("--link", run.interconnect, "NAME", "usual", "Link: pcie4x16, nvlink, infinity-fabric, sys, tb5, eth-10g, ... (list links); a comma list: one a device");
  g.number("--replicas", run.replicas, "N", "1", number(1, 1e5), "Independent copies of the model");
  g.text("--host", run.host_device, "NAME", "", "Host processor, or its memory: ddr5-5600x6; needed where part of the model is on it");
  g.number("--host-channels", run.details.host_channels, "N", "all", number(1, 64), "Memory channels of a socket that are populated");
  g.number("--host-memory-mts", run.details.host_memory_mts, "MT/S", "as specified", number(100, 20000), "Transfer rate of the host's memory [10^6/s]");
  g.number("--host-sockets", run.details.host_sockets, "N", "1", number(1, 16), "Sockets of the host");
  g.number("--host-memory-gib", run.details.host_memory_gib, "GIB", "by name", number(0.1, 1e6, false), "Memory of the host; unknown: not checked [GiB]");
  g.number("--gpu-memory-gib", run.details.gpu_memory_gib, "GIB", "all but 8", number(0.1, 1e6, false), "Of unified memory, what the GPU may use [GiB]");
  g.text("--storage", run.details.storage, "NAME", "", "Drive that weights beyond the host's memory are read from (list devices)");
  g.number("-t,--threads", run.threads, "N", "all cores", number(1, 1e5), "Threads of the host that work on the model");
  g.number("--power-limit", run.power_w, "W", "as specified", number(31, 1e6, false), "Power limit of one device [W]");
}

void add_model(CLI::App& command, Run& run, double& n_cpu_moe) {
  Group g(command, "Model and engine");
  g.text("-m,--model", run.model, "NAME", "", "Model (list models), or its file: GGUF, config.json, a folder with one");
  g.text("--quant", run.quant, "NAME", "by engine", "File type or storage type of the weights (list quants)");
  g.number("--size-gib", run.size_gib, "GIB", "counted", number(1e-3, 1e5, false), "Size of the weight file [GiB]");
  g.text("--engine", run.engine, "NAME", "llama.cpp", "Engine (list engines)");
  g.text("--backend", run.backend, "NAME", "by vendor", "cuda, rocm, vulkan, metal, mlx, cpu, sycl, hpu or rdu");
  g.text("--engine-date", run.engine_date, "DATE", "newest", "Release date of the engine's build; newest: of the fitted runs")->check(date());
  g.text("--flash-attn", run.flash_attention, "0|1", "auto", "Flash attention: 1, 0 or auto (-fa)")->transform(on_or_off());
  g.number("--n-gpu-layers", run.n_gpu_layers, "N", "all", number(-1, kMost), "Layers on the device, the others on the host (-ngl)");
  g.number("--n-cpu-moe", n_cpu_moe, "N", "0", number(0, kMost), "Keep the experts of the first N layers on the host (-ncmoe)");
  g.text("--override-tensor", run.details.override_tensor, "PATTERN=CPU", "", "Tensors whose name matches stay on the host: 'ffn_.*_exps=CPU,...' (-ot)");
  command.add_flag("--spill", run.details.spill, "What the devices do not hold is read over the link (\"sysmem fallback\")")->group("Model and engine");
  g.text("--kv-type", run.kv_type, "NAME", "f16", "Type of the KV cache: f16, q8_0, q4_0, fp8, ... (-ctk)");
}

void add_workload(CLI::App& command, Run& run) {
  Group g(command, "Workload");
  g.number("-p,--n-prompt", run.n_prompt, "N", "512", number(1, kMost), "Tokens of the prompt whose processing is predicted");
  g.number("--ubatch-size,--n-ubatch", run.micro_batch, "N", "by engine", number(1, 1e6), "Prompt tokens processed at once (-ub)");
  g.number("-n,--n-gen", run.n_gen, "N", "128", number(1, kMost), "Tokens generated");
  g.number("-d,--n-depth", run.depth, "N", "0", number(0, kMost), "Tokens in the cache when generation starts");
  g.number("--concurrency", run.concurrency, "N", "1", number(1, 1e6), "Parallel streams");
  g.text("--speculative", run.speculative, "NAME", "none", "Speculative decoding: none, mtp, ngram, draft, eagle, dflash");
  g.number("--spec-tokens", run.spec_tokens, "N", "", number(1, 1e4), "Tokens drafted a step");
  g.number("--acceptance", run.acceptance, "0..1", "", number(0, 1, false), "Share of the drafted tokens that is accepted");
}
// clang-format on

}  // namespace

void ScenarioOptions::add_to(CLI::App& command) {
  command_ = &command;
  add_machine(command, question.run);
  add_model(command, question.run, question.n_cpu_moe);
  add_workload(command, question.run);
  command
      .add_option("COMMAND",
                  command_line,
                  "After --: a command line of llama-bench, llama-server, vllm, ollama, mlx_lm, sglang")
      ->type_name("WORDS");
  command
      .add_option("--machine",
                  machine_file,
                  "Machine file (tokroof machine): devices, links, host and power limit that are not stated")
      ->type_name("FILE")
      ->group("Machine");
  const char* group = "Answer";
  command.add_option("--level", answer.level, "Share of published figures that the interval is to hold")
      ->type_name("0..1")
      ->capture_default_str()
      ->check(number(0.01, 0.999, false))
      ->group(group);
  add_cost_options(command, answer.cost);
}

Request ScenarioOptions::request(Session& session) const {
  Request request = complete_all(session, question, command_line, machine_file);
  if (command_->count("--level") == 0) {
    request.assume("level", answer.level);
  }
  return request;
}

Economics ScenarioOptions::economics(Session& session, const Prediction& prediction, Request& request) const {
  return tokroof::economics(
      session.catalog(), session.fitted(), prediction, request, question.run.device, answer.cost);
}

std::optional<Prediction> answer(Session& session, const Request& request) {
  PredictionOutcome outcome = predict(session.catalog(), session.fitted(), request.run);
  if (!outcome.refusal) {
    return std::move(outcome.prediction);
  }
  const Refusal& refusal = *outcome.refusal;
  const bool too_big = refusal.reason == "does-not-fit";
  nlohmann::json beside = {{"reason", refusal.reason}, {"assumed", assumed_json(request)}};
  if (outcome.memory) {
    beside["memory"] = memory_json(*outcome.memory);
  }
  session.refuse(
      too_big ? "does-not-fit" : "cannot-model", (too_big ? "does not fit: " : "") + refusal.message, beside);
  return std::nullopt;
}

}  // namespace tokroof::cli
