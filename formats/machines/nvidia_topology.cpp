#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "catalog/input_error.hpp"
#include "formats/machines/machine_formats.hpp"
#include "formats/machines/missing_rows.hpp"
#include "formats/machines/text_lines.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

using Words = std::vector<std::string>;

bool is_path(std::string_view cell) {
  return model::is_one_of(cell, {"PIX", "PXB", "PHB", "NODE", "SYS", "SOC"}) ||
         (cell.starts_with("NV") && cell.size() > 2 &&
          cell.find_first_not_of("0123456789", 2) == std::string_view::npos);
}

bool is_status(std::string_view cell) {
  return model::is_one_of(cell, {"OK", "CNS", "GNS", "TNS", "NS", "DR", "U", "CHS"});
}

bool is_card(std::string_view word) {
  return word.starts_with("NIC") || word.starts_with("mlx") || word.starts_with("bnxt") ||
         word.starts_with("ib") || word.starts_with("roce") || word.starts_with("hfi");
}

/// Cells as they are meant: "NODENODE" are two that a wrapped line has joined.
Words separated(const Words& words) {
  Words out;
  for (const std::string& word : words) {
    std::string_view rest = word;
    while (rest.size() > 4 && !is_path(rest)) {
      std::size_t length = rest.size();
      while (length > 1 && !is_path(rest.substr(0, length))) --length;
      if (length <= 1) break;
      out.emplace_back(rest.substr(0, length));
      rest.remove_prefix(length);
    }
    out.emplace_back(rest);
  }
  return out;
}

/// The devices of a heading "GPU0 GPU1 NIC0 CPU Affinity ...", -1 for network cards; up to the first word that is neither.
std::vector<int> columns_of(const Words& words) {
  std::vector<int> out;
  for (const std::string& word : words) {
    const auto number = gpu_number(word);
    if (!number && !is_card(word)) {
      break;
    }
    out.push_back(number.value_or(-1));
  }
  return out;
}

/// Lines of a matrix that was cut at the width of a terminal or of a mail, put together again.
class Rows {
 public:
  Rows(const std::vector<std::string>& lines, bool (*belongs)(std::string_view))
      : lines_(lines), belongs_(belongs) {
    for (const std::string& line : lines) width_ = std::max(width_, line.size());
  }

  bool next(Words& words, std::size_t& line) {
    if (at_ >= lines_.size()) {
      return false;
    }
    line = at_ + 1;
    std::string text = lines_[at_++];
    words = blank_words(text);
    const bool row = words.size() > 1 && gpu_number(words[0]) && !gpu_number(words[1]);
    const bool heading = !words.empty() && !row && !columns_of(words).empty();
    constexpr std::size_t kMostPieces = 40;
    while (at_ < line + kMostPieces &&
           ((heading && heading_goes_on()) || (row && words.size() <= columns_ && row_goes_on()))) {
      const std::string whole = text + lines_[at_];
      text = text.size() == width_ && better(whole) ? whole : text + ' ' + lines_[at_];
      ++at_;
      words = blank_words(text);
    }
    words = separated(words);
    if (heading) {
      columns_ = columns_of(words).size();
    }
    return true;
  }

 private:
  /// Neither a row nor the end of the matrix.
  [[nodiscard]] bool row_goes_on() const {
    const Words words = at_ < lines_.size() ? blank_words(lines_[at_]) : Words{};
    return !words.empty() && !gpu_number(words[0]) && !is_card(words[0]) && words[0] != "Legend:";
  }
  /// Rows hold an X or a path; a heading does not.
  [[nodiscard]] bool heading_goes_on() const {
    const Words words = at_ < lines_.size() ? blank_words(lines_[at_]) : Words{};
    return !words.empty() && words[0] != "Legend:" &&
           model::none_of(words, [&](const auto& w) { return w == "X" || belongs_(w); });
  }
  /// A line that is cut inside a word continues without a blank.
  [[nodiscard]] bool better(const std::string& whole) const {
    for (const std::string& word : separated(blank_words(whole))) {
      const bool known = word == "X" || belongs_(word) || gpu_number(word) || is_card(word) ||
                         word.find_first_not_of("0123456789,-") == std::string::npos ||
                         model::is_one_of(word, {"CPU", "NUMA", "Affinity", "GPU", "ID", "N/A"});
      if (!known) return false;
    }
    return true;
  }

