#pragma once

namespace tokroof::model {

inline constexpr double kGb = 1e9;           ///< bytes of a GB
inline constexpr double kKib = 1024;         ///< bytes of a KiB
inline constexpr double kMib = 1024 * kKib;  ///< bytes of a MiB
inline constexpr double kGib = 1024 * kMib;  ///< bytes of a GiB: what memory is sold in
inline constexpr double kTib = 1024 * kGib;  ///< bytes of a TiB

}  // namespace tokroof::model
