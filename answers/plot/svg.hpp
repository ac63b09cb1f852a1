#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tokroof::plot {

/// Text of an XML or HTML element.
std::string escaped(std::string_view words);

/// A drawing as text: self-contained, and the same bytes for the same drawing. Coordinates are pixels from the upper
/// left corner, written to a tenth. How things look is said once, by CSS class, in `style`.
class Svg {
 public:
  using Point = std::pair<double, double>;

  /// `title` and `description` are for screen readers. `style` and `definitions` (patterns, clip paths) are
  /// written as they are.
  Svg(double width,
      double height,
      std::string_view title,
      std::string_view description,
      std::string_view style,
      std::string_view definitions = {});

  void line(std::string_view css_class, Point from, Point to);
  void polyline(std::string_view css_class, const std::vector<Point>& points);
  void polygon(std::string_view css_class, const std::vector<Point>& points);
  void rectangle(std::string_view css_class, Point corner, double width, double height);
  void circle(std::string_view css_class, Point center, double radius);
  /// Dots as wide as the stroke: lines of no length with round ends, in one path.
  void dots(std::string_view css_class, const std::vector<Point>& points);
  /// `degrees`: turned clockwise about its own point.
  void text(std::string_view css_class, Point at, std::string_view words, double degrees = 0);

  /// What is drawn until end_group() shows `tooltip`.
  void begin_group(std::string_view tooltip, std::string_view css_class = {});
  void end_group() { body_ += "</g>\n"; }

  [[nodiscard]] std::string str() const { return body_ + "</svg>\n"; }

 private:
  void shape(std::string_view name, std::string_view css_class, const std::vector<Point>& points);

  std::string body_;
};

}  // namespace tokroof::plot
