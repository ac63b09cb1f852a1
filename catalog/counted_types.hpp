#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tokroof::catalog {

/// A format whose bits are said beside its name, in whatever order: "gptq 8bit", "5bit exl2", "load_in_4bit", "bnb int8".
struct CountedType {
  std::string quant;      ///< as runs tables spell it; empty: the format has no files of so many bits
  std::size_t begin = 0;  ///< of the words that say it, in the text
  std::size_t end = 0;
};

/// The last one in a text; nothing: no format stands beside bits.
std::optional<CountedType> counted_type(std::string_view text);
/// The same where all of the text is it.
std::optional<CountedType> only_counted_type(std::string_view text);

/// Bits that a text says, and nothing else but that they are those of weights: "4-bit quantized", "1.58 bit", "full
/// precision", "unquantized"; kUnknown: it says other things.
double bits_alone(std::string_view text);

/// The file of a format ("gptq", "exl2", "mlx") that has so many bits a weight; empty: there is none.
std::string type_of_bits(std::string_view format, double bits);
/// The file of llama.cpp that people mean by bits that are no whole number, or fewer than 2: one of publishers' mixes.
std::string mix_of_bits(double bits);

/// A word of a name that says a type as types are spelled, whether one is known of this name: "w6a6", "int3", "3.5bit",
/// "q4_m", "nvfp6". Empty: there is none.
std::string_view type_like_word(std::string_view text);

}  // namespace tokroof::catalog
