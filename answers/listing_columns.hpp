#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "answers/json_number.hpp"
#include "answers/listing.hpp"

namespace tokroof::answers {

/// Makes a listing of entries of the catalog from columns that are each described once: the cell for people, in their
/// unit, and the member of the entry's JSON object, in that of its key.
template <typename Entry>
class ListingColumns {
 public:
  explicit ListingColumns(std::string_view kind) { listing_.kind = kind; }

  /// A text, alike for both.
  void text(const ListColumn& column, std::function<std::string(const Entry&)> text) {
    member(json_key(column), [text](const Entry& e) { return nlohmann::json(text(e)); });
    cell(column, [text = std::move(text)](const Entry& e) { return text_cell(text(e)); });
  }
  void text(const ListColumn& column, std::string_view Entry::*member) {
    text(column, [member](const Entry& e) { return std::string(e.*member); });
  }
  /// A number: `value` is in the unit of the JSON key, the cell in the column's.
  void number(const ListColumn& column, std::function<double(const Entry&)> value) {
    member(json_key(column), [value](const Entry& e) { return answers::number(value(e)); });
    cell(column, [value = std::move(value), unit = column.unit](const Entry& e) {
      return number_cell(value(e), unit);
    });
  }
  /// For people alone.
  void cell(const ListColumn& column, std::function<ListCell(const Entry&)> cell) {
    listing_.columns.push_back(column);
    cells_.push_back(std::move(cell));
  }
  /// For programs alone.
  void member(std::string_view key, std::function<nlohmann::json(const Entry&)> value) {
    members_.push_back({std::string(key), std::move(value)});
  }

  void add(const Entry& entry) {
    Listing::Entry out;
    for (const auto& cell : cells_) {
      out.cells.push_back(cell(entry));
    }
    for (const auto& [key, value] : members_) {
      out.document[key] = value(entry);
    }
    listing_.entries.push_back(std::move(out));
  }
  [[nodiscard]] const Listing& listing() const { return listing_; }
  template <typename Entries>
  Listing of(const Entries& entries) {
    for (const Entry& entry : entries) {
      add(entry);
    }
    return std::move(listing_);
  }

 private:
  static std::string_view json_key(const ListColumn& column) {
    return column.field.empty() ? column.key : column.field;
  }

  Listing listing_;
  std::vector<std::function<ListCell(const Entry&)>> cells_;
  std::vector<std::pair<std::string, std::function<nlohmann::json(const Entry&)>>> members_;
};

}  // namespace tokroof::answers
