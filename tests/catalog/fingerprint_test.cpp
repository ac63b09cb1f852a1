#include "catalog/fingerprint.hpp"

#include <catch2/catch.hpp>

using namespace tokroof;

namespace {

catalog::Run some_run() {
  catalog::Run run;
  run.source = "mine";
  run.device = "rtx-4090";
  run.model = "llama-3.1-8b";
  run.quant = "Q4_K_M";
  run.tg_tps = 140;
  return run;
}

}  // namespace

TEST_CASE("a fingerprint stays with what is beside the measurement and moves with what is measured",
          "[catalog][property]") {
  const std::string own = catalog::run_fingerprint(some_run());
  CHECK(catalog::is_fingerprint(own));
  catalog::Run beside = some_run();
  beside.table = "renamed";
  beside.line = 77;
  beside.url = "https://elsewhere";
  beside.notes = "seen again";
  beside.quality = "ok";
  CHECK(catalog::run_fingerprint(beside) == own);
  catalog::Run rate = some_run();
  rate.tg_tps = 141;
  CHECK(catalog::run_fingerprint(rate) != own);
  catalog::Run moved = some_run();  // the same text in another column
  moved.host_device = moved.source;
  moved.source.clear();
  CHECK(catalog::run_fingerprint(moved) != own);
}

TEST_CASE("a fingerprint is sixteen small hexadecimal digits", "[catalog]") {
  CHECK(catalog::is_fingerprint("0123456789abcdef"));
  for (const char* other :
       {"", "0123456789abcde", "0123456789abcdef0", "0123456789ABCDEF", "0123456789abcdeg"}) {
    CHECK_FALSE(catalog::is_fingerprint(other));
  }
}
