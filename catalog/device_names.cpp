#include "catalog/device_names.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalog/device_remarks.hpp"
#include "catalog/device_words.hpp"
#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/text.hpp"
#include "catalog/word_likeness.hpp"
#include "model/names.hpp"

namespace tokroof::catalog {
namespace {

using Words = std::vector<std::string>;

bool is_number(std::string_view word, std::size_t most_digits) {
  return word.size() <= most_digits && all_digits(word);
}

bool is_discrete(const model::Device& device) {
  return device.kind == model::DeviceKind::gpu || device.kind == model::DeviceKind::accelerator;
}

Words sorted(Words words) {
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

/// Those of `a` that are not in `b`; both sorted.
std::vector<std::string_view> without(const Words& a, const Words& b) {
  std::vector<std::string_view> out;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  return out;
}

/// What a name may lack although the catalog has it, and how much it then lacks: nothing but the line (0), or memory,
/// cores, form or generation (1). None: another product.
std::optional<int> left_out(std::string_view word, const model::Device& device) {
  if (model::is_one_of(
          word,
          {"rtx", "gtx", "rx", "arc", "epyc", "xeon", "ryzen", "threadripper", "i3", "i5", "i7", "i9"}) ||
      (device.kind == model::DeviceKind::cpu && is_number(word, 1))) {
    return 0;
  }
  const bool workstation = word == "pro" && (device.vendor == "amd" || device.vendor == "intel");
  const bool said_by_others =
      is_memory(word) || is_number(word, 3) || workstation ||
      model::is_one_of(
          word,
          "sxm|pcie|ada|blackwell|quadro|platinum|gold|modified|workstation|per|board|has|graphics|typical");
  return said_by_others ? std::optional(1) : std::nullopt;
}

/// What may stand beside the name of a device.
bool may_be_added(std::string_view word, const model::Device& device) {
  constexpr double kTolerance = 0.12;  // GB or GiB, and what the driver keeps
  if (is_memory(word)) {
    return !is_discrete(device) || std::fabs(std::log(device.memory_gib / memory_gib_of(word))) < kTolerance;
  }
  if (device.vendor == "apple" && model::is_one_of(word, {"air", "mini", "studio", "mbp", "mba", "laptop"})) {
    return true;  // the machine around the chip
  }
  if (word == lower_case(device.generation)) {
    return true;  // "RTX A6000 Ampere"
  }
  constexpr double kSxm =
      200e9;  // bytes a second of NVLink: more has a module, and another card is the PCIe one
  if (word == "pcie" && is_discrete(device) && !(device.nvlink_bytes_per_s > kSxm) &&
      !contains(device.slug, "sxm")) {
    return true;
  }
  if (device.kind == model::DeviceKind::cpu &&
      (word == "only" || word.starts_with("ddr") || channels_of(word) > 0 ||
       model::is_one_of(word, {"naples", "rome", "milan", "genoa", "bergamo", "turin"}))) {
    return true;  // its memory, its generation
  }
  return says_little(word) || word == device.vendor || (!is_discrete(device) && is_number(word, 3));
}

/// "Ryzen 7 PRO 7840U" is the same processor, managed; a Threadripper PRO is another.
bool is_ryzens_pro(std::string_view word, const Words& words) {
  return word == "pro" && std::binary_search(words.begin(), words.end(), "ryzen") &&
         !std::binary_search(words.begin(), words.end(), "threadripper");
}

/// Its maker sells the chip with its memory, so that no machine has more than the entry; on other chips the memory is what
/// a board's maker puts there.
bool is_sold_with_memory(const model::Device* device) {
  return model::is_one_of(device->vendor, {"apple", "nvidia", "raspberry-pi"});
}

bool fits(const model::Device& device, double memory_gib) {
  constexpr double kTolerance = 0.12;
  return std::fabs(std::log(device.memory_gib / memory_gib)) < kTolerance;
}

/// A line alone ("RTX"), or an amount of memory, names no product.
bool tells_something(const Words& words) {
  return model::any_of(words, [](const std::string& word) {
    return !is_memory(word) && !is_line(word) && !says_little(word) && !is_number(word, 2);
  });
}

/// "gpu_1x_a100_sxm4": a machine with so many, whose parts are others where the name is not whole: "1x A100 80GB".
bool says_count(std::string_view alias) {
  constexpr std::size_t kMostDigits = 2;  // "290X" is a card
  const Words words = device_words(alias);
  return model::any_of(words, [](const std::string& word) {
    return word.ends_with('x') && is_number(std::string_view(word).substr(0, word.size() - 1), kMostDigits);
  });
}

/// With a word in place of a letter that stands alone behind what it may stand behind, or at the end of that.
std::string with_word_of_letter(std::string_view name,
                                char letter,
                                const std::string& word,
                                bool (*may_stand_behind)(std::string_view text, bool alone)) {
  std::string out, before;
  for (const std::string& one : device_words(name)) {
    const std::string stem = one.substr(0, one.size() - 1);
    const bool has_it = one.ends_with(letter);
    const bool alone = has_it && stem.empty() && may_stand_behind(before, true);
    const bool behind = has_it && may_stand_behind(stem, false);
    out += (out.empty() ? "" : " ") + (alone ? word : behind ? stem + " " + word : one);
    before = one;
  }
  return out;
}

bool is_number_of_four(std::string_view text) { return text.size() == 4 && all_digits(text); }

/// "2070S", "4070 ti s", "4070tis": an S behind the number is Super.
std::string with_super(std::string_view name) {
  return with_word_of_letter(name, 's', "super", [](std::string_view text, bool alone) {
    const auto numbered = [](std::string_view t) {
      return is_number_of_four(t.substr(t.size() - std::min<std::size_t>(t.size(), 4)));
    };
    return numbered(text) ||
           (text.ends_with("ti") && (alone || text.size() == 2 || numbered(text.substr(0, text.size() - 2))));
  });
}

bool is_processors_line(std::string_view word) {
  return model::is_one_of(word, {"i3", "i5", "i7", "i9", "ryzen"});
}

/// "14900KF", "12400F", "i5-8500T", "Ryzen 5 3600X": the K, or the number alone, without a letter that changes clock, watts
/// or graphics. The letters of laptops and of stacked caches stay.
std::string without_processors_letter(std::string_view name) {
  constexpr std::size_t kLeastDigits = 4;
  const Words words = device_words(name);
  const bool has_line = model::any_of(words, is_processors_line);  // "6700S" alone is a Radeon
  std::string out;
  for (const std::string& word : words) {
    const std::size_t digits = std::min(word.find_first_not_of("0123456789"), word.size());
    const std::string_view letters = std::string_view(word).substr(digits);
    const bool k = letters == "kf" || letters == "ks";
    const bool other = letters == "f" || (has_line && model::is_one_of(letters, {"t", "s", "x"}));
    const bool number = digits >= kLeastDigits && (k || other);
    out += (out.empty() ? "" : " ") + (number ? word.substr(0, digits) + (k ? "k" : "") : word);
  }
  return out;
}

/// "i7-7700", "i9-14900T", "Ryzen 9 5900": the one of that number which has the letter. Empty: no processor's line is named.
std::string with_processors_letter(std::string_view name, std::string_view letter) {
  constexpr std::size_t kLeastDigits = 4;
  std::string out;
  bool has_line = false;
  for (const std::string& word : device_words(without_processors_letter(name))) {
    has_line = has_line || is_processors_line(word);
    const bool number = word.size() >= kLeastDigits && all_digits(word);
    out += (out.empty() ? "" : " ") + word + (number ? std::string(letter) : "");
  }
  return has_line ? out : "";
}

/// How near the numbers of two processors of one line are, 0 to 2: their first two digits and the last one tell tier and
/// generation ("Xeon Silver 4214R" is nearer to a Gold 6226R than to an X5690). 0: another line, or no such numbers.
double processors_likeness(const Words& typed, const Words& entry) {
  constexpr std::size_t kDigits = 4;
  constexpr double kWeights[kDigits] = {4, 3, 1, 2}, kLetters = 1, kFarthest = 9, kOtherLetter = 4;
  const auto number_of = [](const Words& words) -> std::string_view {
    const auto found = std::find_if(words.begin(), words.end(), [](const std::string& word) {
      return word.size() >= kDigits && is_digit(word[0]) && is_digit(word[kDigits - 1]) && !is_memory(word) &&
             !says_little(word);
    });
    return found == words.end() ? std::string_view() : *found;
  };
  const bool one_line = model::any_of(typed, [&](const std::string& word) {
    return model::is_one_of(word,
                            {"xeon", "epyc", "ryzen", "threadripper", "i3", "i5", "i7", "i9", "ultra"}) &&
           model::holds(entry, word);
  });
  const std::string_view a = number_of(typed), b = number_of(entry);
  const auto five = [](std::string_view word) { return word.size() > kDigits && is_digit(word[kDigits]); };
  if (!one_line || a.empty() || b.empty() || five(a) != five(b)) {
    return 0;
  }
  double sum = a.substr(kDigits) == b.substr(kDigits) ? kLetters : 0, most = kLetters;
  for (std::size_t i = 0; i < kDigits; ++i) {
    const double apart =
        !is_digit(a[i]) || !is_digit(b[i]) ? (a[i] == b[i] ? 0 : kOtherLetter) : std::abs(a[i] - b[i]);
    sum += kWeights[i] * (1 - apart / kFarthest);
    most += kWeights[i];
  }
  return 2 * sum / most;
}

/// "RTX 409O": an O beside a digit is a zero. Empty: none is.
std::string with_zeros(std::string_view name) {
  std::string out = lower_case(name);
  const auto put_right = [&](std::size_t i, std::size_t beside) {
    if (out[i] == 'o' && is_digit(out[beside])) {
      out[i] = '0';
    }
  };
  for (std::size_t i = 1; i < out.size(); ++i) {
    put_right(i, i - 1);
  }
  for (std::size_t i = out.size(); i-- > 1;) {
    put_right(i - 1, i);
  }
  return out == lower_case(name) ? "" : out;
}

/// "3060m", "RTX 4070 M": an M behind the number of a GeForce is a laptop's. (AMD's and Intel's are products of their own.)
std::string with_laptop(std::string_view name) {
  return with_word_of_letter(name, 'm', "laptop", [](std::string_view text, bool alone) {
    return is_number_of_four(text) || (alone && text == "ti");
  });
}

/// "3070 Max-Q": the laptop's card where no entry has those watts. Empty: it says no Max-Q.
std::string of_max_q(std::string_view name) {
  Words words = device_words(name);
  const auto at = std::find(words.begin(), words.end(), "maxq");
  if (at == words.end()) {
    return {};
  }
  *at = "laptop";
  return fmt::format("{}", fmt::join(words, " "));
}

bool is_nvidias(const model::Device& device) { return device.vendor == "nvidia"; }
bool is_any(const model::Device&) { return true; }
bool is_processor(const model::Device& device) { return device.kind == model::DeviceKind::cpu; }
bool is_intels_processor(const model::Device& device) {
  return is_processor(device) && device.vendor == "intel";
}
bool is_amds_processor(const model::Device& device) { return is_processor(device) && device.vendor == "amd"; }
constexpr std::string_view kSameNumber = "the one with that number";

/// Tells products of one family apart: never left out where an entry has it.
bool tells_apart(std::string_view word) {
  return (has_digit(word) && !is_memory(word)) ||
         model::is_one_of(word,
                          "ti|super|xt|xtx|gre|plus|d|max|pro|ultra|elite|mini|se|sff|maxq|laptop|mobile|"
                          "sxm|pcie|nvl|ada|server");
}

/// The name before what its end begins with; whole where how many there are stands behind.
std::string before(std::string_view name, std::initializer_list<std::string_view> ends) {
  std::size_t size = name.size();
  if (!ends_in_count(name)) {
    const std::string lower = lower_case(name);
    for (const std::string_view end : ends) {
      size = std::min(size, lower.find(end));
    }
  }
  return std::string(trimmed(name.substr(0, size)));
}

/// "AMD Radeon (TM) Pro VII (RADV VEGA20)": without the driver at the end. Empty: none stands there.
std::string before_last_brackets(std::string_view name) {
  const bool ends = name.ends_with(')') && !ends_in_count(name);
  const std::size_t at = ends ? name.rfind(" (") : std::string_view::npos;
  return at == std::string_view::npos ? std::string() : std::string(trimmed(name.substr(0, at)));
}

/// "GRID T4-16Q", "NVIDIA A10-24Q": the card of a virtual machine's profile. Empty: it is none.
std::string without_profile(std::string_view name) {
  const std::size_t dash = name.rfind('-');
  const std::string profile = lower_case(name.substr(std::min(dash, name.size())));
  const bool is_one = profile.size() > 2 && contains("qcab", profile.substr(profile.size() - 1)) &&
                      all_digits(std::string_view(profile).substr(1, profile.size() - 2));
  if (!is_one) {
    return {};
  }
  const std::string_view card = name.substr(0, dash);
  return std::string(lower_case(card).starts_with("grid ") ? card.substr(5) : card);
}

/// "01:00.0 VGA compatible controller: NVIDIA Corporation GA102 [GeForce RTX 3090] (rev a1)": lspci's product. Empty: none.
std::string in_square_brackets(std::string_view name) {
  const std::size_t from = name.rfind('['), to = name.rfind(']');
  return from == std::string_view::npos || to == std::string_view::npos || to < from
             ? std::string()
             : std::string(name.substr(from + 1, to - from - 1));
}

/// "Advanced Micro Devices, Inc. [AMD/ATI] Navi 31 [Radeon RX 7900 XT/7900 XTX]": lspci's chip. Empty: none.
std::string before_square_brackets(std::string_view name) {
  const std::string_view chip = trimmed(name.substr(0, std::min(name.rfind('['), name.size())));
  const std::size_t makers = std::min(chip.rfind(']'), chip.rfind("Corporation"));
  if (chip.size() == name.size()) {
    return {};
  }
  return std::string(
      makers == std::string_view::npos ? chip : chip.substr(std::min(chip.find(' ', makers), chip.size())));
}

/// "GPU 0: NVIDIA GeForce RTX 3090 (UUID: GPU-1d2c)", "CUDA0 (NVIDIA GeForce RTX 4090)", "Device 0: Tesla P40, compute
/// capability 6.1": the number under which a program lists a name ends here. npos: it lists none.
std::size_t end_of_number(std::string_view line) {
  constexpr std::size_t kDigits = 2;
  for (std::size_t at = line.find_first_of(":=("); at != std::string_view::npos;
       at = line.find_first_of(":=(", at + 1)) {
    const std::string_view number = trimmed(line.substr(0, at));
    const std::size_t letters = number.find_last_not_of("0123456789") + 1;
    if (letters > 0 && letters < number.size() && number.size() - letters <= kDigits) {
      return at;
    }
  }
  return std::string_view::npos;
}

/// "RTX 7900 XTX", "GTX 4060": by the number alone. Empty: it has no number that tells a card.
std::string without_line(std::string_view name) {
  constexpr std::size_t kDigits = 4;
  std::string out;
  bool has_line = false, has_number = false;
  for (const std::string& word : device_words(name)) {
    if (model::is_one_of(word, {"rtx", "gtx", "rx", "gt"})) {
      has_line = true;
      continue;
    }
    has_number = has_number || (word.size() == kDigits && all_digits(word) && !word.ends_with("00"));
    has_number = has_number || model::is_one_of(word, {"xt", "xtx", "gre"});
    out += (out.empty() ? "" : " ") + word;
  }
  return has_line && has_number ? out : "";
}

/// The longer ones first: of "ventus 2x" no "2x" is left.
std::vector<Words> phrases_of(const Catalog& catalog, std::string_view kind) {
  std::vector<Words> out;
  for (const NameWords& row : catalog.data().name_words) {
    for (const std::string_view phrase : split_at(row.words, '|')) {
      if (row.kind == kind) {
        out.push_back(plain_words(phrase));
      }
    }
  }
  std::stable_sort(
      out.begin(), out.end(), [](const Words& a, const Words& b) { return a.size() > b.size(); });
  return out;
}

}  // namespace

DeviceNames::DeviceNames(const Catalog& catalog)
    : catalog_(catalog),
      board_phrases_(phrases_of(catalog, "board")),
      laptop_phrases_(phrases_of(catalog, "laptop")),
      machine_phrases_(phrases_of(catalog, "machine")) {
  for (const model::Device& device : catalog.devices()) {
    if (device.kind != model::DeviceKind::storage) {
      with_word_.try_emplace(std::string(device.vendor));  // one word: "rockchip" is no "rock"
      add(device.slug, catalog.find_device(device.slug), nullptr, true);
      add(device.name, catalog.find_device(device.slug), nullptr, true);
    }
  }
  for (const Alias& alias : catalog.aliases()) {
    const model::Device* device = alias.kind == "device" ? catalog.find_device(alias.canonical) : nullptr;
    if (device != nullptr && !alias.alias.starts_with("host: ") && !(alias.power_limit_w > 0) &&
        !(alias.count > 1) && !says_count(alias.alias)) {
      add(alias.alias, device, nullptr);
    }
  }
  for (const SharedName& shared : catalog.data().shared_names) {
    if (shared.kind == "device" && catalog.find_device(shared.usual) != nullptr) {
      add(shared.name, nullptr, &shared);
    }
  }
}

std::string DeviceNames::without_boards_words(std::string_view name) const {
  std::string out = without_phrases(name, board_phrases_);
  constexpr std::string_view kCooler = " dual ";  // "Palit RTX 4060 Ti Dual 16GB": a partner's, with two fans
  const std::size_t at = out.find(kCooler);
  if (at != std::string::npos && out.size() < fmt::format("{}", fmt::join(plain_words(name), " ")).size()) {
    out.erase(at, kCooler.size() - 1);
  }
  return out;
}

/// "Cerebras": no maker of several is a device.
NameMatch DeviceNames::only_one_of_maker(std::string_view typed) const {
  const std::string maker = lower_case(trimmed(typed));
  NameMatch out;
  for (const model::Device& device : catalog_.devices()) {
    if (device.vendor != maker || device.kind == model::DeviceKind::storage) {
      continue;
    }
    if (!out.slug.empty()) {
      return {};
    }
    out.slug = device.slug;
    out.note = "the only one of its maker";
  }
  return out;
}

/// "Mac mini", "MacBook Pro 16 inch 64GB": the chips that it is sold with; none: its chip is named, or it is another.
NameMatch DeviceNames::in_machine(std::string_view typed, double memory_gib) const {
  Words machine, memory;
  for (const std::string& word : plain_words(typed)) {
    const Words plain = device_words(machine.empty() ? word : machine.back() + " " + word);
    if (!machine.empty() && model::is_one_of(word, {"gb", "gib", "gig", "gigs"}) && !plain.empty() &&
        is_memory(plain.back())) {
      memory = {plain.back()};
      machine.pop_back();
    } else if (const Words one = device_words(word); one.size() == 1 && is_memory(one.front())) {
      memory = one;
    } else if (!model::is_one_of(word, {"apple", "inch", "ram", "unified", "memory"})) {
      machine.push_back(word);
    }
  }
  if (machine.size() > 1 && model::is_one_of(machine.back(), {"13", "14", "15", "16", "24"})) {  // inches
    machine.pop_back();
  }
  for (const SharedName& shared : catalog_.data().shared_names) {
    if (shared.kind == "machine" && plain_words(shared.name) == machine) {
      NameMatch out = chosen({{}, &shared}, memory, memory_gib);
      out.note = out.slug.empty() ? out.note : fmt::format("the only chip of a {} with so much", shared.name);
      return out;
    }
  }
  return {};
}

/// The name in a line that numbers it, unless what stands before the number is of a device too: "P40: ...".
std::string DeviceNames::under_number(std::string_view line) const {
  const std::size_t at = end_of_number(line);
  if (at == std::string_view::npos || !by_words(known_words(line.substr(0, at))).devices.empty()) {
    return {};
  }
  std::string_view name = line.substr(at + 1);
  for (const std::string_view end : {", ", " | ", " (UUID"}) {
    name = name.substr(0, std::min(name.find(end), name.size()));
  }
  if (line[at] == '(' && name.ends_with(')')) {
    name.remove_suffix(1);
  }
  return std::string(trimmed(name));
}

/// Words that hold no number, belong to no device and are long enough to mean something: a colour, a cooler, an
/// adjective. None where one names another generation than the device's.
DeviceNames::Apart DeviceNames::unknown_words_apart(std::string_view typed) const {
  constexpr std::size_t kLeastLetters = 4;
  Apart out;
  for (const std::string_view written : split_at(typed, ' ')) {
    const Words words = plain_words(written);
    const bool unknown = !words.empty() && model::all_of(words, [&](const std::string& word) {
      return word.size() >= kLeastLetters && !has_digit(word) && !is_known(word) && !is_line(word) &&
             number_word(word) == 0;
    });
    std::string& side = unknown ? out.words : out.rest;
    side += (side.empty() || written.empty() ? "" : " ") + std::string(written);
  }
  return out;
}

bool DeviceNames::may_be_called(std::string_view words, const model::Device& device) const {
  if (!is_discrete(device) && !is_processor(device)) {
    return false;
  }
  const Words said = plain_words(words);
  return model::all_of(said, [&](const std::string& word) {
    const auto has = [&](const model::Device& d) {
      const Words generation = plain_words(fmt::format("{} {}", d.arch, d.generation));
      return model::holds(generation, word);
    };
    return has(device) || model::none_of(catalog_.devices(), has);
  });
}

/// "HP Z440 2x 3060", "7840U Framework 13": without the machine, and up to four words of its own behind it.
std::vector<DeviceNames::Apart> DeviceNames::machines_apart(std::string_view typed) const {
  constexpr std::size_t kMostWords = 24, kMostOwn = 4;
  Words shown, words;
  for (const std::string_view written : split_at(typed, ' ')) {
    if (!written.empty()) {
      shown.emplace_back(written);
      const Words plain = plain_words(written);
      words.push_back(fmt::format("{}", fmt::join(plain, "-")));
    }
  }
  const auto phrase_at = [&](std::size_t at) {  // how many words it has; 0: none stands there
    for (const Words& phrase : machine_phrases_) {
      if (at + phrase.size() <= words.size() &&
          std::equal(phrase.begin(), phrase.end(), words.begin() + static_cast<std::ptrdiff_t>(at))) {
        return phrase.size();
      }
    }
    return std::size_t{0};
  };
  std::size_t first = 0;
  while (first < words.size() && phrase_at(first) == 0) {
    ++first;
  }
  if (first == words.size() || words.size() > kMostWords) {
    return {};
  }
  std::size_t last = first;
  while (phrase_at(last) > 0) {
    last += phrase_at(last);
  }
  for (std::size_t at = last; at < words.size(); ++at) {
    if (phrase_at(at) > 0) {
      return {};
    }
  }
  const auto joins = [&](std::size_t at) {
    return model::is_one_of(words[at],
                            {"", "in", "inside", "on", "a", "an", "my", "with", "w", "and", "from", "the"});
  };
  std::size_t front = first;
  while (front > 0 && joins(front - 1)) {
    --front;
  }
  std::vector<Apart> out;
  const bool numbered = last < words.size() && is_number(words[last], 2);  // "NUC 12"
  for (std::size_t own = numbered ? 1 : 0; own <= kMostOwn && last + own <= words.size(); ++own) {
    const std::size_t next = last + own;
    if (own > 0 &&
        (is_memory(words[next - 1]) || begins_count(words[next - 1]) || number_word(words[next - 1]) > 0)) {
      break;
    }
    std::size_t back = next;
    while (back < words.size() && joins(back)) {
      ++back;
    }
    Words rest(shown.begin(), shown.begin() + static_cast<std::ptrdiff_t>(front));
    rest.insert(rest.end(), shown.begin() + static_cast<std::ptrdiff_t>(back), shown.end());
    if (rest.empty()) {
      break;
    }
    std::string name = fmt::format("{}", fmt::join(rest, " "));
    if (name.starts_with('(') && name.ends_with(')')) {
      name = name.substr(1, name.size() - 2);
    }
    const std::string machine = fmt::format("{}",
                                            fmt::join(shown.begin() + static_cast<std::ptrdiff_t>(first),
                                                      shown.begin() + static_cast<std::ptrdiff_t>(next),
                                                      " "));
    const bool laptop =  // which a Max-Q is without a word
        of_max_q(name).empty() &&
        std::any_of(words.begin() + static_cast<std::ptrdiff_t>(first),
                    words.begin() + static_cast<std::ptrdiff_t>(next),
                    [&](const std::string& word) { return model::holds(laptop_phrases_, Words{word}); });
    for (const bool as_laptop : {laptop, !laptop}) {
      if (!as_laptop || !name.ends_with(')')) {  // brackets tell the card: "TITAN X (Pascal)"
        out.push_back({as_laptop ? name + " laptop" : name, machine});
      }
    }
  }
  return out;
}

/// "Razer Blade 16 4090", "Zephyrus G14 4060": the card of a laptop that is named by its line and size. Empty: none is.
std::string DeviceNames::in_laptop(std::string_view name) const {
  const Words words = device_words(name);
  const auto is_size = [](std::string_view word) {  // "16", "g14", "7i"
    constexpr double kLeast = 5, kMost = 18;
    const std::string_view digits = word.substr(word.empty() || is_digit(word[0]) ? 0 : 1);
    const double size =
        parse_number(digits.ends_with('i') ? digits.substr(0, digits.size() - 1) : digits).value_or(0);
    return size >= kLeast && size <= kMost;
  };
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const auto is_trim = [&](std::size_t at) {
      return at < words.size() && model::is_one_of(words[at], {"pro", "slim"});
    };
    const std::size_t size_at = i + (is_trim(i + 1) ? 2 : 1);
    const bool laptops = model::holds(laptop_phrases_, Words{words[i]});
    if (laptops && size_at < words.size() && is_size(words[size_at])) {
      const std::size_t behind = size_at + (is_trim(size_at + 1) ? 2 : 1);
      Words card(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(i));
      card.insert(card.end(), words.begin() + static_cast<std::ptrdiff_t>(behind), words.end());
      return without_boards_words(fmt::format("{} laptop", fmt::join(card, " ")));
    }
  }
  return "";
}

void DeviceNames::add(std::string_view text,
                      const model::Device* device,
                      const SharedName* shared,
                      bool own) {
  Words words = sorted(device_words(text));
  if (words.empty()) {
    return;
  }
  for (const std::string& word : words) {
    with_word_[word].push_back(spellings_.size());
  }
  spellings_.push_back({device, shared, own, std::move(words)});
}

bool DeviceNames::is_known(std::string_view word) const {
  return is_memory(word) || says_little(word) || with_word_.find(word) != with_word_.end();
}

/// "rtx4090ti" as "rtx", "4090", "ti": into as few known words as it takes, never between two digits.
bool DeviceNames::split(std::string_view word, Words& out) const {
  constexpr std::size_t kLongest = 40, kMostParts = 4;
  if (word.size() > kLongest || out.size() >= kMostParts) {
    return false;
  }
  const Words plain = device_words(word);
  const bool makers = plain.empty() && word.size() > 3;  // "RADEON780M"
  if (is_known(word) || makers || (plain.size() == 1 && is_known(plain[0]))) {
    out.emplace_back(word);
    return true;
  }
  for (std::size_t end = word.size() - 1; end > 0; --end) {
    const bool in_number = is_digit(word[end - 1]) && is_digit(word[end]);
    const std::string_view first = word.substr(0, end);
    const bool known = is_known(first) || (first.size() > 3 && device_words(first).empty());
    if (in_number || first.size() < 2 || !known) {
      continue;
    }
    const std::size_t before = out.size();
    out.emplace_back(first);
    if (split(word.substr(end), out)) {
      return true;
    }
    out.resize(before);
  }
  return false;
}

Words DeviceNames::words_within(std::string_view word) const {
  Words parts, out;
  if (is_known(word) || !split(word, parts)) {
    return {std::string(word)};
  }
  for (const std::string& part : parts) {
    const Words plain = device_words(part);
    out.insert(out.end(), plain.begin(), plain.end());
  }
  return out;
}

Words DeviceNames::known_words(std::string_view name) const {
  Words out;
  for (const std::string& word : device_words(name)) {
    const Words parts = words_within(word);
    out.insert(out.end(), parts.begin(), parts.end());
  }
  return sorted(std::move(out));
}

/// "H 100", "GB 10", "m 4 max": neighbours that are one word of the catalog.
Words DeviceNames::joined_words(std::string_view name) const {
  const Words words = device_words(name);
  Words out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i + 1 < words.size() && with_word_.find(words[i] + words[i + 1]) != with_word_.end()) {
      out.push_back(words[i] + words[i + 1]);
      ++i;
    } else {
      out.push_back(words[i]);
    }
  }
  return sorted(std::move(out));
}

