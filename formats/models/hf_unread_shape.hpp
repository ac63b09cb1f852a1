#pragma once
#include <string>
#include <vector>

#include "formats/models/hf_keys.hpp"

namespace tokroof::formats {

/// Keys of a family that is not known which say something of its shape, and which nothing has read.
std::vector<std::string> hf_unread_shape(const HfKeys& keys);

}  // namespace tokroof::formats
