#include "predict/scenario_option.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/text.hpp"
#include "predict/amount.hpp"

namespace tokroof::predict {
namespace {

using Kind = ScenarioOption::Kind;

// What an option sets.
template <auto Member>
auto& run(Asked& asked) {
  return asked.question.run.*Member;
}
template <auto Member>
auto& details(Asked& asked) {
  return asked.question.run.details.*Member;
}
template <auto Member>
auto& cost(Asked& asked) {
  return asked.answer.cost.*Member;
}

template <auto Member>
auto& traffic(Asked& asked) {
  return asked.answer.traffic.*Member;
}

template <auto Member>
constexpr ScenarioOption::Word word{[](Asked& asked, std::string_view text) {
                                      auto& said = asked.question.run.*Member;
                                      said = std::remove_reference_t<decltype(said)>::read(text);
                                    },
                                    [](Asked& asked) { return (asked.question.run.*Member).text(); }};

using Text = std::string& (*)(Asked&);
using Number = double& (*)(Asked&);
using Flag = bool& (*)(Asked&);
using Word = ScenarioOption::Word;

/// Options under one heading.
struct Group {
  std::string_view heading;

  [[nodiscard]] constexpr ScenarioOption text(std::string_view names,
                                              std::string_view key,
                                              Text to,
                                              std::string_view type,
                                              std::string_view otherwise,
                                              std::string_view help,
                                              Kind kind = Kind::text) const {
    return {names, key, heading, type, otherwise, help, kind, 0, 0, to};
  }
  [[nodiscard]] constexpr ScenarioOption word(std::string_view names,
                                              std::string_view key,
                                              Word to,
                                              std::string_view type,
                                              std::string_view otherwise,
                                              std::string_view help,
                                              Kind kind = Kind::text) const {
    ScenarioOption out = text(names, key, nullptr, type, otherwise, help, kind);
    out.word = to;
    return out;
  }
  [[nodiscard]] constexpr ScenarioOption whole(std::string_view names,
                                               std::string_view key,
                                               Number to,
                                               double least,
                                               double most,
                                               std::string_view type,
                                               std::string_view otherwise,
                                               std::string_view help) const {
    return {names, key, heading, type, otherwise, help, Kind::whole, least, most, nullptr, to, nullptr};
  }
  /// Any number, not only whole ones.
  template <class... Facts>
  [[nodiscard]] constexpr ScenarioOption number(const Facts&... facts) const {
    ScenarioOption out = whole(facts...);
    out.kind = Kind::number;
    return out;
  }
  [[nodiscard]] constexpr ScenarioOption flag(std::string_view names,
                                              std::string_view key,
                                              Flag to,
                                              std::string_view help) const {
    return {names, key, heading, "", "", help, Kind::flag, 0, 0, nullptr, nullptr, to};
  }
};

constexpr Group kMachine{"Machine"}, kModel{"Model and engine"}, kWork{"Workload"}, kTraffic{kTrafficGroup},
    kCost{"Power and cost"}, kAnswer{"Answer"};
constexpr double kMost = 1e9, kMostUsd = 1e9, kMostW = 1e6;
constexpr double kLongestFirst = 120, kLongestGap = 5;  // s, of what is promised: more was meant in ms

// clang-format off
constexpr auto kOptions = std::to_array<ScenarioOption>({
    kMachine.text("--device", "device", run<&catalog::Run::device>, "NAME", "", "Device, or unequal ones joined by '+', each once per card (list devices); a system by its name"),
    kMachine.whole("--n-devices", "n_devices", run<&catalog::Run::n_devices>, 1, 1e5, "N", "1", "Devices that share one copy of the model"),
    kMachine.word("--split-mode,--split", "split", word<&catalog::Run::split>, "MODE", "by engine", "layer, row, tensor, pipeline or rpc (-sm)"),
    kMachine.text("--tensor-split", "tensor_split", details<&catalog::MachineDetails::tensor_split>, "A,B", "by engine", "Share of each device, in their order: 3,1 or 3/1 (-ts)"),
    kMachine.whole("--pipeline-parallel", "pipeline_parallel", run<&catalog::Run::pipeline_parallel>, 1, 1e5, "N", "1", "Stages of a tensor split, each with a part of the layers on its part of the devices"),
    kMachine.whole("--data-parallel-attention", "data_parallel_attention", run<&catalog::Run::data_parallel_attention>, 1, 1e5, "N", "1", "Groups of a tensor split that attend for their own sequences; they share the routed experts"),
    kMachine.flag("--expert-parallel", "expert_parallel", run<&catalog::Run::expert_parallel>, "Every routed expert whole on one device of a tensor split"),
    kMachine.text("--link", "link", run<&catalog::Run::interconnect>, "NAME", "usual", "Link: pcie4x16, nvlink, infinity-fabric, sys, tb5, eth-10g, ... (list links); a comma list: one a device"),
    kMachine.text("--network", "network", run<&catalog::Run::network>, "NAME", "usual", "Network between machines, where one does not hold all devices: ib-ndr, roce-400g, eth-10g, ... (list links)"),
    kMachine.whole("--machine-devices,--gpus-per-node", "machine_devices", run<&catalog::Run::machine_devices>, 1, 1e5, "N", "by fabric", "Devices of a machine, joined by --link; --network joins machines"),
    kMachine.whole("--replicas", "replicas", run<&catalog::Run::replicas>, 1, 1e5, "N", "1", "Independent copies of the model"),
    kMachine.text("--host", "host", run<&catalog::Run::host_device>, "NAME", "", "Host processor, or its memory: ddr5-5600x6; needed where part of the model is on it"),
    kMachine.whole("--host-channels", "host_channels", details<&catalog::MachineDetails::host_channels>, 1, 64, "N", "all", "Memory channels of a socket that are populated"),
    kMachine.whole("--host-memory-mts", "host_memory_mts", details<&catalog::MachineDetails::host_memory_mts>, 100, 20000, "MT/S", "as specified", "Transfer rate of the host's memory [10^6/s]"),
    kMachine.whole("--host-sockets", "host_sockets", details<&catalog::MachineDetails::host_sockets>, 1, 16, "N", "1", "Sockets of the host"),
    kMachine.number("--host-memory-gib", "host_memory_gib", details<&catalog::MachineDetails::host_memory_gib>, 0.1, 1e6, "GIB", "by name", "Memory of the host; unknown: not checked [GiB]"),
    kMachine.number("--gpu-memory-gib", "gpu_memory_gib", details<&catalog::MachineDetails::gpu_memory_gib>, 0.1, 1e6, "GIB", "all but 8", "Of unified memory, what the GPU may use [GiB]"),
    kMachine.text("--os", "os", details<&catalog::MachineDetails::os>, "NAME", "linux", "Operating system, which keeps some of a card's memory: linux, windows"),
    kMachine.text("--storage", "storage", details<&catalog::MachineDetails::storage>, "NAME", "", "Drive that weights beyond the host's memory are read from (list devices), or its rate: '7 GB/s'"),
    kMachine.whole("-t,--threads", "threads", run<&catalog::Run::threads>, 1, 1e5, "N", "all cores", "Threads of the host that work on the model"),
    kMachine.number("--power-limit", "power_limit_w", run<&catalog::Run::power_w>, 31, 1e6, "W", "as specified", "Power limit of one device [W]"),

    kModel.text("-m,--model", "model", run<&catalog::Run::model>, "NAME", "", "Model (list models), or its file: GGUF, config.json, a folder with one"),
    kModel.text("--quant", "quant", run<&catalog::Run::quant>, "NAME", "by engine", "File type or storage type of the weights (list quants)"),
    kModel.number("--size-gib", "size_gib", run<&catalog::Run::size_gib>, 1e-3, 1e5, "GIB", "counted", "Size of the weight file [GiB]"),
    kModel.text("--engine", "engine", run<&catalog::Run::engine>, "NAME", "llama.cpp", "Engine (list engines)"),
    kModel.text("--backend", "backend", run<&catalog::Run::backend>, "NAME", "by vendor", "cuda, rocm, vulkan, metal, mlx, cpu, sycl, hpu, rdu, neuron or tpu"),
    kModel.text("--engine-date", "engine_date", run<&catalog::Run::engine_date>, "DATE", "newest", "Release date of the engine's build; newest: of the fitted runs", Kind::date),
    kModel.word("--flash-attn", "flash_attn", word<&catalog::Run::flash_attention>, "0|1", "auto", "Flash attention: 1, 0 or auto (-fa)", Kind::on_off),
    kModel.word("--eager", "eager", word<&catalog::Run::eager>, "0|1", "auto", "The host launches every kernel, without graphs: 1, 0 or auto (--enforce-eager)", Kind::on_off),
    kModel.whole("--n-gpu-layers", "n_gpu_layers", run<&catalog::Run::n_gpu_layers>, -1, kMost, "N", "all", "Layers on the device, the others on the host (-ngl)"),
    kModel.whole("--n-cpu-moe", "n_cpu_moe", details<&catalog::MachineDetails::n_cpu_moe>, 0, kMost, "N", "0", "Keep the experts of the first N layers on the host (-ncmoe)"),
    kModel.text("--override-tensor", "override_tensor", details<&catalog::MachineDetails::override_tensor>, "PATTERN=CPU", "", "Tensors whose name matches stay on the host: 'ffn_.*_exps=CPU,...' (-ot)"),
    kModel.flag("--spill", "spill", details<&catalog::MachineDetails::spill>, "What the devices do not hold is read over the link (\"sysmem fallback\")"),
    kModel.text("--kv-type", "kv_type", run<&catalog::Run::kv_type>, "NAME", "f16", "Type of the KV cache: f16, q8_0, q4_0, fp8, ... (-ctk)"),

    kWork.whole("-p,--n-prompt", "n_prompt", run<&catalog::Run::n_prompt>, 1, kMost, "N", "512", "Tokens of the prompt whose processing is predicted"),
    kWork.whole("--ubatch-size,--n-ubatch", "n_ubatch", run<&catalog::Run::micro_batch>, 1, 1e6, "N", "by engine", "Prompt tokens processed at once (-ub)"),
    kWork.whole("-n,--n-gen", "n_gen", run<&catalog::Run::n_gen>, 1, kMost, "N", "128", "Tokens generated"),
    kWork.whole("-d,--n-depth", "n_depth", run<&catalog::Run::depth>, 0, kMost, "N", "0", "Tokens in the cache when generation starts; 32k is 32768"),
    kWork.whole("--concurrency", "concurrency", run<&catalog::Run::concurrency>, 1, 1e6, "N", "1", "Parallel streams (--streams)"),
    kWork.whole("--max-num-seqs,--max-running-requests", "max_num_seqs", details<&catalog::MachineDetails::max_num_seqs>, 1, 1e6, "N", "memory", "Streams that a server runs at once; the others wait"),
    kWork.whole("--max-model-len,--context-length", "max_model_len", details<&catalog::MachineDetails::max_model_len>, 1, kMost, "N", "as used", "Tokens of a sequence for which there must be room (llama.cpp: -c by slot)"),
    kWork.number("--gpu-memory-utilization,--mem-fraction-static", "gpu_memory_utilization", details<&catalog::MachineDetails::gpu_memory_utilization>, 0.05, 1, "0..1", "0.9", "Share of a device's memory that a server takes"),
    kWork.word("--speculative", "speculative", word<&catalog::Run::speculative>, "NAME", "none", "Speculative decoding: none, mtp, ngram, draft, eagle, dflash, dspark"),
    kWork.whole("--spec-tokens", "spec_tokens", run<&catalog::Run::spec_tokens>, 1, 1e4, "N", "", "Tokens drafted a step"),
    kWork.number("--acceptance", "acceptance", run<&catalog::Run::acceptance>, 0, 1, "0..1", "", "Share of the drafted tokens that is accepted"),

    kTraffic.number("--request-rate", "request_rate", traffic<&Traffic::request_rate_per_s>, 1e-6, kMost, "N", "clients ask anew", "Requests a second that reach the server, at random (Poisson): queue, percentiles and what it can take [1/s]"),
    kTraffic.whole("--requests", "requests", traffic<&Traffic::requests>, 1, 1e5, "N", "a service", "Requests of a benchmark, which then ends; else a service that goes on"),
    kTraffic.number("--length-spread", "length_spread", traffic<&Traffic::length_spread>, 0, 3, "N", "0", "Standard deviation of the lengths of prompts and answers over their mean"),
    kTraffic.number("--prefix-hit-share", "prefix_hit_share", traffic<&Traffic::prefix_hit_share>, 0, 0.999, "0..1", "0", "Share of a prompt's tokens whose cache is there from an earlier request"),
    kTraffic.whole("--prefill-replicas", "prefill_replicas", traffic<&Traffic::prefill_replicas>, 0, 64, "N", "0", "Further replicas that read the prompts and hand their cache over (disaggregated prefill)"),
    kTraffic.text("--kv-link", "kv_link", traffic<&Traffic::kv_link>, "NAME", "usual network", "Link over which they hand it over (list links)"),
    kTraffic.number("--ttft-slo", "ttft_slo", traffic<&Traffic::ttft_slo_s>, 1e-6, kLongestFirst, "S", "none", "Time to the first token that a request must meet [s]"),
    kTraffic.number("--itl-slo", "itl_slo", traffic<&Traffic::itl_slo_s>, 1e-6, kLongestGap, "S", "none", "Mean time between its tokens that a request must meet [s]"),
    kTraffic.whole("--seed", "seed", traffic<&Traffic::seed>, 0, 1e9, "N", "1", "Of the random arrivals and lengths"),

    kAnswer.number("--level", "level", [](Asked& a) -> double& { return a.answer.level; }, 0.01, 0.999, "0..1", "0.9", "Share of published figures that the interval is to hold"),

    kCost.number("--usd-per-kwh", "usd_per_kwh", cost<&CostQuestion::usd_per_kwh>, 0, 100, "USD/KWH", "0.15", "Price of electricity [USD/kWh]"),
    kCost.number("--idle-power-w", "idle_power_w", cost<&CostQuestion::idle_power_w>, 0, kMostW, "W", "7.6 % of the limit", "Draw of one device that waits [W]"),
    kCost.number("--host-power-w", "host_power_w", cost<&CostQuestion::host_power_w>, 0, kMostW, "W", "by machine", "Draw of what is not a device: processor, memory, fans [W]"),
    kCost.number("--psu-efficiency", "psu_efficiency", cost<&CostQuestion::psu_efficiency>, 0.3, 1, "N", "0.9", "Efficiency of the power supply"),
    kCost.number("--price-usd", "price_usd", cost<&CostQuestion::price_usd>, 0, kMostUsd, "USD", "catalog's", "Price of all devices, or of the machine that --device names [USD]"),
    kCost.number("--host-price-usd", "host_price_usd", cost<&CostQuestion::host_price_usd>, 0, kMostUsd, "USD", "0", "Price of the rest of the machine [USD]"),
    kCost.number("--rent-usd-per-h", "rent_usd_per_h", cost<&CostQuestion::rent_usd_per_h>, 0, kMostUsd, "USD/H", "bought", "Rent of the machine, electricity included [USD/h]"),
    kCost.number("--hours-per-day", "hours_per_day", cost<&CostQuestion::hours_per_day>, 0.01, 24, "H", "8", "Hours of decoding a day"),
    kCost.number("--idle-hours-per-day", "idle_hours_per_day", cost<&CostQuestion::idle_hours_per_day>, 0, 24, "H", "rest", "Hours a day that it is on and waits"),
    kCost.number("--amortize-years", "amortize_years", cost<&CostQuestion::amortize_years>, 0.01, 100, "YEARS", "3", "Years over which the price is written off"),
    kCost.number("--rented-usd-per-h", "rented_usd_per_h", cost<&CostQuestion::rented_usd_per_h>, 0, kMostUsd, "USD/H", "none", "Rent to compare with: when has the machine paid for itself? [USD/h]"),
    kCost.text("--rented-device", "rented_device", cost<&CostQuestion::rented_device>, "NAME", "the same", "What is rented at that price; its rate is predicted"),
});
// clang-format on

bool is_date(std::string_view text) {
  const auto digits = [&](std::size_t from, std::size_t count) {
    return text.substr(from, count).find_first_not_of("0123456789") == std::string_view::npos;
  };
  const bool length = text.size() == 4 || text.size() == 7 || text.size() == 10;
  return length && digits(0, 4) && text.substr(0, 4) > "2000" &&
         (text.size() < 7 || (text[4] == '-' && digits(5, 2))) &&
         (text.size() < 10 || (text[7] == '-' && digits(8, 2)));
}

/// "1" and "0" of what llama-bench takes; "" of "auto"; nothing for what it does not take.
const char* on_or_off(std::string_view text) {
  if (text == "1" || text == "on") return "1";
  if (text == "0" || text == "off") return "0";
  return text == "auto" || text == "-1" ? "" : nullptr;
}

bool is_yes(std::string_view text) { return text == "1" || text == "true" || text == "on"; }
bool is_no(std::string_view text) { return text == "0" || text == "false" || text == "off"; }

std::string underscored(std::string_view text) {
  std::string out(text.substr(std::min(text.find_first_not_of('-'), text.size())));
  for (char& c : out) {
    c = c == '-' ? '_' : c;
  }
  return out;
}

/// The unit that a number of it may have behind it.
std::string_view typed_in(const ScenarioOption& option) {
  return option.key == "size_gib"                           ? "FILE_GIB"
         : option.kind == Kind::whole && option.type == "N" ? "TOKENS"
                                                            : option.type;
}

/// The long spellings among "-d,--n-depth", underscored.
bool is_spelling(const ScenarioOption& option, std::string_view name) {
  std::string_view rest = option.names;
  while (!rest.empty()) {
    const std::string_view one = rest.substr(0, rest.find(','));
    if (one.starts_with("--") && underscored(one) == name) {
      return true;
    }
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
  }
  return false;
}

}  // namespace

std::string_view ScenarioOption::long_name() const {
  const std::string_view from = names.substr(names.find("--"));
  return from.substr(0, from.find(','));
}

std::span<const ScenarioOption> scenario_options() { return kOptions; }

const ScenarioOption& scenario_option(std::string_view name) {
  const std::string wanted = underscored(name);
  std::vector<std::string_view> keys;
  for (const ScenarioOption& option : kOptions) {
    if (option.key == wanted || is_spelling(option, wanted)) {
      return option;
    }
    keys.push_back(option.key);
  }
  throw catalog::InputError("unknown-name",
                            fmt::format("unknown option '{}'", name),
                            std::string(name),
                            catalog::nearest_names(wanted, keys));
}

const ScenarioOption& set_up_option(std::string_view name) {
  const ScenarioOption& option = scenario_option(name);
  if (option.group == kTrafficGroup) {
    throw catalog::InputError(
        "usage", "only predict and rank simulate requests that reach a server", std::string(name));
  }
  return option;
}

std::optional<double> stated_number(const ScenarioOption& option, std::string_view value) {
  return amount_of(typed_in(option), value);
}

std::string wrong_value(const ScenarioOption& option, std::string_view value) {
  switch (option.kind) {
    case Kind::text: return "";
    case Kind::date: return is_date(value) ? "" : fmt::format("'{}' is not YYYY[-MM[-DD]]", value);
    case Kind::on_off:
      return on_or_off(value) != nullptr ? "" : fmt::format("'{}' is none of 1, 0, on, off, auto", value);
    case Kind::flag:
      return is_yes(value) || is_no(value) ? "" : fmt::format("'{}' is neither true nor false", value);
    case Kind::number:
    case Kind::whole: break;
  }
  const std::string_view type = typed_in(option);
  const auto number = amount_of(type, value);
  if (option.kind == Kind::whole && (!number || *number != std::floor(*number))) {
    return fmt::format("'{}' is not a whole number between {:g} and {:g}", value, option.least, option.most);
  }
  return wrong_amount({type, option.least, option.most}, value);
}

void state(Asked& asked, const ScenarioOption& option, std::string_view value) {
  const std::string wrong = wrong_value(option, value);
  if (!wrong.empty()) {
    throw catalog::InputError("usage", wrong, std::string(option.long_name()));
  }
  if (option.flag != nullptr) {
    option.flag(asked) = is_yes(value);
  } else if (option.word.read != nullptr) {
    option.word.read(asked, option.kind == Kind::on_off ? on_or_off(value) : value);
  } else if (option.number != nullptr) {
    option.number(asked) = *stated_number(option, value);
  } else {
    option.text(asked) = value;
  }
}

std::string stated_text(const ScenarioOption& option, Asked& asked) {
  return option.word.text != nullptr ? option.word.text(asked)
         : option.text != nullptr    ? option.text(asked)
                                     : "";
}

std::string value_text(const ScenarioOption& option, const nlohmann::json& value) {
  if (value.is_string()) {
    return value.get<std::string>();
  }
  const bool is_switch = option.kind == Kind::flag || option.kind == Kind::on_off;
  if (value.is_boolean() && is_switch) {
    return value.get<bool>() ? "1" : "0";
  }
  if (value.is_number()) {
    return fmt::format("{}", value.get<double>());  // the shortest text that reads back as the same number
  }
  throw catalog::InputError(
      "usage",
      fmt::format("takes a text{}, not {}", is_switch ? ", true or false" : " or a number", value.dump()),
      std::string(option.key));
}

namespace {

Asked asked_by(const nlohmann::json& object, const ScenarioOption& (*option_named)(std::string_view)) {
  if (!object.is_object()) {
    throw catalog::InputError("usage", "a question is an object: {\"device\": ..., \"model\": ...}");
  }
  Asked asked;
  for (const auto& [name, value] : object.items()) {
    const ScenarioOption& option = option_named(name);
    if (!value.is_null()) {
      state(asked, option, value_text(option, value));
    }
  }
  return asked;
}

}  // namespace

Asked asked_from_json(const nlohmann::json& object) { return asked_by(object, set_up_option); }

Asked asked_with_traffic(const nlohmann::json& object) { return asked_by(object, scenario_option); }

}  // namespace tokroof::predict
