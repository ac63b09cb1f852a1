#include "formats/benchmarks/run_import.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <istream>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "catalog/engines.hpp"
#include "catalog/input_file.hpp"
#include "catalog/number.hpp"
#include "catalog/placement.hpp"
#include "catalog/resolve.hpp"
#include "catalog/run_columns.hpp"
#include "catalog/runs_table.hpp"
#include "formats/benchmarks/csv.hpp"
#include "formats/benchmarks/given_cells.hpp"
#include "formats/benchmarks/json_records.hpp"
#include "formats/benchmarks/printed_line.hpp"
#include "formats/benchmarks/sentence.hpp"
#include "formats/benchmarks/sqlite_runs.hpp"
#include "formats/benchmarks/stories.hpp"
#include "formats/benchmarks/text_pieces.hpp"
#include "formats/benchmarks/wrapped_rows.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

/// The word for what llama.cpp's options say exactly: rows are told apart by it.
void write_placement(const catalog::Catalog& catalog, catalog::Run& run) {
  const model::Architecture* model = catalog.find_model(run.model);
  if (run.details.n_cpu_moe > 0 && model != nullptr) {
    run.placement = catalog::expert_placement({.end = run.details.n_cpu_moe}, *model);
    return;
  }
  if (run.details.override_tensor.empty() || !run.placement.empty()) {
    return;
  }
  std::string wrong;
  const model::HostTensors on_host =
      model != nullptr ? catalog::host_tensors(run, *model, wrong) : model::HostTensors();
  if (on_host.expert_share == 1 && on_host.stored_share == 0) {
    run.placement = catalog::StatedPlacement::experts_on_host;
  } else if (on_host.any() || model == nullptr || !wrong.empty()) {
    run.placement = catalog::StatedPlacement::part_on_host;
  }
}

/// The layers that a share of the model is, as `ollama ps` states it.
void write_share(const catalog::Catalog& catalog, const ImportedRun& figure, catalog::Run& run) {
  if (!(figure.card_share >= 0) || !run.placement.empty() || model::known(run.n_gpu_layers)) {
    return;
  }
  const model::Architecture* model = catalog.find_model(run.model);
  if (figure.card_share == 1) {
    run.placement = catalog::StatedPlacement::devices;
  } else if (figure.card_share == 0) {
    run.n_gpu_layers = 0;
  } else if (model != nullptr) {
    run.n_gpu_layers = std::round(figure.card_share * model->layers);
  } else {
    run.placement = catalog::StatedPlacement::part_on_host;
  }
}

/// The rate that follows from the time of a whole batch.
void set_rate_of_batch(ImportedRun& figure) {
  catalog::Run& run = figure.run;
  if (figure.whole_batch_s > 0) {
    run.tg_tps = run.concurrency * run.n_gen / figure.whole_batch_s;
  }
}

/// "b9000": builds of llama.cpp are counted, so that a number between two that are dated has a month.
void date_build(catalog::Run& run) {
  const auto builds = catalog::bundled_data_version().counted_builds;
  const std::string_view version = run.engine_version;
  const auto number = version.starts_with('b') ? catalog::parse_number(version.substr(1)) : std::nullopt;
  const bool counted =
      number && builds.size() > 1 && *number >= builds.front().number && *number <= builds.back().number;
  if (!run.engine_date.empty() || run.engine != "llama.cpp" || !counted) {
    return;
  }
  const auto later = std::max(
      std::lower_bound(
          builds.begin(), builds.end(), *number, [](const auto& b, double n) { return b.number < n; }),
      builds.begin() + 1);
  const catalog::CountedBuild& before = *(later - 1);
  const double from = catalog::decimal_year(before.date), to = catalog::decimal_year(later->date);
  const double share = (*number - before.number) / (later->number - before.number);
  constexpr double kMonths = 12;
  const double month = std::floor(kMonths * (from + share * (to - from)));
  run.engine_date =
      fmt::format("{:04.0f}-{:02.0f}", std::floor(month / kMonths), std::fmod(month, kMonths) + 1);
}

