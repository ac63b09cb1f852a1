#include "formats/pages/table_claims.hpp"

#include <algorithm>
#include <cmath>

#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/text.hpp"
#include "formats/mentions/quantity_units.hpp"
#include "formats/pages/cell_phases.hpp"
#include "formats/pages/sentence_bandwidth.hpp"
#include "formats/pages/sentence_bytes.hpp"
#include "formats/pages/sentence_claims.hpp"
#include "formats/pages/sentence_names.hpp"
#include "formats/pages/table_names.hpp"
#include "model/names.hpp"
#include "model/rates.hpp"

namespace tokroof::formats {
namespace {

constexpr std::size_t kWidestTable = 60;

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
        collector_(collector),
        names_(table, finder, collector.catalog()) {
    for (const std::string* said : {&context.title, &context.legend}) {
      if (title_.metric == Metric::none) title_ = stated_head(*said);
    }
    said_ = catalog::lower_case(context.title + " | " + context.caption);
    of_prompts_ = leads_in_phase(catalog::lower_case(context.title)) ||
                  leads_in_phase(catalog::lower_case(context.caption));
  }

  void read() {
    lists_parts_ = lists_parts();
    tells_support_ = tells_support();
    for (std::size_t row = names_.head_rows(); row < table_.rows.size(); ++row) {
      collector_.begin_passage();
      if (table_.rows[row].size() <= kWidestTable) {
        read_row(table_.rows[row]);
      }
    }
  }

 private:
  using Row = TableNames::Row;

  void read_row(const Row& row) {
    row_ = names_.row(row);
    for (std::size_t c = 0; c < row.size(); ++c) {
      if (names_.names(c)) {
        read_brackets(row[c]);
      } else if (!names_.is_setting(c, std::string_view(row[c].text).substr(0, kLongestCell))) {
        read_cell(row[c], c);
      }
    }
  }

  /// "RTX 4090 (24 GB, $1500)", "Dear (RTX 4090: $1600)" in a column of names: the only device of its cell, before brackets
  /// or in them, and what it has. "Q5_K_M (~23 GB)": a file of the row's model.
  void read_brackets(const SourceText& cell) {
    const std::size_t open = cell.text.find('(');
    if (cell.text.size() > kLongestCell || open == std::string::npos) return;
    const std::vector<Mention> mentions = finder_.find(cell.text);
    if (mentions.size() == 1 && mentions[0].kind == MentionKind::quant && !row_.subject.model.empty()) {
      Subject file = subject_of(mentions);
      file.model = row_.subject.model;
      for (const Quantity& q : quantities_of(cell.text)) {
        if (q.begin > open && unit_fits(Metric::memory, q.unit)) {
          collector_.figure(cell, q, Metric::memory, file);
        }
      }
      return;
    }
    const bool one =
        mentions.size() == 1 && mentions[0].kind == MentionKind::device && !mentions[0].slug.empty();
    if (one && (open < mentions[0].end ||
                catalog::trimmed(std::string_view(cell.text).substr(mentions[0].end)).starts_with('('))) {
      read_sentence_claims(cell, SentenceNames(cell.text, mentions, SentenceContext()), collector_);
    }
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
    const FigureHead& above = names_.head(column).figures;
    const std::size_t columns = names_.heads().empty() ? table_.rows.front().size() : names_.heads().size();
    const bool of_keys = columns == 2 && names_.head(1).subject.device.empty();  // "V100 16GB price | $56-99"
    const bool label_measures = (row_.label.subject.device.empty() || of_keys) &&
                                (row_.label.subject.model.empty() || !row_.label.figures.unit.empty());
    FigureHead out = above;
    if (above.metric == Metric::none && label_measures) {
      out = row_.label.figures;
    }
    const bool of_engines = std::any_of(names_.heads().begin(), names_.heads().end(), [](const TableHead& h) {
      return !h.subject.engine.empty();
    });
    const Subject& head_names = names_.head(column).subject;
    const bool of_names = !title_.unit.empty() && (!head_names.device.empty() || !head_names.model.empty() ||
                                                   !head_names.quant.empty() || above.concurrency > 0);
    const bool rates = title_.metric == Metric::decode || (title_.metric == Metric::prefill && of_prompts_);
    if (out.metric == Metric::none && (of_names || of_engines) && rates) {
      out = title_;  // "Tokens/sec" over columns of engines, models, storage types or devices
    }
    if (out.metric == Metric::decode && of_prompts_ && !says_decode(names_.head_text(column)) &&
        !has_prefill()) {
      out.metric = Metric::prefill;  // "t/s" below "Prompt processing"
    }
    out.concurrency = std::max({above.concurrency, row_.label.figures.concurrency, row_.streams});
    out.each = above.each || row_.label.figures.each;
    return out;
  }