/// The same words; else a name that several share; else all words of an entry, and beside them what says little; else
/// an entry that has all words, and beside them only what a name may lack. Several: they differ in what it lacks.
DeviceNames::Found DeviceNames::by_words(const Words& typed, bool parts_only) const {
  if (!tells_something(typed)) {
    return {};
  }
  std::set<std::size_t> related;  // have a word in common
  for (const std::string& word : typed) {
    if (const auto found = with_word_.find(word); found != with_word_.end()) {
      related.insert(found->second.begin(), found->second.end());
    }
  }
  constexpr int kEqual = 0, kLineLeftOut = 1, kShared = 2, kAlias = 3, kSharedAdded = 4, kAdded = 5,
                kLacking = 100;
  int best = std::numeric_limits<int>::max();
  std::size_t most = 0;
  Found out;
  const auto offer = [&](int rank, const Spelling& s, std::size_t size) {
    if (rank > best || (rank == best && size < most)) {
      return;
    }
    if (rank < best || size > most) {
      out = {};
    }
    best = rank;
    most = size;
    out.shared = s.shared;
    if (s.device != nullptr && !model::holds(out.devices, s.device)) {
      out.devices.push_back(s.device);
    }
  };
  for (const std::size_t index : related) {
    const Spelling& s = spellings_[index];
    if (parts_only && s.device != nullptr && s.device->kind == model::DeviceKind::system) {
      continue;
    }
    const std::vector<std::string_view> more = without(typed, s.words);
    if (s.shared != nullptr) {
      const std::vector<std::string_view> missing = without(s.words, typed);
      const model::Device* usual = catalog_.find_device(s.shared->usual);
      const bool in_line = std::binary_search(missing.begin(), missing.end(), "ryzen");  // "Ryzen 7" in front
      const bool line_only = model::all_of(missing, [&](const auto& w) {
        return left_out(w, *usual) == std::optional(0) || (in_line && (is_number(w, 1) || w == "ai"));
      });
      const bool same = model::all_of(
          more, [&](const auto& w) { return is_memory(w) || says_little(w) || is_ryzens_pro(w, s.words); });
      if (line_only && same) {
        offer(more.empty() ? kShared : kSharedAdded, s, s.words.size());
      }
      continue;
    }
    const bool addable = model::all_of(
        more, [&](const auto& w) { return may_be_added(w, *s.device) || is_ryzens_pro(w, s.words); });
    if (!addable || more.size() >= typed.size()) {
      continue;
    }
    const std::vector<std::string_view> missing = without(s.words, typed);
    if (missing.empty()) {
      const bool equal = model::all_of(more, is_memory);
      offer(!equal ? kAdded : s.own ? kEqual : kAlias, s, equal ? 0 : s.words.size());
      continue;
    }
    const auto is_count = [](const auto& w) { return is_number(w, 3); };
    int lacking = 0;
    bool another = model::any_of(more, is_count) &&  // another number is another product
                   model::any_of(missing, is_count);
    for (const std::string_view word : missing) {
      const auto weight = left_out(word, *s.device);
      another = another || !weight;
      lacking += weight.value_or(0);
    }
    if (!another) {
      offer(lacking == 0 && s.own ? kLineLeftOut : kLacking + lacking, s, 0);
    }
  }
  return out;
}

