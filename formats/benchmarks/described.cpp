// Tools whose JSON needs no rule of its own: entries of datasets/benchmarks.json.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "catalog/runs_table.hpp"
#include "catalog/text.hpp"
#include "formats/benchmarks/formats.hpp"
#include "formats/json_text.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

using nlohmann::json;

/// "name=value" as its two halves; the second is empty where there is none.
std::pair<std::string_view, std::string_view> halves(std::string_view text) {
  const std::size_t equals = std::min(text.find('='), text.size());
  return {text.substr(0, equals), text.substr(std::min(equals + 1, text.size()))};
}

class Described : public Format {
 public:
  explicit Described(const catalog::BenchmarkFormat& form) : form_(form) {}
  [[nodiscard]] std::string_view name() const override { return form_.name; }

  bool take_record(const Record& record, int line, Rows& rows) override {
    const json& document = record.json();
    if (!is_its_own(document)) {
      return false;
    }
    if (form_.records.empty()) {
      put(document, document, line, rows);
      return true;
    }
    const json* list = value_along(document, form_.records, '.');
    if (list == nullptr || !list->is_array()) {
      rows.problem(line, fmt::format("{}'s '{}' is no list", form_.name, form_.records));
      return true;
    }
    for (const json& one : *list) {
      put(one, document, line, rows);
    }
    return true;
  }

 private:
  [[nodiscard]] bool is_its_own(const json& document) const {
    const std::vector<std::string_view> needed = catalog::split_at(form_.has, '|');
    return model::all_of(needed, [&](std::string_view one) {
      const auto [path, text] = halves(one);
      const json* value = value_along(document, path, '.');
      return value != nullptr && (text.empty() || text_of(*value) == text);
    });
  }

  void put(const json& record, const json& document, int line, Rows& rows) const {
    ImportedRun figure;
    const auto set = [&](std::string_view column, const std::string& text) {
      if (const std::string wrong = catalog::set_cell(figure.run, column, text); !wrong.empty()) {
        rows.problem(line, fmt::format("{}: {}", column, wrong));
      }
    };
    for (const std::string_view cell : catalog::split_at(form_.cells, '|')) {
      const auto [column, path] = halves(cell);
      const json* own = value_along(record, path, '.');
      if (const json* value = own != nullptr ? own : value_along(document, path, '.')) {
        set(column, text_of(*value));
      }
    }
    if (!form_.fixed.empty()) {
      for (const std::string_view cell : catalog::split_at(form_.fixed, '|')) {
        const auto [column, text] = halves(cell);
        set(column, std::string(text));
      }
    }
    rows.row(std::move(figure), line);
  }

  const catalog::BenchmarkFormat& form_;
};

}  // namespace

void add_described(Formats& formats, const catalog::Catalog& catalog) {
  for (const catalog::BenchmarkFormat& form : catalog.data().benchmark_formats) {
    formats.push_back(std::make_unique<Described>(form));
  }
}

}  // namespace tokroof::formats
