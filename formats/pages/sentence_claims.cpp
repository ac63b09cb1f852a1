#include "formats/pages/sentence_claims.hpp"

#include <algorithm>
#include <optional>

#include "catalog/names.hpp"
#include "catalog/text.hpp"
#include "formats/pages/page_words.hpp"
#include "model/names.hpp"

namespace tokroof {
namespace {

constexpr std::size_t kFar = 60;  // bytes between a figure and what is said of it, behind it

/// The figures of a sentence, without those that belong to names ("RTX 3060 12GB").
std::vector<Quantity> free_quantities(std::string_view text, std::span<const Mention> mentions) {
  std::vector<Quantity> out = quantities_of(text);
  std::erase_if(out, [&](const Quantity& q) {
    return q.unit.empty() || std::any_of(mentions.begin(), mentions.end(), [&](const Mention& m) {
             return q.begin < m.end && m.begin < q.end;
           });
  });
  return out;
}

class SentenceClaims {
 public:
  SentenceClaims(const SourceText& sentence,
                 const Subject& context,
                 std::vector<Mention> mentions,
                 ClaimCollector& collector)
      : sentence_(sentence),
        lower_(lower_case(sentence.text)),
        context_(context),
        mentions_(std::move(mentions)),
        quantities_(free_quantities(sentence.text, mentions_)),
        collector_(collector) {}

  void read() {
    unknown_device_ = names_unknown_device(sentence_.text, mentions_);
    for (std::size_t i = 0; i < quantities_.size(); ++i) {
      figure(i);
    }
    read_fit();
  }

 private:
  // ---- what stands around a figure

  [[nodiscard]] std::string_view between(std::size_t begin, std::size_t end) const {
    begin = std::min(begin, lower_.size());
    return std::string_view(lower_).substr(begin, end > begin ? end - begin : 0);
  }
  [[nodiscard]] std::size_t previous_end(std::size_t i) const { return i == 0 ? 0 : quantities_[i - 1].end; }
  [[nodiscard]] std::size_t next_begin(std::size_t i) const {
    return i + 1 < quantities_.size() ? quantities_[i + 1].begin : lower_.size();
  }
  /// From the figure before, at most `far` bytes.
  [[nodiscard]] std::string_view before(std::size_t i, std::size_t far = kFar) const {
    const std::size_t begin = quantities_[i].begin;
    return between(std::max(previous_end(i), begin > far ? begin - far : 0), begin);
  }
  /// To the figure behind, at most `far` bytes.
  [[nodiscard]] std::string_view behind(std::size_t i, std::size_t far = kFar) const {
    const std::size_t end = quantities_[i].end;
    return between(end, std::min(next_begin(i), end + far));
  }
  [[nodiscard]] std::string around(std::size_t i) const {
    return std::string(before(i)) + " # " + std::string(behind(i));
  }

  // ---- names

  /// "vs the P40", "than RTX 3090", "1/3 of the RTX 3090": what something is compared with.
  [[nodiscard]] bool is_compared(const Mention& mention) const {
    const std::string_view said =
        trimmed(between(mention.begin > 14 ? mention.begin - 14 : 0, mention.begin));
    for (const std::string_view word : {"vs",
                                        "vs.",
                                        "versus",
                                        "than",
                                        "than the",
                                        "than a",
                                        "than an",
                                        "of the",
                                        "compared to",
                                        "over the",
                                        "like the",
                                        "beats the",
                                        "over a",
                                        "to the",
                                        "to a"}) {
      if (said.ends_with(word)) return true;
    }
    return false;
  }

  /// "40 t/s on the 5090", "18 tok/s on 8B": a name that a figure leads to.
  [[nodiscard]] const Mention* led_to(std::size_t i, MentionKind kind) const {
    const Quantity& q = quantities_[i];
    for (const Mention& m : mentions_) {
      if (m.kind != kind || m.begin < q.end) {
        continue;
      }
      const std::string_view said = between(q.end, m.begin);
      const std::size_t far = said.size();
      const std::string_view last = trimmed(said);
      const bool on = has_one_word(last.substr(last.size() > 10 ? last.size() - 10 : 0),
                                   {"on", "for", "with", "from", "at"});
      const bool near = far <= kFar && m.begin <= next_begin(i) + (far <= 12 ? 1 : 0) &&
                        said.find_first_of(";:") == std::string_view::npos;
      return on && near && said.find(',') == std::string_view::npos ? &m : nullptr;
    }
    return nullptr;
  }

