#include "catalog/runs_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <istream>
#include <iterator>
#include <ostream>
#include <span>

#include "catalog/input_file.hpp"
#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/run_columns.hpp"
#include "catalog/tsv.hpp"
#include "model/names.hpp"

namespace tokroof::catalog {
namespace {

constexpr bool kWhole = true;
constexpr double kTiny = 1e-9;  // a size or a limit of zero is not one

constexpr RunColumn kColumns[] = {
    {"source", &Run::source, kGiven},
    {"url", &Run::url, kGiven | kFigure},
    {"date", &Run::date, kGiven},
    {"engine", &Run::engine, kGiven | kSetUp},
    {"engine_version", &Run::engine_version, kGiven | kSetUp},
    {"engine_date", &Run::engine_date, kGiven},
    {"backend", &Run::backend, kGiven | kSetUp},
    {"build", &Run::build, kGiven | kSetUp},
    {"device", &Run::device, kGiven | kSetUp},
    {"n_devices", &Run::n_devices, kGiven | kSetUp, 1, 1e5, kWhole},
    {"replicas", &Run::replicas, kGiven | kSetUp, 1, 1e5, kWhole},
    {"split", &Run::split, kSetUp},  // another word is a row that cannot be modelled, not a broken table
    {"pipeline_parallel", &Run::pipeline_parallel, kGiven | kSetUp, 1, 1e5, kWhole},
    {"data_parallel_attention", &Run::data_parallel_attention, kGiven | kSetUp, 1, 1e5, kWhole},
    {"expert_parallel", &Run::expert_parallel, kNoUse, 0, 0, false, "0|1"},
    {"interconnect", &Run::interconnect, kGiven | kSetUp},
    {"network", &Run::network, kGiven | kSetUp},
    {"machine_devices", &Run::machine_devices, kGiven | kSetUp, 1, 1e5, kWhole},
    {"host", &Run::host, kGiven | kSetUp},
    {"host_device", &Run::host_device, kGiven},
    {"model", &Run::model, kGiven | kSetUp},
    {"quant", &Run::quant, kGiven | kSetUp},
    {"size_gib", &Run::size_gib, kGiven | kSetUp, kTiny, 1e5},
    {"params_b", &Run::params_b, kSetUp, kTiny, 1e5},
    {"ngl", &Run::n_gpu_layers, kGiven | kSetUp, -1, 1e9, kWhole},  // llama.cpp: -1 is all
    {"placement", &Run::placement, kSetUp},
    {"threads", &Run::threads, kGiven | kSetUp, 0, 1e5, kWhole},  // llama.cpp: 0 is its own choice
    {"fa", &Run::flash_attention, kSetUp, 0, 0, false, "0|1"},
    {"eager", &Run::eager, kSetUp, 0, 0, false, "0|1"},
    {"kv_type", &Run::kv_type, kGiven | kSetUp},
    {"n_prompt",
     &Run::n_prompt,
     kGiven},  // lengths, streams and drafts may be means of a tool that states means
    {"n_gen", &Run::n_gen, kGiven},
    {"depth", &Run::depth, kGiven | kSetUp},
    {"pp_depth", &Run::pp_depth},
    {"concurrency", &Run::concurrency, kGiven | kSetUp, 1, 1e6},
    {"n_ubatch", &Run::micro_batch, kGiven | kSetUp, 1, 1e6, kWhole},
    {"speculative", &Run::speculative, kSetUp},
    {"spec_tokens", &Run::spec_tokens, kGiven, 0, 1e4},
    {"acceptance", &Run::acceptance, kGiven, 0, 1},
    {"rate", &Run::rate, kSetUp},
    {"includes_prefill", &Run::includes_prefill, kNoUse, 0, 0, false, "0|1"},
    {"prompt_kind", &Run::prompt_kind},
    {"pp_tps", &Run::pp_tps, kFigure},  // 0: nothing came out, which is no figure
    {"tg_tps", &Run::tg_tps, kFigure},
    {"tg_std", &Run::tg_std, kFigure},
    {"power_w", &Run::power_w, kGiven | kSetUp, kTiny, 1e6},
    {"n_cpu_moe", &MachineDetails::n_cpu_moe, kGiven | kSetUp},
    {"override_tensor", &MachineDetails::override_tensor, kGiven | kSetUp},
    {"tensor_split", &MachineDetails::tensor_split, kGiven | kSetUp},
    {"spill", &MachineDetails::spill, kSetUp, 0, 0, false, "1"},
    {"host_channels", &MachineDetails::host_channels, kGiven},
    {"host_memory_mts", &MachineDetails::host_memory_mts, kGiven},
    {"host_sockets", &MachineDetails::host_sockets, kGiven},
    {"host_memory_gib", &MachineDetails::host_memory_gib, kGiven},
    {"gpu_memory_gib", &MachineDetails::gpu_memory_gib, kGiven},
    {"gpu_memory_utilization", &MachineDetails::gpu_memory_utilization, kGiven},
    {"max_model_len", &MachineDetails::max_model_len, kGiven},
    {"max_num_seqs", &MachineDetails::max_num_seqs, kGiven},
    {"os", &MachineDetails::os, kGiven},
    {"storage", &MachineDetails::storage, kGiven},
    {"quality", &Run::quality},
    {"notes", &Run::notes, kSetUp},
};

bool is_choice(std::string_view choices, std::string_view text) {
  return text.find('|') == std::string_view::npos &&
         fmt::format("|{}|", choices).find(fmt::format("|{}|", text)) != std::string::npos;
}

/// Why a column may not hold this number; empty: it may.
std::string number_fault(const RunColumn& column, double number) {
  if (!(number >= column.low && number <= column.high)) {
    return fmt::format("is outside {} to {}", column.low, column.high);
  }
  return column.whole && number != std::floor(number) ? "is not a whole number" : "";
}

/// Puts a text into what a run has for it; what is wrong with it, or nothing.
std::string take(std::string_view cell, std::string& to, const RunColumn& /*column*/) {
  to.assign(cell);
  return {};
}

std::string take(std::string_view cell, bool& to, const RunColumn& /*column*/) {
  to = cell == "1";
  return {};
}

template <class Value>
std::string take(std::string_view cell, Said<Value>& to, const RunColumn& /*column*/) {
  to = Said<Value>::read(cell);
  return {};
}

std::string take(std::string_view cell, StatedRate& to, const RunColumn& /*column*/) {
  const std::optional<StatedRate> named = rate_named(cell);
  to = named.value_or(StatedRate::unsaid);
  return named ? std::string() : fmt::format("'{}' is none of stream|aggregate", cell);
}

std::string take(std::string_view cell, double& to, const RunColumn& column) {
  const std::optional<double> number = parse_number(cell);
  if (!number) {
    return fmt::format("'{}' is not a number", cell);
  }
  if (const std::string fault = number_fault(column, *number); !fault.empty()) {
    return fmt::format("{} {}", cell, fault);
  }
  to = *number;
  return {};
}

/// Puts one cell into a run; what is wrong with it, or nothing.
std::string take_cell(const RunColumn& column, std::string_view cell, Run& run) {
  if (cell.empty()) {
    return {};
  }
  if (!column.choices.empty() && !is_choice(column.choices, cell)) {
    return fmt::format("'{}' is none of {}", cell, column.choices);
  }
  return with_cell(
      column, [&](auto& to) { return take(cell, to, column); }, run);
}

/// Which column of the table feeds which of ours; -1: the table does not have it.
std::vector<int> columns_of(const Tsv& table,
                            bool needs_device,
                            bool needs_model,
                            std::vector<Problem>& problems) {
  for (const auto& [needed, is_needed] :
       {std::pair<std::string_view, bool>{"device", needs_device}, {"model", needs_model}}) {
    if (is_needed && table.column(needed) < 0) {
      problems.push_back({table.where(1),
                          fmt::format("the column '{}' is missing", needed),
                          nearest_names(needed, table.columns)});
    }
  }
  if (table.column("tg_tps") < 0 && table.column("pp_tps") < 0) {
    problems.push_back({table.where(1), "neither column 'tg_tps' nor 'pp_tps' is there", {}});
  }
  std::vector<int> out;
  for (const RunColumn& column : kColumns) {
    out.push_back(table.column(column.title));
  }
  return out;
}

bool take_row(const Tsv& table,
              const Tsv::Row& row,
              const std::vector<int>& from,
              Run& run,
              std::vector<Problem>& problems) {
  const std::size_t before = problems.size();
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (from[i] < 0) {
      continue;
    }
    const std::string wrong = take_cell(kColumns[i], row.cells[static_cast<std::size_t>(from[i])], run);
    if (!wrong.empty()) {
      problems.push_back({table.where(row.line, kColumns[i].title), wrong, {}});
    }
  }
  return problems.size() == before;
}

std::string text_of(const std::string& text) { return clean_cell(text); }
std::string text_of(StatedRate rate) { return std::string(rate_name(rate)); }
std::string text_of(double number) {
  return std::isfinite(number) ? fmt::format("{}", number) : std::string();
}
template <class Value>
std::string text_of(const Said<Value>& said) {
  return clean_cell(said.text());
}

/// The value of an enumeration whose names stand in their order.
template <class Value>
std::optional<Value> value_named(std::span<const std::string_view> names, std::string_view word) {
  const auto at = std::find(names.begin(), names.end(), word);
  return at == names.end() ? std::nullopt : std::optional(static_cast<Value>(at - names.begin()));
}

std::string cell_text(const RunColumn& column, const Run& run) {
  const auto text = [&](const auto& cell) {
    if constexpr (std::is_same_v<decltype(cell), const bool&>) {
      return cell ? std::string("1") : std::string(is_choice(column.choices, "0") ? "0" : "");
    } else {
      return text_of(cell);
    }
  };
  return with_cell(column, text, run);
}

}  // namespace

