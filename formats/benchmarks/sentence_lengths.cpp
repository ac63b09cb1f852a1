// How many tokens: of a prompt, of an answer, in the cache, and those there is room for.
#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "catalog/name_resolver.hpp"
#include "catalog/number.hpp"
#include "formats/benchmarks/sentence_draft.hpp"

namespace tokroof::formats {
namespace {

class LengthReader {
 public:
  explicit LengthReader(SentenceDraft& sentence) : s_(sentence) {}

  bool read(std::size_t i) { return read_depth(i) || read_lengths(i); }

 private:
  [[nodiscard]] bool is_prompt(std::size_t at) const { return s_.is(at, {"prompt", "input", "isl"}); }
  [[nodiscard]] bool is_answer(std::size_t at) const {
    return s_.is(at, {"output", "osl", "generated", "generating", "generate", "response", "answer", "reply"});
  }
  [[nodiscard]] bool is_tokens(std::size_t at) const { return s_.is(at, {"tokens", "token", "tok", "toks"}); }

  /// "2000 in 500 out", "2000 in / 500 out": where a word stands between its number and the other's; 0: it does not.
  [[nodiscard]] std::size_t pair_behind(std::size_t in) const {
    const std::size_t other = s_.is(in + 1, {"/", "and"}) ? in + 2 : in + 1;
    return s_.is(in, "in") && s_.is(other + 1, "out") && quantity(s_.text(other), kKilo) ? other : 0;
  }

  /// "4090 prompt", "RTX 3060 context 8192": the number is a card's, if nothing says that it counts tokens.
  [[nodiscard]] bool is_device_number(std::size_t i) const {
    constexpr double kLeast = 1000;
    const auto number = catalog::parse_number(s_.text(i));
    const bool counts = is_tokens(i + 1) || pair_behind(i + 1) > 0 ||
                        ((is_prompt(i + 1) || is_answer(i + 1)) && is_tokens(i + 2));
    return number && *number >= kLeast && !counts && !s_.catalog.names().device(s_.text(i)).slug.empty();
  }

  /// The first that is said: a rate at another depth may follow.
  void set_depth(double tokens, std::size_t begin, std::size_t end) {
    if (!std::isnan(s_.out.run.depth)) {
      s_.remark(fmt::format("{:.0f} tokens in the cache are left out: a sentence has one depth", tokens));
      s_.use(begin, end);
      return;
    }
    s_.out.run.depth = tokens;
    s_.understood(tokens > 0 ? fmt::format("{:.0f} tokens in the cache", tokens)
                             : std::string("an empty cache"));
    s_.use(begin, end);
  }

  /// Whether a context is said to be in use: "at 8k context", "16k context filled", "8k tokens in context". One of a few
  /// tokens is, or of 118028: no one sets that up.
  [[nodiscard]] bool is_filled(double tokens, std::size_t begin, std::size_t end) const {
    constexpr double kLeastRoom = 512, kHundred = 100;
    const auto says = [&](std::size_t at) {
      return s_.is(at, {"filled", "full", "used", "deep", "depth", "in", "into"});
    };
    const bool is_odd = std::fmod(tokens, kLeastRoom) != 0 && std::fmod(tokens, kHundred) != 0;
    bool room = false, filled = tokens < kLeastRoom || is_odd || says(end) || (begin > 0 && says(begin - 1));
    for (std::size_t at = begin; at < end; ++at) {
      filled = filled || says(at) || s_.is(at, "d");
      room = room || s_.is(at, {"length", "size", "window", "context-length"});
    }
    const std::size_t before =
        begin > 1 && s_.is(begin - 1, {"a", "about", "around"}) ? begin - 2 : begin - 1;
    return filled || (!room && begin > 0 && s_.is(before, "at"));
  }

  void set_context(double tokens, std::size_t begin, std::size_t end) {
    if (is_filled(tokens, begin, end)) {
      set_depth(tokens, begin, s_.is(end, {"filled", "full", "used", "deep"}) ? end + 1 : end);
    } else {
      set_room(s_, tokens, begin, end);
    }
  }

  /// "8k context", "at 8k", "context of 8192", "ctx 8k", "32k deep", "with a 2k prompt"
  bool read_depth(std::size_t i) {
    const auto is_context = [&](std::size_t at) {
      return s_.is(
          at, {"context", "ctx", "depth", "deep", "contexts", "context-length", "num_ctx", "n_ctx", "d"});
    };
    const auto tokens = [&](std::size_t at) -> std::optional<double> {
      std::string word = s_.text(at);
      if (word.ends_with("-token")) {
        word.resize(word.size() - 6);
      }
      return s_.free(at) && !is_device_number(at) ? quantity(word, kKilo) : std::nullopt;
    };
    if (i > 0 && s_.is(i - 1, "at") && s_.text(i).starts_with('d')) {  // of llama-bench: "@ d4096"
      if (const auto depth = catalog::parse_number(s_.text(i).substr(1))) {
        set_depth(*depth, i, i + 1);
        return true;
      }
    }
    if (const auto number = tokens(i)) {
      std::size_t next = i + 1;
      while (s_.is(next, {"tokens", "token", "tok", "of", "filled", "full", "long", "in"}) && next < i + 4) {
        ++next;
      }
      if (is_context(next)) {
        const bool more = s_.is(next + 1, {"length", "size", "window"});
        set_context(*number, i, more ? next + 2 : next + 1);
        return true;
      }
      if ((s_.is(next, "kv") && s_.is(next + 1, "cache")) || s_.is(next, "cache")) {
        set_depth(*number, i, next + 1);
        return true;
      }
      if (s_.is(next, {"prompt", "input"}) && *number >= 16) {
        s_.out.run.n_prompt = *number;
        set_depth(*number, i, is_tokens(next + 1) ? next + 2 : next + 1);
        return true;
      }
      const bool at = i > 0 && s_.is(i - 1, {"at", "with"});
      if (at && s_.text(i).ends_with('k') && !s_.is(i + 1, {"usd", "dollars"})) {
        set_depth(*number, i, s_.is(i + 1, "tokens") ? i + 2 : i + 1);
        return true;
      }
      return false;
    }
    if (is_context(i)) {
      std::size_t next = i + 1;
      while (
          s_.is(next,
                {"length", "size", "window", "of", "is", "at", "to", "around", "about", "filled", "full"}) &&
          next < i + 4) {
        ++next;
      }
      if (const auto number = tokens(next)) {
        set_context(*number, i, next + 1);
        return true;
      }
      if (i > 0 && s_.is(i - 1, {"empty", "no", "zero", "fresh"})) {
        set_depth(0, i - 1, i + 1);
        return true;
      }
    }
    return false;
  }

