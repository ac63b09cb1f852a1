#include "formats/benchmarks/sentence_draft.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "catalog/number.hpp"
#include "catalog/text.hpp"
#include "formats/benchmarks/bench_spec.hpp"
#include "formats/benchmarks/rate_units.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

/// Where the digits of "40tps" end.
std::size_t unit_in(std::string_view word) {
  std::size_t at = 0;
  while (at < word.size() &&
         (catalog::is_digit(word[at]) || word[at] == '.' || word[at] == ',' || word[at] == '-')) {
    ++at;
  }
  return at < word.size() && word[at] == 'k' && at > 0 ? at + 1 : at;
}

struct Rate {
  double tps = 0;
  std::string as_typed{};  ///< of a range
  double earlier = 0;      ///< "from 45 to 75 t/s": before
  double compared = 0;     ///< "4090 vs 3090: 160 vs 130 t/s": of the second
  std::size_t begin = 0, end = 0;
  bool of_prompt = false;  ///< "7500 prompt t/s"
  bool of_time = false;    ///< "512 tokens in 11.4 s": with all that was done in it
  bool of_stream = false;  ///< it follows from the time of a token, which is a stream's
  std::string kind{};      ///< "20000 total t/s": the word before the unit
};

struct Range {
  double low, high;
};

/// "40", "35-45", "350/370"
std::optional<Range> quantity_or_range(const std::string& text) {
  if (const auto one = quantity(text)) {
    return Range{*one, *one};
  }
  const std::size_t sign = text.find_first_of("-/");
  if (sign == std::string::npos || sign == 0) {
    return std::nullopt;
  }
  const auto low = quantity(text.substr(0, sign)), high = quantity(text.substr(sign + 1));
  constexpr double kAlike = 1.25;  // "350/370"; "900/40" are two things
  const bool range = low && high && *high >= *low && (text[sign] == '-' || *high <= kAlike * *low);
  return range ? std::optional(Range{*low, *high}) : std::nullopt;
}

struct Time {
  double seconds = 0;
  std::size_t end = 0;  ///< of its words
};

/// "9ms", "1.2s", "1.2 seconds"
std::optional<Time> time_at(const Words& words, std::size_t i) {
  if (i >= words.size()) {
    return std::nullopt;
  }
  std::string text = words[i].text;
  const std::string next = i + 1 < words.size() ? words[i + 1].text : "";
  const bool glued = text.ends_with('s');
  const bool milliseconds = text.ends_with("ms");
  const double unit = milliseconds ? 1e-3 : glued ? 1 : next == "ms" ? 1e-3 : time_word_s(next);
  text.resize(text.size() - (milliseconds ? 2 : glued ? 1 : 0));
  const auto range = quantity_or_range(text);  // "2-3 seconds"
  return unit > 0 && range && range->low > 0
             ? std::optional(Time{unit * (range->low + range->high) / 2, i + (glued ? 1 : 2)})
             : std::nullopt;
}

/// Finds a rate whose unit begins at a word.
class RateAt {
 public:
  RateAt(const Words& words, std::size_t at) : words_(words), at_(at) {}

  [[nodiscard]] std::optional<Rate> find() const {
    const std::string& word = words_[at_].text;
    const std::size_t cut = unit_in(word);
    const std::string first = word.substr(cut);
    if (words_[at_].used) {
      return std::nullopt;
    }
    if (auto time = time_of_token()) {
      return time;
    }
    if (const std::size_t behind = behind_token_time(at_); behind > 0) {
      return token_time(behind);
    }
    if (cut > 0) {
      const Unit unit = first.empty() ? Unit{} : unit_at(at_, first);
      return unit.words > 0 ? rate(word.substr(0, cut), at_, at_ + unit.words, unit) : std::nullopt;
    }
    if (is_bench_test(word)) {
      return bench_cell();
    }
    if (word == "in") {
      return tokens_in_seconds();
    }
    if (word == "per") {
      return second_first();
    }
    const Unit unit = unit_at(at_, word);
    if (unit.words == 0) {
      return std::nullopt;
    }
    if (at_ > 0 && !words_[at_ - 1].used && quantity_or_range(words_[at_ - 1].text)) {
      return before(unit);
    }
    if (at_ > 1 &&
        word_is(at_ - 1, {"output", "generation", "decode", "total", "prompt", "input", "prefill"}) &&
        !words_[at_ - 2].used && !words_[at_ - 2].ends && quantity_or_range(words_[at_ - 2].text)) {
      auto found = rate(words_[at_ - 2].text, at_ - 2, at_ + unit.words, unit);
      if (found) {
        found->of_prompt = word_is(at_ - 1, {"prompt", "input", "prefill"});
        found->kind = words_[at_ - 1].text;
      }
      return found;
    }
    if (at_ > 0 && word_is(at_ - 1, {"what", "which", "many"})) {  // asks for it
      return std::nullopt;
    }
    const std::size_t i = behind_verb(at_ + unit.words);
    return i < words_.size() && !words_[i].used ? rate(words_[i].text, at_, i + 1, unit) : std::nullopt;
  }

