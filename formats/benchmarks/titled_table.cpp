// Tables that people keep themselves: commas, tabs, semicolons or bars between the cells, columns known by their titles. A column
// may be headed by a model or a device instead, its rates in cells below: then the heading of the table, the title or the cells
// say their unit.
#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalog/device_words.hpp"
#include "catalog/host.hpp"
#include "catalog/name_resolver.hpp"
#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/remembered.hpp"
#include "catalog/runs_table.hpp"
#include "catalog/visible_text.hpp"
#include "formats/benchmarks/csv.hpp"
#include "formats/benchmarks/formats.hpp"
#include "formats/benchmarks/llama_command.hpp"
#include "formats/benchmarks/printed_line.hpp"
#include "formats/benchmarks/prompt_pairs.hpp"
#include "formats/benchmarks/rate_units.hpp"
#include "formats/benchmarks/said_phase.hpp"
#include "formats/benchmarks/sentence.hpp"
#include "formats/benchmarks/sentence_words.hpp"
#include "formats/benchmarks/table_rows.hpp"
#include "formats/benchmarks/table_titles.hpp"
#include "formats/mentions/cache_words.hpp"
#include "formats/mentions/mentions.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

constexpr std::size_t kMostColumns = 60;
constexpr char kBlanks = ' ';  // two at least
constexpr char kSeparators[] = {'|', '\t', ';', ',', kBlanks};

/// "n/a", "-": nothing is said.
bool says_nothing(std::string_view cell) {
  return cell.empty() ||
         model::is_one_of(catalog::lower_case(cell),
                          {"-", "--", "n/a", "na", "none", "null", "?", "nan", "tbd", "\xE2\x80\x94"});
}

/// "40.5", "~40", "40 ± 2", "40 t/s", "35-40" (its middle); with the deviation, where one is given.
std::pair<double, double> figure_of(std::string_view cell) {
  while (!cell.empty() && model::is_one_of(cell.substr(0, 1), {"~", "*", "`"})) {
    cell.remove_prefix(1);
  }
  for (const std::string_view dash : {"-", "\xE2\x80\x93"}) {
    const std::size_t at = cell.find(dash);
    if (at == 0 || at == std::string_view::npos) {
      continue;
    }
    const double low = printed_number(cell), high = printed_number(cell.substr(at + dash.size()));
    if (high >= low) {
      return {(low + high) / 2, model::kUnknown};
    }
  }
  return mean_and_deviation(cell);
}

/// Spreadsheets of countries that write 40,5 put semicolons between cells: there "173,375" is no thousands.
std::string with_decimal_point(std::string cell) {
  const std::size_t comma = cell.find(',');
  if (comma != std::string::npos && cell.find(',', comma + 1) == std::string::npos &&
      cell.find('.') == std::string::npos) {
    cell[comma] = '.';
  }
  return cell;
}

