#include "catalog/name_resolver.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalog/device_words.hpp"
#include "catalog/names.hpp"
#include "catalog/number.hpp"
#include "catalog/quant_text.hpp"
#include "catalog/text.hpp"
#include "model/rates.hpp"

namespace tokroof::catalog {
namespace {

constexpr std::size_t kMostShown = 8;

/// "×" as a letter.
std::string with_plain_times(std::string_view text) {
  constexpr std::string_view kTimes = "\xC3\x97";
  std::string out(text);
  for (std::size_t at = out.find(kTimes); at != std::string::npos; at = out.find(kTimes, at)) {
    out.replace(at, kTimes.size(), "x");
  }
  return out;
}

double whole_count(std::string_view text) {
  constexpr double kMost = 1024;
  const auto count = parse_number(trimmed(text));
  return count && *count >= 1 && *count <= kMost && *count == std::floor(*count) ? *count : 0;
}

bool is_times(char c) { return c == 'x' || c == 'X' || c == '*'; }

/// "2x3090", "4 * H20", "dual 3090", "3090 x2": takes the count off the name. 0: there is none.
double take_count(std::string_view& name) {
  const std::size_t digits = name.find_first_not_of("0123456789");
  if (digits != 0 && digits != std::string_view::npos) {
    const std::string_view rest = trimmed(name.substr(digits));
    const double count = whole_count(name.substr(0, digits));
    if (count > 0 && rest.size() > 1 && is_times(rest.front())) {
      name = trimmed(rest.substr(1));
      return count;
    }
  }
  const std::string lower = lower_case(name);
  for (const auto& [word, count] : {std::pair("dual ", 2.0), {"triple ", 3.0}, {"quad ", 4.0}}) {
    if (lower.starts_with(word)) {
      name = trimmed(name.substr(std::string_view(word).size()));
      return count;
    }
  }
  const std::size_t last = name.find_last_not_of("0123456789");
  if (last != std::string_view::npos && last > 0 && last + 1 < name.size() + 1) {
    std::string_view before = trimmed(name.substr(0, last + 1));
    const double count = whole_count(name.substr(last + 1));
    if (count > 0 && before.size() > 2 && is_times(before.back()) && before[before.size() - 2] == ' ') {
      name = trimmed(before.substr(0, before.size() - 1));
      return count;
    }
  }
  return 0;
}

std::vector<std::string_view> pieces(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> out;
  for (std::size_t at = text.find(separator); at != std::string_view::npos; at = text.find(separator)) {
    out.push_back(trimmed(text.substr(0, at)));
    text.remove_prefix(at + separator.size());
  }
  out.push_back(trimmed(text));
  return out;
}

bool all_found(const std::vector<NamedDevices>& devices) {
  return std::all_of(
      devices.begin(), devices.end(), [](const NamedDevices& d) { return !d.match.slug.empty(); });
}

[[noreturn]] void not_found(const char* what,
                            std::string_view typed,
                            const NameMatch& match,
                            const std::vector<std::string>& shown,
                            std::vector<std::string> nearest,
                            const std::string& where) {
  if (match.candidates.size() > 1) {
    const std::size_t n = std::min(shown.size(), kMostShown);
    const std::string more = shown.size() > n ? fmt::format(", and {} more", shown.size() - n) : "";
    throw InputError(
        "unknown-name",
        fmt::format("'{}' is one of: {}{}",
                    typed,
                    fmt::join(shown.begin(), shown.begin() + static_cast<std::ptrdiff_t>(n), ", "),
                    more),
        where,
        {match.candidates.begin(), match.candidates.begin() + static_cast<std::ptrdiff_t>(n)});
  }
  throw InputError("unknown-name", fmt::format("unknown {} '{}'", what, typed), where, std::move(nearest));
}

}  // namespace

const DeviceNames& NameResolver::device_names() const {
  std::call_once(devices_once_, [&]() { devices_.emplace(catalog_); });
  return *devices_;
}

const ModelNames& NameResolver::model_names() const {
  std::call_once(models_once_, [&]() { models_.emplace(catalog_); });
  return *models_;
}

NameMatch NameResolver::device(std::string_view typed, double memory_gib) const {
  NameMatch out;
  const model::Device* device = catalog_.find_device(typed);
  if (device != nullptr) {
    out = {std::string(device->slug), {}, "", true};
  } else {
    out = device_names().find(typed, memory_gib);
    device = catalog_.find_device(out.slug);
  }
  if (device != nullptr && model::unified_memory(*device)) {
    for (const std::string& word : device_words(typed)) {
      if (memory_gib_of(word) < device->memory_gib) {
        out.installed_gib = memory_gib_of(word);
      }
    }
  }
  return out;
}

constexpr std::size_t kMostParts = 64;

/// Whether "+" stands between devices, as in "rtx-3090+rtx-4090" and "3090+3090", and not in a name ("Ryzen AI Max+ 395").
bool NameResolver::joins_devices(std::string_view plain, double memory_gib) const {
  const auto parts = pieces(plain, "+");
  const auto stands_alone = [&](std::string_view part) {
    const NameMatch match = device(trimmed(part), memory_gib);
    return match.exact || (!match.slug.empty() && trimmed(part) == trimmed(parts.front()));
  };
  return parts.size() > 1 && parts.size() <= kMostParts &&
         std::all_of(parts.begin(), parts.end(), stands_alone);
}

std::vector<NamedDevices> NameResolver::devices(std::string_view typed, double memory_gib) const {
  const std::string plain = with_plain_times(trimmed(typed));
  NameMatch whole = device(trimmed(typed), memory_gib);
  if (!whole.slug.empty() && (whole.exact || !joins_devices(plain, memory_gib))) {
    return {{std::string(typed), std::move(whole), 1}};
  }
  std::string_view name = plain;
  if (const double count = take_count(name); count > 0) {
    if (NameMatch one = device(name, memory_gib); !one.slug.empty() || one.candidates.size() > 1) {
      return {{std::string(name), std::move(one), count}};
    }
  }
  for (const std::string_view separator : {" + ", "+"}) {
    const auto parts = pieces(plain, separator);
    if (parts.size() < 2 || parts.size() > kMostParts) {
      continue;
    }
    std::vector<NamedDevices> out;
    for (const std::string_view part : parts) {
      std::string_view one = part;
      NameMatch match = device(part, memory_gib);
      const double count = match.slug.empty() ? take_count(one) : 0;
      if (count > 0) {
        match = device(one, memory_gib);
      }
      out.push_back({std::string(one), std::move(match), std::max(count, 1.0)});
    }
    if (all_found(out) || (separator == "+" && whole.candidates.empty())) {
      return out;
    }
  }
  return {{std::string(typed), std::move(whole), 1}};
}

NamedModel NameResolver::model(std::string_view typed, double parameters) const {
  NamedModel out;
  const QuantText text = quant_of_name(typed);
  if (!text.quant.empty()) {
    out.quant = find_quant(catalog_, text.quant).slug;
  }
  const model::Architecture* own = catalog_.find_model(typed);
  if (own != nullptr && std::isnan(parameters)) {
    out.match = model_names().newer_than_own(typed);
  }
  if (own != nullptr) {
    if (out.match.slug.empty()) {
      out.match = {std::string(own->slug), {}, "", true};
    }
    return out;
  }
  const std::string rest = out.quant.empty() || text.rest.empty() ? std::string(typed) : text.rest;
  out.match = model_names().find({rest, std::string(typed)}, parameters);
  if (out.match.slug.empty() && std::isnan(parameters)) {
    NameMatch usual = model_names().usual(rest);
    if (usual.slug.empty() && out.match.candidates.empty()) {
      usual = model_names().without_version(rest);
    }
    if (usual.slug.empty() && usual.candidates.empty()) {
      usual = model_names().usual_size(rest);
    }
    if (!usual.slug.empty() || !usual.candidates.empty()) {
      out.match = std::move(usual);
    }
  }
  return out;
}

NameMatch NameResolver::need_device(std::string_view typed, const std::string& where) const {
  return need_devices(typed, where).front().match;
}

std::vector<NamedDevices> NameResolver::need_devices(std::string_view typed, const std::string& where) const {
  std::vector<NamedDevices> out = devices(typed);
  for (const NamedDevices& d : out) {
    if (d.match.slug.empty()) {
      std::vector<std::string> shown;
      for (const std::string& slug : d.match.candidates) {
        shown.push_back(device_with_memory(*catalog_.find_device(slug)));
      }
      not_found("device", d.typed, d.match, shown, device_names().nearest(d.typed, 3), where);
    }
  }
  return out;
}

NamedModel NameResolver::need_model(std::string_view typed, const std::string& where) const {
  NamedModel out = model(typed);
  if (out.match.slug.empty()) {
    not_found("model", typed, out.match, out.match.candidates, model_names().nearest(typed), where);
  }
  return out;
}

NameMatch NameResolver::need_quant(std::string_view typed, const std::string& where) const {
  NameMatch out = quant(typed);
  if (out.slug.empty()) {
    not_found("storage type", typed, out, out.candidates, catalog_.nearest_storage_types(typed), where);
  }
  return out;
}

bool take_devices(const std::vector<NamedDevices>& named, Run& run) {
  std::string slugs;
  double count = 0;
  for (const NamedDevices& one : named) {
    count += one.count;
    for (double i = 0; i < (named.size() > 1 ? one.count : 1); ++i) {
      slugs += (slugs.empty() ? "" : "+") + one.match.slug;
    }
  }
  const bool counted = count > 1;
  if (counted && run.n_devices > 0 && run.n_devices != count) {
    return false;
  }
  run.n_devices = counted ? count : run.n_devices;
  run.device = slugs;
  return true;
}

std::string taken_as(std::string_view typed, const NameMatch& match) {
  std::string out = fmt::format("'{}' is taken as {}", typed, match.slug);
  if (!match.note.empty()) {
    out += ", " + match.note;
  }
  std::vector<std::string> others;
  for (const std::string& name : match.candidates) {
    if (name != match.slug && others.size() < kMostShown) {
      others.push_back(name);
    }
  }
  return others.empty() ? out : out + fmt::format("; it may be {}", fmt::join(others, ", "));
}

std::string device_with_memory(const model::Device& device) {
  std::string out(device.slug);
  if (device.memory_gib > 0) out += fmt::format(" {:.4g} GB", device.memory_gib);
  if (device.bandwidth_bytes_per_s > 0)
    out += fmt::format(" {:.0f} GB/s", device.bandwidth_bytes_per_s / 1e9);
  return out;
}

}  // namespace tokroof::catalog