 private:
  struct Unit {
    std::size_t words = 0;   ///< that it takes; 0: it is none
    double seconds = 1;      ///< in which so many tokens are made, or of a time of one token
    bool of_token = false;   ///< it is a time: "ms per token"
    bool of_prompt = false;  ///< "30 pp/s"
  };

  /// "tg128 131.0", "tg128 at d4096 45.3": a line of llama-bench's table has no unit.
  [[nodiscard]] std::optional<Rate> bench_cell() const {
    std::size_t i = at_ + 1;
    if (word_is(i, {"at"}) && i + 1 < words_.size() && words_[i + 1].text.starts_with('d')) {
      i += 2;
    }
    const bool number = i < words_.size() && !words_[i].used && catalog::parse_number(words_[i].text);
    const bool has_unit = i + 1 < words_.size() && unit_at(i + 1, words_[i + 1].text).words > 0;
    return number && !has_unit ? rate(words_[i].text, i, i + 1, Unit{1}) : std::nullopt;
  }

  [[nodiscard]] bool word_is(std::size_t i, std::initializer_list<std::string_view> names) const {
    return i < words_.size() && model::is_one_of(words_[i].text, names);
  }

  /// The first word from `at` on that does not lead to a figure: "tok/s is about 45".
  [[nodiscard]] std::size_t behind_verb(std::size_t at) const {
    while (word_is(at, {"is",     "was",           "of",   "at",    "=",      "about",      "around",
                        "approx", "approximately", "only", "takes", "avg",    "average",    "mean",
                        "median", "p50",           "rate", "speed", "decode", "generation", "output"})) {
      ++at;
    }
    return at;
  }

  /// "ITL of 9 ms", "TPOT 9ms", "inter-token latency", "each token takes 35 ms": where what is said of the time begins, else 0.
  [[nodiscard]] std::size_t behind_token_time(std::size_t at) const {
    if (word_is(at, {"itl", "tpot"})) return at + 1;
    if (word_is(at, {"inter-token", "intertoken", "per-token"}) && word_is(at + 1, {"latency", "time"}))
      return at + 2;
    if (word_is(at, {"time", "latency"}) && word_is(at + 1, {"per"})) {
      const std::size_t token = at + (word_is(at + 2, {"output"}) ? 3 : 2);
      return word_is(token, {"token"}) ? token + 1 : 0;
    }
    const bool each = word_is(at, {"each", "every", "a", "one", "1"}) && word_is(at + 1, {"token"});
    return each && word_is(at + 2, {"takes", "took"}) ? at + 3 : 0;
  }

  /// "8.5 ms ITL", "22ms per-token latency"; in "TTFT 500 ms, TPOT 22 ms" the word is of the time behind it.
  [[nodiscard]] std::optional<Rate> time_of_token() const {
    const auto time = time_at(words_, at_);
    const std::size_t behind = time && !words_[time->end - 1].ends ? behind_token_time(time->end) : 0;
    if (behind == 0 || time_at(words_, behind_verb(behind))) {
      return std::nullopt;
    }
    return Rate{.tps = 1 / time->seconds, .begin = at_, .end = behind, .of_stream = true};
  }

  /// "per second 110 tokens", as languages have it that say the second first.
  [[nodiscard]] std::optional<Rate> second_first() const {
    const double seconds = at_ + 3 < words_.size() ? time_word_s(words_[at_ + 1].text) : 0;
    const bool tokens = seconds > 0 && word_is(at_ + 3, {"tokens", "token", "tok", "toks"});
    return tokens && !words_[at_ + 2].used ? rate(words_[at_ + 2].text, at_, at_ + 4, Unit{4, seconds})
                                           : std::nullopt;
  }

  [[nodiscard]] std::optional<Rate> token_time(std::size_t behind) const {
    const std::size_t i = behind_verb(behind);
    const auto time = i < words_.size() && !words_[i].used ? time_at(words_, i) : std::nullopt;
    return time ? std::optional(
                      Rate{.tps = 1 / time->seconds, .begin = at_, .end = time->end, .of_stream = true})
                : std::nullopt;
  }

  /// "95 tokens in 1.2 seconds", "512 tokens generated in 11.4s"; of a prompt's tokens it is the prompt's rate.
  [[nodiscard]] std::optional<Rate> tokens_in_seconds() const {
    const std::size_t behind = at_ > 0 && word_is(at_ - 1, {"generated", "output"}) ? at_ - 1 : at_;
    if (behind < 2 || !word_is(behind - 1, {"tokens", "toks", "token"}) || at_ + 1 >= words_.size()) {
      return std::nullopt;
    }
    const auto tokens = quantity(words_[behind - 2].text);
    const auto time = words_[at_ + 1].text.ends_with("ms") ? std::nullopt : time_at(words_, at_ + 1);
    if (!tokens || !time || !(*tokens > 0)) {
      return std::nullopt;
    }
    return Rate{.tps = *tokens / time->seconds, .begin = behind - 2, .end = time->end, .of_time = true};
  }

