#pragma once
#include <span>
#include <string_view>

#include "formats/models/hf_keys.hpp"

namespace tokroof::formats {

/// What a model_type says beside its keys.
struct HfFamily {
  std::string_view model_type;
  std::string_view family;  ///< the catalog's name for it
  bool tied = false;        ///< output matrix is the embedding, where tie_word_embeddings is not stated
  bool gated = true;        ///< feed-forward of three matrices
};

/// Null: not known; its keys are then read by their usual names.
const HfFamily* hf_family(std::string_view model_type);

/// What a text_config of that family may leave out. Empty: nothing.
std::span<const HfDefault> hf_defaults(std::string_view model_type);

/// Why a family is not read; empty: it is.
std::string_view hf_refusal(std::string_view model_type);

/// Keys of a family that is not known which say something of its shape, and which nothing has read.
std::vector<std::string> hf_unread_shape(const HfKeys& keys);

}  // namespace tokroof::formats
