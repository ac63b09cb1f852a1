#include "predict/economics.hpp"

#include <algorithm>
#include <cmath>

#include <catch2/catch.hpp>
#include "answers/economics_text.hpp"
#include "tests/predict/support.hpp"
#include "tests/words.hpp"

using namespace tokroof;
using namespace tokroof::test;
using Catch::Detail::Approx;

namespace {

struct Answer {
  predict::Request request;
  predict::Prediction prediction;
  predict::Economics economics;
};

Answer answer_to(const catalog::Question& q, const predict::CostQuestion& cost = {}) {
  Answer a;
  a.request = completed(q);
  a.prediction =
      *predict::predict(catalog::Catalog::bundled(), predict::Fitted::bundled(), a.request.run).prediction;
  a.economics = predict::economics(
      catalog::Catalog::bundled(), predict::Fitted::bundled(), a.prediction, a.request, q.run.device, cost);
  return a;
}

bool assumes(const predict::Request& request, std::string_view name) {
  return std::any_of(request.assumed.begin(), request.assumed.end(), [&](const catalog::Assumption& a) {
    return a.name == name;
  });
}

const catalog::Question kCard = question("rtx-4090", "llama-3.1-8b", "Q4_K_M");

/// Every number stated: nothing is left to a default.
predict::CostQuestion stated() {
  predict::CostQuestion q;
  q.idle_power_w = 20;
  q.host_power_w = 60;
  q.psu_efficiency = 0.8;
  q.price_usd = 1500;
  q.host_price_usd = 500;
  q.usd_per_kwh = 0.4;
  q.hours_per_day = 6;
  q.idle_hours_per_day = 12;
  q.amortize_years = 2;
  return q;
}

}  // namespace

TEST_CASE("what is stated is taken, and nothing is assumed beside it", "[predict][economics]") {
  const Answer a = answer_to(kCard, stated());
  const predict::Economics& e = a.economics;
  const double device_w = a.prediction.draw.watts;
  CHECK(e.power.system_w == Approx((device_w + 60) / 0.8));
  CHECK(e.power.system_idle_w == Approx(80 / 0.8));
  CHECK(e.prices.purchase_usd == 2000);
  const double purchase_h = 2000 / (2 * 365.25 * 6);
  const double electricity_h = ((device_w + 60) / 0.8 + 100 * 12.0 / 6) / 1000 * 0.4;
  CHECK(e.hour.total_usd == Approx(purchase_h + electricity_h));
  CHECK(e.usd_per_million_tokens == Approx((purchase_h + electricity_h) / (3600 * e.tps) * 1e6));
  CHECK(e.joules_per_token() == Approx(device_w / a.prediction.decode.tps()));
  for (const std::string& name :
       test::words("idle_power_w|host_power_w|psu_efficiency|price_usd|host_price_usd|usd_per_kwh|"
                   "hours_per_day|idle_hours_per_day|amortize_years")) {
    CAPTURE(name);
    CHECK_FALSE(assumes(a.request, name));
    CHECK(assumes(answer_to(kCard).request, name));
  }
}

TEST_CASE("prices: of the devices, of each of a set, of a machine by name", "[predict][economics]") {
  const catalog::Catalog& catalog = catalog::Catalog::bundled();
  const catalog::StreetPrice* street = catalog.street_price("rtx-3090");
  REQUIRE(street);
  const double one = std::round(street->middle_usd());
  catalog::Question two = question("rtx-3090", "llama-3.1-8b", "Q4_K_M");
  two.run.n_devices = 2;
  CHECK(answer_to(two).economics.prices.purchase_usd == Approx(2 * one));
  CHECK(answer_to(two).economics.price_is ==
        std::string(street->condition) + ", " + std::string(street->date));
  REQUIRE_FALSE(catalog.street_price("rtx-2080-ti"));
  const double other = catalog.device("rtx-2080-ti").msrp_usd;
  const catalog::Question set = question("rtx-3090+rtx-2080-ti", "llama-3.1-8b", "Q4_K_M");
  CHECK(answer_to(set).economics.prices.purchase_usd == Approx(one + other));
  CHECK(answer_to(set).economics.price_is.find("; ") != std::string::npos);
  CHECK(answer_to(question("rtx-2080-ti", "llama-3.1-8b", "Q4_K_M")).economics.price_is == "at launch, 2018");
  const catalog::Question server = question("dgx-h100", "llama-3.3-70b", "BF16");
  const Answer a = answer_to(server);
  CHECK(a.economics.prices.purchase_usd == catalog.device("dgx-h100").msrp_usd);
  CHECK(a.economics.power.system_is_bound);
  predict::CostQuestion used;
  used.prices_usd["rtx-3090"] = 700;
  CHECK(answer_to(two, used).economics.prices.purchase_usd == 1400);
  CHECK(answer_to(two, used).economics.price_is == "stated");
}

TEST_CASE("a dearer kilowatt-hour never makes tokens cheaper, a lower cap never makes them faster",
          "[predict][economics][property]") {
  double last = 0;
  for (const double usd_per_kwh : {0.0, 0.1, 0.3, 1.0}) {
    predict::CostQuestion cost;
    cost.usd_per_kwh = usd_per_kwh;
    const double usd = answer_to(kCard, cost).economics.usd_per_million_tokens;
    CHECK(usd > last);
    last = usd;
  }
  double tps = 0;
  for (const double cap : {100.0, 150.0, 200.0, 300.0, 450.0}) {
    catalog::Question q = kCard;
    q.run.power_w = cap;
    const Answer a = answer_to(q);
    CHECK(a.prediction.decode.tps() >= tps);
    CHECK(a.prediction.draw.watts <= cap + 1e-9);
    tps = a.prediction.decode.tps();
  }
}

