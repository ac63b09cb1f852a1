#pragma once
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "answers/table.hpp"
#include "whatif/rank/rank.hpp"

namespace tokroof::answers {

/// The document of `tokroof rank --json` (answers/schema/rank.schema.json).
nlohmann::json ranking_json(const whatif::Ranking& ranking, const whatif::RankQuestion& question);

/// Every row and column in the units of the JSON document, for programs; what is not known is empty.
Table ranking_figures(const whatif::Ranking& ranking, const whatif::RankQuestion& question);

/// So many rows are for people: `top` (0: all).
std::size_t shown_rows(const whatif::Ranking& ranking, std::size_t top);

/// The first `top` rows (0: all) for people.
Table ranking_table(const whatif::Ranking& ranking, const whatif::RankQuestion& question, std::size_t top);

/// What is not in the table: how many rows more, how many machines were excluded and why, how ties were told.
std::string ranking_notes(const whatif::Ranking& ranking,
                          const whatif::RankQuestion& question,
                          std::size_t top);

/// Every machine that was excluded, with its reason.
Table excluded_table(const whatif::Ranking& ranking);

}  // namespace tokroof::answers
