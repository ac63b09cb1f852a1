#include "formats/machines/machine_json.hpp"

#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "catalog/input_file.hpp"
#include "catalog/text.hpp"
#include "formats/json_text.hpp"
#include "formats/machines/read_machine.hpp"

namespace tokroof::formats {
namespace {

using nlohmann::json;

/// A number of a structure: its key, and the range that it can have.
template <class T>
struct Number {
  const char* key;
  double T::*field;
  double low, high;
};

// clang-format off
constexpr Number<MachineDevice> kDeviceNumbers[] = {
    {"memory_bytes", &MachineDevice::memory_bytes, 1, 1e14}, {"shared_memory_bytes", &MachineDevice::shared_memory_bytes, 1, 1e14},
    {"pcie_generation", &MachineDevice::pcie_generation, 0, 9}, {"pcie_generation_max", &MachineDevice::pcie_generation_max, 0, 9},
    {"pcie_lanes", &MachineDevice::pcie_lanes, 0, 64}, {"pcie_lanes_max", &MachineDevice::pcie_lanes_max, 0, 64},
    {"power_limit_w", &MachineDevice::power_limit_w, 0, 1e5}, {"power_limit_default_w", &MachineDevice::power_limit_default_w, 0, 1e5},
    {"sm_clock_hz", &MachineDevice::sm_clock_hz, 0, 1e11}, {"memory_clock_hz", &MachineDevice::memory_clock_hz, 0, 1e11},
    {"numa_node", &MachineDevice::numa_node, 0, 1e4}, {"nvlinks", &MachineDevice::nvlinks, 0, 100},
    {"nvlink_bytes_per_s", &MachineDevice::nvlink_bytes_per_s, 0, 1e13},
};
constexpr Number<MachineLink> kLinkNumbers[] = {
    {"bandwidth_bytes_per_s", &MachineLink::bytes_per_s, 0, 1e14}, {"latency_s", &MachineLink::latency_s, 0, 1e3},
};
constexpr Number<MachineHost> kHostNumbers[] = {
    {"sockets", &MachineHost::sockets, 1, 1e3}, {"cores_per_socket", &MachineHost::cores_per_socket, 1, 1e5},
    {"numa_nodes", &MachineHost::numa_nodes, 1, 1e4}, {"memory_bytes", &MachineHost::memory_bytes, 1, 1e16},
    {"family", &MachineHost::family, 0, 1e6}, {"model", &MachineHost::model, 0, 1e6}, {"clock_hz", &MachineHost::clock_hz, 1e6, 1e11},
    {"channels", &MachineHost::channels, 0.125, 4096}, {"transfers_per_s", &MachineHost::transfers_per_s, 1e6, 1e12},
};
// clang-format on

template <class T, std::size_t n>
void write(const T& from, const Number<T> (&numbers)[n], json& to) {
  for (const Number<T>& number : numbers) {
    if (std::isfinite(from.*number.field)) to[number.key] = from.*number.field;
  }
}

void write(const std::string& text, const char* key, json& to) {
  if (!text.empty()) to[key] = text;
}

class MachineReader {
 public:
  explicit MachineReader(const catalog::JsonFile& file) : file_(file) {}

  Machine read() {
    const json& d = file_.document;
    if (!d.is_object() || d.value("format", json()) != "tokroof-machine") {
      fail("/format", "is no machine file: `tokroof machine` writes one");
    }
    Machine m;
    each(d, "devices", [&](const json& o, const std::string& at) { device(o, at, m); });
    each(d, "links", [&](const json& o, const std::string& at) { link(o, at, m); });
    if (const auto host = d.find("host"); host != d.end()) {
      object(*host, "/host");
      m.host.name = text(*host, "name", "/host");
      m.host.slug = text(*host, "slug", "/host");
      m.host.hypervisor = text(*host, "hypervisor", "/host");
      m.host.vendor = text(*host, "vendor", "/host");
      m.host.instructions = text(*host, "instructions", "/host");
      numbers(*host, "/host", kHostNumbers, m.host);
    }
    return m;
  }

