#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.hpp"

namespace tokroof {

/// What a name as typed stands for.
struct NameMatch {
  std::string slug;                     ///< empty: not found, or not to be told
  std::vector<std::string> candidates;  ///< entries that it may stand for
  std::string note;                     ///< how it was told where the name alone did not say
};

/// Finds devices by the names that drivers report ("NVIDIA GeForce RTX 4090", "Tesla V100-PCIE-16GB", "AMD Radeon RX
/// 7900 XTX (RADV NAVI31)", "13th Gen Intel(R) Core(TM) i9-13900K"): as sets of words, without those that say nothing.
class DeviceNames {
 public:
  explicit DeviceNames(const Catalog& catalog);  ///< the catalog must outlive it

  [[nodiscard]] const Catalog& catalog() const { return catalog_; }

  /// One device. `memory_gib` tells cards of one name apart; kUnknown: not known.
  [[nodiscard]] NameMatch find(std::string_view typed, double memory_gib) const;

 private:
  struct Entry {
    const Device* device;
    std::vector<std::string> words;  ///< sorted
  };

  [[nodiscard]] std::vector<const Device*> by_words(const std::vector<std::string>& typed) const;

  const Catalog& catalog_;
  std::vector<Entry> entries_;
  std::map<std::string, std::vector<std::size_t>> with_word_;  ///< entries by each of their words
};

}  // namespace tokroof
