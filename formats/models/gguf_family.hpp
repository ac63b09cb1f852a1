#pragma once
#include <string_view>

namespace tokroof::formats {

/// What is known of an architecture beside its keys.
struct GgufFamily {
  std::string_view architecture;  ///< general.architecture
  std::string_view family;        ///< the catalog's name for it
  /// Every so many-th layer sees the whole context where the file states a window and no pattern. 0: llama.cpp ignores
  /// the window.
  int window_period = 0;
  double window = 0;  ///< tokens, where the file states none but the pattern holds
};

/// Null: not known; its keys are then read by their common names.
const GgufFamily* gguf_family(std::string_view architecture);

/// Why an architecture generates no tokens one after another (encoders, diffusion, adapters); empty: it does.
std::string_view no_decoder(std::string_view architecture, std::string_view type);

/// The family of files that share an architecture: Mistral and Mixtral are written as llama, GLM's small one as deepseek2.
std::string_view family_by_name(std::string_view family, std::string_view published_name, bool experts);

}  // namespace tokroof::formats
