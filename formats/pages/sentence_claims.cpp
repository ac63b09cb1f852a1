#include "formats/pages/sentence_claims.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "catalog/text.hpp"
#include "formats/pages/bill_words.hpp"
#include "formats/pages/sentence_bandwidth.hpp"
#include "formats/pages/sentence_bytes.hpp"
#include "formats/pages/sentence_fit.hpp"
#include "model/names.hpp"
#include "model/rates.hpp"

namespace tokroof::formats {
namespace {

class SentenceClaims {
 public:
  SentenceClaims(const SourceText& sentence, const SentenceNames& names, ClaimCollector& collector)
      : sentence_(sentence), names_(names), collector_(collector) {}

  void read() {
    for (std::size_t i = 0; i < names_.quantities().size(); ++i) {
      figure(i);
    }
    read_fit(sentence_, names_, collector_);
    read_link();
  }

 private:
  [[nodiscard]] const Quantity& quantity(std::size_t i) const { return names_.quantities()[i]; }
  void take(
      std::size_t i, Metric metric, const Subject& subject, std::string_view link = {}, double streams = 0) {
    collector_.figure(sentence_, quantity(i), metric, subject, streams, link);
  }
  void leave(std::size_t i, std::string why) {
    collector_.not_understood(sentence_, quantity(i), std::move(why));
  }

  void figure(std::size_t i) {
    const std::string& unit = quantity(i).unit;
    std::string_view next = first_part(names_.behind(i, 14));
    next = next.substr(
        0, next.find_first_of("(-"));  // "50 tok/s (faster than before)", "732 GB/s - more than double"
    const std::string_view sign = catalog::trimmed(names_.before(i, 8));
    const bool varies = sign.ends_with("±") || sign.ends_with("+/-");  // "on average, ± 2 t/s"
    const bool difference = varies || is_added(i) ||
                            (has_one_word(next,
                                          "higher|more|faster|lower|less|extra|slower|jump|gap|increase|"
                                          "advantage|uplift|improvement|bump|difference") &&
                             !has_one_word(next, {"lower-end", "higher-end"}));
    const bool judged = unit == "tok/s" || unit == "x" || unit_fits(Metric::power, unit) || unit == "GB" ||
                        unit == "GiB" || unit_fits(Metric::bandwidth, unit);
    if (names_.is_former(i)) {
      if (judged || unit_fits(Metric::power, unit) || unit_fits(Metric::price, unit)) {
        leave(i, "what was before, or of another device");
      }
    } else if (judged && is_denied(i)) {
      leave(i, "denied, or of no machine that there is");
    } else if (unit == "x") {
      ratio(i);
    } else if (unit == "tok/s") {
      difference ? leave(i, "a difference") : rate(i);
    } else if (model::is_one_of(unit, {"tok/min", "tok/h", "ms/token"})) {
      leave(i, "of a minute, an hour or one token: of how many streams is not said");
    } else if (unit_fits(Metric::memory, unit)) {
      difference ? leave(i, "a difference") : read_bytes(sentence_, names_, i, collector_);
    } else if (unit_fits(Metric::bandwidth, unit)) {
      difference ? leave(i, "a difference") : read_bandwidth(sentence_, names_, i, collector_);
    } else if (unit_fits(Metric::arithmetic, unit)) {
      arithmetic(i);
    } else if (unit_fits(Metric::power, unit)) {
      is_added(i) ? leave(i, "a difference") : power(i);
    } else if (unit_fits(Metric::first_token, unit)) {
      first_token(i);
    } else if (names_.is_bill(i)) {
      if (unit_fits(Metric::price, unit)) leave(i, "of electricity: in which span of time is not said");
    } else if (unit == "EUR/h") {
      leave(i, "a rent that is not in dollars");
    } else if (unit == "USD/h") {
      take(i, Metric::hourly_price, names_.subject_for(i, false));
    } else if (unit_fits(Metric::price, unit)) {
      is_added(i) ? leave(i, "a difference") : price(i);
    }
  }

  /// "+12 GB", "loses 12 GB": what one has more or less than another.
  [[nodiscard]] bool is_added(std::size_t i) const {
    const std::string_view sign = names_.between(0, quantity(i).begin);
    const std::string_view before = catalog::trimmed(sign.substr(0, sign.find_last_not_of("~≈ ") + 1));
    if (catalog::ends_with_one_of(
            before,
            "loses|lose|losing|gains|gain|gaining|saves|saving|sacrifices|gives up|extra|"
            "additional")) {
      return true;
    }
    const bool leads = sign.size() < 2 || sign[sign.size() - 2] == ' ' || sign[sign.size() - 2] == '\n';
    return sign.ends_with('+') && leads;
  }

