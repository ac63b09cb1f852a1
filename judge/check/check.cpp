#include "judge/check/check.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "catalog/fingerprint.hpp"
#include "catalog/number.hpp"
#include "catalog/run_class.hpp"
#include "judge/score/evaluation.hpp"
#include "predict/student.hpp"

namespace tokroof::judge {
namespace {

constexpr double kFalseDiscovery = 0.05;
constexpr double kLeastHostShare = 0.2;  // CPUs reach 0.2 to 0.8 of their memory's bandwidth

/// What the machine moved, and what that rate resembles.
std::string achieved(double bytes_per_s, double bandwidth_bytes_per_s, double host_bytes_per_s) {
  std::string text = fmt::format("moves {:.1f} GB/s of weights and KV, {:.1f} % of the {:.0f} GB/s specified",
                                 bytes_per_s / 1e9,
                                 100 * bytes_per_s / bandwidth_bytes_per_s,
                                 bandwidth_bytes_per_s / 1e9);
  const double host_share = host_bytes_per_s > 0 ? bytes_per_s / host_bytes_per_s : 0;
  if (host_share > kLeastHostShare && host_share < 1) {
    text += fmt::format(
        "; that is {:.0f} % of the {:.1f} GB/s of this host's memory, as if the model ran on the CPU",
        100 * host_share,
        host_bytes_per_s / 1e9);
  }
  return text;
}

}  // namespace

std::string_view verdict_name(Verdict verdict) {
  constexpr std::string_view kNames[] = {"ok", "slow", "fast", "impossible", "unknown"};
  return kNames[static_cast<int>(verdict)];
}

AdjustedTails::AdjustedTails(std::vector<double> tails) {
  std::sort(tails.begin(), tails.end());
  double q = 1;
  for (std::size_t rank = tails.size(); rank > 0; --rank) {
    const double tail = tails[rank - 1];
    const double adjusted = tail * static_cast<double>(tails.size()) / static_cast<double>(rank);
    if (adjusted < q) {
      q = adjusted;
      steps_.push_back({tail, q});
    }
  }
  std::reverse(steps_.begin(), steps_.end());
}

double AdjustedTails::operator()(double tail) const {
  const auto step = std::lower_bound(
      steps_.begin(), steps_.end(), tail, [](const Step& s, double than) { return s.to < than; });
  return step == steps_.end() ? 1 : step->q;
}

CheckedTable::CheckedTable(const catalog::Catalog& catalog,
                           const predict::Fitted& fitted,
                           const catalog::PackedRuns& runs,
                           const predict::EachPart& each_part)
    : runs_(runs), decode_{.kind = model::FigureKind::decode}, prompt_{.kind = model::FigureKind::prefill} {
  for (Side* side : {&decode_, &prompt_}) {
    expect(catalog, fitted, *side, each_part);
    adjust(*side, each_part);
    judge(*side, each_part);
  }
}

void CheckedTable::expect(const catalog::Catalog& catalog,
                          const predict::Fitted& fitted,
                          Side& side,
                          const predict::EachPart& each_part) {
  constexpr std::size_t kAtOnce = 1 << 14;  // some megabytes with their words
  const bool decode = side.kind == model::FigureKind::decode;
  std::vector<bool> is_measured(runs_.set_ups());
  for (std::size_t row = 0; row < size(); ++row) {
    if (measured_tps(side, row) > 0) {
      is_measured[runs_.set_up_of(row)] = true;
    }
  }
  std::vector<ExpectedRate> some;
  const auto keep = [&](const ExpectedRate& e) {
    side.expected.push_back(
        {e, words_.number_of(e.run_class), words_.number_of(e.refusal), words_.number_of(e.unsaid)});
  };
  if (!decode) {
    keep({});  // of every set-up without a prompt rate
  }
  side.expected_of.resize(runs_.set_ups());
  for (std::size_t first = 0; first < runs_.set_ups(); first += kAtOnce) {
    some.assign(std::min(kAtOnce, runs_.set_ups() - first), {});
    predict::each_of(each_part, some.size(), [&](std::size_t i) {
      ExpectedRate& e = some[i];
      const std::size_t row = runs_.first_row_of(first + i);
      if (is_measured[first + i]) {
        e = expected_rate(catalog, fitted, runs_[row], side.kind);
      } else if (decode) {  // where a row without any rate is looked up
        e.run_class = catalog::run_class(catalog, runs_[row]);
        e.refusal = "no rate to check";
      }
    });
    for (std::size_t i = 0; i < some.size(); ++i) {
      if (decode || is_measured[first + i]) {
        side.expected_of[first + i] = static_cast<std::uint32_t>(side.expected.size());
        keep(some[i]);
      }
    }
  }
}

double CheckedTable::deviations(const Side& side, std::size_t row) const {
  const Expected& e = expected_of(side, row);
  const double apart = std::log(e.tps / measured_tps(side, row));
  return (apart - std::clamp(apart, e.to_fastest, e.to_slowest)) / e.scale;
}

double CheckedTable::tail(const Side& side, std::size_t row) const {
  return predict::student_two_sided_tail(predict::kCorrectRunNu, deviations(side, row));
}

bool CheckedTable::comparable(const Side& side, std::size_t row) const {
  const double tps = measured_tps(side, row);
  const Expected& e = expected_of(side, row);
  const bool saturated =
      side.kind == model::FigureKind::decode && !(e.streams > 1) && catalog::saturated_reading(tps);
  return tps > 0 && e.tps > 0 && !saturated;
}

bool CheckedTable::is_odd(std::size_t row) const {
  return deviates(decode_.judged(row).verdict) || deviates(prompt_.judged(row).verdict);
}

/// Over the rows that can be compared.
void CheckedTable::adjust(Side& side, const predict::EachPart& each_part) const {
  std::vector<double> tails(size(), model::kUnknown);
  predict::each_of(each_part, size(), [&](std::size_t row) {
    if (comparable(side, row)) {
      tails[row] = tail(side, row);
    }
  });
  std::erase_if(tails, [](double tail) { return std::isnan(tail); });
  side.adjusted = AdjustedTails(std::move(tails));
}

double CheckedTable::q(const Side& side, std::size_t row) const {
  const Expected& e = expected_of(side, row);
  const double tps = measured_tps(side, row);
  if (comparable(side, row)) {
    const bool of_several =
        side.kind == model::FigureKind::decode && e.streams_unsaid && tps > kAboveCeiling * e.ceiling_tps;
    return of_several ? 1 : side.adjusted(tail(side, row));
  }
  return tps > 0 && !(e.tps > 0) && e.does_not_fit ? 0 : 1;
}

std::vector<char> CheckedTable::is_certain(const Side& side) const {
  catalog::Texts cells;
  std::vector<std::uint32_t> cell_of(runs_.set_ups());
  for (std::size_t set_up = 0; set_up < runs_.set_ups(); ++set_up) {
    if (side.expected[side.expected_of[set_up]].tps > 0) {
      cell_of[set_up] = cells.number_of(catalog::run_cell(runs_[runs_.first_row_of(set_up)]));
    }
  }
  std::vector<std::size_t> end(cells.size() + 1);  // of the cell before, in the list of all
  for (std::size_t row = 0; row < size(); ++row) {
    if (comparable(side, row)) {
      ++end[cell_of[runs_.set_up_of(row)] + 1];
    }
  }
  std::partial_sum(end.begin(), end.end(), end.begin());
  std::vector<double> z(end.back());
  for (std::size_t row = 0; row < size(); ++row) {
    if (comparable(side, row)) {
      z[end[cell_of[runs_.set_up_of(row)]]++] = deviations(side, row);
    }
  }
  std::vector<char> certain(cells.size());
  for (std::size_t cell = 0, begin = 0; cell < cells.size(); begin = end[cell++]) {
    const auto at = [&](std::size_t i) { return z.begin() + static_cast<std::ptrdiff_t>(i); };
    const bool some = end[cell] > begin;
    certain[cell] = some && std::fabs(quantile({at(begin), at(end[cell])}, 0.5)) > kCertain ? 1 : 0;
  }
  std::vector<char> out(runs_.set_ups());
  for (std::size_t set_up = 0; set_up < runs_.set_ups(); ++set_up) {
    out[set_up] = side.expected[side.expected_of[set_up]].tps > 0 ? certain[cell_of[set_up]] : 0;
  }
  return out;
}

void CheckedTable::judge(Side& side, const predict::EachPart& each_part) const {
  const std::vector<char> certain = is_certain(side);
  side.verdicts.resize(size());
  predict::each_of(each_part, size(), [&](std::size_t row) {
    const Judged j = judged(side, row, certain[runs_.set_up_of(row)] != 0);
    side.verdicts[row] =
        static_cast<unsigned char>(static_cast<unsigned>(j.verdict) << 1U | (j.certain ? 1U : 0U));
  });
}

CheckedTable::Judged CheckedTable::judged(const Side& side, std::size_t row, bool certain) const {
  const Expected& e = expected_of(side, row);
  const double tps = measured_tps(side, row);
  if (!(tps > 0)) {
    return {};
  }
  if (!(e.tps > 0)) {
    return {e.does_not_fit ? Verdict::impossible : Verdict::unknown, e.does_not_fit};
  }
  // A prompt's limit is the arithmetic that a chip's maker states, which is not always all of it.
  const bool is_decode = side.kind == model::FigureKind::decode;
  const bool above = tps > kAboveCeiling * e.ceiling_tps;
  const bool outside = tps < e.low_tps || tps > e.high_tps;
  if (!above && !comparable(side, row)) {
    return {};  // saturated: unknown
  }
  if (above && is_decode && e.streams_unsaid) {
    return {};  // of several together: unknown
  }
  return {above                                         ? (is_decode ? Verdict::impossible : Verdict::fast)
          : !outside || q(side, row) >= kFalseDiscovery ? Verdict::ok
          : e.tps > tps                                 ? Verdict::slow
                                                        : Verdict::fast,
          above || (certain && !(e.waits_unsaid && tps < e.tps))};
}

CheckedRate CheckedTable::rate(const Side& side, std::size_t row) const {
  const Expected& e = expected_of(side, row);
  const Judged j = side.judged(row);
  const double tps = measured_tps(side, row);
  const bool decode = side.kind == model::FigureKind::decode;
  CheckedRate c{.verdict = j.verdict,
                .certain = j.certain,
                .measured_tps = tps > 0 ? tps : 0,
                .predicted_tps = e.tps,
                .low_tps = e.low_tps,
                .high_tps = e.high_tps,
                .ceiling_tps = std::isfinite(e.ceiling_tps) ? e.ceiling_tps : 0,
                .q = q(side, row),
                .z = e.tps > 0 && tps > 0 ? deviations(side, row) : 0,
                .reason = words_[e.refusal]};
  if (!(e.tps > 0)) {
    return c;
  }
  c.reason = fmt::format("measured {} tok/s{}, expected {} ({} to {}{})",
                         catalog::measured_text(tps),
                         decode ? "" : " of the prompt",
                         catalog::significant(e.tps),
                         catalog::significant(e.low_tps),
                         catalog::significant(e.high_tps),
                         words_[e.unsaid]);
  if (c.ceiling_tps > 0) {
    c.reason += fmt::format(", ceiling {}", catalog::significant(c.ceiling_tps));
  }
  if (j.verdict == Verdict::unknown && e.streams_unsaid) {
    c.reason += fmt::format(
        ": {:.2f} x what one stream can have; how many streams it is of is not said (--concurrency)",
        tps / e.ceiling_tps);
  } else if (j.verdict == Verdict::impossible) {
    c.reason += fmt::format(
        ": {:.2f} x what {:.0f} GB/s can stream", tps / e.ceiling_tps, e.bandwidth_bytes_per_s / 1e9);
    if (e.streams_at_once < e.streams_asked) {
      c.reason += fmt::format(
          ", and memory holds {:.0f} of {:.0f} streams at once", e.streams_at_once, e.streams_asked);
    }
  } else if (j.verdict == Verdict::slow) {
    constexpr double kApart = 0.02;  // what is not said may make it slower
    const double slowest_tps = e.tps * std::exp(-e.to_slowest);
    c.reason += e.to_slowest > kApart
                    ? fmt::format(": {:.1f} x slower than the slowest case of what is not said, {} tok/s",
                                  slowest_tps / tps,
                                  catalog::significant(slowest_tps))
                    : fmt::format(": {:.1f} x slower than it should be", slowest_tps / tps);
    c.reason += e.waits_unsaid ? ", with the time of a prompt in it, which may be all of that" : "";
    if (decode) {
      c.reason +=
          "; " + achieved(tps / e.streams / e.tokens * e.bytes, e.bandwidth_bytes_per_s, e.host_bytes_per_s);
    }
  } else if (j.verdict == Verdict::fast) {
    c.reason += fmt::format(": {:.1f} x faster than it should be", tps / (e.tps * std::exp(-e.to_fastest)));
  } else if (j.verdict == Verdict::ok && (tps < e.low_tps || tps > e.high_tps)) {
    c.reason += "; outside, as one correct run in ten is: too little to call it odd";
  } else if (!comparable(side, row)) {
    c.reason += ": saturated, some instruments show 1000 tok/s for whatever is too fast for them";
  }
  return c;
}

Checked CheckedTable::operator[](std::size_t row) const {
  const Side& side = side_of(row);
  Checked c{rate(side, row),
            row,
            catalog::run_fingerprint(runs_[row]),
            words_[expected_of(side, row).run_class],
            side.kind,
            std::nullopt};
  if (&side == &decode_ && runs_.pp_tps(row) > 0) {
    c.prompt = rate(prompt_, row);
    if (deviates(c.prompt->verdict)) {
      c.reason += fmt::format("; the prompt is {}: {}", verdict_name(c.prompt->verdict), c.prompt->reason);
    } else if (runs_[row].n_prompt < kShortestPrompt) {
      c.reason += fmt::format("; the prompt is not judged: {}", c.prompt->reason);
    }
  }
  return c;
}

std::vector<Checked> check(const catalog::Catalog& catalog,
                           const predict::Fitted& fitted,
                           std::span<const catalog::Run> runs,
                           const predict::EachPart& each_part) {
  const catalog::PackedRuns packed(runs);
  const CheckedTable table(catalog, fitted, packed, each_part);
  std::vector<Checked> rows(table.size());
  predict::each_of(each_part, rows.size(), [&](std::size_t row) { rows[row] = table[row]; });
  return rows;
}

}  // namespace tokroof::judge
