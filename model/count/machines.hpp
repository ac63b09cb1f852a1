#pragma once
#include <cmath>

#include "model/count/messages.hpp"
#include "model/step.hpp"

namespace tokroof::model {

/// Machines that devices which exchange with each other lie on, filled evenly.
///
///     M = ceil(n/m)      m_M = n/M
///
///   n     devices that exchange
///   m     devices of a machine                       Conditions::machine_devices   [1]
///   M     machines that they lie on; 1: the network carries nothing of theirs
///   m_M   of the devices, those on each of them
struct Span {
  double machines = 1;
  double devices = 1;
};

inline Span span_of(const Conditions& how, double devices) {
  Span s;
  s.machines = std::fmax(std::ceil(devices / how.machine_devices), 1.0);
  s.devices = devices / s.machines;
  return s;
}

/// Whether the devices that share a model lie on several machines.
inline bool spans_machines(const Conditions& how) { return how.devices > how.machine_devices; }

/// Of boundaries(), those between machines.
///
///     k <= m     ceil(S/floor(m/k)) - 1      stages in their order, each inside a machine
///     k > m      S - 1                       none fits: each hands on to other machines
///
///   S   stages of a tensor split, or the devices of a layer split     boundaries() + 1   [1]
///   k   devices of a stage, or 1
///
/// Ignores: stages that straddle two machines, as where 8 devices a machine hold stages of 3; they take a machine more.
inline double network_boundaries(const Conditions& how) {
  const double parts = boundaries(how) + 1, of_part = how.devices / parts;
  if (!spans_machines(how)) {
    return 0;
  }
  return std::ceil(parts / std::fmax(std::floor(how.machine_devices / of_part), 1.0)) - 1;
}

}  // namespace tokroof::model
