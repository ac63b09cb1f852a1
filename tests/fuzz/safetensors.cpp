// Any bytes as a safetensors file: refused as bad-file, or tensors that lie inside it.
#include <sstream>

#include "catalog/input_error.hpp"
#include "formats/models/safetensors.hpp"
#include "tests/fuzz/target.hpp"

using namespace tokroof;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    std::istringstream in(fuzz::text_of(data, size));
    for (const formats::SafeTensor& tensor :
         formats::read_safetensors_header(in, size, "input.safetensors")) {
      fuzz::must(tensor.bytes >= 0 && tensor.bytes <= static_cast<double>(size), "a tensor lies in its file");
    }
  } catch (const catalog::InputError& error) {
    fuzz::must(error.kind == "bad-file", "what cannot be read is a bad file");
  }
  return 0;
}
