#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "catalog/catalog.hpp"
#include "catalog/entry_json.hpp"
#include "catalog/entry_reader.hpp"
#include "catalog/fields.hpp"
#include "catalog/number.hpp"
#include "catalog/runs_table.hpp"
#include "catalog/text.hpp"
#include "catalog/tsv.hpp"
#include "catalog/validate.hpp"
#include "temp_folder.hpp"
#include "tests/runs_as_text.hpp"

using namespace tokroof;

namespace {

template <class T>
bool same(std::span<const T> a, std::span<const T> b);

/// Of two members: lists element by element, unknown numbers equal.
template <class T>
bool same_value(const T& a, const T& b) {
  if constexpr (std::is_same_v<T, double>) {
    return a == b || (std::isnan(a) && std::isnan(b));
  } else if constexpr (requires { a == b; }) {
    return a == b;
  } else {
    return same(a, b);
  }
}

template <class T>
bool same_entry(const T& a, const T& b) {
  const auto fields = catalog::fields_of<T>();
  return std::all_of(fields.begin(), fields.end(), [&](const catalog::Field<T>& field) {
    return std::visit([&](auto member) { return same_value(a.*member, b.*member); }, field.member);
  });
}

template <class T>
bool same(std::span<const T> a, std::span<const T> b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const T& x, const T& y) {
    if constexpr (std::is_same_v<T, double>) {
      return same_value(x, y);
    } else {
      return same_entry(x, y);
    }
  });
}

bool same_keys(std::span<const catalog::NameKey> a, std::span<const catalog::NameKey> b) {
  return std::equal(
      a.begin(), a.end(), b.begin(), b.end(), [](const catalog::NameKey& x, const catalog::NameKey& y) {
        return x.key == y.key && x.row == y.row;
      });
}

/// Of a file with one list: an entry is a line.
std::size_t entries_in(const char* file) {
  std::istringstream lines(test::read_file(test::kDatasets / file));
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line);) {
    count += line.starts_with("    {") ? 1 : 0;
  }
  return count;
}

}  // namespace

TEST_CASE("the bundled datasets have no problem", "[catalog][datasets]") {
  std::string problems;
  for (const catalog::Problem& problem : catalog::validate_datasets(test::kDatasets)) {
    problems += problem.where + ": " + problem.message + '\n';
  }
  CHECK(problems == "");
}

TEST_CASE("what was compiled in equals what is in datasets/, entry by entry", "[catalog][datasets]") {
  const catalog::CatalogData& a = catalog::Catalog::bundled().data();
  const catalog::Catalog loaded = catalog::Catalog::load(test::kDatasets);
  const catalog::CatalogData& b = loaded.data();
  CHECK(same(a.devices, b.devices));
  CHECK(same(a.models, b.models));
  CHECK(same(a.storage_types, b.storage_types));
  CHECK(same(a.recipes, b.recipes));
  CHECK(same(a.links, b.links));
  CHECK(same(a.aliases, b.aliases));
  CHECK(same(a.source_facts, b.source_facts));
  CHECK(same(a.offload_hosts, b.offload_hosts));
  CHECK(same(a.launch_speeds, b.launch_speeds));
  CHECK(same(a.soc_cpus, b.soc_cpus));
  CHECK(same(a.engine_splits, b.engine_splits));
  CHECK(same(a.prompt_overlaps, b.prompt_overlaps));
  CHECK(same(a.prompt_kernels, b.prompt_kernels));
  CHECK(same(a.engine_formats, b.engine_formats));
  CHECK(same(a.engine_models, b.engine_models));
  CHECK(same(a.engine_file_types, b.engine_file_types));
  CHECK(same(a.vendor_backends, b.vendor_backends));
  CHECK(same(a.usable_memory, b.usable_memory));
  CHECK(same(a.street_prices, b.street_prices));
  CHECK(same(a.engine_commands, b.engine_commands));
  CHECK(same(a.pci_devices, b.pci_devices));
  CHECK(same(a.processor_classes, b.processor_classes));
  CHECK(same(a.shared_names, b.shared_names));
  CHECK(same(a.name_words, b.name_words));
  CHECK(same(a.model_types, b.model_types));
  CHECK(same(a.gguf_architectures, b.gguf_architectures));
  CHECK(same_keys(a.device_names, b.device_names));
  CHECK(same_keys(a.model_names, b.model_names));
  CHECK(same_keys(a.storage_names, b.storage_names));
  CHECK(same_keys(a.link_names, b.link_names));
  CHECK(same_keys(a.recipe_names, b.recipe_names));
  CHECK(same_keys(a.alias_names, b.alias_names));
}

