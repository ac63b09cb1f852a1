#include "formats/pages/page_claims.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "catalog/names.hpp"

#include "formats/pages/claim_collector.hpp"
#include "formats/pages/passage_sums.hpp"
#include "formats/pages/sentence_claims.hpp"
#include "formats/pages/sentences.hpp"
#include "formats/pages/table_claims.hpp"

namespace tokroof::formats {
namespace {

/// "All speeds are at Q4_K_M", "The figures below are for Llama 7B": said of all that follows.
bool speaks_of_all(std::string_view lower) {
  return has_one_word(
             lower, {"all", "figures", "numbers", "speeds", "results", "benchmarks", "estimates", "tests"}) &&
         has_one_word(lower, {"are", "use", "uses", "using", "with", "for", "based", "measured", "tested"});
}

/// The subject of a heading of plain text is one only where it holds no figure: else it is a sentence like others.
bool is_title(const PageBlock& block) {
  constexpr int kLevelsOfMarkup = 6;
  if (block.level <= kLevelsOfMarkup) {
    return true;
  }
  for (const Quantity& q : quantities_of(block.text.text)) {
    if (q.unit == "tok/s" || q.unit == "GB/s" || q.unit == "TB/s") return false;
  }
  return true;
}

/// "We capped all cards at 250 W": what the page then says of their watts is below their rating.
bool limits_power(std::string_view lower) {
  return has_one_word(lower,
                      {"power limit",
                       "power limits",
                       "power-limit",
                       "power-limited",
                       "power limited",
                       "power cap",
                       "power-capped",
                       "capped",
                       "undervolt",
                       "undervolted",
                       "undervolting",
                       "limited to",
                       "limit each",
                       "nvidia-smi -pl"});
}

bool has_rate(const std::vector<Quantity>& figures) {
  return std::any_of(figures.begin(), figures.end(), [](const Quantity& q) { return q.unit == "tok/s"; });
}

/// Prompts and their reading are told of, and no rate: "Prompt processing is where it shines."
bool leads_in_prompts(const SentenceNames& names) {
  return leads_in_phase(names.lower()) && !has_rate(names.quantities());
}

/// What a line below a table says of models, engines and streams, where nothing before it does.
void take_left_open(Subject& to, const Subject& below) {
  to.streams = std::isnan(to.streams) ? below.streams : to.streams;
  to.drafts = to.drafts ? to.drafts : below.drafts;
  to.model = to.model.empty() && !to.many_models ? below.model : to.model;
  to.quant = to.quant.empty() ? below.quant : to.quant;
  to.engine = to.engine.empty() ? below.engine : to.engine;
}

class PageClaims {
 public:
  PageClaims(const Page& page, const catalog::Catalog& catalog, PageReading& out)
      : page_(page), finder_(catalog), collector_(page, catalog, out) {}

  void read() {
    look_through();
    for (std::size_t i = 0; i < page_.blocks.size(); ++i) {
      const PageBlock& block = page_.blocks[i];
      enter(block);
      if (block.kind == BlockKind::table) {
        TableContext context{
            context_.subject(), title_, i > 0 ? caption(page_.blocks[i - 1]) : "", legend(i)};
        context.subject.take(before_);
        Subject below = subject_of(finder_.find(context.legend));
        below.take_running(catalog::lower_case(context.legend));
        take_left_open(context.subject, below);
        read_table_claims(block, context, finder_, collector_);
        context_.block(false);
      } else {
        read_text(block);
      }
    }
    collector_.finish();
  }

 private:
  /// Below a heading of laptops, names are those of their parts: up to the next heading of its level, or one of desktops.
  void enter(const PageBlock& block) {
    constexpr int kLeadIn = 8, kNone = 100;
    if (&block == &page_.blocks.front()) laptop_level_ = kNone;
    const bool ends_lead_in = block.kind == BlockKind::paragraph && laptop_level_ == kLeadIn;
    if (block.kind == BlockKind::heading) {
      const std::string said = catalog::lower_case(block.text.text);
      const bool ends = block.level <= laptop_level_ || has_one_word(said, {"desktop", "desktops"});
      laptop_level_ = says_laptops(said) ? std::min(block.level, ends ? kNone : laptop_level_)
                      : ends             ? kNone
                                         : laptop_level_;
    } else if (ends_lead_in) {
      laptop_level_ = kNone;
    }
    finder_.of_laptops(laptop_level_ < kNone);
  }

  /// A line of text beside a table, which may say what its figures are.
  static std::string caption(const PageBlock& block) {
    constexpr std::size_t kLongestCaption = 160;
    return block.text.text.size() <= kLongestCaption ? block.text.text : "";
  }

  /// One below the i-th block, before anything else: where it has no figures of its own.
  [[nodiscard]] std::string legend(std::size_t i) const {
    if (i + 1 >= page_.blocks.size() || page_.blocks[i + 1].kind != BlockKind::paragraph) {
      return "";
    }
    const bool before_table = i + 2 < page_.blocks.size() && page_.blocks[i + 2].kind == BlockKind::table;
    const std::string said = caption(page_.blocks[i + 1]);
    const std::vector<Quantity> figures = quantities_of(said);
    const bool has_figures =
        std::any_of(figures.begin(), figures.end(), [](const Quantity& q) { return !q.unit.empty(); });
    return before_table || has_figures ? "" : said;
  }