  /// What a cell is of. Empty names: not said, or contradicted.
  [[nodiscard]] Subject subject_at(std::size_t column, const Subject& own) const {
    const TableHead& above = names_.head(column);
    Subject out = context_;
    const bool of_columns = column > 0 &&
                            above.subject.device.empty() &&  // "Delta" beside columns of devices
                            std::any_of(names_.heads().begin(), names_.heads().end(), [](const TableHead& h) {
                              return !h.subject.device.empty() || h.subject.many_devices;
                            });
    if (row_.unknown_device || above.unknown_device || of_columns) {
      out.device.clear();
      out.many_devices = false;
    }
    if (row_.unknown_model) {
      out.model.clear();
      out.many_models = false;
    }
    out.take(row_.subject);
    const bool two = !above.subject.device.empty() && !row_.subject.device.empty() &&
                     above.subject.device != row_.subject.device;
    out.take(above.subject);
    out.take(own);
    out.n_devices = above.figures.n_devices > 0        ? above.figures.n_devices
                    : row_.devices > 0                 ? row_.devices
                    : row_.label.figures.n_devices > 0 ? row_.label.figures.n_devices
                                                       : out.n_devices;
    if (two) {
      out.device.clear();
    }
    if (row_.subject.model.empty() && above.subject.model.empty() && own.model.empty() &&
        !above.subject.quant.empty()) {
      out.quant = above.subject.quant;
    }
    return out;
  }

  /// The metric of a figure whose column and row say nothing: only where its unit does.
  [[nodiscard]] Metric by_unit(const Quantity& q, const Subject& subject, const Subject& own) const {
    if (q.unit == "tok/s") return Metric::decode;
    const bool has_it = is_memory_of(own.device, own.n_devices, q) || is_memory_of(own.device, 1, q);
    if (has_it && unit_fits(Metric::memory, q.unit)) return Metric::memory;
    if (q.unit == "GB/s" || q.unit == "TB/s") return Metric::bandwidth;
    if (q.unit == "USD/h") return Metric::hourly_price;
    if (names_kind_of_card(catalog::lower_case(row_.written)) && unit_fits(Metric::price, q.unit)) {
      return Metric::price;  // "GPU" beside what each costs
    }
    if (unit_fits(Metric::arithmetic, q.unit)) return Metric::arithmetic;
    const bool of_device = !subject.device.empty() && subject.device != context_.device;
    const bool weights = !subject.model.empty() && !subject.quant.empty() && !of_device;
    return weights && unit_fits(Metric::memory, q.unit) ? Metric::memory : Metric::none;
  }

  /// "GPU | RTX 4080 (12 GB VRAM, 9,728 cores)"
  [[nodiscard]] bool is_bracketed_memory(std::string_view text, const Quantity& q, const Subject& own) const {
    return !own.device.empty() && names_kind_of_card(catalog::lower_case(row_.written)) &&
           unit_fits(Metric::memory, q.unit) && catalog::trimmed(text.substr(0, q.begin)).ends_with('(');
  }

  /// A figure alone where a device meets a model or a number of streams, and nothing says what it is.
  [[nodiscard]] bool may_be_rate(const SourceText& line,
                                 const Quantity& q,
                                 std::size_t column,
                                 const FigureHead& figures) const {
    const Subject& above = names_.head(column).subject;
    const bool crossed = (!above.device.empty() && !row_.subject.model.empty()) ||
                         (!row_.subject.device.empty() && (!above.model.empty() || figures.concurrency > 0));
    return crossed && figures.metric == Metric::none && q.begin == 0 && q.end == line.text.size();
  }