TEST_CASE("the runs and claims that were compiled in are those of datasets/", "[catalog][datasets]") {
  for (const catalog::EmbeddedTable& table : catalog::bundled_tables()) {
    CHECK(table.text == test::read_file(test::kDatasets / "runs" / (std::string(table.name) + ".tsv")));
  }
  CHECK(catalog::bundled_claims() == test::read_file(test::kDatasets / "claims" / "claims.tsv"));
}

TEST_CASE("an entry that is written as JSON reads back as itself", "[catalog][datasets]") {
  const auto again = [](const auto& entries, const char* list) {
    nlohmann::ordered_json document;
    for (const auto& entry : entries) {
      document[list].push_back(catalog::entry_json(entry));
    }
    std::vector<catalog::Problem> problems;
    const catalog::JsonFile file = catalog::parse_json(document.dump(), "entries.json", problems);
    catalog::Arena arena;
    using Entry = std::decay_t<decltype(entries.front())>;
    const std::vector<Entry> read = catalog::EntryReader(file, arena, problems).list<Entry>(list);
    REQUIRE(problems.empty());
    REQUIRE(read.size() == entries.size());
    for (std::size_t i = 0; i < read.size(); ++i) {
      INFO(entries[i].slug);
      CHECK(same_entry(read[i], entries[i]));
    }
  };
  again(catalog::Catalog::bundled().devices(), "devices");
  again(catalog::Catalog::bundled().models(), "models");
}

TEST_CASE("no entry is lost", "[catalog][datasets]") {
  const catalog::Catalog& catalog = catalog::Catalog::bundled();
  CHECK(catalog.devices().size() == entries_in("hardware.json"));
  CHECK(catalog.models().size() == entries_in("models.json"));
  CHECK(catalog.storage_types().size() == entries_in("storage_types.json"));
  CHECK(catalog.recipes().size() == entries_in("recipes.json"));
  CHECK(catalog.links().size() == entries_in("links.json"));
  CHECK(catalog.aliases().size() + catalog.data().shared_names.size() + catalog.data().name_words.size() ==
        entries_in("aliases.json"));
  CHECK(catalog.devices().size() >= 423);
  CHECK(catalog.models().size() >= 530);
}

TEST_CASE("a row is a line of its table, and only the first guide's twelve are kept out of the fit",
          "[catalog][datasets]") {
  std::size_t rows = 0;
  for (const catalog::EmbeddedTable& table : catalog::bundled_tables()) {
    const std::size_t read = catalog::read_runs_text(table.text, table.name).size();
    const auto lines = static_cast<std::size_t>(std::count(table.text.begin(), table.text.end(), '\n'));
    INFO(table.name);
    CHECK(read + 1 == lines);
    CHECK(table.fit == (table.name != "guide-1"));
    CHECK((table.name != "guide-1" || read == 12));
    rows += read;
  }
  CHECK(rows >= 13478);
}

TEST_CASE("all tables have the header that the program writes, but for columns that hardly any needs",
          "[catalog][datasets]") {
  std::ostringstream written;
  catalog::write_runs_header(written);
  const std::string header = written.str().substr(0, written.str().size() - 1);
  const std::set<std::string_view> rare{"build",
                                        "pipeline_parallel",
                                        "data_parallel_attention",
                                        "expert_parallel",
                                        "network",
                                        "eager",
                                        "machine_devices",
                                        "n_cpu_moe",
                                        "override_tensor",
                                        "tensor_split",
                                        "spill",
                                        "host_channels",
                                        "host_memory_mts",
                                        "host_sockets",
                                        "host_memory_gib",
                                        "gpu_memory_gib",
                                        "gpu_memory_utilization",
                                        "max_model_len",
                                        "max_num_seqs",
                                        "os",
                                        "storage"};
  for (const catalog::EmbeddedTable& table : catalog::bundled_tables()) {
    INFO(table.name);
    const auto columns = catalog::split_at(table.text.substr(0, table.text.find('\n')), '\t');
    std::size_t met = 0;
    for (const std::string_view column : catalog::split_at(header, '\t')) {
      if (met < columns.size() && columns[met] == column) {
        ++met;
      } else {
        CHECK(rare.count(column) == 1);
      }
    }
    CHECK(met == columns.size());
  }
}

