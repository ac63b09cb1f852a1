// Any bytes as one of the JSON catalogs: problems with their places, or entries. As devices of one's own: a catalog with
// them, or an error.
#include "catalog/device_file.hpp"
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
  read<SharedName>(file, "shared_names", problems);
  read<SourceFacts>(file, "sources", problems);
  for (const Problem& p : problems) {
    fuzz::must(p.where.starts_with("input.json:"), "a problem names its place");
  }
  try {
    const std::string text(fuzz::text_of(data, size));
    const Catalog catalog = with_devices(Catalog::bundled(), text, "input.json");
    fuzz::must(catalog.devices().size() >= Catalog::bundled().devices().size(), "devices are added only");
    for (const Device& d : catalog.devices().subspan(Catalog::bundled().devices().size())) {
      fuzz::must(catalog.find_device(d.slug) == &d, "a device is found under its slug");
    }
  } catch (const InputError& error) {
    fuzz::must(error.where.starts_with("input.json:"), "an error names its place");
  }
  return 0;
}
