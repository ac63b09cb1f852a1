#include "formats/pages/unnamed_machines.hpp"

#include <algorithm>
#include <vector>

#include "formats/mentions/page_words.hpp"
#include "formats/pages/figure_words.hpp"
#include "model/names.hpp"
#include "model/rates.hpp"

namespace tokroof::formats {
namespace {

/// One of many, not one that was spoken of: "the CPU", "this machine" may be that of the device.
bool is_indefinite(std::string_view word) {
  return model::is_one_of(word, {"a", "an", "any", "another", "my", "your", "most", "some", "other"});
}

/// What no card is in: a desktop or a server may be that of the card before.
bool is_machine(std::string_view word) {
  return model::is_one_of(word,
                          "cpu|cpus|processor|processors|laptop|laptops|notebook|igpu|npu|phone|smartphone|"
                          "tablet|macbook|mac|imac");
}

/// A machine within a few words behind an article at the i-th: "a recent desktop CPU".
bool names_machine(const std::vector<PageWord>& words, std::size_t i) {
  constexpr std::size_t kMostWords = 4;
  for (std::size_t k = i + 1; k < words.size() && k <= i + kMostWords && !words[k].cut_before; ++k) {
    if (is_machine(words[k].text)) return true;
    if (model::is_one_of(words[k].text, {"with", "in", "on", "for", "of", "and", "model"})) return false;
  }
  return false;
}

}  // namespace

bool leads_to_unnamed_machine(std::string_view behind, bool bare) {
  const std::vector<PageWord> words = page_words(behind);
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (i > 0 && words[i].cut_before) return false;  // told of something else
    if (!model::is_one_of(words[i].text, {"on", "from"})) continue;
    const bool plain = bare && is_machine(words[i + 1].text);  // "on CPU"
    return plain || (is_indefinite(words[i + 1].text) && names_machine(words, i + 1));
  }
  return false;
}

bool names_machine_without(std::string_view lower, const model::Device* device) {
  const bool mac = has_one_word(lower, {"mac", "macs", "macbook", "macbooks", "imac"});
  const bool mini = has_one_word(
      lower,
      "gmktec|beelink|minisforum|geekom|bosgame|acemagic|aoostar|nuc|mini pc|mini-pc|steam deck|rog ally");
  return (mac && (device == nullptr || device->vendor != "apple")) ||
         (mini && (device == nullptr || device->vendor == "apple" || !model::unified_memory(*device)));
}

bool names_any_machine(std::string_view label) {
  const std::vector<PageWord> words = page_words(label);
  return says_machine(label) || std::any_of(words.begin(), words.end(), [](const PageWord& word) {
           return is_machine(word.text) ||
                  model::is_one_of(word.text,
                                   "xeon|epyc|ryzen|threadripper|opteron|celeron|pentium|geforce|radeon|"
                                   "rtx|gtx|rx|quadro|tesla|jetson|snapdragon");
         });
}

bool opens_with_unnamed_machine(std::string_view between, bool behind_figure) {
  const std::vector<PageWord> words = page_words(between);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view before = i > 0 ? std::string_view(words[i - 1].text) : "";
    const bool cut = i > 0
                         ? words[i].cut_before
                         : between.substr(0, words[0].begin).find_first_of(",;:(") != std::string_view::npos;
    const bool begins = cut || model::is_one_of(before, {"while", "whereas", "but", "on"}) ||
                        (behind_figure && before == "and");
    if (begins && is_indefinite(words[i].text) && names_machine(words, i)) return true;
  }
  return false;
}

}  // namespace tokroof::formats
