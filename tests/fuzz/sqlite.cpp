// Any bytes as a SQLite database.
#include "formats/benchmarks/sqlite_runs.hpp"
#include "tests/fuzz/target.hpp"

using namespace tokroof;

namespace {

class Nowhere : public formats::Rows {
 public:
  void row(formats::ImportedRun /*figure*/, int /*line*/) override {}
  void problem(int /*line*/, const std::string& /*reason*/) override {}
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Nowhere rows;
  formats::read_sqlite_bytes(fuzz::text_of(data, size), rows);
  return 0;
}