bool says_words(std::string_view cell) {
  return model::any_of(cell, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
}

/// "9.1 ms", "4.9 GB": with a unit behind the number that is no rate's, nor that of a time per token.
bool is_of_another_kind(std::string_view cell) {
  const std::string lower = catalog::lower_case(cell);
  const std::size_t begin = std::min(lower.find_first_of("abcdefghijklmnopqrstuvwxyz%"), lower.size());
  const std::size_t end = std::min(lower.find_first_of(" \t),;", begin), lower.size());
  return !says_rate_unit(cell) && !(said_time_unit_s(cell) > 0) &&
         model::is_one_of(
             std::string_view(lower).substr(begin, end - begin),
             {"ms", "s", "sec", "secs", "seconds", "min", "gb", "gib", "mb", "gb/s", "w", "watts"});
}

/// "3500/110 t/s", "3500 pp / 110 tg", "3500 pp, 110 tg": of which only one is the column's. "350/370" are two runs.
bool holds_two_rates(std::string_view cell) {
  constexpr double kAlike = 1.25;
  cell = cell.substr(0, cell.find('('));  // "(05/2024)"
  for (std::size_t at = cell.find('/'); at != std::string_view::npos; at = cell.find('/', at + 1)) {
    const double first = printed_number(cell), second = printed_number(cell.substr(at + 1));
    if (first > 0 && second > 0 && std::max(first / second, second / first) > kAlike) {
      return true;
    }
  }
  if (!says_words(cell) || said_phase(cell, true) != SaidPhase::generation) {
    return false;
  }
  const std::vector<std::string> words = catalog::plain_words(cell);
  return model::any_of(words,
                       [](const std::string& word) { return said_phase(word, true) == SaidPhase::prompt; });
}

/// "8k", "8,192 tokens", "24 GB", "350W"
std::string plain_number(std::string_view cell) {
  const std::string lower = catalog::lower_case(cell);
  constexpr double kKilo = 1024;
  const std::size_t end = lower.find_first_not_of("0123456789.,k");
  const auto number = quantity(lower.substr(0, end), kKilo);
  return number ? fmt::format("{}", *number) : std::string(cell);
}

struct Column : TableTitle {
  bool needs_unit = false;  ///< in each cell, since neither the title nor a heading says it
};

class TitledTable : public Format {
 public:
  explicit TitledTable(const catalog::Catalog& catalog) : catalog_(catalog) {}
  [[nodiscard]] std::string_view name() const override { return "table"; }

  bool take_line(std::string_view printed, int line, Rows& rows) override {
    const std::string text = without_frame(printed);
    if (turns(text, line, rows)) {
      return true;
    }
    if (catalog::trimmed(text).empty()) {
      after_blank_ = true;
      return false;
    }
    const bool after_blank = std::exchange(after_blank_, false);
    std::vector<std::string> cells;
    const bool in_table = !columns_.empty();
    const bool closed = in_table && split(text, separator_, cells);
    const bool is_row = closed && cells.size() > 1 && has_figure(cells);
    if (!is_row && take_header(text, line, rows)) {  // of the first table, or of the next
      return true;
    }
    if (!is_row) {
      hear_heading(text, line);
    }
    if (!in_table) {
      return false;
    }
    if (!closed) {
      rows.problem(line, "a quoted cell does not end in its line");
      return true;
    }
    if (cells.size() < 2 || (after_blank && !is_row)) {  // words below the table
      end(rows);
      return false;
    }
    if (is_rule(cells)) {
      return true;
    }
    if (cells.size() != columns_.size()) {
      rows.problem(line, cut_row_text(cells.size(), columns_.size()));
      return true;
    }
    take_row(cells, line, rows);
    return true;
  }

  void end(Rows& rows) override {
    put_turned(rows);
    pairs_.flush(rows);
    columns_.clear();
  }

 private:
  /// "| Metric | RTX 3090 | RTX 4090 |": a metric a row. It is read as a table when all of its rows are known.
  bool turns(std::string_view text, int line, Rows& rows) {
    std::vector<std::string> cells = split_markdown(text);
    const bool begins =
        cells.size() > 1 && model::is_one_of(catalog::lower_case(cells.front()),
                                             {"metric", "metrics", "measurement", "statistic"});
    if (begins) {
      end(rows);
      turned_line_ = line;
    }
    if (turned_line_ == 0) {
      return false;
    }
    constexpr std::size_t kMostRows = kMostColumns;
    if ((!begins && cells.size() != turned_.front().size()) || turned_.size() >= kMostRows) {
      put_turned(rows);
      return false;
    }
    if (!is_rule(cells)) {
      turned_.push_back(std::move(cells));
    }
    return true;
  }

  void put_turned(Rows& rows) {
    const std::vector<std::vector<std::string>> table = std::exchange(turned_, {});
    const int line = std::exchange(turned_line_, 0);
    for (std::size_t column = 1; !table.empty() && column < table.front().size(); ++column) {
      std::vector<std::string> titles, cells;
      const std::vector<Mention> named = mentions_of(table.front()[column]);
      if (!named.empty()) {
        const MentionKind kind = named.front().kind;
        titles.emplace_back(kind == MentionKind::device  ? "GPU"
                            : kind == MentionKind::model ? "Model"
                            : kind == MentionKind::quant ? "Quant"
                                                         : "Engine");
        cells.push_back(table.front()[column]);
      }
      for (std::size_t row = 1; row < table.size(); ++row) {
        titles.push_back(table[row].front());
        cells.push_back(table[row][column]);
      }
      if (take_titles(titles, '|', column == 1 ? line : 0, rows)) {
        take_row(cells, line, rows);
      }
    }
    pairs_.flush(rows);
    columns_.clear();
  }

  /// False: a quote is still open.
  static bool split(std::string_view text, char separator, std::vector<std::string>& cells) {
    if (separator == '|') {
      // A rendered table that was copied has no outer bars.
      const bool open =
          !catalog::trimmed(text).starts_with('|') && text.find(" | ") != std::string_view::npos;
      cells = split_markdown(open ? "|" + std::string(text) : text);
      return true;
    }
    if (separator == kBlanks) {
      cells.clear();
      text = catalog::trimmed(text);
      for (std::size_t end = 0; !text.empty(); text = catalog::trimmed(text.substr(end))) {
        end = std::min(text.find("  "), text.size());
        cells.emplace_back(text.substr(0, end));
      }
      return true;
    }
    const bool closed = split_csv(text, cells, separator);
    for (std::string& cell : cells) {
      cell = std::string(catalog::trimmed(cell));
    }
    return closed;
  }

  bool take_header(std::string_view text, int line, Rows& rows) {
    constexpr std::size_t kLongest = 2000;
    return text.size() <= kLongest && model::any_of(kSeparators, [&](char separator) {
             std::vector<std::string> cells;
             const bool may = separator == kBlanks
                                  ? text.find("  ") != std::string_view::npos && says_rate_unit(text)
                                  : text.find(separator) != std::string_view::npos;
             return may && split(text, separator, cells) && take_titles(cells, separator, line, rows);
           });
  }

  /// A header names what was measured, and a rate; anything else is left alone.
  bool take_titles(const std::vector<std::string>& cells, char separator, int line, Rows& rows) {
    if (cells.size() < 2 || cells.size() > kMostColumns) {
      return false;
    }
    std::vector<Column> columns;
    bool rate = false, unit = false, subject = false, counts = false;
    for (const std::string& cell : cells) {
      Column title = title_of(cell);
      // Beside "GPU" the column "GPUs" counts them, which its cells say.
      counts = counts || may_count_devices(cell);
      const bool beside_count =
          (title.column == "device" && counts) || title.column == "options";  // of which there may be two
      if (!title.is_rate && has_column(columns, title.column) && !beside_count) {
        title.column = {};
      }
      if (title.is_of_any_phase && above_.of_prompt(line)) {
        title.column = "pp_tps";
      }
      rate = rate || title.is_rate;
      unit = unit || title.has_unit;
      subject = subject || model::is_one_of(title.column, {"device", "host", "model"});
      columns.push_back(std::move(title));
    }
    const bool corner =
        separator == '|' && columns.front().is_of_any_phase && !subject &&
        std::none_of(columns.begin() + 1, columns.end(), [](const Column& c) { return c.is_rate; });
    if (corner) {  // "| tok/s | RTX 3090 | RTX 4090 |": models below it
      columns.front() = {};
    }
    const bool phases = !unit && separator == '|' && name_phases(columns, cells);
    rate = rate || phases;
    // What the figures are of may stand around the table, whose titles or cells then have to say what they are.
    const bool bare = !subject && (unit || phases) && separator == '|';
    if (corner ? !name_columns(columns, cells, line)
               : !bare && (!subject || (!rate && !name_columns(columns, cells, line)))) {
      return false;
    }
    end(rows);
    names_in_cells_ = bare;
    columns_ = std::move(columns);
    separator_ = separator;
    says_of_all_ = false;
    std::vector<std::string> unread;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (columns_[i].column.empty() && !cells[i].empty() && !(corner && i == 0)) {
        unread.push_back(catalog::visible(cells[i]));
      }
    }
    if (!unread.empty() && line > 0) {
      rows.problem(line, fmt::format("columns that are not read: {}", fmt::join(unread, ", ")));
    }
    return true;
  }

  /// "| Set-up | Prefill | Generation |": two columns that say their phases beside each other are of rates, where their cells have
  /// the unit.
  static bool name_phases(std::vector<Column>& columns, const std::vector<std::string>& titles) {
    const auto column_of = [&](std::initializer_list<std::string_view> names) {
      return std::find_if(titles.begin(),
                          titles.end(),
                          [&](const std::string& title) {
                            return model::is_one_of(catalog::lower_case(catalog::trimmed(title)), names);
                          }) -
             titles.begin();
    };
    const auto all = static_cast<std::ptrdiff_t>(titles.size());
    const auto prompt = column_of({"prefill", "prompt", "prompt processing", "pp", "input"});
    const auto decode = column_of({"generation", "decode", "gen", "tg", "token generation", "output"});
    if (prompt == all || decode == all) {
      return false;
    }
    for (const auto& [at, name] : {std::pair{prompt, "pp_tps"}, {decode, "tg_tps"}}) {
      Column& column = columns[static_cast<std::size_t>(at)];
      column.needs_unit = !column.is_rate;
      column.column = name;
      column.is_rate = true;
    }
    return true;
  }

  /// A title, without the engine or the storage type that a column of rates is of: "vLLM tok/s", "Q8_0 (t/s)".
  Column title_of(const std::string& cell) {
    Column title{table_title(catalog_.data().column_titles, cell), false};
    if (!title.column.empty() || !says_rate_unit(cell)) {
      return title;
    }
    std::string rest = cell;
    std::vector<std::pair<std::string_view, std::string>> named;
    const std::vector<Mention> mentions = mentions_of(cell);
    for (auto mention = mentions.rbegin(); mention != mentions.rend(); ++mention) {
      if (mention->kind == MentionKind::engine || mention->kind == MentionKind::quant) {
        named.emplace_back(mention->kind == MentionKind::engine ? "engine" : "quant", mention->slug);
        rest.erase(mention->begin, mention->end - mention->begin);
      }
    }
    Column without{table_title(catalog_.data().column_titles, rest), false};
    if (named.empty() || !without.is_rate) {
      return title;
    }
    without.named.insert(without.named.end(), named.begin(), named.end());
    return without;
  }

  static bool has_column(const std::vector<Column>& columns, std::string_view column) {
    return model::any_of(columns, [&](const Column& c) { return c.column == column; });
  }

  /// Columns headed by what the rows do not name: models where they name devices. False: there is none.
  bool name_columns(std::vector<Column>& columns, const std::vector<std::string>& titles, int line) {
    const bool of_devices = has_column(columns, "device") || has_column(columns, "host");
    const bool of_models = has_column(columns, "model");
    const bool corner = !of_devices && !of_models && titles.size() > 1 && says_rate_unit(titles.front());
    const std::vector<Mention> second = corner ? mentions_of(titles[1]) : std::vector<Mention>();
    const bool by_model = of_devices || (!second.empty() && second.front().kind == MentionKind::model);
    const MentionKind kind = by_model ? MentionKind::model : MentionKind::device;
    bool any = false;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (!columns[i].column.empty() || (of_devices == of_models && (!corner || i == 0))) {
        continue;
      }
      Column named;
      for (const Mention& mention : mentions_of(titles[i])) {
        const bool is_subject = mention.kind == kind && !mention.slug.empty();
        if (is_subject || (mention.kind == MentionKind::quant && !has_column(columns, "quant"))) {
          named.named.emplace_back(mention.kind == MentionKind::quant ? "quant"
                                   : kind == MentionKind::model       ? "model"
                                                                      : "device",
                                   mention.slug);
          named.is_rate = named.is_rate || is_subject;
        }
      }
      if (named.is_rate) {
        constexpr int kNear = 4;  // lines: the heading, a blank, a sentence, a blank
        const bool headed = heading_line_ > 0 && line - heading_line_ <= kNear;
        const SaidPhase phase = said_phase(titles[i], true);  // "RTX 3090 prefill (t/s)"
        const bool of_prompt =
            phase == SaidPhase::prompt || (phase == SaidPhase::unsaid && above_.of_prompt(line));
        named.column = of_prompt ? "pp_tps" : "tg_tps";
        named.is_of_any_phase = phase == SaidPhase::unsaid && !of_prompt;
        named.time_unit_s = said_time_unit_s(titles[i]);
        named.needs_unit = !headed && !corner && !says_rate_unit(titles[i]) && !(named.time_unit_s > 0);
        columns[i] = std::move(named);
        any = true;
      }
    }
    return any;
  }

  /// "Generation speed (tokens per second)": what the cells of the next table are, where its columns do not say it.
  void hear_heading(std::string_view text, int line) {
    constexpr std::size_t kLongestHeading = 160;
    const bool in_cells = text.find_first_of("|\t;") != std::string_view::npos;
    if (!in_cells) {
      above_.hear(text, line);
    }
    if (text.size() <= kLongestHeading && !in_cells && says_rate_unit(text)) {
      heading_line_ = line;
    }
  }

  [[nodiscard]] bool is_rate(std::size_t column, const std::string& cell) const {
    return columns_[column].is_rate &&
           (!columns_[column].needs_unit || says_rate_unit(cell) || said_time_unit_s(cell) > 0);
  }

  [[nodiscard]] bool has_figure(const std::vector<std::string>& cells) const {
    for (std::size_t i = 0; i < std::min(cells.size(), columns_.size()); ++i) {
      if (is_rate(i, cells[i]) && figure_of(cells[i]).first > 0) {
        return true;
      }
    }
    return is_rule(cells);
  }

  void take_row(const std::vector<std::string>& cells, int line, Rows& rows) {
    ImportedRun set_up;
    BenchTest test;
    label_phase_ = SaidPhase::unsaid;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const bool is_label = columns_[i].column == "test" ? !is_bench_test(catalog::lower_case(cells[i]))
                                                         : names_in_cells_ && columns_[i].column.empty();
      if (is_label && !take_label(cells[i], set_up, line, rows)) {
        return;
      }
      if (columns_[i].is_rate || columns_[i].column.empty() || says_nothing(cells[i])) {
        continue;
      }
      if (columns_[i].column == "test") {
        test = bench_test_of(catalog::lower_case(cells[i]));
      } else {
        take_cell(columns_[i].column, cells[i], set_up, line, rows);
      }
    }
    if (set_up.run.device.empty()) {
      set_up.run.device = std::exchange(set_up.run.host, "");
    }
    decode_rates_.clear();
    per_token_tps_ = model::kUnknown;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (is_per_token(i) && figure_of(cells[i]).first > 0) {
        per_token_tps_ = 1 / columns_[i].time_unit_s / figure_of(cells[i]).first;
      }
    }
    // The prompt's figure before that of the generation, with which it makes a row.
    bool has_rate = false;
    for (const std::string_view column : {"pp_tps", "tg_tps"}) {
      for (std::size_t i = 0; i < cells.size(); ++i) {
        if (is_rate(i, cells[i]) && column_of(i, test, cells[i]) == column && !says_nothing(cells[i])) {
          take_rate(i, test, cells[i], set_up, line, rows);
          has_rate = true;
        }
      }
    }
    if (!has_rate && !set_up.run.device.empty() && !set_up.run.model.empty()) {
      rows.problem(line, "a row without a rate");
    }
  }

  /// TPOT, whoever the column is of.
  [[nodiscard]] bool is_per_token(std::size_t column) const {
    const Column& title = columns_[column];
    return title.column == "tg_tps" && title.time_unit_s > 0 && title.named.empty();
  }

  /// Whether prompt and generation have columns of their own, so that no rate is of both.
  [[nodiscard]] bool has_both_rates() const {
    const auto has = [&](std::string_view column) {
      return model::any_of(
          columns_, [&](const Column& c) { return c.is_rate && c.column == column && c.named.empty(); });
    };
    return has("pp_tps") && has("tg_tps");
  }

  std::vector<Mention> mentions_of(std::string_view text) {
    if (!finder_) {
      finder_ = std::make_unique<MentionFinder>(catalog_);
    }
    return finder_->find(text);
  }

  /// What a row is called: "prompt processing", "Qwen3 8B Q8_0". False: its rate is of something that is not read.
  bool take_label(const std::string& cell, ImportedRun& figure, int line, Rows& rows) {
    bool of_many = false;
    for (const Word& word : words_of(cell)) {
      of_many = of_many || model::is_one_of(word.text,
                                            "user|users|stream|streams|concurrent|concurrency|parallel|"
                                            "batch|batched|clients|requests|total|combined|aggregate|"
                                            "throughput");
    }
    label_phase_ = std::max(label_phase_, said_phase(cell, true));
    if (of_many) {
      rows.problem(line,
                   fmt::format("of how many streams '{}' is, is not read: left out", catalog::visible(cell)));
      return false;
    }
    return !names_in_cells_ || take_names(cell, figure, line, rows);
  }

  /// A device or a model in a cell whose title says neither. False: there are several, so that the row is of none.
  bool take_names(const std::string& cell, ImportedRun& figure, int line, Rows& rows) {
    for (const Mention& mention : mentions_of(cell)) {
      std::string* name = mention.kind == MentionKind::device  ? &figure.run.device
                          : mention.kind == MentionKind::model ? &figure.run.model
                          : mention.kind == MentionKind::quant ? &figure.run.quant
                                                               : nullptr;
      if (name == nullptr || mention.slug.empty()) {
        continue;
      }
      if (!name->empty() && *name != mention.slug) {
        rows.problem(line, fmt::format("'{}' names several: left out", catalog::visible(cell)));
        return false;
      }
      *name = mention.slug;
      if (mention.kind == MentionKind::device && mention.count > 1) {
        figure.run.n_devices = mention.count;
      }
    }
    return true;
  }

  /// A device's name, or a set-up around it: "3090, -ot exps=CPU", "2x 3090 tensor parallel", "5090 + MTP".
  void take_device(const std::string& cell, ImportedRun& figure, int line, Rows& rows) {
    figure.run.device = cell;
    const catalog::Run said = set_ups_.at(1, cell, [&] {
      const std::vector<catalog::NamedDevices> named = catalog_.names().devices(cell);
      const bool found = model::all_of(named, [](const auto& d) { return !d.match.slug.empty(); });
      const bool more = cell.find_first_of("(,") != std::string::npos;
      catalog::Run read;
      if (!found || more) {
        const Sentence sentence = read_sentence(catalog_, cell);
        read = sentence.run;
        read.notes = found ? "" : read.device;
        for (const std::string& remark : sentence.remarks) {
          const bool of_names =
              catalog::contains(remark, " taken as ") || catalog::contains(remark, "told of apart");
          if (!read.device.empty() && !(found && of_names)) {
            rows.problem(line, fmt::format("'{}': {}", catalog::visible(cell), remark));
          }
        }
        if (read.details.host_memory_gib > 0 || read.details.host_memory_mts > 0) {
          rows.problem(line, fmt::format("'{}': the host's memory is not read", catalog::visible(cell)));
        }
      }
      return read;
    });
    if (said.device.empty()) {
      return;
    }
    if (!said.notes.empty()) {
      figure.run.device = said.device;
      figure.run.n_devices = said.n_devices;
    }
    take_set_up(said, figure);
    if (!has_column(columns_, "model") && figure.run.model.empty()) {  // "3090, Llama 3.1 8B Q4_K_M"
      figure.run.model = said.model;
      figure.run.quant = figure.run.quant.empty() ? said.quant : figure.run.quant;
    }
  }

  /// What a cell says beside the device's name, where no other one does.
  static void take_set_up(const catalog::Run& said, ImportedRun& figure) {
    catalog::Run& run = figure.run;
    const auto fill = [](auto& cell, const auto& value) {
      if (cell.empty()) cell = value;
    };
    const auto fill_number = [](double& cell, double value) { cell = std::isnan(cell) ? value : cell; };
    fill(run.engine, said.engine);
    fill(run.backend, said.backend);
    fill(run.host, said.host);
    fill(run.host_device, said.host_device);
    fill(run.interconnect, said.interconnect);
    fill(run.split, said.split);
    fill(run.speculative, said.speculative);
    fill(run.placement, said.placement);
    fill(run.details.override_tensor, said.details.override_tensor);
    fill_number(run.power_w, said.power_w);
    fill_number(run.concurrency, said.concurrency);
    fill_number(run.n_gpu_layers, said.n_gpu_layers);
    fill_number(run.details.n_cpu_moe, said.details.n_cpu_moe);
  }

  /// The rate that a column gives; a row's own test says it where the title does not.
  [[nodiscard]] std::string_view column_of(std::size_t column,
                                           const BenchTest& test,
                                           const std::string& cell) const {
    const Column& title = columns_[column];
    const bool says = title.is_of_any_phase && says_words(cell);  // "3500 t/s (prefill)"
    const SaidPhase phase = says ? said_phase(cell, true) : SaidPhase::unsaid;
    const bool label_says = label_phase_ == SaidPhase::prompt && !has_both_rates();  // "Short prompt"
    const bool of_prompt =
        (test.prompt > 0 && test.generated == 0) || label_says || phase == SaidPhase::prompt;
    const bool of_generation =
        title.is_of_any_phase && (test.generated > 0 || label_phase_ == SaidPhase::generation);
    return of_prompt ? "pp_tps" : of_generation ? "tg_tps" : title.column;
  }

  /// "64 GB", "64GB DDR5-6000". A number that no modules add up to is what the model took.
  static void take_host_memory(const std::string& cell, catalog::Run& run) {
    catalog::MachineDetails& host = run.details;
    const auto memory = catalog::parse_host_memory(cell);
    const double gib = memory ? memory->gib : printed_number(cell);
    constexpr double kLeast = 4;
    if (gib >= kLeast && gib == std::floor(gib)) {
      host.host_memory_gib = gib;
    }
    if (memory) {
      host.host_memory_mts = memory->mts;
      host.host_channels = memory->channels > 0 ? memory->channels : host.host_channels;
    }
  }

  void take_cell(
      std::string_view column, const std::string& cell, ImportedRun& figure, int line, Rows& rows) {
    catalog::Run& run = figure.run;
    const bool of_weights = column == "model" || column == "quant";
    if (const auto apart = of_weights ? name_and_cache(cell) : std::nullopt) {
      take_cell("kv_type", apart->type, figure, line, rows);
      take_cell(column, apart->name, figure, line, rows);
      return;
    }
    const auto number = catalog::parse_number(cell);
    if (column == "device" && is_number_between(number, 1, 1024)) {
      run.n_devices = *number;
    } else if (column == "device") {
      take_device(cell, figure, line, rows);
    } else if (column == "options") {
      if (const std::string unread = take_llama_options(cell, figure); !unread.empty()) {
        rows.problem(line, fmt::format("'{}' is not read", catalog::visible(unread)));
      }
    } else if (column == "quant" && number) {
      run.quant = cell + (catalog::contains(cell, ".") ? "bpw" : "bit");
    } else if (column == "split") {
      run.split = catalog::Said<model::Split>::read(cell);
      for (const std::string& word : catalog::plain_words(cell)) {  // "`-sm row` (tensor)": the option
        const auto split = catalog::WordOf<model::Split>::named(word);
        run.split = run.split.unknown() && split ? catalog::Said<model::Split>(split) : run.split;
      }
    } else if (column == "memory_gib") {
      figure.memory_gib = printed_number(cell);
    } else if (column == "host_memory_gib") {
      take_host_memory(cell, run);
    } else if (column == "host_channels") {
      const double channels = printed_number(cell);
      run.details.host_channels = channels > 0 ? channels : model::kUnknown;
    } else if (column == "params_b") {
      figure.parameters = printed_number(cell) * 1e9;
    } else if (column == "fa" || column == "eager") {
      const std::string lower = catalog::lower_case(cell);
      (column == "fa" ? run.flash_attention : run.eager) = model::is_one_of(lower, {"yes", "y"}) ? true
                                                           : model::is_one_of(lower, {"no", "n"})
                                                               ? false
                                                               : catalog::WordOf<bool>::named(lower);
    } else if (column == "engine" &&
               model::is_one_of(catalog::lower_case(cell),
                                {"cuda", "rocm", "hip", "vulkan", "metal", "sycl", "cpu"})) {
      run.backend = catalog::lower_case(cell);
    } else {
      std::string wrong = catalog::set_cell(run, column, cell);
      if (!wrong.empty()) {
        wrong = catalog::set_cell(run, column, plain_number(cell));
      }
      if (!wrong.empty()) {
        rows.problem(line, fmt::format("{} '{}': {}", column, catalog::visible(cell), wrong));
      }
    }
  }

  void take_rate(std::size_t column,
                 const BenchTest& row_test,
                 const std::string& cell,
                 const ImportedRun& set_up,
                 int line,
                 Rows& rows) {
    const Column& title = columns_[column];
    const auto [rate, deviation] = figure_of(separator_ == ';' ? with_decimal_point(cell) : cell);
    const bool bare_time = title.time_unit_s > 0;  // "22 ms" below "TPOT"
    if (!(rate > 0) || (!bare_time && says_words(cell) && is_of_another_kind(cell))) {
      rows.problem(line, fmt::format("'{}' is no rate", catalog::visible(cell)));
      return;
    }
    if (holds_two_rates(cell)) {
      rows.problem(line, fmt::format("'{}' holds two rates: left out", catalog::visible(cell)));
      return;
    }
    ImportedRun figure = set_up;
    catalog::Run& run = figure.run;
    for (const auto& [cell_of, name] : title.named) {
      take_cell(cell_of, name, figure, line, rows);
    }
    const BenchTest& test = title.test.prompt + title.test.generated > 0 ? title.test : row_test;
    const auto set = [](double& value, double tokens) { value = tokens > 0 ? tokens : value; };
    set(run.n_prompt, test.prompt);
    set(run.n_gen, test.generated);
    const bool apart = has_both_rates();
    if (test.prompt + test.generated > 0 && !model::known(run.depth)) {
      run.depth = test.depth + (apart && test.generated > 0 ? test.prompt : 0);
    }
    run.rate = title.rate;
    if (run.concurrency > 1 && run.rate == catalog::StatedRate::unsaid) {
      run.rate = catalog::StatedRate::aggregate;
      if (!std::exchange(says_of_all_, true)) {
        rows.problem(line, "whether the rate is of each stream or of all is not said: taken as of all");
      }
    }
    const double cell_unit_s = says_words(cell) ? said_time_unit_s(cell) : 0;  // "9.1 ms/token"
    const double time_unit_s = cell_unit_s > 0 ? cell_unit_s : title.time_unit_s;
    const bool is_time = time_unit_s > 0;
    const double tps = is_time ? 1 / time_unit_s / rate : rate;
    const bool may_be_again = column_of(column, row_test, cell) == "tg_tps" || title.is_of_any_phase;
    if (may_be_again && is_said_again(title, tps, run)) {
      return;
    }
    if (column_of(column, row_test, cell) == "pp_tps") {
      run.pp_tps = tps;
      run.pp_depth = test.depth;
    } else {
      run.tg_tps = tps;
      run.tg_std = is_time ? model::kUnknown : deviation;
      run.includes_prefill = test.prompt > 0 && test.generated > 0 && !apart;
    }
    pairs_.add(std::move(figure), line, rows);
  }

  /// Whether another column of the row gives the same rate as a time, or of each stream instead of all: that of the whole
  /// time, waiting included, is lower than what the time per token gives.
  bool is_said_again(const Column& title, double tps, const catalog::Run& run) {
    constexpr double kRounding = 0.02, kMostWaiting = 0.9;
    const bool of_all = run.rate == catalog::StatedRate::aggregate && run.concurrency > 1;
    const double each = of_all ? tps / run.concurrency : tps;
    if (of_all && title.time_unit_s == 0 && title.named.empty() && each < (1 - kRounding) * per_token_tps_ &&
        each > (1 - kMostWaiting) * per_token_tps_) {
      return true;
    }
    const bool again = model::any_of(decode_rates_, [&](const auto& other) {
      const bool other_way =
          other.first->rate != title.rate || (other.first->time_unit_s > 0) != (title.time_unit_s > 0);
      return other_way && std::fabs(other.second / each - 1) < kRounding;
    });
    decode_rates_.emplace_back(&title, each);
    return again;
  }

  const catalog::Catalog& catalog_;
  std::vector<std::pair<const Column*, double>> decode_rates_;  ///< of the row so far, of each stream
  double per_token_tps_ = model::kUnknown;                      ///< of a stream, by the row's TPOT
  catalog::Remembered<catalog::Run> set_ups_;                   ///< that cells of devices say
  SaidPhase label_phase_ = SaidPhase::unsaid;                   ///< of the row
  bool names_in_cells_ = false;            ///< of a table without a column of devices or models
  std::vector<Column> columns_;            ///< of the table that is being read; empty: none is
  std::unique_ptr<MentionFinder> finder_;  ///< made where a title may name something: it costs milliseconds
  int heading_line_ = 0;                   ///< that says the unit of rates; 0: none yet
  PhaseAbove above_;
  char separator_ = ',';
  std::vector<std::vector<std::string>> turned_;  ///< rows of a table with a metric a row
  int turned_line_ = 0;                           ///< of its header; 0: none is read
  bool says_of_all_ = false;
  bool after_blank_ = false;
  PromptPairs pairs_;
};

}  // namespace

void add_titled_table(Formats& formats, const catalog::Catalog& catalog) {
  formats.push_back(std::make_unique<TitledTable>(catalog));
}

}  // namespace tokroof::formats
