#pragma once
#include <string>
#include <string_view>

namespace tokroof::catalog {

// What people write beside the name of a device: how many, how joined, in which slot, at which power, whose.

/// "2x3090", "4 * H20", "dual 3090", "3090 x2": takes the count off the name. 0: there is none. `in_words`: a word says it.
double take_count(std::string_view& name, bool& in_words);

/// "2 3090s": as many as a machine may hold. The number may be the product's, so that the name behind it must be known.
double take_bare_count(std::string_view& name);

/// "HGX B200 8-GPU", "H100 (8 GPUs)": the same where a number of cards stands behind.
double take_count_of_cards(std::string_view& name);

/// "3090 (x2)", "3090 (24GB) x2", "3090 pair": what stands behind says how many, and is no remark.
bool ends_in_count(std::string_view name);

/// "2x3090", "2x": how many follow; "x2": how many those before are.
bool begins_count(std::string_view word);
bool ends_count(std::string_view word);

/// "2x RTX 3090 NVLink", "4x A100 (with NVLink bridge)", "5070 Ti OCuLink": takes the link off the name. Empty: it says none.
std::string take_link(std::string_view& name);

/// "RTX 3090 @ 250W", "3090 300 watts": takes the power limit off the name [W]. kUnknown: it says none.
double take_power(std::string_view& name);

/// "RTX 3090 PCIe 4.0 x8", "3090 (PCIe gen4)": takes the slot off the name, as "pcie4x8". Empty: it says none. "3090 @ x8" is one of
/// PCIe 4, though it does not say so.
std::string take_slot(std::string_view& name);

/// "quad-channel", "12 channels" as "4ch", "12ch": of a processor's memory, no count of devices.
std::string with_short_channels(std::string_view name);

/// Without what says whose a device is, where it stands or how it is joined: "my 3090", "runpod rtx 4090", "3090 egpu".
std::string without_fillers(std::string_view name);

}  // namespace tokroof::catalog
