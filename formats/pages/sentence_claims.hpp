#pragma once
#include "formats/pages/claim_collector.hpp"
#include "formats/pages/sentence_names.hpp"

namespace tokroof::formats {

/// Finds the claims of a sentence: what its figures are, by their units and the words around them. `sentence`: the text
/// that `names` was made of.
void read_sentence_claims(const SourceText& sentence, const SentenceNames& names, ClaimCollector& collector);

}  // namespace tokroof::formats
