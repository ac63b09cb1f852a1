// Any bytes as one of the JSON catalogs: problems with their places, or entries.
#include "catalog/entry_reader.hpp"
#include "tests/fuzz/target.hpp"

using namespace tokroof;

namespace {

template <class T>
void read(const JsonFile& file, std::string_view list, std::vector<Problem>& problems) {
  Arena arena;
  EntryReader reader(file, arena, problems);
  reader.check_top_level({list});
  reader.list<T>(list);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<Problem> problems;
  const JsonFile file = parse_json(fuzz::text_of(data, size), "input.json", problems);
  read<Device>(file, "devices", problems);
  read<Architecture>(file, "models", problems);
  read<StorageType>(file, "storage_types", problems);
  read<Recipe>(file, "recipes", problems);
  read<Link>(file, "links", problems);
  read<Alias>(file, "aliases", problems);
  read<SourceFacts>(file, "sources", problems);
  for (const Problem& p : problems) {
    fuzz::must(p.where.starts_with("input.json:"), "a problem names its place");
  }
  return 0;
}
