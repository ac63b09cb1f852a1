#include <algorithm>
#include <cctype>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalog/device_words.hpp"
#include "catalog/name_resolver.hpp"
#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/text.hpp"
#include "formats/mentions/mention_words.hpp"
#include "formats/mentions/mentions.hpp"
#include "formats/mentions/quantity_units.hpp"
#include "model/names.hpp"
#include "model/rates.hpp"

namespace tokroof::formats {
namespace {

/// "3500/110 t/s", "1080 ± 20 t/s": the first of two numbers that have one unit of rates.
bool shares_rate(std::string_view lower) {
  for (const std::string_view joint : {"/", "±", "+/-", "+-", "(±", "(+/-"}) {
    if (!lower.starts_with(joint)) continue;
    std::string_view rest = catalog::trimmed(lower.substr(joint.size()));
    const std::size_t digits = std::min(rest.find_first_not_of("0123456789.,"), rest.size());
    rest = catalog::trimmed(rest.substr(digits));
    rest = catalog::trimmed(rest.substr(rest.starts_with(')') ? 1 : 0));
    if (digits > 0 && unit_at(rest).unit == "tok/s") return true;
  }
  return false;
}

/// "5000 steps" is no RTX 5000, "3600 USD" no Ryzen.
bool is_amount(std::string_view word, std::string_view behind) {
  if (!catalog::all_digits(word)) {
    return false;
  }
  constexpr std::size_t kLongestUnit = 32;
  behind.remove_prefix(std::min(behind.find_first_not_of(' '), behind.size()));
  const std::string lower = catalog::lower_case(behind.substr(0, kLongestUnit));
  if (shares_rate(lower)) {
    return true;
  }
  const WrittenUnit unit = unit_at(lower);
  const bool goes_on = lower.compare(unit.length, 1, "/") == 0;                    // "4090 w/ 64 GB"
  const bool in_units = !model::is_one_of(unit.unit, {"", "x", "s"}) && !goes_on;  // "2x 2080 S"
  return in_units || catalog::begins_with_one_of(lower, {"token", "mt/s", "cuda cores", "shaders"});
}

/// How many words from the i-th on are a grade of memory: "DDR5-5600", "DDR5 5600" are no Ryzen 5 5600.
std::size_t grade_words(const std::vector<PageWord>& words, std::size_t i) {
  const std::string& word = words[i].text;
  const bool type = catalog::begins_with_one_of(word, {"ddr", "lpddr"});
  const bool rate_follows = type && i + 1 < words.size() && !words[i + 1].cut_before &&
                            words[i + 1].text.size() == 4 && catalog::all_digits(words[i + 1].text);
  return rate_follows ? 2 : type && word.find('-') != std::string::npos ? 1 : 0;
}

/// "DDR5-6000", "DDR5 6000", "DDR5 at 6000 MT/s" from the i-th word on: transfers of a channel [10^6/s]; 0: none.
double transfers_at(const std::vector<PageWord>& words, std::size_t i) {
  if (!catalog::begins_with_one_of(words[i].text, {"ddr", "lpddr"})) return 0;
  const std::size_t dash = words[i].text.find('-');
  const std::size_t next = i + (i + 2 < words.size() && words[i + 1].text == "at" ? 2 : 1);
  std::string said = dash != std::string::npos ? words[i].text.substr(dash + 1)
                     : next < words.size()     ? words[next].text
                                               : "";
  for (const std::string_view unit : {"mt", "mhz"}) {
    said.resize(said.size() - (said.ends_with(unit) ? unit.size() : 0));
  }
  constexpr double kSlowest = 800, kFastest = 12800;
  const auto mts = catalog::parse_number(said);
  return mts && *mts >= kSlowest && *mts <= kFastest ? *mts : 0;
}

/// "80" of "h100 80gb", "a100-sxm-80gb"; 0: no memory is in the name.
double memory_in(std::string_view name) {
  double gib = 0;
  for (const std::string& word : catalog::device_words(name)) {
    gib = catalog::is_memory(word) ? catalog::memory_gib_of(word) : gib;
  }
  return gib;
}

/// "4" of "4 A100": so many as a machine has.
double few(std::string_view word) {
  constexpr double kMost = 16;
  const auto count = word.size() < 3 ? catalog::parse_number(word) : std::nullopt;
  return count && *count >= 2 && *count <= kMost ? *count : 0;
}

/// How many devices the words before the name at `i` say, and at which of them that begins.
struct CountBefore {
  double count = 0;  ///< 0: they say none
  std::size_t begin = 0;
};

/// "2x", "dual", "a pair of", "two used"; of names in letters "4" too ("4 A100", not "4 4090", not "gen 4 A100").
CountBefore count_before(std::string_view text, const std::vector<PageWord>& words, std::size_t i) {
  constexpr std::size_t kMostAdjectives = 2;
  std::size_t at = i;  // behind the word that counts
  for (std::size_t n = 0; n < kMostAdjectives && at > 1 && !words[at].cut_before; ++n) {
    if (!is_adjective_of_devices(words[at - 1].text)) break;
    --at;
  }
  const bool in_brackets =
      at > 1 && text.substr(words[at - 1].end, words[at].begin - words[at - 1].end) == " (";
  if (in_brackets && counts_cards(words[at - 1].text)) {  // "2 GPUs (RTX 3090)"
    return {std::max(catalog::number_word(words[at - 2].text), few(words[at - 2].text)), at - 2};
  }
  if (at == 0 || words[at].cut_before || words[at - 1].text.ends_with("core")) {  // "eight-core Ryzen"
    return {};
  }
  if (const double count = std::max({count_word(words[at - 1].text),
                                     count_of_cards(words[at - 1].text),
                                     count_behind(words[at - 1].text)});
      count > 0) {
    return {count, at - 1};
  }
  const bool of = at > 1 && words[at - 1].text == "of" && !words[at - 1].cut_before;
  if (const double count = of ? set_word(words[at - 2].text) : 0; count > 0) {
    return {count, at - 2};
  }
  const bool digits = catalog::is_digit(words[i].text.front());
  const bool version = at > 1 && model::is_one_of(words[at - 2].text, {"gen", "pcie", "version"});
  const double number = digits || version || at != i ? 0 : few(words[at - 1].text);
  return {number, at - 1};
}

/// A number of cards behind the name that ends before the i-th word: "H100 8-GPU", "H100 (8 GPUs)", "H100 with 8 GPUs".
struct CountBehind {
  double count = 0;     ///< 0: none is said
  std::size_t end = 0;  ///< behind its words
};

CountBehind cards_behind(std::string_view text, const std::vector<PageWord>& words, std::size_t i) {
  if (i == 0 || i >= words.size()) {
    return {};
  }
  if (const double count = words[i].cut_before ? 0 : count_of_cards(words[i].text); count > 0) {
    return {count, i + 1};
  }
  const bool bracketed = text.substr(words[i - 1].end, words[i].begin - words[i - 1].end) == " (";
  const bool with = model::is_one_of(words[i].text, {"with", "using"}) && !words[i].cut_before;
  const std::size_t number = with ? i + 1 : i;
  const bool said = (bracketed || with) && number + 1 < words.size() && !words[number + 1].cut_before &&
                    counts_cards(words[number + 1].text) && !counts_cores(words, number + 1);
  const double count =
      !said ? 0 : std::max(catalog::number_word(words[number].text), few(words[number].text));
  return {count, number + 2};
}

/// "RTX 3090 x2", "RTX 3090 x 2", "RTX 3090 ×2"
CountBehind times_behind(std::string_view text, const std::vector<PageWord>& words, std::size_t i) {
  if (i == 0 || i >= words.size()) {
    return {};
  }
  if (const double count = count_behind(words[i].text); count > 0) {
    return {count, i + 1};
  }
  if (model::is_one_of(text.substr(words[i - 1].end, words[i].begin - words[i - 1].end), {" ×", "×"})) {
    return {few(words[i].text), i + 1};
  }
  constexpr std::size_t kMostDigits = 3;
  const bool apart = words[i].text == "x" && !words[i].cut_before && i + 1 < words.size() &&
                     !words[i + 1].cut_before && words[i + 1].text.size() <= kMostDigits;
  return {apart && catalog::all_digits(words[i + 1].text)
              ? catalog::parse_number(words[i + 1].text).value_or(0)
              : 0,
          i + 2};
}

/// "Ryzen AI Max+ 495" is another product than "Ryzen AI Max+".
bool goes_on_in_number(std::string_view text,
                       const std::string& typed,
                       const std::vector<PageWord>& words,
                       std::size_t end) {
  constexpr std::size_t kDigits = 3;
  return end < words.size() && !catalog::has_digit(typed) && !words[end].cut_before &&
         words[end].text.size() == kDigits && catalog::all_digits(words[end].text) &&
         !is_amount(words[end].text, text.substr(words[end].end));
}

/// "M3 Ultra (28C CPU / 60C GPU)", "M4 Max with a 32-core GPU": of chips that share a name, the one with the cores that
/// stand behind it; empty: none is told by them.
std::string variant_with_cores(const std::vector<std::string>& variants, std::string_view behind) {
  if (variants.empty()) return "";
  constexpr std::size_t kFar = 48;
  const std::string lower =
      catalog::lower_case(behind.substr(0, std::min(kFar, behind.find_first_of("\n.;"))));
  for (const std::string_view unit : {"c gpu", "-core gpu", " core gpu", " gpu core", "-gpu-core"}) {
    const std::size_t at = lower.find(unit);
    if (at == std::string::npos) continue;
    const std::size_t before = lower.substr(0, at).find_last_not_of("0123456789");
    const std::string cores = lower.substr(before == std::string::npos ? 0 : before + 1, at - before - 1);
    const auto found = std::find_if(variants.begin(), variants.end(), [&](const std::string& slug) {
      return !cores.empty() && slug.ends_with("-" + cores + "c");
    });
    return found != variants.end() ? *found : "";
  }
  return "";
}

}  // namespace

double memory_rate(std::string_view text) {
  const std::vector<PageWord> words = page_words(text);
  double mts = 0;
  for (std::size_t i = 0; i < words.size() && mts == 0; ++i) mts = transfers_at(words, i);
  return mts;
}

bool MentionFinder::may_name_device(std::string_view word) {
  if (is_brand(word)) {
    return true;
  }
  // "A100 x 2"; names of boards say that they "have 2 GPUs"
  if (word.size() > kLongestWord ||
      model::is_one_of(word, {"x", "has", "have", "of", "with", "and", "for", "per", "each", "at", "in"})) {
    return false;
  }
  if (words_of_devices_.size() > kMostKnown) words_of_devices_.clear();
  const auto [known, is_new] = words_of_devices_.try_emplace(std::string(word));
  if (is_new) {
    std::string singular(word);
    if (word.size() > 3 && word.ends_with('s')) singular.pop_back();
    const auto names = [&](const std::string& one) {
      auto parts = catalog::device_words(one);
      if (parts.size() == 1 && catalog::has_digit(one)) {  // "4060ti", "rtx3090"
        parts = catalog_.names().device_names().words_within(parts.front());
      }
      return !parts.empty() && model::all_of(parts, [&](const std::string& part) {
        return device_words_.contains(part) || catalog::is_memory(part);
      });
    };
    known->second = names(singular) || names(std::string(word));
  }
  return known->second;
}

MentionFinder::NamedDevice MentionFinder::device_named(const std::string& typed) {
  if (devices_.size() > kMostKnown) devices_.clear();
  const auto [known, is_new] = devices_.try_emplace(typed);
  if (is_new) {
    catalog::NameMatch match = catalog_.names().device(typed);
    const bool plural = typed.size() > 3 && typed.ends_with('s');
    if (match.slug.empty() && match.candidates.empty() && plural) {
      match = catalog_.names().device(typed.substr(0, typed.size() - 1));
    }
    // "Jetson Orin NX 8GB", of which the catalog has the one with 16 GB: that is another one
    const double said = memory_in(typed), own = memory_in(match.slug);
    if (said > 0 && own > 0 && said != own) {
      known->second = {"", true, false, {}};
      return known->second;
    }
    const bool sure = match.candidates.size() <= 1;
    const bool several = match.slug.empty() && !sure;
    const std::vector<std::string> variants = sure ? std::vector<std::string>{} : match.candidates;
    // "V100 16GB" of a page about the "V100 SXM2 16GB"
    std::erase_if(match.candidates, [&](const std::string& slug) { return !page_devices_.contains(slug); });
    const bool one = match.candidates.size() == 1;
    known->second = {one ? match.candidates.front() : match.slug, several && !one, sure, variants};
  }
  return known->second;
}

bool MentionFinder::of_laptops(bool are) { return std::exchange(of_laptops_, are); }

MentionFinder::NamedDevice MentionFinder::in_laptop(const std::string& typed, const NamedDevice& named) {
  for (const char* form : {" laptop", " mobile", " max-q"}) {
    NamedDevice found = device_named(typed + form);
    const bool other = !found.slug.empty() && found.slug != named.slug;
    if (other &&
        (catalog::contains(found.slug, "laptop") || found.slug.ends_with(std::string("-") + (form + 1)))) {
      found.variants = named.variants;
      if (!named.slug.empty()) found.variants.push_back(named.slug);
      return found;
    }
  }
  return named;
}

/// "RTX 4080 (laptop)"; any where laptops are told of, but a "desktop RTX 4080".
bool MentionFinder::is_in_laptop(const Words& words, std::size_t begin, std::size_t end) const {
  const auto is = [&](std::size_t i, std::initializer_list<std::string_view> what) {
    return i < words.size() && model::is_one_of(words[i].text, what);
  };
  const bool bracketed = is(end, {"laptop", "mobile", "notebook"}) &&
                         text_.substr(words[end - 1].end, words[end].begin - words[end - 1].end) == " (";
  const bool desktop = is(end, {"desktop"}) || (begin > 0 && is(begin - 1, {"desktop"}));
  return bracketed || (of_laptops_ && !desktop);
}

std::string MentionFinder::device_with_memory_of(const std::string& typed, double memory_gib) {
  if (by_memory_.size() > kMostKnown) by_memory_.clear();
  const auto [known, is_new] = by_memory_.try_emplace(fmt::format("{} {}", typed, memory_gib));
  if (is_new) {
    known->second = catalog_.names().device(typed, memory_gib).slug;
  }
  return known->second;
}

/// "The 4060 Ti 8 GB": of cards that share a name the one that has the memory directly behind it. Empty: none is told by it.
std::string MentionFinder::with_memory_behind(const std::string& typed,
                                              const NamedDevice& named,
                                              const Words& words,
                                              std::size_t end) {
  const bool apart = end + 1 < words.size() && !words[end].cut_before && !words[end + 1].cut_before &&
                     words[end + 1].text == "gb" && catalog::all_digits(words[end].text);
  // "Pi 5 - 16GB", "Raspberry Pi 5 (16GB)"
  const std::string_view gap =
      end < words.size() ? text_.substr(words[end - 1].end, words[end].begin - words[end - 1].end) : "";
  const bool own_memory =
      gap == ", " && end + 1 < words.size() && !words[end + 1].cut_before &&
      catalog::begins_with_one_of(words[end + 1].text, {"vram", "gddr"});  // "RTX 3050, 6GB VRAM"
  const bool labels = gap == ": " && named.slug.empty();                   // "Tesla V100 PCIe: 32 GB"
  const bool labelled =
      labels && end + 1 < words.size() && words[end + 1].text == "gb" && !words[end + 1].cut_before;
  const bool set_off = (own_memory || labels || model::is_one_of(gap, {" - ", " – ", " ("})) &&
                       catalog::is_memory(words[end].text);
  const bool with =  // "RTX 3060 with 8GB", not "with 16GB RAM"
      end + 1 < words.size() && words[end].text == "with" && !words[end].cut_before &&
      catalog::is_memory(words[end + 1].text) &&
      !(end + 2 < words.size() &&
        model::is_one_of(words[end + 2].text, {"ram", "of", "system", "ddr4", "ddr5"}));
  const double gib = apart || labelled ? catalog::parse_number(words[end].text).value_or(0)
                     : with            ? catalog::memory_gib_of(words[end + 1].text)
                     : set_off         ? catalog::memory_gib_of(words[end].text)
                                       : 0;
  const model::Device* own = catalog_.find_device(named.slug);
  std::string slug = gib > 0 ? device_with_memory_of(typed, gib) : "";
  if (own != nullptr && (slug.empty() || slug == named.slug) && gib > 0 &&
      gib < own->memory_gib) {  // "RTX 3050 (6GB)"
    slug = device_named(fmt::format("{} {}gb", typed, gib)).slug;
  }
  const model::Device* found = catalog_.find_device(slug);
  const bool has_it = found != nullptr && found->memory_gib == gib;
  const auto stem = [](std::string_view device) { return device.substr(0, device.rfind('-')); };
  const bool smaller =  // no total of several
      own != nullptr && has_it && gib < own->memory_gib && stem(slug) == stem(named.slug);
  if (has_it && (named.slug.empty() || !named.variants.empty() || smaller)) {
    return slug;
  }
  const bool joined = end < words.size() && !words[end].cut_before && catalog::is_memory(words[end].text);
  const double all = joined ? catalog::memory_gib_of(words[end].text) : gib;
  const bool too_much = own != nullptr && own->vendor == "apple" && all > own->memory_gib;
  return too_much ? larger_chip_with(typed, all) : "";
}

/// "M1 64GB": an M1 Max, as no M1 has so much; empty: none of its generation has.
std::string MentionFinder::larger_chip_with(const std::string& typed, double memory_gib) {
  for (const char* size : {" pro", " max", " ultra"}) {
    const NamedDevice larger = device_named(typed + size);
    const model::Device* device = catalog_.find_device(larger.slug);
    if (device != nullptr && device->memory_gib >= memory_gib) {
      return larger.slug;
    }
  }
  return "";
}

/// "2x3090", "3090x2": the count is taken off the word.
void MentionFinder::take_counts(Words& words, std::vector<double>& counts) {
  counts.assign(words.size(), 0);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i].text;
    const std::size_t x = word.find('x');
    const bool glued = x != std::string::npos && x > 0 && x < 3 && x + 1 < word.size() &&
                       catalog::all_digits(word.substr(0, x)) && !word.ends_with('b');
    if (glued && may_name_device(word.substr(x + 1))) {
      counts[i] = catalog::parse_number(word.substr(0, x)).value_or(0);
      words[i].text = word.substr(x + 1);
      continue;
    }
    const std::size_t back = word.rfind('x');
    const bool glued_behind = back != std::string::npos && back > 2 && word[back - 1] != '-' &&  // "EVO-X2"
                              count_behind(word.substr(back)) >= 2 && may_name_device(word.substr(0, back));
    if (glued_behind) {
      counts[i] = count_behind(word.substr(back));
      words[i].text = word.substr(0, back);
      continue;
    }
    const std::size_t dash = word.find('-');  // "dual-RTX"
    const double number = dash == std::string::npos ? 0 : catalog::number_word(word.substr(0, dash));
    if (number > 0 && !word.ends_with("-core") && may_name_device(word.substr(dash + 1))) {
      counts[i] = number;
      words[i].text = word.substr(dash + 1);
    }
  }
}

