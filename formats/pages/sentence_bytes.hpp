#pragma once
#include "formats/pages/claim_collector.hpp"
#include "formats/pages/sentence_names.hpp"

namespace tokroof::formats {

/// The i-th figure of a sentence, which is of bytes: what a device has, or what a model takes.
void read_bytes(const SourceText& sentence,
                const SentenceNames& names,
                std::size_t i,
                ClaimCollector& collector);

/// "An RTX 3090 24GB": sizes of memory that are parts of names.
void read_sizes_in_names(const SourceText& sentence, const SentenceNames& names, ClaimCollector& collector);

}  // namespace tokroof::formats
