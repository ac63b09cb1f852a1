#include "formats/benchmarks/sentence.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "catalog/engines.hpp"
#include "catalog/name_resolver.hpp"
#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/quant_text.hpp"
#include "catalog/visible_text.hpp"
#include "formats/benchmarks/given_cells.hpp"
#include "model/names.hpp"

namespace tokroof {
namespace {

struct Word {
  std::string text;   ///< in lower case, without punctuation around it
  bool ends = false;  ///< a comma, a full stop or the like follows
  bool used = false;  ///< understood already
};
using Words = std::vector<Word>;

bool has_digit(std::string_view text) { return std::any_of(text.begin(), text.end(), is_digit); }

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

/// "3090+4090" and "tp=2" are several words; "max+" and "100+" are one.
std::vector<std::string> parts_of(std::string_view chunk) {
  std::vector<std::string> out(1);
  for (std::size_t i = 0; i < chunk.size(); ++i) {
    const bool inside = i > 0 && i + 1 < chunk.size();
    if (chunk[i] == '=' || (chunk[i] == '+' && inside)) {
      if (chunk[i] == '+') {
        out.emplace_back("+");
      }
      out.emplace_back();
    } else {
      out.back().push_back(chunk[i]);
    }
  }
  return out;
}

/// A number with its unit behind a blank is one word: "12 gb", "4 bit".
void join_units(Words& words) {
  constexpr std::string_view kUnits[] = {
      "gb", "gib", "bit", "bits", "-bit", "bpw", "ms", "w", "watt", "watts", "k"};
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const bool number = parse_number(words[i].text).has_value() && !words[i].ends;
    if (number && std::find(std::begin(kUnits), std::end(kUnits), words[i + 1].text) != std::end(kUnits)) {
      words[i].text += words[i + 1].text;
      words[i].ends = words[i + 1].ends;
      words.erase(words.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    }
  }
  for (Word& word : words) {
    replace_all(word.text, "-bit", "bit");
    replace_all(word.text, "bits", "bit");
  }
}

Words words_of(std::string_view sentence) {
  std::string text = lower_case(sentence);
  replace_all(text, "\xC3\x97", "x");      // multiplication sign
  replace_all(text, "\xE2\x89\x88", "");   // almost equal
  replace_all(text, "\xE2\x80\x93", "-");  // en dash
  replace_all(text, "@", " at ");
  Words words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n", at);
    if (begin == std::string::npos) {
      break;
    }
    const std::size_t end = std::min(text.find_first_of(" \t\r\n", begin), text.size());
    std::string_view chunk = std::string_view(text).substr(begin, end - begin);
    at = end;
    chunk.remove_prefix(std::min(chunk.find_first_not_of("\"'([{~<>:"), chunk.size()));
    const std::size_t last = chunk.find_last_not_of("\"')]}.,;:!?");
    const bool ends = last + 1 < chunk.size();
    chunk = chunk.substr(0, last == std::string_view::npos ? 0 : last + 1);
    for (const std::string& part : parts_of(chunk)) {
      if (!part.empty()) {
        words.push_back({part, false, false});
      }
    }
    if (!words.empty()) {
      words.back().ends = words.back().ends || ends;
    }
  }
  join_units(words);
  return words;
}

/// "40", "40.5", "40,5", "1,234", "1.2k" (with `kilo` for the k), "100+".
std::optional<double> quantity(std::string text, double kilo = 1000) {
  double factor = 1;
  if (text.ends_with('+')) {
    text.pop_back();
  }
  if (text.ends_with('k')) {
    factor = kilo;
    text.pop_back();
  }
  if (const std::size_t comma = text.find(','); comma != std::string::npos) {
    const bool thousands = text.size() - comma == 4;
    thousands ? void(text.erase(comma, 1)) : void(text[comma] = '.');
  }
  const auto number = parse_number(text);
  return number && *number >= 0 ? std::optional(*number * factor) : std::nullopt;
}

constexpr std::string_view kRateUnits[] = {
    "t/s",          "tok/s",         "toks/s",        "tokens/s",   "token/s",  "tk/s", "tks/s", "tps",
    "t/sec",        "tok/sec",       "tokens/sec",    "token/sec",  "tk/sec",   "tks",  "toks",  "tok/second",
    "token/second", "tokens/second", "tokens/s/user", "tok/s/user", "t/s/user", "tg/s"};
constexpr std::string_view kTimeUnits[] = {"ms/token", "ms/tok", "ms/t", "mspertoken"};

bool is_rate_unit(std::string_view word) {
  return std::find(std::begin(kRateUnits), std::end(kRateUnits), word) != std::end(kRateUnits);
}
bool is_time_unit(std::string_view word) {
  return std::find(std::begin(kTimeUnits), std::end(kTimeUnits), word) != std::end(kTimeUnits);
}

/// Where the digits of "40tps" end.
std::size_t unit_in(std::string_view word) {
  std::size_t at = 0;
  while (at < word.size() && (is_digit(word[at]) || word[at] == '.' || word[at] == ',' || word[at] == '-')) {
    ++at;
  }
  return at < word.size() && word[at] == 'k' && at > 0 ? at + 1 : at;
}

struct Rate {
  double tps = 0;
  std::string as_typed;  ///< of a range
  std::size_t begin = 0, end = 0;
};

/// Finds a rate whose unit begins at a word.
class RateAt {
 public:
  RateAt(const Words& words, std::size_t at) : words_(words), at_(at) {}

