#include "predict/prediction.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "catalog/resolve.hpp"
#include "catalog/run_class.hpp"
#include "model/ceiling.hpp"
#include "model/count.hpp"
#include "model/time/figure_time.hpp"

namespace tokroof {
namespace {

void add_parts(Prediction& p, const Binding& binding) {
  const Breakdown<double> t = decode_time(p.step, binding.coefficients);
  p.parts = {{"weights", t.weights},
             {"kv", t.kv},
             {"state", t.state},
             {"launch", t.launch},
             {"fixed", t.fixed},
             {"logits", t.logits},
             {"link", t.link},
             {"host", t.host},
             {"eager", t.eager},
             {"drafting", t.drafting}};
  // What this device, engine or model family measured differently from the terms above stays visible.
  p.parts.push_back({"effects", t.total() * std::expm1(binding.ln_effects)});
  for (const StepPart& part : p.parts) {
    p.step_s += part.seconds_s;
  }
}

double part(const Prediction& p, std::string_view name) {
  for (const StepPart& q : p.parts) {
    if (q.name == name) {
      return q.seconds_s;
    }
  }
  return 0;
}

/// Which of the four limits of the matrix work rules.
std::string binding_limit(const Step& step, const Coefficients<double>& c) {
  if (step.how.cpu) {
    const double bytes = step_weight_bytes(step.work);
    const double memory_s = bytes / host_bandwidth(step, c);
    const double all_s = host_read(step, c, bytes, step.work.weights * step_tokens(step.work));
    constexpr double kNotMemory = 1.5;  // a smooth maximum of equals is below it
    return all_s > kNotMemory * memory_s ? "compute" : "weights";
  }
  const WeightLimits<double> limits = weight_limits(step, c);
  const double most = std::max({limits.memory, limits.dequant, limits.power, limits.matrix});
  if (most == limits.memory) return "weights";
  return most == limits.power ? "power" : "compute";
}

std::string bound_by(const Prediction& p, const Coefficients<double>& c) {
  constexpr double kRules = 0.95;  // of the step
  if (!p.step.how.cpu && power_cap(p.step, c) > kRules * decode_time(p.step, c).total()) {
    return "power";
  }
  const std::pair<double, std::string> groups[] = {
      {part(p, "weights"), binding_limit(p.step, c)},
      {part(p, "kv") + part(p, "state"), "kv"},
      {part(p, "launch") + part(p, "fixed") + part(p, "logits") + part(p, "eager") + part(p, "drafting"),
       "launch"},
      {part(p, "link"), "link"},
      {part(p, "host"), "host"}};
  return std::max_element(std::begin(groups),
                          std::end(groups),
                          [](const auto& a, const auto& b) { return a.first < b.first; })
      ->second;
}

void add_prefill(const Fitted& fitted, Prediction& p) {
  if (p.step.work.drafted > 0 || !(p.scenario.n_prompt > 0)) {
    return;
  }
  Figure& figure = p.step.figure;
  figure.prefill_tokens = p.scenario.n_prompt;
  figure.prefill_depth = std::max(p.scenario.depth - p.scenario.n_prompt, 0.0);
  figure.prompt_lengths.clear();
  p.prefill = estimate(fitted, p.step, FigureKind::prefill, p.run_class);
  p.ttft_s = p.scenario.n_prompt / p.prefill->tps() + p.step_s;
}

void add_basis(const Fitted& fitted, Prediction& p) {
  const Labels& labels = p.step.labels;
  p.basis.device_runs = fitted.runs_behind(Scope::device, labels[Scope::device]);
  p.basis.family_runs = fitted.runs_behind(Scope::family, labels[Scope::family]);
  p.basis.engine_runs = fitted.runs_behind(Scope::engine, labels[Scope::engine]);
  if (p.basis.device_runs == 0) {
    p.basis.notes.emplace_back("no run of this device was fitted: the prediction rests on its specification");
  }
  if (p.basis.family_runs == 0) {
    p.basis.notes.emplace_back("no run of its architecture family under this backend was fitted");
  }
  if (p.basis.engine_runs == 0) {
    p.basis.notes.emplace_back("no run of this engine under this backend was fitted");
  }
  if (p.scenario.n_devices > 1 || p.scenario.concurrency > 1) {
    p.basis.notes.emplace_back("splits and batches are known from few machines: see the accuracy table");
  }
  if (streams_in_flight(p) < p.scenario.concurrency) {
    p.basis.notes.emplace_back(fmt::format("memory holds {:.1f} of {:.0f} streams at once; the others wait",
                                           streams_in_flight(p),
                                           p.scenario.concurrency));
  }
}

}  // namespace

double streams_in_flight(const Prediction& p) {
  return std::fmin(p.scenario.concurrency, p.step.work.sequences * p.scenario.replicas);
}

PredictionOutcome predict(const Catalog& catalog,
                          const Fitted& fitted,
                          const Run& run,
                          PredictionOptions options) {
  PredictionOutcome out;
  auto scenario = resolve(catalog, run);
  if (!scenario) {
    out.refusal = scenario.refusal();
    return out;
  }
  if (!options.source_effects) {
    (*scenario).source.clear();
  }
  out.scenario = *scenario;
  const auto step = count(*scenario, options.must_fit ? WeightCheck::leave : WeightCheck::refuse);
  if (!step) {
    out.refusal = step.refusal();
    return out;
  }
  Prediction p;
  p.scenario = *scenario;
  p.step = *step;
  p.memory = memory_need(p.scenario, p.step);
  if (options.must_fit && !p.memory.fits()) {
    out.memory = p.memory;
    out.refusal = Refusal{"does-not-fit", memory_sentence(p.memory)};
    return out;
  }
  p.run_class = run_class(catalog, run);
  p.decode = estimate(fitted, p.step, FigureKind::decode, p.run_class);
  const Binding binding = bind(fitted, p.step, FigureKind::decode);
  add_parts(p, binding);
  p.bound_by = bound_by(p, binding.coefficients);
  p.ceiling_tps = ceiling_tps(p.step);
  add_prefill(fitted, p);
  add_basis(fitted, p);
  p.draw = decode_draw(p.scenario, p.step, p.step_s);
  out.prediction = std::move(p);
  return out;
}

}  // namespace tokroof
