// Any bytes as one of the JSON catalogs: problems with their places, or entries. As devices of one's own: a catalog with
// them, or an error.
#include "catalog/device_file.hpp"
#include "catalog/entry_reader.hpp"
#include "tests/fuzz/target.hpp"

using namespace tokroof;

namespace {

template <class T>
void read(const catalog::JsonFile& file, std::string_view list, std::vector<catalog::Problem>& problems) {
  catalog::Arena arena;
  catalog::EntryReader reader(file, arena, problems);
  reader.check_top_level({list});
  reader.list<T>(list);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<catalog::Problem> problems;
  const catalog::JsonFile file = catalog::parse_json(fuzz::text_of(data, size), "input.json", problems);
  read<model::Device>(file, "devices", problems);
  read<model::Architecture>(file, "models", problems);
  read<catalog::StorageType>(file, "storage_types", problems);
  read<catalog::Recipe>(file, "recipes", problems);
  read<catalog::Link>(file, "links", problems);
  read<catalog::Alias>(file, "aliases", problems);
  read<catalog::SharedName>(file, "shared_names", problems);
  read<catalog::NameWords>(file, "name_words", problems);
  read<catalog::ModelType>(file, "model_types", problems);
  read<catalog::SourceFacts>(file, "sources", problems);
  for (const catalog::Problem& p : problems) {
    fuzz::must(p.where.starts_with("input.json:"), "a problem names its place");
  }
  try {
    const std::string text(fuzz::text_of(data, size));
    const catalog::Catalog catalog = catalog::with_devices(catalog::Catalog::bundled(), text, "input.json");
    fuzz::must(catalog.devices().size() >= catalog::Catalog::bundled().devices().size(),
               "devices are added only");
    for (const model::Device& d : catalog.devices().subspan(catalog::Catalog::bundled().devices().size())) {
      fuzz::must(catalog.find_device(d.slug) == &d, "a device is found under its slug");
    }
  } catch (const catalog::InputError& error) {
    fuzz::must(error.where.starts_with("input.json:"), "an error names its place");
  }
  return 0;
}
