// Any bytes as a GGUF file: refused as bad-file, or a header whose model is either told or refused.
#include <cmath>
#include <sstream>

#include "catalog/input_error.hpp"
#include "formats/models/gguf_model.hpp"
#include "tests/fuzz/target.hpp"

using namespace tokroof;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    std::istringstream in(fuzz::text_of(data, size));
    formats::GgufFile file{.name = "input.gguf",
                           .first = formats::read_gguf_header(in, size, "input.gguf"),
                           .tensors = {},
                           .notes = {}};
    file.tensors = file.first.tensors;
    const auto model = formats::gguf_model(catalog::Catalog::bundled(), file);
    fuzz::must(!std::isinf(model->size_gib), "a size is a number");
  } catch (const catalog::InputError& error) {
    fuzz::must(error.kind == "bad-file", "what cannot be read is a bad file");
  }
  return 0;
}
