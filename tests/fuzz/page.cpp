// Any bytes as a page: refused as bad-file, or blocks and claims that stand in it.
#include "catalog/input_error.hpp"
#include "formats/pages/marked_page.hpp"
#include "formats/pages/page_claims.hpp"
#include "tests/fuzz/target.hpp"

using namespace tokroof;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = fuzz::text_of(data, size);
  try {
    for (const char* name : {"input.html", "input.md"}) {
      const formats::Page page = formats::read_page(text, name);
      const formats::PageReading reading = formats::read_page_claims(page, catalog::Catalog::bundled());
      std::vector<formats::PageMark> marks;
      for (const formats::PageClaim& claim : reading.claims) {
        fuzz::must(claim.begin < claim.end && claim.end <= text.size(), "a claim stands in its page");
        marks.push_back({claim.begin, claim.end, "plausible", claim.text});
      }
      fuzz::must(formats::marked_page(page, marks, "").find("<script") == std::string::npos,
                 "nothing of a page is run");
    }
  } catch (const catalog::InputError& error) {
    fuzz::must(error.kind == "bad-file", "what cannot be read is a bad file");
  }
  return 0;
}