  [[nodiscard]] std::optional<Rate> find() const {
    const std::string& word = words_[at_].text;
    const std::size_t cut = unit_in(word);
    const std::string unit = word.substr(cut);
    if (words_[at_].used) {
      return std::nullopt;
    }
    if (cut > 0) {
      const std::size_t more = unit.empty() ? 0 : unit_words(at_, unit);
      return more > 0 ? rate(word.substr(0, cut), at_, at_ + more, is_time(unit)) : std::nullopt;
    }
    const std::size_t unit_count = unit_words(at_, word);
    if (unit_count == 0) {
      return std::nullopt;
    }
    if (at_ > 0 && !words_[at_ - 1].used && quantity_or_range(words_[at_ - 1].text)) {
      return before(unit_count);
    }
    for (std::size_t i = at_ + unit_count; i < std::min(at_ + unit_count + 3, words_.size()); ++i) {
      if (quantity_or_range(words_[i].text) && !words_[i].used) {
        return rate(words_[i].text, at_, i + 1, is_time(word));
      }
    }
    return std::nullopt;
  }

 private:
  static bool is_time(std::string_view unit) { return is_time_unit(unit) || unit.starts_with("ms"); }

  [[nodiscard]] bool word_is(std::size_t i, std::initializer_list<std::string_view> names) const {
    return i < words_.size() && is_one_of(words_[i].text, names);
  }

  /// How many words the unit that begins with `first` takes: "t/s", "tokens per second", "ms per token"; 0: it is none.
  [[nodiscard]] std::size_t unit_words(std::size_t at, std::string_view first) const {
    if (is_rate_unit(first) || is_time_unit(first)) {
      return 1;
    }
    const bool per = word_is(at + 1, {"per", "a", "/", "each"});
    if (is_one_of(first, {"tokens", "token", "tok", "toks", "t", "tk"}) && per &&
        word_is(at + 2, {"second", "sec", "s"})) {
      return 3;
    }
    return first == "ms" && per && word_is(at + 2, {"token", "tok"}) ? 3 : 0;
  }

  struct Range {
    double low, high;
  };
  static std::optional<Range> quantity_or_range(const std::string& text) {
    if (const auto one = quantity(text)) {
      return Range{*one, *one};
    }
    const std::size_t dash = text.find('-');
    if (dash == std::string::npos || dash == 0) {
      return std::nullopt;
    }
    const auto low = quantity(text.substr(0, dash)), high = quantity(text.substr(dash + 1));
    return low && high && *high >= *low ? std::optional(Range{*low, *high}) : std::nullopt;
  }

  static std::optional<Rate> rate(const std::string& typed, std::size_t begin, std::size_t end, bool time) {
    const auto range = quantity_or_range(typed);
    if (!range || !(range->low > 0)) {
      return std::nullopt;
    }
    const double middle = (range->low + range->high) / 2;
    return Rate{time ? 1000 / middle : middle, range->low < range->high ? typed : "", begin, end};
  }

