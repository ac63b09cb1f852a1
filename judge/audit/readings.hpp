#pragma once
#include <optional>
#include <string>
#include <vector>

#include "judge/audit/context.hpp"
#include "predict/prediction.hpp"

namespace tokroof::judge {

/// A way in which a claimed rate may be meant, predicted.
struct Reading {
  predict::Prediction prediction;
  std::string quant;
  double ceiling_tps = 0;  ///< of a stream, at the fewest bits that the claimed storage type can mean
  double streams = 1;
};

struct Readings {
  std::vector<Reading> all;  ///< the usual one first; empty: see the rest
  std::string does_not_fit;  ///< the arithmetic, where no reading fits
  std::string link_fault;    ///< the link that the devices cannot have
  std::string refusal;       ///< why it cannot be predicted
};

/// Every combination of what the claim leaves open: the split (by layers, or over all devices at once), the storage
/// type, the power limit that its guide states elsewhere, the number of streams of an aggregate rate. Measured rates of
/// a card take the host processor that the guide names with it.
Readings read_rate(const AuditContext& context, const Claim& claim);

/// The processor of the machine that the guide describes with this device: named within a few lines of what it says of
/// the device's own properties. Empty: none.
std::string stated_host(const AuditContext& context, const Claim& claim);

/// A power cap that the guide states for this device, below its specified power; nothing: none.
std::optional<double> stated_power_cap(const AuditContext& context, const Claim& claim);

/// A rate of several streams together, or one of which it is not said.
bool may_be_of_several(const Claim& claim);

bool nvlink_named(std::string_view link);

/// Why the devices cannot have the link that the claim names; empty: they can, or it names none.
std::string link_fault(const AuditContext& context, const Claim& claim);

/// The run that a claim describes, with these choices for what it leaves open.
catalog::Run run_of(const AuditContext& context, const Claim& claim, const std::string& quant);

}  // namespace tokroof::judge
