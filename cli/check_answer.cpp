#include "cli/check_answer.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "catalog/fingerprint.hpp"
#include "cli/all_cores.hpp"

namespace tokroof::cli {

CheckAnswer::CheckAnswer(const judge::CheckedTable& rows,
                         judge::TableFindings findings,
                         std::map<std::size_t, std::string> files,
                         const Baseline* baseline)
    : rows_(rows), findings_(std::move(findings)), files_(std::move(files)) {
  if (baseline == nullptr) {
    return;
  }
  known_.resize(rows.size());
  predict::each_of(on_all_cores, rows.size(), [&](std::size_t row) {
    known_[row] = baseline->has(catalog::run_fingerprint(run(row)), rows.judged(row).verdict) ? 1 : 0;
  });
  for (std::uint32_t i = 0; i < findings_.size(); ++i) {
    if (!baseline->has(catalog::run_fingerprint(run(findings_.row(i))), findings_.kind(i))) {
      new_findings_.push_back(i);
    }
  }
}

const std::string& CheckAnswer::file_of(std::size_t row) const {
  return std::prev(files_.upper_bound(row))->second;
}

std::size_t CheckAnswer::known_rows() const {
  return static_cast<std::size_t>(std::count(known_.begin(), known_.end(), 1));
}

std::map<std::string, std::size_t> CheckAnswer::new_verdicts() const {
  std::map<std::string, std::size_t> counts;
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    if (!is_known(row)) {
      counts[std::string(judge::verdict_name(rows_.judged(row).verdict))] += 1;
    }
  }
  return counts;
}

std::vector<std::uint32_t> CheckAnswer::surest_first(bool odd_only) const {
  const auto rank = [&](std::size_t row) {
    const judge::CheckedTable::Judged j = rows_.judged(row);
    switch (j.verdict) {
      case judge::Verdict::impossible: return 0;
      case judge::Verdict::slow:
      case judge::Verdict::fast: return j.certain ? 1 : 2;
      case judge::Verdict::ok: return rows_.is_odd(row) ? 3 : 4;  // its prompt rate
      case judge::Verdict::unknown: break;
    }
    return 5;
  };
  std::vector<std::uint32_t> out;
  for (std::uint32_t row = 0; row < rows_.size(); ++row) {
    if (!is_known(row) && (!odd_only || rows_.is_odd(row))) {
      out.push_back(row);
    }
  }
  std::vector<double> q(rows_.size());
  predict::each_of(on_all_cores, rows_.size(), [&](std::size_t row) { q[row] = rows_.q(row); });
  std::sort(out.begin(), out.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::tuple(rank(a), q[a], a) < std::tuple(rank(b), q[b], b);
  });
  return out;
}

bool CheckAnswer::fails(std::size_t row, FailOn fail_on) const {
  const judge::CheckedTable::Judged j = rows_.judged(row);
  if (fail_on == FailOn::never || is_known(row) || !judge::deviates(j.verdict)) {
    return false;
  }
  return j.verdict == judge::Verdict::impossible || fail_on == FailOn::odd ||
         (fail_on == FailOn::certain && j.certain);
}

bool CheckAnswer::fails(FailOn fail_on) const {
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    if (fails(row, fail_on)) {
      return true;
    }
  }
  return false;
}

}  // namespace tokroof::cli
