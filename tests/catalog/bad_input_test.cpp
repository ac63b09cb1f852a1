#include <catch2/catch.hpp>

#include "catalog/catalog.hpp"
#include "catalog/json_file.hpp"
#include "catalog/runs_table.hpp"
#include "catalog/validate.hpp"
#include "temp_folder.hpp"

using namespace tokroof;
using tokroof::test::BrokenDatasets;
using tokroof::test::TempFolder;

namespace {

struct Fault {
  std::string file, from, to;
  std::string column;   ///< last part of the place
  std::string message;  ///< how the message begins
};

std::string quoted(std::string text) {
  std::replace(text.begin(), text.end(), '\'', '"');
  return text;
}

/// Replacing `from` by `to`, in which ' stands for ", must give one problem, at the line of the replacement.
void check(const Fault& fault) {
  const BrokenDatasets datasets(fault.file, quoted(fault.from), quoted(fault.to));
  const std::vector<catalog::Problem> problems = catalog::validate_datasets(datasets.path());
  INFO(fault.file << ": " << fault.to);
  REQUIRE_FALSE(problems.empty());
  const std::string line = (datasets.path() / fault.file).string() + ':' + std::to_string(datasets.line);
  CHECK(problems[0].where == (fault.column.empty() ? line : line + ':' + fault.column));
  CHECK(problems[0].message.substr(0, fault.message.size()) == fault.message);
}

const std::string k3090 = "'slug': 'rtx-3090', ";

}  // namespace

