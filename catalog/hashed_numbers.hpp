#pragma once
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace tokroof::catalog {

/// Numbers of things that are kept elsewhere, found by the hash of a thing: 4 bytes a place, of which a third to two
/// thirds are taken, where a map takes some 60 a thing.
class HashedNumbers {
 public:
  /// Asks `is` of numbers that may have this hash until one is it.
  template <class Is>
  void find(std::size_t hash, Is is) const {
    for (std::size_t at = place(hash); !places_.empty() && places_[at] != kNone; at = (at + 1) & mask()) {
      if (is(places_[at])) {
        return;
      }
    }
  }

  /// `hash_of` gives the hash of any number that was added: of all where there is no more room.
  template <class HashOf>
  void add(std::uint32_t number, HashOf hash_of) {
    if (3 * (size_ + 1) > 2 * places_.size()) {
      const std::vector<std::uint32_t> before = std::move(places_);
      places_.assign(before.empty() ? kFewest : 2 * before.size(), kNone);
      for (const std::uint32_t other : before) {
        if (other != kNone) {
          put(other, hash_of(other));
        }
      }
    }
    put(number, hash_of(number));
    ++size_;
  }

 private:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  static constexpr std::size_t kFewest = 64;

  [[nodiscard]] std::size_t mask() const { return places_.size() - 1; }
  [[nodiscard]] std::size_t place(std::size_t hash) const {
    constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15U;  // 2^64 over the golden ratio: Fibonacci hashing
    return static_cast<std::size_t>((hash * kOdd) >> 32U) & mask();
  }
  void put(std::uint32_t number, std::size_t hash) {
    std::size_t at = place(hash);
    while (places_[at] != kNone) {
      at = (at + 1) & mask();
    }
    places_[at] = number;
  }

  std::vector<std::uint32_t> places_;  ///< a power of two of them
  std::size_t size_ = 0;
};

}  // namespace tokroof::catalog
