#pragma once
#include <string_view>

#include "model/device.hpp"

namespace tokroof::formats {

// Machines that a sentence speaks of without a name that the catalog could know: "a CPU with dual-channel DDR5". A figure
// that is led to one is not of the device that was named before it.

/// What follows a figure leads to one: " on a CPU with DDR5". `bare`: "on CPU" does too; it may be that of the device.
bool leads_to_unnamed_machine(std::string_view behind, bool bare);

/// Between a name and a figure another machine is the subject: ", a laptop gets about". `behind_figure`: what is between
/// begins behind another figure ("150 tok/s and a CPU 12"), not behind the name ("a 4090 and a fast CPU do 150").
bool opens_with_unnamed_machine(std::string_view between, bool behind_figure);

/// "A Mac mini", "the GMKtec box": machines whose chip is not said, and which `device` is not in; null: none is known.
bool names_machine_without(std::string_view lower, const model::Device* device);

/// "8S Xeon Scalable v4", "my old server": a label is of a machine, whichever.
bool names_any_machine(std::string_view label);

}  // namespace tokroof::formats
