#include "formats/benchmarks/bench_spec.hpp"

#include <algorithm>
#include <string>

#include "catalog/text.hpp"
#include "formats/benchmarks/printed_line.hpp"
#include "model/device.hpp"

namespace tokroof::formats {
namespace {

/// The number behind a key; 0: the key is not there.
double tokens_behind(std::string_view test, std::string_view key) {
  const std::size_t at = test.find(key);
  return at == std::string_view::npos ? 0 : printed_number(test.substr(at + key.size()));
}

}  // namespace

BenchTest bench_test_of(std::string_view name) {
  BenchTest out;
  const std::size_t behind_prompt = name.find("@pp");
  out.is_fork = behind_prompt != std::string_view::npos;
  if (out.is_fork) {
    out.depth = tokens_behind(name, "@pp");
    name = name.substr(0, behind_prompt);
  } else {
    out.depth = tokens_behind(name, name.find("@d") == std::string_view::npos ? "@ d" : "@d");
  }
  out.prompt = tokens_behind(name, "pp");
  out.generated = tokens_behind(name, "tg");
  if (const double streams = tokens_behind(name, "(c"); streams >= 1) {
    out.streams = streams;
  }
  return out;
}

bool is_bench_test(std::string_view name) {
  return (name.starts_with("pp") || name.starts_with("tg")) && tokens_behind(name, name.substr(0, 2)) > 0;
}

std::pair<double, double> mean_and_deviation(std::string_view cell) {
  constexpr std::string_view kNumber = "0123456789.,eE";
  std::string plain(cell);  // "**16.24** ± 0.02"
  plain.erase(std::remove_if(plain.begin(), plain.end(), [](char c) { return c == '*' || c == '`'; }),
              plain.end());
  cell = catalog::trimmed(plain);
  const double mean = printed_number(cell);
  const std::size_t mean_end = cell.find_first_not_of(kNumber);
  const std::size_t last = cell.find_last_not_of(kNumber);
  if (mean_end == std::string_view::npos || last + 1 >= cell.size()) {
    return {mean, model::kUnknown};
  }
  return {mean, printed_number(cell.substr(last + 1))};
}

}  // namespace tokroof::formats