TEST_CASE("a prompt rate says what was in the cache before its prompt", "[catalog][datasets]") {
  std::string silent;
  for (const catalog::EmbeddedTable& table : catalog::bundled_tables()) {
    for (const catalog::Run& run : catalog::read_runs_text(table.text, table.name)) {
      silent +=
          run.pp_tps > 0 && !(run.pp_depth >= 0) ? run.table + ":" + std::to_string(run.line) + '\n' : "";
    }
  }
  CHECK(silent == "");
}

TEST_CASE("the 980 claims are there", "[catalog][datasets]") {
  std::vector<catalog::Problem> problems;
  const catalog::Tsv claims = catalog::parse_tsv(catalog::bundled_claims(), "claims.tsv", problems);
  CHECK(problems.empty());
  CHECK(claims.rows.size() == 980);
}

TEST_CASE("the tables beside the runs hold numbers, names that are known and each claim once",
          "[catalog][datasets]") {
  const catalog::Catalog& catalog = catalog::Catalog::bundled();
  std::set<std::string> ids;
  struct Side {
    const char *file, *numbers;
    std::function<bool(const std::string&)> is_known;  ///< what the first column names
  };
  for (const Side& side :
       {Side{"claims/claims.tsv",
             "guide|line_no|n_devices|context|depth|concurrency",
             [&](const auto& id) { return !id.empty() && ids.insert(id).second; }},
        {"gguf_sizes.tsv",
         "size_gib_reported|size_gib_computed|err_pct|active_gib_computed",
         [&](const auto& name) { return catalog.find_model(name) != nullptr; }},
        {"bandwidth_measured.tsv", "read_gbps|write_gbps|copy_gbps", [&](const auto& name) {
           return catalog.find_device(name) != nullptr;
         }}}) {
    const std::string text = test::read_file(test::kDatasets / side.file);
    std::vector<catalog::Problem> problems;
    const catalog::Tsv table = catalog::parse_tsv(text, side.file, problems);
    CHECK(problems.empty());
    for (const catalog::Tsv::Row& row : table.rows) {
      INFO(table.where(row.line));
      CHECK(side.is_known(std::string(row.cells.front())));
      for (const std::string_view title : catalog::split_at(side.numbers, '|')) {
        const std::string_view cell = row.cells.at(static_cast<std::size_t>(table.column(title)));
        CHECK((cell.empty() || catalog::parse_number(cell).has_value()));
      }
    }
  }
}

TEST_CASE("guide-1 holds the first guide's three machines and says where each row is from",
          "[catalog][datasets]") {
  std::map<std::string, int> by_device;
  for (const catalog::Run& run : test::read_runs(test::kDatasets / "runs" / "guide-1.tsv")) {
    ++by_device[run.device];
    CHECK(run.source == "guide-1");
    CHECK(run.notes.starts_with("claim S0-0"));
    CHECK(std::isnan(run.n_gen));
    const bool spread = run.device == "v100-pcie-16gb" && run.model == "qwen3-32b";
    CHECK(run.n_devices == (spread ? 3 : 1));
    CHECK(run.split == (spread ? model::Split::layer : model::Split::none));
    CHECK((!spread || run.tg_tps == 3.12));
  }
  CHECK(by_device == std::map<std::string, int>{{"p40", 4}, {"strix-halo", 4}, {"v100-pcie-16gb", 4}});
}