  /// The unit that begins with `first`: "t/s", "tokens per second", "tokens a minute", "ms per token".
  [[nodiscard]] Unit unit_at(std::size_t at, std::string_view first) const {
    if (is_rate_unit(first)) {
      return {1};
    }
    if (model::is_one_of(first, {"pp/s", "pp/sec"})) {
      return {.words = 1, .of_prompt = true};
    }
    if (const double seconds = slow_rate_unit_s(first); seconds > 0) {
      return {1, seconds};
    }
    if (const double seconds = time_unit_s(first); seconds > 0) {
      return {1, seconds, true};
    }
    if (!word_is(at + 1, {"per", "a", "/", "each"})) {
      return {};
    }
    const double of_three = at + 2 < words_.size() ? time_word_s(words_[at + 2].text) : 0;
    if (model::is_one_of(first, {"tokens", "token", "tok", "toks", "t", "tk"}) && of_three > 0) {
      return {3, of_three};
    }
    const double time = first == "ms" ? 1e-3 : time_word_s(first);
    return time > 0 && word_is(at + 2, {"token", "tok"}) ? Unit{3, time, true} : Unit{};
  }

  static std::optional<Rate> rate(const std::string& typed,
                                  std::size_t begin,
                                  std::size_t end,
                                  const Unit& unit) {
    const auto range = quantity_or_range(typed);
    if (!range || !(range->low > 0)) {
      return std::nullopt;
    }
    const double middle = (range->low + range->high) / 2;
    return Rate{.tps = unit.of_token ? 1 / unit.seconds / middle : middle / unit.seconds,
                .as_typed = range->low < range->high ? typed : "",
                .begin = begin,
                .end = end,
                .of_prompt = unit.of_prompt,
                .of_stream = unit.of_token};
  }

  /// "40 t/s", "40 to 45 t/s", "between 40 and 45 t/s"; "went from 45 to 75 t/s" is a change.
  [[nodiscard]] std::optional<Rate> before(const Unit& unit) const {
    const std::size_t end = at_ + unit.words;
    const bool from_to = at_ >= 4 && word_is(at_ - 2, {"to"}) && word_is(at_ - 4, {"from"});
    const bool spans =
        at_ >= 5 &&
        word_is(at_ - 5, {"range", "ranges", "ranging", "varies", "varying", "anywhere", "fluctuates"});
    const auto earlier = from_to && !spans ? quantity(words_[at_ - 3].text) : std::nullopt;
    if (earlier) {
      auto found = rate(words_[at_ - 1].text, at_ - 4, end, unit);
      const auto was = rate(words_[at_ - 3].text, at_ - 4, end, unit);
      if (found && was) found->earlier = was->tps;
      return found;
    }
    const bool versus = at_ >= 3 && word_is(at_ - 2, {"vs", "versus"}) && !words_[at_ - 3].used;
    if (auto found = versus ? rate(words_[at_ - 3].text, at_ - 3, end, unit) : std::nullopt) {
      const auto other = rate(words_[at_ - 1].text, at_ - 1, end, unit);
      found->compared = other ? other->tps : 0;
      return found;
    }
    if (at_ >= 3 && word_is(at_ - 2, {"to", "and", "or", "-"}) && !words_[at_ - 3].used &&
        quantity(words_[at_ - 3].text) &&
        (word_is(at_ - 2, {"to", "or", "-"}) || (at_ >= 4 && word_is(at_ - 4, {"between"})))) {
      return rate(words_[at_ - 3].text + "-" + words_[at_ - 1].text, at_ - 3, end, unit);
    }
    return rate(words_[at_ - 1].text, at_ - 1, end, unit);
  }

  const Words& words_;
  std::size_t at_;
};

std::vector<Rate> rates_of(const Words& words) {
  std::vector<Rate> out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (const auto rate = RateAt(words, i).find()) {
      out.push_back(*rate);
      i = rate->end - 1;
    }
  }
  return out;
}

/// "tg 94 pp 1238", "gen 45", "pp 512 at 900": a word for what is measured, maybe a length, and a number behind it that has no
/// unit and is no length.
struct BareRate {
  double tps = 0;
  double tokens = 0;  ///< 0: not said
  std::size_t begin = 0, end = 0;
  bool of_prompt = false;
};

