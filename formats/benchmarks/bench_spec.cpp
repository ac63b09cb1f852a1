#include "formats/benchmarks/bench_spec.hpp"

#include <algorithm>
#include <optional>
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

/// Behind "pp512", "tg 128", "pp512+tg128".
std::size_t end_of_tests(std::string_view name) {
  std::size_t end = 0;
  for (const std::string_view key : {"pp", "tg"}) {
    const std::size_t at = name.find(key);
    const std::size_t digits =
        at == std::string_view::npos ? at : name.find_first_not_of(' ', at + key.size());
    end = digits == std::string_view::npos
              ? end
              : std::max(end, std::min(name.find_first_not_of("0123456789", digits), name.size()));
  }
  return end;
}

/// What stands behind "tg128": "@ d4096", "@16k", "d8192", "(d=8192)" as tokens; none: another figure stands there.
std::optional<double> depth_behind(std::string_view rest) {
  constexpr std::string_view kAround = " @(=:,_";
  constexpr double kKilo = 1024;
  if (const std::size_t sign = rest.find('@'); sign != std::string_view::npos) {
    rest.remove_prefix(sign);
  }
  rest.remove_prefix(std::min(rest.find_first_not_of(kAround), rest.size()));
  for (const std::string_view word : {"depth", "ctx", "context", "d"}) {
    const std::size_t behind = rest.starts_with(word) ? rest.find_first_not_of(kAround, word.size()) : 0;
    const bool named = behind != 0 && behind != std::string_view::npos && catalog::is_digit(rest[behind]);
    rest.remove_prefix(named ? behind : 0);
  }
  const std::size_t end = std::min(rest.find_first_not_of("0123456789.,"), rest.size());
  const bool kilo = end > 0 && end < rest.size() && rest[end] == 'k';
  const std::string_view more = rest.substr(std::min(end + (kilo ? 1 : 0), rest.size()));
  if (rest.find_first_of("0123456789") == std::string_view::npos) {
    return 0;
  }
  const bool whole = end > 0 &&
                     (more.empty() || std::string_view(" )").find(more.front()) != std::string_view::npos) &&
                     more.find_first_of("0123456789") == std::string_view::npos;
  return whole ? std::optional(printed_number(rest.substr(0, end)) * (kilo ? kKilo : 1)) : std::nullopt;
}

}  // namespace

BenchTest bench_test_of(std::string_view name) {
  BenchTest out;
  const std::size_t behind_prompt = name.find("@pp");
  out.is_fork = behind_prompt != std::string_view::npos;
  if (const double streams = tokens_behind(name, "(c"); streams >= 1) {
    out.streams = streams;
    name = name.substr(0, name.find("(c"));
  }
  if (out.is_fork) {
    out.depth = tokens_behind(name, "@pp");
    name = name.substr(0, behind_prompt);
  } else {
    const auto depth = depth_behind(name.substr(end_of_tests(name)));
    out.depth = depth.value_or(0);
    out.says_more = !depth.has_value();
  }
  out.prompt = tokens_behind(name, "pp");
  out.generated = tokens_behind(name, "tg");
  return out;
}

bool is_bench_test(std::string_view name) {
  return (name.starts_with("pp") || name.starts_with("tg")) && tokens_behind(name, name.substr(0, 2)) > 0;
}

std::pair<double, double> mean_and_deviation(std::string_view cell) {
  constexpr std::string_view kNumber = "0123456789.,eE";
  std::string plain(cell);  // "**16.24** ± 0.02"
  std::erase_if(plain, [](char c) { return c == '*' || c == '`'; });
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
