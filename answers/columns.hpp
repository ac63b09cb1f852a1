#pragma once
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "answers/table.hpp"

namespace tokroof::answers {

/// The value of a member that a row does not have.
inline const nlohmann::json kNoMember = nlohmann::json(nlohmann::json::value_t::discarded);

/// The columns of an answer that lists rows, each described once: what it is called and holds for programs (a member of
/// the row's JSON object, in SI units, and a column of CSV) and for people (a column of the table).
template <typename Row>
class Columns {
 public:
  using Value = std::function<nlohmann::json(const Row&)>;
  using Words = std::function<std::string(const Row&)>;

  /// A member of the JSON object that no cell of CSV holds: a list, an object, what another column says already. Where
  /// `value` is kNoMember, the object has none.
  void member(std::string key, Value value) {
    for_programs_.push_back({std::move(key), std::move(value), false});
  }
  /// A member of the JSON object and a column of CSV.
  void figure(std::string key, Value value) {
    for_programs_.push_back({std::move(key), std::move(value), true});
  }
  /// A column of CSV, of which the JSON object holds the value elsewhere.
  void cell(std::string key, Value value) {
    for_programs_.push_back({std::move(key), std::move(value), true, false});
  }
  /// A column of the table.
  void shown(std::string heading, Words words, Column stands = Column::automatic) {
    for_people_.push_back({std::move(heading), std::move(words), stands});
  }

  [[nodiscard]] nlohmann::json object(const Row& row) const {
    nlohmann::json out = nlohmann::json::object();
    for (const ForPrograms& column : for_programs_) {
      if (nlohmann::json value = column.in_json ? column.value(row) : kNoMember; !value.is_discarded()) {
        out[column.key] = std::move(value);
      }
    }
    return out;
  }

  template <typename Rows>
  [[nodiscard]] nlohmann::json objects(const Rows& rows) const {
    nlohmann::json out = nlohmann::json::array();
    for (const Row& row : rows) {
      out.push_back(object(row));
    }
    return out;
  }

  /// For CSV: the numbers of the JSON objects; what is not known is empty.
  template <typename Rows>
  [[nodiscard]] Table figures(const Rows& rows) const {
    Table out;
    for (const ForPrograms& column : for_programs_) {
      if (column.in_csv) out.header.push_back(column.key);
    }
    for (const Row& row : rows) {
      std::vector<std::string>& cells = out.rows.emplace_back();
      for (const ForPrograms& column : for_programs_) {
        if (column.in_csv) cells.push_back(json_cell(column.value(row)));
      }
    }
    return out;
  }

  /// For people.
  template <typename Rows>
  [[nodiscard]] Table table(const Rows& rows) const {
    Table out;
    for (const ForPeople& column : for_people_) {
      out.header.push_back(column.heading);
      out.columns.push_back(column.stands);
    }
    for (const Row& row : rows) {
      std::vector<std::string>& cells = out.rows.emplace_back();
      for (const ForPeople& column : for_people_) {
        cells.push_back(column.words(row));
      }
    }
    return out;
  }

 private:
  struct ForPrograms {
    std::string key;
    Value value;
    bool in_csv = true, in_json = true;
  };
  struct ForPeople {
    std::string heading;
    Words words;
    Column stands = Column::automatic;
  };
  std::vector<ForPrograms> for_programs_;
  std::vector<ForPeople> for_people_;
};

}  // namespace tokroof::answers
