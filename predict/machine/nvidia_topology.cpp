#include <algorithm>

#include <fmt/format.h>

#include "catalog/input_error.hpp"
#include "predict/machine/machine_formats.hpp"
#include "predict/machine/text_lines.hpp"

namespace tokroof {
namespace {

/// A matrix of "nvidia-smi topo": the devices of its columns, then a row for each.
struct Matrix {
  std::vector<int> columns;   ///< device of each column, -1 for network cards
  std::size_t first_row = 0;  ///< line
};

bool is_path(std::string_view cell) {
  for (const std::string_view known : {"PIX", "PXB", "PHB", "NODE", "SYS", "SOC"}) {
    if (cell == known) return true;
  }
  return cell.starts_with("NV") && cell.size() > 2 &&
         cell.find_first_not_of("0123456789", 2) == std::string_view::npos;
}

bool is_status(std::string_view cell) {
  for (const std::string_view known : {"OK", "CNS", "GNS", "TNS", "NS", "DR", "U", "CHS"}) {
    if (cell == known) return true;
  }
  return false;
}

/// "GPU0 GPU1 NIC0 CPU Affinity ...": columns up to the first word that is neither a device nor a network card.
std::vector<int> columns_of(std::string_view line) {
  std::vector<int> out;
  for (const std::string& word : blank_words(line)) {
    const auto number = gpu_number(word);
    const bool card = word.starts_with("NIC") || word.starts_with("mlx") || word.starts_with("bnxt") ||
                      word.starts_with("ib");
    if (!number && !card) {
      break;
    }
    out.push_back(number.value_or(-1));
  }
  return out;
}

/// Calls `cell(a, b, text, line)` for what lies between two devices; `rest(a, words)` for what follows the matrix in a row.
template <class Cell, class Rest>
bool read_matrices(const std::vector<std::string>& lines,
                   bool (*belongs)(std::string_view),
                   Cell cell,
                   Rest rest) {
  bool any = false;
  std::vector<int> columns;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::vector<std::string> words = blank_words(lines[i]);
    if (words.empty() || !gpu_number(words[0])) {
      continue;
    }
    const bool heading = words.size() == 1
                             ? gpu_number(words[0]) == 0 && i + 1 < lines.size() && columns.empty()
                             : gpu_number(words[1]).has_value() || words[1].starts_with("NIC") ||
                                   words[1].starts_with("mlx") || words[1] == "CPU";
    if (heading) {
      columns = columns_of(lines[i]);
      continue;
    }
    const int row = *gpu_number(words[0]);
    const bool of_matrix = !columns.empty() && words.size() > columns.size() &&
                           std::all_of(words.begin() + 1,
                                       words.begin() + 1 + static_cast<std::ptrdiff_t>(columns.size()),
                                       [&](const std::string& w) { return w == "X" || belongs(w); });
    if (!of_matrix) {
      continue;
    }
    any = true;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (columns[c] >= 0 && columns[c] != row && words[c + 1] != "X") {
        cell(row, columns[c], words[c + 1], i + 1);
      }
    }
    rest(row,
         std::vector<std::string>(words.begin() + 1 + static_cast<std::ptrdiff_t>(columns.size()),
                                  words.end()));
  }
  return any;
}

}  // namespace

bool read_nvidia_topology(const std::vector<std::string>& lines, const std::string& file, Machine& machine) {
  const auto cell = [&](int a, int b, const std::string& label, std::size_t line) {
    machine.device(a);
    machine.device(b);
    MachineLink& link = machine.link(a, b);
    const std::string path = label == "SOC" ? "SYS" : label;  // the old name
    if (!link.label.empty() && link.label != path) {
      throw InputError(
          "bad-file",
          fmt::format("{} between GPU{} and GPU{}, {} the other way round", path, a, b, link.label),
          fmt::format("{}:{}", file, line));
    }
    link.label = path;
  };
  const auto rest = [&](int row, const std::vector<std::string>& words) {
    MachineDevice& device = machine.device(row);
    if (words.size() >= 2) {
      device.numa_node = leading_number(words[1]);
    }
  };
  return read_matrices(lines, is_path, cell, rest);
}

bool read_nvidia_peer_access(const std::vector<std::string>& lines,
                             const std::string& /*file*/,
                             Machine& machine) {
  const auto cell = [&](int a, int b, const std::string& status, std::size_t /*line*/) {
    machine.device(a);
    machine.device(b);
    MachineLink& link = machine.link(a, b);
    link.peer_to_peer = link.peer_to_peer.value_or(true) && status == "OK";  // both ways, reading and writing
  };
  return read_matrices(lines, is_status, cell, [](int, const std::vector<std::string>&) {});
}

}  // namespace tokroof
