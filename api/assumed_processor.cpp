#include "api/assumed_processor.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "catalog/names.hpp"
#include "catalog/text.hpp"
#include "model/names.hpp"
#include "model/units.hpp"

namespace tokroof::api {
namespace {

constexpr double kAssumedClock = 3e9, kBytesATransfer = 8;

bool one_of(std::string_view list, std::string_view word) {
  const auto words = catalog::split_at(list, '|');
  return list.empty() || model::holds(words, word);
}

bool has_one_of(std::string_view instructions, std::string_view list) {
  const auto has = catalog::split_at(instructions, ' ');
  return list.empty() || model::any_of(has, [&](std::string_view flag) { return one_of(list, flag); });
}

bool matches(const catalog::ProcessorClass& c, const formats::MachineHost& host) {
  return (c.vendor.empty() || c.vendor == host.vendor) && (std::isnan(c.family) || c.family == host.family) &&
         (c.models.empty() || (host.model >= 0 && one_of(c.models, fmt::format("{:.0f}", host.model)))) &&
         (c.part.empty() || catalog::contains(host.name, c.part)) && has_one_of(host.instructions, c.flags);
}

/// What the catalog calls them.
std::string simd_of(const formats::MachineHost& host) {
  const auto has = [&](std::string_view flag) { return has_one_of(host.instructions, flag); };
  if (host.instructions.empty()) return "none";
  if (has("amx_tile")) return "amx";
  if (has("avx512f")) return "avx512";
  if (has("avx2")) return "avx2";
  if (has("sve")) return "sve";
  if (has("asimddp")) return "neon";
  return has("asimd") ? "neon-1" : "sse4.1-128";
}

std::string maker(const formats::MachineHost& host) {
  return host.vendor == "AuthenticAMD" ? "amd" : host.vendor == "GenuineIntel" ? "intel" : "unknown";
}

}  // namespace

std::optional<AssumedProcessor> assumed_processor(const catalog::Catalog& catalog,
                                                  const formats::MachineHost& host) {
  if (!host.slug.empty() || !(host.cores_per_socket >= 1)) {
    return std::nullopt;
  }
  const auto classes = catalog.data().processor_classes;
  const auto found = std::find_if(
      classes.begin(), classes.end(), [&](const catalog::ProcessorClass& c) { return matches(c, host); });
  if (found == classes.end()) return std::nullopt;
  const bool whole = host.hypervisor.empty();
  // A virtual machine's sockets are no sockets.
  const double sockets = whole && host.sockets >= 1 ? host.sockets : 1;
  const double cores = whole ? host.cores_per_socket : host.cores_per_socket * std::max(host.sockets, 1.0);
  const bool known = host.bandwidth_bytes_per_s() > 0;
  const double channels = known ? host.channels / sockets : found->channels;
  const double transfers = known ? host.transfers_per_s : found->memory_mts * 1e6;
  const double clock = host.clock_hz > 0 ? host.clock_hz : kAssumedClock;
  nlohmann::json entry = {{"slug", AssumedProcessor::kSlug},
                          {"name", host.name.empty() ? std::string(found->name) : host.name},
                          {"vendor", maker(host)},
                          {"kind", "cpu"},
                          {"bandwidth_gb_per_s", channels * transfers * kBytesATransfer / 1e9},
                          {"cpu_cores", std::min(cores, 1024.0)},
                          {"fp32_tflops", cores * clock * found->flops_per_clock / 1e12},
                          {"simd", simd_of(host)},
                          {"source", "reported by the machine; memory of its class"}};
  if (channels >= 1) entry["memory_channels"] = channels;
  if (host.memory_bytes > 0) entry["memory_gib"] = host.memory_bytes / model::kGib;
  AssumedProcessor out;
  out.entry = nlohmann::json{{"devices", {entry}}}.dump();
  if (!known) {
    out.sentence = fmt::format(
        "the memory of '{}' is assumed: {:.0f} channels of {}, {:.0f} GB/s ({}); --host-channels and "
        "--host-memory-mts state it",
        host.name,
        channels,
        found->memory,
        channels * transfers * kBytesATransfer / 1e9,
        found->name);
  }
  return out;
}

}  // namespace tokroof::api
