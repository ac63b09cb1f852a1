#include "whatif/sweep/setup.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <tuple>

#include "catalog/input_error.hpp"
#include "catalog/resolve.hpp"

namespace tokroof::whatif {
namespace {

/// The same name, which outlives every row.
std::string_view binding(std::string_view name) {
  constexpr std::string_view kNames[] = {"weights", "compute", "power", "kv", "launch", "link", "host"};
  return *std::find(std::begin(kNames), std::end(kNames) - 1, name);
}

double or_else(double value, double otherwise) { return std::isnan(value) ? otherwise : value; }

}  // namespace

NamedSetup::NamedSetup(const SweepModel& model,
                       const SweepColumns& columns,
                       predict::Asked& asked,
                       const SweepOptions& options,
                       const std::string& file)
    : model_(model), options_(options), device_(asked.question.run.device), answer_(asked.answer) {
  try {
    request_ = model.complete(asked.question);
    if (!file.empty() && request_->run.quant != file) {
      catalog::Question same_file = asked.question;
      same_file.run.quant = file;
      request_ = model.complete(same_file);
    }
  } catch (const catalog::InputError& error) {
    error_ = error_kind(error.kind);
    reason_ = error.where.empty() ? error.message : error.where + ": " + error.message;
  }
  const catalog::Run& run = request_ ? request_->run : asked.question.run;
  n_prompt_ = run.n_prompt;
  n_gen_ = run.n_gen;
  n_depth_ = run.depth;
  concurrency_ = run.concurrency;
  if (!request_) {
    cells_ = setup_cells(columns, asked, run, nullptr);
    return;
  }
  auto scenario = catalog::resolve(model.catalog, run);
  cells_ = setup_cells(columns, asked, run, scenario ? &*scenario : nullptr);
  if (scenario && options.laws) {
    counted_ = CountedSetup::of(model, asked, *request_, std::move(*scenario));
  }
}

Setup::Setup(std::shared_ptr<NamedSetup> named, double concurrency)
    : named_(std::move(named)),
      concurrency_(or_else(concurrency, named_->concurrency_)),
      cells_(named_->cells_) {
  if (!named_->counted_) {
    set_streams(cells_, concurrency_);
    return;
  }
  CountedSetup& counted = *named_->counted_;
  catalog::set_streams(named_->model_.catalog, concurrency_, counted.scenario);
  set_streams(cells_, counted.scenario.concurrency);
  law_.emplace(named_->model_,
               counted,
               named_->request_->run,
               concurrency_,
               named_->options_.intervals ? std::optional(named_->answer_.level) : std::nullopt,
               named_->options_.reasons);
}

SweepPoint Setup::at(double n_prompt, double n_gen, double n_depth) const {
  SweepPoint point;
  point.n_prompt = or_else(n_prompt, named_->n_prompt_);
  point.n_gen = or_else(n_gen, named_->n_gen_);
  point.n_depth = or_else(n_depth, named_->n_depth_);
  if (!named_->request_) {
    point.error = named_->error_;
    point.reason = named_->reason_;
  } else if (!law_ || !law_->at(point.n_prompt, point.n_gen, point.n_depth, point)) {
    predict_point(point);
  }
  return point;
}

void Setup::predict_point(SweepPoint& point) const {
  predict::Request request = *named_->request_;
  catalog::Run& run = request.run;
  run.concurrency = concurrency_;
  run.n_prompt = point.n_prompt;
  run.n_gen = point.n_gen;
  run.depth = point.n_depth;
  const predict::PredictionOutcome outcome =
      predict::predict(named_->model_.catalog, named_->model_.fitted, run);
  const model::MemoryNeed* memory = outcome.prediction ? &outcome.prediction->memory
                                    : outcome.memory   ? &*outcome.memory
                                                       : nullptr;
  if (memory != nullptr) {
    point.needed_bytes = std::round(memory->needed_bytes());
    point.available_bytes = std::round(memory->available_bytes);
    point.fits = outcome.prediction ? SweepPoint::Fits::yes : SweepPoint::Fits::no;
  }
  if (!outcome.prediction) {
    const bool too_big = outcome.refusal->reason == "does-not-fit";
    point.error = too_big ? "does-not-fit" : "cannot-model";
    point.fits = too_big ? SweepPoint::Fits::no : SweepPoint::Fits::unknown;
    point.reason = outcome.refusal->message;
    return;
  }
  const predict::Prediction& p = *outcome.prediction;
  point.tps = p.decode.tps();
  if (named_->options_.intervals) {
    std::tie(point.low_tps, point.high_tps) = p.decode.published(named_->answer_.level);
  }
  set_aggregate(point, predict::streams_in_flight(p));
  point.bound_by = binding(p.bound_by);
  point.ceiling_tps = p.ceiling_tps;
  point.step_s = p.step_s;
  if (p.prefill) {
    point.prefill_tps = p.prefill->tps();
    point.ttft_s = p.ttft_s;
  }
  point.power_w = p.draw.watts;
  const predict::Economics money = predict::economics(named_->model_.catalog,
                                                      named_->model_.fitted,
                                                      p,
                                                      request,
                                                      named_->device_,
                                                      named_->answer_.cost,
                                                      false);
  point.usd_per_million_tokens = money.usd_per_million_tokens;
}

}  // namespace tokroof::whatif
