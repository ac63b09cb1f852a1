#include "judge/diagnose/expectation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "catalog/resolve.hpp"
#include "catalog/run_class.hpp"
#include "model/ceiling.hpp"
#include "model/count.hpp"
#include "model/count/memory.hpp"
#include "model/gradient.hpp"
#include "predict/estimate.hpp"
#include "predict/prediction.hpp"

namespace tokroof::judge {
namespace {

/// ln t of a figure; the width is computed once and then reused. Cards that differ are timed one by one, as predict()
/// does: check() and ok must expect the same.
struct Timer {
  const predict::Fitted& fitted;
  double decode_scale = model::kUnknown, prefill_scale = model::kUnknown;

  double ln_tps(const model::Step& step,
                std::vector<predict::PartStep>& cards,
                model::FigureKind figure,
                const std::string& run_class,
                double& scale) {
    double& known = figure == model::FigureKind::decode ? decode_scale : prefill_scale;
    for (predict::PartStep& card : cards) {
      card.step.figure = step.figure;
    }
    if (std::isnan(known) || !cards.empty()) {
      const predict::Estimate e = cards.empty()
                                      ? predict::estimate(fitted, step, figure, run_class)
                                      : predict::estimate_parts(fitted, cards, step, figure, run_class);
      scale = known = std::isnan(known) ? e.scales.correct : known;
      return -e.ln_seconds;
    }
    scale = known;
    const predict::Binding b = predict::bind(fitted, step, figure);
    return -(model::ln_seconds(step, figure, b.coefficients) + b.ln_effects);
  }
};

double memory_share(const model::MemoryNeed& need) {
  double share =
      need.available_bytes > 0 ? (need.needed_bytes() - need.spilled_bytes) / need.available_bytes : 0;
  if (need.host_bytes > 0 && need.host_available_bytes > 0) {
    share = std::max(share, (need.host_bytes - need.stored_bytes) / need.host_available_bytes);
  }
  return std::isfinite(share) ? share : 0;
}

std::optional<double> file_bytes_by_label(model::Scenario s) {
  s.file_bytes = model::kUnknown;
  const auto by_label = model::count(s, model::WeightCheck::leave);
  return by_label ? std::optional(by_label->work.file_bytes) : std::nullopt;
}

/// A prompt rate for a figure that a row gives as decode. False: the length of its prompt is not known.
bool count_prompt(const model::Scenario& s, model::Step& step) {
  if (!(step.figure.prefill_tokens > 0)) {
    step.figure.prefill_tokens = s.n_prompt;
    step.figure.prefill_depth = s.prefill_depth;
  }
  return step.figure.prefill_tokens > 0;
}

/// Seconds a step in which a drive is read, as memory is short.
double drive_seconds(const model::MemoryNeed& need, const model::Step& step, const Variant& variant) {
  if (!(variant.drive_bytes_per_s > 0)) {
    return 0;
  }
  const bool host = need.host_bytes > 0;
  const double needed = host ? need.host_bytes : need.needed_bytes();
  const double available = host ? variant.memory_left * need.host_available_bytes : need.available_bytes;
  const double missing = model::missing_bytes(needed, available);
  const double on_host = host && !step.how.cpu ? needed / (needed + need.needed_bytes()) : 1;
  const double share = (variant.reads_all ? 1 : missing / needed) * on_host;
  return share * step.work.weight_bytes / variant.drive_bytes_per_s;
}

/// What a figure says that counts a part of the tokens, or the time of more than decoding.
double ln_counted(double ln_tps, double more_s, const Variant& variant, const catalog::Run& run) {
  const double s_per_token =
      std::max(std::exp(-ln_tps), variant.least_step_s) + more_s + variant.idle_s / answer_tokens(run);
  return std::log(variant.counted / s_per_token);
}

/// The same of a prompt's rate. Who gives no other rate may have the time to the first token from a client's clock.
double ln_prompt_counted(double ln_pp_tps, double tokens, const Variant& variant, const catalog::Run& run) {
  const double idle_s = run.tg_tps > 0 ? 0 : variant.idle_s;
  return std::log(variant.prompt_counted / (std::exp(-ln_pp_tps) + idle_s / tokens));
}

std::optional<Expectation> expect(const catalog::Catalog& catalog,
                                  const catalog::Run& row,
                                  const Variant& variant,
                                  bool must_fit,
                                  Timer& timer) {
  catalog::Run run = row;
  variant.run(run);
  run.engine_date = predict::build_date(timer.fitted, run, variant.years_older);
  auto scenario = catalog::resolve(catalog, run);
  if (!scenario) {
    return std::nullopt;
  }
  (*scenario).source.clear();
  variant.scenario(*scenario);
  auto step = model::count(
      *scenario, must_fit && !variant.anyhow ? model::WeightCheck::refuse : model::WeightCheck::leave);
  if (!step) {
    return std::nullopt;
  }
  if (variant.figure == model::FigureKind::prefill && !count_prompt(*scenario, *step)) {
    return std::nullopt;
  }
  model::MemoryNeed need = model::memory_need(*scenario, *step);
  model::place_beyond_memory(
      *scenario, need, *step);  // as predict() does: a drive, or a spill, that is stated
  const std::string run_class = tokroof::catalog::run_class(catalog, run);
  std::vector<predict::PartStep> cards = predict::part_steps(*scenario);
  Expectation e;
  e.ln_tps = timer.ln_tps(*step, cards, variant.figure, run_class, e.scale);
  e.ln_tps = ln_counted(e.ln_tps, drive_seconds(need, *step, variant), variant, run);
  e.scale = std::hypot(e.scale, variant.ln_spread);
  e.ceiling_tps = variant.figure == model::FigureKind::decode
                      ? model::ceiling_tps(*step) * step->figure.streams
                      : std::numeric_limits<double>::infinity();
  e.memory_share = variant.drive_bytes_per_s > 0 ? 0 : memory_share(need);
  if (step->figure.prefill_tokens > 0 && variant.figure == model::FigureKind::decode) {
    e.ln_pp_tps = timer.ln_tps(*step, cards, model::FigureKind::prefill, run_class, e.pp_scale);
    e.ln_pp_tps = ln_prompt_counted(e.ln_pp_tps, step->figure.prefill_tokens, variant, run);
    e.pp_scale = std::hypot(e.pp_scale, variant.ln_spread);
  }
  if (row.size_gib > 0) {
    const auto labelled = variant.relabelled ? std::nullopt : file_bytes_by_label(*scenario);
    e.ln_file_bytes = labelled ? std::log(*labelled) : model::kUnknown;
  }
  return std::isfinite(e.ln_tps) ? std::optional(e) : std::nullopt;
}

}  // namespace

std::optional<double> labelled_file_bytes(const catalog::Catalog& catalog, const catalog::Run& run) {
  const auto scenario = catalog::resolve(catalog, run);
  return scenario ? file_bytes_by_label(*scenario) : std::nullopt;
}

std::vector<std::optional<Expectation>> expectations(const catalog::Catalog& catalog,
                                                     const predict::Fitted& fitted,
                                                     const catalog::Run& row,
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

}  // namespace tokroof::judge
