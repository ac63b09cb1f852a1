#include "catalog/name_resolver.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalog/device_remarks.hpp"
#include "catalog/device_words.hpp"
#include "catalog/drives.hpp"
#include "catalog/host.hpp"
#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/quant_text.hpp"
#include "catalog/remembered.hpp"
#include "catalog/text.hpp"
#include "model/names.hpp"
#include "model/rates.hpp"

namespace tokroof::catalog {
namespace {

constexpr std::size_t kMostShown = 8;
constexpr double kLeastMacGib = 24;  // a smaller number may be cores, or inches

/// "×" as a letter.
std::string with_plain_times(std::string_view text) {
  std::string out(text);
  replace_all(out, "\xC3\x97", "x");
  return out;
}

bool all_found(const std::vector<NamedDevices>& devices) {
  return model::all_of(devices, [](const NamedDevices& d) { return !d.match.slug.empty(); });
}

[[noreturn]] void not_found(const char* what,
                            std::string_view typed,
                            const NameMatch& match,
                            const std::vector<std::string>& shown,
                            std::vector<std::string> nearest,
                            const std::string& where) {
  if (match.candidates.size() > 1) {
    const std::size_t n = std::min(shown.size(), kMostShown);
    const std::string more = shown.size() > n ? fmt::format(", and {} more", shown.size() - n) : "";
    throw InputError(
        "unknown-name",
        fmt::format("'{}' is one of: {}{}",
                    typed,
                    fmt::join(shown.begin(), shown.begin() + static_cast<std::ptrdiff_t>(n), ", "),
                    more),
        where,
        {match.candidates.begin(), match.candidates.begin() + static_cast<std::ptrdiff_t>(n)});
  }
  throw InputError("unknown-name", fmt::format("unknown {} '{}'", what, typed), where, std::move(nearest));
}

}  // namespace

const DeviceNames& NameResolver::device_names() const {
  std::call_once(devices_once_, [&]() { devices_.emplace(catalog_); });
  return *devices_;
}

const ModelNames& NameResolver::model_names() const {
  std::call_once(models_once_, [&]() { models_.emplace(catalog_); });
  return *models_;
}

NameMatch NameResolver::device(std::string_view typed, double memory_gib) const {
  NameMatch out;
  if (names_host_memory(typed)) {
    return out;
  }
  const model::Device* device = catalog_.find_device(typed);
  if (device != nullptr) {
    out = {std::string(device->slug), {}, "", true};
    if (device->kind == model::DeviceKind::cpu && device->slug != typed) {
      offer_graphics(out, typed);
    }
  } else {
    if (out = with_unit_behind(typed, memory_gib, false); !out.slug.empty()) {
      return out;
    }
    out = device_names().find(typed, memory_gib);
    if (out.slug.empty() && out.candidates.empty()) {
      out = with_memory_behind(typed, memory_gib);
      if (!out.slug.empty()) {
        return out;
      }
    }
    device = catalog_.find_device(out.slug);
    if (device != nullptr && device->kind == model::DeviceKind::cpu) {
      offer_graphics(out, typed);
    }
  }
  const bool processor = device != nullptr && device->kind == model::DeviceKind::cpu;
  if (processor || (device != nullptr && model::unified_memory(*device))) {
    for (const std::string& word : device_words(typed)) {
      if (memory_gib_of(word) > 0 && memory_gib_of(word) != device->memory_gib) {
        out.installed_gib = memory_gib_of(word);
        if (device->slug.ends_with("gb")) {  // another than its own name says
          out.say(fmt::format("with {:g} GB", out.installed_gib));
        }
      }
      const double channels = channels_of(word);
      if (processor && channels > 0 && channels != device->memory_channels &&
          catalog_.alias("device", typed) == nullptr) {
        out.installed_channels = channels;
      }
    }
  }
  return out;
}

/// "Ryzen 9 7950X 64GB DDR5-6000": a processor, and what stands in its slots.
NameMatch NameResolver::with_memory_behind(std::string_view typed, double memory_gib) const {
  if (!contains(lower_case(typed), "ddr")) {
    return {};
  }
  for (std::size_t at = typed.find(' '); at != std::string_view::npos; at = typed.find(' ', at + 1)) {
    const auto memory = parse_host_memory(trimmed(typed.substr(at)));
    NameMatch out = memory ? device(trimmed(typed.substr(0, at)), memory_gib) : NameMatch{};
    const model::Device* processor = catalog_.find_device(out.slug);
    if (processor == nullptr || processor->kind != model::DeviceKind::cpu) {
      continue;
    }
    const auto stated = [](double number) { return number > 0 ? number : model::kUnknown; };
    out.exact = false;
    out.installed_gib = stated(memory->gib);
    out.installed_mts = memory->mts;
    out.installed_channels = stated(memory->channels);
    return out;
  }
  return {};
}

/// "M2 Ultra 192": behind a chip of Apple's a number that no chip has of cores is memory. `of_cards`: "A100-80", "4060 Ti 16",
/// behind a card the one that it has; where a text goes on, its unit may follow.
NameMatch NameResolver::with_unit_behind(std::string_view typed, double memory_gib, bool of_cards) const {
  const std::size_t at = typed.find_last_of(" -") + 1;  // 0: neither
  const std::string_view number = typed.substr(at);
  if (at == 0 ||
      !model::is_one_of(number, {"6",  "8",  "10", "11", "12",  "16",  "20",  "24",  "32",  "36",  "40", "48",
                                 "64", "80", "94", "96", "128", "141", "180", "192", "256", "288", "512"})) {
    return {};
  }
  NameMatch out = device(fmt::format("{} {}GB", typed.substr(0, at - 1), number), memory_gib);
  const model::Device* chip = catalog_.find_device(out.slug);
  const double value = parse_number(number).value_or(0);
  const auto is_cores = [&](const std::string& slug) { return catalog_.find_device(slug)->cores == value; };
  const auto is_its_own = [&](const model::Device& d) {
    constexpr double kRounding = 0.06;  // what a driver keeps, GB or GiB
    return is_card(out) && std::fabs(d.memory_gib / value - 1) < kRounding;
  };
  if (chip == nullptr || catalog_.alias("device", typed) != nullptr ||
      !(of_cards ? is_its_own(*chip) : chip->vendor == "apple" && value >= kLeastMacGib) ||
      is_cores(out.slug) || model::any_of(out.candidates, is_cores)) {
    return {};
  }
  out.exact = false;
  out.say("its number is memory in GB");
  return out;
}

/// A processor may be meant for its graphics: said, unless it is named by its slug. "7840HS iGPU" is those.
void NameResolver::offer_graphics(NameMatch& processor, std::string_view typed) const {
  for (const SharedName& shared : catalog_.data().shared_names) {
    if (shared.kind != "device" || shared.usual != processor.slug) {
      continue;
    }
    processor = usual_one(shared);
    processor.note = "the processor";
    const std::vector<std::string> words = plain_words(typed);
    const auto graphics = std::find_if(processor.candidates.begin(),
                                       processor.candidates.end(),
                                       [&](const std::string& slug) { return slug != shared.usual; });
    if (model::holds(words, "igpu") && graphics != processor.candidates.end()) {
      processor.slug = *graphics;
      processor.note = "its graphics";
    }
    return;
  }
  const std::vector<std::string> words = plain_words(typed);
  if (model::any_of(words, [](const auto& word) { return model::is_one_of(word, {"igpu", "vega"}); })) {
    processor.exact = false;
    processor.leaves_words = true;
    processor.note = "the processor: its graphics are not in the catalog";
  }
}

constexpr std::size_t kMostParts = 64;

/// Whether a separator stands between devices, as in "rtx-3090+rtx-4090" and "3090+3090", and not in a name
/// ("Ryzen AI Max+ 395").
bool NameResolver::joins_devices(std::string_view plain,
                                 std::string_view separator,
                                 double memory_gib) const {
  const auto parts = trimmed_parts(plain, separator);
  const auto stands_alone = [&](std::string_view part) {
    const NameMatch match = device(part, memory_gib);
    return match.exact || is_card(match) || (!match.slug.empty() && part == parts.front());
  };
  return parts.size() > 1 && parts.size() <= kMostParts && model::all_of(parts, stands_alone);
}

bool NameResolver::is_card(const NameMatch& match) const {
  const model::Device* device = catalog_.find_device(match.slug);
  return device != nullptr &&
         (device->kind == model::DeviceKind::gpu || device->kind == model::DeviceKind::accelerator);
}

/// "2x3090", "dual 3090s", "2 3090s"; count 0: no number stands there, or what it counts is no device.
NamedDevices NameResolver::counted(std::string_view typed, double memory_gib) const {
  enum class Way { said, bare, of_cards };
  for (const Way way : {Way::said, Way::of_cards, Way::bare}) {
    std::string_view name = typed;
    bool in_words = false;
    const double count = way == Way::bare       ? take_bare_count(name)
                         : way == Way::of_cards ? take_count_of_cards(name)
                                                : take_count(name, in_words);
    if (count == 0) {
      continue;
    }
    NameMatch one = device(name, memory_gib);  // an S may be the name's own: "2x L40S"
    double watts = model::kUnknown;
    if (one.slug.empty() && one.candidates.empty()) {  // "RTX 4090 450W x2"
      watts = take_power(name);
      one = watts > 0 ? device(name, memory_gib) : one;
    }
    const model::Device* counted_one = catalog_.find_device(one.slug);
    if (count > 1 && counted_one != nullptr && counted_one->kind == model::DeviceKind::system) {
      NameMatch part = device_names().find_part(name, memory_gib);
      one = part.slug.empty() ? one : std::move(part);
    }
    if (count > 1 && one.note.starts_with(kItsSIsSuper)) {
      NameMatch plural = device(singular(name), memory_gib);
      if (!plural.slug.empty() && plural.slug != one.slug) {
        const std::vector<std::string> both = {one.slug, plural.slug};
        if (in_words && name.ends_with('s')) {  // "two 4080s"
          one = std::move(plural);
          one.exact = false;
          one.note = "its s is a plural's";
        }
        one.candidates = both;
      }
    }
    bool several = false;  // said by a plural
    if (count > 1 && one.slug.empty() && one.candidates.empty()) {
      one = device(without_plural(name), memory_gib);
      if (one.slug.empty() && one.candidates.empty()) {
        one = device(singular_within(name), memory_gib);
      }
      several = !one.slug.empty();
    }
    if (way != Way::said && !several ? is_card(one) : !one.slug.empty() || one.candidates.size() > 1) {
      const double devices = way == Way::of_cards ? std::max(count, one.count) : count * one.count;
      return {std::string(name), std::move(one), devices, "", watts};
    }
  }
  return {std::string(typed), {}, 0};
}

/// What the separator joins; empty: it joins no devices.
std::vector<NamedDevices> NameResolver::joined_devices(std::string_view plain,
                                                       std::string_view separator,
                                                       double memory_gib) const {
  const auto parts = trimmed_parts(plain, separator);
  if (parts.size() < 2 || parts.size() > kMostParts) {
    return {};
  }
  std::vector<NamedDevices> out;
  for (const std::string_view part : parts) {
    NameMatch match = device(part, memory_gib);
    NamedDevices several = match.slug.empty() ? counted(part, memory_gib) : NamedDevices{};
    if (match.slug.empty() && several.count > 0) {
      out.push_back(std::move(several));
    } else {
      const double count = match.count;
      out.push_back({std::string(part), std::move(match), count});
    }
  }
  return out;
}

std::vector<NamedDevices> NameResolver::devices(std::string_view typed, double memory_gib) const {
  const std::string text = with_short_channels(trimmed(typed));
  const std::string plain = with_plain_times(text);
  NameMatch whole = device(text, memory_gib);
  if (const auto words = trimmed_parts(plain, " ");
      words.size() > 1 && words.size() <= kMostParts && words == std::vector(words.size(), words.front())) {
    NameMatch one = device(words.front(), memory_gib);  // "3090 3090"
    if (is_card(one)) {
      return {{std::string(words.front()), std::move(one), static_cast<double>(words.size())}};
    }
  }
  const bool joins = joins_devices(plain, "+", memory_gib) || joins_devices(plain, ",", memory_gib);
  if (!whole.slug.empty() && !whole.lacks_words && (whole.exact || !(joins || says_more(plain)))) {
    const double count = whole.count;
    return {{std::string(typed), std::move(whole), count, "", model::kUnknown, count > 1}};
  }
  if (std::vector<NamedDevices> out = linked(plain, memory_gib); !out.empty()) {
    return out;
  }
  if (NamedDevices several = counted(plain, memory_gib); several.count > 0) {
    return {std::move(several)};
  }
  if (std::vector<NamedDevices> out = beside_host(plain, memory_gib); !out.empty()) {
    return out;
  }
  std::vector<NamedDevices> some_found;
  for (const std::string_view separator : {" + ", "+"}) {
    std::vector<NamedDevices> out = joined_devices(plain, separator, memory_gib);
    if (!out.empty() && all_found(out)) {
      return out;
    }
    const auto found = [](const auto& d) { return !d.match.slug.empty() || d.match.candidates.size() > 1; };
    if (whole.candidates.empty() && model::any_of(out, found)) {
      some_found = std::move(out);
    }
  }
  for (const std::string_view separator : {",", " and ", "&"}) {
    std::vector<NamedDevices> out = joined_devices(plain, separator, memory_gib);
    const bool cards = model::all_of(out, [&](const auto& d) { return is_card(d.match); });
    if (!out.empty() && cards) {
      return out;
    }
  }
  if (std::vector<NamedDevices> out = counted_list(plain, memory_gib); !out.empty()) {
    return out;
  }
  if (std::vector<NamedDevices> out = without_remarks(plain, memory_gib); !out.empty()) {
    return out;
  }
  if (std::vector<NamedDevices> out = found_in(plain, device_names().machines_apart(plain), memory_gib);
      !out.empty()) {
    return out;
  }
  if (!some_found.empty()) {  // says which is not
    return some_found;
  }
  return {{std::string(typed), std::move(whole), 1}};
}

/// "RTX 3090 (250W)", "H100 SXM (8 GPUs)", "EPYC 7302 with 4x3090", "3060 12GB + 64GB RAM": a name is there, and beside it a
/// power limit, a count, cards or memory of the host.
bool NameResolver::says_more(std::string_view plain) const {
  std::string_view rest = plain;
  const bool behind = plain.ends_with(')') && (take_power(rest) > 0 || take_count_of_cards(rest) > 0);
  const bool trio = lower_case(plain).starts_with("trio of ");  // else a cooler's name, which is left out
  return behind || trio || !beside_host(plain, model::kUnknown, true).empty();
}

/// "RTX 5090 + 128GB DDR5", "i7-13700K / RTX 4090 / 64GB": cards, and the processor or memory of their host; empty: that
/// is not what is said.
std::vector<NamedDevices> NameResolver::beside_host(std::string_view plain,
                                                    double memory_gib,
                                                    bool surely) const {
  const auto says_ram = [](std::string_view part) {
    const std::string lower = lower_case(part);
    return !contains(lower, "vram") && (contains(lower, "ram") || contains(lower, "ddr"));
  };
  const auto is_memory_of_host = [&](std::string_view part) {
    const std::vector<std::string> words = device_words(part);  // without "RAM"
    return !words.empty() && is_memory(words.front()) && !contains(lower_case(part), "vram") &&
           (says_ram(part) || !surely) &&
           std::all_of(words.begin() + 1, words.end(), [](const std::string& word) {
             return word.starts_with("ddr") || all_digits(word) || word == "system";
           });
  };
  const auto is_processor = [&](std::string_view part) {
    NameMatch match = device(part, memory_gib);
    if (match.slug.empty()) {
      match = counted(part, memory_gib).match;
    }
    const model::Device* device = catalog_.find_device(match.slug);
    return device != nullptr && device->kind == model::DeviceKind::cpu;
  };
  constexpr std::size_t kMostBeside = 8;
  std::string alike(plain);  // "RTX 4090 with 7950X and 128GB DDR5"
  for (const std::string_view separator : {", ", " / ", " | ", "; ", " with ", " and ", " & "}) {
    replace_all(alike, separator, " + ");
  }
  // "3060 12GB 64GB RAM": the second of two amounts, or of a name that has none
  for (std::size_t at = contains(alike, " + ") ? std::string_view::npos : plain.find(' ');
       at != std::string_view::npos;
       at = plain.find(' ', at + 1)) {
    const std::vector<std::string> before = device_words(plain.substr(0, at));
    if (is_memory_of_host(plain.substr(at + 1)) && says_ram(plain.substr(at + 1)) &&
        (!surely || model::any_of(before, is_memory))) {
      alike = fmt::format("{} + {}", plain.substr(0, at), plain.substr(at + 1));
      break;
    }
  }
  for (const auto& [text, separator] : {std::pair<std::string_view, std::string_view>{alike, " + "},
                                        {plain, "+"},
                                        {plain, "/"},
                                        {plain, ","}}) {
    const auto parts = trimmed_parts(text, separator);
    if (parts.size() < 2 || parts.size() > kMostBeside) {
      continue;
    }
    std::vector<std::string_view> cards, memory, processors;
    for (const std::string_view part : parts) {
      (is_memory_of_host(part) ? memory : is_processor(part) ? processors : cards).push_back(part);
    }
    if (cards.empty() || (processors.empty() && memory.empty())) {
      continue;
    }
    std::vector<NamedDevices> out = devices(fmt::format("{}", fmt::join(cards, " + ")), memory_gib);
    if (!model::all_of(out, [&](const auto& d) { return is_card(d.match); })) {
      continue;
    }
    NameMatch& first = out.front().match;
    first.exact = false;
    std::vector<std::string_view> beside = processors;
    beside.insert(beside.end(), memory.begin(), memory.end());
    first.say(fmt::format("{} {} of the host", fmt::join(beside, " and "), beside.size() > 1 ? "are" : "is"));
    if (processors.size() == 1) {
      out.front().host = processors.front();
    } else {
      first.note += ", whose processor --host states";
    }
    if (memory.size() == 1) {
      first.installed_gib = memory_gib_of(device_words(memory.front()).front());
      if (const auto populated = parse_host_memory(memory.front())) {
        first.installed_mts = populated->mts;
        first.installed_channels = populated->channels > 0 ? populated->channels : model::kUnknown;
      } else if (processors.empty()) {  // a processor has its own
        for (const std::string& word : device_words(memory.front())) {
          if (const double mts = usual_mts(word); mts > 0) {
            first.installed_mts = mts;
            first.note += fmt::format(", as {}-{:.0f}", word, mts);
          }
        }
      }
    }
    return out;
  }
  return {};
}

/// Devices by the first of some readings that tells all of them, with what was left out; empty: none does.
std::vector<NamedDevices> NameResolver::found_in(std::string_view typed,
                                                 const std::vector<DeviceNames::Apart>& readings,
                                                 double memory_gib) const {
  for (const DeviceNames::Apart& reading : readings) {
    std::string_view rest = reading.rest, whole = typed;
    if (take_bare_count(rest) > 0 && take_bare_count(whole) == 0) {  // "Aero 15 RTX 3060" are no fifteen
      continue;
    }
    std::vector<NamedDevices> out = devices(reading.rest, memory_gib);
    const bool guessed = model::any_of(out, [](const auto& d) {  // "HP Z8 G4" is no phone
      return d.match.lacks_words;
    });
    if (!all_found(out) || guessed) {
      continue;
    }
    NameMatch& first = out.front().match;
    first.exact = false;
    first.say(fmt::format("without '{}'", reading.words));
    if (out.size() == 1) {
      out.front().typed = typed;
    }
    return out;
  }
  return {};
}

/// "ROG Ally Z1 Extreme": two names of one device.
NameMatch NameResolver::named_twice(std::string_view typed, double memory_gib) const {
  constexpr std::size_t kMostWords = 12;
  const auto words = split_at(typed, ' ');
  if (words.size() > kMostWords) {
    return {};
  }
  for (std::size_t at = typed.find(' '); at != std::string_view::npos; at = typed.find(' ', at + 1)) {
    const std::string_view behind = trimmed(typed.substr(at));
    NameMatch first = device(trimmed(typed.substr(0, at)), memory_gib);
    if (first.slug.empty() || first.slug != device(behind, memory_gib).slug) {
      continue;
    }
    const std::vector<std::string> said = device_words(typed.substr(0, at)), again = device_words(behind);
    if (model::none_of(said, [&](const std::string& word) { return model::holds(again, word); })) {
      first.exact = false;
      return first;
    }
  }
  return {};
}

/// Devices by what is left without a power limit, a slot or words that tell nothing; empty: there is none of that, or
/// what is left is no device.
std::vector<NamedDevices> NameResolver::without_remarks(std::string_view plain, double memory_gib) const {
  std::string_view rest = plain;
  const double watts = take_power(rest);
  const std::string slot = take_slot(rest);
  if (!slot.empty() && catalog_.find_link(slot + "-host") == nullptr) {
    return {};
  }
  const std::string name = without_fillers(rest);
  if (name.empty() || name == plain) {
    return {};
  }
  std::vector<NamedDevices> out;
  if (!slot.empty()) {  // "A100 PCIe 4.0 x16" is the card for such a slot where there is one
    out = devices(name + " PCIe", memory_gib);
  }
  if (out.empty() || !all_found(out)) {
    out = devices(name, memory_gib);
  }
  if (!all_found(out)) {
    return {};
  }
  for (NamedDevices& one : out) {
    one.match.exact = false;
    one.typed = out.size() == 1 ? std::string(plain) : one.typed;
    if (!slot.empty() && !contains(lower_case(plain), "pcie")) {
      one.match.note = "its slot as one of PCIe 4, since that is not said";
    }
    one.link = one.link.empty() ? slot : one.link;
    one.power_limit_w = watts > 0 ? watts : one.power_limit_w;
  }
  return out;
}

/// Devices, and the link between them that is said behind; empty: none is.
std::vector<NamedDevices> NameResolver::linked(std::string_view plain, double memory_gib) const {
  std::string_view rest = plain;
  const std::string link = take_link(rest);
  if (link.empty()) {
    return {};
  }
  const bool own = link == "nvlink";  // the cards' own; the other any of them may hang on
  std::vector<NamedDevices> out = devices(rest, memory_gib);
  const auto has_link = [&](const NamedDevices& d) {
    const model::Device* device = catalog_.find_device(d.match.slug);
    return device != nullptr && device->nvlink_bytes_per_s > 0;
  };
  if (own && !model::all_of(out, has_link)) {  // "V100 32GB NVLink": the one that has such a link
    std::vector<NamedDevices> modules = devices(std::string(rest) + " SXM", memory_gib);
    if (all_found(modules) && model::all_of(modules, has_link)) {
      out = std::move(modules);
    }
  }
  if (!all_found(out)) {
    return {};
  }
  for (NamedDevices& one : out) {
    one.link = link;
  }
  return out;
}

/// "1x3090 2x3060", "3090 x1 3060 x2": a list that its counts part.
std::vector<NamedDevices> NameResolver::counted_list(std::string_view plain, double memory_gib) const {
  std::vector<std::string> parts;
  bool open = false;
  for (const std::string_view word : split_at(plain, ' ')) {
    if (word.empty()) {
      continue;
    }
    if (!open || begins_count(word)) {
      parts.emplace_back();
    }
    parts.back() += (parts.back().empty() ? "" : " ") + std::string(word);
    open = !ends_count(word);
  }
  if (parts.size() < 2 || parts.size() > kMostParts) {
    return {};
  }
  std::vector<NamedDevices> out;
  for (const std::string& part : parts) {
    NamedDevices several = counted(part, memory_gib);
    if (several.count == 0 || !is_card(several.match)) {
      return {};
    }
    out.push_back(std::move(several));
  }
  return out;
}

NameMatch NameResolver::library_default(std::string_view typed, std::string_view engine) const {
  const model::Engine* facts =
      engine.empty() ? nullptr : catalog_.find_engine(catalog_.canonical("engine", engine));
  return facts != nullptr && facts->tags_models ? model_names().library_default(typed) : NameMatch{};
}

NamedModel NameResolver::model(std::string_view typed, double parameters, std::string_view engine) const {
  for (const std::string_view suffix : {"-cloud", ":cloud"}) {
    if (lower_case(typed).ends_with(suffix)) {
      NamedModel here = model(typed.substr(0, typed.size() - suffix.size()), parameters, engine);
      here.match.exact = false;
      here.match.say(fmt::format("as if it ran here: Ollama runs its {} tags on servers of its own", suffix));
      return here;
    }
  }
  NamedModel out;
  if (out.match = library_default(typed, engine); !out.match.slug.empty()) {
    return out;
  }
  const QuantText text = quant_of_name(typed);
  const model::Architecture* own = catalog_.find_model(typed);
  if (!text.quant.empty()) {
    out.quant = find_quant(catalog_, text.quant).slug;
    out.unread_quant = out.quant.empty() && own == nullptr ? text.quant : "";
  }
  // Not by the index of all names: making that takes longer than an answer.
  if (own != nullptr && own->slug == typed) {
    out.match = {std::string(typed), {}, "", true};
    return out;
  }
  if (own != nullptr) {
    if (std::isnan(parameters)) {
      out.match = model_names().newer_than_own(typed);
    }
    if (out.match.slug.empty()) {
      out.match = model_names().by_alias(typed);
    }
    return out;
  }
  const std::string rest = text.quant.empty() || text.rest.empty() ? std::string(typed) : text.rest;
  out.match = model_names().find({rest, std::string(typed)}, parameters);
  if (out.match.slug.empty() && std::isnan(parameters)) {
    NameMatch usual = model_names().usual(rest);
    if (usual.slug.empty() && out.match.candidates.empty()) {
      usual = model_names().without_version(rest);
    }
    if (usual.slug.empty() && usual.candidates.empty()) {
      usual = model_names().usual_size(rest);
    }
    if (usual.slug.empty() && usual.candidates.empty() && out.match.candidates.empty()) {
      usual = model_names().only_with_words(rest);
    }
    if (usual.slug.empty() && usual.candidates.empty() && out.match.candidates.empty()) {
      usual = model_names().of_type(rest);
    }
    if (!usual.slug.empty() || !usual.candidates.empty()) {
      out.match = std::move(usual);
    }
  }
  if (const std::string behind = ModelNames::telling_words(behind_type(typed));
      !behind.empty() && !out.match.slug.empty() && !out.match.leaves_words) {
    out.match.exact = false;
    out.match.leaves_words = true;
    out.match.say(fmt::format("without '{}'", behind));
  }
  return out;
}

NamedModel NameResolver::typed_model(std::string_view typed, std::string_view engine) const {
  NamedModel out = model(typed, model::kUnknown, engine);
  if (!out.match.slug.empty() || !out.match.candidates.empty()) {
    return out;
  }
  if (typed.size() > 2 && lower_case(typed.substr(0, 1)) == "l" && is_digit(typed[1])) {  // "L3.1 70B"
    NamedModel llama = model("llama-" + std::string(typed.substr(1)), model::kUnknown, engine);
    if (!llama.match.slug.empty()) {
      llama.match.exact = false;
      llama.match.say_first("its L is Llama");
      return llama;
    }
  }
  for (const ModelNames::Otherwise& other : model_names().said_otherwise(typed)) {
    NamedModel one = model(other.name, model::kUnknown, engine);
    const model::Architecture* found = catalog_.find_model(one.match.slug);
    if (found != nullptr && (!other.of_experts || *other.of_experts == (found->experts > 1))) {
      one.match.exact = false;
      one.match.say_first(fmt::format("read as '{}'", other.name));
      return one;
    }
    if (!one.match.candidates.empty()) {
      return one;
    }
  }
  const QuantText text = quant_of_name(typed);
  if (NameMatch all = model_names().with_all_words(text.rest.empty() ? typed : std::string_view(text.rest));
      !all.slug.empty() || all.candidates.size() > 1) {
    out.match = std::move(all);
    return out;
  }
  NamedModel right;
  for (const std::string& name : model_names().one_letter_off(typed)) {
    NamedModel one = model(name);
    if (one.match.slug.empty() || one.match.slug == right.match.slug) {
      continue;
    }
    if (!right.match.slug.empty()) {
      return out;
    }
    one.match.exact = false;
    one.match.say_first(fmt::format("read as '{}'", name));
    right = std::move(one);
  }
  return right.match.slug.empty() ? out : right;
}

const model::Device* NameResolver::one_device(std::string_view typed) const {
  const std::vector<NamedDevices> named = devices(typed);
  return named.size() == 1 ? catalog_.find_device(named.front().match.slug) : nullptr;
}

bool NameResolver::are_devices(std::string_view typed) const {
  const std::vector<NamedDevices> named = devices(typed);
  return model::all_of(named, [](const NamedDevices& d) {
    return !d.match.lacks_words && !(d.match.slug.empty() && d.match.candidates.empty());
  });
}

std::vector<NamedDevices> NameResolver::typed_devices(std::string_view typed) const {
  if (NameMatch card = with_unit_behind(trimmed(typed), model::kUnknown, true); !card.slug.empty()) {
    return {{std::string(typed), std::move(card)}};
  }
  std::vector<NamedDevices> out = devices(typed);
  const bool open = model::any_of(
      out, [](const NamedDevices& d) { return d.match.slug.empty() && d.match.candidates.empty(); });
  if (!open) {
    return out;
  }
  const auto same = [](const NamedDevices& a, const NamedDevices& b) {
    return a.match.slug == b.match.slug && a.count == b.count;
  };
  std::vector<NamedDevices> right;
  for (const std::string& name : device_names().one_letter_off(typed)) {
    std::vector<NamedDevices> one = devices(name);
    if (!all_found(one) ||
        (one.size() == right.size() && std::equal(one.begin(), one.end(), right.begin(), same))) {
      continue;
    }
    if (!right.empty()) {
      return out;
    }
    NamedDevices& first = one.front();
    first.match.exact = false;
    first.match.say_first(fmt::format("read as '{}'", name));
    first.typed = one.size() == 1 ? std::string(typed) : first.typed;
    right = std::move(one);
  }
  if (!right.empty()) {
    return right;
  }
  if (NameMatch twice = named_twice(trimmed(typed), model::kUnknown); !twice.slug.empty()) {
    const double count = twice.count;
    return {{std::string(typed), std::move(twice), count}};
  }
  const DeviceNames::Apart known = device_names().unknown_words_apart(typed);
  if (!known.words.empty() && !known.rest.empty()) {
    right = found_in(typed, {known}, model::kUnknown);
  }
  const bool may_be = model::all_of(right, [&](const NamedDevices& d) {
    return device_names().may_be_called(known.words, catalog_.device(d.match.slug));
  });
  return right.empty() || !may_be ? out : right;
}

std::vector<std::string> NameResolver::cards_with(double gib) const {
  constexpr double kTolerance = 0.5;
  constexpr std::size_t kMost = 6;
  std::vector<const model::Device*> cards;
  for (const model::Device& d : catalog_.devices()) {
    if (d.kind == model::DeviceKind::gpu && model::is_one_of(d.vendor, {"nvidia", "amd", "intel"}) &&
        d.msrp_usd > 0 && std::fabs(d.memory_gib - gib) < kTolerance) {
      cards.push_back(&d);
    }
  }
  std::stable_sort(
      cards.begin(), cards.end(), [](const auto* a, const auto* b) { return a->msrp_usd < b->msrp_usd; });
  std::vector<std::string> out;
  for (std::size_t i = 0; i < std::min(cards.size(), kMost); ++i) {
    out.emplace_back(cards[i]->slug);
  }
  return out;
}

std::string NameResolver::need_drive(std::string_view typed, const std::string& where) const {
  if (drive_rate_bytes_per_s(typed) > 0) {
    return std::string(trimmed(typed));
  }
  const std::vector<const model::Device*> possible = drives_named(catalog_, typed);
  if (possible.size() == 1) {
    return std::string(possible.front()->slug);
  }
  std::vector<std::string_view> slugs;
  for (const model::Device& d : catalog_.devices()) {
    if (d.kind == model::DeviceKind::storage) {
      slugs.push_back(d.slug);
    }
  }
  std::vector<std::string> nearest;
  nearest.reserve(possible.size());
  for (const model::Device* d : possible) {
    nearest.emplace_back(d->slug);
  }
  throw InputError(
      "unknown-name",
      fmt::format("unknown drive '{}': name one, or state how fast it reads, as in '7 GB/s'", typed),
      where,
      nearest.empty() ? nearest_names(typed, slugs) : nearest);
}

NameMatch NameResolver::need_device(std::string_view typed, const std::string& where) const {
  return need_devices(typed, where).front().match;
}

std::vector<NamedDevices> NameResolver::need_devices(std::string_view typed, const std::string& where) const {
  thread_local Remembered<std::vector<NamedDevices>> known;
  std::vector<NamedDevices> out = known.at(id_, typed, [&]() { return typed_devices(typed); });
  for (const NamedDevices& d : out) {
    if (d.match.slug.empty()) {
      if (names_host_memory(d.typed)) {
        throw InputError("unknown-name",
                         fmt::format("'{}' is memory of a host, which --host takes: no device", d.typed),
                         where,
                         {"--host " + d.typed});
      }
      if (const double gib = memory_alone(d.typed); gib > 0 && d.match.candidates.empty()) {
        const std::vector<std::string> cards = cards_with(gib);
        throw InputError("unknown-name",
                         fmt::format("{:g} GB do not say how fast a device is: name it{}",
                                     gib,
                                     cards.empty() ? "" : "; cards with so much:"),
                         where,
                         cards);
      }
      if (names_only_a_kind(d.typed)) {
        throw InputError(
            "unknown-name",
            fmt::format("'{}' says of what kind a device is, not which one: name it, as in 'ryzen 9 9950x' "
                        "or 'rtx 3090'; `tokroof machine` tells what this computer has",
                        d.typed),
            where);
      }
      if (!d.match.note.empty()) {
        throw InputError("unknown-name",
                         fmt::format("no '{}' is known: {}", d.typed, d.match.note),
                         where,
                         d.match.candidates);
      }
      std::vector<std::string> shown;
      for (const std::string& slug : d.match.candidates) {
        shown.push_back(device_with_memory(*catalog_.find_device(slug)));
      }
      not_found("device", d.typed, d.match, shown, device_names().nearest(d.typed, 3), where);
    }
  }
  return out;
}

std::string NameResolver::closed_model(std::string_view text) const {
  const auto apart = [](std::string_view words) {
    return fmt::format(" {} ", fmt::join(plain_words(words), " "));
  };
  const std::string said = apart(text);
  for (const NameWords& row : catalog_.data().name_words) {
    for (const std::string_view name :
         row.kind == "closed" ? split_at(row.words, '|') : std::vector<std::string_view>{}) {
      if (contains(said, apart(name))) {
        return fmt::format(
            "{} is not open, only {} runs it: name a model with published weights", name, row.note);
      }
    }
  }
  return "";
}

NamedModel NameResolver::need_model(std::string_view typed,
                                    const std::string& where,
                                    std::string_view engine) const {
  struct Known {
    NamedModel model;
    std::string closed;
  };
  thread_local Remembered<Known> known;
  const std::string both = std::to_string(engine.size()) + ':' + std::string(engine) + std::string(typed);
  auto [out, closed] = known.at(id_, both, [&]() {
    const NamedModel model = typed_model(typed, engine);
    const bool only_its_name =
        plain_words(typed).size() == 1;  // "claude", which open models are called after
    return Known{model, model.match.slug.empty() || only_its_name ? closed_model(typed) : ""};
  });
  if (!closed.empty()) {
    throw InputError(
        "unknown-name", fmt::format("'{}': {}", typed, closed), where, {"gpt-oss-20b", "qwen3-8b"});
  }
  if (out.match.no_such) {
    throw InputError(
        "unknown-name", fmt::format("there is no '{}'", typed), where, model_names().nearest(typed));
  }
  if (out.match.slug.empty()) {
    not_found("model", typed, out.match, out.match.candidates, model_names().nearest(typed), where);
  }
  return out;
}

NameMatch NameResolver::quant(std::string_view typed) const {
  thread_local Remembered<NameMatch> known;
  return known.at(id_, typed, [&]() { return find_quant(catalog_, typed); });
}

NameMatch NameResolver::need_quant(std::string_view typed, const std::string& where) const {
  NameMatch out = quant(typed);
  if (out.no_such && !out.candidates.empty()) {
    throw InputError("unknown-name",
                     fmt::format("there are no files '{}', but {}", typed, fmt::join(out.candidates, ", ")),
                     where,
                     out.candidates);
  }
  if (out.slug.empty()) {
    not_found("storage type", typed, out, out.candidates, catalog_.nearest_storage_types(typed), where);
  }
  return out;
}

double count_of(const NamedDevices& named, double stated) {
  return named.of_machine && stated > 0 && stated < named.count ? stated : named.count;
}

bool take_devices(const std::vector<NamedDevices>& named, Run& run) {
  std::string slugs;
  double count = 0;
  for (const NamedDevices& one : named) {
    count += named.size() > 1 ? one.count : count_of(one, run.n_devices);
    for (double i = 0; i < (named.size() > 1 ? one.count : 1); ++i) {
      slugs += (slugs.empty() ? "" : "+") + one.match.slug;
    }
  }
  const bool counted = count > 1;
  if (counted && run.n_devices > 0 && run.n_devices != count) {
    return false;
  }
  run.n_devices = counted ? count : run.n_devices;
  run.device = slugs;
  if (run.interconnect.empty()) {
    run.interconnect = named.front().link;
  }
  if (std::isnan(run.power_w)) {
    run.power_w = named.front().power_limit_w;
  }
  return true;
}

void take_host(const Catalog& catalog, const NamedDevices& named, Run& run) {
  const auto take = [](double& stated, double said) {
    stated = said > 0 && std::isnan(stated) ? said : stated;
  };
  run.host_device = named.match.slug;
  const model::Device* host = catalog.find_device(named.match.slug);
  if (host != nullptr && host->kind == model::DeviceKind::cpu && named.count > 1) {
    const Sockets sockets = sockets_named(catalog, *host, named.count);
    run.host_device = sockets.device->slug;
    take(run.details.host_sockets, sockets.count);
  }
  take(run.details.host_memory_gib, named.match.installed_gib);
  take(run.details.host_memory_mts, named.match.installed_mts);
  take(run.details.host_channels, named.match.installed_channels);
}

std::string taken_as(std::string_view typed, const NameMatch& match) {
  std::string out = fmt::format("'{}' is taken as {}", typed, match.slug);
  if (!match.note.empty()) {
    out += ", " + match.note;
  }
  std::vector<std::string> others;
  for (const std::string& name : match.candidates) {
    if (name != match.slug && others.size() < kMostShown) {
      others.push_back(name);
    }
  }
  return others.empty() ? out : out + fmt::format("; it may be {}", fmt::join(others, ", "));
}

std::string device_with_memory(const model::Device& device) {
  std::string out(device.slug);
  if (device.memory_gib > 0) out += fmt::format(" {:.4g} GB", device.memory_gib);
  if (device.bandwidth_bytes_per_s > 0)
    out += fmt::format(" {:.0f} GB/s", device.bandwidth_bytes_per_s / 1e9);
  return out;
}

}  // namespace tokroof::catalog
