#pragma once
#include <string>
#include <vector>

namespace tokroof::cli {

/// Other spellings of options as their long names: --streams, and llama-bench's of several letters after one dash, which
/// CLI11 would take for flags of one letter each (-ngl 20 is --n-gpu-layers 20). What follows a "--" is left alone.
std::vector<std::string> with_long_names(int argc, const char* const* argv);

/// Another spelling of a long name: "-ngl" of "--n-gpu-layers"; "": there is none.
std::string other_spelling(const std::string& long_name);

}  // namespace tokroof::cli
