#include "formats/pages/sentence_names.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "catalog/device_words.hpp"
#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/text.hpp"
#include "formats/mentions/mention_words.hpp"
#include "formats/mentions/page_words.hpp"
#include "formats/mentions/quantity_units.hpp"
#include "formats/pages/bill_words.hpp"
#include "formats/pages/figure_words.hpp"
#include "formats/pages/unnamed_machines.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

bool is_capital(char letter) { return letter >= 'A' && letter <= 'Z'; }

/// What begins with a capital and stands before a storage type without being a model's name.
bool is_no_model(std::string_view word) {
  return model::is_one_of(
      word,
      "the|at|in|with|using|for|on|a|an|and|or|our|both|only|from|to|via|its|this|same|plain|while|weights|"
      "vs|gguf|mlx|unsloth|autoround|dynamic|quant|gpu|native|linux|windows|macos|vulkan|rocm|cuda|metal|"
      "pc|fp8|intel|imatrix|is|of|most|if|when|gb|gib|tb|mb");
}

bool is_verb_of_rates(std::string_view word) {
  return model::is_one_of(
      word, "does|do|runs|run|gets|makes|reaches|hits|generates|delivers|manages|achieves|produces|outputs");
}

/// "TinyLlama": no everyday word, even where it opens a sentence.
bool is_shaped_as_name(std::string_view written) {
  return std::any_of(written.begin() + 1, written.end(), is_capital) &&
         std::any_of(written.begin(), written.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

/// "Devstral Small Q4_K_M", "TinyLlama does 60 tok/s": of no other model. The word before the storage type or the verb is
/// of a name.
bool tells_of_unknown_model(std::string_view text, std::span<const Mention> mentions) {
  const auto is_model = [](const Mention& m) { return m.kind == MentionKind::model; };
  if (std::any_of(mentions.begin(), mentions.end(), is_model)) {
    return false;
  }
  const std::vector<PageWord> words = page_words(text);
  for (std::size_t i = 1; i < words.size(); ++i) {
    const PageWord& before = words[i - 1];
    const auto holds = [&](const PageWord& word) {
      return [&word](const Mention& m) { return m.begin <= word.begin && word.end <= m.end; };
    };
    const auto type = std::find_if(mentions.begin(), mentions.end(), holds(words[i]));
    const bool stored = type != mentions.end() && type->kind == MentionKind::quant;
    const bool told = is_verb_of_rates(words[i].text) &&
                      (i > 1 || is_shaped_as_name(text.substr(before.begin, before.end - before.begin)));
    if ((stored || told) && !words[i].cut_before && is_capital(text[before.begin]) &&
        !is_no_model(before.text) && std::none_of(mentions.begin(), mentions.end(), holds(before))) {
      return true;
    }
  }
  return false;
}

/// "Up from", "an uplift from": between a figure and what it is compared with.
bool tells_change(std::string_view said) {
  return has_one_word(said,
                      "up from|down from|uplift from|jump from|increase from|improvement from|leap from|"
                      "step up from|upgrade from");
}

}  // namespace

std::vector<Quantity> figures_beside(std::string_view text, std::span<const Mention> mentions) {
  std::vector<Quantity> out = quantities_of(text);
  for (Quantity& q : out) {
    const auto name = std::find_if(mentions.begin(), mentions.end(), [&](const Mention& m) {
      return m.begin <= q.begin && q.begin < m.end && m.end < q.end;
    });
    if (name == mentions.end() || q.unit.empty()) continue;
    const std::vector<Quantity> rest = quantities_of(text.substr(name->end, q.end - name->end));
    if (rest.size() != 1 || rest.front().end + name->end != q.end) continue;
    q = rest.front();
    q.begin += name->end;
    q.end += name->end;
  }
  return out;
}

double number_of_them(std::string_view lower) {
  const std::vector<PageWord> words = page_words(lower);
  for (const PageWord& word : words) {
    if (const double cards = count_of_cards(word.text); cards > 1) return cards;
  }
  for (std::size_t i = 0; i + 2 < words.size(); ++i) {
    const bool them =
        words[i + 1].text == "of" && model::is_one_of(words[i + 2].text, {"them", "these", "those"});
    if (!them) continue;
    const auto digits = catalog::parse_number(words[i].text);
    return digits && *digits >= 1 ? *digits : catalog::number_word(words[i].text);
  }
  return 0;
}

SentenceNames::SentenceNames(std::string_view text,
                             std::vector<Mention> mentions,
                             const SentenceContext& context)
    : lower_(catalog::lower_case(text)),
      context_(context),
      mentions_(std::move(mentions)),
      unknown_device_(names_unknown_device(text, mentions_)),
      unknown_model_(tells_of_unknown_model(text, mentions_)) {
  sort_quantities(text);
  drop_hosts();
  drop_drafting_models(lower_, mentions_);
  drop_families(lower_, mentions_);
  bill_ = bill_among(lower_, quantities_, mentions_);
  if (bill_ >= 0) {
    std::string& unit = quantities_[static_cast<std::size_t>(bill_)].unit;
    unit += unit.ends_with("/h") ? "" : span_of_bill(lower_, quantities_, bill_);
  }
}

namespace {

/// "Tokens/sec: 62", "Bandwidth (GB/s): 504": a line of a label and a number has its unit from the label.
std::string unit_of_label(std::string_view lower, const Quantity& number) {
  constexpr std::size_t kLongestLabel = 40;
  const std::string_view behind = catalog::trimmed(lower.substr(number.end));
  const std::size_t line = lower.rfind('\n', number.begin);
  const std::size_t begin = line == std::string_view::npos ? 0 : line + 1;
  std::string_view label = catalog::trimmed(lower.substr(begin, number.begin - begin));
  label = catalog::trimmed(label.substr(0, label.find_last_not_of("~≈* ") + 1));
  const bool ends = behind.empty() || lower.substr(number.end).starts_with('\n') || behind.front() == '(';
  if (!ends || !label.ends_with(':') || label.find(':') + 1 < label.size() || label.size() > kLongestLabel)
    return "";
  if (names_unit(label, "tok/s")) return "tok/s";
  const std::size_t open = label.find('(');
  const std::string_view inside = open == std::string_view::npos ? "" : label.substr(open + 1);
  for (const std::string_view unit : {"GB/s", "TB/s", "GB", "W"}) {
    if (inside.starts_with(catalog::lower_case(std::string(unit)) + ")")) return std::string(unit);
  }
  return "";
}

}  // namespace

/// Those that belong to names ("RTX 3060 12GB") stand apart.
void SentenceNames::sort_quantities(std::string_view text) {
  for (Quantity& q : figures_beside(text, mentions_)) {
    const std::string_view before = text.substr(0, q.begin);  // "the RTX 4090's 24GB" says what it has
    const bool owned = before.ends_with("'s ") || before.ends_with("’s ");
    const bool inside = std::any_of(mentions_.begin(), mentions_.end(), [&](const Mention& m) {
      return q.begin < m.end && m.begin < q.end;
    });
    if (q.unit.empty() && !inside) q.unit = shares_rate(q) ? "tok/s" : unit_of_label(lower_, q);
    if (q.unit.empty()) continue;
    (inside && !owned ? in_names_ : quantities_).push_back(std::move(q));
  }
}

/// "40 tok/s for 8B models and 25 for 14B": a number that leads to a name as the rate before does.
bool SentenceNames::is_next_of_list(const Quantity& number) const {
  const Quantity& rate = quantities_.back();
  constexpr std::size_t kNear = 12;
  const auto led = [&](std::size_t end) -> const Mention* {
    const std::string_view said = catalog::trimmed(between(end, end + kNear));
    if (!catalog::begins_with_one_of(said, {"for ", "on ", "with ", "in "})) return nullptr;
    for (const Mention& m : mentions_) {
      if (m.kind != MentionKind::quant && m.begin >= end) return m.begin - end < kNear ? &m : nullptr;
    }
    return nullptr;
  };
  const Mention* first = led(rate.end);
  const Mention* second = led(number.end);
  const std::string_view joint = first == nullptr ? "" : catalog::trimmed(between(first->end, number.begin));
  const std::vector<PageWord> words = page_words(joint);
  const bool joined =
      !words.empty() && words.size() < 4 && std::any_of(words.begin(), words.end(), [](const PageWord& word) {
        return model::is_one_of(word.text, {"and", "but"});
      });
  constexpr double kAlike = 20;
  return joined && second != nullptr && first->kind == second->kind && first->end <= number.begin &&
         number.high < kAlike * rate.high && kAlike * number.high > rate.low;
}

/// "An 8B does 90 tok/s, a 14B around 50": a number behind another name, with nothing behind it, has the unit of the rate
/// before.
bool SentenceNames::shares_rate(const Quantity& number) const {
  if (quantities_.empty() || quantities_.back().unit != "tok/s") return false;
  if (is_next_of_list(number)) return true;
  const Quantity& rate = quantities_.back();
  const Mention* name = nullptr;
  for (const Mention& m : mentions_) {
    const bool names = m.kind == MentionKind::device || m.kind == MentionKind::model;
    if (names && m.begin >= rate.end && m.end <= number.begin) name = &m;
  }
  if (name == nullptr) return false;
  const std::string_view gap = between(name->end, number.begin);
  const std::vector<PageWord> words = page_words(gap);
  const bool led = gap.find_first_of(",;:()/") == std::string_view::npos &&
                   std::all_of(words.begin(), words.end(), [](const PageWord& word) {
                     return model::is_one_of(word.text,
                                             "at|around|about|roughly|approximately|only|just|nearly|"
                                             "almost|does|gets|runs|manages|hits|reaches|some|to");
                   });
  const std::string_view behind = catalog::trimmed(between(number.end, lower_.size()));
  const bool ends = behind.empty() || std::string_view(",.;)").find(behind.front()) != std::string_view::npos;
  constexpr double kAlike = 20;
  constexpr int kOfTokens = 256;  // "Qwen3 8B at 4096", "at 32k" are how many there are
  const bool of_tokens = between(number.begin, number.end).ends_with('k') ||
                         (number.low >= kOfTokens && std::fmod(number.low, kOfTokens) == 0);
  return led && !words.empty() && ends && !of_tokens && number.high < kAlike * rate.high &&
         kAlike * number.high > rate.low;
}

void SentenceNames::drop_hosts() {
  const bool other = std::any_of(mentions_.begin(), mentions_.end(), [](const Mention& m) {
    return m.kind == MentionKind::device && !m.processor;
  });
  const auto bracketed = [&](const Mention& m) {  // "RTX 5090 desktop (Ryzen 9 9950X)"
    const std::string_view before = catalog::trimmed(between(0, m.begin));
    return before.ends_with('(') && std::any_of(mentions_.begin(), mentions_.end(), [&](const Mention& card) {
             return names_device(card) && !card.processor && card.end < m.begin &&
                    between(card.end, m.begin).find_first_of(",;:") == std::string_view::npos;
           });
  };
  std::erase_if(mentions_, [&](const Mention& m) {
    return other && m.processor &&
           (bracketed(m) ||
            catalog::ends_with_one_of(
                said_before(m),
                {" with", " plus", "+", " host", " in", " paired with", "-core", "-core arm"}));
  });
}

/// "An RTX 3090 and a Ryzen 9 5950X", "RTX 3090, Ryzen 9 5950X": beside a card.
bool SentenceNames::is_host_beside(const Mention& processor) const {
  return processor.processor && std::any_of(mentions_.begin(), mentions_.end(), [&](const Mention& card) {
           return names_device(card) && !card.processor && card.end < processor.begin &&
                  model::is_one_of(catalog::trimmed(between(card.end, processor.begin)),
                                   ",|, a|, an|, my|and|and a|and an|and my|and the|& a|&|, and a|, and");
         });
}

namespace {

/// "the", "my old", "a used" at the end of a text say nothing of what is done to what they lead to.
std::string_view without_articles(std::string_view said) {
  said = catalog::trimmed(said);
  for (std::size_t blank = said.rfind(' '); blank != std::string_view::npos; blank = said.rfind(' ')) {
    const bool article = model::is_one_of(said.substr(blank + 1),
                                          "the|a|an|my|our|this|its|old|new|used|single|one|small|tiny");
    if (!article) break;
    said = catalog::trimmed(said.substr(0, blank));
  }
  return said;
}

/// "as the draft model", "(draft)", "for speculative decoding", behind a model; not "drafted by".
bool follows_drafter(std::string_view behind) {
  behind = catalog::trimmed(behind);
  behind.remove_prefix(behind.starts_with('(') ? 1 : 0);
  const bool purpose = catalog::begins_with_one_of(behind, {"as ", "for "});
  for (const std::string_view word : {"as ", "for ", "a ", "an ", "the ", "its "}) {
    behind.remove_prefix(behind.starts_with(word) ? word.size() : 0);
  }
  const std::vector<PageWord> words = page_words(behind.substr(0, behind.find_first_of(",;:")));
  return !words.empty() && words.front().begin == 0 &&
         (model::is_one_of(words.front().text, {"draft", "drafter"}) ||
          (purpose && catalog::begins_with_one_of(words.front().text, {"draft", "speculat"})));
}

/// "draft model:", "drafted by", before a model.
bool leads_to_drafter(std::string_view before) {
  before = without_articles(before);
  before.remove_suffix(before.ends_with(':') || before.ends_with('=') ? 1 : 0);
  return catalog::ends_with_one_of(
      catalog::trimmed(before),
      {"draft model", "draft", "drafter", "drafted by", "drafting with", "drafts from", "speculator"});
}

}  // namespace

void drop_families(std::string_view lower, std::vector<Mention>& mentions) {
  std::erase_if(mentions, [&](const Mention& m) {
    const bool apple = m.slug.size() > 1 && m.slug[0] == 'm' && catalog::is_digit(m.slug[1]);
    return m.kind == MentionKind::device && apple &&
           catalog::begins_with_one_of(lower.substr(m.end), " hardware| series| family| lineup| generation");
  });
}

void drop_drafting_models(std::string_view lower, std::vector<Mention>& mentions) {
  constexpr std::size_t kNear = 40;
  if (!said_drafts(lower).value_or(false) || has_one_word(lower, {"alone", "by itself", "on its own"})) {
    return;
  }
  const auto stored_until = [&](const Mention& model) {  // "0.5B Q8_0 draft"
    const auto quant = std::find_if(mentions.begin(), mentions.end(), [&](const Mention& m) {
      return m.kind == MentionKind::quant && m.begin == model.end + 1;
    });
    return quant != mentions.end() ? quant->end : model.end;
  };
  std::vector<std::pair<std::size_t, std::size_t>> drafters;
  for (const Mention& m : mentions) {
    const std::size_t end = stored_until(m);
    const bool drafts =
        m.kind == MentionKind::model &&
        (follows_drafter(lower.substr(end, kNear)) ||
         leads_to_drafter(lower.substr(m.begin > kNear ? m.begin - kNear : 0, std::min(kNear, m.begin))));
    if (drafts) drafters.emplace_back(m.begin, end);
  }
  std::erase_if(mentions, [&](const Mention& m) {
    return std::any_of(drafters.begin(), drafters.end(), [&](const auto& drafter) {
      return m.kind != MentionKind::device && m.begin >= drafter.first && m.end <= drafter.second;
    });
  });
}

std::vector<std::pair<Quantity, const Mention*>> SentenceNames::sizes_in_names() const {
  std::vector<std::pair<Quantity, const Mention*>> out;
  for (const Quantity& q : in_names_) {
    if (!catalog::ends_with_one_of(between(q.begin, q.end), {"gb", "gib"})) continue;  // "Ryzen 5 5600G"
    const bool twice = std::any_of(quantities_.begin(), quantities_.end(), [&](const Quantity& other) {
      return other.unit == q.unit && other.low == q.low;  // "the RTX 6000 Pro 96GB has 96 GB of GDDR7"
    });
    for (const Mention& m : mentions_) {
      const bool inside = m.kind == MentionKind::device && m.begin <= q.begin && q.end <= m.end;
      if (inside && !twice) out.emplace_back(q, &m);
    }
  }
  return out;
}

std::string_view SentenceNames::between(std::size_t begin, std::size_t end) const {
  begin = std::min(begin, lower_.size());
  return std::string_view(lower_).substr(begin, end > begin ? end - begin : 0);
}

std::size_t SentenceNames::previous_end(std::size_t i) const { return i == 0 ? 0 : quantities_[i - 1].end; }

std::size_t SentenceNames::next_begin(std::size_t i) const {
  return i + 1 < quantities_.size() ? quantities_[i + 1].begin : lower_.size();
}

std::string_view SentenceNames::before(std::size_t i, std::size_t far) const {
  const std::size_t begin = quantities_[i].begin;
  return between(std::max(previous_end(i), begin > far ? begin - far : 0), begin);
}

std::string_view SentenceNames::behind(std::size_t i, std::size_t far) const {
  const std::size_t end = quantities_[i].end;
  return between(end, std::min(next_begin(i), end + far));
}

std::string SentenceNames::around(std::size_t i, std::size_t far) const {
  return std::string(before(i, far)) + " # " + std::string(behind(i, far));
}

std::string SentenceNames::around_names(std::size_t i) const {
  std::string text = lower_;
  for (const Mention& m : mentions_) {
    if (m.kind == MentionKind::device) std::fill(text.begin() + m.begin, text.begin() + m.end, ' ');
  }
  const std::size_t begin = quantities_[i].begin, end = quantities_[i].end;
  const std::size_t from = std::max(previous_end(i), begin > kFar ? begin - kFar : 0);
  const std::size_t to = std::min(next_begin(i), end + kFar);
  return text.substr(from, begin - from) + " # " + text.substr(end, to > end ? to - end : 0);
}

std::string_view SentenceNames::said_before(const Mention& mention) const {
  constexpr std::size_t kNear = 26;
  std::string_view said =
      catalog::trimmed(between(mention.begin > kNear ? mention.begin - kNear : 0, mention.begin));
  for (const std::string_view adjective : {" used", " second-hand", " refurbished"}) {
    if (said.ends_with(adjective)) said = catalog::trimmed(said.substr(0, said.size() - adjective.size()));
  }
  for (const std::string_view article : {" the", " an", " a"}) {
    if (said.ends_with(article)) {
      return catalog::trimmed(said.substr(0, said.size() - article.size()));
    }
  }
  return said;
}

bool SentenceNames::is_compared(const Mention& mention) const {
  const std::string_view said = said_before(mention);
  const std::string_view first = between(0, mention.begin);
  const std::size_t bracket = first.rfind('(');  // "32 GB (up from 24 GB on the RTX 4090)"
  if (bracket != std::string_view::npos && first.find(')', bracket) == std::string_view::npos &&
      catalog::begins_with_one_of(first.substr(bracket + 1), {"up from", "down from", "compared "})) {
    return true;
  }
  const bool holds =  // "fits in the 24 GB of an RTX 4090"
      catalog::ends_with_one_of(
          said, {"gb of", "gib of", "in the memory of", "into the memory of", "in the vram of"});
  if (holds || catalog::ends_with_one_of(said,
                                         "pair of|set of|stack of|couple of|consists of|consisting of|"
                                         "composed of|made of|made up of|array of|cluster of|number of")) {
    return false;
  }
  const std::string_view next = catalog::trimmed(between(mention.end, lower_.size()));
  const bool ends_clause =
      next.empty() || std::string_view(".,;:)").find(next.front()) != std::string_view::npos;
  for (const Mention& m :
       mentions_) {  // "than a DGX Spark or a Strix Halo", "than the 3060 Ti and the 3070."
    if (&m == &mention || m.kind != MentionKind::device || m.end > mention.begin) continue;
    const std::string_view words = catalog::trimmed(between(m.end, mention.begin));
    const bool joined = model::is_one_of(words, {"or", "or a", "or an", "or the", "or even a"}) ||
                        (ends_clause && model::is_one_of(words, {"and", "and a", "and an", "and the"}));
    if (joined && is_compared(m)) return true;
  }
  if (catalog::ends_with_one_of(said,
                                "gpu like|gpus like|card like|cards like|chip like|machine like|one like"))
    return false;                                  // "a mid-range card like the RTX 3070"
  if (next.starts_with("standards")) return true;  // "slow by 4090 standards"
  const bool times = said.size() > 1 && said.ends_with('x') && catalog::is_digit(said[said.size() - 2]);
  return times || catalog::ends_with_one_of(
                      said,
                      " up from| down from|uplift from|upgrade from|upgraded from|coming from|"
                      " its successor| its predecessor| vs| vs.| versus| than| of|compared to|"
                      "compared with|unlike| comparable to| similar to| on par with| over| like| beats| as|"
                      "(as|(like|(vs|(vs.| beat| matches| outperforms| match| combines| combining| fuses|"
                      " joins| out-token| outpaces| outpace| outrun| surpasses| surpass");
}

const Mention* SentenceNames::led_to(std::size_t i, MentionKind kind) const {
  const std::size_t end = quantities_[i].end;
  for (const Mention& m : mentions_) {
    if (m.kind != kind || m.begin < end) {
      continue;
    }
    const std::string_view said = between(end, m.begin);
    constexpr std::size_t kLastWords = 10;
    const std::string_view last = catalog::trimmed(said);
    const bool on = has_one_word(last.substr(last.size() > kLastWords ? last.size() - kLastWords : 0),
                                 {"on", "for", "with", "from", "at"}) ||
                    (kind == MentionKind::device && has_one_word(last, {"found in", "seen in"})) ||
                    (kind == MentionKind::model &&
                     has_one_word(last, {"by dense", "recorded by", "reached by", "of dense"}));
    const bool cut = said.size() > kFar || said.find_first_of(",;:") != std::string_view::npos ||
                     has_one_word(said, {"vs", "versus", "and", "while", "compared"}) || tells_change(said);
    return on && !cut ? &m : nullptr;
  }
  return nullptr;
}

/// "From 4B to 70B": models, neither of which is meant alone.
bool SentenceNames::is_in_range(const Mention& mention) const {
  return std::any_of(mentions_.begin(), mentions_.end(), [&](const Mention& other) {
    const Mention& first = other.begin < mention.begin ? other : mention;
    const Mention& last = other.begin < mention.begin ? mention : other;
    return &other != &mention && mention.kind == MentionKind::model && other.kind == MentionKind::model &&
           other.slug != mention.slug &&
           model::is_one_of(catalog::trimmed(between(first.end, last.begin)),
                            {"to", "up to", "through", "-", "–", "—", "..", "parameters to"});
  });
}

/// "The 4090 costs more than the 3090 and draws 450 W versus 350 W": of two devices, the one that the figure before is
/// not of.
const Mention* SentenceNames::other_of_two(std::size_t i) const {
  if (i == 0 || quantities_[i - 1].unit != quantities_[i].unit) return nullptr;
  const Mention* first = device_for(i - 1);
  const Mention* other = nullptr;
  for (const Mention& m : mentions_) {
    if (m.kind != MentionKind::device || first == nullptr || m.slug == first->slug) continue;
    if ((other != nullptr && other->slug != m.slug) || m.begin > quantities_[i].begin) return nullptr;
    other = &m;
  }
  return other;
}

/// "The gap (288 vs 360 GB/s)" below "RTX 4060 Ti vs RTX 3060": of the device that the sentence or its heading is about,
/// else in the order of the heading.
const Mention* SentenceNames::rival_for(std::size_t i) const {
  const std::vector<Mention>& rivals = context_.rivals;
  const auto is_pair = [&](std::size_t k) {
    return k + 1 < quantities_.size() && quantities_[k].unit == quantities_[k + 1].unit &&
           model::is_one_of(catalog::trimmed(between(quantities_[k].end, quantities_[k + 1].begin)),
                            {"vs", "vs.", "versus"});
  };
  const bool first = is_pair(i), second = i > 0 && is_pair(i - 1);
  if (rivals.size() != 2 || first == second) return nullptr;
  std::string own = context_.subject.device;
  for (const Mention& m : mentions_) {
    if (m.kind != MentionKind::device) continue;
    if (own != m.slug && device_before(m)) return nullptr;
    own = m.slug;
  }
  const bool known = own == rivals[0].slug || own == rivals[1].slug;
  if (!known && !(own.empty() && context_.rivals_in_order)) return nullptr;
  const bool of_first = (own.empty() || own == rivals[0].slug) == first;
  return &rivals[of_first ? 0 : 1];
}

const Mention* SentenceNames::first_of_both(std::size_t i) const {
  const std::size_t end = quantities_[i].begin;
  std::vector<const Mention*> devices;
  for (const Mention& m : mentions_) {
    if (names_device(m) && m.end <= end) devices.push_back(&m);
  }
  if (devices.size() < 2 || previous_end(i) > devices[devices.size() - 2]->begin) return nullptr;
  const Mention& first = *devices[devices.size() - 2];
  const Mention& second = *devices.back();
  const bool both =
      has_word(between(second.end, end), "both") || has_word(between(0, first.begin), "both") ||
      catalog::begins_with_one_of(between(second.end, end),
                                  " have | offer | share | come with | pack | carry | ship with ");
  const std::vector<PageWord> joint = page_words(between(first.end, second.begin));
  const bool joined = !joint.empty() && joint.front().text == "and" && joint.size() < 4;
  return both && joined && first.slug != second.slug && !first.slug.empty() ? &first : nullptr;
}

bool SentenceNames::is_of_two(std::size_t i) const {
  const Mention* own = named_for(i, MentionKind::device);
  if (own == nullptr || own->end > quantities_[i].begin || own->begin < previous_end(i) ||
      paired_device(i) != nullptr) {
    return false;
  }
  return std::any_of(mentions_.begin(), mentions_.end(), [&](const Mention& m) {
    return names_device(m) && m.slug != own->slug && m.end < own->begin && m.set.empty() && !is_compared(m) &&
           model::is_one_of(catalog::trimmed(between(m.end, own->begin)), {"and", "and the", "and a", "&"});
  });
}

/// "800 vs 1,000 GB/s": what the figure before is compared with.
bool SentenceNames::is_second_of_pair(std::size_t i) const {
  return i > 0 && common_unit(quantities_[i - 1].unit) == common_unit(quantities_[i].unit) &&
         model::is_one_of(catalog::trimmed(before(i)), {"vs", "vs.", "versus"});
}

/// "$900 for a 3090": a figure goes with it.
bool SentenceNames::is_led(const Mention& mention) const {
  for (std::size_t i = 0; i < quantities_.size(); ++i) {
    if (led_to(i, mention.kind) == &mention) return true;
  }
  return false;
}

/// "$8,000 H100", "a 24GB RTX 3090", "24 GB (M2/M3)", "the 24 GB of an RTX 4090"
const Mention* SentenceNames::directly_behind(std::size_t i) const {
  for (const Mention& m : mentions_) {
    if (m.kind == MentionKind::device && m.begin >= quantities_[i].end) {
      const std::string_view said = catalog::trimmed(between(quantities_[i].end, m.begin));
      const std::string_view rest = between(m.end, lower_.size());
      const bool bracketed = said == "(" && !rest.empty() &&
                             (std::string_view(")/,").find(rest[0]) != std::string_view::npos ||
                              (rest.size() > 1 && rest[0] == ' ' && catalog::is_digit(rest[1])));
      const bool owned =
          quantities_[i].unit != "x" && model::is_one_of(said, {"of a", "of an", "of the", "of one"});
      return bracketed || owned ||
                     model::is_one_of(said,
                                      {"",
                                       "used",
                                       "new",
                                       "refurbished",
                                       "nvidia",
                                       "amd",
                                       "vram - that's",
                                       "- that's",
                                       "vram, that's"})
                 ? &m
                 : nullptr;
    }
  }
  return nullptr;
}

const Mention* SentenceNames::last_before(std::size_t place, MentionKind kind) const {
  const Mention* found = nullptr;
  for (const Mention& m : mentions_) {
    found = m.kind == kind && m.begin < place ? &m : found;
  }
  return found;
}

/// The only one behind a place that nothing is compared with; null: none, or several.
const Mention* SentenceNames::only_behind(std::size_t place, MentionKind kind) const {
  const Mention* found = nullptr;
  for (const Mention& m : mentions_) {
    if (m.kind != kind || m.begin < place || (kind == MentionKind::device && is_compared_anywhere(m))) {
      continue;
    }
    if (found != nullptr && found->slug != m.slug) {
      return nullptr;
    }
    found = found == nullptr ? &m : found;
  }
  return found;
}

/// One that the sentence is about stands before what is compared with it.
bool SentenceNames::device_before(const Mention& mention) const {
  return std::any_of(mentions_.begin(), mentions_.end(), [&](const Mention& m) {
    return m.kind == MentionKind::device && m.begin < mention.begin && !is_compared(m);
  });
}

/// "The RTX 4090 or RTX 5090 (24GB / 32GB)", "... have 24 GB and 32 GB respectively": as many figures as devices, in one
/// order.
const Mention* SentenceNames::paired_device(std::size_t i) const {
  const auto joined = [&](std::size_t end, std::size_t begin) {
    return model::is_one_of(catalog::trimmed(between(end, begin)),
                            "/|or|and|,|&|, and|and the|or the|and an|or an|and a|or a|vs|vs.|versus");
  };
  const auto follows = [&](std::size_t k) {
    return quantities_[k - 1].unit == quantities_[k].unit &&
           joined(quantities_[k - 1].end, quantities_[k].begin);
  };
  std::size_t first = i, last = i;
  while (first > 0 && follows(first)) --first;
  while (last + 1 < quantities_.size() && follows(last + 1)) ++last;
  std::vector<const Mention*> devices;
  for (const Mention& m : mentions_) {
    if (m.kind != MentionKind::device || m.end > quantities_[first].begin) continue;
    if (!devices.empty() && !joined(devices.back()->end, m.begin)) devices.clear();
    devices.push_back(&m);
  }
  if (first == last || devices.size() != last - first + 1) {
    return nullptr;
  }
  const bool next = model::is_one_of(catalog::trimmed(between(devices.back()->end, quantities_[first].begin)),
                                     {"(", ":", "have", "draw", "cost", "offer", "deliver", "reach", "get"});
  const bool said = has_word(between(quantities_[last].end, lower_.size()), "respectively");
  return next || said ? devices[i - first] : nullptr;
}

/// "12 tok/s on a CPU", "an M4 Max does 70, a laptop 12 tok/s": of a machine that has no name, whatever is named before it.
bool SentenceNames::is_of_unnamed(std::size_t i) const {
  if (begins_change(i) && (context_.swapped || tells_swap())) return true;
  const std::size_t begin = quantities_[i].begin, end = quantities_[i].end;
  std::size_t named = 0, next = std::min(next_begin(i), end + kFar);
  bool processor = false;
  for (const Mention& m : mentions_) {
    if (m.kind != MentionKind::device) continue;
    if (m.end <= begin) named = std::max(named, m.end);
    if (m.end <= begin) processor = m.processor;
    if (m.begin >= end) next = std::min(next, m.begin);
  }
  return leads_to_unnamed_machine(between(end, next), !processor) ||
         (named > 0 && opens_with_unnamed_machine(between(std::max(named, previous_end(i)), begin),
                                                  previous_end(i) > named));
}

bool SentenceNames::begins_change(std::size_t i) const {
  if (i + 1 >= quantities_.size() || quantities_[i].unit != "tok/s" || quantities_[i + 1].unit != "tok/s") {
    return false;
  }
  const auto said = [](std::string_view words) {
    words = catalog::trimmed(words);
    for (const std::string_view about : {"~", "≈", "about", "around", "roughly", "over"}) {
      words.remove_suffix(words.ends_with(about) ? about.size() : 0);
    }
    return catalog::trimmed(words);
  };
  return said(before(i)).ends_with("from") &&
         said(between(quantities_[i].end, quantities_[i + 1].begin)) == "to";
}

bool SentenceNames::is_former(std::size_t i) const {
  std::string_view said = catalog::trimmed(before(i));
  if (said.empty()) return false;
  for (const std::string_view about : {"~", "≈", "about", "around", "roughly", "the"}) {
    said.remove_suffix(said.ends_with(about) ? about.size() : 0);
  }
  const bool changes =
      leads_to_change(between(0, static_cast<std::size_t>(said.data() + said.size() - lower_.data())));
  const bool of_same = model::is_one_of(quantities_[i].unit, {"tok/s", "USD", "EUR"});  // both are claimed
  return changes &&
         (!of_same || catalog::ends_with_one_of(catalog::trimmed(said), {"up from", "down from"})) &&
         led_to(i, MentionKind::device) == nullptr && directly_behind(i) == nullptr;
}

SentenceNames::Swap SentenceNames::swap() const {
  Swap out;
  bool replaced = false;
  for (const Mention& m : mentions_) {
    constexpr std::size_t kNear = 30;
    if (m.kind != MentionKind::device) continue;
    const std::string_view said = without_articles(between(m.begin > kNear ? m.begin - kNear : 0, m.begin));
    const bool object = catalog::ends_with_one_of(
        said, "replaced|replacing|replace|swapped|swapping|swap|swapped out|ditched|traded|sold|retired");
    replaced = replaced || object;
    if (object ||
        catalog::ends_with_one_of(said, {"upgraded", "upgrading", " from", "moved off", "moving off"})) {
      out.old = out.old == nullptr ? &m : out.old;
      continue;
    }
    const bool follows =
        out.old != nullptr &&
        (said.ends_with(" to") || (replaced && catalog::ends_with_one_of(said, {" with", " by", " for"})));
    if (follows ||
        catalog::ends_with_one_of(said,
                                  "upgraded to|upgrading to|upgrade to|switched to|switching to|switch to|"
                                  "moved to|moving to|move to|going to|replaced it with|replaced by")) {
      out.now = &m;
    }
  }
  return out.now != nullptr ? out : Swap{};
}

const Mention* SentenceNames::named_in_part(const Mention& last, std::size_t i) const {
  const std::vector<PageWord> words = page_words(between(last.end, quantities_[i].begin));
  const auto names = [](const Mention& m, std::string_view word) { return has_word(m.typed, word); };
  const auto is_named = [&](const PageWord& word) {
    return std::any_of(mentions_.begin(), mentions_.end(), [&](const Mention& m) {
      return m.begin <= last.end + word.begin && last.end + word.begin < m.end;
    });
  };
  for (std::size_t k = words.size(); k-- > 1;) {
    if (words[k - 1].text != "the" || is_named(words[k]) || names(last, words[k].text)) continue;
    for (const Mention& m : mentions_) {
      if (m.kind == MentionKind::device && m.slug != last.slug && names(m, words[k].text)) return &m;
    }
  }
  return nullptr;
}

bool SentenceNames::is_of_other_version(std::size_t i) const {
  const Mention* last = last_before(quantities_[i].begin, MentionKind::device);
  return last != nullptr ? is_of_other_version(between(last->begin, last->end), last->end, i)
                         : is_of_other_version(context_.subject.device, 0, i);
}

bool SentenceNames::is_of_other_version(std::string_view name, std::size_t from, std::size_t i) const {
  const std::vector<PageWord> words = page_words(between(from, quantities_[i].begin));
  for (std::size_t k = 1; k < words.size(); ++k) {
    if (words[k - 1].text != "the") continue;
    const std::string& word = words[k].text;
    const bool version = k + 1 < words.size() && model::is_one_of(words[k + 1].text,
                                                                  "version|versions|variant|variants|model|"
                                                                  "part|models|one|ones|card|cards|edition");
    const bool form = model::is_one_of(word, {"sxm", "sxm2", "sxm4", "sxm5", "nvl"}) ||
                      (version && (word == "pcie" || word.ends_with("-core")));
    const bool size = version && catalog::is_memory(word) && catalog::contains(name, "gb");
    if ((form || size) && !has_word(name, word)) return true;
  }
  return false;
}

/// "Thanks to its 24 GB, the RTX 3090 can do what the RTX 4070 can't": the device behind the comma.
const Mention* SentenceNames::owner_behind(std::size_t i) const {
  const std::string_view first = catalog::trimmed(between(0, quantities_.front().begin));
  if (!has_word(first, "its") || first.find(',') != std::string_view::npos) return nullptr;
  for (const Mention& m : mentions_) {
    if (m.kind != MentionKind::device) continue;
    const std::string_view gap = catalog::trimmed(between(quantities_[i].end, m.begin));
    const bool next =
        gap.ends_with(',') || gap.ends_with(", the") || gap.ends_with(", an") || gap.ends_with(", a");
    return m.begin >= quantities_[i].end && next ? &m : nullptr;
  }
  return nullptr;
}

const Mention* SentenceNames::device_for(std::size_t i) const {
  if (begins_change(i) && tells_swap()) return swap().old;
  if (const Mention* paired = paired_device(i)) return paired;
  if (const Mention* led = led_to(i, MentionKind::device)) return led;
  if (const Mention* next = directly_behind(i)) return next;
  if (is_of_unnamed(i)) return nullptr;
  constexpr std::size_t kBesideName = 16;
  const std::size_t begin = quantities_[i].begin;
  std::string_view last = catalog::trimmed(before(i));  // "192 GB vs. 80/94 GB"
  last = catalog::trimmed(last.substr(0, last.find_last_not_of("0123456789/") + 1));
  const bool second = catalog::ends_with_one_of(last, {"vs", "vs.", "versus", "against"});
  if (second) {
    if (const Mention* other = other_of_two(i)) return other;
  }
  const std::string_view next = catalog::trimmed(behind(i));
  const bool first_of_two = next.starts_with("vs") || next.starts_with("versus");
  std::size_t clause = begin;
  while (clause > 0 && !parts_clauses(lower_, clause - 1)) --clause;
  const bool of_it = catalog::begins_with_one_of(catalog::trimmed(between(clause, begin)),
                                                 {"and it ", "but it ", "it ", "though it ", "yet it "});
  for (auto m = mentions_.rbegin(); m != mentions_.rend(); ++m) {
    if (m->kind != MentionKind::device || m->begin >= begin) {
      continue;
    }
    if (is_host_beside(*m)) continue;
    if (of_it && is_led(*m)) continue;  // "versus $900 for a 3090, and it draws 450 W"
    if (!is_compared(*m)) {
      if (const Mention* other = named_in_part(*m, i)) return other;
      return second || is_of_other_version(between(m->begin, m->end), m->end, i) ? nullptr : &*m;
    }
    if (first_of_two && device_before(*m)) {
      continue;
    }
    // "vs the P40's 346 GB/s", "lower than the 3090 (346 GB/s vs 936 GB/s)"
    const std::string_view said = between(m->end, begin);
    const bool owns = (said.starts_with("'s ") || said.starts_with("’s ")) &&
                      said.find_first_of(",;(") == std::string_view::npos;
    const bool inside = catalog::trimmed(said).starts_with('(') && said.find(')') == std::string_view::npos;
    const bool which = catalog::begins_with_one_of(said, {", which has", ", which have", ", with its"}) &&
                       said.find(',', 1) == std::string_view::npos;  // "similar to the A100, which has"
    const bool beside = said.size() < kBesideName && !said.starts_with(')');
    if (which || second || owns || inside || beside) {
      return &*m;
    }
  }
  // "With 48 GB of GDDR6 (864 GB/s), the L40S": nothing else can be meant
  const std::string_view first = std::string_view(lower_).substr(0, quantities_.front().begin);
  const Mention* owner = owner_behind(i);
  if (owner != nullptr) return owner;
  const bool leads_in = catalog::trimmed(first).empty() || first.find(',') == std::string_view::npos;
  const bool opens = catalog::trimmed(first).empty() ||
                     catalog::begins_with_one_of(
                         catalog::trimmed(first),
                         "with |at |featuring |for |offering |having |packing |~|at|with|for|featuring");
  return leads_in && opens && !second && !has_word(first, "it")
             ? only_behind(quantities_[i].end, MentionKind::device)
             : nullptr;
}

/// "87 tok/s (70B Q4)": what the brackets behind a figure name is what it is of.
const Mention* SentenceNames::bracketed_behind(std::size_t i, MentionKind kind) const {
  const std::string_view behind = between(quantities_[i].end, next_begin(i));
  const std::size_t open = behind.find_first_not_of(' ');
  const std::size_t close = behind.find(')');
  if (open == std::string_view::npos || behind[open] != '(' || close == std::string_view::npos)
    return nullptr;
  const std::size_t begin = quantities_[i].end + open, end = quantities_[i].end + close;
  for (const Mention& m : mentions_) {
    if (m.kind == kind && m.begin > begin && m.end <= end) return &m;
  }
  return nullptr;
}

const Mention* SentenceNames::named_for(std::size_t i, MentionKind kind) const {
  if (kind == MentionKind::device) return device_for(i);
  if (kind == MentionKind::model && is_of_unknown_size(i)) return nullptr;
  if (const Mention* own = kind == MentionKind::model ? bracketed_behind(i, kind) : nullptr) return own;
  if (const Mention* led = led_to(i, kind)) return led;
  const Mention* last = last_before(quantities_[i].begin, kind);
  return last != nullptr || is_of_same(i) ? last : only_behind(quantities_[i].end, kind);
}

bool SentenceNames::is_of_same(std::size_t i) const {
  return has_one_word(first_part(behind(i)), {"the same model", "the same one"});
}

bool SentenceNames::is_of_unread_sizes(std::size_t i) const {
  const std::string_view said = before(i);
  const std::size_t begin = quantities_[i].begin - said.size();
  const auto is_in_name = [&](std::size_t at) {
    return std::any_of(
        mentions_.begin(), mentions_.end(), [&](const Mention& m) { return m.begin <= at && at < m.end; });
  };
  bool sizes = false;
  for (const PageWord& word : page_words(said)) {
    const bool named = is_in_name(begin + word.begin);
    const bool range = word.text.ends_with('b') && catalog::contains(word.text, "-") &&
                       word.text.find_first_not_of("0123456789.-") == word.text.size() - 1;
    sizes = !named && (sizes || range);
  }
  return sizes;
}

bool SentenceNames::is_of_unknown_size(std::size_t i) const {
  if (is_of_unread_sizes(i)) return true;
  const std::vector<PageWord> words = page_words(first_part(behind(i)));
  const auto is = [&](std::size_t k, const char* any) {
    return k < words.size() && model::is_one_of(words[k].text, any);
  };
  const std::size_t size = is(1, "a|an|the|its|my") ? 2 : 1;
  if (!is(0, "on|for|with") || size >= words.size()) return false;
  const std::string& word = words[size].text;
  const bool millions = word.size() > 1 && word.ends_with('m') &&
                        catalog::parse_number(word.substr(0, word.size() - 1)).has_value();
  const std::size_t at = quantities_[i].end + words[size].begin;
  return millions && std::none_of(mentions_.begin(), mentions_.end(), [&](const Mention& m) {
           return m.kind == MentionKind::model && m.begin <= at && at < m.end;
         });
}

bool SentenceNames::leads_to(const Mention& mention, std::size_t i) const {
  if (mention.end > quantities_[i].begin) return false;
  std::string_view said = catalog::trimmed(between(mention.end, quantities_[i].begin));
  if (model::is_one_of(said, {":", "=", "("})) return true;
  const std::vector<PageWord> words = page_words(said);  // "FP16 it is", "with 8-bit, it uses about"
  const bool it = said.starts_with(',') && !words.empty() && words.front().text == "it";
  said.remove_prefix(it ? 1 : 0);
  return said.find_first_of(",;:/|()[]=") == std::string_view::npos &&
         std::all_of(words.begin(), words.end(), [](const PageWord& word) {
           return model::is_one_of(
               word.text,
               "at|gets|gives|needs|takes|uses|weighs|does|takes|runs|reaches|it|is|about|are|take|the|"
               "version|variant|weights|file|around|need|use|get|roughly|model|requires|would|be|only|"
               "weigh|still|just|to|a|bit|over|down");
         });
}

/// "41 t/s in F16, 66 t/s (Q8_0)": the storage type that a figure of a list goes on with.
const Mention* SentenceNames::quant_behind(std::size_t i) const {
  const std::size_t end = quantities_[i].end;
  for (const Mention& m : mentions_) {
    if (m.kind != MentionKind::quant || m.begin < end) continue;
    if (m.begin > next_begin(i)) return nullptr;
    std::string_view said = catalog::trimmed(between(end, m.begin));
    const bool inside = said.starts_with('(') || said.starts_with('[');
    said.remove_prefix(inside ? 1 : 0);
    const std::vector<PageWord> words = page_words(said);
    const bool cut = said.find_first_of(",;:/|()[]") != std::string_view::npos;
    const bool joined = !cut && std::all_of(words.begin(), words.end(), [](const PageWord& word) {
      return model::is_one_of(word.text,
                              "in|at|with|for|using|as|under|when|if|the|a|an|its|quantized|stored|"
                              "quantised|running|run|loaded|to|of|vram|memory|ram|weights|decode|prefill|"
                              "via|full|native|good|once|generation|decoding|on|disk|speed|output|"
                              "compressed");
    });
    const std::string_view rest = catalog::trimmed(between(m.end, std::min(lower_.size(), m.end + kFar)));
    const bool of_cache = catalog::begins_with_one_of(
        rest, {"kv", "cache", "context", "k/v", "compute", "activations", "accumul", "arithmetic"});
    const bool of_next = i + 1 < quantities_.size() && quantities_[i + 1].unit == quantities_[i].unit &&
                         !rest.starts_with('(') && leads_to(m, i + 1);
    return joined && !of_cache && !of_next ? &m : nullptr;
  }
  return nullptr;
}

/// As many storage types as figures of a unit, in one order: "66 t/s and 94 t/s in Q8_0 and Q4_0 respectively". Empty: they
/// are not as many.
std::string SentenceNames::paired_quant(std::size_t i) const {
  std::vector<std::string> quants;
  for (const Mention& m : mentions_) {
    if (m.kind == MentionKind::quant) quants.push_back(m.slug);
  }
  std::size_t figures = 0, place = 0;
  for (std::size_t k = 0; k < quantities_.size(); ++k) {
    if (k == i) place = figures;
    figures += quantities_[k].unit == quantities_[i].unit ? 1 : 0;
  }
  return figures == quants.size() ? quants[place] : "";
}

/// The storage type that goes with a figure: directly behind or before it; else behind its model; else the nearest.
std::string SentenceNames::quant_for(std::size_t i, const Mention* model) const {
  const auto is_quant = [](const Mention& m) { return m.kind == MentionKind::quant; };
  if (has_word(lower_, "respectively") && std::count_if(mentions_.begin(), mentions_.end(), is_quant) > 1) {
    return paired_quant(i);
  }
  if (const Mention* own = quant_behind(i)) return own->slug;
  for (const Mention& m : mentions_) {  // "faster than Q8_0 at 81 t/s"
    if (is_quant(m) && leads_to(m, i)) return m.slug;
  }
  const std::size_t place = model != nullptr ? model->end : quantities_[i].end;
  const Mention* best = nullptr;
  std::size_t least = kFar;
  for (const Mention& m : mentions_) {
    const std::size_t far = m.begin >= place ? m.begin - place : place - std::min(place, m.end);
    const bool next = model != nullptr && catalog::trimmed(between(place, m.begin)) == ",";  // "(8B, FP8)"
    const bool cut =
        !next && m.begin > place && between(place, m.begin).find_first_of(",;.") != std::string_view::npos;
    if (m.kind == MentionKind::quant && far <= least && !cut) {
      best = &m;
      least = far;
    }
  }
  return best != nullptr ? best->slug : "";
}

SentenceNames::Label SentenceNames::label(std::size_t i) const {
  Label out;
  out.end = lower_.rfind(':', quantities_[i].begin);
  if (out.end == std::string::npos) return {};
  for (const Quantity& q : quantities_) {
    const bool labelled = q.end <= out.end && catalog::contains(between(out.begin, q.begin), ":");
    out.begin = labelled ? q.end : out.begin;
  }
  return out;
}

bool SentenceNames::is_labelled_with_device(std::size_t i) const {
  const Label own = label(i);
  return std::any_of(mentions_.begin(), mentions_.end(), [&](const Mention& m) {
    return names_device(m) && m.begin >= own.begin && m.begin < own.end;
  });
}

/// "RTX 3090: 936 GB/s" and then "My old server: 154 GB/s": another machine stands where the device's name stood.
bool SentenceNames::is_of_other_label(std::size_t i) const {
  return context_.labelled_units.contains(common_unit(quantities_[i].unit)) &&
         names_any_machine(between(label(i).begin, label(i).end));
}

/// Whether a sentence that names no device goes on about that of its context: it says "it", it is a line with a label, or
/// it compares with another one. A rate needs more: any machine can be the one that it was measured on.
bool SentenceNames::goes_on(std::size_t i, bool rate) const {
  if (rate && has_one_word(lower_, {"cloud", "api", "apis", "openai", "anthropic", "chatgpt"})) {
    return false;  // what others serve
  }
  if (is_of_other_label(i)) return false;
  if (context_.sole_device || context_.listed) {
    return true;
  }
  constexpr std::size_t kLongestLabel = 40;
  const std::string_view start = catalog::trimmed(between(0, quantities_[i].begin));
  const std::size_t colon = start.find(':');
  // "Max 192 GB memory, 800 GB/s"
  const std::string_view first = catalog::trimmed(between(0, quantities_.front().begin));
  const bool opens = !rate && model::is_one_of(first, {"", "max", "maximum", "up to", "only", "just"});
  const bool labelled = opens || start.empty() || (colon != std::string_view::npos && colon < kLongestLabel);
  // "Llama 3.1 8B at 71 tokens per second."
  const bool listed = !mentions_.empty() && mentions_.front().kind == MentionKind::model &&
                      catalog::trimmed(between(0, mentions_.front().begin)).empty();
  const bool says_it =
      has_one_word(lower_,
                   "it|its|it's|they|the card|this card|this gpu|the gpu|this chip|the chip|the board|"
                   "this board|board has|the new card|the new chip|the new gpu|this machine|the machine|"
                   "this system|the system|this device|this box|users report|expect|you get|used one|"
                   "used ones|new one|of them|of these|of those") ||
      catalog::contains(lower_, "it’s");
  const bool of_metric =  // "Memory bandwidth sits at 936 GB/s"
      !rate && catalog::begins_with_one_of(lower_,
                                           "memory bandwidth |the memory bandwidth |bandwidth |power draw |"
                                           "power consumption |the power draw |vram |tdp ");
  const bool of_phase =  // "Prompt processing is around 700 t/s"
      rate && catalog::begins_with_one_of(
                  lower_,
                  "prompt processing |prompt eval|prefill |token generation |generation |decode |decoding |"
                  "output generation |text generation |output speed ");
  const bool elided =  // "Runs 7B models at 25 tok/s", "...; closer to 20 tok/s"
      model::is_one_of(std::string_view(lower_).substr(0, lower_.find(' ')),
                       "runs|closer|handles|gets|generates|delivers|draws|reaches|offers|costs|sells|has|"
                       "comes|features|packs|pulls|priced|price|prices|retails|msrp");
  const bool compares = std::any_of(mentions_.begin(), mentions_.end(), [&](const Mention& m) {
    return m.kind == MentionKind::device && is_compared(m);
  });
  // "Qwen3 32B runs at 25 tok/s", below a heading that names the only device since
  const bool alone =
      context_.alone && !mentions_.empty() &&
      !has_one_word(
          lower_,
          "if|would|could|should|most|typical|typically|usually|any|anything|reading|reader|readers|humans|"
          "api|apis|cloud|hosted|target|minimum|usable|someone|friend|others|other|phone|laptop|elsewhere");
  return labelled || listed || says_it || of_metric || of_phase || alone || elided || (compares && !rate);
}

namespace {

/// "Two of them do 95 tok/s, a single one 82"
bool says_one_alone(std::string_view said) {
  return has_one_word(
      said,
      "a single one|a single card|a single gpu|just one|only one|with one|one of them|one card|one gpu");
}

}  // namespace

Subject SentenceNames::subject_for(std::size_t i, bool rate) const {
  Subject out;
  const Subject& context = context_.subject;
  const Mention* device = named_for(i, MentionKind::device);
  if (device == nullptr) device = rival_for(i);
  if (device == nullptr && is_of_unnamed(i)) {
    out.many_devices = false;  // and none of the context
  } else if (device != nullptr) {
    const bool all = has_one_word(around(i), {"total", "combined", "together", "pooled", "altogether"});
    const bool of_set = !device->set.empty() && (rate || all);
    out.device = of_set ? device->set : device->slug;
    out.variants = of_set ? std::vector<std::string>{} : device->variants;
    out.memory_mts = device->memory_mts;
    out.many_devices = device->slug.empty();
    const bool of_one = device->end <= quantities_[i].begin &&
                        says_one_alone(between(std::max(device->end, previous_end(i)), quantities_[i].begin));
    out.n_devices = device->count > 0 && !of_set && !of_one ? device->count : model::kUnknown;
  } else if (is_of_other_version(i) || (!rate && is_second_of_pair(i))) {
    out.many_devices = true;  // "800 GB/s vs 3 TB/s": of what it is compared with
  } else if (!unknown_device_ &&
             (context_.sole_device || !has_device() ||
              ((context_.headed || has_word(between(0, quantities_[i].begin), "it")) &&
               !has_device_near(i))) &&
             goes_on(i, rate)) {
    out.device = context.device;
    out.variants = context.variants;
    const double own = memory_rate(lower_);
    out.memory_mts = own > 0 ? own : context.memory_mts;
    const double several = number_of_them(between(0, quantities_[i].begin));
    const bool of_one = says_one_alone(between(previous_end(i), quantities_[i].begin));
    out.n_devices = several > 1 ? several : of_one ? model::kUnknown : context.n_devices;
    out.many_devices = context.many_devices;
    out.many_counts = context.many_counts;
    out.parallel = context.parallel;
  } else {
    out.many_devices = std::count_if(mentions_.begin(), mentions_.end(), names_device) > 1;
  }
  const Mention* model = named_for(i, MentionKind::model);
  const bool of_several = model != nullptr && is_in_range(*model);
  model = of_several ? nullptr : model;
  const auto models = std::count_if(
      mentions_.begin(), mentions_.end(), [](const Mention& m) { return m.kind == MentionKind::model; });
  out.quant = quant_for(i, model);
  if (model != nullptr) {
    out.model = model->slug;
    const bool of_other = !context_.quant_of.empty() && context_.quant_of != model->slug;
    out.quant = out.quant.empty() && models == 1 && !of_other ? context.quant : out.quant;
  } else if (of_several) {
    out.many_models = true;
  } else if (rate && (unknown_model_ || is_of_unknown_size(i))) {
    out.many_models = false;  // and none of the context
  } else if (rate) {
    out.model = context.model;
    out.many_models = context.many_models;
    out.of_other_device = device != nullptr && !context.device.empty() && context.device != device->slug;
    out.quant = out.quant.empty() || is_of_same(i) ? context.quant : out.quant;
  }
  if (rate) {
    out.streams = context.streams;
    out.drafts = context.drafts;
  }
  const Mention* engine = named_for(i, MentionKind::engine);
  out.engine = engine != nullptr ? engine->slug : context.engine;
  return out;
}

bool SentenceNames::follows_model(std::size_t i) const {
  return std::any_of(mentions_.begin(), mentions_.end(), [&](const Mention& m) {
    if (m.kind == MentionKind::device || m.kind == MentionKind::engine || m.end > quantities_[i].begin)
      return false;
    std::string_view said = catalog::trimmed(between(m.end, quantities_[i].begin));
    for (const std::string_view word :  // "a 70B INT4 model (35 GB)"
         {"model", "models", "weights", "quantization", "quant", "gguf", "file", "version", "variant"}) {
      if (said.starts_with(word)) said = catalog::trimmed(said.substr(word.size()));
    }
    const bool in_bracket =  // "70B (Q4_K_M, 42.5 GB)"
        m.kind == MentionKind::quant && catalog::trimmed(between(0, m.begin)).ends_with('(');
    if (in_bracket && model::is_one_of(said, {",", ", ~", "/", ", about"})) return true;
    const bool no_device = std::none_of(mentions_.begin(), mentions_.end(), names_device);
    if (m.kind == MentionKind::quant && no_device &&
        model::is_one_of(said, {"just", "only", "is", "is about"}))
      return true;  // "at Q8 it is 9 GB, at Q4 just 5 GB"
    return model::is_one_of(said, {"(", "(~", "=", "≈", "= ~", "(about", "(≈", "(around", "(roughly"});
  });
}

std::optional<std::string_view> SentenceNames::pair_at(std::size_t i) const {
  if (i + 1 >= quantities_.size() || quantities_[i].unit != "tok/s" || quantities_[i + 1].unit != "tok/s") {
    return std::nullopt;
  }
  const std::string_view said = catalog::trimmed(between(quantities_[i].end, quantities_[i + 1].begin));
  return said.ends_with('/') ? std::optional(said.substr(0, said.size() - 1)) : std::nullopt;
}

bool SentenceNames::has_pair_of_phases() const {
  for (std::size_t i = 0; i + 1 < quantities_.size(); ++i) {
    const auto first = pair_at(i);
    if (first && says_prefill(*first) && says_decode(first_part(behind(i + 1)))) return true;
  }
  return false;
}

std::optional<Phase> SentenceNames::phase_in_bare_pair(std::size_t i) const {
  constexpr double kFarApart = 4;  // no two answers, but a prompt and one
  const auto is_bare = [&](std::size_t first) {
    const auto said = pair_at(first);
    const std::string_view behind_both = said ? first_part(behind(first + 1)) : std::string_view();
    const bool alone = !says_prefill(behind_both) && !says_decode(behind_both);
    return said && said->empty() && (alone || says_prompt_first(behind_both));
  };
  const bool opens = is_bare(i), closes = i > 0 && is_bare(i - 1);
  if (opens == closes) {
    return std::nullopt;  // no pair, or one of several
  }
  const std::size_t first = opens ? i : i - 1;
  const auto order = says_prompt_first(std::string(before(first)) + " # " + std::string(behind(first + 1)));
  if (order || context_.prompt_first || has_pair_of_phases()) {
    return opens == order.value_or(true) ? Phase::prompt : Phase::answer;
  }
  const bool unclear = quantities_[first].low > kFarApart * quantities_[first + 1].low;
  return unclear ? std::optional(Phase::unclear) : std::nullopt;
}

std::size_t SentenceNames::next_rate(std::size_t i) const {
  do ++i;
  while (i < quantities_.size() && quantities_[i].unit != "tok/s");
  return i;
}

/// Behind the i-th figure, a rate, up to where words lead to the next one.
SentenceNames::SaidBehind SentenceNames::said_behind(std::size_t i, bool labelled) const {
  constexpr std::size_t kLabel = 22;
  const std::size_t next = next_rate(i), end = quantities_[i].end;
  if (next == quantities_.size()) {
    return {behind(i)};
  }
  const std::string_view said = between(end, quantities_[next].begin);
  if (const auto own = said_of_first(said)) {
    return {said.substr(0, *own), phase_of_label(said.substr(0, *own)) != Phase::unsaid};
  }
  if (labelled) {
    return {};  // "prefill 3500 t/s decode 110 t/s"
  }
  const std::size_t last =
      next_rate(next) < quantities_.size() ? quantities_[next_rate(next)].begin : lower_.size();
  const std::string_view after =
      between(quantities_[next].end, std::min(last, quantities_[next].end + kLabel));
  const bool follows = phase_of_label(after) != Phase::unsaid;  // "3500 t/s prefill 110 t/s decode"
  return {said, follows, !follows};
}

Phase SentenceNames::phase_for(std::size_t i) const {
  if (const auto paired = phase_in_bare_pair(i)) return *paired;
  std::size_t begin = 0;
  Phase led_in = Phase::unsaid, phase = Phase::unsaid;
  bool unclear = false;
  for (std::size_t k = 0; k <= i; ++k) {
    if (quantities_[k].unit != "tok/s") continue;
    const std::string_view before = between(begin, quantities_[k].begin);
    const SaidBehind said = said_behind(k, is_labelled(before));
    const Phase own = phase_of_rate(before, said.text, led_in);
    const bool has_unit = !catalog::is_digit(lower_[quantities_[k].end - 1]);
    phase = unclear || said.of_either           ? Phase::unclear
            : own == Phase::unsaid && !has_unit ? phase  // it shares its unit with the one before
                                                : own;
    unclear = said.of_either;
    led_in = leads_in_phase(before) ? phase : led_in;
    led_in = phase == Phase::answer ? Phase::unsaid : led_in;
    begin = quantities_[k].end + (said.is_label ? said.text.size() : 0);
  }
  return phase == Phase::unsaid ? context_.phase : phase;
}

bool SentenceNames::is_far_above_another(std::size_t i) const {
  constexpr double kFarAbove = 10;
  const auto same = [&](std::size_t k, MentionKind kind) {
    const Mention* own = named_for(i, kind);
    const Mention* other = named_for(k, kind);
    return own == other || (own != nullptr && other != nullptr && own->slug == other->slug);
  };
  for (std::size_t k = 0; k < quantities_.size(); ++k) {
    if (quantities_[k].unit == "tok/s" && quantities_[i].low > kFarAbove * quantities_[k].high &&
        same(k, MentionKind::device) && same(k, MentionKind::model)) {
      return true;
    }
  }
  return false;
}

const Mention* SentenceNames::mention_between(std::size_t first, std::size_t second) const {
  for (const Mention& m : mentions_) {
    const bool inside = m.begin >= quantities_[first].end && m.end <= quantities_[second].begin;
    if (m.kind == MentionKind::device && inside) return &m;
  }
  return nullptr;
}

bool SentenceNames::has_device() const {
  return std::any_of(mentions_.begin(), mentions_.end(), [&](const Mention& m) {
    return m.kind == MentionKind::device && !is_compared_anywhere(m);
  });
}

bool SentenceNames::is_compared_anywhere(const Mention& mention) const {
  return std::any_of(mentions_.begin(), mentions_.end(), [&](const Mention& m) {
    return m.kind == mention.kind && m.slug == mention.slug && m.begin <= mention.begin && is_compared(m);
  });
}

Subject SentenceNames::device_of_context() const {
  const bool any = std::any_of(mentions_.begin(), mentions_.end(), names_device);
  return any ? Subject{} : headed_by();
}

Subject SentenceNames::headed_by() const {
  const bool told = context_.sole_device || context_.headed || context_.listed;
  return told && !unknown_device_ && !context_.subject.many_devices ? context_.subject : Subject{};
}

Subject SentenceNames::device_told_before() const {
  const bool any = std::any_of(mentions_.begin(), mentions_.end(), names_device);
  return any || unknown_device_ || context_.subject.many_devices ? Subject{} : context_.subject;
}

bool SentenceNames::has_device_near(std::size_t i) const {
  return std::any_of(mentions_.begin(), mentions_.end(), [&](const Mention& m) {
    if (m.kind != MentionKind::device || is_compared(m)) return false;
    if (m.begin < quantities_[i].begin) return true;
    const std::string_view gap = between(quantities_[i].end, m.begin);
    bool cut = gap.size() > kFar || catalog::contains(gap, " — ");
    for (std::size_t k = 0; k < gap.size() && !cut; ++k) cut = parts_clauses(gap, k);
    return !cut;
  });
}

std::vector<Mention> SentenceNames::told_of() const {
  std::vector<Mention> out = mentions_;
  std::erase_if(out, [&](const Mention& m) { return m.kind == MentionKind::device && is_compared(m); });
  return out;
}

bool parts_clauses(std::string_view text, std::size_t at) {
  const bool in_number = text[at] == ',' && at + 1 < text.size() && catalog::is_digit(text[at + 1]);
  return (text[at] == ',' || text[at] == ';') && !in_number;
}

std::string_view first_part(std::string_view said) {
  std::size_t end = std::min({said.find(" and "), said.find(" — "), said.find(')'), said.size()});
  for (std::size_t i = 0; i < end; ++i) {
    end = parts_clauses(said, i) ? i : end;
  }
  return said.substr(0, end);
}

bool names_unknown_model(std::string_view cell, std::span<const Mention> mentions) {
  const std::vector<PageWord> words = page_words(cell);
  bool known = false, other = false;
  for (const Mention& m : mentions) {
    known = known || m.kind == MentionKind::model || m.kind == MentionKind::device;
  }
  for (const PageWord& word : words) {
    const bool named = std::any_of(mentions.begin(), mentions.end(), [&](const Mention& m) {
      return word.begin < m.end && m.begin < word.end;
    });
    const bool letters = !catalog::is_digit(word.text.front());
    const bool of_name = is_capital(cell[word.begin]) || (mentions.empty() && letters);
    other = other || (!named && of_name && !is_no_model(word.text));
  }
  return !known && other;
}

namespace {

/// "Intel i9", "Jetson", "Snapdragon": what begins the names of machines, where no name of the catalog goes on with it.
bool begins_machine(std::string_view word) {
  const bool core = word.size() > 1 && word[0] == 'i' && std::string_view("3579").find(word[1]) < 4 &&
                    (word.size() == 2 || word[2] == '-');
  return core || model::is_one_of(
                     word, "jetson|snapdragon|xeon|epyc|ryzen|threadripper|celeron|pentium|opteron|exynos");
}

/// "TTFT P50 (ms)"
bool is_percentile(std::string_view word) {
  return model::is_one_of(word, {"p50", "p75", "p90", "p95", "p99", "p999"});
}

}  // namespace

bool names_unknown_device(std::string_view text, std::span<const Mention> mentions) {
  bool tesla = false;  // "Tesla K40", where "K40" alone may be anything
  const std::vector<PageWord> words = page_words(text);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const PageWord& word = words[i];
    if (i + 1 < words.size() &&
        model::is_one_of(words[i + 1].text, {"psu", "power", "motherboard", "board"})) {
      tesla = false;
      continue;  // "an RM1000x PSU"
    }
    const bool after_tesla = std::exchange(tesla, word.text == "tesla");
    const std::string& w = word.text;
    const std::size_t letters = std::min(w.find_first_of("0123456789"), w.size());
    const std::size_t digits = std::min(w.find_first_not_of("0123456789", letters), w.size()) - letters;
    const bool shaped =
        letters > 0 && letters <= 2 && digits >= 2 && digits <= 4 && letters + digits + 2 >= w.size();
    const bool other =
        !after_tesla && (is_percentile(w) ||
                         catalog::begins_with_one_of(
                             w, {"q", "fp", "bf", "tg", "pp", "x", "f1", "f3", "u2", "b8", "b9", "k", "gf"}));
    const bool known = std::any_of(mentions.begin(), mentions.end(), [&](const Mention& m) {
      return word.begin < m.end && m.begin < word.end;
    });
    if (((shaped && !other) || begins_machine(w)) && !known) {
      return true;
    }
  }
  return false;
}

}  // namespace tokroof::formats