std::string clean_text(std::string_view cell) {
  constexpr std::size_t kLongestCell = 1000;
  return std::string(catalog::trimmed(catalog::clean_cell(cell.substr(0, kLongestCell))));
}

void clean(std::string& text) { text = clean_text(text); }
template <class Value>
void clean(catalog::Said<Value>& said) {
  if (said.unknown()) {
    said = catalog::Said<Value>::read(clean_text(said.text()));
  }
}
template <class T>
void clean(T& /*number*/) {}

/// Cells are printed and stand in tables: one line of UTF-8 each.
void clean_cells(catalog::Run& run) {
  for (const catalog::RunColumn& column : catalog::run_columns()) {
    catalog::with_cell(
        column, [](auto& cell) { clean(cell); }, run);
  }
}

/// "PS C:\\>", "C:\\llama>", ".\\llama-bench.exe -m": a command that Windows runs.
bool is_windows_command(std::string_view text) {
  text = catalog::trimmed(text);
  text.remove_prefix(text.starts_with("PS ") ? 3 : 0);
  const bool drive =
      text.size() > 3 && text.substr(1, 2) == ":\\" && text.find('>') != std::string_view::npos;
  return drive || text.substr(0, text.find(' ')).ends_with(".exe");
}

bool is_nameless(const catalog::Run& run) { return run.device.empty() || run.model.empty(); }
bool names_nothing(const catalog::Run& run) { return run.device.empty() && run.model.empty(); }
bool has_figure(const catalog::Run& run) { return run.tg_tps > 0 || run.pp_tps > 0; }

std::string keys_of(const nlohmann::json& object) {
  constexpr std::size_t kShown = 5;
  constexpr std::size_t kLongest = 40;
  std::string out;
  std::size_t shown = 0;
  for (const auto& item : object.items()) {
    if (shown++ == kShown) {
      return out + ", ...";
    }
    out += (out.empty() ? "" : ", ") + catalog::clean_cell(item.key().substr(0, kLongest));
  }
  return out.empty() ? "none" : out;
}

}  // namespace

/// What the formats write to: knows which of them is at work.
class RunImport::Sink : public Rows {
 public:
  Sink(RunImport& import, std::string_view format) : import_(import), format_(format) {}
  void row(ImportedRun figure, int line) override { import_.finish(std::move(figure), line, format_); }
  void problem(int line, const std::string& reason) override { import_.problem(line, reason); }

 private:
  RunImport& import_;
  std::string_view format_;
};

RunImport::RunImport(const catalog::Catalog& catalog, catalog::Run given, Take take)
    : given_(std::move(given)), take_(std::move(take)), names_(catalog, given_), catalog_(catalog) {}

void RunImport::problem(int line, const std::string& reason) {
  ImportedFile& file = files_.back();
  file.problem_count += 1;
  if (file.problems.size() < kMostProblems) {
    file.problems.push_back({line > 0 ? fmt::format("{}:{}", file.name, line) : file.name, reason, {}});
  }
}

void RunImport::name_cells(catalog::Run& run) {
  ImportedRun figure;
  figure.run = std::move(run);
  names_.resolve_unknown(figure);
  run = std::move(figure.run);
  date_build(run);
}

