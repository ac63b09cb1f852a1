// Any bytes as a Hugging Face config.json: refused as bad-file, or the shape of a model.
#include "catalog/input_error.hpp"
#include "formats/json_text.hpp"
#include "formats/models/hf_model.hpp"
#include "tests/fuzz/target.hpp"

using namespace tokroof;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr int kDeepest = 64;
  const std::string text = fuzz::text_of(data, size);
  if (formats::json_depth(text, kDeepest) > kDeepest) {
    return 0;
  }
  std::vector<catalog::Problem> problems;
  const catalog::JsonFile config = catalog::parse_json(text, "config.json", problems);
  if (!problems.empty()) {
    return 0;
  }
  try {
    fuzz::must(formats::hf_model(catalog::Catalog::bundled(), config)->architecture.layers > 0,
               "a model has layers");
  } catch (const catalog::InputError& error) {
    fuzz::must(error.kind == "bad-file", "what cannot be read is a bad file");
  }
  return 0;
}