std::vector<BareRate> bare_rates_behind(const Words& words) {
  constexpr double kBlock = 128, kMostGenerations = 6;  // lengths are so many tokens; "PCIe gen 4"
  std::vector<BareRate> out;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const bool prompt = model::is_one_of(words[i].text, {"pp", "prefill"});
    const bool decode = model::is_one_of(words[i].text, {"tg", "gen", "decode", "generation"});
    std::size_t at = i + 1;
    while (at + 1 < words.size() &&
           model::is_one_of(words[at].text, {"speed", "rate", "is", "at", "about"})) {
      ++at;
    }
    double tokens = 0;
    if (at + 2 < words.size() && model::is_one_of(words[at + 1].text, {"at", "="}) &&
        quantity(words[at].text) && quantity(words[at + 2].text)) {
      tokens = *quantity(words[at].text);
      at += 2;
    }
    const auto number = quantity(words[at].text);
    const bool of_tokens = at + 1 < words.size() && !words[at].ends &&
                           words[at + 1].text.starts_with("tok") && !words[at + 1].used;
    if ((!prompt && !decode) || words[i].used || words[at].used || !number || of_tokens ||
        words[at].text.ends_with('k') || !(*number > 0) || std::fmod(*number, kBlock) == 0 ||
        is_number_between(number, 1, kMostGenerations)) {
      continue;
    }
    out.push_back({*number, tokens, i, at + 1, prompt});
  }
  return out;
}

/// "gets 3600 prefill", "q4 900 pp": the number before the word, where it cannot be a card's ("my 3090 prefill").
std::vector<BareRate> bare_rates_before(const Words& words) {
  constexpr double kBlock = 128, kLeast = 1;
  std::vector<BareRate> out;
  for (std::size_t i = 2; i < words.size(); ++i) {
    const bool prompt = model::is_one_of(words[i].text, {"pp", "prefill"});
    const std::string& before = words[i - 2].text;
    const bool leads =
        words[i - 2].ends ||
        model::is_one_of(before, "gets|get|got|getting|at|is|and|with|about|around|does|did|only|shows") ||
        (catalog::has_digit(before) && !before.ends_with('x') && !before.starts_with('x'));
    const auto number = quantity(words[i - 1].text);
    const bool length = number && std::fmod(*number, kBlock) == 0;
    const bool followed = i + 1 < words.size() && !words[i].ends && quantity(words[i + 1].text);
    if ((!prompt && !model::is_one_of(words[i].text, {"tg", "decode"})) || words[i].used ||
        words[i - 1].used || words[i - 1].ends || !leads || !number || *number < kLeast || length ||
        followed || words[i - 1].text.ends_with('k')) {
      continue;
    }
    out.push_back({*number, 0, i - 1, i + 1, prompt});
  }
  return out;
}

std::vector<BareRate> bare_rates_of(const Words& words) {
  std::vector<BareRate> out = bare_rates_behind(words);
  const std::vector<BareRate> before = bare_rates_before(words);
  out.insert(out.end(), before.begin(), before.end());
  return out;
}

class RateReader {
 public:
  explicit RateReader(SentenceDraft& sentence) : s_(sentence) {}

  void read() {
    std::vector<Rate> rates = rates_of(s_.words);
    name_phases(rates);
    leave_out_lengths(rates);
    leave_out_earlier(rates);
    join_timings(rates);
    for (const Rate& rate : rates) {
      s_.use(rate.begin, rate.end);
    }
    const bool only_of_prompts = tells_only_of_prompts(rates);
    bool says_output = false;  // of the figure that is taken
    for (std::size_t r = 0; r < rates.size(); ++r) {
      const Rate& rate = rates[r];
      const bool others = r + 1 < rates.size() && leaves_label_to(rate, rates[r + 1]);
      const auto label = rate.of_prompt || others ? std::nullopt : label_of(rates, r);
      const bool prompt = rate.of_prompt || (label ? is_prompt_word(s_.text(*label)) : only_of_prompts);
      if (leave_out_unclear(rate, label)) {
        continue;
      }
      if (label) {
        const auto tokens =
            catalog::parse_number(s_.text(*label).substr(std::min<std::size_t>(2, s_.text(*label).size())));
        if (tokens) {
          (prompt ? s_.out.run.n_prompt : s_.out.run.n_gen) = *tokens;
        }
        s_.use(*label, *label + 1);
        if (s_.is(*label + 1, {"processing", "eval", "speed", "rate"})) {
          s_.use(*label + 1, *label + 2);
        }
        read_length_between(*label, rate.begin, prompt);
      }
      const catalog::StatedRate owner =
          rate.of_stream ? catalog::StatedRate::stream
                         : owner_of(s_, rate.begin, rate.end, r > 0 ? rates[r - 1].end : 0);
      double& cell = prompt ? s_.out.run.pp_tps : s_.out.run.tg_tps;
      constexpr double kRounding = 0.02;
      if (cell > 0 && std::fabs(cell / rate.tps - 1) < kRounding && owner == s_.out.run.rate) {
        continue;  // the title says it, too
      }
      if (cell > 0 || (!prompt && !label && said_of_decode(rates, r))) {
        s_.remark(
            fmt::format("{} tok/s is left out: a sentence has one figure", catalog::measured_text(rate.tps)));
        s_.more_figures = true;
        const bool of_same_load = rate.kind == "total" && says_output;  // with the prompts' tokens
        if (!of_same_load) {
          leave_out_clause(rate);
        }
        continue;
      }
      cell = rate.tps;
      says_output = says_output || rate.kind == "output" || (label && s_.is(*label, "output"));
      if (!prompt) {
        s_.out.run.rate = owner;
        mark_beside(rate, label.has_value());
      }
      s_.words[rate.begin].is_figure = s_.words[rate.begin].is_figure || !prompt;
      s_.understood(
          fmt::format("{} tok/s{}", catalog::measured_text(rate.tps), prompt ? " of the prompt" : ""));
      if (rate.earlier > 0) {
        s_.remark(fmt::format("{} tok/s was before", catalog::measured_text(rate.earlier)));
      }
      if (rate.compared > 0) {
        s_.remark(fmt::format("{} tok/s is what it is compared with: left out",
                              catalog::measured_text(rate.compared)));
        s_.more_figures = true;
      }
      if (!rate.as_typed.empty()) {
        s_.remark(fmt::format("of {} the middle is taken", rate.as_typed));
      }
    }
    for (const BareRate& bare : bare_rates_of(s_.words)) {
      double& cell = bare.of_prompt ? s_.out.run.pp_tps : s_.out.run.tg_tps;
      if (!(cell > 0)) {
        cell = bare.tps;
        if (bare.tokens > 0) {
          (bare.of_prompt ? s_.out.run.n_prompt : s_.out.run.n_gen) = bare.tokens;
        }
        s_.understood(
            fmt::format("{} tok/s{}", catalog::measured_text(cell), bare.of_prompt ? " of the prompt" : ""));
        s_.remark(fmt::format("'{}' has no unit: taken as tok/s", s_.joined(bare.begin, bare.end)));
        s_.use(bare.begin, bare.end);
      }
    }
  }