std::span<const RunColumn> run_columns() { return kColumns; }

bool same_cell(const RunColumn& column, const Run& a, const Run& b) {
  const auto equal = [](const auto& x, const auto& y) {
    if constexpr (std::is_same_v<decltype(x), const double&>) {
      return model::alike(x, y);
    } else {
      return x == y;
    }
  };
  return with_cell(column, equal, a, b);
}

std::optional<model::Split> WordOf<model::Split>::named(std::string_view word) {
  return value_named<model::Split>(model::kSplitNames, word);
}

std::optional<model::Drafting> WordOf<model::Drafting>::named(std::string_view word) {
  return word == "eagle3" ? model::Drafting::eagle
                          : value_named<model::Drafting>(model::kDraftingNames, word);
}

std::optional<bool> WordOf<bool>::named(std::string_view word) {
  if (model::is_one_of(word, {"1", "on", "true", "enabled"})) {
    return true;
  }
  return model::is_one_of(word, {"0", "off", "false", "disabled"}) ? std::optional(false) : std::nullopt;
}

std::optional<StatedRate> rate_named(std::string_view name) {
  return value_named<StatedRate>(kRateNames, name);
}

namespace {

/// `next` gives a line and whether the text ends with it, without a line break; false: there is none.
void each_run_of(const std::function<bool(std::string_view& line, bool& cut)>& next,
                 std::string_view name,
                 std::vector<Problem>& problems,
                 const TakeRun& take,
                 const Run& given) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  RunsReader reader(name, given);
  bool in_rows = false, cut = false;
  std::string_view line;
  for (int number = 1; next(line, cut); ++number) {
    if (number == 1 && line.starts_with(kByteOrderMark)) {
      line.remove_prefix(kByteOrderMark.size());
    }
    if (line.empty() || line == "\r") {
      continue;
    }
    if (in_rows) {
      if (std::optional<Run> run = reader.row(line, number, problems, cut)) {
        take(std::move(*run));
      }
    } else if (in_rows = reader.header(line, number, problems); !in_rows) {
      return;
    }
  }
  if (!in_rows) {
    problems.push_back({fmt::format("{}:1", name), "no header line", {}});
  }
}

}  // namespace

