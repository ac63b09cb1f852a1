#pragma once
#include <string_view>

namespace tokroof::formats {

/// "tok/s", "tps", "tokens/sec" in lower case: what people write behind a rate, as one word.
bool is_rate_unit(std::string_view word);
/// "ms/token": the time of one token instead. 0: it is none.
double time_unit_s(std::string_view word);

}  // namespace tokroof::formats
