#include <set>

#include <fmt/format.h>

#include "formats/machines/machine_formats.hpp"
#include "formats/machines/missing_rows.hpp"
#include "formats/machines/text_lines.hpp"

namespace tokroof::formats {
namespace {

enum class Block { none, weight, hops, type, access, numa };

Block block_of(std::string_view line) {
  const auto has = [&](std::string_view part) { return line.find(part) != std::string_view::npos; };
  if (has("Weight between two GPUs")) return Block::weight;
  if (has("Hops between two GPUs")) return Block::hops;
  if (has("Link Type between two GPUs")) return Block::type;
  if (has("Link accessible") || has("accessible between two GPUs")) return Block::access;
  if (has("Numa Nodes")) return Block::numa;
  return Block::none;
}

}  // namespace

/// Blocks of "rocm-smi --showtopo": a line with the title, one with the columns, a row for each device.
bool read_rocm_topology(const std::vector<std::string>& lines, const std::string& file, Machine& machine) {
  Block block = Block::none;
  std::vector<int> columns;
  std::set<int> rows;
  std::size_t first = 0, number = 0;  // lines: of the columns, of now
  bool any = false;
  const auto note = [&](std::size_t at, const std::string& text) {
    machine.notes.push_back(fmt::format("{}:{}: {}", file, at, text));
  };
  const auto end_matrix = [&] {
    if (const std::string missing = missing_rows(columns, rows); !missing.empty()) {
      note(first, missing);
    }
    columns.clear();
    rows.clear();
  };
  for (const std::string& line : lines) {
    number += 1;
    if (const Block begun = block_of(line); begun != Block::none) {
      end_matrix();
      block = begun;
      continue;
    }
    const std::vector<std::string> words = blank_words(line);
    if (block == Block::none || words.empty()) {
      continue;
    }
    if (block == Block::numa) {
      const std::size_t open = line.find("GPU["), colon = line.find("Numa Node:");
      if (open != std::string::npos && colon != std::string::npos) {
        const double index = catalog::leading_number(std::string_view(line).substr(open + 4));
        if (index >= 0 && index < kMostDevices) {
          machine.device(static_cast<int>(index)).numa_node =
              catalog::leading_number(std::string_view(line).substr(colon + 10));
        }
      }
      continue;
    }
    const auto row = gpu_number(words[0]);
    if (!row) {
      continue;
    }
    if (words.size() == 1 || gpu_number(words[1])) {
      if (columns.empty()) {
        first = number;
        for (const std::string& word : words) columns.push_back(gpu_number(word).value_or(-1));
      }
      continue;
    }
    rows.insert(*row);
    if (words.size() < columns.size() + 1) {
      note(number,
           fmt::format(
               "{} of {} cells of the row of GPU{} are there", words.size() - 1, columns.size(), *row));
    }
    for (std::size_t c = 0; c < columns.size() && c + 1 < words.size(); ++c) {
      if (columns[c] < 0 || columns[c] == *row) continue;
      machine.device(*row);
      machine.device(columns[c]);
      MachineLink& link = machine.link(*row, columns[c]);
      any = true;
      if (block == Block::type)
        link.label = words[c + 1] == "XGMI" ? "XGMI" : link.label == "SYS" ? "SYS" : "PHB";
      if (block == Block::weight && link.label != "XGMI") {
        link.label = catalog::leading_number(words[c + 1]) >= kAcrossSocketsWeight ? "SYS" : "PHB";
      }
      if (block == Block::access) link.peer_to_peer = words[c + 1] == "True";
    }
  }
  end_matrix();
  return any;
}

}  // namespace tokroof::formats
