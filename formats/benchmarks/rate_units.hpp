#pragma once
#include <string_view>

namespace tokroof::formats {

/// "tok/s/gpu" as "tok/s"; another word as it is.
std::string_view of_all_devices(std::string_view word);
/// "tok/s", "tps", "tok/s/gpu", "tokens/sec" in lower case: what people write behind a rate, as one word.
bool is_rate_unit(std::string_view word);
/// "ms/token": the time of one token instead. 0: it is none.
double time_unit_s(std::string_view word);
/// "second", "min", "hours": how long it is. 0: it is no word for a time.
double time_word_s(std::string_view word);
/// "tokens/min", "tok/hour", "tpm": how long the time is in which so many tokens are made. 0: it is none, or "tok/s".
double slow_rate_unit_s(std::string_view word);

}  // namespace tokroof::formats
