#include "formats/pages/table_names.hpp"

#include <algorithm>
#include <cmath>

#include "catalog/name_resolver.hpp"
#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/text.hpp"
#include "formats/benchmarks/table_titles.hpp"
#include "formats/mentions/mention_words.hpp"
#include "formats/mentions/page_words.hpp"
#include "formats/pages/quantities.hpp"
#include "formats/pages/sentence_names.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

constexpr double kBillion = 1e9;
constexpr std::size_t kCardNumber = 4;  ///< digits

/// "Qwen3 8B", "lfm2-24b-a2b"
bool holds_size(std::string_view text) {
  const std::vector<PageWord> words = page_words(text);
  return std::any_of(words.begin(), words.end(), [](const PageWord& word) {
    const std::vector<std::string_view> parts = catalog::split_at(word.text, '-');
    return std::any_of(parts.begin(), parts.end(), [](std::string_view part) {
      return size_of(std::string(part)).has_value();
    });
  });
}

bool counts_streams(std::string_view rest) {
  return has_one_word(rest, {"users", "user", "streams", "requests", "concurrent", "parallel"});
}

/// "4", "4 (concurrent)" below "Batch"; 0: no number of them.
double streams_in(std::string_view cell) {
  const std::string_view text = catalog::trimmed(cell);
  const std::string_view rest = text.substr(std::min(text.find_first_not_of("0123456789,"), text.size()));
  const bool alone = rest.empty() || rest.starts_with(" (") || counts_streams(catalog::lower_case(rest));
  return alone ? catalog::parse_number(text.substr(0, text.size() - rest.size())).value_or(0) : 0;
}

/// Of a cell that begins with its figure, after a sign at most: "✅ 170 t/s"; empty: it does not, or has none.
std::string unit_of(std::string_view cell) {
  constexpr std::size_t kSign = 6;
  const std::vector<Quantity> figures = quantities_of(cell);
  return !figures.empty() && figures.front().begin <= kSign ? figures.front().unit : "";
}

/// What stands above it counts on: a cell that is merged with it, or says so.
bool is_ditto(std::string_view text) {
  return model::is_one_of(catalog::trimmed(text), {"", "\"", "\"\"", "''", "″", "〃", "ditto"});
}

/// "None", "-" below "Draft model".
bool denies(std::string_view cell) {
  return model::is_one_of(catalog::lower_case(catalog::trimmed(cell)),
                          {"", "-", "–", "—", "no", "none", "n/a", "off", "without", "0", "✗", "❌"});
}

/// "Batch 8 (tok/s)" under "GPU".
bool names_measure(const TableHead& label, std::size_t column) {
  return column == 0 && label.figures.metric != Metric::none;
}

}  // namespace

TableNames::TableNames(const PageBlock& table, MentionFinder& finder, const catalog::Catalog& catalog)
    : table_(table), finder_(finder), catalog_(catalog) {
  head_rows_ = table_.has_header || heads_by_its_looks() ? 1 : 0;
  if (head_rows_ == 0) return;
  first_column_ = lacks_first_cell() ? 1 : 0;
  head_rows_ += heads_in_two_rows() ? 1 : 0;
  write_heads();
  for (const std::string& cell : written_) {
    heads_.push_back(head_of(cell));
    TableHead& head = heads_.back();
    const std::string_view title = catalog::trimmed(cell);
    const std::string_view column = table_title(catalog_.data().column_titles, title).column;
    head.counts_devices = may_count_devices(title) || column == "n_devices";
    head.tells_depth = column == "depth";
    head.figures.counts_streams =
        head.figures.counts_streams || (column == "concurrency" && !(head.figures.concurrency > 0));
  }
  for (std::size_t c = 0; c < heads_.size(); ++c) {
    names_.push_back(heads_names(c));
  }
  tell_heads_by_memory();
  rows_of_devices_ = first_cells_name_devices();
}

/// In some row at least: then every row is of the device that its first cell names, known or not.
bool TableNames::first_cells_name_devices() {
  const auto first = table_.rows.begin() + static_cast<std::ptrdiff_t>(head_rows_);
  return std::any_of(first, table_.rows.end(), [&](const Row& row) {
    return !row.empty() && !head_of(row.front().text).subject.device.empty();
  });
}

