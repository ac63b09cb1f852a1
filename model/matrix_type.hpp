#pragma once
#include <string_view>

#include "model/device.hpp"

namespace tokroof::model {

/// What the matrix units multiply in kernels that do not work on packed weights.
///
///     stored as                    operands                                     name
///     F16, BF16                    16 bit                                       f16
///     FP8                          8 bit where the chip has them, else 16       fp8, w8a16
///     W8A8, W4A8                   8-bit integers                               int8
///     other INT8, GPTQ-8bit        16 bit                                       w8a16
///     NVFP4, MXFP4                 4 bit where the chip has them, else 16       fp4, w4a16
///     4-bit integers, EXL          16 bit                                       w4a16
///
/// Their kernels sum products in FP32, which GeForce cards do at half their rate at 16 and 8 bit: Device::fp32_sum_share
/// (NVIDIA's GA102 and AD102 papers, peak with FP32 accumulate). ggml's multiply integers, or sum FP16 in FP16.
///
/// Source: vLLM's and TensorRT-LLM's tables of supported types by chip; Marlin unpacks to 16 bits where there are none.
struct MatrixType {
  std::string_view name;
  double flops = 0;     ///< dense peak of one device for these operands [FLOP/s]
  bool halved = false;  ///< it is that with FP32 sums of a card whose own is higher
};
MatrixType matrix_type(const Device& device, std::string_view quant, double sixteen_bit_flops);

/// Dense peak for weights of a 4-bit floating-point class where the chip multiplies such: twice that of FP8. 0: it does
/// not, or the class is another [FLOP/s]
double fp4_flops(const Device& device, std::string_view storage_class);

}  // namespace tokroof::model
