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
    if (has_word(lower, phrase)) return {lower.find(phrase), phrase.size()};
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

class SentenceFit {
 public:
  SentenceFit(const SourceText& sentence, const SentenceNames& names, ClaimCollector& collector)
      : sentence_(sentence), names_(names), collector_(collector), subject_(names.subject()) {}

  void read() {
    if (subject_.device.empty() && !subject_.model.empty() && !subject_.quant.empty()) {
      const Subject context = names_.device_of_context();
      subject_.device = context.many_counts ? "" : context.device;
      const double several = number_of_them(names_.lower());
      subject_.n_devices = several > 1 ? several : context.n_devices;
      if (!(several > 1) &&
          has_one_word(names_.lower(),
                       {"across", "both", "split", "together", "all", "each", "two", "pair"})) {
        subject_.device.clear();  // of how many, is not said
      }
      of_context_ = true;
    }
    if (subject_.device.empty() || subject_.model.empty()) {
      return;
    }
    const std::string& lower = names_.lower();
    for (const std::string_view phrase : {"out of memory",
                                          "does not fit",
                                          "doesn't fit",
                                          "doesn’t fit",
                                          "won't fit",
                                          "won’t fit",
                                          "cannot fit",
                                          "can't fit",
                                          "can’t fit",
                                          "will not fit",
                                          "not enough for",
                                          "insufficient for",
                                          "too small for"}) {
      if (const std::size_t at = lower.find(phrase); at != std::string::npos) {
        if (!names_other_memory(at + phrase.size())) take({at, phrase.size()}, "OOM");
        return;
      }
    }
    if (const Phrase refused = cannot_run(lower); refused.length > 0) {
      if (!subject_.quant.empty() && !names_other_memory(refused.begin + refused.length))
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
  [[nodiscard]] bool names_other_memory(std::size_t behind) const {
    const model::Device* device = collector_.catalog().find_device(subject_.device);
    return device != nullptr && (of_context_ || model::unified_memory(*device)) &&
           std::any_of(names_.quantities().begin(), names_.quantities().end(), [&](const Quantity& q) {
             return q.begin >= behind && unit_fits(Metric::memory, q.unit) &&
                    (of_context_ || q.high < device->memory_gib) &&
                    model::is_one_of(catalog::trimmed(names_.between(behind, q.begin)),
                                     {"in",
                                      "into",
                                      "within",
                                      "on",
                                      "in the",
                                      "on the",
                                      "in its",
                                      "in a",
                                      "into a",
                                      "on a",
                                      "in any",
                                      "on any",
                                      "in just",
                                      "in about",
                                      "in roughly",
                                      "in under"});
           });
  }

  /// What runs may be of any storage type, where none is said; a rate is judged itself; beside the host's memory a part of
  /// it may lie there.
  [[nodiscard]] Phrase said() const {
    const std::string& lower = names_.lower();
    const Phrase fits = first_of(lower, {"fits"});
    if (of_context_ && fits.length > 0 && names_other_memory(fits.begin + fits.length)) return {};
    const bool has_rate = std::any_of(names_.quantities().begin(),
                                      names_.quantities().end(),
                                      [](const Quantity& q) { return q.unit == "tok/s"; });
    if (fits.length > 0 || subject_.quant.empty() || has_rate) {
      return fits;
    }
    const Phrase runs = runs_on(lower);
    if (runs.length > 0 && !says_host_memory(lower) && !has_word(lower, "ram")) {
      return runs;
    }
    return first_of(lower,
                    {"can run",
                     "can serve",
                     "can host",
                     "can hold",
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