/// "Some Box" in a row between devices: a name that the catalog does not know is no other of the page's.
bool TableNames::is_other_device(std::string_view cell, const TableHead& label) {
  return rows_of_devices_ && label.figures.metric == Metric::none && !is_ditto(cell) &&
         finder_.find(cell).empty() && !page_words(cell).empty();
}

/// A first row of words alone, over rows of several columns.
bool TableNames::heads_by_its_looks() const {
  if (table_.rows.size() < 2 || table_.rows.front().size() < 3) {
    return false;
  }
  return std::all_of(table_.rows.front().begin(), table_.rows.front().end(), [&](const SourceText& cell) {
    const auto figures = quantities_of(cell.text);
    return std::all_of(figures.begin(), figures.end(), [](const Quantity& q) { return q.unit.empty(); });
  });
}

/// Devices over columns, without a cell over the labels of the rows: "| RTX 3090 | P40 |" over "| VRAM | 24 GB | 24 GB |".
bool TableNames::lacks_first_cell() {
  const auto cells = [](const Row& row) {
    std::size_t n = row.size();
    while (n > 0 && catalog::trimmed(row[n - 1].text).empty()) --n;
    return n;
  };
  const std::size_t heads = cells(table_.rows.front());
  bool all = heads > 1;
  for (std::size_t row = 1; row < table_.rows.size(); ++row) {
    const Row& here = table_.rows[row];
    const bool has_figures = std::any_of(
        here.begin(), here.end(), [](const SourceText& cell) { return catalog::has_digit(cell.text); });
    all = all &&
          (!has_figures || (cells(here) == heads + 1 && head_of(here.front().text).subject.device.empty()));
  }
  return all && !head_of(table_.rows.front().front().text).subject.device.empty();
}

/// "| GPU | Llama 3.1 8B | |" over "| | pp512 | tg128 |": a second row of titles, below cells that span several.
bool TableNames::heads_in_two_rows() {
  constexpr std::size_t kFewest = 3;
  if (table_.rows.size() < kFewest || first_column_ > 0) return false;
  const Row &above = table_.rows[0], &row = table_.rows[1];
  const bool opens = !row.empty() && !above.empty() &&
                     (is_ditto(row.front().text) || row.front().text == above.front().text);
  std::size_t titles = 0;
  for (std::size_t c = 1; opens && c < row.size(); ++c) {
    const std::string_view cell = catalog::trimmed(row[c].text).substr(0, kLongestCell);
    if (cell.empty() || (c < above.size() && cell == catalog::trimmed(above[c].text))) continue;
    const FigureHead head = figure_head(cell);
    const bool rate = head.metric == Metric::decode || head.metric == Metric::prefill;
    const bool figure = catalog::parse_number(cell) || !unit_of(cell).empty();
    if (figure || (head.metric == Metric::none && finder_.find(cell).empty())) return false;
    titles += rate || head.metric == Metric::first_token ? 1 : 0;
  }
  return titles > 0;
}

void TableNames::write_heads() {
  const Row& first = table_.rows.front();
  written_.resize(first_column_);
  std::string spanning;
  for (std::size_t c = 0; c < first.size(); ++c) {
    std::string title = first[c].text.substr(0, kLongestCell);
    if (head_rows_ > 1 && c > 0) {
      spanning = catalog::trimmed(title).empty() ? spanning : title;
      const Row& second = table_.rows[1];
      const std::string below = c < second.size() ? second[c].text.substr(0, kLongestCell) : "";
      title = below == spanning ? spanning : spanning + " " + below;
    }
    written_.push_back(std::move(title));
  }
}

TableHead TableNames::head_of(std::string_view cell) {
  const std::string_view text = cell.substr(0, kLongestCell);
  std::vector<Mention> mentions = finder_.find(text);
  if (const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
      mentions.empty() && digits == kCardNumber && names_unit(catalog::lower_case(text), "tok/s")) {
    mentions = finder_.find(text.substr(0, digits));  // "4090 t/s": a card's
  }
  std::string said(text);  // without names of devices: "H100 PCIe", "RTX 4090 (PCIe)" are of no link
  for (const Mention& m : mentions) {
    if (m.kind == MentionKind::device) said.replace(m.begin, m.end - m.begin, m.end - m.begin, ' ');
  }
  TableHead out{figure_head(said), subject_of(mentions), names_unknown_device(text, mentions)};
  const bool form = catalog::lower_case(catalog::trimmed(said)) == "(pcie)";
  const bool rented =
      out.figures.metric == Metric::hourly_price && said.find_first_of("$/") == std::string::npos;
  if (!out.subject.device.empty() && (out.figures.metric == Metric::memory || form || rented)) {
    out.figures.metric = Metric::none;  // the "RAM" of a device's own name, "Cloud A100"
  }
  if (out.figures.metric == Metric::none && !training_method(catalog::lower_case(text)).empty()) {
    out.figures.metric = Metric::memory;  // "QLoRA" over what it takes
  }
  return out;
}