 private:
  /// "128 tokens/s prompt 9000 tokens/s": a prompt is read faster than answers are written, so that the word is of the second.
  [[nodiscard]] bool leaves_label_to(const Rate& rate, const Rate& next) const {
    const bool between =
        rate.end + 1 == next.begin && !s_.words[rate.end - 1].ends && is_prompt_word(s_.text(rate.end));
    const bool labelled = is_prompt_word(s_.text(next.end)) || is_decode_word(s_.text(next.end));
    return between && next.tps > rate.tps && (!labelled || s_.words[next.end - 1].ends);
  }

  /// "without spec decoding": how, and not what a rate is of.
  [[nodiscard]] bool is_drafting(std::size_t i) const {
    return s_.is(i, "decoding") && i > 0 && s_.is(i - 1, {"spec", "speculative"});
  }

  /// "prompt processing speeds", and no word of answers nor one at a rate: each is that of a prompt.
  [[nodiscard]] bool tells_only_of_prompts(const std::vector<Rate>& rates) const {
    bool prompts = false, answers = false;
    for (std::size_t r = 0; r < rates.size(); ++r) {
      answers = answers || rates[r].of_prompt || label_of(rates, r) || r + 1 < rates.size();
    }
    for (std::size_t i = 0; i < s_.words.size(); ++i) {
      const bool processing = s_.is(i, "prompt") && s_.is(i + 1, "processing");
      const std::size_t behind = processing ? i + 2 : i + 1;
      prompts = prompts || ((processing || s_.is(i, {"prefill", "pp"})) &&
                            s_.is(behind, {"speed", "speeds", "rate", "rates", "throughput", "performance"}));
      answers = answers || (is_decode_word(s_.text(i)) && !is_drafting(i)) ||
                s_.is(i, {"generate", "generates", "generated"});
    }
    return prompts && !answers;
  }

  /// "727.6 T/s, Generate: 28.2 T/s": where another rate is said to be that of decode, one that is many times as high is
  /// none, nor one of tokens over a time.
  [[nodiscard]] bool said_of_decode(const std::vector<Rate>& rates, std::size_t r) {
    constexpr double kManyTimes = 4;
    return std::any_of(
        rates.begin() + static_cast<std::ptrdiff_t>(r) + 1, rates.end(), [&](const Rate& other) {
          const auto at = static_cast<std::size_t>(&other - rates.data());
          const auto label = other.of_prompt ? std::nullopt : label_of(rates, at);
          return label && is_decode_word(s_.text(*label)) &&
                 (rates[r].of_time || rates[r].tps > kManyTimes * other.tps);
        });
  }

