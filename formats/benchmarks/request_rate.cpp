#include "formats/benchmarks/request_rate.hpp"

#include <algorithm>
#include <string>

#include "formats/benchmarks/sentence_words.hpp"
#include "model/names.hpp"

namespace tokroof::formats {
namespace {

/// Seconds of "second", "min", "h"; 0: no such unit.
double seconds_of_time(std::string_view word) {
  constexpr double kMinute = 60, kHour = 3600, kDay = 24 * kHour;
  constexpr model::WordRow<double> kTimes[] = {
      {"s|sec|second|sekunde", 1},
      {"min|minute|m", kMinute},
      {"h|hr|hour|stunde", kHour},
      {"day|tag", kDay},
  };
  return model::meaning_of(word, kTimes);
}

bool is_requests(std::string_view word) {
  return model::is_one_of(word,
                          {"request", "requests", "req", "reqs", "query", "queries", "anfrage", "anfragen"});
}

/// Seconds between what a unit counts, "rps", "req/s", "requests/min"; 0: it is no such unit.
double seconds_of_unit(std::string_view word) {
  if (model::is_one_of(word, {"rps", "qps"})) {
    return 1;
  }
  const std::size_t slash = word.find('/');
  return slash != std::string_view::npos && is_requests(word.substr(0, slash))
             ? seconds_of_time(word.substr(slash + 1))
             : 0;
}

}  // namespace

std::optional<RequestRate> request_rate_of(const std::function<std::string_view(std::size_t)>& word) {
  const std::string_view first = word(0);
  const std::size_t digits = std::min(first.find_first_not_of("0123456789.,"), first.size());
  const auto number = digits == first.size() || seconds_of_unit(first.substr(digits)) > 0
                          ? quantity(std::string(first.substr(0, digits)))
                          : std::nullopt;
  if (!number || !(*number > 0)) {
    return std::nullopt;
  }
  if (digits < first.size()) {  // "10rps"
    return RequestRate{*number / seconds_of_unit(first.substr(digits)), 1};
  }
  if (const double seconds = seconds_of_unit(word(1)); seconds > 0) {
    return RequestRate{*number / seconds, 2};
  }
  if (is_requests(word(1)) && word(2).starts_with('/')) {  // "600 requests /min"
    const double seconds = seconds_of_time(word(2).substr(1));
    return seconds > 0 ? std::optional(RequestRate{*number / seconds, 3}) : std::nullopt;
  }
  const bool each = model::is_one_of(word(2), {"per", "a", "an", "each", "every", "pro"});
  const double seconds = is_requests(word(1)) && each ? seconds_of_time(word(3)) : 0;
  return seconds > 0 ? std::optional(RequestRate{*number / seconds, 4}) : std::nullopt;
}

}  // namespace tokroof::formats
