#pragma once
#include <string_view>
#include <utility>

namespace tokroof::formats {

/// What llama-bench, and others after it, call a test: "pp512", "tg 128", "pp512+tg128 @ d4096", "tg32 @ d4096 (c5)", people
/// "tg128@16k", "tg128 (d=8192)"; of ik_llama.cpp "tg64@pp128", generation behind a prompt.
struct BenchTest {
  double prompt = 0, generated = 0, depth = 0;
  double streams = 1;
  bool is_fork = false;
  bool says_more = false;  ///< a number that is not known to be a depth
};

BenchTest bench_test_of(std::string_view name);
bool is_bench_test(std::string_view name);

/// "16.24 ± 0.02", "16.24 +- 0.02" or "16.24", whatever a wrong encoding made of the sign; kUnknown for what is not there.
std::pair<double, double> mean_and_deviation(std::string_view cell);

}  // namespace tokroof::formats