 private:
  [[noreturn]] void fail(const std::string& pointer, const std::string& message) const {
    throw catalog::InputError("bad-file", message, file_.where(pointer));
  }
  void object(const json& value, const std::string& at) const {
    if (!value.is_object()) fail(at, "is no object");
  }
  template <class Take>
  void each(const json& d, const char* key, Take take) const {
    const auto list = d.find(key);
    if (list == d.end()) return;
    const std::string at = std::string("/") + key;
    if (!list->is_array() || list->size() > static_cast<std::size_t>(kMostDevices) * kMostDevices)
      fail(at, "is no list");
    for (std::size_t i = 0; i < list->size(); ++i) {
      const std::string inner = at + '/' + std::to_string(i);
      object((*list)[i], inner);
      take((*list)[i], inner);
    }
  }
  std::string text(const json& o, const char* key, const std::string& at) const {
    const auto found = o.find(key);
    if (found == o.end()) return "";
    if (!found->is_string()) fail(at + '/' + key, "is no text");
    return found->get<std::string>();
  }
  int index(const json& o, const char* key, const std::string& at) const {
    const auto found = o.find(key);
    if (found == o.end() || !found->is_number_unsigned() || found->get<std::uint64_t>() >= kMostDevices) {
      fail(at + '/' + key, fmt::format("'{}' is no number of a device", key));
    }
    return found->get<int>();
  }
  /// kUnknown where it is absent.
  double number(const json& o, const char* key, double low, double high, const std::string& at) const {
    const auto found = o.find(key);
    if (found == o.end() || found->is_null()) return model::kUnknown;
    if (!found->is_number() || !(found->get<double>() >= low && found->get<double>() <= high)) {
      fail(at + '/' + key, fmt::format("'{}' is not between {:g} and {:g}", key, low, high));
    }
    return found->get<double>();
  }
  template <class T, std::size_t n>
  void numbers(const json& o, const std::string& at, const Number<T> (&list)[n], T& to) const {
    for (const Number<T>& one : list) {
      to.*one.field = number(o, one.key, one.low, one.high, at);
    }
  }
  void device(const json& o, const std::string& at, Machine& m) const {
    MachineDevice& d = m.device(index(o, "index", at));
    d.name = text(o, "name", at);
    d.slug = text(o, "slug", at);
    d.bus_id = text(o, "bus_id", at);
    d.pci_id = text(o, "pci_id", at);
    if (const auto chip = o.find("integrated"); chip != o.end() && chip->is_boolean())
      d.integrated = chip->get<bool>();
    numbers(o, at, kDeviceNumbers, d);
    if (const auto ecc = o.find("ecc"); ecc != o.end() && ecc->is_boolean()) d.ecc = ecc->get<bool>();
  }
  void link(const json& o, const std::string& at, Machine& m) const {
    const int a = index(o, "a", at), b = index(o, "b", at);
    if (a == b) fail(at, "joins a device to itself");
    MachineLink& l = m.link(a, b);
    l.label = text(o, "label", at);
    numbers(o, at, kLinkNumbers, l);
    if (const auto p2p = o.find("peer_to_peer"); p2p != o.end() && p2p->is_boolean())
      l.peer_to_peer = p2p->get<bool>();
  }

  const catalog::JsonFile& file_;
};

}  // namespace

json machine_json(const Machine& machine) {
  json out = {{"format", "tokroof-machine"}, {"devices", json::array()}, {"links", json::array()}};
  for (const MachineDevice& d : machine.devices) {
    json o = {{"index", d.index}};
    write(d.name, "name", o);
    write(d.slug, "slug", o);
    write(d.bus_id, "bus_id", o);
    write(d.pci_id, "pci_id", o);
    if (d.integrated) o["integrated"] = true;
    write(d, kDeviceNumbers, o);
    if (d.ecc) o["ecc"] = *d.ecc;
    out["devices"].push_back(o);
  }
  for (const MachineLink& l : machine.links) {
    json o = {{"a", l.a}, {"b", l.b}};
    write(l.label, "label", o);
    write(l, kLinkNumbers, o);
    if (l.peer_to_peer) o["peer_to_peer"] = *l.peer_to_peer;
    out["links"].push_back(o);
  }
  json host = json::object();
  write(machine.host.name, "name", host);
  write(machine.host.slug, "slug", host);
  write(machine.host.hypervisor, "hypervisor", host);
  write(machine.host.vendor, "vendor", host);
  write(machine.host.instructions, "instructions", host);
  write(machine.host, kHostNumbers, host);
  if (machine.host.bandwidth_bytes_per_s() > 0)
    host["memory_bandwidth_bytes_per_s"] = machine.host.bandwidth_bytes_per_s();
  out["host"] = host;
  out["engines"] = json::array();
  for (const MachineEngine& e : machine.engines)
    out["engines"].push_back({{"engine", e.engine}, {"command", e.command}});
  out["sources"] = json::array();
  for (const MachineSource& s : machine.sources)
    out["sources"].push_back({{"file", s.file}, {"format", s.format}});
  out["notes"] = machine.notes;
  return out;
}

Machine machine_from_json(const catalog::JsonFile& file) { return MachineReader(file).read(); }

Machine read_machine_file(const std::filesystem::path& path, const catalog::DeviceNames& names) {
  const std::string text = catalog::read_text(path, kMostToolBytes);
  if (catalog::trimmed(text).starts_with('{')) {
    return machine_from_json(parse_foreign_json(text, path.string()));
  }
  Machine machine;
  read_machine_text(text, path.string(), machine);
  complete_machine(names, machine);
  return machine;
}

}  // namespace tokroof::formats