TEST_CASE("each kind of fault in a catalog is reported with file, line and key", "[catalog][errors]") {
  const std::vector<Fault> faults = {
      {"hardware.json", k3090, k3090 + "'bandwith_gb_per_s': 1, ", "bandwith_gb_per_s", "unknown key"},
      {"hardware.json", k3090, k3090 + "'cpu_cores': 'many', ", "cpu_cores", "must be a number"},
      {"hardware.json", k3090, k3090 + "'cpu_cores': 0, ", "cpu_cores", "0 is outside 1 to 1024"},
      {"hardware.json", k3090, k3090 + "'cpu_cores': 2.5, ", "cpu_cores", "must be a whole number"},
      {"hardware.json", k3090, k3090 + "'simd': 3, ", "simd", "must be text"},
      {"hardware.json", k3090, k3090 + "'part': 'rtx-309', 'part_count': 2, ", "part", "unknown device"},
      {"hardware.json",
       k3090,
       k3090 + "'part': 'rtx-3080-10gb', ",
       "part_count",
       "part and part_count go together"},
      {"hardware.json", k3090, k3090 + "'slug': 'x', ", "slug", "key 'slug' is repeated"},
      {"hardware.json", k3090, "", "", "the key 'slug' is missing"},
      {"hardware.json", k3090, "'slug': '', ", "slug", "must not be empty"},
      {"hardware.json", k3090, "'slug': 'GTX 1070', ", "", "'GTX 1070' is there already"},
      {"hardware.json", "'kind': 'gpu'", "'kind': 'graphics'", "kind", "'graphics' is none of gpu, apu"},
      {"hardware.json", "'year': 2016", "'year': 1815", "year", "1815 is outside 1990 to 2035"},
      {"hardware.json",
       "'bandwidth_gb_per_s': 936.2",
       "'bandwidth_gb_per_s': 9362",
       "bandwidth_gb_per_s",
       "9362 GB/s, but bus x data rate is 936"},
      {"models.json", "'layers': 32", "'layers': 0", "layers", "0 is outside 1 to 1000"},
      {"models.json", "'layers': 32", "'layers': 12", "layers", "a kind of layer has more layers"},
      {"models.json", "'indexer_top_k': 512, ", "", "csa_layers", "needs csa_ratio"},
      {"models.json",
       "'tied_embeddings': false",
       "'tied_embeddings': 0",
       "tied_embeddings",
       "must be true or false"},
      {"models.json", "'alias_of': 'qwen3-30b-a3b'", "'alias_of': 'qwen3-30b'", "alias_of", "unknown model"},
      {"models.json",
       "'computed_parameters_b': 6.7381",
       "'computed_parameters_b': 9.9",
       "computed_parameters_b",
       "counted"},
      {"storage_types.json",
       "'bytes_per_block': 144",
       "'bytes_per_block': 145",
       "bits_per_weight",
       "4.5 bits, but"},
      {"recipes.json", "'output': 'Q6_K'", "'output': 'Q6'", "output", "unknown storage type 'Q6'"},
      {"links.json",
       "{'devices': 4, 'us': 20}",
       "{'devices': 2, 'us': 20}",
       "all_reduce",
       "must be by rising"},
      {"links.json", "{'devices': 4, 'us': 20}", "{'devices': 4, 'ms': 20}", "", "the key 'us' is missing"},
      {"links.json", "'all_reduce': [{'devices': 2, 'us': 12}", "'all_reduce': [7", "", "must be an object"},
      {"engines.json", "'instead_on': 'metal'", "'instead_on': 'rocm'", "instead_on", "mlx does not run on"},
      {"aliases.json", "'exactness': 'exact'", "'exactness': 'sure'", "exactness", "'sure' is none of exact"},
      {"aliases.json", "'canonical': 'strix-halo'", "'canonical': 'strix'", "canonical", "unknown device"},
      {"aliases.json",
       "'alias': 'UD-Q8_K_XL'",
       "'alias': 'ud q4_k_xl'",
       "",
       "the alias 'ud q4_k_xl' is there already"},
      {"aliases.json", "'usual': 'h200'", "'usual': 'h20'", "usual", "'h20' is none of the candidates"},
      {"aliases.json", "'power_limit_w': 200", "'power_limit_w': 20", "power_limit_w", "20 is outside 31"},
      {"links.json", "'beyond': 'ib-ndr'", "'beyond': 'ib'", "carriers", "unknown link 'ib'"},
      {"links.json", "'most_devices': 72", "'most_devices': 1", "most_devices", "1 is outside 2"},
      {"links.json",
       "'gb_per_s_per_direction': 80, ",
       "",
       "gb_per_s_per_direction",
       "only a fabric with carriers and without all_reduce"},
      {"engines.json",
       "'backends': 'neuron', 'engine'",
       "'backends': 'neuro', 'engine'",
       "backends",
       "unknown backend 'neuro'"},
      {"engines.json", "'engine': 'sambaflow'", "'engine': 'samba'", "engine", "unknown engine 'samba'"},
      {"engines.json",
       "strix-halo|strix-halo-390",
       "strix-halo|strix-390",
       "integrated_graphics",
       "unknown device 'strix-390'"},
      {"engines.json",
       "'uses_integrated_graphics_with': 'OLLAMA_IGPU_ENABLE=1', ",
       "",
       "uses_integrated_graphics_with",
       "integrated_graphics and uses_integrated_graphics_with go together"},
      {"hosts.json", "m1-7c|m1-8c", "m1-7c|m1-9c", "devices", "unknown device 'm1-9c'"},
      {"engines.json", "vllm|sglang", "vlm|sglang", "engines", "unknown engine family 'vlm'"},
      {"engines.json", "'splits': 'tensor'", "'splits': 'tensors'", "splits", "unknown split 'tensors'"},
      {"engines.json", "'backend': 'rocm'", "'backend': 'rocn'", "backend", "unknown backend 'rocn'"},
      {"engines.json",
       "cuda|rocm|sycl', 'most",
       "cuda|rocm|sylc', 'most",
       "row_backends",
       "unknown backend 'sylc'"},
      {"engines.json", "|beellama.cpp'", "|bellama.cpp'", "engines", "unknown engine 'bellama.cpp'"},
      {"engines.json",
       "'vector attention'",
       "'vector atention'",
       "work",
       "'vector atention' is none of vector attention, vector products"},
      {"engines.json", "num_gpu {}", "num_gpu N", "host_layers", "'num_gpu N' has no {} for its number"},
      {"engines.json", "'split': 'layer'", "'split': 'layers'", "split", "'layers' is none of none"},
      {"engines.json",
       "'runs_as': 'llama.cpp'",
       "'runs_as': 'lama.cpp'",
       "runs_as",
       "unknown engine 'lama.cpp'"},
      {"engines.json", "'refused'", "'never'", "outcome", "'never' is none of refused"},
      {"engines.json", "'engine': 'ollama'", "'engine': 'olama'", "engine", "unknown engine 'olama'"},
      {"machines.json", "'rtx-3090'", "'rtx-3091'", "slugs", "unknown device 'rtx-3091'"},
      {"machines.json", "'channels': 12", "'channels': 120", "channels", "120 is outside 1 to 64"},
      {"engines.json", "'usual': 'Q3_K_M|", "'usual': 'Q3_K_X|", "usual", "'Q3_K_X' is not one of the types"},
      {"models.json", "'variant': 'repack'", "'variant': 'copy'", "variant", "'copy' is none of repack"},
      {"models.json",
       "'released': '2023-07'",
       "'released': '2023-13'",
       "released",
       "'2023-13' is not a month"},
      {"models.json",
       "'released_source': 'memory', ",
       "",
       "released",
       "released and released_source go together"},
      {"aliases.json", "'approximate', 'count'", "'exact', 'count'", "count", "several are another thing"},
      {"memory.json", "'t4|a2", "'t44|a2", "slugs", "unknown device 't44'"},
      {"prices.json", "'used'", "'broken'", "condition", "'broken' is none of new, used"},
      {"memory.json", "0.92", "1.92", "share", "1.92 is outside 0.5 to 1"},
      {"hosts.json", "EPYC 9355.*6400", "EPYC (9355|9356)", "pattern", "'EPYC (9355|9356)' may hold"},
      {"hosts.json", "'m3-10c'", "'m3-11c'", "devices", "unknown device 'm3-11c'"},
      {"sources.json", "'prompt_lengths': [1024", "'prompt_lengths': [0", "prompt_lengths", "0 is outside 1"},
      {"sources.json", "'model': 'mistral-7b'", "'model': 'mistral'", "prefix_cached", "unknown model"},
      {"hardware.json", "'units':", "'unit':", "unit", "unknown key 'unit'"},
      {"hardware.json", "'year': 2016,", "'year': 2016", "", "not valid JSON: "},
      {"runs.json", "'fit': true", "'fit': 1", "", "needs table, fit"},
      {"runs.json", "'column': 'model'", "'column': 'modell'", "column", "'modell' is none of"},
      {"runs/guide-1.tsv", "qwen3-32b", "qwen3-33b", "model", "unknown model 'qwen3-33b'"},
      {"runs/guide-1.tsv",
       "v100-pcie-16gb\t3",
       "v100-pcie-15gb\t3",
       "device",
       "unknown device 'v100-pcie-15gb'"},
      {"runs/guide-1.tsv", "\tQ4_K_M\t", "\tQ4_K_N\t", "quant", "unknown quant"},
      {"runs/guide-1.tsv", "pcie3x16", "pcie3x17", "interconnect", "unknown interconnect"},
      {"runs/guide-1.tsv", "ryzen-7-8845hs", "ryzen-7", "host_device", "unknown host_device"},
      {"runs/guide-1.tsv", "\t3.12\t", "\t3,12\t", "tg_tps", "'3,12' is not a number"},
      {"runs/guide-1.tsv", "3\t1\tlayer", "3\t1\tnone", "split", "several devices, but split is none"},
  };
  for (const Fault& fault : faults) {
    check(fault);
  }
}

