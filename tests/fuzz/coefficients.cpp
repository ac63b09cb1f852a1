// Any bytes as a file of coefficients: refused as bad-file, or a fit.
#include "catalog/input_error.hpp"
#include "predict/fitted_text.hpp"
#include "tests/fuzz/target.hpp"

using namespace tokroof;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const predict::Fitted fitted = predict::fitted_of_text(fuzz::text_of(data, size), "input.json");
    fuzz::must(!predict::fitted_text(fitted.data()).empty(), "a fit can be written again");
  } catch (const catalog::InputError& error) {
    fuzz::must(error.kind == "bad-file", "what cannot be read is a bad file");
  }
  return 0;
}
