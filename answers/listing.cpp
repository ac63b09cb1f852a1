#include "answers/listing.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "answers/json_number.hpp"
#include "answers/listing_columns.hpp"
#include "catalog/engines.hpp"
#include "catalog/fields.hpp"
#include "catalog/resolve.hpp"
#include "model/units.hpp"

namespace tokroof::answers {
namespace {

using nlohmann::json;

std::string_view kind_name(model::DeviceKind kind) { return catalog::kDeviceKinds[static_cast<int>(kind)]; }

}  // namespace

json Listing::documents() const {
  json out = json::array();
  for (const Entry& e : entries) {
    out.push_back(e.document);
  }
  return out;
}

std::vector<std::string> Listing::names() const {
  std::vector<std::string> out;
  for (const Entry& e : entries) {
    out.push_back(e.cells.front().text);
  }
  return out;
}

ListCell number_cell(double value, double unit) {
  const double x = value / unit;
  if (!std::isfinite(x)) {
    return {};
  }
  return {x == std::floor(x) ? fmt::format("{:.0f}", x) : fmt::format("{:.5g}", x), x};
}

ListCell text_cell(std::string_view text) { return {std::string(text)}; }

json street_price_json(const catalog::StreetPrice* price) {
  return price == nullptr ? json(nullptr)
                          : json{{"low_usd", price->low_usd},
                                 {"high_usd", price->high_usd},
                                 {"condition", price->condition},
                                 {"date", price->date},
                                 {"source", price->source}};
}

Listing list_devices(const catalog::Catalog& catalog, const predict::Fitted& fitted) {
  using model::Device;
  ListingColumns<Device> c("device");
  c.text({"device", "device", true, "slug"}, &Device::slug);
  c.text({"kind", "kind"}, [](const Device& d) { return std::string(kind_name(d.kind)); });
  c.number({"memory_gib", "GiB", true, "memory_bytes", model::kGib, "gib|gb"},
           [](const Device& d) { return d.memory_gib * model::kGib; });
  c.number({"bandwidth_gb_per_s", "GB/s", true, "bandwidth_bytes_per_s", 1e9, "gb/s"},
           &Device::bandwidth_bytes_per_s);
  c.number({"fp16_tflop_per_s", "FP16 TF", true, "fp16_flop_per_s", 1e12}, &Device::fp16_flops);
  c.number({"power_limit_w", "W", true, "power_limit_w", 1, "w"}, &Device::tdp_w);
  c.number({"price_usd", "launch USD"}, &Device::msrp_usd);
  c.cell({"street_usd", "street USD", false}, [&](const Device& d) {
    const catalog::StreetPrice* street = catalog.street_price(d.slug);
    return number_cell(street != nullptr ? street->middle_usd() : model::kUnknown);
  });
  c.member("street_price", [&](const Device& d) { return street_price_json(catalog.street_price(d.slug)); });
  c.cell({"year", "year"},
         [](const Device& d) { return d.never_released ? text_cell("never") : number_cell(d.year); });
  c.member("year", [](const Device& d) { return number(d.year); });
  c.number({"runs_behind", "runs"},
           [&](const Device& d) { return fitted.runs_behind(model::Scope::device, d.slug); });
  c.text({"vendor", "vendor", false}, &Device::vendor);
  c.text({"architecture", "architecture", false}, &Device::arch);
  c.number({"fp32_tflop_per_s", "FP32 TFLOP/s", false, "fp32_flop_per_s", 1e12}, &Device::fp32_flops);
  c.number({"pcie_generation", "PCIe", false}, &Device::pcie_generation);
  c.number({"pcie_lanes", "lanes", false}, &Device::pcie_lanes);
  c.number({"nvlink_gb_per_s", "NVLink GB/s", false, "nvlink_bytes_per_s", 1e9}, &Device::nvlink_bytes_per_s);
  c.text({"confidence", "confidence", false}, &Device::confidence);
  c.text({"name", "name", false}, &Device::name);
  c.member("source", [](const Device& d) { return json(d.source); });
  return c.of(catalog.devices());
}

Listing list_models(const catalog::Catalog& catalog) {
  using model::Architecture;
  ListingColumns<Architecture> c("model");
  c.text({"model", "model", true, "slug"}, &Architecture::slug);
  c.number({"parameters_1e9", "1e9 params", true, "parameters", 1e9, "b"}, &Architecture::parameters);
  c.number({"active_1e9", "active", true, "active_parameters", 1e9}, &Architecture::active_parameters);
  c.cell({"experts", "experts"}, [](const Architecture& m) {
    return ListCell{m.experts > 0 ? fmt::format("{:.0f} of {:.0f}", m.experts_active, m.experts) : "",
                    m.experts};
  });
  c.member("experts", [](const Architecture& m) { return number(m.experts); });
  c.number({"max_context", "context"}, &Architecture::max_context);
  c.text({"family", "family", false}, &Architecture::family);
  c.number({"layers", "layers", false}, &Architecture::layers);
  c.cell({"experts_active", "active experts", false}, [](const Architecture& m) {
    return m.experts > 0 ? number_cell(m.experts_active) : ListCell{"", m.experts_active};
  });
  c.member("experts_active", [](const Architecture& m) { return number(m.experts_active); });
  c.number({"d_model", "d_model", false}, &Architecture::d_model);
  c.text({"attention", "attention", false}, &Architecture::attention_kind);
  c.text({"confidence", "confidence", false}, &Architecture::confidence);
  c.text({.key = "released", .title = "released", .shown = false, .is_month = true}, &Architecture::released);
  c.member("released", [](const Architecture& m) { return text_or_null(m.released); });
  c.text({"name", "name", false}, &Architecture::name);
  c.member("alias_of", [](const Architecture& m) { return text_or_null(m.alias_of); });
  c.member("source", [](const Architecture& m) { return json(m.source); });
  return c.of(catalog.models());
}

Listing list_quants(const catalog::Catalog& catalog) {
  struct Quant {
    std::string_view name, kind, engine_family, notes, source;
    double bits_per_weight = 0;
  };
  ListingColumns<Quant> c("quant");
  c.text({"quant", "quant", true, "name"}, &Quant::name);
  c.text({"kind", "kind", false}, &Quant::kind);
  c.number({"bits_per_weight", "bits/weight"}, &Quant::bits_per_weight);
  c.cell({"of", "of", true, "engine_family"}, [](const Quant& q) {  // the bits of a file depend on its model
    return text_cell(q.engine_family.empty() ? "Llama 8B" : q.engine_family);
  });
  c.member("engine_family", [](const Quant& q) { return text_or_null(q.engine_family); });
  c.cell({"notes", "notes", false}, [](const Quant& q) { return text_cell(q.notes); });
  c.member("source", [](const Quant& q) { return json(q.source); });
  for (const catalog::Recipe& r : catalog.recipes()) {
    c.add({r.file_type, "file-type", "", r.notes, r.source, r.bits_per_weight_llama_8b});
  }
  for (const catalog::StorageType& t : catalog.storage_types()) {
    c.add({t.name, "storage-type", t.engine_family, t.notes, t.source, t.bits_per_weight});
  }
  return c.listing();
}

Listing list_links(const catalog::Catalog& catalog) {
  using catalog::Link;
  ListingColumns<Link> c("link");
  c.text({"link", "link", true, "slug"}, &Link::slug);
  c.number({"gb_per_s", "GB/s", true, "bytes_per_s", 1e9, "gb/s"}, &Link::bytes_per_s);
  c.number({"latency_us", "us", true, "latency_s", 1e-6, "us"}, &Link::latency_s);
  c.text({"name", "name"}, &Link::name);
  c.member("all_reduce", [](const Link& l) {
    json out = json::array();
    for (const catalog::AllReduceTime& t : l.all_reduce) {
      out.push_back({{"devices", t.devices}, {"seconds_s", t.seconds}});
    }
    return out;
  });
  c.member("source", [](const Link& l) { return json(l.source); });
  return c.of(catalog.links());
}

Listing list_engines(const catalog::Catalog& catalog, const predict::Fitted& fitted) {
  using model::Engine;
  const auto runs_of = [&fitted](const Engine& e) {  // with a backend that has some
    std::vector<std::pair<std::string_view, double>> out;
    for (const std::string_view backend : catalog::backends()) {
      const double runs = fitted.runs_behind(model::Scope::engine, fmt::format("{}|{}", e.family(), backend));
      if (runs > 0) out.emplace_back(backend, runs);
    }
    return out;
  };
  ListingColumns<Engine> c("engine");
  c.text({"engine", "engine", true, "name"}, &Engine::name);
  c.text({"family", "runs as"}, [](const Engine& e) { return std::string(e.family()); });
  c.text({"usual_split", "usual split"},
         [](const Engine& e) { return std::string(model::split_name(e.split)); });
  c.text({"usual_quant", "usual quant"}, &Engine::quant);
  c.cell({"runs_behind", "fitted runs"}, [&](const Engine& e) {
    double total = 0;
    for (const auto& [backend, runs] : runs_of(e)) {
      total += runs;
    }
    return number_cell(total);
  });
  c.cell({"by_backend", "fitted by backend", false}, [&](const Engine& e) {
    std::string text;
    for (const auto& [backend, runs] : runs_of(e)) {
      text += fmt::format("{}{} {:.0f}", text.empty() ? "" : ", ", backend, runs);
    }
    return text_cell(text);
  });
  c.member("runs_behind", [&](const Engine& e) {
    json out = json::object();
    for (const auto& [backend, runs] : runs_of(e)) {
      out[std::string(backend)] = runs;
    }
    return out;
  });
  return c.of(catalog.engines());
}

std::string_view newest_release(const catalog::Catalog& catalog) {
  std::string_view month;
  for (const model::Architecture& m : catalog.models()) {
    month = std::max(month, m.released);
  }
  return month;
}

Listing list_data(const catalog::Catalog& catalog, const predict::Fitted& fitted) {
  struct Part {
    const char* name = "";
    double entries = 0;
    std::string newest;
  };
  ListingColumns<Part> c("part of the data");
  c.text({"data", "data", true, "name"}, &Part::name);
  c.number({"entries", "entries"}, &Part::entries);
  c.text({"newest", "newest"}, [](const Part& p) { return p.newest; });
  double year = 0;
  for (const model::Device& d : catalog.devices()) {
    year = std::fmax(year, d.year);
  }
  double figures = 0;
  for (const predict::RunsBehind& behind : fitted.data().behind) {
    figures += behind.scope == model::Scope::engine ? behind.runs : 0;
  }
  return c.of(std::vector<Part>{
      {"devices", static_cast<double>(catalog.devices().size()), fmt::format("{:.0f}", year)},
      {"models", static_cast<double>(catalog.models().size()), std::string(newest_release(catalog))},
      {"fitted figures", figures, std::string(catalog::bundled_data_version().date)}});
}

std::optional<Listing> list_of(std::string_view kind,
                               const catalog::Catalog& catalog,
                               const predict::Fitted& fitted,
                               bool assumed_only) {
  if (kind == "devices") return list_devices(catalog, fitted);
  if (kind == "models") return list_models(catalog);
  if (kind == "quants") return list_quants(catalog);
  if (kind == "links") return list_links(catalog);
  if (kind == "engines") return list_engines(catalog, fitted);
  if (kind == "data") return list_data(catalog, fitted);
  if (kind == "coefficients") return list_coefficients(fitted, assumed_only);
  return std::nullopt;
}

}  // namespace tokroof::answers
