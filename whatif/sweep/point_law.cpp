#include "whatif/sweep/point_law.hpp"

#include <algorithm>
#include <cmath>

#include "catalog/input_error.hpp"
#include "catalog/run_class.hpp"
#include "model/count.hpp"
#include "model/count/card_layers.hpp"
#include "model/count/context.hpp"
#include "model/count/layer_counts.hpp"
#include "model/time/prompt_launch.hpp"
#include "predict/binder.hpp"
#include "predict/bound_by.hpp"

namespace tokroof::whatif {
std::unique_ptr<CountedSetup> CountedSetup::of(const SweepModel& model,
                                               const predict::Asked& asked,
                                               predict::Request& request,
                                               model::Scenario&& s) {
  const bool chooses_threads = s.host && request.run.details.decode_threads == 0;  // anew at every point
  if (chooses_threads || !s.parts.empty() || model::layers_differ(s) || s.includes_prefill ||
      s.prompts_beside || s.aggregate) {
    return nullptr;
  }
  auto step = model::count(s, model::WeightCheck::leave);
  if (!step) {
    return nullptr;
  }
  predict::Prediction p;
  p.draw = model::draw_of_step(s, *step).draw;
  p.scenario = std::move(s);
  auto out = std::make_unique<CountedSetup>();
  try {  // what a machine costs does not depend on the lengths
    out->cost = predict::cost_law(predict::economics(
        model.catalog, model.fitted, p, request, asked.question.run.device, asked.answer.cost, false));
  } catch (const catalog::InputError&) {
    return nullptr;
  }
  out->scenario = std::move(p.scenario);
  out->step = std::move(*step);
  out->kv = model::kv_law(out->scenario, model::layer_counts(*out->scenario.model));
  return out;
}

PointLaw::PointLaw(const SweepModel& model,
                   CountedSetup& counted,
                   const catalog::Run& run,
                   double concurrency,
                   std::optional<double> level,
                   bool reasons)
    : counted_(&counted), reasons_(reasons) {
  const model::Scenario& s = counted.scenario;
  model::Step& step = counted.step;
  step.figure = model::figure_of(s);
  step.work.sequences = std::max(s.concurrency / s.replicas, 1.0);
  room_tokens_ = s.reserved_context;
  flight_ = model::flight_law(s, step, step.work.sequences);
  step.work.sequences = flight_.asked;
  memory_ = model::memory_law(s, step);
  need_ = memory_.fixed;
  available_bytes_ = std::round(memory_.fixed.available_bytes);
  beyond_memory_ = s.spill || s.storage_bytes_per_s > 0;

  const auto [binding, prefill] = predict::Binder::of_thread(model.fitted).bind(step);
  decode_ = model::decode_law(step, binding.coefficients);
  tokens_ = model::tokens_per_step(step, binding.coefficients);
  effects_ = std::exp(binding.ln_effects);
  weights_limit_ = predict::weights_limit(step, binding.coefficients);
  least_ = model::least_step(step);
  most_tokens_ = model::most_tokens(step.work);
  streams_ = std::fmin(s.concurrency, step.work.sequences * s.replicas);
  prompts_before_ = (std::max(s.concurrency / s.replicas / s.parallel.groups, 1.0) - 1) / 2;
  prefill_coefficients_ = prefill.coefficients;
  prefill_effects_ = std::exp(prefill.ln_effects);
  draw_ = model::draw_of_step(s, step);
  step_.work = step.work;
  step_.rates = step.rates;
  step_.how = step.how;
  step_.figure = step.figure;
  if (level) {
    step_.labels = step.labels;
    const auto class_at = [&](double depth) {
      return catalog::run_class(model.catalog, run, depth, concurrency);
    };
    asked_ = AskedInterval{&model.fitted, binding, class_at(0), class_at(catalog::kDeepTokens), *level};
  }
}

bool PointLaw::at(double n_prompt, double n_gen, double n_depth, SweepPoint& point) const {
  const double context = model::mean_context(n_depth, 0, n_gen);
  const model::KvCache kv = model::kv_cache(counted_->kv, context);
  const double prompt_end = std::max(n_depth, n_prompt);
  const model::KvCache longest =
      model::kv_cache(counted_->kv, model::longest_context(context, n_depth, 0, prompt_end, n_gen));
  if (std::max(n_depth + n_gen, prompt_end) > room_tokens_ ||
      flight_.at(longest.held_bytes) < flight_.asked) {
    return false;
  }
  memory_.put(longest.held_bytes, need_);
  point.needed_bytes = std::round(need_.needed_bytes());
  point.available_bytes = available_bytes_;
  if (!need_.fits()) {
    if (beyond_memory_) {
      return false;
    }
    point.fits = SweepPoint::Fits::no;
    point.error = "does-not-fit";
    if (reasons_) {
      point.reason = model::memory_sentence(need_);
    }
    return true;
  }
  point.fits = SweepPoint::Fits::yes;

  const model::CacheWork cache{kv.bytes, kv.flops, kv.scored};
  const model::Breakdown<double> parts = decode_.at(cache);
  const double seconds = parts.total();
  point.ceiling_tps = most_tokens_ / least_.seconds(kv.bytes);
  point.tps = model::within_limit(tokens_ / (seconds * effects_), point.ceiling_tps);
  if (asked_) {
    add_interval(cache, n_depth, point);
  }
  point.step_s = tokens_ / point.tps;
  set_aggregate(point, streams_);
  point.bound_by =
      predict::bound_by(parts, weights_limit_, predict::at_power_cap(seconds, decode_.cap.least(cache)));
  point.power_w = draw_.watts_at(kv.bytes, point.step_s);
  point.usd_per_million_tokens = counted_->cost.usd_per_million_tokens(point.power_w, point.aggregate_tps);
  if (n_prompt > 0) {
    add_prefill(n_prompt, n_depth, point);
  }
  return true;
}

void PointLaw::add_interval(const model::CacheWork& cache, double n_depth, SweepPoint& point) const {
  if (!interval_) {
    interval_ = std::make_shared<predict::IntervalLaw>(*asked_->fitted, step_, asked_->binding);
  }
  const bool deep = n_depth >= catalog::kDeepTokens;
  double& beside = deep ? deep_ : shallow_;
  if (std::isnan(beside)) {
    beside = interval_->ln_scale_beside(deep ? asked_->deep_class : asked_->shallow_class);
  }
  const auto [low, high] = interval_->ends(cache, beside, asked_->level);
  point.low_tps = point.tps * low;
  point.high_tps = std::fmin(point.tps * high, point.ceiling_tps);
}

void PointLaw::add_prefill(double n_prompt, double n_depth, SweepPoint& point) const {
  if (n_prompt != prompt_) {
    prefill_ = model::prefill_law(step_, prefill_coefficients_, n_prompt);
    prompt_ceiling_tps_ = model::prompt_ceiling_tps(step_);
    prompt_ = n_prompt;
  }
  const double depth = std::max(n_depth - n_prompt, 0.0);
  const double seconds = prefill_.at(depth, n_prompt) * prefill_effects_;
  point.prefill_tps = model::within_limit(n_prompt / seconds, prompt_ceiling_tps_);
  point.ttft_s = model::reading_time(step_, (1 + prompts_before_) * n_prompt, point.prefill_tps);
}

}  // namespace tokroof::whatif
