#include "whatif/placement/placement.hpp"

#include <algorithm>
#include <cmath>

#include "catalog/engines.hpp"
#include "catalog/host.hpp"
#include "catalog/text.hpp"
#include "model/count/layer_counts.hpp"
#include "predict/counted.hpp"
#include "predict/scenario_option.hpp"
#include "tests/catch.hpp"
#include "tests/laws/dice.hpp"
#include "tests/predict/support.hpp"
#include "tests/seed.hpp"
#include "whatif/placement/engine_placement.hpp"
#include "whatif/placement/placement_text.hpp"
#include "whatif/placement/shortage.hpp"
#include "whatif/placement/take_placement.hpp"

using namespace tokroof;
using laws::Dice;

namespace {

const Catalog& placement_catalog() { return Catalog::bundled(); }

std::optional<Placed> placed(const Run& run) {
  return best_placement(placement_catalog(), Fitted::bundled(), run);
}

/// Decode rate of a placement; 0: it does not fit.
double rate(const Run& run) {
  const auto outcome =
      predict(placement_catalog(), Fitted::bundled(), run, {.must_fit = true, .rate_only = true});
  return outcome.prediction ? outcome.prediction->decode.tps() : 0;
}

Run beside_host(std::string_view device, std::string_view model, std::string_view quant) {
  Question q = question(device, model, quant);
  q.run.host_device = "ryzen-9-7950x";
  return completed(q).run;
}

std::vector<const Device*> cards_of_the_catalog() {
  std::vector<const Device*> out;
  for (const Device& d : placement_catalog().devices()) {
    if (d.kind == DeviceKind::gpu && d.memory_gib > 0 && d.vendor == "nvidia") {
      out.push_back(&d);
    }
  }
  return out;
}

/// A question whose model may or may not fit: a card, a host with some memory, any model.
std::optional<Run> some_run(Dice& dice, const std::string& device, double most_layers) {
  const auto models = placement_catalog().models();
  const Architecture* model = &dice.of(models);
  for (int tries = 0; tries < 20 && !(model->layers <= most_layers); ++tries) {
    model = &dice.of(models);
  }
  Question q = question(device, model->slug, dice.of({"Q2_K", "Q4_K_M", "Q8_0", "F16"}));
  q.run.host_device = dice.of({"ryzen-9-7950x", "epyc-9355", "ryzen-5-5600x"});
  if (dice.chance(0.5)) {
    q.run.details.host_memory_gib = dice.of({8.0, 32.0, 64.0, 256.0});
  }
  q.run.depth = dice.of({0.0, 4096.0, 30000.0});
  q.run.concurrency = dice.of({1.0, 1.0, 4.0});
  if (dice.chance(0.2)) {
    q.run.engine = dice.of({"ollama", "ik_llama.cpp", "llamafile"});
  }
  try {
    Run run = completed(q).run;
    return model->layers <= most_layers ? std::optional(run) : std::nullopt;
  } catch (const InputError&) {
    return std::nullopt;
  }
}

/// All placements that its engine has options for, but for splits of cards.
std::vector<Placement> all_placements(const Run& run, const Architecture& model) {
  const EnginePlacement able = engine_placement(placement_catalog(), run.engine);
  std::vector<Placement> out;
  for (double n = 1; n <= model.layers; ++n) {
    if (!able.host_experts.empty() && layer_counts(model).experts > 0) {
      out.push_back(
          {.kind = PlacementKind::experts_on_host, .layers = model.layers, .host_expert_layers = n});
    }
    if (!able.host_layers.empty() && model.layers - n < 99) {
      out.push_back({.kind = PlacementKind::layers_on_host, .layers = model.layers, .host_layers = n});
    }
  }
  if (!able.cpu.empty()) {
    out.push_back({.kind = PlacementKind::cpu, .layers = model.layers});
  }
  return out;
}

/// Every way in which two cards share a number of layers, and the engine's own, which does not count whole ones.
std::vector<Placement> all_splits(const Placement& p) {
  std::vector<Placement> out{p};
  const double units = p.device_layers();
  for (double first = 0; first <= units && units > 0; ++first) {
    out.push_back(p);
    out.back().card_layers = {first, units - first};
  }
  return out;
}

struct Fastest {
  double tps = 0;
  Placement placement;
};

void keep_faster(const Run& run, const Placement& p, Fastest& best) {
  const double tps = rate(with_placement(run, p, *placement_catalog().find_model(run.model)));
  if (tps > best.tps) {
    best = {tps, p};
  }
}

/// What the search finds fits and is as fast as the best of `all`; it finds nothing where none of them fits.
void require_fastest(const Run& run, const std::vector<Placement>& all) {
  Fastest best;
  for (const Placement& p : all) {
    keep_faster(run, p, best);
  }
  const auto found = placed(run);
  CAPTURE(run.device, run.model, run.quant, run.engine, run.host_device, run.depth);
  CAPTURE(run.details.host_memory_gib, placement_text(best.placement), best.tps);
  REQUIRE(found.has_value() == (best.tps > 0));
  if (found) {
    CAPTURE(placement_text(found->placement));
    REQUIRE(found->memory.fits_devices());
    REQUIRE(rate(found->run) >= best.tps * (1 - 1e-9));
  }
}

}  // namespace

