#include "fit/weights.hpp"

#include <cmath>
#include <map>

namespace tokroof::fit {
namespace {

// Scales of the loss, in ln: what repeated runs of one configuration scatter by.
constexpr double kNoiseCpu = 0.08, kNoisePrefill = 0.08;
constexpr double kFanlessFactor = 10;  // fanless machines throttle: they show a lower limit of the rate

double noise(const predict::Observation& o, Whose whose) {
  const double base = o.figure == model::FigureKind::prefill ? kNoisePrefill
                      : o.step.how.cpu                       ? kNoiseCpu
                                                             : kNoiseGpu;
  return o.step.how.fanless && whose == Whose::published ? base * kFanlessFactor : base;
}

std::string kind(const predict::Observation& o) {
  return o.figure == model::FigureKind::prefill ? "prefill|" : o.step.how.cpu ? "cpu|" : "gpu|";
}

bool counts(const predict::Observation& o, const catalog::Run& run) {
  const bool saturated = o.figure == model::FigureKind::decode && catalog::saturated_reading(run);
  return !saturated && run.model.find("diffusion") == std::string::npos;
}

}  // namespace

void weigh(std::span<predict::Observation> observations, std::span<const catalog::Run> runs, Whose whose) {
  std::map<std::string, double> sessions, cells;
  for (const predict::Observation& o : observations) {
    sessions[kind(o) + o.session] += 1;
    cells[kind(o) + o.cell] += 1;
  }
  for (predict::Observation& o : observations) {
    const double repeats = 0.05 * (sessions[kind(o) + o.session] - 1) + 0.2 * (cells[kind(o) + o.cell] - 1);
    o.weight = counts(o, runs[o.run]) ? 0.5 / (1 + repeats) : 0;
    o.sd = std::sqrt(std::pow(noise(o, whose), 2) + o.step.figure.assumed_variance);
  }
}

}  // namespace tokroof::fit