void RunImport::finish(ImportedRun figure, int line, std::string_view format) {
  ImportedFile& file = files_.back();
  catalog::Run& run = figure.run;
  clean_cells(run);
  names_.resolve(figure);
  const FilledCells filled = fill_from(catalog_, given_, run);
  for (const std::string& column : filled.kept) {
    problem(line, fmt::format("the file says another {} than the option: the file's is kept", column));
  }
  for (const std::string& cell : filled.replaced) {
    problem(line, fmt::format("{} is not known: the option's is taken", cell));
  }
  if (said_ != nullptr && is_nameless(run)) {
    name_from(run, (run.backend == "cpu" ? said_->processors() : said_->devices()).latest_at(line));
    name_from(run, said_->models().latest_at(line));
  }
  run.details.os = run.details.os.empty() && is_windows_ ? "windows" : run.details.os;
  date_build(run);
  write_placement(catalog_, run);
  write_share(catalog_, figure, run);
  set_rate_of_batch(figure);
  for (const std::string& wrong : catalog::keep_in_range(run)) {
    problem(line, wrong + ": left out");
  }
  if (figure.needs_streams && std::isnan(run.concurrency) && run.rate == catalog::StatedRate::stream) {
    problem(line, "how many streams ran at once is not in it, and no rate is judged without (--concurrency)");
    return;
  }
  if (!has_figure(run) && !figure.is_said) {
    problem(line,
            figure.whole_batch_s > 0 ? "the time of a whole batch: how many sequences (--concurrency) of how "
                                       "many tokens (--n-gen) is not in it"
                                     : "no rate above 0");
    return;
  }
  run.tg_tps = run.tg_tps > 0 ? run.tg_tps : model::kUnknown;
  run.pp_tps = run.pp_tps > 0 ? run.pp_tps : model::kUnknown;
  run.table = std::filesystem::path(file.name).stem().string();
  run.line = line;
  if (!figure.names_are_slugs) {
    run.source = run.source.empty() ? run.table : run.source;
    run.quality = run.quality.empty() ? "ok" : run.quality;
    if (run.split.empty() && run.n_devices == 1) {
      run.split = model::Split::none;
    }
  }
  file.rows += 1;
  file.formats[std::string(format)] += 1;
  rows_ += 1;
  put(std::move(run));
}

void RunImport::name_from(catalog::Run& run, const std::optional<SaidNames::Device>& device) {
  if (!device || !run.device.empty()) {
    return;
  }
  run.device = device->slug;
  if (device->count > 1 && !(run.n_devices > 1) && run.split != model::Split::rpc) {
    run.n_devices = device->count;
    if (run.split == model::Split::none) run.split = {};
  }
  tell(device->line, "device", device->slug, device->variants);
}

void RunImport::name_from(catalog::Run& run, const std::optional<SaidNames::Model>& model) {
  if (!model || !run.model.empty()) {
    return;
  }
  run.model = model->slug;
  run.quant = run.quant.empty() ? model->quant : run.quant;
  tell(model->line, "model", model->slug, {});
}

void RunImport::tell(int line,
                     std::string_view kind,
                     const std::string& slug,
                     const std::vector<std::string>& variants) {
  if (std::exchange(told_lines_[kind], line) != line) {
    const std::string choice =
        variants.size() > 1
            ? fmt::format(", one of {} of that name (--{} says which)", fmt::join(variants, ", "), kind)
            : "";
    problem(line, fmt::format("the figures name no {}: {} is what this line says{}", kind, slug, choice));
  }
}

/// Of the one figure of a short text, the model that its words say as a post does: "13B q4_0 on a P40:" above timings.
void RunImport::name_from_post(catalog::Run& run) {
  const std::optional<Sentence> post = whole_post();
  if (!post || post->run.model.empty() || post->run.device != run.device) {
    return;
  }
  run.model = post->run.model;
  run.quant = run.quant.empty() ? post->run.quant : run.quant;
  run.engine = run.engine.empty() ? post->run.engine : run.engine;
  problem(run.line, fmt::format("the figure names no model: {} is what the text says", run.model));
}

void RunImport::put(catalog::Run run) {
  const bool waits =
      said_ != nullptr && waiting_.size() < kMostWaiting && (is_nameless(run) || !waiting_.empty());
  waits ? waiting_.push_back(std::move(run)) : take_(std::move(run));
}

void RunImport::put_waiting(SaidNames& said) {
  for (catalog::Run& run : waiting_) {
    if (is_nameless(run)) {
      name_from(run, said.devices().only());
      const bool no_card = !said.devices().first && !said.devices().several && !(run.n_gpu_layers > 0);
      if (no_card && catalog::engine_facts(catalog_, run.engine).ggml) {
        name_from(run, said.processors().only());
      }
      name_from(run, said.models().only());
    }
    const bool only_figure = waiting_.size() == 1 && files_.back().rows == 1;
    if (only_figure && run.model.empty() && !run.device.empty() && !said.models().several) {
      name_from_post(run);
    }
    take_(std::move(run));
  }
  waiting_.clear();
}

