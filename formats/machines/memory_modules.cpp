#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "catalog/names.hpp"
#include "formats/machines/memory_modules.hpp"
#include "formats/machines/text_lines.hpp"
#include "model/names.hpp"
#include "model/units.hpp"

namespace tokroof::formats {
namespace {

/// "Size: 32 GB", "16384 MB", "No Module Installed".
double size_bytes(const std::string& text) {
  const double number = catalog::leading_number(text);
  const double unit = text.ends_with("GB") || text.ends_with("GiB")   ? model::kGib
                      : text.ends_with("MB") || text.ends_with("MiB") ? model::kMib
                      : text.ends_with("TB")                          ? 1099511627776.0
                                                                      : 0.0;
  return std::isnan(number) ? 0 : number * unit;
}

/// The channel that a slot's names tell: "P0 CHANNEL A", "NODE 1 CHANNEL 2", "ChannelB-DIMM0", "DIMM_A1", "CPU2_DIMM_C1".
/// Empty: they do not.
std::string channel_of(const MemoryModule& m) {
  for (const std::string& text : {catalog::lower_case(m.bank), catalog::lower_case(m.locator)}) {
    for (const std::string_view word : {"channel", "_ch", " ch"}) {
      const std::size_t at = text.find(word);
      if (at == std::string::npos) continue;
      std::size_t end = at + word.size();
      while (end < text.size() && (text[end] == ' ' || text[end] == '_' || text[end] == '-')) ++end;
      const std::size_t last = end;
      if (end < text.size() && std::isalpha(static_cast<unsigned char>(text[end])) != 0) {
        ++end;  // lettered: what follows is the slot
      }
      if (end == last) end = std::min(text.find_first_not_of("0123456789", end), text.size());
      if (end > last) return text.substr(0, end);
    }
  }
  // "CPU1_DIMM_A2", "DIMM_P0_A0", "P2-DIMMF1", "B3": channels are lettered, slots of one numbered.
  const std::string slot = catalog::lower_case(m.locator);
  const std::size_t number = slot.find_last_not_of("0123456789");
  const bool lettered = number != std::string::npos && number + 1 < slot.size() && slot[number] >= 'a' &&
                        slot[number] <= 'p' &&
                        (number == 0 || std::isalpha(static_cast<unsigned char>(slot[number - 1])) == 0 ||
                         std::string_view(slot).substr(0, number).ends_with("dimm"));
  return lettered ? slot.substr(0, number + 1) : "";
}

}  // namespace

void add_memory_modules(const std::vector<MemoryModule>& modules, Machine& machine) {
  constexpr double kChannelBits = 64;
  std::map<std::string, double> channels;  // their width
  double bytes = 0, populated = 0, slowest = model::kUnknown, fastest = model::kUnknown, bits = 0,
         persistent = 0;
  bool told = true;
  for (const MemoryModule& m : modules) {
    if (!(m.bytes > 0)) continue;
    if (m.persistent) {
      persistent += 1;
      continue;
    }
    bytes += m.bytes;
    populated += 1;
    const std::string channel = channel_of(m);
    told = told && !channel.empty();
    const double width = m.data_bits > 0 ? std::min(m.data_bits, kChannelBits) : kChannelBits;
    double& widest = channels[channel.empty() ? std::to_string(populated) : channel];
    bits += std::max(width - widest, 0.0);
    widest = std::max(widest, width);
    const double speed = m.configured_mts > 0 ? m.configured_mts : m.rated_mts;
    slowest = std::fmin(slowest, speed);
    fastest = std::fmax(fastest, speed);
  }
  if (persistent > 0) {
    machine.notes.push_back(
        fmt::format("{:.0f} modules of persistent memory or flash are not counted", persistent));
  }
  if (!(populated > 0)) {
    return;
  }
  machine.host.memory_bytes = bytes;
  machine.host.transfers_per_s = slowest * 1e6;
  machine.host.channels = bits / kChannelBits;
  if (fastest > slowest) {
    machine.notes.push_back(
        fmt::format("modules of {:.0f} to {:.0f} MT/s: the slowest sets the pace", slowest, fastest));
  }
  if (std::isnan(slowest)) {
    machine.notes.emplace_back("the modules' speed is not said: the memory's rate is not known");
  }
  if (bits < kChannelBits * static_cast<double>(channels.size())) {
    machine.notes.push_back(
        fmt::format("{} channels of less than 64 bits, {:.0f} bits together, count as {:g}",
                    channels.size(),
                    bits,
                    machine.host.channels));
  }
  if (!told) {
    machine.notes.push_back(fmt::format(
        "the slots' names do not tell their channel: each of the {:.0f} modules is taken to have its own",
        populated));
  }
}

bool read_dmidecode(const std::vector<std::string>& lines, const std::string& /*file*/, Machine& machine) {
  std::vector<MemoryModule> modules;
  bool inside = false, any = false;
  constexpr std::size_t kMostModules = 4096;
  // Only the lines that somebody has picked out: a module begins with its size.
  const auto has = [&](std::string_view key) {
    return model::any_of(lines, [&](const auto& l) { return catalog::trimmed(l).starts_with(key); });
  };
  const bool picked = !has("Memory Device") && has("Size:") && has("Locator:") && has("Speed:");
  for (const std::string& line : lines) {
    const std::string_view content = catalog::trimmed(line);
    const bool begins = picked ? content.starts_with("Size:") && (modules.empty() || modules.back().sized)
                               : content == "Memory Device";
    if (begins && modules.size() < kMostModules) {
      modules.emplace_back();
      inside = any = true;
      if (!picked) continue;
    }
    if (!picked && (content.empty() || content.starts_with("Handle "))) {
      inside = false;
    }
    const auto kv = inside ? key_value(line) : std::nullopt;
    if (!kv) continue;
    MemoryModule& m = modules.back();
    if (kv->key == "Size") {
      m.bytes = size_bytes(kv->value);
      m.sized = true;
    }
    if (kv->key == "Data Width") m.data_bits = catalog::leading_number(kv->value);
    if (kv->key == "Locator") m.locator = kv->value;
    if (kv->key == "Bank Locator") m.bank = kv->value;
    if (kv->key == "Type")
      m.persistent = kv->value == "Flash" || kv->value.find("non-volatile") != std::string::npos;
    if (kv->key == "Memory Technology")
      m.persistent = m.persistent || kv->value.find("persistent") != std::string::npos;
    if (kv->key == "Speed") m.rated_mts = catalog::leading_number(kv->value);
    if (kv->key == "Configured Memory Speed" || kv->key == "Configured Clock Speed") {
      m.configured_mts = catalog::leading_number(kv->value);
    }
  }
  add_memory_modules(modules, machine);
  return any;
}

}  // namespace tokroof::formats