  void read_line(const SourceText& line, std::size_t column) {
    const FigureHead figures = figures_at(column);
    const bool bare_figure = !figures.unit.empty() && catalog::parse_number(line.text).has_value();
    std::vector<Mention> mentions =
        bare_figure ? std::vector<Mention>{} : finder_.find(line.text);  // 4500 tok/s are no RTX PRO 4500
    if (is_rate(figures.metric)) {
      std::erase_if(mentions, [&](const Mention& m) { return is_bare_number(line.text, m); });
    }
    const Subject own = subject_of(mentions);
    std::vector<Quantity> all = figures_beside(line.text, mentions);
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
    if (row_.of_card && !bare_figure) {
      read_sizes_in_names(line, SentenceNames(line.text, mentions, SentenceContext()), collector_);
    }
    Subject subject = subject_at(column, own);
    subject.each = figures.each;
    const std::string lower = catalog::lower_case(line.text);
    if (names_.head(column).figures.tells_fit && !names_unit(names_.head_text(column), "GB") &&
        (read_fit(line, lower, subject) || read_models_that_fit(line, lower, mentions, subject)))
      return;
    const bool says_rate =
        names_.head(column).figures.metric == Metric::none &&  // beside "PCIe only"
        std::any_of(all.begin(), all.end(), [](const Quantity& q) { return q.unit == "tok/s"; });
    const bool of_api = figures.metric == Metric::token_price && subject.device.empty();
    const bool of_no_model =  // "Min VRAM" beside a card
        figures.metric == Metric::memory && row_.subject.model.empty() &&
        has_one_word(names_.head_text(column), {"recommended", "minimum", "min"});
    if ((figures.metric == Metric::ignored || of_api || of_no_model) && !says_rate) {
      return;
    }
    if (catalog::contains(context_label(column), "NVLink") &&
        model::is_one_of(lower, {"yes", "✓", "✔", "✅"}) && !subject.device.empty()) {
      collector_.link(line, 0, line.text.size(), "nvlink", subject);
      return;
    }
    if (read_no_room(line, lower, column, subject, figures) ||
        read_crossing(line, lower, column, subject, all) || read_fit_beside(line, lower, own, subject))
      return;
    const bool with_unit = std::any_of(
        all.begin(), all.end(), [&](const Quantity& q) { return unit_fits(figures.metric, q.unit); });
    bool taken = false;
    const std::size_t sum = line.text.rfind('=');  // "4x 35.6 = 142": what it makes, not what goes into it
    for (std::size_t i = 0; i < all.size(); ++i) {
      Quantity q = all[i];
      if (q.unit.empty() && sum != std::string::npos && q.begin < sum && all.back().begin > sum) continue;
      const bool percent = catalog::trimmed(std::string_view(line.text).substr(q.end)).starts_with('%');
      const bool bare = q.unit.empty() && !with_unit && !figures.unit.empty() && !percent;
      const bool rates = is_rate(figures.metric) || q.unit == "tok/s";
      const Phase said = rates ? phase_in_cell(lower, all, i, titles(column)) : Phase::unsaid;
      if (bare && taken && said == Phase::unsaid) {
        continue;  // what else stands there alone counts something else
      }
      if (bare) {
        q.unit = figures.unit;
        taken = true;
        take_rate_or(said, line, q, figures.metric, subject, figures.concurrency, column);
        continue;
      }
      if (q.unit.empty()) {
        const bool of_rates = is_rate(figures.metric) && (q.begin == 0 || said != Phase::unsaid);
        if (of_rates || may_be_rate(line, q, column, figures)) {
          collector_.not_understood(line, q, "of which unit it is, is not said");
        }
        continue;
      }
      if (unit_fits(Metric::memory, q.unit) && leads_to_room(std::string_view(lower).substr(0, q.begin))) {
        collector_.not_understood(line, q, "the room that something needs");
        continue;
      }
      const bool small_file = q.unit == "MB" && figures.metric == Metric::memory && !subject.model.empty();
      const Metric metric = small_file || unit_fits(figures.metric, q.unit) ? figures.metric
                            : is_bracketed_memory(line.text, q, own)        ? Metric::memory
                                                                            : by_unit(q, subject, own);
      if (small_file || unit_fits(metric, q.unit)) {
        take_rate_or(said, line, q, metric, subject, figures.concurrency, column);
      } else if (model::is_one_of(q.unit, {"tok/min", "tok/h", "ms/token"})) {
        collector_.not_understood(
            line, q, "of a minute, an hour or one token: of how many streams is not said");
      } else if (model::is_one_of(q.unit, "tok/s|GB|GiB|GB/s|TB/s|TFLOPS|PFLOPS|TOPS|W|USD|EUR|USD/h")) {
        collector_.not_understood(line, q, "neither its column nor its row says what it is");
      }
    }
  }

