#include "whatif/serving/request_stream.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

namespace tokroof::whatif {
namespace {

/// Not the standard library's distributions: they differ from one library to the next.
class Draws {
 public:
  explicit Draws(std::uint64_t seed) : engine_(seed) {}

  /// In (0, 1].
  double uniform() { return 1 - static_cast<double>(engine_() >> 11) * 0x1p-53; }
  double exponential() { return -std::log(uniform()); }
  /// Box and Muller's, one of the two.
  double normal() {
    const double radius = std::sqrt(-2 * std::log(uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
  }

 private:
  std::mt19937_64 engine_;
};

/// A log-normal length of that mean; whole tokens, one at least where there are any.
double length(double mean, double spread, double normal) {
  if (mean == 0) {
    return 0;
  }
  const double variance = std::log1p(spread * spread);
  return std::max(std::round(mean * std::exp(std::sqrt(variance) * normal - variance / 2)), 1.0);
}

}  // namespace

std::vector<ServedRequest> request_stream(
    const RequestShape& shape, double rate_per_s, std::size_t count, std::size_t stride, std::uint64_t seed) {
  Draws gaps(seed), lengths(~seed);
  std::vector<ServedRequest> out;
  out.reserve(count);
  double now_s = 0;
  while (out.size() < count) {
    for (std::size_t i = 0; i < stride; ++i) {
      now_s += gaps.exponential() / rate_per_s;
    }
    ServedRequest r{out.size(), now_s, shape.cached, 0, 0};
    r.prompt = length(shape.prompt, shape.spread, lengths.normal());
    r.answer = length(shape.answer, shape.spread, lengths.normal());
    if (shape.most_tokens > 0) {
      const double prompt = r.prompt, answer = r.answer;
      r.prompt = std::min(r.prompt, std::max(shape.most_tokens - r.cached - 1, 1.0));
      r.answer = std::min(r.answer, std::max(shape.most_tokens - r.cached - r.prompt, 1.0));
      r.cut = r.prompt < prompt || r.answer < answer;
      r.left_out = answer - r.answer;
    }
    out.push_back(r);
  }
  const double due_s = static_cast<double>(count * stride) / rate_per_s;
  for (ServedRequest& r : out) {
    r.at_s *= now_s > 0 ? due_s / now_s : 0;
  }
  return out;
}

}  // namespace tokroof::whatif
