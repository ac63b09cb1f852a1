// llama-bench -o json, jsonl, csv, sql: the same fields in four clothes.

#include <nlohmann/json.hpp>

#include "formats/benchmarks/csv.hpp"
#include "formats/benchmarks/formats.hpp"
#include "formats/benchmarks/llama_bench_record.hpp"
#include "formats/benchmarks/table_rows.hpp"

namespace tokroof::formats {
namespace {

using nlohmann::json;

json object_of(const std::vector<std::string>& keys, const std::vector<std::string>& values) {
  json object = json::object();
  for (std::size_t i = 0; i < keys.size() && i < values.size(); ++i) {
    object[keys[i]] = values[i];
  }
  return object;
}

class LlamaBenchJson : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "llama-bench json"; }
  bool take_record(const Record& record, int line, Rows& rows) override {
    if (!is_llama_bench(record)) {
      return false;
    }
    take_llama_bench(record, line, pairs_, rows);
    return true;
  }
  void end(Rows& rows) override { pairs_.flush(rows); }

 private:
  PromptPairs pairs_;
};

class LlamaBenchCsv : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "llama-bench csv"; }

  bool take_line(std::string_view text, int line, Rows& rows) override {
    if (is_header(text)) {
      split_csv(text, columns_);
      open_.clear();
      return true;
    }
    if (columns_.empty() || (catalog::trimmed(text).empty() && open_.empty())) {
      return false;
    }
    if (text.find(',') == std::string_view::npos && open_.empty()) {
      columns_.clear();  // the table is over
      return false;
    }
    open_ += (open_.empty() ? "" : "\n") + std::string(text);
    constexpr std::size_t kLongestRow = 1 << 16;
    std::vector<std::string> cells;
    const bool complete = split_csv(open_, cells);
    if (!complete && open_.size() < kLongestRow) {
      return true;
    }
    open_.clear();
    if (!complete || cells.size() != columns_.size()) {
      rows.problem(line, complete ? cell_count_text(cells.size(), columns_.size()) : "a quote is not closed");
      return true;
    }
    take_llama_bench(Record(object_of(columns_, cells)), line, pairs_, rows);
    return true;
  }
  void end(Rows& rows) override {
    if (!open_.empty()) {
      rows.problem(0, "the file ends inside a quoted cell");
    }
    open_.clear();
    columns_.clear();
    pairs_.flush(rows);
  }

 private:
  static bool is_header(std::string_view text) {
    if (text.find("avg_ts") == std::string_view::npos || text.find(',') == std::string_view::npos) {
      return false;
    }
    std::vector<std::string> cells;
    split_csv(text, cells);
    return is_llama_bench(Record(object_of(cells, cells)));
  }

  std::vector<std::string> columns_;
  std::string open_;  ///< a row whose quote goes on in the next line
  PromptPairs pairs_;
};

/// Words of "(a, 'b, ''c''', 3)": names or values; false where the list does not end.
bool sql_list(std::string_view& text, std::vector<std::string>& out) {
  out.clear();
  const std::size_t from = text.find('(');
  if (from == std::string_view::npos) {
    return false;
  }
  std::string word;
  bool quoted = false;
  for (std::size_t i = from + 1; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      const bool doubled = c == '\'' && i + 1 < text.size() && text[i + 1] == '\'';
      if (c != '\'' || doubled) {
        word.push_back(c);
        i += doubled ? 1 : 0;
      } else {
        quoted = false;
      }
    } else if (c == '\'') {
      quoted = true;
    } else if (c == ',' || c == ')') {
      out.emplace_back(catalog::trimmed(word));
      word.clear();
      if (c == ')') {
        text.remove_prefix(i + 1);
        return true;
      }
    } else {
      word.push_back(c);
    }
  }
  return false;
}

class LlamaBenchSql : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "llama-bench sql"; }

  bool take_line(std::string_view text, int line, Rows& rows) override {
    const std::string_view start = catalog::trimmed(text);
    if (creating_) {  // the lines of CREATE TABLE name the columns again: nothing in them is needed
      creating_ = start.find(");") == std::string_view::npos;
      return true;
    }
    if (start.starts_with("CREATE TABLE IF NOT EXISTS ") && of_llama_bench(start)) {
      creating_ = start.find(");") == std::string_view::npos;
      return true;
    }
    if (!start.starts_with("INSERT INTO ") || !of_llama_bench(start)) {
      return false;
    }
    std::vector<std::string> keys, values;
    std::string_view rest = start;
    if (!sql_list(rest, keys) || !sql_list(rest, values) || keys.size() != values.size()) {
      rows.problem(line, "an INSERT whose columns and values do not go together, or that is cut off");
      return true;
    }
    const json object = object_of(keys, values);
    if (!is_llama_bench(Record(object))) {
      rows.problem(line, "an INSERT without n_prompt, n_gen and avg_ts");
      return true;
    }
    take_llama_bench(Record(object), line, pairs_, rows);
    return true;
  }
  void end(Rows& rows) override {
    creating_ = false;
    pairs_.flush(rows);
  }

 private:
  static bool of_llama_bench(std::string_view statement) {
    const std::string_view head = statement.substr(0, statement.find('('));
    return head.find("llama_bench") != std::string_view::npos || catalog::trimmed(head).ends_with(" test");
  }

  bool creating_ = false;
  PromptPairs pairs_;
};

}  // namespace

void add_llama_bench(Formats& formats) {
  formats.push_back(std::make_unique<LlamaBenchJson>());
  formats.push_back(std::make_unique<LlamaBenchCsv>());
  formats.push_back(std::make_unique<LlamaBenchSql>());
}

}  // namespace tokroof::formats
