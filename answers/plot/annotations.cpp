#include <algorithm>
#include <array>
#include <numbers>
#include <optional>

#include "answers/plot/panel.hpp"
#include "answers/plot/text_width.hpp"

namespace tokroof::plot {
namespace {

struct Segment {
  Svg::Point from, to;
  [[nodiscard]] double length() const { return std::hypot(to.first - from.first, to.second - from.second); }
  [[nodiscard]] Svg::Point at(double fraction) const {
    return {from.first + fraction * (to.first - from.first),
            from.second + fraction * (to.second - from.second)};
  }
};

/// What of a segment lies inside a box (Liang and Barsky, 1984).
std::optional<Segment> clipped(const Segment& s, const Box& box) {
  const double dx = s.to.first - s.from.first, dy = s.to.second - s.from.second;
  double begin = 0, end = 1;
  const std::array<std::pair<double, double>, 4> sides{{{-dx, s.from.first - box.left},
                                                        {dx, box.right - s.from.first},
                                                        {-dy, s.from.second - box.top},
                                                        {dy, box.bottom - s.from.second}}};
  for (const auto& side : sides) {
    if (side.first == 0) {
      if (side.second < 0) return std::nullopt;
      continue;
    }
    const double t = side.second / side.first;
    if (side.first < 0) {
      begin = std::max(begin, t);
    } else {
      end = std::min(end, t);
    }
  }
  if (begin >= end) {
    return std::nullopt;
  }
  return Segment{s.at(begin), s.at(end)};
}

/// The visible pieces of a rule, left to right as given.
std::vector<Segment> visible(const Panel& panel, const Rule& rule) {
  std::vector<Segment> out;
  for (std::size_t i = 1; i < rule.through.size(); ++i) {
    const auto& a = rule.through[i - 1];
    const auto& b = rule.through[i];
    const Segment whole{panel.at(a.first, a.second), panel.at(b.first, b.second)};
    if (const auto piece = clipped(whole, panel.area)) {
      out.push_back(*piece);
    }
  }
  return out;
}

/// Small boxes along a piece of line or text.
template <class Use>
void along(const Segment& s, double half, const Use& use) {
  const int steps = std::max(1, static_cast<int>(s.length() / (2 * half)));
  for (int i = 0; i <= steps; ++i) {
    const Svg::Point at = s.at(static_cast<double>(i) / steps);
    use(Box{at.first - half, at.second - half, at.first + half, at.second + half});
  }
}

void avoid_series(const Panel& panel, LabelPlacement& placement) {
  constexpr double kMarkHalf = 5, kMarkWeight = 3, kLineWeight = 1.5, kWhiskerWeight = 0.5,
                   kCloudWeight = 0.3;
  for (std::size_t i = 0; i < panel.chart.series.size(); ++i) {
    const Series& s = panel.chart.series[i];
    const bool marks = s.drawn == Drawn::points || s.drawn == Drawn::line_and_points;
    const bool lines = s.drawn == Drawn::line || s.drawn == Drawn::line_and_points;
    std::optional<Svg::Point> last;
    for (const Datum& d : s.data) {
      const Svg::Point at = panel.at(i, d);
      if (marks) {
        placement.avoid(
            {at.first - kMarkHalf, at.second - kMarkHalf, at.first + kMarkHalf, at.second + kMarkHalf},
            is_cloud(panel.chart) || s.faint ? kCloudWeight : kMarkWeight);
      }
      if (lines && last) {
        along({*last, at}, 3, [&](const Box& box) { placement.avoid(box, kLineWeight); });
      }
      if (s.interval == Interval::error_bars && d.has_interval() && !is_cloud(panel.chart)) {
        const bool across = horizontal(panel.chart);
        const Svg::Point low = across ? panel.at(d.low, d.y) : panel.at(d.x, d.low);
        const Svg::Point high = across ? panel.at(d.high, d.y) : panel.at(d.x, d.high);
        along({low, high}, 2, [&](const Box& box) { placement.avoid(box, kWhiskerWeight); });
      }
      last = at;
    }
  }
}

/// Above or below the line, at the place that covers least; nowhere where it is too short.
std::optional<RuleText> place_rule_text(const Panel& panel, const Rule& rule, LabelPlacement& placement) {
  std::optional<Segment> longest;
  for (const Segment& s : visible(panel, rule)) {
    if (!longest || s.length() > longest->length()) {
      longest = s;
    }
  }
  const double px = kNamePx * panel.mark, width = text_width(rule.text, px);
  if (!longest || rule.text.empty() || longest->length() < width + 8) {
    return std::nullopt;
  }
  if (longest->to.first < longest->from.first) {
    std::swap(longest->from, longest->to);
  }
  const double length = longest->length();
  const Svg::Point unit{(longest->to.first - longest->from.first) / length,
                        (longest->to.second - longest->from.second) / length};
  double best = std::numeric_limits<double>::infinity();
  Svg::Point start;
  for (const double side : {-1.0, 1.0}) {
    const double off = side < 0 ? -5 : px + 3;
    for (const double fraction : {0.97, 0.85, 0.7, 0.5, 0.3, 0.15, 0.03}) {
      const double begin = 4 + fraction * (length - width - 8);
      const Svg::Point base{longest->from.first + begin * unit.first - off * unit.second,
                            longest->from.second + begin * unit.second + off * unit.first};
      const double up = px * 0.35;
      const Segment middle{{base.first + up * unit.second, base.second - up * unit.first},
                           {base.first + up * unit.second + width * unit.first,
                            base.second - up * unit.first + width * unit.second}};
      double cost = (1 - fraction) + (side > 0 ? 2 : 0);
      along(middle, px / 2, [&](const Box& box) { cost += placement.burden(box); });
      if (cost < best) {
        best = cost;
        start = base;
      }
    }
  }
  if (!std::isfinite(best)) {
    return std::nullopt;
  }
  along({start, {start.first + width * unit.first, start.second + width * unit.second}},
        px / 2,
        [&](const Box& box) {
          placement.take({box.left, box.top - px * 0.35, box.right, box.bottom - px * 0.35});
        });
  return RuleText{&rule, start, std::atan2(unit.second, unit.first) * 180 / std::numbers::pi};
}

}  // namespace

void draw_rules(Svg& svg, const Panel& panel) {
  for (const Rule& rule : panel.chart.rules) {
    for (const Segment& s : visible(panel, rule)) {
      svg.line(rule.strong ? "rule strong" : "rule", s.from, s.to);
    }
  }
}

Annotations place_annotations(const Panel& panel) {
  const Box& area = panel.area;
  LabelPlacement placement({area.left + 2, area.top - 4, area.right + 4, area.bottom - 2});
  avoid_series(panel, placement);
  Annotations out;
  for (const Rule& rule : panel.chart.rules) {
    if (const auto text = place_rule_text(panel, rule, placement)) {
      out.rules.push_back(*text);
    }
  }
  for (const Rule& rule : panel.chart.rules) {
    for (const Segment& s : visible(panel, rule)) {
      along(s, 3, [&](const Box& box) { placement.avoid(box, 1); });
    }
  }
  const double px = kNamePx * panel.mark;
  for (std::size_t i = panel.chart.series.size(); i-- > 0;) {
    const Series& s = panel.chart.series[i];
    for (const Datum& d : s.data) {
      const double width = text_width(d.name, px), height = px * 1.15;
      if (!d.name.empty()) {
        out.names.push_back({i, &d, placement.place(panel.at(i, d), width, height, s.names_near_only)});
      }
    }
  }
  return out;
}

std::size_t draw_annotations(Svg& svg, const Panel& panel) {
  const Annotations all = place_annotations(panel);
  for (const RuleText& text : all.rules) {
    svg.text(text.rule->strong ? "limit halo" : "guide halo", text.start, text.rule->text, text.degrees);
  }
  std::size_t left_out = 0;
  for (const NamePlace& name : all.names) {
    if (!name.place) {
      ++left_out;
      continue;
    }
    if (name.place->leader) {
      svg.line("leader", panel.at(name.series, *name.datum), name.place->leader_end);
    }
    svg.text("name halo", name.place->corner, name.datum->name);
  }
  return left_out;
}

}  // namespace tokroof::plot
