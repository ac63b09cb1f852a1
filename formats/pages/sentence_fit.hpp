#pragma once
#include "formats/pages/claim_collector.hpp"
#include "formats/pages/sentence_names.hpp"

namespace tokroof::formats {

/// That a model fits the devices of a sentence, or runs on them; that it does not fit.
void read_fit(const SourceText& sentence, const SentenceNames& names, ClaimCollector& collector);

}  // namespace tokroof::formats
