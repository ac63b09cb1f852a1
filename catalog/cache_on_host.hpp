#pragma once
#include <string_view>

#include "catalog/run.hpp"

namespace tokroof::catalog {

/// What a row notes whose cache is in the host's memory, though its layers are not (llama.cpp's -nkvo): no column says it.
inline constexpr std::string_view kCacheOnHostNote = "KV cache on the host";

inline bool notes_cache_on_host(const Run& run) {
  return run.notes.find(kCacheOnHostNote) != std::string::npos;
}

}  // namespace tokroof::catalog
