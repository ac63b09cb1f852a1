#include "judge/diagnose/likelihood.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "catalog/names.hpp"
#include "catalog/text.hpp"
#include "judge/check/check.hpp"
#include "model/units.hpp"
#include "predict/student.hpp"

namespace tokroof::judge {

// Abramowitz and Stegun, table 25.10, for exp(-x^2/2)/sqrt(2 pi).
const std::array<OffsetNode, kNodes> kOffsetNodes{{{-3.7504397177257425, 0.0005482688559722},
                                                   {-2.3667594107345415, 0.0307571239675865},
                                                   {-1.1544053947399682, 0.2401231786050127},
                                                   {0, 0.4571428571428571},
                                                   {1.1544053947399682, 0.2401231786050127},
                                                   {2.3667594107345415, 0.0307571239675865},
                                                   {3.7504397177257425, 0.0005482688559722}}};

namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kCauseNu = 2, kUnexplainedNu = 2;
constexpr double kUnexplainedWidth = 5;  // scales of a correct run
constexpr double kMachineShare =
    0.65;  // of the squared scale: correlation of a machine's deviations (tuning half)
// Prompt rates scatter with far heavier tails than decode rates, and hardly together with them (rank correlation 0.2).
constexpr double kPromptNu = 1.5, kPromptScale = 0.7;
constexpr double kLnAboveCeiling = -10;          // caches: models smaller than one do exceed it
constexpr double kTight = 1.0, kLnTight = -1.5;  // our arithmetic of overheads is not exact
constexpr double kOver = 1.1, kLnOver = -5;
// ln of a file's size over what its label's recipe gives: most agree to a few thousandths. The others hold more of what recipes
// do not tell (embeddings in 16 bits, layers that a publisher keeps wider), as files of publishers' own mixes do.
// From the 117 files (88 plain, 18 mixes, 11 small) of sound rows in the tuning half.
constexpr double kSizeScale = 0.003, kOwnSizeScale = 0.08, kByRecipe = 0.7, kSizeNu = 3;

double ln_normal(double x, double sd) { return -0.5 * x * x / (sd * sd) - std::log(sd * std::sqrt(2 * kPi)); }

/// What is left of a scale without the machine's part of it.
double own_scale(double scale, double shared) {
  return std::sqrt(std::max(scale * scale - shared * shared, 0.25 * scale * scale));
}

bool is_mix(const catalog::Run& row) {
  const std::string name = catalog::lower_case(row.quant);
  return name.starts_with("ud-") || catalog::contains(name, "mix") || catalog::contains(name, "_xl");
}

double ln_size(const Expectation& e, const Expectation& stated, const catalog::Run& row) {
  const double expected = std::isnan(e.ln_file_bytes) ? stated.ln_file_bytes : e.ln_file_bytes;
  if (!(row.size_gib > 0) || std::isnan(expected)) {
    return 0;
  }
  const double off = std::log(row.size_gib * model::kGib) - expected;
  const double own = ln_student(kSizeNu, off / kOwnSizeScale, kOwnSizeScale);
  if (is_mix(row)) {
    return own;
  }
  const double either[] = {std::log(kByRecipe) + ln_student(kSizeNu, off / kSizeScale, kSizeScale),
                           std::log(1 - kByRecipe) + own};
  return ln_sum(either);
}

double ln_prompt(Cause cause, const Expectation& e, const Expectation& stated, const catalog::Run& row) {
  if (!(row.pp_tps > 0) || std::isnan(stated.ln_pp_tps)) {
    return 0;
  }
  if (std::isnan(e.ln_pp_tps)) {
    const PromptGuess guess = prompt_guess(cause);
    return ln_normal(std::log(row.pp_tps) - stated.ln_pp_tps - guess.mean,
                     std::hypot(guess.sd, stated.pp_scale));
  }
  const double off = std::log(row.pp_tps) - e.ln_pp_tps;
  if (!(row.tg_tps > 0)) {  // the row's own figure: what check() judges
    const double nu = cause == Cause::ok ? predict::kCorrectRunNu : kCauseNu;
    return ln_student(nu, off / e.pp_scale, e.pp_scale);
  }
  const double scale = kPromptScale * e.pp_scale;
  const double heavy = ln_student(kPromptNu, off / scale, scale);
  // A prompt that check() is certain of is not explained by what leaves it as it is.
  const bool odd = std::fabs(off) > kCertain * e.pp_scale;
  return odd ? std::min(heavy, ln_student(predict::kCorrectRunNu, off / e.pp_scale, e.pp_scale)) : heavy;
}

/// Prompt rate and size of a row that something unknown happened to: a broad distribution about what is stated.
double ln_others_broad(const Expectation& stated, const catalog::Run& row) {
  constexpr double kNu = 2, kScale = 0.8, kBroadSizeScale = 0.2;
  double ln = 0;
  if (row.pp_tps > 0 && !std::isnan(stated.ln_pp_tps)) {
    ln += ln_student(kNu, (std::log(row.pp_tps) - stated.ln_pp_tps) / kScale, kScale);
  }
  if (row.size_gib > 0 && !std::isnan(stated.ln_file_bytes)) {
    ln += ln_student(kNu,
                     (std::log(row.size_gib * model::kGib) - stated.ln_file_bytes) / kBroadSizeScale,
                     kBroadSizeScale);
  }
  return ln;
}

double ln_limits(const Expectation& e, const catalog::Run& row) {
  double ln = row.tg_tps > kAboveCeiling * e.ceiling_tps ? kLnAboveCeiling : 0;
  if (e.memory_share > kTight) {
    ln += e.memory_share > kOver ? kLnOver : kLnTight;
  }
  return ln;
}

}  // namespace

