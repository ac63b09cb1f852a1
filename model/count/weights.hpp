#pragma once
#include "model/count/layer_counts.hpp"
#include "model/count/weight_bytes.hpp"
#include "model/scenario.hpp"

namespace tokroof::model {

/// Weights that a decode step of one token reads.
///
///   bytes   tensor by tensor from a GGUF file type's recipe (weight_bytes()), part by part of other checkpoints
///           (checkpoint_bytes()), scaled to the file's size where that is known; of a storage type that is not known
///           its file's size x active/all parameters
///   experts routed experts among them: recipe's expert bytes x k/E; in weights L_moe k (2 or 3) d d_ff
///
///   The input embedding is looked up (not read) unless it is the output head; per-layer embeddings are looked up.
///
/// Where the shape was read from a file and the scenario names its storage type, all of it is the file's own: every
/// tensor at its own type (file_weights.hpp), no recipe.
/// gpt-oss files hold MXFP4 experts whatever their label says; what the file holds beyond them is the rest.
/// DeepSeek V4 is published with FP4 experts and FP8 for the rest: its files keep the rest at 8 bits or more, whatever
/// their label says, and what they hold beyond it are experts.
/// Source: GGUF tensor lists; datasets/gguf_sizes.tsv for how well sizes are met.
/// Ignores: padding of tensors to pages.
struct WeightRead {
  double file_bytes = 0;
  double table_bytes = 0;  ///< of these, looked up
  double bytes = 0;
  double expert_bytes = 0;
  double weights = 0;
  double expert_weights = 0;
};
Result<WeightRead> weight_read_count(const Scenario& s, const LayerCounts& layers);

/// By tensor where the storage type is one of GGUF, by part of another checkpoint; empty: it is not known. `engine` says
/// whose MXFP4 is meant and who quantizes all parts.
std::optional<WeightBytes> counted_bytes(const Architecture& model,
                                         const std::string& quant,
                                         const Engine& engine);

}  // namespace tokroof::model
