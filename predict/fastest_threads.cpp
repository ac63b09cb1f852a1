#include "predict/fastest_threads.hpp"

#include "predict/prediction.hpp"

namespace tokroof {

/// All cores, and numbers half an octave apart: a processor with more cores is tried with every number that one with
/// fewer is tried with, so it is never the slower.
double fastest_threads(const Catalog& catalog, const Fitted& fitted, const Run& run) {
  constexpr double kTried[] = {1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512};
  Run tried = run;
  tried.details.decode_threads = kUnknown;
  const auto with_all = predict(catalog, fitted, tried, {.rate_only = true}).prediction;
  if (!with_all || !with_all->scenario.host) {
    return kUnknown;
  }
  double best = with_all->scenario.host->threads;
  double best_tps = with_all->decode.tps();
  for (const double threads : kTried) {
    if (threads >= with_all->scenario.host->threads) {
      break;
    }
    tried.details.decode_threads = threads;
    const auto with_some = predict(catalog, fitted, tried, {.rate_only = true}).prediction;
    if (with_some && with_some->decode.tps() > best_tps) {
      best = threads;
      best_tps = with_some->decode.tps();
    }
  }
  return best;
}

}  // namespace tokroof
