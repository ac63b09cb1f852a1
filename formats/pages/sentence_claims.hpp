#pragma once
#include "formats/pages/claim_collector.hpp"
#include "formats/pages/mentions.hpp"
#include "formats/pages/subject.hpp"

namespace tokroof {

/// Finds the claims of a sentence. `context`: what the headings above say, for what it leaves open.
void read_sentence_claims(const SourceText& sentence,
                          const Subject& context,
                          MentionFinder& finder,
                          ClaimCollector& collector);

/// Names of devices that the catalog does not know: "K80", "MI25".
bool names_unknown_device(std::string_view text, std::span<const Mention> mentions);

}  // namespace tokroof
