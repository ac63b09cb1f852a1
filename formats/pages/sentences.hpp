#pragma once
#include <string_view>
#include <vector>

#include "formats/pages/source_text.hpp"

namespace tokroof::formats {

/// "~20-23 tok/s": a line that is a figure and no more.
bool is_figure_alone(std::string_view line);

/// The sentences of a paragraph. A line that is not filled ends one too. None is endless.
std::vector<SourceText> sentences_of(const SourceText& paragraph);

}  // namespace tokroof::formats
