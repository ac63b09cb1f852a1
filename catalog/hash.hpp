#pragma once
#include <cstdint>
#include <string_view>

namespace tokroof::catalog {

/// FNV-1a, 64 bits: the same on every machine, so what is dealt to groups by it always falls the same way.
constexpr std::uint64_t fnv1a(std::string_view text, std::uint64_t hash = 14695981039346656037ULL) {
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  }
  return hash;
}

}  // namespace tokroof::catalog
