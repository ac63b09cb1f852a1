#pragma once
#include <string>
#include <vector>

#include "cli/parser.hpp"

namespace tokroof::cli {

/// A command line in a verb's own words.
struct OwnWords {
  std::vector<std::string> words;
  std::vector<std::string> notes;  ///< what was taken as something that it may not mean
};

/// Other spellings of a verb's options as its own: --streams, those of other programs (--gpu, --tensor-parallel-size), and
/// llama-bench's of several letters after one dash, which CLI11 would take for flags of one letter each (-ngl 20 is
/// --n-gpu-layers 20). A name of several words needs no quotes: "--device m4 max". What follows a "--" is left alone.
OwnWords in_own_words(const std::vector<std::string>& typed, const Command& verb);

/// Another spelling of a long name: "-ngl" of "--n-gpu-layers"; "": there is none.
std::string other_spelling(const std::string& long_name);

}  // namespace tokroof::cli
