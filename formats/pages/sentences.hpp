#pragma once
#include <vector>

#include "formats/pages/source_text.hpp"

namespace tokroof::formats {

/// The sentences of a paragraph. A line that is not filled ends one too. None is endless.
std::vector<SourceText> sentences_of(const SourceText& paragraph);

}  // namespace tokroof::formats
