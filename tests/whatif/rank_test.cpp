#include "whatif/rank/rank.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <nlohmann/json.hpp>

#include <catch2/catch.hpp>
#include "answers/rank_output.hpp"
#include "tests/predict/support.hpp"
#include "whatif/rank/tie.hpp"

using namespace tokroof;
using namespace tokroof::test;
using Catch::Detail::Approx;

namespace {

const catalog::Catalog& kCatalog = catalog::Catalog::bundled();

whatif::RankQuestion asked(std::string_view model = "llama-3.1-8b") {
  whatif::RankQuestion q;
  q.question = question("", model, "Q4_K_M");
  return q;
}

std::vector<whatif::Candidate> machines(std::vector<std::string> names) {
  whatif::CandidateChoice choice;
  choice.devices = std::move(names);
  return whatif::candidates(kCatalog, choice);
}

whatif::Ranking ranked(const whatif::RankQuestion& q, std::vector<std::string> names) {
  return whatif::rank(kCatalog, predict::Fitted::bundled(), q, machines(std::move(names)));
}

const whatif::Excluded* excluded(const whatif::Ranking& r, std::string_view device) {
  const auto it = std::find_if(
      r.excluded.begin(), r.excluded.end(), [&](const whatif::Excluded& e) { return e.device == device; });
  return it == r.excluded.end() ? nullptr : &*it;
}

whatif::Contender contender(const predict::Prediction& p) {
  return {predict::Fitted::bundled(), p.step, p.decode, std::log(p.decode.tps()), 0};
}

}  // namespace

TEST_CASE("names of machines: cards in numbers, sets, systems", "[predict][rank]") {
  const auto list =
      machines({"2xrtx-3090", "rtx-5090+rtx-4090", "dgx-h100", "4x-rtx-3090-epyc-7302p", "2xrtx-3090"});
  REQUIRE(list.size() == 4);
  CHECK(list[0].device == "rtx-3090");
  CHECK(list[0].n_devices == 2);
  CHECK(list[1].device == "rtx-5090+rtx-4090");
  CHECK(std::isnan(list[3].n_devices));
  CHECK(kind_of_error([] { machines({"2xno-such-card"}); }) == "unknown-name");
  CHECK(kind_of_error([] { machines({"rtx-4090+no-such-card"}); }) == "unknown-name");
}

TEST_CASE("a machine whose engine reads no such file is not ranked, unless that engine was asked for",
          "[predict][rank]") {
  whatif::RankQuestion q = asked();
  const whatif::Ranking r = ranked(q, {"gaudi3", "rtx-4090"});
  CHECK(r.rows.size() == 1);
  REQUIRE(excluded(r, "gaudi3") != nullptr);
  CHECK(excluded(r, "gaudi3")->reason == "deepspeed reads no GGUF files, which Q4_K_M is a type of");
  q.question.run.quant = "BF16";
  CHECK(ranked(q, {"gaudi3"}).rows.size() == 1);
  q = asked();
  q.question.run.engine = "deepspeed";
  CHECK(ranked(q, {"gaudi3"}).rows.size() == 1);
}

TEST_CASE("the whole catalog, filtered and counted", "[predict][rank]") {
  whatif::CandidateChoice all;
  const auto everything = whatif::candidates(kCatalog, all);
  CHECK(everything.size() > 350);
  whatif::CandidateChoice some;
  some.vendor = "nvidia";
  some.kind = "gpu";
  some.counts = {1, 4};
  const auto cards = whatif::candidates(kCatalog, some);
  std::set<std::string> names;
  for (const whatif::Candidate& c : cards) {
    CHECK(names.insert(c.name).second);
    CHECK(kCatalog.device(c.device).vendor == "nvidia");
  }
  CHECK(names.contains("4xrtx-4090"));
  some.vendor = "nvidai";
  CHECK(kind_of_error([&] { whatif::candidates(kCatalog, some); }) == "unknown-name");
}

