#pragma once
#include <cstddef>
#include <functional>

namespace tokroof::predict {

/// Runs task(0) ... task(n - 1), in any order. Whoever has threads gives one that uses them; the libraries have none.
using EachPart = std::function<void(std::size_t n, const std::function<void(std::size_t)>& task)>;

inline void one_by_one(std::size_t n, const std::function<void(std::size_t)>& task) {
  for (std::size_t i = 0; i < n; ++i) {
    task(i);
  }
}

/// The same over `n` small things: each task does some of them.
inline void each_of(const EachPart& each_part, std::size_t n, const std::function<void(std::size_t)>& one) {
  constexpr std::size_t kAtOnce = 256;
  each_part((n + kAtOnce - 1) / kAtOnce, [&](std::size_t part) {
    for (std::size_t i = part * kAtOnce; i < n && i < (part + 1) * kAtOnce; ++i) {
      one(i);
    }
  });
}

}  // namespace tokroof::predict
