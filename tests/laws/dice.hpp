#pragma once
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>

namespace tokroof::laws {

/// Random numbers that follow from a seed alone, on every machine (SplitMix64; Steele, Lea, Flood, OOPSLA 2014).
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  /// Those of one of many things under one seed.
  Dice(std::uint64_t seed, std::uint64_t which) : state_(seed) { state_ = next() ^ (which * kOddStep); }

  std::uint64_t next() {
    state_ += kOddStep;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  /// In [0, 1).
  double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }
  bool chance(double probability) { return unit() < probability; }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(next() % n); }
  /// Evenly on the logarithm.
  double between(double low, double high) { return low * std::pow(high / low, unit()); }
  /// One of a container's elements.
  template <class Choices>
  const auto& of(const Choices& choices) {
    return *std::next(std::begin(choices), static_cast<std::ptrdiff_t>(below(std::size(choices))));
  }
  template <class Value>
  Value of(std::initializer_list<Value> choices) {
    return *(choices.begin() + below(choices.size()));
  }

 private:
  static constexpr std::uint64_t kOddStep = 0x9e3779b97f4a7c15ULL;
  std::uint64_t state_;
};

}  // namespace tokroof::laws
