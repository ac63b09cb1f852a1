#include "answers/listing_terms.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "catalog/input_error.hpp"
#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "model/names.hpp"

namespace tokroof::answers {
namespace {

constexpr std::string_view kOperators = "<>=!~";

bool is_letter_or_digit(char c) {
  return catalog::is_digit(c) || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

std::vector<std::string> pieces(std::string_view text, char between) {
  std::vector<std::string_view> all = catalog::split_at(text, between);
  std::erase(all, "");
  return {all.begin(), all.end()};
}

/// A text without case and punctuation, which still knows where its words begin.
struct Bare {
  explicit Bare(std::string_view text) {
    const std::string lower = catalog::lower_case(text);
    bool gap = true;
    for (std::size_t i = 0; i < lower.size(); ++i) {
      if (is_letter_or_digit(lower[i])) {
        letters += lower[i];
        begins.push_back(gap);
        gap = false;
      } else {
        const bool decimal = lower[i] == '.' && i > 0 && catalog::is_digit(lower[i - 1]);
        gap = gap || !decimal;
      }
    }
  }

  /// "70b" is in "llama-70b" and not in "270b": a number is not found inside another.
  [[nodiscard]] bool has(const Bare& word) const {
    for (std::size_t at = letters.find(word.letters); at != std::string::npos;
         at = letters.find(word.letters, at + 1)) {
      if (at == 0 || word.letters.empty() || !catalog::is_digit(word.letters[0]) || begins[at] ||
          !catalog::is_digit(letters[at - 1])) {
        return true;
      }
    }
    return false;
  }

  std::string letters;
  std::vector<bool> begins;
};

/// Cells show five digits.
bool same(double a, double b) { return std::fabs(a - b) <= 1e-4 * std::fmax(std::fabs(a), std::fabs(b)); }

/// "24", or "24gb" where the column's numbers are said with that unit.
std::optional<double> number_said(const ListColumn& column, std::string_view text) {
  std::string word = catalog::lower_case(text);
  for (const std::string& unit : pieces(column.said_after, '|')) {
    if (word.size() > unit.size() && word.ends_with(unit) &&
        catalog::is_digit(word[word.size() - unit.size() - 1])) {
      word.resize(word.size() - unit.size());
      break;
    }
  }
  return catalog::parse_number(word);
}

bool is_unit(const Listing& listing, std::string_view word) {
  return model::any_of(listing.columns, [&](const ListColumn& column) {
    const std::vector<std::string> units = pieces(column.said_after, '|');
    return model::holds(units, catalog::lower_case(word));
  });
}

}  // namespace

std::size_t column_named(const Listing& listing, std::string_view name, const char* option) {
  const std::string wanted = catalog::normalized(name);
  std::vector<std::string_view> keys;
  for (std::size_t i = 0; i < listing.columns.size(); ++i) {
    const ListColumn& c = listing.columns[i];
    if (wanted == catalog::normalized(c.key) || wanted == catalog::normalized(c.field) ||
        wanted == catalog::normalized(c.title)) {
      return i;
    }
    keys.push_back(c.key);
  }
  throw catalog::InputError(
      "unknown-name",
      fmt::format("{}s have no column '{}' (they have {})", listing.kind, name, fmt::join(keys, ", ")),
      option,
      catalog::nearest_names(name, keys));
}

bool has_numbers(const Listing& listing, std::size_t column) {
  return model::any_of(listing.entries,
                       [&](const Listing::Entry& e) { return std::isfinite(e.cells[column].number); });
}

ListTerm::ListTerm(const Listing& listing, std::string_view text) : text_(text) {
  const std::size_t at = text.find_first_of(kOperators);
  if (at == std::string_view::npos) {
    texts_.emplace_back(text);
    return;
  }
  const std::size_t after = std::min(text.find_first_not_of(kOperators, at), text.size());
  operator_ = text.substr(at, after - at);
  if (operator_ == "==") {
    operator_ = "=";
  }
  constexpr std::string_view kKnown[] = {"=", "!=", "<", "<=", ">", ">=", "~"};
  if (at == 0 || after == text.size() || !model::holds(kKnown, operator_)) {
    throw catalog::InputError(
        "usage",
        fmt::format(
            "'{}' is no condition: COLUMN, then one of {}, then a value", text, fmt::join(kKnown, " ")),
        "--filter");
  }
  const std::string_view name = text.substr(0, at);
  column_ = column_named(listing, name, "--filter");
  const ListColumn& column = listing.columns[column_];
  const bool by_field = catalog::normalized(name) != catalog::normalized(column.key) &&
                        catalog::normalized(name) == catalog::normalized(column.field);
  read_values(listing, text.substr(after), by_field ? column.unit : 1);
}

void ListTerm::read_values(const Listing& listing, std::string_view values, double unit) {
  const ListColumn& column = listing.columns[column_];
  of_numbers_ = has_numbers(listing, column_);
  of_months_ = column.is_month;
  const bool equality = operator_ == "=" || operator_ == "!=";
  texts_ = equality ? pieces(values, ',') : std::vector<std::string>{std::string(values)};
  const bool ordered = of_numbers_ || of_months_;
  if (operator_ == "~" ? of_numbers_ : !equality && !ordered) {
    throw catalog::InputError("usage",
                              fmt::format("'{}': {} is a {}, which {} does not compare",
                                          text_,
                                          column.key,
                                          of_numbers_ ? "number" : "text",
                                          operator_),
                              "--filter");
  }
  for (const std::string& value : texts_) {
    const auto number = number_said(column, value);
    if (of_numbers_ && !number) {
      throw catalog::InputError("usage", fmt::format("'{}': '{}' is not a number", text_, value), "--filter");
    }
    numbers_.push_back(number.value_or(0) / unit);
  }
}

bool ListTerm::holds(const Listing& listing, const Listing::Entry& entry) const {
  return is_word() ? has_word(listing, entry) : compares(entry.cells[column_]);
}

bool ListTerm::has_word(const Listing& listing, const Listing::Entry& entry) const {
  const Bare word(texts_[0]);
  for (std::size_t i = 0; i < entry.cells.size(); ++i) {
    const ListCell& cell = entry.cells[i];
    const auto number =
        std::isfinite(cell.number) ? number_said(listing.columns[i], texts_[0]) : std::nullopt;
    if (std::isfinite(cell.number) ? number && same(cell.number, *number) : Bare(cell.text).has(word)) {
      return true;
    }
  }
  return false;
}

/// "2026" is the whole year, so that nothing in it is before or after it.
bool ListTerm::compares_month(const std::string& month) const {
  const std::string& bound = texts_[0];
  const int order = month.substr(0, bound.size()).compare(bound);
  return !month.empty() && (operator_ == "<"    ? order < 0
                            : operator_ == ">"  ? order > 0
                            : operator_ == "<=" ? order <= 0
                                                : order >= 0);
}

bool ListTerm::compares(const ListCell& cell) const {
  if (of_numbers_ && !std::isfinite(cell.number)) {
    return false;  // what is not known is neither more nor less
  }
  if (operator_ == "~") {
    return Bare(cell.text).has(Bare(texts_[0]));
  }
  bool any = false;
  for (std::size_t i = 0; i < texts_.size(); ++i) {
    any = any ||
          (of_numbers_ ? same(cell.number, numbers_[i]) : Bare(cell.text).letters == Bare(texts_[i]).letters);
  }
  if (operator_ == "=" || operator_ == "!=") {
    return any == (operator_ == "=");
  }
  if (of_months_) {
    return compares_month(cell.text);
  }
  const double value = cell.number, bound = numbers_[0];
  return operator_ == "<"    ? value < bound && !any
         : operator_ == ">"  ? value > bound && !any
         : operator_ == "<=" ? value <= bound || any
                             : value >= bound || any;
}

std::vector<ListTerm> terms_of(const Listing& listing, std::string_view query) {
  std::string joined;  // without the blanks around operators
  for (const char c : query) {
    const bool blank = c == ' ' || c == '\t' || c == '\n';
    const bool after_operator = !joined.empty() && kOperators.find(joined.back()) != std::string_view::npos;
    if (!blank && kOperators.find(c) != std::string_view::npos) {
      joined.erase(joined.find_last_not_of(' ') + 1);
    }
    if (!blank) {
      joined += c;
    } else if (!after_operator) {
      joined += ' ';
    }
  }
  std::vector<std::string> words;
  for (std::string& piece : pieces(joined, ' ')) {
    const bool after_number = !words.empty() && catalog::parse_number(words.back());
    if (after_number && is_unit(listing, piece)) {  // "24 gb"
      words.back() += piece;
    } else {
      words.push_back(std::move(piece));
    }
  }
  std::vector<ListTerm> out;
  out.reserve(words.size());
  for (const std::string& word : words) {
    out.emplace_back(listing, word);
  }
  return out;
}

}  // namespace tokroof::answers
