#include "predict/device_parts.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include "catalog/device_set.hpp"
#include "catalog/host.hpp"
#include "catalog/resolve.hpp"
#include "tests/predict/support.hpp"

namespace tokroof::test {
namespace {

catalog::Question pair(std::string_view devices, std::string_view shares, model::Split split) {
  catalog::Question q = question(devices, "llama-3.1-8b", "Q8_0");
  q.run.details.tensor_split = shares;
  q.run.split = split;
  return q;
}

TEST_CASE("shares are given by ',' or '/', one a card", "[catalog][device_set][unit]") {
  CHECK(catalog::parse_shares("3,1", 2) == std::vector<double>{0.75, 0.25});
  CHECK(catalog::parse_shares("3/1", 2) == std::vector<double>{0.75, 0.25});
  for (const char* text : {"3", "3,1,1", "0,0", "a,b", "-1,2", ""}) {
    CAPTURE(text);
    CHECK(catalog::parse_shares(text, 2).empty());
  }
}

TEST_CASE("a set's cards share by memory, or evenly", "[catalog][device_set][unit]") {
  const catalog::DeviceSet set = catalog::device_set(catalog::Catalog::bundled(), "rtx-4090+rtx-5090");
  REQUIRE(set.parts.size() == 2);
  CHECK(set.name == "rtx-5090+rtx-4090");
  CHECK(set.parts[0].name == "rtx-4090");
  CHECK(set.parts[0].share == Approx(24.0 / 56));
  const double slow = set.parts[0].device.bandwidth_bytes_per_s,
               fast = set.parts[1].device.bandwidth_bytes_per_s;
  CHECK(set.device.bandwidth_bytes_per_s == Approx(56 / (24 / slow + 32 / fast)));
  CHECK(catalog::device_set(catalog::Catalog::bundled(), "rtx-4090+rtx-5090", catalog::Shares::even)
            .parts[0]
            .share == 0.5);
}

TEST_CASE("a set has the slot of its slowest card, in any order", "[catalog][device_set][unit]") {
  for (const char* names : {"rtx-5090+rtx-3090", "rtx-3090+rtx-5090"}) {
    CHECK(catalog::device_set(catalog::Catalog::bundled(), names).device.pcie_generation == 4);
  }
}

TEST_CASE("no card has more than all of a model", "[predict][device_parts][property]") {
  catalog::Question q = pair("rtx-3090", "4,3,3,3", model::Split::layer);
  q.run.n_devices = 4;
  const predict::Prediction p = predicted(q);
  REQUIRE(p.cards.size() == 1);
  CHECK(p.cards[0].share <= 1);
}

TEST_CASE("cards that are alike are one step, uneven shares or not", "[predict][device_parts][property]") {
  // A layer split over equal cards takes as long wherever the layers are.
  const double even = predicted(pair("rtx-3090+rtx-3090", "", model::Split::layer)).decode.tps();
  const double uneven_split = predicted(pair("rtx-3090+rtx-3090", "3,1", model::Split::layer)).decode.tps();
  CHECK(uneven_split == Approx(even).epsilon(1e-9));
  CHECK(predicted(pair("rtx-3090+rtx-3090", "3,1", model::Split::row)).decode.tps() < even);
}

TEST_CASE("layers one after the other: a set is as fast as its shares of its cards",
          "[predict][device_parts][property]") {
  const auto seconds = [](std::string_view devices, std::string_view shares) {
    return predicted(pair(devices, shares, model::Split::layer)).step_s;
  };
  const double all_fast = seconds("rtx-4090+rtx-4090", ""), all_slow = seconds("rtx-3090+rtx-3090", "");
  for (const double share : {0.25, 0.5, 0.75}) {
    CAPTURE(share);
    const std::string text = fmt::format("{},{}", share, 1 - share);
    CHECK(seconds("rtx-4090+rtx-3090", text) ==
          Approx(share * all_fast + (1 - share) * all_slow).epsilon(1e-6));
  }
}

TEST_CASE("a layer split of one stream is never faster than its fastest card alone",
          "[predict][device_parts][property]") {
  for (const std::string_view devices : {"rtx-4090+rtx-3090", "rtx-5090+rtx-4090", "rtx-3090+p40"}) {
    const predict::Prediction both = predicted(pair(devices, "", model::Split::layer));
    double fastest = 0;
    for (const predict::CardShare& card : both.cards) {
      fastest = std::max(fastest, predicted(question(card.name, "llama-3.1-8b", "Q8_0")).decode.tps());
    }
    CAPTURE(devices);
    CHECK(both.decode.tps() < fastest);
    double sum = 0;
    for (const predict::StepPart& part : both.parts) {
      sum += part.seconds_s;
    }
    CHECK(sum * both.decode.tps() == Approx(1));
  }
}

TEST_CASE("shared matrices wait for the slowest card", "[predict][device_parts][property]") {
  const auto rate = [](std::string_view shares) {
    return predicted(pair("rtx-5090+rtx-3090", shares, model::Split::row)).decode.tps();
  };
  CHECK(rate("2,1") > rate("1,1"));
  CHECK(rate("1,1") > rate("1,2"));
  const predict::Prediction p = predicted(pair("rtx-5090+rtx-3090", "1,1", model::Split::row));
  CHECK(p.cards[1].seconds_s == Approx(p.step_s));
  CHECK(p.cards[0].seconds_s < p.step_s);
}

TEST_CASE("every card must hold its share", "[predict][device_parts][unit]") {
  catalog::Question q = question("rtx-5090+rtx-3060-12gb", "qwen3-32b", "Q6_K");
  q.run.details.tensor_split = "1,1";
  const predict::Request r = completed(q);
  const predict::PredictionOutcome out =
      predict::predict(catalog::Catalog::bundled(), predict::Fitted::bundled(), r.run);
  REQUIRE(out.refusal);
  CHECK(out.refusal->reason == "does-not-fit");
  CHECK(out.refusal->message.find("rtx-3060-12gb gets") != std::string::npos);
  q.run.details.tensor_split = "3,1";
  CHECK(
      predict::predict(catalog::Catalog::bundled(), predict::Fitted::bundled(), completed(q).run).prediction);
}

TEST_CASE("hosts are known by their memory too", "[catalog][host][unit]") {
  const auto six = catalog::parse_host_memory("DDR5-5600x6");
  REQUIRE(six);
  CHECK(six->mts == 5600);
  CHECK(six->channels == 6);
  CHECK(six->sockets == 1);
  CHECK(catalog::parse_host_memory("ddr4-3200x8x2")->sockets == 2);
  for (const char* text :
       {"epyc-9355", "ddr5-5600x999", "ddr5-99999x2", "ddr5", "ddr5-x6", "ddr5-5600x6x2x3"}) {
    CAPTURE(text);
    CHECK_FALSE(catalog::parse_host_memory(text));
  }
  struct Said {
    const char* text;
    double mts, channels, gib;
  };
  for (const auto& [text, mts, channels, gib] : {Said{"ddr5-6000", 6000, 0, 0},
                                                 {"64gb ddr4 3200", 3200, 0, 64},
                                                 {"64 GB DDR4-3200", 3200, 0, 64},
                                                 {"dual channel ddr5 6000", 6000, 2, 0},
                                                 {"DDR4-3200 8 channels", 3200, 8, 0},
                                                 {"2x32GB DDR5 6000MT/s", 6000, 0, 64},
                                                 {"lpddr5x-8000", 8000, 0, 0}}) {
    CAPTURE(text);
    const auto said = catalog::parse_host_memory(text);
    REQUIRE(said);
    CHECK(said->mts == mts);
    CHECK(said->channels == channels);
    CHECK(said->gib == gib);
  }
  for (const char* text : {"64gb ddr4", "6000", "ddr5 6000 8", "ddr5 6000 epyc", "dual ddr5", "ddr5 99999"}) {
    CAPTURE(text);
    CHECK_FALSE(catalog::parse_host_memory(text));
  }
  catalog::Question q = question("rtx-4090", "llama-3.3-70b", "Q4_K_M");
  q.run.n_gpu_layers = 40;
  q.run.host_device = "ddr5-5600x6";
  const predict::Prediction p = predicted(q);
  CHECK(p.scenario.host->bandwidth_bytes_per_s == Approx(6 * 5600e6 * 8));
}

}  // namespace
}  // namespace tokroof::test
