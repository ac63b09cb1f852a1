#include "formats/benchmarks/said_phase.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "catalog/device_words.hpp"
#include "catalog/text.hpp"
#include "formats/benchmarks/table_titles.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

/// "pp512", "tg128": a test, or the word alone.
bool is_test_word(std::string_view word, std::string_view key) {
  return word.starts_with(key) &&
         catalog::all_digits(std::string("0") + std::string(word.substr(key.size())));
}

/// What "prompt" is followed by where its tokens are meant.
bool is_reading_of_prompt(std::string_view word) {
  return model::is_one_of(
      word, {"processing", "eval", "evaluation", "ingestion", "reading", "speed", "rate", "throughput"});
}

}  // namespace

SaidPhase said_phase(std::string_view text, bool of_rate) {
  const std::vector<std::string> words = catalog::plain_words(text);
  SaidPhase out = SaidPhase::unsaid;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view next = i + 1 < words.size() ? std::string_view(words[i + 1]) : "";
    if (model::is_one_of(words[i], {"prompt", "input"})) {
      const bool read = is_reading_of_prompt(next);
      out = read || of_rate ? SaidPhase::prompt : out;
      i += read ? 1 : 0;
    } else if (words[i] == "prefill" || is_test_word(words[i], "pp")) {
      out = SaidPhase::prompt;
    } else if (model::is_one_of(
                   words[i], {"generation", "generating", "gen", "decode", "decoding", "eval", "output"}) ||
               is_test_word(words[i], "tg")) {
      return SaidPhase::generation;
    }
  }
  return out;
}

void PhaseAbove::hear(std::string_view text, int line) {
  constexpr std::size_t kLongest = 160;
  text = catalog::trimmed(text);
  if (text.size() > kLongest) {
    return;
  }
  const std::size_t signs = std::min(text.find_first_not_of('#'), text.size());
  const std::size_t level = signs > 0 ? signs : kNoHeading;
  const SaidPhase phase = said_phase(text, says_rate_unit(text));
  if (phase != SaidPhase::unsaid || (signs > 0 && level <= level_)) {
    phase_ = phase;
    level_ = level;
    line_ = line;
  }
}

bool PhaseAbove::of_prompt(int line) const {
  constexpr int kNear = 4;  // lines: the heading, a blank, a sentence, a blank
  return phase_ == SaidPhase::prompt && (level_ < kNoHeading || line - line_ <= kNear);
}

}  // namespace tokroof::formats
