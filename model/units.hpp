#pragma once

namespace tokroof {

inline constexpr double kGib = 1073741824.0;  ///< bytes of a GiB: what memory is sold in

}  // namespace tokroof
