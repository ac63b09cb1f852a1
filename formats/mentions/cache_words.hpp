#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/mentions/page_words.hpp"

namespace tokroof::formats {

/// Words that say how a KV cache is stored, which is no type of weights: "KV q8_0", "q8 KV cache", "q4/4 cache".
struct CacheWords {
  std::size_t begin = 0, end = 0;  ///< of the words
  std::string type;
};

std::vector<CacheWords> cache_words(std::string_view text, const std::vector<PageWord>& words);

/// A name without them: "Qwen3-32B Q4_K_M (KV q8_0)". None: it says nothing of a cache.
struct NameAndCache {
  std::string name, type;
};
std::optional<NameAndCache> name_and_cache(std::string_view text);

}  // namespace tokroof::formats
