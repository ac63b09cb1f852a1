#pragma once
#include <cstdlib>
#include <random>

namespace tokroof::test {

/// Another in every run; TOKROOF_SEED repeats one.
inline unsigned seed_of_run() {
  const char* given = std::getenv("TOKROOF_SEED");
  return given != nullptr ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : std::random_device{}();
}

}  // namespace tokroof::test
