#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/device.hpp"
#include "model/step.hpp"

namespace tokroof {

/// An engine by the name that people give; `family` is the one whose kernels it runs.
struct Engine {
  std::string_view name, family;
  Split split;             ///< how it usually spreads a model over several devices
  std::string_view quant;  ///< what it usually runs
};

/// Engines and backends that predictions know.
std::span<const Engine> engines();
std::span<const std::string_view> backends();

/// By name, without regard to case and to '_' against '-'; null: not known.
const Engine* find_engine(std::string_view name);

/// The backends that run on a device, the usual one first; none: no engine here runs on such a device.
std::vector<std::string_view> backends_of(const Device& device);

/// The engine that people use on this device under this backend.
std::string_view usual_engine(const Device& device, std::string_view backend);

}  // namespace tokroof
