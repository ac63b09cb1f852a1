#include "judge/diagnose/row.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "judge/check/check.hpp"
#include "judge/check/expected_rate.hpp"
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

/// The rate against what check() expects of a correct run. None where a part is taken to be on the host, or the host is taken:
/// ok has a variant for each of these. Nor where there is no such rate.
std::optional<CorrectRate> as_checked(const ExpectedRate& e, const catalog::Run& run) {
  if (!(e.tps > 0) || !e.taken.empty()) {
    return std::nullopt;
  }
  const bool decode = run.tg_tps > 0;
  const double tps = decode ? run.tg_tps : run.pp_tps;
  return CorrectRate{.off = std::log(tps / e.tps),
                     .from = -e.to_slowest,
                     .to = -e.to_fastest,
                     .scale = e.scale,
                     .above_ceiling = decode && tps > kAboveCeiling * e.ceiling_tps};
}

/// The way in which a variant of a cause explains a row, or none.
bool may_be(Cause cause,
            const std::optional<Expectation>& e,
            const Expectation& stated,
            const catalog::Run& row) {
  if (!e || !shows_figure(*e, row) || (cause != Cause::ok && leads_away(*e, stated, row))) {
    return false;
  }
  // Of a step that does not wait for its host, or its link, or is as fast behind a deeper cache, it is no cause.
  constexpr double kShows = 0.05;
  if ((cause == Cause::slow_host || cause == Cause::slow_link || cause == Cause::eager ||
       cause == Cause::depth) &&
      std::fabs(e->ln_tps - stated.ln_tps) < kShows) {
    return false;
  }
  // Nobody leaves drafting unmentioned that makes a run slower.
  return cause != Cause::speculative || !(e->ln_tps < stated.ln_tps);
}

/// Variants integrated over, and that of them which explains the row best. Of ok, each is a correct run by its own prediction
/// and by check()'s, which covers more of what is not said, one as likely as the other.
ByNode integrate(Cause cause,
                 JudgedCause& j,
                 const Expectation& stated,
                 const catalog::Run& row,
                 const std::optional<CorrectRate>& checked) {
  std::array<std::vector<double>, kNodes> terms;
  const bool twice = cause == Cause::ok && checked;
  const double ln_share = twice ? std::log(0.5) : 0;
  const ByNode correct = twice ? ln_correct_rate(*checked, stated.scale) : ByNode{};
  double best = kNever;
  for (std::size_t v = 0; v < j.variants.size(); ++v) {
    if (!may_be(cause, j.expected[v], stated, row)) {
      continue;
    }
    j.possible = true;
    const Expectation& e = *j.expected[v];
    const ByNode ln = ln_likelihood(cause, e, stated, row);
    const double ln_weight = std::log(j.variants[v].weight) + ln_share;
    for (std::size_t i = 0; i < kNodes; ++i) {
      terms[i].push_back(ln_weight + ln[i]);
    }
    if (twice) {
      const double beside = ln_beside_rate(e, stated, row);
      for (std::size_t i = 0; i < kNodes; ++i) {
        terms[i].push_back(ln_weight + beside + correct[i]);
      }
    }
    if (ln[kNodes / 2] > best) {
      best = ln[kNodes / 2];
      j.best = v;
    }
    j.given = std::max(j.given, given_by(e, row));
  }
  ByNode out{};
  for (std::size_t i = 0; i < kNodes; ++i) {
    out[i] = ln_sum(terms[i]);
  }
  return out;
}

/// Of what check() is certain by the median of rows; each of them may be somewhat nearer. Other rows of the machine may be as odd, which
/// makes none of them sound.
constexpr double kNearlyCertain = 0.75, kSound = 0.1;

/// By how many deviations a rate is outside what check() expects; 0: that is not known.
double deviations(const std::optional<CorrectRate>& checked) {
  return checked
             ? std::fabs(checked->off - std::clamp(checked->off, checked->from, checked->to)) / checked->scale
             : 0;
}

/// What nothing explains is unexplained: the better a cause gives the figure, the less of it. Not where check() is certain that
/// a decode rate is odd and no cause is likelier than ok: ok would be left the likeliest.
double ln_nothing_gives(const JudgedRow& row, bool certain) {
  constexpr double kLeast = 0.05;
  double given = 0, ln_likeliest = kNever;
  for (std::size_t c = index_of(Cause::ok) + 1; c < index_of(Cause::unexplained); ++c) {
    given = std::max(given, row.causes[c].given);
    ln_likeliest =
        std::max(ln_likeliest, std::log(row.evidence.odds[c]) + row.evidence.ln_likelihood[c][kNodes / 2]);
  }
  const bool ok_is_left = row.evidence.ln_likelihood[index_of(Cause::ok)][kNodes / 2] > ln_likeliest;
  return certain && ok_is_left ? 0 : std::log(std::max(1 - given, kLeast));
}

}  // namespace

std::optional<JudgedRow> judge_row(const catalog::Catalog& catalog,
                                   const predict::Fitted& fitted,
                                   const catalog::Run& run,
                                   const Beside& beside) {
  JudgedRow row{.stated = {.catalog = catalog, .beside = beside}};
  const bool saturated = catalog::saturated_reading(run) && !(run.concurrency > 1);
  if (!(run.tg_tps > 0 || run.pp_tps > 0) || saturated || !look_up(catalog, run, row.stated)) {
    return std::nullopt;
  }
  const ExpectedRate usual = expected_rate(
      catalog, fitted, run, run.tg_tps > 0 ? model::FigureKind::decode : model::FigureKind::prefill);
  const Variant nothing;
  const auto as_stated = [&](bool must_fit) {
    return expectations(catalog, fitted, row.stated.run, {&nothing, 1}, must_fit).front();
  };
  if (!as_stated(true)) {
    take_usual(usual, row.stated);
  }
  const auto expected = as_stated(false);
  if (!expected || !shows_figure(*expected, run)) {
    return std::nullopt;
  }
  row.as_stated = *expected;
  const std::optional<CorrectRate> checked = as_checked(usual, run);
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
      row.evidence.ln_likelihood[c] = integrate(cause, j, row.as_stated, run, checked);
    }
    possible[c] = j.possible;
  }
  row.evidence.odds = row_odds(row.stated, possible);
  const double off = deviations(checked);
  const double prompt_off =
      run.tg_tps > 0 ? 0 : std::fabs(std::log(run.pp_tps) - row.as_stated.ln_pp_tps) / row.as_stated.pp_scale;
  if (std::max(off, prompt_off) > kNearlyCertain * kCertain) {
    for (double& ln : row.evidence.ln_likelihood[index_of(Cause::ok)]) {
      ln += std::log(kSound);
    }
  }
  const double ln_left = ln_nothing_gives(row, off > kCertain);
  for (double& ln : row.evidence.ln_likelihood[index_of(Cause::unexplained)]) {
    ln += ln_left;
  }
  return row;
}

std::string machine_of(const catalog::Run& run) {
  return run.source + "|" + run.url + "|" + run.device + "|" + run.host + "|" + run.host_device + "|" +
         run.backend;
}

}  // namespace tokroof::judge
