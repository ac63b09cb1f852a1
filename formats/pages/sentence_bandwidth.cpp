#include "formats/pages/sentence_bandwidth.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "catalog/text.hpp"
#include "model/rates.hpp"

namespace tokroof::formats {
namespace {

class SentenceBandwidth {
 public:
  SentenceBandwidth(const SourceText& sentence,
                    const SentenceNames& names,
                    std::size_t i,
                    ClaimCollector& collector)
      : sentence_(sentence), names_(names), i_(i), collector_(collector) {}

  void read() {
    Subject subject = names_.subject_for(i_, false);
    const model::Device* device = collector_.catalog().find_device(subject.device);
    if (is_of_other_memory(device != nullptr &&
                           (device->kind == model::DeviceKind::cpu || model::unified_memory(*device)))) {
      return leave("of a link or of another memory");
    }
    if (names_.named_for(i_, MentionKind::device) == nullptr &&
        catalog::begins_with_one_of(catalog::trimmed(names_.behind(i_)),
                                    "box|machine|card|gpu|system|device") &&
        has_one_word(names_.before(i_, 4), {"a", "an", "any"})) {
      return leave("of any machine that has it");  // "on a 273 GB/s box"
    }
    if (names_.is_of_host_memory()) {
      return leave("of a link or of another memory");
    }
    if (is_bound()) {
      return leave("a bound");
    }
    if (is_achieved(i_)) {
      subject.method = kAchieved;
      if (is_above_specified(subject)) {
        return leave("more than its memory has: with caches, or of a clock that is not said");
      }
    }
    const std::string_view behind = first_part(names_.behind(i_));
    const bool link = has_one_word(names_.before(i_), {"nvlink", "nvswitch"}) ||
                      (has_one_word(behind, {"nvlink", "nvswitch"}) &&
                       !has_one_word(behind, {"no", "without", "not", "lacks"}));
    collector_.figure(sentence_, quantity(), Metric::bandwidth, subject, 0, link ? "nvlink" : "");
    if (const Mention* first = names_.first_of_both(i_); first != nullptr && !link) {
      subject.device = first->slug;
      subject.variants = first->variants;
      collector_.figure(sentence_, quantity(), Metric::bandwidth, subject);
    }
  }

 private:
  [[nodiscard]] const Quantity& quantity() const { return names_.quantities()[i_]; }
  void leave(std::string why) { collector_.not_understood(sentence_, quantity(), std::move(why)); }

  /// `own_modules`: of a processor, whose memory modules are.
  [[nodiscard]] bool is_of_other_memory(bool own_modules) const {
    std::string said = names_.around_names(i_);
    for (const std::string_view of_model : {"kv cache", "kv-cache", "kv caches"}) {  // that is read at it
      catalog::replace_all(said, of_model, "");
    }
    return has_one_word(
               said, "pcie|ssd|nvme|infiniband|ethernet|thunderbolt|cpu to gpu|oculink|usb4|cache|caches") ||
           (!own_modules && has_one_word(said, {"ddr4", "ddr5"}));
  }

  /// "Over 900 GB/s", "exceeds the 936 GB/s". What stands over a link ("over NVLink at 900 GB/s") bounds nothing.
  [[nodiscard]] bool is_bound() const {
    constexpr std::size_t kBound = 16;
    std::string_view next = catalog::trimmed(names_.before(i_));
    for (const std::string_view word : {" the", " its", " a", " about"}) {
      if (next.ends_with(word)) next = catalog::trimmed(next.substr(0, next.size() - word.size()));
    }
    return catalog::ends_with_one_of(next, {"over", "above", "below", "under", "beyond"}) ||
           has_one_word(
               names_.before(i_, kBound),
               "exceed|exceeds|exceeding|nearly|almost|close to|short of|need|needs|require|requires");
  }

  /// "Of its 256 GB/s", "the 3090's 936 GB/s": of which something is reached.
  [[nodiscard]] bool is_specified(std::size_t i) const {
    return catalog::ends_with_one_of(
               " " + std::string(catalog::trimmed(names_.before(i))),
               {"'s", "’s", " of its", " of their", " of the", " out of", " against"}) ||
           has_one_word(std::string(names_.before(i)) + " # " + std::string(first_part(names_.behind(i))),
                        {"theoretical", "theoretically", "specified", "rated", "on paper", "in theory"});
  }

  /// "Reaches 780 GB/s", "900 GB/s in practice"; "measured: 3090: 850 GB/s, 4090: 920 GB/s".
  [[nodiscard]] bool is_achieved(std::size_t i) const {
    const std::string_view before = names_.before(i);
    const std::string_view share = catalog::trimmed(names_.behind(i));  // "212 GB/s (83% of the theoretical)"
    const std::size_t percent = share.find('%');
    if (share.starts_with('(') && percent < 4 && catalog::all_digits(share.substr(1, percent - 1))) {
      return true;
    }
    if (is_specified(i)) {
      return false;
    }
    const bool of_another =  // "215 GB/s max out of a theoretical 256 GB/s"
        i + 1 < names_.quantities().size() && unit_fits(Metric::bandwidth, names_.quantities()[i + 1].unit) &&
        has_one_word(names_.behind(i), "out of");
    if (of_another) return true;
    if (says_achieved(before) || says_achieved(first_part(names_.behind(i)))) {
      return true;
    }
    const bool goes_on = i > 0 && names_.quantities()[i - 1].unit == names_.quantities()[i].unit &&
                         !has_one_word(before, {"has", "have", "offers", "with", "at", "of", "vs", "versus"});
    return goes_on && says_achieved(names_.before(i - 1)) && !is_specified(i - 1);
  }

  [[nodiscard]] bool is_above_specified(const Subject& subject) const {
    constexpr double kRounding = 1.025, kGiga = 1e9;
    const model::Device* d = collector_.catalog().find_device(subject.device);
    const double scale = quantity().unit == "TB/s" ? 1e3 : 1;
    const double own = d != nullptr ? d->bandwidth_bytes_per_s / kGiga : model::kUnknown;
    return quantity().low * scale > kRounding * own * (subject.n_devices > 0 ? subject.n_devices : 1) &&
           has_one_word(names_.lower(),
                        {"effective", "effectively", "overclock", "overclocked", "overclocking"});
  }

  const SourceText& sentence_;
  const SentenceNames& names_;
  std::size_t i_;
  ClaimCollector& collector_;
};

}  // namespace

void read_bandwidth(const SourceText& sentence,
                    const SentenceNames& names,
                    std::size_t i,
                    ClaimCollector& collector) {
  SentenceBandwidth(sentence, names, i, collector).read();
}

bool says_achieved(std::string_view lower) {
  return has_one_word(
      lower,
      "effective|effectively|achieve|achieves|achieved|achieving|achievable|reach|reaches|reached|measured|"
      "measures|measure|real-world|sustained|sustains|observed|attains|attained|in practice|practical|"
      "in reality|benchmarked|usable|saturates|rocm_bandwidth_test|bandwidthtest|nvbandwidth|babelstream|"
      "clpeak|triad|memcpy|copy");
}

}  // namespace tokroof::formats