/// How many devices are said around the name from the i-th word to that before `end`.
void MentionFinder::take_count(Mention& mention, const Words& words, std::size_t i, std::size_t end) {
  if (mention.count > 0) {
    return;
  }
  const CountBefore before = count_before(text_, words, i);
  const bool apart = i > 1 && words[i - 1].text == "x" && !words[i].cut_before && !words[i - 1].cut_before;
  if (before.count > 0) {
    mention.count = before.count;
    mention.begin = words[before.begin].begin;
  } else if (apart && few(words[i - 2].text) > 0) {  // "4 x 3090"
    mention.count = few(words[i - 2].text);
    mention.begin = words[i - 2].begin;
  } else if (const CountBehind cards = cards_behind(text_, words, end); cards.count > 0) {
    mention.count = cards.count;
    mention.end = words[cards.end - 1].end;
  } else if (const CountBehind times = times_behind(text_, words, end); times.count > 0) {
    mention.count = times.count;
    mention.end = words[times.end - 1].end;
    used_[times.end - 1] = true;  // "x2" may be a device of its own
  }
}

void MentionFinder::find_devices(const Words& words, const std::vector<double>& counts) {
  constexpr std::size_t kMostWords = 7;
  const auto names_alone = [&](std::size_t i) {  // "4090", "A100": not "512", "16GB", "Pro"
    const std::string& word = words[i].text;
    const std::string digits = word.ends_with('s') || word.ends_with('+')  // "$2,500+"
                                   ? word.substr(0, word.size() - 1)
                                   : word;
    const bool cut = words[i].begin > 0 &&
                     std::string_view("$€.,-").find(text_[words[i].begin - 1]) != std::string_view::npos;
    if (catalog::all_digits(digits)) {
      const bool year = digits.starts_with("20") && digits[2] != '6' && digits[2] != '7' && digits[2] != '8';
      return digits.size() == 4 && !year && !cut;
    }
    const bool range = word.find_first_not_of("0123456789-.") == std::string::npos;  // "40-60" is no 4060
    const bool memory_type = catalog::begins_with_one_of(word, {"ddr", "lpddr", "gddr", "hbm"});
    const bool version = word.size() == 2 && word.front() == 'v';  // "E5-2680 v4"
    const bool cores = word.ends_with("-core") || word.ends_with("-cores");
    return !range && !cores && catalog::has_digit(word) && !catalog::is_memory(word) && word.size() > 1 &&
           !memory_type && !version;
  };
  const auto has_alternative = [&](const Words& all, std::size_t end) {  // "H100 PCIe/SXM": neither
    const auto is_form = [](std::string_view word) {
      return catalog::begins_with_one_of(word, {"pcie", "sxm", "nvl", "oam"});
    };
    return end < all.size() && is_form(all[end - 1].text) && is_form(all[end].text) &&
           text_[all[end - 1].end] == '/';
  };
  for (std::size_t i = 0; i < words.size(); ++i) {
    for (std::size_t grade = grade_words(words, i); grade > 0; --grade) used_[i + grade - 1] = true;
    // "iPad Pro M5" has an M5, no M5 Pro.
    if (i > 0 && words[i - 1].text == "ipad" && words[i].text == "pro") used_[i] = true;
  }
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::size_t run = 0;
    while (run < kMostWords && i + run < words.size() && free(words, i, i + run + 1) &&
           may_name_device(words[i + run].text) && !(run > 0 && begins_thousands(text_, words[i + run]))) {
      ++run;
    }
    for (std::size_t count = run; count > 0; --count) {
      const std::size_t end = i + count;
      const bool one = count == 1 && !short_names_.contains(words[i].text) &&
                       (!names_alone(i) || count_behind(words[i].text) > 0);
      const bool from_count = count > 1 && words[i].text.size() <= 2 && catalog::all_digits(words[i].text);
      if (one || from_count || is_core_design(words[i].text) ||
          (count == 1 && is_amount(words[i].text, text_.substr(words[i].end))) ||
          ends_no_name(words[end - 1].text) || (count > 1 && count_behind(words[end - 1].text) > 0) ||
          catalog::is_memory(words[i].text)) {
        continue;
      }
      const bool figure = count > 1 && begins_rating(words[end - 1]) &&  // "M2 Pro 200 GB/s"
                          !device_named(joined_words(words, i, end - 1)).none();
      if (figure) continue;
      std::string typed = joined_words(words, i, end);
      const bool other_halo = typed == "halo" && i > 0 && !words[i].cut_before &&  // "Gorgon Halo"
                              std::isupper(static_cast<unsigned char>(text_[words[i - 1].begin])) != 0;
      const bool may_stand =
          catalog::has_digit(typed) || count > 1 || (short_names_.contains(typed) && !other_halo);
      NamedDevice named = may_stand ? device_named(typed) : NamedDevice{};
      if (!named.none() && is_in_laptop(words, i, end)) named = in_laptop(typed, named);
      if (named.none() || has_alternative(words, end) || (named.several && !catalog::has_digit(typed)) ||
          goes_on_in_number(text_, typed, words, end)) {
        continue;
      }
      if (std::string slug = variant_with_cores(named.variants, text_.substr(words[end - 1].end));
          !slug.empty()) {
        named = {std::move(slug), false, false};
      }
      if (std::string slug = with_memory_behind(typed, named, words, end); !slug.empty()) {
        named.slug = std::move(slug);
      }
      add(MentionKind::device, words, i, end, named.slug);
      const model::Device* device = catalog_.find_device(named.slug);
      if (named.sure) full_names_[typed] = named.slug;
      if (device != nullptr && device->vendor == "apple") chips_.insert(typed);
      Mention& mention = found_.back();
      mention.processor = device != nullptr && device->kind == model::DeviceKind::cpu;
      mention.typed = std::move(typed);
      mention.count = *std::max_element(counts.begin() + static_cast<std::ptrdiff_t>(i),
                                        counts.begin() + static_cast<std::ptrdiff_t>(end));  // "RTX 3090×2"
      mention.variants = named.variants;
      take_count(mention, words, i, end);
      i = end - 1;
      break;
    }
  }
}