  /// "not the 720 GB/s", "no RTX 4090 will do 400", "if it had 1,792 GB/s": the page does not say it of anything.
  [[nodiscard]] bool is_denied(std::size_t i) const {
    constexpr std::size_t kVerb = 24;
    const std::size_t begin = quantity(i).begin;
    std::size_t from = begin - names_.before(i, kVerb).size();
    for (const Mention& m : names_.mentions()) {  // "can't touch the 3090's 936 GB/s"
      if (m.end <= begin) from = std::max(from, m.end);
    }
    std::string_view said = names_.between(from, begin);
    said.remove_prefix(said.find_last_of(",;:()") + 1);
    const bool denied = has_one_word(said,
                                     "not|never|cannot|isn't|isn’t|won't|won’t|can't|can’t|doesn't|doesn’t|"
                                     "don't|don’t|instead of|nowhere near|rather than|contrary to") &&
                        !has_one_word(said, {"only", "just", "need", "fit"});
    const Mention* device = names_.named_for(i, MentionKind::device);
    const std::string_view start = names_.between(0, quantity(i).begin);
    const std::string_view behind = names_.between(quantity(i).end, names_.lower().size());
    const std::string_view of_device =
        device != nullptr ? catalog::trimmed(names_.between(0, device->begin)) : std::string_view();
    const bool of_none = of_device == "no" || of_device.ends_with(" no");
    const bool supposed = (has_word(start, "if") && has_one_word(start, {"had", "were"})) ||
                          has_one_word(names_.lower(), {"imagine", "suppose", "hypothetical"});
    std::string around = std::string(start) + " # " + std::string(behind.substr(0, behind.find('(')));
    for (const std::string_view held : {"considered impossible",
                                        "thought impossible",
                                        "deemed impossible",
                                        "believed impossible",
                                        "once impossible",
                                        "previously impossible"}) {
      catalog::replace_all(around, held, "done");
    }
    return denied || of_none || supposed ||
           has_one_word(around, {"impossible", "implausible", "nonsense", "myth", "unrealistic", "bogus"});
  }

  /// "At 100 tok/s they take 2.8 hours"
  [[nodiscard]] bool is_supposed(std::size_t i) const {
    return names_.mentions().empty() && catalog::trimmed(names_.between(0, quantity(i).begin)) == "at" &&
           std::any_of(names_.quantities().begin(), names_.quantities().end(), [](const Quantity& q) {
             return model::is_one_of(q.unit, {"h", "min", "s"});
           });
  }

  /// What is said of a figure alone: neither of the one before it nor of the next.
  [[nodiscard]] std::string clause_of(std::size_t i) const {
    std::string_view before = names_.before(i);
    const std::size_t joint = before.rfind(" and ");
    std::size_t begin = joint == std::string_view::npos ? 0 : joint + 1;
    for (std::size_t k = begin; k < before.size(); ++k) {
      begin = parts_clauses(before, k) ? k + 1 : begin;
    }
    before.remove_prefix(begin);
    return std::string(before) + " # " + std::string(first_part(names_.behind(i)));
  }

  /// How many are said around a rate, or around the other one of a pair: "20 tok/s / 300 tok/s at batch 32".
  [[nodiscard]] double streams_around(std::size_t i) const {
    const double own = streams_of(clause_of(i)), near = streams_of(names_.around(i));
    if (own > 0 || near > 0) return own > 0 ? own : near;
    if (i > 0 && names_.is_pair(i - 1)) return streams_of(names_.around(i - 1));
    if (names_.is_pair(i)) return streams_of(names_.around(i + 1));
    return names_.has_one_rate() ? streams_of(names_.lower()) : 0;
  }

  /// "112 t/s at empty context, 62 t/s at 32k": what is said of a figure alone, else of its sentence.
  [[nodiscard]] double context_of(std::size_t i) const {
    const std::string own = clause_of(i);
    const double said = context_tokens(own);
    const bool told = said > 0 || has_one_word(own, {"context", "ctx"});
    return told ? said : context_tokens(names_.lower());
  }

