#pragma once
#include <string>

#include "catalog/entries.hpp"
#include "formats/models/gguf_blocks.hpp"
#include "formats/models/gguf_keys.hpp"
#include "formats/models/layer_shapes.hpp"
#include "formats/models/model_file.hpp"

namespace tokroof::formats {

struct GgufSource {
  const GgufKeys& keys;
  const GgufBlocks& blocks;
  const std::string& architecture;
  const catalog::GgufArchitecture* family;  ///< null: not known
};

/// Fills the architecture of `out`: widths from the tensors where these have them, else from the keys.
void gguf_shape(const GgufSource& from, ModelFile& out);

/// Whether the cache is one vector for all heads; files made before 2025 hold expanded keys and values instead.
bool gguf_latent_cache(const GgufBlocks& blocks, const GgufKeys& keys);

/// One step each, in this order.
void gguf_attention(const GgufSource& from, std::vector<LayerShape>& layers, ModelFile& out);
void gguf_windows(const GgufSource& from, std::vector<LayerShape>& layers, ModelFile& out);
void gguf_linear_mixers(const GgufSource& from, ModelFile& out);
void gguf_feed_forward(const GgufSource& from, ModelFile& out);
/// DeepSeek V4: entries that stand for several tokens, hyper-connections.
void gguf_compressed_attention(const GgufSource& from, ModelFile& out);

}  // namespace tokroof::formats