/// "The Mac Studio": the page's only chip of Apple, in a sentence that names none.
void MentionFinder::find_macs(const Words& words) {
  if (chip_.empty() || has_found(MentionKind::device)) return;
  const NamedDevice named = device_named(chip_);
  for (std::size_t i = 0; i < words.size() && !named.slug.empty(); ++i) {
    const bool mac = model::is_one_of(words[i].text, {"mac", "macbook", "imac"});
    if (!mac || used_[i]) continue;
    const bool more = i + 1 < words.size() && !words[i + 1].cut_before &&
                      model::is_one_of(words[i + 1].text, {"studio", "mini", "pro"});
    add(MentionKind::device, words, i, i + (more ? 2 : 1), named.slug);
    found_.back().typed = chip_;
    found_.back().variants = named.variants;
    return;
  }
}

/// "An RTX 3090 and a second 3090": two of them.
void MentionFinder::join_second_ones() {
  for (Mention* last = nullptr; Mention & m : found_) {
    if (m.kind != MentionKind::device) continue;
    const std::string between =
        last == nullptr ? "" : catalog::lower_case(text_.substr(last->end, m.begin - last->end));
    const bool second =
        model::is_one_of(catalog::trimmed(between),
                         {"and a second", "and another", "plus a second", "plus another", "+ a second"});
    if (second && last->slug == m.slug && last->count <= 1) last->count = m.count = 2;
    last = &m;
  }
}

