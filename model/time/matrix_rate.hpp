#pragma once
#include <cmath>

#include "model/coefficients.hpp"
#include "model/step.hpp"

namespace tokroof::model {

/// What a card gains on its rate with FP32 sums where that is half of its own: a product's other limits, the memory's and
/// the power's, stay, so that it reaches more of the half.
///     2^hr on such cards, else 1             matrix_half_rate [1]
/// Source: batches and prompts of vLLM, SGLang and exllama: GeForce cards reach more of their rate than others of the same
/// architecture (docs/decisions.md).
template <class T>
T half_rate_gain(const Coefficients<T>& c, double ln_halved) {
  using std::exp;
  return ln_halved > 0 ? T(exp(ln_halved * c.template get<"matrix_half_rate">())) : T(1.0);
}

/// The 16-bit rate of the matrix units in kernels that do not work on packed weights [FLOP/s].
///     F16 half_rate_gain()                   Rates::fp16_flops
template <class T>
T sixteen_bit_rate(const Step& step, const Coefficients<T>& c) {
  return step.rates.fp16_flops * half_rate_gain(c, step.rates.ln_halved_16_bit);
}

/// The same for the operands of the storage type.
///     F_type half_rate_gain()                Rates::operand_flops
template <class T>
T operand_rate(const Step& step, const Coefficients<T>& c) {
  return step.rates.operand_flops * half_rate_gain(c, step.rates.ln_halved_operand);
}

}  // namespace tokroof::model
