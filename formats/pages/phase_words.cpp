#include "formats/pages/phase_words.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "catalog/names.hpp"
#include "catalog/text.hpp"
#include "formats/mentions/page_words.hpp"
#include "formats/pages/figure_words.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

bool is_prompt(std::string_view word) { return model::is_one_of(word, {"prompt", "prompts", "input"}); }

/// What is done to a prompt.
bool is_reading(std::string_view word) {
  return model::is_one_of(
      word, {"process",    "processes", "processed", "processing", "read",     "reads",     "reading",
             "ingest",     "ingests",   "ingested",  "ingesting",  "evaluate", "evaluates", "evaluated",
             "evaluating", "eats",      "digest",    "digests",    "parse",    "parses",    "crunches"});
}

/// "processes long prompts", "prompts are processed", "reads its prompt": the verb within a few words of its object.
bool reads_prompt(std::string_view lower) {
  constexpr std::size_t kFar = 3;
  const std::vector<PageWord> words = page_words(lower);
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!is_prompt(words[i].text)) continue;
    const std::size_t from = i > kFar ? i - kFar : 0, to = std::min(words.size(), i + kFar + 1);
    for (std::size_t k = from; k < to; ++k) {
      if (is_reading(words[k].text)) return true;
    }
  }
  return false;
}

/// "pp512 = 9,000 t/s": the last word before a figure, without what ties it to it.
std::string_view label_before(std::string_view before) {
  std::string_view label = catalog::trimmed(before);
  while (!label.empty() && std::string_view("=:(~* ").find(label.back()) != std::string_view::npos) {
    label.remove_suffix(1);
  }
  label.remove_prefix(label.find_last_of(" (*") + 1);
  return label;
}

std::string_view last_part(std::string_view text, std::size_t length) {
  return text.substr(text.size() > length ? text.size() - length : 0);
}

/// What follows the last word that speaks of answers; all, where none does.
std::string_view behind_last_decode(std::string_view text) {
  std::size_t end = 0;
  for (const PageWord& word : page_words(text)) {
    if (says_decode(word.text)) end = word.end;
  }
  return text.substr(end);
}

/// "While prompts are processed fast, it does 40", "prefill is slow, but it does 40": it may be either.
bool turns_away(std::string_view before) {
  return has_one_word(before,
                      {"but",
                       "while",
                       "although",
                       "though",
                       "after",
                       "once",
                       "despite",
                       "besides",
                       "whereas",
                       "unlike",
                       "then",
                       "however",
                       "yet"});
}

/// "With a 4K prompt it does": of either.
bool has_prompt(std::string_view lower) {
  constexpr std::size_t kFar = 4;
  const std::vector<PageWord> words = page_words(lower);
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!is_prompt(words[i].text)) continue;
    for (std::size_t k = i > kFar ? i - kFar : 0; k + 1 < i; ++k) {
      const bool with = model::is_one_of(words[k].text, {"with", "for", "at", "given"});
      if (with && model::is_one_of(words[k + 1].text, {"a", "an"})) return true;
    }
  }
  return false;
}

}  // namespace

bool says_prefill(std::string_view lower) {
  return has_one_word(
      lower, {"prefill", "prompt", "pp", "pp512", "prompt processing", "ingestion", "pre-fill", "input"});
}

bool says_decode(std::string_view lower) {
  return has_one_word(lower,
                      {"generation",
                       "decode",
                       "decodes",
                       "decoding",
                       "gen",
                       "tg",
                       "tg128",
                       "output",
                       "generating",
                       "generate",
                       "generates",
                       "writes",
                       "writing",
                       "answers",
                       "answering"});
}

bool speaks_of_reading(std::string_view lower) {
  return has_one_word(lower,
                      {"prefill",
                       "prefills",
                       "prefilling",
                       "pre-fill",
                       "pp",
                       "pp512",
                       "prompt processing",
                       "prompt-processing",
                       "prompt eval",
                       "prompt evaluation",
                       "prompt speed",
                       "prompt speeds",
                       "prompt rate",
                       "prompt throughput",
                       "prompt ingestion",
                       "ingestion"}) ||
         reads_prompt(lower);
}

bool leads_in_phase(std::string_view before) { return speaks_of_reading(before) && !says_decode(before); }

namespace {

/// "prompt eval rate" is one of reading, "eval rate" of writing: as ollama and llama.cpp print them.
std::string without_eval(std::string_view lower) {
  std::string out(lower);
  catalog::replace_all(out, "prompt eval", "prefill");
  for (const std::string_view word : {" rate", " time", " speed", " at"}) {
    catalog::replace_all(out, "eval" + std::string(word), "decode" + std::string(word));
  }
  return out;
}

}  // namespace

Phase phase_of_rate(std::string_view before_rate, std::string_view behind_rate, Phase last) {
  const std::string before_text = without_eval(before_rate), behind_text = without_eval(behind_rate);
  const std::string_view before = before_text, behind = behind_text;
  constexpr std::size_t kBehind = 22, kBefore = 30;
  const std::string_view label = label_before(before);
  if (says_prefill(label) || says_decode(label)) {
    return says_prefill(label) ? Phase::prompt : Phase::answer;
  }
  const std::string_view rest = behind_last_decode(before), near = last_part(before, kBefore);
  const bool said_before = speaks_of_reading(before) || rest.size() < before.size();
  // "Prefill is 9,000 tok/s, decode 130": what is behind the comma is of the next one
  const std::size_t end = std::min(
      {behind.find(" and "), behind.find('\n'), said_before ? behind.find(',') : std::string_view::npos});
  const std::string_view next = behind.substr(0, std::min(kBehind, end));
  const std::string_view direction = catalog::trimmed(next);
  if (direction == "out" || direction.starts_with("out ")) {
    return Phase::answer;  // "~3 TPS out"
  }
  if (says_prefill(next) || says_decode(next)) {
    return says_prefill(next) ? Phase::prompt : Phase::answer;
  }
  if (speaks_of_reading(rest)) {
    return turns_away(rest) ? Phase::unclear : Phase::prompt;
  }
  if (rest.size() < before.size()) {
    return Phase::answer;
  }
  if (says_prefill(near)) {
    return has_prompt(before) ? Phase::unclear : Phase::prompt;
  }
  return last == Phase::prompt && turns_away(before) ? Phase::unclear : last;
}

}  // namespace tokroof::formats