const TableHead& TableNames::head(std::size_t column) const {
  static const TableHead none;
  return column < heads_.size() ? heads_[column] : none;
}

std::string TableNames::head_text(std::size_t column) const {
  return catalog::lower_case(catalog::trimmed(head_as_written(column)));
}

std::string TableNames::head_as_written(std::size_t column) const {
  return column < written_.size() ? written_[column] : "";
}

/// A column whose cells are names: the first, and those that say so.
bool TableNames::names(std::size_t column) const {
  return column == 0 || (column < names_.size() && names_[column]);
}

bool TableNames::is_setting(std::size_t column, std::string_view cell) const {
  const TableHead& head = this->head(column);
  return (head.figures.counts_streams && streams_in(cell) > 0) ||
         ((head.counts_devices || head.tells_depth) && catalog::parse_number(catalog::trimmed(cell)));
}

/// "Draft model" beside "Model", "Speculative".
bool TableNames::tells_drafts(std::size_t column) const {
  return column > 0 && head(column).figures.metric == Metric::none &&
         said_drafts(head_text(column)).value_or(false);
}

/// "GPU" over "RTX 3090"; not "GGUF (on the GPU)" over rates.
bool TableNames::heads_names(std::size_t column) const {
  const FigureHead& figures = head(column).figures;
  if (figures.metric != Metric::none || !(figures.names_device || figures.names_model)) {
    return false;
  }
  const auto first = table_.rows.begin() + static_cast<std::ptrdiff_t>(head_rows_);
  return !std::all_of(first, table_.rows.end(), [&](const Row& row) {
    const std::string_view cell =
        column < row.size() ? catalog::trimmed(row[column].text).substr(0, kLongestCell) : std::string_view();
    const bool figure = !unit_of(cell).empty() || catalog::parse_number(cell);
    return cell.empty() || (figure && finder_.find(cell).empty());
  });
}

/// "7B", "1.5 B" in a column of sizes, "30B-A3B"; empty: none.
std::string TableNames::size_in(const Row& row) const {
  constexpr std::size_t kLongestSize = 10;
  for (std::size_t c = 0; c < row.size(); ++c) {
    if (!head(c).figures.counts_parameters || row[c].text.size() > kLongestSize) continue;
    std::string size = catalog::lower_case(row[c].text);
    std::erase_if(size, [](char letter) { return letter == ' ' || letter == '~' || letter == '+'; });
    const bool shaped = size.find_first_not_of("0123456789.xba-") == std::string::npos;
    if (shaped && size.ends_with('b') && catalog::is_digit(size.front())) return size;
  }
  return "";
}

bool TableNames::has_size(const std::string& slug, const std::string& size) const {
  constexpr double kRounding = 0.3;
  const model::Architecture* model = catalog_.find_model(slug);
  return model != nullptr &&
         std::fabs(model->parameters / (catalog::leading_number(size) * kBillion) - 1) < kRounding;
}

/// "qwen3moe 30B.A3B" or "qwen3moe ?B" beside "30.53 B": as llama-bench prints a model; empty: that is none.
std::string TableNames::model_of_type(std::string_view name, const std::string& size) const {
  const std::string_view type = catalog::trimmed(name.substr(0, name.find(" - ")));
  const std::string_view architecture = type.substr(0, type.find(' '));
  const auto known = catalog_.data().gguf_architectures;
  const bool printed = std::any_of(known.begin(), known.end(), [&](const catalog::GgufArchitecture& a) {
    return a.architecture == architecture;
  });
  const double parameters = size.empty() ? model::kUnknown : kBillion * catalog::leading_number(size);
  if (!printed) return "";
  const catalog::NameMatch match = catalog_.names().model(type, parameters).match;
  const std::string named = finder_.named_like(match.slug);  // of those that llama-bench calls so
  const bool may_be =
      std::find(match.candidates.begin(), match.candidates.end(), named) != match.candidates.end();
  return may_be ? named : match.slug;
}

