#include "catalog/placement.hpp"

#include <random>
#include <sstream>

#include <fmt/format.h>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "catalog/resolve.hpp"
#include "catalog/runs_table.hpp"
#include "formats/benchmarks/run_import.hpp"
#include "formats/commands/command_line.hpp"
#include "model/count/layer_counts.hpp"
#include "model/count/layer_kinds.hpp"
#include "predict/placement_name.hpp"
#include "predict/prediction.hpp"
#include "predict/request.hpp"
#include "predict/scenario_option.hpp"
#include "tests/runs_as_text.hpp"
#include "tests/seed.hpp"
#include "tests/words.hpp"

using namespace tokroof;
using namespace tokroof::test;
using nlohmann::json;

namespace {

const catalog::Catalog& bundled() { return catalog::Catalog::bundled(); }

std::vector<const model::Architecture*> mixtures() {
  std::vector<const model::Architecture*> out;
  for (const model::Architecture& model : bundled().models()) {
    if (model::layer_counts(model).experts > 0) out.push_back(&model);
  }
  return out;
}

/// What must not depend on the door.
struct Figures {
  std::string placement, run_class, refusal;
  double tps = 0, low_tps = 0, prefill_tps = 0, device_bytes = 0, host_bytes = 0;
};

Figures figures(const catalog::Run& run) {
  const predict::PredictionOutcome outcome = predict::predict(bundled(), predict::Fitted::bundled(), run);
  Figures f;
  if (outcome.memory) {
    f.device_bytes = outcome.memory->needed_bytes();
    f.host_bytes = outcome.memory->host_bytes;
  }
  if (outcome.refusal) {
    f.refusal = outcome.refusal->reason;
    return f;
  }
  const predict::Prediction& p = *outcome.prediction;
  f.placement = predict::placement_name(p.scenario);
  f.run_class = p.run_class;
  f.tps = p.decode.tps();
  f.low_tps = p.decode.published(0.9).first;
  f.prefill_tps = p.prefill.value().tps();
  f.device_bytes = p.memory.needed_bytes();
  f.host_bytes = p.memory.host_bytes;
  return f;
}

/// A test of many figures: one check where all agree.
void must_agree(const Figures& a, const Figures& b, const char* door) {
  CAPTURE(door, a.refusal, a.tps, b.tps, a.prefill_tps, b.prefill_tps, a.device_bytes, b.device_bytes);
  const auto close = [](double x, double y) { return std::fabs(x - y) <= 1e-9 * std::fabs(x); };
  CHECK((a.refusal == b.refusal && a.run_class == b.run_class && close(a.tps, b.tps) &&
         close(a.low_tps, b.low_tps) && close(a.prefill_tps, b.prefill_tps) &&
         close(a.device_bytes, b.device_bytes) && close(a.host_bytes, b.host_bytes)));
}

catalog::Run completed(json options) {
  return predict::complete(bundled(), predict::Fitted::bundled(), predict::asked_from_json(options).question)
      .run;
}

/// `--override-tensor` for the experts of the first n blocks, as llama.cpp itself writes --n-cpu-moe.
std::string pattern(int n) {
  std::string blocks;
  for (int i = 0; i < n; ++i) blocks += (i > 0 ? "|" : "") + std::to_string(i);
  return "blk\\.(" + blocks + ")\\.ffn_(up|down|gate)_exps=CPU";
}

/// The row that `tokroof import` makes of a record of llama-bench, written to a table and read again.
catalog::Run imported(const model::Architecture& model, const json& more) {
  json record = {{"backends", "CUDA"},
                 {"gpu_info", "NVIDIA GeForce RTX 3090"},
                 {"model_filename", std::string(model.slug)},
                 {"n_prompt", 0},
                 {"n_gen", 128},
                 {"avg_ts", 20.0}};
  record.update(more);
  std::vector<catalog::Run> runs;
  catalog::Run given;
  given.model = model.slug;
  formats::RunImport import(bundled(), given, [&](catalog::Run&& run) { runs.push_back(std::move(run)); });
  std::istringstream file(record.dump());
  import.read_stream(file, "bench.json");
  REQUIRE(runs.size() == 1);
  return catalog::read_runs_text(test::table_of(runs), "bench.tsv").at(0);
}

catalog::Said<catalog::StatedPlacement> stated(std::string_view cell) {
  return catalog::Said<catalog::StatedPlacement>::read(cell);
}

/// The question of the options, with what a table's row says of its placement instead of theirs.
catalog::Run with_placement(catalog::Run run, const catalog::Run& row) {
  run.placement = row.placement;
  run.details.n_cpu_moe = row.details.n_cpu_moe;
  run.details.override_tensor = row.details.override_tensor;
  return run;
}
catalog::Run with_placement(const catalog::Run& run, std::string_view cell) {
  catalog::Run row;
  row.placement = stated(cell);
  return with_placement(run, row);
}

}  // namespace