/// "RTX 3090 + 2x RTX 3060": cards of one machine, each as often as it is said.
void MentionFinder::join_sets() {
  constexpr std::size_t kMostCards = 16;
  const auto is_card = [&](const Mention& m) {
    const model::Device* device = m.kind == MentionKind::device ? catalog_.find_device(m.slug) : nullptr;
    return device != nullptr && device->kind == model::DeviceKind::gpu && !model::unified_memory(*device);
  };
  for (std::size_t first = 0, next = 0; first < found_.size(); first = next) {
    next = first + 1;
    const auto joined = [&](std::size_t k) {
      if (k >= found_.size() || !is_card(found_[k]) || found_[k].begin <= found_[k - 1].end) return false;
      std::string_view gap =
          catalog::trimmed(text_.substr(found_[k - 1].end, found_[k].begin - found_[k - 1].end));
      const std::size_t close = gap.find(')');  // "RTX 3060 (12 GB) + RTX 4070 (12 GB)"
      if (gap.starts_with('(') && close != std::string_view::npos) gap.remove_prefix(close + 1);
      return catalog::trimmed(gap) == "+";
    };
    if (!is_card(found_[first])) continue;
    while (joined(next)) ++next;
    std::vector<std::string> cards;
    bool unequal = false;
    for (std::size_t k = first; k < next; ++k) {
      unequal = unequal || found_[k].slug != found_[first].slug;
      for (double n = std::max(found_[k].count, 1.0); n > 0 && cards.size() <= kMostCards; --n) {
        cards.push_back(found_[k].slug);
      }
    }
    if (next == first + 1 || cards.size() > kMostCards) continue;
    for (std::size_t k = first; k < next; ++k) {
      found_[k].set = unequal ? fmt::format("{}", fmt::join(cards, "+")) : "";
      found_[k].count = unequal ? found_[k].count : static_cast<double>(cards.size());
    }
  }
}

