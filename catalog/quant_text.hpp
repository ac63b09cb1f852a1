#pragma once
#include <string>
#include <string_view>

namespace tokroof::catalog {

/// How weights are stored, found in what tools and publishers write; the rest is what was around it.
struct QuantText {
  std::string quant;  ///< as runs tables spell it; empty: nothing was found
  std::string rest;   ///< the text without it
};

/// llama.cpp's description of a file: "llama 8B Q4_K - Medium", "IQ4_XS - 4.25 bpw", "all F32", "(guessed)".
QuantText quant_of_description(std::string_view text);

/// The name of a file or a repository: "Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf", "Qwen3-32B-AWQ", "gemma3:27b-it-q8_0".
/// What is spelled as types are counts as one, though none may be known of that name: "-w6a6", "-q4_z".
QuantText quant_of_name(std::string_view text);

/// The same by the kind of file alone: "GPTQ-Int4-g128" is GPTQ's.
QuantText quant_of_kind(std::string_view text);

/// What stands behind the type in such a name and is no part of it: " banana" of "qwen3-8b q4 banana".
std::string_view behind_type(std::string_view text);

}  // namespace tokroof::catalog
