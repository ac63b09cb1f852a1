#include "formats/pages/page_claims.hpp"

#include <set>

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
    if (q.unit == "tok/s" || q.unit == "GB/s") return false;
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

class PageClaims {
 public:
  PageClaims(const Page& page, const catalog::Catalog& catalog, PageReading& out)
      : page_(page), finder_(catalog), collector_(page, catalog, out) {}

  void read() {
    look_through();
    for (const PageBlock& block : page_.blocks) {
      if (block.kind == BlockKind::table) {
        const Subject context = context_.subject();
        read_table_claims(block, context, finder_, collector_);
        context_.block(false);
      } else {
        read_text(block);
      }
    }
    collector_.finish();
  }

 private:
  /// The only device that the prose is about, if it is one; and whether it limits the power of any.
  void look_through() {
    std::set<std::string> devices;
    const SentenceContext none;
    for (const PageBlock& block : page_.blocks) {
      for (const SourceText& sentence : sentences_of(block.text)) {
        const SentenceNames names(sentence.text, finder_.find(sentence.text), none);
        capped_ = capped_ || limits_power(names.lower());
        for (const Mention& m : names.mentions()) {
          if (m.kind == MentionKind::device && !names.is_compared(m)) devices.insert(m.slug);
        }
      }
    }
    sole_device_ = devices.size() == 1 ? *devices.begin() : "";
  }

  void read_text(const PageBlock& block) {
    constexpr int kLeadIn = 8;
    if (block.kind == BlockKind::heading) {
      const Subject named = is_title(block) ? subject_of(finder_.find(block.text.text)) : Subject{};
      context_.heading(block.level, named, block.level == kLeadIn);
    }
    collector_.begin_passage();
    PassageSums sums;
    SentenceContext context;
    context.capped = capped_;
    context.subject = context_.subject();
    for (const SourceText& sentence : sentences_of(block.text)) {
      context.sole_device = !sole_device_.empty() && context.subject.device == sole_device_;
      const SentenceNames names(sentence.text, finder_.find(sentence.text), context);
      sums.add(sentence, names);
      if (speaks_of_all(names.lower())) {
        context_.method(names.subject());
      }
      read_sentence_claims(sentence, names, collector_);
      context.subject.take(names.subject());  // for the next one of the paragraph
    }
    sums.read(collector_);
    if (block.kind != BlockKind::heading) {
      context_.block(block.kind == BlockKind::item);
    }
  }

  const Page& page_;
  MentionFinder finder_;
  ClaimCollector collector_;
  PageContext context_;
  std::string sole_device_;
  bool capped_ = false;
};

}  // namespace

PageReading read_page_claims(const Page& page, const catalog::Catalog& catalog) {
  PageReading out;
  PageClaims(page, catalog, out).read();
  return out;
}

}  // namespace tokroof::formats
