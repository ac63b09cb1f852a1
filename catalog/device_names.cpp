#include "catalog/device_names.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/text.hpp"
#include "model/names.hpp"

namespace tokroof {
namespace {

using Words = std::vector<std::string>;

/// Words of names that tell nothing apart.
bool is_makers_word(std::string_view word) {
  return is_one_of(word, {"nvidia",   "amd",      "intel", "apple", "geforce", "radeon",     "tesla",
                          "instinct", "graphics", "gpu",   "cpu",   "core",    "generation", "processor",
                          "gen",      "r",        "tm",    "w",     "with",    "edition",    "corporation",
                          "series",   "soc",      "the",   "data",  "center"});
}

bool is_number(std::string_view word) { return parse_number(word).has_value(); }

bool is_memory(std::string_view word) {
  return word.ends_with("gb") && is_number(word.substr(0, word.size() - 2));
}

/// What a driver adds to a name: memory, its kind, clock, ordinal, number of cores.
bool says_little(std::string_view word) {
  const bool ordinal = word.ends_with("th") || word.ends_with("nd") || word.ends_with("rd");
  return is_one_of(word, {"hbm2", "hbm2e", "hbm3", "hbm3e", "oam", "vf", "gddr6", "gddr6x", "gddr7"}) ||
         (ordinal && is_number(word.substr(0, word.size() - 2))) || word.ends_with("ghz") || is_memory(word);
}

/// What a driver's name may leave out although the catalog has it: memory, GPU cores of an Apple chip, the usual form.
bool may_be_left_out(std::string_view word) {
  return is_memory(word) || is_number(word) || word.starts_with("sxm") ||
         is_one_of(word, {"dgx", "spark", "workstation", "per", "board", "has"});
}

/// Sorted words in lower case; letters, digits, '.' and '+' make a word. "5P+6E+14GPU" of LocalScore is 14.
Words device_words(std::string_view name) {
  Words out;
  std::string word;
  const auto finish = [&]() {
    while (!word.empty() && word.back() == '.') {
      word.pop_back();
    }
    const std::size_t plus = word.rfind('+');
    if (word.ends_with("gpu") && plus != std::string::npos) {
      word = word.substr(plus + 1, word.size() - plus - 4);
    }
    if (!word.empty() && !is_makers_word(word)) {
      out.push_back(word);
    }
    word.clear();
  };
  for (const char c : lower_case(name)) {
    const bool part = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '+';
    if (part) {
      word.push_back(c);
    } else {
      finish();
    }
  }
  finish();
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

/// Those of `a` that are not in `b`; both sorted.
Words without(const Words& a, const Words& b) {
  Words out;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  return out;
}

template <class Test>
bool all_are(const Words& words, Test test) {
  return std::all_of(words.begin(), words.end(), test);
}

template <class Test>
bool any_is(const Words& words, Test test) {
  return std::any_of(words.begin(), words.end(), test);
}

std::string without_brackets(std::string_view name) {
  return std::string(trimmed(name.substr(0, name.find(" ("))));
}

std::string before_graphics(std::string_view name) {
  const std::string lower = lower_case(name);
  return std::string(name.substr(0, std::min({lower.find(" w/ "), lower.find(" with "), name.size()})));
}

}  // namespace

DeviceNames::DeviceNames(const Catalog& catalog) : catalog_(catalog) {
  for (const Device& device : catalog.devices()) {
    if (device.kind != DeviceKind::system && device.kind != DeviceKind::storage) {
      entries_.push_back({&device, device_words(device.name)});
      for (const std::string& word : entries_.back().words) {
        with_word_[word].push_back(entries_.size() - 1);
      }
    }
  }
}

/// The same words; else all words of an entry, and beside them what says little; else an entry that has all words and
/// beside them its memory. Several are possible: cards that differ in what the name does not say.
std::vector<const Device*> DeviceNames::by_words(const Words& typed) const {
  std::vector<const Device*> equal, inside, around;
  std::size_t most = 0;
  std::set<std::size_t> related;  // have a word in common
  for (const std::string& word : typed) {
    if (const auto found = with_word_.find(word); found != with_word_.end()) {
      related.insert(found->second.begin(), found->second.end());
    }
  }
  for (const std::size_t index : related) {
    const Entry& e = entries_[index];
    const Words missing = without(e.words, typed);
    const Words more = without(typed, e.words);
    if (missing.empty() && more.empty()) {
      equal.push_back(e.device);
    } else if (missing.empty() && !e.words.empty() && e.words.size() >= most &&
               all_are(more,
                       [](const auto& w) { return says_little(w) || (is_number(w) && w.size() <= 3); })) {
      if (e.words.size() > most) {
        inside.clear();
      }
      most = e.words.size();
      inside.push_back(e.device);
    } else if (all_are(more, says_little) && more.size() < typed.size() &&
               all_are(missing, may_be_left_out) &&
               !(any_is(more, is_memory) && any_is(missing, is_memory))) {
      around.push_back(e.device);
    }
  }
  return !equal.empty() ? equal : !inside.empty() ? inside : around;
}

NameMatch DeviceNames::find(std::string_view typed, double memory_gib) const {
  if (const Device* known = catalog_.find_device(typed)) {
    return {std::string(known->slug), {}, ""};
  }
  std::vector<const Device*> found;
  for (const std::string& name : {std::string(typed), without_brackets(typed), before_graphics(typed)}) {
    if (const Alias* alias = catalog_.alias("device", name)) {
      return {std::string(alias->canonical),
              {},
              alias->exactness == Exactness::exact ? "" : "the nearest known: " + std::string(alias->note)};
    }
    if (const Device* known = catalog_.find_device(name)) {
      return {std::string(known->slug), {}, ""};
    }
    found = by_words(device_words(name));
    if (!found.empty()) {
      break;
    }
  }
  std::string note;
  if (found.size() > 1 && memory_gib > 0) {
    constexpr double kTolerance = 0.12;  // GB or GiB, and what the driver keeps
    std::vector<const Device*> fitting;
    std::copy_if(found.begin(), found.end(), std::back_inserter(fitting), [&](const Device* d) {
      return std::fabs(std::log(d->memory_gib / memory_gib)) < kTolerance;
    });
    if (fitting.size() == 1) {
      found = fitting;
      note = fmt::format("told by its {:.4g} GiB", memory_gib);
    }
  }
  if (found.size() == 1) {
    return {std::string(found.front()->slug), {}, note};
  }
  NameMatch none;
  for (const Device* device : found) {
    none.candidates.emplace_back(device->slug);
  }
  return none;
}

}  // namespace tokroof
