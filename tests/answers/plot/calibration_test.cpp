#include "answers/plot/calibration.hpp"

#include <nlohmann/json.hpp>

#include <catch2/catch.hpp>
#include "answers/plot/chart_svg.hpp"
#include "judge/score/evaluation.hpp"

using namespace tokroof;
using nlohmann::json;

namespace {

judge::Scored figure(std::string device, std::string run_class) {
  judge::Scored s;
  s.device = std::move(device);
  s.run_class = std::move(run_class);
  s.cell = "somebody|" + s.device;
  s.measured_tps = 10;
  s.predicted_tps = 11;
  s.scales = {.published = 0.1, .published_nu = 2, .correct = 0.05};
  return s;
}

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

TEST_CASE("the reliability diagram shows a curve for each kind and class, and a diagonal in each panel",
          "[plot][accuracy]") {
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
