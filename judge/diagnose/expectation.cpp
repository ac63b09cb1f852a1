#include "judge/diagnose/expectation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "catalog/resolve.hpp"
#include "catalog/run_class.hpp"
#include "model/ceiling.hpp"
#include "model/count.hpp"
#include "model/count/memory.hpp"
#include "model/time/figure_time.hpp"
#include "predict/estimate.hpp"

namespace tokroof {
namespace {

/// ln t of a figure; the width is computed once and then reused. Cards that differ are timed one by one, as predict()
/// does: check() and ok must expect the same.
struct Timer {
  const Fitted& fitted;
  double decode_scale = kUnknown, prefill_scale = kUnknown;

  double ln_tps(const Step& step,
                std::vector<PartStep>& cards,
                FigureKind figure,
                const std::string& run_class,
                double& scale) {
    double& known = figure == FigureKind::decode ? decode_scale : prefill_scale;
    for (PartStep& card : cards) {
      card.step.figure = step.figure;
    }
    if (std::isnan(known) || !cards.empty()) {
      const Estimate e = cards.empty() ? estimate(fitted, step, figure, run_class)
                                       : estimate_parts(fitted, cards, step, figure, run_class);
      scale = known = std::isnan(known) ? e.scales.correct : known;
      return -e.ln_seconds;
    }
    scale = known;
    const Binding b = bind(fitted, step, figure);
    const double ln_t = figure == FigureKind::decode ? ln_decode_seconds(step, b.coefficients)
                                                     : ln_prefill_seconds(step, b.coefficients);
    return -(ln_t + b.ln_effects);
  }
};

double memory_share(const Scenario& s, const Step& step) {
  const MemoryNeed need = memory_need(s, step);
  double share = need.available_bytes > 0 ? need.needed_bytes() / need.available_bytes : 0;
  if (need.host_bytes > 0 && need.host_available_bytes > 0) {
    share = std::max(share, need.host_bytes / need.host_available_bytes);
  }
  return std::isfinite(share) ? share : 0;
}

std::optional<double> labelled_file_bytes(Scenario s) {
  s.file_bytes = kUnknown;
  const auto by_label = count(s, WeightCheck::leave);
  return by_label ? std::optional(by_label->work.file_bytes) : std::nullopt;
}

/// A prompt rate for a figure that a row gives as decode. False: the length of its prompt is not known.
bool count_prompt(const Scenario& s, Step& step) {
  if (!(step.figure.prefill_tokens > 0)) {
    step.figure.prefill_tokens = s.n_prompt;
    step.figure.prefill_depth = s.prefill_depth;
  }
  return step.figure.prefill_tokens > 0;
}

std::optional<Expectation> expect(
    const Catalog& catalog, const Run& row, const Variant& variant, bool must_fit, Timer& timer) {
  Run run = row;
  variant.run(run);
  auto scenario = resolve(catalog, run);
  if (!scenario) {
    return std::nullopt;
  }
  (*scenario).source.clear();
  variant.scenario(*scenario);
  auto step = count(*scenario, must_fit && !variant.anyhow ? WeightCheck::refuse : WeightCheck::leave);
  if (!step) {
    return std::nullopt;
  }
  if (variant.figure == FigureKind::prefill && !count_prompt(*scenario, *step)) {
    return std::nullopt;
  }
  const std::string run_class = tokroof::run_class(catalog, run);
  std::vector<PartStep> cards = part_steps(*scenario);
  Expectation e;
  e.ln_tps = timer.ln_tps(*step, cards, variant.figure, run_class, e.scale);
  e.scale = std::hypot(e.scale, variant.ln_spread);
  e.ceiling_tps = variant.figure == FigureKind::decode ? ceiling_tps(*step) * step->figure.streams
                                                       : std::numeric_limits<double>::infinity();
  e.memory_share = memory_share(*scenario, *step);
  if (step->figure.prefill_tokens > 0 && variant.figure == FigureKind::decode) {
    e.ln_pp_tps = timer.ln_tps(*step, cards, FigureKind::prefill, run_class, e.pp_scale);
    e.pp_scale = std::hypot(e.pp_scale, variant.ln_spread);
  }
  if (row.size_gib > 0) {
    const auto labelled = variant.relabelled ? std::nullopt : labelled_file_bytes(*scenario);
    e.ln_file_bytes = labelled ? std::log(*labelled) : kUnknown;
  }
  return std::isfinite(e.ln_tps) ? std::optional(e) : std::nullopt;
}

}  // namespace

std::optional<double> labelled_file_bytes(const Catalog& catalog, const Run& run) {
  const auto scenario = resolve(catalog, run);
  return scenario ? labelled_file_bytes(*scenario) : std::nullopt;
}

std::vector<std::optional<Expectation>> expectations(const Catalog& catalog,
                                                     const Fitted& fitted,
                                                     const Run& row,
                                                     std::span<const Variant> variants,
                                                     bool must_fit) {
  Timer timer{fitted};
  std::vector<std::optional<Expectation>> out;
  out.reserve(variants.size());
  for (const Variant& v : variants) {
    out.push_back(expect(catalog, row, v, must_fit, timer));
  }
  return out;
}

}  // namespace tokroof
