#pragma once
#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalog/catalog.hpp"
#include "formats/benchmarks/sentence.hpp"
#include "formats/benchmarks/sentence_words.hpp"
#include "model/names.hpp"

namespace tokroof::formats {

inline constexpr double kKilo = 1024;  ///< tokens of "8k"

/// A sentence that is being read: its words, of which those that were understood are used up, and what they say.
struct SentenceDraft {
  SentenceDraft(const catalog::Catalog& in, std::string_view typed)
      : catalog(in), words(words_of(without_overrides(typed, overrides))) {}

  [[nodiscard]] bool free(std::size_t i) const { return i < words.size() && !words[i].used; }
  [[nodiscard]] const std::string& text(std::size_t i) const {
    static const std::string none;
    return i < words.size() ? words[i].text : none;
  }
  [[nodiscard]] bool is(std::size_t i, std::initializer_list<std::string_view> names) const {
    return i < words.size() && model::is_one_of(words[i].text, names);
  }
  [[nodiscard]] bool is(std::size_t i, const char* names) const {
    return i < words.size() && model::is_one_of(words[i].text, names);
  }
  void use(std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < std::min(end, words.size()); ++i) {
      words[i].used = true;
    }
  }
  void understood(std::string what) { out.read.push_back(std::move(what)); }
  /// Words that were understood so.
  bool take(std::size_t begin, std::size_t end, std::string what) {
    understood(std::move(what));
    use(begin, end);
    return true;
  }
  void remark(std::string what) { out.remarks.push_back(std::move(what)); }

  /// Words from `begin` to before `end` that nothing was made of, without a comma between them.
  [[nodiscard]] bool one_phrase(std::size_t begin, std::size_t end) const {
    for (std::size_t i = begin; i < end; ++i) {
      if (words[i].used || (words[i].ends && i + 1 < end)) {
        return false;
      }
    }
    return true;
  }

  [[nodiscard]] std::string joined(std::size_t begin, std::size_t end) const {
    std::string phrase;
    for (std::size_t i = begin; i < end; ++i) {
      phrase += (i > begin ? " " : "") + words[i].text;
    }
    return phrase;
  }

  /// Where the rate that is judged begins; behind all words: nowhere.
  [[nodiscard]] std::size_t figure_at() const {
    const auto figure = std::find_if(words.begin(), words.end(), [](const Word& w) { return w.is_figure; });
    return static_cast<std::size_t>(figure - words.begin());
  }

  const catalog::Catalog& catalog;
  std::vector<std::string> overrides;  ///< of "-ot", as typed
  Words words;
  Sentence out;
  bool device_open = false;   ///< several devices have the name that was typed
  bool more_figures = false;  ///< one was left out: another device may be the one of it
  double power_share = 0;     ///< "70% power limit": of the device's, which is read later
  double layers_on_host = 0;  ///< "25 layers on the CPU": of the model's, which is read later
  double memory_modules = 0;  ///< "8x DDR4-3200": of all sockets of the host, which is read later
};

/// Of whom the rate in [begin, end) is, by the words of its own clause: "300 t/s total", "75 t/s per user"; these are used up.
/// `from`: where the words end of the rate before.
catalog::StatedRate owner_of(SentenceDraft& sentence, std::size_t begin, std::size_t end, std::size_t from);

/// Whether a sentence has a rate, such as "40 t/s", or the time of a first token.
bool has_rate(const Words& words);

/// "TTFT 1.2 s", "first token after 800 ms", and the words that say it.
struct FirstToken {
  double seconds = 0;  ///< 0: it is not said
  std::size_t begin = 0, end = 0;
};
FirstToken first_token_of(const Words& words);

// What is read, in this order.
void read_rates(SentenceDraft& sentence);     ///< decode and prompt rates
void read_workload(SentenceDraft& sentence);  ///< lengths, streams, threads, limits, flags
void read_names(SentenceDraft& sentence);     ///< engine, quantization, devices, model

/// The storage type, once the engine is known: "4.5bpw" is EXL2 of one and EXL3 of another.
void read_quant(SentenceDraft& sentence);
/// Tokens that a word at `i` begins to tell of: "8k context", "input 4096 tokens", "at 20k". Whether it does.
bool read_length(SentenceDraft& sentence, std::size_t i);
/// A context that is set up and not said to be filled: room for so many tokens.
void set_room(SentenceDraft& sentence, double tokens, std::size_t begin, std::size_t end);

/// The words before a size, "llama 8b", that may name a model which the catalog does not have; "": there are none.
std::string model_words(const SentenceDraft& sentence);

}  // namespace tokroof::formats
