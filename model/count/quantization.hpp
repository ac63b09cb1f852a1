#pragma once
#include <string>
#include <string_view>

namespace tokroof::model {

/// Bits a quantized weight of formats that have no recipe: safetensors, EXL, MLX. Those of GGUF come from
/// weight_bytes; what a format leaves at 16 bit is checkpoint_bytes' matter.
///
///     EXL2/EXL3: the number in the name      MLX-Qn, "n-bit": n + 1/2      others: a table
///
/// The half bit is a 16-bit scale and bias for each 64 weights. AWQ and GPTQ hold a 16-bit scale and a 4-bit zero for
/// each 128 (4 + 20/128) unless the name says 32.
/// Source: vendors' documentation, by format in datasets/storage_types.json.
/// Valid for: groups of the usual size where the name states none. Unknown names, and GGUF file types: kUnknown.
double bits_per_weight(std::string_view quant);

/// The llama.cpp file type whose mix is nearest to a published name, for weight_bytes.
///
///     UD-Q4_K_XL -> Q4_K_M,  Q4_K_L -> Q4_K_M,  IQ2_XS_R4 -> IQ2_XS,  BF16 -> F16,  gpt-oss at F16 -> MXFP4
///
/// Source: publishers' files: UD mixes weigh 0.92 to 1.32 times the plain type, most within 8 %.
/// Valid for: the kind of mix. Scale to the file's stated size where there is one.
/// Ignores: names it does not know; they come back in upper case, and weight_bytes refuses them.
std::string file_type_of(std::string_view model_slug, std::string_view quant);

/// Without the end that says that rows are interleaved, which changes no byte: IQ4_K_R4 -> IQ4_K.
/// Source: ikawrakow/ik_llama.cpp gguf-py/gguf/constants.py GGML_QUANT_SIZES.
std::string_view without_interleaving(std::string_view quant);

/// Whether the model counts the bytes of such weights by itself: file types of llama.cpp and names with bits_per_weight.
bool is_counted(std::string_view model_slug, std::string_view quant);

/// The class of the bulk of the weights, which decides what dequantization costs: f16, q4_k, iq3, mxfp4, ...
/// "other" where the name says nothing. All publishers' names are folded in (UD-Q4_K_XL is q4_k).
std::string_view storage_class(std::string_view quant);

/// The kind of a checkpoint by the library that unpacks it: gptq-8, gptq, awq, nf4, int8, fp8, nvfp4, mxfp4, else 16-bit.
std::string_view checkpoint_kind(std::string_view quant);

/// Bytes a value of the KV cache.
///
///     q8_0 34/32     q5_0 22/32     q4_0 18/32     FP8, INT8 1     f32 4     K q8_0 with V at f16 1.53     otherwise 2
///
/// Source: ggml block sizes; TurboQuant's 0.55 and the per-head scales of INT8 (1.03) are assumed.
/// Valid for: one name for both K and V. An empty name is f16.
/// Ignores: the sink and residual tokens that some schemes keep at 16 bit (too small by under 1 %).
double kv_bytes_per_value(std::string_view kv_type);

/// Whether the cache is stored in blocks with scales, which reading unpacks: q8_0, q4_0, ...
bool is_quantized_kv(std::string_view kv_type);

}  // namespace tokroof::model
