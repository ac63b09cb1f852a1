#pragma once
#include <cstddef>
#include <string_view>

namespace tokroof::model {

/// A string literal as a template argument: `get<"weight_read_efficiency">()` resolves at compile time.
struct CoefficientName {
  char text[48]{};
  template <std::size_t N>
  consteval CoefficientName(const char (&literal)[N]) {
    static_assert(N <= sizeof text);
    for (std::size_t i = 0; i < N; ++i) {
      text[i] = literal[i];
    }
  }
  [[nodiscard]] constexpr std::string_view view() const { return text; }
};

}  // namespace tokroof::model
