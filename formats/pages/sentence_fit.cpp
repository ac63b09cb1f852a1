#include "formats/pages/sentence_fit.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "catalog/text.hpp"
#include "formats/mentions/page_words.hpp"
#include "model/names.hpp"
#include "model/rates.hpp"

namespace tokroof::formats {
namespace {

/// A part of a sentence; length 0: none.
struct Phrase {
  std::size_t begin = 0, length = 0;
};

Phrase first_of(std::string_view lower, std::initializer_list<std::string_view> phrases) {
  for (const std::string_view phrase : phrases) {
    const std::size_t at = word_at(lower, phrase);  // not the end of "benefits"
    if (at != std::string_view::npos) return {at, phrase.size()};
  }
  return {};
}

bool is_adverb(std::string_view word) {
  const bool little = model::is_one_of(word, {"slowly", "poorly", "partly", "partially", "barely", "hardly"});
  return !little &&
         (word.ends_with("ly") || model::is_one_of(word, {"just", "fine", "well", "great", "very", "quite"}));
}

/// "Runs on", "runs comfortably on", "runs just fine on"; not what is needed "to run on" something.
Phrase runs_on(std::string_view lower) {
  constexpr std::size_t kMostAdverbs = 2;
  const std::vector<PageWord> words = page_words(lower);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool wish = i > 0 && model::is_one_of(words[i - 1].text, {"to", "must"});
    if (wish || !model::is_one_of(words[i].text, {"runs", "run"})) continue;
    std::size_t end = i + 1;
    while (end < words.size() && end <= i + kMostAdverbs && is_adverb(words[end].text)) ++end;
    const bool plain_verb = words[i].text == "run" && end == i + 1;  // "run on" of a setting up
    if (!plain_verb && end < words.size() && words[end].text == "on") {
      return {words[i].begin, words[end].end - words[i].begin};
    }
  }
  return {};
}

/// "A 70B", "a quantized 70B": how a model is stored, as an adjective says it; empty: it says nothing of that.
std::string_view stored_by_adjective(std::string_view before) {
  const std::string_view said = catalog::trimmed(before);
  for (const std::string_view full : {"unquantized", "unquantised", "full-precision", "full precision"}) {
    if (said.ends_with(full)) return "FP16";
  }
  return "";
}

class SentenceFit {
 public:
  SentenceFit(const SourceText& sentence, const SentenceNames& names, ClaimCollector& collector)
      : sentence_(sentence), names_(names), collector_(collector), subject_(names.subject()) {}

  void read() {
    take_model_of_context();
    take_device_of_context();
    if (read_led()) return;
    if (subject_.device.empty()) return;
    if (subject_.model.empty()) {
      read_each();
      return;
    }
    const std::string& lower = names_.lower();
    if (const Phrase refused = refuses(lower); refused.length > 0) {
      if (!names_other_memory(refused.begin + refused.length, true)) take(refused, "OOM");
      return;
    }
    if (const Phrase refused = cannot_run(lower); refused.length > 0) {
      if (!subject_.quant.empty() && !names_other_memory(refused.begin + refused.length, true))
        take(refused, "OOM");
      return;
    }
    if (!is_hedged(lower)) take(said(), "FITS");
  }

 private:
  void take(const Phrase& phrase, std::string_view word) {
    if (phrase.length > 0) {
      collector_.word(sentence_, phrase.begin, phrase.begin + phrase.length, word, subject_);
    }
  }

  /// "The entire model cannot fit in GPU memory", "cannot load this model": that of the sentences before.
  void take_model_of_context() {
    const bool the_model = has_one_word(
        names_.lower(), {"the model", "this model", "entire model", "whole model", "the full model"});
    if (!subject_.model.empty() || subject_.many_models || !the_model) return;
    const Subject context = names_.model_of_context();
    subject_.model = context.model;
    subject_.quant = subject_.quant.empty() ? context.quant : subject_.quant;
  }

