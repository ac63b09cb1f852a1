#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tokroof::catalog {

/// ASCII letters in lower case.
std::string lower_case(std::string_view text);

/// ASCII letters in upper case.
std::string upper_case(std::string_view text);

/// Spelling under which names are compared: lower case; spaces and underscores are '-', runs of '-' are one.
std::string normalized(std::string_view name);

/// The n candidates nearest to `name` by edit distance of their normalized spellings, nearest first.
std::vector<std::string> nearest_names(std::string_view name,
                                       std::span<const std::string_view> candidates,
                                       std::size_t n = 3);

/// "'x' is none of a, b"
std::string none_of(std::string_view name, std::span<const std::string_view> names);

/// Whether a pattern of hosts.json occurs in `text`: alternatives separated by '|', each plain text in which
/// ".*" stands for anything and a final '$' for the end. Case-sensitive. (A subset of regular expressions:
/// std::regex takes microseconds a look, and there are tens of thousands of looks.)
bool matches(std::string_view pattern, std::string_view text);

}  // namespace tokroof::catalog
