#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tokroof::whatif {

/// What one request brings: tokens to read and to generate.
struct ServedRequest {
  std::size_t number = 0;  ///< in the order in which they reach the service
  double at_s = 0;         ///< it reaches the server
  double cached = 0;       ///< tokens in the cache before its prompt
  double prompt = 1;       ///< to be read; 0: another server has read it
  double answer = 1;       ///< to be generated
  bool cut = false;        ///< the server has no room for all of it
  double left_out = 0;     ///< tokens of the answer
};

/// How long requests are.
struct RequestShape {
  double cached = 0;
  double prompt = 512, answer = 128;  ///< means
  double spread = 0;                  ///< standard deviation over the mean, of both; they are log-normal
  double most_tokens = 0;             ///< of a sequence: longer ones are cut; 0: no limit

  /// Mean tokens of a sequence when it is answered, and in the midst of its answer.
  [[nodiscard]] double at_end() const { return cached + prompt + answer; }
  [[nodiscard]] double half_way() const { return cached + prompt + answer / 2; }
};

/// `count` requests, the same for the same seed on every machine. Gaps between them are exponential; the last
/// comes when it is due, so that a short stream has the rate, too. An infinite rate sends all at once. Every `stride`-th goes to this server, where several share them in turn.
std::vector<ServedRequest> request_stream(
    const RequestShape& shape, double rate_per_s, std::size_t count, std::size_t stride, std::uint64_t seed);

}  // namespace tokroof::whatif
