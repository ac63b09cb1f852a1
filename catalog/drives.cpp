#include "catalog/drives.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "catalog/device_words.hpp"
#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "model/names.hpp"

namespace tokroof::catalog {
namespace {

bool is_drive(const model::Device& device) { return device.kind == model::DeviceKind::storage; }

}  // namespace

std::vector<const model::Device*> drives_named(const Catalog& catalog, std::string_view typed) {
  const model::Device* named = catalog.find_device(typed);
  if (named != nullptr && is_drive(*named)) {
    return {named};
  }
  std::vector<std::string> words = plain_words(typed);
  std::erase_if(words, [](const std::string& word) {
    return word.ends_with("tb") || model::is_one_of(word, {"ssd", "nvme", "m.2", "drive", "disk"});
  });
  std::vector<const model::Device*> out;
  for (const model::Device& device : catalog.devices()) {
    const std::vector<std::string> own = plain_words(fmt::format("{} {}", device.slug, device.name));
    const bool has_all =
        model::all_of(words, [&](const std::string& word) { return model::holds(own, word); });
    if (is_drive(device) && !words.empty() && has_all) {
      out.push_back(&device);
    }
  }
  return out;
}

double drive_rate_bytes_per_s(std::string_view text) {
  std::string plain = lower_case(text);
  std::erase(plain, ' ');
  const std::size_t digits = std::min(plain.find_first_not_of("0123456789."), plain.size());
  const std::string_view unit = std::string_view(plain).substr(digits);
  const double scale = unit == "gb/s" ? 1e9 : unit == "mb/s" ? 1e6 : 0;
  const double rate = scale * parse_number(std::string_view(plain).substr(0, digits)).value_or(0);
  return rate > 0 ? rate : model::kUnknown;
}

}  // namespace tokroof::catalog
