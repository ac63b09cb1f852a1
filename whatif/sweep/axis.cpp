#include "whatif/sweep/axis.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "catalog/input_error.hpp"
#include "catalog/text.hpp"
#include "model/names.hpp"

namespace tokroof::whatif {
namespace {

constexpr double kMostValues = 9007199254740992.0;  // 2^53: places are exact as numbers up to here

/// What is wrong with one value; its place is added where it is known.
struct WrongValue {
  std::string message;
};

std::string shortest(double value) { return fmt::format("{}", value); }

/// Places after the point of a number as typed: 0.25 has 2.
int decimals_of(std::string_view number) {
  const std::size_t point = number.find('.');
  const std::size_t exponent = std::min(number.find_first_of("eE"), number.size());
  if (exponent != number.size()) {
    return 15;
  }
  return point == std::string_view::npos ? 0 : static_cast<int>(exponent - point - 1);
}

/// Where "first-last" or "first..last" parts; the dash of a negative number or of an exponent is none.
std::optional<std::pair<std::string_view, std::string_view>> ends_of(std::string_view range) {
  const std::size_t dots = range.find("..");
  if (dots != std::string_view::npos) {
    return std::pair{range.substr(0, dots), range.substr(dots + 2)};
  }
  for (std::size_t i = 1; i < range.size(); ++i) {
    if (range[i] == '-' && range[i - 1] != 'e' && range[i - 1] != 'E') {
      return std::pair{range.substr(0, i), range.substr(i + 1)};
    }
  }
  return std::nullopt;
}

double steps_in(double distance, double step) { return std::floor(distance / step * (1 + 1e-12) + 1e-9); }

}  // namespace

char value_separator(const predict::ScenarioOption& option) {
  constexpr std::string_view kOwnCommas[] = {"tensor_split", "link", "override_tensor"};
  return model::holds(kOwnCommas, option.key) ? ';' : ',';
}

double Axis::Piece::at(std::uint64_t i) const {
  const auto place = static_cast<double>(i);
  if (factor > 0) {
    if (from_zero) {
      return i == 0 ? 0.0 : std::fmin(std::pow(factor, place - 1), last);
    }
    return std::fmin(first * std::pow(factor, place), last);
  }
  if (i == 0) {
    return first;
  }
  return std::fmin(std::round((first + place * step) * decimals) / decimals, last);
}

Axis::Piece Axis::range(std::string_view value) const {
  const std::size_t sign = value.find_last_of("+*");
  const bool stated =
      sign != std::string_view::npos && sign > 0 && value[sign - 1] != 'e' && value[sign - 1] != 'E';
  const std::string_view by = stated ? value.substr(sign + 1) : "1";
  const auto ends = ends_of(stated ? value.substr(0, sign) : value);
  const auto first = ends ? predict::stated_number(*option_, ends->first) : std::nullopt;
  const auto last = ends ? predict::stated_number(*option_, ends->second) : std::nullopt;
  const auto amount = predict::stated_number(*option_, by);
  if (!first || !last || !amount) {
    throw WrongValue{predict::wrong_value(*option_, value) + ", nor a range such as 0-32768*2 or 1-8+1"};
  }
  const bool geometric = stated && value[sign] == '*';
  if (*last < *first) {
    throw WrongValue{fmt::format("the range '{}' ends before it begins", value)};
  }
  if (geometric ? !(*amount > 1) : !(*amount > 0)) {
    throw WrongValue{fmt::format("the range '{}' does not advance", value)};
  }
  if (geometric && *first < 0) {
    throw WrongValue{fmt::format("'{}': a range by a factor begins at 0 or above", value)};
  }
  if (option_->kind == predict::ScenarioOption::Kind::whole && *amount != std::floor(*amount)) {
    throw WrongValue{fmt::format("'{}' steps over whole numbers by {}", value, by)};
  }
  Piece p;
  p.first = *first;
  p.last = *last;
  double count = 0;
  if (geometric) {
    p.factor = *amount;
    p.from_zero = *first == 0;
    const double begin = p.from_zero ? 1 : *first;
    count = (*last >= begin ? steps_in(std::log(*last / begin), std::log(p.factor)) + 1 : 0) +
            (p.from_zero ? 1 : 0);
  } else {
    p.step = *amount;
    p.decimals =
        std::pow(10, std::max({decimals_of(ends->first), decimals_of(ends->second), decimals_of(by)}));
    count = steps_in(*last - *first, p.step) + 1;
  }
  if (!(count <= kMostValues)) {
    throw WrongValue{fmt::format("'{}' has too many values", value)};
  }
  p.count = static_cast<std::uint64_t>(count);
  for (const double end : {p.at(0), p.at(p.count - 1)}) {
    const std::string wrong = predict::wrong_value(*option_, shortest(end));
    if (!wrong.empty()) {
      throw WrongValue{wrong};
    }
  }
  return p;
}

Axis::Piece Axis::read(std::string_view value) const {
  if (value.empty()) {
    throw WrongValue{"is empty"};
  }
  const auto number = option_->is_number() ? predict::stated_number(*option_, value) : std::nullopt;
  if (option_->is_number() && !number) {
    return range(value);
  }
  const std::string wrong = predict::wrong_value(*option_, value);
  if (!wrong.empty()) {
    throw WrongValue{wrong};
  }
  Piece p;
  p.text = value;
  p.first = p.last = number.value_or(0);
  return p;
}

void Axis::add(std::string_view value, std::size_t place) {
  try {
    pieces_.push_back(read(value));
  } catch (const WrongValue& wrong) {
    throw catalog::InputError(
        "usage", fmt::format("value {}: {}", place, wrong.message), std::string(option_->long_name()));
  }
  size_ += pieces_.back().count;  // each at most 2^53, and a command line holds no 2^11 of them that long
}

Axis Axis::of_text(const predict::ScenarioOption& option, std::string_view text) {
  Axis axis(option);
  std::size_t place = 1;
  for (const std::string_view value : catalog::split_at(text, value_separator(option))) {
    axis.add(value, place++);
  }
  return axis;
}

Axis Axis::of_values(const predict::ScenarioOption& option, const std::vector<std::string>& values) {
  Axis axis(option);
  for (const std::string& value : values) {
    axis.add(value, axis.pieces_.size() + 1);
  }
  if (values.empty()) {
    throw catalog::InputError("usage", "an empty list of values", std::string(option.long_name()));
  }
  return axis;
}

const Axis::Piece& Axis::piece(std::uint64_t& i) const {
  const Piece* p = pieces_.data();
  while (i >= p->count) {
    i -= p->count;
    ++p;
  }
  return *p;
}

double Axis::number(std::uint64_t i) const {
  const Piece& p = piece(i);
  return p.at(i);
}

std::string Axis::text(std::uint64_t i) const {
  const Piece& p = piece(i);
  return option_->is_number() ? shortest(p.at(i)) : p.text;
}

void Axis::state(predict::Asked& asked, std::uint64_t i) const {
  if (option_->is_number()) {
    option_->number(asked) = number(i);
  } else {
    tokroof::predict::state(asked, *option_, text(i));
  }
}

}  // namespace tokroof::whatif