  [[nodiscard]] const Mention* last_before(std::size_t place, MentionKind kind) const {
    const Mention* found = nullptr;
    for (const Mention& m : mentions_) {
      found = m.kind == kind && m.begin < place ? &m : found;
    }
    return found;
  }

  /// The only one behind a place that nothing is compared with; null: none, or several.
  [[nodiscard]] const Mention* only_behind(std::size_t place, MentionKind kind) const {
    const Mention* found = nullptr;
    for (const Mention& m : mentions_) {
      if (m.kind != kind || m.begin < place || (kind == MentionKind::device && is_compared(m))) {
        continue;
      }
      if (found != nullptr && found->slug != m.slug) return nullptr;
      found = &m;
    }
    return found;
  }

  [[nodiscard]] const Mention* named_for(std::size_t i, MentionKind kind) const {
    if (const Mention* led = led_to(i, kind)) return led;
    const Mention* last = last_before(quantities_[i].begin, kind);
    if (last != nullptr && kind == MentionKind::device && is_compared(*last) &&
        previous_end(i) < last->begin) {
      // "732 GB/s vs the P40's 346 GB/s": the figure is its own only where nothing stands between
      return between(last->end, quantities_[i].begin).size() < 16 ? last : nullptr;
    }
    return last != nullptr ? last : only_behind(quantities_[i].end, kind);
  }

  /// The storage type that goes with a model: behind it, else the nearest.
  [[nodiscard]] std::string quant_for(std::size_t i, const Mention* model) const {
    const std::size_t place = model != nullptr ? model->end : quantities_[i].end;
    const Mention* best = nullptr;
    std::size_t least = kFar;
    for (const Mention& m : mentions_) {
      const std::size_t far = m.begin >= place ? m.begin - place : place - std::min(place, m.end);
      const bool cut =
          m.begin > place && between(place, m.begin).find_first_of(",;.") != std::string_view::npos;
      if (m.kind == MentionKind::quant && far <= least && !cut) {
        best = &m;
        least = far;
      }
    }
    return best != nullptr ? best->slug : "";
  }

  [[nodiscard]] Subject subject_for(std::size_t i, bool rate, bool context_goes) const {
    Subject out;
    const Mention* device = named_for(i, MentionKind::device);
    if (device != nullptr) {
      out.device = device->slug;
      out.n_devices = device->count > 0 ? device->count : kUnknown;
    } else if (context_goes && !unknown_device_ && !has_device()) {
      out.device = context_.device;
      out.n_devices = context_.n_devices;
      out.many_devices = context_.many_devices;
    }
    const Mention* model = named_for(i, MentionKind::model);
    if (model != nullptr) {
      out.model = model->slug;
      out.quant = quant_for(i, model);
      out.quant = out.quant.empty() && only_model() ? context_.quant : out.quant;
    } else if (rate) {
      out.model = context_.model;
      out.many_models = context_.many_models;
      out.quant = quant_for(i, nullptr).empty() ? context_.quant : quant_for(i, nullptr);
    }
    const Mention* engine = named_for(i, MentionKind::engine);
    out.engine = engine != nullptr ? engine->slug : context_.engine;
    return out;
  }

  [[nodiscard]] bool has_device() const {
    return std::any_of(
        mentions_.begin(), mentions_.end(), [](const Mention& m) { return m.kind == MentionKind::device; });
  }
  [[nodiscard]] bool only_model() const {
    return std::count_if(mentions_.begin(), mentions_.end(), [](const Mention& m) {
             return m.kind == MentionKind::model;
           }) == 1;
  }

  /// Whether the sentence goes on about what the heading names.
  [[nodiscard]] bool goes_on() const {
    return has_one_word(
               lower_,
               {"it",       "its",  "it's",   "the card",           "this card", "gpu",        "this chip",
                "the chip", "vram", "memory", "bandwidth",          "tdp",       "power",      "price",
                "msrp",     "cost", "costs",  "tensor performance", "used",      "performance"}) ||
           contains(lower_, "it’s");
  }

  // ---- figures by unit

