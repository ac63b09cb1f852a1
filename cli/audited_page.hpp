#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "catalog/catalog.hpp"
#include "formats/pages/page_claims.hpp"
#include "judge/audit/claim.hpp"

namespace tokroof::cli {

/// What is judged: the rows of a claims table, or what a page claims.
struct ClaimsInput {
  std::vector<Claim> claims;
  std::optional<Page> page;  ///< nothing: it was a table
  PageReading reading;
};

/// A file or, for "-", standard input: a claims table where its first line names columns of one, else a page.
ClaimsInput read_claims_or_page(const std::string& path, const Catalog& catalog);

/// The page as HTML, with the verdicts as marks.
std::string page_with_verdicts(const ClaimsInput& input, std::span<const Judgement> judged);

/// Adds what was not understood.
void add_not_understood(const PageReading& reading, nlohmann::json& answer);
std::string not_understood_text(const PageReading& reading);

}  // namespace tokroof::cli
