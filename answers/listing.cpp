#include "answers/listing.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "answers/json_number.hpp"
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
  Listing out;
  out.kind = "device";
  out.columns = {{"device", "device", true, "slug"},
                 {"kind", "kind"},
                 {"memory_gib", "GiB", true, "memory_bytes", model::kGib, "gib|gb"},
                 {"bandwidth_gb_per_s", "GB/s", true, "bandwidth_bytes_per_s", 1e9, "gb/s"},
                 {"fp16_tflop_per_s", "FP16 TF", true, "fp16_flop_per_s", 1e12},
                 {"power_limit_w", "W", true, "power_limit_w", 1, "w"},
                 {"price_usd", "launch USD"},
                 {"street_usd", "street USD", false},
                 {"year", "year"},
                 {"runs_behind", "runs"},
                 {"vendor", "vendor", false},
                 {"architecture", "architecture", false},
                 {"fp32_tflop_per_s", "FP32 TFLOP/s", false, "fp32_flop_per_s", 1e12},
                 {"pcie_generation", "PCIe", false},
                 {"pcie_lanes", "lanes", false},
                 {"nvlink_gb_per_s", "NVLink GB/s", false, "nvlink_bytes_per_s", 1e9},
                 {"confidence", "confidence", false},
                 {"name", "name", false}};
  for (const model::Device& d : catalog.devices()) {
    const double runs = fitted.runs_behind(model::Scope::device, d.slug);
    const catalog::StreetPrice* street = catalog.street_price(d.slug);
    out.entries.push_back({{text_cell(d.slug),
                            text_cell(kind_name(d.kind)),
                            number_cell(d.memory_gib),
                            number_cell(d.bandwidth_bytes_per_s, 1e9),
                            number_cell(d.fp16_flops, 1e12),
                            number_cell(d.tdp_w),
                            number_cell(d.msrp_usd),
                            number_cell(street != nullptr ? street->middle_usd() : model::kUnknown),
                            d.never_released ? text_cell("never") : number_cell(d.year),
                            number_cell(runs),
                            text_cell(d.vendor),
                            text_cell(d.arch),
                            number_cell(d.fp32_flops, 1e12),
                            number_cell(d.pcie_generation),
                            number_cell(d.pcie_lanes),
                            number_cell(d.nvlink_bytes_per_s, 1e9),
                            text_cell(d.confidence),
                            text_cell(d.name)},
                           {{"slug", d.slug},
                            {"name", d.name},
                            {"vendor", d.vendor},
                            {"kind", kind_name(d.kind)},
                            {"architecture", d.arch},
                            {"year", number(d.year)},
                            {"memory_bytes", number(d.memory_gib * model::kGib)},
                            {"bandwidth_bytes_per_s", number(d.bandwidth_bytes_per_s)},
                            {"fp16_flop_per_s", number(d.fp16_flops)},
                            {"fp32_flop_per_s", number(d.fp32_flops)},
                            {"power_limit_w", number(d.tdp_w)},
                            {"price_usd", number(d.msrp_usd)},
                            {"street_price", street_price_json(street)},
                            {"pcie_generation", number(d.pcie_generation)},
                            {"pcie_lanes", number(d.pcie_lanes)},
                            {"nvlink_bytes_per_s", number(d.nvlink_bytes_per_s)},
                            {"runs_behind", runs},
                            {"confidence", d.confidence},
                            {"source", d.source}}});
  }
  return out;
}

Listing list_models(const catalog::Catalog& catalog) {
  Listing out;
  out.kind = "model";
  out.columns = {{"model", "model", true, "slug"},
                 {"parameters_1e9", "1e9 params", true, "parameters", 1e9, "b"},
                 {"active_1e9", "active", true, "active_parameters", 1e9},
                 {"experts", "experts"},
                 {"max_context", "context"},
                 {"family", "family", false},
                 {"layers", "layers", false},
                 {"experts_active", "active experts", false},
                 {"d_model", "d_model", false},
                 {"attention", "attention", false},
                 {"confidence", "confidence", false},
                 {"name", "name", false}};
  for (const model::Architecture& m : catalog.models()) {
    const bool moe = m.experts > 0;
    const std::string experts = moe ? fmt::format("{:.0f} of {:.0f}", m.experts_active, m.experts) : "";
    out.entries.push_back({{text_cell(m.slug),
                            number_cell(m.parameters, 1e9),
                            number_cell(m.active_parameters, 1e9),
                            {experts, m.experts},
                            number_cell(m.max_context),
                            text_cell(m.family),
                            number_cell(m.layers),
                            moe ? number_cell(m.experts_active) : ListCell{"", m.experts_active},
                            number_cell(m.d_model),
                            text_cell(m.attention_kind),
                            text_cell(m.confidence),
                            text_cell(m.name)},
                           {{"slug", m.slug},
                            {"name", m.name},
                            {"family", m.family},
                            {"alias_of", text_or_null(m.alias_of)},
                            {"parameters", number(m.parameters)},
                            {"active_parameters", number(m.active_parameters)},
                            {"layers", number(m.layers)},
                            {"d_model", number(m.d_model)},
                            {"experts", number(m.experts)},
                            {"experts_active", number(m.experts_active)},
                            {"attention", m.attention_kind},
                            {"max_context", number(m.max_context)},
                            {"confidence", m.confidence},
                            {"source", m.source}}});
  }
  return out;
}