  void figure(std::size_t i) {
    const Quantity& q = quantities_[i];
    if (q.unit == "tok/s") {
      rate(i);
    } else if (q.unit == "GB" || q.unit == "GiB") {
      memory(i);
    } else if (q.unit == "GB/s" || q.unit == "TB/s") {
      bandwidth(i);
    } else if (unit_fits(Metric::arithmetic, q.unit)) {
      collector_.figure(sentence_, q, Metric::arithmetic, subject_for(i, false, goes_on()));
    } else if (q.unit == "W" || q.unit == "kW") {
      power(i);
    } else if (q.unit == "USD/h") {
      collector_.figure(sentence_, q, Metric::hourly_price, subject_for(i, false, true));
    } else if (q.unit == "USD" || q.unit == "EUR") {
      price(i);
    } else if (q.unit == "x" &&
               has_one_word(behind(i),
                            {"faster", "slower", "the bandwidth", "the memory bandwidth", "the speed"})) {
      collector_.not_understood(sentence_, q, "a ratio: what is compared is not read");
    }
  }

  void rate(std::size_t i) {
    const Quantity& q = quantities_[i];
    if (says_other_rate(lower_)) {
      collector_.not_understood(sentence_, q, "a rate of several streams, of drafts, or partly on the host");
      return;
    }
    const std::string_view next = behind(i, 22);
    const bool prefill = says_prefill(next) ||
                         (!says_decode(next) && says_prefill(before(i, 30)) && !says_decode(before(i, 30)));
    collector_.figure(sentence_, q, prefill ? Metric::prefill : Metric::decode, subject_for(i, true, true));
  }

  void bandwidth(std::size_t i) {
    const std::string said = around(i);
    if (has_one_word(said,
                     {"pcie",
                      "ssd",
                      "nvme",
                      "infiniband",
                      "ethernet",
                      "thunderbolt",
                      "cpu to gpu",
                      "ddr4",
                      "ddr5",
                      "oculink",
                      "usb4"})) {
      collector_.not_understood(sentence_, quantities_[i], "of a link or of another memory");
      return;
    }
    const bool link = has_one_word(said, {"nvlink", "nvswitch"});
    collector_.figure(
        sentence_, quantities_[i], Metric::bandwidth, subject_for(i, false, true), 0, link ? "nvlink" : "");
  }

  void power(std::size_t i) {
    if (has_one_word(around(i),
                     {"psu",
                      "psus",
                      "power supply",
                      "power supplies",
                      "supply",
                      "idle",
                      "sleeping",
                      "server psus",
                      "save",
                      "saves",
                      "solar",
                      "charger",
                      "limit",
                      "limited",
                      "capped"})) {
      collector_.not_understood(sentence_, quantities_[i], "of a supply, idle, or limited");
      return;
    }
    collector_.figure(sentence_, quantities_[i], Metric::power, subject_for(i, false, goes_on()));
  }

  void price(std::size_t i) {
    const std::string said = std::string(before(i, 30)) + " # " + std::string(behind(i, 30));
    if (has_one_word(said,
                     {"save",     "saves",      "saving",  "cheaper", "extra",       "shroud", "adapter",
                      "cable",    "fan",        "cooler",  "less",    "electricity", "budget", "subscription",
                      "per",      "api",        "seat",    "month",   "motherboard", "psu",    "ram",
                      "question", "difference", "premium", "shipping"})) {
      collector_.not_understood(sentence_, quantities_[i], "of something else than a device");
      return;
    }
    const bool named = has_device();
    const bool model = named_for(i, MentionKind::model) != nullptr;
    Subject subject = subject_for(i, false, goes_on());
    subject.model.clear();
    if (named || !model) {
      collector_.figure(sentence_, quantities_[i], Metric::price, subject);
    } else {
      collector_.not_understood(sentence_, quantities_[i], "whose price this is, is not said");
    }
  }