TEST_CASE("no placement is faster than the one that the search finds", "[placement][property]") {
  const unsigned seed = seed_of_run();
  CAPTURE(seed);
  const auto cards = cards_of_the_catalog();
  int searched = 0;
  for (std::uint64_t i = 0; i < 200 && searched < 60; ++i) {
    Dice dice(seed, i);
    const auto run = some_run(dice, std::string(dice.of(cards)->slug), 1000);
    if (!run || !counted(placement_catalog(), *run) || counted(placement_catalog(), *run)->fits) {
      continue;
    }
    ++searched;
    CAPTURE(i);
    require_fastest(*run, all_placements(*run, *placement_catalog().find_model(run->model)));
  }
  CHECK(searched >= 30);
}

TEST_CASE("no split of two unequal cards is faster than the one that the search finds",
          "[placement][property]") {
  const unsigned seed = seed_of_run();
  CAPTURE(seed);
  const auto cards = cards_of_the_catalog();
  int searched = 0;
  for (std::uint64_t i = 0; i < 400 && searched < 6; ++i) {
    Dice dice(seed, i);
    const std::string set = std::string(dice.of(cards)->slug) + '+' + std::string(dice.of(cards)->slug);
    const auto run = some_run(dice, set, 28);
    if (!run || run->device.find('+') == std::string::npos || run->split != "layer") {
      continue;
    }
    const auto whole = counted(placement_catalog(), *run);
    const EnginePlacement able = engine_placement(placement_catalog(), run->engine);
    if (!whole || whole->fits || able.cards.empty()) {
      continue;
    }
    ++searched;
    const Architecture& model = *placement_catalog().find_model(run->model);
    std::vector<Placement> unsplit = all_placements(*run, model);
    unsplit.push_back({.kind = PlacementKind::cards, .layers = model.layers});
    std::vector<Placement> all;
    for (const Placement& p : unsplit) {
      const auto splits = p.kind == PlacementKind::cpu ? std::vector<Placement>{p} : all_splits(p);
      all.insert(all.end(), splits.begin(), splits.end());
    }
    CAPTURE(i);
    require_fastest(*run, all);
  }
  CHECK(searched >= 2);
}

