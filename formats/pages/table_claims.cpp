#include "formats/pages/table_claims.hpp"

#include <algorithm>
#include <cmath>

#include "catalog/name_resolver.hpp"
#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/text.hpp"
#include "formats/benchmarks/table_titles.hpp"
#include "formats/mentions/mention_words.hpp"
#include "formats/mentions/page_words.hpp"
#include "formats/mentions/quantity_units.hpp"
#include "formats/pages/sentence_bandwidth.hpp"
#include "formats/pages/sentence_bytes.hpp"
#include "formats/pages/sentence_claims.hpp"
#include "formats/pages/sentence_names.hpp"
#include "model/names.hpp"
#include "model/rates.hpp"

namespace tokroof::formats {
namespace {

constexpr std::size_t kWidestTable = 60;
constexpr double kBillion = 1e9;

/// The head of a column or the label of a row: what the figures are, and what they are of.
struct TableHead {
  FigureHead figures;
  Subject subject;
  bool unknown_device = false;  ///< it names one that the catalog does not know
  bool counts_devices = false;  ///< "GPUs", "TP": the cells are numbers of devices
};

/// What a line beside a table says of its figures, in whichever of its parts: "tok/s, llama.cpp, empty context".
FigureHead stated_head(const std::string& line) {
  FigureHead whole = figure_head(line);
  for (std::size_t begin = 0; whole.metric == Metric::ignored && begin < line.size();) {
    const std::size_t end = std::min(line.find_first_of(",;:(", begin), line.size());
    FigureHead part = figure_head(std::string_view(line).substr(begin, end - begin));
    if (part.metric != Metric::none && part.metric != Metric::ignored) return part;
    begin = end + 1;
  }
  return whole.metric == Metric::ignored ? FigureHead{} : whole;
}

class TableClaims {
 public:
  TableClaims(const PageBlock& table,
              const TableContext& context,
              MentionFinder& finder,
              ClaimCollector& collector)
      : table_(table),
        context_(context.subject),
        title_(stated_head(context.caption)),
        finder_(finder),
        collector_(collector) {
    for (const std::string* said : {&context.title, &context.legend}) {
      if (title_.metric == Metric::none) title_ = stated_head(*said);
    }
    of_prompts_ = leads_in_phase(catalog::lower_case(context.title)) ||
                  leads_in_phase(catalog::lower_case(context.caption));
  }

  void read() {
    const bool headed = table_.has_header || heads_by_its_looks();
    if (headed) {
      first_column_ = lacks_first_cell() ? 1 : 0;
      heads_.resize(first_column_);
      for (const SourceText& cell : table_.rows.front()) {
        heads_.push_back(head_of(cell));
        const std::string_view title = catalog::trimmed(cell.text);
        heads_.back().counts_devices =
            may_count_devices(title) ||
            table_title(collector_.catalog().data().column_titles, title).column == "n_devices";
      }
      tell_heads_by_memory();
    }
    lists_parts_ = lists_parts();
    for (std::size_t row = headed ? 1 : 0; row < table_.rows.size(); ++row) {
      collector_.begin_passage();
      if (table_.rows[row].size() <= kWidestTable) {
        read_row(table_.rows[row]);
      }
    }
  }

 private:
  using Row = std::vector<SourceText>;

  /// A first row of words alone, over rows of several columns.
  [[nodiscard]] bool heads_by_its_looks() const {
    if (table_.rows.size() < 2 || table_.rows.front().size() < 3) {
      return false;
    }
    return std::all_of(table_.rows.front().begin(), table_.rows.front().end(), [&](const SourceText& cell) {
      const auto figures = quantities_of(cell.text);
      return std::all_of(figures.begin(), figures.end(), [](const Quantity& q) { return q.unit.empty(); });
    });
  }

  /// Devices over columns, without a cell over the labels of the rows: "| RTX 3090 | P40 |" over "| VRAM | 24 GB | 24 GB |".
  [[nodiscard]] bool lacks_first_cell() {
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
      all =
          all && (!has_figures || (cells(here) == heads + 1 && head_of(here.front()).subject.device.empty()));
    }
    return all && !head_of(table_.rows.front().front()).subject.device.empty();
  }

