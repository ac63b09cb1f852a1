#pragma once
#include <string>
#include <vector>

namespace tokroof::cli {

/// "compare 3090 vs 4090 llama 3 8b", "compare q4 q8 llama-3-8b --device 3090": the command lines that answer it, by the verbs that
/// compare machines (rank) and predict (a line for each model, type or engine). `words` stand behind the verb.
std::vector<std::vector<std::string>> compared(const std::vector<std::string>& words);

}  // namespace tokroof::cli
