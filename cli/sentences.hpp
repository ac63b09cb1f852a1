#pragma once
#include <string>
#include <vector>

#include "formats/benchmarks/sentence.hpp"

namespace tokroof::cli {

/// Whether what stands where a file may stand is a sentence: "3090 gets 40 t/s ..." is no file.
bool names_sentence(const std::string& path);

/// Whether it is words that name no file and have no rate.
bool is_no_file(const std::string& path);

/// What was understood of sentences, before they are judged; a line each.
std::string sentences_text(const std::vector<formats::Sentence>& sentences);

}  // namespace tokroof::cli
