#include "answers/plot/axis.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "catalog/input_error.hpp"

namespace tokroof::plot {
namespace {

constexpr double kRoom = 0.04;  ///< of the axis, beyond the outermost values

/// The lowest and highest value that an axis has to show.
class Extent {
 public:
  Extent(const Axis& axis, const char* which) : axis_(axis), which_(which) {
    for (const double end : {axis.low, axis.high}) {
      if (std::isfinite(end)) {
        add(end, which);
      }
    }
  }

  void add(double value, const std::string& series) {
    if (!std::isfinite(value)) {
      refuse(fmt::format("a value of '{}' is not a finite number", series));
    }
    if (axis_.scale == Scale::log && value <= 0) {
      refuse(fmt::format("{} of '{}' cannot stand on a logarithmic axis", number_text(value), series));
    }
    if (axis_.scale == Scale::category &&
        (value < 0 || value >= static_cast<double>(axis_.categories.size()))) {
      refuse(fmt::format("'{}' has a category that the axis does not have", series));
    }
    low_ = std::min(low_, value);
    high_ = std::max(high_, value);
  }

  [[nodiscard]] Range range(bool from_zero) const {
    if (axis_.scale == Scale::category) {
      return {axis_.scale, -0.5, static_cast<double>(axis_.categories.size()) - 0.5};
    }
    if (low_ > high_) {
      refuse("there is nothing to show");
    }
    return axis_.scale == Scale::log ? log_range() : linear_range(from_zero);
  }

 private:
  [[noreturn]] void refuse(const std::string& why) const {
    throw catalog::InputError("usage", fmt::format("cannot plot {} axis ({}): {}", which_, axis_.label, why));
  }

  [[nodiscard]] double room(double value, double end) const { return value == end ? 0 : kRoom; }

  [[nodiscard]] Range log_range() const {
    constexpr double kLeast = 0.5;  // ln: of an axis that shows a single value
    const double span = std::log(high_ / low_);
    const double wider = std::max(0.0, kLeast - span) / 2;
    return {Scale::log,
            low_ * std::exp(-wider - room(low_, axis_.low) * span),
            high_ * std::exp(wider + room(high_, axis_.high) * span)};
  }

  [[nodiscard]] Range linear_range(bool from_zero) const {
    Range out{Scale::linear, low_, high_};
    if (from_zero || (low_ > 0 && low_ < 0.6 * high_)) {
      out.low = std::min(low_, 0.0);
      out.high = std::max(high_, 0.0);
    }
    const double span = out.high > out.low ? out.high - out.low : std::max(std::fabs(high_), 1.0);
    out.low -= out.low == 0 ? 0 : room(out.low, axis_.low) * span;
    out.high += out.high == 0 && out.low < 0 ? 0 : room(out.high, axis_.high) * span;
    return out;
  }

