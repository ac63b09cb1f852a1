#pragma once
#include <vector>

#include "judge/audit/context.hpp"

namespace tokroof::judge {

/// Two guides that give different figures for the same quantity: same unit and phase, same devices and link, a model of
/// the same size, the same storage type. A pair of guides that agrees on it somewhere does not contradict itself.
struct Contradiction {
  const Claim* one;
  const Claim* other;
};
std::vector<Contradiction> contradictions(const AuditContext& context);

}  // namespace tokroof::judge