  void take_device_of_context() {
    const bool stored =
        !subject_.quant.empty() || refuses(names_.lower()).length > 0 || loads_in(names_.lower()).length > 0;
    if (!subject_.device.empty() || (subject_.model.empty() && !subject_.many_models) || !stored) return;
    const Subject context = names_.device_of_context();
    const bool of_one = context.n_devices > 1 && has_one_word(names_.lower(), {"a single", "one card"});
    subject_.device = context.many_counts || of_one ? "" : context.device;
    const double several = number_of_them(names_.lower());
    subject_.n_devices = several > 1 ? several : context.n_devices;
    if (!(several > 1) &&
        has_one_word(names_.lower(), {"across", "both", "split", "together", "all", "each", "two", "pair"})) {
      subject_.device.clear();  // of how many, is not said
    }
    of_context_ = true;
  }

  /// "Can load 120B models": what lies in a memory does so however it is stored.
  static Phrase loads_in(std::string_view lower) {
    return first_of(lower, {"can load", "can hold", "can fit"});
  }

  static Phrase refuses(std::string_view lower) {
    for (const std::string_view phrase :
         {"out of memory",  "does not fit",     "doesn't fit",    "doesn’t fit",       "won't fit",
          "won’t fit",      "cannot fit",       "can't fit",      "can’t fit",         "will not fit",
          "wouldn't fit",   "wouldn’t fit",     "would not fit",  "wouldn't even fit", "wouldn’t even fit",
          "won't even fit", "doesn't even fit", "not enough for", "insufficient for",  "too small for"}) {
      if (const std::size_t at = lower.find(phrase); at != std::string::npos) return {at, phrase.size()};
    }
    return first_of(lower, {"ooms"});
  }

  /// "The 122B OOMs on the RTX 3090 but runs on ...", "70B Q4 requires two P40s": of several devices the one that the verb
  /// leads to, of several models the one before the verb.
  bool read_led() {
    const std::string& lower = names_.lower();
    for (const std::string_view verb : {"ooms on", "oom on", "requires", "needs"}) {
      const std::size_t at = lower.find(verb);
      if (at == std::string::npos || !has_word(lower, verb)) continue;
      const std::size_t end = at + verb.size();
      const Mention* device = led_to(end);
      const Mention* model = names_.last_before(at, MentionKind::model);
      const bool refused = verb.starts_with("oom");
      if (device == nullptr || model == nullptr || (!refused && (device->count < 2 || is_hedged(lower))))
        continue;
      subject_.device = device->slug;
      subject_.n_devices = device->count > 0 ? device->count : model::kUnknown;
      subject_.model = model->slug;
      subject_.quant = quant_behind(*model);
      if (!refused && subject_.quant.empty()) return false;
      take({at, end - at}, refused ? "OOM" : "FITS");
      return true;
    }
    return false;
  }

  /// The device that a place leads to, over an article at most.
  [[nodiscard]] const Mention* led_to(std::size_t place) const {
    for (const Mention& m : names_.mentions()) {
      if (m.kind != MentionKind::device || m.begin < place) continue;
      const bool next = model::is_one_of(catalog::trimmed(names_.between(place, m.begin)),
                                         {"", "the", "a", "an", "my", "at least", "a single", "one"});
      return next && !m.slug.empty() ? &m : nullptr;
    }
    return nullptr;
  }

  /// The storage type between a model and the next one.
  [[nodiscard]] std::string quant_behind(const Mention& model) const {
    for (const Mention& m : names_.mentions()) {
      if (m.begin < model.end) continue;
      if (m.kind == MentionKind::model) break;
      if (m.kind == MentionKind::quant) return m.slug;
    }
    return std::string(stored_by_adjective(names_.between(0, model.begin)));
  }

  /// "Can run 70B FP16 or 120B INT4": each of several models, as what it is stored.
  void read_each() {
    const std::string& lower = names_.lower();
    const Phrase phrase = first_of(lower, {"can run", "can load", "can hold", "can fit", "allows running"});
    if (phrase.length == 0 || is_hedged(lower) || has_rate()) return;
    for (const Mention& m : names_.mentions()) {
      if (m.kind != MentionKind::model || m.begin < phrase.begin) continue;
      const bool quantized =
          has_one_word(names_.between(m.begin > kAdjective ? m.begin - kAdjective : 0, m.begin),
                       {"quantized", "quantised"});
      subject_.model = m.slug;
      subject_.quant = quant_behind(m);
      if (!subject_.quant.empty() || quantized) take(phrase, "FITS");
    }
  }

  [[nodiscard]] bool has_rate() const {
    return std::any_of(names_.quantities().begin(), names_.quantities().end(), [](const Quantity& q) {
      return q.unit == "tok/s";
    });
  }

