#include "predict/prediction.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalog/resolve.hpp"
#include "catalog/run_class.hpp"
#include "model/ceiling.hpp"
#include "model/count.hpp"
#include "model/time/figure_time.hpp"
#include "model/time/prompt_launch.hpp"
#include "model/units.hpp"
#include "predict/binder.hpp"
#include "predict/bound_by.hpp"
#include "predict/fastest_threads.hpp"

namespace tokroof::predict {
namespace {

constexpr double model::Breakdown<double>::*kTerms[] = {&model::Breakdown<double>::weights,
                                                        &model::Breakdown<double>::kv,
                                                        &model::Breakdown<double>::state,
                                                        &model::Breakdown<double>::launch,
                                                        &model::Breakdown<double>::fixed,
                                                        &model::Breakdown<double>::logits,
                                                        &model::Breakdown<double>::link,
                                                        &model::Breakdown<double>::host,
                                                        &model::Breakdown<double>::eager,
                                                        &model::Breakdown<double>::drafting};
constexpr std::string_view kTermNames[] = {
    "weights", "kv", "state", "launch", "fixed", "logits", "link", "host", "eager", "drafting"};
static_assert(std::size(kTerms) == std::size(kTermNames));

/// `t`: the terms of the equations. What this device, engine or model family measured differently (`effects`, a factor)
/// stretches all of them alike; no step is shorter than the ceiling allows.
void add_terms(Prediction& p, const model::Breakdown<double>& t, const Binding& binding, double effects) {
  const double least_s = model::tokens_per_step(p.step, binding.coefficients) /
                         (model::kNearestToLimit * model::ceiling_tps(p.step));
  p.effects = effects;
  p.step_s = std::fmax(t.total() * effects, least_s);
  for (std::size_t i = 0; i < std::size(kTerms); ++i) {
    p.parts.push_back({std::string(kTermNames[i]), t.*kTerms[i] * (p.step_s / t.total())});
  }
  const bool capped =
      !p.step.how.cpu && at_power_cap(model::decode_time(p.step, binding.coefficients).total(),
                                      model::power_cap(p.step, binding.coefficients));
  p.bound_by = bound_by(t, weights_limit(p.step, binding.coefficients), capped);
}

void add_parts(Prediction& p, const Binding& binding) {
  add_terms(p, model::decode_time(p.step, binding.coefficients), binding, std::exp(binding.ln_effects));
}

/// The terms of cards that work one after the other, each with its share.
void add_parts_of_cards(const Fitted& fitted,
                        const std::vector<PartStep>& cards,
                        const Binding& mean,
                        Prediction& p) {
  model::Breakdown<double> sum;
  double with_effects = 0;
  for (const PartStep& card : cards) {
    const Binding binding = Binder::of_thread(fitted).bind(card.step, model::FigureKind::decode);
    const model::Breakdown<double> t = model::decode_time(card.step, binding.coefficients);
    for (const auto term : kTerms) {
      sum.*term += card.weight * (t.*term);
    }
    with_effects += card.weight * t.total() * std::exp(binding.ln_effects);
  }
  add_terms(p, sum, mean, with_effects / sum.total());
}

void add_cards(const Fitted& fitted, const std::vector<PartStep>& cards, Prediction& p) {
  const bool one_by_one = p.step.how.split != model::Split::tensor && p.step.how.split != model::Split::row;
  for (const PartStep& card : cards) {
    const Binding binding = Binder::of_thread(fitted).bind(card.step, model::FigureKind::decode);
    p.cards.push_back({card.name,
                       card.share,
                       model::decode_time(card.step, binding.coefficients).total() *
                           std::exp(binding.ln_effects) * (one_by_one ? card.weight : 1.0)});
  }
}

void add_prefill(const Fitted& fitted, std::vector<PartStep>& cards, double prompts, Prediction& p) {
  if (p.step.how.spilled_share > 0 || p.step.how.stored_share > 0 || !(p.scenario.n_prompt > 0)) {
    return;
  }
  model::Figure& figure = p.step.figure;
  figure.prefill_tokens = p.scenario.n_prompt;
  figure.prefill_depth = std::max(p.scenario.depth - p.scenario.n_prompt, 0.0);
  figure.prefill_prompts = prompts;
  figure.prompt_lengths.clear();
  for (PartStep& card : cards) {
    card.step.figure = figure;
  }
  p.prefill = cards.empty() ? estimate(fitted, p.step, model::FigureKind::prefill, p.run_class)
                            : estimate_parts(fitted, cards, p.step, model::FigureKind::prefill, p.run_class);
  // Streams that ask at once wait for the prompts before theirs: on average half of the others' of their group.
  const double streams = p.scenario.concurrency / p.scenario.replicas / p.scenario.parallel.groups;
  const double before = (std::max(streams, 1.0) - 1) / 2;
  p.ttft_s = model::reading_time(p.step, (1 + before) * p.scenario.n_prompt, p.prefill->tps());
}

/// The cards of an uneven split; what is beyond memory is beyond it for all of them alike.
std::vector<PartStep> cards_of(const Prediction& p) {
  std::vector<PartStep> cards = part_steps(p.scenario);
  for (PartStep& card : cards) {
    card.step.how.spilled_share = p.step.how.spilled_share;
    card.step.how.stored_share = p.step.how.stored_share;
    card.step.work.sequences = p.step.work.sequences;  // the set's memory decides how many run at once
  }
  return cards;
}

void add_basis(const Fitted& fitted, Prediction& p) {
  const model::Labels& labels = p.step.labels;
  p.basis.device_runs = fitted.runs_behind(model::Scope::device, labels[model::Scope::device]);
  p.basis.family_runs = fitted.runs_behind(model::Scope::family, labels[model::Scope::family]);
  p.basis.engine_runs = fitted.runs_behind(model::Scope::engine, labels[model::Scope::engine]);
  if (p.basis.device_runs == 0) {
    const bool together = p.scenario.device_name.find('+') != std::string::npos;
    p.basis.notes.emplace_back(
        together
            ? "no run of these devices together was fitted: the prediction rests on what is known of each"
            : "no run of this device was fitted: the prediction rests on its specification");
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
    const bool told = p.step.work.sequences == p.scenario.most_sequences;
    p.basis.notes.emplace_back(fmt::format("{} {:.0f} of {:.0f} streams at once; the others wait",
                                           told ? "--max-num-seqs lets run" : "memory holds",
                                           std::floor(streams_in_flight(p)),
                                           p.scenario.concurrency));
  }
}

void add_memory_notes(Prediction& p) {
  const auto note = [&](double bytes, const char* where) {
    if (bytes > 0) {
      p.basis.notes.push_back(fmt::format("{:.1f} GiB {}", bytes / model::kGib, where));
    }
  };
  note(p.memory.spilled_bytes,
       "do not fit on the devices: they stay in the host's memory and cross the link every step");
  note(p.memory.stored_bytes,
       "do not fit in the host's memory: they are read from storage every step, at best; a cache that evicts "
       "what comes "
       "next reads all of the host's part");
  if (!p.memory.card_layers.empty()) {
    p.basis.notes.push_back(
        fmt::format("the usual split is too much for a card that keeps the experts: --tensor-split {:.0f}",
                    fmt::join(p.memory.card_layers, ",")));
  }
  const double usual = p.scenario.n_devices * model::usual_gpu_memory_bytes(p.scenario.device);
  if (!p.scenario.cpu_only && !(p.scenario.gpu_memory_gib > 0) && p.memory.needed_bytes() > usual) {
    p.basis.notes.push_back(
        fmt::format("the system lets a GPU use {:.1f} GiB by default: raise it, or {:.1f} GiB are not there",
                    usual / model::kGib,
                    (p.memory.needed_bytes() - usual) / model::kGib));
  }
  const double taken =
      model::server_share(p.scenario) * p.scenario.n_devices * p.scenario.device.memory_gib * model::kGib;
  const double share =
      std::ceil(p.memory.needed_bytes() / taken * model::server_share(p.scenario) * 100) / 100;
  if (!(p.scenario.server_share > 0) && share > model::server_share(p.scenario) && share <= 1) {
    p.basis.notes.push_back(fmt::format(
        "{} takes {:.1f} GiB by default, {:.0f} % of the memory: --gpu-memory-utilization {:.2f} holds it",
        p.scenario.engine,
        taken / model::kGib,
        100 * model::server_share(p.scenario),
        share));
  }
}

}  // namespace

double streams_in_flight(const Prediction& p) {
  return std::fmin(p.scenario.concurrency, p.step.work.sequences * p.scenario.replicas);
}

double aggregate_tps(const Prediction& p) { return p.decode.tps() * streams_in_flight(p); }

double mean_stream_tps(const Prediction& p) {
  return p.decode.tps() * (streams_in_flight(p) / p.scenario.concurrency);
}

std::string build_date(const Fitted& fitted, const catalog::Run& run, double years_older) {
  if (!is_undated(run)) {
    return run.engine_date.empty() ? run.date : run.engine_date;
  }
  const std::string_view newest =
      fitted.data().newest_date.empty() ? "2025-06-15" : fitted.data().newest_date;
  if (years_older == 0) {
    return std::string(newest);
  }
  const double year = std::floor(catalog::decimal_year(newest)) - years_older;
  return fmt::format("{:.0f}{}", year, newest.substr(4));
}

PredictionOutcome predict(const catalog::Catalog& catalog,
                          const Fitted& fitted,
                          const catalog::Run& run,
                          PredictionOptions options) {
  if (run.details.decode_threads == 0) {
    return predict(catalog, fitted, with_fastest_threads(catalog, fitted, run), options);
  }
  PredictionOutcome out;
  auto scenario = catalog::resolve(catalog, run);
  if (!scenario) {
    out.refusal = scenario.refusal();
    return out;
  }
  (*scenario).source.clear();  // what is asked for is the machine, not what this source would publish of it
  auto step =
      model::count(*scenario, options.must_fit ? model::WeightCheck::leave : model::WeightCheck::refuse);
  if (!step) {
    out.refusal = step.refusal();
    out.scenario = std::move(*scenario);
    return out;
  }
  Prediction p;
  p.scenario = std::move(*scenario);
  p.step = std::move(*step);
  if (options.all_streams) {
    p.step.work.sequences = std::max(p.scenario.concurrency / p.scenario.replicas, 1.0);
  }
  p.memory = model::memory_need(p.scenario, p.step);
  const bool placed = model::place_beyond_memory(p.scenario, p.memory, p.step);
  if (options.must_fit && !placed) {
    out.refusal = model::Refusal{"does-not-fit", model::memory_sentence(p.memory)};
    out.memory = std::move(p.memory);
    out.scenario = std::move(p.scenario);
    return out;
  }
  p.run_class = catalog::run_class(catalog, run);
  std::vector<PartStep> cards = cards_of(p);
  if (cards.empty()) {
    p.decode = estimate(fitted, p.step, model::FigureKind::decode, p.run_class);
  } else {
    const PartStep* slowest = nullptr;
    p.decode = estimate_parts(fitted, cards, p.step, model::FigureKind::decode, p.run_class, &slowest);
    p.step = slowest != nullptr ? slowest->step : p.step;
    add_cards(fitted, cards, p);
  }
  p.ceiling_tps = model::ceiling_tps(p.step);
  if (options.rate_only) {
    out.prediction = std::move(p);
    return out;
  }
  const Binding binding = Binder::of_thread(fitted).bind(p.step, model::FigureKind::decode);
  if (cards.empty() || p.step.how.split == model::Split::tensor || p.step.how.split == model::Split::row) {
    add_parts(p, binding);
  } else {
    add_parts_of_cards(fitted, cards, binding, p);
  }
  add_prefill(fitted, cards, options.prompts, p);
  p.load = load_time(p.scenario, p.step, p.memory.weights_bytes);
  add_basis(fitted, p);
  add_memory_notes(p);
  p.draw = model::decode_draw(p.scenario, p.step, p.step_s);
  out.prediction = std::move(p);
  return out;
}

}  // namespace tokroof::predict