/// What a cell names: with the size of a model that a column of its own gives.
Subject TableNames::named_in(std::string_view text, std::size_t column, const std::string& size) {
  const std::vector<Mention> mentions = names_in(text, column);
  Subject alone = subject_of(mentions);
  const bool unnamed = alone.model.empty() || alone.model.starts_with("generic-");
  if (text.empty() || !alone.device.empty() || alone.many_devices || (size.empty() && !unnamed)) {
    return alone;
  }
  std::string name(text);  // without its storage type: "DeepSeek R1 Distill Q4" beside "7B"
  for (const Mention& m : mentions) {
    if (m.kind == MentionKind::quant) std::fill_n(name.begin() + m.begin, m.end - m.begin, ' ');
  }
  if (std::string slug = model_of_type(name, size); !slug.empty()) {
    alone.model = std::move(slug);
    return alone;
  }
  if (size.empty() || holds_size(text)) {
    return alone;
  }
  Subject sized = subject_of(names_in(name + " " + size, column));
  sized.quant = sized.quant.empty() ? alone.quant : sized.quant;
  const bool other = !alone.model.empty() && sized.model == alone.model && !has_size(alone.model, size);
  if (!sized.model.empty() && !other) {
    return sized;
  }
  if (has_size(alone.model, size)) {
    return alone;
  }
  Subject only = subject_of(finder_.find(size));
  only.quant = only.quant.empty() ? alone.quant : only.quant;
  return only;
}

/// "Laptop GPU" over a column says so of its names.
std::vector<Mention> TableNames::names_in(std::string_view text, std::size_t column) {
  const bool before = finder_.of_laptops(true);
  finder_.of_laptops(before || says_laptops(head_text(column)));
  std::vector<Mention> out = finder_.find(text);
  finder_.of_laptops(before);
  drop_carrier(text, out);
  drop_drafting_models(catalog::lower_case(text), out);
  return out;
}

/// "Pi CM5 (RTX 4090)", "GMKtec G3 (Intel N150)": of two devices the one in brackets; of "RTX 4090 (Ryzen 9 9950X)" the card.
void TableNames::drop_carrier(std::string_view text, std::vector<Mention>& mentions) const {
  std::vector<const Mention*> devices;
  for (const Mention& m : mentions) {
    if (m.kind == MentionKind::device && !m.slug.empty()) devices.push_back(&m);
  }
  if (devices.size() != 2 || devices[0]->slug == devices[1]->slug) return;
  const std::size_t open = text.find('(', devices[0]->end);
  const model::Device* outer = catalog_.find_device(devices[0]->slug);
  const bool bracketed = open < devices[1]->begin && text.find(')', open) >= devices[1]->end;
  const bool card = outer != nullptr && outer->kind == model::DeviceKind::gpu;
  if (bracketed && (!card || devices[1]->processor)) {
    mentions.erase(mentions.begin() + (devices[card ? 1 : 0] - mentions.data()));
  }
}

/// Cards of one name are told apart by their memory, where a cell gives it.
void TableNames::tell_by_memory(Subject& subject, const SourceText& cell) {
  if (subject.device_typed.empty()) {
    return;
  }
  for (const Quantity& q : quantities_of(std::string_view(cell.text).substr(0, kLongestCell))) {
    const bool bytes = q.unit == "GB" || q.unit == "GiB";
    if (!bytes || has_memory(subject.device, q.low)) continue;
    std::string slug = finder_.device_with_memory_of(subject.device_typed, q.low);
    if (!slug.empty()) {
      subject.device = std::move(slug);
      subject.variants.clear();
      subject.many_devices = false;
      return;
    }
  }
}

bool TableNames::has_memory(const std::string& slug, double gib) const {
  const model::Device* device = catalog_.find_device(slug);
  return device != nullptr && device->memory_gib == gib;
}

void TableNames::tell_heads_by_memory() {
  for (std::size_t row = 1; row < table_.rows.size(); ++row) {
    const Row& cells = table_.rows[row];
    if (cells.empty() || figure_head(cells.front().text.substr(0, kLongestCell)).metric != Metric::memory) {
      continue;
    }
    for (std::size_t c = 1; c < std::min(cells.size(), heads_.size()); ++c) {
      tell_by_memory(heads_[c].subject, cells[c]);
    }
    return;
  }
}

