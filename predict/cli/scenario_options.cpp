#include "predict/cli/scenario_options.hpp"

#include <cmath>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "catalog/number.hpp"
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
    return fmt::format("'{}' is not a {} between {:g} and {:g}", text, whole ? "whole number" : "number", low, high);
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
    const bool month = text.size() == 4 || (text.size() >= 7 && text[4] == '-' && parse_number(text.substr(5, 2)));
    const bool day = text.size() <= 7 || (text.size() == 10 && text[7] == '-' && parse_number(text.substr(8, 2)));
    return year && month && day && text.size() != 5 && text.size() != 6 ? "" : "'" + text + "' is not YYYY[-MM[-DD]]";
  };
  return CLI::Validator(check, "");
}

constexpr double kMost = 1e9;

void add_machine(CLI::App& c, Run& run) {
  const char* group = "Machine";
  c.add_option("--device", run.device, "Device, or unequal ones joined by '+', each once per card (list devices)")
      ->type_name("NAME")->required()->group(group);
  c.add_option("--n-devices", run.n_devices, "Devices that share one copy of the model")
      ->type_name("N")->default_str("1")->check(number(1, 1e5))->group(group);
  c.add_option("--split-mode,--split", run.split, "layer, row, tensor, pipeline or rpc (-sm)")
      ->type_name("MODE")->default_str("as the engine does")->group(group);
  c.add_option("--link", run.interconnect, "Link: pcie4x16, nvlink, infinity-fabric, tb5, eth-10g, ... (list links)")
      ->type_name("NAME")->default_str("as such machines have")->group(group);
  c.add_option("--replicas", run.replicas, "Independent copies of the model")
      ->type_name("N")->default_str("1")->check(number(1, 1e5))->group(group);
  c.add_option("--host", run.host_device, "Host processor; needed where part of the model is on it")
      ->type_name("NAME")->group(group);
  c.add_option("-t,--threads", run.threads, "Threads of the host that work on the model")
      ->type_name("N")->default_str("all cores")->check(number(1, 1e5))->group(group);
  c.add_option("--power-limit", run.power_w, "Power limit of one device [W]")
      ->type_name("W")->default_str("as specified")->check(number(31, 1e6, false))->group(group);
}

void add_model(CLI::App& c, Run& run, double& n_cpu_moe) {
  const char* group = "Model and engine";
  c.add_option("-m,--model", run.model, "Model (list models)")->type_name("NAME")->required()->group(group);
  c.add_option("--quant", run.quant, "File type or storage type of the weights (list quants)")
      ->type_name("NAME")->default_str("as the engine runs")->group(group);
  c.add_option("--size-gib", run.size_gib, "Size of the weight file [GiB]")
      ->type_name("GIB")->default_str("counted")->check(number(1e-3, 1e5, false))->group(group);
  c.add_option("--engine", run.engine, "Engine (list engines)")
      ->type_name("NAME")->default_str("llama.cpp")->group(group);
  c.add_option("--backend", run.backend, "cuda, rocm, vulkan, metal, mlx, cpu, sycl, hpu or rdu")
      ->type_name("NAME")->default_str("the vendor's")->group(group);
  c.add_option("--engine-date", run.engine_date, "Release date of the engine's build")
      ->type_name("YYYY-MM-DD")->default_str("newest fitted")->check(date())->group(group);
  c.add_option("--flash-attn", run.flash_attention, "Flash attention: 1, 0 or auto (-fa)")
      ->type_name("0|1")->default_str("auto")->transform(on_or_off())->group(group);
  c.add_option("--n-gpu-layers", run.n_gpu_layers, "Layers on the device, the others on the host (-ngl)")
      ->type_name("N")->default_str("all")->check(number(-1, kMost))->group(group);
  c.add_option("--n-cpu-moe", n_cpu_moe, "Keep the experts of the first N layers on the host (-ncmoe)")
      ->type_name("N")->default_str("0")->check(number(0, kMost))->group(group);
  c.add_option("--kv-type", run.kv_type, "Type of the KV cache: f16, q8_0, q4_0, fp8, ... (-ctk)")
      ->type_name("NAME")->default_str("f16")->group(group);
}

void add_workload(CLI::App& c, Run& run) {
  const char* group = "Workload";
  c.add_option("-p,--n-prompt", run.n_prompt, "Tokens of the prompt whose processing is predicted")
      ->type_name("N")->default_str("512")->check(number(1, kMost))->group(group);
  c.add_option("-n,--n-gen", run.n_gen, "Tokens generated")
      ->type_name("N")->default_str("128")->check(number(1, kMost))->group(group);
  c.add_option("-d,--n-depth", run.depth, "Tokens in the cache when generation starts")
      ->type_name("N")->default_str("0")->check(number(0, kMost))->group(group);
  c.add_option("--concurrency", run.concurrency, "Parallel streams")
      ->type_name("N")->default_str("1")->check(number(1, 1e6))->group(group);
  c.add_option("--speculative", run.speculative, "Speculative decoding: none, mtp, ngram, draft, eagle, dflash")
      ->type_name("NAME")->default_str("none")->group(group);
  c.add_option("--spec-tokens", run.spec_tokens, "Tokens drafted a step")
      ->type_name("N")->check(number(1, 1e4))->group(group);
  c.add_option("--acceptance", run.acceptance, "Share of the drafted tokens that is accepted")
      ->type_name("0..1")->check(number(0, 1, false))->group(group);
}

}  // namespace

void ScenarioOptions::add_to(CLI::App& command) {
  command_ = &command;
  add_machine(command, question.run);
  add_model(command, question.run, question.n_cpu_moe);
  add_workload(command, question.run);
  const char* group = "Answer";
  command.add_option("--level", answer.level, "Share of published figures that the interval is to hold")
      ->type_name("0..1")->capture_default_str()->check(number(0.01, 0.999, false))->group(group);
  command.add_option("--usd-per-kwh", answer.usd_per_kwh, "Price of electricity [USD/kWh]")
      ->type_name("USD")->capture_default_str()->check(number(0, 100, false))->group(group);
}

Request ScenarioOptions::request(Session& session) const {
  Request request = complete(session.catalog(), session.fitted(), question);
  if (command_->count("--level") == 0) {
    request.assume("level", answer.level);
  }
  if (command_->count("--usd-per-kwh") == 0) {
    request.assume("usd_per_kwh", answer.usd_per_kwh);
  }
  return request;
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
  session.refuse(too_big ? "does-not-fit" : "cannot-model", (too_big ? "does not fit: " : "") + refusal.message, beside);
  return std::nullopt;
}

}  // namespace tokroof::cli