  /// "It won't run a 70B at Q4: you are 16 GB short": of want of memory, not of speed.
  [[nodiscard]] Phrase cannot_run(std::string_view lower) const {
    const bool of_memory = has_one_word(lower, {"vram", "memory", "short"}) ||
                           std::any_of(names_.quantities().begin(),
                                       names_.quantities().end(),
                                       [](const Quantity& q) { return unit_fits(Metric::memory, q.unit); });
    if (!of_memory) return {};
    return first_of(lower,
                    {"won't run",
                     "won’t run",
                     "can't run",
                     "can’t run",
                     "cannot run",
                     "will not run",
                     "can't hold",
                     "can’t hold",
                     "cannot hold",
                     "can't load",
                     "can’t load",
                     "cannot load",
                     "cannot host",
                     "can't host",
                     "can’t host",
                     "won't load",
                     "won’t load"});
  }

  /// "Does not fit in 96 GB" of a machine that is sold with more too: of that one, not of the largest.
  [[nodiscard]] bool names_other_memory(std::size_t behind, bool refused) const {
    const model::Device* device = collector_.catalog().find_device(subject_.device);
    return device != nullptr && (of_context_ || model::unified_memory(*device)) &&
           std::any_of(names_.quantities().begin(), names_.quantities().end(), [&](const Quantity& q) {
             const double own = device->memory_gib * (subject_.n_devices > 0 ? subject_.n_devices : 1);
             return q.begin >= behind && unit_fits(Metric::memory, q.unit) &&
                    (of_context_ ? !refused || q.high != own : q.high < device->memory_gib) &&
                    model::is_one_of(catalog::trimmed(names_.between(behind, q.begin)),
                                     "in|into|within|on|in the|on the|in its|in a|into a|on a|in any|"
                                     "on any|in just|in about|in roughly|in under");
           });
  }

  /// "INT4 allows Llama 2 70B on a single H100"
  [[nodiscard]] Phrase allows_model(std::string_view lower) const {
    const Phrase allows = first_of(lower, {"allows", "allow"});
    const Mention* model = nullptr;
    for (const Mention& m : names_.mentions()) {
      if (m.kind == MentionKind::model && m.begin >= allows.begin + allows.length && model == nullptr)
        model = &m;
    }
    const bool next =
        model != nullptr &&
        model::is_one_of(catalog::trimmed(names_.between(allows.begin + allows.length, model->begin)),
                         {"", "a", "the"});
    return allows.length > 0 && next ? allows : Phrase{};
  }

  /// What runs may be of any storage type, where none is said; a rate is judged itself; beside the host's memory a part of
  /// it may lie there.
  [[nodiscard]] Phrase said() const {
    const std::string& lower = names_.lower();
    const Phrase fits = first_of(lower, {"fits"});
    if (of_context_ && fits.length > 0 && names_other_memory(fits.begin + fits.length, false)) return {};
    if (fits.length > 0) return fits;
    if (const Phrase loads = loads_in(lower); loads.length > 0) return loads;
    if (subject_.quant.empty() || has_rate()) return {};
    if (const Phrase allows = allows_model(lower); allows.length > 0) return allows;
    const Phrase runs = runs_on(lower);
    if (runs.length > 0 && !says_host_memory(lower) && !has_word(lower, "ram")) {
      return runs;
    }
    return first_of(lower,
                    {"can run",
                     "capable of running",
                     "can serve",
                     "can host",
                     "allows running",
                     "good for up to",
                     "sweet spot for running",
                     "comfortably host",
                     "comfortably hosts",
                     "comfortably run",
                     "comfortably runs",
                     "comfortably loads",
                     "comfortably load",
                     "enough for",
                     "sufficient for",
                     "suffices for",
                     "entirely in vram",
                     "fully in vram",
                     "completely in vram"});
  }

  static constexpr std::size_t kAdjective = 16;
  const SourceText& sentence_;
  const SentenceNames& names_;
  ClaimCollector& collector_;
  Subject subject_;
  bool of_context_ = false;  ///< the sentence names no device
};

}  // namespace

void read_fit(const SourceText& sentence, const SentenceNames& names, ClaimCollector& collector) {
  SentenceFit(sentence, names, collector).read();
}

}  // namespace tokroof::formats
