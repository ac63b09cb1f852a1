#pragma once
#include <span>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "cli/verb_facts.hpp"

namespace tokroof::cli {

/// The manual page, for man(7). `date`: YYYY-MM-DD.
std::string man_page(std::string_view what_it_does,
                     std::string_view version,
                     std::string_view date,
                     std::span<const VerbFacts> verbs);

/// The same as data (answers/schema/man.schema.json).
nlohmann::json man_json(std::string_view version, std::span<const VerbFacts> verbs);

}  // namespace tokroof::cli