bool RunImport::take_record(Formats& formats, const Record& record, int line, int depth) {
  for (const auto& format : formats) {
    Sink sink(*this, format->name());
    if (format->take_record(record, line, sink)) {
      return true;
    }
  }
  constexpr int kDeepest = 3;  // {"data": {"runs": [{...}]}}
  bool taken = false;
  if (depth < kDeepest) {
    for (const nlohmann::json& inner : record.json()) {
      if (inner.is_object()) {
        taken = take_record(formats, Record(inner), line, depth + 1) || taken;
      } else if (inner.is_array()) {
        for (const nlohmann::json& element : inner) {
          taken = (element.is_object() && take_record(formats, Record(element), line, depth + 1)) || taken;
        }
      }
    }
  }
  if (!taken && depth == 0) {
    problem(line, "a JSON object of no known format (keys: " + keys_of(record.json()) + ")");
  }
  return taken;
}

void RunImport::take_line(Formats& formats, std::string_view text, int line) {
  is_windows_ = is_windows_ || is_windows_command(text);
  keep_post(text);
  for (const auto& format : formats) {
    Sink sink(*this, format->name());
    if (format->take_line(text, line, sink)) {
      said_->hear(text, line, true);
      return;
    }
  }
  said_->hear(text, line, false);
  keep_prose(text, line);
}

void RunImport::keep_prose(std::string_view text, int line) {
  constexpr std::size_t kMostLines = 200;
  if (reads_prose_ && text.size() <= kLongestSentence && prose_.size() < kMostLines &&
      files_.back().rows == 0 && text.find(' ') != std::string_view::npos) {
    prose_.emplace_back(text, line);
  }
}

void RunImport::keep_post(std::string_view text) {
  if (text.starts_with('|')) {  // of a table: its rows are read, or are none
    return;
  }
  is_post_ = is_post_ && reads_prose_ && post_.size() + text.size() < kLongestSentence;
  if (is_post_) {
    post_.append(text).push_back('\n');
  }
}

std::optional<Sentence> RunImport::whole_post() const {
  if (!is_post_ || !is_sentence(post_)) {
    return std::nullopt;
  }
  // A model alone may be what a log loads.
  const Sentence own = read_sentence(catalog_, post_);
  const bool one_line = post_.find('\n') + 1 == post_.size();
  const bool of_device = !own.run.device.empty() || !own.near_devices.empty();
  const bool of_model = !own.run.model.empty() || (one_line && !own.run.quant.empty());
  return (of_device && (!one_line || of_model)) || (of_model && (one_line || !given_.device.empty()))
             ? std::optional(read_sentence(catalog_, post_, given_))
             : std::nullopt;
}

/// The runs that lines tell of, each its own; else the one of a post, or of the only line that says all.
void RunImport::take_prose() {
  Stories stories = stories_of(catalog_, prose_, given_);
  const bool one_line = prose_.size() == 1;
  const bool all_named =
      model::none_of(stories, [](const auto& story) { return is_nameless(story.first.run); });
  if (!stories.empty() && (one_line || all_named)) {
    for (auto& [story, line] : stories) {
      take_sentence(std::move(story), line);
    }
    return;
  }
  std::optional<Sentence> post = whole_post();
  const bool says_all = post && !is_nameless(post->run) && has_figure(post->run);
  const auto whole =
      says_all ? prose_.end() : std::find_if(prose_.begin(), prose_.end(), [&](const auto& line) {
        // Options say what a line leaves open, and not that it is of a run: a log has rates of all sorts.
        if (!is_sentence(line.first) || names_nothing(read_sentence(catalog_, line.first).run)) return false;
        const catalog::Run run = read_sentence(catalog_, line.first, given_).run;
        return !is_nameless(run) && has_figure(run);
      });
  if (whole != prose_.end()) {
    take_sentence(read_sentence(catalog_, whole->first, given_), whole->second);
  } else if (post) {
    understood_.insert(understood_.end(), post->read.begin(), post->read.end());
    take_sentence(*std::move(post), 1);
  }
}

void RunImport::take_sentence(Sentence sentence, int line) {
  for (const std::string& remark : sentence.remarks) {
    problem(line, remark);
  }
  ImportedRun figure;
  figure.run = std::move(sentence.run);
  figure.is_said = true;
  finish(std::move(figure), line, "sentence");
}