Listing list_quants(const catalog::Catalog& catalog) {
  Listing out;
  out.kind = "quant";
  out.columns = {{"quant", "quant", true, "name"},
                 {"kind", "kind", false},
                 {"bits_per_weight", "bits/weight"},
                 {"of", "of", true, "engine_family"},
                 {"notes", "notes", false}};
  for (const catalog::Recipe& r : catalog.recipes()) {
    out.entries.push_back({{text_cell(r.file_type),
                            text_cell("file-type"),
                            number_cell(r.bits_per_weight_llama_8b),
                            text_cell("Llama 8B"),
                            text_cell(r.notes)},
                           {{"name", r.file_type},
                            {"kind", "file-type"},
                            {"bits_per_weight", number(r.bits_per_weight_llama_8b)},
                            {"source", r.source}}});
  }
  for (const catalog::StorageType& t : catalog.storage_types()) {
    out.entries.push_back({{text_cell(t.name),
                            text_cell("storage-type"),
                            number_cell(t.bits_per_weight),
                            text_cell(t.engine_family),
                            text_cell(t.notes)},
                           {{"name", t.name},
                            {"kind", "storage-type"},
                            {"engine_family", t.engine_family},
                            {"bits_per_weight", number(t.bits_per_weight)},
                            {"source", t.source}}});
  }
  return out;
}

Listing list_links(const catalog::Catalog& catalog) {
  Listing out;
  out.kind = "link";
  out.columns = {{"link", "link", true, "slug"},
                 {"gb_per_s", "GB/s", true, "bytes_per_s", 1e9, "gb/s"},
                 {"latency_us", "us", true, "latency_s", 1e-6, "us"},
                 {"name", "name"}};
  for (const catalog::Link& l : catalog.links()) {
    json all_reduce = json::array();
    for (const catalog::AllReduceTime& t : l.all_reduce) {
      all_reduce.push_back({{"devices", t.devices}, {"seconds_s", t.seconds}});
    }
    out.entries.push_back({{text_cell(l.slug),
                            number_cell(l.bytes_per_s, 1e9),
                            number_cell(l.latency_s, 1e-6),
                            text_cell(l.name)},
                           {{"slug", l.slug},
                            {"name", l.name},
                            {"bytes_per_s", number(l.bytes_per_s)},
                            {"latency_s", number(l.latency_s)},
                            {"all_reduce", all_reduce},
                            {"source", l.source}}});
  }
  return out;
}

Listing list_engines(const catalog::Catalog& catalog, const predict::Fitted& fitted) {
  Listing out;
  out.kind = "engine";
  out.columns = {{"engine", "engine", true, "name"},
                 {"family", "runs as"},
                 {"usual_split", "usual split"},
                 {"usual_quant", "usual quant"},
                 {"runs_behind", "fitted runs"},
                 {"by_backend", "fitted by backend", false}};
  for (const model::Engine& e : catalog.engines()) {
    json by_backend = json::object();
    std::string text;
    double total = 0;
    for (const std::string_view backend : catalog::backends()) {
      const double runs = fitted.runs_behind(model::Scope::engine, fmt::format("{}|{}", e.family(), backend));
      if (runs > 0) {
        by_backend[std::string(backend)] = runs;
        total += runs;
        text += fmt::format("{}{} {:.0f}", text.empty() ? "" : ", ", backend, runs);
      }
    }
    out.entries.push_back({{text_cell(e.name),
                            text_cell(e.family()),
                            text_cell(model::split_name(e.split)),
                            text_cell(e.quant),
                            number_cell(total),
                            text_cell(text)},
                           {{"name", e.name},
                            {"family", e.family()},
                            {"usual_split", model::split_name(e.split)},
                            {"usual_quant", e.quant},
                            {"runs_behind", by_backend}}});
  }
  return out;
}

std::string_view newest_release(const catalog::Catalog& catalog) {
  std::string_view month;
  for (const model::Architecture& m : catalog.models()) {
    month = std::max(month, m.released);
  }
  return month;
}

Listing list_data(const catalog::Catalog& catalog, const predict::Fitted& fitted) {
  Listing out;
  out.kind = "part of the data";
  out.columns = {{"data", "data", true, "name"}, {"entries", "entries"}, {"newest", "newest"}};
  const auto add = [&](const char* name, double entries, const std::string& newest) {
    out.entries.push_back({{text_cell(name), number_cell(entries), text_cell(newest)},
                           {{"name", name}, {"entries", number(entries)}, {"newest", newest}}});
  };
  double year = 0;
  for (const model::Device& d : catalog.devices()) {
    year = std::fmax(year, d.year);
  }
  add("devices", static_cast<double>(catalog.devices().size()), fmt::format("{:.0f}", year));
  add("models", static_cast<double>(catalog.models().size()), std::string(newest_release(catalog)));
  double figures = 0;
  for (const predict::RunsBehind& behind : fitted.data().behind) {
    figures += behind.scope == model::Scope::engine ? behind.runs : 0;
  }
  add("fitted figures", figures, std::string(catalog::bundled_data_version().date));
  return out;
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