  /// The sentence without what is said behind its other rates.
  [[nodiscard]] std::string without_others(std::size_t i) const {
    std::string out = names_.lower();
    for (std::size_t k = 0; k < names_.quantities().size(); ++k) {
      if (k == i || quantity(k).unit != "tok/s") continue;
      const std::size_t end = k + 1 < names_.quantities().size() ? quantity(k + 1).begin : out.size();
      const std::string_view behind = names_.between(quantity(k).end, end);
      const std::size_t close = behind.find(')');
      const bool bracketed = catalog::trimmed(behind).starts_with('(') && close != std::string_view::npos;
      const std::size_t said = bracketed ? close : first_part(behind).size();
      out.replace(quantity(k).end, said, said, ' ');
    }
    return out;
  }

  /// "62 t/s with a draft model, 31 t/s without"
  [[nodiscard]] std::optional<bool> drafts_of(std::size_t i) const {
    const std::optional<bool> said = said_drafts(without_others(i));
    const bool without = catalog::begins_with_one_of(catalog::trimmed(names_.behind(i)), {"without", "w/o"});
    return without && said_drafts(names_.lower()) ? std::optional(false) : said;
  }

  /// "8B does 48 t/s, 14B only 9 t/s": another clause, of another model, begins behind the figure.
  [[nodiscard]] bool is_of_another_model(std::size_t k) const {
    const std::size_t end = quantity(k).end, next = quantity(k + 1).begin;
    const bool clause = catalog::trimmed(names_.between(end, next)).starts_with(',');
    return clause && std::any_of(names_.mentions().begin(), names_.mentions().end(), [&](const Mention& m) {
             return m.kind == MentionKind::model && m.begin >= end && m.end <= next;
           });
  }

  /// "1.5 t/s with offloading to RAM, but 55 t/s with Qwen": what stands beside the other rate is not said of this one.
  [[nodiscard]] bool is_partly_on_host(std::size_t i) const {
    if (names_.is_on_host()) return true;
    if (!says_partly_on_host(names_.lower())) return false;
    bool turns = false;
    for (std::size_t k = 0; k < names_.quantities().size();
         ++k) {  // "78 tok/s (8B), 9 tok/s (32B, offloaded)"
      const std::string_view behind = catalog::trimmed(names_.behind(k));
      turns = turns || (behind.starts_with('(') && says_partly_on_host(behind.substr(0, behind.find(')'))));
    }
    for (std::size_t k = 0; k + 1 < names_.quantities().size(); ++k) {
      turns =
          turns ||
          has_one_word(names_.between(quantity(k).end, quantity(k + 1).begin), {"but", "while", "whereas"}) ||
          is_of_another_model(k);
    }
    return !turns || says_partly_on_host(without_others(i));
  }

  /// "273 GB/s ÷ 70 GB ≈ 3.9 tok/s": reckoned, not measured.
  [[nodiscard]] bool is_quotient(std::size_t i) const {
    const std::string_view sign = catalog::trimmed(names_.before(i));
    const bool divides = i > 1 && model::is_one_of(catalog::trimmed(names_.before(i - 1)), {"/", "÷"});
    return divides && unit_fits(Metric::bandwidth, quantity(i - 2).unit) &&
           (sign.ends_with('=') || sign.ends_with("≈") || sign.ends_with("~") || sign.ends_with("≈ ~"));
  }

