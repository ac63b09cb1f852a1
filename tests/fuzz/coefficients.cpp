// Any bytes as a file of coefficients: refused as bad-file, or a fit.
#include "catalog/input_error.hpp"
#include "predict/fitted_text.hpp"
#include "tests/fuzz/target.hpp"

using namespace tokroof;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const Fitted fitted = fitted_of_text(fuzz::text_of(data, size), "input.json");
    fuzz::must(!fitted_text(fitted.data()).empty(), "a fit can be written again");
  } catch (const InputError& error) {
    fuzz::must(error.kind == "bad-file", "what cannot be read is a bad file");
  }
  return 0;
}