  /// "3500 pp / 110 tg" is of no Ryzen 5 3500; "110 (4090)" and "110 on a 4090" are of that card.
  static bool is_bare_number(std::string_view text, const Mention& m) {
    const std::string_view before = catalog::trimmed(text.substr(0, m.begin));
    const bool led =
        before.ends_with('(') || before.ends_with('@') || has_word(catalog::lower_case(before), "on");
    return m.kind == MentionKind::device && catalog::all_digits(m.typed) && !(m.count > 0) && !led;
  }

  static bool is_rate(Metric metric) { return metric == Metric::decode || metric == Metric::prefill; }

  /// What stands over a cell and beside it, in lower case.
  [[nodiscard]] std::string titles(std::size_t column) const {
    return names_.head_text(column) + " | " + catalog::lower_case(row_.written);
  }

  /// Of a rate: what its cell says, else its column, else its row.
  [[nodiscard]] Phase phase_of_cell(Phase said, std::size_t column) const {
    if (said != Phase::unsaid) return said;
    const Phase above = phase_of_title(names_.head_text(column));
    return above != Phase::unsaid ? above : phase_of_title(catalog::lower_case(row_.written));
  }

  /// `said`: the phase that the cell says.
  void take_rate_or(Phase said,
                    const SourceText& line,
                    const Quantity& q,
                    Metric metric,
                    const Subject& subject,
                    double streams,
                    std::size_t column) {
    if (is_rate(metric)) {
      const Phase phase = phase_of_cell(said, column);
      if (phase == Phase::unclear) {
        collector_.not_understood(line, q, "whether of the prompt or of the answer, is not said");
        return;
      }
      metric = phase == Phase::prompt ? Metric::prefill : phase == Phase::answer ? Metric::decode : metric;
    }
    take(line, q, metric, subject, streams, column);
  }

  /// "H100 (80 GB), H200 (141 GB)" in one cell: each has its own figures.
  static bool lists_devices(const std::vector<Mention>& mentions) {
    const auto is_device = [](const Mention& m) { return m.kind == MentionKind::device && !m.slug.empty(); };
    const auto first = std::find_if(mentions.begin(), mentions.end(), is_device);
    return first != mentions.end() && std::any_of(first + 1, mentions.end(), [&](const Mention& m) {
             return is_device(m) && m.slug != first->slug;
           });
  }

  /// "OOM", "Does not fit", "Not possible" below a model or beside one.
  bool read_no_room(const SourceText& line,
                    const std::string& lower,
                    std::size_t column,
                    const Subject& subject,
                    const FigureHead& figures) {
    const bool no_room =
        model::is_one_of(lower,
                         "oom|oom error|out of memory|won't fit|doesn't fit|does not fit|cannot fit|"
                         "can't fit|no fit|not possible|impossible|too large|too big");
    const bool of_both = !row_.subject.device.empty() && !row_.subject.model.empty();
    if (!no_room ||
        !(figures.metric == Metric::decode || of_both || !names_.head(column).subject.model.empty() ||
          (!names_.head(column).subject.device.empty() && !row_.subject.model.empty()))) {
      return false;
    }
    collector_.word(line, 0, line.text.size(), "OOM", subject);
    return true;
  }