  void rate(std::size_t i) {
    Subject subject = names_.subject_for(i, true);
    const model::Device* device = collector_.catalog().find_device(subject.device);
    const bool processor = device != nullptr && device->kind == model::DeviceKind::cpu;
    const bool offloaded = is_partly_on_host(i);
    const bool all_of_it = has_one_word(names_.lower(), {"falls back", "fall back", "fallback"});
    if ((offloaded && (processor || all_of_it)) || (says_processor_alone(names_.lower()) && !processor)) {
      leave(i, "a rate partly on the host");
      return;
    }
    if (names_.is_of_two(i)) {
      leave(i, "of two devices");
      return;
    }
    if (says_training(names_.lower())) {
      leave(i, "a rate of a training");
      return;
    }
    const std::string_view sign = catalog::trimmed(names_.before(i));
    if (has_one_word(names_.before(i), {"as low as", "at worst"}) ||
        ((sign.ends_with('>') || sign.ends_with("≥")) && has_one_word(sign, {"usable", "speed", "speeds"}))) {
      leave(i, "a bound");
      return;
    }
    if (has_word(names_.lower(), "mlperf") && !(subject.n_devices > 0)) {
      leave(i, "of a machine of which how many devices it has is not said");
      return;
    }
    if (names_.named_for(i, MentionKind::model) == nullptr &&
        has_one_word(names_.before(i), {"a median of", "an average of", "a mean of"})) {
      leave(i, "of several models");  // "it posts a median of 100 tok/s"
      return;
    }
    if (is_supposed(i)) {
      leave(i, "supposed: of no machine");
      return;
    }
    if (catalog::begins_with_one_of(catalog::trimmed(names_.behind(i)), {"target", "goal", "requirement"})) {
      leave(i, "what is aimed at");
      return;
    }
    const bool each = says_each(names_.behind(i, 14)) ||
                      has_one_word(names_.before(i),
                                   "each gets|each sees|each one gets|each one sees|each user gets|"
                                   "each user sees|every user gets|every user sees|each client gets|"
                                   "each request gets|each stream gets|each stream runs");
    const bool several = says_several_streams(names_.lower());
    const bool one = says_one_stream(clause_of(i));
    const double beside = several && !one ? streams_around(i) : 0;
    const double streams = beside > 0 ? beside : each || one ? 1 : 0;
    if (several && !(streams > 0)) {
      leave(i, "a rate of several streams, of how many is not said");
      return;
    }
    const Phase phase = names_.phase_for(i);
    if (phase == Phase::unclear ||
        (phase == Phase::unsaid && !(streams > 0) && names_.is_far_above_another(i))) {
      leave(i, "whether of the prompt or of the answer, is not said");
      return;
    }
    const bool prefill = phase == Phase::prompt;
    subject.context = context_of(i);
    subject.take_running(names_.lower());
    if (const auto drafts = drafts_of(i)) subject.drafts = drafts;
    const bool ceiling =
        is_quotient(i) || has_one_word(names_.lower(),
                                       "theoretical|theoretically|in theory|upper bound|ceiling|arithmetic|"
                                       "on a napkin|napkin math|before overhead");
    if (offloaded && (prefill || streams > 1 || subject.drafts.value_or(false))) {
      leave(i, "a rate partly on the host");
      return;
    }
    subject.method = prefill                          ? ""
                     : offloaded                      ? kOffloaded
                     : ceiling                        ? kCeiling
                     : subject.drafts.value_or(false) ? kDrafted
                                                      : "";
    subject.each = each;
    take(i,
         prefill ? Metric::prefill : Metric::decode,
         subject,
         !prefill && has_link_of(subject) ? "nvlink" : "",
         streams);
  }

  /// "Twice the bandwidth of", "4x more unified memory than": what of the devices is compared, as a method; empty: their rates.
  [[nodiscard]] std::string_view compared_spec(std::size_t i) const {
    const std::string_view behind = catalog::trimmed(names_.behind(i));
    // "192 GB, a 2.4x increase over the H100"
    if (catalog::begins_with_one_of(behind,
                                    "increase over |improvement over |jump over |uplift over |leap over ")) {
      const std::string_view unit = i > 0 ? std::string_view(quantity(i - 1).unit) : "";
      return unit_fits(Metric::bandwidth, unit) ? kBandwidth : unit_fits(Metric::memory, unit) ? kMemory : "";
    }
    if (!catalog::begins_with_one_of(behind, "the |more |as much |higher |larger ")) return "";
    const std::string_view said = behind.substr(0, std::min(behind.find_first_of(",.;:("), behind.size()));
    const std::size_t ends =
        std::min({word_at(said, "of"), word_at(said, "than"), word_at(said, "as"), said.size()});
    const std::string_view thing =
        catalog::trimmed(said.substr(0, said.starts_with("as ") ? said.size() : ends));
    return has_word(thing, "bandwidth")                                           ? kBandwidth
           : has_one_word(thing, {"vram", "memory"}) && !has_word(thing, "usage") ? kMemory
                                                                                  : "";
  }

  /// "The M5 Max leads the DGX Spark by about 2.25x": where its verb stands; npos: there is none.
  [[nodiscard]] std::size_t leading_verb(std::size_t i) const {
    const std::string_view before = names_.between(0, quantity(i).begin);
    const std::string_view said = catalog::trimmed(before.substr(0, before.find_last_not_of("~≈ ") + 1));
    if (!catalog::ends_with_one_of(said, " by| by about| by around| by roughly| by nearly| by over"))
      return std::string::npos;
    for (const std::string_view verb : {"leads", "beats", "outperforms", "outpaces", "outruns"}) {
      if (const std::size_t at = word_at(before, verb); at != std::string::npos) return at;
    }
    return std::string::npos;
  }

