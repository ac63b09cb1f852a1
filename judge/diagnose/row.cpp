#include "judge/diagnose/row.hpp"

#include <cmath>
#include <limits>

#include "judge/diagnose/likelihood.hpp"
#include "judge/diagnose/prior.hpp"

namespace tokroof::judge {
namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity();

/// Variants integrated over, and the best of them.
ByNode integrate(Cause cause, JudgedCause& j, const Expectation& stated, const catalog::Run& row) {
  std::array<std::vector<double>, kNodes> terms;
  double best = kNever;
  for (std::size_t v = 0; v < j.variants.size(); ++v) {
    // Nobody leaves drafting unmentioned that makes a run slower.
    if (!j.expected[v] || (cause == Cause::speculative && j.expected[v]->ln_tps < stated.ln_tps)) {
      continue;
    }
    j.possible = true;
    const ByNode ln = ln_likelihood(cause, *j.expected[v], stated, row);
    for (std::size_t i = 0; i < kNodes; ++i) {
      terms[i].push_back(std::log(j.variants[v].weight) + ln[i]);
    }
    if (terms[kNodes / 2].back() > best) {
      best = terms[kNodes / 2].back();
      j.best = v;
    }
  }
  ByNode out{};
  for (std::size_t i = 0; i < kNodes; ++i) {
    out[i] = ln_sum(terms[i]);
  }
  return out;
}

}  // namespace

std::optional<JudgedRow> judge_row(const catalog::Catalog& catalog,
                                   const predict::Fitted& fitted,
                                   const catalog::Run& run) {
  JudgedRow row{.stated = {.catalog = catalog, .run = run}};
  if (!(run.tg_tps > 0) || catalog::saturated_reading(run) || !look_up(catalog, run, row.stated)) {
    return std::nullopt;
  }
  const Variant nothing;
  const auto as_stated = expectations(catalog, fitted, run, {&nothing, 1}, false);
  if (!as_stated.front()) {
    return std::nullopt;
  }
  row.as_stated = *as_stated.front();
  ByCause<bool> possible{};
  for (std::size_t c = 0; c < kCauses; ++c) {
    const Cause cause = static_cast<Cause>(c);
    JudgedCause& j = row.causes[c];
    if (cause == Cause::unexplained) {
      j.possible = true;
      row.evidence.ln_likelihood[c] = ln_unexplained(row.as_stated, run);
    } else {
      j.variants = variants_of(row.stated, cause);
      j.expected = expectations(catalog, fitted, run, j.variants);
      row.evidence.ln_likelihood[c] = integrate(cause, j, row.as_stated, run);
    }
    possible[c] = j.possible;
  }
  row.evidence.odds = row_odds(row.stated, possible);
  return row;
}

std::string machine_of(const catalog::Run& run) {
  return run.source + "|" + run.url + "|" + run.device + "|" + run.host + "|" + run.host_device + "|" +
         run.backend;
}

}  // namespace tokroof::judge
