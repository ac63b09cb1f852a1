#include "formats/benchmarks/rate_units.hpp"

#include <algorithm>
#include <iterator>

namespace tokroof::formats {

bool is_rate_unit(std::string_view word) {
  constexpr std::string_view kUnits[] = {
      "t/s",           "tok/s",      "toks/s",   "tokens/s",   "token/s",      "tk/s",
      "tks/s",         "tps",        "t/sec",    "tok/sec",    "tokens/sec",   "token/sec",
      "tk/sec",        "tks",        "toks",     "tok/second", "token/second", "tokens/second",
      "tokens/s/user", "tok/s/user", "t/s/user", "tg/s"};
  return std::find(std::begin(kUnits), std::end(kUnits), word) != std::end(kUnits);
}

double time_unit_s(std::string_view word) {
  constexpr std::string_view kMilliseconds[] = {"ms/token", "ms/tok", "ms/t", "mspertoken"};
  constexpr std::string_view kSeconds[] = {"s/token", "s/tok", "sec/token", "sec/tok", "seconds/token"};
  const auto is_in = [&](const auto& units) {
    return std::find(std::begin(units), std::end(units), word) != std::end(units);
  };
  return is_in(kMilliseconds) ? 1e-3 : is_in(kSeconds) ? 1 : 0;
}

}  // namespace tokroof::formats
