// However a text is cut into pieces, the same objects come out of it.

#include "formats/benchmarks/json_records.hpp"
#include "tests/fuzz/target.hpp"

using namespace tokroof;

namespace {

std::string read(std::string_view text, std::size_t piece) {
  std::string out;
  formats::JsonRecords records(
      [&](const nlohmann::json& object, int line) { out += std::to_string(line) + object.dump() + '\n'; },
      [&](int line, const std::string& reason) { out += std::to_string(line) + reason + '\n'; });
  int line = 1;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::size_t length = std::min({piece, end, text.size()});
    const bool ends = length == end;
    records.feed(text.substr(0, length), line, ends);
    line += ends ? 1 : 0;
    text.remove_prefix(length + (ends ? 1 : 0));
  }
  records.end();
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const std::string text = fuzz::text_of(data + 1, size - 1);
  fuzz::must(read(text, 1 + data[0] % 16) == read(text, text.size() + 1), "pieces do not matter");
  return 0;
}