const SharedName* DeviceNames::shared_by(std::span<const model::Device* const> devices) const {
  for (const SharedName& shared : catalog_.data().shared_names) {
    const bool all = shared.kind == "device" && model::all_of(devices, [&](const model::Device* d) {
                       return is_listed(shared.candidates, d->slug);
                     });
    if (all) {
      return &shared;
    }
  }
  return nullptr;
}

NameMatch DeviceNames::chosen(const Found& found, const Words& typed, double memory_gib) const {
  std::vector<const model::Device*> devices = found.devices;
  const SharedName* shared = found.shared;
  if (shared != nullptr) {
    devices.clear();
    for (const std::string_view slug : split_at(shared->candidates, '|')) {
      if (const model::Device* device = catalog_.find_device(slug)) {
        devices.push_back(device);
      }
    }
  } else if (devices.size() > 1) {
    shared = shared_by(devices);
  }
  NameMatch out;
  std::vector<const model::Device*> possible;
  for (std::size_t i = devices.size(); i-- > 1;) {  // two entries of one product
    const auto same = [&](const auto* d) { return d->name == devices[i]->name; };
    if (std::any_of(devices.begin(), devices.begin() + static_cast<std::ptrdiff_t>(i), same)) {
      devices.erase(devices.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }
  const auto keep = [&](double gib) {
    std::copy_if(devices.begin(), devices.end(), std::back_inserter(possible), [&](const model::Device* d) {
      return !is_discrete(*d) || fits(*d, gib);
    });
  };
  const auto said = std::find_if(typed.begin(), typed.end(), is_memory);
  const double gib = said != typed.end() ? memory_gib_of(*said) : memory_gib;
  if (gib > 0 && (devices.size() > 1 || said != typed.end())) {
    keep(gib);
    if (possible.empty()) {  // none of them has that much: not to be told
      for (const model::Device* device : devices) {
        out.candidates.emplace_back(device->slug);
      }
      return out;
    }
    if (devices.size() > 1 && possible.size() == 1) {
      out.note = fmt::format("told by its {:.4g} GiB", gib);
    }
    devices = possible;
    const auto too_small = [&](const model::Device* d) { return !is_discrete(*d) && d->memory_gib < gib; };
    if (!model::all_of(devices, too_small)) {
      std::erase_if(devices, too_small);
    } else if (model::all_of(devices, is_sold_with_memory)) {
      const auto most = std::max_element(devices.begin(), devices.end(), [](const auto* a, const auto* b) {
        return a->memory_gib < b->memory_gib;
      });
      out.candidates = {std::string((*most)->slug)};
      out.note = fmt::format("{} is sold with {:.4g} GB at most", (*most)->slug, (*most)->memory_gib);
      return out;
    }
  }
  for (const model::Device* device : devices) {
    out.candidates.emplace_back(device->slug);
  }
  if (devices.size() == 1) {
    out.slug = devices.front()->slug;
  } else if (shared != nullptr && model::holds(out.candidates, shared->usual)) {
    out.slug = shared->usual;
    out.note = "the usual one";
  } else if (shared != nullptr && shared->kind != "machine" && !devices.empty() &&
             model::none_of(devices, [](const auto* d) {
               return is_discrete(*d);
             })) {  // "Pi 5 16GB": a machine of which the usual one has less memory
    out.slug = devices.front()->slug;
    out.note = "the usual one with so much memory";
  }
  return out;
}

std::optional<NameMatch> DeviceNames::by_alias(std::string_view name) const {
  const Alias* alias = catalog_.alias("device", name);
  if (alias == nullptr) {
    return std::nullopt;
  }
  NameMatch out{std::string(alias->canonical), {}, "", alias->exactness == Exactness::exact};
  if (!out.exact) {
    out.note = "the nearest known" + (alias->note.empty() ? "" : ": " + std::string(alias->note));
  }
  if (alias->count > 1) {
    out.count = alias->count;
    out.exact = false;
    out.note = fmt::format(
        "{:.0f} of them{}{}", alias->count, alias->note.empty() ? "" : ": ", std::string(alias->note));
  }
  return out;
}

std::optional<NameMatch> DeviceNames::as_read(const Reading& reading, double memory_gib) const {
  const auto accepted = [&](NameMatch match) -> std::optional<NameMatch> {
    const model::Device* device = catalog_.find_device(match.slug);
    if (device != nullptr && !reading.may_be(*device)) {
      return std::nullopt;
    }
    match.exact = false;
    if (!reading.note.empty()) {
      match.say_first(reading.note);
    }
    return match;
  };
  if (const auto alias = by_alias(reading.name)) {
    return accepted(*alias);
  }
  if (const model::Device* known = catalog_.find_device(reading.name)) {
    return accepted({std::string(known->slug), {}, ""});
  }
  for (const Words& words : {known_words(reading.name), joined_words(reading.name)}) {
    const Found found = by_words(words);
    if (found.shared != nullptr || !found.devices.empty()) {
      return accepted(chosen(found, words, memory_gib));
    }
  }
  return std::nullopt;
}

/// "7900": a number that cards have too, without the line of a processor. Where a card's maker, seller or memory is said it is
/// one of those.
NameMatch DeviceNames::or_cards(NameMatch processor, std::string_view typed, double memory_gib) const {
  constexpr std::size_t kDigits = 4;
  const model::Device* found = catalog_.find_device(processor.slug);
  const Words words = device_words(typed);
  const auto number =
      std::find_if(words.begin(), words.end(), [](const std::string& w) { return is_number(w, kDigits); });
  if (found == nullptr || !is_processor(*found) || number == words.end() || number->size() < kDigits) {
    return processor;
  }
  const Words plain = plain_words(typed);
  const auto says = [&](const char* some) {
    return model::any_of(plain, [&](const std::string& word) { return model::is_one_of(word, some); });
  };
  const bool line = says("ryzen|threadripper|epyc|xeon|core|ultra|cpu|processor|r3|r5|r7|r9|i3|i5|i7|i9");
  const auto with_number = with_word_.find(*number);
  if (line || with_number == with_word_.end()) {
    return processor;
  }
  const auto memory = std::find_if(words.begin(), words.end(), is_memory);
  const double gib = memory != words.end() ? memory_gib_of(*memory) : memory_gib;
  Words cards;
  for (const std::size_t at : with_number->second) {
    const model::Device* card = spellings_[at].device;
    if (card != nullptr && card->kind == model::DeviceKind::gpu && !(gib > 0 && !fits(*card, gib))) {
      cards.emplace_back(card->slug);
    }
  }
  cards = sorted(std::move(cards));
  if (cards.empty()) {
    return processor;
  }
  const bool seller = device_words(without_boards_words(typed)).size() < words.size();
  if (!says("radeon|geforce|gpu|graphics|card|vram|rocm|vulkan|cuda") && !seller && memory == words.end()) {
    cards.insert(cards.begin(), std::string(found->slug));
  }
  NameMatch out;
  out.slug = cards.size() == 1 ? cards.front() : "";
  out.candidates = std::move(cards);
  return out;
}

NameMatch DeviceNames::find(std::string_view typed, double memory_gib) const {
  return or_cards(read(typed, memory_gib), typed, memory_gib);
}

NameMatch DeviceNames::read(std::string_view typed, double memory_gib) const {
  constexpr std::size_t kLongestName = 200;
  if (typed.size() > kLongestName) {
    return {};
  }
  if (const model::Device* known = catalog_.find_device(typed)) {
    return {std::string(known->slug), {}, "", true};
  }
  if (const auto alias = by_alias(typed)) {
    return *alias;
  }
  if (NameMatch machine = in_machine(typed, memory_gib); !machine.candidates.empty()) {
    return machine;
  }
  const std::string card = without_boards_words(typed);
  for (const Reading& reading :
       {Reading{std::string(typed), "", is_any},
        {in_square_brackets(typed), "", is_any},
        {before_square_brackets(typed), "", is_any},
        {before(typed, {" ("}), "", is_any},
        {before_last_brackets(typed), "", is_any},
        {contains(lower_case(typed), "max-q") ? "" : before(typed, {" w/ ", " with "}), "", is_any},
        {without_profile(typed), "the card of that virtual one", is_nvidias},
        {in_laptop(typed), "that machine is a laptop", is_discrete},
        {card, "", is_discrete},
        {with_super(card), kItsSIsSuper, is_discrete},
        {without_processors_letter(typed), kSameNumber, is_processor},
        {with_processors_letter(typed, "k"), kSameNumber, is_intels_processor},
        {with_processors_letter(typed, "x"), kSameNumber, is_amds_processor},
        {with_laptop(card), "its M is a laptop's", is_nvidias},
        {of_max_q(card), "Max-Q is a laptop's", is_nvidias},
        {before(typed, {" rev "}), "", is_any},
        {with_zeros(card), "its O is a zero", is_any},
        {singular(card), "", is_any},
        {without_line(card), "the card with that number", is_discrete}}) {
    if (reading.name.empty()) {
      continue;
    }
    if (auto found = as_read(reading, memory_gib)) {
      return *found;
    }
  }
  if (const std::string name = under_number(typed); !name.empty()) {
    if (NameMatch found = find(name, memory_gib); !found.slug.empty()) {
      found.exact = false;
      return found;
    }
  }
  // "RX 7900": three cards, each of which has a word more.
  NameMatch family;
  const Words words = known_words(typed);
  const bool long_enough =
      model::any_of(words, [](const std::string& word) { return word.size() > 2; });  // "g4" tells nothing
  const bool telling = tells_something(words) && long_enough;
  bool lacks_plain_words = false;
  for (const Spelling& s : spellings_) {
    const bool member = s.device != nullptr && telling &&
                        std::includes(s.words.begin(), s.words.end(), words.begin(), words.end());
    if (!member) {
      continue;
    }
    if (!model::holds(family.candidates, s.device->slug)) {
      family.candidates.emplace_back(s.device->slug);
    }
    const std::vector<std::string_view> missing = without(s.words, words);
    lacks_plain_words = lacks_plain_words || model::none_of(missing, tells_apart);
  }
  if (family.candidates.size() == 1 && lacks_plain_words) {
    family.slug = family.candidates.front();
    family.note = "the only one with these words";
    family.lacks_words = true;
  }
  return family.candidates.size() > 1 || !family.slug.empty() ? family : only_one_of_maker(typed);
}

NameMatch DeviceNames::find_part(std::string_view typed, double memory_gib) const {
  const Words words = known_words(typed);
  return chosen(by_words(words, true), words, memory_gib);
}

std::vector<std::string> DeviceNames::one_letter_off(std::string_view typed) const {
  constexpr std::size_t kLongestName = 200;
  WordSet known;
  for (const model::Device& device : catalog_.devices()) {
    add_letter_words(device.slug, known);
    add_letter_words(device.name, known);
  }
  for (const Alias& alias : catalog_.aliases()) {
    if (alias.kind == "device") {
      add_letter_words(alias.alias, known);
    }
  }
  const std::string name(typed.substr(0, kLongestName));
  std::vector<std::string> out;
  for (const auto& [from, size] : letter_runs(name)) {
    const std::string word = lower_case(std::string_view(name).substr(from, size));
    if (known.find(word) != known.end() || says_little(word)) {
      continue;
    }
    for (const std::string& right : known) {
      if (is_mistyped(word, right)) {
        out.push_back(std::string(name).replace(from, size, right));
      }
    }
  }
  return out;
}

std::vector<std::string> DeviceNames::nearest(std::string_view typed, std::size_t n) const {
  return nearest_of(typed, n, {});
}

std::vector<std::string> DeviceNames::nearest_of(std::string_view typed,
                                                 std::size_t n,
                                                 std::span<const std::string_view> slugs) const {
  std::string name = lower_case(typed.substr(0, 200));
  if (const std::string card = without_boards_words(name); !card.empty()) {
    name = card;
  }
  const Words words = known_words(name);
  constexpr double kNumberWeight = 2;
  std::vector<Likeness> all;
  for (const Spelling& s : spellings_) {
    const bool offered = slugs.empty() || (s.device != nullptr && model::holds(slugs, s.device->slug));
    if (s.device != nullptr && offered) {
      const bool vendors = s.device->vendor.size() > 2 && contains(name, s.device->vendor);
      const double number =
          s.device->kind == model::DeviceKind::cpu ? processors_likeness(words, s.words) : 0;
      all.push_back(
          {word_likeness(words, s.words, kNumberWeight) + (vendors ? 1 : 0) + number, s.device->slug});
    }
  }
  return most_alike(name, all, n);
}

}  // namespace tokroof::catalog
