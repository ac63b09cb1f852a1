// Any text as a name: look-ups, storage types in names of files, numbers.
#include <cmath>

#include "catalog/device_names.hpp"
#include "catalog/device_set.hpp"
#include "catalog/model_names.hpp"
#include "catalog/name_resolver.hpp"
#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/quant_text.hpp"
#include "catalog/tsv.hpp"
#include "tests/fuzz/target.hpp"

using namespace tokroof;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kLongest = 1000;  // of a cell
  if (size > kLongest) {
    return 0;
  }
  const std::string text = fuzz::text_of(data, size);
  static const catalog::Catalog& catalog = catalog::Catalog::bundled();
  static const catalog::DeviceNames devices(catalog);
  static const catalog::ModelNames models(catalog);
  const catalog::NameMatch device = devices.find(text, size % 2 == 0 ? model::kUnknown : 24);
  fuzz::must(device.slug.empty() || catalog.alias("device", device.slug) != nullptr ||
                 catalog.find_device(device.slug) != nullptr,
             "a device that was found is in the catalog");
  const catalog::NameMatch model = models.find({text}, size % 3 == 0 ? model::kUnknown : 8.03e9);
  fuzz::must(model.slug.empty() || catalog.find_model(model.slug) != nullptr,
             "a model that was found is in the catalog");
  const catalog::NameResolver& names = catalog.names();
  for (const catalog::NamedDevices& one : names.devices(text)) {
    fuzz::must(one.count >= 1, "a count is at least one");
    fuzz::must(one.match.slug.empty() || catalog.find_device(one.match.slug) != nullptr,
               "a device that was taken is in the catalog");
    fuzz::must(!one.match.exact || one.match.slug == catalog.canonical("device", one.match.slug),
               "an exact name is an entry's");
  }
  const catalog::NamedModel whole = names.model(text);
  fuzz::must(whole.match.slug.empty() || catalog.find_model(whole.match.slug) != nullptr,
             "a model that was taken is in the catalog");
  const catalog::NameMatch quant = names.quant(text);
  fuzz::must(quant.slug.empty() || catalog::is_known_quant(catalog, quant.slug),
             "weights of a storage type that was taken can be counted");
  fuzz::must(catalog.nearest_devices(text).size() == 3 && catalog.nearest_models(text).size() == 3,
             "there are always three nearest names");
  const catalog::QuantText named = catalog::quant_of_name(text);
  fuzz::must(named.rest.size() <= text.size(), "the rest of a name is no longer than the name");
  catalog::quant_of_description(text);
  catalog::device_set(catalog, text);
  if (const auto number = catalog::parse_number(text)) {
    fuzz::must(std::isfinite(*number), "a number is finite");
  }
  const std::string clean = catalog::clean_cell(text);
  fuzz::must(catalog::clean_cell(clean) == clean, "a clean cell is clean");
  fuzz::must(catalog::normalized(catalog::normalized(text)) == catalog::normalized(text),
             "a normalized name is normalized");
  return 0;
}
