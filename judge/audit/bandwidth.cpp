#include <cmath>
#include <cstdlib>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "catalog/names.hpp"
#include "judge/audit/host_memory.hpp"
#include "judge/audit/judges.hpp"

namespace tokroof::judge {
namespace {

constexpr double kBandwidthRounding = 0.025;  // vendors print 400 for 409.6
constexpr double kGiga = 1e9;

struct Figure {
  double gb_per_s;
  std::string what;
  bool right;  ///< what such a claim should say; else a usual confusion
};

double pcie_gb_per_s(double generation, double lanes) {
  // One lane and direction, after coding (128b/130b) [GB/s]; vendor's generation 3: 8 GT/s, doubling.
  constexpr double kGeneration3Lane = 0.985;
  return kGeneration3Lane * std::exp2(generation - 3) * lanes;
}

/// "pcie3x4 (oculink)": generation and lanes.
std::optional<std::pair<double, double>> pcie_shape(std::string_view text) {
  const std::string name = catalog::lower_case(text);
  const std::size_t at = name.find("pcie");
  if (at == std::string::npos || name.size() < at + 7 || name[at + 5] != 'x') {
    return std::nullopt;
  }
  const double lanes = std::strtod(name.c_str() + at + 6, nullptr);
  return std::pair(static_cast<double>(name[at + 4] - '0'), lanes);
}

void add_nvlink(const model::Device& d, std::vector<Figure>& out) {
  if (d.nvlink_bytes_per_s > 0) {
    const double both = d.nvlink_bytes_per_s / kGiga;
    out.push_back({both, "NVLink, both directions together", true});
    out.push_back({both / 2, "NVLink, one direction", true});
  }
}

void add_pcie(double generation, double lanes, const std::string& of, std::vector<Figure>& out) {
  const double one = pcie_gb_per_s(generation, lanes);
  out.push_back({one, fmt::format("PCIe {:.0f}.0 x{:.0f}, one direction{}", generation, lanes, of), true});
  out.push_back({2 * one,
                 fmt::format("PCIe {:.0f}.0 x{:.0f}, both directions together{}", generation, lanes, of),
                 true});
}

/// What the named link carries.
std::vector<Figure> link_figures(const model::Device& d, std::string_view link) {
  std::vector<Figure> out;
  if (catalog::lower_case(link).starts_with("nv")) {
    add_nvlink(d, out);
    return out;
  }
  const auto shape = pcie_shape(link);
  if (!shape) {
    return out;
  }
  const auto [generation, lanes] = *shape;
  const double usable = std::fmin(generation, d.pcie_generation);
  add_pcie(usable, std::fmin(lanes, d.pcie_lanes), "", out);
  out[1].right = false;
  if (generation < 6) {
    out.push_back(
        {pcie_gb_per_s(usable + 1, lanes), fmt::format("PCIe {:.0f}.0 x{:.0f}", usable + 1, lanes), false});
  }
  return out;
}

bool matches(const Claim& claim, double scale, double figure) {
  const double off = std::fmax(kBandwidthRounding * figure, half_of_digit(claim) * scale);
  return claim.low * scale <= figure + off && claim.high * scale >= figure - off;
}

/// A device of the catalog whose bandwidth the claim would be, of the same family.
std::string device_with_bandwidth(const AuditContext& context, const model::Device& d, double gb_per_s) {
  const std::string stem(d.slug.substr(0, d.slug.find('-')));
  for (const model::Device& other : context.catalog().devices()) {
    if (&other != &d && other.generation == d.generation && other.slug.starts_with(stem) &&
        std::fabs(other.bandwidth_bytes_per_s / kGiga / gb_per_s - 1) < 0.01) {
      return fmt::format("; that is {}", other.slug);
    }
  }
  return "";
}

/// What was reached, not what is specified.
bool is_of_use(const Claim& claim) { return claim.kind == "expected" || claim.kind == "measured"; }

/// No more than the specified bandwidth. `of`: which, where it is not the memory's.
Judgement judge_reached(const Claim& claim, double specified, const std::string& of, double scale) {
  const double share = claim.middle() * scale / specified;
  const std::string all = fmt::format("the specified {:.4g} GB/s{}", specified, of);
  return share <= 1 + kBandwidthRounding
             ? plausible(fmt::format("{:.0f} % of {}", 100 * share, all), model::kUnknown, specified / scale)
             : impossible("above " + all, model::kUnknown, specified / scale);
}

Judgement judge_link(const Claim& claim, const model::Device& d, double parts, double scale) {
  std::vector<Figure> figures = link_figures(d, claim.interconnect);
  if (parts > 1 && !figures.empty()) {
    figures.push_back({parts * figures.front().gb_per_s, figures.front().what + ", of all", true});
  }
  if (figures.empty()) {
    const bool nvlink = catalog::lower_case(claim.interconnect).starts_with("nv");
    if (nvlink || claim.high == 0) {
      const std::string why = fmt::format("{} has no NVLink", d.slug);
      return claim.high == 0 ? plausible(why, 0) : impossible(why, 0);
    }
    return unverifiable(fmt::format("the rate of '{}' is not known", claim.interconnect));
  }
  if (claim.high == 0) {  // "no NVLink", said of a card on PCIe
    return d.nvlink_bytes_per_s > 0
               ? wrong_spec(fmt::format("{} has NVLink", d.slug), d.nvlink_bytes_per_s / kGiga)
               : plausible(fmt::format("{} has no NVLink: 0 GB/s of it", d.slug), 0);
  }
  if (is_of_use(claim) && claim.middle() * scale <= figures.front().gb_per_s) {
    return judge_reached(claim, figures.front().gb_per_s, " of " + figures.front().what, scale);
  }
  std::string confusion;
  for (const Figure& f : figures) {
    if (matches(claim, scale, f.gb_per_s)) {
      if (f.right) {
        return plausible(fmt::format("{}: {:.4g} GB/s", f.what, f.gb_per_s), f.gb_per_s / scale);
      }
      confusion += confusion.empty() ? "; the claim is " + f.what : " or " + f.what;
    }
  }
  return wrong_spec(fmt::format("{}: {:.4g} GB/s, claimed {}{}",
                                figures.front().what,
                                figures.front().gb_per_s,
                                claimed_text(claim),
                                confusion),
                    figures.front().gb_per_s / scale);
}

Judgement judge_memory(
    const AuditContext& context, const Claim& claim, const model::Device& d, double parts, double scale) {
  const double own = d.bandwidth_bytes_per_s / kGiga;
  const double total = own * parts;
  if (says_at_least(claim) && total >= claim.low * scale * (1 - kBandwidthRounding)) {
    return plausible(fmt::format("no less than that: {:.4g} GB/s", total), total / scale);
  }
  if (matches(claim, scale, own) || matches(claim, scale, total)) {
    return plausible(fmt::format("specified: {:.4g} GB/s", matches(claim, scale, own) ? own : total),
                     own / scale);
  }
  constexpr double kBytesATransfer = 8, kMega = 1e6;
  const double stated = d.memory_channels * claim.host_memory_mts * kMega * kBytesATransfer / kGiga;
  if (matches(claim, scale, stated)) {
    return plausible(fmt::format("{:.0f} channels x {:.0f} MT/s x {:.0f} B = {:.4g} GB/s",
                                 d.memory_channels,
                                 claim.host_memory_mts,
                                 kBytesATransfer,
                                 stated),
                     stated / scale);
  }
  std::vector<Figure> links;
  add_nvlink(d, links);
  if (d.kind == model::DeviceKind::gpu) {
    add_pcie(d.pcie_generation, d.pcie_lanes, " of its slot", links);
  }
  for (const Figure& f : links) {
    if (matches(claim, scale, f.gb_per_s)) {
      return plausible(fmt::format("{}: {:.4g} GB/s", f.what, f.gb_per_s), f.gb_per_s / scale);
    }
  }
  if (d.memory_channels > 0) {
    if (const auto fewer = populated_channels(d, claim.middle() * scale / parts)) {
      return plausible(*fewer, own / scale);
    }
  }
  std::string confusion = device_with_bandwidth(context, d, claim.middle() * scale);
  if (matches(claim, scale, own / 1.073741824)) {
    confusion = "; the claim is in GiB/s";
  } else if (matches(claim, scale, own / 1e3) || matches(claim, scale, own * 1e3)) {
    confusion = "; GB/s and TB/s are confused";
  } else if (matches(claim, scale, own * 8) || matches(claim, scale, own / 8)) {
    confusion = "; bits and bytes are confused";
  }
  return wrong_spec(fmt::format("{} has {:.4g} GB/s, claimed {} {} ({:+.0f} %){}",
                                d.slug,
                                own,
                                claimed_text(claim),
                                claim.unit,
                                100 * (claim.middle() * scale / own - 1),
                                confusion),
                    own / scale);
}

}  // namespace

Judgement judge_bandwidth(const AuditContext& context, const Claim& claim) {
  const NamedMachine m = context.machine(claim);
  if (m.part == nullptr) {
    return unverifiable("no device is named: whose bandwidth this is, is not known");
  }
  const model::Device& d = *m.part;
  if (d.kind == model::DeviceKind::storage) {
    return judge_drive_rate(context, claim);
  }
  const double scale = claim.unit == "TB/s" ? 1e3 : 1;
  if (!claim.interconnect.empty()) {
    return judge_link(claim, d, m.parts, scale);
  }
  if (claim.high == 0) {
    return d.nvlink_bytes_per_s > 0
               ? wrong_spec(fmt::format("{} has NVLink", d.slug), d.nvlink_bytes_per_s / kGiga)
               : plausible(fmt::format("{} has no NVLink", d.slug), 0);
  }
  if (!(d.bandwidth_bytes_per_s > 0)) {
    return unverifiable(fmt::format("the bandwidth of {} is not known", d.slug));
  }
  if (is_of_use(claim) && d.memory_channels > 0) {
    return judge_measured_memory(claim, d, scale / m.parts);
  }
  if (is_of_use(claim)) {
    return judge_reached(claim, d.bandwidth_bytes_per_s / kGiga * m.parts, "", scale);
  }
  return judge_memory(context, claim, d, m.parts, scale);
}

}  // namespace tokroof::judge