  /// "3x faster than the A100", "Two RTX 4090 over NVLink give 1.9x": of which devices, is said.
  void ratio(std::size_t i) {
    const std::string_view spec = compared_spec(i);
    const bool says_rates = has_one_word(names_.behind(i),
                                         "faster|quicker|as fast|as quick|the speed|the throughput|"
                                         "performance|more performant|more performance");
    const bool slower = has_word(names_.behind(i), "slower");
    const std::size_t led = leading_verb(i);
    const bool compares = says_rates || slower || !spec.empty() || led != std::string::npos;
    const bool scales =
        has_one_word(names_.before(i), {"give", "gives", "scale", "scales", "yield", "yields", "reach"});
    if (!compares && !scales) {
      return;
    }
    const Mention* own = nullptr;
    const Mention* other = nullptr;
    for (const Mention& m : names_.mentions()) {
      if (m.kind != MentionKind::device || m.slug.empty()) continue;
      const Mention*& place = names_.is_compared(m) || m.begin > std::min(led, quantity(i).end) ? other : own;
      if (place != nullptr) return leave(i, std::string(kUnread));
      place = &m;
    }
    Mention headed;  // "67% faster than the RTX 4090" below "RTX 5090"
    if (const Subject context = names_.headed_by();
        own == nullptr && other != nullptr && !context.device.empty()) {
      headed.slug = context.device;
      headed.count = context.n_devices > 0 ? context.n_devices : 0;
      own = &headed;
    }
    // "than one", "than one H100": of the same
    const bool of_one =
        has_one_word(names_.behind(i), {"than one", "than a single", "than 1"}) &&
        (other == nullptr || (own != nullptr && other->slug == own->slug && other->count <= 1));
    other = of_one ? nullptr : other;
    const bool fewer = own != nullptr && other == nullptr && own->count > 1 && (scales || of_one);
    const bool of_rates = says_rates || slower || fewer || !spec.empty() || led != std::string::npos;
    const bool one_stream = says_one_stream(names_.lower());
    const bool other_thing =
        (spec.empty() && !one_stream && has_word(names_.lower(), "batch")) ||
        (spec.empty() && has_one_word(names_.lower(),
                                      "training|train|fp8|fp4|int8|image|images|video|diffusion|"
                                      "gaming|games|game|rendering|blender|prefill|prompts"));
    const bool itself = own != nullptr && other != nullptr && own->slug == other->slug &&
                        std::fmax(own->count, 1) == std::fmax(other->count, 1);
    if (own == nullptr || other_thing || itself || !of_rates || (other == nullptr && !fewer)) {
      return leave(i, std::string(kUnread));
    }
    if (slower && other != nullptr) std::swap(own, other);  // so many times as fast is the other
    Subject subject;
    subject.device = own->slug;
    subject.n_devices = own->count > 0 ? own->count : model::kUnknown;
    subject.method = spec;
    collector_.ratio(sentence_,
                     quantity(i),
                     subject,
                     other != nullptr ? std::string_view(other->slug) : "",
                     has_link_of(subject) ? "nvlink" : "");
  }

  /// "The time to first token is 100 ms for a prompt of 2048 tokens"
  void first_token(std::size_t i) {
    if (!has_one_word(names_.lower(),
                      {"ttft", "time to first token", "time-to-first-token", "first token"})) {
      return;
    }
    Subject subject = names_.subject_for(i, true);
    subject.take_running(names_.lower());
    if (subject.streams == 0 || subject.streams > 1 || has_one_word(names_.lower(), "under load")) {
      leave(i, "of requests that wait for each other");
      return;
    }
    subject.n_prompt = prompt_tokens(names_.lower());
    take(i, Metric::first_token, subject);
  }