TEST_CASE("an unknown key or name comes with the nearest valid one", "[catalog][errors]") {
  const BrokenDatasets datasets("hardware.json", R"("cores")", R"("coers")");
  std::vector<catalog::Problem> problems;
  catalog::Catalog::load(datasets.path(), problems);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].suggestions.front() == "cores");
}

TEST_CASE("all problems are collected, and loading without a list throws the first", "[catalog][errors]") {
  BrokenDatasets datasets("hardware.json", R"("year": 2016)", R"("year": 1815)");
  datasets.replace("models.json", R"("d_model": 4096)", R"("d_model": 4)");
  std::vector<catalog::Problem> problems;
  catalog::Catalog::load(datasets.path(), problems);
  CHECK(problems.size() == 2);
  try {
    catalog::Catalog::load(datasets.path());
    FAIL("no error");
  } catch (const catalog::InputError& error) {
    CHECK(error.kind == "bad-file");
    CHECK(error.where == problems[0].where);
    CHECK(error.message == problems[0].message + " (and 1 more)");
  }
}

TEST_CASE("a missing folder, a missing or empty file, a list instead of an object are input errors",
          "[catalog][errors]") {
  CHECK_THROWS_AS(catalog::Catalog::load("/nowhere/at/all"), catalog::InputError);
  CHECK_FALSE(catalog::validate_datasets("/nowhere/at/all").empty());
  for (const char* text : {"",
                           "[]",
                           "{}",
                           "3",
                           R"({"devices": 3})",
                           R"({"devices": [[]]})",
                           "nonsense",
                           R"({"devices": [)",
                           "\xFF",
                           "{\"devices\": [{\"slug\": \"\xFF\"}]}"}) {
    BrokenDatasets datasets;
    datasets.write("hardware.json", text);
    INFO(text);
    CHECK_THROWS_AS(catalog::Catalog::load(datasets.path()), catalog::InputError);
  }
  const BrokenDatasets datasets;
  std::filesystem::remove(datasets.path() / "links.json");
  CHECK_THROWS_AS(catalog::Catalog::load(datasets.path()), catalog::InputError);
}

