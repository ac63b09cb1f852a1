#pragma once
#include "formats/pages/claim_collector.hpp"
#include "formats/pages/sentence_names.hpp"

namespace tokroof::formats {

/// The i-th figure of a sentence, which is a bandwidth: as it is specified, or as it was reached; of memory or of a link.
void read_bandwidth(const SourceText& sentence,
                    const SentenceNames& names,
                    std::size_t i,
                    ClaimCollector& collector);

/// "Measured", "in practice", "effective": what was reached, which is less than what is specified.
bool says_achieved(std::string_view lower);

}  // namespace tokroof::formats