  const std::vector<std::string>& lines_;
  bool (*belongs_)(std::string_view);
  std::size_t at_ = 0, width_ = 0, columns_ = 0;
};

/// Calls `cell(a, b, text, line)` for what lies between two devices; `rest(a, words)` for what follows the matrix in a row.
template <class Cell, class Rest>
bool read_matrices(const std::vector<std::string>& lines,
                   const std::string& file,
                   Machine& machine,
                   bool (*belongs)(std::string_view),
                   Cell cell,
                   Rest rest) {
  bool any = false;
  std::vector<int> columns;
  std::set<int> seen_rows;
  Words words;
  std::size_t line = 0, first_line = 0;
  const auto end_matrix = [&] {
    const std::string missing = seen_rows.empty() ? "" : missing_rows(columns, seen_rows);
    if (!missing.empty()) {
      machine.notes.push_back(fmt::format("{}:{}: {}", file, first_line, missing));
    }
    seen_rows.clear();
  };
  for (Rows rows(lines, belongs); rows.next(words, line);) {
    if (words.empty() || !gpu_number(words[0])) {
      continue;
    }
    const bool heading = words.size() == 1
                             ? gpu_number(words[0]) == 0 && columns.empty()
                             : gpu_number(words[1]).has_value() || is_card(words[1]) || words[1] == "CPU";
    if (heading) {
      end_matrix();
      columns = columns_of(words);
      first_line = line;
      continue;
    }
    const int row = *gpu_number(words[0]);
    const auto of_matrix = [&](const std::string& w) { return w == "X" || belongs(w); };
    if (columns.empty() || words.size() < 2 || !of_matrix(words[1])) {
      continue;  // a row of another tool
    }
    const auto first = words.begin() + 1;
    const auto last = first + static_cast<std::ptrdiff_t>(std::min(columns.size(), words.size() - 1));
    const bool seen = std::any_of(first, last, belongs);
    const bool alone = columns.size() == 1 && belongs == is_path && words.size() > 2;
    if (!seen && !alone) {
      continue;  // the other kind of matrix
    }
    const auto strange = std::find_if_not(first, last, of_matrix);
    const auto read = static_cast<std::size_t>(strange - first);
    if (read < columns.size()) {
      machine.notes.push_back(fmt::format("{}:{}: the row of GPU{} ends at '{}', {} of {} cells are read",
                                          file,
                                          line,
                                          row,
                                          strange != last ? *strange : "",
                                          read,
                                          columns.size()));
    }
    any = any || read > 0;
    seen_rows.insert(row);
    for (std::size_t c = 0; c < read; ++c) {
      if (columns[c] >= 0 && columns[c] != row && words[c + 1] != "X") {
        cell(row, columns[c], words[c + 1], line);
      }
    }
    rest(row, read < columns.size() ? Words{} : Words(last, words.end()));
  }
  end_matrix();
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
      throw catalog::InputError(
          "bad-file",
          fmt::format("{} between GPU{} and GPU{}, {} the other way round", path, a, b, link.label),
          fmt::format("{}:{}", file, line));
    }
    link.label = path;
  };
  const auto rest = [&](int row, const Words& words) {
    MachineDevice& device = machine.device(row);
    if (words.size() >= 2 && words[1].find_first_not_of("0123456789") == std::string::npos) {
      device.numa_node = catalog::leading_number(words[1]);
    }
  };
  return read_matrices(lines, file, machine, is_path, cell, rest);
}

bool read_nvidia_peer_access(const std::vector<std::string>& lines,
                             const std::string& file,
                             Machine& machine) {
  const auto cell = [&](int a, int b, const std::string& status, std::size_t /*line*/) {
    machine.device(a);
    machine.device(b);
    MachineLink& link = machine.link(a, b);
    link.peer_to_peer = link.peer_to_peer.value_or(true) && status == "OK";  // both ways, reading and writing
  };
  return read_matrices(lines, file, machine, is_status, cell, [](int, const Words&) {});
}

}  // namespace tokroof::formats
