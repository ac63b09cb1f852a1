#include "answers/explain.hpp"

#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "answers/economics_text.hpp"
#include "answers/explain_chain.hpp"
#include "model/count/file_weights.hpp"
#include "model/time/decode_time.hpp"
#include "predict/student.hpp"

namespace tokroof::answers {
namespace {

std::string set_specification(const predict::Prediction& p) {
  return p.step.how.split == model::Split::tensor || p.step.how.split == model::Split::row
             ? "the card that the others wait for, over n times its share (hardware.json)"
             : "share-weighted harmonic mean of the devices (hardware.json)";
}

void explain_machine(const predict::Prediction& p, Chain& chain) {
  const model::Rates& r = p.step.rates;
  const model::Scenario& s = p.scenario;
  const std::string spec = s.device_name.find('+') != std::string::npos
                               ? set_specification(p)
                               : fmt::format("hardware.json: {}", s.device.source);
  if (!p.step.how.cpu) {
    chain.add("BW", "memory bandwidth of a device", r.bandwidth_bytes_per_s, "B/s", spec);
    chain.add("F32", "FP32 peak", r.fp32_flops, "FLOP/s", spec);
    chain.add("F16", "FP16 matrix peak", r.fp16_flops, "FLOP/s", spec);
    chain.add("clock",
              "clock",
              r.clock_hz,
              "Hz",
              "F32/(2 lanes cores); the boost clock where the cores are not known");
    chain.add("R", "rate of the lanes that dequantize", r.dequant_ops_per_s, "1/s", "cores x clock x lanes");
    chain.add("P", "power limit", r.power_w, "W", s.power_limit_w > 0 ? "stated" : spec);
    chain.add("n", "devices that share one copy", s.n_devices, "1", "stated or assumed");
    chain.add("host",
              "single-thread speed of the host",
              s.host_launch_speed,
              "1",
              "hosts.json; newest desktop = 1");
  }
  if (s.host) {
    chain.add("BW_h", "memory bandwidth of the host", r.host_bandwidth_bytes_per_s, "B/s", s.host->label);
    chain.add("F_T", "FP32 peak of its threads", r.host_fp32_flops, "FLOP/s", s.host->label);
    chain.add("T", "threads", r.host_threads, "1", s.host->label);
    chain.add(
        "F_p", "FP32 peak of all cores, which read prompts", r.host_prefill_flops, "FLOP/s", s.host->label);
  }
}

void explain_counts(const predict::Prediction& p, Chain& chain) {
  const model::Work& w = p.step.work;
  const std::string model(p.scenario.model->slug);
  const model::Architecture& shape = *p.scenario.model;
  const bool own_weights = shape.file != nullptr && shape.file->quant == p.scenario.quant;
  const std::string counted = fmt::format(
      "{} {} and {}", own_weights ? "the tensors of" : "counted from the shape of", model, p.scenario.quant);
  const std::string known = shape.source.starts_with("read from") ? std::string(shape.source) : "models.json";
  chain.add("file", "weights as stored", w.file_bytes, "B", p.scenario.file_bytes > 0 ? "stated" : counted);
  chain.add("W", "weights that a token reads", w.weight_bytes, "B", counted);
  chain.add_some("We", "routed experts among them", w.expert_bytes, "B", counted);
  chain.add("N", "number of weights behind W", w.weights, "1", known);
  chain.add_some("Ne", "routed experts among them", w.expert_weights, "1", known);
  chain.add("L", "layers", w.layers, "1", known);
  chain.add_some("L_moe", "layers with experts", w.moe_layers, "1", known);
  chain.add("d_model", "width", w.d_model, "1", known);
  chain.add("V", "vocabulary", w.vocab, "1", known);
  chain.add("ctx",
            "mean tokens in the cache while it generates",
            p.scenario.context,
            "tokens",
            "depth + generated/2");
  chain.add(
      "B", "streams a replica", w.sequences, "1", "concurrency/replicas, at most what a paged cache holds");
  chain.add_some("KV",
                 "cache read a stream",
                 w.kv_bytes,
                 "B",
                 w.scored_keys > 0
                     ? fmt::format("what the indexer selects of ctx, and its keys, {}", p.scenario.kv_type)
                     : fmt::format("layers x heads x ctx x bytes of {}", p.scenario.kv_type));
  chain.add_some(
      "S_k", "keys that an indexer scores, all layers", w.scored_keys, "1", "layers that score x ctx/pool");
  chain.add_some(
      "A", "attention arithmetic a stream", w.attention_flops, "FLOP", "4 heads x head_dim x ctx a layer");
  chain.add_some("passes", "times that a group's KV is read", w.kv_passes, "1", "query heads a KV head/8");
  chain.add_some("S", "recurrent state, read and written", w.state_bytes, "B", known);
  chain.add_some("k", "tokens drafted a step", w.drafted, "1", "stated");
  if (w.drafted > 0) {
    chain.add("a", "share of them accepted", w.acceptance, "1", "stated");
  }
  chain.add_some(
      "m", "share of the layers on the host", p.step.how.host_layer_share, "1", "1 - layers on the device/L");
  chain.add_some("h", "share of the routed experts on the host", p.step.how.host_expert_share, "1", "stated");
}

void explain_kernels(const model::Work& w, Chain& chain) {
  chain.add("K_dense", "kernels of attention and dense blocks", w.kernels_dense, "1", "count/kernels.cpp");
  chain.add_some("K_moe", "kernels of expert blocks", w.kernels_moe, "1", "count/kernels.cpp");
  chain.add_some("K_lin", "kernels of linear-attention blocks", w.kernels_linear, "1", "count/kernels.cpp");
}

/// What only a published figure has: its source, and the machine of that source.
bool of_the_source(model::Scope scope) {
  return scope == model::Scope::source_engine || scope == model::Scope::source_device ||
         scope == model::Scope::row_host;
}

void explain_coefficients(const predict::Fitted& fitted,
                          const predict::Prediction& p,
                          const predict::Binding& binding,
                          Chain& chain) {
  for (std::size_t i = 0; i < model::kCoefficientCount; ++i) {
    const model::CoefficientSpec& spec = model::kCoefficients[i];
    if (spec.part == model::Part::prefill || spec.part == model::Part::host_prefill ||
        !model::reads(spec, model::FigureKind::decode, p.step)) {
      continue;
    }
    const std::string label(p.step.labels[spec.scope]);
    const auto found = fitted.find(i, label);
    const double parameter = spec.part != model::Part::effect ? binding.coefficients.parameters[i]
                             : found                          ? fitted.data().parameters[*found].parameter
                                                              : model::prior_parameter(spec, label);
    chain.add(std::string(spec.symbol),
              std::string(spec.name),
              model::value_of(spec.transform, parameter),
              std::string(spec.unit),
              p.scenario.source.empty() && of_the_source(spec.scope)
                  ? fmt::format("0 in a prediction; sd {:.3g} of who will publish widens the interval",
                                fitted.prior_sd(i))
                  : provenance(fitted, i, label));
  }
}

void explain_rate(const predict::Prediction& p, Chain& chain) {
  const double tokens = p.decode.tps() * p.step_s;
  chain.add("step",
            "a step",
            p.step_s,
            "s",
            p.cards.empty() ? "sum of the terms, effects included; at least 1 % longer than the ceiling's"
                            : "of the cards: sum over layers, slowest where matrices are shared");
  chain.add(
      "tokens", "tokens a step yields a stream", tokens, "1", p.step.work.drafted > 0 ? "1 + k a sp" : "1");
  chain.add("rate", "decode rate of a stream", p.decode.tps(), "tok/s", "tokens/step");
  chain.add("ceiling",
            "limit of the specification",
            p.ceiling_tps,
            "tok/s",
            "1/max((W_d + B KV + S)/BW, 2 N_d tokens/F16), plus what the host reads: model/ceiling.hpp");
}

/// How wide the interval is: the scale of a published figure around the rate.
void explain_scale(const predict::Fitted& fitted, const predict::Prediction& p, Chain& chain) {
  const predict::IntervalModel& model = fitted.interval(model::FigureKind::decode);
  const predict::Spread& spread = p.decode.spread;
  const std::string fitted_to = "fitted to the errors on devices that were left out";
  const double beyond = model.extrapolation * spread.extrapolation;
  chain.add("v",
            "variance of ln step from the coefficients",
            spread.variance,
            "1",
            "gradient x covariance x gradient, and the prior variance of what no run has touched");
  chain.add("w0", "interval: constant", model.one, "ln", fitted_to);
  chain.add("w1", "interval: weight of ln sd", model.ln_sd, "1", fitted_to);
  chain.add("w_c", "interval: class " + p.run_class, model.shift(p.run_class), "ln", fitted_to);
  chain.add("w_e", "interval: engine " + spread.engine, model.shift(spread.engine), "ln", fitted_to);
  chain.add(
      "w_a", "interval: architecture family " + spread.family, model.shift(spread.family), "ln", fitted_to);
  chain.add_some("w_s", "interval: source " + spread.source, model.shift(spread.source), "ln", fitted_to);
  chain.add_some("w_f", "interval: new family", spread.new_family ? model.new_family : 0, "ln", fitted_to);
  chain.add_some("w_x", "interval: outside the fitted bandwidths", beyond, "ln", fitted_to);
  chain.add("s",
            "scale of a published figure around the rate",
            p.decode.scales.published,
            "ln",
            "exp(w0 + w1 ln sqrt(v + 0.03^2) + w_c + w_e + w_a + w_s + w_f + w_x)");
  chain.add("s_c",
            "scale of a correct run",
            p.decode.scales.correct,
            "ln",
            fmt::format("{:.3g} s", model.correct_ratio));
}

void explain_interval(const predict::Prediction& p, double level, Chain& chain) {
  const predict::Scales& s = p.decode.scales;
  const auto quantile_of = [&](double nu) { return predict::student_quantile(nu, 0.5 + level / 2); };
  const auto name = [&](double nu) {
    return fmt::format("quantile of Student({:.3g}) for {:.3g} %", nu, 100 * level);
  };
  const auto [low, high] = p.decode.published(level);
  const auto [correct_low, correct_high] = p.decode.correct(level);
  chain.add("t", name(s.published_nu), quantile_of(s.published_nu), "1", "table");
  chain.add("low", "lower end", low, "tok/s", "rate exp(-s t)");
  chain.add("high", "upper end", high, "tok/s", "rate exp(s t), at most the ceiling");
  chain.add("t_c", name(s.correct_nu), quantile_of(s.correct_nu), "1", "table");
  chain.add("low_c", "lower end for a correct run", correct_low, "tok/s", "rate exp(-s_c t_c)");
  chain.add("high_c",
            "upper end for a correct run",
            correct_high,
            "tok/s",
            "rate exp(s_c t_c), at most the ceiling");
}

}  // namespace

std::string provenance(const predict::Fitted& fitted, std::size_t coefficient, const std::string& label) {
  const model::CoefficientSpec& spec = model::kCoefficients[coefficient];
  const auto found = fitted.find(coefficient, label);
  if (!found) {
    return fmt::format("prior ({}), as no run has {} '{}'; sd {:.3g}",
                       spec.origin,
                       model::kScopeNames[model::index(spec.scope)],
                       label,
                       fitted.prior_sd(coefficient));
  }
  const double sd = fitted.data().parameters[*found].sd;
  const char* of = spec.transform == model::Transform::ln      ? "ln value"
                   : spec.transform == model::Transform::logit ? "logit"
                                                               : "value";
  return fmt::format("fitted over {}; sd of the {} {:.2g}", label, of, sd);
}

std::vector<ExplainStep> explain(const predict::Fitted& fitted,
                                 const predict::Prediction& p,
                                 const predict::AnswerOptions& options) {
  const predict::Binding binding = predict::bind(fitted, p.step, model::FigureKind::decode);
  Chain chain;
  explain_machine(p, chain);
  explain_counts(p, chain);
  if (!p.step.how.cpu) {
    explain_kernels(p.step.work, chain);
  }
  explain_coefficients(fitted, p, binding, chain);
  explain_terms(p, binding, chain);
  for (std::size_t i = 0; i < p.cards.size(); ++i) {
    const predict::CardShare& card = p.cards[i];
    chain.add(fmt::format("t_card{}", i + 1),
              fmt::format("{} with {:.3g} % of the model", card.name, 100 * card.share),
              card.seconds_s,
              "s",
              "the same terms with its own rates, efficiencies and effects");
  }
  explain_rate(p, chain);
  explain_scale(fitted, p, chain);
  explain_interval(p, options.level, chain);
  explain_prefill(fitted, p, chain);
  return chain.done();
}

std::vector<ExplainStep> explain(const predict::Fitted& fitted,
                                 const predict::Prediction& p,
                                 const predict::Economics& economics,
                                 const predict::AnswerOptions& options) {
  std::vector<ExplainStep> steps = explain(fitted, p, options);
  for (ExplainStep& step : explain_economics(p, economics)) {
    steps.push_back(std::move(step));
  }
  return steps;
}

nlohmann::json explain_json(const std::vector<ExplainStep>& steps, const predict::Request& request) {
  nlohmann::json out = nlohmann::json::array();
  for (const ExplainStep& s : steps) {
    out.push_back(
        {{"symbol", s.symbol}, {"name", s.name}, {"value", s.value}, {"unit", s.unit}, {"from", s.from}});
  }
  return {{"steps", out}, {"assumed", assumed_json(request)}};
}

}  // namespace tokroof::answers
