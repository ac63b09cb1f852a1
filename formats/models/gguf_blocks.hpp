#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "formats/models/gguf_file.hpp"
#include "formats/models/gguf_tensor_role.hpp"

namespace tokroof::formats {

/// The tensors of one block by their part ("attn_q"), weights only.
class GgufBlockTensors {
 public:
  void add(const std::string& part, const GgufTensor& tensor) { by_part_.emplace(part, &tensor); }
  [[nodiscard]] const GgufTensor* find(std::string_view part) const;
  [[nodiscard]] bool has(std::string_view part) const { return find(part) != nullptr; }
  [[nodiscard]] bool any_begins(std::string_view prefix) const;
  [[nodiscard]] bool empty() const { return by_part_.empty(); }
  [[nodiscard]] const std::map<std::string, const GgufTensor*, std::less<>>& all() const { return by_part_; }

  /// State-space, gated delta net, short convolution or RWKV.
  [[nodiscard]] bool linear() const;
  /// Attention over the cache.
  [[nodiscard]] bool attends() const;

 private:
  std::map<std::string, const GgufTensor*, std::less<>> by_part_;
};

/// The tensors of a model by block; those of no block are in `global`.
struct GgufBlocks {
  std::vector<GgufBlockTensors> blocks;
  GgufBlockTensors global;
  std::vector<TensorRole> roles;  ///< of file.tensors, in their order

  /// The first block that has the part; null: none has it.
  [[nodiscard]] const GgufTensor* first(std::string_view part) const;
};

/// `layers`: blocks that decoding runs. Throws InputError (bad-file) where one of them has no tensor.
GgufBlocks gguf_blocks(const GgufFile& file, std::size_t layers);

}  // namespace tokroof::formats
