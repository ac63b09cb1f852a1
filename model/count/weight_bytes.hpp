#pragma once
#include <optional>
#include <string_view>

#include "model/architecture.hpp"
#include "model/count/file_type_recipe.hpp"

namespace tokroof::model {

/// What a GGUF file weighs, and how much of it one decoded token reads.
///
///     file = sum_i b_i         read = sum_i b_i s_i         experts, tables = sum over routed experts, is_table() of b_i
///
///   b_i   bytes of tensor i at its storage type     stored_bytes, storage_types   [B]
///   s_i   share of it read per token at batch 1     Tensor::read_share            [1]
///
/// Source: the recipe is llama-quant.cpp's (file_type_recipe.hpp), the shapes the model catalog's.
/// Valid for: GGUF file types; a batch reads more of the experts than s_i says.
/// Ignores: the file's header, mostly the tokenizer: about 40 bytes a vocabulary entry, 1 % of a file of 1B.
struct WeightBytes {
  double file_bytes = 0;
  double read_bytes_per_token = 0;
  double expert_bytes_total = 0;
  double table_bytes = 0;
};

/// Empty for an unknown file type (EXL2, AWQ: see quantization.hpp) and for a model without a known shape.
std::optional<WeightBytes> weight_bytes(const Architecture& model,
                                        std::string_view file_type,
                                        bool imatrix = false);
std::optional<WeightBytes> weight_bytes(const Architecture& model,
                                        std::string_view file_type,
                                        const QuantizeOptions& options);

}  // namespace tokroof::model
