#include "whatif/placement/placement.hpp"

#include <catch2/catch.hpp>
#include "catalog/engines.hpp"
#include "catalog/host.hpp"
#include "catalog/text.hpp"
#include "model/count/layer_counts.hpp"
#include "predict/counted.hpp"
#include "predict/scenario_option.hpp"
#include "tests/laws/dice.hpp"
#include "tests/predict/support.hpp"
#include "tests/seed.hpp"
#include "whatif/placement/engine_placement.hpp"
#include "whatif/placement/placement_text.hpp"
#include "whatif/placement/shortage.hpp"
#include "whatif/placement/take_placement.hpp"

using namespace tokroof;
using namespace tokroof::test;
using laws::Dice;

namespace {

const catalog::Catalog& placement_catalog() { return catalog::Catalog::bundled(); }

std::optional<whatif::Placed> placed(const catalog::Run& run) {
  return whatif::best_placement(placement_catalog(), predict::Fitted::bundled(), run);
}

/// Decode rate of a placement; 0: it does not fit.
double rate(const catalog::Run& run) {
  const auto outcome = predict::predict(
      placement_catalog(), predict::Fitted::bundled(), run, {.must_fit = true, .rate_only = true});
  return outcome.prediction ? outcome.prediction->decode.tps() : 0;
}

catalog::Run beside_host(std::string_view device, std::string_view model, std::string_view quant) {
  catalog::Question q = question(device, model, quant);
  q.run.host_device = "ryzen-9-7950x";
  return completed(q).run;
}

std::vector<const model::Device*> cards_of_the_catalog() {
  std::vector<const model::Device*> out;
  for (const model::Device& d : placement_catalog().devices()) {
    if (d.kind == model::DeviceKind::gpu && d.memory_gib > 0 && d.vendor == "nvidia") {
      out.push_back(&d);
    }
  }
  return out;
}

/// A question whose model may or may not fit: a card, a host with some memory, any model.
std::optional<catalog::Run> some_run(Dice& dice, const std::string& device, double most_layers) {
  const auto models = placement_catalog().models();
  const model::Architecture* model = &dice.of(models);
  for (int tries = 0; tries < 20 && !(model->layers <= most_layers); ++tries) {
    model = &dice.of(models);
  }
  catalog::Question q = question(device, model->slug, dice.of({"Q2_K", "Q4_K_M", "Q8_0", "F16"}));
  q.run.host_device = dice.of({"ryzen-9-7950x", "epyc-9355", "ryzen-5-5600x"});
  if (dice.chance(0.5)) {
    q.run.details.host_memory_gib = dice.of({8.0, 32.0, 64.0, 256.0});
  }
  if (device.find('+') == std::string::npos && dice.chance(0.3)) {
    q.run.n_devices = dice.of({2.0, 3.0});
  }
  q.run.depth = dice.of({0.0, 4096.0, 30000.0});
  q.run.concurrency = dice.of({1.0, 1.0, 4.0});
  if (dice.chance(0.2)) {
    q.run.engine = dice.of({"ollama", "ik_llama.cpp", "llamafile"});
  }
  try {
    catalog::Run run = completed(q).run;
    return model->layers <= most_layers ? std::optional(run) : std::nullopt;
  } catch (const catalog::InputError&) {
    return std::nullopt;
  }
}

/// All placements that its engine has options for, but for splits of cards.
std::vector<whatif::Placement> all_placements(const catalog::Run& run, const model::Architecture& model) {
  const catalog::EnginePlacement able = whatif::engine_placement(placement_catalog(), run.engine);
  std::vector<whatif::Placement> out;
  for (double n = 1; n <= model.layers; ++n) {
    if (!able.host_experts.empty() && model::layer_counts(model).experts > 0) {
      out.push_back(
          {.kind = whatif::PlacementKind::experts_on_host, .layers = model.layers, .host_expert_layers = n});
    }
    if (!able.host_layers.empty() && model.layers - n < 99) {
      out.push_back(
          {.kind = whatif::PlacementKind::layers_on_host, .layers = model.layers, .host_layers = n});
      if (!able.host_experts.empty() && model::layer_counts(model).experts > 0) {
        out.push_back({.kind = whatif::PlacementKind::layers_and_experts_on_host,
                       .layers = model.layers,
                       .host_layers = n,
                       .host_expert_layers = model.layers});
      }
    }
  }
  if (!able.cpu.empty()) {
    out.push_back({.kind = whatif::PlacementKind::cpu, .layers = model.layers});
  }
  return out;
}

/// Every way in which two cards share a number of layers, and the engine's own, which does not count whole ones.
std::vector<whatif::Placement> all_splits(const whatif::Placement& p) {
  std::vector<whatif::Placement> out{p};
  const double units = p.device_layers();
  for (double first = 0; first <= units && units > 0; ++first) {
    out.push_back(p);
    out.back().card_layers = {first, units - first};
  }
  return out;
}

struct Fastest {
  double tps = 0;
  whatif::Placement placement;
};

void keep_faster(const catalog::Run& run, const whatif::Placement& p, Fastest& best) {
  const double tps = rate(whatif::with_placement(run, p, *placement_catalog().find_model(run.model)));
  if (tps > best.tps) {
    best = {tps, p};
  }
}

/// What the search finds fits and is as fast as the best of `all`; it finds nothing where none of them fits.
void require_fastest(const catalog::Run& run, const std::vector<whatif::Placement>& all) {
  Fastest best;
  for (const whatif::Placement& p : all) {
    keep_faster(run, p, best);
  }
  const auto found = placed(run);
  CAPTURE(run.device, run.model, run.quant, run.engine, run.host_device, run.depth);
  CAPTURE(run.details.host_memory_gib, whatif::placement_text(best.placement), best.tps);
  REQUIRE(found.has_value() == (best.tps > 0));
  if (found) {
    CAPTURE(whatif::placement_text(found->placement));
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
    if (!run || !predict::counted(placement_catalog(), *run) ||
        predict::counted(placement_catalog(), *run)->fits) {
      continue;
    }
    ++searched;
    CAPTURE(i);
    require_fastest(*run, all_placements(*run, *placement_catalog().find_model(run->model)));
  }
  CHECK(searched >= 30);
}

TEST_CASE("no other layers and experts on the host are faster together", "[placement][property]") {
  const unsigned seed = seed_of_run();
  CAPTURE(seed);
  const auto cards = cards_of_the_catalog();
  const auto& models = placement_catalog().data().models;
  int searched = 0, together = 0;
  for (std::uint64_t i = 0; i < 4000 && searched < 12; ++i) {
    Dice dice(seed, i);
    const model::Device& card = *dice.of(cards);
    const model::Architecture& model = dice.of(models);
    if (card.memory_gib > 8 || !(model.experts > 0) || model.layers > 48) {
      continue;
    }
    catalog::Question q = question(std::string(card.slug), model.slug, dice.of({"Q4_K_M", "Q8_0", "F16"}));
    q.run.host_device = "epyc-9355";
    q.run.depth = dice.of({0.0, 16384.0});
    catalog::Run run;
    try {
      run = completed(q).run;
    } catch (const catalog::InputError&) {
      continue;
    }
    const auto whole = predict::counted(placement_catalog(), run);
    if (!whole || whole->fits || run.engine != "llama.cpp") {
      continue;
    }
    ++searched;
    std::vector<whatif::Placement> all = all_placements(run, model);
    for (double layers = 1; layers < model.layers; layers += 3) {
      for (double experts = layers + 1; experts < model.layers; experts += 3) {
        all.push_back({.kind = whatif::PlacementKind::layers_and_experts_on_host,
                       .layers = model.layers,
                       .host_layers = layers,
                       .host_expert_layers = experts});
      }
    }
    CAPTURE(i);
    require_fastest(run, all);
    const auto found = placed(run);
    together += found && found->placement.kind == whatif::PlacementKind::layers_and_experts_on_host ? 1 : 0;
  }
  CHECK(searched == 12);
  CAPTURE(together);
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
    if (!run || run->device.find('+') == std::string::npos || run->split != model::Split::layer) {
      continue;
    }
    const auto whole = predict::counted(placement_catalog(), *run);
    const catalog::EnginePlacement able = whatif::engine_placement(placement_catalog(), run->engine);
    if (!whole || whole->fits || able.cards.empty()) {
      continue;
    }
    ++searched;
    const model::Architecture& model = *placement_catalog().find_model(run->model);
    std::vector<whatif::Placement> unsplit = all_placements(*run, model);
    unsplit.push_back({.kind = whatif::PlacementKind::cards, .layers = model.layers});
    std::vector<whatif::Placement> all;
    for (const whatif::Placement& p : unsplit) {
      const auto splits =
          p.kind == whatif::PlacementKind::cpu ? std::vector<whatif::Placement>{p} : all_splits(p);
      all.insert(all.end(), splits.begin(), splits.end());
    }
    CAPTURE(i);
    require_fastest(*run, all);
  }
  CHECK(searched >= 2);
}

