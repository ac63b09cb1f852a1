#include "predict/packed_parameters.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "catalog/number.hpp"

namespace tokroof::predict {

std::string packed(std::span<const FittedParameter> parameters) {
  std::string out;
  for (const FittedParameter& p : parameters) {
    out += fmt::format("{}\t{}\t{}\t{}\n", p.coefficient, p.label, p.parameter, p.sd);
  }
  return out;
}

std::vector<FittedParameter> unpacked(std::string_view text) {
  const auto take = [&](char end) {
    const std::size_t size = std::min(text.find(end), text.size());
    const std::string_view cell = text.substr(0, size);
    text.remove_prefix(std::min(size + 1, text.size()));
    return cell;
  };
  const auto number = [&](char end) { return catalog::parse_number(take(end)).value(); };
  std::vector<FittedParameter> out;
  while (!text.empty()) {
    const auto coefficient = static_cast<std::uint32_t>(number('\t'));
    const std::string_view label = take('\t');
    const double parameter = number('\t');
    out.push_back({coefficient, label, parameter, number('\n')});
  }
  return out;
}

}  // namespace tokroof::predict
