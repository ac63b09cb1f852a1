#include "judge/audit/storage_bits.hpp"

#include "catalog/names.hpp"

namespace tokroof::judge {

StorageReading storage_reading(std::string_view quant) {
  const std::string name = catalog::lower_case(quant);
  if (name.empty()) return {{"", "F16", "Q8_0", "IQ2_XXS"}, 0};
  // IQ4_XS and MXFP4 have 4.25 bits; whole numbers of 4 bit with a scale a row have 4.
  if (name == "q4") return {{"Q4_0", "Q4_K_M"}, 4.5, 4.25};
  if (name == "4-bit" || name == "4bit" || name == "int4") return {{"Q4_0", "Q4_K_M"}, 4.5, 4.0};
  if (name == "q3" || name == "3-bit") return {{"IQ3_XXS", "Q3_K_M"}, 3.06};
  if (name == "q2" || name == "2-bit") return {{"IQ2_XXS", "Q2_K"}, 2.1};
  if (name == "q5") return {{"Q5_0", "Q5_K_M"}, 5.5};
  if (name == "q6") return {{"Q6_K"}, 6.56};
  if (name == "q8" || name == "8-bit" || name == "8bit") return {{"Q8_0"}, 8.5, 8.0};
  if (name == "int8" || name == "fp8") return {{std::string(quant)}, 0, 8.0};
  if (name == "q2_k") return {{"Q2_K"}, 3.0};
  if (name == "q4_k_m") return {{"Q4_K_M"}, 4.85};
  if (name == "q4_k_xl") return {{"Q4_K_M"}, 4.95};
  if (name == "unknown") return {{"AWQ"}, 4.25};
  if (name == "exq" || name == "exl2" || name == "exl3") return {{"EXL2-4.0bpw"}, 4.0};
  if (name == "fp16") return {{"F16"}, 16};
  return {{std::string(quant)}, 0};
}

}  // namespace tokroof::judge
