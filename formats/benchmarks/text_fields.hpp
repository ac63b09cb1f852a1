#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "catalog/text.hpp"

namespace tokroof::formats {

/// What stands behind `key` in a line, up to `end`, without blanks around; nothing where the key does not occur.
std::optional<std::string_view> behind(std::string_view line,
                                       std::string_view key,
                                       std::string_view end = {});

/// The number there; kUnknown: there is none.
double number_behind(std::string_view line, std::string_view key);

/// Without the control sequences that colour a terminal (ESC [ ... m).
std::string without_colours(std::string_view line);

}  // namespace tokroof::formats
