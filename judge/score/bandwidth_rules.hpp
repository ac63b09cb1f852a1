#pragma once
#include "judge/score/baseline.hpp"

namespace tokroof {

/// The rule of thumb: every token reads the whole file once.
///
///     rate = BW / S
///
///   BW   bandwidth of one device (or of the CPU's memory)   Device::bandwidth_bytes_per_s   [B/s]
///   S    size of the file                                   Work::file_bytes                [B]
///
/// Several devices hold more; the rule knows no faster way through them than one after the other.
/// No answer: several streams, drafting, prompt in the rate, weights in two places.
std::optional<double> bandwidth_over_size(const Scenario& s, const Step& step);

/// What web calculators do (apxml, canirunthis, induwara.lk, codeswap, inventivehq and others): a constant share of
/// the bandwidth, nominal bits, active parameters, and the bandwidths of all GPUs added, whatever the split.
///
///     rate = 0.70 n BW / (P_active b / 8)
///
///   n          devices                                      Scenario::n_devices                [1]
///   P_active   parameters read per token, as published      Architecture::active_parameters    [1]
///   b          bits in the type's name                      nominal_bits()                     [1]
///
/// Source: their pages; 0.70 is induwara.lk's, others take 0.50 to 0.80.
/// No answer: as above, and types whose name has no number of bits.
std::optional<double> calculators(const Scenario& s, const Step& step);

}  // namespace tokroof
