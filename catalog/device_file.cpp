#include "catalog/device_file.hpp"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "catalog/cross_check.hpp"
#include "catalog/entry_reader.hpp"
#include "catalog/name_index.hpp"

namespace tokroof::catalog {
namespace {

using nlohmann::json;

/// What the views of an extended catalog refer to.
struct Extension {
  Catalog base;
  Arena arena;
  std::vector<model::Device> devices;
  std::vector<NameKey> names;
};

class DeviceFile {
 public:
  DeviceFile(const Catalog& catalog, const JsonFile& file, std::vector<Problem>& problems)
      : out_(std::make_shared<Extension>(Extension{catalog, {}, {}, {}})),
        file_(file),
        problems_(problems),
        reader_(file, out_->arena, problems) {
    const CatalogData& data = catalog.data();
    out_->devices.assign(data.devices.begin(), data.devices.end());
    out_->names.assign(data.device_names.begin(), data.device_names.end());
  }

  Catalog read() {
    reader_.check_top_level({"devices"});
    const json& document = file_.document;
    const json list = document.is_object() ? document.value("devices", json()) : json();
    if (document.is_object() && !list.is_array()) {
      report(document.contains("devices") ? "/devices" : "", "the list 'devices' is missing");
    }
    const std::size_t first = out_->devices.size();
    for (std::size_t row = 0; list.is_array() && row < list.size(); ++row) {
      add(list[row], fmt::format("/devices/{}", row));
    }
    Catalog extended = so_far();
    cross_check_devices(extended, std::span(out_->devices).subspan(first), file_, problems_);
    return extended;
  }

 private:
  Catalog so_far() const {
    CatalogData data = out_->base.data();
    data.devices = out_->devices;
    data.device_names = out_->names;
    return Catalog(data, out_);
  }

  void report(const std::string& at, std::string message, std::vector<std::string> nearest = {}) {
    problems_.push_back({file_.where(at), std::move(message), std::move(nearest)});
  }

  void add(json entry, const std::string& at) {
    if (!entry.is_object()) {
      report(at, "must be an object");
      return;
    }
    model::Device like;
    const bool inherits = entry.contains("like");
    if (inherits) {
      like = other(entry["like"], at + "/like");
      forget_what_changes(like, entry, at);
      entry.erase("like");
    }
    constexpr std::string_view kElsewhere[] = {"name", "source", "vendor", "kind"};
    const std::span<const std::string_view> elsewhere(kElsewhere);
    const model::Device device = reader_.entry(entry, at, like, inherits ? elsewhere : elsewhere.first(2));
    if (device.slug.empty()) {
      return;
    }
    if (so_far().find_device(device.slug) != nullptr) {
      report(at + "/slug", fmt::format("'{}' is there already", device.slug));
      return;
    }
    out_->devices.push_back(device);
    model::Device& kept = out_->devices.back();
    kept.name = entry.contains("name") ? kept.name : kept.slug;
    kept.source = entry.contains("source") ? kept.source : out_->arena.keep(file_.name);
    const auto row = static_cast<std::uint32_t>(out_->devices.size() - 1);
    const auto keep = [&](std::string key) { return out_->arena.keep(std::move(key)); };
    add_name(out_->names, kept.slug, row, keep);
    add_name(out_->names, kept.name, row, keep);
  }

  model::Device other(const json& like, const std::string& at) {
    const std::string name = like.is_string() ? like.get<std::string>() : like.dump();
    const Catalog known = so_far();
    const model::Device* found = known.find_device(name);
    if (found == nullptr) {
      report(at, fmt::format("unknown device '{}'", name), known.nearest_devices(name));
    }
    return found == nullptr ? model::Device{} : *found;
  }

  /// Of `like`, what is not true of an entry with these keys.
  void forget_what_changes(model::Device& like, const json& entry, const std::string& at) {
    like.slug = {};
    like.notes = {};
    like.msrp_usd = like.rent_usd_per_h = model::kUnknown;
    if (entry.contains("bandwidth_gb_per_s")) {
      like.memory_bus_bits = like.memory_data_rate_bits_per_s = model::kUnknown;
    }
    if (entry.contains("cores") || entry.contains("boost_clock_mhz")) {
      std::vector<std::string> missing;
      for (const char* key : {"fp32_tflops", "fp16_tflops"}) {
        if (!entry.contains(key)) {
          missing.emplace_back(key);
        }
      }
      if (!missing.empty()) {
        report(at,
               fmt::format("has cores or a clock of its own: {} must be stated too",
                           fmt::join(missing, " and ")));
      }
      like.fp8_flops = like.int8_ops = like.fp64_flops = model::kUnknown;
    }
  }

  std::shared_ptr<Extension> out_;
  const JsonFile& file_;
  std::vector<Problem>& problems_;
  EntryReader reader_;
};

Catalog read(const Catalog& catalog, const JsonFile& file, std::vector<Problem>& problems) {
  Catalog out = DeviceFile(catalog, file, problems).read();
  throw_if_any(problems);
  return out;
}

}  // namespace

Catalog with_devices(const Catalog& catalog, const std::filesystem::path& file) {
  std::vector<Problem> problems;
  return read(catalog, read_json(file, problems), problems);
}

Catalog with_devices(const Catalog& catalog, const std::string& text, const std::string& name) {
  std::vector<Problem> problems;
  return read(catalog, parse_json(text, name, problems), problems);
}

}  // namespace tokroof::catalog
