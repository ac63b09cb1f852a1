#pragma once
#include <string>
#include <vector>

#include "model/count/tensor_list.hpp"

namespace tokroof::model {

/// One tensor of a file of weights.
struct FileTensor {
  std::string name;
  TensorCategory category = TensorCategory::other;
  int layer = -1;  ///< -1: of no layer
  double elements = 0;
  double bytes = 0;
  double read_share = 1;  ///< share of it read per decoded token at batch 1
};

/// Weights of one file, each tensor at the type that it is stored in.
///
///     file = sum_i b_i      read = sum_i b_i s_i      experts = sum over routed experts of b_i
///
///   b_i   bytes of tensor i                             FileTensor::bytes        [B]
///   s_i   share of it read per token at batch 1         FileTensor::read_share   [1]
///
/// Source: the tensor infos of a GGUF header, the headers of safetensors files.
/// Valid for: the scenario whose storage type is `quant`, the file's own.
/// Ignores: the file's header, and padding between tensors.
struct FileWeights {
  std::string quant;  ///< file type that the file says it is, else the type that most of its bytes have
  double file_bytes = 0;
  double read_bytes = 0;
  double read_weights = 0;  ///< weights in read_bytes
  double expert_bytes = 0;  ///< all routed experts
  double expert_weights = 0;
  double table_bytes = 0;  ///< is_table()
  double weights = 0;
  std::vector<FileTensor> tensors;
};

/// The sums, from `tensors`.
inline void sum_up(FileWeights& file) {
  file.file_bytes = file.read_bytes = file.read_weights = 0;
  file.expert_bytes = file.expert_weights = file.table_bytes = file.weights = 0;
  for (const FileTensor& t : file.tensors) {
    file.file_bytes += t.bytes;
    file.read_bytes += t.bytes * t.read_share;
    file.weights += t.elements;
    file.read_weights += t.elements * t.read_share;
    if (is_expert(t.category)) {
      file.expert_bytes += t.bytes;
      file.expert_weights += t.elements;
    } else if (is_table(t.category, t.read_share)) {
      file.table_bytes += t.bytes;
    }
  }
}

}  // namespace tokroof::model
