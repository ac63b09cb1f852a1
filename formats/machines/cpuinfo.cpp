#include <algorithm>
#include <set>

#include "formats/machines/machine_formats.hpp"
#include "formats/machines/text_lines.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

/// "0x41": 65.
double hexadecimal_number(const std::string& text) {
  if (!text.starts_with("0x") || text.size() > 8 ||
      text.find_first_not_of("0123456789abcdefABCDEF", 2) != std::string::npos || text.size() == 2) {
    return model::kUnknown;
  }
  return static_cast<double>(std::stoul(text, nullptr, 16));
}

struct Reading {
  MachineHost host;
  std::set<std::string> sockets;
  double processors = 0, siblings = model::kUnknown, cores = model::kUnknown, highest_mhz = model::kUnknown;
  bool in_virtual_machine = false;

  void take(const KeyValue& kv) {
    const double number = catalog::leading_number(kv.value);
    if (kv.key == "processor" && number >= 0) processors += 1;
    if (kv.key == "model name" && host.name.empty()) host.name = kv.value;
    if (kv.key == "Model" && host.name.empty() && kv.value.find("Raspberry Pi") != std::string::npos)
      host.name = kv.value;
    if (kv.key == "physical id" && sockets.size() <= 1000) sockets.insert(kv.value);
    if (kv.key == "cpu cores" && is_count(number)) cores = number;
    if (kv.key == "siblings" && is_count(number)) siblings = number;
    if (kv.key == "vendor_id") host.vendor = kv.value;
    if (kv.key == "cpu family" && number >= 0 && number <= 1e6) host.family = number;
    if (kv.key == "model" && number >= 0 && number <= 1e6) host.model = number;
    if (kv.key == "CPU implementer" && hexadecimal_number(kv.value) == 0x41) host.vendor = "ARM";
    if (kv.key == "CPU part" && hexadecimal_number(kv.value) >= 0) host.model = hexadecimal_number(kv.value);
    if (kv.key == "cpu MHz" && number >= 100 && number <= 1e4) highest_mhz = std::fmax(highest_mhz, number);
    if (model::is_one_of(kv.key, {"flags", "Features"}) && host.instructions.empty()) {
      host.instructions = vector_instructions(kv.value);
      const std::vector<std::string> words = blank_words(kv.value);
      in_virtual_machine = model::holds(words, "hypervisor");
    }
  }
};

void keep_known(const std::string& from, std::string& to) {
  if (!from.empty()) to = from;
}
void keep_known(double from, double& to) {
  if (!std::isnan(from)) to = from;
}

}  // namespace

std::string vector_instructions(const std::string& flags) {
  constexpr auto kVector = model::words_of<12>(
      "sse2|sse4_1|avx|avx2|avx512f|avx512_bf16|avx_vnni|amx_tile|neon|asimd|asimddp|sve");
  const std::vector<std::string> words = blank_words(flags);
  std::string out;
  for (const std::string_view name : kVector) {
    if (model::holds(words, name)) {
      out += (out.empty() ? "" : " ") + std::string(name);
    }
  }
  return out;
}

/// /proc/cpuinfo. Sockets are the distinct values of "physical id"; ARM kernels tell neither those nor cores, there each
/// processor is a core of one socket.
bool read_cpuinfo(const std::vector<std::string>& lines, const std::string& /*file*/, Machine& machine) {
  Reading r;
  for (const std::string& line : lines) {
    if (const auto kv = key_value(line)) r.take(*kv);
  }
  const bool arm = r.host.vendor == "ARM" && !std::isnan(r.host.model);
  if (!(r.processors > 0) || (r.host.name.empty() && !arm)) {
    return false;
  }
  const double sockets = std::max<double>(1, static_cast<double>(r.sockets.size()));
  double cores = r.cores;
  if (std::isnan(cores) && r.sockets.empty()) cores = r.processors;
  // A container or a part of a machine shows fewer processors than the sockets have; one alone is a part of the text.
  const double threads = r.siblings >= r.cores ? r.siblings / r.cores : 1;
  if (r.processors > 1 && r.processors / threads / sockets < cores)
    cores = std::max(1.0, r.processors / threads / sockets);
  MachineHost& host = machine.host;
  if (!r.host.name.empty() && r.host.name != host.name) {
    host.name = r.host.name;
    host.slug.clear();
  }
  keep_known(r.host.vendor, host.vendor);
  keep_known(r.host.family, host.family);
  keep_known(r.host.model, host.model);
  keep_known(r.host.instructions, host.instructions);
  keep_known(r.highest_mhz * 1e6, host.clock_hz);
  if (!r.sockets.empty() && r.sockets.size() <= 1000) host.sockets = sockets;
  if (std::isnan(host.sockets)) host.sockets = 1;
  keep_known(cores, host.cores_per_socket);
  if (r.in_virtual_machine && host.hypervisor.empty()) host.hypervisor = "not named";
  return true;
}

}  // namespace tokroof::formats
