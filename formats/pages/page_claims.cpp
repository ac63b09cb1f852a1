#include "formats/pages/page_claims.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "catalog/model_root.hpp"
#include "catalog/names.hpp"
#include "catalog/text.hpp"
#include "formats/pages/claim_collector.hpp"
#include "formats/pages/passage_sums.hpp"
#include "formats/pages/sentence_bytes.hpp"
#include "formats/pages/sentence_claims.hpp"
#include "formats/pages/sentences.hpp"
#include "formats/pages/table_claims.hpp"
#include "formats/pages/unnamed_machines.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

/// "All speeds are at Q4_K_M", "The figures below are for Llama 7B": said of all that follows.
bool speaks_of_all(std::string_view lower) {
  const bool verb = has_word(lower, "results in");  // "Q4_K_M results in a file of 243 GB"
  return !verb &&
         has_one_word(
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
  return has_one_word(
      lower,
      "power limit|power limits|power-limit|power-limited|power limited|power cap|power-capped|capped|"
      "undervolt|undervolted|undervolting|limited to|limit each|nvidia-smi -pl");
}

/// "If you have an M2, your numbers differ", "an RTX 5090 would be faster": of no machine of the page.
bool is_aside(const SentenceNames& names) {
  return names.quantities().empty() &&
         has_one_word(names.lower(), {"if", "would", "faster", "slower", "better", "cheaper", "instead"});
}

bool ends_with_colon(std::string_view text) { return catalog::trimmed(text).ends_with(':'); }

/// "A multi 7900 XTX setup": of how many, is said elsewhere.
bool is_of_several(const SentenceNames& names, const Mention& m) {
  const std::string_view before = catalog::trimmed(names.between(0, m.begin));
  return !(m.count > 0) && (before.ends_with("multi") || before.ends_with("multi-") ||
                            before.ends_with("multi-gpu") || before.ends_with("multiple"));
}

/// "The RTX 5090 beats what the RTX 4090 does. It has ...": of several devices, the one that a sentence begins with.
std::string opening_device(const SentenceNames& names, const std::vector<Mention>& told) {
  const auto first = std::find_if(told.begin(), told.end(), names_device);
  if (first == told.end() || first->slug.empty()) return "";
  const auto next = std::find_if(first + 1, told.end(), names_device);
  const std::vector<PageWord> lead = page_words(names.between(0, first->begin));
  const bool opens = std::all_of(lead.begin(), lead.end(), [](const PageWord& word) {
    return model::is_one_of(
        word.text,
        "the|a|an|this|our|my|nvidia|nvidia's|nvidia’s|amd|amd's|amd’s|intel|intel's|intel’s|apple|apple's|"
        "apple’s|geforce|radeon|new|newer|old|older|used|single|so|and|but|yes|still");
  });
  const std::string_view gap =
      next == told.end() ? std::string_view() : catalog::trimmed(names.between(first->end, next->begin));
  const std::size_t words = page_words(gap).size();
  const bool joined = next != told.end() && words < 2;  // "the 3090 and the 4090"
  const bool joined_after = words < 4 && has_one_word(gap, {"and", "or", "vs", "versus"});
  return opens && !joined && !joined_after ? first->slug : "";
}

/// "CPU: Ryzen 9 7950X"
bool labels_host(std::string_view lower) {
  const std::string_view label = catalog::trimmed(lower.substr(0, lower.find(':')));
  return model::is_one_of(label, {"cpu", "processor", "host", "host cpu"});
}

/// "Model: Qwen3-32B Q4_K_M", "Config: TP=2, --quantization=mxfp4": of what is measured below.
bool labels_setup(std::string_view lower) {
  const std::size_t colon = std::min(lower.find(':'), lower.size());
  return colon < lower.size() &&
         model::is_one_of(catalog::trimmed(lower.substr(0, colon)),
                          "model|quant|quantization|quantisation|precision|weights|config|configuration|"
                          "setup|test setup|hardware|gpu|gpus|device|rig|engine|backend|runtime|environment");
}

bool has_rate(const std::vector<Quantity>& figures) {
  return std::any_of(figures.begin(), figures.end(), [](const Quantity& q) { return q.unit == "tok/s"; });
}

/// "GPU: RTX 3090 (24 GB)", "Hardware: 2 x RTX 3090": what the page's figures were measured on.
bool labels_machine(std::string_view lower) {
  const std::string_view label = catalog::trimmed(lower.substr(0, std::min(lower.find(':'), lower.size())));
  return label.size() < lower.size() &&
         (names_kind_of_card(label) ||
          model::is_one_of(label, {"card", "accelerator", "hardware", "machine", "system", "rig"}));
}

/// "Hardware", "Test setup", "My specs": of the machine that the page is about.
bool heads_machine(std::string_view lower) {
  return has_one_word(lower,
                      "hardware|spec|specs|specifications|setup|set-up|system|machine|rig|environment|"
                      "test bench|testbed|configuration|build");
}

/// "The specs: ...": of what was told of before.
bool heads_specs(std::string_view lower) {
  return has_one_word(lower, {"spec", "specs", "specifications", "spec sheet"}) &&
         !has_one_word(lower, {"test", "my", "our", "system", "benchmark", "recommended"});
}

/// "Results" beside a heading that says of what.
bool heads_results(std::string_view lower) {
  return model::is_one_of(
      catalog::trimmed(lower),
      {"results", "result", "benchmarks", "benchmark results", "performance", "measurements", "numbers"});
}

/// Mentions of one device, whatever their number: it, with the number that all have.
Subject sole_subject(const std::vector<Mention>& devices) {
  Subject out = subject_of(devices);
  const bool one = !devices.empty() && !devices.front().slug.empty() &&
                   std::all_of(devices.begin(), devices.end(), [&](const Mention& m) {
                     return m.kind != MentionKind::device || m.slug == devices.front().slug;
                   });
  if (one && out.many_devices) {
    out = subject_of(std::span(devices).first(1));
    out.n_devices = model::kUnknown;
    out.many_counts = true;
  }
  return out;
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
        if (const Subject machine = machine_listed(block); !machine.device.empty()) {
          context.subject.take(machine);
          context_.machine(machine);
        }
        if (has_word(catalog::lower_case(title_), "baseline")) context.subject.drafts = false;
        Subject below = subject_of(finder_.find(context.legend));
        below.take_running(catalog::lower_case(context.legend));
        take_left_open(context.subject, below);
        read_table_claims(block, context, finder_, collector_);
        context_.block(false);
      } else {
        const bool followed = i + 1 < page_.blocks.size() && page_.blocks[i + 1].kind != BlockKind::table;
        read_text(block, followed ? std::string_view(page_.blocks[i + 1].text.text) : std::string_view());
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

  /// "GPUs | 4x Arc Pro B70" in a list of a machine's parts: what its other rows, and the figures below, are of.
  [[nodiscard]] Subject machine_listed(const PageBlock& table) {
    for (const auto& row : table.rows) {
      if (row.size() != 2 || !names_kind_of_card(catalog::lower_case(row[0].text))) continue;
      return subject_of(finder_.find(std::string_view(row[1].text).substr(0, kLongestCell)));
    }
    return {};
  }

  /// One below the i-th block, before anything else: where it has no figures of its own.
  [[nodiscard]] std::string legend(std::size_t i) const {
    if (i + 1 >= page_.blocks.size()) return "";
    const PageBlock& next = page_.blocks[i + 1];
    const bool bracketed = next.kind == BlockKind::heading && next.text.text.starts_with('(');  // "(tok/s)"
    if (next.kind != BlockKind::paragraph && !bracketed) return "";
    const bool before_table = i + 2 < page_.blocks.size() && page_.blocks[i + 2].kind == BlockKind::table;
    const std::string said = caption(next);
    const std::vector<Quantity> figures = quantities_of(said);
    const bool has_figures =
        std::any_of(figures.begin(), figures.end(), [](const Quantity& q) { return !q.unit.empty(); });
    return before_table || has_figures ? "" : said;
  }

  /// "93 tok/s" alone in a line over "Q4 decode, single stream": what that says of it. Below "Qwen3 8B" it is of that, and
  /// another model in the next line is of the next figure.
  [[nodiscard]] Subject description_below(std::string_view above,
                                          std::string_view line,
                                          std::string_view below) {
    if (!is_figure_alone(line) || !has_rate(quantities_of(line)) || has_rate(quantities_of(below)) ||
        ends_with_colon(below)) {  // which leads in what follows
      return {};
    }
    const auto names_model = [](const Subject& said) { return !said.model.empty() || said.many_models; };
    Subject out = subject_of(finder_.find(below));
    if (names_model(out) && !has_rate(quantities_of(above)) && names_model(subject_of(finder_.find(above)))) {
      return {};
    }
    out.take_running(catalog::lower_case(below));
    return out;
  }

  /// What the page names, and where.
  struct Named {
    std::vector<Mention> devices, models, in_tables, quants;
    std::vector<std::size_t> groups;  ///< of the devices: which paragraph or list they stand in
    std::size_t group = 0;
    bool setup_says_quant = false;  ///< a sentence without figures does
    bool unknown_model = false;
  };

  void look_through_text(const PageBlock& block, Named& named) {
    const SentenceContext none;
    for (const SourceText& sentence : sentences_of(block.text)) {
      const SentenceNames names(sentence.text, finder_.find(sentence.text), none);
      capped_ = capped_ || limits_power(names.lower());
      if (speaks_of_all(names.lower()) && says_one_stream(names.lower())) collector_.rates_of_one_stream();
      named.unknown_model = named.unknown_model || names.has_unknown_model();
      const bool aside = block.kind != BlockKind::heading && is_aside(names);
      for (const Mention& m : names.told_of()) {
        if (m.kind == MentionKind::device && !aside && !is_of_several(names, m)) {
          named.devices.push_back(m);
          named.groups.push_back(named.group);
        } else if (m.kind != MentionKind::device) {
          named.models.push_back(m);
        }
        if (m.kind == MentionKind::quant) {
          named.quants.push_back(m);
          named.setup_says_quant = named.setup_says_quant || names.quantities().empty();
        }
        if (m.processor && labels_host(names.lower())) labelled_hosts_.insert(m.slug);
      }
    }
  }

  void look_through_table(const PageBlock& table, Named& named) {
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      for (std::size_t c = 0; c < table.rows[row].size(); ++c) {
        const std::string_view cell = std::string_view(table.rows[row][c].text).substr(0, kLongestCell);
        const std::vector<Mention> in_cell = finder_.find(cell);
        const bool of_models = c < table.rows[0].size() && figure_head(table.rows[0][c].text).names_llm;
        named.unknown_model =
            named.unknown_model || (row > 0 && of_models && names_unknown_model(cell, in_cell));
        if (row == 0 || c == 0) named.in_tables.insert(named.in_tables.end(), in_cell.begin(), in_cell.end());
        std::copy_if(in_cell.begin(), in_cell.end(), std::back_inserter(named.quants), [](const Mention& m) {
          return m.kind == MentionKind::quant;
        });
      }
    }
  }

  /// Processors that a card is named before or beside, or that are labelled so, are hosts: figures are of the card.
  void find_hosts(const Named& named) {
    std::size_t first_card = named.groups.empty() ? 0 : named.groups.back() + 1;
    bool has_cards = false;
    for (std::size_t i = 0; i < named.devices.size() && !has_cards; ++i) {
      has_cards = !named.devices[i].processor;
      first_card = has_cards ? named.groups[i] : first_card;
    }
    std::set<std::string> seen;
    for (std::size_t i = 0; i < named.devices.size() && has_cards; ++i) {
      const Mention& m = named.devices[i];
      const bool first = m.processor && seen.insert(m.slug).second;
      if (first && (named.groups[i] >= first_card || labelled_hosts_.contains(m.slug))) hosts_.insert(m.slug);
    }
  }

  [[nodiscard]] bool is_host(const Mention& m) const { return m.processor && hosts_.contains(m.slug); }

  /// The only device that the prose is about, if it is one, beside its host, and the only model: figures are of them where
  /// nothing nearer says so and no table names others. Whether the page limits the power of any, and whether its rates are
  /// of one stream.
  void look_through() {
    Named named;
    const PageBlock* last = nullptr;
    for (const PageBlock& block : page_.blocks) {
      enter(block);
      const bool in_list = last != nullptr && last->kind == BlockKind::item && block.kind == BlockKind::item;
      named.group += in_list ? 0 : 1;
      look_through_text(block, named);
      last = &block;
    }
    for (const PageBlock& block : page_.blocks) {
      enter(block);
      look_through_table(block, named);
    }
    find_hosts(named);
    std::erase_if(named.devices, [&](const Mention& m) { return is_host(m); });
    const bool one = std::all_of(named.devices.begin(), named.devices.end(), [&](const Mention& m) {
      return m.slug == named.devices.front().slug;
    });
    sole_device_ = one && !named.devices.empty() ? named.devices.front().slug : main_device(named);
    if (!one && !sole_device_.empty()) {
      std::erase_if(named.devices, [&](const Mention& m) { return m.slug != sole_device_; });
    }
    std::copy_if(named.in_tables.begin(),
                 named.in_tables.end(),
                 std::back_inserter(named.devices),
                 [&](const Mention& m) { return m.kind == MentionKind::device && !is_host(m); });
    named.models.insert(named.models.end(), named.in_tables.begin(), named.in_tables.end());
    take_one_shape(named.models);
    Subject model = named.unknown_model ? Subject() : subject_of(named.models);
    model.quant = named.setup_says_quant ? subject_of(named.quants).quant : "";
    context_.sole(sole_subject(named.devices), model);
    finder_.allow_short_names();
  }

  /// The one that the prose begins with and names again and again, where others are named in passing; empty: none.
  [[nodiscard]] std::string main_device(const Named& named) const {
    constexpr std::ptrdiff_t kTimes = 3;
    const std::string first = named.devices.empty() ? "" : named.devices.front().slug;
    const auto is_first = [&](const Mention& m) { return m.slug == first; };
    const std::ptrdiff_t own = std::count_if(named.devices.begin(), named.devices.end(), is_first);
    const std::ptrdiff_t others = static_cast<std::ptrdiff_t>(named.devices.size()) - own;
    const bool in_tables = std::any_of(named.in_tables.begin(), named.in_tables.end(), [&](const Mention& m) {
      return m.kind == MentionKind::device && !is_host(m) && m.slug != first;
    });
    return !first.empty() && (others * kTimes <= own || (others == 1 && own > 1)) && !in_tables ? first : "";
  }

  /// A sentence about a machine that the device of its context is not in: neither it nor what follows is of that.
  void leave_for_other_machine(std::string_view sentence, SentenceContext& context) const {
    const model::Device* device = collector_.catalog().find_device(context.subject.device);
    if (names_machine_without(catalog::lower_case(sentence), device)) {
      context.sole_device = false;
      context.subject.device.clear();
      context.subject.many_devices = true;
    }
  }

  /// "DeepSeek-V3 and R1": models of one shape, of which the first stands for all.
  void take_one_shape(std::vector<Mention>& models) const {
    const catalog::Catalog& catalog = collector_.catalog();
    const model::Architecture* first = nullptr;
    for (Mention& m : models) {
      const model::Architecture* model = m.kind == MentionKind::model ? catalog.find_model(m.slug) : nullptr;
      if (model == nullptr) continue;
      first = first == nullptr ? model : first;
      if (&catalog::root_of(catalog, *model) == &catalog::root_of(catalog, *first)) m.slug = first->slug;
    }
  }

  void read_heading(const PageBlock& block) {
    constexpr int kLeadIn = 8;
    title_ = block.text.text;
    title_leads_in_ = block.level == kLeadIn;
    if (is_title(block)) {
      std::vector<Mention> mentions = finder_.find(block.text.text);
      const std::string said = catalog::lower_case(block.text.text);
      std::erase_if(mentions, [&](const Mention& m) { return is_host(m); });
      drop_drafting_models(said, mentions);
      drop_families(said, mentions);
      Subject named = subject_of(mentions);
      // "DDR4 CPU Mode", "On a GMKtec": of another machine, whichever
      const bool other =
          has_one_word(said, {"cpu", "ddr4", "ddr5", "laptop"}) || names_machine_without(said, nullptr);
      named.many_devices = named.many_devices || (named.device.empty() && other);
      named.take_running(said);
      const bool goes_on = block.level == level_ && heads_results(said) && named.device.empty() &&
                           named.model.empty() && named.quant.empty();
      take_rivals(block, said, mentions);
      if (!goes_on) context_.heading(block.level, named, block.level == kLeadIn);
      level_ = block.level;
    }
  }

  /// The devices of a sentence, where they are two; none, where they are more; `before`, where it names fewer.
  static std::vector<Mention> two_devices(const std::vector<Mention>& told,
                                          const std::vector<Mention>& before) {
    std::vector<Mention> out;
    for (const Mention& m : told) {
      const bool known =
          std::any_of(out.begin(), out.end(), [&](const Mention& other) { return other.slug == m.slug; });
      if (m.kind == MentionKind::device && !known) out.push_back(m);
    }
    return out.size() == 2 ? out : out.size() > 2 ? std::vector<Mention>{} : before;
  }

  /// "RTX 4060 Ti vs RTX 3060": the devices that are compared, up to the next heading of its level.
  void take_rivals(const PageBlock& heading, std::string_view said, const std::vector<Mention>& mentions) {
    std::vector<Mention> devices;
    std::copy_if(mentions.begin(), mentions.end(), std::back_inserter(devices), names_device);
    const bool compares = devices.size() == 2 && !devices[0].slug.empty() && !devices[1].slug.empty() &&
                          devices[0].slug != devices[1].slug &&
                          has_one_word(said.substr(devices[0].end, devices[1].begin - devices[0].end),
                                       {"vs", "versus", "or", "against"});
    if (compares || heading.level <= rivals_level_) {
      rivals_ = compares ? devices : std::vector<Mention>{};
      rivals_level_ = compares ? heading.level : 0;
    }
  }

  /// "GeForce RTX 5080" alone on a line of what was pasted: a heading without its mark.
  void take_title_line(std::string_view line, const std::vector<Mention>& named) {
    constexpr int kTitleLine = 7;
    const bool alone = named.size() == 1 && names_device(named.front()) && !named.front().slug.empty() &&
                       named.front().begin == 0 && named.front().end == line.size() &&
                       !is_host(named.front());
    if (alone) context_.heading(kTitleLine, subject_of(named), false);
  }

  /// `below`: the paragraph that follows.
  void read_text(const PageBlock& block, std::string_view below) {
    if (block.kind == BlockKind::heading) {
      read_heading(block);
      labelled_units_.clear();
    }
    if (block.kind != BlockKind::item) owner_ = {};
    collector_.begin_passage();
    PassageSums sums;
    SentenceContext context;
    context.capped = capped_;
    context.subject = context_.subject();
    if (block.kind == BlockKind::item) {
      context.subject.take(before_);
      context.subject.take(owner_);
      take_running_of(list_, context.subject);
    } else {
      take_running_of(before_, context.subject);
    }
    const bool under_title =
        block.kind == BlockKind::item || (block.kind != BlockKind::heading && !title_leads_in_);
    const bool of_prompts = under_title && leads_in_phase(catalog::lower_case(title_));
    context.phase = of_prompts ? Phase::prompt : Phase::unsaid;
    context.of_active = block.kind == BlockKind::item && active_list_;
    std::vector<Mention> named;
    Subject led_in;
    std::vector<Mention> rivals_told;
    Subject running;  // what is said of streams and drafts beside no rate: it may be of what follows
    const std::vector<SourceText> sentences = sentences_of(block.text);
    for (std::size_t i = 0; i < sentences.size(); ++i) {
      const SourceText& sentence = sentences[i];
      const bool last = i + 1 == sentences.size();
      context.subject.take(
          description_below(i > 0 ? std::string_view(sentences[i - 1].text) : std::string_view(),
                            sentence.text,
                            last ? below : std::string_view(sentences[i + 1].text)));
      context.sole_device = !sole_device_.empty() && context.subject.device == sole_device_;
      context.headed = !context.subject.device.empty() && context.subject.device == context_.subject().device;
      context.alone = context.headed && block.kind != BlockKind::heading &&
                      std::all_of(named.begin(), named.end(), [&](const Mention& m) {
                        return m.kind != MentionKind::device || m.slug == context.subject.device;
                      });
      context.rivals = rivals_.empty() ? rivals_told : rivals_;
      context.rivals_in_order = !rivals_.empty();
      context.listed = block.kind == BlockKind::item && !context.subject.device.empty();
      context.prompt_first = prompt_first_;
      context.labelled_units = labelled_units_;
      leave_for_other_machine(sentence.text, context);
      const SentenceNames names(sentence.text, finder_.find(sentence.text), context);
      if (block.kind != BlockKind::heading) take_title_line(sentence.text, names.mentions());
      sums.add(sentence, names);
      take_labelled_units(names);
      prompt_first_ = prompt_first_ || names.has_pair_of_phases();
      if (speaks_of_all(names.lower())) {
        context_.method(names.subject());
      }
      read_sentence_claims(sentence, names, collector_);
      if (block.kind != BlockKind::heading) read_sizes_in_names(sentence, names, collector_);
      if (says_decode(names.lower()) && !speaks_of_reading(names.lower())) context.phase = Phase::unsaid;
      if (!of_prompts) context.phase = leads_in_prompts(names) ? Phase::unclear : Phase::unsaid;
      std::vector<Mention> told = names.told_of();
      if (block.kind == BlockKind::item) take_owner(block.text.text, told);
      std::erase_if(told, [&](const Mention& m) { return is_host(m); });
      Subject next = subject_of(told);  // for the next one of the paragraph
      next.many_models = next.many_models || names.has_unknown_model();
      if (next.many_devices) take_topic(names, told, next);
      if (rivals_.empty() && block.kind != BlockKind::heading) rivals_told = two_devices(told, rivals_told);
      context.of_active =
          context.of_active || (block.kind != BlockKind::item && has_word(names.lower(), "active") &&
                                ends_with_colon(sentence.text));
      if (!next.quant.empty()) context.quant_of = next.model;
      context.on_host = says_partly_on_host(names.lower()) ||
                        (context.on_host && (has_word(names.lower(), "would") ||
                                             !has_one_word(names.lower(), {"fully", "entirely", "fits"})));
      context.of_host_memory = says_host_memory(names.lower()) && names.quantities().empty();
      context.swapped = context.swapped || names.tells_swap();
      context.subject.take(next);
      context.subject.take_running(names.lower());
      if (block.kind != BlockKind::heading && names.quantities().empty() && labels_setup(names.lower())) {
        Subject setup = next;
        setup.take_running(names.lower());
        context_.setup(setup);
      }
      const bool has_machine = !next.device.empty() && labels_machine(names.lower());
      if (has_machine && heads_machine(catalog::lower_case(title_))) context_.machine(next);
      if (!has_rate(names.quantities())) running.take_running(names.lower());
      named.insert(named.end(), told.begin(), told.end());
      if (last && ends_with_colon(sentence.text)) led_in = next;  // "RTX 4060 Ti:" over a list
    }
    if (block.kind == BlockKind::heading && named.empty() &&
        heads_specs(catalog::lower_case(block.text.text))) {
      list_ = {};  // "The specs", of what the paragraph before told of
    } else if (block.kind != BlockKind::item) {
      before_ = !led_in.device.empty() ? led_in : subject_of(named);
      before_.many_devices = before_.many_models = false;
      take_running_of(running, before_);
      list_ = {};
    } else {
      list_.take(running);
    }
    active_list_ = context.of_active;
    sums.read(collector_);
    if (block.kind != BlockKind::heading) {
      context_.block(block.kind == BlockKind::item);
    }
  }

  /// Of several devices of a sentence, the one that the next sentence goes on about: the first where it begins with it,
  /// else that of the heading.
  void take_topic(const SentenceNames& names, const std::vector<Mention>& told, Subject& next) const {
    std::set<std::string> devices;
    for (const Mention& m : told) {
      if (names_device(m)) devices.insert(m.slug);
    }
    if (devices.size() < 2) return;  // of one device, in several numbers
    std::string topic = opening_device(names, told);
    if (topic.empty()) topic = context_.subject().device;
    const auto first = std::find_if(
        told.begin(), told.end(), [&](const Mention& m) { return names_device(m) && m.slug == topic; });
    if (!topic.empty() && first != told.end()) next.take(subject_of(std::span(&*first, 1)));
  }

  /// "RTX 3090" alone in an item: the items below are of it, up to one that names another.
  void take_owner(std::string_view item, const std::vector<Mention>& told) {
    const auto device = std::find_if(told.begin(), told.end(), names_device);
    if (device == told.end()) return;
    std::string_view behind = item.substr(device->end);
    behind = catalog::trimmed(behind.substr(0, behind.find_last_not_of(": ") + 1));
    const bool remark = behind.starts_with('(') && behind.ends_with(')') && !catalog::has_digit(behind);
    const bool alone =
        told.size() == 1 && !device->processor && catalog::trimmed(item.substr(0, device->begin)).empty();
    owner_ = alone && (behind.empty() || remark) ? subject_of(told) : Subject();
  }

  /// "RTX 3090: 936 GB/s": a label in such a list is a name, and says of what its figure is.
  void take_labelled_units(const SentenceNames& names) {
    for (std::size_t i = 0; i < names.quantities().size(); ++i) {
      if (names.is_labelled_with_device(i)) labelled_units_.insert(common_unit(names.quantities()[i].unit));
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
  int level_ = 0;                ///< its level
  int laptop_level_ = 0;         ///< of the heading of laptops that is in force
  bool title_leads_in_ = false;  ///< it is a line with a colon
  Subject before_;               ///< what the paragraph before a table or list names, each where it is one
  Subject list_;                 ///< of how many streams and with which drafts the items before are
  Subject owner_;                ///< the device that an item named alone: of the items below it
  std::set<std::string>
      labelled_units_;           ///< of figures behind a device's name and a colon, since the last heading
  std::vector<Mention> rivals_;  ///< the two devices that a heading compares
  int rivals_level_ = 0;
  bool active_list_ = false;  ///< the list is of active weights, as the line over it says
  std::string sole_device_;
  std::set<std::string> hosts_, labelled_hosts_;  ///< processors
  bool capped_ = false;
  bool prompt_first_ = false;  ///< pairs of rates were said to be of a prompt and its answer
};

}  // namespace

PageReading read_page_claims(const Page& page, const catalog::Catalog& catalog) {
  PageReading out;
  PageClaims(page, catalog, out).read();
  return out;
}

}  // namespace tokroof::formats