  void memory(std::size_t i) {
    const Quantity& q = quantities_[i];
    const std::string said = around(i);
    const std::string_view next = behind(i, 30);
    if (has_one_word(said,
                     {"system ram",
                      "ddr4",
                      "ddr5",
                      "ssd",
                      "disk",
                      "cache",
                      "kv",
                      "overhead",
                      "headroom",
                      "download",
                      "nvme",
                      "storage",
                      "free",
                      "left",
                      "swap"})) {
      collector_.not_understood(sentence_, q, "of another memory, or of a part of it");
      return;
    }
    Subject subject = subject_for(i, false, true);
    const Mention* model = named_for(i, MentionKind::model);
    if (model != nullptr && has_one_word(said,
                                         {"need",
                                          "needs",
                                          "require",
                                          "requires",
                                          "takes",
                                          "uses",
                                          "used",
                                          "weights",
                                          "weighs",
                                          "occupies",
                                          "footprint",
                                          "model size",
                                          "fits in",
                                          "~"})) {
      subject.model = model->slug;
      collector_.figure(sentence_, q, Metric::memory, subject);
      return;
    }
    const bool memory_word = has_one_word(said,
                                          {"vram",
                                           "memory",
                                           "unified",
                                           "gddr5",
                                           "gddr5x",
                                           "gddr6",
                                           "gddr6x",
                                           "gddr7",
                                           "hbm",
                                           "hbm2",
                                           "hbm2e",
                                           "hbm3",
                                           "hbm3e",
                                           "pool",
                                           "gpu",
                                           "card",
                                           "lpddr5x"});
    const Mention* device = last_before(q.begin, MentionKind::device);
    const bool directly = device != nullptr && between(device->end, q.begin).size() < 8;
    if (!memory_word && !directly) {
      collector_.not_understood(sentence_, q, "of what these bytes are, is not said");
      return;
    }
    if (has_one_word(next, {"model", "models", "of context"}) ||
        has_one_word(before(i, 12), {"more than", "at least", "than"})) {
      collector_.not_understood(sentence_, q, "of what these bytes are, is not said");
      return;
    }
    subject.model.clear();
    collector_.figure(sentence_, q, Metric::memory, subject);
  }

  // ---- what fits

  void read_fit() {
    constexpr std::string_view kDoesNot[] = {"out of memory",
                                             "does not fit",
                                             "doesn't fit",
                                             "doesn’t fit",
                                             "won't fit",
                                             "won’t fit",
                                             "cannot fit",
                                             "can't fit",
                                             "can’t fit",
                                             "will not fit"};
    const Subject named = subject_of(mentions_);
    if (named.device.empty() || named.model.empty() || named.quant.empty()) {
      return;
    }
    for (const std::string_view phrase : kDoesNot) {
      if (const std::size_t at = lower_.find(phrase); at != std::string::npos) {
        collector_.word(sentence_, at, at + phrase.size(), "OOM", named);
        return;
      }
    }
    if (const std::size_t at = lower_.find("fits");
        at != std::string::npos && has_word(lower_, "fits") &&
        !has_one_word(lower_, {"if", "not", "never", "barely", "no", "only", "offload"})) {
      collector_.word(sentence_, at, at + 4, "FITS", named);
    }
  }

  const SourceText& sentence_;
  std::string lower_;
  const Subject& context_;
  std::vector<Mention> mentions_;
  std::vector<Quantity> quantities_;
  ClaimCollector& collector_;
  bool unknown_device_ = false;
};

}  // namespace

bool names_unknown_device(std::string_view text, std::span<const Mention> mentions) {
  for (const PageWord& word : page_words(text)) {
    const std::size_t letters = std::min(word.text.find_first_of("0123456789"), word.text.size());
    const std::size_t digits =
        std::min(word.text.find_first_not_of("0123456789", letters), word.text.size()) - letters;
    const bool shaped =
        letters > 0 && letters <= 2 && digits >= 2 && digits <= 4 && letters + digits + 2 >= word.text.size();
    const bool other =
        begins_with_one_of(word.text,
                           {"q", "fp", "bf", "tg", "pp", "x", "f1", "f3", "u2", "b8", "b9", "k", "gf"}) &&
        !word.text.starts_with("k8");
    const bool known = std::any_of(mentions.begin(), mentions.end(), [&](const Mention& m) {
      return word.begin < m.end && m.begin < word.end;
    });
    if (shaped && !other && !known) {
      return true;
    }
  }
  return false;
}

void read_sentence_claims(const SourceText& sentence,
                          const Subject& context,
                          MentionFinder& finder,
                          ClaimCollector& collector) {
  SentenceClaims(sentence, context, finder.find(sentence.text), collector).read();
}

}  // namespace tokroof