  /// "context processing" is that of the prompt, and of "3500 t/s in, 110 t/s out", "reading 3500 t/s, writing 110 t/s" each word
  /// says which it is because the other stands there, too.
  void name_phases(const std::vector<Rate>& rates) {
    for (std::size_t i = 0; i + 1 < s_.words.size(); ++i) {
      if (s_.is(i, {"context", "ctx"}) &&
          s_.is(i + 1, {"processing", "ingestion", "eval", "evaluation", "reading"})) {
        s_.words[i].text = "prompt";
      }
    }
    const auto is_in = [&](std::size_t i) {
      return s_.is(i, "in|read|reads|reading|process|processes|processing|processed|ingests|ingested");
    };
    const auto is_out = [&](std::size_t i) {
      return s_.is(i,
                   {"out", "write", "writes", "writing", "generate", "generates", "generating", "generated"});
    };
    const auto before = [&](const Rate& rate) { return behind_label(rate.begin) - 1; };  // maybe nowhere
    const auto behind = [&](const Rate& rate) {
      return s_.words[rate.end - 1].ends ? s_.words.size() : rate.end;
    };
    const auto name = [&](const auto& place) {
      const auto any = [&](const auto& is_phase) {
        return model::any_of(rates, [&](const Rate& rate) { return is_phase(place(rate)); });
      };
      if (!any(is_in) || !any(is_out)) {
        return;
      }
      for (const Rate& rate : rates) {
        const std::size_t i = place(rate);
        if (is_in(i) || is_out(i)) {
          s_.words[i].text = is_in(i) ? "input" : "output";
        }
      }
    };
    name(before);
    name(behind);
  }

  /// Whether a rate is left out since its words do not say what it is of: "input + output" is of both, "processing" of either.
  bool leave_out_unclear(const Rate& rate, std::optional<std::size_t> label) {
    const auto joined = [&](std::size_t first) {
      const bool opposite = is_prompt_word(s_.text(first)) != is_prompt_word(s_.text(first + 2)) &&
                            (is_prompt_word(s_.text(first)) || is_decode_word(s_.text(first))) &&
                            (is_prompt_word(s_.text(first + 2)) || is_decode_word(s_.text(first + 2)));
      return opposite && s_.is(first + 1, {"+", "and", "&", "plus"});
    };
    const std::size_t before = behind_label(rate.begin) - 1;
    const auto is_unclear = [&](std::size_t i) {
      return s_.free(i) && s_.is(i, {"processing", "process", "processes", "processed"});
    };
    if (label && (joined(*label) || (*label > 1 && joined(*label - 2)))) {
      const std::size_t first = joined(*label) ? *label : *label - 2;
      s_.remark(fmt::format("{} tok/s is of prompts and answers together: it is not judged",
                            catalog::measured_text(rate.tps)));
      s_.use(first, first + 3);
      return true;
    }
    const std::size_t word = is_unclear(before) ? before : rate.end;
    if (rate.of_prompt || label || !is_unclear(word)) {
      return false;
    }
    s_.remark(fmt::format("whether '{}' is that of the prompt is not said: {} tok/s is not judged",
                          s_.text(word),
                          catalog::measured_text(rate.tps)));
    s_.use(word, word + 1);
    return true;
  }

  /// The words at the rate that is judged, which may say what it is of: the one behind it, and a noun such as "ingestion" before
  /// it.
  void mark_beside(const Rate& rate, bool labelled) {
    const bool behind = rate.end < s_.words.size() && !s_.words[rate.end - 1].ends;
    const std::size_t before = behind_label(rate.begin) - 1;
    if (!labelled && behind) {
      s_.words[rate.end].beside_figure = true;
    }
    if (!labelled && before < s_.words.size() && s_.text(before).ends_with("ion")) {
      s_.words[before].beside_figure = true;
    }
  }

  /// "prompt eval 512 tokens at 340 tok/s": of so many tokens, and a time that the rate says again.
  void read_length_between(std::size_t label, std::size_t rate, bool prompt) {
    for (std::size_t i = behind_label(rate); i > label && i < rate; ++i) {
      const auto tokens = quantity(s_.text(i));
      if (tokens && s_.is(i + 1, {"tokens", "token", "toks"})) {
        (prompt ? s_.out.run.n_prompt : s_.out.run.n_gen) = *tokens;
        s_.understood(fmt::format("{:.0f} tokens of the {}", *tokens, prompt ? "prompt" : "answer"));
      }
      s_.use(i, i + 1);
    }
  }

  /// "45 t/s, 80 t/s with MTP", "41 t/s, 620 t/s at 32 concurrent": what is said behind a figure that is left out is of that one.
  void leave_out_clause(const Rate& rate) {
    const bool condition =
        s_.is(rate.end, "with|without|using|under|when|at|@|across|cuda|vulkan|rocm|metal|sycl");
    for (std::size_t i = rate.end; condition && i < s_.words.size() && !s_.words[i - 1].ends; ++i) {
      s_.use(i, i + 1);
    }
  }

