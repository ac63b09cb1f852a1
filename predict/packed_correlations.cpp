#include "predict/packed_correlations.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace tokroof::predict {
namespace {

constexpr unsigned kFull = 255;

void put(std::vector<std::uint8_t>& to, unsigned number) {
  for (; number >= kFull; number -= kFull) {
    to.push_back(kFull);
  }
  to.push_back(static_cast<std::uint8_t>(number));
}

/// Plain pointers: compiled for size a call for each byte took a third of what the first question costs in node.
class Numbers {
 public:
  explicit Numbers(std::span<const std::uint8_t> bytes)
      : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  [[nodiscard]] bool empty() const { return at_ == end_; }
  unsigned next() {
    unsigned number = 0;
    while (at_ != end_) {
      const unsigned byte = *at_++;
      number += byte;
      if (byte != kFull) {
        break;
      }
    }
    return number;
  }

 private:
  const std::uint8_t *at_, *end_;
};

unsigned folded(int number) {
  return number < 0 ? 2U * static_cast<unsigned>(-number) - 1 : 2U * static_cast<unsigned>(number);
}
int unfolded(unsigned number) {
  const int half = static_cast<int>((number + 1) / 2);
  return number % 2 == 1 ? -half : half;
}

}  // namespace

PackedBytes packed(const Correlations& all) {
  int step = 0;
  for (const std::int16_t part : all.parts) {
    step = std::gcd(step, static_cast<int>(part));
  }
  PackedBytes out;
  out.step = std::max(step, 1);
  for (std::size_t parameter = 0; parameter < all.rows(); ++parameter) {
    const CorrelationRow row = all.row(parameter);
    put(out.rows, static_cast<unsigned>(row.size()));
    unsigned next = 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
      put(out.gaps, row.others[i] - next);
      put(out.multiples, folded(row.parts[i] / out.step));
      next = row.others[i] + 1U;
    }
  }
  return out;
}

CorrelationStorage unpacked(const PackedCorrelations& bytes) {
  const std::size_t most = bytes.gaps.size();  // a number is a byte or more
  std::vector<std::uint32_t> begin{0};
  std::vector<std::uint16_t> others(most);
  std::vector<std::int16_t> parts(most);
  std::uint16_t* const other = others.data();
  std::int16_t* const part = parts.data();
  std::size_t n = 0;
  Numbers rows(bytes.rows), gaps(bytes.gaps), multiples(bytes.multiples);
  while (!rows.empty()) {
    unsigned next = 0;
    for (unsigned left = rows.next(); left > 0 && n < most; --left) {
      next += gaps.next();
      other[n] = static_cast<std::uint16_t>(next++);
      part[n++] = static_cast<std::int16_t>(unfolded(multiples.next()) * bytes.step);
    }
    begin.push_back(static_cast<std::uint32_t>(n));
  }
  others.resize(n);
  parts.resize(n);
  return {std::move(begin), std::move(others), std::move(parts)};
}

}  // namespace tokroof::predict
