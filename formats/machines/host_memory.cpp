#include <cmath>

#include <fmt/format.h>

#include "formats/machines/machine_formats.hpp"
#include "formats/machines/text_lines.hpp"
#include "model/units.hpp"

namespace tokroof::formats {
namespace {

/// A memory module's tool says more exactly: it stays.
void take_memory(Machine& machine, double bytes) {
  if (std::isnan(machine.host.memory_bytes) && bytes >= model::kMib && bytes <= 1e16)
    machine.host.memory_bytes = bytes;
}

/// "125Gi", "503G"; plain numbers are KiB where they are large, as `free` prints them without an option.
double free_bytes(const std::string& text, bool& guessed) {
  const double number = catalog::leading_number(text);
  if (text.find('T') != std::string::npos) return number * model::kTib;
  if (text.find('G') != std::string::npos) return number * model::kGib;
  if (text.find('M') != std::string::npos) return number * model::kMib;
  if (text.find('K') != std::string::npos) return number * model::kKib;
  guessed = true;
  constexpr double kLeastKib = 1e6, kLeastMib = 1e3;
  return number * (number >= kLeastKib ? model::kKib : number >= kLeastMib ? model::kMib : model::kGib);
}

}  // namespace

/// "MemTotal: 131886000 kB"; "Mem: 131886000 ..." of `free`.
bool read_host_memory(const std::vector<std::string>& lines, const std::string& file, Machine& machine) {
  bool any = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto kv = key_value(lines[i]);
    if (!kv) continue;
    const double number = catalog::leading_number(kv->value);
    if (kv->key == "MemTotal" && number > 0 && kv->value.ends_with("kB")) {
      take_memory(machine, number * model::kKib);
      any = true;
    }
    const std::vector<std::string> words = blank_words(kv->value);
    if (kv->key == "Mem" && words.size() >= 3 && number > 0) {
      bool guessed = false;
      take_memory(machine, free_bytes(words[0], guessed));
      any = true;
      if (guessed) {
        machine.notes.push_back(fmt::format("{}:{}: the unit of '{}' is not said: {:.4g} GiB are taken",
                                            file,
                                            i + 1,
                                            words[0],
                                            free_bytes(words[0], guessed) / model::kGib));
      }
    }
  }
  return any;
}

/// "available: 2 nodes (0-1)", "node 0 size: 128719 MB".
bool read_numactl(const std::vector<std::string>& lines, const std::string& /*file*/, Machine& machine) {
  double nodes = model::kUnknown, bytes = 0;
  for (const std::string& line : lines) {
    const auto kv = key_value(line);
    if (!kv) continue;
    if (kv->key == "available" && kv->value.find("node") != std::string::npos)
      nodes = catalog::leading_number(kv->value);
    if (kv->key.starts_with("node ") && kv->key.ends_with(" size") && catalog::leading_number(kv->value) > 0)
      bytes += catalog::leading_number(kv->value) * model::kMib;
  }
  if (!(nodes >= 1 && nodes <= 1e4)) {
    return false;
  }
  machine.host.numa_nodes = nodes;
  take_memory(machine, bytes);
  return true;
}

}  // namespace tokroof::formats