RowNames TableNames::row(const Row& row) {
  RowNames out;
  if (!row.empty()) {
    out.label = head_of(row.front().text);
    out.written = row.front().text.substr(0, kLongestCell);
    out.of_card = names_kind_of_card(catalog::lower_case(out.written));
  }
  take_names(row, out);
  take_numbers(row, out);
  return out;
}

void TableNames::take_names(const Row& row, RowNames& out) {
  above_.resize(std::max(above_.size(), row.size()));
  const std::string size = size_in(row);
  for (std::size_t c = 0; c < row.size(); ++c) {
    if (!names(c)) {
      continue;
    }
    const std::string_view text = std::string_view(row[c].text).substr(0, kLongestCell);
    if (tells_drafts(c)) continue;
    if (const auto drafts = said_drafts(catalog::lower_case(text))) out.subject.drafts = drafts;
    const Subject named =
        is_ditto(text) ? above_[c] : named_in(text, c, c == 0 || head(c).figures.names_llm ? size : "");
    above_[c] = named;
    const bool no_device = named.device.empty() && !named.many_devices && !catalog::parse_number(text);
    // A column of devices, whose cell holds none that is known; in the first one a name of the form will do.
    out.unknown_device =
        out.unknown_device ||
        (no_device && head(c).figures.names_device && !text.empty() && !names_measure(out.label, c)) ||
        (c == 0 && no_device && named.model.empty() && out.label.unknown_device &&
         out.label.figures.metric == Metric::none) ||
        (c == 0 && is_other_device(text, out.label));
    out.unknown_model = out.unknown_model || (head(c).figures.names_llm && !names_measure(out.label, c) &&
                                              names_unknown_model(text, finder_.find(text)) &&
                                              named.model.empty() && !named.many_models);
    Subject taken = out.subject;
    taken.take(named);
    // What the name of a model says of its storage goes before a column of bits.
    if (!out.subject.quant.empty() && named.model.empty()) taken.quant = out.subject.quant;
    out.subject = taken;
  }
  if (out.subject.device.empty() && row.size() > 1 && out.of_card) {
    const Subject part = subject_of(finder_.find(std::string_view(row[1].text).substr(0, kLongestCell)));
    if (!part.device.empty()) out.subject.take(part);  // "GPU | 2x RTX 3090 | $1400"
  }
}

void TableNames::take_numbers(const Row& row, RowNames& out) {
  for (std::size_t c = 0; c < row.size(); ++c) {
    if (c > 0 && head(c).figures.metric == Metric::memory) tell_by_memory(out.subject, row[c]);
    if (const double mts = memory_rate(row[c].text.substr(0, kLongestCell)); mts > 0)
      out.subject.memory_mts = mts;
    out.failed = out.failed ||
                 model::is_one_of(catalog::lower_case(catalog::trimmed(row[c].text.substr(0, kLongestCell))),
                                  {"nan", "failed", "crash", "crashed", "error"});
    const std::string title = head_text(c);
    if (model::is_one_of(title, {"test", "phase", "stage"})) out.test = catalog::lower_case(row[c].text);
    if (model::is_one_of(title, {"ngl", "n_gpu_layers", "gpu layers"})) {
      out.layers = catalog::parse_number(catalog::trimmed(row[c].text)).value_or(model::kUnknown);
    }
    if (model::is_one_of(title, {"context", "ctx", "context length", "max context"})) {
      out.context = context_tokens(catalog::lower_case(row[c].text.substr(0, kLongestCell)) + " context");
    }
    if (head(c).tells_depth || title == "test") {
      const std::string said = catalog::lower_case(row[c].text.substr(0, kLongestCell));
      const double depth = context_tokens(title == "test" ? said : said + " context");
      out.depth = depth > 0 ? depth : out.depth;
    }
    if (tells_drafts(c)) out.subject.drafts = !denies(row[c].text.substr(0, kLongestCell));
    if (head(c).counts_devices) {
      out.devices = catalog::parse_number(catalog::trimmed(row[c].text)).value_or(0);
    }
    if (head(c).figures.counts_streams) {
      out.streams = std::max(out.streams, streams_in(row[c].text));
    }
  }
}

}  // namespace tokroof::formats
