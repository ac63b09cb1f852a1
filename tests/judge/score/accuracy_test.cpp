#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include <nlohmann/json.hpp>

#include "answers/accuracy_document.hpp"
#include "answers/accuracy_term_tables.hpp"
#include "catalog/input_error.hpp"
#include "judge/score/goals.hpp"
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

Scored figure(std::string device, std::string run_class) {
  Scored s;
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

std::vector<Story> stories_in(const std::string& text) {
  const std::string path = (std::filesystem::temp_directory_path() / "tokroof-stories-test.json").string();
  std::ofstream(path) << text;
  try {
    std::vector<Story> out = read_stories(path);
    std::remove(path.c_str());
    return out;
  } catch (...) {
    std::remove(path.c_str());
    throw;
  }
}

constexpr const char* kStory =
    R"([{"id": "a", "title": "A title", "where": {"device": ["rtx-*", "t4"], "class": "single-dense"},
         "observed": "slow", "hypothesis": "cold", "changed": "nothing", "status": "unexplained", "without": "cold"}])";

/// Figures as they are stored, of two classes.
json stored_figures() {
  std::vector<Scored> scored{
      figure("rtx-4090", "single-dense"), figure("t4", "single-dense"), figure("m1", "row")};
  scored.push_back(scored.front());
  scored.back().figure = FigureKind::prefill;
  const json by_class = class_figures(evaluation_report(4, scored, {}));
  const json typical = {{"source", "somebody"},
                        {"device", "t4"},
                        {"n_devices", 3},
                        {"model", "m"},
                        {"quant", "Q4_0"},
                        {"measured_tps", 10.0},
                        {"predicted_tps", 11.0}};
  json cell = typical;
  cell.update(
      {{"median", 0.1}, {"bias", 0.1}, {"inside", 1.0}, {"classes", {"row"}}, {"stories", json::array()}});
  json told = {{"where", stories_in(kStory).front().where},
               {"fitted", true},
               {"runs", 2},
               {"cells", 2},
               {"devices", 2},
               {"median", 0.0953},
               {"bias", 0.0953},
               {"inside", 1.0},
               {"in_sample", {{"median", 0.01}, {"bias", -0.01}}},
               {"typical", typical}};
  const json worth = {{"cells", 5},
                      {"devices", 4},
                      {"median", {0.10, 0.15}},
                      {"median_change", {0.02, 0.08}},
                      {"mean", {0.12, 0.16}},
                      {"mean_change", {0.01, 0.07}}};
  const json term = {{"name", "cold"},
                     {"term", "cold machines"},
                     {"why", "they are cold"},
                     {"decode", {{"reading", worth}, {"all", worth}, {"classes", {{"row", worth}}}}},
                     {"stories", {{"a", {{"cells", 2}, {"with", 0.1}, {"without", 0.7}}}}}};
  return {{"left_out",
           {{"rows", 4},
            {"figures", 4},
            {"parameters", 3},
            {"in_sample", by_class},
            {"device", by_class},
            {"source", by_class},
            {"model", by_class},
            {"devices",
             {{"devices", 1},
              {"few_cells", 2},
              {"few_cells_far_off", 1},
              {"worst",
               {{{"device", "t4"},
                 {"cells", 3},
                 {"median", 0.1},
                 {"bias", 0.1},
                 {"inside", 1.0},
                 {"classes", {"row"}},
                 {"stories", {"a"}}}}}}},
            {"cells", {cell}},
            {"stories", {{"a", told}}}}},
          {"ablation", {{"terms", {term}}}}};
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
  CHECK(matches_pattern("rtx-*", "rtx-4090"));
  CHECK(matches_pattern("*-a3b", "qwen3-30b-a3b"));
  CHECK(matches_pattern("a*c*e", "abcde"));
  CHECK(matches_pattern("*", ""));
  CHECK_FALSE(matches_pattern("rtx-*", "gtx-1080"));
  CHECK_FALSE(matches_pattern("t4", "t4g"));
  CHECK_FALSE(matches_pattern("*-a3b", "qwen3-30b-a3b-fp8"));
}

TEST_CASE("a story is about the figures that every one of its columns names", "[predict][accuracy]") {
  const Story story = stories_in(kStory).front();
  CHECK(concerns(story, figure("rtx-4090", "single-dense"), {}));
  CHECK(concerns(story, figure("t4", "single-dense"), {}));
  CHECK_FALSE(concerns(story, figure("t4", "row"), {}));
  Scored prefill = figure("t4", "single-dense");
  prefill.figure = FigureKind::prefill;
  CHECK_FALSE(concerns(story, prefill, {}));  // decode where a story does not say
}

TEST_CASE("a story with an unknown column or status is refused", "[predict][accuracy]") {
  std::string column = kStory, status = kStory;
  column.replace(column.find("\"class\""), 7, "\"klass\"");
  status.replace(status.find("unexplained"), 11, "a mystery..");
  CHECK_THROWS_AS(stories_in(column), InputError);
  CHECK_THROWS_AS(stories_in(status), InputError);
  CHECK_THROWS_AS(stories_in("[{}]"), InputError);
}

