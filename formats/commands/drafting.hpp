#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "formats/commands/command_reading.hpp"

namespace tokroof::formats {

/// Of what programs call their ways ("draft-mtp", "NEXTN"); nothing for one that is not predicted ("medusa").
std::optional<model::Drafting> draft_way_named(std::string_view name);

// Meanings of options that have tokens drafted (speculative decoding); finish_drafting() puts them together.
void means_draft_model(CommandReading& r, const std::string& value);  ///< a smaller model drafts
void means_draft_way(CommandReading& r,
                     const std::string& value);  ///< "draft-mtp", "EAGLE3", "NEXTN", "ngram-simple"
void means_draft_tokens(CommandReading& r, const std::string& value);  ///< drafted a step
void means_draft_tree(CommandReading& r,
                      const std::string& value);  ///< verified a step, where the steps are not said
void means_draft_config(CommandReading& r, const std::string& value);  ///< vLLM's JSON

/// What the options said together. Question and command line may disagree: the question's own drafting stays.
void finish_drafting(CommandReading& r);

}  // namespace tokroof::formats
