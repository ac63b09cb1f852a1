#include "formats/benchmarks/text_fields.hpp"

#include "formats/benchmarks/printed_line.hpp"

namespace tokroof::formats {

std::optional<std::string_view> behind(std::string_view line, std::string_view key, std::string_view end) {
  const std::size_t at = line.find(key);
  if (at == std::string_view::npos) {
    return std::nullopt;
  }
  std::string_view rest = line.substr(at + key.size());
  if (!end.empty()) {
    rest = rest.substr(0, rest.find(end));
  }
  return catalog::trimmed(rest);
}

double number_behind(std::string_view line, std::string_view key) {
  return printed_number(behind(line, key).value_or(""));
}

std::string without_colours(std::string_view line) {
  std::string out;
  out.reserve(line.size());
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] != '\x1B' || i + 1 >= line.size() || line[i + 1] != '[') {
      out.push_back(line[i]);
      continue;
    }
    i += 2;
    while (i < line.size() && (line[i] < '@' || line[i] > '~')) {
      ++i;
    }
  }
  return out;
}

}  // namespace tokroof::formats
