#include "whatif/rank/candidates.hpp"

#include <iterator>
#include <set>

#include <fmt/format.h>

#include "catalog/fields.hpp"
#include "catalog/input_error.hpp"
#include "catalog/name_resolver.hpp"
#include "catalog/names.hpp"

namespace tokroof::whatif {
namespace {

std::string_view kind_of(const model::Device& device) {
  return catalog::kDeviceKinds[static_cast<std::size_t>(device.kind)];
}

/// Throws where no device has this vendor or kind.
void check_filter(const catalog::Catalog& catalog,
                  const char* option,
                  const std::string& wanted,
                  std::string_view (*property)(const model::Device&)) {
  std::set<std::string_view> known;
  for (const model::Device& device : catalog.devices()) {
    known.insert(property(device));
  }
  if (!wanted.empty() && known.count(wanted) == 0) {
    const std::vector<std::string_view> names(known.begin(), known.end());
    throw catalog::InputError("unknown-name",
                              fmt::format("no device has '{}'", wanted),
                              option,
                              catalog::nearest_names(wanted, names));
  }
}

/// Cards in these numbers; of a laptop there is one.
std::vector<double> counts_of(const model::Device& d, const CandidateChoice& choice) {
  const bool card = d.kind == model::DeviceKind::gpu || d.kind == model::DeviceKind::accelerator;
  const bool soldered = d.slug.ends_with("-laptop") || d.slug.ends_with("-mobile") ||
                        d.slug.ends_with("-max-q") || d.slug.find("-laptop-") != std::string_view::npos;
  if (!card) {
    return {1};
  }
  if (!choice.counts.empty()) {
    return choice.counts;
  }
  return soldered ? std::vector<double>{1}
                  : std::vector<double>(std::begin(kUsualCounts), std::end(kUsualCounts));
}

/// "4xrtx-3090"; of an unknown number: the device alone.
Candidate of_count(const std::string& name, const std::string& device, double count, bool asked) {
  return count > 1 ? Candidate{fmt::format("{:.0f}x{}", count, name), device, count, asked}
                   : Candidate{name, device, model::kUnknown, asked};
}

/// A set or a system as it is named, a card in the numbers that are chosen where its name says none.
std::vector<Candidate> named(const catalog::Catalog& catalog,
                             const std::string& text,
                             const CandidateChoice& choice) {
  const auto devices = catalog.names().need_devices(text, "--devices");
  const catalog::NamedDevices& one = devices.front();
  if (devices.size() > 1 || one.power_limit_w > 0 || !one.link.empty()) {
    return {{text, text}};
  }
  // As typed: an alias may hold a power limit, other names how much memory a chip is sold with, and what a name is taken
  // for is said.
  const std::string& device = one.typed;
  const model::Device* entry = catalog.find_device(one.match.slug);
  if (one.count > 1 || choice.counts.empty() || entry == nullptr) {
    return {{text, device, one.count > 1 ? one.count : model::kUnknown}};
  }
  std::vector<Candidate> out;
  for (const double count : counts_of(*entry, choice)) {
    out.push_back(of_count(text, device, count, true));
  }
  return out;
}

std::vector<Candidate> whole_catalog(const catalog::Catalog& catalog, const CandidateChoice& choice) {
  check_filter(catalog, "--vendor", choice.vendor, [](const model::Device& d) { return d.vendor; });
  check_filter(catalog, "--kind", choice.kind, kind_of);
  std::vector<Candidate> out;
  for (const model::Device& d : catalog.devices()) {
    const bool wanted = (choice.vendor.empty() || d.vendor == choice.vendor) &&
                        (choice.kind.empty() || kind_of(d) == choice.kind);
    if (!wanted || d.kind == model::DeviceKind::storage) {
      continue;
    }
    const std::string slug(d.slug);
    const bool asked = choice.all;
    for (const double count : counts_of(d, choice)) {
      out.push_back(of_count(slug, slug, count, asked));
    }
  }
  return out;
}

}  // namespace

std::vector<Candidate> candidates(const catalog::Catalog& catalog, const CandidateChoice& choice) {
  if (choice.devices.empty() || (choice.devices.size() == 1 && choice.devices[0] == "all")) {
    return whole_catalog(catalog, choice);
  }
  if (!choice.vendor.empty() || !choice.kind.empty()) {
    throw catalog::InputError(
        "usage", "--vendor and --kind choose from the whole catalog, not from --devices", "--devices");
  }
  std::vector<Candidate> out;
  std::set<std::string> seen;
  for (const std::string& name : choice.devices) {
    if (seen.insert(name).second) {
      const std::vector<Candidate> one = named(catalog, name, choice);
      out.insert(out.end(), one.begin(), one.end());
    }
  }
  return out;
}

}  // namespace tokroof::whatif
