#include "judge/score/evaluation.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include <catch2/catch.hpp>

using namespace tokroof;
using Catch::Detail::Approx;

namespace {

judge::Scored scored(std::string cell, std::string device, double measured, double predicted) {
  judge::Scored s;
  s.cell = std::move(cell);
  s.device = std::move(device);
  s.run_class = "single-dense";
  s.measured_tps = measured;
  s.predicted_tps = predicted;
  s.scales = {.published = 0.1, .published_nu = 2, .correct = 0.05};
  return s;
}

}  // namespace

TEST_CASE("a quantile interpolates between values", "[predict][evaluation]") {
  CHECK(judge::quantile({4, 1, 3, 2}, 0.5) == Approx(2.5));
  CHECK(judge::quantile({1, 2, 3, 4, 5}, 0.9) == Approx(4.6));
  CHECK(judge::quantile({7}, 0.9) == 7);
  CHECK(judge::quantile({}, 0.5) == 0);
}

TEST_CASE("a cell counts once, with the median of its runs", "[predict][evaluation]") {
  // Cell a: errors 0.1, 0.1, 1.0 -> 0.1; cell b: 0.3.
  const std::vector<judge::Scored> all{scored("a", "x", 1, std::exp(0.1)),
                                       scored("a", "x", 1, std::exp(-0.1)),
                                       scored("a", "x", 1, std::exp(1.0)),
                                       scored("b", "y", 1, std::exp(0.3))};
  std::vector<const judge::Scored*> group;
  for (const judge::Scored& s : all) {
    group.push_back(&s);
  }
  const judge::Accuracy a = judge::accuracy(group);
  CHECK(a.runs == 4);
  CHECK(a.cells == 2);
  CHECK(a.median == Approx(0.2));
  // t(2) at 95 %: 2.92, so the half-width is 0.292: two of three runs of cell a are inside, none of b.
  REQUIRE(judge::kLevels[8] == 0.9);
  CHECK(a.cover[8] == Approx((2.0 / 3 + 0) / 2));
  CHECK(a.sharp90 == Approx(std::exp(2 * 0.292)).epsilon(1e-3));
}

TEST_CASE("coverage at every level is what one counts by hand", "[predict][evaluation]") {
  // Student t(2), scale 0.1: half-widths 0.0142, 0.0289, 0.0445, 0.0617, 0.0816, 0.106, 0.139, 0.189, 0.292, 0.430.
  const std::vector<judge::Scored> all{scored("a", "x", 1, std::exp(0.01)),
                                       scored("a", "x", 1, std::exp(-0.05)),
                                       scored("b", "x", 1, std::exp(0.2)),
                                       scored("c", "y", 1, std::exp(-0.42))};
  std::vector<const judge::Scored*> group;
  for (const judge::Scored& s : all) {
    group.push_back(&s);
  }
  const judge::Accuracy a = judge::accuracy(group);
  CHECK(a.devices == 2);
  const judge::LevelShares cells{0.5, 0.5, 0.5, 1, 1, 1, 1, 1, 2, 3};  // of three
  const judge::LevelShares devices{
      1, 1, 1, 2, 2, 2, 2, 2, 3, 3 + 3};  // of three figures, then the other device
  for (std::size_t i = 0; i < judge::kLevels.size(); ++i) {
    CHECK(a.cover[i] == Approx(cells[i] / 3));
    CHECK(a.device_cover[i] == Approx(devices[i] / 3 / 2));
  }
  CHECK(std::is_sorted(a.cover.begin(), a.cover.end()));
}

TEST_CASE("an evaluation report counts every row, evaluated or with its reason", "[predict][evaluation]") {
  const std::vector<judge::Scored> all{scored("a", "x", 10, 11), scored("b", "y", 10, 10)};
  const std::vector<predict::NotModelled> refused{
      {2, "unknown-model", ""}, {3, "unknown-model", ""}, {4, "does-not-fit", ""}};
  const nlohmann::json report = judge::evaluation_report(5, all, refused);
  CHECK(report["runs"] == 5);
  CHECK(report["evaluated"] == 2);
  CHECK(report["not_evaluated"].size() == 2);
  CHECK(report["by"]["class"]["single-dense"]["cells"] == 2);
  CHECK(report["device_error"]["median"].get<double>() == Approx(std::log(1.1) / 2));
  CHECK(report["prefill"]["runs"] == 0);
}

TEST_CASE("an evaluation of nothing holds numbers only", "[predict][evaluation]") {
  const std::string text = judge::evaluation_report(0, {}, {}).dump();
  CHECK(text.find("null") == std::string::npos);
}

TEST_CASE("prefill figures never enter the decode figures", "[predict][evaluation]") {
  std::vector<judge::Scored> all{scored("a", "x", 10, 10), scored("a", "x", 10, 100)};
  all[1].figure = model::FigureKind::prefill;
  const nlohmann::json report = judge::evaluation_report(1, all, {});
  CHECK(report["error"]["p90"] == 0);
  CHECK(report["prefill"]["error"]["median"].get<double>() == Approx(std::log(10)));
}