TEST_CASE("under a power limit the fastest placement is between the ends", "[placement]") {
  catalog::Question question;
  question.run.device = "rtx-2060";
  question.run.n_devices = 2;
  question.run.model = "qwen3-8b";
  question.run.quant = "Q4_K_M";
  question.run.depth = 16384;
  question.run.concurrency = 4;
  question.run.power_w = 40;
  question.run.details.host_channels = 2;
  question.run.details.host_memory_mts = 3200;
  const catalog::Run run = predict::complete(placement_catalog(), predict::Fitted::bundled(), question).run;
  require_fastest(run, all_placements(run, *placement_catalog().find_model(run.model)));
  const auto found = placed(run);
  REQUIRE(found);
  CHECK(found->placement.kind == whatif::PlacementKind::layers_on_host);
  CHECK(found->placement.host_layers > 5);
  CHECK(found->placement.host_layers < 35);
}

TEST_CASE("threads that suit fewer layers may make another end the fastest", "[placement]") {
  catalog::Question q = question("gtx-1660-super", "hunyuan-a13b", "F16");
  q.run.host_device = "epyc-9355";
  const catalog::Run run = completed(q).run;
  require_fastest(run, all_placements(run, *placement_catalog().find_model(run.model)));
}

TEST_CASE("a layer whose experts alone are on the host may fill a card", "[placement]") {
  catalog::Question q = question("rtx-4060", "aurora-code-1", "Q4_K_M");
  q.run.host_device = "epyc-9355";
  q.run.depth = 16384;
  const catalog::Run run = completed(q).run;
  const whatif::Placement mixed{.kind = whatif::PlacementKind::layers_and_experts_on_host,
                                .layers = 40,
                                .host_layers = 25,
                                .host_expert_layers = 26};
  require_fastest(run, {mixed});
  CHECK(whatif::placement_text(mixed) == "25 of 40 layers and the experts of 1 more on the host");
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
    if (!found || found->placement.kind == whatif::PlacementKind::whole) {
      continue;
    }
    ++compared;
    predict::Asked asked;
    asked.question.run = *run;
    asked.question.run.placement = {};
    for (const whatif::StatedOption& one : whatif::stated_options(found->placement)) {
      const double* number = std::get_if<double>(&one.value);
      predict::state(
          asked,
          predict::scenario_option(one.key),
          number != nullptr ? std::to_string(static_cast<long>(*number)) : std::get<std::string>(one.value));
    }
    if (found->placement.kind == whatif::PlacementKind::cpu) {  // of one processor
      asked.question.run.device = run->device.substr(0, run->device.find('+'));
      asked.question.run.n_devices = 1;
      asked.question.run.split = {};
      asked.question.run.interconnect.clear();
    }
    CAPTURE(i, run->device, run->model, run->quant, run->engine, whatif::placement_text(found->placement));
    REQUIRE(rate(completed(asked.question).run) == rate(found->run));
  }
  CHECK(compared >= 20);
}

