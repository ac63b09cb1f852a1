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

bool is_time_unit(std::string_view word) {
  constexpr std::string_view kUnits[] = {"ms/token", "ms/tok", "ms/t", "mspertoken"};
  return std::find(std::begin(kUnits), std::end(kUnits), word) != std::end(kUnits);
}

}  // namespace tokroof::formats
