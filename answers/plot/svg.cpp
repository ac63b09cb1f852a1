#include "answers/plot/svg.hpp"

#include <cmath>

#include <fmt/format.h>

namespace tokroof::plot {
namespace {

/// A tenth of a pixel, without trailing zeros or a negative zero.
std::string number(double value) {
  const double tenths = std::round(value * 10);
  return fmt::format("{}", (tenths == 0 ? 0.0 : tenths) / 10);
}

}  // namespace

std::string escaped(std::string_view words) {
  std::string out;
  for (const char c : words) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      default: out += c;
    }
  }
  return out;
}

Svg::Svg(double width,
         double height,
         std::string_view title,
         std::string_view description,
         std::string_view style,
         std::string_view definitions)
    : body_(
          fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plot\" width=\"{0}\" height=\"{1}\" "
                      "viewBox=\"0 0 {0} {1}\" role=\"img\">\n"
                      "<title>{2}</title>\n<desc>{3}</desc>\n<style>\n{4}</style>\n",
                      number(width),
                      number(height),
                      escaped(title),
                      escaped(description),
                      style)) {
  if (!definitions.empty()) {
    body_ += fmt::format("<defs>\n{}</defs>\n", definitions);
  }
}

void Svg::line(std::string_view css_class, Point from, Point to) {
  body_ += fmt::format("<line class=\"{}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>\n",
                       css_class,
                       number(from.first),
                       number(from.second),
                       number(to.first),
                       number(to.second));
}

void Svg::polyline(std::string_view css_class, const std::vector<Point>& points) {
  shape("polyline", css_class, points);
}

void Svg::polygon(std::string_view css_class, const std::vector<Point>& points) {
  shape("polygon", css_class, points);
}

void Svg::shape(std::string_view name, std::string_view css_class, const std::vector<Point>& points) {
  std::string list;
  for (const auto& [x, y] : points) {
    list += (list.empty() ? "" : " ") + number(x) + "," + number(y);
  }
  body_ += fmt::format("<{} class=\"{}\" points=\"{}\"/>\n", name, css_class, list);
}

void Svg::rectangle(std::string_view css_class, Point corner, double width, double height) {
  body_ += fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>\n",
                       css_class,
                       number(corner.first),
                       number(corner.second),
                       number(width),
                       number(height));
}

void Svg::circle(std::string_view css_class, Point center, double radius) {
  body_ += fmt::format("<circle class=\"{}\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>\n",
                       css_class,
                       number(center.first),
                       number(center.second),
                       number(radius));
}

void Svg::dots(std::string_view css_class, const std::vector<Point>& points) {
  std::string list;
  for (const auto& [x, y] : points) {
    list += fmt::format("M{},{}h0", number(x), number(y));
  }
  body_ += fmt::format("<path class=\"{}\" d=\"{}\"/>\n", css_class, list);
}

void Svg::begin_group(std::string_view tooltip, std::string_view css_class) {
  body_ += css_class.empty() ? "<g>" : fmt::format("<g class=\"{}\">", css_class);
  body_ += fmt::format("<title>{}</title>\n", escaped(tooltip));
}

void Svg::text(std::string_view css_class, Point at, std::string_view words, double degrees) {
  const std::string x = number(at.first), y = number(at.second);
  const std::string turn =
      degrees == 0 ? "" : fmt::format(" transform=\"rotate({} {} {})\"", number(degrees), x, y);
  body_ += fmt::format(
      "<text class=\"{}\" x=\"{}\" y=\"{}\"{}>{}</text>\n", css_class, x, y, turn, escaped(words));
}

}  // namespace tokroof::plot
