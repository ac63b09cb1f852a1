#include "catalog/name_resolver.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalog/device_words.hpp"
#include "catalog/host.hpp"
#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/quant_text.hpp"
#include "catalog/text.hpp"
#include "model/names.hpp"
#include "model/rates.hpp"

namespace tokroof::catalog {
namespace {

constexpr std::size_t kMostShown = 8;

/// "×" as a letter.
std::string with_plain_times(std::string_view text) {
  constexpr std::string_view kTimes = "\xC3\x97";
  std::string out(text);
  for (std::size_t at = out.find(kTimes); at != std::string::npos; at = out.find(kTimes, at)) {
    out.replace(at, kTimes.size(), "x");
  }
  return out;
}

double whole_count(std::string_view text) {
  constexpr double kMost = 1024;
  const auto count = parse_number(trimmed(text));
  return count && *count >= 1 && *count <= kMost && *count == std::floor(*count) ? *count : 0;
}

bool is_times(char c) { return c == 'x' || c == 'X' || c == '*'; }

/// "3090 (x2)", "3090 pair", "EPYC 9755 dual": takes a count off that stands behind the name in words or brackets.
double take_count_behind(std::string_view& name) {
  const std::size_t at = name.rfind(name.ends_with(')') ? '(' : ' ');
  if (at == std::string_view::npos || at == 0) {
    return 0;
  }
  std::string word = lower_case(name.substr(at));
  std::erase_if(word, [](char c) { return c == ' ' || c == '(' || c == ')'; });
  double count = model::is_one_of(word, {"pair", "dual"}) ? 2 : word == "quad" ? 4 : 0;
  if (name.ends_with(')') && word.size() > 1) {
    const std::string_view digits = is_times(word.front()) ? std::string_view(word).substr(1)
                                    : is_times(word.back())
                                        ? std::string_view(word).substr(0, word.size() - 1)
                                        : std::string_view();
    count = !digits.empty() && all_digits(digits) ? whole_count(digits) : count;
  }
  if (count > 0) {
    name = trimmed(name.substr(0, at));
  }
  return count;
}

/// "2x3090", "4 * H20", "dual 3090", "3090 x2": takes the count off the name. 0: there is none. `in_words`: a word says it.
double take_count(std::string_view& name, bool& in_words) {
  const std::size_t digits = name.find_first_not_of("0123456789");
  if (digits != 0 && digits != std::string_view::npos) {
    const std::string_view rest = trimmed(name.substr(digits));
    const double count = whole_count(name.substr(0, digits));
    if (count > 0 && rest.size() > 1 && is_times(rest.front())) {
      name = trimmed(rest.substr(1));
      return count;
    }
  }
  std::string_view said = lower_case(name.substr(0, 2)) == "a " ? trimmed(name.substr(2)) : name;
  const std::size_t space = std::min(said.find(' '), said.size());
  const std::string word = lower_case(said.substr(0, space));
  if (const double count = word == "pair" ? 2 : number_word(word); count > 0 && space < said.size()) {
    said = trimmed(said.substr(space));
    name = lower_case(said.substr(0, 3)) == "of " ? trimmed(said.substr(3)) : said;
    in_words = true;
    return count;
  }
  const std::size_t last = name.find_last_not_of("0123456789");
  if (last != std::string_view::npos && last > 1) {  // "3090 x2", "h200x8"
    const double count = whole_count(name.substr(last + 1));
    const std::string_view times = trimmed(name.substr(0, last + 1));
    const std::string_view before = times.substr(0, times.size() - 1);
    if (count > 0 && before.size() > 1 && is_times(times.back()) &&
        (before.back() == ' ' || is_digit(before.back()))) {
      name = trimmed(before);
      return count;
    }
  }
  return take_count_behind(name);
}

/// "2 3090s": as many as a machine may hold. The number may be the product's, so that the name behind it must be known.
double take_bare_count(std::string_view& name) {
  constexpr double kMost = 64;
  const std::size_t space = std::min(name.find(' '), name.size());
  const double count = all_digits(name.substr(0, space)) ? whole_count(name.substr(0, space)) : 0;
  if (count == 0 || count > kMost || space == name.size()) {
    return 0;
  }
  name = trimmed(name.substr(space));
  return count;
}

/// "2x RTX 3090 NVLink", "4x A100 (with NVLink bridge)": takes the link off the name. False: it says none.
bool take_nvlink(std::string_view& name) {
  constexpr std::string_view kLink = "nvlink";
  const std::string lower = lower_case(name);
  const std::size_t at = lower.rfind(kLink);
  if (at == std::string::npos || at == 0) {
    return false;
  }
  std::string behind = lower.substr(at + kLink.size());
  std::erase_if(behind, [](char c) { return c == ' ' || c == ')'; });
  if (!model::is_one_of(behind, {"", "ed", "bridge", "bridged"})) {
    return false;
  }
  name = name.substr(0, at);
  for (bool more = true; more;) {
    name = name.substr(0, name.find_last_not_of(" (,+-/") + 1);
    more = false;
    for (const std::string_view word : {" with", " w", " via", " over", " and", " on", " in"}) {
      if (lower_case(name).ends_with(word)) {
        name.remove_suffix(word.size());
        more = true;
      }
    }
  }
  return !name.empty();
}

/// "RTX 3090 @ 250W", "3090 300 watts": takes the power limit off the name [W]. kUnknown: it says none.
double take_power(std::string_view& name) {
  constexpr double kLeast = 31, kMost = 3000;
  std::string_view rest = name.substr(0, name.find_last_not_of(" )") + 1);
  const std::string lower = lower_case(rest);
  for (const std::string_view unit : {"watts", "watt", "w"}) {
    if (!lower.ends_with(unit)) {
      continue;
    }
    rest = trimmed(rest.substr(0, rest.size() - unit.size()));
    const std::size_t before =
        rest.find_last_not_of("0123456789") + 1;  // 0: nothing stands before the number
    const auto watts = parse_number(rest.substr(before));
    if (before == 0 || !contains(" @(", rest.substr(before - 1, 1)) || !watts || !(*watts >= kLeast) ||
        !(*watts <= kMost)) {
      return model::kUnknown;
    }
    rest = rest.substr(0, rest.substr(0, before).find_last_not_of(" (@,:=-") + 1);
    for (const std::string_view word : {" limited to", " capped at", " power limit", " tdp", " pl", " at"}) {
      if (lower_case(rest).ends_with(word)) {
        rest = trimmed(rest.substr(0, rest.size() - word.size()));
      }
    }
    if (rest.empty()) {
      return model::kUnknown;
    }
    name = rest;
    return *watts;
  }
  return model::kUnknown;
}

/// "RTX 3090 PCIe 4.0 x8", "3090 (PCIe gen4)": takes the slot off the name, as "pcie4x8". Empty: it says none.
std::string take_slot(std::string_view& name) {
  const std::string lower = lower_case(name);
  const std::size_t at = lower.rfind("pcie");
  if (at == std::string::npos || at == 0) {
    return {};
  }
  std::string behind = lower.substr(at + 4);
  std::erase_if(behind, [](char c) { return c == ' ' || c == ')' || c == '-' || c == ','; });
  if (behind.starts_with("gen")) {
    behind.erase(0, 3);
  }
  if (behind.empty() || behind[0] < '1' || behind[0] > '7') {
    return {};
  }
  const char generation = behind[0];
  behind.erase(0, behind.substr(1).starts_with(".0") ? 3 : 1);
  if (!behind.empty() && !model::is_one_of(behind, {"x1", "x2", "x4", "x8", "x16"})) {
    return {};
  }
  name = name.substr(0, name.substr(0, at).find_last_not_of(" (,@-") + 1);
  return fmt::format("pcie{}{}", generation, behind.empty() ? "x16" : behind);
}

/// Without what says whose a device is, where it stands or how it is joined: "my 3090", "runpod rtx 4090", "3090 egpu".
std::string without_fillers(std::string_view name) {
  std::string out;
  for (const std::string_view word : split_at(name, ' ')) {
    std::string plain = lower_case(word);
    std::erase_if(plain, [](char c) { return c == '(' || c == ')' || c == ','; });
    const bool article = out.empty() && model::is_one_of(plain, {"a", "an", "one", "the"});
    const bool filler = model::is_one_of(
        plain, {"my",    "our",       "used",        "egpu",       "external",   "sli",    "runpod",
                "vast",  "vastai",    "vast.ai",     "lambda",     "lambdalabs", "aws",    "gcp",
                "azure", "cloud",     "rented",      "paperspace", "colab",      "kaggle", "instance",
                "vm",    "crossfire", "thunderbolt", "oculink"});
    if (!article && !filler && !word.empty()) {
      out += (out.empty() ? "" : " ") + std::string(word);
    }
  }
  return out;
}

/// "2x3090", "2x": how many follow; "x2": how many those before are.
bool begins_count(std::string_view word) {
  const std::size_t times = word.find_first_not_of("0123456789");
  return times != 0 && times != std::string_view::npos && is_times(word[times]);
}
bool ends_count(std::string_view word) {
  return word.size() > 1 && is_times(word.front()) && all_digits(word.substr(1));
}

std::vector<std::string_view> pieces(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> out;
  for (std::size_t at = text.find(separator); at != std::string_view::npos; at = text.find(separator)) {
    out.push_back(trimmed(text.substr(0, at)));
    text.remove_prefix(at + separator.size());
  }
  out.push_back(trimmed(text));
  return out;
}

bool all_found(const std::vector<NamedDevices>& devices) {
  return std::all_of(
      devices.begin(), devices.end(), [](const NamedDevices& d) { return !d.match.slug.empty(); });
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
  const model::Device* device = catalog_.find_device(typed);
  if (device != nullptr) {
    out = {std::string(device->slug), {}, "", true};
    if (device->kind == model::DeviceKind::cpu && device->slug != typed) {
      offer_graphics(out);
    }
  } else {
    if (out = with_unit_behind(typed, memory_gib); !out.slug.empty()) {
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
      offer_graphics(out);
    }
  }
  const bool processor = device != nullptr && device->kind == model::DeviceKind::cpu;
  if (processor || (device != nullptr && model::unified_memory(*device))) {
    for (const std::string& word : device_words(typed)) {
      if (memory_gib_of(word) > 0 && memory_gib_of(word) != device->memory_gib) {
        out.installed_gib = memory_gib_of(word);
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

/// "M2 Ultra 192": behind a chip of Apple's a number that no chip has of cores is memory.
NameMatch NameResolver::with_unit_behind(std::string_view typed, double memory_gib) const {
  const std::size_t at = typed.rfind(' ') + 1;  // 0: no blank
  if (at == 0 ||
      !model::is_one_of(typed.substr(at), {"24", "32", "36", "48", "64", "96", "128", "192", "256", "512"})) {
    return {};
  }
  NameMatch out = device(std::string(typed) + "GB", memory_gib);
  const model::Device* chip = catalog_.find_device(out.slug);
  const auto is_cores = [&](const std::string& slug) {
    return catalog_.find_device(slug)->cores == parse_number(typed.substr(at));
  };
  if (chip == nullptr || chip->vendor != "apple" || catalog_.alias("device", typed) != nullptr ||
      is_cores(out.slug) || std::any_of(out.candidates.begin(), out.candidates.end(), is_cores)) {
    return {};
  }
  out.exact = false;
  out.note += (out.note.empty() ? "" : ", ") + std::string("its number is memory in GB");
  return out;
}

/// A processor may be meant for its graphics: said, unless it is named by its slug.
void NameResolver::offer_graphics(NameMatch& processor) const {
  for (const SharedName& shared : catalog_.data().shared_names) {
    if (shared.kind == "device" && shared.usual == processor.slug) {
      processor = usual_one(shared);
      processor.note = "the processor";
    }
  }
}

constexpr std::size_t kMostParts = 64;

/// Whether a separator stands between devices, as in "rtx-3090+rtx-4090" and "3090+3090", and not in a name
/// ("Ryzen AI Max+ 395").
bool NameResolver::joins_devices(std::string_view plain,
                                 std::string_view separator,
                                 double memory_gib) const {
  const auto parts = pieces(plain, separator);
  const auto stands_alone = [&](std::string_view part) {
    const NameMatch match = device(part, memory_gib);
    return match.exact || (!match.slug.empty() && part == parts.front());
  };
  return parts.size() > 1 && parts.size() <= kMostParts &&
         std::all_of(parts.begin(), parts.end(), stands_alone);
}

bool NameResolver::is_card(const NameMatch& match) const {
  const model::Device* device = catalog_.find_device(match.slug);
  return device != nullptr &&
         (device->kind == model::DeviceKind::gpu || device->kind == model::DeviceKind::accelerator);
}

/// "2x3090", "dual 3090s", "2 3090s"; count 0: no number stands there, or what it counts is no device.
NamedDevices NameResolver::counted(std::string_view typed, double memory_gib) const {
  for (const bool bare : {false, true}) {
    std::string_view name = typed;
    bool in_words = false;
    const double count = bare ? take_bare_count(name) : take_count(name, in_words);
    if (count == 0) {
      continue;
    }
    NameMatch one = device(name, memory_gib);  // an S may be the name's own: "2x L40S"
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
      several = !one.slug.empty();
    }
    if (bare && !several ? is_card(one) : !one.slug.empty() || one.candidates.size() > 1) {
      const double devices = count * one.count;
      return {std::string(name), std::move(one), devices};
    }
  }
  return {std::string(typed), {}, 0};
}

/// What the separator joins; empty: it joins no devices.
std::vector<NamedDevices> NameResolver::joined_devices(std::string_view plain,
                                                       std::string_view separator,
                                                       double memory_gib) const {
  const auto parts = pieces(plain, separator);
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
  const std::string plain = with_plain_times(trimmed(typed));
  NameMatch whole = device(trimmed(typed), memory_gib);
  const bool joins = joins_devices(plain, "+", memory_gib) || joins_devices(plain, ",", memory_gib);
  if (!whole.slug.empty() && !whole.lacks_words && (whole.exact || !joins)) {
    const double count = whole.count;
    return {{std::string(typed), std::move(whole), count, "", model::kUnknown, count > 1}};
  }
  if (std::vector<NamedDevices> out = linked(plain, memory_gib); !out.empty()) {
    return out;
  }
  if (NamedDevices several = counted(plain, memory_gib); several.count > 0) {
    return {std::move(several)};
  }
  std::vector<NamedDevices> some_found;
  for (const std::string_view separator : {" + ", "+"}) {
    std::vector<NamedDevices> out = joined_devices(plain, separator, memory_gib);
    if (!out.empty() && all_found(out)) {
      return out;
    }
    const auto found = [](const auto& d) { return !d.match.slug.empty() || d.match.candidates.size() > 1; };
    if (whole.candidates.empty() && std::any_of(out.begin(), out.end(), found)) {
      some_found = std::move(out);
    }
  }
  for (const std::string_view separator : {",", " and ", "&"}) {
    std::vector<NamedDevices> out = joined_devices(plain, separator, memory_gib);
    const bool cards = std::all_of(out.begin(), out.end(), [&](const auto& d) { return is_card(d.match); });
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
  if (!some_found.empty()) {  // says which is not
    return some_found;
  }
  return {{std::string(typed), std::move(whole), 1}};
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
    one.link = one.link.empty() ? slot : one.link;
    one.power_limit_w = watts > 0 ? watts : one.power_limit_w;
  }
  return out;
}

/// Devices, and the link between them that is said behind; empty: none is.
std::vector<NamedDevices> NameResolver::linked(std::string_view plain, double memory_gib) const {
  std::string_view rest = plain;
  if (!take_nvlink(rest)) {
    return {};
  }
  std::vector<NamedDevices> out = devices(rest, memory_gib);
  if (!all_found(out)) {
    return {};
  }
  for (NamedDevices& one : out) {
    one.link = "nvlink";
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
  NamedModel out;
  if (out.match = library_default(typed, engine); !out.match.slug.empty()) {
    return out;
  }
  const QuantText text = quant_of_name(typed);
  if (!text.quant.empty()) {
    out.quant = find_quant(catalog_, text.quant).slug;
  }
  const model::Architecture* own = catalog_.find_model(typed);
  if (own != nullptr && std::isnan(parameters)) {
    out.match = model_names().newer_than_own(typed);
  }
  if (own != nullptr) {
    if (out.match.slug.empty()) {
      out.match = model_names().by_alias(typed);
      if (out.match.slug.empty()) {
        out.match = {std::string(own->slug), {}, "", true};
      }
    }
    return out;
  }
  const std::string rest = out.quant.empty() || text.rest.empty() ? std::string(typed) : text.rest;
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
    if (!usual.slug.empty() || !usual.candidates.empty()) {
      out.match = std::move(usual);
    }
  }
  return out;
}

NamedModel NameResolver::typed_model(std::string_view typed, std::string_view engine) const {
  NamedModel out = model(typed, model::kUnknown, engine);
  if (!out.match.slug.empty() || !out.match.candidates.empty()) {
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
    one.match.note =
        fmt::format("read as '{}'{}{}", name, one.match.note.empty() ? "" : ", ", one.match.note);
    right = std::move(one);
  }
  return right.match.slug.empty() ? out : right;
}

std::vector<NamedDevices> NameResolver::typed_devices(std::string_view typed) const {
  std::vector<NamedDevices> out = devices(typed);
  const bool open = std::any_of(out.begin(), out.end(), [](const NamedDevices& d) {
    return d.match.slug.empty() && d.match.candidates.empty();
  });
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
    first.match.note =
        fmt::format("read as '{}'{}{}", name, first.match.note.empty() ? "" : ", ", first.match.note);
    first.typed = one.size() == 1 ? std::string(typed) : first.typed;
    right = std::move(one);
  }
  return right.empty() ? out : right;
}

NameMatch NameResolver::need_device(std::string_view typed, const std::string& where) const {
  return need_devices(typed, where).front().match;
}

std::vector<NamedDevices> NameResolver::need_devices(std::string_view typed, const std::string& where) const {
  std::vector<NamedDevices> out = typed_devices(typed);
  for (const NamedDevices& d : out) {
    if (d.match.slug.empty()) {
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

NamedModel NameResolver::need_model(std::string_view typed,
                                    const std::string& where,
                                    std::string_view engine) const {
  NamedModel out = typed_model(typed, engine);
  if (out.match.slug.empty()) {
    not_found("model", typed, out.match, out.match.candidates, model_names().nearest(typed), where);
  }
  return out;
}

NameMatch NameResolver::need_quant(std::string_view typed, const std::string& where) const {
  NameMatch out = quant(typed);
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
