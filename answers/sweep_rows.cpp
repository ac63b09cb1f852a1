#include "answers/sweep_rows.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <ostream>
#include <set>

#include <nlohmann/json.hpp>

#include "catalog/json_file.hpp"
#include "catalog/number.hpp"
#include "catalog/tsv.hpp"
#include "model/count/memory.hpp"
#include "model/names.hpp"
#include "model/units.hpp"

namespace tokroof::answers {
namespace {

using Buffer = fmt::memory_buffer;

void add(Buffer& to, std::string_view text) { to.append(text.data(), text.data() + text.size()); }

/// Whole numbers without a point or an exponent, as in every other answer.
void add_number(Buffer& to, double value) {
  constexpr double kExact = 1e15;
  if (value == std::floor(value) && std::fabs(value) < kExact) {
    const fmt::format_int digits(static_cast<long long>(value));
    to.append(digits.data(), digits.data() + digits.size());
  } else {
    fmt::format_to(std::back_inserter(to), "{}", value);
  }
}

class JsonRows : public RowWriter {
 public:
  JsonRows(const whatif::SweepColumns& columns, std::ostream& out, bool document)
      : RowWriter(out), columns_(columns), document_(document) {}

  void begin() override {
    if (document_) {
      add(buffer(), "{\"rows\": [");
    }
  }
  void go_on() override { first_ = false; }
  void end() override {
    if (document_) {
      add(buffer(), first_ ? "]}\n" : "\n]}\n");
    }
  }

 private:
  void write_setup(const whatif::SetupCells& setup, Buffer& to) override {
    for (std::size_t i = 0; i < setup.cells.size(); ++i) {
      add_key(to, columns_.setup[i]);
      const whatif::Cell& cell = setup.cells[i];
      if (!cell.text.empty()) {
        add_text(to, cell.text);
      } else {
        add_value(to, cell.number);
      }
    }
  }

  void write_point(std::uint64_t number,
                   std::string_view setup,
                   const whatif::SweepPoint& p,
                   Buffer& to) override {
    if (document_) {
      add(to, first_ ? "\n" : ",\n");
    }
    first_ = false;
    add(to, "{\"row\": ");
    const fmt::format_int digits(number);
    to.append(digits.data(), digits.data() + digits.size());
    add(to, setup);
    add_numbers(to, whatif::SweepColumns::kWork, p);
    add_numbers(to, whatif::SweepColumns::kRates, p);
    add_word(to, "bound_by", p.bound_by);
    add_key(to, "fits");
    add(to,
        p.fits == whatif::SweepPoint::Fits::unknown ? "null"
        : p.fits == whatif::SweepPoint::Fits::yes   ? "true"
                                                    : "false");
    add_word(to, "error", p.error);
    add_key(to, "reason");
    if (p.reason.empty()) {
      add(to, "null");
    } else {
      add_text(to, p.reason);
    }
    add_numbers(to, whatif::SweepColumns::kOthers, p);
    add(to, document_ ? "}" : "}\n");
  }

  static void add_key(Buffer& to, std::string_view key) {
    add(to, ", \"");
    add(to, key);
    add(to, "\": ");
  }
  static void add_value(Buffer& to, double value) {
    if (std::isfinite(value)) {
      add_number(to, value);
    } else {
      add(to, "null");
    }
  }
  template <std::size_t N>
  static void add_numbers(Buffer& to, const whatif::PointNumber (&numbers)[N], const whatif::SweepPoint& p) {
    for (const whatif::PointNumber& n : numbers) {
      add_key(to, n.name);
      add_value(to, p.*n.value);
    }
  }
  /// A word of ours, which needs no escapes.
  static void add_word(Buffer& to, std::string_view key, std::string_view word) {
    add_key(to, key);
    if (word.empty()) {
      add(to, "null");
    } else {
      add(to, "\"");
      add(to, word);
      add(to, "\"");
    }
  }
  static void add_text(Buffer& to, const std::string& text) {
    add(to, catalog::one_line(nlohmann::json(text)));
  }

  whatif::SweepColumns columns_;
  bool document_;
  bool first_ = true;
};

class DelimitedRows : public RowWriter {
 public:
  DelimitedRows(const whatif::SweepColumns& columns, std::ostream& out, char separator)
      : RowWriter(out), columns_(columns), separator_(separator) {}

  void begin() override {
    bool first = true;
    for (const std::string& name : columns_.all()) {
      if (!first) {
        buffer().push_back(separator_);
      }
      first = false;
      add_text(buffer(), name);
    }
    buffer().push_back('\n');
  }

 private:
  void write_setup(const whatif::SetupCells& setup, Buffer& to) override {
    for (const whatif::Cell& cell : setup.cells) {
      to.push_back(separator_);
      if (!cell.text.empty()) {
        add_text(to, cell.text);
      } else if (std::isfinite(cell.number)) {
        add_number(to, cell.number);
      }
    }
  }

  void write_point(std::uint64_t number,
                   std::string_view setup,
                   const whatif::SweepPoint& p,
                   Buffer& to) override {
    const fmt::format_int digits(number);
    to.append(digits.data(), digits.data() + digits.size());
    add(to, setup);
    add_numbers(to, whatif::SweepColumns::kWork, p);
    add_numbers(to, whatif::SweepColumns::kRates, p);
    const std::string_view fits = p.fits == whatif::SweepPoint::Fits::unknown ? ""
                                  : p.fits == whatif::SweepPoint::Fits::yes   ? "true"
                                                                              : "false";
    for (const std::string_view word : {p.bound_by, fits, p.error, std::string_view(p.reason)}) {
      to.push_back(separator_);
      add_text(to, word);
    }
    add_numbers(to, whatif::SweepColumns::kOthers, p);
    to.push_back('\n');
  }