TEST_CASE("a term that changes every error by the same is worth that, without doubt", "[predict][accuracy]") {
  std::vector<PairedCell> cells;
  for (int i = 0; i < 30; ++i) {
    cells.push_back({"device " + std::to_string(i % 10), 0.01 * i, 0.01 * i + 0.05});
  }
  const Worth w = paired_worth(cells);
  CHECK(w.cells == 30);
  CHECK(w.devices == 10);
  CHECK(w.median_without - w.median_with == Approx(0.05));
  CHECK(w.mean_without - w.mean_with == Approx(0.05));
  CHECK(w.median_change.low == Approx(0.05));
  CHECK(w.median_change.high == Approx(0.05));
  CHECK(w.mean_change.low == Approx(0.05));
}

TEST_CASE("a change on one device of many is within chance, and errors are capped", "[predict][accuracy]") {
  std::vector<PairedCell> cells;
  for (int i = 0; i < 20; ++i) {
    cells.push_back({"device " + std::to_string(i), 0.1, i == 0 ? 9.0 : 0.1});
  }
  const Worth w = paired_worth(cells);
  CHECK(w.mean_without - w.mean_with == Approx((kErrorCap - 0.1) / 20));
  CHECK(w.mean_change.low == Approx(0).margin(1e-12));  // more than one draw in twenty leaves the device out
  CHECK(w.mean_change.high > 0.02);
  CHECK(w.median_change.high == Approx(0).margin(1e-12));
}

TEST_CASE("nothing to compare is worth nothing", "[predict][accuracy]") {
  const Worth w = paired_worth({});
  CHECK(w.cells == 0);
  CHECK(w.mean_change.high == 0);
}

TEST_CASE("every goal's class is reported, each once", "[predict][accuracy]") {
  CHECK(goal_of("single-dense") == 0.06);
  CHECK_FALSE(goal_of("speculative"));
  for (const Goal& goal : kGoals) {
    CHECK(goal_of(goal.run_class) == goal.median);
  }
}

TEST_CASE("the reliability diagram shows a curve for each kind and class, and a diagonal in each panel",
          "[predict][accuracy]") {
  const json by_class = stored_figures()["left_out"]["device"];
  const std::string svg = plot::chart_svg(plot::calibration(by_class));
  CHECK(times(svg, "<line class=\"rule\"") == 4);  // all decode, all prefill and two classes
  CHECK(times(svg, "<polyline class=\"line c0") == 4);
  CHECK(times(svg, "<polyline class=\"line c1") == 4);
  CHECK(times(svg, "<polygon class=\"band") == 4);
  CHECK(times(svg, ">single-dense</text>") == 1);
  CHECK(times(svg, "level of the interval, %") == 2);  // and in the description
  CHECK(svg.find("nan") == std::string::npos);
  CHECK(svg.size() < 60000);
}

TEST_CASE("the page names the goal, the story and what the term is worth", "[predict][accuracy]") {
  const std::string page = accuracy_document(stored_figures(), stories_in(kStory), "");
  CHECK(page.find("| single-dense | 2 | 2 | 9.5 | 6.0 | **no** |") != std::string::npos);
  CHECK(page.find("[A title](#a)") != std::string::npos);
  CHECK(page.find("<a id=\"a\"></a>") != std::string::npos);
  CHECK(page.find("predicted / measured 2.01; with it 1.11.") != std::string::npos);
  CHECK(page.find("3 x t4, m Q4_0: measured 10 tok/s, predicted 11") != std::string::npos);
  CHECK(page.find(
            "| cold machines | they are cold | decode | 5 | 4 | 10.0 | 15.0 | **+4.0** (+1.0 to +7.0) |") !=
        std::string::npos);
  CHECK(page.find("Stale") == std::string::npos);
  CHECK(accuracy_document(stored_figures(), {}, "old.").find("**Stale:** old.") != std::string::npos);
}

TEST_CASE("a story whose figures were chosen anew has no numbers until they are measured",
          "[predict][accuracy]") {
  std::vector<Story> stories = stories_in(kStory);
  stories.front().where["device"] = {"h100-*"};
  const std::string page = accuracy_document(stored_figures(), stories, "");
  CHECK(page.find("Not measured since the story was written.") != std::string::npos);
  CHECK(page.find("measured 10 tok/s") == std::string::npos);
}

TEST_CASE("two sources' figures of one set-up are compared with each other and with the predictions",
          "[accuracy]") {
  std::vector<Run> runs(5);
  std::vector<Scored> scored;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    runs[i].model = "llama-3.1-8b";
    runs[i].quant = "Q4_K_M";
    runs[i].depth = 0;
    runs[i].concurrency = runs[i].n_devices = 1;
    Scored s = figure("rtx-4090", "single-dense");
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
  scored[4].figure = FigureKind::prefill;
  scored[4].measured_tps = 5000;
  const json all = second_source_figures(scored, runs);
  REQUIRE(all.size() == 2);
  for (const char* name : {"all", "single-dense"}) {
    CHECK(all[name]["pairs"] == 1);
    CHECK(all[name]["apart"].get<double>() == Approx(0.2));
    CHECK(all[name]["predicted"].get<double>() == Approx(0.1));  // between 0 and 0.2
  }
  CHECK(second_source_figures(std::span(scored).first(2), runs).empty());
}
