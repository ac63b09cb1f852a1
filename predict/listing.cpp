#include "predict/listing.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "catalog/engines.hpp"
#include "catalog/fields.hpp"
#include "catalog/names.hpp"
#include "model/units.hpp"

namespace tokroof {
namespace {

using nlohmann::json;

json number(double value) { return std::isfinite(value) ? json(value) : json(nullptr); }

/// Empty where it is not known.
std::string shown(double value, double unit = 1) {
  const double x = value / unit;
  return !std::isfinite(x) ? "" : x == std::floor(x) ? fmt::format("{:.0f}", x) : fmt::format("{:.5g}", x);
}

std::string_view kind_name(DeviceKind kind) { return kDeviceKinds[static_cast<int>(kind)]; }

}  // namespace

Listing Listing::filtered(std::string_view text) const {
  Listing out;
  out.header = header;
  const std::string wanted = lower_case(text);
  for (const Entry& e : entries) {
    const bool has = std::any_of(e.cells.begin(), e.cells.end(), [&](const std::string& cell) {
      return lower_case(cell).find(wanted) != std::string::npos;
    });
    if (has) {
      out.entries.push_back(e);
    }
  }
  return out;
}

Table Listing::table() const {
  Table out{header, {}};
  for (const Entry& e : entries) {
    out.rows.push_back(e.cells);
  }
  return out;
}

json Listing::documents() const {
  json out = json::array();
  for (const Entry& e : entries) {
    out.push_back(e.document);
  }
  return out;
}

Listing list_devices(const Catalog& catalog, const Fitted& fitted) {
  Listing out;
  out.header = {"device", "kind", "GiB", "GB/s", "FP16 TFLOP/s", "W", "year", "figures fitted", "name"};
  for (const Device& d : catalog.devices()) {
    const double runs = fitted.runs_behind(Scope::device, d.slug);
    out.entries.push_back({{std::string(d.slug),
                            std::string(kind_name(d.kind)),
                            shown(d.memory_gib),
                            shown(d.bandwidth_bytes_per_s, 1e9),
                            shown(d.fp16_flops, 1e12),
                            shown(d.tdp_w),
                            shown(d.year),
                            runs > 0 ? shown(runs) : "",
                            std::string(d.name)},
                           {{"slug", d.slug},
                            {"name", d.name},
                            {"vendor", d.vendor},
                            {"kind", kind_name(d.kind)},
                            {"architecture", d.arch},
                            {"year", number(d.year)},
                            {"memory_bytes", number(d.memory_gib * kGib)},
                            {"bandwidth_bytes_per_s", number(d.bandwidth_bytes_per_s)},
                            {"fp16_flop_per_s", number(d.fp16_flops)},
                            {"fp32_flop_per_s", number(d.fp32_flops)},
                            {"power_limit_w", number(d.tdp_w)},
                            {"price_usd", number(d.msrp_usd)},
                            {"pcie_generation", number(d.pcie_generation)},
                            {"pcie_lanes", number(d.pcie_lanes)},
                            {"nvlink_bytes_per_s", number(d.nvlink_bytes_per_s)},
                            {"runs_behind", runs},
                            {"confidence", d.confidence},
                            {"source", d.source}}});
  }
  return out;
}

Listing list_models(const Catalog& catalog) {
  Listing out;
  out.header = {"model", "family", "1e9 params", "active", "layers", "experts", "context", "name"};
  for (const Architecture& m : catalog.models()) {
    out.entries.push_back({{std::string(m.slug),
                            std::string(m.family),
                            shown(m.parameters, 1e9),
                            shown(m.active_parameters, 1e9),
                            shown(m.layers),
                            m.experts > 0 ? fmt::format("{:.0f} of {:.0f}", m.experts_active, m.experts) : "",
                            shown(m.max_context),
                            std::string(m.name)},
                           {{"slug", m.slug},
                            {"name", m.name},
                            {"family", m.family},
                            {"alias_of", m.alias_of.empty() ? json(nullptr) : json(m.alias_of)},
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

Listing list_quants(const Catalog& catalog) {
  Listing out;
  out.header = {"quant", "kind", "bits/weight", "of", "notes"};
  for (const Recipe& r : catalog.recipes()) {
    out.entries.push_back({{std::string(r.file_type),
                            "file type",
                            shown(r.bits_per_weight_llama_8b),
                            "Llama 8B, all weights",
                            std::string(r.notes)},
                           {{"name", r.file_type},
                            {"kind", "file-type"},
                            {"bits_per_weight", number(r.bits_per_weight_llama_8b)},
                            {"source", r.source}}});
  }
  for (const StorageType& t : catalog.storage_types()) {
    out.entries.push_back({{std::string(t.name),
                            "storage type",
                            shown(t.bits_per_weight),
                            std::string(t.engine_family),
                            std::string(t.notes)},
                           {{"name", t.name},
                            {"kind", "storage-type"},
                            {"engine_family", t.engine_family},
                            {"bits_per_weight", number(t.bits_per_weight)},
                            {"source", t.source}}});
  }
  return out;
}

Listing list_links(const Catalog& catalog) {
  Listing out;
  out.header = {"link", "GB/s a direction", "latency us", "name"};
  for (const Link& l : catalog.links()) {
    json all_reduce = json::array();
    for (const AllReduceTime& t : l.all_reduce) {
      all_reduce.push_back({{"devices", t.devices}, {"seconds_s", t.seconds}});
    }
    out.entries.push_back(
        {{std::string(l.slug), shown(l.bytes_per_s, 1e9), shown(l.latency_s, 1e-6), std::string(l.name)},
         {{"slug", l.slug},
          {"name", l.name},
          {"bytes_per_s", number(l.bytes_per_s)},
          {"latency_s", number(l.latency_s)},
          {"all_reduce", all_reduce},
          {"source", l.source}}});
  }
  return out;
}

Listing list_engines(const Fitted& fitted) {
  Listing out;
  out.header = {"engine", "runs as", "usual split", "usual quant", "figures fitted"};
  for (const Engine& e : engines()) {
    json by_backend = json::object();
    std::string text;
    for (const std::string_view backend : backends()) {
      const double runs = fitted.runs_behind(Scope::engine, fmt::format("{}|{}", e.family, backend));
      if (runs > 0) {
        by_backend[std::string(backend)] = runs;
        text += fmt::format("{}{} {:.0f}", text.empty() ? "" : ", ", backend, runs);
      }
    }
    out.entries.push_back({{std::string(e.name),
                            std::string(e.family),
                            std::string(split_name(e.split)),
                            std::string(e.quant),
                            text},
                           {{"name", e.name},
                            {"family", e.family},
                            {"usual_split", split_name(e.split)},
                            {"usual_quant", e.quant},
                            {"runs_behind", by_backend}}});
  }
  return out;
}

}  // namespace tokroof