  /// "40 t/s", "40 to 45 t/s", "between 40 and 45 t/s"
  [[nodiscard]] std::optional<Rate> before(std::size_t unit_count) const {
    const std::size_t end = at_ + unit_count;
    const bool time = is_time(words_[at_].text);
    if (at_ >= 3 && word_is(at_ - 2, {"to", "and", "or", "-"}) && !words_[at_ - 3].used &&
        quantity(words_[at_ - 3].text) &&
        (word_is(at_ - 2, {"to", "or", "-"}) || (at_ >= 4 && word_is(at_ - 4, {"between"})))) {
      return rate(words_[at_ - 3].text + "-" + words_[at_ - 1].text, at_ - 3, end, time);
    }
    return rate(words_[at_ - 1].text, at_ - 1, end, time);
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

bool is_number_between(const std::optional<double>& x, double least, double most) {
  return x && *x >= least && *x <= most && *x == std::floor(*x);
}

class SentenceReader {
 public:
  SentenceReader(const Catalog& catalog, std::string_view text)
      : catalog_(catalog), names_(catalog.names()), words_(words_of(text)) {}

  Sentence read(const Run& given) {
    read_rates();
    read_numbers();
    read_engine();
    read_quant();
    read_names();
    leave_out(given);
    return std::move(out_);
  }

 private:
  // ---- words

  [[nodiscard]] bool free(std::size_t i) const { return i < words_.size() && !words_[i].used; }
  [[nodiscard]] const std::string& text(std::size_t i) const {
    static const std::string none;
    return i < words_.size() ? words_[i].text : none;
  }
  [[nodiscard]] bool is(std::size_t i, std::initializer_list<std::string_view> names) const {
    return i < words_.size() && is_one_of(words_[i].text, names);
  }
  void use(std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < std::min(end, words_.size()); ++i) {
      words_[i].used = true;
    }
  }
  void understood(std::string what) { out_.read.push_back(std::move(what)); }
  void remark(std::string what) { out_.remarks.push_back(std::move(what)); }

  // ---- rates

  static bool is_prompt_word(std::string_view w) {
    return is_one_of(w, {"pp", "prefill", "prompt", "prompts", "input", "pre-fill"}) ||
           (w.starts_with("pp") && w.size() > 2 && parse_number(w.substr(2)));
  }
  static bool is_decode_word(std::string_view w) {
    return is_one_of(w,
                     {"tg",
                      "gen",
                      "generation",
                      "generating",
                      "decode",
                      "decoding",
                      "output",
                      "eval",
                      "inference"}) ||
           (w.starts_with("tg") && w.size() > 2 && parse_number(w.substr(2)));
  }

  /// Where the word stands that says what a rate is of: beside it, not beyond a comma or another rate.
  std::optional<std::size_t> label_of(const Rate& rate) {
    constexpr std::size_t kFar = 3;
    const auto is_label = [&](std::size_t i) {
      return free(i) && (is_prompt_word(text(i)) || is_decode_word(text(i)));
    };
    for (std::size_t distance = 1; distance <= kFar; ++distance) {
      if (rate.begin >= distance) {
        const std::size_t i = rate.begin - distance;
        bool cut = false;
        for (std::size_t j = i; j < rate.begin; ++j) {
          cut = cut || words_[j].used || (words_[j].ends && !is_label(j));
        }
        if (!cut && is_label(i)) {
          return i;
        }
      }
      const std::size_t i = rate.end + distance - 1;
      bool cut = i >= words_.size();
      for (std::size_t j = rate.end - 1; !cut && j < i; ++j) {
        cut = words_[j].ends || is(j, {"and"}) || (j >= rate.end && words_[j].used);
      }
      if (!cut && is_label(i)) {
        return i;
      }
    }
    return std::nullopt;
  }

  void read_rates() {
    const std::vector<Rate> rates = rates_of(words_);
    for (const Rate& rate : rates) {
      use(rate.begin, rate.end);
    }
    for (const Rate& rate : rates) {
      const auto label = label_of(rate);
      const bool prompt = label && is_prompt_word(text(*label));
      if (label) {
        const auto tokens = parse_number(text(*label).substr(std::min<std::size_t>(2, text(*label).size())));
        if (tokens) {
          (prompt ? out_.run.n_prompt : out_.run.n_gen) = *tokens;
        }
        use(*label, *label + 1);
        if (is(*label + 1, {"processing", "eval", "speed", "rate"})) {
          use(*label + 1, *label + 2);
        }
      }
      double& cell = prompt ? out_.run.pp_tps : out_.run.tg_tps;
      if (cell > 0) {
        remark(fmt::format("{} tok/s is left out: a sentence has one figure", measured_text(rate.tps)));
        continue;
      }
      cell = rate.tps;
      understood(fmt::format("{} tok/s{}", measured_text(rate.tps), prompt ? " of the prompt" : ""));
      if (!rate.as_typed.empty()) {
        remark(fmt::format("of {} the middle is taken", rate.as_typed));
      }
    }
  }

  // ---- other numbers

  void read_numbers() {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (free(i)) {
        read_flag(i) || read_depth(i) || read_streams(i) || read_power(i) || read_count_of(i) || read_word(i);
      }
    }
    if (out_.run.concurrency > 1 && out_.run.tg_tps > 0) {
      const bool each =
          std::any_of(
              words_.begin(),
              words_.end(),
              [](const Word& w) {
                return is_one_of(w.text, {"each", "per-user", "tok/s/user", "t/s/user", "tokens/s/user"});
              }) ||
          has_pair("per", {"user", "stream", "request", "client"});
      const bool all = std::any_of(words_.begin(), words_.end(), [](const Word& w) {
        return is_one_of(
            w.text, {"total", "aggregate", "aggregated", "combined", "together", "overall", "throughput"});
      });
      out_.run.rate = each ? "stream" : "aggregate";
      if (!each && !all) {
        remark("whether the rate is of each stream or of all is not said: taken as of all");
      }
    }
  }

  [[nodiscard]] bool has_pair(std::string_view first, std::initializer_list<std::string_view> second) const {
    for (std::size_t i = 0; i + 1 < words_.size(); ++i) {
      if (words_[i].text == first && is(i + 1, second)) {
        return true;
      }
    }
    return false;
  }

  /// "-ngl 20", "-t 16", "--n-cpu-moe 28", "-c 8192"
  bool read_flag(std::size_t i) {
    const auto number = quantity(text(i + 1));
    if (!number || !text(i).starts_with('-')) {
      return false;
    }
    double* cell = is(i, {"-ngl", "--n-gpu-layers"})                ? &out_.run.n_gpu_layers
                   : is(i, {"-t", "--threads"})                     ? &out_.run.threads
                   : is(i, {"-ncmoe", "--n-cpu-moe"})               ? &out_.run.details.n_cpu_moe
                   : is(i, {"-d", "--n-depth", "-c", "--ctx-size"}) ? &out_.run.depth
                                                                    : nullptr;
    if (cell == nullptr) {
      return false;
    }
    *cell = *number;
    understood(text(i) + " " + text(i + 1));
    use(i, i + 2);
    return true;
  }