TEST_CASE("Every door puts the experts of the same blocks on the host, in every mixture", "[property]") {
  const unsigned seed = seed_of_run();
  CAPTURE(seed);
  std::mt19937 random(seed);
  const auto any = [&](const auto& list) { return list[random() % std::size(list)]; };
  constexpr const char* kQuants[] = {"Q2_K",
                                     "Q3_K_L",
                                     "Q4_K_M",
                                     "Q4_K_S",
                                     "Q5_K_M",
                                     "Q6_K",
                                     "Q8_0",
                                     "IQ2_M",
                                     "IQ3_XS",
                                     "IQ4_XS",
                                     "Q4_0",
                                     "MXFP4"};
  constexpr const char* kDevices[] = {"rtx-3090", "rtx-pro-6000-blackwell", "h200", "b200"};
  int answered = 0, partial = 0;
  for (const model::Architecture* model : mixtures()) {
    const int n = 1 + static_cast<int>(random() % (static_cast<unsigned>(model->layers) + 1));
    const json base = {{"device", any(kDevices)},
                       {"model", std::string(model->slug)},
                       {"quant", any(kQuants)},
                       {"host", "epyc-9355"},
                       {"host_memory_gib", 4096}};
    CAPTURE(n, base.dump());
    const auto plus = [&](json more) {
      more.update(base);
      return more;
    };
    const catalog::Run run = completed(plus({{"n_cpu_moe", n}}));
    const Figures counted = figures(run);
    answered += counted.refusal.empty();
    partial += counted.placement.starts_with("expert-layers-gpu=");

    must_agree(counted, figures(completed(plus({{"override_tensor", pattern(n)}}))), "--override-tensor");

    const catalog::Run row = imported(*model, {{"n_cpu_moe", n}});
    REQUIRE(model::expert_blocks(bundled().model(row.model)) ==
            model::expert_blocks(*model));  // a name may be of both
    must_agree(counted, figures(with_placement(run, row)), "import");
    must_agree(counted, figures(with_placement(run, row.placement.text())), "the word of an import");
    const catalog::Run by_name = imported(*model, {{"tensor_buft_overrides", pattern(n)}});
    must_agree(counted, figures(with_placement(run, by_name)), "an import's -ot");
    if (counted.refusal.empty())
      CHECK((row.placement.empty() ? "gpu" : row.placement.text()) == counted.placement);

    const auto pasted = [&](const std::string& option, const std::string& value) {
      return figures(predict::complete(bundled(),
                                       predict::Fitted::bundled(),
                                       formats::read_command_line(
                                           bundled(),
                                           {"llama-server", "-m", std::string(model->slug), option, value},
                                           predict::asked_from_json(base).question)
                                           .question)
                         .run);
    };
    must_agree(counted, pasted("--n-cpu-moe", std::to_string(n)), "a command line");
    must_agree(counted, pasted("-ot", pattern(n)), "a command line's -ot");

    // Together with a pattern that takes something else, in one set of patterns or two options.
    const std::string other = "attn_output=CPU,blk\\.[13]\\.ffn_down_exps=CUDA0";
    must_agree(figures(completed(plus({{"n_cpu_moe", n}, {"override_tensor", other}}))),
               figures(completed(plus({{"override_tensor", other + "," + pattern(n)}}))),
               "both options");
  }
  CHECK(answered > 100);
  CHECK(partial > 60);
}

TEST_CASE("Experts of all blocks are on the host by whichever way it is said", "[property]") {
  for (const model::Architecture* model : mixtures()) {
    const json base = {{"device", "h200"},
                       {"model", std::string(model->slug)},
                       {"quant", "Q4_K_M"},
                       {"host", "epyc-9355"},
                       {"host_memory_gib", 4096}};
    CAPTURE(model->slug);
    json options = base;
    options["n_cpu_moe"] = model->layers;
    const catalog::Run run = completed(options);
    const Figures all = figures(run);
    CHECK((all.placement == "experts=cpu" || !all.refusal.empty()));
    must_agree(all, figures(with_placement(run, "experts=cpu")), "experts=cpu");
    must_agree(all, figures(with_placement(run, "expert-layers-gpu=0")), "expert-layers-gpu=0");
    options["n_cpu_moe"] = model->layers + 1;
    must_agree(all, figures(completed(options)), "more than there are");
    options.erase("n_cpu_moe");
    options["override_tensor"] = "exps=CPU";
    must_agree(all, figures(completed(options)), "--override-tensor");
  }
}