/// A processor's is said behind it, or anywhere beside the only one; else as elsewhere on the page.
void MentionFinder::find_memory_rates(const Words& words) {
  Mention* last = nullptr;
  double before = 0;
  for (std::size_t i = 0, at = 0; i <= words.size(); ++i) {
    for (; at < found_.size() && (i == words.size() || found_[at].begin <= words[i].begin); ++at) {
      if (found_[at].processor) last = &found_[at];
    }
    const double mts = i < words.size() ? transfers_at(words, i) : 0;
    if (mts > 0 && last == nullptr) before = mts;
    if (mts > 0 && last != nullptr && last->memory_mts == 0) last->memory_mts = mts;
  }
  for (Mention& m : found_) {
    if (!m.processor) continue;
    m.memory_mts = m.memory_mts > 0 ? m.memory_mts : before;
    double& fastest = memory_mts_[m.slug];
    fastest = std::max(fastest, m.memory_mts);
    m.memory_mts = m.memory_mts > 0 ? m.memory_mts : fastest;
  }
}

void MentionFinder::allow_short_names() {
  family_ = versions_.size() == 1 && families_seen_.size() == 1 ? *versions_.begin() : "";
  chip_ = chips_.size() == 1 ? *chips_.begin() : "";
  mixture_ = only_model([](const model::Architecture& model) { return model.experts > 0; });
  dense_ = only_model([](const model::Architecture& model) { return !(model.experts > 0); });
  for (const auto& [name, slug] : full_names_) page_devices_.insert(slug);
  devices_.clear();
  for (const auto& [name, slug] : full_names_) {
    for (std::string_view rest = name; !rest.empty();) {
      const std::string word(rest.substr(0, rest.find(' ')));
      rest.remove_prefix(std::min(word.size() + 1, rest.size()));
      const bool names = !catalog::has_digit(word) && !is_brand(word);
      if (names && device_named(word).slug == slug) short_names_.insert(word);
    }
  }
}

}  // namespace tokroof::formats