  TableHead head_of(const SourceText& cell) {
    const std::string_view text = std::string_view(cell.text).substr(0, kLongestCell);
    const std::vector<Mention> mentions = finder_.find(text);
    std::string said(text);  // without names of devices: "H100 PCIe", "RTX 4090 (PCIe)" are of no link
    for (const Mention& m : mentions) {
      if (m.kind == MentionKind::device) said.replace(m.begin, m.end - m.begin, m.end - m.begin, ' ');
    }
    TableHead out{figure_head(said), subject_of(mentions), names_unknown_device(text, mentions)};
    const bool form = catalog::lower_case(catalog::trimmed(said)) == "(pcie)";
    if (!out.subject.device.empty() && (out.figures.metric == Metric::memory || form)) {
      out.figures.metric = Metric::none;  // the "RAM" of a device's own name
    }
    if (out.figures.metric == Metric::none && !training_method(catalog::lower_case(text)).empty()) {
      out.figures.metric = Metric::memory;  // "QLoRA" over what it takes
    }
    return out;
  }

  [[nodiscard]] const TableHead& head(std::size_t column) const {
    static const TableHead none;
    return column < heads_.size() ? heads_[column] : none;
  }

  [[nodiscard]] std::string head_text(std::size_t column) const {
    return catalog::lower_case(catalog::trimmed(head_as_written(column)));
  }

  [[nodiscard]] std::string head_as_written(std::size_t column) const {
    const Row& first = table_.rows.front();
    const bool has = !heads_.empty() && column >= first_column_ && column - first_column_ < first.size();
    return has ? first[column - first_column_].text.substr(0, kLongestCell) : "";
  }

  /// A column whose cells are names: the first, and those that say so.
  [[nodiscard]] bool names(std::size_t column) const {
    const FigureHead& figures = head(column).figures;
    return column == 0 || (figures.metric == Metric::none && (figures.names_device || figures.names_model));
  }

  void read_row(const Row& row) {
    label_ = row.empty() ? TableHead{} : head_of(row.front());
    row_label_ = row.empty() ? "" : row.front().text.substr(0, kLongestCell);
    row_ = {};
    row_unknown_ = row_model_unknown_ = false;
    row_streams_ = row_devices_ = 0;
    row_test_.clear();
    row_layers_ = model::kUnknown;
    above_.resize(std::max(above_.size(), row.size()));
    const std::string size = size_in(row);
    for (std::size_t c = 0; c < row.size(); ++c) {
      if (!names(c)) {
        continue;
      }
      const std::string_view text = std::string_view(row[c].text).substr(0, kLongestCell);
      const Subject named =
          is_ditto(text) ? above_[c] : named_in(text, c, c == 0 || head(c).figures.names_llm ? size : "");
      above_[c] = named;
      const bool no_device = named.device.empty() && !named.many_devices && !catalog::parse_number(text);
      // A column of devices, whose cell holds none that is known; in the first one a name of the form will do.
      row_unknown_ = row_unknown_ ||
                     (no_device && head(c).figures.names_device && !text.empty() && !names_measure(c)) ||
                     (c == 0 && no_device && named.model.empty() && label_.unknown_device &&
                      label_.figures.metric == Metric::none);
      row_model_unknown_ = row_model_unknown_ || (head(c).figures.names_llm && !names_measure(c) &&
                                                  names_unknown_model(text, finder_.find(text)) &&
                                                  named.model.empty() && !named.many_models);
      Subject taken = row_;
      taken.take(named);
      // What the name of a model says of its storage goes before a column of bits.
      if (!row_.quant.empty() && named.model.empty()) taken.quant = row_.quant;
      row_ = taken;
    }
    if (row_.device.empty() && row.size() > 1 && names_kind_of_card(catalog::lower_case(row_label_))) {
      const Subject part = subject_of(finder_.find(std::string_view(row[1].text).substr(0, kLongestCell)));
      if (!part.device.empty()) row_.take(part);  // "GPU | 2x RTX 3090 | $1400"
    }
    for (std::size_t c = 0; c < row.size(); ++c) {
      if (c > 0 && head(c).figures.metric == Metric::memory) tell_by_memory(row_, row[c]);
      if (const double mts = memory_rate(row[c].text.substr(0, kLongestCell)); mts > 0) row_.memory_mts = mts;
      if (head_text(c) == "test") row_test_ = catalog::lower_case(row[c].text);
      if (model::is_one_of(head_text(c), {"ngl", "n_gpu_layers", "gpu layers"})) {
        row_layers_ = catalog::parse_number(catalog::trimmed(row[c].text)).value_or(model::kUnknown);
      }
      if (head(c).counts_devices) {
        row_devices_ = catalog::parse_number(catalog::trimmed(row[c].text)).value_or(0);
      }
      if (head(c).figures.counts_streams) {
        row_streams_ = std::max(row_streams_, streams_in(row[c].text));
      }
    }
    for (std::size_t c = 1; c < row.size(); ++c) {
      if (!names(c)) {
        read_cell(row[c], c);
      }
    }
  }