TEST_CASE("Blocks without experts are counted by --n-cpu-moe, and hold none") {
  const auto placement = [](std::string_view model, double n) {
    return catalog::expert_placement({.end = n}, bundled().model(model)).text();
  };
  CHECK(placement("llama-4-maverick", 1).empty());  // every second of 48, the first is dense
  CHECK(placement("llama-4-maverick", 2) == "expert-layers-gpu=23");
  CHECK(placement("llama-4-maverick", 20) == "expert-layers-gpu=14");
  CHECK(placement("llama-4-maverick", 48) == "experts=cpu");
  CHECK(placement("deepseek-v3", 3).empty());
  CHECK(placement("deepseek-v3", 13) == "expert-layers-gpu=48");
  CHECK(placement("llama-3.1-8b", 13).empty());
  CHECK(completed({{"device", "b200"}, {"model", "llama-4-maverick"}, {"n_cpu_moe", 1}, {"quant", "IQ2_XXS"}})
            .placement.empty());
}

TEST_CASE("A table's placement is read as it was written, for every number of blocks", "[property]") {
  for (const model::Architecture* model : mixtures()) {
    CAPTURE(model->slug);
    const std::vector<int> blocks = model::expert_blocks(*model);
    REQUIRE(static_cast<double>(blocks.size()) == model::layer_counts(*model).experts);
    for (int n = 1; n <= model->layers + 1; ++n) {
      catalog::Run run;
      run.placement = catalog::expert_placement({.end = static_cast<double>(n)}, *model);
      const auto host = catalog::host_experts(run, *model);
      bool same = true;
      for (const int block : blocks) same = same && (block < n) == (host && host->holds(block));
      CHECK(same);
    }
  }
}

TEST_CASE("A placement may say from which block on the experts are on the host") {
  const model::Architecture& model = bundled().model("qwen3-235b-a22b");
  catalog::Run run;
  run.placement = stated("experts=cpu:12-");
  REQUIRE(catalog::host_experts(run, model));
  CHECK(catalog::host_experts(run, model)->first == 12);
  CHECK(catalog::expert_placement(*catalog::host_experts(run, model), model).text() ==
        "expert-layers-gpu=12");
  run.placement = stated("partial");
  run.notes = "-ot blk 12-93 ffn=CPU";  // for people
  CHECK(catalog::expert_placement(*catalog::host_experts(run, model), model).text() == "experts=cpu");
  run.placement = stated("expert-layers-gpu=94");
  CHECK_FALSE(catalog::host_experts(run, model));
  run.placement = stated("gpu");
  CHECK_FALSE(catalog::host_experts(run, model));
}

TEST_CASE("What a cell says of a placement is read back as it was written") {
  for (const char* cell :
       {"", "gpu", "cpu", "partial", "experts=cpu", "experts=cpu:12-", "expert-layers-gpu=7", "attic"}) {
    catalog::Run run;
    run.placement = stated(cell);
    CHECK(run.placement.text() == cell);
    CHECK(catalog::states_placement(run) == (cell != std::string_view()));
    CHECK(catalog::puts_on_host(bundled(), run) ==
          (cell != std::string_view() && cell != std::string_view("gpu")));
  }
  CHECK(stated("experts=cpu:0-") == stated("experts=cpu"));
  CHECK(stated("expert-layers-gpu=0") == stated("experts=cpu"));
}

TEST_CASE("A placement that no table means is refused by its name") {
  catalog::Run run;
  run.device = "rtx-3090";
  run.model = "llama-3.1-8b";
  run.quant = "Q4_K_M";
  for (const std::string& wrong : test::words("attic|experts=cpu:-|experts=cpu:twelve-|expert-layers-gpu=|"
                                              "expert-layers-gpu=-3|GPU ")) {
    INFO(wrong);
    run.placement = stated(wrong);
    const auto refused = catalog::resolve(bundled(), run);
    REQUIRE_FALSE(refused);
    CHECK(refused.refusal().reason == "unknown-placement");
  }
}