TEST_CASE("cards that are alike share the layers so that each holds its own", "[placement]") {
  catalog::Question q = question("rtx-3090", "gpt-oss-120b", "MXFP4");
  q.run.n_devices = 2;
  q.run.host_device = "epyc-7402p";
  q.run.depth = 32768;
  const auto found = placed(completed(q).run);
  REQUIRE(found);
  const whatif::Placement& p = found->placement;
  CHECK(p.kind == whatif::PlacementKind::experts_on_host);
  REQUIRE(p.card_layers.size() == 2);
  CHECK(p.card_layers[0] + p.card_layers[1] == 36);
  CHECK(p.card_layers[0] >= p.host_expert_layers + p.card_layers[1] - 1);  // the first ones are small
  REQUIRE(found->memory.devices.size() == 2);
  for (const model::DeviceNeed& card : found->memory.devices) {
    CHECK(card.needed_bytes <= card.available_bytes);
  }
  const std::string options =
      whatif::placement_options(whatif::engine_placement(placement_catalog(), "llama.cpp"), p);
  CHECK(options.find(" -ts ") != std::string::npos);
  catalog::Run even = found->run;
  even.details.tensor_split = "1,1";
  CHECK(rate(even) == 0);  // the second card does not hold its half
}

TEST_CASE("what fits whole is left as it is", "[placement]") {
  const catalog::Run run = beside_host("rtx-4090", "llama-3.1-8b", "Q4_K_M");
  const auto found = placed(run);
  REQUIRE(found);
  CHECK(found->placement.kind == whatif::PlacementKind::whole);
  CHECK(rate(found->run) == rate(run));
  CHECK(whatif::placement_text(found->placement).empty());
}

TEST_CASE("a mixture keeps experts on the host and a dense model layers", "[placement]") {
  const auto mixture = placed(beside_host("rtx-4090", "gpt-oss-120b", "MXFP4"));
  REQUIRE(mixture);
  CHECK(mixture->placement.kind == whatif::PlacementKind::experts_on_host);
  const auto dense = placed(beside_host("rtx-4090", "llama-3.3-70b", "Q4_K_M"));
  REQUIRE(dense);
  CHECK(dense->placement.kind == whatif::PlacementKind::layers_on_host);
  CHECK(dense->placement.device_layers() > 30);
}

