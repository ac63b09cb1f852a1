#pragma once
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "model/architecture.hpp"
#include "model/count/storage_type.hpp"
#include "model/count/tensor_list.hpp"

namespace tokroof::model {

// clang-format off
/// The mixes of llama-quantize: what "Q4_K_M" in a file's name stands for.
enum class FileType : unsigned char {
  f32, f16, bf16, q8_0, q6_k, q5_k_m, q5_k_s, q4_k_m, q4_k_s, q3_k_l, q3_k_m, q3_k_s, q2_k, q2_k_s,
  q4_0, q4_1, q5_0, q5_1, iq4_nl, iq4_xs, iq3_m, iq3_s, iq3_xs, iq3_xxs, iq2_m, iq2_s, iq2_xs, iq2_xxs,
  iq1_m, iq1_s, mxfp4,
};
// clang-format on

/// By llama.cpp's name in upper case. Storage types (Q4_K, TQ1_0) and publishers' names are no file types.
std::optional<FileType> file_type_named(std::string_view name);
std::string_view file_type_name(FileType type);

/// llama-quantize's command line, as far as it moves bytes.
struct QuantizeOptions {
  bool imatrix = false;  ///< made with an importance matrix
  /// --token-embedding-type and --output-tensor-type: Q8_0 in publishers' "_L" files.
  std::optional<GgmlType> token_embedding = std::nullopt;
  std::optional<GgmlType> output = std::nullopt;
  /// --tensor-type exps=...: MXFP4 in the gpt-oss files that are called F16.
  std::optional<GgmlType> experts = std::nullopt;
};

/// The storage type of each tensor of a file: a base type, with exceptions by tensor and layer.
///
///     type(tensor) = fitting_type( exception(category, layer), row length )
///     more-bits layers of n:  i < n/8,  or  i >= 7n/8,  or  (i - n/8) mod 3 = 2       (integer division)
///
///   i   layer (FFN down), or number of the value matrix (attention V)   Tensor::layer   [1]
///   n   layers, or number of value matrices                                             [1]
///
/// Exceptions that depend on the model: query heads a KV head >= 4 (Q2_K, IQ types); the 70B rule (80 layers
/// with grouped KV: V at Q3_K or Q4_K becomes Q5_K); the Mixtral rule (exactly 8 experts: V and K at Q8_0,
/// attention output at Q5_K); tied embeddings take the rule of the output matrix.
/// Source: ggml-org/llama.cpp, src/llama-quant.cpp, commit 007dbbf3 (2026).
/// Valid for: files made with default options since about 2026; 94 of 108 published sizes within 0.5 %.
/// Ignores: publishers' own mixes (UD-..., 0.92 to 1.32 times these sizes); before 2026 fused QKV had its
/// own rule.
std::vector<GgmlType> storage_types(const Architecture& model,
                                    std::span<const Tensor> tensors,
                                    FileType type,
                                    const QuantizeOptions& options = {});

}  // namespace tokroof::model