TEST_CASE("under a power limit the fastest placement is between the ends", "[placement]") {
  Question question;
  question.run.device = "rtx-2060";
  question.run.n_devices = 2;
  question.run.model = "qwen3-8b";
  question.run.quant = "Q4_K_M";
  question.run.depth = 16384;
  question.run.concurrency = 4;
  question.run.power_w = 40;
  question.run.details.host_channels = 2;
  question.run.details.host_memory_mts = 3200;
  const Run run = complete(placement_catalog(), Fitted::bundled(), question).run;
  require_fastest(run, all_placements(run, *placement_catalog().find_model(run.model)));
  const auto found = placed(run);
  REQUIRE(found);
  CHECK(found->placement.kind == PlacementKind::layers_on_host);
  CHECK(found->placement.host_layers > 20);
  CHECK(found->placement.host_layers < 35);
}

TEST_CASE("a placement that is typed as options predicts the same", "[placement][property]") {
  const unsigned seed = seed_of_run();
  CAPTURE(seed);
  const auto cards = cards_of_the_catalog();
  int compared = 0;
  for (std::uint64_t i = 0; i < 300 && compared < 60; ++i) {
    Dice dice(seed, i);
    std::string device(dice.of(cards)->slug);
    if (dice.chance(0.3)) {
      device += '+' + std::string(dice.of(cards)->slug);
    }
    const auto run = some_run(dice, device, 1000);
    const auto found = run ? placed(*run) : std::nullopt;
    if (!found || found->placement.kind == PlacementKind::whole) {
      continue;
    }
    ++compared;
    Asked asked;
    asked.question.run = *run;
    asked.question.run.placement.clear();
    for (const StatedOption& one : stated_options(found->placement)) {
      const double* number = std::get_if<double>(&one.value);
      state(
          asked,
          scenario_option(one.key),
          number != nullptr ? std::to_string(static_cast<long>(*number)) : std::get<std::string>(one.value));
    }
    if (found->placement.kind == PlacementKind::cpu) {  // of one processor
      asked.question.run.device = run->device.substr(0, run->device.find('+'));
      asked.question.run.n_devices = 1;
      asked.question.run.split.clear();
      asked.question.run.interconnect.clear();
    }
    CAPTURE(i, run->device, run->model, run->quant, run->engine, placement_text(found->placement));
    REQUIRE(rate(completed(asked.question).run) == rate(found->run));
  }
  CHECK(compared >= 20);
}

TEST_CASE("what fits whole is left as it is", "[placement]") {
  const Run run = beside_host("rtx-4090", "llama-3.1-8b", "Q4_K_M");
  const auto found = placed(run);
  REQUIRE(found);
  CHECK(found->placement.kind == PlacementKind::whole);
  CHECK(rate(found->run) == rate(run));
  CHECK(placement_text(found->placement).empty());
}

TEST_CASE("a mixture keeps experts on the host and a dense model layers", "[placement]") {
  const auto mixture = placed(beside_host("rtx-4090", "gpt-oss-120b", "MXFP4"));
  REQUIRE(mixture);
  CHECK(mixture->placement.kind == PlacementKind::experts_on_host);
  const auto dense = placed(beside_host("rtx-4090", "llama-3.3-70b", "Q4_K_M"));
  REQUIRE(dense);
  CHECK(dense->placement.kind == PlacementKind::layers_on_host);
  CHECK(dense->placement.device_layers() > 30);
}

TEST_CASE("an engine is told in its own words", "[placement]") {
  const auto told = [](std::string_view engine, const Placement& p) {
    return placement_options(engine_placement(placement_catalog(), engine), p);
  };
  const Placement experts{.kind = PlacementKind::experts_on_host, .layers = 36, .host_expert_layers = 24};
  const Placement layers{.kind = PlacementKind::layers_on_host, .layers = 80, .host_layers = 33};
  const Placement cards{.kind = PlacementKind::cards, .layers = 48, .card_layers = {33, 15}};
  CHECK(told("llama.cpp", experts) == "-ngl 99 --n-cpu-moe 24");
  CHECK(told("llama.cpp", layers) == "-ngl 47");
  CHECK(told("llama.cpp", cards) == "-ts 33,15");
  CHECK(told("ollama", layers) == "num_gpu 47");
  CHECK(told("mlx", layers).empty());
  CHECK(placement_text(cards) == "33 + 15 layers");
}

