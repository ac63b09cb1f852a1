#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>

namespace tokroof::formats {

/// How often requests reach a server, and how many words say it.
struct RequestRate {
  double per_s = 0;
  std::size_t words = 0;
};

/// "600 requests per minute", "10 req/s", "10 rps", "2 queries a second": that words begin with, which `word` gives by their
/// number, in lower case, empty behind the last. Requests without a time are streams.
std::optional<RequestRate> request_rate_of(const std::function<std::string_view(std::size_t)>& word);

}  // namespace tokroof::formats
