#pragma once
#include <optional>
#include <string>

#include "judge/audit/claim.hpp"

namespace tokroof::judge {

/// Fewer channels, or slower modules, than a processor takes: the arithmetic k x rate x 8 B where one of them gives
/// this bandwidth; nothing: none does.
std::optional<std::string> populated_channels(const model::Device& d, double gb_per_s);

/// Read, write and copy rates of a processor's memory as measured: below what its channels can carry. `scale`: GB/s in
/// one of the claimed unit.
Judgement judge_measured_memory(const Claim& claim, const model::Device& d, double scale);

}  // namespace tokroof::judge