  /// The only device of the sentence is said to have NVLink, and nothing is denied, compared or asked.
  [[nodiscard]] bool has_link_of(const Subject& subject) const {
    const std::string& lower = names_.lower();
    const bool denied =
        catalog::contains(lower, "n't") || catalog::contains(lower, "n’t") || catalog::contains(lower, "?") ||
        has_one_word(lower,
                     "no|not|lack|lacks|lacking|without|unlike|dropped|drops|removed|never|nor|neither|"
                     "instead|only|if|absent|missing|cannot|none|gone|vs|versus|than|whereas|but|while|"
                     "would|could|rather|or|adding|replaced|killed|cut|disabled|ended|last|previous|"
                     "discontinued|myth|wish|claims|claim|wrong|false|nvlink-c2c");
    std::size_t devices = 0;
    for (const Mention& m : names_.mentions()) {
      devices += m.kind == MentionKind::device ? 1 : 0;
    }
    return !subject.device.empty() && devices == 1 && !denied &&
           has_one_word(lower, {"nvlink", "nvlinked", "nvlink-connected"}) &&
           has_one_word(lower,
                        "has|have|support|supports|with|over|via|using|come|comes|offer|offers|linked|"
                        "bridge|bridged|connected|through|share|feature|features|link|nvlinked|includes|"
                        "pair");
  }

  void read_link() {
    const Subject named = names_.subject();
    const std::size_t at = names_.lower().find("nvlink");
    constexpr std::size_t kWord = 6;
    if (at != std::string::npos && has_link_of(named)) {
      collector_.link(sentence_, at, at + kWord, "nvlink", named);
    }
  }

  /// What leads to a rate: not "(sparse) or", which is of the one before it.
  [[nodiscard]] std::string_view leading_to(std::size_t i) const {
    std::string_view said = names_.before(i);
    if (i == 0 || !unit_fits(Metric::arithmetic, quantity(i - 1).unit)) {
      return said;
    }
    for (const std::string_view end : {")", ",", " and ", " or ", "/"}) {
      const std::size_t at = said.rfind(end);
      said.remove_prefix(at == std::string_view::npos ? 0 : at + end.size());
    }
    return said;
  }

  void arithmetic(std::size_t i) {
    if (has_one_word(names_.around(i), {"npu", "neural engine", "ane"})) {
      leave(i, "of another part of the chip");
      return;
    }
    constexpr std::size_t kBehind = 32;
    Subject subject = names_.subject_for(i, false);
    const std::string own = number_format(names_.between(quantity(i).begin, quantity(i).end));
    subject.precision =
        own.empty() ? number_format(names_.behind(i, kBehind), leading_to(i)) : own;  // "2,070 FP4 TFLOPS"
    take(i, Metric::arithmetic, subject);
  }

  void power(std::size_t i) {
    const std::string said = names_.around(i);
    Subject subject = names_.subject_for(i, false);
    const bool supply =
        has_one_word(names_.behind(i), {"psu", "power supply", "supply"}) &&
        has_one_word(names_.lower(),
                     "need|needs|require|requires|enough|sufficient|suffices|feeds|handles|run on|runs on");
    if (supply &&
        !has_one_word(said, {"each", "per", "dual", "redundant", "two", "spare", "save", "saves"})) {
      subject.method = "supply";
      take(i, Metric::power, subject);
      return;
    }
    if (has_one_word(first_part(names_.behind(i)), {"recommended", "minimum"})) {
      leave(i, "of a supply, idle, or limited");
      return;
    }
    const bool draws =
        !has_word(names_.before(i), "idle") &&
        (has_one_word(names_.before(i), {"draws", "draw", "pulls", "tdp of", "tgp of", "tbp of"}) ||
         catalog::begins_with_one_of(catalog::trimmed(names_.behind(i)), {"tdp", "tgp", "tbp"}));
    if (!draws && has_one_word(said,
                               "psu|psus|power supply|power "
                               "supplies|supply|idle|idles|idled|idling|sleeping|save|saves|solar|charger|"
                               "limit|limited|capped|undervolt")) {
      leave(i, "of a supply, idle, or limited");
      return;
    }
    const std::string_view sum = catalog::trimmed(names_.before(i));  // "450 x 2 + 200 = 1100W"
    const bool of_each =
        has_one_word(first_part(names_.behind(i)), {"each", "apiece", "per card", "per gpu"});
    if ((is_of_build(i) && !of_each) || (sum.ends_with('=') && catalog::contains(sum, "+")) ||
        has_one_word(names_.before(i),
                     "whole thing|whole rig|whole system|whole machine|whole build|whole setup|"
                     "entire system|entire rig|entire machine|entire setup") ||
        has_one_word(names_.behind(i), {"for system", "for the system", "for the rest"})) {
      leave(i, "of a machine with its other parts");
      return;
    }
    const bool of_all =
        !(subject.n_devices > 1) &&
        has_one_word(names_.between(0, quantity(i).begin),
                     "together|all two|all three|all four|all six|all eight|all of them|combined");
    if ((of_all || has_one_word(names_.before(i), {"them", "these", "those", "all"})) &&
        !has_one_word(first_part(names_.behind(i)), {"each", "apiece"})) {
      leave(i, "of how many devices is not said");
      return;
    }
    const bool tells_power =
        has_one_word(names_.lower(),
                     "draw|draws|drawing|tdp|tgp|tbp|power|pull|pulls|consumption|rated|consumes|uses|"
                     "limit|peak|hot|watts|heat|cap|consume|needs|dissipation|board|measured");
    if (!names_.has_device() && subject.many_counts && !tells_power) {
      leave(i, "of which device is not said");
      return;
    }
    std::string method = power_method(said);
    const model::Device* device = collector_.catalog().find_device(subject.device);
    if (method == "rated" && device != nullptr && model::unified_memory(*device) &&
        !has_one_word(said, {"tdp", "tgp", "tbp"})) {
      method.clear();  // what a machine needs is not its chip's rating
    }
    subject.method = names_.is_capped() && method != "measured" ? "capped" : method;
    take(i, Metric::power, subject);
  }

