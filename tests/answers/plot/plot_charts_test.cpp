
#include <nlohmann/json.hpp>

#include <catch2/catch.hpp>
#include "answers/plot/chart_svg.hpp"
#include "answers/plot/chart_vega.hpp"
#include "answers/plot/frontier.hpp"
#include "answers/plot/predicted_measured.hpp"
#include "answers/plot/roofline_models.hpp"
#include "answers/plot/setup_text.hpp"
#include "answers/plot/step_parts.hpp"
#include "catalog/input_error.hpp"
#include "model/ceiling.hpp"
#include "tests/answers/plot/plot_support.hpp"
#include "tests/predict/support.hpp"

using namespace tokroof;
using namespace tokroof::test;
using namespace tokroof::plot;

namespace {

const Series* series_named(const Chart& chart, const std::string& begin) {
  for (const Series& s : chart.series) {
    if (s.name.starts_with(begin)) {
      return &s;
    }
  }
  return nullptr;
}

/// Rates that two cards were measured at, as rows of a table would state them.
std::vector<catalog::Run> measured_runs() {
  std::vector<catalog::Run> runs;
  for (const char* device : {"rtx-4090", "rtx-3090"}) {
    for (const char* model : {"llama-3.1-8b", "qwen3-14b", "qwen3-32b"}) {
      catalog::Run run = completed(question(device, model, "Q4_K_M")).run;
      run.table = "made-up";
      run.line = static_cast<int>(runs.size()) + 2;
      run.tg_tps = 30;
      runs.push_back(run);
    }
  }
  return runs;
}

}  // namespace

TEST_CASE("the bar of a step is as long as the step, effects spread over its parts", "[predict][plot]") {
  catalog::Question deep = question("rtx-4090", "llama-3.1-8b", "Q4_K_M");
  deep.run.depth = 32768;
  const predict::Prediction a = predicted(question("rtx-4090", "llama-3.1-8b", "Q4_K_M")),
                            b = predicted(deep);
  const Chart chart = step_parts({{"empty", &a}, {"deep", &b}});
  CHECK(chart.y.categories == std::vector<std::string>{"empty", "deep"});
  std::vector<double> sums(2, 0);
  for (const Series& s : chart.series) {
    for (const Datum& d : s.data) {
      if (s.drawn == Drawn::bars) {
        CHECK(d.x > 0);
        sums[static_cast<std::size_t>(d.y)] += d.x;
      }
    }
  }
  CHECK(sums[0] == Approx(1e3 * a.step_s).epsilon(0.01));  // what is too short to be seen is left out
  CHECK(sums[1] == Approx(1e3 * b.step_s).epsilon(0.01));
  REQUIRE(series_named(chart, "KV cache") != nullptr);
  CHECK(series_named(chart, "effects") == nullptr);
  CHECK_NOTHROW(chart_svg(chart));
  CHECK_NOTHROW(vega_lite(chart));
}

TEST_CASE("a roofline's points lie below its bandwidth", "[predict][plot]") {
  const predict::Request request = completed(question("rtx-4090", "llama-3.1-8b", "Q4_K_M"));
  const predict::Prediction p = predicted(question("rtx-4090", "llama-3.1-8b", "Q4_K_M"));
  const std::vector<catalog::Run> runs = measured_runs();
  const Chart chart =
      roofline(catalog::Catalog::bundled(), predict::Fitted::bundled(), p, request.run, runs, 0.9);
  const double bandwidth = p.step.rates.bandwidth_bytes_per_s;
  const Series* measured = series_named(chart, "measured");
  const Series* models = series_named(chart, "models");
  const Series* asked = series_named(chart, "this set-up");
  REQUIRE(measured != nullptr);
  REQUIRE(models != nullptr);
  REQUIRE(asked != nullptr);
  CHECK(measured->data.size() == 3);  // not those of the other card
  CHECK(models->data.size() == 2);    // those that were measured, without the one that was asked
  CHECK(asked->data[0].y == Approx(p.decode.tps()));
  CHECK(asked->data[0].x * 1e9 * p.ceiling_tps == Approx(bandwidth));
  for (const Series& s : chart.series) {
    for (const Datum& d : s.data) {
      CHECK(d.x * 1e9 * d.y < 1.02 * bandwidth);
    }
  }
  const std::vector<std::pair<double, double>> roof = chart.rules[0].through;
  CHECK(roof[0].first * roof[0].second == Approx(bandwidth / 1e9));
  CHECK(roof[1].first * roof[1].second == Approx(bandwidth / 1e9));
  CHECK(chart.rules[1].through[0].second < roof[0].second);
  CHECK_NOTHROW(chart_svg(chart));
}

