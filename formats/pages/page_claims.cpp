#include "formats/pages/page_claims.hpp"

#include "catalog/names.hpp"
#include "formats/pages/claim_collector.hpp"
#include "formats/pages/sentence_claims.hpp"
#include "formats/pages/sentences.hpp"
#include "formats/pages/table_claims.hpp"

namespace tokroof {
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

class PageClaims {
 public:
  PageClaims(const Page& page, const Catalog& catalog, PageReading& out)
      : page_(page), finder_(catalog), collector_(page, catalog, out) {}

  void read() {
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
  void read_text(const PageBlock& block) {
    constexpr int kLeadIn = 8;
    if (block.kind == BlockKind::heading) {
      const bool title = is_title(block);
      context_.heading(
          block.level, title ? subject_of(finder_.find(block.text.text)) : Subject{}, block.level == kLeadIn);
    }
    for (const SourceText& sentence : sentences_of(block.text)) {
      if (speaks_of_all(lower_case(sentence.text))) {
        context_.method(subject_of(finder_.find(sentence.text)));
      }
      const Subject context = context_.subject();
      read_sentence_claims(sentence, context, finder_, collector_);
    }
    if (block.kind != BlockKind::heading) {
      context_.block(block.kind == BlockKind::item);
    }
  }

  const Page& page_;
  MentionFinder finder_;
  ClaimCollector collector_;
  PageContext context_;
};

}  // namespace

PageReading read_page_claims(const Page& page, const Catalog& catalog) {
  PageReading out;
  PageClaims(page, catalog, out).read();
  return out;
}

}  // namespace tokroof