  template <std::size_t N>
  void add_numbers(Buffer& to, const whatif::PointNumber (&numbers)[N], const whatif::SweepPoint& p) const {
    for (const whatif::PointNumber& n : numbers) {
      to.push_back(separator_);
      if (std::isfinite(p.*n.value)) {
        add_number(to, p.*n.value);
      }
    }
  }

  /// Quoted where it must be; tables with tabs know no quotes: what would break the line is a blank there.
  void add_text(Buffer& to, std::string_view text) const {
    if (separator_ == '\t') {
      add(to, catalog::clean_cell(spreadsheet_cell(text)));
    } else {
      add(to, csv_cell(text));
    }
  }

  whatif::SweepColumns columns_;
  char separator_;
};

}  // namespace

void RowWriter::row(std::uint64_t number, const whatif::SetupCells& setup, const whatif::SweepPoint& point) {
  constexpr std::size_t kFlushAt = std::size_t{1} << 18;
  if (setup.id == 0 || setup.id != setup_id_) {
    setup_text_.clear();
    write_setup(setup, setup_text_);
    setup_id_ = setup.id;
  }
  write_point(number, {setup_text_.data(), setup_text_.size()}, point, buffer_);
  if (buffer_.size() >= kFlushAt) {
    flush();
  }
}

bool RowWriter::flush() {
  if (!failed_) {
    out_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    out_.flush();
    failed_ = !out_;
  }
  buffer_.clear();
  return !failed_;
}

SweepTable::SweepTable(const whatif::Product& product, double level) : product_(product), level_(level) {
  const std::vector<std::string> names = whatif::SweepColumns(product).setup;
  type_ = static_cast<std::size_t>(std::find(names.begin(), names.end(), "quant") - names.begin());
}

void SweepTable::add(std::uint64_t number, const whatif::SetupCells& setup, const whatif::SweepPoint& point) {
  rows_.push_back({number, point, setup.cells[type_].text});
}

Table SweepTable::table() const {
  const auto some = [&](auto holds) {
    return model::any_of(rows_, [&](const Row& row) { return holds(row.point); });
  };
  const bool together = some([](const auto& p) { return p.aggregate_tps > p.tps; });
  const bool errors = some([](const auto& p) { return !p.error.empty(); });
  const std::string level = fmt::format("{:.3g} %", 100 * level_);
  const auto known = [](double value) { return std::isfinite(value) ? catalog::significant(value) : "-"; };
  const auto interval = [&](double low, double high) {
    return std::isfinite(low) ? known(low) + "-" + known(high) : "-";
  };
  Table table;
  for (const whatif::Axis& axis : product_.axes) {
    table.header.emplace_back(axis.option().long_name().substr(2));
  }
  table.columns.assign(table.header.size(), Column::automatic);
  const auto column = [&](const std::string& name, Column how) {
    table.header.push_back(name);
    table.columns.push_back(how);
  };
  std::set<std::string> types;
  for (const Row& row : rows_) {
    types.insert(row.type);
  }
  types.erase("");
  const bool by_type = types.size() > 1 && model::none_of(product_.axes, [](const auto& axis) {
                         return axis.option().key == "quant";
                       });
  if (by_type) column("type", Column::left);
  column("tok/s", Column::right);
  if (together) column("together", Column::right);
  if (level_ > 0) column(level, Column::right);
  column("first", Column::right);
  column("limited by", Column::left);
  column("GiB of", Column::right);
  if (errors) column("why not", Column::left);
  for (const auto& [number, p, type] : rows_) {
    std::vector<std::string> cells;
    const std::vector<std::uint64_t> places = product_.places(number);
    for (std::size_t i = 0; i < places.size(); ++i) {
      cells.push_back(product_.axes[i].text(places[i]));
    }
    if (by_type) cells.push_back(type.empty() ? "-" : type);
    cells.push_back(known(p.tps));
    if (together) cells.push_back(known(p.aggregate_tps));
    if (level_ > 0) {
      cells.push_back(together ? interval(p.aggregate_low_tps, p.aggregate_high_tps)
                               : interval(p.low_tps, p.high_tps));
    }
    cells.push_back(known(p.ttft_s) + (std::isfinite(p.ttft_s) ? " s" : ""));
    cells.emplace_back(p.bound_by.empty() ? "-" : p.bound_by);
    const model::NeededOf gib = model::told_apart(p.needed_bytes, p.available_bytes, model::kGib);
    cells.push_back(std::isfinite(p.needed_bytes) ? gib.needed + " of " + gib.available : "-");
    if (errors) cells.push_back(p.error.empty() ? "" : fmt::format("{}: {}", p.error, p.reason));
    table.rows.push_back(std::move(cells));
  }
  return table;
}

std::unique_ptr<RowWriter> row_writer(RowForm form, const whatif::SweepColumns& columns, std::ostream& out) {
  switch (form) {
    case RowForm::jsonl: return std::make_unique<JsonRows>(columns, out, false);
    case RowForm::json: return std::make_unique<JsonRows>(columns, out, true);
    case RowForm::csv: return std::make_unique<DelimitedRows>(columns, out, ',');
    case RowForm::tsv: break;
  }
  return std::make_unique<DelimitedRows>(columns, out, '\t');
}

}  // namespace tokroof::answers