  /// The only device that the prose is about, if it is one, beside its host, and the only model: figures are of them where
  /// nothing nearer says so and no table names others. Whether the page limits the power of any, and whether its rates are
  /// of one stream.
  void look_through() {
    std::vector<Mention> devices, models, in_tables;
    const SentenceContext none;
    for (const PageBlock& block : page_.blocks) {
      enter(block);
      for (const SourceText& sentence : sentences_of(block.text)) {
        const SentenceNames names(sentence.text, finder_.find(sentence.text), none);
        capped_ = capped_ || limits_power(names.lower());
        if (speaks_of_all(names.lower()) && says_one_stream(names.lower())) collector_.rates_of_one_stream();
        for (const Mention& m : names.told_of()) {
          (m.kind == MentionKind::device ? devices : models).push_back(m);
        }
      }
    }
    for (const PageBlock& block : page_.blocks) {
      enter(block);
      for (std::size_t row = 0; row < block.rows.size(); ++row) {
        for (std::size_t c = 0; c < block.rows[row].size(); ++c) {
          const std::vector<Mention> in_cell =
              finder_.find(std::string_view(block.rows[row][c].text).substr(0, kLongestCell));
          if (row == 0 || c == 0) in_tables.insert(in_tables.end(), in_cell.begin(), in_cell.end());
        }
      }
    }
    const auto is_processor = [](const Mention& m) { return m.processor; };
    has_cards_ = !std::all_of(devices.begin(), devices.end(), is_processor);
    if (has_cards_) {
      std::erase_if(devices, is_processor);
    }
    const bool one = std::all_of(
        devices.begin(), devices.end(), [&](const Mention& m) { return m.slug == devices.front().slug; });
    sole_device_ = one && !devices.empty() ? devices.front().slug : "";
    devices.insert(devices.end(), in_tables.begin(), in_tables.end());
    models.insert(models.end(), in_tables.begin(), in_tables.end());
    context_.sole(subject_of(devices), subject_of(models));
    finder_.allow_short_names();
  }

  void read_text(const PageBlock& block) {
    constexpr int kLeadIn = 8;
    if (block.kind == BlockKind::heading) {
      title_ = block.text.text;
      title_leads_in_ = block.level == kLeadIn;
    }
    if (block.kind == BlockKind::heading && is_title(block)) {
      Subject named = subject_of(finder_.find(block.text.text));
      // "DDR4 CPU Mode": of another machine, whichever
      named.many_devices = named.many_devices ||
                           (named.device.empty() && has_one_word(catalog::lower_case(block.text.text),
                                                                 {"cpu", "ddr4", "ddr5", "mac", "laptop"}));
      named.take_running(catalog::lower_case(block.text.text));
      context_.heading(block.level, named, block.level == kLeadIn);
    }
    collector_.begin_passage();
    PassageSums sums;
    SentenceContext context;
    context.capped = capped_;
    context.subject = context_.subject();
    if (block.kind == BlockKind::item) {
      context.subject.take(before_);
      take_running_of(list_, context.subject);
    } else {
      take_running_of(before_, context.subject);
    }
    const bool under_title =
        block.kind == BlockKind::item || (block.kind != BlockKind::heading && !title_leads_in_);
    const bool of_prompts = under_title && leads_in_phase(catalog::lower_case(title_));
    context.phase = of_prompts ? Phase::prompt : Phase::unsaid;
    std::vector<Mention> named;
    Subject running;  // what is said of streams and drafts beside no rate: it may be of what follows
    for (const SourceText& sentence : sentences_of(block.text)) {
      context.sole_device = !sole_device_.empty() && context.subject.device == sole_device_;
      const SentenceNames names(sentence.text, finder_.find(sentence.text), context);
      sums.add(sentence, names);
      if (speaks_of_all(names.lower())) {
        context_.method(names.subject());
      }
      read_sentence_claims(sentence, names, collector_);
      if (says_decode(names.lower()) && !speaks_of_reading(names.lower())) context.phase = Phase::unsaid;
      if (!of_prompts) context.phase = leads_in_prompts(names) ? Phase::unclear : Phase::unsaid;
      std::vector<Mention> told = names.told_of();
      std::erase_if(told, [&](const Mention& m) { return has_cards_ && m.processor; });  // hosts
      context.subject.take(subject_of(told));  // for the next one of the paragraph
      context.subject.take_running(names.lower());
      if (!has_rate(names.quantities())) running.take_running(names.lower());
      named.insert(named.end(), told.begin(), told.end());
    }
    if (block.kind != BlockKind::item) {
      before_ = subject_of(named);
      before_.many_devices = before_.many_models = false;
      take_running_of(running, before_);
      list_ = {};
    } else {
      list_.take(running);
    }
    sums.read(collector_);
    if (block.kind != BlockKind::heading) {
      context_.block(block.kind == BlockKind::item);
    }
  }

  static void take_running_of(const Subject& from, Subject& to) {
    Subject running;
    running.streams = from.streams;
    running.drafts = from.drafts;
    to.take(running);
  }

  const Page& page_;
  MentionFinder finder_;
  ClaimCollector collector_;
  PageContext context_;
  std::string title_;            ///< the last heading
  int laptop_level_ = 0;         ///< of the heading of laptops that is in force
  bool title_leads_in_ = false;  ///< it is a line with a colon
  Subject before_;               ///< what the paragraph before a table or list names, each where it is one
  Subject list_;                 ///< of how many streams and with which drafts the items before are
  std::string sole_device_;
  bool capped_ = false, has_cards_ = false;
};

}  // namespace

PageReading read_page_claims(const Page& page, const catalog::Catalog& catalog) {
  PageReading out;
  PageClaims(page, catalog, out).read();
  return out;
}

}  // namespace tokroof::formats