TEST_CASE("a roofline of several streams, or with weights on the host, is refused", "[predict][plot]") {
  catalog::Question streams = question("h100-sxm", "llama-3.1-8b", "BF16");
  streams.run.engine = "vllm";
  streams.run.concurrency = 8;
  const predict::Request request = completed(streams);
  CHECK_THROWS_AS(
      roofline(
          catalog::Catalog::bundled(), predict::Fitted::bundled(), predicted(streams), request.run, {}, 0.9),
      catalog::InputError);
}

TEST_CASE("the frontier holds what nothing beats in both", "[predict][plot]") {
  const std::vector<FrontierRow> rows{{"dear and slow", 900, 10},
                                      {"cheap", 100, 5},
                                      {"cheap twin", 100, 4},
                                      {"best", 500, 40},
                                      {"as fast, dearer", 600, 40},
                                      {"fastest", 2000, 50}};
  CHECK(efficient(rows) == std::vector<std::size_t>{1, 3, 5});
  CHECK(efficient({}).empty());
  const Chart chart =
      frontier({.title = "", .subtitle = "", .source = "", .cost = {.label = "price", .unit = "USD"}}, rows);
  const Series* best = series_named(chart, "nothing is faster");
  REQUIRE(best != nullptr);
  CHECK(best->data.size() == 3);
  CHECK(series_named(chart, "other machines")->data.size() == 3);
  // The stairs never fall, and rise where the better machine is paid for.
  const Series& stairs = chart.series[1];
  for (std::size_t i = 1; i < stairs.data.size(); ++i) {
    CHECK(stairs.data[i].x >= stairs.data[i - 1].x);
    CHECK(stairs.data[i].y >= stairs.data[i - 1].y);
  }
}

TEST_CASE("a ranking is plotted against what it is ranked by", "[predict][plot]") {
  whatif::RankQuestion q;
  q.question = question("", "qwen3-32b", "Q4_K_M");
  whatif::CandidateChoice choice;
  choice.devices = {"rtx-4090", "rtx-3090", "rtx-5090"};
  const auto machines = whatif::candidates(catalog::Catalog::bundled(), choice);
  const whatif::Ranking ranking =
      whatif::rank(catalog::Catalog::bundled(), predict::Fitted::bundled(), q, machines);
  REQUIRE(ranking.rows.size() == 3);
  CHECK(frontier(ranking, q, "").x.unit == "USD");
  q.by = whatif::RankBy::tps_per_w;
  const Chart power = frontier(ranking, q, "");
  CHECK(power.x.unit == "W");
  std::size_t points = 0;
  for (const Series& s : power.series) {
    points += s.drawn == Drawn::points ? s.data.size() : 0;
  }
  CHECK(points == 3);
  CHECK_THROWS_AS(frontier(whatif::Ranking{}, q, ""), catalog::InputError);
}

TEST_CASE("predicted against measured has one range on both axes and names what is flagged",
          "[predict][plot]") {
  std::vector<ComparedRow> rows;
  for (double tps = 5; tps < 500; tps *= 2) {
    rows.push_back({.group = "ok",
                    .measured_tps = tps,
                    .predicted_tps = 1.1 * tps,
                    .low_tps = 0.9 * tps,
                    .high_tps = 1.4 * tps});
  }
  rows.push_back({.group = "slow",
                  .measured_tps = 3,
                  .predicted_tps = 30,
                  .low_tps = 20,
                  .high_tps = 40,
                  .name = "odd one"});
  ComparedQuestion q{.title = "Compared", .subtitle = "", .source = "made up"};
  q.groups = {"ok", "slow", "fast"};
  const Chart chart = predicted_measured(q, rows);
  REQUIRE(chart.series.size() == 2);
  CHECK(chart.series[0].name == "ok (7)");
  CHECK(chart.x.low == chart.y.low);
  CHECK(chart.x.high == chart.y.high);
  const std::string svg = chart_svg(chart);
  CHECK(svg.find(">odd one</text>") != std::string::npos);
  CHECK((svg == golden("predicted-measured.svg", svg)));
}