void each_run(std::string_view text,
              std::string_view name,
              std::vector<Problem>& problems,
              const TakeRun& take,
              const Run& given) {
  const auto next = [&](std::string_view& line, bool& cut) {
    if (text.empty()) {
      return false;
    }
    const std::size_t end = text.find('\n');
    line = text.substr(0, end);
    cut = end == std::string_view::npos;
    text = cut ? std::string_view{} : text.substr(end + 1);
    return true;
  };
  each_run_of(next, name, problems, take, given);
}

void each_run(std::istream& in,
              std::string_view name,
              std::vector<Problem>& problems,
              const TakeRun& take,
              const Run& given) {
  std::string buffer;
  const auto next = [&](std::string_view& line, bool& cut) {
    if (!std::getline(in, buffer)) {
      return false;
    }
    line = buffer;
    cut = in.eof();
    return true;
  };
  each_run_of(next, name, problems, take, given);
  if (in.bad()) {
    throw InputError("bad-file", "cannot be read to its end", std::string(name));
  }
}

std::vector<Run> read_runs_text(std::string_view text,
                                std::string_view name,
                                std::vector<Problem>& problems) {
  std::vector<Run> runs;
  each_run(text, name, problems, [&](Run&& run) { runs.push_back(std::move(run)); });
  return runs;
}

std::vector<Run> read_runs_text(std::string_view text, std::string_view name) {
  std::vector<Problem> problems;
  std::vector<Run> runs = read_runs_text(text, name, problems);
  throw_if_any(problems);
  return runs;
}

