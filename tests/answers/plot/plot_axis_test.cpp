#include "answers/plot/axis.hpp"

#include <limits>

#include <catch2/catch.hpp>
#include "catalog/input_error.hpp"

using namespace tokroof;
using namespace tokroof::plot;

namespace {

Chart scatter(std::vector<Datum> data, Scale scale) {
  Chart chart;
  chart.x = {.label = "size", .unit = "GB", .scale = scale};
  chart.y = {.label = "rate", .unit = "tok/s", .scale = scale};
  chart.series.push_back({.name = "points", .data = std::move(data)});
  return chart;
}

std::vector<std::string> texts(const Range& range, std::size_t about) {
  std::vector<std::string> out;
  for (const Tick& tick : ticks(Axis{.label = "x"}, range, about)) {
    if (!tick.text.empty()) {
      out.push_back(tick.text);
    }
  }
  return out;
}

std::string refusal(const Chart& chart) {
  try {
    ranges(chart);
  } catch (const catalog::InputError& error) {
    return error.message;
  }
  return "";
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("ticks stand at 1, 2 and 5 times powers of ten", "[predict][plot]") {
  CHECK(texts({Scale::linear, 0, 32768}, 7) ==
        Texts{"0", "5,000", "10,000", "15,000", "20,000", "25,000", "30,000"});
  CHECK(texts({Scale::linear, -0.3, 0.31}, 3) == Texts{"-0.2", "0", "0.2"});
  CHECK(texts({Scale::log, 0.9, 220}, 8) == Texts{"1", "2", "5", "10", "20", "50", "100", "200"});
  CHECK(texts({Scale::log, 0.9, 2e6}, 4) == Texts{"1", "100", "10,000", "1M"});
  // Within less than a decade a logarithmic axis has ticks in even steps.
  CHECK(texts({Scale::log, 61, 99}, 4) == Texts{"70", "80", "90"});
}

TEST_CASE("an axis of a narrow range has as many ticks as fit", "[predict][plot]") {
  for (const double low : {1e-6, 0.3, 7.0, 12345.0}) {
    for (const double span : {1.001, 1.5, 9.0, 1e3, 1e9}) {
      for (const Scale scale : {Scale::linear, Scale::log}) {
        const Range range{scale, low, low * span};
        const Texts all = texts(range, 6);
        CHECK(all.size() >= 2);
        CHECK(all.size() <= 14);
        for (const Tick& tick : ticks(Axis{.label = "x"}, range, 6)) {
          CHECK(range.position(tick.value) > -1e-6);
          CHECK(range.position(tick.value) < 1 + 1e-6);
        }
      }
    }
  }
}

TEST_CASE("axes hold all values with their intervals", "[predict][plot]") {
  Chart chart = scatter({{.x = 2, .y = 50, .low = 20, .high = 90}, {.x = 400, .y = 60}}, Scale::log);
  const Ranges log = ranges(chart);
  CHECK(log.x.low < 2);
  CHECK(log.x.high > 400);
  CHECK(log.y.low < 20);
  CHECK(log.y.high > 90);
  CHECK(log.x.position(log.x.low) == Approx(0));
  CHECK(log.x.position(std::sqrt(log.x.low * log.x.high)) == Approx(0.5));
  chart.x.scale = chart.y.scale = Scale::linear;
  CHECK(ranges(chart).y.low == 0);
  chart.y.high = 100;
  CHECK(ranges(chart).y.high == 100);
}

TEST_CASE("what an axis cannot show is refused", "[predict][plot]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(refusal(scatter({{.x = 1, .y = 0}}, Scale::log)) ==
        "cannot plot the y axis (rate): 0 of 'points' cannot stand on a logarithmic axis");
  CHECK(refusal(scatter({{.x = -2, .y = 1}}, Scale::log)) ==
        "cannot plot the x axis (size): -2 of 'points' cannot stand on a logarithmic axis");
  CHECK(refusal(scatter({{.x = 1, .y = 2, .low = 0, .high = 3}}, Scale::log)) ==
        "cannot plot the y axis (rate): 0 of 'points' cannot stand on a logarithmic axis");
  CHECK(refusal(scatter({{.x = nan, .y = 2}}, Scale::linear)) ==
        "cannot plot the x axis (size): a value of 'points' is not a finite number");
  CHECK(refusal(scatter({}, Scale::linear)) == "cannot plot the x axis (size): there is nothing to show");
  Chart names = scatter({{.x = 2, .y = 1}}, Scale::linear);
  names.x = {.label = "card", .scale = Scale::category, .categories = {"a", "b"}};
  CHECK(refusal(names) ==
        "cannot plot the x axis (card): 'points' has a category that the axis does not have");
}

TEST_CASE("stacked bars stand on each other, series by series", "[predict][plot]") {
  Chart chart;
  chart.stacked = true;
  chart.x = {.label = "time", .unit = "ms"};
  chart.y = {.label = "", .scale = Scale::category, .categories = {"a", "b"}};
  chart.series.push_back({.name = "one", .drawn = Drawn::bars, .data = {{.x = 3, .y = 0}, {.x = 4, .y = 1}}});
  chart.series.push_back({.name = "two", .drawn = Drawn::bars, .data = {{.x = 5, .y = 1}}});
  CHECK(stack_bases(chart) == std::vector<std::vector<double>>{{0, 0}, {4}});
  CHECK(ranges(chart).x.low == 0);
  CHECK(ranges(chart).x.high >= 9);
}