TEST_CASE("an engine is told in its own words", "[placement]") {
  const auto told = [](std::string_view engine, const whatif::Placement& p) {
    return whatif::placement_options(whatif::engine_placement(placement_catalog(), engine), p);
  };
  const whatif::Placement experts{
      .kind = whatif::PlacementKind::experts_on_host, .layers = 36, .host_expert_layers = 24};
  const whatif::Placement layers{
      .kind = whatif::PlacementKind::layers_on_host, .layers = 80, .host_layers = 33};
  const whatif::Placement cards{.kind = whatif::PlacementKind::cards, .layers = 48, .card_layers = {33, 15}};
  CHECK(told("llama.cpp", experts) == "-ngl 99 --n-cpu-moe 24");
  CHECK(told("llama.cpp", layers) == "-ngl 47");
  CHECK(told("llama.cpp", cards) == "-ts 33,15");
  CHECK(told("ollama", layers) == "num_gpu 47");
  CHECK(told("mlx", layers).empty());
  CHECK(whatif::placement_text(cards) == "33 + 15 layers");
}

TEST_CASE("an engine that keeps nothing on the host gets no host placement", "[placement]") {
  for (const char* engine : {"vllm", "sglang", "exllamav2", "tensorrt-llm"}) {
    CAPTURE(engine);
    catalog::Question q = question("rtx-4090", "llama-3.3-70b", "AWQ");
    q.run.engine = engine;
    q.run.host_device = "epyc-9355";
    const catalog::Run run = completed(q).run;
    CHECK_FALSE(placed(run));
    const whatif::Shortage short_of = whatif::shortage(placement_catalog(), predict::Fitted::bundled(), run);
    CHECK_FALSE(short_of.host_bytes);
    REQUIRE(short_of.devices);
    CHECK(*short_of.devices == 2);
    CHECK(short_of.streamed_bytes.has_value() ==
          (std::string_view(engine) == "vllm" || std::string_view(engine) == "sglang"));
  }
}

TEST_CASE("memory that a chip shares with its processor is no second one", "[placement]") {
  catalog::Question q = question("m4-max-40c", "deepseek-v3", "Q4_K_M");
  q.run.host_device = "ryzen-9-7950x";
  const catalog::Run run = completed(q).run;
  CHECK_FALSE(placed(run));
  CHECK_FALSE(whatif::shortage(placement_catalog(), predict::Fitted::bundled(), run).host_bytes);
}

TEST_CASE("what a shortage names is enough, and less of it is not", "[placement][property]") {
  for (const char* model : {"llama-3.3-70b", "gpt-oss-120b", "qwen3-235b-a22b"}) {
    CAPTURE(model);
    const catalog::Run run = completed(question("rtx-4090", model, "Q4_K_M")).run;
    const whatif::Shortage short_of = whatif::shortage(placement_catalog(), predict::Fitted::bundled(), run);
    REQUIRE(short_of.host_bytes);
    catalog::Question q = question("rtx-4090", model, "Q4_K_M");
    q.run.host_device = "ryzen-9-7950x";
    q.run.details.host_memory_gib = *short_of.host_bytes / 1073741824.0 + 0.01;
    CHECK(placed(completed(q).run));
    REQUIRE(short_of.devices);
    const auto holds = [&](double n) {
      catalog::Question several = question("rtx-4090", model, "Q4_K_M");
      several.run.n_devices = n;
      return predict::counted(placement_catalog(), completed(several).run)->fits;
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
    if (!run || !predict::counted(placement_catalog(), *run) ||
        predict::counted(placement_catalog(), *run)->fits) {
      continue;
    }
    CAPTURE(i, run->device, run->model, run->quant, run->engine);
    const std::string type =
        whatif::shortage(placement_catalog(), predict::Fitted::bundled(), *run).file_type;
    named += type.empty() ? 0 : 1;
    const catalog::EngineFileTypes* known = catalog::file_types(
        placement_catalog(), run->engine, placement_catalog().find_model(run->model)->family);
    REQUIRE(known != nullptr);
    bool below = !type.empty();
    for (const std::string_view other : catalog::split_at(known->types, '|')) {
      CAPTURE(type, other);
      catalog::Question q;
      q.run = *run;
      q.run.quant = other;
      CHECK((below || !predict::counted(placement_catalog(), completed(q).run)->fits));
      if (other == type) {
        CHECK(predict::counted(placement_catalog(), completed(q).run)->fits);
        below = false;
      }
    }
    CHECK_FALSE(below);
  }
  CHECK(named >= 5);
}
