#pragma once
#include <cmath>
#include <string>
#include <string_view>
#include <type_traits>

#include <fmt/format.h>

#include "catalog/run_columns.hpp"
#include "catalog/text.hpp"

namespace tokroof::test {

/// A cell as a table has it; empty: nothing is said.
template <class T>
std::string cell_text(const T& cell) {
  if constexpr (std::is_same_v<T, double>) {
    return std::isnan(cell) ? "" : fmt::format("{}", cell);
  } else if constexpr (std::is_same_v<T, bool>) {
    return cell ? "1" : "0";
  } else if constexpr (std::is_same_v<T, catalog::StatedRate>) {
    return std::string(catalog::rate_name(cell));
  } else if constexpr (std::is_same_v<T, std::string>) {
    return cell;
  } else {
    return cell.text();
  }
}

/// The cells of a run that are not as "engine=vllm n_devices=2 host=" says, in the same form: empty where all are.
inline std::string unlike(const catalog::Run& run, std::string_view cells) {
  std::string out;
  for (const std::string_view cell : catalog::split_at(cells, ' ')) {
    std::string has = "no such column";
    for (const catalog::RunColumn& column : catalog::run_columns()) {
      if (column.title == cell.substr(0, cell.find('='))) {
        const auto text = [](const auto& value) { return cell_text(value); };
        has = fmt::format("{}={}", column.title, catalog::with_cell(column, text, run));
      }
    }
    out += has == cell ? "" : (out.empty() ? "" : " ") + has;
  }
  return out;
}

}  // namespace tokroof::test
