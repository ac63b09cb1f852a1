#include "answers/plot/svg.hpp"

#include <catch2/catch.hpp>

using tokroof::plot::Svg;

TEST_CASE("a drawing is the same text every time, with coordinates to a tenth", "[predict][svg]") {
  Svg svg(20, 10.04, "a < b", "words & more", ".thin{stroke:#000}\n", "<g/>\n");
  svg.line("thin", {0, 0}, {20.06, -0.01});
  svg.polyline("thin", {{1, 2}, {3.25, 4.5}});
  svg.polygon("thin", {{0, 0}, {1, 0}, {1, 1}});
  svg.rectangle("thin", {0, 0}, 20, 10);
  svg.circle("thin", {5, 5}, 1.5);
  svg.begin_group("R&D");
  svg.dots("thin", {{1, 2}, {3, 4}});
  svg.end_group();
  svg.text("thin", {3, 4}, "x > 1", -90);
  CHECK(svg.str() ==
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plot\" width=\"20\" height=\"10\" viewBox=\"0 0 "
        "20 10\" "
        "role=\"img\">\n"
        "<title>a &lt; b</title>\n<desc>words &amp; more</desc>\n<style>\n.thin{stroke:#000}\n</style>\n"
        "<defs>\n<g/>\n</defs>\n"
        "<line class=\"thin\" x1=\"0\" y1=\"0\" x2=\"20.1\" y2=\"0\"/>\n"
        "<polyline class=\"thin\" points=\"1,2 3.3,4.5\"/>\n"
        "<polygon class=\"thin\" points=\"0,0 1,0 1,1\"/>\n"
        "<rect class=\"thin\" x=\"0\" y=\"0\" width=\"20\" height=\"10\"/>\n"
        "<circle class=\"thin\" cx=\"5\" cy=\"5\" r=\"1.5\"/>\n"
        "<g><title>R&amp;D</title>\n<path class=\"thin\" d=\"M1,2h0M3,4h0\"/>\n</g>\n"
        "<text class=\"thin\" x=\"3\" y=\"4\" transform=\"rotate(-90 3 4)\">x &gt; 1</text>\n"
        "</svg>\n");
}
