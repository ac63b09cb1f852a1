#pragma once
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include "judge/audit/audit.hpp"
#include "judge/audit/claims_table.hpp"

namespace tokroof::test {

/// Claims without an id: rows as in a table, cells by the header's order.
inline std::vector<judge::Claim> claims(const std::string& header, const std::vector<std::string>& rows) {
  std::string text = "id\t" + header + "\n";
  int number = 0;
  for (const std::string& row : rows) {
    text += "mine-" + std::to_string(++number) + "\t" + row + "\n";
  }
  return judge::read_claims_text(text, "claims.tsv");
}

inline std::vector<judge::Judgement> judged(const std::vector<judge::Claim>& table) {
  return judge::audit(judge::AuditContext(catalog::Catalog::bundled(), predict::Fitted::bundled(), table));
}

/// The judgement of the first row; the others are what its guide says beside it.
inline judge::Judgement judged(const std::string& header, const std::vector<std::string>& rows) {
  const std::vector<judge::Claim> table = claims(header, rows);
  return judged(table).front();
}

struct ClaimCase {
  const char* row;
  judge::ClaimVerdict verdict;
};

/// Rows that stand alone, under one header.
inline void check_all(const char* header, const std::vector<ClaimCase>& cases) {
  for (const ClaimCase& c : cases) {
    CAPTURE(c.row);
    const judge::Judgement j = judged(header, {c.row});
    CAPTURE(j.reason);
    CHECK(judge::claim_verdict_name(j.verdict) == judge::claim_verdict_name(c.verdict));
  }
}

inline const char* const kRate = "kind\tdevice\tn_devices\tmodel\tquant\tphase\tvalue_lo\tvalue_hi\tunit";
inline const char* const kFigure = "kind\tdevice\tn_devices\tvalue_lo\tunit";
inline const char* const kModel = "kind\tdevice\tn_devices\tmodel\tquant\tcontext\tvalue_lo\tunit";
inline const char* const kLine = "guide\tline_no\tkind\tdevice\tn_devices\tmodel\tvalue_lo\tvalue_hi\tunit";

}  // namespace tokroof::test
