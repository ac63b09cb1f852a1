#include <cmath>
#include <regex>

#include <catch2/catch.hpp>
#include "answers/plot/chart_svg.hpp"
#include "answers/plot/label_placement.hpp"
#include "answers/plot/panel.hpp"
#include "catalog/input_error.hpp"
#include "tests/answers/plot/plot_support.hpp"

using namespace tokroof;
using namespace tokroof::test;
using namespace tokroof::plot;

namespace {

/// Made-up points in all corners, each with a name.
Chart crowded(std::size_t count) {
  Chart chart;
  chart.title = "Crowded";
  chart.x = {.label = "x", .scale = Scale::log};
  chart.y = {.label = "y", .scale = Scale::log};
  Series s{.name = "points", .interval = Interval::error_bars};
  for (std::size_t i = 0; i < count; ++i) {
    const double x = std::exp(std::sin(static_cast<double>(i) * 12.9)), y = std::exp(std::cos(i * 4.1) * 2);
    s.data.push_back({.x = x, .y = y, .low = 0.9 * y, .high = 1.2 * y, .name = "point " + std::to_string(i)});
  }
  chart.series.push_back(s);
  return chart;
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t out = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) {
    ++out;
  }
  return out;
}

}  // namespace

TEST_CASE("the drawings of a curve are those that were looked at", "[predict][plot]") {
  const std::string depth = chart_svg(depth_chart()), names = chart_svg(names_chart());
  CHECK(depth == chart_svg(depth_chart()));
  CHECK((depth == golden("depth.svg", depth)));  // without both texts where they differ
  CHECK((names == golden("names.svg", names)));
}

TEST_CASE("markers lie inside the plot's area", "[predict][plot]") {
  const Chart chart = crowded(60);
  const Panel panel{chart, ranges(chart), {50, 60, 700, 400}};
  for (const Datum& d : chart.series[0].data) {
    for (const double y : {d.y, d.low, d.high}) {
      const Svg::Point at = panel.at(d.x, y);
      CHECK(at.first >= 50);
      CHECK(at.first <= 700);
      CHECK(at.second >= 60);
      CHECK(at.second <= 400);
    }
  }
}

TEST_CASE("a drawing holds no NaN and loads nothing", "[predict][plot]") {
  for (const std::string& svg :
       {chart_svg(depth_chart()), chart_svg(names_chart()), chart_svg(crowded(60))}) {
    CHECK(svg.find("nan") == std::string::npos);
    CHECK(svg.find("inf") == std::string::npos);
    CHECK(svg.find("href") == std::string::npos);
    CHECK(count(svg, "http") == 1);  // the namespace
    CHECK(count(svg, "<g>") == count(svg, "</g>"));
  }
  CHECK(chart_svg(depth_chart()).find("card &lt;a>") == std::string::npos);
  CHECK(chart_svg(depth_chart()).find("card &lt;a&gt;") != std::string::npos);
}

TEST_CASE("names of points do not cover each other; those without room are counted", "[predict][plot]") {
  const std::string svg = chart_svg(crowded(300));
  const std::regex name("<text class=\"name halo\" x=\"([0-9.]+)\" y=\"([0-9.]+)\">point");
  std::vector<std::pair<double, double>> places;
  for (std::sregex_iterator i(svg.begin(), svg.end(), name), end; i != end; ++i) {
    places.emplace_back(std::stod((*i)[1]), std::stod((*i)[2]));
  }
  CHECK(places.size() > 60);
  CHECK(places.size() < 300);
  CHECK(svg.find(std::to_string(300 - places.size()) + " names without room are left out") !=
        std::string::npos);
  constexpr double kLeastWidth = 30, kHeight = 11;
  for (std::size_t i = 0; i < places.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const bool apart = std::fabs(places[i].first - places[j].first) > kLeastWidth ||
                         std::fabs(places[i].second - places[j].second) > kHeight;
      CHECK(apart);
    }
  }
}

TEST_CASE("a name next to an edge stands inside", "[predict][plot]") {
  LabelPlacement placement({0, 0, 100, 100});
  const auto place = placement.place({98, 50}, 40, 12);
  REQUIRE(place);
  CHECK(place->corner.first + 40 < 98);
  CHECK_FALSE(place->leader);
  CHECK_FALSE(placement.place({50, 50}, 140, 12));
}

TEST_CASE("a cloud of points is one path", "[predict][plot]") {
  Chart chart = crowded(kCloud + 1);
  for (Datum& d : chart.series[0].data) {
    d.name.clear();
  }
  const std::string svg = chart_svg(chart);
  CHECK(count(svg, "<path class=\"cloud c0\"") == 2);  // and one in the legend
  CHECK(count(svg, "<circle") == 0);
  chart.series[0].data[7].name = "odd";
  CHECK(count(chart_svg(chart), "<circle") == 1);  // what has a name keeps its marker and interval
}

TEST_CASE("a curve takes numbers or names, sorted lines and as many as can be told apart",
          "[predict][plot]") {
  const Chart depth = depth_chart();
  REQUIRE(depth.series.size() == 4);
  CHECK(depth.series[0].data.front().x == 0);
  CHECK(depth.series[0].data.back().x == 16384);
  CHECK(depth.x.scale == Scale::linear);
  CHECK(depth.x.ticks == std::vector<double>{0, 4096, 8192, 16384});
  CHECK(names_chart().y.categories == std::vector<std::string>{"Q4_K_M", "Q8_0", "F16"});
  std::vector<CurveRow> rows;
  for (std::size_t i = 0; i <= kMostCurves; ++i) {
    rows.push_back({.x = 1, .series = std::to_string(i), .tps = 1});
  }
  CHECK_THROWS_AS(curve({}, rows), catalog::InputError);
  CHECK_THROWS_AS(curve({}, {}), catalog::InputError);
  std::vector<CurveRow> batches;
  for (double streams = 1; streams <= 64; streams *= 2) {
    batches.push_back({.x = streams, .tps = streams});
  }
  CHECK(curve({}, batches).x.scale == Scale::log);
}
