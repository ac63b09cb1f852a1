#include "whatif/sweep/product.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "catalog/input_error.hpp"
#include "catalog/number.hpp"

namespace tokroof::whatif {
namespace {

constexpr std::uint64_t kMostRows = std::uint64_t{1} << 63;

}  // namespace

void Product::add(const Axis& axis) {
  if (axis.size() == 1) {
    axis.state(base, 0);
    return;
  }
  // All options lie in one table: their addresses are its order.
  const auto after = std::find_if(
      axes.begin(), axes.end(), [&](const Axis& other) { return &other.option() > &axis.option(); });
  axes.insert(after, axis);
}

std::uint64_t Product::size() const {
  std::uint64_t rows = 1;
  for (const Axis& axis : axes) {
    if (axis.size() > kMostRows / rows) {
      throw catalog::InputError(
          "usage", "more than 2^63 combinations", std::string(axis.option().long_name()));
    }
    rows *= axis.size();
  }
  return rows;
}

std::vector<std::uint64_t> Product::places(std::uint64_t row) const {
  std::vector<std::uint64_t> out(axes.size());
  for (std::size_t i = axes.size(); i-- > 0;) {
    out[i] = row % axes[i].size();
    row /= axes[i].size();
  }
  return out;
}

predict::Asked Product::asked(const std::vector<std::uint64_t>& places) const {
  predict::Asked out = base;
  for (std::size_t i = 0; i < places.size(); ++i) {
    axes[i].state(out, places[i]);
  }
  return out;
}

RowRange shard(std::uint64_t rows, std::uint64_t i, std::uint64_t n) {
  // rows = each n + rest: the first `rest` parts have one more.
  const std::uint64_t each = rows / n, rest = rows % n;
  const auto begin_of = [&](std::uint64_t part) { return each * part + std::min(part, rest); };
  return {begin_of(i - 1), begin_of(i)};
}

RowRange shard(std::uint64_t rows, std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto i = catalog::parse_number(text.substr(0, slash));
  const auto n =
      slash == std::string_view::npos ? std::nullopt : catalog::parse_number(text.substr(slash + 1));
  constexpr double kMostShards = 1e9;
  if (!i || !n || *i != std::floor(*i) || *n != std::floor(*n) || !(*n >= 1) || !(*n <= kMostShards) ||
      !(*i >= 1) || !(*i <= *n)) {
    throw catalog::InputError(
        "usage", fmt::format("'{}' is not i/n with 1 <= i <= n, such as 2/8", text), "--shard");
  }
  return shard(rows, static_cast<std::uint64_t>(*i), static_cast<std::uint64_t>(*n));
}

}  // namespace tokroof::whatif
