// Any bytes as a claims table: refused as bad-file, or claims with an id each.
#include "catalog/input_error.hpp"
#include "judge/audit/claims_table.hpp"
#include "tests/fuzz/target.hpp"

using namespace tokroof;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    for (const judge::Claim& claim : judge::read_claims_text(fuzz::text_of(data, size), "input.tsv")) {
      fuzz::must(!claim.id.empty(), "a claim has an id");
    }
  } catch (const catalog::InputError& error) {
    fuzz::must(error.kind == "bad-file", "what cannot be read is a bad file");
  }
  return 0;
}
