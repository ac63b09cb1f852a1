#pragma once
#include <string>
#include <string_view>

#include "catalog/catalog.hpp"

namespace tokroof::catalog {

/// An engine as people write it, with what they write behind it: "vLLM 0.11", "llama.cpp (Vulkan)", "Ollama ROCm 6.4".
struct NamedEngine {
  const model::Engine* engine = nullptr;  ///< null: not known
  std::string backend{};                  ///< empty: none is said
  std::string version{};                  ///< words that are numbers or name a build, as typed
};
NamedEngine engine_named(const Catalog& catalog, std::string_view typed);

/// The backend that a word stands for, in any case and with its version: "HIP", "ROCm 6.4", "radv". Empty: none.
std::string_view backend_named(const Catalog& catalog, std::string_view typed);

}  // namespace tokroof::catalog
