#include "predict/levers.hpp"

#include <algorithm>
#include <random>

#include <catch2/catch.hpp>
#include "tests/predict/support.hpp"
#include "tests/seed.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

std::vector<predict::Lever> levers_of(const predict::Request& request, std::size_t most = 3) {
  const auto outcome = predict::predict(catalog::Catalog::bundled(), predict::Fitted::bundled(), request.run);
  REQUIRE(outcome.prediction);
  return predict::levers(
      catalog::Catalog::bundled(), predict::Fitted::bundled(), request, *outcome.prediction, most);
}

bool offers(const std::vector<predict::Lever>& levers, std::string_view change) {
  return std::any_of(
      levers.begin(), levers.end(), [&](const predict::Lever& l) { return l.change == change; });
}

}  // namespace

TEST_CASE("a server is offered more streams, a smaller file, another device", "[predict][levers]") {
  catalog::Question q = question("h100-sxm", "llama-3.1-8b", "BF16");
  q.run.engine = "vllm";
  q.run.concurrency = 64;
  const auto levers = levers_of(completed(q), 9);
  CHECK(offers(levers, "--concurrency 128"));
  CHECK(offers(levers, "--quant FP8"));
  CHECK(offers(levers, "--n-devices 2"));  // the file is stated

  q.run.quant.clear();
  CHECK(offers(levers_of(completed(q), 9), "--n-devices 2 --quant BF16"));
}

TEST_CASE("what is turned off is offered: power, a newer build; a short cache need not be smaller",
          "[predict][levers]") {
  catalog::Question q = question("rtx-4090", "llama-3.1-8b", "Q8_0");
  q.run.power_w = 200;
  q.run.engine_date = "2023-08-15";
  const auto levers = levers_of(completed(q), 9);
  CHECK(offers(levers, "--power-limit 450"));
  CHECK(offers(levers, "--quant Q4_K_M"));
  CHECK(std::any_of(levers.begin(), levers.end(), [](const predict::Lever& l) {
    return l.change.starts_with("--engine-date");
  }));
  CHECK_FALSE(offers(levers, "--kv-type q8_0"));
  CHECK_FALSE(offers(levers, "--concurrency 2"));  // of an engine for one user
}

TEST_CASE("cards of data centres are offered an engine that serves, at the rate that it has there",
          "[predict][levers]") {
  const auto served = [](const catalog::Question& q) -> std::optional<predict::Lever> {
    const auto levers = levers_of(completed(q), 9);
    const auto found = std::find_if(levers.begin(), levers.end(), [](const predict::Lever& l) {
      return l.change == "--engine vllm --quant AWQ";
    });
    return found == levers.end() ? std::nullopt : std::optional(*found);
  };
  catalog::Question q = question("h100-sxm", "llama-3.1-405b", "");
  q.run.n_devices = 8;
  const auto lever = served(q);
  REQUIRE(lever);
  catalog::Question vllm = q;
  vllm.run.engine = "vllm";
  vllm.run.quant = "AWQ";
  const auto there =
      predict::predict(catalog::Catalog::bundled(), predict::Fitted::bundled(), completed(vllm).run);
  CHECK(lever->tps == Approx(predict::aggregate_tps(*there.prediction)));
  q.run.engine = "llama.cpp";  // as it is wanted
  CHECK_FALSE(served(q));
  CHECK_FALSE(served(question("rtx-4090", "llama-3.1-8b", "")));
}

TEST_CASE("levers raise what predict() says by 5 % or more, strongest first", "[predict][levers][property]") {
  const unsigned seed = seed_of_run();
  INFO("TOKROOF_SEED=" << seed);
  std::mt19937 dice(seed);
  const auto any = [&](const auto& of) -> const auto& { return of[dice() % of.size()]; };
  const auto devices = catalog::Catalog::bundled().devices();
  const auto models = catalog::Catalog::bundled().models();
  const std::vector<std::string> engines{"", "vllm", "llama.cpp", "mlx", "sglang"};
  int asked = 0;
  for (int i = 0; i < 3000; ++i) {
    catalog::Question q = question(any(devices).slug, any(models).slug, "");
    q.run.engine = any(engines);
    q.run.concurrency = dice() % 2 == 0 ? 1 : 16;
    q.run.depth = dice() % 2 == 0 ? 0 : 8192;
    std::optional<predict::Request> request;
    try {
      request = completed(q);
    } catch (const catalog::InputError&) {
      continue;  // this engine does not run there
    }
    const auto outcome =
        predict::predict(catalog::Catalog::bundled(), predict::Fitted::bundled(), request->run);
    if (!outcome.prediction) {
      continue;
    }
    ++asked;
    const double now = predict::aggregate_tps(*outcome.prediction);
    double last = INFINITY;
    for (const predict::Lever& lever : levers_of(*request)) {
      CAPTURE(q.run.device, q.run.model, q.run.engine, lever.change);
      CHECK(lever.tps >= 1.05 * now);
      CHECK(lever.tps <= last);
      last = lever.tps;
    }
  }
  CHECK(asked > 100);
}
