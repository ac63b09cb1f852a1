#include "predict/fastest_threads.hpp"

#include "catalog/resolve.hpp"
#include "model/count.hpp"
#include "model/labels.hpp"
#include "model/rates.hpp"
#include "model/time/figure_time.hpp"
#include "predict/binder.hpp"

namespace tokroof::predict {

/// All cores, and numbers half an octave apart: a processor with more cores is tried with every number that one with
/// fewer is tried with, so it is never the slower. Of unequal cards the first one stands for all: what the host does takes
/// as long behind each.
HostThreads fastest_threads(const catalog::Catalog& catalog, const Fitted& fitted, const catalog::Run& run) {
  constexpr double kTried[] = {1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512};
  catalog::Run tried = run;
  tried.details.decode_threads = model::kUnknown;
  tried.power_w = model::kUnknown;  // a step that waits for a card's limit takes as long with any number
  const auto with_all = catalog::resolve(catalog, tried);
  if (!with_all || !with_all->host) {
    return {};
  }
  const auto counted = model::count(*with_all, model::WeightCheck::leave);
  if (!counted) {
    return {};
  }
  model::Step step = *counted;
  const Binding binding = Binder::of_thread(fitted).bind(step, model::FigureKind::decode);
  model::Scenario scenario = *with_all;
  model::Host& host = *scenario.host;
  const double cores = host.threads, all_fp32_flops = host.fp32_flops;
  double best = cores;
  double least_ln_s = model::ln_decode_seconds(step, binding.coefficients);
  for (const double threads : kTried) {
    if (threads >= cores) {
      break;
    }
    host.threads = threads;
    host.fp32_flops = all_fp32_flops * threads / cores;
    step.rates = model::device_rates(scenario, model::stored_as(scenario));
    const double ln_s = model::ln_decode_seconds(step, binding.coefficients);
    if (ln_s < least_ln_s) {
      best = threads;
      least_ln_s = ln_s;
    }
  }
  return {best, cores};
}

catalog::Run with_fastest_threads(const catalog::Catalog& catalog, const Fitted& fitted, catalog::Run run) {
  if (run.details.decode_threads == 0) {
    run.details.decode_threads = fastest_threads(catalog, fitted, run).fastest;
  }
  return run;
}

}  // namespace tokroof::predict
