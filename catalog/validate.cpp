#include "catalog/validate.hpp"

#include <fmt/format.h>

#include "catalog/input_file.hpp"
#include "catalog/json_file.hpp"
#include "catalog/link_names.hpp"
#include "catalog/names.hpp"
#include "catalog/runs_table.hpp"
#include "catalog/text.hpp"
#include "model/count/quantization.hpp"
#include "model/names.hpp"

namespace tokroof::catalog {
namespace {

class RunCheck {
 public:
  RunCheck(const Catalog& catalog, const RunsIndex& index, std::vector<Problem>& problems)
      : catalog_(catalog), index_(index), problems_(problems) {}

  void check(const Run& run) {
    for (const auto& [column, cell] : {std::pair{"device", &run.device}, {"model", &run.model}}) {
      if (cell->empty()) {
        report(run, column, "must not be empty");
      }
    }
    for (const std::string_view device : split_at(run.device, '+')) {
      known(run, "device", device, find_device(device), &Catalog::nearest_devices);
    }
    known(run, "host_device", run.host_device, find_device(run.host_device), &Catalog::nearest_devices);
    known(run,
          "model",
          run.model,
          catalog_.find_model(run.model) || catalog_.alias("model", run.model),
          &Catalog::nearest_models);
    known(run, "quant", run.quant, find_quant(run.quant), &Catalog::nearest_storage_types);
    known(run,
          "interconnect",
          run.interconnect,
          is_link_name(catalog_, run.interconnect),
          &Catalog::nearest_links);
    known(run, "network", run.network, is_link_name(catalog_, run.network), &Catalog::nearest_links);
    if (run.n_devices > 1 && run.split == model::Split::none) {
      report(run, "split", "several devices, but split is none");
    }
    if (run.spec_tokens > 0 && !drafts(run)) {
      report(run, "spec_tokens", "drafted tokens, but speculative is none");
    }
  }

 private:
  using Nearest = std::vector<std::string> (Catalog::*)(std::string_view, std::size_t) const;

  bool find_device(std::string_view name) const {
    return catalog_.find_device(name) != nullptr || catalog_.alias("device", name) != nullptr;
  }
  bool find_quant(std::string_view name) const {  // or that says its bits: "exl3-2.5bpw"
    return catalog_.find_recipe(model::file_type_of("", name)) != nullptr ||
           catalog_.find_storage_type(name) != nullptr || catalog_.alias("quant", name) != nullptr ||
           (name.ends_with("bpw") && model::bits_per_weight(name) > 0);
  }
  void report(const Run& run,
              std::string_view column,
              std::string message,
              std::vector<std::string> nearest = {}) {
    problems_.push_back(
        {fmt::format("{}:{}:{}", run.table, run.line, column), std::move(message), std::move(nearest)});
  }
  void known(const Run& run, std::string_view column, std::string_view name, bool found, Nearest nearest) {
    if (found || name.empty()) {
      return;
    }
    const auto listed = index_.unknown.find(column);
    if (listed == index_.unknown.end() || !listed->second.contains(std::string(name))) {
      report(run, column, fmt::format("unknown {} '{}'", column, name), (catalog_.*nearest)(name, 3));
    }
  }

  const Catalog& catalog_;
  const RunsIndex& index_;
  std::vector<Problem>& problems_;
};

std::string text_at(const nlohmann::json& object, const char* key) {
  return object.is_object() && object.contains(key) && object.at(key).is_string()
             ? object.at(key).get<std::string>()
             : std::string();
}

void read_tables(const JsonFile& file, RunsIndex& index, std::vector<Problem>& problems) {
  const nlohmann::json& list = file.document.value("tables", nlohmann::json::array());
  for (std::size_t i = 0; i < list.size(); ++i) {
    const bool whole = !text_at(list[i], "table").empty() && !text_at(list[i], "why").empty() &&
                       list[i].contains("fit") && list[i]["fit"].is_boolean();
    if (whole) {
      index.tables.push_back(
          {text_at(list[i], "table"), list[i]["fit"].get<bool>(), text_at(list[i], "why")});
    } else {
      problems.push_back(
          {file.where(fmt::format("/tables/{}", i)), "needs table, fit (true or false) and why", {}});
    }
  }
}

void read_unknown(const JsonFile& file, RunsIndex& index, std::vector<Problem>& problems) {
  constexpr std::string_view kNameColumns[] = {"device", "host_device", "model", "quant"};
  const nlohmann::json& list = file.document.value("unknown", nlohmann::json::array());
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string column = text_at(list[i], "column");
    if (!model::holds(kNameColumns, column)) {
      problems.push_back({file.where(fmt::format("/unknown/{}/column", i)),
                          none_of(column, kNameColumns),
                          nearest_names(column, kNameColumns)});
    } else if (text_at(list[i], "name").empty() || text_at(list[i], "why").empty()) {
      problems.push_back({file.where(fmt::format("/unknown/{}", i)), "needs column, name and why", {}});
    } else {
      index.unknown[column].insert(text_at(list[i], "name"));
    }
  }
}

/// Every table has its file, every file its table.
void compare_tables(const std::filesystem::path& folder,
                    const RunsIndex& index,
                    std::vector<Problem>& problems) {
  std::set<std::string> listed, present;
  for (const TableFacts& table : index.tables) {
    if (!listed.insert(table.table).second) {
      problems.push_back(
          {(folder / "runs.json").string(), "table '" + table.table + "' is listed twice", {}});
    }
  }
  for (const auto& file : runs_files(folder / "runs")) {
    present.insert(file.stem().string());
  }
  for (const std::string& name : listed) {
    if (!present.contains(name)) {
      problems.push_back({(folder / "runs.json").string(), "table '" + name + "' has no file in runs/", {}});
    }
  }
  for (const std::string& name : present) {
    if (!listed.contains(name)) {
      problems.push_back({(folder / "runs.json").string(), "runs/" + name + ".tsv is not listed", {}});
    }
  }
}

void check_runs(const std::filesystem::path& folder, const Catalog& catalog, std::vector<Problem>& problems) {
  const RunsIndex index = read_runs_index(folder / "runs.json", problems);
  compare_tables(folder, index, problems);
  for (const auto& file : runs_files(folder / "runs")) {
    const std::vector<Run> runs = read_runs_text(read_text(file, kMostTableBytes), file.string(), problems);
    for (Problem problem : validate_runs(catalog, runs, index)) {
      problem.where = file.string() + problem.where.substr(problem.where.find(':'));
      problems.push_back(std::move(problem));
    }
  }
}

}  // namespace

RunsIndex read_runs_index(const std::filesystem::path& runs_json, std::vector<Problem>& problems) {
  RunsIndex index;
  const JsonFile file = read_json(runs_json, problems);
  if (file.document.is_object()) {
    read_tables(file, index, problems);
    read_unknown(file, index, problems);
  } else if (!file.document.is_null()) {
    problems.push_back({file.where(""), "must be an object", {}});
  }
  return index;
}

std::vector<Problem> validate_runs(const Catalog& catalog,
                                   std::span<const Run> runs,
                                   const RunsIndex& index) {
  std::vector<Problem> problems;
  RunCheck check(catalog, index, problems);
  for (const Run& run : runs) {
    check.check(run);
  }
  return problems;
}

std::vector<Problem> validate_datasets(const std::filesystem::path& folder) {
  std::vector<Problem> problems;
  const Catalog catalog = Catalog::load(folder, problems);
  try {
    check_runs(folder, catalog, problems);
  } catch (const InputError& error) {
    problems.push_back({error.where, error.message, error.suggestions});
  }
  return problems;
}

}  // namespace tokroof::catalog
