#include "judge/diagnose/row.hpp"

#include <cmath>
#include <limits>

#include "judge/diagnose/likelihood.hpp"
#include "judge/diagnose/prior.hpp"

namespace tokroof::judge {
namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity();

bool shows_figure(const Expectation& e, const catalog::Run& row) {
  return row.tg_tps > 0 || !std::isnan(e.ln_pp_tps);
}

/// An odd row's rate is on one side of what is expected, and the variant's on the other: the row would be odder still.
bool leads_away(const Expectation& e, const Expectation& stated, const catalog::Run& row) {
  constexpr double kOdd = 2;      // scales of a correct run
  constexpr double kMoved = 0.1;  // ln: less is no other rate
  const bool decode = row.tg_tps > 0;
  const double scale = decode ? stated.scale : stated.pp_scale;
  const double from = decode ? stated.ln_tps : stated.ln_pp_tps;
  const double measured = std::log(decode ? row.tg_tps : row.pp_tps) - from;
  const double moved = (decode ? e.ln_tps : e.ln_pp_tps) - from;
  return std::fabs(measured) > kOdd * scale && std::fabs(moved) > kMoved && measured * moved < 0;
}

/// Variants integrated over, and that of them which explains the row best.
ByNode integrate(Cause cause, JudgedCause& j, const Expectation& stated, const catalog::Run& row) {
  std::array<std::vector<double>, kNodes> terms;
  double best = kNever;
  for (std::size_t v = 0; v < j.variants.size(); ++v) {
    if (!j.expected[v] || !shows_figure(*j.expected[v], row) ||
        (cause != Cause::ok && leads_away(*j.expected[v], stated, row))) {
      continue;
    }
    // Nobody leaves drafting unmentioned that makes a run slower.
    if (cause == Cause::speculative && j.expected[v]->ln_tps < stated.ln_tps) {
      continue;
    }
    j.possible = true;
    const ByNode ln = ln_likelihood(cause, *j.expected[v], stated, row);
    for (std::size_t i = 0; i < kNodes; ++i) {
      terms[i].push_back(std::log(j.variants[v].weight) + ln[i]);
    }
    if (ln[kNodes / 2] > best) {
      best = ln[kNodes / 2];
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
  JudgedRow row{.stated = {.catalog = catalog}};
  const bool saturated = catalog::saturated_reading(run) && !(run.concurrency > 1);
  if (!(run.tg_tps > 0 || run.pp_tps > 0) || saturated || !look_up(catalog, run, row.stated)) {
    return std::nullopt;
  }
  const Variant nothing;
  const auto as_stated = [&](bool must_fit) {
    return expectations(catalog, fitted, row.stated.run, {&nothing, 1}, must_fit).front();
  };
  if (!as_stated(true)) {
    take_usual(fitted, row.stated);
  }
  const auto expected = as_stated(false);
  if (!expected || !shows_figure(*expected, run)) {
    return std::nullopt;
  }
  row.as_stated = *expected;
  ByCause<bool> possible{};
  for (std::size_t c = 0; c < kCauses; ++c) {
    const Cause cause = static_cast<Cause>(c);
    JudgedCause& j = row.causes[c];
    if (cause == Cause::unexplained) {
      j.possible = true;
      row.evidence.ln_likelihood[c] = ln_unexplained(row.as_stated, run);
    } else {
      j.variants = variants_of(row.stated, cause);
      j.expected = expectations(catalog, fitted, row.stated.run, j.variants);
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