  void set_depth(double tokens, std::size_t begin, std::size_t end) {
    out_.run.depth = tokens;
    understood(tokens > 0 ? fmt::format("{:.0f} tokens in the cache", tokens)
                          : std::string("an empty cache"));
    use(begin, end);
  }

  /// "8k context", "at 8k", "context of 8192", "ctx 8k", "32k deep", "with a 2k prompt"
  bool read_depth(std::size_t i) {
    constexpr double kKilo = 1024;
    const auto is_context = [&](std::size_t at) {
      return is(at, {"context", "ctx", "depth", "deep", "contexts", "context-length", "d"});
    };
    const auto tokens = [&](std::size_t at) -> std::optional<double> {
      std::string word = text(at);
      if (word.ends_with("-token")) {
        word.resize(word.size() - 6);
      }
      return free(at) ? quantity(word, kKilo) : std::nullopt;
    };
    if (const auto number = tokens(i)) {
      std::size_t next = i + 1;
      while (is(next, {"tokens", "token", "tok", "of", "filled", "full", "long", "in"}) && next < i + 4) {
        ++next;
      }
      if (is_context(next) || (is(next, {"kv"}) && is(next + 1, {"cache"})) || is(next, {"cache"})) {
        set_depth(*number, i, next + 1);
        return true;
      }
      if (is(next, {"prompt", "input"}) && *number >= 16) {
        out_.run.n_prompt = *number;
        set_depth(*number, i, next + 1);
        return true;
      }
      const bool at = i > 0 && is(i - 1, {"at", "with"});
      if (at && text(i).ends_with('k') && !is(i + 1, {"usd", "dollars"})) {
        set_depth(*number, i, is(i + 1, {"tokens"}) ? i + 2 : i + 1);
        return true;
      }
      return false;
    }
    if (is_context(i)) {
      std::size_t next = i + 1;
      while (is(next, {"length", "size", "window", "of", "is", "at", "to", "around", "about"}) &&
             next < i + 4) {
        ++next;
      }
      if (const auto number = tokens(next)) {
        set_depth(*number, i, next + 1);
        return true;
      }
      if (i > 0 && is(i - 1, {"empty", "no", "zero"})) {
        set_depth(0, i - 1, i + 1);
        return true;
      }
    }
    return false;
  }

  /// "8 streams", "16 concurrent requests", "batch size 8", "concurrency 32"
  bool read_streams(std::size_t i) {
    const auto set = [&](double streams, std::size_t end) {
      out_.run.concurrency = streams;
      understood(fmt::format("{:.0f} streams", streams));
      use(i, end);
      return true;
    };
    if (const auto number = quantity(text(i)); is_number_between(number, 1, 1e5)) {
      std::size_t next = i + 1;
      while (is(next, {"concurrent", "parallel", "simultaneous"})) {
        ++next;
      }
      if (is(next,
             {"streams",
              "stream",
              "users",
              "user",
              "requests",
              "sessions",
              "clients",
              "sequences",
              "slots"})) {
        return set(*number, next + 1);
      }
      return next > i + 1 ? set(*number, next) : false;
    }
    if (is(i, {"batch", "concurrency", "bs", "batchsize", "batch-size"})) {
      std::size_t next = i + 1;
      while (is(next, {"size", "of", "is"})) {
        ++next;
      }
      if (const auto number = quantity(text(next)); is_number_between(number, 1, 1e5)) {
        return set(*number, next + 1);
      }
    }
    return false;
  }

  /// "limited to 250W", "at 250 watts", "250W power limit"
  bool read_power(std::size_t i) {
    std::string word = text(i);
    for (const std::string_view unit : {"watts", "watt", "w"}) {
      if (word.ends_with(unit)) {
        word.resize(word.size() - unit.size());
        break;
      }
    }
    const auto watts = quantity(word);
    const bool limit = is(i + 1, {"limit", "cap", "power", "pl", "tdp"}) ||
                       (i > 0 && is(i - 1, {"at", "to", "limit", "cap", "of", "limited", "capped"}));
    if (word == text(i) || !watts || *watts < 31 || !limit) {
      return false;
    }
    out_.run.power_w = *watts;
    understood(fmt::format("{:.0f} W", *watts));
    use(i, i + 1);
    return true;
  }

  /// "16 threads", "20 layers on the gpu", "tp2", "tensor parallel 4"
  bool read_count_of(std::size_t i) {
    const auto number = quantity(text(i));
    if (is_number_between(number, 1, 1e4) && is(i + 1, {"threads"})) {
      out_.run.threads = *number;
      understood(fmt::format("{:.0f} threads", *number));
      use(i, i + 2);
      return true;
    }
    if (is_number_between(number, 1, 1e4) && is(i + 1, {"layers"})) {
      out_.run.n_gpu_layers = *number;
      understood(fmt::format("{:.0f} layers on the device", *number));
      use(i, i + 2);
      return true;
    }
    const bool glued = text(i).starts_with("tp") && text(i).size() > 2 && parse_number(text(i).substr(2));
    if (glued || is(i, {"tp"})) {
      const auto devices = quantity(glued ? text(i).substr(2) : text(i + 1));
      if (is_number_between(devices, 2, 1024)) {
        out_.run.split = "tensor";
        out_.run.n_devices = *devices;
        understood("split by tensors");
        use(i, glued ? i + 1 : i + 2);
        return true;
      }
    }
    return false;
  }