TEST_CASE("cards that are named without a number come in the numbers that are chosen", "[predict][rank]") {
  whatif::CandidateChoice choice;
  choice.devices = {"rtx-4090", "2xrtx-3090", "m3-max-40c", "rtx-5090+rtx-4090"};
  choice.counts = {1, 4};
  std::vector<std::string> names;
  for (const whatif::Candidate& c : whatif::candidates(kCatalog, choice)) {
    names.push_back(c.name);
  }
  CHECK(names ==
        std::vector<std::string>{"rtx-4090", "4xrtx-4090", "2xrtx-3090", "m3-max-40c", "rtx-5090+rtx-4090"});
}

TEST_CASE("rows are what predict answers, in order", "[predict][rank]") {
  const std::vector<std::string> names{"rtx-3060-12gb", "rtx-5090", "rtx-4090"};
  const whatif::Ranking r = ranked(asked(), names);
  REQUIRE(r.rows.size() == 3);
  for (const whatif::RankedRow& row : r.rows) {
    const predict::Prediction p = predicted(question(row.candidate.device, "llama-3.1-8b", "Q4_K_M"));
    CHECK(row.prediction.decode.tps() == p.decode.tps());
  }
  CHECK(r.rows[0].candidate.name == "rtx-5090");
  CHECK(r.rows[2].candidate.name == "rtx-3060-12gb");
  CHECK(r.rows[0].rank == 1);
  CHECK(std::is_sorted(
      r.rows.begin(), r.rows.end(), [](const auto& a, const auto& b) { return a.value > b.value; }));
}

TEST_CASE("ranks begin at the place of their first row and hold only rows tied with it", "[predict][rank]") {
  whatif::CandidateChoice cards;
  cards.kind = "gpu";
  const whatif::Ranking r =
      whatif::rank(kCatalog, predict::Fitted::bundled(), asked(), whatif::candidates(kCatalog, cards));
  REQUIRE(r.rows.size() > 100);
  std::size_t first = 0;
  for (std::size_t i = 0; i < r.rows.size(); ++i) {
    const whatif::RankedRow& row = r.rows[i];
    if (row.rank == i + 1) {
      first = i;
    }
    CHECK(row.rank == first + 1);
    if (i > 0) {
      const bool tied = contender(r.rows[first].prediction)
                            .tied_with(predict::Fitted::bundled(), contender(row.prediction), 0.9);
      CHECK((i == first || tied));
    }
    const auto peers = static_cast<std::size_t>(
        std::count_if(r.rows.begin(), r.rows.end(), [&](const whatif::RankedRow& other) {
          return other.rank == row.rank;
        }));
    CHECK(row.tied_with.size() == peers - 1);
  }
  CHECK(r.rows.back().rank > 5);
}

TEST_CASE("a difference is surer than the two intervals where coefficients are shared",
          "[predict][rank][tie]") {
  const predict::Prediction a = predicted(question("rtx-4090", "llama-3.1-8b", "Q4_K_M"));
  const predict::Prediction b = predicted(question("rtx-4080", "llama-3.1-8b", "Q4_K_M"));
  const double apart = std::hypot(a.decode.scales.correct, b.decode.scales.correct);
  CHECK(contender(a).scale_of_difference(predict::Fitted::bundled(), contender(b)) < 0.95 * apart);
  CHECK(contender(a).scale_of_difference(predict::Fitted::bundled(), contender(b)) ==
        Approx(contender(b).scale_of_difference(predict::Fitted::bundled(), contender(a))));
  // A machine differs from itself by the noise of two runs alone.
  CHECK(contender(a).scale_of_difference(predict::Fitted::bundled(), contender(a)) < 0.25 * apart);
}

TEST_CASE("what is excluded says why, with numbers", "[predict][rank]") {
  whatif::RankQuestion q = asked("llama-3.3-70b");
  q.min_tps = 10;
  q.budget_usd = 20000;
  q.max_power_w = 900;
  const whatif::Ranking r =
      ranked(q, {"rtx-4090", "strix-halo", "h100-sxm", "dgx-h100", "m4-ultra", "2xrtx-3090", "mi300x"});
  REQUIRE(excluded(r, "rtx-4090"));
  CHECK(excluded(r, "rtx-4090")->code == "does-not-fit");
  CHECK(excluded(r, "rtx-4090")->reason.find("23.6 are there") != std::string::npos);
  REQUIRE(excluded(r, "strix-halo"));
  CHECK(excluded(r, "strix-halo")->code == "too-slow");
  REQUIRE(excluded(r, "dgx-h100"));
  CHECK(excluded(r, "dgx-h100")->code == "over-power");
  REQUIRE(excluded(r, "m4-ultra"));
  CHECK(excluded(r, "m4-ultra")->code == "not-sold");
  for (const whatif::RankedRow& row : r.rows) {
    CHECK(row.prediction.decode.tps() >= 10);
    CHECK(row.economics.prices.purchase_usd <= 20000);
    CHECK(row.economics.power.system_w <= 900);
  }
  CHECK(r.rows.size() + r.excluded.size() == 7);
}

