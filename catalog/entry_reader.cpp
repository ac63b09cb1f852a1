#include "catalog/entry_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tokroof::catalog {

void EntryReader::check_top_level(std::vector<std::string_view> lists) {
  if (!file_.document.is_object()) {
    if (!file_.document.is_null()) {
      report("", "must be an object");
    }
    return;
  }
  lists.emplace_back("about");
  lists.emplace_back("units");
  for (const auto& item : file_.document.items()) {
    if (std::find(lists.begin(), lists.end(), item.key()) == lists.end()) {
      report('/' + item.key(), "unknown key '" + item.key() + "'", nearest_names(item.key(), lists));
    }
  }
}

bool EntryReader::in_range(const json& value, const std::string& at, double low, double high, double& out) {
  if (!value.is_number()) {
    report(at, "must be a number");
    return false;
  }
  out = value.get<double>();
  if (std::isfinite(out) && out >= low && out <= high) {
    return true;
  }
  report(at, fmt::format("{} is outside {} to {}", out, low, high));
  return false;
}

std::size_t EntryReader::choice(const json& value,
                                const std::string& at,
                                std::span<const std::string_view> spellings) {
  const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
  const auto found = std::find(spellings.begin(), spellings.end(), text);
  if (found == spellings.end()) {
    report(at,
           fmt::format("'{}' is none of {}", text, fmt::join(spellings, ", ")),
           nearest_names(text, spellings));
    return 0;
  }
  return static_cast<std::size_t>(found - spellings.begin());
}

}  // namespace tokroof::catalog
