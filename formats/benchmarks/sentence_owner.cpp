// Whether a rate is that of each stream or of all together.
#include <optional>

#include "formats/benchmarks/rate_units.hpp"
#include "formats/benchmarks/sentence_draft.hpp"

namespace tokroof::formats {
namespace {

class OwnerReader {
 public:
  explicit OwnerReader(SentenceDraft& sentence) : s_(sentence) {}

  /// What the word at `i` says, if anything.
  std::optional<catalog::StatedRate> said_at(std::size_t i) {
    if (s_.is(i, "per") && is_person(i + 1)) {
      s_.use(i, i + 2);
      return catalog::StatedRate::stream;
    }
    if (s_.is(i, {"each", "apiece", "per-user", "per-stream", "per-request", "per-client"}) ||
        s_.text(i).ends_with("/user")) {
      s_.use(i, is_person(i + 1) ? i + 2 : i + 1);
      return catalog::StatedRate::stream;
    }
    const bool of_memory =
        i > 0 && (s_.text(i - 1).ends_with("gb") || s_.is(i - 1, {"vram", "ram", "memory"}));
    const bool all = s_.is(i, {"total", "aggregate", "aggregated", "combined", "cumulative", "altogether"});
    return all && !of_memory ? std::optional(catalog::StatedRate::aggregate) : std::nullopt;
  }

 private:
  [[nodiscard]] bool is_person(std::size_t i) const {
    return s_.is(i, {"user", "stream", "request", "client", "slot", "session", "sequence", "agent", "query"});
  }

  SentenceDraft& s_;
};

}  // namespace

catalog::StatedRate owner_of(SentenceDraft& sentence, std::size_t begin, std::size_t end, std::size_t from) {
  OwnerReader owner(sentence);
  const Words& words = sentence.words;
  // In the rate itself, "300 total t/s", or behind it; what stands behind a comma is of another.
  for (std::size_t i = begin; i < words.size() && !(i >= end && words[i - 1].ends); ++i) {
    const bool figure = i >= end && words[i].used;  // another rate
    if (const auto said = figure ? std::nullopt : owner.said_at(i)) {
      return *said;
    }
    if (figure) {
      break;
    }
  }
  while (from > 0 && from < begin && !words[from - 1].ends) {  // the clause of the rate before
    ++from;
  }
  for (std::size_t i = begin; i-- > from;) {
    if (i + 1 < begin && words[i].ends) {
      break;
    }
    if (const auto said = owner.said_at(i)) {
      return *said;
    }
  }
  return catalog::StatedRate::unsaid;
}

}  // namespace tokroof::formats
