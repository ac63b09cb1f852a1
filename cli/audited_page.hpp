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
  std::string path;
  std::vector<judge::Claim> claims;
  std::optional<formats::Page> page;  ///< nothing: it was a table
  formats::PageReading reading;
};

/// A file or, for "-", standard input: a claims table where its first line names columns of one, else a page.
ClaimsInput read_claims_or_page(const std::string& path, const catalog::Catalog& catalog);

/// The page as HTML, with the verdicts as marks.
std::string page_with_verdicts(const ClaimsInput& input, std::span<const judge::Judgement> judged);

/// Adds what was not understood of a page to what was not of others. `of_several`: with the page's name.
void add_not_understood(const ClaimsInput& input, bool of_several, nlohmann::json& answer);
std::string not_understood_text(const ClaimsInput& input, bool of_several);

}  // namespace tokroof::cli