TEST_CASE("an engine that keeps nothing on the host gets no host placement", "[placement]") {
  for (const char* engine : {"vllm", "sglang", "exllamav2", "tensorrt-llm"}) {
    CAPTURE(engine);
    Question q = question("rtx-4090", "llama-3.3-70b", "AWQ");
    q.run.engine = engine;
    q.run.host_device = "epyc-9355";
    const Run run = completed(q).run;
    CHECK_FALSE(placed(run));
    const Shortage short_of = shortage(placement_catalog(), Fitted::bundled(), run);
    CHECK_FALSE(short_of.host_bytes);
    REQUIRE(short_of.devices);
    CHECK(*short_of.devices == 2);
    CHECK(short_of.streamed_bytes.has_value() ==
          (std::string_view(engine) == "vllm" || std::string_view(engine) == "sglang"));
  }
}

TEST_CASE("memory that a chip shares with its processor is no second one", "[placement]") {
  Question q = question("m4-max-40c", "deepseek-v3", "Q4_K_M");
  q.run.host_device = "ryzen-9-7950x";
  CHECK_FALSE(placed(completed(q).run));
}

TEST_CASE("what a shortage names is enough, and less of it is not", "[placement][property]") {
  for (const char* model : {"llama-3.3-70b", "gpt-oss-120b", "qwen3-235b-a22b"}) {
    CAPTURE(model);
    const Run run = completed(question("rtx-4090", model, "Q4_K_M")).run;
    const Shortage short_of = shortage(placement_catalog(), Fitted::bundled(), run);
    REQUIRE(short_of.host_bytes);
    Question q = question("rtx-4090", model, "Q4_K_M");
    q.run.host_device = "ryzen-9-7950x";
    q.run.details.host_memory_gib = *short_of.host_bytes / 1073741824.0 + 0.01;
    CHECK(placed(completed(q).run));
    REQUIRE(short_of.devices);
    const auto holds = [&](double n) {
      Question several = question("rtx-4090", model, "Q4_K_M");
      several.run.n_devices = n;
      return counted(placement_catalog(), completed(several).run)->fits;
    };
    CHECK(holds(*short_of.devices));
    CHECK((*short_of.devices == 2 || !holds(*short_of.devices - 1)));
  }
}

TEST_CASE("a shortage names the largest file type that fits", "[placement][property]") {
  const unsigned seed = seed_of_run();
  CAPTURE(seed);
  const auto cards = cards_of_the_catalog();
  int named = 0;
  for (std::uint64_t i = 0; i < 300 && named < 20; ++i) {
    Dice dice(seed, i);
    const auto run = some_run(dice, std::string(dice.of(cards)->slug), 1000);
    if (!run || !counted(placement_catalog(), *run) || counted(placement_catalog(), *run)->fits) {
      continue;
    }
    CAPTURE(i, run->device, run->model, run->quant, run->engine);
    const std::string type = shortage(placement_catalog(), Fitted::bundled(), *run).file_type;
    named += type.empty() ? 0 : 1;
    const EngineFileTypes* known =
        file_types(placement_catalog(), run->engine, placement_catalog().find_model(run->model)->family);
    REQUIRE(known != nullptr);
    bool below = !type.empty();
    for (const std::string_view other : split_at(known->types, '|')) {
      CAPTURE(type, other);
      Question q;
      q.run = *run;
      q.run.quant = other;
      CHECK((below || !counted(placement_catalog(), completed(q).run)->fits));
      if (other == type) {
        CHECK(counted(placement_catalog(), completed(q).run)->fits);
        below = false;
      }
    }
    CHECK_FALSE(below);
  }
  CHECK(named >= 5);
}
