#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace tokroof::model {

// clang-format off
/// How the values of one tensor are stored in a GGUF file. Lower case of ggml's own names.
enum class GgmlType : unsigned char {
  f32, f16, bf16, q4_0, q4_1, q5_0, q5_1, q8_0, q2_k, q3_k, q4_k, q5_k, q6_k,
  iq1_s, iq1_m, iq2_xxs, iq2_xs, iq2_s, iq3_xxs, iq3_s, iq4_nl, iq4_xs, mxfp4, nvfp4, tq1_0, tq2_0,
};
// clang-format on

struct GgmlTypeSpec {
  GgmlType type;
  std::string_view name;
  double block_elements;
  double block_bytes;
  int gguf_id;        ///< ggml type number in a file's tensor info
  GgmlType fallback;  ///< for rows that this type's blocks do not divide
};

// clang-format off
/// One row per storage type, in the order of the enum.
inline constexpr std::array kGgmlTypes = [] {
  using enum GgmlType;
  return std::array{
      //           type     name     elements bytes   id  fallback
      GgmlTypeSpec{f32,     "F32",         1,    4,    0,  f32},
      GgmlTypeSpec{f16,     "F16",         1,    2,    1,  f16},
      GgmlTypeSpec{bf16,    "BF16",        1,    2,   30,  bf16},
      GgmlTypeSpec{q4_0,    "Q4_0",       32,   18,    2,  f16},
      GgmlTypeSpec{q4_1,    "Q4_1",       32,   20,    3,  f16},
      GgmlTypeSpec{q5_0,    "Q5_0",       32,   22,    6,  f16},
      GgmlTypeSpec{q5_1,    "Q5_1",       32,   24,    7,  f16},
      GgmlTypeSpec{q8_0,    "Q8_0",       32,   34,    8,  f16},
      GgmlTypeSpec{q2_k,    "Q2_K",      256,   84,   10,  q4_0},
      GgmlTypeSpec{q3_k,    "Q3_K",      256,  110,   11,  q4_0},
      GgmlTypeSpec{q4_k,    "Q4_K",      256,  144,   12,  q5_0},
      GgmlTypeSpec{q5_k,    "Q5_K",      256,  176,   13,  q5_1},
      GgmlTypeSpec{q6_k,    "Q6_K",      256,  210,   14,  q8_0},
      GgmlTypeSpec{iq1_s,   "IQ1_S",     256,   50,   19,  iq4_nl},
      GgmlTypeSpec{iq1_m,   "IQ1_M",     256,   56,   29,  iq4_nl},
      GgmlTypeSpec{iq2_xxs, "IQ2_XXS",   256,   66,   16,  iq4_nl},
      GgmlTypeSpec{iq2_xs,  "IQ2_XS",    256,   74,   17,  iq4_nl},
      GgmlTypeSpec{iq2_s,   "IQ2_S",     256,   82,   22,  iq4_nl},
      GgmlTypeSpec{iq3_xxs, "IQ3_XXS",   256,   98,   18,  iq4_nl},
      GgmlTypeSpec{iq3_s,   "IQ3_S",     256,  110,   21,  iq4_nl},
      GgmlTypeSpec{iq4_nl,  "IQ4_NL",     32,   18,   20,  f16},
      GgmlTypeSpec{iq4_xs,  "IQ4_XS",    256,  136,   23,  iq4_nl},
      GgmlTypeSpec{mxfp4,   "MXFP4",      32,   17,   39,  f16},
      GgmlTypeSpec{nvfp4,   "NVFP4",      64,   36,   40,  f16},
      GgmlTypeSpec{tq1_0,   "TQ1_0",     256,   54,   34,  q4_0},
      GgmlTypeSpec{tq2_0,   "TQ2_0",     256,   66,   35,  q4_0},
  };
}();
// clang-format on

constexpr const GgmlTypeSpec& spec_of(GgmlType type) { return kGgmlTypes[static_cast<std::size_t>(type)]; }

/// Bytes of a tensor in a block format.
///
///     bytes = n / E * B
///
///   n   elements of the tensor                 elements                       [1]
///   E   elements of one block                  GgmlTypeSpec::block_elements   [1]
///   B   bytes of one block, scales included    GgmlTypeSpec::block_bytes      [B]
///
/// Source: ggml-org/llama.cpp, ggml-common.h and GGML_QUANT_SIZES of gguf-py.
/// Valid for: rows that the block divides (see fitting_type).
/// Ignores: the padding of each tensor to 32 bytes; too small by less than 1e-6.
constexpr double stored_bytes(GgmlType type, double elements) {
  return elements / spec_of(type).block_elements * spec_of(type).block_bytes;
}

/// The type that llama-quantize really stores where it was asked for `wanted`.
///
///     wanted,   if E(wanted)   divides r
///     fallback, if E(fallback) divides r         (Q4_K -> Q5_0, Q6_K -> Q8_0, IQ* -> IQ4_NL, ...)
///     F16       otherwise
///
///   r   row length ne0            row_length                     [1]
///   E   elements of one block     GgmlTypeSpec::block_elements   [1]
///
/// Source: ggml-org/llama.cpp, llama-quant.cpp, "tensor_type_fallback".
/// Valid for: files made by llama-quantize. It is why Nemotron-3 Nano's Q4_K_M holds 6.3 bits a weight.
/// Ignores: publishers who keep such tensors at another type by hand.
GgmlType fitting_type(GgmlType wanted, double row_length);

/// By the number in a file's tensor info.
std::optional<GgmlType> ggml_type_of_gguf_id(int id);

}  // namespace tokroof::model