  /// "7B", "1.5 B" in a column of sizes, "30B-A3B"; empty: none.
  [[nodiscard]] std::string size_in(const Row& row) const {
    constexpr std::size_t kLongestSize = 10;
    for (std::size_t c = 0; c < row.size(); ++c) {
      if (!head(c).figures.counts_parameters || row[c].text.size() > kLongestSize) continue;
      std::string size = catalog::lower_case(row[c].text);
      std::erase_if(size, [](char letter) { return letter == ' ' || letter == '~'; });
      const bool shaped = size.find_first_not_of("0123456789.xba-") == std::string::npos;
      if (shaped && size.ends_with('b') && catalog::is_digit(size.front())) return size;
    }
    return "";
  }

  /// "Qwen3 8B", "lfm2-24b-a2b"
  static bool holds_size(std::string_view text) {
    const std::vector<PageWord> words = page_words(text);
    return std::any_of(words.begin(), words.end(), [](const PageWord& word) {
      const std::vector<std::string_view> parts = catalog::split_at(word.text, '-');
      return std::any_of(parts.begin(), parts.end(), [](std::string_view part) {
        return size_of(std::string(part)).has_value();
      });
    });
  }

  [[nodiscard]] bool has_size(const std::string& slug, const std::string& size) const {
    constexpr double kRounding = 0.3;
    const model::Architecture* model = collector_.catalog().find_model(slug);
    return model != nullptr &&
           std::fabs(model->parameters / (catalog::leading_number(size) * kBillion) - 1) < kRounding;
  }

  /// "qwen3moe 30B.A3B" or "qwen3moe ?B" beside "30.53 B": as llama-bench prints a model; empty: that is none.
  [[nodiscard]] std::string model_of_type(std::string_view name, const std::string& size) const {
    const std::string_view type = catalog::trimmed(name.substr(0, name.find(" - ")));
    const std::string_view architecture = type.substr(0, type.find(' '));
    const auto known = collector_.catalog().data().gguf_architectures;
    const bool printed = std::any_of(known.begin(), known.end(), [&](const catalog::GgufArchitecture& a) {
      return a.architecture == architecture;
    });
    const double parameters = size.empty() ? model::kUnknown : kBillion * catalog::leading_number(size);
    if (!printed) return "";
    const catalog::NameMatch match = collector_.catalog().names().model(type, parameters).match;
    const std::string named = finder_.named_like(match.slug);  // of those that llama-bench calls so
    const bool may_be =
        std::find(match.candidates.begin(), match.candidates.end(), named) != match.candidates.end();
    return may_be ? named : match.slug;
  }

