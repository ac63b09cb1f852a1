#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "catalog/catalog.hpp"

namespace tokroof {

/// What a name under which weights are published stands for.
struct PublishedName {
  std::string slug;
  std::string quant;  ///< empty: the name does not say
};

/// "Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf", "bartowski/Qwen3-8B-GGUF:Q6_K", "mlx-community/Llama-3.1-8B-Instruct-4bit",
/// "llama3.1:8b-instruct-q4_K_M": the entry of the catalog whose name is left when storage type, publisher and what a
/// fine-tune is called are taken away. Nothing where no entry is left.
std::optional<PublishedName> published_name(const Catalog& catalog, std::string_view text);

/// The storage type that stands in a published name; it is cut out of `text`. Empty: none.
std::string take_quant(const Catalog& catalog, std::string& text);

}  // namespace tokroof
