#include <regex>
#include <set>

#include <nlohmann/json.hpp>

#include <catch2/catch.hpp>
#include "answers/plot/chart_html.hpp"
#include "answers/plot/chart_vega.hpp"
#include "catalog/input_error.hpp"
#include "tests/answers/plot/plot_support.hpp"

using namespace tokroof;
using namespace tokroof::test;
using namespace tokroof::plot;

namespace {

/// The specification that a page carries.
nlohmann::json spec_of(const std::string& html) {
  const std::string begin = "const spec = ", end = ";\nconst dark";
  const std::size_t from = html.find(begin) + begin.size();
  return nlohmann::json::parse(html.substr(from, html.find(end, from) - from));
}

}  // namespace

TEST_CASE("a page carries its specification and its scripts, and may load nothing", "[predict][plot]") {
  const std::string html = chart_html(depth_chart(), "let bundle;");
  const nlohmann::json spec = spec_of(html);
  CHECK(spec == nlohmann::json(vega_lite(depth_chart())));
  CHECK(html.find("let bundle;") != std::string::npos);
  CHECK(html.find("default-src 'none'") != std::string::npos);
  const std::regex loads("(src|href|url\\(|fetch\\(|import)[ =(\"']*https?:", std::regex::icase);
  CHECK_FALSE(std::regex_search(html, loads));
  CHECK(html.find("<title>Rates over the depth</title>") != std::string::npos);
}

TEST_CASE("a name does not end a page's script", "[predict][plot]") {
  Chart chart = depth_chart();
  chart.series[0].name = "</script><b>";
  chart.title = "<b>";
  const std::string html = chart_html(chart, "let bundle;");
  CHECK(html.find("</script><b>") == std::string::npos);
  CHECK(html.find("<h1>&lt;b&gt;</h1>") != std::string::npos);
  CHECK(spec_of(html)["data"]["values"][0]["s"] == "</script><b>");
}

TEST_CASE("a page without scripts is refused", "[predict][plot]") {
  CHECK_THROWS_AS(chart_html(depth_chart(), ""), catalog::InputError);
  CHECK_THROWS_WITH(chart_html(depth_chart(), ""), Catch::Contains("plot-bundle"));
}

TEST_CASE("every point of a chart is in its specification, with its interval and its tooltip",
          "[predict][plot]") {
  const Chart chart = depth_chart();
  const nlohmann::json spec = vega_lite(chart);
  std::size_t points = 0, bands = 0;
  for (const nlohmann::json& row : spec["data"]["values"]) {
    points += row["k"] == "point" ? 1 : 0;
    bands += row["k"] == "band" ? 1 : 0;
    if (row["k"] == "point") {
      CHECK(row["tip"].contains("tokens in the cache"));
    }
  }
  CHECK(points == 10);
  CHECK(bands == 8);
  std::set<std::string> marks;
  std::size_t zooms = 0;
  for (const nlohmann::json& layer : spec["layer"]) {
    marks.insert(layer["mark"]["type"].get<std::string>());
    for (const nlohmann::json& param : layer.value("params", nlohmann::json::array())) {
      zooms += param["bind"] == "scales" ? 1 : 0;
    }
  }
  CHECK(marks == std::set<std::string>{"area", "line", "point"});
  CHECK(zooms == 1);
  const nlohmann::json names = vega_lite(names_chart());
  CHECK(names["layer"].back()["encoding"]["yOffset"]["field"] == "s");
  CHECK(names["data"]["values"].back()["y"] == "F16");
}
