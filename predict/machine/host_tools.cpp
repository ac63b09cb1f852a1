#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "catalog/names.hpp"
#include "predict/machine/machine_formats.hpp"
#include "predict/machine/text_lines.hpp"

namespace tokroof {
namespace {

/// "Size: 32 GB", "16384 MB", "No Module Installed".
double size_bytes(const std::string& text) {
  const double number = leading_number(text);
  const double unit = text.ends_with("GB") || text.ends_with("GiB")   ? 1073741824.0
                      : text.ends_with("MB") || text.ends_with("MiB") ? 1048576.0
                      : text.ends_with("TB")                          ? 1099511627776.0
                                                                      : 0.0;
  return std::isnan(number) ? 0 : number * unit;
}

/// One "Memory Device" of dmidecode.
struct Module {
  double bytes = 0, configured = kUnknown, rated = kUnknown;
  std::string locator, bank;
};

/// The channel that a slot's names tell: "P0 CHANNEL A", "NODE 1 CHANNEL 2", "ChannelB-DIMM0", "DIMM_A1", "CPU2_DIMM_C1".
/// Empty: they do not.
std::string channel_of(const Module& m) {
  for (const std::string& text : {lower_case(m.bank), lower_case(m.locator)}) {
    for (const std::string_view word : {"channel", "_ch", " ch"}) {
      const std::size_t at = text.find(word);
      if (at == std::string::npos) continue;
      std::size_t end = at + word.size();
      while (end < text.size() && (text[end] == ' ' || text[end] == '_' || text[end] == '-')) ++end;
      const std::size_t last = end;
      while (end < text.size() && std::isalnum(static_cast<unsigned char>(text[end])) != 0) ++end;
      if (end > last) return text.substr(0, end);
    }
  }
  // "CPU1_DIMM_A2", "DIMM C1", "B3": channels are lettered, slots of one numbered.
  const std::string slot = lower_case(m.locator);
  const std::size_t dimm = slot.rfind("dimm");
  std::size_t letter = dimm == std::string::npos ? 0 : dimm + 4;
  while (letter < slot.size() && (slot[letter] == '_' || slot[letter] == ' ' || slot[letter] == '-'))
    ++letter;
  const bool lettered = letter + 1 < slot.size() &&
                        std::isalpha(static_cast<unsigned char>(slot[letter])) != 0 &&
                        slot.find_first_not_of("0123456789", letter + 1) == std::string::npos;
  return lettered ? slot.substr(0, letter + 1) : "";
}

void sum_up(const std::vector<Module>& modules, Machine& machine) {
  std::set<std::string> channels;
  double bytes = 0, populated = 0, slowest = kUnknown;
  bool told = true;
  for (const Module& m : modules) {
    if (!(m.bytes > 0)) continue;
    bytes += m.bytes;
    populated += 1;
    const std::string channel = channel_of(m);
    told = told && !channel.empty();
    channels.insert(channel);
    slowest = std::fmin(slowest, m.configured > 0 ? m.configured : m.rated);
  }
  if (!(populated > 0)) {
    return;
  }
  machine.host.memory_bytes = bytes;
  machine.host.transfers_per_s = slowest * 1e6;
  machine.host.channels = told ? static_cast<double>(channels.size()) : populated;
  if (!told) {
    machine.notes.push_back(fmt::format(
        "the slots' names do not tell their channel: each of the {:.0f} modules is taken to have its own",
        populated));
  }
}

}  // namespace

bool read_lscpu(const std::vector<std::string>& lines, const std::string& /*file*/, Machine& machine) {
  MachineHost host = machine.host;
  bool model = false, sockets = false;
  for (const std::string& line : lines) {
    const auto kv = key_value(line);
    if (!kv) continue;
    const double number = leading_number(kv->value);
    const bool count = number >= 1 && number <= 1e5;
    if (kv->key == "Model name" && !model) {
      host.name = kv->value;
      model = true;
    } else if (kv->key == "Socket(s)" && count) {
      host.sockets = number;
      sockets = true;
    } else if (kv->key == "Core(s) per socket" && count) {
      host.cores_per_socket = number;
    } else if (kv->key == "NUMA node(s)" && count) {
      host.numa_nodes = number;
    }
  }
  if (!model || !sockets) {
    return false;
  }
  machine.host = host;
  return true;
}

bool read_dmidecode(const std::vector<std::string>& lines, const std::string& /*file*/, Machine& machine) {
  std::vector<Module> modules;
  bool inside = false, any = false;
  constexpr std::size_t kMostModules = 4096;
  for (const std::string& line : lines) {
    const std::string_view content = trimmed(line);
    if (content == "Memory Device" && modules.size() < kMostModules) {
      modules.emplace_back();
      inside = any = true;
      continue;
    }
    if (content.empty() || line.starts_with("Handle ")) {
      inside = false;
    }
    const auto kv = inside ? key_value(line) : std::nullopt;
    if (!kv) continue;
    Module& m = modules.back();
    if (kv->key == "Size") m.bytes = size_bytes(kv->value);
    if (kv->key == "Locator") m.locator = kv->value;
    if (kv->key == "Bank Locator") m.bank = kv->value;
    if (kv->key == "Speed") m.rated = leading_number(kv->value);
    if (kv->key == "Configured Memory Speed" || kv->key == "Configured Clock Speed") {
      m.configured = leading_number(kv->value);
    }
  }
  sum_up(modules, machine);
  return any;
}

}  // namespace tokroof
