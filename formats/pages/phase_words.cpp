#include "formats/pages/phase_words.hpp"

#include <algorithm>
#include <span>
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
      word,
      "process|processes|processed|processing|read|reads|reading|ingest|ingests|ingested|ingesting|"
      "evaluate|evaluates|evaluated|evaluating|eats|digest|digests|parse|parses|crunches|chews");
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

/// "While prompts are processed fast, it does 40", "prefill is slow, but it does 40": it may be either. Not "while prompt
/// processing hits 350".
bool turns_away(std::string_view before) {
  std::size_t turn = std::string_view::npos;
  for (const PageWord& word : page_words(before)) {
    const bool turns = model::is_one_of(
        word.text, "but|while|although|though|after|once|despite|besides|whereas|unlike|then|however|yet");
    turn = turns ? word.end : turn;
  }
  if (turn == std::string_view::npos) return false;
  const std::string_view clause = before.substr(turn);
  return !speaks_of_reading(clause) || clause.find(',') != std::string_view::npos;
}

/// "pp2048", "tg32": a test of llama-bench, of so many tokens.
bool has_test(std::string_view lower, std::string_view kind) {
  for (std::size_t at = lower.find(kind); at != std::string_view::npos; at = lower.find(kind, at + 1)) {
    const std::size_t digits = at + kind.size();
    const std::size_t end = std::min(lower.find_first_not_of("0123456789", digits), lower.size());
    const bool begins = at == 0 || !catalog::is_name_letter(lower[at - 1]);
    if (begins && end > digits && (end == lower.size() || !catalog::is_name_letter(lower[end]))) return true;
  }
  return false;
}

/// "In", "out": of the tokens that go in, of those that come out.
Phase direction(std::string_view said) {
  said = catalog::trimmed(said);
  while (!said.empty() && std::string_view(".,;:!)").find(said.back()) != std::string_view::npos) {
    said.remove_suffix(1);
  }
  return said == "in"                                ? Phase::prompt
         : said == "out" || said.starts_with("out ") ? Phase::answer
                                                     : Phase::unsaid;
}

/// The first of what parts two rates of a list, outside of brackets; the end: nothing does.
std::size_t first_joint(std::string_view between, std::span<const std::string_view> joints) {
  int depth = 0;
  for (std::size_t i = 0; i < between.size(); ++i) {
    depth += between[i] == '(' ? 1 : between[i] == ')' && depth > 0 ? -1 : 0;
    for (const std::string_view joint : joints) {
      if (depth == 0 && between.substr(i).starts_with(joint)) return i;
    }
  }
  return between.size();
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
  return has_test(lower, "pp") ||
         has_one_word(lower,
                      "prefill|prompt|pp|prompt processing|ingestion|pre-fill|input|eingabe|"
                      "promptverarbeitung|预填充|預填充|提示词|提示詞|输入|輸入|プロンプト|プリフィル|入力");
}

bool says_decode(std::string_view lower) {
  return has_test(lower, "tg") ||
         has_one_word(lower,
                      "generation|generierung|ausgabe|生成|解码|解碼|输出|輸出|デコード|出力|decode|decodes|"
                      "decoding|gen|tg|output|"
                      "generating|generate|generates|writes|writing|answers|answering");
}

bool speaks_of_reading(std::string_view lower) {
  return has_test(lower, "pp") ||
         has_one_word(
             lower,
             "prefill|prefills|prefilling|pre-fill|pp|prompt processing|prompt-processing|prompt eval|"
             "prompt evaluation|prompt speed|prompt speeds|prompt rate|prompt throughput|prompt ingestion|"
             "ingestion|prompt-verarbeitung|promptverarbeitung|预填充|預填充|提示词处理|提示詞處理|"
             "プロンプト処理|プリフィル") ||
         reads_prompt(lower);
}

