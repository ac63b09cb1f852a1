#include "predict/fastest_threads.hpp"

#include <catch2/catch.hpp>

#include "tests/predict/support.hpp"

using namespace tokroof;
using namespace tokroof::test;

namespace {

/// A small model, whose host is busier with its barriers than with its bytes.
catalog::Question small_model(std::string_view device) {
  catalog::Question q = question(device, "qwen3-0.6b", "Q4_K_M");
  q.run.details.host_sockets = 2;
  return q;
}

double tps(catalog::Run run, double threads) {
  run.details.decode_threads = threads;
  return predict::predict(catalog::Catalog::bundled(), predict::Fitted::bundled(), run)
      .prediction->decode.tps();
}

}  // namespace

TEST_CASE("a large host decodes a small model faster with some of its cores idle", "[predict][threads]") {
  const catalog::Run run = completed(small_model("epyc-9654")).run;
  const predict::HostThreads threads =
      predict::fastest_threads(catalog::Catalog::bundled(), predict::Fitted::bundled(), run);
  CHECK(threads.cores == 192);
  CHECK(threads.some_idle());
  CHECK(tps(run, 0) > 1.2 * tps(run, threads.cores));
  CHECK(tps(run, 0) == tps(run, threads.fastest));
}

TEST_CASE("a limit on the cards' power does not choose the host's threads", "[predict][threads]") {
  catalog::Question q = question("quadro-rtx-6000", "lfm2.5-1.2b-jp-202606", "Q5_K_M");
  q.run.host_device = "threadripper-9970x";
  q.run.details.override_tensor = "attn=CPU";
  q.run.depth = 32768;
  q.run.concurrency = 4;
  catalog::Run run = completed(q).run;
  const double free =
      predict::fastest_threads(catalog::Catalog::bundled(), predict::Fitted::bundled(), run).fastest;
  for (const double watts : {35, 40, 45, 60, 120, 200}) {
    INFO(watts);
    run.power_w = watts;
    CHECK(predict::fastest_threads(catalog::Catalog::bundled(), predict::Fitted::bundled(), run).fastest ==
          free);
  }
}
