#pragma once
#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "judge/check/check.hpp"
#include "judge/diagnose/table_findings.hpp"

namespace tokroof::cli {

/// An earlier answer of `check --json`: what it said of rows is known. A row is told by its fingerprint.
class Baseline {
 public:
  /// Throws InputError (bad-file) for what is no such answer.
  static Baseline read(const std::string& file);

  /// Whether it says the same of a row with the same content.
  [[nodiscard]] bool has(const std::string& fingerprint, judge::Verdict verdict) const;
  /// Whether it has the same finding at the row to look at, whose fingerprint is given.
  [[nodiscard]] bool has(const std::string& fingerprint, judge::FindingKind finding) const;

 private:
  std::set<std::pair<std::string, std::string>> said_;  ///< fingerprint, verdict or kind of finding
};

}  // namespace tokroof::cli
