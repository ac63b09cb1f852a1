#pragma once

#include <catch2/catch.hpp>
#include <cmath>
#include <initializer_list>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/resolve.hpp"
#include "catalog/runs_table.hpp"
#include "model/coefficients.hpp"
#include "model/count.hpp"
#include "model/reverse.hpp"
#include "tests/runs_as_text.hpp"

namespace tokroof::test {

/// An engine of the catalog.
inline const model::Engine& engine(std::string_view name) {
  const model::Engine* found = catalog::Catalog::bundled().find_engine(name);
  if (found == nullptr) {
    throw std::runtime_error("no engine is known as " + std::string(name));
  }
  return *found;
}

// ---- steps of the catalog's devices and models

/// What a test changes of an ordinary run: one stream on one device, a recent build of llama.cpp.
struct Options {
  std::string engine = "llama.cpp", backend = {}, date = "2026-01-15";
  double depth = 0, prompt = 0, generated = 128, concurrency = 1;
  double n_devices = 1;
  std::string split = "none", interconnect = {};
  std::string placement = {}, host = {};
  double layers_on_gpu = model::kUnknown;
  std::string speculative = {};
  double drafted = model::kUnknown, acceptance = model::kUnknown;
};

inline catalog::Run run_for(std::string_view device,
                            std::string_view model,
                            std::string_view quant,
                            const Options& o = {}) {
  catalog::Run run;
  run.device = device;
  run.model = model;
  run.quant = quant;
  run.engine = o.engine;
  run.backend = o.backend;
  run.date = o.date;
  run.depth = o.depth;
  run.n_prompt = o.prompt;
  run.n_gen = o.generated;
  run.concurrency = o.concurrency;
  run.rate = o.concurrency > 1 ? catalog::StatedRate::aggregate : catalog::StatedRate::stream;
  run.n_devices = o.n_devices;
  run.split = catalog::Said<model::Split>::read(o.split);
  run.interconnect = o.interconnect;
  run.placement = catalog::Said<catalog::StatedPlacement>::read(o.placement);
  run.host = o.host;
  run.n_gpu_layers = o.layers_on_gpu;
  run.speculative = catalog::Said<model::Drafting>::read(o.speculative);
  run.spec_tokens = o.drafted;
  run.acceptance = o.acceptance;
  run.tg_tps = 1;  // some figure: without one there is nothing to resolve
  run.pp_tps = o.prompt > 0 ? 1 : model::kUnknown;
  return run;
}

template <class T>
T value_or_throw(model::Result<T> result) {
  if (!result) {
    throw std::runtime_error(result.refusal().reason + ": " + result.refusal().message);
  }
  return *result;
}

inline model::Scenario scenario_of(const catalog::Run& run) {
  return value_or_throw(catalog::resolve(catalog::Catalog::bundled(), run));
}
inline model::Scenario scenario_for(std::string_view device,
                                    std::string_view model,
                                    std::string_view quant,
                                    const Options& o = {}) {
  return scenario_of(run_for(device, model, quant, o));
}
inline model::Step step_of(const catalog::Run& run) { return value_or_throw(model::count(scenario_of(run))); }
inline model::Step step_for(std::string_view device,
                            std::string_view model,
                            std::string_view quant,
                            const Options& o = {}) {
  return step_of(run_for(device, model, quant, o));
}

/// Row `line` (from 0) of a bundled runs table.
inline const catalog::Run& bundled_run(std::string_view table, int line) {
  static std::map<std::string, std::vector<catalog::Run>, std::less<>> read;
  auto found = read.find(table);
  if (found == read.end()) {
    found = read.emplace(table, runs_of(table)).first;
  }
  for (const catalog::Run& run : found->second) {
    if (run.line == line + 2) {  // the header is line 1
      return run;
    }
  }
  throw std::runtime_error("no such row");
}

// ---- coefficients

struct Setting {
  std::string_view name;
  double value;
};

/// Coefficients with these values; all others are neutral: a factor of 1, a deviation of 0, a share of 1/2.
inline model::Coefficients<double> coefficients(std::initializer_list<Setting> settings) {
  model::Coefficients<double> c;
  for (const Setting& s : settings) {
    const std::size_t i = model::position(s.name);
    c.parameters[i] = model::parameter_of(model::kCoefficients[i].transform, s.value);
  }
  return c;
}

/// The prior means that apply to a step.
inline model::Coefficients<double> prior_coefficients(const model::Step& step) {
  model::Coefficients<double> c;
  for (std::size_t i = 0; i < model::kCoefficientCount; ++i) {
    c.parameters[i] =
        model::prior_parameter(model::kCoefficients[i], step.labels[model::kCoefficients[i].scope]);
  }
  return c;
}

// ---- steps in round numbers

/// Every time of it can be worked out in one's head: 8 GB of 4-bit weights at 1 TB/s.
inline model::Step round_step() {
  model::Step s;
  model::Work& w = s.work;
  w.file_bytes = w.weight_bytes = 8e9;
  w.weights = 16e9;
  w.layers = 10;
  w.d_model = 1000;
  w.vocab = 50000;
  w.kv_heads = 4;
  w.kv_bytes = 1e9;
  w.attention_flops = 1e10;
  w.prompt_flops_per_pair = 1e6;
  w.kernels_dense = 100;
  model::Rates& r = s.rates;
  r.bandwidth_bytes_per_s = 1e12;
  r.fp32_flops = r.dequant_ops_per_s = 1e13;
  r.fp16_flops = r.prefill_flops = r.operand_flops = 1e14;
  r.clock_hz = 1.7e9;
  r.power_w = 1000;
  r.host_bandwidth_bytes_per_s = 1e11;
  r.host_fp32_flops = 1e12;
  r.host_prefill_flops = 1e12;
  r.host_threads = 8;
  r.peak_flops = 2e14;
  // Where a test splits the step: 1 GB/s, no latency.
  r.link.bytes_per_s = 1e9;
  return s;
}

/// The same with 6 of the 8 GB in experts, 2 of 8 a token.
inline model::Step round_mixture() {
  model::Step s = round_step();
  model::Work& w = s.work;
  w.mixture = true;
  w.expert_bytes = 6e9;
  w.expert_weights = 12e9;
  w.experts = 8;
  w.experts_active = 2;
  w.moe_layers = 10;
  w.kernels_moe = 50;
  return s;
}

// ---- derivatives

using Gradient = std::array<double, model::kCoefficientCount>;

/// Differentiates `f`, a function of coefficients of any scalar, as the fit does (model/reverse.hpp); checks every
/// derivative against a central difference (five points) and the value against that of doubles. Returns the derivatives
/// by parameter.
template <class F>
Gradient check_derivatives(const model::Coefficients<double>& at, F f) {
  constexpr double kStep = 1e-3, kRelative = 1e-6, kRounding = 1e-11;
  model::Tape tape;
  const model::Recording recording(tape);
  tape.clear();
  model::Coefficients<model::Var> variables;
  for (std::size_t i = 0; i < model::kCoefficientCount; ++i) {
    variables.parameters[i] = tape.leaf(at.parameters[i]);
  }
  const model::Var result = f(variables);
  const double value = f(at);
  CHECK(std::isfinite(value));
  CHECK(result.value == Approx(value).epsilon(1e-12));
  const std::vector<double>& by_node = tape.derivatives(result);
  Gradient gradient{};
  for (std::size_t i = 0; i < model::kCoefficientCount; ++i) {
    const auto moved = [&](double steps) {
      model::Coefficients<double> c = at;
      c.parameters[i] += steps * kStep;
      return f(c);
    };
    const double difference = (8 * (moved(1) - moved(-1)) - (moved(2) - moved(-2))) / (12 * kStep);
    gradient[i] = by_node[variables.parameters[i].node];
    CAPTURE(model::kCoefficients[i].name);
    CHECK(gradient[i] == Approx(difference).epsilon(kRelative).margin(kRounding * std::abs(value)));
  }
  return gradient;
}

}  // namespace tokroof::test