PromptGuess prompt_guess(Cause cause) {
  switch (cause) {
    case Cause::speculative: return {-0.1, 0.3};
    case Cause::aggregate: return {0.0, 0.5};
    default: return {0, 1};
  }
}

double ln_student(double nu, double z, double scale) {
  return std::lgamma((nu + 1) / 2) - std::lgamma(nu / 2) - 0.5 * std::log(nu * kPi) - std::log(scale) -
         (nu + 1) / 2 * std::log1p(z * z / nu);
}

double ln_sum(std::span<const double> ln_terms) {
  double most = -std::numeric_limits<double>::infinity();
  for (const double x : ln_terms) {
    most = std::max(most, x);
  }
  if (!std::isfinite(most)) {
    return most;
  }
  double sum = 0;
  for (const double x : ln_terms) {
    sum += std::exp(x - most);
  }
  return most + std::log(sum);
}

double ln_beside_rate(const Expectation& e, const Expectation& stated, const catalog::Run& row) {
  return ln_size(e, stated, row) + (row.tg_tps > 0 ? ln_prompt(Cause::ok, e, stated, row) : 0);
}

ByNode ln_correct_rate(const CorrectRate& c, double machine_scale) {
  const double shared = std::sqrt(kMachineShare) * machine_scale;
  const double own = own_scale(c.scale, shared);
  const auto ln_at = [&](double off, double scale) {
    return ln_student(predict::kCorrectRunNu, (off - std::clamp(off, c.from, c.to)) / scale, scale);
  };
  ByNode out{};
  std::array<double, kNodes> weighed{};
  for (std::size_t i = 0; i < kNodes; ++i) {
    out[i] = ln_at(c.off - shared * kOffsetNodes[i].at, own);
    weighed[i] = std::log(kOffsetNodes[i].weight) + out[i];
  }
  const double wider = (c.to - c.from) * std::exp(ln_student(predict::kCorrectRunNu, 0, c.scale));
  const double as_check = ln_at(c.off, c.scale) - std::log1p(wider) - ln_sum(weighed);
  for (double& ln : out) {
    ln += as_check + (c.above_ceiling ? kLnAboveCeiling : 0);
  }
  return out;
}

ByNode ln_likelihood(Cause cause, const Expectation& e, const Expectation& stated, const catalog::Run& row) {
  const bool other_chip = cause == Cause::cpu;
  const double shared = other_chip ? 0 : std::sqrt(kMachineShare) * stated.scale;
  const double own = other_chip ? e.scale : own_scale(e.scale, shared);
  const double off = std::log(row.tg_tps) - e.ln_tps;
  const double fixed = ln_size(e, stated, row) + ln_limits(e, row) + ln_prompt(cause, e, stated, row);
  ByNode out{};
  if (!(row.tg_tps > 0)) {
    out.fill(fixed);
    return out;
  }
  if (cause == Cause::ok) {
    out = ln_correct_rate({.off = off, .scale = e.scale}, stated.scale);
    for (double& ln : out) {
      ln += fixed;
    }
    return out;
  }
  for (std::size_t i = 0; i < kNodes; ++i) {
    const double z = (off - shared * kOffsetNodes[i].at) / own;
    out[i] = fixed + ln_student(kCauseNu, z, own);
  }
  return out;
}

double given_by(const Expectation& e, const catalog::Run& row) {
  const auto within = [](double nu, double tps, double ln_expected, double scale) {
    const bool known = tps > 0 && !std::isnan(ln_expected);
    return known ? predict::student_two_sided_tail(nu, (std::log(tps) - ln_expected) / scale) : 1;
  };
  const bool decode = row.tg_tps > 0;
  return within(kCauseNu, row.tg_tps, e.ln_tps, e.scale) *
         within(decode ? kPromptNu : kCauseNu, row.pp_tps, e.ln_pp_tps, e.pp_scale);
}

ByNode ln_unexplained(const Expectation& stated, const catalog::Run& row) {
  ByNode out{};
  if (!(row.tg_tps > 0)) {
    const double broad = kUnexplainedWidth * stated.pp_scale;
    out.fill(ln_student(kUnexplainedNu, (std::log(row.pp_tps) - stated.ln_pp_tps) / broad, broad));
    return out;
  }
  const double scale = kUnexplainedWidth * stated.scale;
  const double as_stated = ln_size(stated, stated, row) + ln_prompt(Cause::ok, stated, stated, row);
  const double others[] = {std::log(0.5) + as_stated, std::log(0.5) + ln_others_broad(stated, row)};
  out.fill(ln_student(kUnexplainedNu, (std::log(row.tg_tps) - stated.ln_tps) / scale, scale) +
           ln_sum(others));
  return out;
}

double unexplained_odds() {
  return std::exp(ln_student(predict::kCorrectRunNu, kCertain, 1) -
                  ln_student(kUnexplainedNu, kCertain / kUnexplainedWidth, kUnexplainedWidth));
}

}  // namespace tokroof::judge
