#include "catalog/catalog.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <optional>

#include "catalog/name_resolver.hpp"
#include "catalog/names.hpp"
#include "catalog/text.hpp"
#include "model/count/quantization.hpp"
#include "model/names.hpp"

namespace tokroof::catalog {
namespace {

const NameKey* find_key(std::span<const NameKey> names, std::string_view key) {
  const auto less = [](const NameKey& a, std::string_view b) { return a.key < b; };
  const auto found = std::lower_bound(names.begin(), names.end(), key, less);
  return found != names.end() && found->key == key ? &*found : nullptr;
}

template <class T>
const T* find(std::span<const T> entries, std::span<const NameKey> names, std::string_view name) {
  if (name.empty()) {
    return nullptr;
  }
  const NameKey* key = find_key(names, name);  // mostly spelled as keys are
  key = key != nullptr ? key : find_key(names, normalized(name));
  return key == nullptr ? nullptr : &entries[key->row];
}

/// Whether `family` is one of the '/'-separated families of a storage type.
bool has_family(std::string_view families, std::string_view family) {
  const std::vector<std::string_view> all = split_at(families, '/');
  return model::holds(all, family);
}

template <class T, class IsIt>
const T* first_of(std::span<const T> entries, IsIt is_it) {
  const auto found = std::find_if(entries.begin(), entries.end(), is_it);
  return found == entries.end() ? nullptr : &*found;
}

template <class T>
std::vector<std::string_view> names_of(std::span<const T> entries, std::string_view T::*name) {
  std::vector<std::string_view> out;
  for (const T& entry : entries) {
    out.push_back(entry.*name);
  }
  return out;
}

template <class T>
const T& must_find(const T* found,
                   const char* what,
                   std::string_view name,
                   const Catalog& catalog,
                   std::vector<std::string> (Catalog::*nearest)(std::string_view, std::size_t) const) {
  if (found == nullptr) {
    throw InputError("unknown-name",
                     std::string("unknown ") + what + " '" + std::string(name) + "'",
                     {},
                     (catalog.*nearest)(name, 3));
  }
  return *found;
}

}  // namespace

struct Catalog::LazyNames {
  std::once_flag once;
  std::optional<NameResolver> resolver;
};

Catalog::Catalog(const CatalogData& data, std::shared_ptr<const void> owner)
    : data_(data), owner_(std::move(owner)), names_(std::make_shared<LazyNames>()) {}

const NameResolver& Catalog::names() const {
  std::call_once(names_->once, [&]() { names_->resolver.emplace(data_); });
  return *names_->resolver;
}

const model::Device* Catalog::find_device(std::string_view name) const {
  return find(data_.devices, data_.device_names, name);
}

const model::Architecture* Catalog::find_model(std::string_view name) const {
  return find(data_.models, data_.model_names, name);
}

const Link* Catalog::find_link(std::string_view name) const {
  return find(data_.links, data_.link_names, name);
}

const StorageType* Catalog::find_storage_type(std::string_view name, std::string_view family) const {
  const StorageType* first = find(data_.storage_types, data_.storage_names, name);
  if (first == nullptr) {
    first = find(data_.storage_types, data_.storage_names, model::without_interleaving(name));
  }
  if (first == nullptr || family.empty() || has_family(first->engine_family, family)) {
    return first;
  }
  for (const StorageType& other : data_.storage_types) {
    if (normalized(other.name) == normalized(first->name) && has_family(other.engine_family, family)) {
      return &other;
    }
  }
  return first;
}

const model::Engine* Catalog::find_engine(std::string_view name) const {
  if (name.empty()) {
    return nullptr;
  }
  // Tables spell them so: thousands of rows need no normalizing.
  const model::Engine* exact = first_of(data_.engines, [&](const auto& e) { return e.name == name; });
  const auto is_it = [wanted = exact == nullptr ? normalized(name) : ""](const model::Engine& e) {
    return normalized(e.name) == wanted;
  };
  return exact != nullptr ? exact : first_of(data_.engines, is_it);
}

const Recipe* Catalog::find_recipe(std::string_view file_type) const {
  return find(data_.recipes, data_.recipe_names, file_type);
}

const Alias* Catalog::alias(std::string_view kind, std::string_view name) const {
  const NameKey* key = find_key(data_.alias_names, std::string(kind) + ':' + normalized(name));
  return key == nullptr ? nullptr : &data_.aliases[key->row];
}

std::string_view Catalog::canonical(std::string_view kind, std::string_view name) const {
  const Alias* found = alias(kind, name);
  return found != nullptr && applies(found->exactness) ? found->canonical : name;
}

const SourceFacts* Catalog::facts_of_source(std::string_view source) const {
  return first_of(data_.source_facts, [&](const SourceFacts& facts) { return facts.source == source; });
}

const OffloadHost* Catalog::offload_host(std::string_view host_text) const {
  return first_of(data_.offload_hosts, [&](const auto& host) { return matches(host.pattern, host_text); });
}

const LaunchSpeed* Catalog::launch_speed(std::string_view host_text) const {
  return first_of(data_.launch_speeds, [&](const auto& entry) { return matches(entry.pattern, host_text); });
}

const model::Device* Catalog::slowest_launching_server() const {
  constexpr double kServerChannels = 6;
  const model::Device* slowest = nullptr;
  double speed = INFINITY;
  // Slow ones stand last; of the others no name is then read.
  for (auto entry = data_.launch_speeds.rbegin(); entry != data_.launch_speeds.rend(); ++entry) {
    const auto is_one = [&](const model::Device& d) {
      return d.kind == model::DeviceKind::cpu && d.memory_channels >= kServerChannels &&
             matches(entry->pattern, d.name) && launch_speed(d.name) == &*entry;
    };
    if (!entry->x86 || !(entry->speed < speed)) {
      continue;
    }
    const auto found = std::find_if(devices().begin(), devices().end(), is_one);
    if (found != devices().end()) {
      slowest = &*found;
      speed = entry->speed;
    }
  }
  return slowest;
}

const SocCpu* Catalog::soc_cpu(std::string_view device) const {
  return first_of(data_.soc_cpus, [&](const SocCpu& cpu) { return is_listed(cpu.devices, device); });
}

double Catalog::power_limit_w(std::string_view device_name) const {
  const Alias* found = alias("device", device_name);
  return found != nullptr ? found->power_limit_w : model::kUnknown;
}

const StreetPrice* Catalog::street_price(std::string_view device_slug) const {
  const StreetPrice* cheapest = nullptr;
  for (const StreetPrice& row : data_.street_prices) {
    if (row.device == device_slug && (cheapest == nullptr || row.middle_usd() < cheapest->middle_usd())) {
      cheapest = &row;
    }
  }
  return cheapest;
}

double Catalog::usable_memory_share(const model::Device& device, std::string_view os) const {
  if (device.kind != model::DeviceKind::gpu && device.kind != model::DeviceKind::accelerator) {
    return 1;
  }
  const UsableMemory* known = first_of(data_.usable_memory, [&](const UsableMemory& row) {
    return row.vendor == device.vendor && is_listed(row.os, os) && is_listed(row.slugs, device.slug);
  });
  return known == nullptr ? 1 : known->share;
}

std::vector<std::string> Catalog::nearest_devices(std::string_view name, std::size_t n) const {
  return names().device_names().nearest(name, n);
}

std::vector<std::string> Catalog::nearest_models(std::string_view name, std::size_t n) const {
  return names().model_names().nearest(name, n);
}

std::vector<std::string> Catalog::nearest_links(std::string_view name, std::size_t n) const {
  std::vector<std::string> out;  // those that people call so: "thunderbolt", "infiniband"
  for (const Link& link : data_.links) {
    if (out.size() < n && !name.empty() && contains(lower_case(link.name), lower_case(name))) {
      out.emplace_back(link.slug);
    }
  }
  return out.empty() ? nearest_names(name, names_of(data_.links, &Link::slug), n) : out;
}

std::vector<std::string> Catalog::nearest_engines(std::string_view name, std::size_t n) const {
  return nearest_names(name, names_of(data_.engines, &model::Engine::name), n);
}

std::vector<std::string> Catalog::nearest_storage_types(std::string_view name, std::size_t n) const {
  std::vector<std::string_view> names = names_of(data_.recipes, &Recipe::file_type);
  const std::vector<std::string_view> types = names_of(data_.storage_types, &StorageType::name);
  names.insert(names.end(), types.begin(), types.end());
  return nearest_names(name, names, n);
}

const model::Device& Catalog::device(std::string_view name) const {
  return must_find(find_device(name), "device", name, *this, &Catalog::nearest_devices);
}

const model::Architecture& Catalog::model(std::string_view name) const {
  return must_find(find_model(name), "model", name, *this, &Catalog::nearest_models);
}

const Link& Catalog::link(std::string_view name) const {
  return must_find(find_link(name), "link", name, *this, &Catalog::nearest_links);
}

}  // namespace tokroof::catalog
