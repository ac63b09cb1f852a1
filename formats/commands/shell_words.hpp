#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace tokroof::formats {

/// Words of a command as a shell splits it: quotes, backslashes, continued lines; backquotes only set it apart from text.
std::vector<std::string> shell_words(std::string_view line);

}  // namespace tokroof::formats
