#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "formats/machines/machine_formats.hpp"
#include "formats/machines/text_lines.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

enum class Said {
  nothing,
  name,
  vendor,
  family,
  model,
  flags,
  most_mhz,
  sockets,
  cores,
  nodes,
  hypervisor,
  virtualization
};

/// lscpu's keys in the languages that it speaks.
constexpr model::WordRow<Said> kSpellings[] = {
    {"Model name|Modellname|Nom de modèle|Nombre del modelo|Nome do modelo|Nome del modello|"
     "Nazwa modelu|Имя модели|型号名称|モデル名",
     Said::name},
    {"Vendor ID|Anbieterkennung|Identifiant constructeur", Said::vendor},
    {"CPU family|Prozessorfamilie|Famille de processeur", Said::family},
    {"Model|Modell|Modèle", Said::model},
    {"Flags|Markierungen|Drapeaux", Said::flags},
    {"CPU max MHz", Said::most_mhz},
    {"Socket(s)|Sockel|«Socket(s)»|Soquete(s)|Socket|Gniazd|Сокетов|座|插槽|ソケット数", Said::sockets},
    {"Core(s) per socket|Kern(e) pro Socket|Kern(e) pro Sockel|Cœur(s) par socket|"
     "Núcleo(s) por «socket»|Núcleo(s) por soquete|Core per socket|Rdzeni na gniazdo|"
     "Ядер на сокет|每个座的核数|ソケットあたりのコア数",
     Said::cores},
    {"NUMA node(s)|NUMA-Knoten|Nœud(s) NUMA|Modo(s) NUMA|Nó(s) de NUMA|Nodo(i) NUMA|Węzłów NUMA|"
     "NUMA 节点|NUMA ノード数",
     Said::nodes},
    {"Hypervisor vendor|Hypervisor-Anbieter|Constructeur d'hyperviseur|Fabricante del hipervisor|"
     "超管理器厂商",
     Said::hypervisor},
    {"Virtualization type|Virtualisierungstyp|Type de virtualisation|Tipo de virtualización|"
     "虚拟化类型",
     Said::virtualization},
};

/// "lscpu --json": its rows as "key: value".
std::vector<std::string> rows_of_json(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + '\n';
  std::vector<std::string> out;
  const auto take = [&](const auto& self, const nlohmann::json& rows, int depth) -> void {
    constexpr int kDeepest = 8;
    if (!rows.is_array() || depth > kDeepest) return;
    for (const nlohmann::json& row : rows) {
      if (!row.is_object()) continue;
      const auto field = row.find("field"), data = row.find("data");
      if (field != row.end() && data != row.end() && field->is_string() && data->is_string()) {
        out.push_back(field->get<std::string>() + ' ' + data->get<std::string>());
      }
      if (const auto children = row.find("children"); children != row.end()) self(self, *children, depth + 1);
    }
  };
  constexpr std::size_t kDeepestText = 64;
  if (text.find("\"lscpu\"") < kDeepestText) {
    const nlohmann::json document = nlohmann::json::parse(text, nullptr, false);
    if (document.is_object()) take(take, document.value("lscpu", nlohmann::json()), 0);
  }
  return out;
}

/// Key and value; the colon of East Asian languages is another character.
std::optional<KeyValue> row_of(std::string_view line) {
  constexpr std::string_view kWideColon = "\xEF\xBC\x9A";
  const std::size_t wide = line.find(kWideColon);
  if (wide == std::string_view::npos) {
    return key_value(line);
  }
  return KeyValue{std::string(catalog::trimmed(line.substr(0, wide))),
                  std::string(catalog::trimmed(line.substr(wide + kWideColon.size())))};
}

/// Some hypervisors are not named, but show each core as a socket: nobody sells processors of one core any more.
bool is_virtual(const MachineHost& host) {
  return !host.hypervisor.empty() || (host.sockets > 1 && host.cores_per_socket == 1);
}

}  // namespace

bool is_count(double number) { return number >= 1 && number <= 1e5; }

bool read_lscpu(const std::vector<std::string>& lines, const std::string& file, Machine& machine) {
  MachineHost host = machine.host;
  host.name.clear();
  host.hypervisor.clear();
  std::set<std::string> others;
  bool sockets = false, cores = false;
  const std::vector<std::string> unpacked = rows_of_json(lines);
  for (const std::string& line : unpacked.empty() ? lines : unpacked) {
    const auto kv = row_of(line);
    if (!kv) continue;
    const double number = catalog::leading_number(kv->value);
    switch (model::meaning_of(kv->key, kSpellings)) {
      case Said::name:
        if (host.name.empty()) host.name = kv->value;
        if (kv->value != host.name) others.insert(kv->value);
        break;
      case Said::sockets:
        if (is_count(number) && !sockets) host.sockets = number;
        sockets = true;  // "-" on some ARM machines
        break;
      case Said::cores:
        if (is_count(number) && !cores) host.cores_per_socket = number;
        cores = true;
        break;
      case Said::nodes:
        if (is_count(number)) host.numa_nodes = number;
        break;
      case Said::vendor: host.vendor = kv->value; break;
      case Said::family:
        if (number >= 0 && number <= 1e6) host.family = number;
        break;
      case Said::model:  // of ARM's a revision, not the part
        if (number >= 0 && number <= 1e6 && host.vendor != "ARM") host.model = number;
        break;
      case Said::flags: host.instructions = vector_instructions(kv->value); break;
      case Said::most_mhz:
        if (number >= 100 && number <= 1e4) host.clock_hz = number * 1e6;
        break;
      case Said::hypervisor: host.hypervisor = kv->value; break;
      case Said::virtualization:
        if (host.hypervisor.empty()) host.hypervisor = kv->value;
        break;
      case Said::nothing: break;
    }
  }
  const bool arm = host.name.starts_with("Neoverse") || host.name.starts_with("Cortex");
  if (!sockets || (host.name.empty() && !cores)) {
    return false;
  }
  if (host.name.empty()) {
    host.name = machine.host.name;
  } else if (host.name != machine.host.name) {
    host.slug.clear();
  }
  for (const std::string& other : others) {
    machine.notes.push_back(fmt::format("{}: cores of several kinds: {} beside {}", file, other, host.name));
  }
  if (is_virtual(host)) {
    host.hypervisor = host.hypervisor.empty() ? "not named" : host.hypervisor;
    machine.notes.push_back(
        fmt::format("{}: a virtual machine (hypervisor {}, {:g} x {:g} cores shown): how much of the "
                    "processor and of its "
                    "memory's bandwidth it has is not told",
                    file,
                    host.hypervisor,
                    host.sockets,
                    host.cores_per_socket));
  }
  if (arm) {
    machine.notes.push_back(fmt::format("{}: {} is a core, no product: --host names one", file, host.name));
  }
  machine.host = host;
  return true;
}

}  // namespace tokroof::formats