TEST_CASE("units of the files become SI units", "[catalog][datasets]") {
  const model::Device& card = catalog::Catalog::bundled().device("rtx-3090");
  CHECK(card.bandwidth_bytes_per_s == 936.2 * 1e9);
  CHECK(card.memory_gib == 24);
  CHECK(card.l2_bytes == 6 * 1048576.0);
  CHECK(card.nvlink_bytes_per_s == 112.5e9);
  const catalog::Link& link = catalog::Catalog::bundled().link("pcie4x16-host");
  CHECK(link.bytes_per_s == Approx(17.33e9));
  CHECK(link.latency_s == Approx(14e-6));
  REQUIRE(link.all_reduce.size() == 3);
  CHECK(link.all_reduce[1].devices == 4);
  CHECK(link.all_reduce[1].seconds == Approx(30e-6));
  CHECK(catalog::Catalog::bundled().model("llama-2-7b").parameters == 6.738 * 1e9);
  const model::Device& drive = catalog::Catalog::bundled().device("samsung-990-pro-2tb");
  CHECK(drive.memory_gib == Approx(2000e9 / 1073741824.0));
}

TEST_CASE("processors have their cores, channels and vector units", "[catalog][datasets]") {
  const model::Device& one = catalog::Catalog::bundled().device("xeon-e5-2697v4");
  CHECK(one.cpu_cores == 18);
  CHECK(one.memory_channels == 4);
  CHECK(one.simd == "avx2");
  const model::Device& two = catalog::Catalog::bundled().device("xeon-e5-2697v4-2s");
  CHECK(two.part == "xeon-e5-2697v4");
  CHECK(two.part_count == 2);
  CHECK(two.bandwidth_bytes_per_s == 2 * one.bandwidth_bytes_per_s);
  CHECK(catalog::Catalog::bundled().device("i9-13900k").cpu_cores == 24);
  CHECK(catalog::Catalog::bundled().device("dgx-a100").part == "a100-sxm-80gb");
  CHECK(catalog::Catalog::bundled().device("dgx-a100").part_count == 8);
}

TEST_CASE("a catalog's entries outlive the catalog that was moved from or copied", "[catalog]") {
  const model::Device* device = nullptr;
  std::vector<catalog::Catalog> kept;
  {
    catalog::Catalog first = catalog::Catalog::load(test::kDatasets);
    device = first.find_device("rtx-3090");
    catalog::Catalog second = std::move(first);
    kept.push_back(second);
  }
  CHECK(device->name == "NVIDIA GeForce RTX 3090");
  CHECK(kept.front().find_device("rtx-3090") == device);
}

namespace {

template <class T>
void check_documented(const std::string& schema) {
  for (const catalog::Field<T>& field : catalog::fields_of<T>()) {
    INFO(field.key);
    CHECK((schema.find("`" + std::string(field.key) + "`") != std::string::npos ||
           schema.find("\"" + std::string(field.key) + "\"") != std::string::npos));
  }
}

}  // namespace

TEST_CASE("SCHEMA.md names every key and every column", "[catalog][datasets]") {
  std::string schema = test::read_file(test::kDatasets / "SCHEMA.md");
  schema += "`bits_per_weight_llama_70b` `bits_per_weight_qwen3_30b_a3b`";  // abbreviated there
  check_documented<model::Device>(schema);
  check_documented<model::Architecture>(schema);
  check_documented<catalog::StorageType>(schema);
  check_documented<catalog::Recipe>(schema);
  check_documented<catalog::AllReduceTime>(schema);
  check_documented<catalog::Link>(schema);
  check_documented<catalog::Alias>(schema);
  check_documented<catalog::SourceFacts>(schema);
  check_documented<catalog::ServerSlots>(schema);
  check_documented<catalog::PrefixCached>(schema);
  check_documented<catalog::OffloadHost>(schema);
  check_documented<catalog::LaunchSpeed>(schema);
  check_documented<catalog::SocCpu>(schema);
  for (const char* file :
       {"runs/argonne.tsv", "claims/claims.tsv", "gguf_sizes.tsv", "bandwidth_measured.tsv"}) {
    std::vector<catalog::Problem> problems;
    const std::string text = test::read_file(test::kDatasets / file);
    for (const std::string_view column : catalog::parse_tsv(text, file, problems).columns) {
      INFO(column);
      CHECK(schema.find("`" + std::string(column) + "`") != std::string::npos);
    }
  }
}