std::optional<std::size_t> said_of_first(std::string_view between) {
  constexpr std::string_view kJoints[] = {",",
                                          ";",
                                          "/",
                                          "|",
                                          "\n",
                                          "，",
                                          "；",
                                          "、",
                                          "。",
                                          " and ",
                                          " but ",
                                          " while ",
                                          " then ",
                                          " und ",
                                          " & ",
                                          " vs",
                                          " – ",
                                          " — "};
  constexpr std::string_view kLeads[] = {" with ", " plus ", " mit "};
  const std::size_t open = between.rfind('(');  // "45 t/s (prompt: 1,200 t/s)"
  if (open != std::string_view::npos && between.find(')', open) == std::string_view::npos) return open;
  if (const std::size_t joint = first_joint(between, kJoints); joint < between.size()) return joint;
  if (const std::size_t joint = first_joint(between, kLeads); joint < between.size()) return joint;
  if (phase_of_label(between) == Phase::unsaid) return between.size();
  constexpr std::size_t kLongestLabel = 3, kLead = 2;
  const std::vector<PageWord> words = page_words(between);
  if (words.size() <= kLongestLabel) return std::nullopt;
  const std::size_t lead = words[words.size() - kLead].begin;  // "3500 t/s with Q4 at 4K prefill speed"
  return phase_of_label(between.substr(lead)) != Phase::unsaid ? lead : between.size();
}

bool is_labelled(std::string_view before) { return phase_of_label(label_before(before)) != Phase::unsaid; }

Phase phase_of_label(std::string_view lower) {
  if (const Phase way = direction(lower); way != Phase::unsaid) return way;
  const bool prompt = says_prefill(lower), answer = says_decode(lower);
  return prompt && answer ? Phase::unclear : prompt ? Phase::prompt : answer ? Phase::answer : Phase::unsaid;
}

std::optional<bool> says_prompt_first(std::string_view lower) {
  constexpr std::string_view kEnds = " (),;:|\n";
  for (std::size_t at = lower.find('/'); at != std::string_view::npos; at = lower.find('/', at + 1)) {
    const std::string_view before = catalog::trimmed(lower.substr(0, at));
    const std::string_view behind = catalog::trimmed(lower.substr(at + 1));
    const std::size_t begin = before.find_last_of(kEnds);
    const Phase first = phase_of_label(before.substr(begin == std::string_view::npos ? 0 : begin + 1));
    const Phase second = phase_of_label(behind.substr(0, behind.find_first_of(kEnds)));
    const bool both = first != second && first != Phase::unsaid && second != Phase::unsaid;
    if (both && first != Phase::unclear && second != Phase::unclear) return first == Phase::prompt;
  }
  return std::nullopt;
}

bool leads_in_phase(std::string_view before) { return speaks_of_reading(before) && !says_decode(before); }

namespace {

/// "prompt eval rate" is one of reading, "eval rate" of writing: as ollama and llama.cpp print them.
std::string without_eval(std::string_view lower) {
  std::string out(lower);
  catalog::replace_all(out, "prompt evaluation", "prefill");
  catalog::replace_all(out, "prompt eval", "prefill");
  catalog::replace_all(out, "evaluation rate", "decode rate");
  catalog::replace_all(out, "evaluation speed", "decode speed");
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
  if (const Phase way = direction(label); way != Phase::unsaid && catalog::trimmed(before).ends_with(':')) {
    return way;  // "in: 3500 t/s"
  }
  const std::string_view rest = behind_last_decode(before), near = last_part(before, kBefore);
  const bool said_before = speaks_of_reading(before) || rest.size() < before.size();
  // "Prefill is 9,000 tok/s, decode 130": what is behind the comma is of the next one
  const std::size_t end = std::min(
      {behind.find(" and "), behind.find('\n'), said_before ? behind.find(',') : std::string_view::npos});
  const std::string_view next = behind.substr(0, std::min(kBehind, end));
  if (const Phase way = direction(next); way != Phase::unsaid) {
    return way;  // "~3 TPS out"
  }
  if (says_prefill(next) && has_prompt(next) && !speaks_of_reading(next)) {
    return Phase::unclear;  // "110 t/s with a 4k prompt"
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
    return has_prompt(before) || turns_away(near) ? Phase::unclear : Phase::prompt;
  }
  return last == Phase::prompt && turns_away(before) ? Phase::unclear : last;
}

}  // namespace tokroof::formats
