#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include <nlohmann/json.hpp>

#include "catalog/input_error.hpp"
#include "judge/score/paired_bootstrap.hpp"
#include "judge/score/second_source.hpp"
#include "judge/score/story.hpp"

#include "answers/plot/calibration.hpp"
#include "answers/plot/chart_svg.hpp"
#include "tests/catch.hpp"

using namespace tokroof;
using Catch::Detail::Approx;
using nlohmann::json;

namespace {

judge::Scored figure(std::string device, std::string run_class) {
  judge::Scored s;
  s.device = std::move(device);
  s.run_class = std::move(run_class);
  s.source = "somebody";
  s.engine = "llama.cpp|cuda";
  s.cell = s.source + "|" + s.device;
  s.measured_tps = 10;
  s.predicted_tps = 11;
  s.scales = {.published = 0.1, .published_nu = 2, .correct = 0.05};
  return s;
}

std::vector<judge::Story> stories_in(const std::string& text) {
  const std::string path = (std::filesystem::temp_directory_path() / "tokroof-stories-test.json").string();
  std::ofstream(path) << text;
  try {
    std::vector<judge::Story> out = judge::read_stories(path);
    std::remove(path.c_str());
    return out;
  } catch (...) {
    std::remove(path.c_str());
    throw;
  }
}

constexpr const char* kStory =
    R"([{"id": "a", "where": {"device": ["rtx-*", "t4"], "class": "single-dense"}, "without": "cold"}])";

/// Figures by class as they are stored, of two classes.
json stored_by_class() {
  std::vector<judge::Scored> scored{
      figure("rtx-4090", "single-dense"), figure("t4", "single-dense"), figure("m1", "row")};
  scored.push_back(scored.front());
  scored.back().figure = model::FigureKind::prefill;
  return judge::class_figures(judge::evaluation_report(4, scored, {}));
}

std::size_t times(const std::string& text, std::string_view part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) {
    ++n;
  }
  return n;
}

}  // namespace

TEST_CASE("a star in a pattern stands for any characters", "[predict][accuracy]") {
  CHECK(judge::matches_pattern("rtx-*", "rtx-4090"));
  CHECK(judge::matches_pattern("*-a3b", "qwen3-30b-a3b"));
  CHECK(judge::matches_pattern("a*c*e", "abcde"));
  CHECK(judge::matches_pattern("*", ""));
  CHECK_FALSE(judge::matches_pattern("rtx-*", "gtx-1080"));
  CHECK_FALSE(judge::matches_pattern("t4", "t4g"));
  CHECK_FALSE(judge::matches_pattern("*-a3b", "qwen3-30b-a3b-fp8"));
}

TEST_CASE("a story is about the figures that every one of its columns names", "[predict][accuracy]") {
  const judge::Story story = stories_in(kStory).front();
  CHECK(judge::concerns(story, figure("rtx-4090", "single-dense"), {}));
  CHECK(judge::concerns(story, figure("t4", "single-dense"), {}));
  CHECK_FALSE(judge::concerns(story, figure("t4", "row"), {}));
  judge::Scored prefill = figure("t4", "single-dense");
  prefill.figure = model::FigureKind::prefill;
  CHECK_FALSE(judge::concerns(story, prefill, {}));  // decode where a story does not say
}

TEST_CASE("a story with an unknown column is refused", "[predict][accuracy]") {
  std::string column = kStory;
  column.replace(column.find("\"class\""), 7, "\"klass\"");
  CHECK_THROWS_AS(stories_in(column), catalog::InputError);
  CHECK_THROWS_AS(stories_in("[{}]"), catalog::InputError);
}

TEST_CASE("a term that changes every error by the same is worth that, without doubt", "[predict][accuracy]") {
  std::vector<judge::PairedCell> cells;
  for (int i = 0; i < 30; ++i) {
    cells.push_back({"device " + std::to_string(i % 10), 0.01 * i, 0.01 * i + 0.05});
  }
  const judge::Worth w = judge::paired_worth(cells);
  CHECK(w.cells == 30);
  CHECK(w.devices == 10);
  CHECK(w.median_without - w.median_with == Approx(0.05));
  CHECK(w.mean_without - w.mean_with == Approx(0.05));
  CHECK(w.median_change.low == Approx(0.05));
  CHECK(w.median_change.high == Approx(0.05));
  CHECK(w.mean_change.low == Approx(0.05));
}

TEST_CASE("a change on one device of many is within chance, and errors are capped", "[predict][accuracy]") {
  std::vector<judge::PairedCell> cells;
  for (int i = 0; i < 20; ++i) {
    cells.push_back({"device " + std::to_string(i), 0.1, i == 0 ? 9.0 : 0.1});
  }
  const judge::Worth w = judge::paired_worth(cells);
  CHECK(w.mean_without - w.mean_with == Approx((judge::kErrorCap - 0.1) / 20));
  CHECK(w.mean_change.low == Approx(0).margin(1e-12));  // more than one draw in twenty leaves the device out
  CHECK(w.mean_change.high > 0.02);
  CHECK(w.median_change.high == Approx(0).margin(1e-12));
}

TEST_CASE("nothing to compare is worth nothing", "[predict][accuracy]") {
  const judge::Worth w = judge::paired_worth({});
  CHECK(w.cells == 0);
  CHECK(w.mean_change.high == 0);
}

TEST_CASE("the reliability diagram shows a curve for each kind and class, and a diagonal in each panel",
          "[predict][accuracy]") {
  const std::string svg = plot::chart_svg(plot::calibration(stored_by_class()));
  CHECK(times(svg, "<line class=\"rule\"") == 4);  // all decode, all prefill and two classes
  CHECK(times(svg, "<polyline class=\"line c0") == 4);
  CHECK(times(svg, "<polyline class=\"line c1") == 4);
  CHECK(times(svg, "<polygon class=\"band") == 4);
  CHECK(times(svg, ">single-dense</text>") == 1);
  CHECK(times(svg, "level of the interval, %") == 2);  // and in the description
  CHECK(svg.find("nan") == std::string::npos);
  CHECK(svg.size() < 60000);
}

TEST_CASE("two sources' figures of one set-up are compared with each other and with the predictions",
          "[accuracy]") {
  std::vector<catalog::Run> runs(5);
  std::vector<judge::Scored> scored;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    runs[i].model = "llama-3.1-8b";
    runs[i].quant = "Q4_K_M";
    runs[i].depth = 0;
    runs[i].concurrency = runs[i].n_devices = 1;
    judge::Scored s = figure("rtx-4090", "single-dense");
    s.run = i;
    s.predicted_tps = 100;
    scored.push_back(s);
  }
  // Of a set-up: two rows of one source (median 100), one of another; a third source's file is another one.
  scored[0].measured_tps = 80;
  scored[1].measured_tps = 125;
  scored[2].source = "else";
  scored[2].measured_tps = 100 * std::exp(-0.2);
  scored[3].source = "third";
  runs[3].quant = "Q8_0";
  // The same set-up's prompts say nothing of decoding.
  scored[4].source = "else";
  scored[4].figure = model::FigureKind::prefill;
  scored[4].measured_tps = 5000;
  const json all = judge::second_source_figures(scored, runs);
  REQUIRE(all.size() == 2);
  for (const char* name : {"all", "single-dense"}) {
    CHECK(all[name]["pairs"] == 1);
    CHECK(all[name]["apart"].get<double>() == Approx(0.2));
    CHECK(all[name]["predicted"].get<double>() == Approx(0.1));  // between 0 and 0.2
  }
  CHECK(judge::second_source_figures(std::span(scored).first(2), runs).empty());
}
