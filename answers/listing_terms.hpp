#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "answers/listing.hpp"

namespace tokroof::answers {

/// One term of a search: a word that some cell must have ("4090", "24gb"), or a condition on one column
/// ("memory_gib>=24", "vendor=nvidia,amd", "name~super").
class ListTerm {
 public:
  /// Throws InputError where a condition names no column, or compares a text with a number.
  ListTerm(const Listing& listing, std::string_view text);

  [[nodiscard]] bool holds(const Listing& listing, const Listing::Entry& entry) const;
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] bool is_word() const { return operator_.empty(); }

 private:
  void read_values(const Listing& listing, std::string_view values, double unit);
  [[nodiscard]] bool has_word(const Listing& listing, const Listing::Entry& entry) const;
  [[nodiscard]] bool compares(const ListCell& cell) const;
  [[nodiscard]] bool compares_month(const std::string& month) const;

  std::string text_;
  std::string operator_;  ///< "", "=", "!=", "<", "<=", ">", ">=", "~"
  std::size_t column_ = 0;
  bool of_numbers_ = false;
  bool of_months_ = false;
  std::vector<std::string> texts_;  ///< of a word: itself; of a condition: any of these
  std::vector<double> numbers_;
};

/// The terms of a query; there may be blanks around the operator of a condition.
std::vector<ListTerm> terms_of(const Listing& listing, std::string_view query);

/// The column that is called so by its key, its JSON key or its title. Throws InputError, with the nearest keys.
std::size_t column_named(const Listing& listing, std::string_view name, const char* option);

/// Whether a column holds numbers.
bool has_numbers(const Listing& listing, std::size_t column);

}  // namespace tokroof::answers
