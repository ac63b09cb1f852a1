#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace tokroof::catalog {

/// Without blanks around.
std::string_view trimmed(std::string_view text);

/// The pieces between separators, empty ones too: one more than there are separators.
std::vector<std::string_view> split_at(std::string_view text, char separator);
std::vector<std::string_view> split_at(std::string_view text, std::string_view separator);
/// The same, each without blanks around.
std::vector<std::string_view> trimmed_parts(std::string_view text, std::string_view separator);

bool contains(std::string_view text, std::string_view part);
bool begins_with_one_of(std::string_view text, std::initializer_list<std::string_view> beginnings);
bool begins_with_one_of(std::string_view text, const char* beginnings);  // "a|b|c"
bool ends_with_one_of(std::string_view text, std::initializer_list<std::string_view> ends);
bool ends_with_one_of(std::string_view text, const char* ends);  // "a|b|c"

/// Whether a list separated by '|' names it; an empty list names everything.
bool is_listed(std::string_view list, std::string_view name);

/// The number at the front of a text ("62.91 tokens/s"), a sign and an exponent included; kUnknown: there is none.
double leading_number(std::string_view text);
/// Sets `field` to it in `unit`s; leaves it where there is none.
void take_leading_number(double& field, std::string_view text, double unit = 1);

bool is_digit(char c);
/// A letter of a name in lower case: a to z, or a digit.
bool is_name_letter(char c);
bool has_digit(std::string_view text);
bool all_digits(std::string_view text);  ///< one at least

void replace_all(std::string& text, std::string_view from, std::string_view to);

}  // namespace tokroof::catalog
