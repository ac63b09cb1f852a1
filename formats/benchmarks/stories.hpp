#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "formats/benchmarks/sentence.hpp"

namespace tokroof::formats {

using TextLines = std::vector<std::pair<std::string, int>>;  ///< with their numbers
using Stories = std::vector<std::pair<Sentence, int>>;       ///< with the lines that their figures are in

/// A text that tells of several runs: "65 t/s in LM Studio, 1.5 in Ollama", a list below a heading. Each has a rate and something
/// of its own; what it leaves open is what the parts without a rate say, or the runs beside it. None: it is one run, or it cannot
/// be told which figure is of what.
Stories stories_of(const catalog::Catalog& catalog, const TextLines& lines, const catalog::Run& given);

/// The runs that a text tells of: its stories, or the one of the whole.
std::vector<Sentence> read_sentences(const catalog::Catalog& catalog,
                                     std::string_view text,
                                     const catalog::Run& given);

}  // namespace tokroof::formats