void RunImport::read_text(std::istream& in, std::string start) {
  Formats formats = all_formats(catalog_);
  JsonRecords records(
      [&](const nlohmann::json& object, int line) { take_record(formats, Record(object), line, 0); },
      [&](int line, const std::string& reason) { problem(line, reason); });
  TextPieces pieces(in, std::move(start));
  PrintedLine printed;
  SaidNames said(catalog_);
  said_ = &said;
  is_windows_ = false;
  told_lines_.clear();
  WrappedRows rows([&](std::string_view text, int line) { take_line(formats, text, line); });
  bool in_json = false;
  while (pieces.next()) {
    std::string_view text = pieces.text();
    if (pieces.starts_line()) {
      text = printed.plain(text);
      constexpr std::string_view kEvent = "data: ";  // server-sent events
      if (records.idle() && text.starts_with(kEvent)) {
        text.remove_prefix(kEvent.size());
      }
      in_json = !records.idle() || JsonRecords::begins(text);
    }
    if (in_json) {
      is_post_ = false;
      rows.flush();
      records.feed(text, pieces.line(), pieces.ends_line());
    } else if (pieces.starts_line()) {
      if (!pieces.ends_line()) {
        problem(pieces.line(),
                fmt::format("a line longer than {} characters: the rest of it is left out",
                            TextPieces::kLongest));
      }
      rows.line(text, pieces.line());
    }
  }
  rows.flush();
  records.end();
  for (const auto& format : formats) {
    Sink sink(*this, format->name());
    format->end(sink);
  }
  said_ = nullptr;
  put_waiting(said);
}

void RunImport::read_stream(std::istream& in, const std::string& name) { read_either(in, name, ""); }

void RunImport::read_either(std::istream& in, const std::string& name, const std::string& path) {
  files_.push_back({name, {}, 0, {}, 0});
  std::string start(kSqliteMagic.size(), '\0');
  in.read(start.data(), static_cast<std::streamsize>(start.size()));
  start.resize(static_cast<std::size_t>(in.gcount()));
  const bool empty = start.find_first_not_of(" \t\r\n") == std::string::npos && in.eof();
  if (start != kSqliteMagic) {
    read_text(in, std::move(start));
  } else if (Sink sink(*this, kSqliteFormat); !path.empty()) {
    read_sqlite_file(path, sink);
  } else {
    constexpr std::size_t kLargest = 1 << 28;
    for (int c = in.get(); c != std::char_traits<char>::eof() && start.size() < kLargest; c = in.get()) {
      start.push_back(static_cast<char>(c));
    }
    read_sqlite_bytes(std::move(start), sink);
  }
  const ImportedFile& file = files_.back();
  if (file.rows == 0) {
    is_post_ = is_post_ && file.problem_count == 0;
    take_prose();
  }
  prose_.clear();
  post_.clear();
  is_post_ = true;
  if (file.rows == 0 && file.problem_count == 0) {
    problem(
        0,
        empty ? "the file is empty"
              : "no rate was found in it: neither what a benchmark prints, nor a table with a column such as "
                "\"tok/s\", nor a sentence such as \"3090 gets 40 t/s on llama 3 8b q4\"; `tokroof audit` "
                "reads the claims of "
                "a page");
  }
}

void RunImport::not_read(const catalog::InputError& error) {
  files_.push_back({error.where, {}, 0, {}, 0});
  problem(0, error.message);
}

void RunImport::read_path(const std::string& path) {
  if (!catalog::is_folder(path)) {
    // SQLite opens a file by its name, so not a pipe.
    read_either(*catalog::open_input(path), path, catalog::is_pipe(path) ? "" : path);
    return;
  }
  for (const std::filesystem::path& file : catalog::files_in(path)) {
    try {
      if (catalog::is_pipe(file)) {
        throw catalog::InputError("bad-file", "is a pipe: left out", file.string());
      }
      read_path(file.string());
    } catch (const catalog::InputError& error) {  // the others can be read
      not_read(error);
    }
  }
}

}  // namespace tokroof::formats
