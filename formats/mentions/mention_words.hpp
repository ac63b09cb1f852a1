#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/mentions/page_words.hpp"

namespace tokroof::formats {

// What single words say in names of devices and models; all in lower case.

/// The letters at the front of a name: "qwen" of "qwen3-8b".
std::string family_of(std::string_view name);

/// Makers, lines and machines: they begin a name of a device and are none alone.
bool is_brand(std::string_view word);
/// Designs of cores, of which other makers build processors: in a page no name of one of these.
bool is_core_design(std::string_view word);
/// Words that stand behind a name without being of it.
bool ends_no_name(std::string_view word);

/// "dual", "4x", "two": how many of what follows; 0: no count.
double count_word(std::string_view word);
/// "2x" alone; 0: it is no such word.
double count_times(std::string_view word);
/// "pair", "couple", "trio": how many there are of what follows its "of"; 0: no count.
double set_word(std::string_view word);
/// "used", "identical": between a count and a name.
bool is_adjective_of_devices(std::string_view word);
/// "RTX PRO 6000 1,792 GB/s": the 1 is no part of the name.
bool begins_thousands(std::string_view text, const PageWord& word);
/// "x4": of what stands before it.
double count_behind(std::string_view word);
/// "GPUs", "cards": what a number before it counts.
bool counts_cards(std::string_view noun);
/// "8-GPU", "eight-GPU": so many; 0: the word is none of these.
double count_of_cards(std::string_view word);

/// "70b", "7-8b", "7b-8b", "1.5b": the smallest size in billions; nothing: it is no size, or one of many.
std::optional<double> size_of(std::string word);
/// Dense models have this size and mixtures hardly: what is read for a token follows from it. What is no size alone
/// ("llama-3.1-8b") passes.
bool is_dense_size(std::string_view slug);

/// Words that are names of engines and of many other things.
bool is_everyday(std::string_view word);

bool may_be_quant(std::string_view word);
/// "71 TFLOPS of FP16", "FP16 tensor cores", "FP8: 660 TFLOPS": the i-th word is the format that something computes in, of which
/// nothing is stored.
bool is_arithmetic_format(const std::vector<PageWord>& words, std::size_t i);

}  // namespace tokroof::formats
