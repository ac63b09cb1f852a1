#include "judge/check/check.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "catalog/fingerprint.hpp"
#include "catalog/number.hpp"
#include "catalog/run_class.hpp"
#include "catalog/text.hpp"
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

CheckedTable::CheckedTable(const catalog::Catalog& catalog,
                           const predict::Fitted& fitted,
                           const catalog::PackedRuns& runs,
                           const predict::EachPart& each_part)
    : runs_(runs),
      decode_{model::FigureKind::decode,
              std::vector<ExpectedRate>(runs.set_ups()),
              std::vector<Judged>(runs.size())},
      prompt_{model::FigureKind::prefill,
              std::vector<ExpectedRate>(runs.set_ups()),
              std::vector<Judged>(runs.size())} {
  for (Side* side : {&decode_, &prompt_}) {
    std::vector<char> is_measured(runs.set_ups());
    for (std::size_t row = 0; row < size(); ++row) {
      is_measured[runs.set_up_of(row)] |= measured_tps(*side, row) > 0 ? 1 : 0;
    }
    predict::each_of(each_part, side->expected.size(), [&](std::size_t set_up) {
      ExpectedRate& e = side->expected[set_up];
      if (is_measured[set_up] != 0) {
        e = expected_rate(catalog, fitted, runs[runs.first_row_of(set_up)], side->kind);
      } else if (side == &decode_) {  // where a row without any rate is looked up
        e.run_class = catalog::run_class(catalog, runs[runs.first_row_of(set_up)]);
        e.refusal = "no rate to check";
      }
    });
    adjust(*side, each_part);
    judge(*side);
  }
}

double CheckedTable::deviations(const Side& side, std::size_t row) const {
  const ExpectedRate& e = expected_of(side, row);
  const double apart = std::log(e.tps / measured_tps(side, row));
  return (apart - std::clamp(apart, e.to_fastest, e.to_slowest)) / e.scale;
}

bool CheckedTable::comparable(const Side& side, std::size_t row) const {
  const double tps = measured_tps(side, row);
  const bool saturated = side.kind == model::FigureKind::decode && catalog::saturated_reading(tps);
  return tps > 0 && expected_of(side, row).tps > 0 && !saturated;
}

bool CheckedTable::is_odd(std::size_t row) const {
  return deviates(decode_.judged[row].verdict) || deviates(prompt_.judged[row].verdict);
}

/// Benjamini-Hochberg over the rows that can be compared.
void CheckedTable::adjust(Side& side, const predict::EachPart& each_part) const {
  predict::each_of(each_part, size(), [&](std::size_t row) {
    side.judged[row].q = comparable(side, row)
                             ? predict::student_two_sided_tail(predict::kCorrectRunNu, deviations(side, row))
                             : 1;
  });
  std::vector<std::size_t> order;
  for (std::size_t row = 0; row < size(); ++row) {
    if (comparable(side, row)) {
      order.push_back(row);
    }
  }
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return side.judged[a].q < side.judged[b].q;
  });
  double q = 1;
  for (std::size_t rank = order.size(); rank > 0; --rank) {
    Judged& judged = side.judged[order[rank - 1]];
    q = std::min(q, judged.q * static_cast<double>(order.size()) / static_cast<double>(rank));
    judged.q = q;
  }
}

void CheckedTable::judge(Side& side) const {
  std::unordered_map<std::string, std::size_t> names;
  std::vector<std::size_t> cell_of(side.expected.size());  // of a set-up
  for (std::size_t set_up = 0; set_up < side.expected.size(); ++set_up) {
    if (side.expected[set_up].tps > 0) {
      cell_of[set_up] =
          names.emplace(catalog::run_cell(runs_[runs_.first_row_of(set_up)]), names.size()).first->second;
    }
  }
  std::vector<std::vector<double>> cells(names.size());
  for (std::size_t row = 0; row < size(); ++row) {
    if (comparable(side, row)) {
      cells[cell_of[runs_.set_up_of(row)]].push_back(deviations(side, row));
    }
  }
  std::vector<bool> certain(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    certain[i] = !cells[i].empty() && std::fabs(quantile(std::move(cells[i]), 0.5)) > kCertain;
  }
  for (std::size_t row = 0; row < size(); ++row) {
    const ExpectedRate& e = expected_of(side, row);
    Judged& j = side.judged[row];
    const double tps = measured_tps(side, row);
    if (!(tps > 0)) {
      continue;
    }
    if (!(e.tps > 0)) {
      j.verdict = e.does_not_fit ? Verdict::impossible : Verdict::unknown;
      j.certain = e.does_not_fit;
      j.q = e.does_not_fit ? 0 : 1;
      continue;
    }
    // A prompt's limit is the arithmetic that a chip's maker states, which is not always all of it.
    const bool is_decode = side.kind == model::FigureKind::decode;
    const bool above = tps > kAboveCeiling * e.ceiling_tps;
    const bool outside = tps < e.low_tps || tps > e.high_tps;
    if (!above && !comparable(side, row)) {
      continue;  // saturated: unknown
    }
    if (above && is_decode && e.streams_unsaid) {
      j.q = 1;
      continue;  // of several together: unknown
    }
    j.verdict = above                                ? (is_decode ? Verdict::impossible : Verdict::fast)
                : !outside || j.q >= kFalseDiscovery ? Verdict::ok
                : e.tps > tps                        ? Verdict::slow
                                                     : Verdict::fast;
    j.certain = above || certain[cell_of[runs_.set_up_of(row)]];
  }
}

CheckedRate CheckedTable::rate(const Side& side, std::size_t row) const {
  const ExpectedRate& e = expected_of(side, row);
  const Judged& j = side.judged[row];
  const double tps = measured_tps(side, row);
  const bool decode = side.kind == model::FigureKind::decode;
  CheckedRate c{.verdict = j.verdict,
                .certain = j.certain,
                .measured_tps = tps > 0 ? tps : 0,
                .predicted_tps = e.tps,
                .low_tps = e.low_tps,
                .high_tps = e.high_tps,
                .ceiling_tps = std::isfinite(e.ceiling_tps) ? e.ceiling_tps : 0,
                .q = j.q,
                .z = e.tps > 0 && tps > 0 ? deviations(side, row) : 0,
                .reason = e.refusal};
  if (!(e.tps > 0)) {
    return c;
  }
  c.reason = fmt::format("measured {} tok/s{}, expected {} ({} to {}{})",
                         catalog::measured_text(tps),
                         decode ? "" : " of the prompt",
                         catalog::significant(e.tps),
                         catalog::significant(e.low_tps),
                         catalog::significant(e.high_tps),
                         e.unsaid);
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
            expected_of(side, row).run_class,
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
                           std::span<const catalog::Run> runs) {
  const catalog::PackedRuns packed(runs);
  const CheckedTable table(catalog, fitted, packed);
  std::vector<Checked> rows;
  rows.reserve(table.size());
  for (std::size_t row = 0; row < table.size(); ++row) {
    rows.push_back(table[row]);
  }
  return rows;
}

}  // namespace tokroof::judge