  const Axis& axis_;
  const char* which_;
  double low_ = std::numeric_limits<double>::infinity();
  double high_ = -std::numeric_limits<double>::infinity();
};

/// The nearest of 1, 2 and 5 times a power of ten, by ratio.
double nice_step(double span, std::size_t about) {
  const double rough = span / static_cast<double>(std::max<std::size_t>(about, 1));
  const double power = std::pow(10, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    const double next = factor == 2 ? 5 : 2 * factor;
    if (rough <= std::sqrt(factor * next) * power) {
      return factor * power;
    }
  }
  return 10 * power;
}

std::vector<Tick> linear_ticks(const Range& range, std::size_t about) {
  const double step = nice_step(range.high - range.low, about);
  const double slack = 1e-9 * (range.high - range.low);
  std::vector<Tick> out;
  for (double i = std::ceil((range.low - slack) / step); i * step <= range.high + slack; ++i) {
    const double value = i == 0 ? 0 : i * step;
    out.push_back({value, number_text(value)});
  }
  return out;
}

/// Powers of ten with text; 2 and 5 times them too where there is room, the other multiples as marks.
std::vector<Tick> log_ticks(const Range& range, std::size_t about) {
  const double decades = std::log10(range.high / range.low);
  const bool halves = 3 * decades <= static_cast<double>(about) + 2;
  const double first = std::floor(std::log10(range.low)), last = std::ceil(std::log10(range.high));
  const double stride = std::max(1.0, std::ceil(decades / static_cast<double>(about)));
  std::vector<Tick> out;
  std::size_t named = 0;
  for (double power = first; power <= last; ++power) {
    for (int factor = 1; factor < 10; ++factor) {
      const double value = factor * std::pow(10, power);
      if (value < range.low * (1 - 1e-9) || value > range.high * (1 + 1e-9)) {
        continue;
      }
      const bool text =
          factor == 1 ? std::fmod(std::fabs(power), stride) == 0 : halves && (factor == 2 || factor == 5);
      named += text ? 1 : 0;
      out.push_back({value, text ? number_text(value) : ""});
    }
  }
  return named >= 3 ? out : linear_ticks(range, about);
}

void add_values(const Chart& chart, const Series& s, const std::vector<double>& bases, Extent& extent) {
  const bool across = horizontal(chart);
  for (std::size_t i = 0; i < s.data.size(); ++i) {
    const Datum& d = s.data[i];
    extent.add((across ? d.x : d.y) + (bases.empty() ? 0 : bases[i]), s.name);
    if (d.has_interval()) {
      extent.add(d.low, s.name);
      extent.add(d.high, s.name);
    }
  }
}

}  // namespace

double Range::position(double value) const {
  return scale == Scale::log ? std::log(value / low) / std::log(high / low) : (value - low) / (high - low);
}

double Range::value(double position) const {
  return scale == Scale::log ? low * std::pow(high / low, position) : low + position * (high - low);
}

std::vector<std::vector<double>> stack_bases(const Chart& chart) {
  std::vector<std::vector<double>> out(chart.series.size());
  std::map<double, double> sums;  // of the bars in a place: where the next begins
  for (std::size_t i = 0; chart.stacked && i < chart.series.size(); ++i) {
    if (chart.series[i].drawn != Drawn::bars) {
      continue;
    }
    for (const Datum& d : chart.series[i].data) {
      double& sum = sums[horizontal(chart) ? d.y : d.x];
      out[i].push_back(sum);
      sum += horizontal(chart) ? d.x : d.y;
    }
  }
  return out;
}

Ranges ranges(const Chart& chart) {
  Extent x(chart.x, "the x"), y(chart.y, "the y");
  const bool across = horizontal(chart);
  const auto bases = stack_bases(chart);
  bool bars = false;
  for (std::size_t i = 0; i < chart.series.size(); ++i) {
    const Series& s = chart.series[i];
    bars = bars || s.drawn == Drawn::bars;
    add_values(chart, s, bases[i], across ? x : y);
    for (const Datum& d : s.data) {
      (across ? y : x).add(across ? d.y : d.x, s.name);
    }
  }
  return {x.range(bars && across), y.range(bars && !across)};
}

std::vector<Tick> ticks(const Axis& axis, const Range& range, std::size_t about) {
  std::vector<Tick> out;
  if (range.scale == Scale::category) {
    for (std::size_t i = 0; i < axis.categories.size(); ++i) {
      out.push_back({static_cast<double>(i), axis.categories[i]});
    }
    return out;
  }
  for (const double value : axis.ticks) {
    out.push_back({value, number_text(value)});
  }
  if (!out.empty()) {
    return out;
  }
  return range.scale == Scale::log ? log_ticks(range, about) : linear_ticks(range, about);
}

std::string number_text(double value) {
  const double size = std::fabs(value);
  if (size >= 999999.5) {
    constexpr double kMillion = 1e6;
    return fmt::format("{:.4g}M", value / kMillion);
  }
  std::string text = fmt::format("{:.6g}", value);
  if (text.find_first_of(".e") == std::string::npos && size >= 1000) {
    text.insert(text.size() - 3, ",");
  }
  return text;
}

}  // namespace tokroof::plot
