#include "whatif/sweep/point_law.hpp"

#include <algorithm>
#include <cmath>

#include "catalog/input_error.hpp"
#include "catalog/run_class.hpp"
#include "model/count.hpp"
#include "model/count/card_layers.hpp"
#include "model/count/context.hpp"
#include "model/count/layer_counts.hpp"
#include "predict/bound_by.hpp"

namespace tokroof::whatif {
namespace {

/// What a machine costs does not depend on the lengths.
std::optional<predict::Economics> money(const SweepModel& model,
                                        const predict::Asked& asked,
                                        predict::Request& request,
                                        const model::Scenario& scenario,
                                        const model::DrawOfStep& draw) {
  predict::Prediction p;
  p.scenario = scenario;
  p.draw = draw.draw;
  try {
    return predict::economics(
        model.catalog, model.fitted, p, request, asked.question.run.device, asked.answer.cost, false);
  } catch (const catalog::InputError&) {
    return std::nullopt;
  }
}

}  // namespace

std::optional<CountedSetup> CountedSetup::of(const SweepModel& model,
                                             const predict::Asked& asked,
                                             predict::Request& request,
                                             const model::Scenario& s) {
  const bool chooses_threads = s.host && request.run.details.decode_threads == 0;  // anew at every point
  if (chooses_threads || !s.parts.empty() || model::layers_differ(s) || s.includes_prefill || s.aggregate) {
    return std::nullopt;
  }
  auto step = model::count(s, model::WeightCheck::leave);
  if (!step) {
    return std::nullopt;
  }
  auto cost = money(model, asked, request, s, model::draw_of_step(s, *step));
  if (!cost) {
    return std::nullopt;
  }
  const model::KvLaw kv = model::kv_law(s, model::layer_counts(*s.model));
  return CountedSetup{s, std::move(*step), kv, std::move(*cost)};
}

PointLaw::PointLaw(const SweepModel& model,
                   predict::Binder& binder,
                   const CountedSetup& counted,
                   const catalog::Run& run,
                   double concurrency,
                   std::optional<double> level)
    : kv_(counted.kv), money_(counted.cost), step_(counted.step) {
  const model::Scenario& s = counted.scenario;
  step_.figure = model::figure_of(s);
  step_.work.sequences = std::max(s.concurrency / s.replicas, 1.0);
  room_tokens_ = s.reserved_context;
  flight_ = model::flight_law(s, step_, step_.work.sequences);
  step_.work.sequences = flight_.asked;
  memory_ = model::memory_law(s, step_);
  beyond_memory_ = s.spill || s.storage_bytes_per_s > 0;

  predict::Binding binding = binder.bind(step_, model::FigureKind::decode);
  decode_ = model::decode_law(step_, binding.coefficients);
  tokens_ = model::tokens_per_step(step_, binding.coefficients);
  effects_ = std::exp(binding.ln_effects);
  weights_limit_ = predict::weights_limit(step_, binding.coefficients);
  least_ = model::least_step(step_);
  most_tokens_ = model::most_tokens(step_.work);
  streams_ = std::fmin(s.concurrency, step_.work.sequences * s.replicas);
  prompts_before_ = (std::max(s.concurrency / s.replicas / s.parallel.groups, 1.0) - 1) / 2;
  prefills_ = !(step_.work.drafted > 0);
  prefill_binding_ = binder.bind(step_, model::FigureKind::prefill);
  prefill_effects_ = std::exp(prefill_binding_.ln_effects);
  draw_ = model::draw_of_step(s, step_);
  if (level) {
    const auto class_at = [&](double depth) {
      return catalog::run_class(model.catalog, run, depth, concurrency);
    };
    asked_ = AskedInterval{
        &model.fitted, &binder, std::move(binding), class_at(0), class_at(catalog::kDeepTokens), *level};
  }
}

bool PointLaw::at(double n_prompt, double n_gen, double n_depth, SweepPoint& point) const {
  const double context = model::mean_context(n_depth, 0, n_gen);
  const model::KvCache kv = model::kv_cache(kv_, context);
  const model::KvCache longest = model::kv_cache(kv_, model::longest_context(context, n_depth, 0, n_gen));
  if (n_depth + n_gen > room_tokens_ || flight_.at(longest.held_bytes) < flight_.asked) {
    return false;
  }
  const model::MemoryNeed memory = memory_.at(longest.held_bytes);
  point.needed_bytes = std::round(memory.needed_bytes());
  point.available_bytes = std::round(memory.available_bytes);
  if (!memory.fits()) {
    if (beyond_memory_) {
      return false;
    }
    point.fits = SweepPoint::Fits::no;
    point.error = "does-not-fit";
    point.reason = model::memory_sentence(memory);
    return true;
  }
  point.fits = SweepPoint::Fits::yes;

  const model::CacheWork cache{kv.bytes, kv.flops};
  const model::Breakdown<double> parts = decode_.at(cache);
  const double seconds = parts.total();
  point.ceiling_tps = most_tokens_ / least_.seconds(kv.bytes);
  point.tps = model::within_limit(tokens_ / (seconds * effects_), point.ceiling_tps);
  if (asked_) {
    add_interval(cache, n_depth, point);
  }
  point.step_s = tokens_ / point.tps;
  point.aggregate_tps = point.tps * streams_;
  point.bound_by =
      predict::bound_by(parts, weights_limit_, predict::at_power_cap(seconds, decode_.cap.least(cache)));
  point.power_w = draw_.at(kv.bytes, point.step_s).watts;
  point.usd_per_million_tokens =
      predict::usd_per_million_tokens_at(money_, point.power_w, point.aggregate_tps);
  if (prefills_ && n_prompt > 0) {
    add_prefill(n_prompt, n_depth, point);
  }
  return true;
}

void PointLaw::add_interval(const model::CacheWork& cache, double n_depth, SweepPoint& point) const {
  if (!interval_) {
    interval_ =
        std::make_shared<predict::IntervalLaw>(*asked_->fitted, step_, asked_->binding, *asked_->binder);
    shallow_ = interval_->ln_scale_beside(asked_->shallow_class);
    deep_ = interval_->ln_scale_beside(asked_->deep_class);
  }
  const double beside = n_depth >= catalog::kDeepTokens ? deep_ : shallow_;
  const auto [low, high] = interval_->ends(cache, beside, asked_->level);
  point.low_tps = point.tps * low;
  point.high_tps = std::fmin(point.tps * high, point.ceiling_tps);
}

void PointLaw::add_prefill(double n_prompt, double n_depth, SweepPoint& point) const {
  if (n_prompt != prompt_) {
    prefill_ = model::prefill_law(step_, prefill_binding_.coefficients, n_prompt);
    prompt_ = n_prompt;
  }
  const double depth = std::max(n_depth - n_prompt, 0.0);
  const double seconds = prefill_.at(depth, n_prompt) * prefill_effects_;
  point.prefill_tps = model::within_limit(n_prompt / seconds, model::prompt_ceiling_tps(step_));
  point.ttft_s = (1 + prompts_before_) * n_prompt / point.prefill_tps + point.step_s;
}

}  // namespace tokroof::whatif
