#pragma once
#include <string>
#include <vector>

namespace tokroof::cli {

/// The command lines that answer a comparison, by the verbs that compare machines (rank) and predict (a line for each model, type
/// or engine).
struct Comparison {
  std::vector<std::vector<std::string>> lines = {};
  std::string note = {};  ///< what is taken that nobody named
};
/// "compare 3090 vs 4090 llama 3 8b", "compare q4 q8 llama-3-8b --device 3090". `words` stand behind the verb.
Comparison compared(const std::vector<std::string>& words);

}  // namespace tokroof::cli