TEST_CASE("a batch is cheaper by the token than one stream alone", "[predict][economics]") {
  catalog::Question q = kCard;
  q.run.concurrency = 16;
  const predict::Economics e = answer_to(q).economics;
  CHECK(e.tps > e.stream_tps);
  CHECK(e.usd_per_million_tokens < e.stream_usd_per_million_tokens);
  const predict::Economics one = answer_to(kCard).economics;
  CHECK(one.stream_usd_per_million_tokens == Approx(one.usd_per_million_tokens));
}

TEST_CASE("streams that wait for memory cost nothing and yield nothing", "[predict][economics]") {
  catalog::Question q = question("rtx-3090", "llama-3.1-8b", "BF16");
  q.run.engine = "vllm";
  q.run.concurrency = 256;
  q.run.depth = 8192;
  const Answer a = answer_to(q);
  const double running = predict::streams_in_flight(a.prediction);
  REQUIRE(running < 256);
  CHECK(a.economics.tps == Approx(running * a.prediction.decode.tps()));
  CHECK(a.economics.joules_per_token() * a.economics.tps == Approx(a.prediction.draw.watts));
}

TEST_CASE("a card beside a processor that works draws what it draws waiting", "[predict][economics]") {
  catalog::Question q = question("rtx-3090", "llama-3.1-8b", "Q4_K_M");
  q.run.backend = "cpu";
  q.run.host_device = "ddr5-5600x2";
  const predict::Economics e = answer_to(q).economics;
  CHECK(e.power.system_idle_w <= e.power.system_w);
}

TEST_CASE("payback compares the same tokens", "[predict][economics]") {
  predict::CostQuestion cost = stated();
  cost.rented_usd_per_h = 1;
  const predict::Economics same = answer_to(kCard, cost).economics;
  REQUIRE(same.payback);
  CHECK(same.payback->hours == Approx(2000 / (1 - same.hour.electricity_usd)));
  CHECK(same.payback->days == Approx(same.payback->hours / 6));

  cost.rented_device = "rtx-5090";  // faster: each of its hours replaces more of ours
  const predict::Economics faster = answer_to(kCard, cost).economics;
  CHECK(faster.payback->rented_tps > faster.tps);
  CHECK(faster.payback->hours > same.payback->hours);

  cost.rented_usd_per_h = 0.01;
  CHECK(std::isnan(answer_to(kCard, cost).economics.payback->hours));
}

TEST_CASE("a rented device must be known, and its rent", "[predict][economics]") {
  predict::CostQuestion cost;
  cost.rented_device = "h100-sxm";
  CHECK(answer_to(kCard, cost).economics.payback->rented_usd_per_h ==
        catalog::Catalog::bundled().device("h100-sxm").rent_usd_per_h);
  cost.rented_device = "rtx-2060";
  CHECK(kind_of_error([&] { answer_to(kCard, cost); }) == "usage");
  cost.rented_device = "no-such-card";
  CHECK(kind_of_error([&] { answer_to(kCard, cost); }) == "unknown-name");
}

TEST_CASE("a day has 24 hours", "[predict][economics]") {
  predict::CostQuestion cost;
  cost.hours_per_day = 20;
  cost.idle_hours_per_day = 5;
  CHECK(kind_of_error([&] { answer_to(kCard, cost); }) == "usage");
}

TEST_CASE("what is not known stays out of documents and texts", "[predict][economics]") {
  const Answer a = answer_to(question("m3-pro-18c", "llama-3.1-8b", "Q4_K_M"));  // no limit, no price
  CHECK(a.prediction.draw.kind == model::DrawKind::unknown);
  CHECK(std::isnan(a.economics.power.system_w));
  CHECK(answers::economics_lines(a.economics).find("nan") == std::string::npos);
  CHECK_FALSE(assumes(a.request, "price_usd"));
}

TEST_CASE("the chain of watts and money can be redone by hand", "[predict][economics]") {
  const Answer a = answer_to(kCard, stated());
  std::map<std::string, double> v;
  for (const answers::ExplainStep& step : answers::explain_economics(a.prediction, a.economics)) {
    CHECK(v.emplace(step.symbol, step.value).second);
  }
  CHECK((v["P_dev"] + v["P_host"]) / v["eta_psu"] == Approx(v["P_sys"]));
  CHECK(v["price"] / (v["years"] * 365.25 * v["h_day"]) + v["el_h"] == Approx(v["usd_h"]));
  CHECK((v["P_sys"] + v["P_sys_idle"] * v["h_idle"] / v["h_day"]) / 1000 * v["usd_kwh"] == Approx(v["el_h"]));
}

TEST_CASE("a token costs the same however many streams wait", "[predict][economics][property]") {
  catalog::Question q = question("h100-sxm", "llama-3.1-8b", "BF16");
  q.run.engine = "vllm";
  q.run.depth = 8192;
  double usd = model::kUnknown;
  for (const double streams : {100.0, 1000.0, 100000.0}) {
    q.run.concurrency = streams;
    const Answer a = answer_to(q, stated());
    CAPTURE(streams);
    CHECK(predict::streams_in_flight(a.prediction) < streams);
    CHECK(a.economics.tps == Approx(predict::aggregate_tps(a.prediction)));
    CHECK(a.economics.usd_per_million_tokens * a.economics.tps * 3600 / 1e6 ==
          Approx(a.economics.hour.total_usd));
    CHECK((std::isnan(usd) || a.economics.usd_per_million_tokens == Approx(usd)));
    usd = a.economics.usd_per_million_tokens;
  }
}
