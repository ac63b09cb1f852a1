#pragma once
#include <string>

#include "model/scenario.hpp"
#include "model/step.hpp"

namespace tokroof::predict {

/// The least time in which the weights reach the devices, from storage through the host.
///
///     t = max( W/(0.56 BW_s), W_dev/(0.83 BW_h n) )
///
///   W, W_dev  weights as stored, and those that go to the devices   Work::file_bytes         [B]
///   BW_s      sequential rate of the drive, where one is named      Scenario::storage        [B/s]
///   BW_h      between a device and the host                         LinkRates                [B/s]
///
/// Drive and link work at the same time. Without a drive it is what the link allows from a warm file cache.
/// Ignores: repacking of weights; that a drive may be read with many requests at a time (llama.cpp without mmap does).
struct LoadTime {
  double seconds_s = model::kUnknown;
  std::string bound_by;  ///< storage, link; empty: not known
};
LoadTime load_time(const model::Scenario& s, const model::Step& step, double device_bytes);

}  // namespace tokroof::predict
