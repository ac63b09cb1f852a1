#pragma once
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "catalog/names.hpp"

namespace tokroof::catalog {

/// Collects spellings of the entries of one list. Earlier calls win, so: aliases, slugs, then display names.
class NameIndex {
 public:
  /// False: the spelling stands for another row already.
  bool add(std::string_view spelling, std::size_t row) {
    return rows_.emplace(normalized(spelling), static_cast<std::uint32_t>(row)).first->second == row;
  }

  /// A display name, left out where two entries share it.
  void add_if_unambiguous(std::string_view spelling, std::size_t row) {
    const auto [place, is_new] = weak_.emplace(normalized(spelling), static_cast<std::uint32_t>(row));
    if (!is_new && place->second != row) {
      place->second = kAmbiguous;
    }
  }

  /// Sorted keys; `keep_text` turns a std::string into a view that lives as long as the catalog.
  template <class KeepText>
  std::vector<NameKey> keys(KeepText keep_text) {
    for (const auto& [key, row] : weak_) {
      if (row != kAmbiguous && !key.empty()) {
        rows_.emplace(key, row);
      }
    }
    std::vector<NameKey> out;
    for (const auto& [key, row] : rows_) {
      out.push_back({keep_text(key), row});
    }
    return out;
  }

 private:
  static constexpr std::uint32_t kAmbiguous = 0xFFFFFFFF;
  std::map<std::string, std::uint32_t> rows_;
  std::map<std::string, std::uint32_t> weak_;
};

/// One more name of sorted keys; a spelling that is taken stays with the row that has it, unless `always`.
template <class KeepText>
void add_name(std::vector<NameKey>& names,
              std::string_view name,
              std::uint32_t row,
              KeepText keep_text,
              bool always = false) {
  std::string key = normalized(name);
  const auto place = std::lower_bound(
      names.begin(), names.end(), key, [](const NameKey& a, const std::string& b) { return a.key < b; });
  const bool taken = place != names.end() && place->key == key;
  if (taken && always) {
    place->row = row;
  } else if (!taken && !key.empty()) {
    names.insert(place, {keep_text(std::move(key)), row});
  }
}

}  // namespace tokroof::catalog