  /// Words that stand for themselves.
  bool read_word(std::size_t i) {
    const bool denied = i > 0 && is(i - 1, {"no", "without", "off"});
    if (is(i, {"fa"}) || (is(i, {"flash"}) && is(i + 1, {"attention", "attn"}))) {
      out_.run.flash_attention = denied ? "0" : "1";
      understood(denied ? "no flash attention" : "flash attention");
      use(i, is(i, {"fa"}) ? i + 1 : i + 2);
      return true;
    }
    if (is(i, {"kv"}) || (is(i, {"cache"}) && i > 0)) {
      for (const std::size_t at : {i + 1, i + 2, i - 1}) {
        if (is(at, {"q8_0", "q8", "q4_0", "q4", "fp8", "f16", "fp16", "bf16", "q5_1", "q4_1"}) && free(at)) {
          const std::string& type = text(at);
          out_.run.kv_type = type == "q8" ? "q8_0" : type == "q4" ? "q4_0" : type == "fp16" ? "f16" : type;
          understood("KV cache " + out_.run.kv_type);
          use(std::min(i, at), std::max(i, at) + 1);
          return true;
        }
      }
      return false;
    }
    if (is(i, {"mtp", "eagle", "ngram", "dflash"}) || (is(i, {"speculative"}) && is(i + 1, {"decoding"})) ||
        (is(i, {"draft"}) && is(i + 1, {"model"}))) {
      out_.run.speculative = denied ? "none" : is(i, {"speculative", "draft"}) ? "draft" : text(i);
      understood(denied ? "no speculation" : "speculative decoding: " + out_.run.speculative);
      use(i, is(i, {"speculative", "draft"}) ? i + 2 : i + 1);
      return true;
    }
    if (is(i, {"tensor", "row", "layer", "pipeline"}) && is(i + 1, {"parallel", "parallelism", "split"})) {
      out_.run.split = text(i);
      understood("split by " + text(i));
      use(i, i + 2);
      return true;
    }
    if (is(i, {"cuda", "vulkan", "rocm", "metal", "sycl"})) {
      out_.run.backend = text(i);
      understood(text(i));
      use(i, i + 1);
      return true;
    }
    if ((is(i, {"cpu"}) && ((i > 0 && is(i - 1, {"on", "the"})) || is(i + 1, {"only"}))) ||
        is(i, {"cpu-only"})) {
      out_.run.placement = "cpu";
      understood("on the CPU");
      use(i, is(i + 1, {"only"}) ? i + 2 : i + 1);
      return true;
    }
    if (is(i, {"nvlink", "nvlinked"})) {
      out_.run.interconnect = "nvlink";
      understood("nvlink");
      use(i, i + 1);
      return true;
    }
    return false;
  }

  // ---- names

  [[nodiscard]] std::string joined(std::size_t begin, std::size_t end) const {
    std::string out;
    for (std::size_t i = begin; i < end; ++i) {
      out += (i > begin ? " " : "") + words_[i].text;
    }
    return out;
  }

  /// Words from `begin` to before `end` that nothing was made of, without a comma between them.
  [[nodiscard]] bool one_phrase(std::size_t begin, std::size_t end) const {
    for (std::size_t i = begin; i < end; ++i) {
      if (words_[i].used || (words_[i].ends && i + 1 < end)) {
        return false;
      }
    }
    return true;
  }