  /// "2000 tokens generated", "500 tokens out", "input 4096 tokens, output 1024", "4096 in / 1024 out", "ISL 1024", "at 10,000 tokens", "after
  /// 20k tokens", "10,000-token prompt". A number before "tokens" is never a card's.
  bool read_lengths(std::size_t i) {
    if (read_pair(i) || read_answer(i)) {
      return true;
    }
    const bool labelled = s_.is(i, {"input", "output", "isl", "osl"}) && quantity(s_.text(i + 1), kKilo);
    const std::size_t at = labelled ? i + 1 : i;
    const std::string word = s_.text(at).substr(0, s_.text(at).find("-token"));
    const auto tokens = s_.free(at) ? quantity(word, kKilo) : std::nullopt;
    const bool in_out =
        s_.is(at + 1, {"in", "out"}) && (s_.is(at + 2, "/") || (at > 0 && s_.is(at - 1, "/")));
    const bool counted = in_out || is_tokens(at + 1);
    if (!tokens || !(labelled || counted || word != s_.text(at))) {
      return false;
    }
    std::size_t end = at + (counted ? 2 : 1);
    const bool more = !labelled && !in_out && !s_.words[end - 1].ends;
    const auto says = [&](bool (LengthReader::*is_one)(std::size_t) const) {
      return (labelled && (this->*is_one)(i)) || (more && (this->*is_one)(end)) ||
             (i > 0 && (this->*is_one)(i - 1));
    };
    const bool goes_out = more && counted && s_.is(end, "out");  // "500 tokens out"
    const bool prompt = in_out ? s_.is(at + 1, "in") : !goes_out && says(&LengthReader::is_prompt);
    const bool answer = in_out ? s_.is(at + 1, "out") : goes_out || says(&LengthReader::is_answer);
    end += more && (is_prompt(end) || is_answer(end) || goes_out) ? 1 : 0;
    if (prompt) {
      s_.out.run.n_prompt = *tokens;
      set_depth(*tokens, i, end);
    } else if (answer) {
      set_answer(*tokens, i, end);
    } else if (i > 0 && s_.is(i - 1, {"at", "after", "to"})) {
      set_depth(*tokens, i, end);
    } else {
      s_.remark(fmt::format("what {:.0f} tokens are of, is not said", *tokens));
      s_.use(i, end);
    }
    return true;
  }

  void set_answer(double tokens, std::size_t begin, std::size_t end) {
    s_.out.run.n_gen = tokens;
    s_.understood(fmt::format("{:.0f} tokens of the answer", tokens));
    s_.use(begin, end);
  }

  /// "2000 in 500 out": either number may be a card's name, both together are none.
  bool read_pair(std::size_t i) {
    const auto prompt = quantity(s_.text(i), kKilo);
    const std::size_t other = pair_behind(i + 1);
    if (!prompt || other == 0) {
      return false;
    }
    s_.out.run.n_prompt = *prompt;
    set_depth(*prompt, i, other);
    set_answer(*quantity(s_.text(other), kKilo), other, other + 2);
    return true;
  }

  /// "500 output 64 concurrent": the word is of the number before it, unless that has a word of its own or is a card's.
  bool read_answer(std::size_t i) {
    constexpr double kFewest = 16;
    const auto tokens = quantity(s_.text(i), kKilo);
    const bool own_word = i > 0 && s_.free(i - 1) && (is_prompt(i - 1) || is_answer(i - 1));
    if (!tokens || *tokens < kFewest || own_word || s_.words[i].ends || !is_answer(i + 1) ||
        is_device_number(i)) {
      return false;
    }
    set_answer(*tokens, i, is_tokens(i + 2) ? i + 3 : i + 2);
    return true;
  }

  SentenceDraft& s_;
};

}  // namespace

bool read_length(SentenceDraft& sentence, std::size_t i) { return LengthReader(sentence).read(i); }

void set_room(SentenceDraft& sentence, double tokens, std::size_t begin, std::size_t end) {
  sentence.use(begin, end);
  if (sentence.out.run.details.max_model_len > 0) {
    sentence.remark(fmt::format("room for {:.0f} tokens is left out: a sentence has one context", tokens));
    return;
  }
  sentence.out.run.details.max_model_len = tokens;
  sentence.understood(fmt::format("room for {:.0f} tokens", tokens));
}

}  // namespace tokroof::formats
