#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace tokroof::predict {

inline constexpr double kCorrelationParts = 1e4;  ///< of 1: what the datasets keep

/// Correlations of one parameter with earlier ones, which ascend.
struct CorrelationRow {
  std::span<const std::uint16_t> others;
  std::span<const std::int16_t> parts;  ///< ten-thousandths

  [[nodiscard]] bool empty() const { return others.empty(); }
  [[nodiscard]] std::size_t size() const { return others.size(); }
  [[nodiscard]] double value(std::size_t i) const { return parts[i] / kCorrelationParts; }
  [[nodiscard]] CorrelationRow from(std::size_t i) const { return {others.subspan(i), parts.subspan(i)}; }
  [[nodiscard]] double with(std::size_t other) const {
    const auto at = std::lower_bound(others.begin(), others.end(), other);
    return at != others.end() && *at == other ? value(static_cast<std::size_t>(at - others.begin())) : 0;
  }
};

/// Those of all parameters, a few hundred thousand.
struct Correlations {
  static constexpr std::size_t kMostParameters = 65536;

  std::span<const std::uint32_t> begin;  ///< of each row, and the end of the last
  std::span<const std::uint16_t> others;
  std::span<const std::int16_t> parts;

  [[nodiscard]] std::size_t rows() const { return begin.empty() ? 0 : begin.size() - 1; }
  [[nodiscard]] CorrelationRow row(std::size_t parameter) const {
    if (parameter >= rows()) {
      return {};
    }
    const std::size_t first = begin[parameter], n = begin[parameter + 1] - first;
    return {others.subspan(first, n), parts.subspan(first, n)};
  }
};

/// Owns them: each row is filled in turn.
class CorrelationStorage {
 public:
  CorrelationStorage() = default;
  explicit CorrelationStorage(const Correlations& all)
      : begin_(all.begin.begin(), all.begin.end()),
        others_(all.others.begin(), all.others.end()),
        parts_(all.parts.begin(), all.parts.end()) {}
  /// `begin` of each row, and the end of the last.
  CorrelationStorage(std::vector<std::uint32_t> begin,
                     std::vector<std::uint16_t> others,
                     std::vector<std::int16_t> parts)
      : begin_(std::move(begin)), others_(std::move(others)), parts_(std::move(parts)) {}

  /// `value` in [-1, 1].
  void add(std::size_t other, double value) {
    others_.push_back(static_cast<std::uint16_t>(other));
    parts_.push_back(static_cast<std::int16_t>(std::lround(value * kCorrelationParts)));
  }
  void end_row() { begin_.push_back(static_cast<std::uint32_t>(others_.size())); }
  [[nodiscard]] Correlations view() const { return {begin_, others_, parts_}; }

 private:
  std::vector<std::uint32_t> begin_{0};
  std::vector<std::uint16_t> others_;
  std::vector<std::int16_t> parts_;
};

}  // namespace tokroof::predict
