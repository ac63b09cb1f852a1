#include <cmath>

#include <fmt/format.h>

#include "judge/audit/judges.hpp"
#include "judge/audit/model_bytes.hpp"

namespace tokroof::judge {
namespace {

double slot_gb_per_s(const model::Device& d) {
  constexpr double kGeneration3Lane = 0.985;  // one direction, after coding [GB/s]
  return kGeneration3Lane * std::exp2(d.pcie_generation - 3) * d.pcie_lanes;
}

const Claim* other_drive(const AuditContext& context, const Claim& claim, const model::Device& d) {
  const auto found = context.beside(claim, [&](const Claim& other) {
    const model::Device* o = context.device(other.device);
    return other.unit == claim.unit && other.model == claim.model && o != nullptr && o != &d &&
           o->kind == model::DeviceKind::storage;
  });
  return found.empty() ? nullptr : found.front();
}

}  // namespace

Judgement judge_drive_rate(const AuditContext& context, const Claim& claim) {
  const model::Device& d = *context.device(claim.device);
  const double read = d.bandwidth_bytes_per_s / 1e9;
  const double slot = slot_gb_per_s(d);
  const double scale = claim.unit == "TB/s" ? 1e3 : 1;
  const double claimed = claim.middle() * scale;
  const std::string why = fmt::format(
      "{} reads {:.4g} GB/s at best, its PCIe {:.0f}.0 x{:.0f} carries {:.3g}; the claim is {:.0f} % of that "
      "rate",
      d.slug,
      read,
      d.pcie_generation,
      d.pcie_lanes,
      slot,
      100 * claimed / read);
  if (claimed > 1.02 * slot) {
    return impossible(why, read / scale, slot / scale);
  }
  if (claimed > 1.03 * read) {
    return claim.kind == "spec" ? wrong_spec(why, read / scale, slot / scale)
                                : suspect(why, read / scale, slot / scale);
  }
  return plausible(why, read / scale, slot / scale);
}

Judgement judge_load_time(const AuditContext& context, const Claim& claim) {
  const model::Device& d = *context.device(claim.device);
  const double read = d.bandwidth_bytes_per_s;
  const model::Architecture* model = context.model(claim.model);
  if (model == nullptr) {
    const Claim* other = other_drive(context, claim, d);
    if (other == nullptr) {
      return unverifiable(fmt::format("what is read is not said; at most {:.0f} GB at {:.4g} GB/s",
                                      claim.middle() * read / 1e9,
                                      read / 1e9));
    }
    const double measured = other->middle() / claim.middle();
    const double specified = read / context.device(other->device)->bandwidth_bytes_per_s;
    const std::string why = fmt::format(
        "{:.3g} x as fast as {}, whose specified rate is {:.3g} x lower", measured, other->device, specified);
    return std::fabs(std::log(measured / specified)) < 0.2 ? plausible(why) : suspect(why);
  }
  const double bytes = weight_size(*model, claim.quant).least_bytes;
  const double least_s = bytes / read;
  const std::string why =
      fmt::format("{:.4g} GB / {:.4g} GB/s = {:.3g} s at least; claimed {} s is {:.3g} GB/s",
                  bytes / 1e9,
                  read / 1e9,
                  least_s,
                  claimed_text(claim),
                  bytes / claim.middle() / 1e9);
  // Sizes are told in GB and GiB; a quarter of the rate is the least that a sequential load reaches.
  if (claim.middle() < 0.93 * least_s) {
    return impossible(why, least_s, least_s);
  }
  return claim.middle() > 4 * least_s ? suspect(why, least_s, least_s) : plausible(why, least_s, least_s);
}

}  // namespace tokroof::judge