  /// "A complete RTX 4090 PC costs $5,000", "a $900 rig with an RTX 3060", "the PC (RTX 5090) draws 650 W": not of the card
  /// alone.
  [[nodiscard]] bool is_of_build(std::size_t i) const {
    const Mention* device = names_.named_for(i, MentionKind::device);
    const model::Device* part = device != nullptr ? collector_.catalog().find_device(device->slug) : nullptr;
    if (part == nullptr || !(is_card(*part) || device->processor)) {
      return false;
    }
    constexpr std::size_t kBehindName = 24;
    const std::string_view behind = names_.between(device->end, device->end + kBehindName);
    const std::string_view before = names_.between(0, device->begin);
    const std::size_t bracket = before.rfind('(');
    const bool inside =
        bracket != std::string_view::npos && before.find(')', bracket) == std::string_view::npos;
    const std::string_view outside = catalog::trimmed(before.substr(0, inside ? bracket : 0));
    const std::string_view last = outside.substr(outside.rfind(' ') + 1);
    return says_machine(first_part(behind)) || says_machine(last) ||
           says_machine(names_.between(quantity(i).end, device->begin));
  }

  /// "$4,699" in a line of its own, below a name.
  [[nodiscard]] bool stands_alone(std::size_t i) const {
    const std::string_view around[] = {names_.between(0, quantity(i).begin),
                                       names_.between(quantity(i).end, names_.lower().size())};
    return std::all_of(std::begin(around), std::end(around), [](std::string_view said) {
      return said.find_first_not_of(" ~*.") == std::string_view::npos;
    });
  }

  /// "RAM: 64 GB ($200)" below a heading of a card: a label that names no device, nor what its price is, is of another part.
  [[nodiscard]] bool is_labelled_part(std::size_t i) const {
    constexpr std::size_t kLongestLabel = 24;
    const std::size_t colon = names_.lower().find(':');
    return colon < std::min(quantity(i).begin, kLongestLabel) && !names_.has_device() &&
           !says_kind_of_price(names_.between(0, colon));
  }