  /// "✅", "❌", "⚠️ tight" where a device and a model cross, of a table that does not tell what is supported.
  bool read_crossing(const SourceText& line,
                     const std::string& lower,
                     std::size_t column,
                     const Subject& subject,
                     const std::vector<Quantity>& figures) {
    const Subject& above = names_.head(column).subject;
    const bool crossed = (!above.device.empty() && !row_.subject.model.empty()) ||
                         (!row_.subject.device.empty() && !above.model.empty());
    const bool figure =
        std::any_of(figures.begin(), figures.end(), [](const Quantity& q) { return !q.unit.empty(); });
    return crossed && !figure && !tells_support_ && read_fit(line, lower, subject);
  }

  /// "✅ Fits 3090" beside a model.
  bool read_fit_beside(const SourceText& line,
                       const std::string& lower,
                       const Subject& own,
                       const Subject& subject) {
    const bool fits =
        !own.device.empty() && own.model.empty() && !row_.subject.model.empty() && has_word(lower, "fits");
    if (!fits || is_hedged(lower)) return false;
    collector_.word(line, 0, line.text.size(), "FITS", subject);
    return true;
  }

  /// "Yes", "No (~42 GB needed)" below "Fits 70B Q4".
  bool read_fit(const SourceText& line, const std::string& lower, const Subject& subject) {
    const std::size_t end = std::min(lower.find_first_of(" ,;(."), lower.size());
    const std::string_view answer = std::string_view(lower).substr(0, end);
    const bool tight = answer.starts_with("⚠") && has_one_word(lower, {"tight", "barely", "just"});
    const bool yes = tight || model::is_one_of(answer, {"yes", "✓", "✔", "✅", "fits"});
    const bool no = model::is_one_of(answer, {"no", "✗", "✘", "❌", "✖"});
    if (!yes && !no) {
      return false;
    }
    if (yes && !tight && is_hedged(lower)) return true;
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

  /// Where the first model behind the i-th mention begins.
  static std::size_t next_model(const std::vector<Mention>& mentions, std::size_t i) {
    for (std::size_t k = i + 1; k < mentions.size(); ++k) {
      if (mentions[k].kind == MentionKind::model) return mentions[k].begin;
    }
    return std::string::npos;
  }

  /// "Gemma 3 27B, Qwen3 8B (32B tight)" below "Fits (Q4)", beside a device.
  bool read_models_that_fit(const SourceText& line,
                            const std::string& lower,
                            const std::vector<Mention>& mentions,
                            const Subject& subject) {
    bool found = false;
    for (std::size_t i = 0; i < mentions.size() && !subject.device.empty(); ++i) {
      const Mention& m = mentions[i];
      if (m.kind != MentionKind::model || m.slug.empty()) continue;
      const std::size_t next = std::min(next_model(mentions, i), lower.size());
      Subject fits = subject;
      fits.model = m.slug;
      const auto stored = std::find_if(mentions.begin() + static_cast<std::ptrdiff_t>(i),
                                       mentions.end(),
                                       [&](const Mention& q) { return q.kind == MentionKind::quant; });
      if (stored != mentions.end() && stored->begin < next_model(mentions, i)) fits.quant = stored->slug;
      found = true;
      const std::string_view said = std::string_view(lower).substr(m.end, next - m.end);
      if (!is_hedged(said) && !has_word(said, "tight")) {
        collector_.word(line, m.begin, m.end, "FITS", fits);
      }
    }
    return found;
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
    const bool of_part = subject.device == context_.device && row_.subject.device.empty() && lists_parts_ &&
                         names_.head(column).subject.device.empty();
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
    if (rate && row_.test.find('+') != std::string::npos) {
      collector_.not_understood(line, q, "a rate of the prompt and the answer together");
      return;
    }
    const Phase test = phase_of_label(row_.test);
    if (rate && !row_.test.empty() && test != Phase::prompt && test != Phase::answer) {
      collector_.not_understood(line, q, "of a test that llama-bench does not have");
      return;
    }
    metric = rate && test == Phase::prompt ? Metric::prefill : metric;
    if (rate && !(streams > 0) && says_several_streams(label)) {
      collector_.not_understood(line, q, "a rate of several streams, of how many is not said");
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
    const bool drafted = metric == Metric::decode && subject.drafts.value_or(false);
    const bool offloaded =
        rate && ((!(streams > 0) && says_partly_on_host(label)) || is_partly_on_host(subject));
    const bool on_processor = rate && !(streams > 0) && says_processor_alone(label) && !is_processor(subject);
    if (on_processor || (offloaded && (metric != Metric::decode || drafted || streams > 1 ||
                                       row_.layers == 0 || is_processor(subject)))) {
      collector_.not_understood(line, q, "a rate partly on the host");
      return;
    }
    if (metric == Metric::decode) {
      const double depth = context_tokens(label);
      subject.context = depth > 0 ? depth : row_.depth;
    }
    if (const double said = stated_parallel(label);
        said > 0 && row_.subject.device.empty() && names_.head(column).subject.device.empty()) {
      subject.n_devices = said;  // "Single GPU" below a heading of two
    }
    if (drafted) subject.method = kDrafted;
    if (offloaded) subject.method = kOffloaded;
    const bool linked =
        has_one_word(label, {"nvlink", "nvswitch"}) && !has_one_word(label, {"no", "without"});
    collector_.figure(line, q, metric, subject, streams, linked ? "nvlink" : "");
  }

  [[nodiscard]] bool tells_support() const {
    std::string said = said_;
    for (std::size_t c = 0; c < names_.heads().size(); ++c) said += " | " + names_.head_text(c);
    return has_one_word(
        said, "support|supported|supports|tested|available|availability|engine|engines|backend|backends");
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
    return has_one_word(
        lower,
        "motherboard|mainboard|case|chassis|psu|power supply|cooler|cooling|storage|ssd|nvme|ram|os|network");
  }

  /// "64 GB DDR5 | $200" below a heading of a card: a row that names no device, nor what its price is, is of another part.
  [[nodiscard]] bool is_price_of_part(const Subject& subject, std::size_t column) const {
    const bool named = !row_.subject.device.empty() || row_.subject.many_devices ||
                       !names_.head(column).subject.device.empty();
    return !named && subject.device == context_.device && row_.label.figures.metric != Metric::price &&
           !says_kind_of_price(names_.head_text(0) + " " + catalog::lower_case(row_.written));
  }

  [[nodiscard]] bool is_processor(const Subject& subject) const {
    const model::Device* device = collector_.catalog().find_device(subject.device);
    return device != nullptr && device->kind == model::DeviceKind::cpu;
  }

  /// "ngl 20" of a model with 32 layers; where the model is not known, none of them.
  [[nodiscard]] bool is_partly_on_host(const Subject& subject) const {
    const model::Architecture* model = collector_.catalog().find_model(subject.model);
    const double layers = model != nullptr && model->layers > 0 ? model->layers : 1;
    return row_.layers < layers;
  }

  /// One column is of prompts: the others are not.
  [[nodiscard]] bool has_prefill() const {
    return std::any_of(names_.heads().begin(), names_.heads().end(), [](const TableHead& h) {
      return h.figures.metric == Metric::prefill;
    });
  }

  /// Beside rates, watts are what was drawn.
  [[nodiscard]] bool has_rates() const {
    return std::any_of(names_.heads().begin(), names_.heads().end(), [](const TableHead& h) {
      return h.figures.metric == Metric::decode || h.figures.metric == Metric::prefill;
    });
  }

  /// What stands over and beside a cell.
  [[nodiscard]] std::string context_label(std::size_t column) const {
    return names_.head_as_written(column) + " " + row_.written;
  }

  [[nodiscard]] bool is_memory_of(const std::string& slug, double count, const Quantity& q) const {
    const model::Device* device = collector_.catalog().find_device(slug);
    constexpr double kMebi = 1024;
    const double unit = q.unit == "MiB" ? kMebi : 1;
    const double all = device != nullptr ? unit * device->memory_gib * (count > 0 ? count : 1) : 0;
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
    const bool named = !row_.subject.device.empty() || !names_.head(column).subject.device.empty();
    const bool of_column = names_.head(column).figures.metric == Metric::memory;
    return says_use_of_memory(label) || (!named && of_column && subject.device == context_.device);
  }

  /// Of the device in a row with a model too: what the card has, or what the model takes of it.
  void memory(const SourceText& line,
              const Quantity& q,
              Subject subject,
              std::size_t column,
              const std::string& label) {
    if (has_one_word(label, {"cache", "kv", "kv-cache"}) && !says_whole_memory(label)) {
      collector_.not_understood(line, q, "of a cache");
      return;
    }
    if (row_.failed) {
      collector_.not_understood(line, q, "of a run that failed");
      return;
    }
    constexpr std::size_t kType = 8;  // "128GB DDR4 + 24GB VRAM"
    const bool beside_type = says_host_memory(catalog::lower_case(line.text.substr(q.end, kType)));
    const model::Device* card = collector_.catalog().find_device(subject.device);
    if (beside_type && card != nullptr && is_card(*card)) {
      collector_.not_understood(line, q, "of the host's memory");
      return;
    }
    const bool of_one = is_memory_of(subject.device, 1, q);  // "8x RTX 3090 (24GB each)"
    subject.n_devices = of_one ? model::kUnknown : subject.n_devices;
    const bool of_card =
        !row_.subject.device.empty() && is_memory_of(row_.subject.device, row_.subject.n_devices, q);
    const bool beside_card =
        card != nullptr && card->kind == model::DeviceKind::gpu && !model::unified_memory(*card);
    if (beside_card && row_.subject.model.empty() && has_word(label, "ram") &&
        !is_memory_of(subject.device, subject.n_devices, q)) {
      collector_.not_understood(line, q, "of the host's memory");
      return;
    }
    if (row_.subject.model.empty() && !subject.method.empty()) {
      collector_.not_understood(line, q, "no model is named that the catalog knows");
      return;
    }
    const bool of_column =  // "Size (GB)" in a row below models
        row_.subject.model.empty() && row_.subject.device.empty() &&
        !names_.head(column).subject.model.empty();
    const bool of_file =
        !names_.head(column).subject.quant.empty() && row_.subject.device.empty();  // "Q4_0 size"
    const bool on_disk = has_one_word(label, {"disk size", "size on disk", "file size"});
    if ((on_disk && subject.model.empty()) ||
        (row_.subject.model.empty() && !of_card && !of_column &&
         (has_word(label, "model size") || (of_file && context_.model.empty())))) {
      collector_.not_understood(line, q, "of which model is not said");
      return;
    }
    const bool of_context =
        row_.subject.model.empty() && row_.subject.device.empty() && !row_.subject.quant.empty();
    if ((row_.subject.model.empty() && !of_context && !of_column && !on_disk) ||
        (of_card && subject.method.empty())) {
      subject.model.clear();  // it is that of a heading or of another column, or beside the card
    }
    subject.stored_anyhow = !row_.subject.model.empty() && row_.subject.device.empty();
    if (!subject.model.empty() && subject.method.empty() &&
        (says_run_memory(label) || says_whole_memory(label))) {
      subject.method = memory_method(label);
    }
    const bool of_run = model::is_one_of(subject.method, {kRunMemory, kNeeded});
    if (subject.model.empty() && is_part(subject, column, label) &&
        !is_memory_of(subject.device, subject.n_devices, q)) {
      collector_.not_understood(line, q, "of a part of a memory, or of what is in it");
      return;
    }
    const double said = context_tokens(label);
    const bool of_row = std::isnan(said) && of_run;
    subject.context = subject.model.empty() ? model::kUnknown : of_row ? row_.context : said;
    if (of_run && card != nullptr && is_reserved(subject, q)) {
      collector_.not_understood(line, q, "of a run on a device, whose engine may reserve more than it needs");
      return;
    }
    collector_.figure(line, q, Metric::memory, subject);
  }

  const PageBlock& table_;
  const Subject& context_;
  bool of_prompts_ = false;  ///< the heading or the line above the table says that its rates are
  std::string said_;         ///< the heading and the line above the table, in lower case
  FigureHead title_;         ///< what the heading above the table says of its figures
  MentionFinder& finder_;
  ClaimCollector& collector_;
  TableNames names_;
  bool lists_parts_ = false;    ///< of a machine
  bool tells_support_ = false;  ///< its marks say what was made to work, or tried, not what has room
  RowNames row_;
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
