#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace tokroof::judge {

/// What a guide's name for a storage type may stand for: file types that can be counted, the most generous (fewest bits
/// a weight) first, and the bits of that reading.
///
///     Q4 4.5    Q3 3.06    Q2 2.1    Q2_K 3.0    Q4_K_M 4.85    Q4_K_XL 4.95    unknown (4-bit) 4.25    Q8 8.5
///
/// No name may be any of them: the engine's usual type first, then 16 bits, 8 where those do not fit, and the fewest that
/// people run.
/// A name that is not in the list stands for itself; its bits are then counted by its recipe (0 here).
struct StorageReading {
  std::vector<std::string> types;
  double least_bits = 0;
  double least_file_bits =
      0;  ///< of types that are rarely meant: IQ4_XS is a Q4, INT8 without scales; 0: as least_bits
};
StorageReading storage_reading(std::string_view quant);

}  // namespace tokroof::judge
