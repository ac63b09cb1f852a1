#include "predict/packed_parameters.hpp"

#include <fmt/format.h>

#include "catalog/number.hpp"
#include "catalog/text.hpp"

namespace tokroof::predict {

std::string packed(std::span<const FittedParameter> parameters) {
  std::string out;
  for (const FittedParameter& p : parameters) {
    out += fmt::format("{}\t{}\t{}\t{}\n", p.coefficient, p.label, p.parameter, p.sd);
  }
  return out;
}

std::vector<FittedParameter> unpacked(std::string_view text) {
  std::vector<FittedParameter> out;
  for (const std::string_view line : catalog::split_at(text, '\n')) {
    const std::vector<std::string_view> cells = catalog::split_at(line, '\t');
    if (cells.size() == 4) {  // behind the last line is an empty one
      const auto number = [&](std::size_t cell) { return catalog::parse_number(cells[cell]).value(); };
      out.push_back({static_cast<std::uint32_t>(number(0)), cells[1], number(2), number(3)});
    }
  }
  return out;
}

}  // namespace tokroof::predict