TEST_CASE("nested brackets a million deep are an error, not a crash", "[catalog][errors]") {
  BrokenDatasets datasets;
  datasets.write("hardware.json", std::string(1000000, '['));
  CHECK_THROWS_AS(catalog::Catalog::load(datasets.path()), catalog::InputError);
  std::string objects;
  for (int i = 0; i < 100000; ++i) {
    objects += R"({"a":)";
  }
  datasets.write("hardware.json", objects);
  CHECK_THROWS_AS(catalog::Catalog::load(datasets.path()), catalog::InputError);
}

TEST_CASE("every table is listed in runs.json and every listed table is there", "[catalog][errors]") {
  BrokenDatasets datasets;
  std::filesystem::remove(datasets.path() / "runs" / "guide-1.tsv");
  datasets.write("runs/mine.tsv", "device\tmodel\ttg_tps\nrtx-3090\tllama-2-7b\t1\n");
  const std::vector<catalog::Problem> problems = catalog::validate_datasets(datasets.path());
  REQUIRE(problems.size() == 2);
  CHECK(problems[0].message == "table 'guide-1' has no file in runs/");
  CHECK(problems[1].message == "runs/mine.tsv is not listed");
}

TEST_CASE("a JSON value's line is that of its key", "[catalog][json]") {
  std::vector<catalog::Problem> problems;
  const catalog::JsonFile file =
      catalog::parse_json("{\n \"a\": [\n  {\"b\": 1,\n   \"c\": [2,\n 3]}\n ]\n}\n", "f.json", problems);
  CHECK(problems.empty());
  CHECK(file.where("/a") == "f.json:2:a");
  CHECK(file.where("/a/0/b") == "f.json:3:b");
  CHECK(file.where("/a/0/c") == "f.json:4:c");
  CHECK(file.where("/a/0/missing") == "f.json:3:missing");
  CHECK(file.where("") == "f.json:1");
}

TEST_CASE("names that are listed as unknown on purpose are no problem", "[catalog][runs]") {
  const auto runs =
      catalog::read_runs_text("device\tmodel\tquant\ttg_tps\nrtx-3090\tmy-toy\tmy-type\t1\n", "t.tsv");
  CHECK(catalog::validate_runs(catalog::Catalog::bundled(), runs).size() == 2);
  catalog::RunsIndex index;
  index.unknown["model"].insert("my-toy");
  index.unknown["quant"].insert("my-type");
  CHECK(catalog::validate_runs(catalog::Catalog::bundled(), runs, index).empty());
}

TEST_CASE("unequal devices joined by + must all be known", "[catalog][runs]") {
  const auto runs = catalog::read_runs_text(
      "device\tmodel\ttg_tps\nrtx-3090+rtx-5090\tllama-2-7b\t1\nrtx-3090+x\tllama-2-7b\t1\n", "t.tsv");
  const std::vector<catalog::Problem> problems = catalog::validate_runs(catalog::Catalog::bundled(), runs);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].where == "t:3:device");
}