  void price(std::size_t i) {
    constexpr std::size_t kNear = 30;
    const Mention* named = names_.named_for(i, MentionKind::device);
    const bool follows = named != nullptr && named->end <= quantity(i).begin;
    const std::string_view before =  // "Best budget pick: RTX 3060 12GB ($180)"
        follows ? names_.between(std::max(named->end, quantity(i).begin - names_.before(i, kNear).size()),
                                 quantity(i).begin)
                : names_.before(i, kNear);
    std::string said = std::string(before) + " # " + std::string(first_part(names_.behind(i, kNear)));
    for (const std::string_view each : {" per card", "/card", " per gpu"})
      catalog::replace_all(said, each, " each");
    for (const std::string_view date : {"last month", "this month", "a month ago"})
      catalog::replace_all(said, date, "");
    Subject subject = names_.subject_for(i, false);
    if (subject.n_devices > 1 && named == nullptr &&
        has_one_word(names_.lower(), {"a single gpu", "a single card"})) {
      subject.n_devices = model::kUnknown;
    }
    const bool of_all = subject.n_devices > 1 && has_one_word(said, {"total", "in total", "altogether"});
    constexpr double kLeast_usd = 10;
    if (quantity(i).high < kLeast_usd || has_one_word(names_.lower(), {"bill", "bills"}) ||
        (!follows && has_word(names_.lower(), "cost me"))) {
      leave(i, "of something else than a device");
      return;
    }
    const std::string_view bracket = catalog::trimmed(names_.between(quantity(i).end, names_.lower().size()));
    if (bracket.starts_with('(') &&
        has_one_word(bracket.substr(0, bracket.find(')')),
                     {"mac", "macbook", "pc", "laptop", "workstation", "build"})) {
      leave(i, "of a machine");  // "$3,999 (128 GB Mac)"
      return;
    }
    constexpr std::size_t kNoun = 56;  // "a $500 PCIe Gen4 x16 switch expansion card"
    if (!follows &&
        has_one_word(first_part(names_.behind(i, kNoun)),
                     {"riser", "risers", "switch", "expansion", "enclosure", "chassis", "backplane"})) {
      leave(i, "of something else than a device");
      return;
    }
    if (has_one_word(names_.before(i, kNear), "without")) {  // "without dropping 1000$"
      leave(i, "of something else than a device");
      return;
    }
    const std::string_view next = catalog::trimmed(names_.behind(i));  // "for $150 less"
    if (catalog::trimmed(names_.before(i)).ends_with(" by") ||
        model::is_one_of(next.substr(0, next.find_first_of(" .,;:)")), {"less", "more", "off", "apart"})) {
      leave(i, "a difference");
      return;
    }
    const std::string_view lead = catalog::trimmed(names_.before(i));
    if ((i == 0 || quantity(i - 1).unit != quantity(i).unit) &&
        (lead.ends_with(" vs") || lead.ends_with(" vs.") || lead.ends_with(" versus"))) {
      leave(i, "what something is compared with");  // "throughput vs $5k"
      return;
    }
    constexpr std::size_t kBuild = 20;  // "beats a $2000 balanced build"
    if ((named == nullptr || named->end <= quantity(i).begin) &&
        says_machine(first_part(names_.behind(i, kBuild)))) {
      leave(i, "of a machine");
      return;
    }
    if (has_one_word(said,
                     "save|saves|saving|cheaper|extra|shroud|adapter|cable|fan|cooler|electricity|budget|"
                     "subscription|per|api|seat|month|motherboard|psu|ram|question|case|board|nvme|ssd|"
                     "difference|premium|shipping|thousands|apart|totaling|totalling") ||
        (has_word(said, "total") && !of_all) || is_labelled_part(i)) {
      leave(i, "of something else than a device");
      return;
    }
    if (i > 0 && quantity(i - 1).unit == "USD/h" && names_.mention_between(i - 1, i) == nullptr) {
      leave(i, "of an hour, or of something else than a device");
      return;
    }
    if (reckons_use(names_.lower())) {
      constexpr std::size_t kVerb = 24;
      const Mention* device = names_.named_for(i, MentionKind::device);
      const bool beside =
          device != nullptr && device->end <= quantity(i).begin && quantity(i).begin - device->end < kVerb;
      if (!beside) return leave(i, "of a use, not of a device");
    }
    const bool told =
        says_kind_of_price(names_.lower()) ||
        has_one_word(names_.lower(), "it|its|it's|costs|sells|sold|they|bought|paid|i got|picked up") ||
        names_.quantities().size() > 1 ||  // "732 GB/s for $60"
        stands_alone(i);
    if (names_.named_for(i, MentionKind::device) == nullptr && !told) {  // "$5,000 is overkill"
      leave(i, "whose price this is, is not said");
      return;
    }
    if (!names_.has_device() && (names_.named_for(i, MentionKind::model) != nullptr ||
                                 has_one_word(names_.lower(), {"api", "apis"}))) {
      leave(i, "whose price this is, is not said");
      return;
    }
    subject.model.clear();
    subject.method = is_of_build(i) ? kMachine : "";
    if (has_one_word(first_part(names_.behind(i)),
                     {"each", "apiece", "per card", "/card", "per gpu", "a piece"})) {
      subject.n_devices = model::kUnknown;
    }
    take(i, Metric::price, subject);
  }

  static constexpr std::string_view kUnread = "a ratio: what is compared is not read";

  const SourceText& sentence_;
  const SentenceNames& names_;
  ClaimCollector& collector_;
};

}  // namespace

void read_sentence_claims(const SourceText& sentence, const SentenceNames& names, ClaimCollector& collector) {
  SentenceClaims(sentence, names, collector).read();
}

}  // namespace tokroof::formats