TEST_CASE("by price or watt, what has none is excluded", "[predict][rank]") {
  whatif::RankQuestion q = asked();
  q.by = whatif::RankBy::tps_per_usd;
  const whatif::Ranking r = ranked(q, {"rtx-4090", "m3-pro-18c", "rtx-3090"});
  CHECK(r.rows.size() == 2);
  REQUIRE(excluded(r, "m3-pro-18c"));
  CHECK(excluded(r, "m3-pro-18c")->code == "no-price");
  CHECK(r.rows[0].value == Approx(r.rows[0].economics.tps / r.rows[0].economics.prices.purchase_usd));
  q.by = whatif::RankBy::tps_per_w;
  CHECK(excluded(ranked(q, {"rtx-4090", "m3-pro-18c"}), "m3-pro-18c")->code == "no-power");
  q.by = whatif::RankBy::usd_per_million_tokens;
  const whatif::Ranking cheapest = ranked(q, {"rtx-4090", "h100-sxm", "rtx-3090"});
  CHECK(cheapest.rows.front().value <= cheapest.rows.back().value);
}

TEST_CASE("errors of the question are errors, those of a machine exclude it", "[predict][rank]") {
  CHECK(kind_of_error([] { ranked(asked("no-such-model"), {"rtx-4090"}); }) == "unknown-name");
  whatif::RankQuestion mlx = asked();
  mlx.question.run.engine = "mlx";
  mlx.question.run.backend = "mlx";
  const whatif::Ranking r = ranked(mlx, {"rtx-4090", "m3-ultra-80c"});
  REQUIRE(r.rows.size() == 1);
  REQUIRE(excluded(r, "rtx-4090"));
  CHECK(excluded(r, "rtx-4090")->code == "cannot-model");
}

TEST_CASE("every machine of the catalog is a row or excluded with a reason", "[predict][rank][property]") {
  for (const whatif::RankBy by : {whatif::RankBy::tps,
                                  whatif::RankBy::tps_per_usd,
                                  whatif::RankBy::tps_per_w,
                                  whatif::RankBy::usd_per_million_tokens}) {
    whatif::RankQuestion q = asked("qwen3-30b-a3b");
    q.by = by;
    const auto all = whatif::candidates(kCatalog, {});
    const whatif::Ranking r = whatif::rank(kCatalog, predict::Fitted::bundled(), q, all);
    CHECK(r.rows.size() + r.excluded.size() == all.size());
    for (const whatif::Excluded& e : r.excluded) {
      CHECK(e.reason.size() > 5);
    }
    const std::string text = answers::ranking_json(r, q).dump();
    CHECK(text.find("NaN") == std::string::npos);
    CHECK(answers::csv(answers::ranking_figures(r, q)).find("nan") == std::string::npos);
    CHECK(answers::plain(answers::ranking_table(r, q, 0)).find("nan") == std::string::npos);
  }
}

TEST_CASE("assumptions that rows share stand once", "[predict][rank]") {
  const whatif::Ranking r = ranked(asked(), {"rtx-4090", "m3-ultra-80c"});
  const auto has = [](const std::vector<catalog::Assumption>& list, std::string_view name) {
    return std::any_of(
        list.begin(), list.end(), [&](const catalog::Assumption& a) { return a.name == name; });
  };
  CHECK(has(r.assumed, "n_gen"));
  CHECK_FALSE(has(r.assumed, "backend"));
  for (const whatif::RankedRow& row : r.rows) {
    CHECK(has(row.request.assumed, "backend"));
    CHECK_FALSE(has(row.request.assumed, "n_gen"));
  }
}