  void read_engine() {
    for (std::size_t count = 2; count > 0; --count) {
      for (std::size_t i = 0; i + count <= words_.size(); ++i) {
        if (!one_phrase(i, i + count) || !out_.run.engine.empty()) {
          continue;
        }
        std::string name = joined(i, i + count);
        name = name == "llama cpp" || name == "llamacpp" || name == "llama-bench" || name == "llama-server"
                   ? "llama.cpp"
                   : name;
        const Engine* engine = catalog_.find_engine(catalog_.canonical("engine", name));
        if (engine != nullptr &&
            std::any_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'z'; })) {
          out_.run.engine = engine->name;
          understood(out_.run.engine);
          use(i, i + count);
        }
      }
    }
  }

  /// "q4km" as "q4_k_m"; the spelling of a file type that was written without its underscores.
  static std::string with_underscores(const std::string& word) {
    const std::size_t q = word.find('q');
    const bool type = (q == 0 || (q == 1 && word[0] == 'i')) && word.size() > q + 2 && is_digit(word[q + 1]);
    if (!type || word.find('_') != std::string::npos) {
      return word;
    }
    std::string out = word.substr(0, q + 2);
    std::string rest = word.substr(q + 2);
    rest.erase(std::remove(rest.begin(), rest.end(), '-'), rest.end());
    if (rest.starts_with('k')) {
      out += "_k";
      rest.erase(0, 1);
    }
    return rest.empty() ? out : out + "_" + rest;
  }

  [[nodiscard]] NameMatch quant_named(const std::string& typed) const {
    constexpr std::string_view kBegins[] = {
        "q",     "iq",    "tq",    "ud-",   "fp8",   "fp16", "f16",  "bf16", "int4", "int8", "awq", "gptq",
        "nvfp4", "mxfp4", "exl2-", "exl3-", "w4a16", "w8a8", "4bit", "8bit", "3bit", "5bit", "6bit"};
    const std::string word = with_underscores(typed);
    const bool begins = std::any_of(
        std::begin(kBegins), std::end(kBegins), [&](std::string_view s) { return word.starts_with(s); });
    const bool digit_behind_q = !word.starts_with('q') || (word.size() > 1 && is_digit(word[1]));
    return begins && digit_behind_q && word.find(':') == std::string::npos ? names_.quant(word) : NameMatch{};
  }

  /// "Q4" says which file only by what people mean with it; "awq" is written in capitals.
  [[nodiscard]] std::string usual_spelling(const std::string& slug) const {
    const bool only_bits = slug.size() == 2;  // "Q4"
    if (const Alias* alias = only_bits ? catalog_.alias("quant", slug) : nullptr) {
      return std::string(alias->canonical);
    }
    if (slug.ends_with("bit") || slug.find("bpw") != std::string::npos) {
      return slug;
    }
    std::string capitals = slug;
    std::transform(
        capitals.begin(), capitals.end(), capitals.begin(), [](unsigned char c) { return std::toupper(c); });
    return slug == lower_case(slug) && is_known_quant(catalog_, capitals) ? capitals : slug;
  }

  void set_quant(const std::string& typed, const NameMatch& match, std::size_t begin, std::size_t end) {
    if (!out_.run.quant.empty() || match.slug.empty()) {
      return;
    }
    const std::string name = usual_spelling(match.slug);
    out_.run.quant = name;
    if (normalized(typed) != normalized(name)) {
      remark(fmt::format("'{}' is taken as {}", visible(typed), name));
    }
    understood(name);
    use(begin, end);
  }

  void read_quant() {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (!free(i)) {
        continue;
      }
      const bool exl = is(i, {"exl2", "exl3"});
      const bool bits = text(i).ends_with("bpw");
      if ((exl && text(i + 1).ends_with("bpw")) || (bits && is(i + 1, {"exl2", "exl3"}))) {
        const std::string typed = exl ? text(i) + "-" + text(i + 1) : text(i + 1) + "-" + text(i);
        set_quant(typed, names_.quant(typed), i, i + 2);
        continue;
      }
      if (const NameMatch match = quant_named(text(i)); !match.slug.empty()) {
        const bool third = is(i + 1, {"k"}) && is(i + 2, {"m", "s", "l"});
        const bool spread = text(i).size() == 2 && (third || is(i + 1, {"k_m", "k_s", "k_l"})) && free(i + 1);
        if (spread) {  // "q4 k m"
          const std::string typed = text(i) + "_" + text(i + 1) + (third ? "_" + text(i + 2) : "");
          set_quant(typed, names_.quant(typed), i, third ? i + 3 : i + 2);
        } else {
          set_quant(text(i), match, i, i + 1);
        }
      } else if (text(i).size() > 8 && text(i).find('-') != std::string::npos) {  // the name of a file
        const QuantText named = quant_of_name(text(i));
        if (!named.quant.empty() && !named.rest.empty()) {
          words_[i].text = named.rest;
          set_quant(named.quant, names_.quant(named.quant), i, i);
        }
      }
    }
  }

  struct Found {
    NameMatch match;
    std::size_t begin = 0, end = 0;
  };

  [[nodiscard]] static std::string singular(const std::string& name) {
    const bool plural = name.size() > 2 && name.back() == 's' &&
                        (is_digit(name[name.size() - 2]) || name.ends_with("tis") || name.ends_with("xtxs") ||
                         name.ends_with("supers"));
    return plural ? name.substr(0, name.size() - 1) : name;
  }

  [[nodiscard]] NameMatch device_named(const std::string& typed) const {
    for (const std::string& name : {typed, singular(typed)}) {
      NameMatch match = names_.device(name);
      if (!match.slug.empty() || !match.candidates.empty()) {
        return match;
      }
    }
    return {};
  }

  static bool is_stop(std::string_view word) {
    return is_one_of(word, {"a",     "an",      "the",     "on",   "in",    "at",   "with",  "my",     "our",
                            "gets",  "get",     "got",     "does", "do",    "is",   "of",    "for",    "i",
                            "we",    "and",     "to",      "from", "only",  "just", "about", "around", "runs",
                            "run",   "running", "using",   "via",  "model", "it",   "gpu",   "gpus",   "card",
                            "cards", "server",  "machine", "mac",  "that",  "this", "have",  "+"});
  }

  [[nodiscard]] bool has_stop(std::size_t begin, std::size_t end) const {
    for (std::size_t i = begin; i < end; ++i) {
      if (is_stop(text(i))) {
        return true;
      }
    }
    return false;
  }

  /// The longest run of words that `look_up` knows; those that end earlier first.
  template <class LookUp>
  std::optional<Found> longest(LookUp look_up) {
    constexpr std::size_t kMostWords = 7;
    std::optional<Found> open;  // a name that several entries have
    for (std::size_t count = std::min(kMostWords, words_.size()); count > 0; --count) {
      for (std::size_t i = 0; i + count <= words_.size(); ++i) {
        if (!one_phrase(i, i + count) || has_stop(i, i + count)) {
          continue;
        }
        const std::string name = joined(i, i + count);
        const bool short_number = count == 1 && parse_number(name) && name.size() < 3;
        if (short_number || name.size() < 2) {
          continue;
        }
        const NameMatch match = look_up(name);
        if (!match.slug.empty()) {
          return Found{match, i, i + count};
        }
        if (!match.candidates.empty() && !open) {
          open = Found{match, i, i + count};
        }
      }
    }
    return open;
  }

  /// How many devices the words around [begin, end) say: "2x", "2 x", "dual", "two", "(x2)"; 0: nothing is said.
  double count_around(std::size_t begin, std::size_t end) {
    const auto times = [](std::string_view w) -> std::optional<double> {
      if (w.size() > 1 && w.ends_with('x')) return parse_number(w.substr(0, w.size() - 1));
      if (w.size() > 1 && w.starts_with('x')) return parse_number(w.substr(1));
      return std::nullopt;
    };
    const std::pair<std::string_view, double> kWords[] = {{"single", 1},
                                                          {"one", 1},
                                                          {"dual", 2},
                                                          {"two", 2},
                                                          {"pair", 2},
                                                          {"twin", 2},
                                                          {"triple", 3},
                                                          {"three", 3},
                                                          {"quad", 4},
                                                          {"four", 4},
                                                          {"six", 6},
                                                          {"eight", 8}};
    const auto in_words = [&](std::size_t i) -> std::optional<double> {
      for (const auto& [word, count] : kWords) {
        if (is(i, {word})) return count;
      }
      return std::nullopt;
    };
    if (const auto behind = times(text(end)); is_number_between(behind, 1, 1e5) && free(end)) {
      use(end, end + 1);
      return *behind;
    }
    if (is(end, {"x"}) && is_number_between(parse_number(text(end + 1)), 1, 1e5) && free(end + 1)) {
      use(end, end + 2);
      return *parse_number(text(end + 1));
    }
    if (begin == 0 || !free(begin - 1)) {
      return 0;
    }
    std::size_t at = begin - 1;
    at -= is(at, {"of"}) && at > 0 ? 1 : 0;
    if (is(at, {"x"}) && at > 0 && parse_number(text(at - 1))) {
      use(at - 1, begin);
      return *parse_number(text(at - 1));
    }
    const auto plain = parse_number(text(at));
    for (const auto& count :
         {times(text(at)), in_words(at), is_number_between(plain, 1, 64) ? plain : std::nullopt}) {
      if (is_number_between(count, 1, 1e5)) {
        use(at, begin);
        return *count;
      }
    }
    return 0;
  }

  /// "2x3090": the count is taken off the word, so that the name stands alone.
  void part_counts() {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      const std::string word = text(i);
      const std::size_t x = word.find_first_of("x*");
      const bool is_size = word.ends_with('b');  // "8x7b"
      const bool count = free(i) && !is_size && x != std::string::npos && x > 0 && x <= 2 &&
                         x + 2 < word.size() && is_number_between(parse_number(word.substr(0, x)), 1, 64);
      if (count) {
        words_[i].text = word.substr(x + 1);
        words_.insert(words_.begin() + static_cast<std::ptrdiff_t>(i), Word{word.substr(0, x) + "x"});
        continue;
      }
      const std::size_t back = word.rfind('x');  // "3090x2"
      if (free(i) && back != std::string::npos && back > 2 && back + 1 < word.size() &&
          is_digit(word[back - 1]) && is_number_between(parse_number(word.substr(back + 1)), 2, 64)) {
        const bool ends = words_[i].ends;
        words_[i] = Word{word.substr(0, back)};
        words_.insert(words_.begin() + static_cast<std::ptrdiff_t>(i) + 1, Word{word.substr(back), ends});
      }
    }
  }

  [[nodiscard]] bool is_compared(std::size_t begin) const {
    const std::size_t at = begin > 1 && is(begin - 1, {"a", "my", "the", "an"}) ? begin - 2 : begin - 1;
    return begin > 0 && is(at, {"vs", "than", "versus", "like"});
  }

  bool read_device() {
    const auto found = longest([&](const std::string& name) { return device_named(name); });
    if (!found) {
      return false;
    }
    const std::string typed = joined(found->begin, found->end);
    use(found->begin, found->end);
    if (is_compared(found->begin)) {
      remark(fmt::format("'{}' is what it is compared with: left out", typed));
      return true;
    }
    if (found->match.slug.empty()) {
      if (out_.run.device.empty() && !device_open_) {
        device_open_ = true;
        remark(fmt::format("'{}' is one of {}: name one", typed, fmt::join(found->match.candidates, ", ")));
      }
      return true;
    }
    take_device(found->match.slug, count_around(found->begin, found->end));
    return true;
  }

  void take_device(const std::string& slug, double count) {
    Run& run = out_.run;
    const Device* device = catalog_.find_device(slug);
    const Device* first = catalog_.find_device(run.device);
    const bool processor = device != nullptr && device->kind == DeviceKind::cpu;
    const bool first_is_processor = first != nullptr && first->kind == DeviceKind::cpu;
    if (run.device.empty()) {
      run.device = slug;
      devices_ = processor ? 0 : count;
      if (processor && count > 1) {
        run.details.host_sockets = count;
        understood(fmt::format("{:.0f} sockets", count));
      }
    } else if (processor) {
      run.host_device = slug;
      understood("host " + slug);
    } else if (first_is_processor) {
      run.host_device = run.device;
      run.device = slug;
      devices_ = count;
      understood("host " + run.host_device);
    } else if (slug != run.device) {
      const auto times = [](const std::string& name, double n) {
        std::string out = name;
        for (; n > 1; --n) {
          out += "+" + name;
        }
        return out;
      };
      run.device = times(run.device, devices_) + "+" + times(slug, count);
      devices_ = 0;
    }
  }

  /// "8b" of the sentence: what is taken for its model has about so many parameters.
  [[nodiscard]] double stated_parameters() const {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      const std::string& word = words_[i].text;
      const auto billions =
          free(i) && word.ends_with('b') ? parse_number(word.substr(0, word.size() - 1)) : std::nullopt;
      if (billions && *billions > 0) {
        return *billions * 1e9;
      }
    }
    return kUnknown;
  }

  bool read_model() {
    const double parameters = stated_parameters();
    const auto found = longest([&](const std::string& name) {
      const bool letters = std::any_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'z'; });
      return letters ? names_.model_names().find({name}, parameters) : NameMatch{};
    });
    if (!found || found->match.slug.empty()) {
      return false;
    }
    if (!out_.run.model.empty()) {
      remark(fmt::format("'{}' is left out: a sentence has one model", joined(found->begin, found->end)));
    } else {
      out_.run.model = found->match.slug;
      understood(out_.run.model);
    }
    use(found->begin, found->end);
    return true;
  }

  void read_names() {
    part_counts();
    read_model();
    constexpr int kMostDevices = 4;
    for (int i = 0; i < kMostDevices && read_device(); ++i) {
    }
    if (!out_.run.device.empty()) {
      if (devices_ > 0) {
        out_.run.n_devices = devices_;
      }
      const double n = out_.run.n_devices;
      out_.read.insert(out_.read.begin(),
                       n > 1 ? fmt::format("{:.0f} x {}", n, out_.run.device) : out_.run.device);
    }
  }

  /// "llama 8b": the words before a size.
  [[nodiscard]] std::string model_words() const {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      const std::string& word = words_[i].text;
      const bool size =
          free(i) && word.size() > 1 && word.back() == 'b' && parse_number(word.substr(0, word.size() - 1));
      if (size) {
        std::size_t begin = i;
        while (begin > 0 && i - begin < 2 && free(begin - 1) && !is_stop(text(begin - 1)) &&
               !words_[begin - 1].ends) {
          --begin;
        }
        return joined(begin, i + 1);
      }
    }
    return "";
  }

  void leave_out(const Run& given) {
    Run& run = out_.run;
    for (const std::string& column : fill_from(catalog_, given, run).kept) {
      remark(fmt::format("the sentence says another {} than the option: the sentence's is kept", column));
    }
    if (run.model.empty()) {
      const std::string words = model_words();
      remark(words.empty() ? "the model is not said"
                           : fmt::format("which model '{}' is, is not known; nearest: {}",
                                         visible(words),
                                         fmt::join(names_.model_names().nearest(words), ", ")));
    }
    if (run.device.empty() && !device_open_) {
      remark("the device is not said, or not known");
    }
    if (run.quant.empty()) {
      remark("the quantization is not said: the engine's usual one");
    }
    if (std::isnan(run.depth)) {
      remark("the context is not said: an empty cache");
    }
    std::string rest;
    for (const Word& word : words_) {
      if (!word.used && has_digit(word.text)) {
        rest += (rest.empty() ? "" : " ") + word.text;
      }
    }
    if (!rest.empty()) {
      remark(fmt::format("not understood: {}", visible(rest)));
    }
    run.quality = "ok";
    run.split = run.split.empty() && run.n_devices == 1 ? "none" : run.split;
  }

  const Catalog& catalog_;
  const NameResolver& names_;
  Words words_;
  Sentence out_;
  bool device_open_ = false;  ///< several devices have the name
  double devices_ = 0;        ///< 0: not said
};

}  // namespace

bool is_sentence(std::string_view text) {
  constexpr std::size_t kLongest = 2000;
  return text.size() <= kLongest && text.find(' ') != std::string_view::npos &&
         !rates_of(words_of(text)).empty();
}

Sentence read_sentence(const Catalog& catalog, std::string_view text, const Run& given) {
  return SentenceReader(catalog, text).read(given);
}

}  // namespace tokroof
