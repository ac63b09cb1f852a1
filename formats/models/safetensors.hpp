#pragma once
#include <cstdint>
#include <filesystem>
#include <istream>
#include <string>
#include <vector>

#include "formats/models/gguf_tensor_role.hpp"
#include "formats/models/model_file.hpp"

namespace tokroof::formats {

struct SafeTensor {
  std::string name;
  std::string type;  ///< BF16, F8_E4M3, I32, U8, ...
  double elements = 1;
  double bytes = 0;
};

/// The header of a safetensors file: the tensors, by name. Refuses (InputError bad-file) a header of more than 32 MiB, more
/// than 2^18 tensors, data that lie outside the file.
std::vector<SafeTensor> read_safetensors_header(std::istream& in,
                                                std::uint64_t file_bytes,
                                                const std::string& name);

/// What a tensor of a Hugging Face model is, by its name; `layers`: blocks that decoding runs.
TensorRole safetensor_role(std::string_view name, double layers);

/// Exact bytes of the weights in a folder, tensor by tensor; where shards are missing only the total that the index states.
/// Nothing where the folder has neither.
void add_safetensors(const std::filesystem::path& folder, ModelFile& out);

}  // namespace tokroof::formats
