#include <cmath>

#include <fmt/format.h>

#include "catalog/number.hpp"
#include "judge/audit/judges.hpp"
#include "judge/audit/model_bytes.hpp"
#include "judge/audit/readings.hpp"
#include "judge/audit/storage_bits.hpp"
#include "model/count/architecture_parameters.hpp"
#include "model/rates.hpp"
#include "model/time/shares.hpp"
#include "predict/request.hpp"

namespace tokroof::judge {
namespace {

constexpr double kLevel = 0.9;  // of the interval of published figures

/// Multiplications and additions of the fastest arithmetic that a prompt can use on this processor. Vector units with
/// four-way integer dot products do 4 x their FP32 rate; all cores clock at most a tenth above base together.
double cpu_peak_ops(const model::Device& device) {
  constexpr double kIntegerDot = 4;
  constexpr double kAllCoreAboveBase = 1.1;
  constexpr double kAmx = 32;  // int8 tiles: 2048 operations a clock and core
  return device.fp32_flops * (device.simd == "amx" ? kAmx : kIntegerDot * kAllCoreAboveBase);
}

/// Dense peak of the matrix units in the narrowest format that weights of so many bits allow.
double peak_ops(const model::Device& device, double bits) {
  double peak = model::sixteen_bit_peak(device);
  if (bits < 15) {
    peak = std::fmax(peak, std::fmax(device.fp8_flops, device.int8_ops));
  }
  return peak;
}

struct Prompt {
  std::string fault;  ///< why nothing can be said
  bool fits = true;
  bool cpu = false;
  double limit_tps = 0;
  double predicted_tps = model::kUnknown, low_tps = model::kUnknown, high_tps = model::kUnknown;
  double step_s = 0;  ///< one decode step
  std::string arithmetic;
};

Prompt prompt_of(const AuditContext& context, const Claim& claim, double tokens) {
  Prompt out;
  const NamedMachine m = context.machine(claim);
  const model::Architecture* model = context.model(claim.model);
  if (m.part == nullptr || model == nullptr) {
    out.fault = m.part == nullptr ? "no device is named" : "no model is named";
    return out;
  }
  const double weights =
      model::least_prompt_weights(model::parameters_read(*model), model->vocab * model->d_model);
  const StorageReading storage = storage_reading(claim.quant);
  const double bits = claim.quant.empty() ? 4.5 : weight_size(*model, claim.quant).bits;
  out.cpu = claim.backend == "cpu" || m.part->kind == model::DeviceKind::cpu;
  const double peak = m.parts * (out.cpu ? cpu_peak_ops(*m.part) : peak_ops(*m.part, bits));
  if (!(peak > 0)) {
    out.fault = fmt::format("the arithmetic rate of {} is not known", m.part->slug);
    return out;
  }
  out.limit_tps = peak / (2 * weights);
  out.arithmetic = fmt::format("{:.4g} T operations/s / {:.3g} G a token = {} tok/s at most",
                               peak / 1e12,
                               2 * weights / 1e9,
                               catalog::significant(out.limit_tps));
  for (const std::string& type : storage.types) {
    catalog::Run run = run_of(context, claim, type);
    run.n_prompt = tokens;
    run.depth = std::isnan(claim.depth) ? tokens : claim.depth;
    try {
      const predict::Request request = predict::complete(context.catalog(), context.fitted(), {run});
      const predict::PredictionOutcome outcome =
          predict::predict(context.catalog(), context.fitted(), request.run, {.must_fit = false});
      if (outcome.refusal && outcome.refusal->reason == "does-not-fit") {
        out.fits = std::isfinite(out.predicted_tps);
        out.fault = out.fits ? "" : outcome.refusal->message;
      } else if (outcome.prediction && outcome.prediction->prefill) {
        const auto [low, high] = outcome.prediction->prefill->published(kLevel);
        out.predicted_tps = std::fmax(out.predicted_tps, outcome.prediction->prefill->tps());
        out.low_tps = std::fmin(out.low_tps, low);
        out.high_tps = std::fmax(out.high_tps, high);
        out.step_s = outcome.prediction->step_s;
        out.fits = true;
        out.fault.clear();
      }
    } catch (const catalog::InputError& error) {
      out.fault = error.message;
    }
  }
  return out;
}

/// Whether its engine, or one of those that may be meant, keeps layers in the host's memory.
bool may_offload(const AuditContext& context, const Claim& claim) {
  const model::Engine* engine = context.catalog().find_engine(claim.engine);
  return claim.split != "none" && (claim.engine.empty() || (engine != nullptr && engine->ggml));
}

}  // namespace

Judgement judge_prefill_rate(const AuditContext& context, const Claim& claim) {
  constexpr double kUsualPrompt = 512;
  const Prompt p = prompt_of(context, claim, kUsualPrompt);
  if (!p.fits && (!may_offload(context, claim) || claim.middle() > p.limit_tps)) {
    return impossible("does not fit: " + p.fault);
  }
  if (!p.fits) {
    return plausible("it does not fit; with a part in the host's memory less than " +
                         fmt::format("{} tok/s", catalog::significant(p.limit_tps)),
                     model::kUnknown,
                     p.limit_tps);
  }
  if (!(p.limit_tps > 0)) {
    return unverifiable(p.fault);
  }
  const std::string why = fmt::format("{}; predicted {} ({} to {})",
                                      p.arithmetic,
                                      catalog::significant(p.predicted_tps),
                                      catalog::significant(p.low_tps),
                                      catalog::significant(p.high_tps));
  if (claim.middle() > p.limit_tps) {
    return impossible(fmt::format("{:.2f} x the limit: {}", claim.middle() / p.limit_tps, p.arithmetic),
                      p.predicted_tps,
                      p.limit_tps);
  }
  if (!std::isfinite(p.predicted_tps)) {
    return plausible(p.arithmetic, model::kUnknown, p.limit_tps);
  }
  constexpr double kCpuReaches = 0.35;  // of 153 bundled runs on CPUs the best has 0.32 of the peak
  if (claim.high < p.low_tps && !(claim.n_prompt > 0)) {
    constexpr double kShortPrompt = 16;  // "Why is the sky blue?", in a chat's template
    const Prompt shortest = prompt_of(context, claim, kShortPrompt);
    if (shortest.low_tps <= claim.high) {
      return plausible(
          fmt::format(
              "slow but for a short prompt, whose length is not said: {}; of {:.0f} tokens from {} on",
              why,
              kShortPrompt,
              catalog::significant(shortest.low_tps)),
          p.predicted_tps,
          p.limit_tps);
    }
  }
  const bool beyond_cpus = p.cpu && claim.middle() > kCpuReaches * p.limit_tps;
  if (beyond_cpus || claim.high > p.limit_tps || claim.middle() > p.high_tps || claim.high < p.low_tps) {
    return suspect(fmt::format("{:.0f} % of the peak: {}", 100 * claim.middle() / p.limit_tps, why),
                   p.predicted_tps,
                   p.limit_tps);
  }
  return plausible("within what such machines do: " + why, p.predicted_tps, p.limit_tps);
}

/// Milliseconds to the first token of a prompt. Where its length is not said, a context only bounds it: a time too short
/// for a full one holds for shorter prompts, and the reason says for which.
Judgement judge_first_token(const AuditContext& context, const Claim& claim) {
  constexpr double kUsualPrompt = 512;
  const bool stated = claim.n_prompt > 0;
  const double tokens = stated ? claim.n_prompt : claim.context > 0 ? claim.context : kUsualPrompt;
  const double scale = claim.unit == "s" ? 1 : 1e3;
  const Prompt p = prompt_of(context, claim, tokens);
  if (!p.fits) {
    return may_offload(context, claim) && !claim.engine.empty()
               ? suspect("fits only with layers on the host, which is not said: " + p.fault)
               : impossible("does not fit: " + p.fault);
  }
  if (!(p.limit_tps > 0)) {
    return unverifiable(p.fault);
  }
  const double least = tokens / p.limit_tps * scale;
  const double predicted = (tokens / p.predicted_tps + p.step_s) * scale;
  const double low = tokens / p.high_tps * scale;
  const double high = (tokens / p.low_tps + p.step_s) * scale;
  const std::string why = fmt::format("{:.0f} prompt tokens, {}: {} {} at least",
                                      tokens,
                                      p.arithmetic,
                                      catalog::significant(least),
                                      claim.unit);
  const std::string usual = fmt::format("{}; predicted {} ({} to {})",
                                        why,
                                        catalog::significant(predicted),
                                        catalog::significant(low),
                                        catalog::significant(high));
  if (stated && claim.high < least) {
    return impossible(why, predicted, least);
  }
  if (!stated && claim.high < low) {
    const double longest = claim.high / scale * p.high_tps;
    constexpr double kShortPrompt = 16;  // "Why is the sky blue?", in a chat's template
    const std::string holds =
        fmt::format("how long the prompt is, is not said: it holds up to about {} tokens; {}",
                    catalog::significant(longest),
                    usual);
    constexpr double kOfStep = 0.7;  // a prompt of any length reads the weights, as a decoded token does
    const bool no_step = claim.high < kOfStep * p.step_s * scale;
    return longest < kShortPrompt || no_step ? suspect(holds, predicted) : plausible(holds, predicted);
  }
  if (!stated && !(claim.context > 0) && claim.low > high) {
    return plausible("how long the prompt is, is not said: a longer one takes longer; " + usual, predicted);
  }
  return claim.high < low || claim.low > high ? suspect(usual, predicted, least)
                                              : plausible(usual, predicted, least);
}

}  // namespace tokroof::judge