  /// What a cell names: with the size of a model that a column of its own gives.
  [[nodiscard]] Subject named_in(std::string_view text, std::size_t column, const std::string& size) {
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

  /// "4", "4 (concurrent)" below "Batch"; 0: no number of them.
  static double streams_in(std::string_view cell) {
    const std::string_view text = catalog::trimmed(cell);
    const std::string_view rest = text.substr(std::min(text.find_first_not_of("0123456789,"), text.size()));
    const bool alone = rest.empty() || rest.starts_with(" (") || counts_streams(catalog::lower_case(rest));
    return alone ? catalog::parse_number(text.substr(0, text.size() - rest.size())).value_or(0) : 0;
  }

  static bool counts_streams(std::string_view rest) {
    return has_one_word(rest, {"users", "user", "streams", "requests", "concurrent", "parallel"});
  }

  /// "Laptop GPU" over a column says so of its names.
  [[nodiscard]] std::vector<Mention> names_in(std::string_view text, std::size_t column) {
    if (!says_laptops(head_text(column))) {
      return finder_.find(text);
    }
    const bool before = finder_.of_laptops(true);
    std::vector<Mention> out = finder_.find(text);
    finder_.of_laptops(before);
    return out;
  }

  /// What stands above it counts on: a cell that is merged with it, or says so.
  static bool is_ditto(std::string_view text) {
    return model::is_one_of(catalog::trimmed(text), {"", "\"", "\"\"", "''", "″", "〃", "ditto"});
  }

  /// Cards of one name are told apart by their memory, where a cell gives it.
  void tell_by_memory(Subject& subject, const SourceText& cell) {
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

  [[nodiscard]] bool has_memory(const std::string& slug, double gib) const {
    const model::Device* device = collector_.catalog().find_device(slug);
    return device != nullptr && device->memory_gib == gib;
  }

  void tell_heads_by_memory() {
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

  /// "Batch 8 (tok/s)" under "GPU".
  [[nodiscard]] bool names_measure(std::size_t column) const {
    return column == 0 && label_.figures.metric != Metric::none;
  }

  void read_cell(const SourceText& cell, std::size_t column) {
    if (cell.text.size() > kLongestCell) {
      return;
    }
    std::size_t begin = 0;
    while (begin <= cell.text.size()) {
      const std::size_t end = std::min(cell.text.find('\n', begin), cell.text.size());
      const SourceText line = cell.part(begin, end).tidy();
      if (!line.empty()) {
        read_line(line, column);
      }
      begin = end + 1;
    }
  }

  /// What the figures of a cell are: by the column, else by the row.
  [[nodiscard]] FigureHead figures_at(std::size_t column) const {
    const FigureHead& above = head(column).figures;
    const bool of_keys = heads_.size() == 2 && head(1).subject.device.empty();  // "V100 16GB price | $56-99"
    const bool label_measures = (label_.subject.device.empty() || of_keys) &&
                                (label_.subject.model.empty() || !label_.figures.unit.empty());
    FigureHead out = above;
    if (above.metric == Metric::none && label_measures) {
      out = label_.figures;
    }
    const bool of_engines = std::any_of(
        heads_.begin(), heads_.end(), [](const TableHead& h) { return !h.subject.engine.empty(); });
    const Subject& head_names = head(column).subject;
    const bool of_names = !title_.unit.empty() &&
                          (!head_names.device.empty() || !head_names.model.empty() || above.concurrency > 0);
    const bool rates = title_.metric == Metric::decode || (title_.metric == Metric::prefill && of_prompts_);
    if (out.metric == Metric::none && (of_names || of_engines) && rates) {
      out = title_;  // "Tokens/sec" over columns of engines, models or devices
    }
    if (out.metric == Metric::decode && of_prompts_ && !says_decode(head_text(column)) && !has_prefill()) {
      out.metric = Metric::prefill;  // "t/s" below "Prompt processing"
    }
    out.concurrency = std::max({above.concurrency, label_.figures.concurrency, row_streams_});
    out.each = above.each || label_.figures.each;
    return out;
  }

  /// What a cell is of. Empty names: not said, or contradicted.
  [[nodiscard]] Subject subject_at(std::size_t column, const Subject& own) const {
    const TableHead& above = head(column);
    Subject out = context_;
    const bool of_columns = column > 0 &&
                            above.subject.device.empty() &&  // "Delta" beside columns of devices
                            std::any_of(heads_.begin(), heads_.end(), [](const TableHead& h) {
                              return !h.subject.device.empty() || h.subject.many_devices;
                            });
    if (row_unknown_ || above.unknown_device || of_columns) {
      out.device.clear();
      out.many_devices = false;
    }
    if (row_model_unknown_) {
      out.model.clear();
      out.many_models = false;
    }
    out.take(row_);
    const bool two =
        !above.subject.device.empty() && !row_.device.empty() && above.subject.device != row_.device;
    out.take(above.subject);
    out.take(own);
    out.n_devices = above.figures.n_devices > 0 ? above.figures.n_devices
                    : row_devices_ > 0          ? row_devices_
                                                : out.n_devices;
    if (two) {
      out.device.clear();
    }
    if (row_.model.empty() && above.subject.model.empty() && own.model.empty() &&
        !above.subject.quant.empty()) {
      out.quant = above.subject.quant;
    }
    return out;
  }

  /// The metric of a figure whose column and row say nothing: only where its unit does.
  [[nodiscard]] Metric by_unit(const Quantity& q, const Subject& subject, const Subject& own) const {
    if (q.unit == "tok/s") return Metric::decode;
    if (is_memory_of(own.device, own.n_devices, q) || is_memory_of(own.device, 1, q)) return Metric::memory;
    if (q.unit == "GB/s" || q.unit == "TB/s") return Metric::bandwidth;
    if (q.unit == "USD/h") return Metric::hourly_price;
    if (unit_fits(Metric::arithmetic, q.unit)) return Metric::arithmetic;
    const bool of_device = !subject.device.empty() && subject.device != context_.device;
    const bool weights = !subject.model.empty() && !subject.quant.empty() && !of_device;
    return weights && unit_fits(Metric::memory, q.unit) ? Metric::memory : Metric::none;
  }

  /// A figure alone where a device meets a model or a number of streams, and nothing says what it is.
  [[nodiscard]] bool may_be_rate(const SourceText& line,
                                 const Quantity& q,
                                 std::size_t column,
                                 const FigureHead& figures) const {
    const Subject& above = head(column).subject;
    const bool crossed = (!above.device.empty() && !row_.model.empty()) ||
                         (!row_.device.empty() && (!above.model.empty() || figures.concurrency > 0));
    return crossed && figures.metric == Metric::none && q.begin == 0 && q.end == line.text.size();
  }

  void read_line(const SourceText& line, std::size_t column) {
    const FigureHead figures = figures_at(column);
    const bool bare_figure = !figures.unit.empty() && catalog::parse_number(line.text).has_value();
    const std::vector<Mention> mentions =
        bare_figure ? std::vector<Mention>{} : finder_.find(line.text);  // 4500 tok/s are no RTX PRO 4500
    const Subject own = subject_of(mentions);
    std::vector<Quantity> all = quantities_of(line.text);
    std::erase_if(all, [&](const Quantity& q) {
      return std::any_of(mentions.begin(), mentions.end(), [&](const Mention& m) {
        return q.begin < m.end && m.begin < q.end;
      });
    });
    if (lists_devices(mentions) && !bare_figure) {
      SentenceContext context;
      read_sentence_claims(line, SentenceNames(line.text, mentions, context), collector_);
      return;
    }
    if (names_kind_of_card(catalog::lower_case(row_label_)) && !bare_figure) {
      read_sizes_in_names(line, SentenceNames(line.text, mentions, SentenceContext()), collector_);
    }
    Subject subject = subject_at(column, own);
    subject.each = figures.each;
    const std::string lower = catalog::lower_case(line.text);
    if (head(column).figures.tells_fit && !names_unit(head_text(column), "GB") &&
        read_fit(line, lower, subject))
      return;
    const bool says_rate =
        head(column).figures.metric == Metric::none &&  // beside "PCIe only"
        std::any_of(all.begin(), all.end(), [](const Quantity& q) { return q.unit == "tok/s"; });
    if (figures.metric == Metric::ignored && !says_rate) {
      return;
    }
    if (catalog::contains(context_label(column), "NVLink") &&
        model::is_one_of(lower, {"yes", "✓", "✔", "✅"}) && !subject.device.empty()) {
      collector_.link(line, 0, line.text.size(), "nvlink", subject);
      return;
    }
    const bool no_room =
        model::is_one_of(lower, {"oom", "out of memory", "won't fit", "doesn't fit", "does not fit"});
    if (no_room && (figures.metric == Metric::decode || !head(column).subject.model.empty())) {
      collector_.word(line, 0, line.text.size(), "OOM", subject);
      return;
    }
    const bool with_unit = std::any_of(
        all.begin(), all.end(), [&](const Quantity& q) { return unit_fits(figures.metric, q.unit); });
    for (Quantity& q : all) {
      const bool percent = catalog::trimmed(std::string_view(line.text).substr(q.end)).starts_with('%');
      const bool bare = q.unit.empty() && !with_unit && !figures.unit.empty() && !percent;
      if (bare) {
        q.unit = figures.unit;
        take(line, q, figures.metric, subject, figures.concurrency, column);
        return;  // what else stands there alone counts something else
      }
      if (q.unit.empty()) {
        if (may_be_rate(line, q, column, figures)) {
          collector_.not_understood(line, q, "of which unit it is, is not said");
        }
        continue;
      }
      Metric metric = unit_fits(figures.metric, q.unit) ? figures.metric : by_unit(q, subject, own);
      metric = metric == Metric::decode && is_of_prompt(lower, all, q) ? Metric::prefill : metric;
      if (unit_fits(metric, q.unit)) {
        take(line, q, metric, subject, figures.concurrency, column);
      } else if (model::is_one_of(
                     q.unit,
                     {"tok/s", "GB", "GiB", "GB/s", "TB/s", "TFLOPS", "TOPS", "W", "USD", "EUR", "USD/h"})) {
        collector_.not_understood(line, q, "neither its column nor its row says what it is");
      }
    }
  }

  /// "347 tok/s prompt, 15 tok/s gen" in one cell: what stands directly behind the figure.
  static bool is_of_prompt(std::string_view lower, const std::vector<Quantity>& all, const Quantity& q) {
    std::size_t end = lower.size();
    for (const Quantity& next : all) {
      if (next.begin >= q.end) end = std::min(end, next.begin);
    }
    std::string_view behind = lower.substr(q.end, end - q.end);
    behind = behind.substr(0, behind.find_first_of(",;/("));
    return says_prefill(behind) && !says_decode(behind);
  }

  /// "H100 (80 GB), H200 (141 GB)" in one cell: each has its own figures.
  static bool lists_devices(const std::vector<Mention>& mentions) {
    const auto is_device = [](const Mention& m) { return m.kind == MentionKind::device && !m.slug.empty(); };
    const auto first = std::find_if(mentions.begin(), mentions.end(), is_device);
    return first != mentions.end() && std::any_of(first + 1, mentions.end(), [&](const Mention& m) {
             return is_device(m) && m.slug != first->slug;
           });
  }

  /// "Yes", "No (~42 GB needed)" below "Fits 70B Q4".
  bool read_fit(const SourceText& line, const std::string& lower, const Subject& subject) {
    const std::size_t end = std::min(lower.find_first_of(" ,;(."), lower.size());
    const std::string_view answer = std::string_view(lower).substr(0, end);
    const bool yes = model::is_one_of(answer, {"yes", "✓", "✔", "✅", "fits"});
    const bool no = model::is_one_of(answer, {"no", "✗", "✘", "❌", "✖"});
    if (!yes && !no) {
      return false;
    }
    if (yes && is_hedged(lower)) return true;
    collector_.word(line, 0, end, yes ? "FITS" : "OOM", subject);
    Subject needs = subject;
    needs.device.clear();
    for (const Quantity& q : quantities_of(line.text)) {
      if (unit_fits(Metric::memory, q.unit) && says_use_of_memory(lower) && !needs.quant.empty()) {
        collector_.figure(line, q, Metric::memory, needs);
      }
    }
    return true;
  }

  void take(const SourceText& line,
            const Quantity& q,
            Metric metric,
            Subject subject,
            double streams,
            std::size_t column) {
    const std::string label = catalog::lower_case(context_label(column));
    subject.method = metric == Metric::power ? power_method(label) : training_method(label);
    if (metric == Metric::power && has_rates() && !has_one_word(label, {"tdp", "tgp", "tbp", "rated"})) {
      subject.method = "measured";
    }
    if (metric == Metric::bandwidth && says_achieved(label)) subject.method = kAchieved;
    const bool of_part = subject.device == context_.device && row_.device.empty() && lists_parts_ &&
                         head(column).subject.device.empty();
    if (of_part && (metric == Metric::power || metric == Metric::memory)) {
      collector_.not_understood(line, q, "of another part of the machine");
      return;
    }
    if (metric == Metric::memory) {
      memory(line, q, std::move(subject), column, label);
      return;
    }
    if (metric == Metric::arithmetic) {
      std::string beside = catalog::lower_case(line.text).substr(q.end);
      for (const Quantity& next : quantities_of(beside)) {  // "284.7 TOPS (569.3 TOPS sparse)"
        if (!next.unit.empty()) {
          beside.resize(next.begin);
          break;
        }
      }
      subject.precision = number_format(beside, label);
    }
    if (metric == Metric::first_token) {
      if (streams > 1 || subject.streams > 1 || subject.streams == 0 || says_several_streams(label)) {
        collector_.not_understood(line, q, "of requests that wait for each other");
        return;
      }
      subject.n_prompt = prompt_tokens(label);
    }
    const bool rate = metric == Metric::decode || metric == Metric::prefill;
    if (rate && row_test_.find('+') != std::string::npos) {
      collector_.not_understood(line, q, "a rate of the prompt and the answer together");
      return;
    }
    if (rate && !row_test_.empty() && !model::is_one_of(row_test_.substr(0, 2), {"pp", "tg"})) {
      collector_.not_understood(line, q, "of a test that llama-bench does not have");
      return;
    }
    metric = rate && row_test_.starts_with("pp") ? Metric::prefill : metric;
    const bool beside = says_other_rate(label) || (says_processor_alone(label) && !is_processor(subject));
    if (rate && !(streams > 0) && (beside || says_several_streams(label))) {
      collector_.not_understood(line, q, "a rate of several streams, of drafts, or partly on the host");
      return;
    }
    if (rate && is_partly_on_host(subject)) {
      collector_.not_understood(line, q, "a rate partly on the host");
      return;
    }
    if (metric == Metric::price && is_price_of_part(subject, column)) {
      collector_.not_understood(line, q, "of something else than a device");
      return;
    }
    const model::Device* card = collector_.catalog().find_device(subject.device);
    if (metric == Metric::price && card != nullptr && is_card(*card) &&
        (says_machine(label) || has_one_word(label, {"total", "all-in"}))) {
      subject.method = kMachine;
    }
    subject.take_running(label);
    if (const double said = stated_parallel(label);
        said > 0 && row_.device.empty() && head(column).subject.device.empty()) {
      subject.n_devices = said;  // "Single GPU" below a heading of two
    }
    if (metric == Metric::decode && subject.drafts.value_or(false)) {
      collector_.not_understood(line, q, "a rate of drafts");
      return;
    }
    const bool linked =
        has_one_word(label, {"nvlink", "nvswitch"}) && !has_one_word(label, {"no", "without"});
    collector_.figure(line, q, metric, subject, streams, linked ? "nvlink" : "");
  }

  /// "Motherboard", "Case", "PSU" beside "GPU": a list of a machine's parts, of which each row is another.
  [[nodiscard]] bool lists_parts() const {
    std::size_t others = 0;
    for (const Row& row : table_.rows) {
      others +=
          !row.empty() && names_part(catalog::lower_case(row.front().text.substr(0, kLongestCell))) ? 1 : 0;
    }
    return others > 1;
  }

  static bool names_part(std::string_view lower) {
    return has_one_word(lower,
                        {"motherboard",
                         "mainboard",
                         "case",
                         "chassis",
                         "psu",
                         "power supply",
                         "cooler",
                         "cooling",
                         "storage",
                         "ssd",
                         "nvme",
                         "ram",
                         "os",
                         "network"});
  }

  /// "64 GB DDR5 | $200" below a heading of a card: a row that names no device, nor what its price is, is of another part.
  [[nodiscard]] bool is_price_of_part(const Subject& subject, std::size_t column) const {
    const bool named = !row_.device.empty() || row_.many_devices || !head(column).subject.device.empty();
    return !named && subject.device == context_.device && label_.figures.metric != Metric::price &&
           !says_kind_of_price(head_text(0) + " " + catalog::lower_case(row_label_));
  }

  [[nodiscard]] bool is_processor(const Subject& subject) const {
    const model::Device* device = collector_.catalog().find_device(subject.device);
    return device != nullptr && device->kind == model::DeviceKind::cpu;
  }

  /// "ngl 20" of a model with 32 layers; where the model is not known, none of them.
  [[nodiscard]] bool is_partly_on_host(const Subject& subject) const {
    const model::Architecture* model = collector_.catalog().find_model(subject.model);
    const double layers = model != nullptr && model->layers > 0 ? model->layers : 1;
    return row_layers_ < layers;
  }

  /// One column is of prompts: the others are not.
  [[nodiscard]] bool has_prefill() const {
    return std::any_of(
        heads_.begin(), heads_.end(), [](const TableHead& h) { return h.figures.metric == Metric::prefill; });
  }

  /// Beside rates, watts are what was drawn.
  [[nodiscard]] bool has_rates() const {
    return std::any_of(heads_.begin(), heads_.end(), [](const TableHead& h) {
      return h.figures.metric == Metric::decode || h.figures.metric == Metric::prefill;
    });
  }

  /// What stands over and beside a cell.
  [[nodiscard]] std::string context_label(std::size_t column) const {
    return head_as_written(column) + " " + row_label_;
  }

  [[nodiscard]] bool is_memory_of(const std::string& slug, double count, const Quantity& q) const {
    const model::Device* device = collector_.catalog().find_device(slug);
    const double all = device != nullptr ? device->memory_gib * (count > 0 ? count : 1) : 0;
    return q.low > 0.97 * all && q.high < 1.03 * all;
  }

  /// Most of the device's memory: engines that serve take what there is for their cache.
  [[nodiscard]] bool is_reserved(const Subject& subject, const Quantity& q) const {
    constexpr double kMostOfIt = 0.8;
    const model::Device* device = collector_.catalog().find_device(subject.device);
    const double all = device->memory_gib * (subject.n_devices > 0 ? subject.n_devices : 1);
    return q.low > kMostOfIt * all && q.high < 1.03 * all;
  }

  /// "KV cache" or "Weights" beside "VRAM", and what is in use of it: a row that names no device is of a part of the page's.
  [[nodiscard]] bool is_part(const Subject& subject, std::size_t column, const std::string& label) const {
    const bool named = !row_.device.empty() || !head(column).subject.device.empty();
    const bool of_column = head(column).figures.metric == Metric::memory;
    return says_use_of_memory(label) || (!named && of_column && subject.device == context_.device);
  }

  /// Of the device in a row with a model too: what the card has, or what the model takes of it.
  void memory(const SourceText& line,
              const Quantity& q,
              Subject subject,
              std::size_t column,
              const std::string& label) {
    if (has_one_word(label, {"cache", "kv", "kv-cache"})) {
      collector_.not_understood(line, q, "of a cache");
      return;
    }
    const bool of_one = is_memory_of(subject.device, 1, q);  // "8x RTX 3090 (24GB each)"
    subject.n_devices = of_one ? model::kUnknown : subject.n_devices;
    const bool of_card = !row_.device.empty() && is_memory_of(row_.device, row_.n_devices, q);
    const model::Device* card = collector_.catalog().find_device(subject.device);
    const bool beside_card =
        card != nullptr && card->kind == model::DeviceKind::gpu && !model::unified_memory(*card);
    if (beside_card && row_.model.empty() && has_word(label, "ram") &&
        !is_memory_of(subject.device, subject.n_devices, q)) {
      collector_.not_understood(line, q, "of the host's memory");
      return;
    }
    if (row_.model.empty() && !subject.method.empty()) {
      collector_.not_understood(line, q, "no model is named that the catalog knows");
      return;
    }
    const bool of_column =  // "Size (GB)" in a row below models
        row_.model.empty() && row_.device.empty() && !head(column).subject.model.empty();
    const bool of_file = !head(column).subject.quant.empty() && row_.device.empty();  // "Q4_0 size"
    if (row_.model.empty() && !of_card && !of_column &&
        (has_word(label, "model size") || (of_file && context_.model.empty()))) {
      collector_.not_understood(line, q, "of which model is not said");
      return;
    }
    const bool of_context = row_.model.empty() && row_.device.empty() && !row_.quant.empty();
    if ((row_.model.empty() && !of_context && !of_column) || (of_card && subject.method.empty())) {
      subject.model.clear();  // it is that of a heading or of another column, or beside the card
    }
    if (!subject.model.empty() && subject.method.empty() && says_run_memory(label)) {
      subject.method = kRunMemory;
    }
    if (subject.model.empty() && is_part(subject, column, label) &&
        !is_memory_of(subject.device, subject.n_devices, q)) {
      collector_.not_understood(line, q, "of a part of a memory, or of what is in it");
      return;
    }
    subject.context = subject.model.empty() ? model::kUnknown : context_tokens(label);
    if (subject.method == kRunMemory && card != nullptr && is_reserved(subject, q)) {
      collector_.not_understood(line, q, "of a run on a device, whose engine may reserve more than it needs");
      return;
    }
    collector_.figure(line, q, Metric::memory, subject);
  }

  const PageBlock& table_;
  const Subject& context_;
  bool of_prompts_ = false;  ///< the heading or the line above the table says that its rates are
  FigureHead title_;         ///< what the heading above the table says of its figures
  MentionFinder& finder_;
  ClaimCollector& collector_;
  std::vector<TableHead> heads_;
  std::size_t first_column_ = 0;  ///< that has a head
  bool lists_parts_ = false;      ///< of a machine
  TableHead label_;
  std::string row_label_;
  Subject row_;
  bool row_unknown_ = false, row_model_unknown_ = false;  ///< a name that the catalog does not know
  double row_streams_ = 0, row_devices_ = 0;              ///< what a column of them says; 0: none does
  double row_layers_ = model::kUnknown;  ///< on the device, as a column of llama-bench has it
  std::vector<Subject> above_;           ///< what the columns of names said last
  std::string row_test_;                 ///< of llama-bench: "pp512", "tg128", "pp512+tg128"
};

}  // namespace

void read_table_claims(const PageBlock& table,
                       const TableContext& context,
                       MentionFinder& finder,
                       ClaimCollector& collector) {
  if (!table.rows.empty()) {
    TableClaims(table, context, finder, collector).read();
  }
}

}  // namespace tokroof::formats
