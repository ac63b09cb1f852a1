#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cli/baseline.hpp"
#include "judge/check/check.hpp"
#include "judge/diagnose/table_findings.hpp"

namespace tokroof::cli {

/// Which rows make the exit status 1.
enum class FailOn { never, impossible, certain, odd };

/// What `check` found, for whichever form it is written in.
class CheckAnswer {
 public:
  /// `files`: the file of the rows from each number on. `baseline`: what need not be reported again; nullptr: none.
  /// `rows` must outlive it.
  CheckAnswer(const judge::CheckedTable& rows,
              judge::TableFindings findings,
              std::map<std::size_t, std::string> files,
              const Baseline* baseline);

  [[nodiscard]] const judge::CheckedTable& rows() const { return rows_; }
  [[nodiscard]] catalog::Run run(std::size_t row) const { return rows_.runs()[row]; }
  [[nodiscard]] const std::map<std::size_t, std::string>& files() const { return files_; }
  [[nodiscard]] const std::string& file_of(std::size_t row) const;
  [[nodiscard]] bool has_baseline() const { return !known_.empty(); }
  /// Whether the baseline says the same of a row.
  [[nodiscard]] bool is_known(std::size_t row) const { return has_baseline() && known_[row] != 0; }
  [[nodiscard]] std::size_t known_rows() const;
  /// Of all findings, and those that the baseline does not have.
  [[nodiscard]] const judge::TableFindings& findings() const { return findings_; }
  [[nodiscard]] std::size_t new_findings() const {
    return has_baseline() ? new_findings_.size() : findings_.size();
  }
  [[nodiscard]] judge::Finding new_finding(std::size_t i) const {
    return findings_[has_baseline() ? new_findings_[i] : i];
  }

  /// How many of the rows that are not known have each verdict.
  [[nodiscard]] std::map<std::string, std::size_t> new_verdicts() const;
  /// Rows that are not known: hard limits first, then what deviates by how sure that is, then the sound ones, last what
  /// cannot be modelled.
  [[nodiscard]] std::vector<std::uint32_t> surest_first(bool odd_only) const;
  /// Whether a row that is not known is so bad.
  [[nodiscard]] bool fails(std::size_t row, FailOn fail_on) const;
  [[nodiscard]] bool fails(FailOn fail_on) const;

 private:
  const judge::CheckedTable& rows_;
  judge::TableFindings findings_;
  std::vector<std::uint32_t> new_findings_;  ///< in findings_; empty without a baseline: all are
  std::map<std::size_t, std::string> files_;
  std::vector<char> known_;  ///< of each row; empty: no baseline
};

}  // namespace tokroof::cli
