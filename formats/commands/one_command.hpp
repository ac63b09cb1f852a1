#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tokroof::formats {

/// What stands for $NAME, ${NAME} and ${NAME:-default} in a word; what is not known stays as it is.
std::string expanded(std::string_view word, const std::map<std::string, std::string>& known);

/// Whether a word has a variable that was not replaced: $MODEL, <model>, {model}.
bool is_placeholder(std::string_view word);

/// The one command of a script's line that counts: without prompt, "cd build &&", "ExecStart=", redirections and what
/// follows. What is left out stands in `left_out`.
std::vector<std::string> one_command(const std::vector<std::string>& words, std::string& left_out);

}  // namespace tokroof::formats
