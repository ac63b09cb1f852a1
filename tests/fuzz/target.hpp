#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

/// What libFuzzer calls with each input.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace tokroof::fuzz {

inline std::string text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// A rule that must hold for every input: stops the fuzzer, which then writes the input down.
inline void must(bool holds, const char* rule) {
  if (!holds) {
    std::fprintf(stderr, "does not hold: %s\n", rule);
    std::abort();
  }
}

}  // namespace tokroof::fuzz
