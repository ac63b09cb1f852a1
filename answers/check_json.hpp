#pragma once
#include <map>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "judge/check/check.hpp"
#include "judge/diagnose/table_findings.hpp"

namespace tokroof::answers {

/// The document of `tokroof check --json` (answers/schema/check.schema.json).
nlohmann::json check_json(const judge::CheckedTable& rows, const judge::TableFindings& findings);

/// How many rows have each verdict that some row has.
std::map<std::string, std::size_t> verdict_counts(const judge::CheckedTable& rows);

/// One of its rows, one of its findings.
nlohmann::json checked_json(const judge::Checked& c);

nlohmann::json finding_json(const judge::Finding& finding);

/// "slow!": the exclamation mark where the row's cell lies beyond 5 predictive deviations.
std::string verdict_text(const judge::CheckedRate& checked);
/// The rate whose verdict is told first: that of the prompt where only it is odd.
const judge::CheckedRate& told_rate(const judge::Checked& checked);
/// "slow!", "ok, prompt slow!"
std::string heading_text(const judge::Checked& checked);
/// Its reason for people: without the slug of what cannot be modelled ("unknown-device: ...").
std::string reason_text(const judge::Checked& checked);
/// What the reason says beyond the figures that come first: "3.1 x slower than it should be; ..."; "": nothing.
std::string detail_text(const judge::Checked& checked);
/// "1 row", "3 rows"
std::string rows_text(std::size_t rows);
/// "3 x v100-pcie-16gb"
std::string machine_text(const catalog::Run& run);

}  // namespace tokroof::answers