  /// "prompt (16 toks) 27.8 toks/sec": how many they are, and how fast.
  void leave_out_lengths(std::vector<Rate>& rates) {
    for (std::size_t i = 0; i + 1 < rates.size();) {
      const bool length = rates[i].end == rates[i + 1].begin && s_.is(rates[i].end - 1, "toks");
      i += length ? 0 : 1;
      if (length) rates.erase(rates.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }

  /// The word before a rate that does not say how near it is: the "to" of "to only about 17 tok/s". Nowhere: there is none.
  [[nodiscard]] std::size_t word_before(const Rate& rate) const {
    std::size_t at = rate.begin;
    while (
        at > 0 &&
        s_.is(at - 1, "approx|approximately|about|around|roughly|only|just|some|like|nearly|almost|a|mere")) {
      --at;
    }
    return at > 0 ? at - 1 : s_.words.size();
  }

  /// "drops to", "dip down to", "went down to": a fall whose end the words before `to` tell.
  [[nodiscard]] bool falls_to(std::size_t to) const {
    if (!s_.is(to, "to") || to == 0) {
      return false;
    }
    const std::size_t at = to > 1 && s_.is(to - 1, {"down", "back", "off"}) ? to - 2 : to - 1;
    const std::string& verb = s_.text(at);
    return catalog::begins_with_one_of(verb,
                                       "drop|fall|fell|dip|decreas|slow|degrad|plummet|reduc|crash|sink") ||
           (at + 2 == to && s_.is(at, {"go", "goes", "went", "gone", "going"}));
  }

  /// Whether the clause behind a rate says at what length it is so: "drops to 20 t/s at 32k", which is another run.
  [[nodiscard]] bool is_at_length(const Rate& rate) const {
    for (std::size_t i = rate.end; i < s_.words.size() && !s_.words[i - 1].ends; ++i) {
      if (is_length(s_.text(i)) ||
          s_.is(i, {"context", "ctx", "tokens", "depth", "long", "longer", "users"})) {
        return true;
      }
    }
    return false;
  }

  /// "from 35 t/s to 52 t/s", "29 t/s, but this drops to 17 t/s": how it was before, and how it is.
  void leave_out_earlier(std::vector<Rate>& rates) {
    for (std::size_t i = 0; i + 1 < rates.size();) {
      Rate &was = rates[i], &is = rates[i + 1];
      const std::size_t from = word_before(was), to = word_before(is);
      const bool spans = s_.is(from, "from") && s_.is(to, "to");
      const bool falls = !spans && is.tps < was.tps && falls_to(to) && !is_at_length(is);
      if (!spans && !falls) {
        ++i;
        continue;
      }
      s_.use(was.begin, was.end);
      s_.remark(fmt::format("{} tok/s was before", catalog::measured_text(was.tps)));
      is.begin = spans ? from : is.begin;  // what stands before both says what they are of
      rates.erase(rates.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }

  /// "1234.5 ms / 2048 tokens (0.60 ms per token, 1659 tokens per second)" of llama.cpp: one rate, told three times.
  void join_timings(std::vector<Rate>& rates) {
    constexpr double kRounding = 0.02;
    for (std::size_t i = 0; i < rates.size(); ++i) {
      Rate& rate = rates[i];
      const std::size_t at = rate.begin;
      const bool timing = at >= 4 && s_.is(at - 1, {"tokens", "token", "runs", "run"}) &&
                          quantity(s_.text(at - 2)) && s_.is(at - 3, "/") && s_.text(at - 4).ends_with("ms");
      if (!timing) {
        continue;
      }
      rate.begin = at >= 5 && s_.is(at - 5, "time") ? at - 5 : at - 4;
      if (i + 1 < rates.size() && rates[i + 1].begin == rate.end &&
          std::fabs(rates[i + 1].tps / rate.tps - 1) < kRounding) {
        rate.tps = rates[i + 1].tps;
        rate.end = rates[i + 1].end;
        rates.erase(rates.begin() + static_cast<std::ptrdiff_t>(i) + 1);
      }
    }
  }

  static bool is_prompt_word(std::string_view w) {
    return model::is_one_of(w,
                            "pp|prefill|prompt|prompts|input|pre-fill|prefilling|prompt-processing|ingest|"
                            "ingesting|ingestion") ||
           (w.starts_with("pp") && is_bench_test(w));
  }
  /// "8k prompt", "2048-token prompt": how long it is, not what a rate is of.
  static bool is_length(std::string word) {
    if (word.ends_with("-token")) {
      word.resize(word.size() - 6);
    }
    return word.ends_with('k') && quantity(word).has_value();
  }
  static bool is_decode_word(std::string_view w) {
    return model::is_one_of(w, "tg|gen|generation|generating|decode|decoding|output|eval|inference") ||
           (w.starts_with("tg") && is_bench_test(w));
  }

  /// "input 4096 tokens", "output 1024": a length behind the word.
  [[nodiscard]] bool has_length_behind(std::size_t i) const {
    const bool tokens = s_.is(i + 2, {"tokens", "token", "toks"});
    return s_.is(i, {"prompt", "input", "output"}) && s_.free(i + 1) && quantity(s_.text(i + 1)) &&
           (tokens || s_.is(i, {"input", "output"}));
  }

  /// Where the words begin that stand between a rate and the one that says what it is of: "eval rate: 67 tok/s", "prompt
  /// eval 512 tokens at 340 tok/s", "Prompt: 33898 tokens, 869 tok/s", "prompt: 1.50s (1231 tok/s)".
  [[nodiscard]] std::size_t behind_label(std::size_t begin) const {
    const auto is_time = [&](std::size_t i) {
      const std::string& word = s_.text(i);
      return word.ends_with('s') && quantity(word.substr(0, word.size() - 1));
    };
    // Words of a length that ends before `end`: "512 tokens", "11926 new tokens", and "and" before it.
    const auto length_before = [&](std::size_t end) -> std::size_t {
      if (end < 2 || !s_.is(end - 1, {"tokens", "token", "toks"})) {
        return 0;
      }
      const std::size_t words = end > 2 && s_.is(end - 2, {"new", "cached"}) ? 3 : 2;
      return s_.free(end - words) && quantity(s_.text(end - words)) ? words : 0;
    };
    while (begin > 0 && s_.free(begin - 1)) {
      const std::size_t length = length_before(begin);
      const bool joins = s_.is(begin - 1, "and") && length_before(begin - 1) > 0;
      if (length == 0 && !joins && !is_time(begin - 1) &&
          !s_.is(begin - 1, {"rate", "speed", "is", "of", "at"})) {
        break;
      }
      begin -= std::max<std::size_t>(length, 1);
    }
    return begin;
  }

  /// "110 tok/s with prefill of 3500 tok/s": whether a word behind a rate leads to the next one. A prompt is read faster than
  /// answers are written.
  [[nodiscard]] bool leads_to_next(const std::vector<Rate>& rates, std::size_t r, std::size_t word) const {
    if (word < rates[r].end || r + 1 >= rates.size() || rates[r + 1].begin <= word) {
      return false;
    }
    const Rate& next = rates[r + 1];
    std::size_t behind = word + 1;
    while (s_.is(behind, {"processing", "eval", "evaluation", "ingestion"})) {
      ++behind;
    }
    for (std::size_t i = word; i < next.begin; ++i) {
      const bool skipped = i < behind || s_.is(i, {"rate", "speed", "is", "of", "at", "about", "around"});
      if (!skipped || s_.words[i].ends) {
        return false;
      }
    }
    const bool said_again = !s_.words[next.end - 1].ends &&
                            (is_prompt_word(s_.text(next.end)) || is_decode_word(s_.text(next.end)));
    const bool joined = behind < next.begin || (word > rates[r].end && s_.is(word - 1, {"with", "a"}));
    return joined && !said_again && is_prompt_word(s_.text(word)) == (next.tps > rates[r].tps);
  }

  /// Where the word stands that says what a rate is of: beside it, not beyond a comma or another rate.
  [[nodiscard]] std::optional<std::size_t> label_of(const std::vector<Rate>& rates, std::size_t r) const {
    constexpr std::size_t kFar = 3;
    const Rate& rate = rates[r];
    const auto is_label = [&](std::size_t i) {
      const bool length = (i > 0 && s_.is(i, {"prompt", "prompts", "input", "output"}) &&
                           is_length(s_.text(i - 1)) && !s_.is(i + 1, {"processing", "eval"})) ||
                          (i >= rate.end && has_length_behind(i));
      return s_.free(i) && !length && !is_drafting(i) &&
             (is_prompt_word(s_.text(i)) || is_decode_word(s_.text(i)));
    };
    const std::size_t begin = behind_label(rate.begin);
    for (std::size_t distance = 1; distance <= kFar; ++distance) {
      if (begin >= distance) {
        const std::size_t i = begin - distance;
        bool cut = false;
        for (std::size_t j = i; j < begin; ++j) {
          cut = cut || s_.words[j].used || (s_.words[j].ends && !is_label(j));
        }
        if (!cut && is_label(i)) {
          const bool of_prompt = s_.is(i, {"eval", "processing"}) && i > 0 && is_prompt_word(s_.text(i - 1));
          return of_prompt ? i - 1 : i;
        }
      }
      const std::size_t i = rate.end + distance - 1;
      bool cut = i >= s_.words.size();
      for (std::size_t j = rate.end - 1; !cut && j < i; ++j) {
        const bool another = j >= rate.end && (s_.words[j].used || quantity(s_.text(j)));  // "(1723 pp2048)"
        cut = s_.words[j].ends || s_.is(j, "and") || another;
      }
      if (!cut && is_label(i) && !leads_to_next(rates, r, i)) {
        return i;
      }
    }
    return std::nullopt;
  }

  SentenceDraft& s_;
};

}  // namespace

bool has_rate(const Words& words) {
  return !rates_of(words).empty() || !bare_rates_of(words).empty() || first_token_of(words).seconds > 0;
}

FirstToken first_token_of(const Words& words) {
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const bool pair = words[i].text == "first" && words[i + 1].text == "token";
    if (words[i].text != "ttft" && !pair) {
      continue;
    }
    std::size_t at = i + (pair ? 2 : 1);
    while (at < words.size() &&
           model::is_one_of(words[at].text, {"of", "is", "after", "in", "about", "was", "time"})) {
      ++at;
    }
    if (const auto time = time_at(words, at)) {
      return {time->seconds, i, time->end};
    }
  }
  return {};
}

void read_rates(SentenceDraft& sentence) { RateReader(sentence).read(); }

}  // namespace tokroof::formats
