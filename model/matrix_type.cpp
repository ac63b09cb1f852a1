#include "model/matrix_type.hpp"

#include <algorithm>

#include "model/count/quantization.hpp"
#include "model/names.hpp"

namespace tokroof::model {
namespace {

/// Activations of eight bits: "W8A8", "w4a8".
bool quantizes_activations(std::string_view quant) {
  return quant.find("A8") != std::string_view::npos || quant.find("a8") != std::string_view::npos;
}

}  // namespace

double fp4_flops(const Device& d, std::string_view storage_class) {
  const bool has_fp4 = d.generation.find("Blackwell") != std::string_view::npos || d.arch == "CDNA4";
  return has_fp4 && is_one_of(storage_class, {"nvfp4", "mxfp4"}) && d.fp8_flops > 0 ? 2 * d.fp8_flops : 0;
}

MatrixType matrix_type(const Device& d, std::string_view quant, double sixteen_bit_flops) {
  const std::string_view type = storage_class(quant);
  const bool halved = d.fp32_sum_share < 1;
  if (quantizes_activations(quant) && d.int8_ops > 0) {
    return {"int8", std::max(d.int8_ops, sixteen_bit_flops)};
  }
  if (const double fp4 = fp4_flops(d, type); fp4 > 0) {
    return {"fp4", std::max(fp4, sixteen_bit_flops)};
  }
  if (type == "fp8" && d.fp8_flops > 0) {
    return {"fp8", std::max(d.fp8_flops * d.fp32_sum_share, sixteen_bit_flops), halved};
  }
  if (is_one_of(type, {"fp8", "int8"})) {
    return {"w8a16", sixteen_bit_flops, halved};
  }
  return {is_one_of(type, {"f16", "bf16"}) ? "f16" : "w4a16", sixteen_bit_flops, halved};
}

}  // namespace tokroof::model
