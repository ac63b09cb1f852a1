#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalog/input_error.hpp"
#include "catalog/names.hpp"
#include "catalog/text.hpp"
#include "formats/machines/machine_formats.hpp"
#include "formats/machines/text_lines.hpp"
#include "model/names.hpp"
#include "model/units.hpp"

namespace tokroof::formats {
namespace {

using Cells = std::vector<std::string>;

Cells csv_cells(std::string_view line) {
  Cells out;
  for (const std::string_view cell : catalog::trimmed_parts(line, ",")) {
    const bool quoted = cell.size() > 1 && cell.front() == '"' && cell.back() == '"';
    out.emplace_back(quoted ? cell.substr(1, cell.size() - 2) : cell);
  }
  return out;
}

/// "memory.total [MiB]": memory.total.
std::string field_of(const std::string& heading) {
  return catalog::lower_case(catalog::trimmed(std::string_view(heading).substr(0, heading.find('['))));
}

bool is_field(const std::string& heading) {
  const std::string field = field_of(heading);
  return !field.empty() &&
         field.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.") == std::string::npos &&
         field.find_first_of("abcdefghijklmnopqrstuvwxyz") == 0;
}

/// A heading names fields only, one of them a device's.
bool is_heading(const Cells& cells) {
  const bool wrapped = cells.size() > 1 && cells.back().empty();
  return std::all_of(cells.begin(), cells.end() - (wrapped ? 1 : 0), is_field) &&
         model::any_of(cells, [](const std::string& c) {
           const std::string f = field_of(c);
           return model::is_one_of(
                      f,
                      {"name", "gpu_name", "pci.bus_id", "gpu_bus_id", "ecc.mode.current", "power.limit"}) ||
                  f.starts_with("pcie.link.") || f.starts_with("memory.") || f.starts_with("clocks.") ||
                  f.starts_with("power.") || f.starts_with("enforced.");
         });
}

void take_cell(MachineDevice& d, const std::string& field, const std::string& text) {
  if (field == "name" || field == "gpu_name") d.name = text;
  if (field == "pci.bus_id" || field == "gpu_bus_id") d.bus_id = text;
  if (field == "memory.total") catalog::take_leading_number(d.memory_bytes, text, model::kMib);
  if (field == "pcie.link.gen.current" || field == "pcie.link.gen.gpucurrent")
    catalog::take_leading_number(d.pcie_generation, text);
  if (field == "pcie.link.gen.max" || (field == "pcie.link.gen.gpumax" && std::isnan(d.pcie_generation_max)))
    catalog::take_leading_number(d.pcie_generation_max, text);
  if (field == "pcie.link.width.current") catalog::take_leading_number(d.pcie_lanes, text);
  if (field == "pcie.link.width.max") catalog::take_leading_number(d.pcie_lanes_max, text);
  if (field == "power.limit" || field == "enforced.power.limit")
    catalog::take_leading_number(d.power_limit_w, text);
  if (field == "power.default_limit") catalog::take_leading_number(d.power_limit_default_w, text);
  if (field == "clocks.sm" || field == "clocks.current.sm")
    catalog::take_leading_number(d.sm_clock_hz, text, 1e6);
  if (field == "clocks.mem" || field == "clocks.current.memory")
    catalog::take_leading_number(d.memory_clock_hz, text, 1e6);
  if (field == "ecc.mode.current" && (text == "Enabled" || text == "Disabled")) d.ecc = text == "Enabled";
}

/// "NVIDIA A100-SXM4-80GB", "Tesla T4": what a driver calls a card.
bool is_card_name(std::string_view text) {
  for (const std::string_view word : {"NVIDIA ", "Tesla ", "GeForce ", "Quadro ", "TITAN ", "GRID "}) {
    if (text.starts_with(word)) return true;
  }
  return false;
}

bool is_count(std::string_view text) {
  return !text.empty() && text.size() < 4 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// What the columns of a row without a heading are, as far as their contents tell: name, address, index; the largest
/// memory is the card's, as the others are parts of it.
Cells guessed_fields(const Cells& cells) {
  Cells out(cells.size());
  double most = 0;
  std::size_t total = cells.size();
  for (std::size_t c = 0; c < cells.size(); ++c) {
    if (is_card_name(cells[c])) out[c] = "name";
    if (is_bus_address(cells[c])) out[c] = "pci.bus_id";
    if (c == 0 && is_count(cells[c])) out[c] = "index";
    if (cells[c].ends_with(" MiB") && catalog::leading_number(cells[c]) > most) {
      most = catalog::leading_number(cells[c]);
      total = c;
    }
  }
  if (total < cells.size()) out[total] = "memory.total";
  return !model::holds(out, "name") ? Cells{} : out;
}

class CsvReader {
 public:
  CsvReader(const std::vector<std::string>& lines, const std::string& file, Machine& machine)
      : lines_(lines), file_(file), machine_(machine) {}

  bool read() {
    while (at_ < lines_.size()) {
      const std::size_t line = at_ + 1;
      std::string text = lines_[at_++];
      const Cells cells = csv_cells(text);
      if (is_heading(cells)) {
        head(text);
      } else if (catalog::trimmed(text).empty()) {
        guessed_ = false;
      } else if (!fields_.empty() && !guessed_) {
        row(text, line);
      } else if (const Cells guess = guessed_fields(cells); !guess.empty() && cells.size() > 1) {
        if (!guessed_) say_guess(guess, line);
        fields_ = guess;
        guessed_ = true;
        take(cells, line);
      }
    }
    return any_;
  }

 private:
  /// A heading may be wrapped: it goes on after a comma, or in a line that is a heading too.
  void head(std::string text) {
    while (at_ < lines_.size() && (catalog::trimmed(text).ends_with(',') || goes_on(text))) {
      text += catalog::trimmed(text).ends_with(',') ? " " + lines_[at_] : lines_[at_];
      ++at_;
    }
    fields_.clear();
    for (const std::string& c : csv_cells(text)) fields_.push_back(field_of(c));
    index_ = 0;
    guessed_ = false;
  }
  [[nodiscard]] bool goes_on(const std::string& text) const {
    constexpr std::size_t kNarrow = 72;
    const Cells next = csv_cells(lines_[at_]);
    return text.size() >= kNarrow && model::all_of(next, is_field);
  }

  void row(std::string text, std::size_t line) {
    Cells cells = csv_cells(text);
    while ((cells.size() < fields_.size() || (cells.size() == fields_.size() && cells.back().empty())) &&
           cells.size() > 1 && at_ < lines_.size() && !catalog::trimmed(lines_[at_]).empty() &&
           csv_cells(lines_[at_]).size() < fields_.size()) {
      text += (text.ends_with(',') ? " " : "") + lines_[at_++];
      cells = csv_cells(text);
    }
    if (cells.size() != fields_.size()) {
      if (cells.size() == 1 || text.find(": ") != std::string::npos) {  // another tool's text begins
        fields_.clear();
        return;
      }
      throw catalog::InputError("bad-file",
                                fmt::format("{} cells, the heading has {}", cells.size(), fields_.size()),
                                fmt::format("{}:{}", file_, line));
    }
    take(cells, line);
  }

  void take(const Cells& cells, std::size_t line) {
    std::string bus, uuid;
    for (std::size_t c = 0; c < cells.size(); ++c) {
      if (fields_[c] == "index") {
        if (const double number = catalog::leading_number(cells[c]); number >= 0)
          index_ = static_cast<int>(std::min(number, 1e6));
      }
      if ((fields_[c] == "pci.bus_id" || fields_[c] == "gpu_bus_id") && is_bus_address(cells[c]))
        bus = cells[c];
      if (fields_[c] == "uuid" || fields_[c] == "gpu_uuid") uuid = cells[c];
      if (fields_[c] == "timestamp" && cells[c] != time_) {  // a log: the same devices again
        time_ = cells[c];
        index_ = 0;
      }
    }
    if (!uuid.empty()) {
      const auto known = std::find(uuids_.begin(), uuids_.end(), uuid);
      if (known == uuids_.end()) {
        index_ = std::max(index_, static_cast<int>(uuids_.size()));
        uuids_.resize(static_cast<std::size_t>(std::min(index_, kMostDevices)) + 1);
        uuids_[static_cast<std::size_t>(std::min(index_, kMostDevices))] = uuid;
      } else {
        index_ = static_cast<int>(known - uuids_.begin());
      }
    }
    MachineDevice& device = bus.empty() ? machine_.device(index_) : machine_.device_at(bus, index_);
    ++index_;
    for (std::size_t c = 0; c < cells.size(); ++c) {
      take_cell(device, fields_[c], cells[c]);
    }
    check_device_range(device, fmt::format("{}:{}", file_, line));
    any_ = true;
  }

  void say_guess(const Cells& fields, std::size_t line) {
    Cells taken;
    for (std::size_t c = 0; c < fields.size(); ++c) {
      if (!fields[c].empty()) taken.push_back(fmt::format("{} as {}", c + 1, fields[c]));
    }
    machine_.notes.push_back(fmt::format("{}:{}: no heading: column {} taken{}",
                                         file_,
                                         line,
                                         fmt::join(taken, ", "),
                                         taken.size() < fields.size() ? ", the others are not read" : ""));
  }

  const std::vector<std::string>& lines_;
  const std::string& file_;
  Machine& machine_;
  std::size_t at_ = 0;
  Cells fields_, uuids_;
  std::string time_;
  int index_ = 0;
  bool guessed_ = false, any_ = false;
};

}  // namespace

bool read_nvidia_csv(const std::vector<std::string>& lines, const std::string& file, Machine& machine) {
  return CsvReader(lines, file, machine).read();
}

}  // namespace tokroof::formats
