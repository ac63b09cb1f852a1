#include "predict/packed_correlations.hpp"

#include <algorithm>
#include <numeric>

namespace tokroof::predict {
namespace {

constexpr unsigned kFull = 255;

void put(std::vector<std::uint8_t>& to, unsigned number) {
  for (; number >= kFull; number -= kFull) {
    to.push_back(kFull);
  }
  to.push_back(static_cast<std::uint8_t>(number));
}

class Numbers {
 public:
  explicit Numbers(std::span<const std::uint8_t> bytes) : at_(bytes.begin()), end_(bytes.end()) {}

  [[nodiscard]] bool empty() const { return at_ == end_; }
  unsigned next() {
    unsigned number = 0;
    while (at_ != end_) {
      number += *at_;
      if (*at_++ != kFull) {
        break;
      }
    }
    return number;
  }

 private:
  std::span<const std::uint8_t>::iterator at_, end_;
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
  CorrelationStorage out;
  Numbers rows(bytes.rows), gaps(bytes.gaps), multiples(bytes.multiples);
  while (!rows.empty()) {
    unsigned next = 0;
    for (unsigned left = rows.next(); left > 0; --left) {
      const unsigned other = next + gaps.next();
      out.add_parts(other, unfolded(multiples.next()) * bytes.step);
      next = other + 1;
    }
    out.end_row();
  }
  return out;
}

}  // namespace tokroof::predict