std::vector<std::filesystem::path> runs_files(const std::filesystem::path& path) {
  if (!is_folder(path)) {
    return {path};
  }
  std::vector<std::filesystem::path> files = files_in(path);
  std::erase_if(files, [](const std::filesystem::path& file) { return file.extension() != ".tsv"; });
  if (files.empty()) {
    throw InputError("bad-file", "no *.tsv in the folder", path.string());
  }
  return files;
}

void each_run(const std::filesystem::path& path, const TakeRun& take, const Run& given) {
  for (const std::filesystem::path& file : runs_files(path)) {
    std::vector<Problem> problems;
    each_run(*open_input(file), file.string(), problems, take, given);
    throw_if_any(problems);
  }
}

bool looks_like_runs_table(std::string_view line) {
  std::size_t known = 0;
  bool has_rate = false;
  while (!line.empty()) {
    const std::size_t end = line.find_first_of("\t\r");
    const std::string_view title = line.substr(0, end);
    known += model::any_of(kColumns, [&](const RunColumn& c) { return c.title == title; });
    has_rate = has_rate || title == "tg_tps" || title == "pp_tps";
    line = end == std::string_view::npos ? std::string_view{} : line.substr(end + 1);
  }
  return known >= 2 && has_rate;
}

RunsReader::RunsReader(std::string_view name, const Run& given)
    : needs_device_(given.device.empty()),
      needs_model_(given.model.empty()),
      stem_(std::filesystem::path(std::string(name)).stem().string()) {
  table_.name = name;
}

bool RunsReader::header(std::string_view line, int number, std::vector<Problem>& problems) {
  const std::size_t before = problems.size();
  header_ = line;
  table_.columns.clear();
  add_tsv_line(table_, header_, number, problems);
  if (problems.size() == before) {
    from_ = columns_of(table_, needs_device_, needs_model_, problems);
  }
  return problems.size() == before;
}

std::optional<Run> RunsReader::row(std::string_view line,
                                   int number,
                                   std::vector<Problem>& problems,
                                   bool cut) {
  table_.rows.clear();
  add_tsv_line(table_, line, number, problems, cut);
  if (table_.rows.empty()) {
    return std::nullopt;
  }
  Run run;
  run.table = stem_;
  run.line = number;
  return take_row(table_, table_.rows.front(), from_, run, problems) ? std::optional(std::move(run))
                                                                     : std::nullopt;
}

bool is_runs_column(std::string_view title) {
  return model::any_of(kColumns, [&](const RunColumn& c) { return c.title == title; });
}

std::string set_cell(Run& run, std::string_view column, std::string_view text) {
  for (const RunColumn& c : kColumns) {
    if (c.title == column) {
      return take_cell(c, text, run);
    }
  }
  return fmt::format("there is no column '{}'", column);
}

std::vector<std::string> keep_in_range(Run& run) {
  std::vector<std::string> wrong;
  for (const RunColumn& column : kColumns) {
    with_cell(
        column,
        [&](auto& cell) {
          if constexpr (std::is_same_v<decltype(cell), double&>) {
            const std::string fault = std::isnan(cell) ? std::string() : number_fault(column, cell);
            if (!fault.empty()) {
              wrong.push_back(fmt::format("{} {} {}", column.title, cell, fault));
              cell = model::kUnknown;
            }
          }
        },
        run);
  }
  return wrong;
}

void write_runs_header(std::ostream& out) {
  std::string text;
  for (const RunColumn& column : kColumns) {
    text += text.empty() ? "" : "\t";
    text += column.title;
  }
  out << text << '\n';
}

void write_run(std::ostream& out, const Run& run) {
  std::string text;
  for (const RunColumn& column : kColumns) {
    text += cell_text(column, run);
    text += &column == std::end(kColumns) - 1 ? '\n' : '\t';
  }
  out << text;
}

std::vector<RunCell> cells_of(const Run& run) {
  std::vector<RunCell> cells;
  for (const RunColumn& column : kColumns) {
    RunCell out{column.title, cell_text(column, run), model::kUnknown};
    const auto take = [&](const auto& cell) {
      if constexpr (std::is_same_v<decltype(cell), const double&>) {
        out.number = cell;
      }
    };
    with_cell(column, take, run);
    cells.push_back(std::move(out));
  }
  return cells;
}

std::string place(const Run& run) {
  return run.table.empty() ? "the figure" : fmt::format("{}:{}", run.table, run.line);
}

}  // namespace tokroof::catalog
